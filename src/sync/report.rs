//! What a run did, as `sync --json` says it (CONTRACT).

use super::Prepared;
use crate::notify::Delivered;
use crate::plan::{Hold, HoldKind, Plan};
use crate::roster::{Counts, Finding, Severity};
use crate::seats::{SeatStep, WishState};
use crate::store::RunId;
use serde::Serialize;
use std::collections::BTreeMap;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Its number.
    pub run: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Changes of the roster.
    pub roster: Counts,
    /// Changes of seats, and who wait and are blocked after it.
    pub seats: SeatCounts,
    /// What is held.
    pub held: Vec<HeldRow>,
    /// What was odd about the deliveries.
    pub findings: Findings,
    /// Letters that were sent.
    pub letters: usize,
    /// Letters that had been sent before the database was put back, and were not sent again.
    #[serde(skip)]
    pub told: usize,
    /// Letters that did not get out; they stay due and are tried again at the next run.
    pub undelivered: usize,
    /// Why the first of them did not.
    #[serde(skip)]
    pub why_undelivered: Option<String>,
    /// The findings themselves, for messages; the answer counts them.
    #[serde(skip)]
    pub listed: Vec<Finding>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something changed.
    Applied,
    /// Nothing was to be done.
    Unchanged,
    /// A guard held a part; the rest went on.
    Held,
    /// It could not be done.
    Failed,
}

/// Changes of seats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SeatCounts {
    /// Given.
    pub granted: usize,
    /// Taken back.
    pub freed: usize,
    /// Moved to another pool.
    pub moved: usize,
    /// Left, and kept for a while.
    pub leaving: usize,
    /// Who wait after the run.
    pub waiting: usize,
    /// Who are blocked after the run.
    pub blocked: usize,
}

/// Something held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRow {
    /// Where: `total`, `source NAME`, `unit ID` or `pool KEY`.
    pub scope: String,
    /// What.
    pub kind: HoldKind,
    /// How many.
    pub count: u64,
    /// Of how many.
    pub base: u64,
    /// The largest number that passes.
    pub limit: u64,
    /// Names exactly these things.
    pub hash: String,
    /// Lowered seats: the keys of those who would lose theirs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_the_way: Vec<String>,
}

impl From<&Hold> for HeldRow {
    fn from(hold: &Hold) -> Self {
        let Hold { scope, kind, count, base, limit, hash, in_the_way, .. } = hold.clone();
        Self { scope: scope.to_string(), kind, count, base, limit, hash, in_the_way }
    }
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Records that keep their previous state.
    pub error: usize,
    /// Records that someone should look at.
    pub warning: usize,
    /// Worth knowing.
    pub info: usize,
}

impl Findings {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }
}

impl SyncReport {
    /// A run that could not be done; the message tells why, and `runs` keeps it.
    #[must_use]
    pub fn failed(run: RunId) -> Self {
        Self { outcome: Outcome::Failed, ..Self::unchanged(run, &BTreeMap::new(), &[]) }
    }

    /// As it is kept: whose the seats are that stand in the way is for whoever runs it.
    pub(super) fn without_keys(&self) -> Self {
        let mut report = self.clone();
        report.held.iter_mut().for_each(|held| held.in_the_way.clear());
        report
    }

    /// The same with what became of the letters that were due.
    pub(super) fn with(self, delivered: Delivered) -> Self {
        let Delivered { sent, told, failed, .. } = delivered;
        Self { letters: sent, told, undelivered: failed.len(), why_undelivered: failed.into_iter().next(), ..self }
    }

    pub(super) fn unchanged(run: RunId, wishes: &BTreeMap<String, i64>, findings: &[Finding]) -> Self {
        let count = |state: WishState| wishes.get(state.word()).and_then(|n| usize::try_from(*n).ok()).unwrap_or(0);
        let (waiting, blocked) = (count(WishState::Waiting), count(WishState::Blocked));
        Self {
            run: run.0,
            outcome: Outcome::Unchanged,
            roster: Counts::default(),
            seats: SeatCounts { waiting, blocked, ..SeatCounts::default() },
            held: Vec::new(),
            findings: Findings::of(findings),
            letters: 0,
            told: 0,
            undelivered: 0,
            why_undelivered: None,
            listed: findings.to_vec(),
        }
    }

    pub(super) fn of(run: RunId, plan: &Plan, prepared: &Prepared) -> Self {
        let outcome = match (plan.held.is_empty(), plan.is_empty()) {
            (false, _) => Outcome::Held,
            (true, true) => Outcome::Unchanged,
            (true, false) => Outcome::Applied,
        };
        let count = |which: fn(&SeatStep) -> bool| plan.steps.iter().filter(|step| which(step)).count();
        let (waiting, blocked) = wishes(plan);
        Self {
            run: run.0,
            outcome,
            roster: plan.counts,
            seats: SeatCounts {
                granted: count(|step| matches!(step, SeatStep::Grant { .. })),
                freed: count(|step| matches!(step, SeatStep::Free { .. })),
                moved: count(|step| matches!(step, SeatStep::Move { .. })),
                leaving: count(|step| matches!(step, SeatStep::Leave { .. })),
                waiting,
                blocked,
            },
            held: plan.held.iter().map(HeldRow::from).collect(),
            findings: Findings::of(&prepared.findings),
            letters: 0,
            told: 0,
            undelivered: 0,
            why_undelivered: None,
            listed: prepared.findings.clone(),
        }
    }
}

/// Who wait and who are blocked.
fn wishes(plan: &Plan) -> (usize, usize) {
    let here = |state| plan.seats.wishes.values().filter(|wish| wish.state == state).count();
    let count = |state| here(state) + usize::try_from(plan.rest.wishing(state)).unwrap_or(0);
    (count(WishState::Waiting), count(WishState::Blocked))
}
