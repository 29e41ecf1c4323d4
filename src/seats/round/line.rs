//! From people to groups of alike people, and back: whom of a group its seats go to.

use super::alike::{Alike, Seen};
use super::board::{Board, Group, NONE, Role};
use super::days::{InLine, in_line};
use super::{Assignment, Candidate, Instance, in_parts, mapped, number};

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

impl<'a> Groups<'a> {
    /// Alike people are those who may use the same pools, with the same seat, or the same school and class.
    pub(super) fn of(instance: &'a Instance) -> Self {
        let Alike { of, list, seen } = Alike::of(instance);
        let every = |what: fn(&Seen) -> &[u32]| seen.iter().flat_map(what).copied().collect();
        let (locked, leaving) = (every(|seen| &seen.locked), every(|seen| &seen.leaving));
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
    pub(super) fn line(&self, board: &Board<'_>, groups: &[u32]) -> Vec<InLine> {
        let mut competes = vec![false; board.groups.len()];
        groups.iter().for_each(|group| competes[*group as usize] = true);
        let which = |group: u32| group != NONE && competes[group as usize];
        let count = groups.iter().map(|group| board.groups[*group as usize].members as usize).sum();
        in_line(&self.instance.people, count, &self.of, which)
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
    pub(super) fn assign(&self, board: &Board<'_>, line: &[InLine]) -> Assignment {
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
                    let who = line[board.cells.line_of(group, which) as usize].who;
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
