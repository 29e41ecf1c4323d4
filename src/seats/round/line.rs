//! From people to groups of alike people, and back: whom of a group its seats go to.

use super::board::{Board, Group, NONE, Role};

use super::{Assignment, Candidate, Instance, NOWHERE, number};
use rayon::prelude::*;

use std::hash::{BuildHasherDefault, Hasher};

/// Who is in which group.
pub(super) struct Groups<'a> {
    instance: &'a Instance,
    /// The group of each of the people; none for those whose lock holds.
    pub(super) of: Vec<u32>,
    list: Vec<Group>,
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

impl<'a> Groups<'a> {
    /// Alike people are those who may use the same pools, with the same seat, or the same school and class.
    pub(super) fn of(instance: &'a Instance) -> Self {
        let mut numbers = Numbers::default();
        let mut groups = Self { instance, of: Vec::new(), list: Vec::new() };
        groups.of = instance.people.iter().map(|one| groups.number(one, &mut numbers)).collect();
        groups.in_order();
        groups
    }

    /// Numbers groups by what they are, not by who came first.
    fn in_order(&mut self) {
        let what = |at: &u32| {
            let Group { role, kind, school, class, hold, .. } = self.list[*at as usize];
            (role, &self.instance.kinds[kind as usize], school, class, hold)
        };
        let mut order: Vec<u32> = (0..number(self.list.len())).collect();
        order.sort_by(|a, b| what(a).cmp(&what(b)));
        let mut places = vec![0; order.len()];
        (0..).zip(&order).for_each(|(place, at)| places[*at as usize] = place);
        self.list = order.iter().map(|at| self.list[*at as usize]).collect();
        self.of.iter_mut().for_each(|group| *group = places[*group as usize]);
    }

    fn number(&mut self, one: &Candidate, numbers: &mut Numbers) -> u32 {
        let (role, school, class, hold) = match (one.hold, one.leaving) {
            (None, _) => (Role::Waiter, self.school(one), one.class, NOWHERE),
            (Some(hold), false) => (Role::Holder, 0, 0, hold),
            (Some(hold), true) => (Role::Leaver, 0, 0, hold),
        };
        let what = u32::from(hold) << 16 | u32::from(class) << 8 | role as u32;
        let number = *numbers.entry((one.kind, what, school)).or_insert_with(|| {
            self.list.push(Group::new(role, one.kind, school, class, hold));
            number(self.list.len() - 1)
        });
        self.list[number as usize].members += 1;
        number
    }

    fn school(&self, one: &Candidate) -> u32 {
        if self.instance.schools.is_empty() { 0 } else { one.school }
    }

    /// Hands over the groups, with how many are in each.
    pub(super) fn take_list(&mut self) -> Vec<Group> {
        std::mem::take(&mut self.list)
    }

    fn line_of(&self, which: impl Fn(&Candidate) -> bool) -> Vec<usize> {
        (0..self.instance.people.len()).filter(|who| which(&self.instance.people[*who])).collect()
    }

    /// Seats everybody who is locked for good. When there are more locks than seats, the last ones are lifted
    /// (ALLOCATION 1).
    pub(super) fn lock(&mut self, board: &mut Board<'_>) {
        let mut locked = self.line_of(|one| one.locked && one.hold.is_some());
        locked.sort_unstable_by_key(|who| self.instance.people[*who].keep_order());
        for who in locked {
            if self.instance.people[who].hold.is_some_and(|hold| board.lock(hold)) {
                board.groups[self.of[who] as usize].members -= 1;
                self.of[who] = NONE;
            }
        }
    }

    /// Those on their way out, in the order in which they keep.
    pub(super) fn leaving(&self) -> Vec<usize> {
        let mut line = self.line_of(|one| one.leaving && one.hold.is_some());
        line.retain(|who| self.of[*who] != NONE);
        line.sort_unstable_by_key(|who| self.instance.people[*who].keep_order());
        line
    }

    /// Home schools of those who hold a seat and keep it.
    pub(super) fn served(&self, board: &Board<'_>) -> impl Iterator<Item = u32> {
        let is_whole = |group: &Group| group.served == group.members;
        let some = self.members(board, |group| group.role == Role::Holder && !is_whole(group) && group.served > 0);
        let some = some.into_iter().flat_map(|(group, members)| {
            let served = board.groups[group as usize].served as usize;
            members.into_iter().take(served).map(|who| who as usize)
        });
        let some: Vec<u32> = some.map(|who| self.school(&self.instance.people[who])).collect();
        let all = self.of.iter().zip(&self.instance.people).filter(move |(group, one)| match **group {
            NONE => !one.leaving,
            group => {
                let group = &board.groups[group as usize];
                group.role == Role::Holder && is_whole(group)
            }
        });
        all.map(|(_, one)| self.school(one)).chain(some)
    }

    /// Those of some groups, first in line first.
    pub(super) fn line(&self, board: &Board<'_>, groups: &[u32]) -> Vec<u32> {
        let mut competes = vec![false; board.groups.len()];
        groups.iter().for_each(|group| competes[*group as usize] = true);
        let here = (0..).zip(&self.of).filter(|(_, group)| **group != NONE && competes[**group as usize]);
        let mut line: Vec<_> = here.map(|(who, _)| (self.instance.people[who as usize].queue_order(), who)).collect();
        line.par_sort_unstable();
        line.into_iter().map(|(_, who)| who).collect()
    }

    fn members(&self, board: &Board<'_>, which: impl Fn(&Group) -> bool) -> Vec<(u32, Vec<u32>)> {
        self.members_of(board, |at| which(&board.groups[at as usize]))
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
    pub(super) fn assign(&self, board: &Board<'_>) -> Assignment {
        let seats: Vec<Seats> = (0..number(board.groups.len())).map(|group| Seats::of(board, group)).collect();
        let seat = |(group, one): (&u32, &Candidate)| match group {
            &NONE => one.hold,
            group => match seats[*group as usize] {
                Seats::Alike(seat) => seat,
                Seats::Various => None,
            },
        };
        let mut assignment: Assignment = self.of.iter().zip(&self.instance.people).map(seat).collect();
        let various = |at: u32| seats[at as usize] == Seats::Various;
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
