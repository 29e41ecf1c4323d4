//! Brings the schema up to date: each migration in one transaction, so that a killed one leaves the old state.

use super::StoreError;
use super::link::Link;
use sha2::{Digest, Sha256};
use sqlx::SqlitePool;

/// One step of the schema.
struct Migration {
    name: &'static str,
    /// For every database.
    text: &'static str,
    /// For SQLite: what has no common text, such as triggers.
    sqlite: &'static str,
}

/// SQLite's part of 0001. PostgreSQL needs its own: a trigger function, and no UPDATE or DELETE granted.
const LEDGER_ONLY_GROWS: &str = "
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
";

/// In order. A released one never changes.
const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_start",
    text: include_str!("../../migrations/0001_start.sql"),
    sqlite: LEDGER_ONLY_GROWS,
}];

const NEWEST: &str = MIGRATIONS[MIGRATIONS.len() - 1].name;

impl Migration {
    /// The text for SQLite, which it is written for. PostgreSQL's arm replaces the marks that 0001 tells of.
    fn script(&self) -> String {
        format!("{}\n{}", self.text, self.sqlite)
    }

    fn digest(&self) -> String {
        Sha256::digest(self.script()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Applies what is missing.
pub(super) async fn up(pool: &SqlitePool) -> Result<(), StoreError> {
    const TABLE: &str =
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)";
    const NOTE: &str = "INSERT INTO migration (number, name, digest) VALUES ($1, $2, $3)";
    for (number, migration) in (1..).zip(MIGRATIONS) {
        let mut link = Link::write(pool).await?;
        link.script("migration", TABLE.to_owned()).await?;
        if applied(&mut link).await? >= number {
            continue;
        }
        link.script("migration", migration.script()).await?;
        link.run_one("migration", NOTE, [number.into(), migration.name.into(), migration.digest().into()]).await?;
        link.commit().await?;
    }
    Ok(())
}

/// Is the schema exactly this binary's?
pub(super) async fn check(pool: &SqlitePool) -> Result<(), StoreError> {
    const THERE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migration'";
    let mut link = Link::look(pool).await?;
    let older = || StoreError::OlderSchema { known: NEWEST };
    link.one("migration", THERE, [], |_| Ok(())).await?.ok_or_else(older)?;
    if applied(&mut link).await? < newest() { Err(older()) } else { Ok(()) }
}

/// The number of the newest migration applied. Refuses those that this binary does not know, or knows otherwise.
pub(super) async fn applied(link: &mut Link) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT number, name, digest FROM migration ORDER BY number";
    let read = |row: &super::value::Row<'_>| {
        Ok((row.int("number")?, row.text("name")?.to_owned(), row.text("digest")?.to_owned()))
    };
    let mut last = 0;
    for (number, name, digest) in link.all("migration", SQL, [], read).await? {
        let known = usize::try_from(number - 1).ok().and_then(|at| MIGRATIONS.get(at));
        match known {
            None => return Err(StoreError::NewerSchema { found: name, known: NEWEST }),
            Some(known) if known.digest() != digest => return Err(StoreError::ChangedMigration { name }),
            Some(_) => last = number,
        }
    }
    Ok(last)
}

/// The number of the newest migration here.
pub(super) fn newest() -> i64 {
    (1..).zip(MIGRATIONS).map(|(number, _)| number).last().unwrap_or(0)
}
