//! What every decision about a tool stands on, made ready once for all tools.

use super::make::Input;
use crate::licence::{Overrides, PoolKey};
use crate::roster::Snapshot;
use crate::seats::claims::Lookup;
use crate::seats::decide::{ComingDay, Situation};
use crate::seats::{Ranks, Said};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What every decision stands on.
pub(super) struct Ground<'a> {
    input: &'a Input<'a>,
    lookup: &'a Lookup<'a>,
    overrides: Overrides<'a>,
    ranks: &'a Ranks,
    coming: Vec<ComingDay<'a>>,
    then: Lookup<'a>,
    now: Lookup<'a>,
    said: Said<'a>,
}

impl<'a> Ground<'a> {
    /// Of what a plan is made from; `lookup` is the roster that takes effect, `ranks` the order of keys in it.
    pub(super) fn of(input: &'a Input<'a>, lookup: &'a Lookup<'a>, ranks: &'a Ranks) -> Self {
        Self {
            input,
            lookup,
            overrides: Overrides::on(&input.catalogue.overrides, input.day),
            ranks,
            coming: Vec::new(),
            then: Lookup::of_single(input.before, input.applied_on.unwrap_or(input.day)),
            now: Lookup::of_single(input.before, input.day),
            said: Said::between(input.before, lookup.snapshot, input.struck),
        }
    }

    /// The same with the coming days, which are only asked for where seats are given.
    pub(super) fn looking_ahead(self) -> Self {
        Self { coming: coming(self.input, self.lookup.snapshot), ..self }
    }

    /// The situation while a guard holds the losses of these pools, of some only because their seats were lowered.
    pub(super) fn situation<'b>(
        &'b self,
        frozen: &'b BTreeSet<PoolKey>,
        lowered: &'b BTreeSet<PoolKey>,
    ) -> Situation<'b> {
        let Self { input, lookup, overrides, ranks, coming, then, now, said } = self;
        Situation {
            lookup,
            coming,
            before: input.before,
            applied_on: input.applied_on,
            by_date: (then, now),
            catalogue: input.catalogue,
            overrides,
            seats: input.seats,
            uses: input.uses,
            ranks,
            confirm_after: &input.confirm_after,
            delivered: &input.delivered,
            said,
            all_sources: input.all_sources,
            frozen,
            lowered,
            unseen: &input.rest.unseen,
        }
    }
}

/// The roster on every coming day on which something turns, as far as any tool looks ahead.
fn coming<'a>(input: &'a Input<'a>, roster: &'a Snapshot) -> Vec<ComingDay<'a>> {
    let reservations = input.catalogue.pools.iter().filter_map(|pool| pool.reservation);
    let Some(last) = reservations.map(|one| one.last(input.day)).max() else { return Vec::new() };
    let next = |day: &Date| {
        let (catalogue, seats) = (input.catalogue.next_turn(*day), input.seats.next_change(*day));
        [catalogue, seats, roster.next_change(*day)].into_iter().flatten().min()
    };
    let days: Vec<Date> = std::iter::successors(next(&input.day), next).take_while(|day| *day <= last).collect();
    let on =
        |day| ComingDay { lookup: Lookup::new(roster, day), overrides: Overrides::on(&input.catalogue.overrides, day) };
    days.into_par_iter().map(on).collect()
}
