//! Who of those who compete gets the seats: the first in line, as far as promises, classes and shares leave it open.
//!
//! Whoever has a seat so far and comes first in line keeps it. Whoever has none gets one when some circle of steps that
//! costs nothing takes the seat of somebody further back.

use super::board::{NONE, number};
use super::contest::{Contest, see_swaps};
use super::labels::{Cost, Labels, places};
use super::search::Step;

impl Contest<'_, '_> {
    /// Settles who has a seat, from the first in line to the last.
    pub(super) fn settle(&mut self) {
        let labels = Labels::from_schools(self.board, self.shares);
        let classes = places(self.board).len();
        let mut gave_up = vec![false; self.board.groups.len()];
        let mut failed = Failed { swaps: 0, pools: vec![Vec::new(); self.shares.count()] };
        for place in 0..self.line.len() {
            let group = self.line[place];
            let of = self.board.groups[group as usize];
            if of.served > of.settled {
                self.board.settle(group);
            } else if !gave_up[group as usize] {
                gave_up[group as usize] = !self.take_over(group, &labels, classes, &mut failed);
            }
        }
    }

    /// Gives a group one seat more, along a circle that costs nothing.
    fn take_over(&mut self, group: u32, labels: &Labels, classes: usize, failed: &mut Failed) -> bool {
        let of = self.board.groups[group as usize];
        let own = of.school;
        let ties = labels.school(own) == Some(&Cost::of_next(self.shares, own, classes));
        let mine = self.board.pools_of(of.kind).iter().copied().filter(|pool| labels.fits(of.cell, *pool));
        let mine: Vec<u16> = mine.filter(|pool| !failed.has(own, *pool)).collect();
        self.board.begin();
        mine.iter().for_each(|pool| self.board.see(*pool, Step::Start));
        let mut schools = vec![false; self.shares.count()];
        schools[own as usize] = true;
        let (mut next, mut traded) = (0, false);
        while let Some(pool) = self.board.seen(next) {
            next += 1;
            if let Some(out) = self.who_gives_way(pool, own, ties, labels, classes) {
                let other = self.board.cells.all[out as usize].school;
                if let Some(leaves) = self.board.last_at(out, pool) {
                    self.board.unserve(leaves, pool);
                }
                self.shares.remove(other);
                self.shares.add(own, 1);
                for (out, into) in self.board.swaps_on_the_way(pool) {
                    self.shares.remove(self.board.cells.all[out as usize].school);
                    self.shares.add(self.board.cells.all[into as usize].school, 1);
                }
                let start = self.board.walk_back(pool);
                self.board.serve(group, start);
                self.board.settle(group);
                failed.swaps += 1;
                return true;
            }
            self.board.see_moves(pool, |to| labels.leads_on(pool, to));
            see_swaps(self.board, pool, labels, &mut schools);
            if !traded && let Some(out) = self.who_trades(pool, labels, classes) {
                traded = true;
                self.see_trades(pool, out, labels, classes, &mut schools);
            }
        }
        failed.note(own, (0..).map_while(|at| self.board.seen(at)));
        false
    }

    /// Somebody in a pool who may give way to school `own`: of the same school, or of one whose last seat cost as much
    /// as the next one of `own`.
    fn who_gives_way(&mut self, pool: u16, own: u32, ties: bool, labels: &Labels, classes: usize) -> Option<u32> {
        let mut latest = None;
        for out in self.board.cells.seated(pool) {
            let school = self.board.cells.all[out as usize].school;
            let costs_nothing = || school == own || ties && self.may_lose(school, labels, classes);
            if labels.fits(out, pool) && costs_nothing() {
                let last = self.board.last_at(out, pool);
                let place = last.map_or(NONE, |group| {
                    self.board.cells.line_of(group, self.board.groups[group as usize].served - 1)
                });
                latest = latest.max(Some((place, out)));
            }
        }
        latest.map(|(_, out)| out)
    }

    /// Does the last seat of a school cost what any other one would?
    fn may_lose(&self, school: u32, labels: &Labels, classes: usize) -> bool {
        labels.school(school) == Some(&Cost::of_last(self.shares, school, classes))
    }

    /// Somebody in a pool whose school may lose a seat to another one.
    fn who_trades(&mut self, pool: u16, labels: &Labels, classes: usize) -> Option<u32> {
        let seated = self.board.cells.seated(pool);
        let may = |cell: &u32| {
            labels.fits(*cell, pool) && self.may_lose(self.board.cells.all[*cell as usize].school, labels, classes)
        };
        seated.into_iter().find(may)
    }

    /// Sees the pools where a school could take a seat that another one loses in `pool`, at the same cost.
    fn see_trades(&mut self, pool: u16, out: u32, labels: &Labels, classes: usize, schools: &mut [bool]) {
        for school in 0..number(schools.len()) {
            let gains = labels.school(school) == Some(&Cost::of_next(self.shares, school, classes));
            if !gains || std::mem::replace(&mut schools[school as usize], true) {
                continue;
            }
            for into in self.board.cells.of_school(school) {
                let wanted = self.board.cells.wanted(into).filter(|to| labels.fits(into, *to));
                for to in wanted.collect::<Vec<_>>() {
                    self.board.see(to, Step::Swap { from: pool, out, into });
                }
            }
        }
    }
}

/// Pools from which a search of a school was in vain, since the last swap.
struct Failed {
    swaps: u32,
    pools: Vec<Vec<(u32, u16)>>,
}

impl Failed {
    fn has(&self, school: u32, pool: u16) -> bool {
        self.pools[school as usize].contains(&(self.swaps, pool))
    }

    fn note(&mut self, school: u32, pools: impl Iterator<Item = u16>) {
        let swaps = self.swaps;
        let of = &mut self.pools[school as usize];
        of.retain(|(at, _)| *at == swaps);
        of.extend(pools.map(|pool| (swaps, pool)));
    }
}
