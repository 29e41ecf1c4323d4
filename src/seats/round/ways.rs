//! Where moves lead to a free seat: for each pool the next one on the way, kept while seats are given.
//!
//! Most seats are given far from where the last one was: a way that was found once is walked by many. Whoever walks it
//! looks whether somebody can still take each step; when somebody cannot, all ways are looked for anew.

use super::board::Board;
use super::labels::Labels;

/// The next pool on the way to a free seat, for each pool.
pub(super) struct Ways {
    next: Vec<Option<u16>>,
    /// Pools from which no moves lead to a free seat: nobody comes there either, until somebody gives way.
    stuck: Vec<bool>,
}

impl Ways {
    /// No ways yet, over so many pools.
    pub(super) fn over(count: usize) -> Self {
        Self { next: vec![None; count], stuck: vec![false; count] }
    }

    /// Forgets all ways, and where there were none.
    pub(super) fn forget(&mut self) {
        self.next.fill(None);
        self.stuck.fill(false);
    }

    /// Is it known that from none of these pools moves lead to a free seat?
    pub(super) fn are_stuck(&self, pools: &[u16]) -> bool {
        pools.iter().all(|pool| self.stuck[usize::from(*pool)])
    }

    /// Moves others on, one pool each, so that one of these pools has room; gives it.
    pub(super) fn make_room(&self, board: &mut Board<'_>, pools: &[u16]) -> Option<u16> {
        let way = pools.iter().find_map(|pool| self.way(board, *pool))?;
        for (from, to) in way.iter().zip(&way[1..]).rev() {
            if let Some(group) = board.mover(*from, *to) {
                board.shift(group, *from, *to, 1);
            }
        }
        way.first().copied()
    }

    /// The way from a pool to a free seat, when all steps can still be taken.
    fn way(&self, board: &mut Board<'_>, pool: u16) -> Option<Vec<u16>> {
        let (mut way, mut at) = (vec![pool], pool);
        while !board.is_free(at) {
            let to = self.next[usize::from(at)]?;
            board.mover(at, to)?;
            way.push(to);
            at = to;
        }
        Some(way)
    }

    /// Looks for ways from all pools, from the free seats backwards.
    pub(super) fn look(&mut self, board: &mut Board<'_>, labels: &Labels) {
        self.next.fill(None);
        let mut line: Vec<u16> = board.every_pool().filter(|pool| board.is_free(*pool)).collect();
        self.stuck.fill(true);
        line.iter().for_each(|pool| self.stuck[usize::from(*pool)] = false);
        let all: Vec<u16> = board.every_pool().collect();
        let mut at = 0;
        while let Some(to) = line.get(at).copied() {
            at += 1;
            for from in all.iter().copied() {
                if self.stuck[usize::from(from)] && labels.leads_on(from, to) && board.mover(from, to).is_some() {
                    (self.next[usize::from(from)], self.stuck[usize::from(from)]) = (Some(to), false);
                    line.push(from);
                }
            }
        }
    }
}
