//! Those who wait and compete: promises first, then class by class, then schools by their shares.
//!
//! Seats are given one at a time, each along a cheapest way (successive shortest paths), so that whatever number is
//! given, none could be given better. Who of a school gets it is settled afterwards, in the order of the line.

use super::board::Board;
use super::labels::{Cost, Labels};
use super::number;
use super::search::Step;
use super::share::{Marginal, Shares};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Everybody who competes.
pub(super) struct Contest<'b, 'a> {
    pub(super) board: &'b mut Board<'a>,
    pub(super) shares: &'b mut Shares,
    /// The groups of those in line, first in line first.
    pub(super) line: &'b [u32],
    /// Which one of the group each is.
    ranks: Vec<u32>,
    /// The places in line of each cell.
    in_cell: Vec<Vec<u32>>,
    /// How far each cell has been looked through.
    next: Vec<usize>,
    /// Pools from which no moves lead to a free seat, until somebody gives way.
    stuck: Vec<bool>,
}

/// A school's turn: what its next seat costs, then who is first in line.
type Turn = (Marginal, u32, u32);

impl<'b, 'a> Contest<'b, 'a> {
    /// A contest in which nobody has a seat yet.
    pub(super) fn new(board: &'b mut Board<'a>, shares: &'b mut Shares, line: &'b [u32]) -> Self {
        let mut in_cell = vec![Vec::new(); board.cells.all.len()];
        let mut ranks = Vec::with_capacity(line.len());
        let mut so_far = vec![0_u32; board.groups.len()];
        for (at, group) in (0..).zip(line) {
            in_cell[board.groups[*group as usize].cell as usize].push(at);
            ranks.push(so_far[*group as usize]);
            so_far[*group as usize] += 1;
        }
        let (next, stuck) = (vec![0; in_cell.len()], vec![false; board.count()]);
        Self { board, shares, line, ranks, in_cell, next, stuck }
    }

    /// Gives seats until no way leads to one.
    pub(super) fn share_out(&mut self) {
        loop {
            let labels = Labels::to_seats(self.board, self.shares.count());
            self.next.fill(0);
            self.stuck.fill(false);
            let schools = 0..number(self.shares.count());
            let cost = |school: &u32| Some((self.shares.next(*school).0, labels.school(*school)?.clone()));
            let Some(best) = schools.clone().filter_map(|school| cost(&school)).min() else { return };
            let turns = schools.filter(|school| cost(school).as_ref() == Some(&best));
            let turns: Vec<u32> = turns.collect();
            let mut heap: BinaryHeap<Reverse<Turn>> = BinaryHeap::new();
            for school in turns {
                heap.extend(self.turn(school, &labels).map(Reverse));
            }
            self.take_turns(heap, &labels, &best);
        }
    }

    /// Gives seats to the schools in the heap, while the labels hold and a seat costs no more than `best`.
    fn take_turns(&mut self, mut heap: BinaryHeap<Reverse<Turn>>, labels: &Labels, best: &(bool, Cost)) {
        while let Some(Reverse(turn)) = heap.pop() {
            let school = turn.2;
            if self.shares.next(school).0 != best.0 {
                continue;
            }
            match self.turn(school, labels) {
                None => {} // nobody of it is left for whom a seat costs so little
                Some(now) if now != turn => heap.push(Reverse(now)),
                Some((_, place, _)) => {
                    if !self.give(place, labels) {
                        return;
                    }
                    self.shares.add(school, 1);
                    heap.extend(self.turn(school, labels).map(Reverse));
                }
            }
        }
    }

    /// The school's next turn, with the first in line whom a way leads to a seat.
    fn turn(&mut self, school: u32, labels: &Labels) -> Option<Turn> {
        let cells = self.board.cells.of_school(school);
        let first = cells.filter_map(|cell| self.first(cell, labels)).min()?;
        Some((self.shares.next(school).1, first, school))
    }

    /// The first in line of a cell who has no seat and whom a way may lead to one.
    fn first(&mut self, cell: u32, labels: &Labels) -> Option<u32> {
        let places = &self.in_cell[cell as usize];
        while let Some(place) = places.get(self.next[cell as usize]).copied() {
            let group = self.line[place as usize];
            let is_without = self.ranks[place as usize] >= self.board.groups[group as usize].served;
            let kind = self.board.groups[group as usize].kind;
            if is_without && self.board.pools_of(kind).iter().any(|pool| labels.fits(cell, *pool)) {
                return Some(place);
            }
            self.next[cell as usize] += 1;
        }
        None
    }

    /// Gives a seat to the first in line, or where no way leads from there to another of the school, along a way on
    /// which others move on or give way to their own school.
    fn give(&mut self, place: u32, labels: &Labels) -> bool {
        let group = self.line[place as usize];
        let of = self.board.groups[group as usize];
        let mine: Vec<u16> =
            self.board.pools_of(of.kind).iter().copied().filter(|p| labels.fits(of.cell, *p)).collect();
        if let Some(pool) = self.find(of.school, &mine, labels) {
            self.board.serve(group, pool);
            return true;
        }
        let cells = self.board.cells.of_school(of.school);
        let wanted = |cell| {
            self.board.cells.wanted(cell).filter(move |pool| labels.fits(cell, *pool)).map(move |pool| (pool, cell))
        };
        let mut all: Vec<(u16, u32)> = cells.flat_map(wanted).collect();
        all.sort_unstable();
        let pools: Vec<u16> = all.iter().map(|(pool, _)| *pool).collect();
        let Some(pool) = self.find(of.school, &pools, labels) else { return false };
        let cells = all.iter().filter(|(of, _)| *of == pool).map(|(_, cell)| *cell);
        let first = cells.filter_map(|cell| self.board.first_wanting(cell, pool)).min();
        if let Some((_, group)) = first {
            self.board.serve(group, pool);
        }
        first.is_some()
    }

    /// One of these pools with room, once others have moved on or given way.
    fn find(&mut self, school: u32, pools: &[u16], labels: &Labels) -> Option<u16> {
        if let Some(free) = pools.iter().copied().find(|pool| self.board.is_free(*pool)) {
            return Some(free);
        }
        let is_free = |board: &Board<'a>, pool| board.is_free(pool);
        if pools.iter().any(|pool| !self.stuck[usize::from(*pool)]) {
            let moves = |board: &mut Board<'a>, pool| board.see_moves(pool, |to| labels.leads_on(pool, to));
            if let Some(free) = self.board.search(pools, is_free, moves) {
                return Some(self.board.walk_back(free));
            }
            self.board.seen().iter().for_each(|pool| self.stuck[usize::from(*pool)] = true);
        }
        self.board.cells.begin(school);
        let free = self.board.search(pools, is_free, |board, pool| {
            board.see_moves(pool, |to| labels.leads_on(pool, to));
            see_swaps(board, pool, labels);
        })?;
        // Who gives way is looked for again, and may leave a way for others.
        self.board.swaps_on_the_way(free).into_iter().for_each(|(out, _)| self.next[out as usize] = 0);
        self.stuck.fill(false);
        Some(self.board.walk_back(free))
    }
}

/// Sees the pools where somebody of a school could take a seat whose schoolmate gives way in `pool`.
pub(super) fn see_swaps(board: &mut Board<'_>, pool: u16, labels: &Labels) {
    let mut at = 0;
    while let Some(out) = board.cells.seated_from(pool, &mut at) {
        let school = board.cells.school(out);
        if labels.fits(out, pool) && !board.cells.see(school) {
            see_seats(board, school, (pool, out), labels);
        }
    }
}

/// Sees the pools where somebody of a school could take a seat, when somebody of cell `out` gives way in `pool`.
pub(super) fn see_seats(board: &mut Board<'_>, school: u32, (pool, out): (u16, u32), labels: &Labels) {
    for into in board.cells.of_school(school) {
        for row in board.cells.rows(into) {
            if let Some(to) = board.cells.wanted_in(row).filter(|to| labels.fits(into, *to)) {
                board.see(to, Step::Swap { from: pool, out, into });
            }
        }
    }
}
