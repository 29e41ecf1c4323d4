//! Whose turn it is on a server that several programs share.
//!
//! Who has a turn holds a lock in a session of its own, which the server gives back when the program dies, and a lease
//! that runs out by the server's clock unless it is renewed: a program that stands still keeps its session and loses its
//! turn. Each turn is an epoch. Whoever comes next ends the sessions of the one before, and what that one still tries to
//! write, in whatever transaction, is refused (docs/decisions/0029).

use super::StoreError;
use super::link::Link;
use super::lock::RunLock;
use super::postgres::Postgres;
use super::value::Row;
use sqlx::PgConnection;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long a turn is kept by whoever does not renew it, unless the configuration says otherwise.
pub(super) const LEASE: Duration = Duration::from_mins(1);
/// Renewed so often in the time that it lasts.
const RENEWALS: u32 = 4;
/// How often the lock is asked for once the sessions of whoever had it were ended, and the pause in between.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// What time it is on the server, in microseconds.
macro_rules! now {
    () => {
        "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
    };
}

/// This program among those that share a server: what the names of its sessions there begin with.
pub(super) fn program() -> &'static str {
    static HOLDER: OnceLock<String> = OnceLock::new();
    HOLDER.get_or_init(|| format!("upprop {:016x}", RandomState::new().build_hasher().finish()))
}

/// The epoch that a store writes in; none while it has no turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Epoch(Arc<AtomicI64>);

impl Epoch {
    pub(super) fn get(&self) -> Option<i64> {
        Some(self.0.load(Ordering::SeqCst)).filter(|epoch| *epoch > 0)
    }

    fn begin(&self, epoch: i64) {
        self.0.store(epoch, Ordering::SeqCst);
    }

    /// Ends an epoch, unless another has begun.
    fn end(&self, epoch: i64) {
        let _ = self.0.compare_exchange(epoch, 0, Ordering::SeqCst, Ordering::SeqCst);
    }
}

/// A turn, for as long as this is kept.
#[derive(Debug)]
pub(super) struct Turn {
    session: Option<Box<PgConnection>>,
    server: Postgres,
    epoch: i64,
    renewing: tokio::task::AbortHandle,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.renewing.abort();
        self.server.epoch.end(self.epoch);
    }
}

impl Turn {
    /// Gives it back now.
    pub(super) async fn end(mut self) {
        const SQL: &str = "UPDATE lease SET until = 0 WHERE name = 'run' AND epoch = $1 AND holder = $2";
        self.renewing.abort();
        self.server.epoch.end(self.epoch);
        if let Err(error) = self.server.lease_write(SQL, [self.epoch.into(), self.server.session_name().into()]).await {
            tracing::warn!(%error, "the turn is given back once its time is over");
        }
        if let Some(session) = self.session.take() {
            super::lock::give_back(*session).await;
        }
    }
}

/// What is known of the turn that was given last.
struct Last {
    holder: String,
    /// Given back, and nobody's since.
    is_free: bool,
    /// Its time is over.
    is_over: bool,
    /// Whoever had it has sessions on the server.
    lives: bool,
}

impl Last {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            holder: row.text("holder")?.to_owned(),
            is_free: row.flag("free")?,
            is_over: row.flag("over")?,
            lives: row.flag("lives")?,
        })
    }
}

impl Postgres {
    /// Takes the turn, when nobody has it or whoever has it let its time run out.
    pub(super) async fn take_turn(&self) -> Result<RunLock, StoreError> {
        let last = self.last_turn().await?;
        let mut session = self.lock_session().await?;
        if session.is_none()
            && last.as_ref().is_some_and(|last| last.is_over && !last.is_free && last.holder != self.session_name())
        {
            self.end_sessions(last.as_ref()).await?;
            for _ in 0..TRIES {
                session = self.lock_session().await?;
                if session.is_some() {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        let session = session.ok_or_else(|| self.locked())?;
        match self.begin_epoch().await {
            Ok(epoch) => Ok(RunLock::of_turn(self.turn(session, epoch))),
            Err(error) => {
                super::lock::give_back(session).await;
                Err(error)
            }
        }
    }

    fn locked(&self) -> StoreError {
        StoreError::Locked { place: self.place().to_owned() }
    }

    /// Begins the next epoch, once the lock is there.
    async fn begin_epoch(&self) -> Result<i64, StoreError> {
        const SQL: &str = concat!(
            "INSERT INTO lease (name, holder, epoch, until) VALUES ('run', $1, 1, ",
            now!(),
            " + $2) ON CONFLICT (name) DO UPDATE \
            SET holder = excluded.holder, epoch = lease.epoch + 1, until = excluded.until RETURNING epoch"
        );
        let last = self.last_turn().await?;
        // The lock is free though its time is not over: its holder died, or lost the session to a server that is no more.
        if let Some(last) =
            last.as_ref().filter(|last| !last.is_free && last.holder != self.session_name() && last.lives)
        {
            if !last.is_over {
                return Err(self.locked());
            }
            self.end_sessions(Some(last)).await?;
        }
        let mut link = self.lease_link().await?;
        // Waits for whoever writes in the epoch before; renewing does not.
        link.one("lease", "SELECT epoch FROM lease WHERE name = 'run' FOR UPDATE", [], |_| Ok(())).await?;
        let values = [self.session_name().into(), self.lease_micros().into()];
        let epoch = link.one("lease", SQL, values, |row| row.int("epoch")).await?.unwrap_or(1);
        link.commit().await?;
        Ok(epoch)
    }

    async fn last_turn(&self) -> Result<Option<Last>, StoreError> {
        const SQL: &str = concat!(
            "SELECT holder, until = 0 AS free, until < ",
            now!(),
            " AS over, EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = current_user \
            AND left(application_name, 23) = left(holder, 23)) AS lives FROM lease WHERE name = 'run'"
        );
        self.lease_link().await?.one("lease", SQL, [], Last::read).await
    }

    /// Ends what whoever let its time run out has open: its transactions must not hold up the next.
    async fn end_sessions(&self, last: Option<&Last>) -> Result<(), StoreError> {
        const SQL: &str = "SELECT COUNT(*) AS ended FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE application_name = $1 AND usename = current_user) AS ending";
        let Some(last) = last else { return Ok(()) };
        let mut link = self.lease_link().await?;
        let ended = link.one("lease", SQL, [last.holder.as_str().into()], |row| row.int("ended")).await?.unwrap_or(0);
        tracing::warn!(sessions = ended, "whoever had the turn let its time run out: its sessions were ended");
        Ok(())
    }

    /// A turn that has begun, and is renewed until it ends.
    #[expect(
        clippy::disallowed_methods,
        reason = "renews for as long as the turn is kept, whatever the run does meanwhile"
    )]
    fn turn(&self, session: PgConnection, epoch: i64) -> Turn {
        self.epoch.begin(epoch);
        let server = self.clone();
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(server.lease() / RENEWALS).await;
                match server.renew(epoch).await {
                    Ok(1) => {}
                    Ok(_) => return tracing::warn!(epoch, "the turn was lost to somebody else"),
                    Err(error) => tracing::warn!(%error, "the turn cannot be renewed"),
                }
            }
        });
        Turn { session: Some(Box::new(session)), server: self.clone(), epoch, renewing: renewing.abort_handle() }
    }

    async fn renew(&self, epoch: i64) -> Result<u64, StoreError> {
        const SQL: &str =
            concat!("UPDATE lease SET until = ", now!(), " + $3 WHERE name = 'run' AND epoch = $1 AND holder = $2");
        self.lease_write(SQL, [epoch.into(), self.session_name().into(), self.lease_micros().into()]).await
    }

    /// Refuses what is done outside the database in an epoch that is over.
    pub(super) async fn refuse_if_lost(&self) -> Result<(), StoreError> {
        const SQL: &str = "SELECT epoch FROM lease WHERE name = 'run' AND epoch = $1 AND holder = $2";
        let Some(epoch) = self.epoch.get() else { return Ok(()) };
        let values = [epoch.into(), self.session_name().into()];
        let mine = self.lease_link().await?.one("lease", SQL, values, |_| Ok(())).await?;
        mine.ok_or(StoreError::TurnLost { epoch })
    }

    async fn lease_write<const N: usize>(
        &self,
        sql: &'static str,
        values: [super::value::Value; N],
    ) -> Result<u64, StoreError> {
        let mut link = self.lease_link().await?;
        let written = link.run("lease", sql, values).await?;
        link.commit().await?;
        Ok(written)
    }

    fn lease_micros(&self) -> i64 {
        i64::try_from(self.lease().as_micros()).unwrap_or(i64::MAX)
    }
}

/// Refuses to write in an epoch that is over. The row is held until the transaction ends, so that no other begins
/// meanwhile, and so that ours can be renewed however long it takes.
pub(super) async fn refuse_if_over(link: &mut Link, epoch: i64, holder: &str) -> Result<(), StoreError> {
    const SQL: &str = "SELECT epoch FROM lease WHERE name = 'run' AND epoch = $1 AND holder = $2 FOR KEY SHARE";
    let mine = link.one("lease", SQL, [epoch.into(), holder.into()], |_| Ok(())).await?;
    mine.ok_or(StoreError::TurnLost { epoch })
}
