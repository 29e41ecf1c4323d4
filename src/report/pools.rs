//! The pools and their numbers (UX 2, CONTRACT `pools --json`).

use super::grid::short;
use super::{Sight, grid};
use crate::licence::{PoolKey, ToolKey};
use crate::seats::{ClassUsage, PoolUsage, usage};
use crate::wording::Words;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A pool as the contract prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoolRow {
    /// Key.
    pub pool: String,
    /// Name.
    pub name: String,
    /// Key of the tool.
    pub tool: String,
    /// Is there no limit on persons?
    pub unlimited: bool,
    /// Seats valid today, grace included.
    pub total: Option<u32>,
    /// Occupied by somebody entitled.
    pub assigned: u32,
    /// Occupied by somebody who left.
    pub grace: u32,
    /// May be handed out.
    pub available: Option<u32>,
    /// Never handed out by themselves.
    pub reserve: u32,
    /// Occupied share of the total, one decimal.
    pub usage_percent: Option<f64>,
    /// How many wait.
    pub waiting: u32,
    /// How many need a decision.
    pub held: u32,
    /// How many may not have a seat yet.
    pub blocked: u32,
    /// Holders beyond the seats.
    pub over_assigned: u32,
    /// How many are on leave and keep their wish.
    pub dormant: u32,
    /// Those who start on a coming day that is looked at.
    pub starting: u32,
    /// Of these, those for whom no seat is kept.
    pub at_risk: u32,
    /// Seats that are lent until somebody starts.
    pub lent: u32,
    /// Last day of grace, when the pool's licences are in grace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_to: Option<Date>,
    /// A class licence's two kinds of seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassUsage>,
    /// Does the tool appear in users' collections?
    pub add_to_collection: bool,
    /// Is it in the configuration? Else a guard holds its seats.
    pub configured: bool,
    /// Who sits; only when people are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<Vec<SeatRow>>,
    /// Who waits; only when people are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_list: Option<Vec<QueueRow>>,
    /// Who is blocked; only when people are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_list: Option<Vec<BlockedRow>>,
}

/// Somebody who sits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeatRow {
    /// Key of the person.
    pub person: String,
    /// `assigned` or `grace`.
    pub state: &'static str,
    /// Day of the grant.
    pub since: Date,
    /// Last day of grace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    /// Key of the person.
    pub person: String,
    /// Why.
    pub reason: &'static str,
    /// First day of waiting.
    pub since: Date,
    /// Place in the queue, from 1.
    pub place: usize,
}

/// Somebody who is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockedRow {
    /// Key of the person.
    pub person: String,
    /// Why.
    pub reason: &'static str,
}

/// All pools in the order of the configuration; with the lists of people when `people` is asked for.
#[must_use]
pub fn pool_rows(sight: &Sight<'_>, people: People) -> Vec<PoolRow> {
    let mut rows: Vec<(usize, PoolRow)> = Vec::new();
    for tool in sight.catalogue.tools.values() {
        for pool in usage(sight.lookup, sight.catalogue, tool, sight.seats, sight.key) {
            let place = sight.catalogue.pools.iter().position(|p| p.key == pool.pool.key).unwrap_or(usize::MAX);
            rows.push((place, row(sight, &pool, people)));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).chain(unconfigured(sight)).collect()
}

/// Pools that left the configuration while somebody still holds a seat of them: all of those are too many.
fn unconfigured(sight: &Sight<'_>) -> Vec<PoolRow> {
    let mut holders: BTreeMap<(&PoolKey, &ToolKey), (u32, u32)> = BTreeMap::new();
    for ((tool, _), grant) in &sight.seats.grants {
        if sight.catalogue.pool(&grant.pool).is_none() {
            let (assigned, grace) = holders.entry((&grant.pool, tool)).or_default();
            *(if grant.leaving.is_some() { grace } else { assigned }) += 1;
        }
    }
    let row = |((pool, tool), (assigned, grace)): ((&PoolKey, &ToolKey), (u32, u32))| PoolRow {
        pool: pool.to_string(),
        name: pool.to_string(),
        tool: tool.to_string(),
        unlimited: false,
        total: Some(0),
        assigned,
        grace,
        available: Some(0),
        reserve: 0,
        usage_percent: Some(0.0),
        waiting: 0,
        held: 0,
        blocked: 0,
        over_assigned: assigned + grace,
        dormant: 0,
        starting: 0,
        at_risk: 0,
        lent: 0,
        grace_to: None,
        class: None,
        add_to_collection: false,
        configured: false,
        seats: None,
        waiting_list: None,
        blocked_list: None,
    };
    holders.into_iter().map(row).collect()
}

/// Are the lists of people asked for?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Numbers only.
    Counted,
    /// With the lists.
    Listed,
}

fn row(sight: &Sight<'_>, usage: &PoolUsage<'_>, people: People) -> PoolRow {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let listed = people == People::Listed;
    PoolRow {
        pool: usage.pool.key.to_string(),
        name: usage.pool.name.to_string(),
        tool: usage.pool.tool.to_string(),
        unlimited: usage.total.is_none(),
        total: usage.total,
        assigned: usage.assigned,
        grace: usage.grace,
        available: usage.available,
        reserve: usage.pool.reserve,
        usage_percent: usage.usage_permille.map(|permille| f64::from(permille) / 10.0),
        waiting: count(usage.waiting.len()),
        held: usage.held,
        blocked: count(usage.blocked.len()),
        over_assigned: usage.over_assigned,
        dormant: usage.dormant,
        starting: usage.starting,
        at_risk: usage.at_risk,
        lent: usage.lent,
        grace_to: usage.grace_to,
        class: usage.class,
        add_to_collection: usage.pool.add_to_collection,
        configured: true,
        seats: listed.then(|| seats(sight, usage)),
        waiting_list: listed.then(|| queue(sight, usage)),
        blocked_list: listed.then(|| blocked(sight, usage)),
    }
}

fn seats(sight: &Sight<'_>, usage: &PoolUsage<'_>) -> Vec<SeatRow> {
    let row = |(person, grant): &(&crate::roster::PersonId, &crate::seats::Grant)| SeatRow {
        person: (sight.key)(person),
        state: if grant.leaving.is_some() { "grace" } else { "assigned" },
        since: grant.granted_on,
        until: [grant.leaving.as_ref().map(|leaving| leaving.until), grant.lent_until].into_iter().flatten().min(),
    };
    usage.seats.iter().map(row).collect()
}

fn queue(sight: &Sight<'_>, usage: &PoolUsage<'_>) -> Vec<QueueRow> {
    let row = |(at, (person, wish)): (usize, &(&crate::roster::PersonId, &crate::seats::Wish))| QueueRow {
        person: (sight.key)(person),
        reason: wish.reason().word(),
        since: wish.since,
        place: at + 1,
    };
    usage.waiting.iter().enumerate().map(row).collect()
}

fn blocked(sight: &Sight<'_>, usage: &PoolUsage<'_>) -> Vec<BlockedRow> {
    let row = |(person, wish): &(&crate::roster::PersonId, &crate::seats::Wish)| BlockedRow {
        person: (sight.key)(person),
        reason: wish.reason().word(),
    };
    usage.blocked.iter().map(row).collect()
}

/// The pools as a table, with what does not fit into columns below it.
#[must_use]
pub fn pools_table(words: &Words, rows: &[PoolRow], today: Date) -> String {
    let head =
        ["pool", "name", ">total", ">assigned", ">grace", ">available", ">usage", ">waiting", ">held", ">blocked"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let body = rows.iter().map(|row| cells(words, row)).collect();
    let mut text = grid(&head, body);
    for row in rows {
        if let Some(class) = &row.class {
            let fills = [
                ("pool", (&row.pool).into()),
                ("pupils", class.pupil_used.into()),
                ("pupil_seats", class.pupil_seats.into()),
                ("staff", class.staff_used.into()),
                ("staff_seats", class.staff_seats.into()),
                ("unusable", class.unusable.into()),
            ];
            text.push_str(&format!("\n {}", words.say("class-note", &fills)));
        }
        if row.dormant > 0 {
            let fills = [("pool", (&row.pool).into()), ("count", row.dormant.into())];
            text.push_str(&format!("\n {}", words.say("dormant-note", &fills)));
        }
        if row.starting > 0 || row.lent > 0 {
            let fills = [
                ("pool", (&row.pool).into()),
                ("starting", row.starting.into()),
                ("at_risk", row.at_risk.into()),
                ("lent", row.lent.into()),
            ];
            text.push_str(&format!("\n {}", words.say("starting-note", &fills)));
        }
        if let Some(until) = row.grace_to {
            let until = words.short_date(until, today);
            let text_line = words.say("link-licence-grace", &[("until", (&until).into())]);
            text.push_str(&format!("\n {}: {text_line}", row.pool));
        }
    }
    text
}

/// A column's heading, with its alignment.
pub(super) fn heading(words: &Words, key: &str) -> String {
    match key.strip_prefix('>') {
        Some(key) => format!(">{}", words.text(&format!("head-{key}"))),
        None => words.text(&format!("head-{key}")),
    }
}

fn cells(words: &Words, row: &PoolRow) -> Vec<String> {
    let none = words.text("none");
    let number = |number: u32| if number == 0 { none.clone() } else { number.to_string() };
    let available = if row.over_assigned > 0 {
        format!("−{}", row.over_assigned)
    } else {
        row.available.map_or_else(|| none.clone(), |n| n.to_string())
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and some thousand")]
    let usage = row.usage_percent.map_or_else(|| none.clone(), |share| words.percent((share * 10.0).round() as u32));
    vec![
        row.pool.clone(),
        if row.configured { short(&row.name) } else { words.say("pool-unconfigured", &[("pool", (&row.pool).into())]) },
        row.total.map_or_else(|| words.text("unlimited"), |n| n.to_string()),
        row.assigned.to_string(),
        number(row.grace),
        available,
        usage,
        number(row.waiting),
        number(row.held),
        number(row.blocked),
    ]
}
