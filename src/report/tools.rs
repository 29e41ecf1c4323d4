//! The tools: vendor, agreement, licences and seats (REQUIREMENTS A9, E4).

use super::pools::heading;
use super::{Sight, grid};
use crate::licence::{Licence, LicenceKey, Phase, PoolKey};
use crate::wording::Words;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolRow {
    /// Key.
    pub tool: String,
    /// Name.
    pub name: String,
    /// Version, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Name of the vendor.
    pub vendor: String,
    /// State of the data-processing agreement.
    pub dpa: &'static str,
    /// Keys of its pools.
    pub pools: Vec<String>,
    /// Its licences.
    pub licences: Vec<LicenceRow>,
    /// Who have a seat.
    pub holders: usize,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LicenceRow {
    /// Key.
    pub licence: String,
    /// Phase on the day.
    pub phase: Phase,
    /// Pool, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Seats; none when unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<u32>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Day on which it begins to count, when that is to come and known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// Last day of grace, when it is in grace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_to: Option<Date>,
}

impl LicenceRow {
    fn new(sight: &Sight<'_>, homes: &BTreeMap<&LicenceKey, &PoolKey>, licence: &Licence) -> Self {
        let phase = sight.catalogue.phase(licence, sight.day);
        let starts_on = [licence.delivered_on, licence.from].into_iter().flatten().max();
        Self {
            licence: licence.key.to_string(),
            phase,
            pool: homes.get(&licence.key).map(ToString::to_string),
            seats: (!licence.kind.is_unlimited()).then(|| licence.all_seats()),
            valid_from: licence.from,
            valid_to: licence.to,
            starts_on: starts_on.filter(|on| *on > sight.day),
            grace_to: licence.grace_to().filter(|_| phase == Phase::Grace),
        }
    }

    /// The date that says the most about its phase.
    fn date(&self) -> Option<Date> {
        match self.phase {
            Phase::Ordered | Phase::NotStarted => self.starts_on,
            Phase::Running | Phase::Over => self.valid_to,
            Phase::Grace => self.grace_to,
        }
    }
}

/// All tools by key.
#[must_use]
pub fn tool_rows(sight: &Sight<'_>) -> Vec<ToolRow> {
    let homes = sight.catalogue.homes();
    let row = |tool: &crate::licence::Tool| {
        let licences = sight.catalogue.licences.values().filter(|l| l.tool == tool.key);
        ToolRow {
            tool: tool.key.to_string(),
            name: tool.name.to_string(),
            version: tool.version.as_ref().map(ToString::to_string),
            vendor: tool.vendor.to_string(),
            dpa: tool.dpa_on(sight.day).word(),
            pools: sight.catalogue.pools_of(&tool.key).map(|pool| pool.key.to_string()).collect(),
            licences: licences.map(|licence| LicenceRow::new(sight, &homes, licence)).collect(),
            holders: sight.seats.grants_of(&tool.key).count(),
        }
    };
    sight.catalogue.tools.values().map(row).collect()
}

/// The tools as a table.
#[must_use]
pub fn tools_table(words: &Words, rows: &[ToolRow]) -> String {
    let head = ["tool", "name", "vendor", "dpa", "pool", "licences", ">assigned"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let cells = rows.iter().map(|row| {
        let licence = |l: &LicenceRow| {
            let phase = words.text(&format!("phase-{}", l.phase.word()));
            let date = l.date().map(|date| format!(" {date}")).unwrap_or_default();
            format!("{} ({phase}{date})", l.licence)
        };
        vec![
            row.tool.clone(),
            row.name.clone(),
            row.vendor.clone(),
            words.text(&format!("dpa-{}", row.dpa)),
            row.pools.join(", "),
            row.licences.iter().map(licence).collect::<Vec<_>>().join(", "),
            row.holders.to_string(),
        ]
    });
    grid(&head, cells.collect())
}
