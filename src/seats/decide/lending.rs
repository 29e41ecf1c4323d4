//! Seats kept for those who start later, and lent until then (ALLOCATION 6).

use super::{Desk, Seeker, Stay};
use crate::licence::Reservation;
use crate::roster::PersonId;
use crate::seats::ahead::{Ahead, Holder, Seating};
use crate::seats::round::{Assignment, Instance, NOWHERE, solve};
use crate::seats::{Grant, Reason, SeatStep, Wish, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// On what terms seats are given.
#[derive(Default)]
pub(super) struct Terms<'a> {
    /// The last day of those that are lent, by place in the instance.
    pub(super) lent: BTreeMap<usize, Date>,
    /// Those who get none, so that nothing is lent.
    pub(super) kept_out: BTreeSet<usize>,
    /// What coming days ask for.
    pub(super) ahead: Option<Ahead<'a>>,
}

impl<'a> Desk<'a> {
    /// Looks ahead, from what a round gives those who have a seat.
    fn look_ahead(&self, reservation: Reservation, instance: &Instance, assignment: &Assignment) -> Ahead<'a> {
        let today = self.s.lookup.day;
        let keeps = |(who, (seeker, cell)): (usize, (&'_ Seeker<'a>, &Option<u16>))| {
            let pool = self.builder.pool_of((*cell)?).clone();
            let person = seeker.person.clone();
            let has_none = seeker.grant.is_none() || matches!(seeker.stay, Stay::LoanEnded);
            if has_none && instance.people[who].hold == Some(NOWHERE) {
                // What was promised is given before anything else is promised.
                return Some(Holder::from_day(person, pool, today));
            }
            let old = seeker.grant.filter(|_| !has_none)?;
            let leaving = match &seeker.stay {
                Stay::Leaves(leaving) => Some(leaving.clone()),
                Stay::AsIs => old.leaving.clone(),
                Stay::Entitled | Stay::Pinned | Stay::PoolGone | Stay::LoanEnded => None,
            };
            let leaving = leaving.filter(|_| pool == old.pool);
            let lent_until = old.lent_until.filter(|_| !matches!(seeker.stay, Stay::Pinned));
            Some(Holder { person, grant: Grant { pool, leaving, lent_until, ..old.clone() } })
        };
        let holders = self.seekers.iter().zip(assignment).enumerate().filter_map(keeps).collect();
        Ahead::of(self.s, (self.tool, reservation), &self.here, holders)
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

    /// Solves the round; where nothing is lent, again without those whose seat would have to be.
    pub(super) fn share_out(&self, instance: &mut Instance) -> (Assignment, Terms<'a>) {
        let mut assignment = solve(instance);
        let Some(reservation) = self.s.catalogue.reservation(&self.tool.key) else {
            return (assignment, Terms::default());
        };
        let mut ahead = self.look_ahead(reservation, instance, &assignment);
        let nowhere = u32::try_from(instance.kinds.len()).unwrap_or(u32::MAX);
        instance.kinds.push(Box::default());
        let mut kept_out = BTreeSet::new();
        loop {
            let (lent, promised) = self.terms(&ahead, instance, &assignment);
            if reservation.is_lent || lent.is_empty() {
                ahead.promised = promised;
                return (assignment, Terms { lent, kept_out, ahead: Some(ahead) });
            }
            lent.keys().for_each(|who| instance.people[*who].kind = nowhere);
            kept_out.extend(lent.into_keys());
            assignment = solve(instance);
        }
    }

    /// May somebody who has a seat move on to one of a pool, beside all that is promised? Who may has it from then on.
    pub(super) fn may_move_on(&self, terms: &mut Terms<'_>, who: usize, cell: u16) -> bool {
        let Some(ahead) = &mut terms.ahead else { return true };
        let Some(at) = self.s.lookup.snapshot.find_person(&self.seekers[who].person) else { return true };
        ahead.give_for_good(at, self.builder.number_of(cell))
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
            let last = ahead.give(&mut promised, (at, pool))?;
            // An override keeps the seat, whoever starts.
            (!self.is_pinned(self.s.lookup.snapshot.person(at))).then_some((who, last))
        };
        let lent = new.into_iter().filter_map(until).collect();
        (lent, promised)
    }
}
