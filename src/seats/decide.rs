//! One tool's steps: from claims and present holders through the round to what changes.

use super::claims::{Bid, Offer, Standing, barriers, bids, is_pinned, standing};
use super::instance::{Builder, Seat, rank};
use super::leaving::is_foretold;
use super::onward::move_on;
use super::others::Others;
use super::round::{Candidate, NOWHERE, solve};
pub use super::situation::Situation;
use super::{Cause, Grant, Leaving, Reason, SeatStep, Wish};
use crate::licence::{PoolKey, Slot, Tool};
use crate::roster::{PersonId, PersonIx};
use std::collections::{BTreeMap, BTreeSet};

/// What came of one tool.
pub struct Decided {
    /// The steps, ordered by person. New grants carry number 0; the plan numbers them.
    pub steps: Vec<SeatStep>,
    /// Could somebody have a seat by moving others who are not at hand?
    pub is_strained: bool,
}

/// The steps about `tool`.
#[must_use]
pub fn decide(situation: &Situation<'_>, tool: &Tool) -> Decided {
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
    /// Do others hold seats in several pools, or more than there are?
    others: Others,
}

/// Somebody in the instance.
struct Seeker<'a> {
    person: PersonId,
    grant: Option<&'a Grant>,
    /// What becomes of a holder who keeps the seat held.
    stay: Stay,
    /// What becomes of a wish that is not served; none for those who are not entitled.
    wish: Option<Wish>,
    /// Open cells of other pools, for a holder whose own pool lets go.
    onward: Vec<u16>,
}

enum Stay {
    /// Entitled: a leaving ends.
    Entitled,
    /// Leaving, as before or from now on.
    Leaves(Leaving),
    /// The pool is gone from the configuration.
    PoolGone,
    /// Held by a guard: as it is.
    AsIs,
}

impl<'a> Desk<'a> {
    fn new(s: &'a Situation<'a>, tool: &'a Tool, offers: &'a [Offer<'a>]) -> Self {
        let mut builder = Builder::new(offers);
        let others = Others::seat(&mut builder, s.holders.get(&tool.key));
        Self { s, tool, offers, builder, seekers: Vec::new(), steps: Vec::new(), wished: BTreeSet::new(), others }
    }

    /// Grants of persons who are in the roster.
    fn grants_here(&self) -> BTreeMap<PersonIx, &'a Grant> {
        let snapshot = self.s.lookup.snapshot;
        let (mut finder, grants) = (snapshot.finder(), self.s.seats.grants_of(&self.tool.key));
        grants.filter_map(|(person, grant)| Some((finder.find(person)?, grant))).collect()
    }

    fn person(&mut self, at: PersonIx, bids: &[Bid], grant: Option<&'a Grant>) {
        let person = self.s.lookup.snapshot.person(at);
        let standing = standing(person, self.tool, self.s.overrides);
        let undecided = standing == Standing::Undecided;
        match (standing, grant) {
            (Standing::Excluded | Standing::Dormant, Some(grant)) if self.s.frozen.contains(&grant.pool) => {
                self.stays(person.id.clone(), self.slot(at), grant);
            }
            (Standing::Excluded, Some(grant)) => self.free(person.id.clone(), grant, Cause::Excluded),
            (Standing::Excluded, None) => {}
            (Standing::Dormant, grant) => {
                if let Some(grant) = grant {
                    self.free(person.id.clone(), grant, Cause::Dormant);
                }
                let bid = bids.first();
                self.wish_only(at, bid.map(|bid| (*bid, vec![Reason::PersonDormant])), grant);
            }
            (_, Some(grant)) => self.holder(at, bids, grant, undecided),
            (Standing::Undecided, None) => self.wish_only(at, self.want(bids, undecided), None),
            (_, None) => self.newcomer(at, bids),
        }
    }

    fn free(&mut self, person: PersonId, grant: &Grant, cause: Cause) {
        self.steps.push(SeatStep::Free { person, tool: self.tool.key.clone(), pool: grant.pool.clone(), cause });
    }

    /// A wish that is not in the instance.
    fn wish_only(&mut self, at: PersonIx, want: Option<(Bid, Vec<Reason>)>, lost: Option<&Grant>) {
        if let Some((bid, reasons)) = want {
            let wish = self.wish(at, &bid, reasons, lost);
            self.note(self.s.lookup.snapshot.person(at).id.clone(), wish);
        }
    }

    /// What somebody without a seat wishes: of the ways that nothing bars the best one, else the first with
    /// all that bars it. Whoever loses a seat wishes the same as whoever never had one.
    fn want(&self, bids: &[Bid], undecided: bool) -> Option<(Bid, Vec<Reason>)> {
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
        let Some((best, reasons)) = self.want(bids, false) else { return };
        if reasons != [Reason::NoFreeSeat] {
            return self.wish_only(at, Some((best, reasons)), None);
        }
        let cells = self.elsewhere(at, bids, None);
        let wish = self.wish(at, &best, reasons, None);
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            school: 0,
            class: best.class,
            since: rank(wish.since, wish.starts_on),
            id: self.s.ranks[at.0 as usize],
            hold: None,
            seq: 0,
            locked: false,
            leaving: false,
        };
        let person = self.s.lookup.snapshot.person(at).id.clone();
        self.seek(candidate, Seeker { person, grant: None, stay: Stay::AsIs, wish: Some(wish), onward: Vec::new() });
    }

    /// Cells of pools other than `held` that are open to somebody.
    fn elsewhere(&self, at: PersonIx, bids: &[Bid], held: Option<u16>) -> Vec<u16> {
        let slot = self.slot(at);
        let others = bids.iter().filter(|bid| Some(bid.pool) != held && self.barriers(bid).is_empty());
        others.flat_map(|bid| self.builder.open(bid.pool, slot)).collect()
    }

    fn barriers(&self, bid: &Bid) -> Vec<Reason> {
        barriers(self.s.lookup, self.tool, &self.offers[usize::from(bid.pool)], bid)
    }

    /// Which of a class licence's seats are for somebody.
    fn slot(&self, at: PersonIx) -> Slot {
        let person = self.s.lookup.snapshot.person(at);
        if person.is_pupil(self.s.lookup.day) { Slot::Pupil } else { Slot::Staff }
    }

    /// Somebody who has a seat and is in the roster.
    fn holder(&mut self, at: PersonIx, bids: &[Bid], grant: &'a Grant, undecided: bool) {
        let row = self.s.lookup.snapshot.person(at);
        let person = row.id.clone();
        let frozen = self.s.frozen.contains(&grant.pool);
        let held = self.builder.pool(&grant.pool);
        let names = std::iter::once(row.id.as_str()).chain(row.alias.as_deref());
        let pinned = is_pinned(names, self.tool, self.s.overrides);
        let entitled = || bids.iter().filter(|bid| !bid.wrong_role && !bid.unit_not_assigned);
        let stay = match held {
            None if frozen => Stay::AsIs,
            None => Stay::PoolGone,
            Some(held) if pinned || entitled().any(|bid| bid.pool == held) => Stay::Entitled,
            Some(held) => Stay::Leaves(self.s.leaving(&person, Some(at), grant, &self.offers[usize::from(held)])),
        };
        if let Stay::Leaves(leaving) = &stay
            && frozen
            && !is_foretold(leaving, grant)
        {
            return self.stays(person, self.slot(at), grant);
        }
        let mut cells = self.elsewhere(at, bids, held);
        let onward = if matches!(stay, Stay::Leaves(_)) { cells.clone() } else { Vec::new() };
        let seat = held.filter(|_| !self.is_over(&stay)).map(|held| {
            cells.extend(self.builder.held(held, self.slot(at)));
            self.seat(held, self.slot(at), frozen)
        });
        let class = entitled().map(|bid| bid.class).min().unwrap_or(u8::MAX);
        let wish = self.want(bids, undecided).map(|(bid, reasons)| self.wish(at, &bid, reasons, Some(grant)));
        let seeker = Seeker { person, grant: Some(grant), stay, wish, onward };
        let id = self.s.ranks[at.0 as usize];
        self.seat_holder((class, id), cells, seat, pinned || frozen, seeker);
    }

    /// Is the seat held no longer there to be kept?
    fn is_over(&self, stay: &Stay) -> bool {
        match stay {
            Stay::Leaves(leaving) => leaving.until < self.s.lookup.day,
            Stay::PoolGone => true,
            Stay::Entitled | Stay::AsIs => false,
        }
    }

    fn seat(&mut self, held: u16, slot: Slot, frozen: bool) -> Seat {
        if frozen { self.builder.sit_fast(held, slot) } else { self.builder.sit(held, slot) }
    }

    /// A holder in a frozen pool: takes part in the round, in the seat held, and nothing is written.
    fn stays(&mut self, person: PersonId, slot: Slot, grant: &'a Grant) {
        let Some(held) = self.builder.pool(&grant.pool) else { return };
        let seat = self.builder.sit_fast(held, slot);
        let cells = self.builder.beside(seat);
        let seeker = Seeker { person, grant: Some(grant), stay: Stay::AsIs, wish: None, onward: Vec::new() };
        self.seat_holder((0, u32::MAX), cells, Some(seat), true, seeker);
    }

    /// A holder in the round. Who has no seat to keep there comes after all who have, so that nobody loses
    /// a seat to somebody from another pool, and before all who wait.
    fn seat_holder(
        &mut self,
        (class, id): (u8, u32),
        cells: Vec<u16>,
        seat: Option<Seat>,
        locked: bool,
        seeker: Seeker<'a>,
    ) {
        let Some(grant) = seeker.grant else { return };
        let candidate = Candidate {
            kind: self.builder.kind(cells),
            school: 0,
            class: if seat.is_some() { class } else { u8::MAX },
            since: rank(grant.since, None),
            id,
            hold: Some(seat.map_or(NOWHERE, |seat| seat.0)),
            seq: if seat.is_some() { grant.seq } else { i64::MAX },
            locked: locked && seat.is_some_and(|seat| seat.0 != NOWHERE),
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
            let leaving = self.s.leaving(person, None, grant, &self.offers[usize::from(held)]);
            let slot = if leaving.as_staff { Slot::Staff } else { Slot::Pupil };
            if frozen && !pinned && !is_foretold(&leaving, grant) {
                self.stays(person.clone(), slot, grant);
                continue;
            }
            let confirmed = self.s.all_sources || leaving.cause != Cause::Vanished || grant.leaving.is_none();
            let stay = if pinned { Stay::Entitled } else { Stay::Leaves(leaving) };
            let over = confirmed && self.is_over(&stay);
            let seat = (!over).then(|| self.seat(held, slot, frozen));
            let cells = seat.map(|seat| self.builder.beside(seat)).unwrap_or_default();
            let seeker = Seeker { person: person.clone(), grant: Some(grant), stay, wish: None, onward: Vec::new() };
            self.seat_holder((u8::MAX, u32::MAX), cells, seat, pinned || frozen, seeker);
        }
    }

    /// Solves the instance and writes the steps.
    fn close(mut self) -> Decided {
        let instance = self.builder.instance();
        let mut assignment = solve(&instance);
        let held = self.seekers.iter().map(|seeker| seeker.grant.map(|grant| &grant.pool));
        let is_strained = self.others.could_make_room(&self.builder, held.zip(assignment.iter().copied()));
        let mut seekers = std::mem::take(&mut self.seekers);
        let onward: Vec<Vec<u16>> = seekers.iter_mut().map(|seeker| std::mem::take(&mut seeker.onward)).collect();
        move_on(&instance, &onward, &mut assignment);
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
        Decided { steps: self.steps, is_strained }
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
            Stay::Leaves(_) | Stay::Entitled | Stay::AsIs | Stay::PoolGone => {}
        }
    }

    fn lost(&mut self, seeker: Seeker<'_>, grant: &Grant) {
        if matches!(seeker.stay, Stay::AsIs) && self.builder.pool(&grant.pool).is_none() {
            return; // a guard holds a pool that is gone: who found no seat elsewhere stays as he is
        }
        let cause = match &seeker.stay {
            Stay::Leaves(leaving) if leaving.until < self.s.lookup.day => leaving.cause,
            Stay::PoolGone => Cause::PoolGone,
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
