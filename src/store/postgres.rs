//! PostgreSQL: one schema of a database, what its transactions begin with, its lock.

use super::link::{Link, to_its_end};
use super::lock::RunLock;
use super::{Address, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, PgPool};
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// Older ones are not tried.
const NEEDED: &str = "15";
const CONNECTIONS_MAX: u32 = 6;
/// How long a run waits for a server that is just starting, or for a free connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// In an implicit transaction the two are the same instant; in one that was left open they are not.
const IS_CLEAN: &str = "SELECT transaction_timestamp() = statement_timestamp() AS clean";

/// A schema of a database.
#[derive(Debug, Clone)]
pub(super) struct Postgres {
    pool: PgPool,
    options: PgConnectOptions,
    /// For messages.
    place: String,
    pub(super) schema: String,
    writes: bool,
}

impl Postgres {
    /// Opens a schema to write; makes it when there is none.
    pub(super) async fn open(address: &Address) -> Result<Self, StoreError> {
        let server = Self::connect(address, true).await?;
        if !server.has_schema(&server.schema).await? {
            let mut link = server.write().await?;
            link.script("meta", format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(&server.schema))).await?;
            link.commit().await?;
        }
        Ok(server)
    }

    /// Opens a schema to look at.
    pub(super) async fn open_read_only(address: &Address) -> Result<Self, StoreError> {
        let server = Self::connect(address, false).await?;
        if server.has_schema(&server.schema).await? {
            Ok(server)
        } else {
            Err(StoreError::Missing { place: server.place })
        }
    }

    /// Reaches a server, whatever its schema is.
    pub(super) async fn connect(address: &Address, writes: bool) -> Result<Self, StoreError> {
        let Address::Postgres { options, schema, .. } = address else {
            return Err(StoreError::UnknownDatabase { url: address.to_string() });
        };
        let options = options.as_ref().clone().disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS_MAX).acquire_timeout(PATIENCE);
        let pool = pool.after_release(|connection, _| Box::pin(is_clean(connection)));
        let pool = pool.connect_lazy_with(options.clone());
        let server = Self { pool, options, place: address.to_string(), schema: schema.clone(), writes };
        server.is_fit().await?;
        Ok(server)
    }

    /// Is the server new enough, and does it hold every letter there is?
    async fn is_fit(&self) -> Result<(), StoreError> {
        const SQL: &str = "SELECT current_setting('server_version') AS version, \
            current_setting('server_encoding') AS encoding";
        let read =
            |row: &super::value::Row<'_>| Ok([row.text("version")?.to_owned(), row.text("encoding")?.to_owned()]);
        let found = self.look().await?.one("meta", SQL, [], read).await?.unwrap_or_default();
        let [version, encoding] = found;
        let number = |text: &str| text.split(['.', ' ']).next().and_then(|number| number.parse().ok()).unwrap_or(0_u32);
        if number(&version) < number(NEEDED) {
            return Err(StoreError::TooOld { what: "PostgreSQL", found: version, needed: NEEDED });
        }
        if encoding != "UTF8" {
            return Err(StoreError::Encoding { found: encoding });
        }
        Ok(())
    }

    /// Is there a schema of that name?
    pub(super) async fn has_schema(&self, name: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT nspname AS name FROM pg_namespace WHERE nspname = $1";
        let mut link = self.look().await?;
        Ok(link.one("meta", SQL, [name.into()], |_| Ok(())).await?.is_some())
    }

    /// A transaction that sees one state and writes nothing.
    pub(super) async fn look(&self) -> Result<Link, StoreError> {
        let first = format!("SET LOCAL search_path TO {}", quoted(&self.schema));
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", first).await
    }

    /// A transaction that may write. Writers of one schema queue, as SQLite has it, and each sees what the
    /// one before it wrote. What is acknowledged is on the disk, whatever the server's own settings say.
    pub(super) async fn write(&self) -> Result<Link, StoreError> {
        if !self.writes {
            return Err(StoreError::ReadOnly);
        }
        let first = format!(
            "SET LOCAL search_path TO {}; SET LOCAL synchronous_commit TO on; SET LOCAL lock_timeout TO '60s'; \
             SELECT pg_advisory_xact_lock({})",
            quoted(&self.schema),
            self.key("write"),
        );
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED", first).await
    }

    async fn begin(&self, begin: &'static str, first: String) -> Result<Link, StoreError> {
        let pool = self.pool.clone();
        let begun = to_its_end(async move {
            let mut transaction = pool.begin_with(begin).await?;
            sqlx::raw_sql(AssertSqlSafe(first)).execute(&mut *transaction).await?;
            Ok(transaction)
        });
        Ok(Link::Postgres(begun.await.map_err(StoreError::database("meta"))?))
    }

    /// The lock of the run: it lives in a transaction of a connection of its own, so that the server gives it
    /// back when this process or the connection dies, and a pooler in between keeps both together.
    pub(super) async fn lock_run(&self) -> Result<RunLock, StoreError> {
        let options = self.options.clone();
        let sql = format!("SELECT pg_try_advisory_xact_lock({})", self.key("run"));
        let asked = to_its_end(async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            let start = "BEGIN; SET LOCAL idle_in_transaction_session_timeout TO 0";
            sqlx::raw_sql(start).execute(&mut connection).await?;
            let taken: bool = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await?;
            Ok((connection, taken))
        });
        match asked.await.map_err(StoreError::database("meta"))? {
            (connection, true) => Ok(RunLock::of_session(connection)),
            (_, false) => Err(StoreError::Locked { place: self.place.clone() }),
        }
    }

    /// Gives the room of what was deleted back to the server, which overwrites it when it needs it.
    pub(super) async fn vacuum(&self, tables: &[&str]) -> Result<(), StoreError> {
        for table in tables {
            let script = sqlx::raw_sql(AssertSqlSafe(format!("VACUUM {}.{}", quoted(&self.schema), quoted(table))));
            script.execute(&self.pool).await.map_err(StoreError::database("meta"))?;
        }
        Ok(())
    }

    /// Closes every connection.
    pub(super) async fn close(self) {
        self.pool.close().await;
    }

    /// The number of an advisory lock: of this schema, for one purpose.
    fn key(&self, purpose: &str) -> i64 {
        xxh3_64(format!("upprop {purpose} {}", self.schema).as_bytes()).cast_signed()
    }
}

/// Is the connection outside every transaction? One that is not must serve nobody else: what the next borrower
/// commits would be lost with the transaction that was left open (sqlx 0.9.0, issue 4393).
async fn is_clean(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    use sqlx::Row as _;
    let row = sqlx::raw_sql(IS_CLEAN).fetch_one(connection).await?;
    row.try_get("clean")
}

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
