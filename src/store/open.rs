//! Opening a database: its file, its settings, its schema.

use super::link::Link;
use super::lock::RunLock;
use super::{Head, Look, StoreError, Writing, anchor, migrate};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Older ones may corrupt a write-ahead log that several connections use (RELIABILITY D4).
const SQLITE_NEEDED: &str = "3.51.3";
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The log is cut back to this after a large transaction.
const LOG_BYTES_MAX: &str = "67108864";
/// Memory for pages, in KiB (negative: not pages).
const CACHE_KIB: &str = "-32768";
const READERS_MAX: u32 = 4;
/// Rows that wait between the database's thread and ours: fewer cost a change of threads each.
const ROWS_WAITING: usize = 2_048;

/// A database of upprop.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
    /// One connection, so that writers queue here and not inside SQLite. None when it may only be looked at.
    writer: Option<SqlitePool>,
    reader: SqlitePool,
}

impl Store {
    /// Opens a database by its URL or absolute path; makes it, for its owner only, when there is none, and
    /// brings its schema up to date.
    ///
    /// # Errors
    /// The file, the driver, or a schema of a newer upprop.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let path = path(url)?;
        private(&path)?;
        let options = options(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("journal_size_limit", LOG_BYTES_MAX);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        let writer = writer.map_err(StoreError::database("meta"))?;
        new_enough(&writer).await?;
        migrate::up(&writer).await?;
        let reader = readers(&path);
        let store = Self { path, writer: Some(writer), reader };
        if anchor::read(&store.anchor())?.is_none() && store.head().await? == Head::default() {
            anchor::write(&store.anchor(), &Head::default())?; // from now on a missing one is a fault
        }
        Ok(store)
    }

    /// Opens a database to look at. Nothing is made or changed.
    ///
    /// # Errors
    /// No file, the driver, or a schema that is not this upprop's.
    pub async fn open_read_only(url: &str) -> Result<Self, StoreError> {
        let path = path(url)?;
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        let reader = readers(&path);
        new_enough(&reader).await?;
        migrate::check(&reader).await?;
        Ok(Self { path, writer: None, reader })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the lock that only one run at a time may hold; dropping it gives it back.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it.
    pub fn lock_run(&self) -> Result<RunLock, StoreError> {
        RunLock::take(&self.beside("lock"))
    }

    /// Looks at one state of the database.
    ///
    /// # Errors
    /// The driver.
    pub async fn look(&self) -> Result<Look, StoreError> {
        Ok(Look { link: Link::look(&self.reader).await? })
    }

    /// A transaction that writes. For the `apply` room; others use the methods of the store.
    ///
    /// # Errors
    /// The driver, or a store that may only be looked at.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        let pool = self.writer.as_ref().ok_or_else(|| StoreError::Missing { path: self.path.clone() })?;
        Ok(Writing { link: Link::write(pool).await?, anchor: self.anchor() })
    }

    /// Closes every connection and folds the log into the file.
    pub async fn close(self) {
        self.reader.close().await;
        if let Some(writer) = self.writer {
            writer.close().await;
        }
    }

    pub(super) fn anchor(&self) -> PathBuf {
        self.beside("anchor")
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    }
}

fn path(url: &str) -> Result<PathBuf, StoreError> {
    let file = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)).unwrap_or(url);
    if file.is_empty() || file.contains("://") || file == ":memory:" {
        let url = url.split(':').next().unwrap_or("").to_owned();
        return Err(StoreError::UnknownDatabase { url });
    }
    Ok(PathBuf::from(file))
}

/// Makes the file for its owner only. SQLite gives its log and index the same mode.
fn private(path: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::file("cannot make the database", path)(error))
        }
        _ => Ok(()),
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("cache_size", CACHE_KIB)
        .row_buffer_size(ROWS_WAITING)
        .disable_statement_logging()
}

fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(READERS_MAX).connect_lazy_with(options(path).read_only(true))
}

async fn new_enough(pool: &SqlitePool) -> Result<(), StoreError> {
    const SQL: &str = "SELECT sqlite_version() AS version";
    let mut link = Link::look(pool).await?;
    let found = link.one("meta", SQL, [], |row| Ok(row.text("version")?.to_owned())).await?.unwrap_or_default();
    let numbers = |version: &str| version.split('.').map(|n| n.parse().unwrap_or(0)).collect::<Vec<u32>>();
    if numbers(&found) < numbers(SQLITE_NEEDED) {
        return Err(StoreError::OldSqlite { found, needed: SQLITE_NEEDED });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file() {
        for url in ["sqlite:/var/a.db", "sqlite:///var/a.db", "/var/a.db"] {
            assert_eq!(path(url).unwrap(), Path::new("/var/a.db"), "{url}");
        }
    }

    #[test]
    fn a_url_of_another_database_is_refused_without_telling_its_password() {
        let error = path("postgres://u:secret@host/db").unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
        assert!(path("sqlite::memory:").is_err());
    }
}
