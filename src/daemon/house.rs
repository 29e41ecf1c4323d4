//! What a run of one organiser needs.

use super::agenda::{History, Task};
use crate::clock::Clock;
use crate::config::Loaded;
use crate::store::{Fate, Outcome, Store, StoreError};
use crate::sync::{self, Asks, Errand, SyncError};
use crate::wording::Lang;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// One organiser: its configuration and its database, which are taken over together.
pub struct House {
    /// The configuration.
    pub config: Loaded,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The organiser's time zone.
    pub zone: TimeZone,
    /// Seals the ledger, when the configuration names a key.
    pub ledger_key: Option<Vec<u8>>,
    /// What its status is told in.
    pub lang: Lang,
}

impl House {
    /// Now, in the organiser's time zone.
    pub(super) fn now(&self) -> Zoned {
        self.clock.now().to_zoned(self.zone.clone())
    }

    /// What was done before the program began.
    pub(super) async fn history(&self) -> anyhow::Result<History> {
        let last = self.store.runs(1).await?.into_iter().next();
        let is_done = |outcome: Option<Outcome>| outcome.is_some_and(|outcome| outcome != Outcome::Failed);
        let judged_on = last.as_ref().filter(|run| is_done(run.outcome)).map(|run| run.day);
        // Before the first run of all no beat was missed.
        let ran_at = Some(last.map_or_else(|| self.clock.now(), |run| run.started_at));
        Ok(History { ran_at, judged_on, letter_at: self.letter_at().await, ..History::default() })
    }

    /// When the next letter is due; nothing where none waits, or nobody can say.
    pub(super) async fn letter_at(&self) -> Option<Timestamp> {
        let next = async { self.store.look().await?.next_due().await };
        let next = next.await.unwrap_or_else(|error: StoreError| {
            tracing::warn!(%error, "nobody knows when the next letter is due");
            None
        });
        next.filter(|at| *at < Fate::NEVER)
    }

    /// Sends the letters that are due.
    async fn post(&self, errand: &Errand<'_>) {
        match sync::post_due(errand).await {
            Ok(delivered) => tracing::info!(sent = delivered.sent, failed = delivered.failed.len(), "sent letters"),
            Err(error) => tracing::error!("no letters were sent: {error}"),
        }
    }

    /// One run. Has it failed in a way that may pass?
    pub(super) async fn run(&self, task: Task) -> bool {
        let errand = Errand {
            config: &self.config,
            store: &self.store,
            clock: &self.clock,
            zone: &self.zone,
            asks: if task == Task::Sync { Asks::All } else { Asks::Nobody },
            first_import: false,
            accept_losses: None,
            accept_delivery: None,
            long_pause: false,
            at: None,
            ledger_key: self.ledger_key.clone(),
        };
        if task == Task::Letters {
            self.post(&errand).await;
            return false;
        }
        match sync::run(&errand).await {
            Ok(report) => {
                let (run, letters) = (report.run, report.letters);
                tracing::info!(run, outcome = ?report.outcome, ?task, letters, held = report.held.len(), "ran");
                false
            }
            Err(error) => {
                let passing = error.is_passing();
                tracing::error!(?task, passing, "the run failed; what was in force stays: {error}");
                passing
            }
        }
    }
}

impl SyncError {
    /// May the same run do better in a while?
    fn is_passing(&self) -> bool {
        match self {
            Self::Source { error, .. } => error.is_passing(),
            Self::Store(error) => error.is_passing(),
            _ => false,
        }
    }
}
