//! Looking for a seat: breadth first over the pools, from one to those where somebody in it could sit as well.

use super::board::{Board, NONE};

/// How a pool was reached from the one before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// It is where the search began.
    Start,
    /// Somebody of `group` moves on from `from`.
    Move { from: u16, group: u32 },
    /// Somebody of cell `out` gives way in `from`, and somebody of cell `into` takes a seat: of the same school, or of
    /// one to which its seat goes.
    Swap { from: u16, out: u32, into: u32 },
}

/// What a search has seen; kept between searches so that one costs only what it sees.
#[derive(Default)]
pub(super) struct Search {
    round: u32,
    seen: Vec<u32>,
    came: Vec<Step>,
    line: Vec<u16>,
}

impl Search {
    /// A search over so many pools.
    pub(super) fn over(count: usize) -> Self {
        Self { seen: vec![0; count], came: vec![Step::Start; count], ..Self::default() }
    }
}

impl Board<'_> {
    /// Seats one more of a group, in the first pool with room or by moving others on. Pools that were seen in vain are
    /// closed.
    pub(super) fn seat(&mut self, group: u32) -> bool {
        let pool = self.make_room(group);
        if let Some(pool) = pool {
            self.put(group, pool, 1);
        }
        pool.is_some()
    }

    /// A pool of a group with room, once others have moved on.
    fn make_room(&mut self, group: u32) -> Option<u16> {
        let mine = self.pools_of(group);
        let free = mine.iter().copied().find(|pool| !self.closed[usize::from(*pool)] && self.is_free(*pool));
        if free.is_some() {
            return free;
        }
        let mine = mine.to_vec();
        let found =
            self.search(&mine, |board, pool| board.is_free(pool), |board, pool| board.see_moves(pool, |_| true));
        if found.is_none() {
            self.search.line.iter().for_each(|pool| self.closed[usize::from(*pool)] = true);
        }
        found.map(|pool| self.walk_back(pool))
    }

    /// Searches from some pools for one where `is_found`; `see` sees what may come after a pool.
    pub(super) fn search(
        &mut self,
        from: &[u16],
        mut is_found: impl FnMut(&Self, u16) -> bool,
        mut see: impl FnMut(&mut Self, u16),
    ) -> Option<u16> {
        self.search.round += 1;
        self.search.line.clear();
        from.iter().for_each(|pool| self.see(*pool, Step::Start));
        for at in 0.. {
            let pool = *self.search.line.get(at)?;
            if is_found(self, pool) {
                return Some(pool);
            }
            see(self, pool);
        }
        None
    }

    /// The pools that the last search saw.
    pub(super) fn seen(&self) -> &[u16] {
        &self.search.line
    }

    /// Sees the pools to which somebody in `pool` could move on.
    pub(super) fn see_moves(&mut self, pool: u16, leads_on: impl Fn(u16) -> bool) {
        for to in 0..u16::try_from(self.count()).unwrap_or(u16::MAX) {
            if self.is_unseen(to)
                && leads_on(to)
                && let Some(group) = self.mover(pool, to)
            {
                self.see(to, Step::Move { from: pool, group });
            }
        }
    }

    /// Was an open pool not seen in this search?
    fn is_unseen(&self, pool: u16) -> bool {
        let at = usize::from(pool);
        self.search.seen[at] != self.search.round && !self.shut[at] && !self.closed[at]
    }

    /// Notes how a pool was reached, the first time.
    pub(super) fn see(&mut self, pool: u16, step: Step) {
        if self.is_unseen(pool) {
            self.search.seen[usize::from(pool)] = self.search.round;
            self.search.came[usize::from(pool)] = step;
            self.search.line.push(pool);
        }
    }

    /// The cells of which somebody gives way, and of which somebody takes a seat, on the way that led to `pool`; and all
    /// cells of which somebody sits elsewhere then.
    pub(super) fn on_the_way(&self, pool: u16) -> (Vec<(u32, u32)>, Vec<u32>) {
        let (mut swaps, mut cells, mut to) = (Vec::new(), Vec::new(), pool);
        loop {
            to = match self.search.came[usize::from(to)] {
                Step::Start => return (swaps, cells),
                Step::Move { from, group } => {
                    cells.extend(Some(self.groups[group as usize].cell).filter(|cell| *cell != NONE));
                    from
                }
                Step::Swap { from, out, into } => {
                    swaps.push((out, into));
                    cells.extend([out, into]);
                    from
                }
            };
        }
    }

    /// Takes every step that led to `pool`, which has room; gives the pool at the start, which has room then.
    pub(super) fn walk_back(&mut self, pool: u16) -> u16 {
        let mut to = pool;
        loop {
            match self.search.came[usize::from(to)] {
                Step::Start => return to,
                step => to = self.take(step, to),
            }
        }
    }

    /// Takes one step into a pool with room; gives the pool that has room then.
    fn take(&mut self, step: Step, to: u16) -> u16 {
        match step {
            Step::Start => to,
            Step::Move { from, group } => {
                self.shift(group, from, to, 1);
                from
            }
            Step::Swap { from, out, into } => {
                if let Some(leaves) = self.last_at(out, from) {
                    self.unserve(leaves, from);
                }
                if let Some((_, comes)) = self.first_wanting(into, to) {
                    self.serve(comes, to, 1);
                }
                from
            }
        }
    }
}
