//! Who has to compete at all: most find a seat whatever the others do.
//!
//! A pool with a seat for everyone who may ever sit in it never keeps anybody waiting. Whoever may use one is set aside,
//! which leaves fewer who may ever sit in the other pools; what remains in the end competes.

use super::board::{Board, Role};

/// Groups of those who wait.
pub(super) struct Demand {
    /// Those who compete.
    pub(super) competing: Vec<u32>,
    /// Those who find a seat whatever comes, in the order in which they are to be seated.
    pub(super) sure: Vec<u32>,
}

impl Demand {
    /// Looks who has to compete.
    pub(super) fn of(board: &Board<'_>) -> Self {
        let pools = board.count();
        let mut may_come = vec![0_u64; pools];
        let mut left: Vec<bool> = Vec::with_capacity(board.groups.len());
        for (at, group) in (0..).zip(&board.groups) {
            let waits = group.role == Role::Waiter;
            left.push(waits);
            if waits || group.served > 0 {
                let members = if waits { group.members } else { group.served };
                board.sitting(at).for_each(|(pool, sits)| may_come[usize::from(pool)] += u64::from(members - sits));
            }
        }
        let is_ample = |pool: u16, may_come: &[u64]| u64::from(board.room(pool)) >= may_come[usize::from(pool)];
        let mut line: Vec<u16> = board.every_pool().filter(|pool| is_ample(*pool, &may_come)).collect();
        let mut waiting = if line.is_empty() { Vec::new() } else { waiting(board) };
        let mut done = vec![false; pools];
        line.iter().for_each(|pool| done[usize::from(*pool)] = true);
        let mut layers = Vec::new();
        while let Some(pool) = line.pop() {
            let mut here = std::mem::take(&mut waiting[usize::from(pool)]);
            here.retain(|group| std::mem::take(&mut left[*group as usize]));
            for group in &here {
                let of = board.groups[*group as usize];
                let others = board.pools_of(*group).iter().filter(|other| **other != pool && board.is_open(**other));
                for other in others {
                    may_come[usize::from(*other)] -= u64::from(of.members);
                    if !done[usize::from(*other)] && is_ample(*other, &may_come) {
                        done[usize::from(*other)] = true;
                        line.push(*other);
                    }
                }
            }
            layers.push(here);
        }
        // The last ones set aside sit down first: nobody after them may come to the pool that is ample for them.
        let competing = (0..).zip(&left).filter(|(_, left)| **left).map(|(at, _)| at).collect();
        Self { competing, sure: layers.into_iter().rev().flatten().collect() }
    }
}

/// Groups of those who wait, by pool.
fn waiting(board: &Board<'_>) -> Vec<Vec<u32>> {
    let mut waiting = vec![Vec::new(); board.count()];
    for (at, _) in (0..).zip(&board.groups).filter(|(_, group)| group.role == Role::Waiter) {
        board.pools_of(at).iter().for_each(|pool| waiting[usize::from(*pool)].push(at));
    }
    waiting
}

/// Seats groups that find one whatever comes: each in the first of its pools with room.
pub(super) fn seat_sure(board: &mut Board<'_>, sure: &[u32]) {
    for group in sure {
        let of = board.groups[*group as usize];
        let mut left = of.members;
        for at in 0..of.pools_count() {
            let pool = board.pools_of(*group)[at];
            let here = if board.is_open(pool) { left.min(board.room(pool)) } else { 0 };
            board.put(*group, pool, here);
            left -= here;
        }
    }
}
