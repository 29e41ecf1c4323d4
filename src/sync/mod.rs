//! One run from source to outbox; the only function that walks the whole way.
//!
//! Preview and execution are one path: [`prepare()`] reads and plans, [`run`] applies what it planned.

mod bought;
mod codes;
mod drift;
mod extent;
mod failure;
mod gather;
mod identity;
mod kept;
mod letters;
mod mailed;
mod prepare;
mod report;
mod requests;
mod retention;
mod service;
mod sources;
mod tell;
mod webhooks;
mod whole;

pub use bought::catalogue;
pub use failure::{run_error, source_error, source_language};
pub use identity::{KeyError, imprinter};
pub use letters::{deliver, post, post_due, read_secret, recipients};
pub use prepare::{Prepared, prepare};
pub use report::{Findings, HeldRow, Outcome, SeatCounts, SyncReport};
pub use requests::office;
pub use retention::{Pruned, overwrite, past, prune};
pub use service::{Stands, Taken, note, note_configurations};
pub use sources::{csv_settings, from_config, server_settings};
pub use tell::{Preview, Tells, next_telling, preview};
pub use webhooks::receivers;

use crate::apply::{self, ApplyError, Deed};
use crate::clock::Clock;
use crate::config::Loaded;
use crate::notify::Delivered;
use crate::plan::{Fault, Plan};
use crate::roster::{Finding, next_seen};
use crate::seats::Grant;
use crate::source::SourceError;
use crate::store::{Asked, Delivery, Ended, Outcome as RunOutcome, RosterChange, RunId, Stamp, Store, StoreError};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What a run is asked to do.
pub struct Errand<'a> {
    /// The configuration.
    pub config: &'a Loaded,
    /// The database.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a Clock,
    /// The organiser's time zone.
    pub zone: &'a TimeZone,
    /// Which sources are asked.
    pub asks: Asks<'a>,
    /// May a first roster be applied without asking?
    pub first_import: bool,
    /// Accept that holders lose their seats to lowered numbers: the beginning of the hold's hash.
    pub accept_losses: Option<String>,
    /// Accept what this source delivers though it lacks a file or is older than what was last accepted.
    pub accept_delivery: Option<&'a str>,
    /// Was the pause since the last run real, however long?
    pub long_pause: bool,
    /// Plan for another day than today.
    pub at: Option<Date>,
    /// Seals the ledger, when the configuration names a key.
    pub ledger_key: Option<Vec<u8>>,
    /// How fast people are told.
    pub tells: Tells,
}

/// Which sources a run asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks<'a> {
    /// Every one.
    All,
    /// The one of this name.
    Only(&'a str),
    /// None: what dates have changed is judged with what was last delivered.
    Nobody,
}

impl Asks<'_> {
    /// How the database notes it.
    fn asked(&self) -> Asked {
        match self {
            Self::All => Asked::All,
            Self::Only(_) => Asked::One,
            Self::Nobody => Asked::Nobody,
        }
    }
}

/// Why a run could not be done. What was last applied stays in force.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// A source could not be read.
    #[error("source {name}: {error}")]
    Source {
        /// Which.
        name: String,
        /// Why.
        error: Box<SourceError>,
    },
    /// No source has that name.
    #[error("there is no source {name} in the configuration")]
    UnknownSource {
        /// The name.
        name: String,
    },
    /// Too many records of a delivery could not be read or refer to nothing.
    #[error(
        "the delivery of {name} is torn: {errors} of {rows} records cannot be read or refer to nothing; nothing was applied"
    )]
    Torn {
        /// Whose delivery.
        name: String,
        /// How many.
        errors: usize,
        /// Of how many.
        rows: usize,
        /// What was wrong with them.
        findings: Vec<Finding>,
    },
    /// The clock stands before the last run. What a date takes away must not come back and go again.
    #[error("today is {day}, and the last run was for {applied_on}: set the clock right (in a rehearsal, with --now)")]
    ClockBack {
        /// Today, by the clock.
        day: Date,
        /// The day of the last run.
        applied_on: Date,
    },
    /// The clock stands more than a year after the last run. What such a clock ends would be lost for nothing.
    #[error("today is {day}, and the last run was for {applied_on}: set the clock right, or say --long-pause")]
    ClockAhead {
        /// Today, by the clock.
        day: Date,
        /// The day of the last run.
        applied_on: Date,
    },
    /// The key for imprints cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The planner made an unsound plan; a fault of ours.
    #[error("the plan is unsound and was not applied: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unsound(Vec<Fault>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Applying.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

impl SyncError {
    /// May the same run do better in a while?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Source { error, .. } => error.is_passing(),
            Self::Store(error) => error.is_passing(),
            _ => false,
        }
    }

    /// Is another run under way?
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Store(StoreError::Locked { .. }))
    }

    /// For what a source says when it cannot be read.
    fn of(source: &str) -> impl Fn(SourceError) -> Self + use<> {
        let name = source.to_owned();
        move |error| Self::Source { name: name.clone(), error: Box::new(error) }
    }
}

/// One whole run, provided that it comes to the plan that `wanted` knows again; none when it does not.
///
/// # Errors
/// As [`run`].
pub async fn run_exactly(
    errand: &Errand<'_>,
    wanted: impl FnOnce(&Prepared, &Plan) -> bool,
) -> Result<Option<SyncReport>, SyncError> {
    let run = async {
        let prepared = Box::pin(prepare(errand)).await?;
        // Where ids are exchanged the rest is planned after that, and nobody has seen it.
        let is_whole = |plan: &Plan| plan.rekeyed.is_empty();
        if !prepared.plan.as_ref().is_some_and(|plan| is_whole(plan) && wanted(&prepared, plan)) {
            return Ok(None);
        }
        let id =
            errand.store.begin_run(errand.clock.now(), errand.clock.today(errand.zone), errand.asks.asked()).await?;
        let done = Box::pin(go_on(errand, id, prepared)).await;
        Box::pin(end(errand, id, done)).await.map(Some)
    };
    errand.store.alone(Box::pin(run)).await
}

/// One whole run. A failed run is noted as such; what was last applied stays in force.
///
/// # Errors
/// As [`prepare()`], and when the plan cannot be applied.
pub async fn run(errand: &Errand<'_>) -> Result<SyncReport, SyncError> {
    errand.store.alone(Box::pin(run_in_turn(errand))).await
}

/// The same for whoever has the turn on the database already ([`Store::alone`]).
///
/// # Errors
/// As [`run`].
pub async fn run_in_turn(errand: &Errand<'_>) -> Result<SyncReport, SyncError> {
    let started = errand.clock.now();
    let id = errand.store.begin_run(started, errand.clock.today(errand.zone), errand.asks.asked()).await?;
    // Each part lies on the heap: a run may have to do with the stack of a small thread.
    let done = match Box::pin(prepare(errand)).await {
        Ok(prepared) => Box::pin(go_on(errand, id, prepared)).await,
        Err(error) => Err(error),
    };
    Box::pin(end(errand, id, done)).await
}

/// Tells people of it, and notes how a run ended.
async fn end(errand: &Errand<'_>, id: RunId, done: Result<SyncReport, SyncError>) -> Result<SyncReport, SyncError> {
    let done = match Box::pin(told(errand, id, &done)).await {
        Ok(delivered) => done.map(|report| report.with(delivered)),
        // Why the run failed says more than that nobody could be told.
        Err(error) => done.and(Err(error)),
    };
    let (outcome, counts, error) = match &done {
        Ok(report) => (run_outcome(report.outcome), serde_json::to_string(&report.without_keys()).ok(), None),
        Err(error) => (RunOutcome::Failed, None, Some(error.to_string())),
    };
    let passing = done.as_ref().is_err_and(SyncError::is_passing);
    let ended = Ended { at: errand.clock.now(), outcome, counts: counts.as_deref(), error: error.as_deref(), passing };
    let noted = errand.store.end_run(id, ended).await;
    // Why the run failed says more than that the failure could not be noted.
    let report = done?;
    noted?;
    Ok(report)
}

/// Judges what the run says of upprop's own work, and sends what is due.
async fn told(errand: &Errand<'_>, id: RunId, done: &Result<SyncReport, SyncError>) -> Result<Delivered, SyncError> {
    service::judge(errand, id, done).await?;
    webhooks::judge(errand).await?;
    codes::settle(errand).await?;
    // By a clock that is wrong, vendors would be reminded and reports would go of a day that is none.
    let is_clock_wrong = matches!(done, Err(SyncError::ClockBack { .. } | SyncError::ClockAhead { .. }));
    if !is_clock_wrong {
        Box::pin(requests::judge(errand, Some(id))).await?;
    }
    Box::pin(tell::tell(errand, None)).await?;
    if !is_clock_wrong {
        Box::pin(mailed::put(errand)).await?;
    }
    Box::pin(deliver(errand)).await
}

fn run_outcome(outcome: Outcome) -> RunOutcome {
    match outcome {
        Outcome::Applied => RunOutcome::Applied,
        Outcome::Unchanged => RunOutcome::Unchanged,
        Outcome::Held => RunOutcome::Held,
        Outcome::Failed => RunOutcome::Failed,
    }
}

/// Carries out what was prepared. Where ids are exchanged that comes first, and the rest of the delivery is planned
/// with the new ones.
async fn go_on(errand: &Errand<'_>, id: RunId, prepared: Prepared) -> Result<SyncReport, SyncError> {
    let Some(plan) = prepared.plan.as_ref().filter(|plan| !plan.rekeyed.is_empty()) else {
        return Box::pin(carry_out(errand, id, prepared)).await;
    };
    let stamp = Stamp { run: Some(id), actor: None, at: errand.clock.now(), key: errand.ledger_key.as_deref() };
    apply::rekey(errand.store, plan, stamp).await?;
    tracing::info!(persons = plan.rekeyed.len(), "exchanged ids");
    Box::pin(carry_out(errand, id, Box::pin(prepare(errand)).await?)).await
}

async fn carry_out(errand: &Errand<'_>, id: RunId, prepared: Prepared) -> Result<SyncReport, SyncError> {
    prepared.keepers.keep(errand).await?;
    let report = match &prepared.plan {
        Some(plan) => SyncReport::of(id, plan, &prepared),
        None => SyncReport::unchanged(id, &errand.store.wish_counts().await?, &prepared.findings),
    };
    match &prepared.plan {
        Some(plan) if plan.is_empty() => {
            if !plan.diff.rows.imprints.is_empty() {
                let (before, rows) = (&prepared.standing.stored, &plan.diff.rows);
                let change = RosterChange { before, after: &plan.roster, rows, day: plan.day };
                errand.store.imprint(change).await?;
            }
            let quiet_until = quiet_until(&prepared, plan);
            let number = |at| prepared.standing.stored.person(at);
            let known = apply::known(plan, &prepared.memories, &prepared.unsettled, number);
            let summed = apply::summed_up(plan);
            errand.store.note_seen(seen(&prepared, plan), quiet_until, &summed, &known).await?;
        }
        Some(plan) => Box::pin(apply_plan(errand, id, &prepared, plan)).await?,
        None if prepared.is_other_order => errand.store.note_deliveries(&prepared.deliveries).await?,
        None => {}
    }
    Box::pin(tell::tell(errand, prepared.plan.as_ref().map(|plan| &plan.roster))).await?;
    Ok(report)
}

/// Applies a prepared plan: roster, seats, ledger and outbox in one transaction.
async fn apply_plan(errand: &Errand<'_>, id: RunId, prepared: &Prepared, plan: &Plan) -> Result<(), SyncError> {
    let deed = Deed {
        run: id,
        at: errand.clock.now(),
        before: &prepared.standing.stored,
        catalogue: &prepared.catalogue,
        deliveries: seen(prepared, plan),
        quiet_until: quiet_until(prepared, plan),
        memories: &prepared.memories,
        unsettled: &prepared.unsettled,
        key: errand.ledger_key.as_deref(),
    };
    let applied = apply::apply(errand.store, plan, deed).await?;
    tracing::debug!(events = applied.events, "applied");
    Ok(())
}

/// The deliveries that need not be read again. One of which a part is held must be: what it says is not yet
/// what is.
fn seen<'a>(prepared: &'a Prepared, plan: &Plan) -> &'a [Delivery] {
    if plan.held_back { &[] } else { &prepared.deliveries }
}

/// The first day on which a date changes something by itself, when nothing is held back and nothing waits for the
/// word of a source that was not asked.
fn quiet_until(prepared: &Prepared, plan: &Plan) -> Option<Date> {
    let next_change = |day| {
        let Prepared { catalogue, standing, .. } = prepared;
        let (roster, seats) = (plan.roster.next_change(day), plan.seats.next_change(day));
        let changes = [roster, catalogue.next_change(day), seats, standing.uses.next_change(catalogue, day)];
        changes.into_iter().flatten().min()
    };
    let first = next_seen(prepared.day, &plan.leads, next_change).into_iter().chain(plan.rest.turns).min();
    let waits =
        |grant: &Grant| grant.leaving.as_ref().is_some_and(|leaving| leaving.waits(prepared.day, &plan.delivered));
    // Whose grace is over waits for a delivery that says it again, and that may look like the last one.
    let first = if plan.seats.grants.values().any(waits) { Some(prepared.day) } else { first };
    (prepared.whole && !plan.held_back).then(|| first.unwrap_or(Date::MAX))
}
