//! Whose turn comes when, as long as labels hold: a school's next seat costs more than the one before, so all that cost
//! little come first, whichever school gets them.

use super::board::Board;
use super::days::InLine;
use super::labels::Labels;
use super::share::{Prices, Shares};
use super::{mapped, number};
use rayon::prelude::*;

/// So many schools are worth a task of their own.
const SOME: usize = 256;

/// Somebody in line.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Waiting {
    place: u32,
    pub(super) group: u32,
    /// Which one of the group.
    rank: u32,
}

impl Waiting {
    /// Has this one a seat?
    pub(super) fn is_served(&self, board: &Board<'_>) -> bool {
        self.rank < board.groups[self.group as usize].served
    }
}

/// Everybody in line, cell by cell, first in line first.
pub(super) struct Waiters {
    all: Vec<Waiting>,
    /// Where each cell begins.
    starts: Vec<u32>,
}

impl Waiters {
    /// Those of `line`.
    pub(super) fn of(board: &Board<'_>, line: &[InLine]) -> Self {
        let mut starts = Vec::with_capacity(board.cells.all.len() + 1);
        let mut next = 0;
        for cell in 0..number(board.cells.all.len()) {
            starts.push(next);
            next += board.cells.groups(cell).iter().map(|group| board.groups[*group as usize].members).sum::<u32>();
        }
        starts.push(next);
        let (mut ends, mut ranks) = (starts.clone(), vec![0_u32; board.groups.len()]);
        let mut all = vec![Waiting::default(); line.len()];
        for (place, group) in (0..).zip(line.iter().map(|one| one.group)) {
            let (end, rank) = (&mut ends[board.groups[group as usize].cell as usize], &mut ranks[group as usize]);
            all[*end as usize] = Waiting { place, group, rank: *rank };
            *end += 1;
            *rank += 1;
        }
        Self { all, starts }
    }

    /// The one at a place of this list.
    pub(super) fn at(&self, at: u32) -> Waiting {
        self.all[at as usize]
    }

    fn of_cells(&self, cells: std::ops::Range<u32>) -> std::ops::Range<u32> {
        self.starts[cells.start as usize]..self.starts[cells.end as usize]
    }
}

/// A seat more for a school.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// Its price, the place of who is first in line for it, and where this one is among those who wait.
    order: u128,
    /// The first pools that are tried.
    pools: [u16; FIRST],
    /// How many there are of them, and more.
    count: u16,
}

/// So many pools stand with a turn: looking for them costs more than anything else.
const FIRST: usize = 7;

impl Turn {
    fn new(price: u64, place: u32, at: u32, mine: impl Iterator<Item = u16>) -> Self {
        let order = u128::from(price) << 64 | u128::from(place) << 32 | u128::from(at);
        let mut turn = Self { order, pools: [0; FIRST], count: 0 };
        for pool in mine {
            if let Some(to) = turn.pools.get_mut(usize::from(turn.count)) {
                *to = pool;
            }
            turn.count += 1;
        }
        turn
    }

    /// Where this one is among those who wait.
    #[expect(clippy::cast_possible_truncation, reason = "takes a part out")]
    pub(super) fn at(&self) -> u32 {
        self.order as u32
    }

    /// The first pools that are tried, when there are no others.
    pub(super) fn pools(&self) -> Option<&[u16]> {
        self.pools.get(..usize::from(self.count))
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
    /// The cells whose turn may come, and those of them who wait and were not looked at.
    cells: Vec<(u32, std::ops::Range<u32>)>,
}

/// The turns of some schools.
pub(super) struct Turns {
    claims: Vec<Claim>,
    prices: Prices,
    /// How many of each group had a seat before: whoever gets one out of turn has a turn all the same, for the school.
    served: Vec<u32>,
}

impl Turns {
    /// The next seats of these schools that cost what the next one of each does, but for shares.
    pub(super) fn of(board: &Board<'_>, shares: &Shares, waiters: &Waiters, schools: &[u32], labels: &Labels) -> Self {
        let cells = &board.cells;
        let claim = |school: &u32| {
            let fitting =
                cells.of_school(*school).filter(|cell| cells.wanted(*cell).any(|pool| labels.fits(*cell, pool)));
            let waiting = waiters.of_cells(cells.of_school(*school)).len();
            Claim {
                school: *school,
                seat: shares.seats(*school) + 1,
                price: 0,
                left: number(shares.owed(*school).unwrap_or(waiting).min(waiting)),
                cells: fitting.map(|cell| (cell, waiters.of_cells(cell..cell + 1))).collect(),
            }
        };
        let mut claims: Vec<Claim> = schools.par_iter().with_min_len(SOME).map(claim).collect();
        let prices = Prices::of(shares, claims.iter().map(|claim| (claim.school, claim.seat..claim.seat + claim.left)));
        claims.iter_mut().for_each(|claim| claim.price = prices.price(shares.of_seat(claim.school, claim.seat)));
        Self { claims, prices, served: mapped(&board.groups, |group| group.served) }
    }

    /// The next turns in order: so that the school whose turn comes first has so many, if there are as many.
    pub(super) fn next(
        &mut self,
        so_many: u32,
        board: &Board<'_>,
        shares: &Shares,
        waiters: &Waiters,
        labels: &Labels,
    ) -> Option<Vec<Turn>> {
        let Self { claims, prices, served } = self;
        let price = |claim: &Claim, seat| prices.price(shares.of_seat(claim.school, seat));
        let first = claims.iter().filter(|claim| claim.left > 0).min_by_key(|claim| claim.price)?;
        let most = price(first, first.seat + (so_many - 1).min(first.left - 1));
        let parts = claims.par_chunks_mut(SOME).map(|claims| {
            let mut turns = Vec::new();
            for claim in claims {
                while claim.left > 0 && claim.price <= most {
                    match claim.first(board, waiters, labels, served) {
                        Some((at, cell)) => {
                            let Waiting { place, group, .. } = waiters.at(at);
                            let mine = board.pools_of(group).iter().copied();
                            turns.push(Turn::new(claim.price, place, at, mine.filter(|pool| labels.fits(cell, *pool))));
                        }
                        None => claim.left = 1,
                    }
                    claim.left -= 1;
                    claim.seat += 1;
                    claim.price = price(claim, claim.seat);
                }
            }
            turns
        });
        let mut turns = parts.collect::<Vec<_>>().concat();
        turns.par_sort_unstable_by_key(|turn| turn.order);
        Some(turns)
    }
}

impl Claim {
    /// Takes the first in line of those who have no seat and may get one: where this one is, and of which cell.
    fn first(&mut self, board: &Board<'_>, waiters: &Waiters, labels: &Labels, served: &[u32]) -> Option<(u32, u32)> {
        let first = |(cell, rest): &mut (u32, std::ops::Range<u32>)| {
            let may_get = |at: &u32| {
                let waiting = waiters.at(*at);
                let mut mine = board.pools_of(waiting.group).iter();
                waiting.rank >= served[waiting.group as usize] && mine.any(|pool| labels.fits(*cell, *pool))
            };
            rest.start = rest.clone().find(may_get).unwrap_or(rest.end);
            (rest.start < rest.end).then_some((rest.start, *cell))
        };
        let found = self.cells.iter_mut().filter_map(first).min_by_key(|(at, _)| waiters.at(*at).place);
        if let Some((_, cell)) = found {
            self.cells.iter_mut().filter(|(of, _)| *of == cell).for_each(|(_, rest)| rest.start += 1);
        }
        found
    }
}
