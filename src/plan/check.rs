//! Proves a plan sound before it may be applied, by another road than the one that made it.
//!
//! It replays the steps on the seats before and looks at every pool and person by the invariants of
//! RELIABILITY 2, so that a fault in the planner stops at this wall.

use super::Plan;
use crate::licence::{Catalogue, Kind, PoolKey, Tool};
use crate::roster::PersonId;
use crate::seats::claims::{Lookup, Offer, bids};
use crate::seats::{Cause, Grant, Leaving, Reason, SeatStep, Seats, WishState};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Why a plan may not be applied. Each names its invariant; none names a person's value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A grant lands on somebody who has a seat already (I2).
    #[error("a person would get a second seat of tool {tool} (I2)")]
    SecondSeat {
        /// Which tool.
        tool: String,
    },
    /// A step touches a grant or wish that is not there (I4).
    #[error("a step '{step}' about tool {tool} touches what is not there (I4)")]
    NothingThere {
        /// Which step.
        step: &'static str,
        /// Which tool.
        tool: String,
    },
    /// A pool that somebody new enters holds more than its seats (I1).
    #[error("pool {pool} would have {holders} holders on {seats} seats (I1)")]
    OverCapacity {
        /// Which.
        pool: String,
        /// Holders after.
        holders: u64,
        /// Seats.
        seats: u64,
    },
    /// A new grant goes to somebody whom no binding reaches (I3).
    #[error("a grant in pool {pool} goes to somebody who is not entitled (I3)")]
    NotEntitled {
        /// Which pool.
        pool: String,
    },
    /// A new grant comes out of a pool that takes nobody new.
    #[error("pool {pool} takes nobody new on that day, and the plan puts somebody in")]
    TakesNobody {
        /// Which pool.
        pool: String,
    },
    /// Somebody waits for want of a seat beside a free one.
    #[error("somebody waits for pool {pool} while {free} of its seats are free")]
    Stranded {
        /// Which pool.
        pool: String,
        /// How many are free.
        free: u64,
    },
    /// The seats that the plan ends with do not come of its steps (I5).
    #[error("the seats that the plan ends with do not come of its steps (I5)")]
    OtherSeats,
    /// Grant numbers do not rise.
    #[error("grant numbers must rise")]
    Numbers,
    /// A held pool loses a seat (I10).
    #[error("pool {pool} is held, and the plan takes a seat from it (I10)")]
    HeldLoses {
        /// Which pool.
        pool: String,
    },
}

/// Checks `plan`, made from `seats`, against `catalogue`.
///
/// # Errors
/// Every fault that was found; an unsound plan must not be applied.
pub fn check(plan: &Plan, seats: &Seats, catalogue: &Catalogue) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    replay(plan, seats, &mut faults);
    let lookup = Lookup::new(&plan.roster, plan.day);
    let newly: BTreeMap<&PoolKey, Vec<&PersonId>> = newly(plan);
    let mut holders: BTreeMap<&PoolKey, u64> = BTreeMap::new();
    plan.seats.grants.values().for_each(|grant| *holders.entry(&grant.pool).or_default() += 1);
    let after = After { plan, lookup: &lookup, newly: &newly, holders: &holders };
    let tools: Vec<&Tool> = catalogue.tools.values().collect();
    let of_tools: Vec<Vec<Fault>> = tools.into_par_iter().map(|tool| after.faults(catalogue, tool)).collect();
    faults.extend(of_tools.into_iter().flatten());
    held(plan, seats, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What would be.
struct After<'a> {
    plan: &'a Plan,
    lookup: &'a Lookup<'a>,
    newly: &'a BTreeMap<&'a PoolKey, Vec<&'a PersonId>>,
    holders: &'a BTreeMap<&'a PoolKey, u64>,
}

impl After<'_> {
    /// What is wrong with a tool's pools.
    fn faults(&self, catalogue: &Catalogue, tool: &Tool) -> Vec<Fault> {
        let mut faults = Vec::new();
        let offers = Offer::of(catalogue, tool, self.lookup);
        let bids = bids(self.lookup, &offers);
        for (number, offer) in offers.iter().enumerate() {
            let pool = &offer.pool.key;
            let entered = self.newly.get(pool).map_or(&[][..], Vec::as_slice);
            let at_hand = self.holders.get(pool).copied().unwrap_or(0);
            let holders = at_hand + u64::from(self.plan.rest.holders_of(&tool.key, pool));
            capacity(offer, entered, holders, &mut faults);
            let mut finder = self.plan.roster.finder();
            for person in entered {
                let at = finder.find(person);
                let reached = at.is_some_and(|at| {
                    let start = bids.partition_point(|bid| bid.person < at);
                    let mut mine = bids[start..].iter().take_while(|bid| bid.person == at);
                    mine.any(|bid| usize::from(bid.pool) == number)
                });
                if !reached {
                    faults.push(Fault::NotEntitled { pool: pool.to_string() });
                }
            }
            let yields = !catalogue.calendar.is_frozen_for_some(self.plan.day);
            stranded(offer, self.plan, (holders, yields), &mut faults);
        }
        faults
    }
}

/// Takes every step, notes those that do not fit, and holds what comes of them against what the plan says.
fn replay(plan: &Plan, seats: &Seats, faults: &mut Vec<Fault>) {
    let mut numbers = Vec::new();
    let (mut holders, mut wishes) = (seats.grants.len(), seats.wishes.len());
    for seat in plan.steps.chunk_by(|a, b| a.key() == b.key()) {
        let (tool, person) = seat[0].key();
        let key = (tool.clone(), person.clone());
        let mut grant = seats.grants.get(&key).cloned();
        let mut has_wish = seats.wishes.contains_key(&key);
        (holders, wishes) = (holders - usize::from(grant.is_some()), wishes - usize::from(has_wish));
        for step in seat {
            if let SeatStep::Grant { grant: new, .. } = step {
                numbers.push(new.seq);
                if grant.is_some() {
                    faults.push(Fault::SecondSeat { tool: tool.to_string() });
                }
            }
            if !fits(step, grant.as_ref(), has_wish) {
                faults.push(Fault::NothingThere { step: step.word(), tool: tool.to_string() });
            }
            follow(step, &mut grant, &mut has_wish);
        }
        if grant.is_some() && has_wish {
            faults.push(Fault::NothingThere { step: "wish", tool: "a holder wishes".to_owned() });
        }
        if plan.seats.grants.get(&key) != grant.as_ref() || plan.seats.wishes.contains_key(&key) != has_wish {
            faults.push(Fault::OtherSeats);
        }
        (holders, wishes) = (holders + usize::from(grant.is_some()), wishes + usize::from(has_wish));
    }
    if (plan.seats.grants.len(), plan.seats.wishes.len()) != (holders, wishes) {
        faults.push(Fault::OtherSeats);
    }
    numbers.sort_unstable();
    if numbers.windows(2).any(|pair| pair[0] == pair[1])
        || numbers.first().is_some_and(|first| *first <= seats.last_seq)
    {
        faults.push(Fault::Numbers);
    }
}

/// Does a step touch only what is there?
fn fits(step: &SeatStep, grant: Option<&Grant>, has_wish: bool) -> bool {
    match step {
        SeatStep::Grant { .. } | SeatStep::Wish { .. } => true,
        SeatStep::Move { from: pool, .. } | SeatStep::Free { pool, .. } | SeatStep::Leave { pool, .. } => {
            grant.is_some_and(|grant| grant.pool == *pool)
        }
        SeatStep::Return { .. } => grant.is_some_and(|grant| grant.leaving.is_some()),
        SeatStep::Lend { .. } => grant.is_some(),
        SeatStep::Unwish { .. } => has_wish,
    }
}

/// What one seat is after a step about it.
fn follow(step: &SeatStep, grant: &mut Option<Grant>, has_wish: &mut bool) {
    match (step, grant.as_mut()) {
        (SeatStep::Grant { grant: new, .. }, _) => *grant = Some(new.clone()),
        (SeatStep::Free { .. }, _) => *grant = None,
        (SeatStep::Move { to, .. }, Some(grant)) => grant.pool = to.clone(),
        (SeatStep::Leave { leaving, .. }, Some(grant)) => grant.leaving = Some(leaving.clone()),
        (SeatStep::Return { .. }, Some(grant)) => grant.leaving = None,
        (SeatStep::Lend { until, .. }, Some(grant)) => grant.lent_until = *until,
        (SeatStep::Wish { .. }, _) => *has_wish = true,
        (SeatStep::Unwish { .. }, _) => *has_wish = false,
        _ => {}
    }
}

/// Who enters which pool: by a grant, or by a move.
fn newly(plan: &Plan) -> BTreeMap<&PoolKey, Vec<&PersonId>> {
    let mut newly: BTreeMap<&PoolKey, Vec<&PersonId>> = BTreeMap::new();
    for step in &plan.steps {
        match step {
            SeatStep::Grant { person, grant, .. } => newly.entry(&grant.pool).or_default().push(person),
            SeatStep::Move { person, to, .. } => newly.entry(to).or_default().push(person),
            _ => {}
        }
    }
    newly
}

fn capacity(offer: &Offer<'_>, entered: &[&PersonId], holders: u64, faults: &mut Vec<Fault>) {
    if entered.is_empty() {
        return;
    }
    if !offer.capacity.any_running {
        faults.push(Fault::TakesNobody { pool: offer.pool.key.to_string() });
    }
    if let Some(seats) = offer.capacity.total().map(u64::from)
        && holders > seats
    {
        faults.push(Fault::OverCapacity { pool: offer.pool.key.to_string(), holders, seats });
    }
}

/// Nobody waits for want of a seat where seats of any use to him are free, or kept for somebody who left only while
/// nobody wants them. A class licence's seats are of
/// use to its own kind only, so there it is enough that not both kinds have room.
fn stranded(offer: &Offer<'_>, plan: &Plan, (holders, can_yield): (u64, bool), faults: &mut Vec<Fault>) {
    let after = &plan.seats;
    let waits = plan.rest.waits(&offer.pool.key)
        || after.wishes_of(&offer.pool.tool).any(|(_, wish)| {
            wish.pool == offer.pool.key && wish.state == WishState::Waiting && wish.reason() == Reason::NoFreeSeat
        });
    if !waits {
        return;
    }
    let seats = u64::from(offer.capacity.running).saturating_sub(u64::from(offer.pool.reserve));
    let grace = u64::from(offer.capacity.grace);
    let is_held = plan.held.iter().any(|hold| hold.pool() == Some(&offer.pool.key));
    let here = after.grants_of(&offer.pool.tool).filter(|(_, grant)| grant.pool == offer.pool.key);
    let is_sure = |leaving: &Leaving| plan.all_sources || leaving.cause != Cause::Vanished;
    let yields = |grant: &Grant| {
        let leaving = grant.leaving.as_ref().filter(|leaving| can_yield && is_sure(leaving));
        leaving.is_some_and(|leaving| leaving.gives_way(plan.day, &plan.delivered))
    };
    let yielding = here.filter(|(_, grant)| !is_held && yields(grant)).count() as u64;
    let free = (seats + grace).saturating_sub(holders.saturating_sub(yielding)).min(seats);
    let is_class = offer.pool.kind == Some(Kind::Class);
    let unlimited = offer.capacity.unlimited && offer.capacity.any_running;
    if unlimited || !is_class && !offer.capacity.unlimited && free > 0 {
        faults.push(Fault::Stranded { pool: offer.pool.key.to_string(), free });
    }
}

/// A pool whose losses are held loses nobody for another cause than a date.
fn held(plan: &Plan, seats: &Seats, faults: &mut Vec<Fault>) {
    let is_of_roster = |hold: &&super::Hold| hold.kind == super::HoldKind::SeatLosses;
    let pools: BTreeSet<&PoolKey> = plan.held.iter().filter(is_of_roster).filter_map(|hold| hold.pool()).collect();
    for step in &plan.steps {
        let (tool, person) = step.key();
        let was_leaving = || {
            let grant = seats.grants.get(&(tool.clone(), person.clone()));
            grant.is_some_and(|grant| grant.leaving.is_some())
        };
        let lost = match step {
            SeatStep::Free { pool, cause, .. } => Some((pool, *cause)),
            SeatStep::Leave { pool, leaving, .. } => Some((pool, leaving.cause)),
            _ => None,
        };
        if let Some((pool, cause)) = lost
            && pools.contains(pool)
            && !matches!(cause, Cause::Ended | Cause::SeatsEnded)
            && !was_leaving()
        {
            faults.push(Fault::HeldLoses { pool: pool.to_string() });
        }
    }
}
