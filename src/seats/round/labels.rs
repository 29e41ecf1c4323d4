//! What it costs to go on from each pool and school: potentials of the levels GUAR, COUNT and FAIR.
//!
//! A school's somebody may take a seat in a pool, somebody in a pool may move on to another, somebody of a school may give
//! way in a pool. Taking a seat in class c lowers the cost by one in place c of a vector, giving way raises it. A step
//! *leads on* when it lies on a cheapest way: then the label of a pool equals that of the cell that takes or leaves
//! a seat there. Both kinds of labels below are found by Bellman and Ford; there are never circles that gain.

use super::board::Board;
use super::cells::Cell;
use super::number;
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

    /// Is it lower than another one when `by` is added for a class? Most often it is not.
    fn is_lower(&self, class: usize, by: i32, other: &Self) -> bool {
        let classes = (0..).zip(&self.classes).map(|(at, count)| if at == class { count + by } else { *count });
        let order = self.promised.cmp(&other.promised);
        let order = order.then_with(|| classes.cmp(other.classes.iter().copied()));
        order.then_with(|| self.share.cmp(&other.share)).is_lt()
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

/// A step, and what it costs.
#[derive(Clone, Copy)]
struct Arc {
    /// Places in a list of all schools, then all pools.
    from: u32,
    to: u32,
    /// In place of which class it costs something.
    class: u16,
    /// Somebody takes a seat (-1), gives way (1) or moves on (0).
    by: i8,
}

/// All steps that somebody could take now.
struct Arcs {
    schools: usize,
    /// Places of classes in a cost.
    places: BTreeMap<u8, u16>,
    list: Vec<Arc>,
}

impl Arcs {
    fn of(board: &mut Board<'_>, schools: usize) -> Self {
        let mut classes: Vec<u8> = board.cells.all.iter().map(|cell| cell.class).collect();
        classes.sort_unstable();
        classes.dedup();
        let places: BTreeMap<u8, u16> = classes.into_iter().zip(0..).collect();
        let node = |pool: u16| number(schools) + u32::from(pool);
        let mut list = Vec::with_capacity(2 * board.cells.rows_count());
        for (cell, of) in (0..).zip(&board.cells.all) {
            let (from, class) = (of.school, places[&of.class]);
            let wanted = board.cells.wanted(cell).filter(|pool| board.is_open(*pool));
            list.extend(wanted.map(|pool| Arc { from, to: node(pool), class, by: -1 }));
        }
        for pool in board.every_pool() {
            let others = board.every_pool().filter(|to| *to != pool && board.mover(pool, *to).is_some());
            list.extend(others.map(|to| Arc { from: node(pool), to: node(to), class: 0, by: 0 }));
            let seated = board.cells.seated(pool).map(|cell| board.cells.all[cell as usize]);
            let give_way = |of: Cell| Arc { from: node(pool), to: of.school, class: places[&of.class], by: 1 };
            list.extend(seated.map(give_way));
        }
        Self { schools, places, list }
    }

    /// Lowers labels along steps until none is lowered any more; `ends` says from which end of a step to which.
    fn lower(&self, labels: &mut [Option<Cost>], ends: impl Fn(&Arc) -> (u32, u32)) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for arc in &self.list {
                let (known, other) = ends(arc);
                let Some(cost) = &labels[known as usize] else { continue };
                let (class, by) = (usize::from(arc.class), i32::from(arc.by));
                if labels[other as usize].as_ref().is_none_or(|old| cost.is_lower(class, by, old)) {
                    labels[other as usize] = Some(if by == 0 { cost.clone() } else { cost.plus(class, by) });
                    changed = true;
                }
            }
        }
    }
}

impl Labels {
    /// The cheapest way from each pool and school to a free seat.
    pub(super) fn to_seats(board: &mut Board<'_>, schools: usize) -> Self {
        let arcs = Arcs::of(board, schools);
        let mut labels = vec![None; schools + board.count()];
        for pool in board.every_pool().filter(|pool| board.is_free(*pool)) {
            labels[schools + usize::from(pool)] = Some(Cost::nothing(arcs.places.len()));
        }
        arcs.lower(&mut labels, |arc| (arc.to, arc.from));
        Self::number(board, &arcs, labels, 1)
    }

    /// The cheapest way to each pool and school, when a school is given one seat more.
    pub(super) fn from_schools(board: &mut Board<'_>, shares: &Shares) -> Self {
        let arcs = Arcs::of(board, shares.count());
        let mut labels = vec![None; shares.count() + board.count()];
        for (cell, of) in (0..).zip(&board.cells.all) {
            if board.cells.wanted(cell).next().is_some() {
                let (beyond, share) = shares.next(of.school);
                let nothing = Cost::nothing(arcs.places.len());
                let next = Cost { promised: u8::from(beyond), share: Some(share), ..nothing };
                labels[of.school as usize] = Some(next);
            }
        }
        arcs.lower(&mut labels, |arc| (arc.from, arc.to));
        Self::number(board, &arcs, labels, -1)
    }

    fn number(board: &Board<'_>, arcs: &Arcs, mut schools: Vec<Option<Cost>>, by: i32) -> Self {
        let of_pool = schools.split_off(arcs.schools);
        let mut numbers: BTreeMap<&Cost, u32> = of_pool.iter().flatten().map(|cost| (cost, 0)).collect();
        numbers.values_mut().zip(0..).for_each(|(number, next)| *number = next);
        let pools = of_pool.iter().map(|cost| cost.as_ref().map(|cost| numbers[cost])).collect();
        let mut last = vec![None; arcs.places.len()];
        let of_cell = |of: &Cell| {
            let (cost, class) = (schools[of.school as usize].as_ref()?, usize::from(arcs.places[&of.class]));
            // Most schools cost what the one before does.
            if let Some((_, number)) = last[class].filter(|(before, _)| *before == cost) {
                return number;
            }
            let number = numbers.get(&cost.plus(class, by)).copied();
            last[class] = Some((cost, number));
            number
        };
        let cells = board.cells.all.iter().map(of_cell).collect();
        Self { pools, cells, schools }
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

    /// The first pool with a free seat for somebody of a group.
    pub(super) fn free(&self, board: &Board<'_>, group: u32) -> Option<u16> {
        let cell = board.groups[group as usize].cell;
        let mut mine = board.pools_of(group).iter().copied();
        mine.find(|pool| board.is_free(*pool) && self.fits(cell, *pool))
    }

    /// What it costs from a school, or to it.
    pub(super) fn school(&self, school: u32) -> Option<&Cost> {
        self.schools[school as usize].as_ref()
    }

    /// Does a way to a school cost just what this seat of it does?
    pub(super) fn is_worth(&self, school: u32, (beyond, share): (bool, Marginal)) -> bool {
        self.school(school).is_some_and(|cost| {
            cost.promised == u8::from(beyond) && cost.share == Some(share) && cost.classes.iter().all(|by| *by == 0)
        })
    }
}
