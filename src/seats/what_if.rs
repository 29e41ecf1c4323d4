//! What if there were more seats? The round of a tool, asked again with other numbers (ALLOCATION 11).

use super::decide::{Posed, Situation, pose};
use super::instance::days;
use super::round::{Assignment, Instance, solve};
use crate::licence::{PoolKey, Slot, Tool};
use crate::roster::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// A tool's round, with its answer.
pub struct WhatIf {
    posed: Posed,
    assignment: Assignment,
}

/// A pool that somebody could have a seat of, and that is full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tight {
    /// Which.
    pub pool: PoolKey,
    /// Its seats for anyone; none when nobody counts them.
    pub seats: u32,
    /// Only by way of somebody who would move there out of another pool.
    pub by_moving: bool,
}

/// What decided that somebody has a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seated {
    /// There is room: nobody waits who could have the seat.
    Room,
    /// The school was promised it.
    Guarantee,
    /// Comes before all who wait by priority class.
    Class,
    /// It was the school's turn: all who wait as near are of others.
    Share,
    /// Waited longer, or was next by start day and key.
    Queue,
    /// Had it before: whoever has a seat keeps it.
    Keeps,
}

impl Seated {
    /// Its name in JSON and in texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Guarantee => "guarantee",
            Self::Class => "class",
            Self::Share => "share",
            Self::Queue => "queue",
            Self::Keeps => "keeps",
        }
    }
}

/// Seats that would serve those who wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Purchase {
    /// In which pools how many, each pool once.
    pub seats: Vec<(PoolKey, u32)>,
    /// How many would be served.
    pub serves: u32,
    /// Who would still wait: no pool that seats can be bought for is open to them.
    pub left: u32,
}

impl WhatIf {
    /// The round about `tool`.
    #[must_use]
    pub fn of(situation: &Situation<'_>, tool: &Tool) -> Self {
        let posed = pose(situation, tool);
        let assignment = solve(&posed.instance);
        Self { posed, assignment }
    }

    fn unserved<'a>(&'a self, assignment: &'a Assignment) -> impl Iterator<Item = usize> + 'a {
        let people = self.posed.instance.people.iter().zip(assignment).enumerate();
        people.filter(|(_, (one, cell))| one.hold.is_none() && cell.is_none()).map(|(who, _)| who)
    }

    /// Are the seats shared between schools, and not by the line alone?
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.posed.instance.schools.len() > 1
    }

    fn find(&self, person: &PersonId) -> Option<usize> {
        self.unserved(&self.assignment).find(|who| self.posed.people[*who] == *person)
    }

    /// For each cell the kinds of those who sit in it and could move.
    fn movers(&self) -> BTreeMap<u16, BTreeSet<u32>> {
        let mut movers: BTreeMap<u16, BTreeSet<u32>> = BTreeMap::new();
        let people = self.posed.instance.people.iter().zip(&self.assignment);
        for (one, cell) in people.filter(|(one, _)| !one.locked) {
            movers.entry(cell.unwrap_or(u16::MAX)).or_default().insert(one.kind);
        }
        movers
    }

    /// The cells that somebody of a kind can reach by others' moving.
    fn reach(&self, kind: u32, movers: &BTreeMap<u16, BTreeSet<u32>>) -> BTreeSet<u16> {
        let cells = |kind: u32| self.posed.instance.kinds[kind as usize].iter().copied();
        let mut line: Vec<u16> = cells(kind).collect();
        let mut seen: BTreeSet<u16> = cells(kind).collect();
        while let Some(cell) = line.pop() {
            let kinds = movers.get(&cell).into_iter().flatten();
            for next in kinds.flat_map(|kind| cells(*kind)) {
                if self.posed.builder.takes_new(next) && seen.insert(next) {
                    line.push(next);
                }
            }
        }
        seen
    }

    /// The pools that somebody who waits could have a seat of, by himself or when others move: all of them are full, and
    /// nobody in them may be asked to leave. Nothing for who does not wait.
    #[must_use]
    pub fn tight(&self, person: &PersonId) -> Vec<Tight> {
        let Some(who) = self.find(person) else { return Vec::new() };
        let instance = &self.posed.instance;
        let kind = instance.people[who].kind;
        let (own, seen) = (&instance.kinds[kind as usize], self.reach(kind, &self.movers()));
        let mut tight: BTreeMap<u16, (u32, bool)> = BTreeMap::new();
        for cell in seen {
            let (seats, by_moving) = tight.entry(self.posed.builder.number_of(cell)).or_insert((0, true));
            *seats = seats.saturating_add(instance.seats[usize::from(cell)]);
            *by_moving &= !own.contains(&cell);
        }
        let of =
            |(number, (seats, by_moving))| Tight { pool: self.posed.builder.key(number).clone(), seats, by_moving };
        tight.into_iter().map(of).collect()
    }

    /// What decided that somebody has a seat: who has had it since before the day of the round keeps it. Nothing for who
    /// has none.
    #[must_use]
    pub fn seated_by(&self, person: &PersonId) -> Option<Seated> {
        let who = self.posed.people.iter().position(|one| one == person)?;
        let pool = self.posed.builder.number_of(self.assignment[who]?);
        let (people, movers) = (&self.posed.instance.people, self.movers());
        let competes = |other: &usize| {
            let reach = self.reach(people[*other].kind, &movers);
            reach.into_iter().any(|cell| self.posed.builder.number_of(cell) == pool)
        };
        // Alike people see the same pools: one of each kind and school is enough.
        let mut seen = BTreeSet::new();
        let waiting = self.unserved(&self.assignment);
        let one_of_each =
            waiting.filter(|who| seen.insert((people[*who].kind, people[*who].school, people[*who].class)));
        let rivals: Vec<usize> = one_of_each.filter(competes).collect();
        let (one, schools) = (&people[who], &self.posed.instance.schools);
        let promised = schools.get(one.school as usize).map_or(0, |school| school.guarantee);
        let seated = people.iter().zip(&self.assignment).filter(|(_, cell)| cell.is_some());
        let of_school = count(seated.filter(|(other, _)| other.school == one.school && !other.leaving));
        let place = |who: usize| (days(people[who].since), people[who].id);
        let is_ahead = |rival: usize| place(rival) < place(who);
        Some(match rivals.iter().map(|rival| people[*rival].class).min() {
            None => Seated::Room,
            Some(_) if !self.posed.is_new[who] => Seated::Keeps,
            Some(_) if of_school <= promised => Seated::Guarantee,
            Some(class) if self.posed.class[who] < class => Seated::Class,
            Some(class) if rivals.iter().any(|rival| people[*rival].class == class && is_ahead(*rival)) => {
                Seated::Share
            }
            Some(_) => Seated::Queue,
        })
    }

    /// The same round with more seats in a pool.
    fn with_more(&self, more: &[(u16, u32)]) -> Assignment {
        let mut instance: Instance = self.posed.instance.clone();
        for (cell, seats) in more {
            let had = &mut instance.seats[usize::from(*cell)];
            *had = had.saturating_add(*seats);
        }
        solve(&instance)
    }

    /// How many seats more a pool needs until somebody who waits is served, with how many of each priority class are
    /// served before; none when no number would do. Each seat more serves one more and takes none away
    /// (ALLOCATION T4), so the number is found by halving.
    #[must_use]
    pub fn needed(&self, person: &PersonId, pool: &PoolKey) -> Option<(u32, BTreeMap<u8, u32>)> {
        let who = self.find(person)?;
        let cell = self.posed.builder.for_sale(self.posed.builder.pool(pool)?)?;
        let is_served = |seats: u32| self.with_more(&[(cell, seats)])[who].is_some();
        let (mut low, mut high) = (0, count(self.unserved(&self.assignment)));
        if !is_served(high) {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_served(middle) { high = middle } else { low = middle }
        }
        let before = self.with_more(&[(cell, high - 1)]);
        let mut classes: BTreeMap<u8, u32> = BTreeMap::new();
        for other in self.unserved(&self.assignment).filter(|other| before[*other].is_some()) {
            *classes.entry(self.posed.instance.people[other].class).or_default() += 1;
        }
        Some((high, classes))
    }

    /// Seats that would serve everybody who waits: as many as wait, in as few pools as a greedy choice finds.
    #[must_use]
    pub fn purchase(&self) -> Purchase {
        let (mut more, mut left): (Vec<(u16, u32)>, u32) = (Vec::new(), count(self.unserved(&self.assignment)));
        let pools = (0..self.posed.builder.count()).filter_map(|pool| self.posed.builder.for_sale(pool));
        let pools: Vec<u16> = pools.collect();
        let all = left;
        while left > 0 {
            let still = |cell: &u16| {
                let with = [&more[..], &[(*cell, left)]].concat();
                (count(self.unserved(&self.with_more(&with))), *cell)
            };
            let Some((fewer, cell)) = pools.iter().map(still).min().filter(|(fewer, _)| *fewer < left) else { break };
            more.push((cell, left - fewer));
            left = fewer;
        }
        let of = |(cell, seats): (u16, u32)| (self.posed.builder.pool_of(cell).clone(), seats);
        Purchase { seats: more.into_iter().map(of).collect(), serves: all - left, left }
    }

    /// Seats that anyone may still have, by pool.
    #[must_use]
    pub fn spare(&self) -> Vec<(PoolKey, u32)> {
        let mut taken = vec![0_u32; self.posed.instance.seats.len()];
        self.assignment.iter().flatten().for_each(|cell| taken[usize::from(*cell)] += 1);
        let of_pool = |pool: u16| {
            let cell = self.posed.builder.for_sale(pool)?;
            let free = self.posed.instance.seats[usize::from(cell)].saturating_sub(taken[usize::from(cell)]);
            (free > 0).then(|| (self.posed.builder.key(pool).clone(), free))
        };
        (0..self.posed.builder.count()).filter_map(of_pool).collect()
    }
}

fn count(people: impl Iterator) -> u32 {
    u32::try_from(people.count()).unwrap_or(u32::MAX)
}

impl super::instance::Builder {
    /// The cell of a pool that gets the seats when more are bought one by one; none for classes and where there is no
    /// limit.
    fn for_sale(&self, pool: u16) -> Option<u16> {
        let cell = self.open(pool, Slot::Any).first().copied()?;
        (self.is_counted(cell) && self.slot_of(cell) == Slot::Any).then_some(cell)
    }
}
