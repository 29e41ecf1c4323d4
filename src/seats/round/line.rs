//! From people to groups of alike people, and back: whom of a group its seats go to.

use super::board::{Board, Group, NONE, Role, number};
use super::{Assignment, Candidate, Instance, NOWHERE};
use std::collections::BTreeMap;

/// Who is in which group.
pub(super) struct Groups<'a> {
    instance: &'a Instance,
    /// The group of each of the people; none for those whose lock holds.
    pub(super) of: Vec<u32>,
    list: Vec<Group>,
    numbers: BTreeMap<Key, u32>,
}

type Key = (u8, u32, u32, u8, u16);

impl<'a> Groups<'a> {
    /// Alike people are those who may use the same pools, with the same seat, or the same school and class.
    pub(super) fn of(instance: &'a Instance) -> Self {
        let mut groups = Self { instance, of: Vec::new(), list: Vec::new(), numbers: BTreeMap::new() };
        groups.of = instance.people.iter().map(|one| groups.number(one)).collect();
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

    fn number(&mut self, one: &Candidate) -> u32 {
        let school = if self.instance.schools.is_empty() { 0 } else { one.school };
        let (role, key) = match (one.hold, one.leaving) {
            (None, _) => (Role::Waiter, (0, one.kind, school, one.class, NOWHERE)),
            (Some(hold), false) => (Role::Holder, (1, one.kind, 0, 0, hold)),
            (Some(hold), true) => (Role::Leaver, (2, one.kind, 0, 0, hold)),
        };
        let number = *self.numbers.entry(key).or_insert_with(|| {
            let (_, kind, school, class, hold) = key;
            self.list.push(Group::new(role, kind, school, class, hold));
            number(self.list.len() - 1)
        });
        self.list[number as usize].members += 1;
        number
    }

    /// The groups, with how many are in each.
    pub(super) fn list(&self) -> Vec<Group> {
        self.list.clone()
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
        let members = self.members(board, |group| group.role == Role::Holder);
        let served = members.into_iter().flat_map(|(group, members)| {
            let served = board.groups[group as usize].served as usize;
            members.into_iter().take(served)
        });
        let locked = (0..).zip(&self.of).filter(|(_, group)| **group == NONE).map(|(who, _)| who);
        let locked = locked.filter(|who: &u32| !self.instance.people[*who as usize].leaving);
        let school =
            |who: u32| if self.instance.schools.is_empty() { 0 } else { self.instance.people[who as usize].school };
        served.chain(locked.collect::<Vec<_>>()).map(school).collect::<Vec<_>>().into_iter()
    }

    /// Those of some groups, first in line first.
    pub(super) fn line(&self, board: &Board<'_>, groups: &[u32]) -> Vec<u32> {
        let mut competes = vec![false; board.groups.len()];
        groups.iter().for_each(|group| competes[*group as usize] = true);
        let here = (0..).zip(&self.of).filter(|(_, group)| **group != NONE && competes[**group as usize]);
        let mut line: Vec<u32> = here.map(|(who, _)| who).collect();
        line.sort_unstable_by_key(|who| self.instance.people[*who as usize].queue_order());
        line
    }

    /// The people of each of some groups, those first whom its seats go to.
    fn members(&self, board: &Board<'_>, which: impl Fn(&Group) -> bool) -> Vec<(u32, Vec<u32>)> {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); board.groups.len()];
        for (who, group) in (0..).zip(&self.of) {
            if *group != NONE && which(&board.groups[*group as usize]) {
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
        let mut assignment: Assignment =
            self.instance.people.iter().map(|one| one.hold.filter(|_| one.locked)).collect();
        for (group, members) in self.members(board, |_| true) {
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
