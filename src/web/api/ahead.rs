//! What is coming: the days of licences, and the year ahead as the forecast has it.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::licence::{Licence, Phase};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A day of a licence.
#[derive(Serialize, ToSchema)]
pub(super) struct TurnRow {
    /// The day.
    date: Date,
    /// The last day, the last day of grace, the first day, or the day on which it starts by itself.
    #[schema(pattern = "^(ends|grace|begins|starts)$")]
    what: &'static str,
    /// Key of the licence.
    licence: String,
    /// Key of the tool.
    tool: String,
    /// Key of the pool, where it has one that is seen.
    pool: Option<String>,
    /// Its seats; null without limit.
    seats: Option<u32>,
    /// How many whom the token's account sees have a seat of the pool.
    holders: Option<u32>,
    /// So many days are left.
    days_left: i32,
}

/// What happens to some people of a school on a coming day.
#[derive(Serialize, ToSchema)]
pub(super) struct ComingRow {
    /// The day.
    date: Date,
    /// What happens to them.
    #[schema(pattern = "^(loses|waits|leaves|frees|gets)$")]
    what: &'static str,
    /// Key of the tool.
    tool: String,
    /// Key of the pool.
    pool: String,
    /// Id of their school, where it is known and seen.
    unit: Option<String>,
    /// How many.
    count: u32,
}

/// A pool's year.
#[derive(Serialize, ToSchema)]
pub(super) struct YearAnswer {
    /// Key of the pool.
    pool: String,
    /// Seats from a day on.
    seats: Vec<SeatsFrom>,
    /// How many sit or wait from a day on.
    demand: Vec<DemandFrom>,
}

/// Seats from a day on.
#[derive(Serialize, ToSchema)]
pub(super) struct SeatsFrom {
    /// The day.
    date: Date,
    /// How many; null without limit.
    seats: Option<u32>,
}

/// Demand from a day on.
#[derive(Serialize, ToSchema)]
pub(super) struct DemandFrom {
    /// The day.
    date: Date,
    /// How many.
    demand: u32,
}

pub(super) const TURNS: Shape =
    Shape { filters: &["what", "tool", "pool"], sorts: &["date", "what", "tool", "pool", "seats", "holders"] };
pub(super) const COMING: Shape =
    Shape { filters: &["what", "tool", "pool", "unit"], sorts: &["date", "what", "tool", "pool", "count"] };

/// The days of licences from today on.
pub(super) fn turns<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    let catalogue = here.view.catalogue();
    let mut rows: Vec<TurnRow> = Vec::new();
    for licence in catalogue.licences.values().filter(|licence| here.view.sees_tool(&licence.tool)) {
        rows.extend(turns_of(here, licence));
    }
    rows.sort_by_key(|row| row.date);
    Some(List::of(rows))
}

fn turns_of(here: &Here<'_>, licence: &Licence) -> Vec<TurnRow> {
    let (catalogue, day) = (here.view.catalogue(), here.view.day());
    let pool = catalogue.homes().get(&licence.key).and_then(|key| here.view.pool(key.as_str()));
    let has_grace = licence.grace_days > 0 && catalogue.phase(licence, day) != Phase::Over;
    let begins = [licence.delivered_on, licence.from].into_iter().flatten().max();
    let days = [
        ("ends", licence.to),
        ("grace", licence.grace_to().filter(|_| has_grace)),
        ("begins", begins.filter(|on| *on > day)),
        ("starts", licence.starts_itself_on.filter(|on| *on > day)),
    ];
    let row = |(what, date): (&'static str, Date)| TurnRow {
        date,
        what,
        licence: licence.key.to_string(),
        tool: licence.tool.to_string(),
        pool: pool.as_ref().map(|pool| pool.key.to_string()),
        seats: (!licence.kind.is_unlimited()).then(|| licence.all_seats()),
        holders: pool.as_ref().map(|pool| pool.own.assigned + pool.own.grace),
        days_left: (date - day).get_days(),
    };
    days.into_iter().filter_map(|(what, on)| Some((what, on.filter(|on| *on >= day)?))).map(row).collect()
}

/// What happens in the year ahead, day by day.
pub(super) fn coming<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    let row = |one: &crate::web::world::Coming| ComingRow {
        date: one.day,
        what: one.what,
        tool: one.tool.to_string(),
        pool: one.pool.to_string(),
        unit: one.unit.as_ref().and_then(|id| here.view.unit(id.as_str())).map(|line| line.unit.id.to_string()),
        count: one.count,
    };
    Some(List::of(here.view.coming().map(row)))
}

/// A pool's year, as the calendar draws it.
pub(super) fn year(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let line = here.view.pool(parts.first()?)?;
    let curve = here.view.curve(&line.key).cloned().unwrap_or_default();
    let seats = curve.seats.into_iter().map(|(date, seats)| SeatsFrom { date, seats }).collect();
    let demand = curve.demand.into_iter().map(|(date, demand)| DemandFrom { date, demand }).collect();
    Some(value(&YearAnswer { pool: line.key.to_string(), seats, demand }))
}
