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

/// For each of `people`, the pool, or none.
pub type Assignment = Vec<Option<u16>>;

/// Shares the seats out. The answer does not depend on the order of `people`.
#[must_use]
pub fn solve(instance: &Instance) -> Assignment {
    let mut round = Round::new(instance);
    for who in in_order(instance, |c| c.hold.is_some() && !c.leaving, |c| (!c.locked, c.class, c.seq, c.id)) {
        round.keep(who);
    }
    for who in in_order(instance, |c| c.hold.is_none(), |c| (false, c.class, c.since, c.id)) {
        round.seat(who);
    }
    for who in in_order(instance, |c| c.hold.is_some() && c.leaving, |c| (!c.locked, c.class, c.seq, c.id)) {
        round.keep(who);
    }
    round.assignment
}

type Order = (bool, u8, i64, u32);

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
            closed: vec![false; pools],
            preference: preference.collect(),
        }
    }

    fn is_free(&self, pool: u16) -> bool {
        self.load[usize::from(pool)] < self.instance.seats[usize::from(pool)]
    }

    /// Seats a holder: in the seat held, else wherever a path leads.
    fn keep(&mut self, who: usize) {
        let candidate = &self.instance.people[who];
        let kind = &self.instance.kinds[candidate.kind as usize];
        match candidate.hold {
            Some(hold) if (candidate.locked || kind.contains(&hold)) && self.is_free(hold) => self.put(who, hold),
            _ if candidate.locked => {} // more locks than seats: the lock is lifted by losing (ALLOCATION 1)
            _ => self.seat(who),
        }
    }

    /// Seats somebody in the first pool with room, else by moving others along a path.
    fn seat(&mut self, who: usize) {
        let kind = self.instance.people[who].kind;
        let free = self.preference[kind as usize].iter().copied().find(|pool| self.is_free(*pool));
        if let Some(pool) = free {
            self.put(who, pool);
        } else if let Some(pool) = self.make_room(kind) {
            self.put(who, pool);
        }
    }

    fn put(&mut self, who: usize, pool: u16) {
        let candidate = &self.instance.people[who];
        self.assignment[who] = Some(pool);
        self.load[usize::from(pool)] += 1;
        if !candidate.locked {
            self.movable[usize::from(pool)].entry(candidate.kind).or_default().push(who);
        }
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
