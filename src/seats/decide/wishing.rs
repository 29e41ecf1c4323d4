//! Those without a seat: what they wish for, and what bars it.

use super::{Desk, Seeker, Stay};
use crate::roster::{PersonId, PersonIx};
use crate::seats::claims::{Bid, barriers};
use crate::seats::instance::rank;
use crate::seats::round::{Candidate, NOWHERE};
use crate::seats::{Cause, Grant, Reason, SeatStep, Wish, WishState};

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

    /// Somebody without a seat, or whose seat was lent until yesterday.
    pub(super) fn newcomer(&mut self, at: PersonIx, bids: &[Bid], lent: Option<&'a Grant>, undecided: bool) {
        let person = self.s.lookup.snapshot.person(at).id.clone();
        let want = self.want(bids, undecided);
        let Some((best, reasons)) = want.clone().filter(|(_, reasons)| *reasons == [Reason::NoFreeSeat]) else {
            if let Some(grant) = lent {
                self.free(person, grant, Cause::LoanEnded);
            }
            return self.wish_only(at, want, lent);
        };
        let wish = self.wish(at, &best, reasons, lent);
        let kind = self.elsewhere(at, bids, None);
        let kind = self.builder.kind(kind);
        let place = (best.class, rank(wish.since, wish.starts_on), self.s.ranks.of_person(at));
        let mut candidate = Candidate::waiting(kind, self.schools.count(at), place);
        if self.s.seats.is_promised(&self.tool.key, &person) {
            // After all who have a seat, and before all who wait.
            candidate = Candidate { hold: Some(NOWHERE), class: u8::MAX, seq: i64::MAX, ..candidate };
        }
        let stay = if lent.is_some() { Stay::LoanEnded } else { Stay::AsIs };
        if lent.is_some() {
            candidate.seq = i64::MAX; // no rule of a pool says when a seat is lost that is none
        }
        self.seek(candidate, Seeker { person, grant: lent, stay, wish: Some(wish), onward: Vec::new() });
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
