//! Seats kept for those who start later, and lent until then (ALLOCATION 6).

use super::{Desk, Seeker, Stay};
use crate::licence::Reservation;
use crate::roster::{PersonId, PersonIx};
use crate::seats::ahead::{Ahead, Holder};
use crate::seats::claims::Bid;
use crate::seats::instance::rank;
use crate::seats::round::{Assignment, Candidate, Instance, NOWHERE, solve};
use crate::seats::{Cause, Grant, Reason, SeatStep, Wish, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// On what terms seats are given.
#[derive(Default)]
pub(super) struct Terms {
    /// The last day of those that are lent, by place in the instance.
    pub(super) lent: BTreeMap<usize, Date>,
    /// Those who get none, so that nothing is lent.
    pub(super) kept_out: BTreeSet<usize>,
    /// What coming days ask for.
    pub(super) ahead: Option<Ahead>,
}

impl<'a> Desk<'a> {
    /// Looks ahead where the tool does, from what a round gives those who have a seat.
    fn look_ahead(&self, assignment: &Assignment) -> Option<(Ahead, Reservation)> {
        let reservation = self.s.catalogue.reservation(&self.tool.key)?;
        let keeps = |(seeker, cell): (&'_ Seeker<'a>, &Option<u16>)| {
            let old = seeker.grant.filter(|_| !matches!(seeker.stay, Stay::LoanEnded))?;
            let leaving = match &seeker.stay {
                Stay::Leaves(leaving) => Some(leaving.clone()),
                Stay::AsIs => old.leaving.clone(),
                Stay::Entitled | Stay::PoolGone | Stay::LoanEnded => None,
            };
            let pool = self.builder.pool_of((*cell)?).clone();
            let leaving = leaving.filter(|_| pool == old.pool);
            Some((seeker.person.clone(), Grant { pool, leaving, ..old.clone() }))
        };
        let keeping: Vec<(PersonId, Grant)> = self.seekers.iter().zip(assignment).filter_map(keeps).collect();
        let holders = keeping.iter().map(|(person, grant)| Holder { person, grant: grant.clone() }).collect();
        Some((Ahead::of(self.s, (self.tool, reservation), &self.here, holders), reservation))
    }

    /// Notes those who start and have no seat any more.
    pub(super) fn note_starters(&mut self, ahead: &Ahead) {
        let freed = |step: &SeatStep| match step {
            SeatStep::Free { person, .. } => Some(person.clone()),
            _ => None,
        };
        let freed: BTreeSet<PersonId> = self.steps.iter().filter_map(freed).collect();
        for starter in &ahead.starters {
            let person = &self.s.lookup.snapshot.person(starter.at).id;
            let key = (self.tool.key.clone(), person.clone());
            if self.s.seats.grants.contains_key(&key) && !freed.contains(person) {
                continue;
            }
            let reason = if starter.is_kept { Reason::SeatKept } else { Reason::SeatAtRisk };
            let wish = Wish {
                pool: self.offers[usize::from(starter.bid.pool)].pool.key.clone(),
                state: WishState::Starting,
                reasons: vec![reason],
                since: starter.from,
                starts_on: starter.bid.starts_on,
                class: starter.bid.class,
            };
            self.note(person.clone(), wish);
        }
    }

    /// Was a seat kept until today for somebody who starts? Then it comes after all who have one, and before all who
    /// wait.
    pub(super) fn is_awaited(&self, wish: &Wish, at: PersonIx) -> bool {
        let person = &self.s.lookup.snapshot.person(at).id;
        let old = self.s.seats.wish(&self.tool.key, person);
        old.is_some_and(|old| old.reasons == [Reason::SeatKept]) && wish.since <= self.s.lookup.day
    }

    /// Somebody whose seat was lent until yesterday.
    pub(super) fn borrower(&mut self, at: PersonIx, bids: &[Bid], grant: &'a Grant, undecided: bool) {
        let person = self.s.lookup.snapshot.person(at).id.clone();
        let want = self.want(bids, undecided);
        let Some((best, _)) = want.clone().filter(|(_, reasons)| *reasons == [Reason::NoFreeSeat]) else {
            self.free(person, grant, Cause::LoanEnded);
            return self.wish_only(at, want, Some(grant));
        };
        let wish = self.wish(at, &best, vec![Reason::NoFreeSeat], Some(grant));
        let cells = self.elsewhere(at, bids, None);
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            school: self.schools.count(at),
            class: best.class,
            since: rank(wish.since, wish.starts_on),
            id: self.s.ranks.of_person(at),
            hold: None,
            seq: i64::MAX,
            locked: false,
            leaving: false,
        };
        let (grant, wish) = (Some(grant), Some(wish));
        self.seek(candidate, Seeker { person, grant, stay: Stay::LoanEnded, wish, onward: Vec::new() });
    }

    /// Solves the round; where nothing is lent, again without those whose seat would have to be.
    pub(super) fn share_out(&self, instance: &mut Instance) -> (Assignment, Terms) {
        let mut assignment = solve(instance);
        let Some((ahead, reservation)) = self.look_ahead(&assignment) else { return (assignment, Terms::default()) };
        let mut kept_out = BTreeSet::new();
        loop {
            let lent = self.terms(&ahead, instance, &assignment);
            let may_lend = |who: &usize| reservation.is_lent || instance.people[*who].hold.is_some();
            let barred: Vec<usize> = lent.keys().copied().filter(|who| !may_lend(who)).collect();
            if barred.is_empty() {
                return (assignment, Terms { lent, kept_out, ahead: Some(ahead) });
            }
            let nowhere = u32::try_from(instance.kinds.len()).unwrap_or(u32::MAX);
            instance.kinds.push(Box::default());
            barred.iter().for_each(|who| instance.people[*who].kind = nowhere);
            kept_out.extend(barred);
            assignment = solve(instance);
        }
    }

    /// The last day of each new seat that can only be lent: those who were awaited first, then in line.
    fn terms(&self, ahead: &Ahead, instance: &Instance, assignment: &Assignment) -> BTreeMap<usize, Date> {
        let is_new = |who: &usize| {
            let seeker = &self.seekers[*who];
            assignment[*who].is_some() && (seeker.grant.is_none() || matches!(seeker.stay, Stay::LoanEnded))
        };
        let mut new: Vec<usize> = (0..self.seekers.len()).filter(is_new).collect();
        new.sort_by_key(|who| {
            let one = &instance.people[*who];
            (one.hold != Some(NOWHERE), one.class, one.since, one.id)
        });
        let mut promised = ahead.promised.clone();
        let until = |who: usize| {
            let at = self.s.lookup.snapshot.find_person(&self.seekers[who].person)?;
            let pool = self.builder.number_of(assignment[who]?);
            Some((who, ahead.give(&mut promised, at, pool)?))
        };
        new.into_iter().filter_map(until).collect()
    }
}
