//! What can go wrong with the database, and where.

use std::path::PathBuf;

/// A fault of the store. None holds a person's name or address.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that is known here.
    #[error("'{url}' is no database known here: write sqlite:FILE or postgres://USER@HOST/DATABASE")]
    UnknownDatabase {
        /// As given, without what may be a password.
        url: String,
    },
    /// There is no database where one was to be looked at.
    #[error("there is no database at {place}")]
    Missing {
        /// Where.
        place: String,
    },
    /// The store was opened to look at.
    #[error("this database was opened to look at, and nothing may be written")]
    ReadOnly,
    /// A file beside the database cannot be read or written.
    #[error("{doing} {}", path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file was moved away, or another was put in its place.
    #[error("{} is no longer the database that was opened: it was moved, or another was put in its place", path.display())]
    Replaced {
        /// Its name.
        path: PathBuf,
    },
    /// Another process runs on this database.
    #[error("another run holds {place}")]
    Locked {
        /// The lock file, or the database.
        place: String,
    },
    /// Another program took the turn over, since nothing was heard of this one for too long.
    #[error("turn {epoch} on the database is over, and another program goes on: what was not written is not written")]
    TurnLost {
        /// The epoch of the turn.
        epoch: i64,
    },
    /// PostgreSQL's database does not hold every letter.
    #[error("the database is encoded in {found}: make one with UTF8")]
    Encoding {
        /// What it is in.
        found: String,
    },
    /// The database's engine is too old to be trusted.
    #[error("{what} {found} is older than {needed}")]
    TooOld {
        /// Which engine.
        what: &'static str,
        /// What is here.
        found: String,
        /// What it takes.
        needed: &'static str,
    },
    /// The schema was made by a newer upprop.
    #[error("the database has schema {found}, newer than {known}, the newest that this upprop knows: use a newer one")]
    NewerSchema {
        /// The newest migration in the database.
        found: String,
        /// The newest here.
        known: &'static str,
    },
    /// The schema is older, and this opening may not write.
    #[error("the database has an older schema than {known}: `upprop migrate` brings it up to date")]
    OlderSchema {
        /// The newest here.
        known: &'static str,
    },
    /// A migration in the database is not the one in this binary.
    #[error("migration {name} is not the one that was applied to this database")]
    ChangedMigration {
        /// Which.
        name: String,
    },
    /// A row does not mean anything.
    #[error("table {table}, key {key}: column {column} cannot be read")]
    BadRow {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// The row's key.
        key: String,
    },
    /// A statement hit more or fewer rows than it must.
    #[error("table {table}: {found} rows written where {expected} must be")]
    RowCount {
        /// Which table.
        table: &'static str,
        /// How many must be.
        expected: u64,
        /// How many were.
        found: u64,
    },
    /// A row that another row names is not there.
    #[error("table {table} has no row for {key}")]
    NoRow {
        /// Which table.
        table: &'static str,
        /// Its key.
        key: String,
    },
    /// Ids that persons are to get had other owners before.
    #[error(
        "{count} of the new ids were somebody's before: drop the hold (`upprop guard drop`), and those people leave and come as others do"
    )]
    IdsTaken {
        /// How many.
        count: i64,
    },
    /// The steps of a plan about one person and tool are in no order that can be written at once.
    #[error("steps about one seat of tool {tool} come in an order that cannot be written")]
    Disorder {
        /// Which tool.
        tool: String,
    },
    /// The ledger is sealed with another key, or with one where none is given.
    #[error("event {seq} of the ledger does not fit its seal with the key given")]
    WrongKey {
        /// The newest event.
        seq: i64,
    },
    /// The database is older than what stands beside it.
    #[error("the ledger ends at event {head}, and {} says it reached {anchor}: the database was put back, or lost its end", path.display())]
    Behind {
        /// The newest event in the database.
        head: i64,
        /// The newest event ever committed.
        anchor: i64,
        /// The anchor file.
        path: PathBuf,
    },
    /// The ledger goes on otherwise than what stands beside it.
    #[error("event {seq} of the ledger is not the one that {} names: the database was put back and went on", path.display())]
    Forked {
        /// The event.
        seq: i64,
        /// The anchor file.
        path: PathBuf,
    },
    /// A database that must hold nothing holds something.
    #[error("{place} is not empty (table {table}): give a new file, or a new schema")]
    NotEmpty {
        /// Where.
        place: String,
        /// A table with something in it.
        table: String,
    },
    /// A file that must not be written over.
    #[error("{} exists and was left alone: give another name, or say --force over an older backup", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// A file that upprop did not write as a backup.
    #[error("the file is no backup of upprop")]
    NoBackup,
    /// An anchor says that another ledger belongs where nothing is.
    #[error("{} names event {seq} of another ledger: move the file away if that ledger is given up", path.display())]
    Anchored {
        /// The event.
        seq: i64,
        /// The anchor file.
        path: PathBuf,
    },
    /// A copy is not what was copied.
    #[error("table {table}: {sent} rows were read and {found} are there, or they say something else; nothing was kept")]
    Differs {
        /// Which table.
        table: &'static str,
        /// Rows read.
        sent: u64,
        /// Rows found.
        found: u64,
    },
    /// A database does not verify.
    #[error("it does not verify: {}", faults.join("; "))]
    Unsound {
        /// What is wrong, one an invariant.
        faults: Vec<String>,
    },
    /// A value cannot be written as JSON.
    #[error("table {table}: a value cannot be written as JSON")]
    Json {
        /// Which table.
        table: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// The database said no.
    #[error("table {table}: the database refused{}", class(source))]
    Database {
        /// Which table.
        table: &'static str,
        /// What it said.
        source: sqlx::Error,
    },
}

impl StoreError {
    pub(super) fn database(table: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { table, source }
    }

    pub(super) fn file(doing: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { doing, path: path.to_owned(), source }
    }

    /// Did a killed writer leave work that only a writer can finish (SQLITE_READONLY_ROLLBACK and _RECOVERY)?
    pub(super) fn needs_recovery(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(sqlx::Error::Database(database)) = error.downcast_ref() {
                return database.code().is_some_and(|code| code == "776" || code == "264");
            }
            cause = error.source();
        }
        false
    }

    /// Is a file not a database any more (SQLITE_CORRUPT, SQLITE_NOTADB)?
    pub(super) fn is_damage(&self) -> bool {
        let Self::Database { source: sqlx::Error::Database(error), .. } = self else { return false };
        let is_sqlite = error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
        let code = error.code().and_then(|code| code.parse::<i64>().ok());
        is_sqlite && code.is_some_and(|code| matches!(code & 0xff, 11 | 26))
    }

    /// Is it something that a server says, or whoever stands before it?
    #[must_use]
    pub fn is_of_server(&self) -> bool {
        let Self::Database { source, .. } = self else { return false };
        match source {
            sqlx::Error::Database(error) => error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some(),
            error => is_passing(error),
        }
    }

    /// May waiting help?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Locked { .. } | Self::TurnLost { .. } | Self::Replaced { .. } => true,
            Self::Database { source, .. } => is_passing(source),
            _ => false,
        }
    }
}

/// What kind of refusal it is, without a word of what the database says: that may hold what was to be written.
fn class(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => format!(" ({})", error.kind()),
        sqlx::Error::PoolTimedOut => " (no connection in time)".to_owned(),
        sqlx::Error::Database(error) => error.code().map(|code| format!(" ({code})")).unwrap_or_default(),
        _ => String::new(),
    }
}

/// May waiting help?
fn is_passing(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else {
        // Whoever stands between a program and its servers hangs up while there is none to write to.
        use sqlx::Error::{Io, PoolTimedOut, Protocol, Tls};
        return matches!(error, Io(_) | PoolTimedOut | Protocol(_) | Tls(_));
    };
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        // Connection lost, no memory or disk, stopped or starting; a lock, a deadlock, a clash of transactions; a server that
        // another has replaced and that only reads.
        let classes = ["08", "40", "53", "57"];
        return code == "55P03" || code == "25006" || classes.iter().any(|class| code.starts_with(class));
    }
    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL and their kin: the low byte is the family.
    code.parse::<i64>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 13))
}
