//! Units: how each fares. Their ids are those of addresses.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::roster::CodeStatus;
use crate::web::world::UnitLine;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A unit.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitRow {
    /// Its id.
    unit: String,
    /// Its short name, when there is one.
    alias: Option<String>,
    /// Its name.
    name: String,
    /// Id of the unit above, where the token's account sees it.
    parent: Option<String>,
    /// Its school unit code, where it has one.
    code: Option<String>,
    /// Where the code comes from.
    #[schema(pattern = "^(official|fictitious|missing)$")]
    code_status: &'static str,
    /// How many people are there whom the token's account sees.
    people: u32,
    /// How many of their seats are of somebody entitled.
    assigned: u32,
    /// How many are of somebody who left.
    grace: u32,
    /// How often somebody waits.
    waiting: u32,
    /// How often somebody may not have a seat yet.
    blocked: u32,
    /// The same by pool; only where one unit is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pools: Option<Vec<PoolAt>>,
}

/// What people of a unit have of a pool.
#[derive(Serialize, ToSchema)]
pub(super) struct PoolAt {
    /// Key of the pool.
    pool: String,
    /// They sit.
    assigned: u32,
    /// They sit, and left.
    grace: u32,
    /// They wait.
    waiting: u32,
    /// They may not have a seat yet.
    blocked: u32,
    /// Seats of the pool that may be handed out to anybody; null without limit.
    available: Option<u32>,
}

pub(super) const SHAPE: Shape = Shape {
    filters: &["parent", "code_status"],
    sorts: &["unit", "name", "code", "people", "assigned", "waiting", "blocked"],
};

/// The units.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    Some(List::of(here.view.units().iter().map(|line| row(here, line))))
}

/// One of them, by its id.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let id = parts.first()?;
    let line = here.view.unit(id)?;
    let pool = |(pool, counts): (crate::web::world::PoolLine, crate::web::world::Counts)| PoolAt {
        pool: pool.key.to_string(),
        assigned: counts.assigned,
        grace: counts.grace,
        waiting: counts.waiting,
        blocked: counts.blocked,
        available: pool.available(),
    };
    let pools = here.view.pools_at(id).into_iter().map(pool).collect();
    Some(value(&UnitRow { pools: Some(pools), ..row(here, &line) }))
}

fn row(here: &Here<'_>, line: &UnitLine) -> UnitRow {
    let unit = &line.unit;
    let code_status = match (unit.has_code(), unit.code_status) {
        (false, _) | (_, CodeStatus::Missing) => "missing",
        (true, CodeStatus::Official) => "official",
        (true, CodeStatus::Fictitious) => "fictitious",
    };
    let parent = unit.parent.as_ref().and_then(|id| here.view.unit(id.as_str()));
    UnitRow {
        unit: unit.id.to_string(),
        alias: unit.alias.as_ref().map(ToString::to_string),
        name: unit.name.to_string(),
        parent: parent.map(|parent| parent.unit.id.to_string()),
        code: unit.code.as_deref().filter(|_| unit.has_code()).map(str::to_owned),
        code_status,
        people: line.people,
        assigned: line.counts.assigned,
        grace: line.counts.grace,
        waiting: line.counts.waiting,
        blocked: line.counts.blocked,
        pools: None,
    }
}
