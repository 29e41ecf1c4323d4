//! What is known of the coming days when a tool's seats are given: who starts, whose seat ends, and what seats there
//! will be (ALLOCATION 6).
//!
//! Those who start are promised a seat in the order of class, first day and key, as long as there is one on every coming
//! day beside those who have one. Whoever gets a seat now keeps it when that leaves every promise as it is; else the
//! seat is lent until the day before the first one that fails.

mod seating;

use super::claims::{Bid, Lookup, Offer, Standing, barriers, bids, is_pinned, standing};
use super::decide::{ComingDay, Situation};
use super::instance::Builder;
use super::{Grant, Leaving};
use crate::licence::{PoolKey, Reservation, Slot, Tool, ToolKey};
use crate::roster::{PersonId, PersonIx};
use jiff::civil::Date;
use seating::Cells;
pub(super) use seating::Seating;
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
pub(super) struct Ahead<'a> {
    s: &'a Situation<'a>,
    days: Vec<Day<'a>>,
    /// Who has a seat or is promised one on each of them.
    pub(super) promised: Vec<Seating>,
    /// Those who start, who is promised a seat first in front.
    pub(super) starters: Vec<Starter>,
}

impl<'a> Ahead<'a> {
    /// Looks ahead from the day of a situation; `here` has everybody who is entitled today, `holders` those who keep a
    /// seat.
    pub(super) fn of(
        s: &'a Situation<'a>,
        (tool, reservation): (&'a Tool, Reservation),
        here: &BTreeSet<PersonIx>,
        mut holders: Vec<Holder>,
    ) -> Self {
        let last = reservation.last(s.lookup.day);
        let mut ahead = Self { s, days: Vec::new(), promised: Vec::new(), starters: Vec::new() };
        let mut before = s.lookup;
        for coming in s.coming.iter().take_while(|coming| coming.lookup.day <= last) {
            let day = Day::of(s, tool, before, coming);
            let sitting = sitting(&mut holders, &day);
            let starters = day.starters(&sitting);
            ahead.starters.extend(starters.into_iter().filter(|one| !here.contains(&one.at)));
            let mut seating = Seating::of(day.builder.seats());
            for (firm, all) in sitting.into_values() {
                if !seating.add(firm) {
                    seating.add(all); // the reserve is for holders who find no seat elsewhere
                }
            }
            ahead.promised.push(seating);
            ahead.days.push(day);
            before = &coming.lookup;
        }
        ahead.promise(&tool.key);
        ahead
    }

    /// Promises seats, first in line first.
    fn promise(&mut self, tool: &ToolKey) {
        let s = self.s;
        let (mut starters, mut promised) = (std::mem::take(&mut self.starters), std::mem::take(&mut self.promised));
        starters.sort_by_key(|one| (one.at, one.from));
        starters.dedup_by_key(|one| one.at);
        // What was promised stays promised, whoever comes into view later.
        let was_kept = |one: &Starter| s.seats.is_promised(tool, &s.lookup.snapshot.person(one.at).id);
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
    pub(super) fn give(&self, promised: &mut [Seating], (at, pool): (PersonIx, u16)) -> Option<Date> {
        let mut days = self.days_of(at, None, pool);
        let first = first_without(promised, &days);
        days.retain(|(number, _)| first.is_none_or(|first| *number < first));
        seat(promised, days);
        first.and_then(|first| self.days[first].s.lookup.day.yesterday().ok())
    }

    /// Gives a seat of a pool from today on, when it need not be lent. Need it not?
    pub(super) fn give_for_good(&mut self, at: PersonIx, pool: u16) -> bool {
        let days = self.days_of(at, None, pool);
        let is_free = first_without(&self.promised, &days).is_none();
        if is_free {
            seat(&mut self.promised, days);
        }
        is_free
    }

    /// The days on which somebody has a seat of a pool, by number, until it is free again: from today, or from a first
    /// day on which it is a new one.
    fn days_of(&self, at: PersonIx, from: Option<Date>, pool: u16) -> Vec<(usize, Cells)> {
        let lookup = self.s.lookup;
        let Some(offer) = self.days.first().and_then(|day| day.offers.get(usize::from(pool))) else {
            return Vec::new();
        };
        let (person, pool) = (lookup.snapshot.person(at).id.clone(), offer.pool.key.clone());
        let mut holder = Holder::from_day(person, pool, from.unwrap_or(lookup.day));
        let days = self.days.iter().enumerate();
        let days = days.skip_while(|(_, day)| from.is_some_and(|from| day.s.lookup.day < from));
        let cells = |(number, day): (usize, &Day<'_>)| {
            let is_first = from == Some(day.s.lookup.day);
            Some((number, if is_first { day.open(at) } else { holder.on(day)?.0 }))
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
    offers: Vec<Offer<'a>>,
    builder: Builder,
    bids: Vec<Bid>,
}

impl<'a> Day<'a> {
    fn of(s: &Situation<'a>, tool: &'a Tool, before: &'a Lookup<'a>, coming: &'a ComingDay<'a>) -> Self {
        let ComingDay { lookup, overrides } = coming;
        let offers = Offer::of(s.catalogue, tool, lookup);
        let (bids, builder) = (bids(lookup, &offers), Builder::new(&offers));
        let s = Situation {
            lookup,
            overrides,
            before: s.lookup.snapshot,
            applied_on: Some(before.day),
            by_date: (before, lookup),
            ..*s
        };
        Self { s, tool, offers, builder, bids }
    }

    fn is_open(&self, bid: &Bid) -> bool {
        barriers(self.s.lookup, self.tool, &self.offers[usize::from(bid.pool)], bid).is_empty()
    }

    /// Somebody's ways to a seat.
    fn bids_of(&self, at: PersonIx) -> &[Bid] {
        let from = self.bids.partition_point(|bid| bid.person < at);
        let len = self.bids[from..].partition_point(|bid| bid.person == at);
        &self.bids[from..from + len]
    }

    /// Where somebody may sit down anew.
    fn open(&self, at: PersonIx) -> Cells {
        let open = self.bids_of(at).iter().filter(|bid| self.is_open(bid));
        open.flat_map(|bid| self.builder.open(bid.pool, self.s.lookup.slot(at))).collect()
    }

    /// Those who may have a seat on that day and do not sit then.
    fn starters(&self, sitting: &BTreeMap<PersonId, (Cells, Cells)>) -> Vec<Starter> {
        let starts = |bid: &&Bid| {
            let person = self.s.lookup.snapshot.person(bid.person);
            let standing = standing(person, self.tool, self.s.overrides);
            self.is_open(bid)
                && matches!(standing, Standing::Plain | Standing::Pinned)
                && !sitting.contains_key(&person.id)
        };
        let best = |group: &[Bid]| group.iter().filter(starts).min_by_key(|bid| (bid.class, bid.pool)).copied();
        let best = self.bids.chunk_by(|a, b| a.person == b.person).filter_map(best);
        let starter = |bid: Bid| Starter { at: bid.person, bid, from: self.s.lookup.day, is_kept: false };
        best.map(starter).collect()
    }
}

/// Those who still have a seat on a day, with the cells where they may sit, without the reserve and with it. The others
/// are forgotten.
fn sitting(holders: &mut Vec<Holder>, day: &Day<'_>) -> BTreeMap<PersonId, (Cells, Cells)> {
    let mut sitting = BTreeMap::new();
    holders.retain_mut(|holder| {
        let cells = holder.on(day);
        let is_there = cells.is_some();
        sitting.extend(cells.map(|cells| (holder.person.clone(), cells)));
        is_there
    });
    sitting
}

/// Somebody who has a seat, followed through the coming days.
pub(super) struct Holder {
    /// Who.
    pub(super) person: PersonId,
    /// The seat.
    pub(super) grant: Grant,
}

impl Holder {
    /// Somebody who gets a seat of a pool on a day.
    pub(super) fn from_day(person: PersonId, pool: PoolKey, day: Date) -> Self {
        let grant = Grant { pool, seq: i64::MAX, granted_on: day, since: day, leaving: None, lent_until: None };
        Self { person, grant }
    }

    /// The cells where the holder may sit on a day, without the reserve and with it; nothing when the seat is free by
    /// then.
    fn on(&mut self, day: &Day<'_>) -> Option<(Cells, Cells)> {
        let (s, today, tool) = (&day.s, day.s.lookup.day, day.tool);
        let held = day.builder.pool(&self.grant.pool)?;
        let at = s.lookup.snapshot.find_person(&self.person);
        let row = at.map(|at| s.lookup.snapshot.person(at));
        let names = std::iter::once(self.person.as_str()).chain(row.and_then(|row| row.alias.as_deref()));
        let is_pinned = is_pinned(names, tool, s.overrides);
        let is_out = row.map(|row| standing(row, tool, s.overrides));
        if self.grant.is_over(today) && !is_pinned || matches!(is_out, Some(Standing::Excluded | Standing::Dormant)) {
            return None;
        }
        let mine = at.map(|at| day.bids_of(at)).unwrap_or_default();
        if is_pinned || mine.iter().any(|bid| bid.pool == held && bid.entitles()) {
            self.grant.leaving = None;
        } else if self.grant.leaving.is_none() {
            self.grant.leaving = s.leaving(&self.person, at, &self.grant, &day.offers[usize::from(held)]);
        }
        let is_free = |leaving: &Leaving| leaving.kept_until.unwrap_or(leaving.until) < today;
        if self.grant.leaving.as_ref().is_some_and(is_free) {
            return None;
        }
        let slot = at.map_or(Slot::Any, |at| s.lookup.slot(at));
        let others = mine.iter().filter(|bid| bid.pool != held && day.is_open(bid));
        let others: Vec<u16> = others.flat_map(|bid| day.builder.open(bid.pool, slot)).collect();
        let all: Cells = day.builder.held(held, slot).into_iter().chain(others).collect();
        let firm = all.iter().copied().filter(|cell| !day.builder.is_reserve(*cell)).collect();
        Some((firm, all))
    }
}
