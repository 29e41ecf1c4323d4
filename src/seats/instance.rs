//! From pools and persons to the round's instance: pools become cells of like seats.

use super::claims::Offer;
use super::round::{Candidate, Instance, School};
use crate::licence::{CellKind, Fairness, PoolKey, Slot, UNLIMITED, cells};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A seat in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat(pub u16);

/// Collects the instance of one tool.
pub(super) struct Builder {
    pools: Vec<PoolKey>,
    cells: Vec<CellOf>,
    kinds: BTreeMap<Box<[u16]>, u32>,
    /// Those in the instance, in the order in which they came.
    pub(super) people: Vec<Candidate>,
}

struct CellOf {
    pool: u16,
    slot: Slot,
    kind: CellKind,
    seats: u32,
    /// Holders put here so far.
    sitting: u32,
}

impl Builder {
    /// The cells of all `offers`.
    pub(super) fn new(offers: &[Offer<'_>]) -> Self {
        let mut all = Vec::new();
        for (pool, offer) in offers.iter().enumerate() {
            let pool = u16::try_from(pool).unwrap_or(u16::MAX);
            let of = cells(offer.pool, &offer.capacity);
            let cell =
                |c: crate::licence::Cell| CellOf { pool, slot: c.slot, kind: c.kind, seats: c.seats, sitting: 0 };
            all.extend(of.into_iter().map(cell));
        }
        let pools = offers.iter().map(|offer| offer.pool.key.clone()).collect();
        Self { pools, cells: all, kinds: BTreeMap::new(), people: Vec::new() }
    }

    /// The number of a pool.
    pub(super) fn pool(&self, key: &PoolKey) -> Option<u16> {
        self.pools.iter().position(|pool| pool == key).and_then(|at| u16::try_from(at).ok())
    }

    /// The pool that a cell belongs to.
    pub(super) fn pool_of(&self, cell: u16) -> &PoolKey {
        &self.pools[usize::from(self.cells[usize::from(cell)].pool)]
    }

    /// The number of the pool that a cell belongs to.
    pub(super) fn number_of(&self, cell: u16) -> u16 {
        self.cells[usize::from(cell)].pool
    }

    /// The key of a pool.
    pub(super) fn key(&self, pool: u16) -> &PoolKey {
        &self.pools[usize::from(pool)]
    }

    /// The seats of each cell.
    pub(super) fn seats(&self) -> Vec<u32> {
        self.cells.iter().map(|cell| cell.seats).collect()
    }

    /// How many pools the tool has.
    pub(super) fn count(&self) -> u16 {
        u16::try_from(self.pools.len()).unwrap_or(u16::MAX)
    }

    /// May somebody new sit down in a cell?
    pub(super) fn takes_new(&self, cell: u16) -> bool {
        self.cells[usize::from(cell)].kind == CellKind::Open
    }

    /// Is a cell only for holders who find no seat elsewhere?
    pub(super) fn is_reserve(&self, cell: u16) -> bool {
        self.cells[usize::from(cell)].kind == CellKind::Reserve
    }

    /// Are the seats of a cell a number?
    pub(super) fn is_counted(&self, cell: u16) -> bool {
        self.cells[usize::from(cell)].seats != UNLIMITED
    }

    /// For whom the seats of a cell are.
    pub(super) fn slot_of(&self, cell: u16) -> Slot {
        self.cells[usize::from(cell)].slot
    }

    /// Has the tool one pool only?
    pub(super) fn is_alone(&self) -> bool {
        self.pools.len() == 1
    }

    /// Takes seats of a pool out of the instance for holders who stay where they are, in the order in which
    /// [`sit`](Self::sit) seats them. Are there as many?
    pub(super) fn occupy(&mut self, pool: u16, mut count: u32) -> bool {
        let mut cells: Vec<&mut CellOf> = self.cells.iter_mut().filter(|cell| cell.pool == pool).collect();
        cells.sort_by_key(|cell| cell.kind);
        for cell in cells {
            let taken = cell.seats.min(count);
            cell.seats -= taken;
            count -= taken;
        }
        count == 0
    }

    fn fitting(&self, pool: u16, slot: Slot) -> impl Iterator<Item = (u16, &CellOf)> {
        let fits = move |of: Slot| of == Slot::Any || slot == Slot::Any || of == slot;
        let cells = self.cells.iter().enumerate().filter(move |(_, c)| c.pool == pool && fits(c.slot));
        cells.filter_map(|(at, cell)| Some((u16::try_from(at).ok()?, cell)))
    }

    /// Cells of a pool where somebody new may sit down.
    pub(super) fn open(&self, pool: u16, slot: Slot) -> Vec<u16> {
        self.fitting(pool, slot).filter(|(_, c)| c.kind == CellKind::Open).map(|(at, _)| at).collect()
    }

    /// Cells of a pool where somebody may stay who holds a seat of it.
    pub(super) fn held(&self, pool: u16, slot: Slot) -> Vec<u16> {
        self.fitting(pool, slot).map(|(at, _)| at).collect()
    }

    /// Cells where somebody may stay who sits in `seat`.
    pub(super) fn beside(&self, seat: Seat) -> Vec<u16> {
        let cell = self.cells.get(usize::from(seat.0));
        cell.map(|cell| self.held(cell.pool, cell.slot)).unwrap_or_default()
    }

    /// A holder's seat before the round: a seat in grace first, then an open one, then the reserve.
    pub(super) fn sit(&mut self, pool: u16, slot: Slot) -> Seat {
        let mut fitting = self.held(pool, slot);
        fitting.sort_by_key(|at| self.cells[usize::from(*at)].kind);
        let free = |at: &&u16| {
            let cell = &self.cells[usize::from(**at)];
            cell.sitting < cell.seats
        };
        let at = fitting.iter().find(free).or(fitting.first()).copied().unwrap_or(u16::MAX);
        if let Some(cell) = self.cells.get_mut(usize::from(at)) {
            cell.sitting = cell.sitting.saturating_add(1);
        }
        Seat(at)
    }

    /// A seat that nobody takes away, though the pool has become smaller: a guard holds its losses. What is
    /// too much stands in a cell that nobody new may enter.
    pub(super) fn sit_fast(&mut self, pool: u16, slot: Slot) -> Seat {
        let seat = self.sit(pool, slot);
        if let Some(cell) = self.cells.get_mut(usize::from(seat.0)) {
            cell.seats = cell.seats.max(cell.sitting);
        }
        seat
    }

    /// The number of a set of cells.
    pub(super) fn kind(&mut self, mut cells: Vec<u16>) -> u32 {
        cells.sort_unstable();
        cells.dedup();
        let next = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        *self.kinds.entry(cells.into_boxed_slice()).or_insert(next)
    }

    /// The instance; of pools that cost the same, earlier ones fill first, and within a pool grace seats before open ones.
    pub(super) fn instance(&mut self, schools: Vec<School>, fairness: Fairness) -> Instance {
        let mut kinds = vec![Box::default(); self.kinds.len()];
        for (cells, number) in &self.kinds {
            kinds[*number as usize] = cells.clone();
        }
        Instance {
            seats: self.cells.iter().map(|cell| cell.seats).collect(),
            spare: self.cells.iter().map(|cell| cell.kind == CellKind::Reserve).collect(),
            order: vec![0; self.cells.len()],
            kinds,
            schools,
            fairness,
            people: std::mem::take(&mut self.people),
        }
    }
}

/// The first day of a demand as a rising number, out of what [`rank`] made.
pub(super) fn days(rank: i64) -> i64 {
    rank / DEMANDS
}

/// So many days of entitlement a demand may be told apart by.
const DEMANDS: i64 = 10_000_000;

/// Days as one rising number: first day of the unserved demand, then of the entitlement.
pub(super) fn rank(since: Date, starts_on: Option<Date>) -> i64 {
    let number = |date: Date| i64::from(date.year()) * 400 + i64::from(date.day_of_year());
    number(since) * DEMANDS + starts_on.map_or(0, number)
}
