//! Reports that go out by themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A report that goes out as a letter by itself, at its time. It never lists people.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Which report; `upprop report list` tells what each is for.
    pub name: ReportName,
    /// What it is attached as.
    #[serde(default)]
    pub format: ReportFormat,
    /// Addresses it goes to.
    pub to: Vec<String>,
    /// Cron line of when it goes, in the organiser's time zone.
    pub schedule: String,
    /// Only what belongs to this unit and those below it, by id or alias.
    #[serde(default)]
    pub unit: Option<String>,
}

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportName {
    /// The seats of each pool.
    Pools,
    /// Who waits, why and what would help, by school.
    Shortage,
    /// What ends, and until when notice must be given.
    Expiring,
    /// What is paid for and not used.
    Unused,
    /// Vendors, agreements, and how many have access.
    Dpa,
    /// What the roster lacks.
    Quality,
    /// What happened.
    Events,
    /// What the turn of the school year does.
    SchoolYear,
    /// Seats granted and freed.
    Claims,
    /// Whether everything keeps to what is bought and agreed, and what could be done better.
    Compliance,
    /// What the licences cost a year.
    Cost,
    /// Licence requests, and where they stand.
    Requests,
    /// When those who have a seat last used the tool, by week and school.
    Usage,
    /// How many have seats in two tools of one vendor.
    Combined,
}

/// What a report is attached as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportFormat {
    /// For Excel in Swedish.
    #[default]
    Csv,
    /// For machines (RFC 4180).
    CsvRfc,
    /// For machines.
    Json,
    /// A workbook.
    Xlsx,
    /// A page to read and to print.
    Html,
}
