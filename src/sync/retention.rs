//! Takes out what is past its term, as `serve` does each day and `upprop retention` when it is asked to.

use super::{Errand, SyncError, prepare};
use crate::config::catalogue::terms;
use crate::store::{AllPast, Stamp, Store};

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// How much of each kind.
    pub past: AllPast,
    /// Is it overwritten too? Whoever looks at a file at that moment keeps its log, and it needs room.
    pub is_overwritten: bool,
}

/// How much of each kind is past its term today.
///
/// # Errors
/// When the database cannot be read.
pub async fn past(errand: &Errand<'_>) -> Result<AllPast, SyncError> {
    let borders = terms(&errand.config.file).borders(errand.clock.today(errand.zone), errand.zone);
    Ok(errand.store.look().await?.past(&borders, errand.zone).await?)
}

/// Takes it out. `actor` is the human, when it is one.
///
/// # Errors
/// When the database cannot be read or written, or a run is under way; a clock that cannot be right.
pub async fn prune(errand: &Errand<'_>, actor: Option<&str>) -> Result<Pruned, SyncError> {
    let today = errand.clock.today(errand.zone);
    let borders = terms(&errand.config.file).borders(today, errand.zone);
    let stamp = Stamp { run: None, actor, at: errand.clock.now(), key: errand.ledger_key.as_deref() };
    let pruned = async {
        // By a clock that is wrong everything is past its term.
        prepare::clock(errand, today, errand.store.applied_on().await?)?;
        let past = errand.store.prune(&borders, errand.zone, stamp).await?;
        let is_there = past.values().any(|past| past.rows > 0);
        let is_overwritten = if is_there { overwrite(errand.store).await } else { true };
        Ok(Pruned { past, is_overwritten })
    };
    errand.store.alone(pruned).await
}

/// Overwrites what was taken out, which stays taken out when that fails.
pub async fn overwrite(store: &Store) -> bool {
    store.overwrite_deleted().await.unwrap_or_else(|error| {
        tracing::warn!("what was taken out is not overwritten yet: {error}");
        false
    })
}
