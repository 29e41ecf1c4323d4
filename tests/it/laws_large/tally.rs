//! What an answer is worth, counted plainly: who sits where, and each level of the definition that is a number.

use super::town::{CLASSES, UNIT};
use upprop::seats::round::{Assignment, Candidate, Fairness, Instance, School};

/// An instance and an answer to it.
#[derive(Clone, Copy)]
pub(super) struct Day<'a> {
    pub(super) instance: &'a Instance,
    pub(super) answer: &'a Assignment,
}

/// What somebody is in the round.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Part {
    Locked,
    /// Had a seat and has one.
    Kept,
    /// Had a seat and has none.
    Lost,
    /// Had none and has one.
    New,
    Waits,
    /// On the way out.
    Leaves,
}

impl Part {
    /// Has a seat that counts.
    pub(super) fn is_served(self) -> bool {
        matches!(self, Self::Locked | Self::Kept | Self::New)
    }
}

/// Levels of the definition as numbers; small is good, as everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tally {
    pub(super) kept: i64,
    pub(super) guaranteed: i64,
    pub(super) classes: Vec<i64>,
    pub(super) shares: i64,
    pub(super) leaving: i64,
    pub(super) cost: i64,
    pub(super) moves: i64,
}

impl<'a> Day<'a> {
    pub(super) fn of(instance: &'a Instance, answer: &'a Assignment) -> Self {
        Self { instance, answer }
    }

    /// Everybody with the seat the answer gives.
    pub(super) fn everybody(self) -> impl Iterator<Item = (&'a Candidate, Option<u16>, Part)> {
        let part = |one: &Candidate, seat: Option<u16>| match (one.leaving, one.locked, one.hold, seat) {
            (true, ..) => Part::Leaves,
            (_, true, ..) => Part::Locked,
            (_, _, Some(_), Some(_)) => Part::Kept,
            (_, _, Some(_), None) => Part::Lost,
            (_, _, None, Some(_)) => Part::New,
            (_, _, None, None) => Part::Waits,
        };
        self.instance.people.iter().zip(self.answer).map(move |(one, seat)| (one, *seat, part(one, *seat)))
    }

    pub(super) fn pools(self, kind: u32) -> &'a [u16] {
        &self.instance.kinds[kind as usize]
    }

    /// How many are served of each school.
    pub(super) fn by_school(self) -> Vec<i64> {
        let mut counts = vec![0; self.instance.schools.len()];
        let served = self.everybody().filter(|(_, _, part)| part.is_served());
        served.for_each(|(one, ..)| counts[one.school as usize] += 1);
        counts
    }

    /// How many of some parts sit in each pool.
    pub(super) fn load(self, which: impl Fn(Part) -> bool) -> Vec<i64> {
        let mut load = vec![0; self.instance.seats.len()];
        let sitting = self.everybody().filter(|(_, _, part)| which(*part)).filter_map(|(_, seat, _)| seat);
        sitting.for_each(|pool| load[usize::from(pool)] += 1);
        load
    }

    /// How many are of a part and, if that is asked, have a seat.
    pub(super) fn count(self, which: impl Fn(Part, bool) -> bool) -> i64 {
        number(self.everybody().filter(|(_, seat, part)| which(*part, seat.is_some())).count())
    }

    pub(super) fn tally(self) -> Tally {
        let served = || self.everybody().filter(|(_, _, part)| part.is_served());
        let class = |class: usize| -number(served().filter(|(one, ..)| usize::from(one.class) == class).count());
        let schools = || self.instance.schools.iter().zip(self.by_school());
        let cost = |seat: Option<u16>| seat.map_or(0, |pool| i64::from(self.instance.order[usize::from(pool)]));
        let is_moved = |one: &Candidate, seat: Option<u16>| one.hold.is_some() && seat.is_some() && one.hold != seat;
        Tally {
            kept: -self.count(|part, _| matches!(part, Part::Kept | Part::Locked)),
            guaranteed: -schools().map(|(school, seats)| seats.min(i64::from(school.guarantee))).sum::<i64>(),
            classes: (0..CLASSES).map(class).collect(),
            shares: schools()
                .map(|(school, seats)| (1..=seats).map(|seat| marginal(self.instance, *school, seat)).sum::<i64>())
                .sum(),
            leaving: -self.count(|part, seated| part == Part::Leaves && seated),
            cost: self.everybody().map(|(_, seat, _)| cost(seat)).sum(),
            moves: number(self.everybody().filter(|(one, seat, _)| is_moved(one, *seat)).count()),
        }
    }
}

/// What fairness pays for a school's seat number `seat`, from 1, in whole units.
pub(super) fn marginal(instance: &Instance, school: School, seat: i64) -> i64 {
    match instance.fairness {
        Fairness::SainteLague => (2 * seat - 1) * UNIT / i64::try_from(school.weight).expect("a small weight"),
        Fairness::Queue => 0,
    }
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).expect("fewer than that")
}

/// What no answer may break: seats, who may sit where, locks, one answer for each.
pub(super) fn broken_rules(day: Day<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    if day.answer.len() != day.instance.people.len() {
        faults.push("somebody has no answer".to_owned());
    }
    for (pool, (load, seats)) in day.load(|_| true).into_iter().zip(&day.instance.seats).enumerate() {
        if load > i64::from(*seats) {
            faults.push(format!("pool {pool} seats {load} on {seats}"));
        }
    }
    for (one, seat, part) in day.everybody() {
        let may = seat.is_none_or(|pool| day.pools(one.kind).contains(&pool));
        if part == Part::Locked && seat != one.hold {
            faults.push(format!("{} was locked in {:?} and has {seat:?}", one.id, one.hold));
        } else if !may {
            faults.push(format!("{} may not use {seat:?}", one.id));
        }
    }
    faults
}
