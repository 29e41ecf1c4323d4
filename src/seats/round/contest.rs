//! Those who wait and compete: promises first, then class by class, then schools by their shares.
//!
//! Seats are given along cheapest ways (successive shortest paths), in turns that are known as long as labels hold: so
//! whatever number is given, none could be given better. Those for whom a seat is free sit down all at once, the others
//! after moves or a swap. Who of a school gets it is settled afterwards, in the order of the line.

use super::board::Board;
use super::days::InLine;
use super::labels::Labels;
use super::number;
use super::search::Step;
use super::share::Shares;
use super::turns::{Promise, Short, Turn, Turns};
use super::ways::Ways;
use rayon::prelude::*;

/// So many turns are listed at once, more or less: the last ones of a list may never come.
const MANY_TURNS: u32 = 1 << 16;

/// Everybody who competes.
pub(super) struct Contest<'b, 'a> {
    pub(super) board: &'b mut Board<'a>,
    pub(super) shares: &'b mut Shares,
    /// Those in line, first in line first.
    pub(super) line: &'b [InLine],
    ways: Ways,
    /// Free seats of those who sit down later.
    promised: Vec<Promise>,
    /// Has anybody got a seat out of turn, or given way? Then some of those whose turn comes may have a seat.
    is_upset: bool,
}

impl<'b, 'a> Contest<'b, 'a> {
    /// A contest in which nobody has a seat yet.
    pub(super) fn new(board: &'b mut Board<'a>, shares: &'b mut Shares, line: &'b [InLine]) -> Self {
        let ways = Ways::over(board.count());
        Self { board, shares, line, ways, promised: Vec::new(), is_upset: false }
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
            let is_owed = !best.0;
            if is_owed || !self.all_find_one(&schools, &labels) {
                self.take_turns(&schools, &labels);
            }
        }
    }

    /// Gives everybody a free seat whose turn may come, if that can be: then the order does not matter.
    fn all_find_one(&mut self, schools: &[u32], labels: &Labels) -> bool {
        let mut found: Vec<(u32, u16, u32)> = Vec::new();
        let mut are_all = true;
        'all: for school in schools {
            for cell in self.board.cells.of_school(*school) {
                for group in self.board.cells.group_range(cell) {
                    let group = self.board.cells.group(group);
                    are_all = self.find_all(group, labels, &mut found);
                    if !are_all {
                        break 'all;
                    }
                }
            }
        }
        for (group, pool, seats) in found {
            self.board.keep_promise(pool, seats);
            if are_all {
                self.seat(group, pool, seats);
            }
        }
        are_all
    }

    /// Promises free seats to all of a group whose turn may come; are there as many?
    fn find_all(&mut self, group: u32, labels: &Labels, found: &mut Vec<(u32, u16, u32)>) -> bool {
        let of = self.board.groups[group as usize];
        let (mut left, mut may_come) = (of.unserved(), false);
        for at in 0..of.pools_count() {
            let pool = self.board.pools_of(group)[at];
            if left > 0 && labels.fits(of.cell, pool) {
                may_come = true;
                let seats = if self.board.is_open(pool) { left.min(self.board.room(pool)) } else { 0 };
                if seats > 0 {
                    self.board.promise(pool, seats);
                    found.push((group, pool, seats));
                    left -= seats;
                }
            }
        }
        left == 0 || !may_come
    }

    /// Gives seats in turn, while the labels hold: as many at once as free seats can be promised to whatever the order, and
    /// one by one where seats run out. Only those turns are listed that come, a few at first.
    fn take_turns(&mut self, schools: &[u32], labels: &Labels) {
        let mut turns = Turns::of(self.board, self.shares, schools);
        let mut so_many = 1;
        while let Some(count) = turns.next(so_many, self.board, self.shares, labels) {
            let found = if self.is_upset { Err(Short::Now) } else { turns.in_any_order(self.board, labels) };
            match found {
                Ok(promises) => self.promise_all(promises),
                Err(Short::Soon) if so_many > 1 && count > schools.len() => {
                    turns.put_back(self.shares);
                    so_many /= 2;
                    continue;
                }
                Err(_) if self.take_in_order(&turns, labels) => {}
                Err(_) => break,
            }
            // Where one school is far behind, only its own turns come at first.
            let most = if count < schools.len() { u32::MAX } else { MANY_TURNS / number(schools.len()) };
            so_many = so_many.saturating_mul(2).min(most.max(1));
        }
        self.seat_promised();
    }

    /// Promises free seats to everybody whose turn comes.
    fn promise_all(&mut self, promises: Vec<Promise>) {
        promises.iter().for_each(|promise| self.board.promise(promise.pool, promise.seats));
        self.promised.extend(promises);
    }

    /// Gives seats to those whose turn comes, one by one; until there is none.
    fn take_in_order(&mut self, turns: &Turns, labels: &Labels) -> bool {
        let turns = turns.in_order(self.board, self.shares, labels);
        turns.iter().all(|turn| self.promise_free(turn, labels) || self.give(turn, labels))
    }

    /// Has somebody a seat whose turn it is?
    fn is_served(&self, turn: &Turn) -> bool {
        let served = self.board.groups[turn.group as usize].served;
        served > 0 && turn.place <= self.board.cells.line_of(turn.group, served - 1)
    }

    /// Promises a free seat to somebody whose turn it is, when there is one.
    fn promise_free(&mut self, turn: &Turn, labels: &Labels) -> bool {
        if self.is_upset && self.is_served(turn) {
            return false;
        }
        let promise = turn.promise(self.board, labels);
        promise.iter().for_each(|promise| self.board.promise(promise.pool, promise.seats));
        self.promised.extend(promise);
        promise.is_some()
    }

    /// Seats those who have been promised a free seat.
    fn seat_promised(&mut self) {
        self.promised.par_sort_unstable_by_key(Promise::order);
        for Promise { pool, group, seats, .. } in std::mem::take(&mut self.promised) {
            self.board.keep_promise(pool, seats);
            self.seat(group, pool, seats);
        }
    }

    fn seat(&mut self, group: u32, pool: u16, seats: u32) {
        self.board.serve(group, pool, seats);
        self.shares.add(self.board.groups[group as usize].school, seats);
    }

    /// Gives a seat to somebody in line, or where no way leads from there to another of the school, along a way on
    /// which others move on or give way to their own school.
    fn give(&mut self, turn: &Turn, labels: &Labels) -> bool {
        let (group, of) = (turn.group, self.board.groups[turn.group as usize]);
        if !self.is_served(turn) {
            let mine = self.board.pools_of(group).iter().copied().filter(|pool| labels.fits(of.cell, *pool));
            let mine: Vec<u16> = mine.collect();
            if let Some(pool) = self.find(of.school, &mine, labels) {
                self.seat(group, pool, 1);
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
            self.seat(group, pool, 1);
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
