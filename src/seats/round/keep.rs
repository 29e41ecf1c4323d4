//! Level KEEP: nobody who has a seat and a claim to it loses it while the law of seats allows.
//!
//! Holders go first, without the spare pools; those whom that leaves without a seat go there. Then the spare pools are
//! shut, so that nobody new gets in by pushing a holder into one.

use super::board::{Board, NONE, Role};
use super::{Candidate, Instance};

/// Seats the holders. `group_of` has the group of each of the people; none for those who are locked, whose seats
/// are taken out of the round.
pub(super) fn keep(board: &mut Board<'_>, group_of: &[u32]) {
    if all_stay(board) {
        return;
    }
    let instance = board.instance;
    let is_holder = |who: &usize| {
        let group = group_of[*who];
        group != NONE && board.groups[group as usize].role == Role::Holder
    };
    let mut line: Vec<usize> = (0..instance.people.len()).filter(is_holder).collect();
    line.sort_unstable_by_key(|who| instance.people[*who].keep_order());
    let locked = board.locked();
    if !seat_all(board, group_of, sitting_first(instance, board, &line)) {
        board.clear(&locked); // somebody loses: who, the keep order says
        seat_all(board, group_of, line);
    }
}

/// Seats every holder where he is, when there is room for all of them.
fn all_stay(board: &mut Board<'_>) -> bool {
    let instance = board.instance;
    let mut room: Vec<u32> = board.every_seat().collect();
    let holders = (0..).zip(&board.groups).filter(|(_, group)| group.role == Role::Holder);
    let holders: Vec<(u32, u16, u32)> = holders.map(|(at, group)| (at, group.hold, group.members)).collect();
    for (group, hold, members) in &holders {
        let fits = instance.held(*hold).is_some_and(|hold| board.is_open(hold) && board.may_use(*group, hold));
        match room.get_mut(usize::from(*hold)).filter(|room| fits && **room >= *members) {
            Some(room) => *room -= members,
            None => return false,
        }
    }
    holders.into_iter().for_each(|(group, hold, members)| board.put(group, hold, members));
    true
}

/// Seats holders in the order given. Does nobody lose?
fn seat_all(board: &mut Board<'_>, group_of: &[u32], line: Vec<usize>) -> bool {
    let mut without: Vec<usize> = line.into_iter().filter(|who| !stay(board, group_of[*who])).collect();
    without.sort_by_key(|who| board.instance.people[*who].keep_order());
    board.open_spare(true);
    without.retain(|who| !board.seat(group_of[*who]));
    board.open_spare(false);
    without.is_empty()
}

/// Seats one more of a group: in the seat held, else wherever a path leads.
pub(super) fn stay(board: &mut Board<'_>, group: u32) -> bool {
    let hold = board.instance.held(board.groups[group as usize].hold);
    match hold.filter(|hold| board.may_use(group, *hold) && board.is_free(*hold) && !board.closed[usize::from(*hold)]) {
        Some(hold) => {
            board.put(group, hold, 1);
            true
        }
        None => board.seat(group),
    }
}

/// The holders, with those first who can stay where they are outside the spare pools: when nobody loses, the
/// order only says who moves.
fn sitting_first(instance: &Instance, board: &Board<'_>, holders: &[usize]) -> Vec<usize> {
    let mut room: Vec<u32> = board.every_seat().collect();
    let mut stays = |who: &usize| {
        let Candidate { hold: Some(hold), kind, .. } = instance.people[*who] else { return false };
        let fits = instance.kinds[kind as usize].contains(&hold) && !instance.is_spare(usize::from(hold));
        let left = room.get_mut(usize::from(hold)).filter(|left| fits && **left > 0);
        left.map(|left| *left -= 1).is_some()
    };
    let (mut first, rest): (Vec<usize>, Vec<usize>) = holders.iter().partition(|who| stays(who));
    first.extend(rest);
    first
}
