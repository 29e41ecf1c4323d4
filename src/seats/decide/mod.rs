//! One tool's steps: from claims and present holders through the round to what changes.

mod holding;
mod lending;
mod losing;
mod outcome;
mod wishing;

use super::claims::{Bid, Offer, Standing, bids, standing};
use super::instance::{Builder, rank};
use super::others::Others;
use super::round::{Candidate, Instance};
use super::schools::Schools;
pub use super::situation::{ComingDay, Situation};
use super::{Cause, Grant, Leaving, Place, Reason, SeatStep, Wish};
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
    come_by(situation, tool, &offers).close()
}

/// A tool's round as it is posed, with who is who in it.
pub(super) struct Posed {
    pub(super) instance: Instance,
    /// Those in the instance, in its order.
    pub(super) people: Vec<PersonId>,
    /// Which cell is which pool's.
    pub(super) builder: Builder,
    /// Did they get their seat on that day?
    pub(super) is_new: Vec<bool>,
    /// Their priority classes, whatever order they keep seats in.
    pub(super) class: Vec<u8>,
}

/// The round about `tool`, not solved.
pub(super) fn pose(situation: &Situation<'_>, tool: &Tool) -> Posed {
    let offers = Offer::of(situation.catalogue, tool, situation.lookup);
    let mut desk = come_by(situation, tool, &offers);
    let class = desk.builder.people.iter().map(|one| one.class).collect();
    let instance = desk.instance();
    let today = situation.lookup.day;
    let is_new =
        desk.seekers.iter().map(|seeker| seeker.grant.is_some_and(|grant| grant.granted_on == today)).collect();
    let people = desk.seekers.into_iter().map(|seeker| seeker.person).collect();
    Posed { instance, people, builder: desk.builder, is_new, class }
}

/// Everybody whom a tool's round is about.
fn come_by<'a>(situation: &'a Situation<'a>, tool: &'a Tool, offers: &'a [Offer<'a>]) -> Desk<'a> {
    let bids = bids(situation.lookup, offers);
    let mut desk = Desk::new(situation, tool, offers);
    if situation.catalogue.reservation(&tool.key).is_some() {
        desk.here = bids.iter().map(|bid| bid.person).collect();
    }
    let mut grants = desk.grants_here();
    for group in bids.chunk_by(|a, b| a.person == b.person) {
        desk.person(group[0].person, group, grants.remove(&group[0].person));
    }
    for (at, grant) in grants {
        desk.person(at, &[], Some(grant));
    }
    desk.absent();
    desk
}

/// Where one tool's persons come by, one after the other.
struct Desk<'a> {
    s: &'a Situation<'a>,
    tool: &'a Tool,
    offers: &'a [Offer<'a>],
    builder: Builder,
    schools: Schools<'a>,
    seekers: Vec<Seeker<'a>>,
    steps: Vec<SeatStep>,
    wished: BTreeSet<PersonId>,
    /// Everybody who is entitled, where the tool looks ahead.
    here: BTreeSet<PersonIx>,
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
    /// Pinned: a leaving ends, and a loan too, since nobody takes the seat away.
    Pinned,
    /// Leaving, as before or from now on.
    Leaves(Leaving),
    /// The pool is gone from the configuration.
    PoolGone,
    /// Lent until the day before: competes as if there had been no seat.
    LoanEnded,
    /// Held by a guard, or the roster frees no seat today: as it is.
    AsIs,
}

impl<'a> Desk<'a> {
    fn new(s: &'a Situation<'a>, tool: &'a Tool, offers: &'a [Offer<'a>]) -> Self {
        let mut builder = Builder::new(offers);
        let others = Others::seat(&mut builder, s.unseen.holders.get(&tool.key));
        let schools = Schools::of((s.catalogue, tool), s.lookup, s.unseen);
        let (seekers, steps, wished) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { s, tool, offers, builder, schools, seekers, steps, wished, here: BTreeSet::new(), others }
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
            (Standing::Excluded | Standing::Dormant, Some(grant)) if self.is_held(&grant.pool) => {
                let place = (self.schools.count(at), self.slot(at));
                self.stays(person.id.clone(), place, grant);
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
            (_, None) => self.newcomer(at, bids, None, undecided),
        }
    }

    /// What is asked of the round.
    fn instance(&mut self) -> Instance {
        self.order_of_keeping();
        self.heads_of_lines();
        self.builder.instance(self.schools.claims(), self.schools.fairness)
    }

    /// Does a guard hold whoever would leave a pool?
    fn is_held(&self, pool: &PoolKey) -> bool {
        self.s.frozen.contains(pool) && !self.s.lowered.contains(pool)
    }

    fn free(&mut self, person: PersonId, grant: &Grant, cause: Cause) {
        self.steps.push(SeatStep::Free { person, tool: self.tool.key.clone(), pool: grant.pool.clone(), cause });
    }

    /// Which of a class licence's seats are for somebody.
    fn slot(&self, at: PersonIx) -> Slot {
        self.s.lookup.slot(at)
    }

    /// Those first in line who are not at hand, after everybody who is: what they get is never theirs, and says that
    /// more must be at hand.
    fn heads_of_lines(&mut self) {
        let Some(lines) = self.s.unseen.lines.get(&self.tool.key).filter(|lines| !lines.is_empty()) else { return };
        let cells: Vec<u16> = (0..self.builder.count()).flat_map(|pool| self.builder.open(pool, Slot::Any)).collect();
        let kind = self.builder.kind(cells);
        for (line, id) in lines.iter().zip(self.s.ranks.of_lines(&self.tool.key)) {
            let Place { home, class, since, starts_on, .. } = &line.first;
            let (school, place) = (self.schools.at(home.as_ref()), (*class, rank(*since, *starts_on), *id));
            self.builder.people.push(Candidate::waiting(kind, school, place));
        }
    }

    fn seek(&mut self, candidate: Candidate, seeker: Seeker<'a>) {
        self.builder.people.push(candidate);
        self.seekers.push(seeker);
    }
}
