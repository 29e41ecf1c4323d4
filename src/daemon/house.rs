//! What a run of one organiser needs.

use super::agenda::{History, Task};
use crate::clock::Clock;
use crate::config::{Loaded, Problems};
use crate::plan::Alert;
use crate::store::{Fate, Outcome, Store};
use crate::sync::{self, Asks, Errand, Stands, SyncError, Tells};
use crate::wording::Lang;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// So many lines of what is wrong with a configuration are told in a letter.
const WHY_LINES: usize = 6;

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

    /// When letters are to be written or sent next; nothing when nobody can say.
    pub(super) async fn letter_at(&self) -> Option<Timestamp> {
        let errand = self.errand(Asks::Nobody);
        let next = async {
            let due = self.store.look().await?.next_due().await?.filter(|at| *at < Fate::NEVER);
            let telling = sync::next_telling(&errand).await?;
            Ok(due.into_iter().chain(telling).min())
        };
        next.await.unwrap_or_else(|error: SyncError| {
            tracing::warn!(%error, "nobody knows when the next letter is due");
            None
        })
    }

    /// Sends the letters that are due.
    async fn post(&self, errand: &Errand<'_>) {
        match sync::post_due(errand).await {
            Ok(delivered) => tracing::info!(sent = delivered.sent, failed = delivered.failed.len(), "sent letters"),
            Err(error) => tracing::error!("no letters were sent: {error}"),
        }
    }

    /// What a task is done with.
    fn errand(&self, asks: Asks<'static>) -> Errand<'_> {
        Errand {
            config: &self.config,
            store: &self.store,
            clock: &self.clock,
            zone: &self.zone,
            asks,
            first_import: false,
            accept_losses: None,
            accept_delivery: None,
            long_pause: false,
            at: None,
            ledger_key: self.ledger_key.clone(),
            tells: Tells::ByTheClock,
        }
    }

    /// The configuration can be used.
    pub(super) async fn accepts(&self) {
        self.note(Alert::ConfigurationRefused { why: String::new() }, Stands::NoMore).await;
    }

    /// Another configuration was saved that cannot be used.
    pub(super) async fn refuses(&self, error: &anyhow::Error) {
        let said = error.downcast_ref::<Problems>().map(|problems| problems.text(self.config.file.organiser.language));
        let why = said.unwrap_or_else(|| format!("{error:#}"));
        let why: Vec<&str> = why.lines().take(WHY_LINES).collect();
        self.note(Alert::ConfigurationRefused { why: why.join("\n    ") }, Stands::Now).await;
    }

    async fn note(&self, alert: Alert, stands: Stands) {
        if let Err(error) = sync::note(&self.errand(Asks::Nobody), alert, stands).await {
            tracing::error!("an alert could not be noted: {error}");
        }
    }

    /// Notes in the ledger that this configuration is in force now.
    pub(super) async fn takes_over_from(&self, before: &str) {
        if let Err(error) = sync::note_configuration(&self.errand(Asks::Nobody), before).await {
            tracing::error!("the ledger does not tell of the other configuration: {error}");
        }
    }

    /// One run. Has it failed in a way that may pass?
    pub(super) async fn run(&self, task: Task) -> bool {
        let errand = self.errand(if task == Task::Sync { Asks::All } else { Asks::Nobody });
        if task == Task::Letters {
            self.post(&errand).await;
            return false;
        }
        let done = self.ran(&errand, task).await;
        self.prune(&errand).await;
        done
    }

    /// Takes out what is past its term.
    async fn prune(&self, errand: &Errand<'_>) {
        match sync::prune(errand, None).await {
            Ok(pruned) => {
                let rows: u64 = pruned.past.values().map(|past| past.rows).sum();
                if rows > 0 {
                    tracing::info!(rows, overwritten = pruned.is_overwritten, "took out what was past its term");
                }
            }
            Err(error) => tracing::error!("what is past its term is still there: {error}"),
        }
    }

    async fn ran(&self, errand: &Errand<'_>, task: Task) -> bool {
        match sync::run(errand).await {
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
