//! What it costs to go on from each pool and school: potentials of the levels GUAR, COUNT and FAIR.
//!
//! A school's somebody may take a seat in a pool, somebody in a pool may move on to another, somebody of a school may give
//! way in a pool. Taking a seat in class c lowers the cost by one in place c of a vector, giving way raises it. A step
//! *leads on* when it lies on a cheapest way: then the label of a pool equals that of the cell that takes or leaves
//! a seat there. Both kinds of labels below are found by Bellman and Ford; there are never circles that gain.

use super::board::Board;
use super::share::{Marginal, Shares};
use std::collections::BTreeMap;

/// A cost, the most important part first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    /// 0 when a promised seat is given, 1 otherwise.
    promised: u8,
    /// By class: one less for each who takes a seat, one more for each who gives way.
    classes: Vec<i32>,
    /// What it costs fairness.
    share: Option<Marginal>,
}

impl Cost {
    fn nothing(classes: usize) -> Self {
        Self { promised: 0, classes: vec![0; classes], share: None }
    }

    fn plus(&self, class: usize, by: i32) -> Self {
        let mut cost = self.clone();
        cost.classes[class] += by;
        cost
    }
}

/// The cheapest ways, as they are until the board changes.
pub(super) struct Labels {
    /// Labels as numbers, by pool; none where no way leads.
    pools: Vec<Option<u32>>,
    cells: Vec<Option<u32>>,
    /// The cost by school.
    schools: Vec<Option<Cost>>,
}

/// Places of classes in a cost.
pub(super) fn places(board: &Board<'_>) -> BTreeMap<u8, usize> {
    let mut classes: Vec<u8> = board.cells.all.iter().map(|cell| cell.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes.into_iter().zip(0..).collect()
}

impl Labels {
    /// The cheapest way from each pool and school to a free seat.
    pub(super) fn to_seats(board: &mut Board<'_>, schools: usize) -> Self {
        let places = places(board);
        let (mut of_school, mut of_pool) = (vec![None; schools], vec![None; board.count()]);
        for pool in board.every_pool().filter(|pool| board.is_free(*pool)) {
            of_pool[usize::from(pool)] = Some(Cost::nothing(places.len()));
        }
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (cell, of) in (0..).zip(&board.cells.all) {
                for pool in board.cells.wanted(cell).filter(|pool| board.is_open(*pool)) {
                    let on = of_pool[usize::from(pool)].as_ref().map(|cost: &Cost| cost.plus(places[&of.class], -1));
                    changed |= lower(&mut of_school[of.school as usize], on);
                }
            }
            for pool in board.every_pool() {
                for next in board.every_pool().filter(|next| *next != pool) {
                    let on = of_pool[usize::from(next)].clone();
                    if is_lower(&of_pool[usize::from(pool)], &on) && board.mover(pool, next).is_some() {
                        changed |= lower(&mut of_pool[usize::from(pool)], on);
                    }
                }
                for cell in board.cells.seated(pool) {
                    let of = board.cells.all[cell as usize];
                    let on = of_school[of.school as usize].as_ref().map(|cost: &Cost| cost.plus(places[&of.class], 1));
                    changed |= lower(&mut of_pool[usize::from(pool)], on);
                }
            }
        }
        Self::number(board, &places, of_school, &of_pool, 1)
    }

    /// The cheapest way to each pool and school, when a school is given one seat more.
    pub(super) fn from_schools(board: &mut Board<'_>, shares: &Shares) -> Self {
        let places = places(board);
        let (mut of_school, mut of_pool) = (vec![None; shares.count()], vec![None; board.count()]);
        for (cell, of) in (0..).zip(&board.cells.all) {
            if board.cells.wanted(cell).next().is_some() {
                of_school[of.school as usize] = Some(Cost::of_next(shares, of.school, places.len()));
            }
        }
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (cell, of) in (0..).zip(&board.cells.all) {
                let on = of_school[of.school as usize].as_ref().map(|cost: &Cost| cost.plus(places[&of.class], -1));
                for pool in board.cells.wanted(cell).filter(|pool| board.is_open(*pool)) {
                    changed |= lower(&mut of_pool[usize::from(pool)], on.clone());
                }
            }
            for pool in board.every_pool() {
                for next in board.every_pool().filter(|next| *next != pool) {
                    let on = of_pool[usize::from(pool)].clone();
                    if is_lower(&of_pool[usize::from(next)], &on) && board.mover(pool, next).is_some() {
                        changed |= lower(&mut of_pool[usize::from(next)], on);
                    }
                }
                for cell in board.cells.seated(pool) {
                    let of = board.cells.all[cell as usize];
                    let on = of_pool[usize::from(pool)].as_ref().map(|cost: &Cost| cost.plus(places[&of.class], 1));
                    changed |= lower(&mut of_school[of.school as usize], on);
                }
            }
        }
        Self::number(board, &places, of_school, &of_pool, -1)
    }

    fn number(
        board: &Board<'_>,
        places: &BTreeMap<u8, usize>,
        schools: Vec<Option<Cost>>,
        of_pool: &[Option<Cost>],
        by: i32,
    ) -> Self {
        let mut numbers: BTreeMap<&Cost, u32> = of_pool.iter().flatten().map(|cost| (cost, 0)).collect();
        numbers.values_mut().zip(0..).for_each(|(number, next)| *number = next);
        let pools = of_pool.iter().map(|cost| cost.as_ref().map(|cost| numbers[cost])).collect();
        let of_cell = |of: &super::cells::Cell| {
            let cost = schools[of.school as usize].as_ref()?.plus(places[&of.class], by);
            numbers.get(&cost).copied()
        };
        Self { pools, cells: board.cells.all.iter().map(of_cell).collect(), schools }
    }

    /// Does moving on from one pool to another lie on a cheapest way?
    pub(super) fn leads_on(&self, from: u16, to: u16) -> bool {
        let label = self.pools[usize::from(from)];
        label.is_some() && label == self.pools[usize::from(to)]
    }

    /// Does taking or leaving a seat?
    pub(super) fn fits(&self, cell: u32, pool: u16) -> bool {
        let label = self.cells[cell as usize];
        label.is_some() && label == self.pools[usize::from(pool)]
    }

    /// What it costs from a school, or to it.
    pub(super) fn school(&self, school: u32) -> Option<&Cost> {
        self.schools[school as usize].as_ref()
    }
}

impl Cost {
    /// Of the next seat of a school.
    pub(super) fn of_next(shares: &Shares, school: u32, classes: usize) -> Self {
        let (beyond, share) = shares.next(school);
        Self { promised: u8::from(beyond), classes: vec![0; classes], share: Some(share) }
    }

    /// Of the last one.
    pub(super) fn of_last(shares: &Shares, school: u32, classes: usize) -> Self {
        let (beyond, share) = shares.last(school);
        Self { promised: u8::from(beyond), classes: vec![0; classes], share: Some(share) }
    }
}

fn is_lower(old: &Option<Cost>, new: &Option<Cost>) -> bool {
    new.as_ref().is_some_and(|new| old.as_ref().is_none_or(|old| new < old))
}

fn lower(old: &mut Option<Cost>, new: Option<Cost>) -> bool {
    let better = is_lower(old, &new);
    if better {
        *old = new;
    }
    better
}
