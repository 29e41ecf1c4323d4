//! A backup: one SQLite file, whichever database is in use, and nothing in it that is not in the database.

use super::address::beside;
use super::file::Unfinished;
use super::look::Look;
use super::lots::Lots;
use super::open::Database;
use super::sqlite::Sqlite;
use super::transfer::{self, Carried};
use super::{Store, StoreError, migrate};
use std::path::{Path, PathBuf};

/// What a backup may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Nothing: there must be no such file.
    Nothing,
    /// An older backup.
    Existing,
}

impl Store {
    /// Writes a backup: everything out of one look, whoever writes meanwhile. The file has its name once it was read
    /// again and found sound, and not before.
    ///
    /// # Errors
    /// The driver, the file, or a database that does not verify: a bad backup never takes the place of a good one.
    pub async fn backup(&self, file: &Path, over: Over, key: Option<&[u8]>) -> Result<Carried, StoreError> {
        if self.is_nothing() {
            return Err(StoreError::Missing { place: "the place that the configuration names".to_owned() });
        }
        if self.is_at(file) || over == Over::Nothing && file.exists() {
            return Err(StoreError::Exists { path: file.to_owned() });
        }
        let unfinished = Unfinished::new(beside(file, "new"))?;
        let mut look = self.look().await?;
        let key = transfer::key_in_use(&mut look, key).await?;
        let carried = write(&mut look, &unfinished.path).await?;
        drop(look); // reading it again takes a while, and nobody else should have to wait for us
        read_again(&unfinished.path, &carried, key).await?;
        unfinished.name(file)?;
        Ok(carried)
    }

    fn is_at(&self, file: &Path) -> bool {
        let Database::Sqlite(Sqlite { file: Some(own), .. }) = &self.database else { return false };
        own.canonicalize().is_ok_and(|own| file.canonicalize().is_ok_and(|file| file == own))
    }
}

async fn write(from: &mut Look, path: &Path) -> Result<Carried, StoreError> {
    let new = Sqlite::open_unfinished(path.to_owned()).await?;
    let written = async {
        let mut link = new.write().await?;
        migrate::up(&mut link).await?;
        let carried = transfer::pour(from, &mut link).await?;
        link.commit().await?;
        Ok(carried)
    };
    let written = written.await;
    new.close().await;
    written
}

async fn read_again(path: &Path, carried: &Carried, key: Option<&[u8]>) -> Result<(), StoreError> {
    let written = Store::unfinished(Sqlite::open_read_only(path.to_owned()).await?);
    let proof = async { transfer::prove(&mut written.look().await?, carried, key).await };
    let proof = proof.await;
    written.close().await;
    proof
}

impl Store {
    /// A file that is no database in use: it has no anchor.
    pub(super) fn unfinished(file: Sqlite) -> Self {
        Self { database: Database::Sqlite(file), anchor: PathBuf::new(), lots: Lots::default() }
    }
}
