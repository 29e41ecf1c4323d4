//! Advice: what could be done better with what is bought (REQUIREMENTS D5-D22, PAIN).

use super::forecast::{Present, asking};
use crate::licence::{Kind, Licence, Pool, PoolKey, Tool, ToolKey};
use crate::roster::PersonId;
use crate::seats::claims::Lookup;
use crate::seats::{PoolUsage, WhatIf, WishState, usage};
use jiff::ToSpan;
use jiff::civil::Date;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "advice", rename_all = "snake_case")]
pub enum Advice {
    /// Seats that nobody has and nobody waits for.
    Idle {
        /// In which pool.
        pool: PoolKey,
        /// How many.
        seats: u32,
        /// Of how many.
        total: u32,
        /// What they cost a year, in whole kronor, when the price of a seat is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        cost: Option<u64>,
    },
    /// Seats of a class licence that no other class may use.
    Stranded {
        /// In which pool.
        pool: PoolKey,
        /// How many.
        seats: u32,
        /// Of how many.
        total: u32,
    },
    /// Seats of a pool that are free while others wait for another pool of the tool.
    Movable {
        /// Where they are free.
        from: PoolKey,
        /// Where they would serve.
        to: PoolKey,
        /// How many.
        seats: u32,
    },
    /// A tool of the same vendor has room while people wait for this one.
    Sibling {
        /// For which tool people wait.
        tool: ToolKey,
        /// How many.
        waiting: u32,
        /// The tool that has room.
        sibling: ToolKey,
        /// How many seats.
        seats: u32,
    },
    /// Holders who have not used the tool for long.
    Unused {
        /// In which pool.
        pool: PoolKey,
        /// How many days, at least.
        days: u16,
        /// How many of them there are.
        count: u32,
        /// Who.
        #[serde(skip)]
        people: Vec<PersonId>,
        /// Of so many holders nobody knows.
        unknown: u32,
    },
}

/// Days without use after which a holder is spoken of, where the pool does not say it.
const UNUSED_DAYS: u16 = 90;

/// Everything that could be done better today.
#[must_use]
pub fn advice(present: &Present<'_>) -> Vec<Advice> {
    asking(present, |ask| all(present, ask))
}

fn all(present: &Present<'_>, ask: &dyn Fn(&Tool) -> WhatIf) -> Vec<Advice> {
    let lookup = Lookup::new(present.roster, present.day);
    let key = |person: &PersonId| person.to_string();
    let mut advice = Vec::new();
    let mut room = Vec::new();
    for tool in present.catalogue.tools.values() {
        let pools = usage(&lookup, present.catalogue, tool, present.seats, &key);
        let wishes = present.seats.wishes_of(&tool.key).filter(|(_, wish)| wish.state == WishState::Waiting);
        let waiting = u32::try_from(wishes.count()).unwrap_or(u32::MAX);
        if waiting > 0 {
            advice.extend(movable(&ask(tool)));
        }
        for pool in &pools {
            let spare = spare(present, pool).filter(|_| waiting == 0);
            advice.extend(spare);
            advice.extend(unused(present, pool));
        }
        let free: u32 = pools.iter().filter(|pool| pool.class.is_none()).filter_map(|pool| pool.available).sum();
        room.push((tool, waiting, if is_running(present, tool) { free } else { 0 }));
    }
    for (tool, waiting, _) in room.iter().filter(|(_, waiting, _)| *waiting > 0) {
        let siblings = room.iter().filter(|(other, others, free)| {
            other.key != tool.key && other.vendor == tool.vendor && *others == 0 && *free > 0
        });
        advice.extend(siblings.map(|(sibling, _, free)| Advice::Sibling {
            tool: tool.key.clone(),
            waiting: *waiting,
            sibling: sibling.key.clone(),
            seats: *free,
        }));
    }
    advice
}

fn is_running(present: &Present<'_>, tool: &Tool) -> bool {
    let licences = present.catalogue.licences.values().filter(|licence| licence.tool == tool.key);
    let phase = |licence: &Licence| present.catalogue.phase(licence, present.day);
    licences.into_iter().any(|licence| phase(licence) == crate::licence::Phase::Running)
}

/// Seats that nobody has, of a pool that takes newcomers.
fn spare(present: &Present<'_>, usage: &PoolUsage<'_>) -> Option<Advice> {
    let (pool, total) = (&usage.pool.key, usage.total?);
    if usage.grace_to.is_some() || total == 0 {
        return None;
    }
    if let Some(class) = usage.class {
        let (pool, seats) = (pool.clone(), class.unusable);
        return (seats > 0).then_some(Advice::Stranded { pool, seats, total });
    }
    let seats = usage.available.filter(|seats| *seats > 0)?;
    let licences = present.catalogue.licences_of(usage.pool);
    let price = licences.iter().filter(|licence| licence.kind == Kind::Individual).filter_map(|one| one.price).min();
    let cost = price.filter(|price| *price > 0).map(|price| u64::from(price) * u64::from(seats));
    Some(Advice::Idle { pool: pool.clone(), seats, total, cost })
}

/// Seats of the tool's other pools that none of those who wait may have.
fn movable(what_if: &WhatIf) -> Vec<Advice> {
    let (purchase, spare) = (what_if.purchase(), what_if.spare());
    let mut wanted = purchase.seats.into_iter();
    let Some((to, mut missing)) = wanted.next() else { return Vec::new() };
    let mut advice = Vec::new();
    for (from, free) in spare.into_iter().filter(|(from, _)| *from != to) {
        let seats = free.min(missing);
        missing -= seats;
        if seats > 0 {
            advice.push(Advice::Movable { from, to: to.clone(), seats });
        }
    }
    advice
}

/// After how many days without use a holder of a pool is spoken of, and since which day that is.
#[must_use]
pub fn unused_since(pool: &Pool, day: Date) -> Option<(u16, Date)> {
    let days = pool.inactive_after.unwrap_or(UNUSED_DAYS);
    Some((days, day.checked_sub(i64::from(days).days()).ok()?))
}

/// Holders of whom it is known that they have not used the tool for long. Who is not known uses it, for all we know.
fn unused(present: &Present<'_>, usage: &PoolUsage<'_>) -> Option<Advice> {
    let tool = &usage.pool.tool;
    if !present.uses.are_fresh(tool, present.day) {
        return None;
    }
    let (days, since) = unused_since(usage.pool, present.day)?;
    let last = |person: &PersonId| present.uses.last(tool, person);
    let mut people: Vec<PersonId> = Vec::new();
    let mut unknown = 0;
    for (person, _) in &usage.seats {
        match last(person) {
            Some(last) if last < since => people.push((*person).clone()),
            Some(_) => {}
            None => unknown += 1,
        }
    }
    let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
    (count > 0).then(|| Advice::Unused { pool: usage.pool.key.clone(), days, count, people, unknown })
}
