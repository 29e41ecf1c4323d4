//! Applies a plan: everything it changes, tells and remembers, in one transaction.
//!
//! The plan is refused when what it stands on has moved. Whatever fails on the way, nothing of it remains.

use crate::licence::Catalogue;
use crate::plan::{Plan, events, rekeyed};
use crate::roster::{Known, Memory, PersonId, PersonIx, SourceName, Tally, remember, seen};
use crate::store::{Cause, Delivery, Head, RosterChange, Rows, RunId, Stamp, Store, StoreError, Stored, SummedUp};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What comes with a plan when it is applied.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// The run.
    pub run: RunId,
    /// When.
    pub at: Timestamp,
    /// The roster that the plan was made against.
    pub before: &'a Stored,
    /// The configuration that it was made with.
    pub catalogue: &'a Catalogue,
    /// What each source delivered.
    pub deliveries: &'a [Delivery],
    /// The first day on which a date may change something though every delivery stays the same.
    pub quiet_until: Option<Date>,
    /// What each source says of every person.
    pub memories: &'a [Memory],
    /// Persons who are to be looked at again whatever their source says.
    pub unsettled: &'a BTreeSet<PersonId>,
    /// The key that seals the ledger, when one is configured.
    pub key: Option<&'a [u8]>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The newest event of the ledger.
    pub head: Head,
    /// Events added.
    pub events: u64,
}

/// Why a plan was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Something was applied since the plan was made.
    #[error("the plan stands on another state than the database has now: make a new one")]
    Stale,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApplyError {
    /// May waiting, or planning anew, help?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Stale => true,
            Self::Store(error) => error.is_passing(),
        }
    }
}

/// Applies `plan` in one transaction.
///
/// # Errors
/// [`ApplyError::Stale`] when the ledger has moved since the plan was made; whatever the store says. Nothing
/// remains of a plan that was not applied.
pub async fn apply(store: &Store, plan: &Plan, deed: Deed<'_>) -> Result<Applied, ApplyError> {
    let mut writing = store.write().await?;
    let head = writing.head().await?;
    if head.seal != plan.ledger {
        return Err(ApplyError::Stale);
    }
    writing.mirror(deed.catalogue).await?;
    let change = RosterChange { before: deed.before, after: &plan.roster, rows: &plan.diff.rows, day: plan.day };
    let numbers = writing.roster(change).await?;
    writing.steps(&plan.steps, Rows { roster: &plan.roster, numbers: &numbers }, deed.at).await?;
    writing.joins(&plan.joins, deed.at).await?;
    writing.alerts(&plan.alerts, deed.at).await?;
    writing.holds(&plan.new_holds, &plan.withdrawn, deed.run, deed.at).await?;
    let stamp = Stamp { run: Some(deed.run), actor: None, at: deed.at, key: deed.key };
    let first = writing.append(events(plan), stamp).await?;
    let name = plan.hash.get(..16).unwrap_or(&plan.hash);
    writing.notices(&plan.notices, Cause { run: Some(deed.run), event: first, name }).await?;
    writing.applied(plan.day, &plan.config, &plan.bought).await?;
    writing.seen(deed.deliveries, deed.quiet_until).await?;
    let known = known(plan, deed.memories, deed.unsettled, |at| numbers.person(at));
    writing.remember(&summed_up(plan), &known).await?;
    let new = writing.commit().await?;
    let events = u64::try_from(new.seq - head.seq).unwrap_or(0);
    Ok(Applied { head: new, events })
}

/// Exchanges the ids that `plan` says, in one transaction, before anything else of the delivery is done.
///
/// # Errors
/// As [`apply`].
pub async fn rekey(store: &Store, plan: &Plan, stamp: Stamp<'_>) -> Result<(), ApplyError> {
    let ids: BTreeMap<PersonId, PersonId> = plan.rekeyed.iter().cloned().collect();
    let roster = store.load_roster().await?.renamed(&ids);
    let mut writing = store.write().await?;
    if writing.head().await?.seal != plan.ledger {
        return Err(ApplyError::Stale);
    }
    writing.rekey(&plan.rekeyed).await?;
    writing.append(rekeyed(&plan.rekeyed, roster.digest()), stamp).await?;
    writing.commit().await?;
    Ok(())
}

/// What the roster of a plan sums up to.
#[must_use]
pub fn summed_up(plan: &Plan) -> SummedUp {
    let tally = plan.rest.tally.plus(&Tally::of(&plan.roster, plan.day));
    SummedUp { digest: plan.roster_digest, tally, spread: plan.spread.clone(), on: plan.day }
}

/// What is known of every person once the plan is applied. While a part is held, what a source says is not what is, and
/// nothing is known.
pub fn known(
    plan: &Plan,
    memories: &[Memory],
    unsettled: &BTreeSet<PersonId>,
    number: impl Fn(PersonIx) -> u32,
) -> Vec<(SourceName, Vec<Known>)> {
    if plan.held_back {
        return memories.iter().map(|memory| (memory.source.clone(), Vec::new())).collect();
    }
    let seen = seen(&plan.roster, number, unsettled, (plan.day, &plan.leads));
    memories.iter().map(|memory| (memory.source.clone(), remember(memory, &seen))).collect()
}
