//! PostgreSQL: one schema of a database, what its transactions begin with, its lock.

use super::lease::{self, Epoch};
use super::link::{Link, to_its_end};
use super::lock::RunLock;
use super::{Address, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, PgPool};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// Older ones are not tried.
const NEEDED: &str = "15";
const CONNECTIONS_MAX: u32 = 6;
/// How long a run waits for a server that is just starting, or for a free connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// The server notices within a minute when nobody is there any more, also where something between them forgot the session.
const KEPT_ALIVE: &str = "SET LOCAL tcp_keepalives_idle TO 30; SET LOCAL tcp_keepalives_interval TO 10; \
    SET LOCAL tcp_keepalives_count TO 3";
/// Writers queue: one that says nothing for so long in the middle of a transaction, and stands still perhaps, is ended.
const IDLE_WRITER: &str = "SET LOCAL idle_in_transaction_session_timeout TO '5min'";
/// A connection that nobody uses is closed after this: servers have few.
const IDLE: Duration = Duration::from_mins(2);
/// In an implicit transaction the two are the same instant; in one that was left open they are not.
const IS_CLEAN: &str = "SELECT transaction_timestamp() = statement_timestamp() AS clean";

/// Servers whose connections several schemas share: of many organisers few are at work at a time.
#[derive(Debug)]
pub struct Servers {
    pools: Mutex<Vec<(u64, PgPool)>>,
    connections: u32,
}

/// A run looks, writes, sees to its turn and notes what became of several letters at a time.
const CONNECTIONS_OF_A_RUN: usize = 6;

impl Servers {
    /// For so many runs at a time.
    #[must_use]
    pub fn new(runs: usize) -> Self {
        let connections = u32::try_from(runs.saturating_mul(CONNECTIONS_OF_A_RUN)).unwrap_or(u32::MAX);
        Self { pools: Mutex::default(), connections: connections.saturating_add(CONNECTIONS_MAX) }
    }

    /// The connections to a server, as whoever logs in there.
    fn pool(&self, options: &PgConnectOptions) -> PgPool {
        let key = xxh3_64(options.to_url_lossy().as_str().as_bytes());
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(known, _)| *known == key) {
            return pool.clone();
        }
        let pool = pool(options, self.connections);
        pools.push((key, pool.clone()));
        pool
    }
}

/// Connections to a server, so many at most.
fn pool(options: &PgConnectOptions, connections: u32) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE).idle_timeout(IDLE);
    let pool = pool.after_release(|connection, _| Box::pin(is_clean(connection)));
    pool.connect_lazy_with(options.clone())
}

/// A schema of a database.
#[derive(Debug, Clone)]
pub(super) struct Postgres {
    pool: PgPool,
    options: PgConnectOptions,
    /// For messages.
    place: String,
    pub(super) schema: String,
    writes: bool,
    /// Are its connections those of others too?
    shares: bool,
    /// How long a turn is kept by whoever does not renew it.
    lease: Duration,
    /// The epoch that is written in.
    pub(super) epoch: Epoch,
}

impl Postgres {
    /// Opens a schema to write; makes it when there is none.
    pub(super) async fn open(address: &Address) -> Result<Self, StoreError> {
        Self::connect(address, true).await?.made().await
    }

    /// The same with connections that others use too.
    pub(super) async fn open_among(address: &Address, servers: &Servers) -> Result<Self, StoreError> {
        let mut server = Self::of(address, true)?;
        server.pool = servers.pool(&server.options);
        server.shares = true;
        server.is_fit().await?;
        server.made().await
    }

    /// Makes the schema when there is none.
    async fn made(self) -> Result<Self, StoreError> {
        let server = self;
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
        let server = Self::of(address, writes)?;
        server.is_fit().await?;
        Ok(server)
    }

    /// A server that nobody has reached yet.
    fn of(address: &Address, writes: bool) -> Result<Self, StoreError> {
        let Address::Postgres { options, schema, lease, .. } = address else {
            return Err(StoreError::UnknownDatabase { url: address.to_string() });
        };
        let options = options.as_ref().clone().application_name(lease::program()).disable_statement_logging();
        Ok(Self {
            pool: pool(&options, CONNECTIONS_MAX),
            options,
            place: address.to_string(),
            schema: schema.clone(),
            writes,
            shares: false,
            lease: *lease,
            epoch: Epoch::default(),
        })
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
        let first = self.first();
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", first).await
    }

    /// A transaction that may write. Writers of one schema queue, as SQLite has it, and each sees what the
    /// one before it wrote. What is acknowledged is on the disk, whatever the server's own settings say.
    pub(super) async fn write(&self) -> Result<Link, StoreError> {
        if !self.writes {
            return Err(StoreError::ReadOnly);
        }
        let first = format!(
            "{}; SET LOCAL synchronous_commit TO on; SET LOCAL lock_timeout TO '60s'; {IDLE_WRITER}; {KEPT_ALIVE}; \
             SELECT pg_advisory_xact_lock({})",
            self.first(),
            self.key("write"),
        );
        let mut link = self.begin("BEGIN ISOLATION LEVEL READ COMMITTED", first).await?;
        if let Some(epoch) = self.epoch.get() {
            lease::refuse_if_over(&mut link, epoch, &self.session_name()).await?;
        }
        Ok(link)
    }

    /// A transaction about whose turn it is, which waits for no writer.
    pub(super) async fn lease_link(&self) -> Result<Link, StoreError> {
        let settings = "SET LOCAL synchronous_commit TO on; SET LOCAL lock_timeout TO '60s'";
        let first = format!("{}; {settings}", self.first());
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED", first).await
    }

    /// What every transaction begins with: where it is, and whose. A session is named for what it does here while it does it,
    /// so that a turn which is taken over ends nothing of another schema.
    fn first(&self) -> String {
        let (schema, name) = (quoted(&self.schema), self.session_name());
        format!("SET LOCAL search_path TO {schema}; SET LOCAL application_name TO '{name}'")
    }

    /// The name of this program's sessions while they work on this schema.
    pub(super) fn session_name(&self) -> String {
        format!("{} {:016x}", lease::program(), xxh3_64(self.schema.as_bytes()))
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

    /// The lock of the run, with a turn where the schema knows of turns.
    pub(super) async fn lock_run(&self) -> Result<RunLock, StoreError> {
        if self.knows_turns().await? { self.take_turn().await } else { self.lock_bare().await }
    }

    /// The lock alone, while the tables themselves are exchanged.
    pub(super) async fn lock_bare(&self) -> Result<RunLock, StoreError> {
        match self.lock_session().await? {
            Some(session) => Ok(RunLock::of_session(session)),
            None => Err(StoreError::Locked { place: self.place.clone() }),
        }
    }

    async fn knows_turns(&self) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT to_regclass('lease') IS NOT NULL AS known";
        Ok(self.look().await?.one("lease", SQL, [], |row| row.flag("known")).await?.unwrap_or(false))
    }

    /// The lock, when nobody has it. It lives in a transaction of a connection of its own, so that the server gives it
    /// back when this process or the connection dies, and a pooler in between keeps both together.
    pub(super) async fn lock_session(&self) -> Result<Option<PgConnection>, StoreError> {
        let options = self.options.clone();
        let sql = format!("SELECT pg_try_advisory_xact_lock({})", self.key("run"));
        let start =
            format!("BEGIN; {}; SET LOCAL idle_in_transaction_session_timeout TO 0; {KEPT_ALIVE}", self.first());
        let asked = to_its_end(async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            sqlx::raw_sql(AssertSqlSafe(start)).execute(&mut connection).await?;
            let taken: bool = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await?;
            Ok(taken.then_some(connection))
        });
        // A server that is cut off answers nothing, and not even that.
        let asked = tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        asked.map_err(StoreError::database("meta"))
    }

    /// For messages.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn lease(&self) -> Duration {
        self.lease
    }

    /// Gives the room of what was deleted back to the server, which overwrites it when it needs it.
    pub(super) async fn vacuum(&self, tables: &[&str]) -> Result<(), StoreError> {
        for table in tables {
            let script = sqlx::raw_sql(AssertSqlSafe(format!("VACUUM {}.{}", quoted(&self.schema), quoted(table))));
            script.execute(&self.pool).await.map_err(StoreError::database("meta"))?;
        }
        Ok(())
    }

    /// Closes every connection that is nobody else's.
    pub(super) async fn close(self) {
        if !self.shares {
            self.pool.close().await;
        }
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
