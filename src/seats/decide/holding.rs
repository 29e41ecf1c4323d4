//! Those with a seat: who keeps it, who is on the way out, and whose seat is gone.

use super::{Desk, Seeker, Stay};
use crate::licence::Slot;
use crate::roster::{Person, PersonId, PersonIx};
use crate::seats::claims::{Bid, is_pinned};
use crate::seats::instance::{Seat, rank};
use crate::seats::leaving::is_foretold;
use crate::seats::round::{Candidate, NOWHERE};
use crate::seats::{Cause, Grant};

/// How firmly somebody sits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Firmness {
    /// Stays in the very seat.
    Locked,
    /// Keeps a seat.
    Keeps,
    /// Keeps it while nobody wants it.
    GivesWay,
}

/// A holder's place in the round.
struct Holder {
    class: u8,
    school: u32,
    id: u32,
}

impl<'a> Desk<'a> {
    /// Somebody who has a seat and is in the roster.
    pub(super) fn holder(&mut self, at: PersonIx, bids: &[Bid], grant: &'a Grant, undecided: bool) {
        let row = self.s.lookup.snapshot.person(at);
        let person = row.id.clone();
        let frozen = self.s.frozen.contains(&grant.pool);
        let held = self.builder.pool(&grant.pool);
        let pinned = self.is_pinned(row);
        if grant.is_over(self.s.lookup.day) && !pinned && !frozen {
            return self.newcomer(at, bids, Some(grant), undecided);
        }
        let entitled = || bids.iter().filter(|bid| bid.entitles());
        let stay = match held {
            None if frozen => Stay::AsIs,
            None => Stay::PoolGone,
            Some(_) if pinned => Stay::Pinned,
            Some(held) if entitled().any(|bid| bid.pool == held) => match self.s.inactive(&person, at, grant) {
                Some(leaving) if !frozen => Stay::Leaves(leaving),
                _ => Stay::Entitled,
            },
            Some(held) => match self.s.leaving(&person, Some(at), grant, &self.offers[usize::from(held)]) {
                Some(leaving) => Stay::Leaves(leaving),
                None => Stay::AsIs,
            },
        };
        let is_idle = matches!(&stay, Stay::Leaves(leaving) if leaving.cause == Cause::Inactive);
        let is_entitled = is_idle || matches!(stay, Stay::Entitled | Stay::Pinned);
        if let Stay::Leaves(leaving) = &stay
            && self.is_held(&grant.pool)
            && !is_foretold(leaving, grant)
        {
            let place = (self.schools.count(at), self.slot(at));
            return self.stays(person, place, grant);
        }
        let mut cells = self.elsewhere(at, bids, held);
        let onward = if is_entitled { Vec::new() } else { cells.clone() };
        let seat = held.filter(|_| !self.is_over(&stay)).map(|held| {
            cells.extend(self.builder.held(held, self.slot(at)));
            self.seat(held, self.slot(at), frozen)
        });
        let class = entitled().map(|bid| bid.class).min().unwrap_or(u8::MAX);
        // Who did not use the seat asks for one anew.
        let lost = Some(grant).filter(|_| !is_idle);
        let wish = self.want(bids, undecided).map(|(bid, reasons)| self.wish(at, &bid, reasons, lost));
        let seeker = Seeker { person, grant: Some(grant), stay, wish, onward };
        let firmness = match &seeker.stay {
            _ if pinned || frozen => Firmness::Locked,
            Stay::Leaves(leaving) if self.s.gives_way(leaving) => Firmness::GivesWay,
            _ => Firmness::Keeps,
        };
        // Who only keeps the seat while nobody wants it weighs nothing for the school.
        let gives_way = firmness == Firmness::GivesWay;
        let school = if gives_way { self.schools.nowhere() } else { self.schools.count(at) };
        let who = Holder { class, school, id: self.s.ranks.of_person(at) };
        self.seat_holder(who, cells, seat, firmness, seeker);
    }

    /// Does an override keep whatever seat somebody has?
    pub(super) fn is_pinned(&self, row: &Person) -> bool {
        let names = std::iter::once(row.id.as_str()).chain(row.alias.as_deref());
        is_pinned(names, self.tool, self.s.overrides)
    }

    /// Is the seat held no longer there to be kept?
    fn is_over(&self, stay: &Stay) -> bool {
        match stay {
            Stay::Leaves(leaving) => self.s.is_over(leaving),
            Stay::PoolGone => true,
            Stay::Entitled | Stay::Pinned | Stay::AsIs | Stay::LoanEnded => false,
        }
    }

    fn seat(&mut self, held: u16, slot: Slot, frozen: bool) -> Seat {
        if frozen { self.builder.sit_fast(held, slot) } else { self.builder.sit(held, slot) }
    }

    /// A holder in a frozen pool: takes part in the round, in the seat held, and nothing is written.
    pub(super) fn stays(&mut self, person: PersonId, (school, slot): (u32, Slot), grant: &'a Grant) {
        let Some(held) = self.builder.pool(&grant.pool) else { return };
        let seat = self.builder.sit_fast(held, slot);
        let cells = self.builder.beside(seat);
        let seeker = Seeker { person, grant: Some(grant), stay: Stay::AsIs, wish: None, onward: Vec::new() };
        let who = Holder { class: 0, school, id: u32::MAX };
        self.seat_holder(who, cells, Some(seat), Firmness::Locked, seeker);
    }

    /// A holder in the round. Who has no seat to keep there comes after all who have, so that nobody loses
    /// a seat to somebody from another pool, and before all who wait.
    fn seat_holder(
        &mut self,
        who: Holder,
        cells: Vec<u16>,
        seat: Option<Seat>,
        firmness: Firmness,
        seeker: Seeker<'a>,
    ) {
        let Some(grant) = seeker.grant else { return };
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            school: who.school,
            class: if seat.is_some() { who.class } else { u8::MAX },
            since: rank(grant.since, None),
            id: who.id,
            hold: Some(seat.map_or(NOWHERE, |seat| seat.0)),
            seq: if seat.is_some() { grant.seq } else { i64::MAX },
            locked: firmness == Firmness::Locked && seat.is_some_and(|seat| seat.0 != NOWHERE),
            leaving: firmness == Firmness::GivesWay && seat.is_some(),
        };
        self.seek(candidate, seeker);
    }

    /// Grants of persons who are not in the roster at all.
    pub(super) fn absent(&mut self) {
        let snapshot = self.s.lookup.snapshot;
        let grants = self.s.seats.grants_of(&self.tool.key);
        let grants: Vec<_> = grants.filter(|(person, _)| snapshot.find_person(person).is_none()).collect();
        for (person, grant) in grants {
            let frozen = self.s.frozen.contains(&grant.pool);
            let Some(held) = self.builder.pool(&grant.pool) else {
                if !frozen {
                    self.free(person.clone(), grant, Cause::PoolGone);
                }
                continue;
            };
            let before = self.s.before.find_person(person).map(|at| self.s.before.person(at));
            let names = std::iter::once(person.as_str()).chain(before.and_then(|p| p.alias.as_deref()));
            let pinned = is_pinned(names, self.tool, self.s.overrides);
            if grant.is_over(self.s.lookup.day) && !pinned && !frozen {
                self.free(person.clone(), grant, Cause::LoanEnded);
                continue;
            }
            let leaving = self.s.leaving(person, None, grant, &self.offers[usize::from(held)]);
            let was_pupil = || before.is_none_or(|person| person.is_pupil(self.s.lookup.day));
            let noted = leaving.as_ref().or(grant.leaving.as_ref());
            let as_staff = noted.map_or_else(|| !was_pupil(), |leaving| leaving.as_staff);
            let slot = if as_staff { Slot::Staff } else { Slot::Pupil };
            if self.is_held(&grant.pool)
                && !pinned
                && !leaving.as_ref().is_some_and(|leaving| is_foretold(leaving, grant))
            {
                let place = (self.schools.nowhere(), slot);
                self.stays(person.clone(), place, grant);
                continue;
            }
            let is_vanished = leaving.as_ref().is_some_and(|leaving| leaving.cause == Cause::Vanished);
            let confirmed = self.s.all_sources || !is_vanished || grant.leaving.is_none();
            let gives_way = leaving.as_ref().is_some_and(|leaving| self.s.gives_way(leaving));
            let firmness = match () {
                () if pinned || frozen => Firmness::Locked,
                () if gives_way && confirmed => Firmness::GivesWay,
                () => Firmness::Keeps,
            };
            let stay = match leaving {
                _ if pinned => Stay::Pinned,
                Some(leaving) => Stay::Leaves(leaving),
                None => Stay::AsIs,
            };
            let over = confirmed && self.is_over(&stay);
            let seat = (!over).then(|| self.seat(held, slot, frozen));
            let cells = seat.map(|seat| self.builder.beside(seat)).unwrap_or_default();
            let seeker = Seeker { person: person.clone(), grant: Some(grant), stay, wish: None, onward: Vec::new() };
            let who = Holder { class: u8::MAX, school: self.schools.nowhere(), id: u32::MAX };
            self.seat_holder(who, cells, seat, firmness, seeker);
        }
    }
}
