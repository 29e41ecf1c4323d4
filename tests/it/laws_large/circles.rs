//! Proofs that nothing better is to be had, by circles: an answer is a flow, and a flow costs least exactly when no
//! circle of changes to it saves anything.
//!
//! A change is a step in a graph of schools, groups of alike people and pools, and one place for what is outside
//! (seats not taken, seats not given). Costs are compared level by level.

use super::reach::line_order;
use super::tally::{Day, Part, marginal, number};
use std::collections::BTreeMap;
use upprop::seats::round::Candidate;

/// What a step costs: promises, three classes, shares; or the cost of seats, and moves.
pub(super) type Cost = [i64; 5];

const NOTHING: Cost = [0; 5];

fn one(level: usize, cost: i64) -> Cost {
    let mut costs = NOTHING;
    costs[level] = cost;
    costs
}

fn plus(a: Cost, b: Cost) -> Cost {
    std::array::from_fn(|level| a[level] + b[level])
}

fn minus(a: Cost) -> Cost {
    a.map(|cost| -cost)
}

/// A graph of possible changes.
#[derive(Default)]
pub(super) struct Changes {
    nodes: usize,
    steps: Vec<(usize, usize, Cost)>,
    /// A simple circle has at most so many steps.
    longest: usize,
}

impl Changes {
    fn node(&mut self) -> usize {
        self.nodes += 1;
        self.nodes - 1
    }

    fn step(&mut self, from: usize, to: usize, cost: Cost) {
        self.steps.push((from, to, cost));
    }

    /// What each node is away from the nearest of all; none when some circle saves something (Bellman and Ford).
    pub(super) fn distances(&self) -> Option<Vec<Cost>> {
        let mut away = vec![NOTHING; self.nodes];
        for _ in 0..self.longest + 3 {
            let mut is_done = true;
            for (from, to, cost) in &self.steps {
                let next = plus(away[*from], *cost);
                if next < away[*to] {
                    (away[*to], is_done) = (next, false);
                }
            }
            if is_done {
                return Some(away);
            }
        }
        None
    }
}

/// Those who compete, alike ones together, and what they may change; keeping is settled before.
pub(super) struct Contest<'a> {
    pub(super) changes: Changes,
    /// The node of each school.
    schools: Vec<usize>,
    groups: Vec<Competing<'a>>,
}

struct Competing<'a> {
    node: usize,
    school: u32,
    /// First in line of those who wait.
    waits: Option<&'a Candidate>,
    /// Last in line of those who are served.
    served: Option<&'a Candidate>,
}

const OUTSIDE: usize = 0;

/// Alike people: school and class of those who compete, and the kind.
type Alike = (Option<(u32, u8)>, u32);

/// What a group is made of: pools where some sit, first who waits, last who is served.
#[derive(Default)]
struct Members<'a> {
    sits: Vec<u16>,
    waits: Option<&'a Candidate>,
    served: Option<&'a Candidate>,
}

impl<'a> Contest<'a> {
    /// Promises, classes and shares: whoever is new may give way to somebody who waits.
    pub(super) fn of(day: Day<'a>) -> Self {
        let mut changes = Changes::default();
        changes.node();
        let schools: Vec<usize> = day.instance.schools.iter().map(|_| changes.node()).collect();
        let pools: Vec<usize> = day.instance.seats.iter().map(|_| changes.node()).collect();
        changes.longest = 2 * changes.nodes;
        for ((school, node), seats) in day.instance.schools.iter().zip(&schools).zip(day.by_school()) {
            let seat = |n: i64| {
                plus(one(0, -i64::from(n <= i64::from(school.guarantee))), one(4, marginal(day.instance, *school, n)))
            };
            changes.step(OUTSIDE, *node, seat(seats + 1));
            changes.step(*node, OUTSIDE, minus(seat(seats)));
        }
        room(&mut changes, &pools, day, Part::is_served);
        let mut groups = Vec::new();
        for ((cell, kind), members) in alike(day) {
            let node = changes.node();
            day.pools(kind).iter().for_each(|pool| changes.step(node, pools[usize::from(*pool)], NOTHING));
            members.sits.iter().for_each(|pool| changes.step(pools[usize::from(*pool)], node, NOTHING));
            let Some((school, class)) = cell else { continue };
            let counted = one(1 + usize::from(class), -1);
            if members.waits.is_some() {
                changes.step(schools[school as usize], node, counted);
            }
            if members.served.is_some() {
                changes.step(node, schools[school as usize], minus(counted));
            }
            groups.push(Competing { node, school, waits: members.waits, served: members.served });
        }
        Self { changes, schools, groups }
    }

    /// Whoever waits though a circle that costs nothing gives them the seat of somebody further back in line.
    pub(super) fn jumped(&self) -> Vec<u32> {
        let away = self.changes.distances().expect("no circle saves anything");
        let mut onward: Vec<Vec<usize>> = vec![Vec::new(); self.changes.nodes];
        for (from, to, cost) in &self.changes.steps {
            if plus(away[*from], *cost) == away[*to] {
                onward[*from].push(*to);
            }
        }
        let mut last: Vec<Option<&Candidate>> = vec![None; self.changes.nodes];
        self.groups.iter().for_each(|group| last[group.node] = group.served);
        let waiting = self.groups.iter().filter_map(|group| Some((group, group.waits?)));
        let jumped = waiting.filter(|(group, waits)| {
            let home = self.schools[group.school as usize];
            onward[home].contains(&group.node) && self.leads_home(&onward, &last, (group.node, home), waits)
        });
        jumped.map(|(_, waits)| waits.id).collect()
    }

    /// Is there a way from a node to its school on which nobody gives way who is before `first` in line?
    fn leads_home(
        &self,
        onward: &[Vec<usize>],
        last: &[Option<&Candidate>],
        (from, home): (usize, usize),
        first: &Candidate,
    ) -> bool {
        let is_school = |node: usize| (self.schools[0]..self.schools[0] + self.schools.len()).contains(&node);
        let mut seen = vec![false; onward.len()];
        let mut line = vec![from];
        seen[from] = true;
        while let Some(node) = line.pop() {
            for to in &onward[node] {
                let gives_way = is_school(*to) && node != OUTSIDE;
                let may = !gives_way || last[node].is_some_and(|last| line_order(last) > line_order(first));
                if may && *to == home {
                    return true;
                }
                if may && !std::mem::replace(&mut seen[*to], true) {
                    line.push(*to);
                }
            }
        }
        false
    }
}

/// Groups of those who have a seat and those who compete for one.
fn alike(day: Day<'_>) -> BTreeMap<Alike, Members<'_>> {
    let mut all: BTreeMap<Alike, Members<'_>> = BTreeMap::new();
    for (one, seat, part) in day.everybody() {
        let cell = match part {
            Part::Kept => None,
            Part::New | Part::Waits => Some((one.school, one.class)),
            Part::Locked | Part::Lost | Part::Leaves => continue,
        };
        let members = all.entry((cell, one.kind)).or_default();
        if let Some(pool) = seat.filter(|pool| !members.sits.contains(pool)) {
            members.sits.push(pool);
        }
        match part {
            Part::Waits if members.waits.is_none_or(|other| line_order(one) < line_order(other)) => {
                members.waits = Some(one);
            }
            Part::New if members.served.is_none_or(|other| line_order(one) > line_order(other)) => {
                members.served = Some(one);
            }
            _ => {}
        }
    }
    all
}

/// Seats that nobody of some parts has, and those that somebody has.
fn room(changes: &mut Changes, pools: &[usize], day: Day<'_>, which: fn(Part) -> bool) {
    let all = day.load(which);
    let locked = day.load(|part| part == Part::Locked);
    for (((node, seats), load), locked) in pools.iter().zip(&day.instance.seats).zip(all).zip(locked) {
        if load < i64::from(*seats) {
            changes.step(*node, OUTSIDE, NOTHING);
        }
        if load > locked {
            changes.step(OUTSIDE, *node, NOTHING);
        }
    }
}

/// Cost and moves of those who are served: they may sit anywhere in their pools.
pub(super) fn seating(day: Day<'_>) -> Changes {
    let mut changes = Changes::default();
    changes.node();
    let pools: Vec<usize> = day.instance.seats.iter().map(|_| changes.node()).collect();
    changes.longest = 2 * changes.nodes;
    room(&mut changes, &pools, day, |_| true);
    let mut groups: BTreeMap<(u32, Option<u16>), Vec<u16>> = BTreeMap::new();
    for (one, seat, part) in day.everybody() {
        if let Some(pool) = seat.filter(|_| part != Part::Locked) {
            groups.entry((one.kind, one.hold)).or_default().push(pool);
        }
    }
    for ((kind, hold), mut sits) in groups {
        let node = changes.node();
        let cost = |pool: u16| {
            let moved = number(usize::from(hold.is_some_and(|hold| hold != pool)));
            plus(one(0, i64::from(day.instance.order[usize::from(pool)])), one(1, moved))
        };
        sits.sort_unstable();
        sits.dedup();
        day.pools(kind).iter().for_each(|pool| changes.step(node, pools[usize::from(*pool)], cost(*pool)));
        sits.iter().for_each(|pool| changes.step(pools[usize::from(*pool)], node, minus(cost(*pool))));
    }
    changes
}
