//! The lock of the run: one process at a time, given back when the process dies.

use super::StoreError;
use sqlx::PgConnection;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Held while a run is under way.
#[derive(Debug)]
pub struct RunLock(#[expect(dead_code, reason = "holding it is its use")] Holds);

#[derive(Debug)]
#[expect(dead_code, reason = "holding them is their use")]
enum Holds {
    /// The kernel gives it back.
    File(File),
    /// The server gives it back.
    Session(Box<PgConnection>),
}

impl RunLock {
    pub(super) fn of_file(path: &Path) -> Result<Self, StoreError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path);
        let file = file.map_err(StoreError::file("cannot open the lock", path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Holds::File(file))),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { place: path.display().to_string() }),
            Err(TryLockError::Error(error)) => Err(StoreError::file("cannot lock", path)(error)),
        }
    }

    pub(super) fn of_session(connection: PgConnection) -> Self {
        Self(Holds::Session(Box::new(connection)))
    }
}
