//! Seats of one day, and who can be seated at once: each newcomer sits down if those who sit can move so that there is
//! a seat, and nobody ever stands up (ALLOCATION T1-T2).

use std::collections::{BTreeMap, BTreeSet};

/// The cells that somebody may use.
pub(super) type Cells = Box<[u16]>;

/// Seats of one day, and who sits in them.
#[derive(Debug, Clone, Default)]
pub(in crate::seats) struct Seating {
    /// Free seats of each cell.
    room: Vec<u32>,
    /// For each cell those who sit in it, counted by the cells that they may use.
    sitting: Vec<BTreeMap<Cells, u32>>,
}

impl Seating {
    /// Cells with so many seats each, all free.
    pub(super) fn of(room: Vec<u32>) -> Self {
        Self { sitting: vec![BTreeMap::new(); room.len()], room }
    }

    /// The cells along which people move so that somebody finds a seat in the first of them: each to the next, and in
    /// the last one is free. Nothing when there is no seat.
    pub(super) fn way(&self, cells: &[u16]) -> Option<Vec<u16>> {
        let mut from: BTreeMap<u16, u16> = BTreeMap::new();
        let mut seen: BTreeSet<u16> = cells.iter().copied().collect();
        let mut line: Vec<u16> = cells.to_vec();
        let mut at = 0;
        while let Some(cell) = line.get(at).copied() {
            if self.room[usize::from(cell)] > 0 {
                let mut way = vec![cell];
                while let Some(before) = from.get(&way[way.len() - 1]) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            for next in self.sitting[usize::from(cell)].keys().flat_map(|cells| cells.iter().copied()) {
                if seen.insert(next) {
                    from.insert(next, cell);
                    line.push(next);
                }
            }
            at += 1;
        }
        None
    }

    /// Seats somebody along a way that was found for these cells.
    pub(super) fn seat(&mut self, cells: Cells, way: &[u16]) {
        for pair in way.windows(2) {
            let (here, next) = (usize::from(pair[0]), pair[1]);
            let mover = self.sitting[here].keys().find(|cells| cells.contains(&next)).cloned();
            let Some(mover) = mover else { continue };
            if let Some(count) = self.sitting[here].get_mut(&mover) {
                *count -= 1;
            }
            self.sitting[here].retain(|_, count| *count > 0);
            *self.sitting[usize::from(next)].entry(mover).or_default() += 1;
        }
        if let (Some(first), Some(last)) = (way.first(), way.last()) {
            self.room[usize::from(*last)] -= 1;
            *self.sitting[usize::from(*first)].entry(cells).or_default() += 1;
        }
    }

    /// Seats somebody if there is a seat. Is there?
    pub(super) fn add(&mut self, cells: Cells) -> bool {
        let Some(way) = self.way(&cells) else { return false };
        self.seat(cells, &way);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn somebody_moves_so_that_another_finds_a_seat() {
        let mut seating = Seating::of(vec![1, 1]);
        assert!(seating.add(Box::from([0, 1])));
        assert!(seating.add(Box::from([0])), "the first moves to the other cell");
        assert!(!seating.add(Box::from([0, 1])));
    }

    /// How many can be seated at once, by trying everything.
    fn most(room: &[u32], people: &[Vec<u16>]) -> usize {
        let Some((first, rest)) = people.split_first() else { return 0 };
        let seated = |cell: &u16| {
            let mut left = room.to_vec();
            left[usize::from(*cell)] -= 1;
            1 + most(&left, rest)
        };
        let with = first.iter().filter(|cell| room[usize::from(**cell)] > 0).map(seated).max();
        with.unwrap_or(0).max(most(room, rest))
    }

    proptest! {
        #[test]
        fn as_many_are_seated_as_can_be(
            room in proptest::collection::vec(0_u32..3, 3),
            people in proptest::collection::vec(proptest::sample::subsequence(vec![0_u16, 1, 2], 0..=3), 0..7),
        ) {
            let mut seating = Seating::of(room.clone());
            let seated = people.iter().filter(|cells| seating.add(Box::from(cells.as_slice()))).count();
            prop_assert_eq!(seated, most(&room, &people));
        }
    }
}
