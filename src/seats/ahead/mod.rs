//! What is known of the coming days when a tool's seats are given: who starts, whose seat ends, and what seats there
//! will be (ALLOCATION 6).
//!
//! Those who start are promised a seat in the order of class, first day and key, as long as there is one on every coming
//! day beside those who have one. Whoever gets a seat now keeps it when that leaves every promise as it is; else the
//! seat is lent until the day before the first one that fails.

mod seating;

use super::claims::{Bid, Offer, Standing, barriers, bids, is_pinned, standing};
use super::decide::Situation;
use super::instance::Builder;
use super::{Grant, Leaving, Reason};
use crate::licence::{Overrides, Reservation, Slot, Tool, ToolKey};
use crate::roster::{PersonId, PersonIx};
use jiff::civil::Date;
use seating::{Cells, Seating};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who starts on a coming day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Starter {
    /// Who.
    pub(super) at: PersonIx,
    /// The way to a seat on the first day.
    pub(super) bid: Bid,
    /// The first day.
    pub(super) from: Date,
    /// Is a seat kept for that day?
    pub(super) is_kept: bool,
}

/// A tool's coming days.
pub(super) struct Ahead {
    days: Vec<Coming>,
    /// Who has a seat or is promised one on each of them.
    pub(super) promised: Vec<Seating>,
    /// Those who start, who is promised a seat first in front.
    pub(super) starters: Vec<Starter>,
}

/// A coming day on which something turns.
struct Coming {
    day: Date,
    builder: Builder,
    /// The pools that somebody may have a seat of on that day, and whether it may be a new one.
    entitled: BTreeMap<PersonIx, (Slot, Vec<(u16, bool)>)>,
}

impl Coming {
    /// Cells for somebody who has a seat of a pool then, or who sits down anew. Nothing when the entitlement is over.
    fn cells(&self, at: PersonIx, held: Option<u16>) -> Option<Cells> {
        let (slot, pools) = self.entitled.get(&at)?;
        let cells = pools.iter().flat_map(|(pool, is_open)| match () {
            () if Some(*pool) == held => self.builder.held(*pool, *slot),
            () if *is_open => self.builder.open(*pool, *slot),
            () => Vec::new(),
        });
        Some(cells.collect())
    }
}

impl Ahead {
    /// Looks ahead from the day of a situation; `here` has everybody who is entitled today, `holders` those who keep a seat.
    pub(super) fn of(
        s: &Situation<'_>,
        (tool, reservation): (&Tool, Reservation),
        here: &BTreeSet<PersonIx>,
        holders: Vec<Holder<'_>>,
    ) -> Self {
        let last = reservation.last(s.lookup.day);
        let mut ahead = Self { days: Vec::new(), promised: Vec::new(), starters: Vec::new() };
        let mut holders = Holders(holders);
        let mut before = s.lookup;
        for lookup in s.coming.iter().take_while(|lookup| lookup.day <= last) {
            let offers = Offer::of(s.catalogue, tool, lookup);
            let overrides = Overrides::on(&s.catalogue.overrides, lookup.day);
            let then = Situation {
                lookup,
                overrides: &overrides,
                before: s.lookup.snapshot,
                applied_on: Some(before.day),
                by_date: (before, lookup),
                ..*s
            };
            let day = Day { s: then, tool, offers: &offers, builder: Builder::new(&offers) };
            let bids = bids(lookup, &offers);
            let sitting = holders.on(&day, &bids);
            let starters = day.starters(&bids, &sitting);
            ahead.starters.extend(starters.into_iter().filter(|one| !here.contains(&one.at)));
            let mut seating = Seating::of(day.builder.seats());
            for cells in sitting.into_values() {
                seating.add(cells);
            }
            ahead.promised.push(seating);
            let entitled = day.entitled(&bids);
            ahead.days.push(Coming { day: lookup.day, entitled, builder: day.builder });
            before = lookup;
        }
        ahead.promise(s, &tool.key);
        ahead
    }

    /// Promises seats, first in line first.
    fn promise(&mut self, s: &Situation<'_>, tool: &ToolKey) {
        let (mut starters, mut promised) = (std::mem::take(&mut self.starters), std::mem::take(&mut self.promised));
        starters.sort_by_key(|one| (one.at, one.from));
        starters.dedup_by_key(|one| one.at);
        // What was promised stays promised, whoever comes into view later.
        let was_kept = |one: &Starter| {
            let old = s.seats.wish(tool, &s.lookup.snapshot.person(one.at).id);
            old.is_some_and(|old| old.reasons == [Reason::SeatKept])
        };
        starters.sort_by_cached_key(|one| (!was_kept(one), one.bid.class, one.from, s.ranks.of_person(one.at)));
        for starter in &mut starters {
            let days = self.days_of(starter.at, Some(starter.from), starter.bid.pool);
            starter.is_kept = first_without(&promised, &days).is_none();
            if starter.is_kept {
                seat(&mut promised, days);
            }
        }
        (self.starters, self.promised) = (starters, promised);
    }

    /// Gives a seat of a pool from today on: its last day when it can only be lent, else nothing.
    pub(super) fn give(&self, promised: &mut [Seating], at: PersonIx, pool: u16) -> Option<Date> {
        let mut days = self.days_of(at, None, pool);
        let first = first_without(promised, &days);
        days.retain(|(number, _)| first.is_none_or(|first| *number < first));
        seat(promised, days);
        first.and_then(|first| self.days[first].day.yesterday().ok())
    }

    /// The days on which somebody has a seat of a pool, by number, until the entitlement ends: from today, or from a
    /// first day on which it is a new one.
    fn days_of(&self, at: PersonIx, from: Option<Date>, pool: u16) -> Vec<(usize, Cells)> {
        let days = self.days.iter().enumerate().skip_while(|(_, coming)| from.is_some_and(|from| coming.day < from));
        let cells = |(number, coming): (usize, &Coming)| {
            let held = Some(pool).filter(|_| from != Some(coming.day));
            Some((number, coming.cells(at, held)?))
        };
        days.map_while(cells).collect()
    }
}

/// The first of somebody's days on which there is no seat more.
fn first_without(promised: &[Seating], days: &[(usize, Cells)]) -> Option<usize> {
    days.iter().find(|(day, cells)| promised[*day].way(cells).is_none()).map(|(day, _)| *day)
}

fn seat(promised: &mut [Seating], days: Vec<(usize, Cells)>) {
    for (day, cells) in days {
        promised[day].add(cells);
    }
}

/// One coming day of a tool.
struct Day<'a> {
    s: Situation<'a>,
    tool: &'a Tool,
    offers: &'a [Offer<'a>],
    builder: Builder,
}

impl Day<'_> {
    fn slot(&self, at: PersonIx) -> Slot {
        if self.s.lookup.snapshot.person(at).is_pupil(self.s.lookup.day) { Slot::Pupil } else { Slot::Staff }
    }

    fn is_open(&self, bid: &Bid) -> bool {
        barriers(self.s.lookup, self.tool, &self.offers[usize::from(bid.pool)], bid).is_empty()
    }

    /// For everybody who is entitled, the pools.
    fn entitled(&self, bids: &[Bid]) -> BTreeMap<PersonIx, (Slot, Vec<(u16, bool)>)> {
        let mut entitled: BTreeMap<PersonIx, (Slot, Vec<(u16, bool)>)> = BTreeMap::new();
        for bid in bids.iter().filter(|bid| !bid.wrong_role && !bid.unit_not_assigned) {
            let (_, pools) = entitled.entry(bid.person).or_insert_with(|| (self.slot(bid.person), Vec::new()));
            pools.push((bid.pool, self.is_open(bid)));
        }
        entitled
    }

    /// Those who may have a seat on that day and do not sit then.
    fn starters(&self, bids: &[Bid], sitting: &BTreeMap<PersonId, Cells>) -> Vec<Starter> {
        let starts = |bid: &&Bid| {
            let person = self.s.lookup.snapshot.person(bid.person);
            let standing = standing(person, self.tool, self.s.overrides);
            self.is_open(bid)
                && matches!(standing, Standing::Plain | Standing::Pinned)
                && !sitting.contains_key(&person.id)
        };
        let best = |group: &[Bid]| group.iter().filter(starts).min_by_key(|bid| (bid.class, bid.pool)).copied();
        let best = bids.chunk_by(|a, b| a.person == b.person).filter_map(best);
        let starter = |bid: Bid| Starter { at: bid.person, bid, from: self.s.lookup.day, is_kept: false };
        best.map(starter).collect()
    }
}

/// Somebody who keeps a seat today, as the round leaves it.
pub(super) struct Holder<'a> {
    /// Who.
    pub(super) person: &'a PersonId,
    /// The seat.
    pub(super) grant: Grant,
}

/// Those who keep a seat, followed through the coming days.
struct Holders<'a>(Vec<Holder<'a>>);

impl Holders<'_> {
    /// Those who still have it on a day, with the cells where they may sit.
    fn on(&mut self, day: &Day<'_>, bids: &[Bid]) -> BTreeMap<PersonId, Cells> {
        let mut sitting = BTreeMap::new();
        self.0.retain_mut(|holder| {
            let cells = holder.on(day, bids);
            let is_there = cells.is_some();
            sitting.extend(cells.map(|cells| (holder.person.clone(), cells)));
            is_there
        });
        sitting
    }
}

impl Holder<'_> {
    /// The cells where the holder may sit on a day; nothing when the seat is free by then.
    fn on(&mut self, day: &Day<'_>, bids: &[Bid]) -> Option<Cells> {
        let (s, today, tool) = (&day.s, day.s.lookup.day, day.tool);
        let held = day.builder.pool(&self.grant.pool)?;
        let at = s.lookup.snapshot.find_person(self.person);
        let row = at.map(|at| s.lookup.snapshot.person(at));
        let names = std::iter::once(self.person.as_str()).chain(row.and_then(|row| row.alias.as_deref()));
        let is_pinned = is_pinned(names, tool, s.overrides);
        let is_out = row.map(|row| standing(row, tool, s.overrides));
        if self.grant.is_over(today) && !is_pinned || matches!(is_out, Some(Standing::Excluded | Standing::Dormant)) {
            return None;
        }
        let mine = at.map(|at| of_person(bids, at)).unwrap_or_default();
        let entitles = |bid: &&Bid| !bid.wrong_role && !bid.unit_not_assigned;
        if is_pinned || mine.iter().filter(entitles).any(|bid| bid.pool == held) {
            self.grant.leaving = None;
        } else if self.grant.leaving.is_none() {
            self.grant.leaving = s.leaving(self.person, at, &self.grant, &day.offers[usize::from(held)]);
        }
        let is_free = |leaving: &Leaving| leaving.kept_until.unwrap_or(leaving.until) < today;
        if self.grant.leaving.as_ref().is_some_and(is_free) {
            return None;
        }
        let slot = at.map_or(Slot::Any, |at| day.slot(at));
        let others = mine.iter().filter(|bid| bid.pool != held && day.is_open(bid));
        let others = others.flat_map(|bid| day.builder.open(bid.pool, slot));
        Some(day.builder.held(held, slot).into_iter().chain(others).collect())
    }
}

fn of_person(bids: &[Bid], at: PersonIx) -> &[Bid] {
    let from = bids.partition_point(|bid| bid.person < at);
    let len = bids[from..].partition_point(|bid| bid.person == at);
    &bids[from..from + len]
}
