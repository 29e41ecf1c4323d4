//! The lock of the run: one process at a time, given back when the process dies.

use super::StoreError;
use super::lease::Turn;
use sqlx::PgConnection;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// Held while a run is under way. Dropped, it is given back: by the kernel at once, by a server as soon as it notices.
#[derive(Debug)]
pub struct RunLock(Holds);

#[derive(Debug)]
enum Holds {
    /// The kernel gives it back.
    File(#[expect(dead_code, reason = "holding it is its use")] File),
    /// The server gives it back.
    Session(Box<PgConnection>),
    /// The server gives it back, or somebody else takes it when its time is over.
    Turn(Box<Turn>),
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

    /// Gives it back now, so that whoever asks next gets it.
    pub async fn release(self) {
        match self.0 {
            Holds::File(_) => {}
            Holds::Session(connection) => give_back(*connection).await,
            Holds::Turn(turn) => turn.end().await,
        }
    }

    pub(super) fn of_session(connection: PgConnection) -> Self {
        Self(Holds::Session(Box::new(connection)))
    }

    pub(super) fn of_turn(turn: Turn) -> Self {
        Self(Holds::Turn(Box::new(turn)))
    }
}

/// A server that has not answered by then is gone, or the way to it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends the transaction in which a lock lives. A server that does not answer any more gives it back by itself.
pub(super) async fn give_back(mut session: PgConnection) {
    let rollback = sqlx::raw_sql("ROLLBACK").execute(&mut session);
    if tokio::time::timeout(PATIENCE, rollback).await.is_err() {
        tracing::warn!("the server does not answer: it gives the lock back once it misses this session");
    }
}
