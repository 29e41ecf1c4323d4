//! What a run of one organiser needs.

use super::agenda::{self, Done, History, Past, Task};
use crate::clock::Clock;
use crate::config::model::{Source, SourceKind};
use crate::config::{Loaded, Problems, catalogue};
use crate::licence::ToolKey;
use crate::plan::Alert;
use crate::request::Batch;
use crate::store::{Fate, Nudge, Store, StoreError};
use crate::sync::{self, Asks, Errand, Stands, SyncError, Taken, Tells};
use crate::web::vendor::Counter;
use crate::wording::Lang;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::sync::Arc;
use std::time::Duration;

/// So many of the newest runs tell what is to be done next.
const RUNS_LOOKED_AT: u32 = 16;
/// Whether somebody nudged is found out within this, or the next time.
const NUDGE_LOOK: Duration = Duration::from_secs(2);
/// So many lines of what is wrong with a configuration are told in a letter.
const WHY_LINES: usize = 6;

/// One organiser: its configuration and its database, which are taken over together.
pub struct House {
    /// The configuration.
    pub config: Loaded,
    /// The database.
    pub store: Store,
    /// Which database that is, for messages.
    pub place: String,
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

    /// So long a delivery lies still before it is taken for whole, where nothing else says that it is.
    pub(super) fn settle(&self) -> SignedDuration {
        let is_bare = |source: &&Source| {
            source.kind != SourceKind::Ss12000 && source.done.is_none() && source.checksums.is_none()
        };
        let longest = self.config.file.source.iter().filter(is_bare).map(|source| source.settle.0).max();
        SignedDuration::from_secs(longest.unwrap_or(0).into())
    }

    /// What was done so far, whoever did it; before `since` no beat was missed where none was ever done.
    pub(super) async fn past(&self, since: Timestamp) -> Result<Past, StoreError> {
        let mut look = self.store.look().await?;
        Ok(Past::of(&look.asking_runs(RUNS_LOOKED_AT).await?, &look.runs(RUNS_LOOKED_AT).await?, since))
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

    /// Where its vendors answer.
    pub(super) fn counter(&self) -> Counter {
        let catalogue = catalogue::catalogue(&self.config.file);
        let usual = |tool: &ToolKey| Some((tool.clone(), Batch::usual(&catalogue, tool)?));
        let clock = self.clock.clone();
        Counter {
            store: self.store.clone(),
            office: sync::office(&self.config.file),
            usual: catalogue.tools.keys().filter_map(usual).collect(),
            now: Arc::new(move || clock.now()),
            zone: self.zone.clone(),
            ledger_key: self.ledger_key.clone(),
            deciding: Arc::default(),
        }
    }

    /// The alert of another configuration that was saved and cannot be used.
    pub(super) fn refusal(&self, error: &anyhow::Error) -> Alert {
        let said = error.downcast_ref::<Problems>().map(|problems| problems.text(self.config.file.organiser.language));
        let why = said.unwrap_or_else(|| format!("{error:#}"));
        let why: Vec<&str> = why.lines().take(WHY_LINES).collect();
        Alert::ConfigurationRefused { why: why.join("\n    ") }
    }

    /// Notes that an alert stands, or stands no more.
    pub(super) async fn note(&self, alert: Alert, stands: Stands) -> Result<(), SyncError> {
        sync::note(&self.errand(Asks::Nobody), alert, stands).await
    }

    /// Notes in the ledger which configurations came into force.
    pub(super) async fn note_taken(&self, taken: &[Taken]) -> Result<(), SyncError> {
        sync::note_configurations(&self.errand(Asks::Nobody), taken).await
    }

    /// Takes up what somebody at a command line said, if nobody else who serves has.
    pub(super) async fn takes_nudge(&self) -> bool {
        let taken = async {
            // Looked at often, and written once.
            match self.store.look().await?.nudge().await? {
                None => Ok(None),
                Some(_) => self.store.take_nudge().await,
            }
        };
        match tokio::time::timeout(NUDGE_LOOK, taken).await {
            Ok(Ok(Some(Nudge { source, .. }))) => {
                tracing::info!(source = source.as_deref().unwrap_or("-"), "nudged");
                true
            }
            Ok(Ok(None)) => false,
            Ok(Err(error)) => {
                let error: StoreError = error;
                tracing::debug!(%error, "nobody knows whether somebody nudged");
                false
            }
            Err(_) => false,
        }
    }

    /// Does a task whose time has come, unless somebody else has done it or is at it.
    pub(super) async fn run(&self, task: Task, history: &History) -> Done {
        let errand = self.errand(if task == Task::Sync { Asks::All } else { Asks::Nobody });
        let done = match task {
            Task::Letters => self.post(&errand).await.map(|()| Done::Settled),
            Task::Sync | Task::Dates | Task::Subscribe => {
                self.store.alone(Box::pin(self.run_if_due(&errand, task, history))).await
            }
        };
        match done {
            Ok(done) => {
                if done == Done::Settled && task != Task::Letters {
                    self.prune(&errand).await;
                }
                done
            }
            Err(SyncError::Store(StoreError::Locked { place })) => {
                tracing::info!(?task, place, "somebody else is at work");
                Done::Busy
            }
            Err(error) => {
                let (passing, error) = (error.is_passing(), anyhow::Error::from(error));
                tracing::error!(?task, passing, "the run failed; what was in force stays: {error:#}");
                if self.has_noted_a_run(history).await || task == Task::Letters { Done::Settled } else { Done::Stuck }
            }
        }
    }

    /// The run, if it is still to be made now that nobody else can.
    async fn run_if_due(&self, errand: &Errand<'_>, task: Task, history: &History) -> Result<Done, SyncError> {
        let now = self.now();
        let known = History { past: self.past(history.since).await?, put_off: None, ..*history };
        let (at, due) = agenda::next(&self.config.file, &known, &now);
        if due != task || at > now {
            tracing::info!(?task, "somebody else has done it");
            return Ok(Done::Elsewhere);
        }
        let report = sync::run_in_turn(errand).await?;
        let (run, letters) = (report.run, report.letters);
        tracing::info!(run, outcome = ?report.outcome, ?task, letters, held = report.held.len(), "ran");
        Ok(Done::Settled)
    }

    /// Is there a run more than was known of?
    async fn has_noted_a_run(&self, history: &History) -> bool {
        self.past(history.since).await.is_ok_and(|past| past != history.past)
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
            Err(error) => tracing::error!("what is past its term is still there: {:#}", anyhow::Error::from(error)),
        }
    }

    /// Sends the letters that are due.
    async fn post(&self, errand: &Errand<'_>) -> Result<(), SyncError> {
        let delivered = sync::post_due(errand).await?;
        let (sent, webhooks, failed) = (delivered.sent, delivered.webhooks, delivered.failed.len());
        tracing::info!(sent, webhooks, failed, "sent letters");
        Ok(())
    }
}
