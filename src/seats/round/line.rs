//! From people to groups of alike people, and back: whom of a group its seats go to.

use super::board::{Board, Group, NONE, Role};
use super::days::{InLine, in_line};
use super::{Assignment, Candidate, Instance, NOWHERE, in_parts, joined, mapped, number};
use rayon::prelude::*;

use std::hash::{BuildHasherDefault, Hasher};

/// Who is in which group.
pub(super) struct Groups<'a> {
    instance: &'a Instance,
    /// The group of each of the people; none for those whose lock holds.
    pub(super) of: Vec<u32>,
    list: Vec<Group>,
    /// Those who are locked to their seat.
    locked: Vec<u32>,
    /// Those on their way out.
    leaving: Vec<u32>,
}

/// What makes people alike: kind; role, class and seat held; school.
type Key = (u32, u32, u32);

/// Groups by what they are.
#[expect(clippy::disallowed_types, reason = "only asked, never walked: groups are ordered by what they are")]
type Numbers = std::collections::HashMap<Key, u32, BuildHasherDefault<Mix>>;

/// Numbers that are small and dense are spread by a multiplication; nobody outside chooses them.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(23) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// Groups of some of the people, as they come.
#[derive(Default)]
struct Part {
    numbers: Numbers,
    list: Vec<Group>,
    of: Vec<u32>,
    locked: Vec<u32>,
    leaving: Vec<u32>,
}

impl Part {
    fn of(from: usize, people: &[Candidate], has_schools: bool) -> Self {
        let mut part = Self { of: Vec::with_capacity(people.len()), ..Self::default() };
        for (who, one) in (number(from)..).zip(people) {
            let number = part.number(Group::of(one, has_schools));
            part.of.push(number);
            if one.hold.is_some() && one.locked {
                part.locked.push(who);
            }
            if one.hold.is_some() && one.leaving {
                part.leaving.push(who);
            }
        }
        part
    }

    /// The number of a group that somebody more is in.
    fn number(&mut self, group: Group) -> u32 {
        let number = *self.numbers.entry(group.key()).or_insert_with(|| {
            self.list.push(group);
            number(self.list.len() - 1)
        });
        self.list[number as usize].members += 1;
        number
    }
}

impl Group {
    /// The group of somebody, with nobody in it.
    fn of(one: &Candidate, has_schools: bool) -> Self {
        let school = if has_schools { one.school } else { 0 };
        match (one.hold, one.leaving) {
            (None, _) => Self::new(Role::Waiter, one.kind, school, one.class, NOWHERE),
            (Some(hold), false) => Self::new(Role::Holder, one.kind, 0, 0, hold),
            (Some(hold), true) => Self::new(Role::Leaver, one.kind, 0, 0, hold),
        }
    }

    fn key(&self) -> Key {
        let what = u32::from(self.hold) << 16 | u32::from(self.class) << 8 | self.role as u32;
        (self.kind, what, self.school)
    }
}

impl<'a> Groups<'a> {
    /// Alike people are those who may use the same pools, with the same seat, or the same school and class.
    pub(super) fn of(instance: &'a Instance) -> Self {
        let people = &instance.people;
        let has_schools = !instance.schools.is_empty();
        let mut parts = in_parts(people, |from, people| Part::of(from, people, has_schools));
        let lists: Vec<Vec<Group>> = parts.iter_mut().map(|part| std::mem::take(&mut part.list)).collect();
        let of: Vec<Vec<u32>> = parts.iter_mut().map(|part| std::mem::take(&mut part.of)).collect();
        let (list, places) = in_order(instance, &lists);
        let of = joined(&of, |part, at| places[part][at as usize]);
        let locked = parts.iter().flat_map(|part| part.locked.iter().copied()).collect();
        let leaving = parts.iter().flat_map(|part| part.leaving.iter().copied()).collect();
        Self { instance, of, list, locked, leaving }
    }

    fn school(&self, one: &Candidate) -> u32 {
        if self.instance.schools.is_empty() { 0 } else { one.school }
    }

    /// Hands over the groups, with how many are in each.
    pub(super) fn take_list(&mut self) -> Vec<Group> {
        std::mem::take(&mut self.list)
    }

    /// Seats everybody who is locked for good. When there are more locks than seats, the last ones are lifted
    /// (ALLOCATION 1).
    pub(super) fn lock(&mut self, board: &mut Board<'_>) {
        self.locked.sort_unstable_by_key(|who| self.instance.people[*who as usize].keep_order());
        for who in self.locked.iter().map(|who| *who as usize) {
            if self.instance.people[who].hold.is_some_and(|hold| board.lock(hold)) {
                board.groups[self.of[who] as usize].members -= 1;
                self.of[who] = NONE;
            }
        }
    }

    /// The groups of those on their way out, in the order in which they keep.
    pub(super) fn leaving(&self) -> Vec<u32> {
        let mut line = self.leaving.clone();
        line.sort_unstable_by_key(|who| self.instance.people[*who as usize].keep_order());
        line.into_iter().map(|who| self.of[who as usize]).filter(|group| *group != NONE).collect()
    }

    /// How many of each home school hold a seat and keep it.
    pub(super) fn served(&self, board: &Board<'_>, schools: usize) -> Vec<u32> {
        let people = &self.instance.people;
        let is_holder = |group: &Group| group.role == Role::Holder && group.served > 0;
        if self.locked.is_empty() && !board.groups.iter().any(is_holder) {
            return vec![0; schools];
        }
        let stay: Vec<bool> = board.groups.iter().map(|of| is_holder(of) && of.served == of.members).collect();
        let stays = |group: u32, one: &Candidate| if group == NONE { !one.leaving } else { stay[group as usize] };
        let parts = in_parts(&self.of, |from, of| {
            let mut seats = vec![0; schools];
            let here = of.iter().zip(&people[from..]).filter(|(group, one)| stays(**group, one));
            here.for_each(|(_, one)| seats[self.school(one) as usize] += 1);
            seats
        });
        let mut all = vec![0; schools];
        parts.iter().flat_map(|seats| seats.iter().enumerate()).for_each(|(school, seats)| all[school] += *seats);
        let some = |at: u32| is_holder(&board.groups[at as usize]) && !stay[at as usize];
        for (group, members) in self.members_of(board, some) {
            let served = members.into_iter().take(board.groups[group as usize].served as usize);
            served.for_each(|who| all[self.school(&people[who as usize]) as usize] += 1);
        }
        all
    }

    /// Those of some groups, first in line first.
    pub(super) fn line(&self, board: &Board<'_>, groups: &[u32]) -> Vec<u32> {
        let mut competes = vec![false; board.groups.len()];
        groups.iter().for_each(|group| competes[*group as usize] = true);
        let people = &self.instance.people;
        let parts = in_parts(&self.of, |from, of| {
            let here = (number(from)..).zip(of).filter(|(_, group)| **group != NONE && competes[**group as usize]);
            here.map(|(who, _)| InLine::of(who, &people[who as usize])).collect::<Vec<_>>()
        });
        in_line(people, &parts)
    }

    /// The people of each of some groups, those first whom its seats go to.
    fn members_of(&self, board: &Board<'_>, which: impl Fn(u32) -> bool) -> Vec<(u32, Vec<u32>)> {
        let which: Vec<bool> = (0..number(board.groups.len())).map(which).collect();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); board.groups.len()];
        for (who, group) in (0..).zip(&self.of) {
            if *group != NONE && which[*group as usize] {
                members[*group as usize].push(who);
            }
        }
        let people = &self.instance.people;
        let mut members: Vec<(u32, Vec<u32>)> = (0..).zip(members).filter(|(_, here)| !here.is_empty()).collect();
        for (group, here) in &mut members {
            match board.groups[*group as usize].role {
                Role::Waiter => here.sort_unstable_by_key(|who| people[*who as usize].queue_order()),
                Role::Holder | Role::Leaver => here.sort_unstable_by_key(|who| people[*who as usize].keep_order()),
            }
        }
        members
    }

    /// A pool for each of the people. Of a group, the first in line have the seats, and those who can, the one they held.
    /// `line` has those who competed, first in line first.
    pub(super) fn assign(&self, board: &Board<'_>, line: &[u32]) -> Assignment {
        let seats: Vec<Seats> = (0..number(board.groups.len())).map(|group| Seats::of(board, group)).collect();
        let seat = |group: &u32| match seats.get(*group as usize) {
            Some(Seats::Alike(seat)) => *seat,
            Some(Seats::Various) | None => None,
        };
        let mut assignment = mapped(&self.of, seat);
        let locked = (0..).zip(&self.of).filter(|(_, group)| **group == NONE);
        locked.for_each(|(who, _): (usize, _)| assignment[who] = self.instance.people[who].hold);
        for group in board.cells.every_group().filter(|group| seats[*group as usize] == Seats::Various) {
            let mut which = 0;
            for (pool, count) in board.sitting(group) {
                for _ in 0..count {
                    let who = line[board.cells.line_of(group, which) as usize];
                    assignment[who as usize] = Some(pool);
                    which += 1;
                }
            }
        }
        let various = |at: u32| seats[at as usize] == Seats::Various && board.groups[at as usize].cell == NONE;
        for (group, members) in self.members_of(board, various) {
            let hold = board.groups[group as usize].hold;
            let mut sitting: Vec<(u16, u32)> = board.sitting(group).filter(|(_, count)| *count > 0).collect();
            sitting.sort_by_key(|(pool, _)| (*pool != hold, board.instance.rank(*pool), *pool));
            let seats = sitting.into_iter().flat_map(|(pool, count)| (0..count).map(move |_| Some(pool)));
            for (who, seat) in members.into_iter().zip(seats.chain(std::iter::repeat(None))) {
                assignment[who as usize] = seat;
            }
        }
        assignment
    }
}

/// Orders groups by what they are, not by who came first; tells where each one of each list went.
fn in_order(instance: &Instance, lists: &[Vec<Group>]) -> (Vec<Group>, Vec<Vec<u32>>) {
    let kinds = ranks(&instance.kinds);
    let key = |of: &Group| {
        let (role, who) = (of.role as u128, u128::from(of.school) << 8 | u128::from(of.class));
        role << 88 | who << 48 | u128::from(kinds[of.kind as usize]) << 16 | u128::from(of.hold)
    };
    let mut order: Vec<(u128, u32, u32)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for (part, list) in (0..).zip(lists) {
        order.extend((0..).zip(list).map(|(at, of)| (key(of), part, at)));
    }
    order.par_sort_unstable();
    let mut places: Vec<Vec<u32>> = lists.iter().map(|list| vec![0; list.len()]).collect();
    let mut all: Vec<Group> = Vec::with_capacity(order.len());
    for alike in order.chunk_by(|a, b| a.0 == b.0) {
        let mut members = 0;
        for (_, part, at) in alike {
            places[*part as usize][*at as usize] = number(all.len());
            members += lists[*part as usize][*at as usize].members;
        }
        let mut group = lists[alike[0].1 as usize][alike[0].2 as usize];
        group.members = members;
        all.push(group);
    }
    (all, places)
}

/// The place of each set of pools among all.
fn ranks(kinds: &[Box<[u16]>]) -> Vec<u32> {
    let first = |pools: &[u16]| pools.iter().chain([&0; 8]).take(8).fold(0, |sum, pool| sum << 16 | u128::from(*pool));
    let mut order: Vec<(u128, u32)> = mapped(kinds, |kind| first(kind)).into_iter().zip(0..).collect();
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| kinds[a.1 as usize].cmp(&kinds[b.1 as usize])));
    let mut ranks = vec![0; kinds.len()];
    (0..).zip(order).for_each(|(rank, (_, at))| ranks[at as usize] = rank);
    ranks
}

/// The seats of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seats {
    /// All have the same, or none.
    Alike(Option<u16>),
    /// Who has which is to be told.
    Various,
}

impl Seats {
    fn of(board: &Board<'_>, group: u32) -> Self {
        let of = board.groups[group as usize];
        let mut sitting = board.sitting(group).filter(|(_, count)| *count > 0);
        match (sitting.next(), of.unserved()) {
            (None, _) => Self::Alike(None),
            (Some((pool, count)), 0) if count == of.members => Self::Alike(Some(pool)),
            _ => Self::Various,
        }
    }
}
