//! Seats that holders of a pool would lose.

use super::{Hold, HoldKind, Limits, Scope, digest};
use crate::licence::PoolKey;
use std::collections::BTreeMap;

/// Who would lose a seat of a pool for another cause than a date.
#[derive(Debug, Default)]
pub(in crate::plan) struct Losses {
    /// Because of the roster or a binding.
    pub(in crate::plan) losers: Vec<String>,
    /// Because somebody lowered the seats.
    pub(in crate::plan) lowered: Vec<String>,
    /// Holders before.
    pub(in crate::plan) base: u64,
}

/// Holds for pools whose holders would lose more seats than may be lost; where seats were lowered below their
/// holders, for any. `key` gives the key under which a loser is shown.
pub(in crate::plan) fn pools(
    losses: &BTreeMap<PoolKey, Losses>,
    limits: &Limits,
    let_through: &dyn Fn(HoldKind, &str) -> bool,
    key: &dyn Fn(&str) -> String,
) -> Vec<Hold> {
    let hold = |pool: &PoolKey, kind, losers: &[String], base, limit| {
        let (count, scope) = (losers.len() as u64, Scope::Pool(pool.clone()));
        let hash = digest(&scope, kind, losers.iter());
        let told = if kind == HoldKind::SeatsLowered { losers } else { &[] };
        let in_the_way = told.iter().map(|person| key(person)).collect();
        let held = count > limit && !let_through(kind, &hash);
        held.then_some(Hold { scope, kind, count, base, limit, hash, in_the_way, who: Vec::new() })
    };
    let of_pool = |(pool, of): (&PoolKey, &Losses)| {
        let largest = limits.pool.removals.largest(of.base);
        let lowered = limits.lowered.largest(of.base);
        [
            hold(pool, HoldKind::SeatLosses, &of.losers, of.base, largest),
            hold(pool, HoldKind::SeatsLowered, &of.lowered, of.base, lowered),
        ]
    };
    losses.iter().flat_map(of_pool).flatten().collect()
}
