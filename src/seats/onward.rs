//! After the round: who is entitled to another pool than the one held moves there when a seat is left over.
//!
//! The round keeps a holder in the seat held. What it leaves free elsewhere nobody who waits can use, not even along
//! a path, so a move strands nobody; and the mover is not on the way out for the length of a grace.

use super::round::{Assignment, Instance};

/// Moves those with somewhere to go: for each person the cells, none for those who may stay where they are.
/// `may` says whether somebody may have a seat of a cell.
pub(super) fn move_on(
    instance: &Instance,
    onward: &[Vec<u16>],
    assignment: &mut Assignment,
    mut may: impl FnMut(usize, u16) -> bool,
) {
    let mut load = vec![0_u32; instance.seats.len()];
    assignment.iter().flatten().for_each(|cell| load[usize::from(*cell)] += 1);
    let mut movers: Vec<usize> = (0..onward.len()).filter(|who| !onward[*who].is_empty()).collect();
    movers.sort_by_key(|who| (instance.people[*who].class, instance.people[*who].seq));
    for who in movers {
        let Some(held) = assignment[who].filter(|held| !onward[who].contains(held)) else { continue };
        let free = |cell: &&u16| load[usize::from(**cell)] < instance.seats[usize::from(**cell)];
        if let Some(next) = onward[who].iter().find(|cell| free(cell) && may(who, **cell)).copied() {
            load[usize::from(held)] -= 1;
            load[usize::from(next)] += 1;
            assignment[who] = Some(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::round::Candidate;
    use super::*;

    #[test]
    fn the_first_of_two_takes_the_one_seat_left_and_the_other_stays() {
        let holder = |seq, hold| Candidate {
            kind: 0,
            school: 0,
            class: 0,
            since: 0,
            id: 0,
            hold: Some(hold),
            seq,
            locked: false,
            leaving: false,
        };
        let people = vec![holder(9, 0), holder(4, 0), holder(1, 1)];
        let instance = Instance { seats: vec![2, 2], people, ..Instance::default() };
        let mut assignment = vec![Some(0), Some(0), Some(1)];
        move_on(&instance, &[vec![1], vec![1], vec![]], &mut assignment, |_, _| true);
        assert_eq!(assignment, [Some(0), Some(1), Some(1)]);
        move_on(&instance, &[vec![1], vec![1], vec![]], &mut assignment, |_, _| true);
        assert_eq!(assignment, [Some(0), Some(1), Some(1)], "and moves no more");
    }
}
