//! Those who wait and compete: promises first, then class by class, then schools by their shares.
//!
//! Seats are given along cheapest ways (successive shortest paths), in turns that are known as long as labels hold: so
//! whatever number is given, none could be given better. Those for whom a seat is free sit down all at once, the others
//! after moves or a swap. Who of a school gets it is settled afterwards, in the order of the line.

use super::board::Board;
use super::labels::Labels;
use super::search::Step;
use super::share::{Marginal, Shares};
use super::ways::Ways;
use super::{in_parts, number};
use rayon::prelude::*;

/// So many turns are put in order at first.
const FIRST_TURNS: usize = 1 << 12;

/// Everybody who competes.
pub(super) struct Contest<'b, 'a> {
    pub(super) board: &'b mut Board<'a>,
    pub(super) shares: &'b mut Shares,
    /// The groups of those in line, first in line first.
    pub(super) line: &'b [u32],
    /// All of them again, cell by cell, first in line first.
    waiting: Vec<Waiting>,
    /// Where each cell begins.
    starts: Vec<u32>,
    ways: Ways,
    /// Who of those who wait has been promised a free seat of which pool.
    promised: Vec<(u32, u16)>,
    /// Has anybody got a seat out of turn, or given way? Then some of those whose turn comes may have a seat.
    is_upset: bool,
}

/// Somebody in line.
#[derive(Debug, Default, Clone, Copy)]
struct Waiting {
    place: u32,
    group: u32,
    /// Which one of the group.
    rank: u32,
}

/// A seat more for a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    /// What it costs.
    marginal: Marginal,
    /// Who is first in line for it.
    place: u32,
    /// Where this one is among those who wait.
    at: u32,
    /// The first pool that is tried.
    pool: u16,
}

impl<'b, 'a> Contest<'b, 'a> {
    /// A contest in which nobody has a seat yet.
    pub(super) fn new(board: &'b mut Board<'a>, shares: &'b mut Shares, line: &'b [u32]) -> Self {
        let mut starts = Vec::with_capacity(board.cells.all.len() + 1);
        let mut next = 0;
        for cell in 0..number(board.cells.all.len()) {
            starts.push(next);
            next += board.cells.groups(cell).iter().map(|group| board.groups[*group as usize].members).sum::<u32>();
        }
        starts.push(next);
        let (mut ends, mut ranks) = (starts.clone(), vec![0_u32; board.groups.len()]);
        let mut waiting = vec![Waiting::default(); line.len()];
        for (place, group) in (0..).zip(line.iter().copied()) {
            let (end, rank) = (&mut ends[board.groups[group as usize].cell as usize], &mut ranks[group as usize]);
            waiting[*end as usize] = Waiting { place, group, rank: *rank };
            *end += 1;
            *rank += 1;
        }
        let ways = Ways::over(board.count());
        Self { board, shares, line, waiting, starts, ways, promised: Vec::new(), is_upset: false }
    }

    /// Gives seats until no way leads to one.
    pub(super) fn share_out(&mut self) {
        loop {
            let labels = Labels::to_seats(self.board, self.shares.count());
            self.ways.forget();
            self.is_upset = false;
            let schools = 0..number(self.shares.count());
            let cost = |school: &u32| Some((self.shares.next(*school).0, labels.school(*school)?));
            let Some(best) = schools.clone().filter_map(|school| cost(&school)).min() else { return };
            let schools: Vec<u32> = schools.filter(|school| cost(school) == Some(best)).collect();
            let mut turns = self.turns(&schools, &labels);
            if !self.all_find_one(&turns, &labels) {
                self.take_turns(&mut turns, &labels);
            }
        }
    }

    /// The next seats of some schools, in no order.
    fn turns(&self, schools: &[u32], labels: &Labels) -> Vec<Turn> {
        let parts = in_parts(schools, |_, schools| {
            let mut turns = Vec::new();
            schools.iter().for_each(|school| self.turns_of(*school, labels, &mut turns));
            turns
        });
        parts.concat()
    }

    /// Adds the next seats of a school that cost what the next one does, but for shares.
    fn turns_of(&self, school: u32, labels: &Labels, turns: &mut Vec<Turn>) {
        let (marginal, from) = (self.shares.next(school).1, turns.len());
        let cells = &self.board.cells;
        for cell in cells.of_school(school).filter(|cell| cells.wanted(*cell).any(|pool| labels.fits(*cell, pool))) {
            for at in self.starts[cell as usize]..self.starts[cell as usize + 1] {
                let Waiting { place, group, rank } = self.waiting[at as usize];
                let mut mine = self.board.pools_of(group).iter().copied();
                if rank >= self.board.groups[group as usize].served
                    && let Some(pool) = mine.find(|pool| labels.fits(cell, *pool))
                {
                    turns.push(Turn { marginal, place, at, pool });
                }
            }
        }
        let mine = &mut turns[from..];
        if !mine.is_sorted_by_key(|turn| turn.place) {
            mine.sort_unstable_by_key(|turn| turn.place);
        }
        (0..).zip(mine).for_each(|(after, turn)| turn.marginal = self.shares.after_next(school, after));
        turns.truncate(from + self.shares.owed(school).unwrap_or(turns.len()));
    }

    /// Gives everybody a free seat whose turn comes in these, if that can be: then the order does not matter.
    fn all_find_one(&mut self, turns: &[Turn], labels: &Labels) -> bool {
        let all_found = turns.iter().all(|turn| self.promise_free(turn, labels));
        if all_found {
            self.seat_promised();
        } else {
            self.promised.drain(..).for_each(|(_, pool)| self.board.keep_promise(pool));
        }
        all_found
    }

    /// Gives seats in turn, while the labels hold. Only those turns are put in order that come.
    fn take_turns(&mut self, mut turns: &mut [Turn], labels: &Labels) {
        let mut some = FIRST_TURNS;
        while !turns.is_empty() {
            if some < turns.len() {
                turns.select_nth_unstable(some);
            }
            let (now, later) = turns.split_at_mut(some.min(turns.len()));
            now.par_sort_unstable();
            if !now.iter().all(|turn| self.promise_free(turn, labels) || self.give(turn.at, labels)) {
                break;
            }
            (turns, some) = (later, some * 4);
        }
        self.seat_promised();
    }

    /// Promises a free seat to somebody whose turn it is, when there is one.
    fn promise_free(&mut self, turn: &Turn, labels: &Labels) -> bool {
        let pool = self.free(turn, labels);
        if let Some(pool) = pool {
            self.board.promise(pool);
            self.promised.push((turn.at, pool));
        }
        pool.is_some()
    }

    /// A pool with a free seat for somebody whose turn it is.
    fn free(&self, turn: &Turn, labels: &Labels) -> Option<u16> {
        let has_seat = || {
            let Waiting { group, rank, .. } = self.waiting[turn.at as usize];
            rank < self.board.groups[group as usize].served
        };
        if self.is_upset && has_seat() {
            return None;
        }
        if self.board.is_free(turn.pool) {
            return Some(turn.pool);
        }
        let group = self.waiting[turn.at as usize].group;
        let cell = self.board.groups[group as usize].cell;
        let mut mine = self.board.pools_of(group).iter().copied();
        mine.find(|pool| self.board.is_free(*pool) && labels.fits(cell, *pool))
    }

    /// Seats those who have been promised a free seat; school by school, as they stand in memory.
    fn seat_promised(&mut self) {
        self.promised.par_sort_unstable();
        for (at, pool) in std::mem::take(&mut self.promised) {
            self.board.keep_promise(pool);
            self.seat(self.waiting[at as usize].group, pool);
        }
    }

    fn seat(&mut self, group: u32, pool: u16) {
        self.board.serve(group, pool);
        self.shares.add(self.board.groups[group as usize].school, 1);
    }

    /// Gives a seat to somebody in line, or where no way leads from there to another of the school, along a way on
    /// which others move on or give way to their own school.
    fn give(&mut self, at: u32, labels: &Labels) -> bool {
        let Waiting { group, rank, .. } = self.waiting[at as usize];
        let of = self.board.groups[group as usize];
        if rank >= of.served {
            let mine = self.board.pools_of(group).iter().copied().filter(|pool| labels.fits(of.cell, *pool));
            let mine: Vec<u16> = mine.collect();
            if let Some(pool) = self.find(of.school, &mine, labels) {
                self.seat(group, pool);
                return true;
            }
        }
        self.seat_promised();
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
            self.seat(group, pool);
            self.is_upset = true;
        }
        first.is_some()
    }

    /// One of these pools with room, once others have moved on or given way.
    fn find(&mut self, school: u32, pools: &[u16], labels: &Labels) -> Option<u16> {
        if let Some(free) = pools.iter().copied().find(|pool| self.board.is_free(*pool)) {
            return Some(free);
        }
        if !self.ways.are_stuck(pools) {
            let known = self.ways.make_room(self.board, pools);
            if known.is_some() {
                return known;
            }
            self.seat_promised();
            self.ways.look(self.board, labels);
            let new = self.ways.make_room(self.board, pools);
            if new.is_some() {
                return new;
            }
        }
        self.seat_promised();
        let is_free = |board: &Board<'a>, pool| board.is_free(pool);
        self.board.cells.begin(school);
        let free = self.board.search(pools, is_free, |board, pool| {
            board.see_moves(pool, |to| labels.leads_on(pool, to));
            see_swaps(board, pool, labels);
        })?;
        // Who gives way may leave a way for others.
        self.ways.forget();
        self.is_upset = true;
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
