//! The numbers of a pool, each with one meaning (UX 2), derived from grants and wishes.

use super::claims::{Lookup, Offer};
use super::place::queue;
use super::{Grant, Reason, Seats, Wish, WishState};
use crate::licence::{Kind, Pool, Tool};
use crate::roster::PersonId;
use jiff::civil::Date;

/// A pool on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolUsage<'a> {
    /// Which.
    pub pool: &'a Pool,
    /// Seats valid today, grace included; none when unlimited.
    pub total: Option<u32>,
    /// Seats occupied by somebody entitled.
    pub assigned: u32,
    /// Seats occupied by somebody who left.
    pub grace: u32,
    /// Seats that may be handed out; none when unlimited.
    pub available: Option<u32>,
    /// Holders beyond the seats there are.
    pub over_assigned: u32,
    /// Per mille of the seats that are occupied; none when unlimited or without seats to divide by.
    pub usage_permille: Option<u32>,
    /// Class licences: occupied and all seats of pupils and of staff.
    pub class: Option<ClassUsage>,
    /// Who sits, in the order of ids.
    pub seats: Vec<(&'a PersonId, &'a Grant)>,
    /// Who waits, first in line first.
    pub waiting: Vec<(&'a PersonId, &'a Wish)>,
    /// Who is blocked.
    pub blocked: Vec<(&'a PersonId, &'a Wish)>,
    /// How many need a human's decision; never who.
    pub held: u32,
    /// How many are on leave.
    pub dormant: u32,
    /// How many start on a coming day that is looked at.
    pub starting: u32,
    /// Of these, those for whom no seat is kept.
    pub at_risk: u32,
    /// Seats that are lent until somebody starts.
    pub lent: u32,
    /// The last day of a licence in grace, when there is one and none is running.
    pub grace_to: Option<Date>,
}

/// A class licence's two kinds of seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ClassUsage {
    /// Pupils' seats.
    pub pupil_seats: u32,
    /// Of these, occupied.
    pub pupil_used: u32,
    /// Staff seats.
    pub staff_seats: u32,
    /// Of these, occupied.
    pub staff_used: u32,
    /// Free, and of no use outside the class.
    pub unusable: u32,
}

/// The numbers of every pool of `tool`. `key` gives the name by which ids are ordered.
pub fn usage<'a>(
    lookup: &Lookup<'a>,
    catalogue: &'a crate::licence::Catalogue,
    tool: &'a Tool,
    seats: &'a Seats,
    key: &dyn Fn(&PersonId) -> String,
) -> Vec<PoolUsage<'a>> {
    let offers = Offer::of(catalogue, tool, lookup);
    offers.iter().map(|offer| of_pool(lookup, catalogue, offer, seats, key)).collect()
}

fn of_pool<'a>(
    lookup: &Lookup<'a>,
    catalogue: &'a crate::licence::Catalogue,
    offer: &Offer<'a>,
    seats: &'a Seats,
    key: &dyn Fn(&PersonId) -> String,
) -> PoolUsage<'a> {
    let pool = offer.pool;
    let mut sitting: Vec<_> = seats.grants_of(&pool.tool).filter(|(_, grant)| grant.pool == pool.key).collect();
    sitting.sort_by_cached_key(|(person, _)| order(&key(person)));
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let grace = number(sitting.iter().filter(|(_, grant)| grant.leaving.is_some()).count());
    let occupied = number(sitting.len());
    let total = offer.capacity.total();
    let with =
        |state: WishState| seats.wishes_of(&pool.tool).filter(move |(_, w)| w.pool == pool.key && w.state == state);
    let mut blocked: Vec<_> = with(WishState::Blocked).collect();
    blocked.sort_by_cached_key(|(person, _)| order(&key(person)));
    let in_grace = !offer.capacity.any_running && offer.capacity.any_grace;
    let grace_to = offer.licences.iter().filter(|l| catalogue.phase(l, lookup.day) == crate::licence::Phase::Grace);
    PoolUsage {
        pool,
        total,
        assigned: occupied - grace,
        grace,
        available: total.map(|total| total.saturating_sub(occupied).saturating_sub(pool.reserve)),
        over_assigned: total.map_or(0, |total| occupied.saturating_sub(total)),
        usage_permille: total.map(|total| permille(occupied, total)),
        class: (pool.kind == Some(Kind::Class)).then(|| class_usage(lookup, offer, &sitting)),
        waiting: queue(seats, &pool.key, key),
        blocked,
        held: number(with(WishState::Held).count()),
        dormant: number(with(WishState::Dormant).count()),
        starting: number(with(WishState::Starting).count()),
        at_risk: number(with(WishState::Starting).filter(|(_, wish)| wish.reason() == Reason::SeatAtRisk).count()),
        lent: number(sitting.iter().filter(|(_, grant)| grant.lent_until.is_some()).count()),
        grace_to: grace_to.filter_map(|l| l.grace_to()).max().filter(|_| in_grace),
        seats: sitting,
    }
}

fn order(name: &str) -> (bool, u64, String) {
    let (text, number, name) = super::natural(name);
    (text, number, name.to_owned())
}

/// Rounded to the nearest, and never up to a full house that is not full.
fn permille(occupied: u32, total: u32) -> u32 {
    if total == 0 {
        return 0;
    }
    let exact = (u64::from(occupied) * 2000 + u64::from(total)) / (u64::from(total) * 2);
    let permille = u32::try_from(exact).unwrap_or(u32::MAX);
    if occupied < total { permille.min(999) } else { permille }
}

fn class_usage(lookup: &Lookup<'_>, offer: &Offer<'_>, sitting: &[(&PersonId, &Grant)]) -> ClassUsage {
    let is_staff = |(person, grant): &&(&PersonId, &Grant)| match lookup.snapshot.find_person(person) {
        Some(at) => !lookup.snapshot.person(at).is_pupil(lookup.day),
        None => grant.leaving.as_ref().is_some_and(|leaving| leaving.as_staff),
    };
    let staff_used = u32::try_from(sitting.iter().filter(is_staff).count()).unwrap_or(u32::MAX);
    let pupil_used = u32::try_from(sitting.len()).unwrap_or(u32::MAX) - staff_used;
    let capacity = &offer.capacity;
    let (pupil_seats, staff_seats) = (capacity.running + capacity.grace, capacity.running_staff + capacity.grace_staff);
    let unusable = (pupil_seats + staff_seats).saturating_sub(pupil_used + staff_used);
    ClassUsage { pupil_seats, pupil_used, staff_seats, staff_used, unusable }
}
