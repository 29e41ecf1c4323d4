//! Tools with their licences, and vendors.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::licence::{Dpa, Licence, Phase, Requirement, Tool};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A tool.
#[derive(Serialize, ToSchema)]
pub(super) struct ToolRow {
    /// Its key.
    tool: String,
    /// Its name.
    name: String,
    /// Its version, when there is one.
    version: Option<String>,
    /// Name of the vendor.
    vendor: String,
    /// State of the data-processing agreement.
    #[schema(pattern = "^(signed|missing|under_review|ended)$")]
    dpa: &'static str,
    /// What a person must have: `email`, `unit_code`.
    requires: Vec<&'static str>,
    /// Keys of its pools.
    pools: Vec<String>,
    /// How many whom the token's account sees have a seat.
    holders: u32,
    /// How many of them wait.
    waiting: u32,
    /// How many of them may not have a seat yet.
    blocked: u32,
    /// Its licences.
    licences: Vec<LicenceRow>,
}

/// A licence.
#[derive(Serialize, ToSchema)]
pub(super) struct LicenceRow {
    /// Its key.
    licence: String,
    /// Its phase today.
    #[schema(pattern = "^(ordered|not_started|running|grace|over)$")]
    phase: &'static str,
    /// Key of the pool, when it has one.
    pool: Option<String>,
    /// Its seats; null without limit.
    seats: Option<u32>,
    /// The first day.
    valid_from: Option<Date>,
    /// The last day.
    valid_to: Option<Date>,
    /// The day on which it begins to count, when that is to come and known.
    starts_on: Option<Date>,
    /// The last day of grace, when it is in grace.
    grace_to: Option<Date>,
}

/// A vendor.
#[derive(Serialize, ToSchema)]
pub(super) struct VendorRow {
    /// Its name.
    vendor: String,
    /// Where it takes questions about seats.
    address: Option<String>,
    /// Keys of its tools.
    tools: Vec<String>,
    /// How many of them have no agreement in force.
    without_dpa: usize,
}

pub(super) const TOOLS: Shape =
    Shape { filters: &["vendor", "dpa"], sorts: &["tool", "name", "vendor", "holders", "waiting", "blocked"] };
pub(super) const VENDORS: Shape = Shape { filters: &[], sorts: &["vendor", "without_dpa"] };

/// The tools, by key.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    Some(List::of(here.view.tools().map(|tool| row(here, tool))))
}

/// One of them.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let key = parts.first()?;
    let tool = here.view.tools().find(|tool| tool.key.as_str() == key)?;
    Some(value(&row(here, tool)))
}

fn row(here: &Here<'_>, tool: &Tool) -> ToolRow {
    let mut own = here.view.pools();
    own.retain(|pool| pool.tool == tool.key);
    let requires = tool.requires.iter().map(|need| match need {
        Requirement::Email => "email",
        Requirement::UnitCode => "unit_code",
    });
    let licences = here.view.catalogue().licences.values().filter(|licence| licence.tool == tool.key);
    ToolRow {
        tool: tool.key.to_string(),
        name: tool.name.to_string(),
        version: tool.version.as_ref().map(ToString::to_string),
        vendor: tool.vendor.to_string(),
        dpa: tool.dpa_on(here.view.day()).word(),
        requires: requires.collect(),
        holders: own.iter().map(|pool| pool.own.assigned + pool.own.grace).sum(),
        waiting: own.iter().map(|pool| pool.own.waiting).sum(),
        blocked: own.iter().map(|pool| pool.own.blocked).sum(),
        pools: own.iter().map(|pool| pool.key.to_string()).collect(),
        licences: licences_of(here, licences),
    }
}

/// Licences as they stand today; a pool only where it is seen.
pub(super) fn licences_of<'a>(here: &Here<'_>, licences: impl IntoIterator<Item = &'a Licence>) -> Vec<LicenceRow> {
    let (catalogue, day) = (here.view.catalogue(), here.view.day());
    let homes = catalogue.homes();
    let row = |licence: &'a Licence| {
        let phase = catalogue.phase(licence, day);
        let pool = homes.get(&licence.key).and_then(|key| here.view.pool(key.as_str()));
        let starts_on = [licence.delivered_on, licence.from].into_iter().flatten().max();
        LicenceRow {
            licence: licence.key.to_string(),
            phase: phase.word(),
            pool: pool.map(|pool| pool.key.to_string()),
            seats: (!licence.kind.is_unlimited()).then(|| licence.all_seats()),
            valid_from: licence.from,
            valid_to: licence.to,
            starts_on: starts_on.filter(|on| *on > day),
            grace_to: licence.grace_to().filter(|_| phase == Phase::Grace),
        }
    };
    licences.into_iter().map(row).collect()
}

/// The vendors of the tools that are seen, by name.
pub(super) fn vendors<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    Some(List::of(all_vendors(here)))
}

/// One of them.
pub(super) fn vendor(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let name = parts.first()?;
    all_vendors(here).into_iter().find(|row| row.vendor == *name).map(|row| value(&row))
}

fn all_vendors(here: &Here<'_>) -> Vec<VendorRow> {
    let mut names: BTreeMap<&str, Vec<&Tool>> = BTreeMap::new();
    here.view.tools().for_each(|tool| names.entry(&tool.vendor).or_default().push(tool));
    let row = |(name, tools): (&str, Vec<&Tool>)| VendorRow {
        vendor: name.to_owned(),
        address: tools.iter().find_map(|tool| tool.vendor_address.as_ref()).map(ToString::to_string),
        without_dpa: tools.iter().filter(|tool| tool.dpa_on(here.view.day()) != Dpa::Signed).count(),
        tools: tools.iter().map(|tool| tool.key.to_string()).collect(),
    };
    names.into_iter().map(row).collect()
}
