//! One tool's steps: from claims and present holders through the round to what changes.

use super::claims::{Bid, Lookup, Offer, Standing, barriers, bids, standing};
use super::instance::{Builder, Seat};
use super::round::{Candidate, solve};
use super::{Cause, Grant, Leaving, Reason, SeatStep, Seats, Wish};
use crate::licence::{Catalogue, Overrides, PoolKey, Tool};
use crate::roster::{PersonId, PersonIx, Snapshot, SourceName};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Everything the decision about one tool needs; all of it values.
pub struct Situation<'a> {
    /// The roster that takes effect, indexed on the day.
    pub lookup: &'a Lookup<'a>,
    /// The roster before.
    pub before: &'a Snapshot,
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Overrides of the day.
    pub overrides: &'a Overrides<'a>,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// For each person of the roster, the order of its key.
    pub ranks: &'a [u32],
    /// Sources for which absence alone means left.
    pub absence_means_left: &'a BTreeSet<SourceName>,
    /// Pools whose losses a guard holds: their holders stay as they are.
    pub frozen: &'a BTreeSet<PoolKey>,
}

/// The steps about `tool`, ordered by person. New grants carry number 0; the plan numbers them.
#[must_use]
pub fn decide(situation: &Situation<'_>, tool: &Tool) -> Vec<SeatStep> {
    let offers = Offer::of(situation.catalogue, tool, situation.lookup);
    let bids = bids(situation.lookup, &offers);
    let mut desk = Desk::new(situation, tool, &offers);
    let mut grants = desk.grants_here();
    for group in bids.chunk_by(|a, b| a.person == b.person) {
        desk.person(group[0].person, group, grants.remove(&group[0].person));
    }
    for (at, grant) in grants {
        desk.person(at, &[], Some(grant));
    }
    desk.absent();
    desk.close()
}

/// Where one tool's persons come by, one after the other.
struct Desk<'a> {
    s: &'a Situation<'a>,
    tool: &'a Tool,
    offers: &'a [Offer<'a>],
    builder: Builder,
    seekers: Vec<Seeker<'a>>,
    steps: Vec<SeatStep>,
    wished: BTreeSet<PersonId>,
}

/// Somebody in the instance.
struct Seeker<'a> {
    person: PersonId,
    grant: Option<&'a Grant>,
    /// What becomes of a holder who keeps the seat held.
    stay: Stay,
    /// What becomes of a wish that is not served; none for those who are not entitled.
    wish: Option<Wish>,
}

enum Stay {
    /// Entitled: a leaving ends.
    Entitled,
    /// Leaving, as before or from now on.
    Leaves(Leaving),
    /// Held by a guard: as it is.
    AsIs,
}

impl<'a> Desk<'a> {
    fn new(s: &'a Situation<'a>, tool: &'a Tool, offers: &'a [Offer<'a>]) -> Self {
        let builder = Builder::new(offers);
        Self { s, tool, offers, builder, seekers: Vec::new(), steps: Vec::new(), wished: BTreeSet::new() }
    }

    /// Grants of persons who are in the roster.
    fn grants_here(&self) -> BTreeMap<PersonIx, &'a Grant> {
        let snapshot = self.s.lookup.snapshot;
        let grants = self.s.seats.grants_of(&self.tool.key);
        grants.filter_map(|(person, grant)| Some((snapshot.find_person(person)?, grant))).collect()
    }

    fn person(&mut self, at: PersonIx, bids: &[Bid], grant: Option<&'a Grant>) {
        let person = self.s.lookup.snapshot.person(at);
        let standing = standing(person, self.tool, self.s.overrides);
        match (standing, grant) {
            (Standing::Excluded, Some(grant)) => self.dismiss(at, grant, Cause::Excluded),
            (Standing::Excluded, None) => {}
            (Standing::Dormant, grant) => {
                if let Some(grant) = grant {
                    self.dismiss(at, grant, Cause::Dormant);
                }
                self.wish_only(at, bids, vec![Reason::PersonDormant], grant);
            }
            (_, Some(grant)) => self.holder(at, bids, grant, standing == Standing::Pinned),
            (Standing::Undecided, None) => self.wish_only(at, bids, vec![Reason::ProtectedHold], None),
            (_, None) => self.newcomer(at, bids),
        }
    }

    /// The seat is free at once, unless a guard holds the pool's losses.
    fn dismiss(&mut self, at: PersonIx, grant: &'a Grant, cause: Cause) {
        let person = self.s.lookup.snapshot.person(at).id.clone();
        if self.s.frozen.contains(&grant.pool) {
            self.stays(person, at, grant);
        } else {
            self.free(person, grant, cause);
        }
    }

    fn free(&mut self, person: PersonId, grant: &Grant, cause: Cause) {
        self.steps.push(SeatStep::Free { person, tool: self.tool.key.clone(), pool: grant.pool.clone(), cause });
    }

    /// A wish that is not in the instance.
    fn wish_only(&mut self, at: PersonIx, bids: &[Bid], reasons: Vec<Reason>, lost: Option<&Grant>) {
        if let Some(bid) = bids.first() {
            let wish = self.wish(at, bid, reasons, lost);
            self.note(self.s.lookup.snapshot.person(at).id.clone(), wish);
        }
    }

    fn wish(&self, at: PersonIx, bid: &Bid, reasons: Vec<Reason>, lost: Option<&Grant>) -> Wish {
        let person = &self.s.lookup.snapshot.person(at).id;
        let old = self.s.seats.wish(&self.tool.key, person);
        let since = lost.map(|grant| grant.since).or(old.map(|wish| wish.since)).unwrap_or(self.s.lookup.day);
        Wish {
            pool: self.offers[usize::from(bid.pool)].pool.key.clone(),
            state: reasons.first().map_or(super::WishState::Waiting, |reason| reason.state()),
            reasons,
            since,
            starts_on: bid.starts_on,
            class: bid.class,
        }
    }

    /// Notes a wish, as a step only when it says something new.
    fn note(&mut self, person: PersonId, wish: Wish) {
        let tool = self.tool.key.clone();
        if self.s.seats.wish(&tool, &person) != Some(&wish) {
            self.steps.push(SeatStep::Wish { person: person.clone(), tool, wish });
        }
        self.wished.insert(person);
    }

    fn newcomer(&mut self, at: PersonIx, bids: &[Bid]) {
        let Some(first) = bids.first() else { return };
        let barred: Vec<_> = bids.iter().map(|bid| self.barriers(bid)).collect();
        let open: Vec<&Bid> = bids.iter().zip(&barred).filter(|(_, b)| b.is_empty()).map(|(bid, _)| bid).collect();
        let Some(best) = open.iter().min_by_key(|bid| (bid.class, bid.pool)) else {
            return self.wish_only(at, &[*first], barred.into_iter().next().unwrap_or_default(), None);
        };
        let is_pupil = self.is_pupil(at);
        let cells = open.iter().flat_map(|bid| self.builder.open(bid.pool, is_pupil)).collect();
        let wish = self.wish(at, best, vec![Reason::NoFreeSeat], None);
        let kind = self.builder.kind(cells);
        let candidate = Candidate {
            kind,
            class: best.class,
            since: rank(wish.since, wish.starts_on),
            id: self.s.ranks[at.0 as usize],
            hold: None,
            seq: 0,
            locked: false,
            leaving: false,
        };
        let person = self.s.lookup.snapshot.person(at).id.clone();
        self.seek(candidate, Seeker { person, grant: None, stay: Stay::AsIs, wish: Some(wish) });
    }

    fn barriers(&self, bid: &Bid) -> Vec<Reason> {
        barriers(self.s.lookup, self.tool, &self.offers[usize::from(bid.pool)], bid)
    }

    fn is_pupil(&self, at: PersonIx) -> bool {
        let day = self.s.lookup.day;
        self.s.lookup.snapshot.person(at).enrolments.iter().any(|e| e.period.covers(day))
    }

    /// Somebody who has a seat and is in the roster.
    fn holder(&mut self, at: PersonIx, bids: &[Bid], grant: &'a Grant, pinned: bool) {
        let person = self.s.lookup.snapshot.person(at).id.clone();
        let Some(held) = self.builder.pool(&grant.pool) else {
            return if self.s.frozen.contains(&grant.pool) {
                self.wished.insert(person);
            } else {
                self.free(person, grant, Cause::PoolGone);
                self.newcomer(at, bids);
            };
        };
        let entitled: Vec<&Bid> = bids.iter().filter(|b| !b.wrong_role && !b.unit_not_assigned).collect();
        let stays = pinned || entitled.iter().any(|bid| bid.pool == held);
        if !stays && entitled.is_empty() && self.s.frozen.contains(&grant.pool) {
            return self.stays(person, at, grant);
        }
        let is_pupil = self.is_pupil(at);
        let elsewhere = entitled.iter().filter(|bid| bid.pool != held && self.barriers(bid).is_empty());
        let mut cells: Vec<u16> = elsewhere.flat_map(|bid| self.builder.open(bid.pool, is_pupil)).collect();
        let stay = if stays { Stay::Entitled } else { Stay::Leaves(self.leaving(&person, Some(at), grant)) };
        let seat = match &stay {
            Stay::Leaves(leaving) if leaving.until < self.s.lookup.day => {
                if cells.is_empty() {
                    let cause = leaving.cause;
                    return self.free(person, grant, cause);
                }
                None
            }
            _ => {
                cells.extend(self.builder.held(held, is_pupil));
                Some(self.builder.sit(held, is_pupil))
            }
        };
        let wish = entitled.iter().min_by_key(|bid| (bid.class, bid.pool)).map(|bid| {
            let mut reasons = self.barriers(bid);
            if reasons.is_empty() {
                reasons.push(Reason::NoFreeSeat);
            }
            self.wish(at, bid, reasons, Some(grant))
        });
        let class = wish.as_ref().map_or(u8::MAX, |wish| wish.class);
        self.seat_holder(
            Some(at),
            class,
            cells,
            seat,
            grant,
            pinned,
            Seeker { person, grant: Some(grant), stay, wish },
        );
    }

    /// A holder in a frozen pool: takes part in the round, in the seat held, and nothing is written.
    fn stays(&mut self, person: PersonId, at: PersonIx, grant: &'a Grant) {
        let Some(held) = self.builder.pool(&grant.pool) else { return };
        let is_pupil = self.is_pupil(at);
        let (cells, seat) = (self.builder.held(held, is_pupil), self.builder.sit(held, is_pupil));
        let seeker = Seeker { person, grant: Some(grant), stay: Stay::AsIs, wish: None };
        self.seat_holder(Some(at), 0, cells, Some(seat), grant, true, seeker);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one candidate")]
    fn seat_holder(
        &mut self,
        at: Option<PersonIx>,
        class: u8,
        cells: Vec<u16>,
        seat: Option<Seat>,
        grant: &Grant,
        locked: bool,
        seeker: Seeker<'a>,
    ) {
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            class,
            since: rank(grant.since, None),
            id: at.map_or(u32::MAX, |at| self.s.ranks[at.0 as usize]),
            hold: Some(seat.map_or(u16::MAX, |seat| seat.0)),
            seq: grant.seq,
            locked: locked && seat.is_some_and(|seat| seat.0 != u16::MAX),
            leaving: false,
        };
        self.seek(candidate, seeker);
    }

    fn seek(&mut self, candidate: Candidate, seeker: Seeker<'a>) {
        self.builder.people.push(candidate);
        self.seekers.push(seeker);
    }

    /// Grants of persons who are not in the roster at all.
    fn absent(&mut self) {
        let snapshot = self.s.lookup.snapshot;
        let grants: Vec<_> = self.s.seats.grants_of(&self.tool.key).collect();
        for (person, grant) in grants {
            if snapshot.find_person(person).is_some() {
                continue;
            }
            let frozen = self.s.frozen.contains(&grant.pool);
            let Some(held) = self.builder.pool(&grant.pool) else {
                if !frozen {
                    self.free(person.clone(), grant, Cause::PoolGone);
                }
                continue;
            };
            let leaving = self.leaving(person, None, grant);
            if leaving.until < self.s.lookup.day && !frozen {
                let cause = leaving.cause;
                self.free(person.clone(), grant, cause);
                continue;
            }
            let stay = if frozen { Stay::AsIs } else { Stay::Leaves(leaving) };
            let was_pupil =
                self.s.before.find_person(person).is_none_or(|at| self.s.before.person(at).duties.is_empty());
            let (cells, seat) = (self.builder.held(held, was_pupil), self.builder.sit(held, was_pupil));
            let seeker = Seeker { person: person.clone(), grant: Some(grant), stay, wish: None };
            self.seat_holder(None, u8::MAX, cells, Some(seat), grant, false, seeker);
        }
    }

    /// When and why a holder left, and how long the seat is kept. What was noted before stands.
    fn leaving(&self, person: &PersonId, at: Option<PersonIx>, grant: &Grant) -> Leaving {
        if let Some(leaving) = &grant.leaving {
            return leaving.clone();
        }
        let day = self.s.lookup.day;
        let yesterday = day.yesterday().unwrap_or(day);
        let before = self.s.before.find_person(person);
        let ended = at.and_then(|at| self.s.lookup.snapshot.person(at).ended_on(day));
        let ended = ended.or_else(|| before.and_then(|b| self.s.before.person(b).ended_on(day)));
        let ended = ended.or_else(|| self.membership_ended(person, &grant.pool));
        let (cause, ended_on) = match (ended, at) {
            (Some(ended), _) => (Cause::Ended, ended),
            (None, Some(_)) => (Cause::NotEntitled, yesterday),
            (None, None) => (Cause::Vanished, yesterday),
        };
        let days = self.s.catalogue.pool(&grant.pool).map_or(0, |pool| pool.leave_grace_days);
        let mut until = ended_on.checked_add(i64::from(days).days()).unwrap_or(ended_on);
        let confirms = before.is_none_or(|b| !self.s.absence_means_left.contains(&self.s.before.person(b).source));
        if cause == Cause::Vanished && confirms {
            until = until.max(day); // a delivery on a later day must say the same (RELIABILITY 0.2)
        }
        Leaving { ended_on, until, cause }
    }

    /// The last day of the person's membership in a group that the pool is bound to, when it is over.
    fn membership_ended(&self, person: &PersonId, pool: &PoolKey) -> Option<Date> {
        let day = self.s.lookup.day;
        let binds = &self.s.catalogue.pool(pool)?.binds;
        let last = |snapshot: &Snapshot| {
            let at = snapshot.find_person(person)?;
            let groups = binds.iter().filter_map(|b| b.group.as_deref()).flat_map(|name| snapshot.groups_named(name));
            let rows = groups.flat_map(|group| snapshot.members(group)).filter(|m| m.person == at);
            rows.filter_map(|m| m.period.to).filter(|to| *to < day).max()
        };
        last(self.s.lookup.snapshot).or_else(|| last(self.s.before))
    }

    /// Solves the instance and writes the steps.
    fn close(mut self) -> Vec<SeatStep> {
        let instance = self.builder.instance();
        let assignment = solve(&instance);
        let seekers = std::mem::take(&mut self.seekers);
        for (seeker, cell) in seekers.into_iter().zip(assignment) {
            let pool = cell.map(|cell| self.builder.pool_of(cell).clone());
            match (seeker.grant, pool) {
                (Some(grant), Some(pool)) => self.kept(seeker, grant, pool),
                (Some(grant), None) => self.lost(seeker, grant),
                (None, Some(pool)) => self.served(seeker, pool),
                (None, None) => {
                    if let Some(wish) = seeker.wish {
                        self.note(seeker.person, wish);
                    }
                }
            }
        }
        let over = self.s.seats.wishes_of(&self.tool.key).filter(|(person, _)| !self.wished.contains(*person));
        let tool = &self.tool.key;
        self.steps.extend(over.map(|(person, _)| SeatStep::Unwish { person: person.clone(), tool: tool.clone() }));
        self.steps.sort_by(|a, b| a.key().1.cmp(b.key().1));
        self.steps
    }

    fn kept(&mut self, seeker: Seeker<'_>, grant: &Grant, pool: PoolKey) {
        let (person, tool) = (seeker.person, self.tool.key.clone());
        match seeker.stay {
            _ if pool != grant.pool => {
                if grant.leaving.is_some() {
                    let pool = grant.pool.clone();
                    self.steps.push(SeatStep::Return { person: person.clone(), tool: tool.clone(), pool });
                }
                self.steps.push(SeatStep::Move { person, tool, from: grant.pool.clone(), to: pool });
            }
            Stay::Entitled if grant.leaving.is_some() => self.steps.push(SeatStep::Return { person, tool, pool }),
            Stay::Leaves(leaving) if grant.leaving.as_ref() != Some(&leaving) => {
                self.steps.push(SeatStep::Leave { person, tool, pool, leaving });
            }
            Stay::Leaves(_) | Stay::Entitled | Stay::AsIs => {}
        }
    }

    fn lost(&mut self, seeker: Seeker<'_>, grant: &Grant) {
        let cause = match &seeker.stay {
            Stay::Leaves(leaving) if leaving.until < self.s.lookup.day => leaving.cause,
            _ => Cause::SeatsEnded,
        };
        self.free(seeker.person.clone(), grant, cause);
        if let Some(wish) = seeker.wish {
            self.note(seeker.person, wish);
        }
    }

    fn served(&mut self, seeker: Seeker<'_>, pool: PoolKey) {
        let since = seeker.wish.map_or(self.s.lookup.day, |wish| wish.since);
        let grant = Grant { pool, seq: 0, granted_on: self.s.lookup.day, since, leaving: None };
        self.steps.push(SeatStep::Grant { person: seeker.person, tool: self.tool.key.clone(), grant });
    }
}

/// Days as one rising number: first day of the unserved demand, then of the entitlement.
fn rank(since: Date, starts_on: Option<Date>) -> i64 {
    let number = |date: Date| i64::from(date.year()) * 400 + i64::from(date.day_of_year());
    number(since) * 10_000_000 + starts_on.map_or(0, number)
}
