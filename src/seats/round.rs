//! The allocation round: one tool's seats among those who are entitled (ALLOCATION 4).
//!
//! A pure function from an instance to an assignment. Holders first, then those who wait by class,
//! waiting since and id, then those who are on the way out. Augmenting paths move holders between
//! pools where that seats one more, and never unseat anyone (ALLOCATION T2), so nobody waits beside
//! a seat that could be theirs.

use std::collections::{BTreeMap, VecDeque};

/// One tool on one day.
#[derive(Debug, Default, Clone)]
pub struct Instance {
    /// Seats of each pool.
    pub seats: Vec<u32>,
    /// Pools only for holders who find no seat elsewhere; none are when the list is shorter.
    pub spare: Vec<bool>,
    /// Which pool to fill first; equal numbers go by place.
    pub order: Vec<u32>,
    /// Distinct sets of pools that somebody may use, each in rising order.
    pub kinds: Vec<Box<[u16]>>,
    /// Those who have a seat or want one.
    pub people: Vec<Candidate>,
}

/// Somebody who has a seat or wants one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Which set of pools.
    pub kind: u32,
    /// Priority class, 0 first.
    pub class: u8,
    /// Start of the unserved demand, smaller first.
    pub since: i64,
    /// Order of ids, unique.
    pub id: u32,
    /// The seat held now.
    pub hold: Option<u16>,
    /// Number of the grant held now.
    pub seq: i64,
    /// Must stay in `hold`.
    pub locked: bool,
    /// Entitlement and grace are over: keeps the seat only while nobody wants it.
    pub leaving: bool,
}

impl Instance {
    fn is_spare(&self, pool: usize) -> bool {
        self.spare.get(pool).copied().unwrap_or(false)
    }
}

/// For each of `people`, the pool, or none.
pub type Assignment = Vec<Option<u16>>;

/// Shares the seats out. The answer does not depend on the order of `people`.
///
/// Holders go first, without the spare pools; those whom that leaves without a seat go there. Then the
/// spare pools are shut, so that nobody new gets in by pushing a holder into one.
#[must_use]
pub fn solve(instance: &Instance) -> Assignment {
    let holders = in_order(instance, |c| c.hold.is_some() && !c.leaving, Candidate::keep_order);
    let mut round = Round::new(instance);
    if !round.holders(round.sitting_first(&holders)) {
        round = Round::new(instance); // somebody loses: who, the keep order says
        round.holders(holders);
    }
    for who in in_order(instance, |c| c.hold.is_none(), |c| (false, c.class, c.since, c.id)) {
        round.seat(who);
    }
    for who in in_order(instance, |c| c.hold.is_some() && c.leaving, Candidate::keep_order) {
        round.keep(who);
    }
    round.assignment
}

type Order = (bool, u8, i64, u32);

impl Candidate {
    /// Who keeps before whom.
    fn keep_order(&self) -> Order {
        (!self.locked, self.class, self.seq, self.id)
    }
}

fn in_order(instance: &Instance, which: fn(&Candidate) -> bool, key: fn(&Candidate) -> Order) -> Vec<usize> {
    let mut line: Vec<usize> = (0..instance.people.len()).filter(|who| which(&instance.people[*who])).collect();
    line.sort_unstable_by_key(|who| key(&instance.people[*who]));
    line
}

struct Round<'a> {
    instance: &'a Instance,
    assignment: Assignment,
    load: Vec<u32>,
    /// Who may be moved, by pool and kind.
    movable: Vec<BTreeMap<u32, Vec<usize>>>,
    /// Pools from which no path leads to a free seat, now or later: a later path cannot open them.
    closed: Vec<bool>,
    /// The pools of each kind in the order in which they are filled.
    preference: Vec<Vec<u16>>,
}

impl<'a> Round<'a> {
    fn new(instance: &'a Instance) -> Self {
        let pools = instance.seats.len();
        let order = |pool: &u16| (instance.order.get(usize::from(*pool)).copied().unwrap_or(0), *pool);
        let preference = instance.kinds.iter().map(|kind| {
            let mut pools = kind.to_vec();
            pools.sort_unstable_by_key(order);
            pools
        });
        Self {
            instance,
            assignment: vec![None; instance.people.len()],
            load: vec![0; pools],
            movable: vec![BTreeMap::new(); pools],
            closed: (0..pools).map(|pool| instance.is_spare(pool)).collect(),
            preference: preference.collect(),
        }
    }

    fn has_room(&self, pool: u16) -> bool {
        let load = self.load.get(usize::from(pool));
        load.is_some_and(|load| *load < self.instance.seats[usize::from(pool)])
    }

    /// Has the pool room, and is it open?
    fn is_free(&self, pool: u16) -> bool {
        self.has_room(pool) && !self.closed[usize::from(pool)]
    }

    /// Seats holders in the order given, the locked ones first. Does nobody lose?
    fn holders(&mut self, line: Vec<usize>) -> bool {
        let rest: Vec<usize> = line.into_iter().filter(|who| !self.lock(*who)).collect();
        let mut without: Vec<usize> = rest.into_iter().filter(|who| !self.keep(*who)).collect();
        without.sort_by_key(|who| self.instance.people[*who].keep_order());
        let pools = self.closed.len();
        let shut = std::mem::replace(&mut self.closed, vec![false; pools]);
        without.retain(|who| !self.seat(*who));
        self.closed = shut;
        without.is_empty()
    }

    /// The holders, with those first who can stay where they are outside the spare pools: when nobody
    /// loses, the order only says who moves.
    fn sitting_first(&self, holders: &[usize]) -> Vec<usize> {
        let mut room = self.instance.seats.clone();
        let mut stays = |who: &usize| {
            let Candidate { hold: Some(hold), locked, .. } = self.instance.people[*who] else { return false };
            let fits = locked || self.kind(*who).contains(&hold) && !self.instance.is_spare(usize::from(hold));
            let left = room.get_mut(usize::from(hold)).filter(|left| fits && **left > 0);
            left.map(|left| *left -= 1).is_some()
        };
        let (mut first, rest): (Vec<usize>, Vec<usize>) = holders.iter().partition(|who| stays(who));
        first.extend(rest);
        first
    }

    fn kind(&self, who: usize) -> &'a [u16] {
        &self.instance.kinds[self.instance.people[who].kind as usize]
    }

    /// Seats somebody locked for good. When there are more locks than seats, the last ones are lifted
    /// (ALLOCATION 1).
    fn lock(&mut self, who: usize) -> bool {
        let Candidate { hold, locked, .. } = self.instance.people[who];
        let Some(hold) = hold.filter(|hold| locked && self.has_room(*hold)) else { return false };
        self.assignment[who] = Some(hold);
        self.load[usize::from(hold)] += 1;
        true
    }

    /// Seats a holder: in the seat held, else wherever a path leads.
    fn keep(&mut self, who: usize) -> bool {
        match self.instance.people[who].hold {
            Some(hold) if self.kind(who).contains(&hold) && self.is_free(hold) => {
                self.put(who, hold);
                true
            }
            _ => self.seat(who),
        }
    }

    /// Seats somebody in the first pool with room, else by moving others along a path.
    fn seat(&mut self, who: usize) -> bool {
        let kind = self.instance.people[who].kind;
        let free = self.preference[kind as usize].iter().copied().find(|pool| self.is_free(*pool));
        let room = free.or_else(|| self.make_room(kind));
        if let Some(pool) = room {
            self.put(who, pool);
        }
        room.is_some()
    }

    fn put(&mut self, who: usize, pool: u16) {
        self.assignment[who] = Some(pool);
        self.load[usize::from(pool)] += 1;
        self.movable[usize::from(pool)].entry(self.instance.people[who].kind).or_default().push(who);
    }

    /// Breadth first from the pools of `kind` over those who could sit elsewhere; moves everyone on the
    /// shortest path one on, and gives the pool that has room now. Without a path the pools seen are closed.
    fn make_room(&mut self, kind: u32) -> Option<u16> {
        let mut came: Vec<Option<(u16, u32)>> = vec![None; self.load.len()];
        let mut seen = vec![false; self.load.len()];
        let mut line: VecDeque<u16> = VecDeque::new();
        for pool in self.preference[kind as usize].iter().filter(|pool| !self.closed[usize::from(**pool)]) {
            seen[usize::from(*pool)] = true;
            line.push_back(*pool);
        }
        while let Some(pool) = line.pop_front() {
            let sitting = self.movable[usize::from(pool)].iter().filter(|(_, people)| !people.is_empty());
            for kind in sitting.map(|(kind, _)| *kind).collect::<Vec<_>>() {
                for next in self.preference[kind as usize].clone() {
                    let at = usize::from(next);
                    if seen[at] || self.closed[at] {
                        continue;
                    }
                    seen[at] = true;
                    came[at] = Some((pool, kind));
                    if self.is_free(next) {
                        return Some(self.shift(next, &came));
                    }
                    line.push_back(next);
                }
            }
        }
        for (closed, seen) in self.closed.iter_mut().zip(seen) {
            *closed |= seen;
        }
        None
    }

    /// Moves one person along each edge of the path that ends in `free`; gives the pool at its start.
    fn shift(&mut self, free: u16, came: &[Option<(u16, u32)>]) -> u16 {
        let mut to = free;
        while let Some((from, kind)) = came[usize::from(to)] {
            let mover = self.movable[usize::from(from)].get_mut(&kind).and_then(Vec::pop);
            if let Some(mover) = mover {
                self.load[usize::from(from)] -= 1;
                self.put(mover, to);
            }
            to = from;
        }
        to
    }
}
