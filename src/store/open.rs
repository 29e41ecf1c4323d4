//! Opening a database, and what one gives: a look, a transaction that writes, the lock of the run.

use super::link::Link;
use super::lock::RunLock;
use super::lots::Lots;
use super::postgres::{Postgres, Servers};
use super::sqlite::Sqlite;
use super::{Address, Head, Look, Migrated, StoreError, Writing, anchor, migrate, recover};
use std::path::PathBuf;

/// A database of upprop.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) database: Database,
    pub(super) anchor: PathBuf,
    pub(super) lots: Lots,
}

/// Which of the two it is.
#[derive(Debug, Clone)]
pub(super) enum Database {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Store {
    /// Opens a database; makes it, for its owner only, when there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// The file or the server, the driver, or a schema of a newer upprop.
    pub async fn open(address: &Address) -> Result<Self, StoreError> {
        Ok(Self::open_telling(address).await?.0)
    }

    /// The same where other databases may be on the same server, whose connections are shared.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_among(address: &Address, servers: &Servers) -> Result<Self, StoreError> {
        let database = match address {
            Address::Sqlite { .. } => return Self::open(address).await,
            Address::Postgres { .. } => Database::Postgres(Box::new(Postgres::open_among(address, servers).await?)),
        };
        Ok(Self { database, anchor: address.anchor(), lots: Lots::default() }.made_ready().await?.0)
    }

    /// Brings the schema of a database up to date, as every opening to write does, and tells what it was.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn migrate(address: &Address) -> Result<Migrated, StoreError> {
        let (store, migrated) = Self::open_telling(address).await?;
        store.close().await;
        Ok(migrated)
    }

    async fn open_telling(address: &Address) -> Result<(Self, Migrated), StoreError> {
        Self::connect(address).await?.made_ready().await
    }

    async fn made_ready(self) -> Result<(Self, Migrated), StoreError> {
        let migrated = self.bring_up_to_date().await?;
        if anchor::read(&self.anchor)?.is_none() && self.head().await? == Head::default() {
            anchor::write(&self.anchor, &Head::default())?; // from now on a missing one is a fault
        }
        Ok((self, migrated))
    }

    /// Opens a database to write, whatever is in it; makes it when there is none.
    pub(super) async fn connect(address: &Address) -> Result<Self, StoreError> {
        let database = match address {
            Address::Sqlite { file } => Database::Sqlite(Sqlite::open(file.clone()).await?),
            Address::Postgres { .. } => Database::Postgres(Box::new(Postgres::open(address).await?)),
        };
        Ok(Self { database, anchor: address.anchor(), lots: Lots::default() })
    }

    pub(super) async fn bring_up_to_date(&self) -> Result<Migrated, StoreError> {
        let migrated = Migrated::from(migrate::found(&mut self.link().await?).await?);
        if migrated.from != Some(migrated.to) {
            let mut link = self.writing_link().await?;
            migrate::up(&mut link).await?;
            link.commit().await?;
        }
        Ok(migrated)
    }

    /// Opens a database to look at. Nothing is made or changed.
    ///
    /// # Errors
    /// No database, the driver, or a schema that is not this upprop's.
    pub async fn open_read_only(address: &Address) -> Result<Self, StoreError> {
        let database = match address {
            Address::Sqlite { file } => Database::Sqlite(Sqlite::open_read_only(file.clone()).await?),
            Address::Postgres { .. } => Database::Postgres(Box::new(Postgres::open_read_only(address).await?)),
        };
        let store = Self { database, anchor: address.anchor(), lots: Lots::default() };
        migrate::check(&mut store.link().await?).await?;
        Ok(store)
    }

    /// A database with nothing in it and no file, to look at where none was made yet.
    ///
    /// # Errors
    /// The driver.
    pub async fn nothing() -> Result<Self, StoreError> {
        let database = Database::Sqlite(Sqlite::nothing().await?);
        Ok(Self { database, anchor: PathBuf::new(), lots: Lots::default() })
    }

    /// The same, of a rehearsal: what is drawn is the same in every one of them.
    #[must_use]
    pub fn rehearsing(self) -> Self {
        Self { lots: Lots::Alike, ..self }
    }

    /// Is it the one with nothing in it?
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(&self.database, Database::Sqlite(Sqlite { file: None, .. }))
    }

    /// Takes the lock that only one run at a time may hold; dropping it gives it back.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it.
    pub async fn lock_run(&self) -> Result<RunLock, StoreError> {
        match &self.database {
            Database::Sqlite(file) => file.lock_run(),
            Database::Postgres(server) => server.lock_run().await,
        }
    }

    /// Does what only one may do at a time, and gives the lock back before it answers: whoever asks next gets it.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has the lock; what `work` says.
    pub async fn alone<T, E: From<StoreError>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let lock = self.lock_run().await?;
        let done = match self.refuse_newer().await {
            Ok(()) => work.await,
            Err(error) => Err(error.into()),
        };
        lock.release().await;
        done
    }

    /// Refuses a schema that a newer upprop has brought up since this one opened it.
    async fn refuse_newer(&self) -> Result<(), StoreError> {
        migrate::found(&mut self.link().await?).await.map(drop)
    }

    /// Does another file lie where the one that was opened did? It must be opened anew; a server is never replaced so.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        match &self.database {
            Database::Sqlite(file) => file.is_replaced(),
            Database::Postgres(_) => false,
        }
    }

    /// Before something is done outside the database that is done once: refuses when somebody else has the turn by now. A
    /// file's lock is lost by nobody who lives.
    ///
    /// # Errors
    /// [`StoreError::TurnLost`]; the driver.
    pub async fn refuse_if_lost(&self) -> Result<(), StoreError> {
        match &self.database {
            Database::Sqlite(_) => Ok(()),
            Database::Postgres(server) => server.refuse_if_lost().await,
        }
    }

    /// The epoch that is written in; none outside a turn, and in a file.
    pub(super) fn epoch(&self) -> Option<i64> {
        match &self.database {
            Database::Sqlite(_) => None,
            Database::Postgres(server) => server.epoch.get(),
        }
    }

    /// Looks at one state of the database.
    ///
    /// # Errors
    /// The driver.
    pub async fn look(&self) -> Result<Look, StoreError> {
        Ok(Look { link: self.link().await? })
    }

    /// A transaction that writes. For the `apply` room; others use the methods of the store.
    ///
    /// # Errors
    /// The driver, a store that may only be looked at, or a ledger that lost what its anchor names: then nothing
    /// is written until somebody says `upprop recover`.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        let mut writing = self.write_in_spite().await?;
        recover::refuse_gap(&mut writing.link, &self.anchor).await?;
        Ok(writing)
    }

    /// The same whatever the anchor says.
    pub(super) async fn write_in_spite(&self) -> Result<Writing, StoreError> {
        Ok(Writing { link: self.writing_link().await?, anchor: self.anchor.clone(), lots: self.lots })
    }

    /// Closes every connection, and leaves a file whole without its log.
    pub async fn close(self) {
        match self.database {
            Database::Sqlite(file) => file.close().await,
            Database::Postgres(server) => server.close().await,
        }
    }

    pub(super) async fn link(&self) -> Result<Link, StoreError> {
        match &self.database {
            Database::Sqlite(file) => file.look().await,
            Database::Postgres(server) => server.look().await,
        }
    }

    pub(super) async fn writing_link(&self) -> Result<Link, StoreError> {
        match &self.database {
            Database::Sqlite(file) => file.write().await,
            Database::Postgres(server) => server.write().await,
        }
    }
}
