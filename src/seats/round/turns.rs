//! Whose turn comes when, as long as labels hold: a school's next seat costs more than the one before, so all that cost
//! little come first, whichever school gets them.

use super::board::Board;
use super::labels::Labels;
use super::number;
use super::share::{Prices, Shares};
use rayon::prelude::*;

/// So many schools are worth a task of their own.
const SOME: usize = 256;

/// A seat more for a school: what it costs, and who is first in line for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    price: u64,
    pub(super) place: u32,
    pub(super) group: u32,
    cell: u32,
    /// The first pools that are tried.
    pools: [u16; FIRST],
    /// How many there are of them, and more.
    count: u16,
}

/// So many pools stand with a turn: looking for them where the next turn is far away costs more than anything else.
const FIRST: usize = 5;

impl Turn {
    fn new(price: u64, (place, group): (u32, u32), board: &Board<'_>, labels: &Labels) -> Self {
        let cell = board.groups[group as usize].cell;
        let mut turn = Self { price, place, group, cell, pools: [0; FIRST], count: 0 };
        for pool in board.pools_of(group).iter().filter(|pool| labels.fits(cell, **pool)) {
            if let Some(to) = turn.pools.get_mut(usize::from(turn.count)) {
                *to = *pool;
            }
            turn.count += 1;
        }
        turn
    }

    /// A promise of the first seat that is free now.
    pub(super) fn promise(&self, board: &Board<'_>, labels: &Labels) -> Option<Promise> {
        let pool = match self.pools.get(..usize::from(self.count)) {
            Some(pools) => pools.iter().copied().find(|pool| board.is_free(*pool)),
            None => labels.free(board, self.group),
        };
        Some(Promise { cell: self.cell, place: self.place, pool: pool?, group: self.group, seats: 1 })
    }
}

/// Free seats for some of a group, of whom the first in line stands at `place`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promise {
    cell: u32,
    place: u32,
    pub(super) pool: u16,
    pub(super) group: u32,
    pub(super) seats: u32,
}

impl Promise {
    /// In which order they sit down: school by school, as they stand in memory.
    pub(super) fn order(&self) -> u64 {
        u64::from(self.cell) << 32 | u64::from(self.place)
    }
}

/// What a school may get.
struct Claim {
    school: u32,
    /// Which seat of the school is the next.
    seat: u32,
    /// What it costs.
    price: u64,
    /// How many more at the most.
    left: u32,
    /// Who may get one, first in line first: places in line, and groups. None as long as the turn has not come.
    waiting: Option<Vec<(u32, u32)>>,
    /// Those of them whose turn comes now.
    now: std::ops::Range<usize>,
}

/// The turns of some schools.
pub(super) struct Turns {
    claims: Vec<Claim>,
    prices: Prices,
    /// How many of each group that competes had a seat before: whoever gets one out of turn has a turn all the same, for
    /// the school.
    served: Vec<u32>,
}

impl Turns {
    /// The next seats of these schools that cost what the next one of each does, but for shares.
    pub(super) fn of(board: &Board<'_>, shares: &Shares, schools: &[u32]) -> Self {
        let claim = |school: &u32| {
            let waiting = board.cells.people_of(*school);
            let left = number(shares.owed(*school).unwrap_or(waiting).min(waiting));
            Claim { school: *school, seat: shares.seats(*school) + 1, price: 0, left, waiting: None, now: 0..0 }
        };
        let mut claims: Vec<Claim> = schools.iter().map(claim).collect();
        let prices = Prices::of(shares, claims.iter().map(|claim| (claim.school, claim.seat..claim.seat + claim.left)));
        claims.iter_mut().for_each(|claim| claim.price = prices.price(shares.of_seat(claim.school, claim.seat)));
        let served = board.cells.every_group().map(|group| board.groups[group as usize].served).collect();
        Self { claims, prices, served }
    }

    /// Goes on to the next turns: so that the school whose turn comes first has so many, if there are as many. Tells how
    /// many they are.
    pub(super) fn next(&mut self, so_many: u32, board: &Board<'_>, shares: &Shares, labels: &Labels) -> Option<usize> {
        let Self { claims, prices, served } = self;
        let price = |school, seat| prices.price(shares.of_seat(school, seat));
        let first = claims.iter().filter(|claim| claim.left > 0).min_by_key(|claim| claim.price)?;
        let most = price(first.school, first.seat + (so_many - 1).min(first.left - 1));
        let take = |claim: &mut Claim| {
            claim.take(most, price, |school| waiting(school, board, labels, served));
            claim.now.len()
        };
        Some(claims.par_iter_mut().with_min_len(SOME).map(take).sum())
    }

    /// Goes back to where it was before it went on.
    pub(super) fn put_back(&mut self, shares: &Shares) {
        for claim in &mut self.claims {
            let back = number(claim.now.len());
            claim.now.end = claim.now.start;
            (claim.left, claim.seat) = (claim.left + back, claim.seat - back);
            claim.price = self.prices.price(shares.of_seat(claim.school, claim.seat));
        }
    }

    /// The next turns in order.
    pub(super) fn in_order(&self, board: &Board<'_>, shares: &Shares, labels: &Labels) -> Vec<Turn> {
        let mut turns = Vec::with_capacity(self.claims.iter().map(|claim| claim.now.len()).sum());
        for claim in &self.claims {
            let first = claim.seat - number(claim.now.len());
            turns.extend((first..).zip(claim.now()).map(|(seat, who)| {
                let price = self.prices.price(shares.of_seat(claim.school, seat));
                Turn::new(price, *who, board, labels)
            }));
        }
        turns.par_sort_unstable_by_key(|turn| u128::from(turn.price) << 32 | u128::from(turn.place));
        turns
    }

    /// Free seats for everybody whose turn comes next, when they are the same in whatever order they come.
    pub(super) fn in_any_order(&self, board: &Board<'_>, labels: &Labels) -> Result<Vec<Promise>, Short> {
        let parts = self.claims.par_chunks(SOME).map(|claims| {
            let mut promises = Vec::new();
            let are_found = claims.iter().all(|claim| claim.promise(board, labels, &mut promises));
            are_found.then_some(promises)
        });
        let promises = parts.collect::<Option<Vec<_>>>().ok_or(Short::Now)?.concat();
        let mut promised = vec![0; board.count()];
        promises.iter().for_each(|promise| promised[usize::from(promise.pool)] += promise.seats);
        let are_free = board.every_seat().zip(promised).all(|(room, promised)| promised <= room);
        if are_free { Ok(promises) } else { Err(Short::Soon) }
    }
}

/// Why the order of turns matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Short {
    /// Somebody finds no free seat.
    Now,
    /// Some pool has a free seat for some, but not for all.
    Soon,
}

impl Claim {
    /// So many groups are looked back at.
    const BACK: usize = 8;

    /// Takes the turns that cost no more than `most`.
    fn take(&mut self, most: u64, price: impl Fn(u32, u32) -> u64, waiting: impl Fn(u32) -> Vec<(u32, u32)>) {
        self.now.start = self.now.end;
        while self.left > 0 && self.price <= most {
            if self.now.end == self.waiting.get_or_insert_with(|| waiting(self.school)).len() {
                self.left = 0;
                return;
            }
            self.now.end += 1;
            self.left -= 1;
            self.seat += 1;
            self.price = price(self.school, self.seat);
        }
    }

    /// Those whose turn comes now.
    fn now(&self) -> &[(u32, u32)] {
        self.waiting.as_ref().map_or(&[], |waiting| &waiting[self.now.clone()])
    }

    /// Promises them the first seats that are free now. Is there one for everybody?
    fn promise(&self, board: &Board<'_>, labels: &Labels, promises: &mut Vec<Promise>) -> bool {
        self.now().iter().all(|(place, group)| {
            if let Some(promise) = promises.iter_mut().rev().take(Self::BACK).find(|promise| promise.group == *group) {
                promise.seats += 1;
                return true;
            }
            let (cell, pool) = (board.groups[*group as usize].cell, labels.free(board, *group));
            promises.extend(pool.map(|pool| Promise { cell, place: *place, pool, group: *group, seats: 1 }));
            pool.is_some()
        })
    }
}

/// Those of a school who may get a seat, first in line first; `served` has how many of each group had one.
fn waiting(school: u32, board: &Board<'_>, labels: &Labels, served: &[u32]) -> Vec<(u32, u32)> {
    let (mut all, mut runs) = (Vec::with_capacity(board.cells.people_of(school)), 0);
    for cell in board.cells.of_school(school) {
        for at in board.cells.group_range(cell) {
            let group = board.cells.group(at);
            if board.pools_of(group).iter().any(|pool| labels.fits(cell, *pool)) {
                let places = &board.cells.places(group, board.groups[group as usize].members);
                let waiting = &places[served[at as usize] as usize..];
                all.extend(waiting.iter().map(|place| (*place, group)));
                runs += usize::from(!waiting.is_empty());
            }
        }
    }
    if runs > 1 {
        all.sort_unstable_by_key(|(place, _)| *place);
    }
    all
}
