//! Those without a seat: what they wish for, and what bars it.

use super::{Desk, Seeker, Stay};
use crate::roster::{PersonId, PersonIx};
use crate::seats::claims::{Bid, barriers};
use crate::seats::instance::rank;
use crate::seats::round::{Candidate, NOWHERE};
use crate::seats::{Grant, Reason, SeatStep, Wish, WishState};

impl<'a> Desk<'a> {
    /// A wish that is not in the instance.
    pub(super) fn wish_only(&mut self, at: PersonIx, want: Option<(Bid, Vec<Reason>)>, lost: Option<&Grant>) {
        if let Some((bid, reasons)) = want {
            let wish = self.wish(at, &bid, reasons, lost);
            self.note(self.s.lookup.snapshot.person(at).id.clone(), wish);
        }
    }

    /// What somebody without a seat wishes: of the ways that nothing bars the best one, else the first with
    /// all that bars it. Whoever loses a seat wishes the same as whoever never had one.
    pub(super) fn want(&self, bids: &[Bid], undecided: bool) -> Option<(Bid, Vec<Reason>)> {
        let first = *bids.first()?;
        if undecided {
            return Some((first, vec![Reason::ProtectedHold]));
        }
        let open = bids.iter().filter(|bid| self.barriers(bid).is_empty());
        match open.min_by_key(|bid| (bid.class, bid.pool)) {
            Some(best) => Some((*best, vec![Reason::NoFreeSeat])),
            None => Some((first, self.barriers(&first))),
        }
    }

    pub(super) fn wish(&self, at: PersonIx, bid: &Bid, reasons: Vec<Reason>, lost: Option<&Grant>) -> Wish {
        let person = &self.s.lookup.snapshot.person(at).id;
        let old = self.s.seats.wish(&self.tool.key, person);
        let since = lost.map(|grant| grant.since).or(old.map(|wish| wish.since)).unwrap_or(self.s.lookup.day);
        let since = since.min(self.s.lookup.day); // whoever was to start later starts now
        Wish {
            pool: self.offers[usize::from(bid.pool)].pool.key.clone(),
            state: reasons.first().map_or(WishState::Waiting, |reason| reason.state()),
            reasons,
            since,
            starts_on: bid.starts_on,
            class: bid.class,
        }
    }

    /// Notes a wish, as a step only when it says something new.
    pub(super) fn note(&mut self, person: PersonId, wish: Wish) {
        let tool = self.tool.key.clone();
        if self.s.seats.wish(&tool, &person) != Some(&wish) {
            self.steps.push(SeatStep::Wish { person: person.clone(), tool, wish });
        }
        self.wished.insert(person);
    }

    pub(super) fn newcomer(&mut self, at: PersonIx, bids: &[Bid]) {
        let Some((best, reasons)) = self.want(bids, false) else { return };
        if reasons != [Reason::NoFreeSeat] {
            return self.wish_only(at, Some((best, reasons)), None);
        }
        let cells = self.elsewhere(at, bids, None);
        let wish = self.wish(at, &best, reasons, None);
        let is_awaited = self.is_awaited(at);
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            school: self.schools.count(at),
            class: if is_awaited { u8::MAX } else { best.class },
            since: rank(wish.since, wish.starts_on),
            id: self.s.ranks.of_person(at),
            hold: is_awaited.then_some(NOWHERE),
            seq: if is_awaited { i64::MAX } else { 0 },
            locked: false,
            leaving: false,
        };
        let person = self.s.lookup.snapshot.person(at).id.clone();
        self.seek(candidate, Seeker { person, grant: None, stay: Stay::AsIs, wish: Some(wish), onward: Vec::new() });
    }

    /// Cells of pools other than `held` that are open to somebody.
    pub(super) fn elsewhere(&self, at: PersonIx, bids: &[Bid], held: Option<u16>) -> Vec<u16> {
        let slot = self.slot(at);
        let others = bids.iter().filter(|bid| Some(bid.pool) != held && self.barriers(bid).is_empty());
        others.flat_map(|bid| self.builder.open(bid.pool, slot)).collect()
    }

    pub(super) fn barriers(&self, bid: &Bid) -> Vec<Reason> {
        barriers(self.s.lookup, self.tool, &self.offers[usize::from(bid.pool)], bid)
    }
}
