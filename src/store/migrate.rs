//! Brings the schema up to date: all that is missing in one transaction, so that a killed one leaves the old state.

use super::StoreError;
use super::link::Link;
use super::seal::hex;
use super::tables::MIGRATION;
use super::value::Row;
use sha2::{Digest, Sha256};

/// One step of the schema.
struct Migration {
    name: &'static str,
    /// For every database.
    text: &'static str,
    /// What has no common text, such as triggers: for SQLite, and for PostgreSQL.
    own: [&'static str; 2],
}

/// The ledger refuses to be changed.
pub(super) const LEDGER_ONLY_GROWS: [&str; 2] = [
    "
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
",
    "
    CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_only_grows();
    CREATE TRIGGER ledger_no_delete BEFORE DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows();
",
];

/// In order. A released one never changes.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_start", text: include_str!("../../migrations/0001_start.sql"), own: LEDGER_ONLY_GROWS },
    Migration { name: "0002_person_rows", text: include_str!("../../migrations/0002_person_rows.sql"), own: ["", ""] },
    Migration { name: "0003_graces", text: include_str!("../../migrations/0003_graces.sql"), own: ["", ""] },
    Migration { name: "0004_last_use", text: include_str!("../../migrations/0004_last_use.sql"), own: ["", ""] },
    Migration { name: "0005_lent_seats", text: include_str!("../../migrations/0005_lent_seats.sql"), own: ["", ""] },
    Migration {
        name: "0006_delivery_files",
        text: include_str!("../../migrations/0006_delivery_files.sql"),
        own: ["", ""],
    },
    Migration {
        name: "0007_deleted_persons",
        text: include_str!("../../migrations/0007_deleted_persons.sql"),
        own: ["", ""],
    },
    Migration { name: "0008_kept_rows", text: include_str!("../../migrations/0008_kept_rows.sql"), own: ["", ""] },
    Migration { name: "0009_imprints", text: include_str!("../../migrations/0009_imprints.sql"), own: ["", ""] },
    Migration {
        name: "0010_letters_on_the_way",
        text: include_str!("../../migrations/0010_letters_on_the_way.sql"),
        own: ["", ""],
    },
    Migration {
        name: "0011_what_is_to_be_told",
        text: include_str!("../../migrations/0011_what_is_to_be_told.sql"),
        own: ["", ""],
    },
    Migration { name: "0012_leases", text: include_str!("../../migrations/0012_leases.sql"), own: ["", ""] },
    Migration {
        name: "0013_subscriptions",
        text: include_str!("../../migrations/0013_subscriptions.sql"),
        own: ["", ""],
    },
    Migration {
        name: "0014_ways_of_the_outbox",
        text: include_str!("../../migrations/0014_ways_of_the_outbox.sql"),
        own: ["", ""],
    },
    Migration { name: "0015_pseudonyms", text: include_str!("../../migrations/0015_pseudonyms.sql"), own: ["", ""] },
    Migration { name: "0016_requests", text: include_str!("../../migrations/0016_requests.sql"), own: ["", ""] },
    Migration { name: "0017_accounts", text: include_str!("../../migrations/0017_accounts.sql"), own: ["", ""] },
    Migration { name: "0018_links", text: include_str!("../../migrations/0018_links.sql"), own: ["", ""] },
    Migration {
        name: "0019_what_must_be_said_again",
        text: include_str!("../../migrations/0019_what_must_be_said_again.sql"),
        own: ["", ""],
    },
    Migration { name: "0020_decisions", text: include_str!("../../migrations/0020_decisions.sql"), own: ["", ""] },
    Migration {
        name: "0021_whole_deliveries",
        text: include_str!("../../migrations/0021_whole_deliveries.sql"),
        own: ["", ""],
    },
    Migration {
        name: "0022_shortage_letters",
        text: include_str!("../../migrations/0022_shortage_letters.sql"),
        own: ["", ""],
    },
];

const NEWEST: &str = MIGRATIONS[MIGRATIONS.len() - 1].name;

impl Migration {
    /// The text for the database at hand. It is written for SQLite; PostgreSQL's own words for the marks that
    /// 0001 tells of are put in here, and its texts compare by their bytes, as everywhere else.
    fn script(&self, link: &Link) -> String {
        let [sqlite, postgres] = self.own;
        match link {
            Link::Sqlite(_) => format!("{}\n{sqlite}", self.text),
            Link::Postgres(_) => {
                let text = self.text.replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY");
                let text = text.replace(") WITHOUT ROWID", ")").replace(" TEXT", " TEXT COLLATE \"C\"");
                let text = text.replace(" BLOB", " BYTEA");
                format!("{text}\n{postgres}")
            }
        }
    }

    /// The same on both databases, so that a copy keeps it.
    fn digest(&self) -> String {
        let text = format!("{}\n{}", self.text, self.own[0]);
        hex(&Sha256::digest(text))
    }
}

/// Which schema a database had and has now, by the name of its newest migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// None in a database that was just made.
    pub from: Option<&'static str>,
    /// The newest that this upprop knows.
    pub to: &'static str,
}

impl Migrated {
    /// From that number to the newest.
    pub(super) fn from(number: i64) -> Self {
        let from = usize::try_from(number - 1).ok().and_then(|at| MIGRATIONS.get(at));
        Self { from: from.map(|migration| migration.name), to: NEWEST }
    }
}

/// Applies what is missing. What another process applied meanwhile is seen, since writers queue.
pub(super) async fn up(link: &mut Link) -> Result<(), StoreError> {
    const TABLE: &str =
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)";
    const NOTE: &str = "INSERT INTO migration (number, name, digest) VALUES ($1, $2, $3)";
    link.script("migration", TABLE.to_owned()).await?;
    let applied = applied(link).await?;
    for (number, migration) in (1..).zip(MIGRATIONS).filter(|(number, _)| *number > applied) {
        let script = migration.script(link);
        link.script("migration", script).await?;
        link.run_one("migration", NOTE, [number.into(), migration.name.into(), migration.digest().into()]).await?;
    }
    Ok(())
}

/// Is the schema exactly this binary's?
pub(super) async fn check(link: &mut Link) -> Result<(), StoreError> {
    if found(link).await? == newest() { Ok(()) } else { Err(StoreError::OlderSchema { known: NEWEST }) }
}

/// The number of the newest migration applied, 0 where there is none. Refuses those that this binary does not know,
/// or knows otherwise.
pub(super) async fn found(link: &mut Link) -> Result<i64, StoreError> {
    let is_there = tables(link).await?.iter().any(|name| name == MIGRATION);
    if is_there { applied(link).await } else { Ok(0) }
}

/// The names of all tables, ours or not.
pub(super) async fn tables(link: &mut Link) -> Result<Vec<String>, StoreError> {
    const SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
        ESCAPE '\\' ORDER BY name";
    const POSTGRES: &str = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
    let sql = if matches!(link, Link::Sqlite(_)) { SQLITE } else { POSTGRES };
    link.all("migration", sql, [], |row| Ok(row.text("name")?.to_owned())).await
}

/// The number of the newest migration applied. Refuses those that this binary does not know, or knows otherwise.
pub(super) async fn applied(link: &mut Link) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT number, name, digest FROM migration ORDER BY number";
    let read = |row: &Row<'_>| Ok((row.int("number")?, row.text("name")?.to_owned(), row.text("digest")?.to_owned()));
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
