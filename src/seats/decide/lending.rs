//! Seats kept for those who start later, and lent until then (ALLOCATION 6).

use super::{Desk, Seeker, Stay};
use crate::licence::Reservation;
use crate::roster::{PersonId, PersonIx};
use crate::seats::ahead::{Ahead, Holder, Seating};
use crate::seats::claims::Bid;
use crate::seats::instance::rank;
use crate::seats::round::{Assignment, Candidate, Instance, NOWHERE, solve};
use crate::seats::{Cause, Grant, Reason, SeatStep, Wish, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// On what terms seats are given.
#[derive(Default)]
pub(super) struct Terms<'a> {
    /// The last day of those that are lent, by place in the instance.
    pub(super) lent: BTreeMap<usize, Date>,
    /// Those who get none, so that nothing is lent.
    pub(super) kept_out: BTreeSet<usize>,
    /// What coming days ask for, and who has a seat on each of them.
    pub(super) ahead: Option<(Ahead<'a>, Vec<Seating>)>,
}

impl<'a> Desk<'a> {
    /// Looks ahead where the tool does, from what a round gives those who have a seat.
    fn look_ahead(&self, instance: &Instance, assignment: &Assignment) -> Option<(Ahead<'a>, Reservation)> {
        let reservation = self.s.catalogue.reservation(&self.tool.key)?;
        let keeps = |(who, (seeker, cell)): (usize, (&'_ Seeker<'a>, &Option<u16>))| {
            let pool = self.builder.pool_of((*cell)?).clone();
            if instance.people[who].hold == Some(NOWHERE) && seeker.grant.is_none() {
                let day = self.s.lookup.day; // what was promised is given before anything else is promised
                let (granted_on, since, leaving, lent_until) = (day, day, None, None);
                return Some((
                    seeker.person.clone(),
                    Grant { pool, seq: i64::MAX, granted_on, since, leaving, lent_until },
                ));
            }
            let old = seeker.grant.filter(|_| !matches!(seeker.stay, Stay::LoanEnded))?;
            let leaving = match &seeker.stay {
                Stay::Leaves(leaving) => Some(leaving.clone()),
                Stay::AsIs => old.leaving.clone(),
                Stay::Entitled | Stay::PoolGone | Stay::LoanEnded => None,
            };
            let leaving = leaving.filter(|_| pool == old.pool);
            Some((seeker.person.clone(), Grant { pool, leaving, ..old.clone() }))
        };
        let keeping: Vec<(PersonId, Grant)> =
            self.seekers.iter().zip(assignment).enumerate().filter_map(keeps).collect();
        let holders = keeping.iter().map(|(person, grant)| Holder { person, grant: grant.clone() }).collect();
        Some((Ahead::of(self.s, (self.tool, reservation), &self.here, holders), reservation))
    }

    /// Notes those who start and have no seat any more.
    pub(super) fn note_starters(&mut self, ahead: &Ahead<'_>) {
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
    pub(super) fn is_awaited(&self, at: PersonIx) -> bool {
        let person = &self.s.lookup.snapshot.person(at).id;
        self.s.seats.wish(&self.tool.key, person).is_some_and(|old| old.reasons == [Reason::SeatKept])
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
    pub(super) fn share_out(&self, instance: &mut Instance) -> (Assignment, Terms<'a>) {
        let mut assignment = solve(instance);
        let Some((ahead, reservation)) = self.look_ahead(instance, &assignment) else {
            return (assignment, Terms::default());
        };
        let mut kept_out = BTreeSet::new();
        loop {
            let (lent, promised) = self.terms(&ahead, instance, &assignment);
            let may_lend = |who: &usize| reservation.is_lent || instance.people[*who].hold.is_some();
            let barred: Vec<usize> = lent.keys().copied().filter(|who| !may_lend(who)).collect();
            if barred.is_empty() {
                return (assignment, Terms { lent, kept_out, ahead: Some((ahead, promised)) });
            }
            let nowhere = u32::try_from(instance.kinds.len()).unwrap_or(u32::MAX);
            instance.kinds.push(Box::default());
            barred.iter().for_each(|who| instance.people[*who].kind = nowhere);
            kept_out.extend(barred);
            assignment = solve(instance);
        }
    }

    /// May somebody who has a seat move on to one of a pool, beside all that is promised?
    pub(super) fn may_move_on(&self, terms: &mut Terms<'_>, who: usize, cell: u16) -> bool {
        let Some((ahead, promised)) = &mut terms.ahead else { return true };
        let Some(at) = self.s.lookup.snapshot.find_person(&self.seekers[who].person) else { return true };
        let mut with = promised.clone();
        let is_free = ahead.give(self.s, &mut with, (at, self.builder.number_of(cell))).is_none();
        if is_free {
            *promised = with;
        }
        is_free
    }

    /// The last day of each new seat that can only be lent, in line; and who has a seat on coming days then.
    fn terms(
        &self,
        ahead: &Ahead<'_>,
        instance: &Instance,
        assignment: &Assignment,
    ) -> (BTreeMap<usize, Date>, Vec<Seating>) {
        let is_new = |who: &usize| {
            let seeker = &self.seekers[*who];
            let is_new = seeker.grant.is_none() || matches!(seeker.stay, Stay::LoanEnded);
            is_new && assignment[*who].is_some() && instance.people[*who].hold.is_none()
        };
        let mut new: Vec<usize> = (0..self.seekers.len()).filter(is_new).collect();
        new.sort_by_key(|who| {
            let one = &instance.people[*who];
            (one.class, one.since, one.id)
        });
        let mut promised = ahead.promised.clone();
        let until = |who: usize| {
            let at = self.s.lookup.snapshot.find_person(&self.seekers[who].person)?;
            let pool = self.builder.number_of(assignment[who]?);
            Some((who, ahead.give(self.s, &mut promised, (at, pool))?))
        };
        let lent = new.into_iter().filter_map(until).collect();
        (lent, promised)
    }
}
