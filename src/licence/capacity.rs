//! How many seats a pool has on a day, and for whom.

use super::{Catalogue, Kind, Licence, Phase, Pool};
use jiff::civil::Date;
use serde::Serialize;

/// As many seats as anyone may ask for.
pub const UNLIMITED: u32 = u32::MAX;

/// A pool's seats on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Capacity {
    /// No limit on persons.
    pub unlimited: bool,
    /// Seats of running licences; a class's pupils only.
    pub running: u32,
    /// Seats of running class licences for staff.
    pub running_staff: u32,
    /// Seats of licences in grace.
    pub grace: u32,
    /// Seats of class licences in grace for staff.
    pub grace_staff: u32,
    /// Is any licence running?
    pub any_running: bool,
    /// Is any licence in grace?
    pub any_grace: bool,
    /// Is any licence yet to come?
    pub any_coming: bool,
    /// Does the pool have licences at all?
    pub any: bool,
}

impl Capacity {
    /// All seats, or none when unlimited.
    #[must_use]
    pub fn total(&self) -> Option<u32> {
        let seats = [self.running, self.running_staff, self.grace, self.grace_staff];
        (!self.unlimited).then(|| seats.iter().fold(0, |sum: u32, n| sum.saturating_add(*n)))
    }

    /// May somebody new get a seat, as far as dates go?
    #[must_use]
    pub fn takes_new(&self) -> bool {
        self.any_running
    }
}

/// The seats of `pool` on `day`: running and in grace, from its licences' own dates, so that what ends and
/// what begins at the same midnight costs nobody a seat (ALLOCATION 1).
#[must_use]
pub fn capacity(catalogue: &Catalogue, pool: &Pool, licences: &[&Licence], day: Date) -> Capacity {
    let mut sum = Capacity { any: !licences.is_empty(), ..Capacity::default() };
    sum.unlimited = pool.kind.is_some_and(Kind::is_unlimited);
    for licence in licences {
        let (seats, staff) = (licence.seats, licence.staff_seats);
        match catalogue.phase(licence, day) {
            Phase::Running => {
                sum.running = sum.running.saturating_add(seats);
                sum.running_staff = sum.running_staff.saturating_add(staff);
                sum.any_running = true;
            }
            Phase::Grace => {
                sum.grace = sum.grace.saturating_add(seats);
                sum.grace_staff = sum.grace_staff.saturating_add(staff);
                sum.any_grace = true;
            }
            Phase::NotStarted | Phase::Ordered => sum.any_coming = true,
            Phase::Over => {}
        }
    }
    sum
}

/// Seats that are alike for the allocation round: the round knows only these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// For whom.
    pub slot: Slot,
    /// For newcomers, or only for those who sit.
    pub kind: CellKind,
    /// How many.
    pub seats: u32,
}

/// For whom a seat is, within the pool's audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Everyone.
    Any,
    /// Pupils of a class licence.
    Pupil,
    /// Staff of a class licence.
    Staff,
}

/// Who may sit down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellKind {
    /// Only holders: the licence is in grace.
    Grace,
    /// Everyone.
    Open,
    /// Only holders who find no other seat: the reserve.
    Reserve,
}

/// The cells of a pool. The round keeps the reserve for holders who find no other seat, so that it never
/// makes room for somebody new.
#[must_use]
pub fn cells(pool: &Pool, capacity: &Capacity) -> Vec<Cell> {
    let cell = |slot, kind, seats| Cell { slot, kind, seats };
    if capacity.unlimited {
        let open = if capacity.any_running { UNLIMITED } else { 0 };
        let grace = if capacity.any_grace { UNLIMITED } else { 0 };
        return vec![cell(Slot::Any, CellKind::Grace, grace), cell(Slot::Any, CellKind::Open, open)];
    }
    if pool.kind == Some(Kind::Class) {
        return vec![
            cell(Slot::Pupil, CellKind::Grace, capacity.grace),
            cell(Slot::Pupil, CellKind::Open, capacity.running),
            cell(Slot::Staff, CellKind::Grace, capacity.grace_staff),
            cell(Slot::Staff, CellKind::Open, capacity.running_staff),
        ];
    }
    let open = capacity.running.saturating_sub(pool.reserve);
    vec![
        cell(Slot::Any, CellKind::Grace, capacity.grace),
        cell(Slot::Any, CellKind::Open, open),
        cell(Slot::Any, CellKind::Reserve, capacity.running - open),
    ]
}
