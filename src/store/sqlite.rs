//! SQLite: one file, its settings, its lock.

use super::address::beside;
use super::link::{Link, to_its_end};
use super::lock::RunLock;
use super::{StoreError, migrate};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Row as _, SqliteConnection, SqlitePool};
use std::fs::OpenOptions;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Older ones may corrupt a write-ahead log that several connections use (RELIABILITY D4).
const NEEDED: &str = "3.51.3";
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The log is cut back to this after a large transaction.
const LOG_BYTES_MAX: &str = "67108864";
/// Memory for pages of whoever looks, in KiB (negative: not pages).
const CACHE_KIB: &str = "-32768";
/// The same of whoever writes: a seat is held against its person, and those of a city should be at hand.
const WRITER_CACHE_KIB: &str = "-131072";
const READERS_MAX: u32 = 4;
/// Rows that wait between the database's thread and ours: fewer cost a change of threads each.
const ROWS_WAITING: usize = 2_048;

/// A database in a file.
#[derive(Debug, Clone)]
pub(super) struct Sqlite {
    /// Nowhere, for the one with nothing in it.
    pub(super) file: Option<PathBuf>,
    /// One connection, so that writers queue here and not inside SQLite. None when it may only be looked at.
    writer: Option<SqlitePool>,
    reader: SqlitePool,
    /// Which file it is, whatever lies under its name by now.
    is: Option<Identity>,
}

/// Device and number of a file.
type Identity = (u64, u64);

fn identity(path: &Path) -> Option<Identity> {
    std::fs::metadata(path).ok().map(|there| (there.dev(), there.ino()))
}

impl Sqlite {
    /// Opens a file to write; makes it, for its owner only, when there is none.
    pub(super) async fn open(file: PathBuf) -> Result<Self, StoreError> {
        let options = lasting(&file);
        Self::with_writer(file, options).await
    }

    /// Opens a file of which everything is to be replaced: what is taken out and put in is held to no reference
    /// on the way, and to every one in the end.
    pub(super) async fn open_to_replace(file: PathBuf) -> Result<Self, StoreError> {
        let options = lasting(&file).foreign_keys(false);
        Self::with_writer(file, options).await
    }

    /// Opens a file that nobody else knows yet. Nothing of it is left on the disk for sure, and nothing beside it:
    /// whoever makes it makes it durable once it is whole.
    pub(super) async fn open_unfinished(file: PathBuf) -> Result<Self, StoreError> {
        let options = options(&file).journal_mode(SqliteJournalMode::Memory).synchronous(SqliteSynchronous::Off);
        Self::with_writer(file, options).await
    }

    async fn with_writer(file: PathBuf, options: SqliteConnectOptions) -> Result<Self, StoreError> {
        private(&file)?;
        let writer = SqlitePoolOptions::new().max_connections(1);
        let writer = writer.after_release(|connection, _| Box::pin(is_clean(connection))).connect_with(options).await;
        let writer = writer.map_err(StoreError::database("meta"))?;
        new_enough(&writer).await?;
        let (reader, is) = (readers(&file), identity(&file));
        Ok(Self { file: Some(file), writer: Some(writer), reader, is })
    }

    /// Opens a file to look at.
    pub(super) async fn open_read_only(file: PathBuf) -> Result<Self, StoreError> {
        if !file.exists() {
            return Err(StoreError::Missing { place: file.display().to_string() });
        }
        let reader = readers(&file);
        if let Err(error) = new_enough(&reader).await {
            if !error.needs_recovery() {
                return Err(error);
            }
            recover(&file).await?;
        }
        let is = identity(&file);
        Ok(Self { file: Some(file), writer: None, reader, is })
    }

    /// One with nothing in it and no file.
    pub(super) async fn nothing() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
        // One connection for ever: another would be another database.
        let pool = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
        let reader = pool.connect_with(options).await.map_err(StoreError::database("meta"))?;
        let mut link = write(reader.clone()).await?;
        migrate::up(&mut link).await?;
        link.commit().await?;
        Ok(Self { file: None, writer: None, reader, is: None })
    }

    /// A transaction that sees one state and writes nothing.
    pub(super) async fn look(&self) -> Result<Link, StoreError> {
        let pool = self.reader.clone();
        let begun = to_its_end(async move { pool.begin().await }).await;
        Ok(Link::Sqlite(begun.map_err(StoreError::database("meta"))?))
    }

    /// A transaction that may write.
    pub(super) async fn write(&self) -> Result<Link, StoreError> {
        let missing = || StoreError::ReadOnly;
        self.refuse_if_replaced()?;
        write(self.writer.clone().ok_or_else(missing)?).await
    }

    /// Everything that is there, as a file of its own, which must be empty. Whatever its schema is, and whoever looks
    /// at it meanwhile.
    pub(super) async fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        let pool = self.writer.as_ref().unwrap_or(&self.reader);
        let name = file.to_string_lossy().into_owned();
        let done = sqlx::query("VACUUM INTO $1").bind(name).execute(pool).await;
        done.map(drop).map_err(StoreError::database("meta"))
    }

    /// Writes the file anew, without what was deleted from it, and empties the log. False where somebody who looks keeps
    /// the log as it is.
    pub(super) async fn write_anew(&self) -> Result<bool, StoreError> {
        let pool = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        sqlx::query("VACUUM").execute(pool).await.map_err(StoreError::database("meta"))?;
        let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(pool).await;
        let is_busy: i64 = checkpoint.and_then(|row| row.try_get(0)).map_err(StoreError::database("meta"))?;
        Ok(is_busy == 0)
    }

    /// The lock of the run.
    pub(super) fn lock_run(&self) -> Result<RunLock, StoreError> {
        self.refuse_if_replaced()?;
        RunLock::of_file(&beside(self.file.as_deref().unwrap_or(Path::new("")), "lock"))
    }

    /// Does another file lie under its name by now? What is written to this one nobody reads (RELIABILITY D2).
    pub(super) fn is_replaced(&self) -> bool {
        let there = self.file.as_deref().and_then(identity);
        there.is_some() && there != self.is
    }

    /// Refuses to go on in a file that lies elsewhere: its lock, anchor and log are found by its name.
    fn refuse_if_replaced(&self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) if identity(file) != self.is => Err(StoreError::Replaced { path: file.clone() }),
            _ => Ok(()),
        }
    }

    /// Closes every connection and folds the log into the file.
    pub(super) async fn close(self) {
        self.reader.close().await;
        if let Some(writer) = self.writer {
            writer.close().await;
        }
    }
}

/// Has every transaction ended that this connection began? SQLite ends one by itself when the disk is full or cannot be
/// written, and the driver then believes for ever that it goes on, and begins no other (sqlx 0.9.0).
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was dropped is rolled back before this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// It takes the write lock at once: one that reads first and writes later is refused without waiting when
/// another wrote in between.
async fn write(pool: SqlitePool) -> Result<Link, StoreError> {
    let begun = to_its_end(async move { pool.begin_with("BEGIN IMMEDIATE").await }).await;
    Ok(Link::Sqlite(begun.map_err(StoreError::database("meta"))?))
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

/// What is committed stays, and what is deleted is overwritten: imprints, names and rows that are to be kept no longer.
fn lasting(path: &Path) -> SqliteConnectOptions {
    options(path)
        .pragma("cache_size", WRITER_CACHE_KIB)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", LOG_BYTES_MAX)
        .pragma("secure_delete", "ON")
}

fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(READERS_MAX).connect_lazy_with(options(path).read_only(true))
}

/// Lets SQLite mend what a killed writer left, which a connection that may only read cannot.
async fn recover(path: &Path) -> Result<(), StoreError> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await;
    let pool = pool.map_err(StoreError::database("meta"))?;
    new_enough(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn new_enough(pool: &SqlitePool) -> Result<(), StoreError> {
    // Reading the schema makes SQLite look at the file.
    const SQL: &str = "SELECT sqlite_version() AS version FROM (SELECT COUNT(*) FROM sqlite_master)";
    let mut link = Link::Sqlite(pool.begin().await.map_err(StoreError::database("meta"))?);
    let found = link.one("meta", SQL, [], |row| Ok(row.text("version")?.to_owned())).await?.unwrap_or_default();
    let numbers = |version: &str| version.split('.').map(|n| n.parse().unwrap_or(0)).collect::<Vec<u32>>();
    if numbers(&found) < numbers(NEEDED) {
        return Err(StoreError::TooOld { what: "SQLite", found, needed: NEEDED });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_found_the_disk_full_writes_again_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let database = Sqlite::open(folder.path().join("a.db")).await.unwrap();
        let writer = database.writer.clone().unwrap();
        sqlx::query("CREATE TABLE t (x TEXT)").execute(&writer).await.unwrap();
        let most = |pages: u32| sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}")));
        for _ in 0..3 {
            most(3).execute(&writer).await.unwrap();
            let mut link = database.write().await.unwrap();
            let full = link.script("t", "INSERT INTO t VALUES (randomblob(100000))".to_owned()).await;
            assert!(full.unwrap_err().is_passing());
            drop(link);
            most(1_000_000).execute(&writer).await.unwrap();
            let mut link = database.write().await.unwrap();
            link.script("t", "INSERT INTO t VALUES ('x')".to_owned()).await.unwrap();
            link.commit().await.unwrap();
        }
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM t").fetch_one(&writer).await.unwrap();
        assert_eq!(rows, 3);
    }
}
