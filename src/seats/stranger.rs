//! Seats that nobody entitled holds: there should be none (RELIABILITY I3).

use super::Seats;
use super::claims::{Lookup, Offer, bids, is_pinned};
use crate::licence::{Catalogue, Overrides, PoolKey};
use crate::roster::Snapshot;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How many grants, on `day`, are neither on their way out, nor pinned, nor held by a guard, nor bound.
#[must_use]
pub fn strangers(
    roster: &Snapshot,
    catalogue: &Catalogue,
    seats: &Seats,
    held: &BTreeSet<PoolKey>,
    day: Date,
) -> usize {
    let lookup = Lookup::new(roster, day);
    if catalogue.calendar.is_frozen_for_some(day) {
        return 0; // whoever is bound no more keeps the seat, and nothing is noted
    }
    let overrides = Overrides::on(&catalogue.overrides, day);
    let mut strangers = 0;
    for tool in catalogue.tools.values() {
        let offers = Offer::of(catalogue, tool, &lookup);
        let bids = bids(&lookup, &offers);
        for (person, grant) in seats.grants_of(&tool.key) {
            if grant.leaving.is_some() || held.contains(&grant.pool) {
                continue;
            }
            let at = roster.find_person(person);
            let entitled = at.is_some_and(|at| {
                let start = bids.partition_point(|bid| bid.person < at);
                let mut mine = bids[start..].iter().take_while(|bid| bid.person == at);
                mine.any(|bid| offers[usize::from(bid.pool)].pool.key == grant.pool)
            });
            let alias = at.and_then(|at| roster.person(at).alias.as_deref());
            let names = std::iter::once(person.as_str()).chain(alias);
            strangers += usize::from(!entitled && !is_pinned(names, tool, &overrides));
        }
    }
    strangers
}
