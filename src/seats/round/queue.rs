//! Who of those who compete gets the seats: the first in line, as far as promises, classes and shares leave it open.
//!
//! Whoever has a seat so far and comes first in line keeps it. Whoever has none gets one when some circle of steps that
//! costs nothing takes the seat of somebody further back.

use super::board::Board;
use super::contest::{Contest, see_seats, see_swaps};
use super::labels::Labels;
use super::number;
use super::share::Shares;
use std::cell::Cell;
use std::rc::Rc;

impl Contest<'_, '_> {
    /// Settles who has a seat, from the first in line to the last.
    pub(super) fn settle(&mut self) {
        let mut trade = Trade::new(self);
        (0..number(self.board.cells.all.len())).for_each(|cell| self.board.reckon(cell));
        let mut next = 0;
        while let Some(place) = self.board.cells.next_from(next) {
            next = place + 1;
            let group = self.line[place as usize].group;
            let of = self.board.groups[group as usize];
            // Another one may have been noted before somebody got a seat or gave way.
            if of.unserved() > 0 && self.board.cells.line_of(group, of.served) == place {
                self.board.cells.settle_until(place);
                self.take_over(group, &mut trade);
            }
        }
    }

    /// Gives a group one seat more, along a circle that costs nothing, if there is one.
    fn take_over(&mut self, group: u32, trade: &mut Trade) {
        let of = self.board.groups[group as usize];
        let own = of.school;
        let mine = self.board.pools_of(group).iter().copied().filter(|pool| trade.labels.fits(of.cell, *pool));
        let mine: Vec<u16> = mine.filter(|pool| !trade.failed.has(own, *pool)).collect();
        if mine.is_empty() || trade.is_vain(self.board, &mine, own) {
            return;
        }
        self.board.cells.begin(own);
        let (mut out, mut traded) = (None, false);
        let is_found = |board: &Board<'_>, pool| {
            out = trade.gives_way(board, pool, own);
            out.is_some()
        };
        let see = |board: &mut Board<'_>, pool| {
            board.see_moves(pool, |to| trade.labels.leads_on(pool, to));
            see_swaps(board, pool, &trade.labels);
            if !traded && let Some(out) = trade.loses(board, pool) {
                traded = true;
                trade.see_gains(board, pool, out);
            }
        };
        match self.board.search(&mine, is_found, see).zip(out) {
            Some(end) => self.close(group, end, trade),
            None => trade.note_vain(self.board, own),
        }
    }

    /// Takes the steps of a circle that ends where somebody of cell `out` gives way in `pool`.
    fn close(&mut self, group: u32, (pool, out): (u16, u32), trade: &mut Trade) {
        let own = self.board.groups[group as usize].school;
        let mut schools = vec![(self.board.cells.school(out), own)];
        let (swaps, mut cells) = self.board.on_the_way(pool);
        schools.extend(swaps.iter().map(|(out, into)| (self.board.cells.school(*out), self.board.cells.school(*into))));
        if let Some(leaves) = self.board.last_at(out, pool) {
            self.board.unserve(leaves, pool);
        }
        let start = self.board.walk_back(pool);
        self.board.serve(group, start, 1);
        cells.extend([out, self.board.groups[group as usize].cell]);
        cells.into_iter().for_each(|cell| self.board.reckon(cell));
        for (loses, gains) in schools.iter().filter(|(loses, gains)| loses != gains) {
            self.shares.remove(*loses);
            self.shares.add(*gains, 1);
        }
        let touched = schools.into_iter().flat_map(|(loses, gains)| [loses, gains]);
        touched.for_each(|school| trade.weigh(self.shares, school));
        trade.forget();
    }
}

/// Which schools may lose a seat to which others at no cost, and what was tried.
struct Trade {
    labels: Labels,
    /// Schools whose last seat costs what any other one would.
    loses: Vec<bool>,
    /// Schools whose next one does.
    gains: Vec<bool>,
    /// Pools from which a search of a school was in vain. It stays so: who may give way for somebody is a circuit of a
    /// matroid, and what others swap does not change one of which everybody is settled.
    failed: Marks,
    /// For each pool from which a search was in vain, all pools that it saw: whichever school searches, none of them leads
    /// to others, as long as nobody swaps.
    blind: Vec<Option<Rc<[u16]>>>,
    /// For each pool, how many of the cells that somebody sat there of have nobody who may give way because the school
    /// may lose a seat. There are only more of them as the line is settled, as long as nobody swaps.
    passed: Vec<Cell<usize>>,
}

impl Trade {
    fn new(contest: &mut Contest<'_, '_>) -> Self {
        let schools = contest.shares.count();
        let mut trade = Self {
            labels: Labels::from_schools(contest.board, contest.shares),
            loses: vec![false; schools],
            gains: vec![false; schools],
            failed: Marks::new(schools, contest.board.count()),
            blind: vec![None; contest.board.count()],
            passed: vec![Cell::new(0); contest.board.count()],
        };
        (0..number(schools)).for_each(|school| trade.weigh(contest.shares, school));
        trade
    }

    /// Looks anew what a school's seats cost.
    fn weigh(&mut self, shares: &Shares, school: u32) {
        self.loses[school as usize] = self.labels.is_worth(school, shares.last(school));
        self.gains[school as usize] = self.labels.is_worth(school, shares.next(school));
    }

    /// A cell of which somebody in a pool may give way to school `own`: of the same school, or of one that may lose a seat
    /// to it.
    fn gives_way(&self, board: &Board<'_>, pool: u16, own: u32) -> Option<u32> {
        let mine =
            board.cells.of_school(own).filter(|cell| self.labels.fits(*cell, pool) && board.cells.sits(*cell, pool));
        let last = |cell: &u32| {
            let group = board.last_at(*cell, pool);
            group.map(|group| board.cells.line_of(group, board.groups[group as usize].served - 1))
        };
        let gains = || self.gains[own as usize].then(|| self.loses(board, pool))?;
        mine.max_by_key(last).or_else(gains)
    }

    /// A cell of which somebody in a pool may give way because the school may lose a seat.
    fn loses(&self, board: &Board<'_>, pool: u16) -> Option<u32> {
        let passed = &self.passed[usize::from(pool)];
        let mut at = passed.get();
        while let Some(cell) = board.cells.seated_from(pool, &mut at) {
            if self.loses[board.cells.school(cell) as usize] && self.labels.fits(cell, pool) {
                passed.set(at - 1);
                return Some(cell);
            }
        }
        passed.set(usize::MAX);
        None
    }

    /// Forgets what was seen in vain: somebody swaps.
    fn forget(&mut self) {
        self.blind.fill(None);
        self.passed.fill(Cell::new(0));
    }

    /// Sees the pools where a school could take the seat that another one loses.
    fn see_gains(&self, board: &mut Board<'_>, pool: u16, out: u32) {
        for school in (0..).zip(&self.gains).filter(|(_, gains)| **gains).map(|(school, _)| school) {
            if !board.cells.see(school) {
                see_seats(board, school, (pool, out), &self.labels);
            }
        }
    }

    /// Is a search of a school in vain because all it can see was seen, and nobody there gives way to it?
    fn is_vain(&mut self, board: &Board<'_>, mine: &[u16], own: u32) -> bool {
        let Some(sets) = mine.iter().map(|pool| self.blind[usize::from(*pool)].clone()).collect::<Option<Vec<_>>>()
        else {
            return false;
        };
        let sits = |pool: u16| {
            board.cells.of_school(own).any(|cell| self.labels.fits(cell, pool) && board.cells.sits(cell, pool))
        };
        let gives_way = |pool: u16| sits(pool) || (self.gains[own as usize] && self.loses(board, pool).is_some());
        let is_vain = !sets.iter().flat_map(|set| set.iter()).any(|pool| gives_way(*pool));
        if is_vain {
            sets.iter().for_each(|set| self.failed.add(own, set));
        }
        is_vain
    }

    /// Notes what a search saw in vain.
    fn note_vain(&mut self, board: &Board<'_>, own: u32) {
        let seen: Rc<[u16]> = board.seen().into();
        self.failed.add(own, &seen);
        seen.iter().for_each(|pool| self.blind[usize::from(*pool)] = Some(seen.clone()));
    }
}

/// Pools marked for schools.
struct Marks {
    pools: usize,
    marked: Vec<bool>,
}

impl Marks {
    fn new(schools: usize, pools: usize) -> Self {
        Self { pools, marked: vec![false; schools * pools] }
    }

    fn has(&self, school: u32, pool: u16) -> bool {
        self.marked[school as usize * self.pools + usize::from(pool)]
    }

    fn add(&mut self, school: u32, pools: &[u16]) {
        let from = school as usize * self.pools;
        pools.iter().for_each(|pool| self.marked[from + usize::from(*pool)] = true);
    }
}
