//! Applies a plan: everything it changes, tells and remembers, in one transaction.
//!
//! The plan is refused when what it stands on has moved. Whatever fails on the way, nothing of it remains.

use crate::licence::Catalogue;
use crate::plan::{Plan, events};
use crate::store::{Delivery, Head, Letter, RosterChange, RunId, Stamp, Store, StoreError, Stored};
use jiff::Timestamp;
use jiff::civil::Date;

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
    /// Letters that tell of it.
    pub letters: &'a [Letter],
    /// What each source delivered.
    pub deliveries: &'a [Delivery],
    /// The first day on which a date may change something though every delivery stays the same.
    pub quiet_until: Option<Date>,
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
    /// Letters that were not in the outbox before.
    pub letters: u64,
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
    writing.roster(change).await?;
    writing.steps(&plan.steps, deed.at).await?;
    writing.joins(&plan.joins, deed.at).await?;
    writing.alerts(&plan.alerts).await?;
    writing.holds(&plan.new_holds, &plan.withdrawn, deed.run, deed.at).await?;
    let stamp = Stamp { run: Some(deed.run), actor: None, at: deed.at, key: deed.key };
    let first = writing.append(events(plan), stamp).await?;
    let letters = writing.letters(deed.letters, (deed.run, first), deed.at).await?;
    writing.applied(plan.day, &plan.config).await?;
    writing.seen(deed.deliveries, deed.quiet_until).await?;
    let new = writing.commit().await?;
    let events = u64::try_from(new.seq - head.seq).unwrap_or(0);
    Ok(Applied { head: new, events, letters })
}
