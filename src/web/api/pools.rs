//! Pools and who is in them, under the names of `pools --json` (CONTRACT).

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use super::people::seats;
use super::tools::{LicenceRow, licences_of};
use crate::licence::Bind;
use crate::web::world::PoolLine;
use crate::wording::explain::bind_line;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A pool.
#[derive(Serialize, ToSchema)]
pub(super) struct Pool {
    /// Its key.
    pool: String,
    /// Its name.
    name: String,
    /// Key of its tool.
    tool: String,
    /// Is there no limit on persons?
    unlimited: bool,
    /// Seats valid today, grace included; null without limit.
    total: Option<u32>,
    /// Occupied by somebody entitled. This and the next are null for who does not see the whole organiser: see `own`.
    assigned: Option<u32>,
    /// Occupied by somebody who left.
    grace: Option<u32>,
    /// Seats that may be handed out; null without limit.
    available: Option<u32>,
    /// Seats that are never handed out by themselves.
    reserve: u32,
    /// The occupied share of the total, with one decimal; null where there is no total.
    usage_percent: Option<f64>,
    /// How many wait; null as `assigned`.
    waiting: Option<u32>,
    /// How many need a decision; null for who decides about nobody.
    held: Option<u32>,
    /// How many may not have a seat yet; null as `assigned`.
    blocked: Option<u32>,
    /// Holders beyond the seats.
    over_assigned: u32,
    /// The last day of grace, when the pool's licences are in grace.
    grace_to: Option<Date>,
    /// Does the tool appear in users' collections?
    add_to_collection: bool,
    /// Is it in the configuration? Else a guard holds its seats.
    configured: bool,
    /// Of all these, those whom the token's account sees.
    own: Own,
    /// Its licences; only where one pool is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    licences: Option<Vec<LicenceRow>>,
    /// What is bound to it; only where one pool is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    bindings: Option<Vec<Binding>>,
}

/// Those whom the token's account sees.
#[derive(Serialize, ToSchema)]
pub(super) struct Own {
    /// They sit.
    assigned: u32,
    /// They sit, and left.
    grace: u32,
    /// They wait.
    waiting: u32,
    /// They may not have a seat yet.
    blocked: u32,
}

/// What is bound to a pool, and what came of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Binding {
    /// What, in words.
    text: String,
    /// Its priority class.
    class: u8,
    /// How many it reaches; null where nobody has counted.
    members: Option<u32>,
    /// How many of them sit.
    assigned: Option<u32>,
    /// How many wait.
    waiting: Option<u32>,
    /// How many may not have a seat yet.
    blocked: Option<u32>,
}

pub(super) const SHAPE: Shape = Shape {
    filters: &["tool", "configured"],
    sorts: &["pool", "name", "tool", "total", "available", "waiting", "blocked"],
};

/// The pools in the order of the configuration.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    Some(List::of(here.view.pools().iter().map(|line| row(here, line))))
}

/// One of them, with its licences and what is bound to it.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let line = here.view.pool(parts.first()?)?;
    let pool = here.view.catalogue().pool(&line.key);
    let licences = pool.map(|pool| licences_of(here, here.view.catalogue().licences_of(pool))).unwrap_or_default();
    let binding = |bind: &Bind| {
        let (members, counts) = here.view.bound(&line.key, bind)?;
        Some(Binding {
            text: bind_line(here.words, bind),
            class: bind.class,
            members,
            assigned: counts.map(|counts| counts.assigned),
            waiting: counts.map(|counts| counts.waiting),
            blocked: counts.map(|counts| counts.blocked),
        })
    };
    let bindings = pool.into_iter().flat_map(|pool| &pool.binds).filter_map(binding).collect();
    Some(value(&Pool { licences: Some(licences), bindings: Some(bindings), ..row(here, &line) }))
}

/// Who is in it, those who wait first.
pub(super) fn people<'a>(here: &Here<'a>, parts: &[String]) -> Option<List<'a>> {
    let line = here.view.pool(parts.first()?)?;
    let entries = here.view.entries(&line.key).into_iter().map(|entry| (0, entry)).collect();
    Some(seats(here, (vec![line], entries)))
}

fn row(here: &Here<'_>, line: &PoolLine) -> Pool {
    let pool = here.view.catalogue().pool(&line.key);
    // Of a pool, a school is told how many seats there are and how many are free, and of people its own.
    let of_all = |count: u32| here.view.is_whole().then_some(count);
    Pool {
        pool: line.key.to_string(),
        name: line.name.clone(),
        tool: line.tool.to_string(),
        unlimited: line.total.is_none(),
        total: line.total,
        assigned: of_all(line.all.assigned),
        grace: of_all(line.all.grace),
        available: line.available(),
        reserve: line.reserve,
        usage_percent: line.usage(),
        waiting: of_all(line.all.waiting),
        held: here.view.shows_protected().then_some(line.own.held),
        blocked: of_all(line.all.blocked),
        over_assigned: line.over(),
        grace_to: line.grace_to,
        add_to_collection: pool.is_some_and(|pool| pool.add_to_collection),
        configured: line.is_configured,
        own: Own {
            assigned: line.own.assigned,
            grace: line.own.grace,
            waiting: line.own.waiting,
            blocked: line.own.blocked,
        },
        licences: None,
        bindings: None,
    }
}
