//! The reports: each a sheet made from what is, for whoever may see it (UX 3, REQUIREMENTS E6-E7, E24-E28).
//!
//! A person counts to the home school, and to nothing where there is none, so that the numbers of all schools and of none
//! add up to those of the whole. People stand in a report only where they are asked for, under their key; whoever is
//! protected stands there without one.

mod claims;
mod combined;
mod compliance;
mod cost;
mod desk;
mod dpa;
mod events;
mod expiring;
mod happened;
mod pools;
mod quality;
mod requests;
mod school_year;
mod shortage;
mod unused;
mod usage;

pub use happened::{Happened, happened, of_unit, whole};
pub use requests::Requested;

use super::Sheet;
use crate::plan::Present;
use crate::roster::{PersonId, Scope};
use crate::wording::Words;
use desk::Desk;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Report {
    /// The numbers of each pool.
    Pools,
    /// Who waits, why, and what would help.
    Shortage,
    /// What ends, and until when notice must be given.
    Expiring,
    /// What is paid for and not used, as far as anybody knows.
    Unused,
    /// Agreements, and who has access under each.
    Dpa,
    /// What the roster lacks.
    Quality,
    /// What happened, one row an event.
    Events,
    /// What the turn of the school year will do.
    SchoolYear,
    /// Seats given and taken back, by month.
    Claims,
    /// Does everything keep to what is bought and agreed, and what could be done better?
    Compliance,
    /// What it costs.
    Cost,
    /// Licence requests, and where they stand.
    Requests,
    /// When those who have a seat last used the tool, by week and school.
    Usage,
    /// How many have seats in two tools of one vendor.
    Combined,
}

impl Report {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 14] = [
        Self::Pools,
        Self::Shortage,
        Self::Expiring,
        Self::Unused,
        Self::Dpa,
        Self::Quality,
        Self::Events,
        Self::SchoolYear,
        Self::Claims,
        Self::Compliance,
        Self::Cost,
        Self::Requests,
        Self::Usage,
        Self::Combined,
    ];

    /// The word on the command line, in configurations and in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pools => "pools",
            Self::Shortage => "shortage",
            Self::Expiring => "expiring",
            Self::Unused => "unused",
            Self::Dpa => "dpa",
            Self::Quality => "quality",
            Self::Events => "events",
            Self::SchoolYear => "school-year",
            Self::Claims => "claims",
            Self::Compliance => "compliance",
            Self::Cost => "cost",
            Self::Requests => "requests",
            Self::Usage => "usage",
            Self::Combined => "combined",
        }
    }

    /// The report of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.word() == word)
    }

    /// So many days back it tells of what happened, where nobody says otherwise; nothing where it tells of what is.
    fn days_back(self) -> Option<i64> {
        match self {
            Self::Events | Self::Quality => Some(30),
            Self::Claims => Some(365),
            _ => None,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which report.
    pub report: Report,
    /// For whom.
    pub scope: Scope,
    /// From which day on; the report's own choice when none.
    pub from: Option<Date>,
    /// Until which day.
    pub to: Option<Date>,
    /// Are people asked for?
    pub people: super::People,
}

impl Asked {
    /// The first day of which it tells what happened; nothing where it is made from what is alone, and needs no events.
    #[must_use]
    pub fn since(&self, today: Date) -> Option<Date> {
        let days = self.report.days_back()?;
        let usual = || today.checked_sub(days.days()).unwrap_or(Date::MIN);
        Some(self.from.unwrap_or_else(usual))
    }
}

/// What reports are made from.
pub struct Material<'a> {
    /// What is.
    pub present: &'a Present<'a>,
    /// What happened, in order, since [`Asked::since`] at the latest.
    pub events: &'a [Happened],
    /// Licence requests, where they are reported.
    pub requests: Option<&'a Requested>,
    /// The key under which a person is shown.
    pub key: &'a dyn Fn(&PersonId) -> String,
    /// The words.
    pub words: &'a Words,
}

/// The report.
#[must_use]
pub fn make(material: &Material<'_>, asked: &Asked) -> Sheet {
    let desk = Desk::new(material, asked);
    let (columns, rows) = match asked.report {
        Report::Pools => pools::make(&desk),
        Report::Shortage => shortage::make(&desk),
        Report::Expiring => expiring::make(&desk),
        Report::Unused => unused::make(&desk),
        Report::Dpa => dpa::make(&desk),
        Report::Quality => quality::make(&desk),
        Report::Events => events::make(&desk),
        Report::SchoolYear => school_year::make(&desk),
        Report::Claims => claims::make(&desk),
        Report::Compliance => compliance::make(&desk),
        Report::Cost => cost::make(&desk),
        Report::Requests => requests::make(&desk),
        Report::Usage => usage::make(&desk),
        Report::Combined => combined::make(&desk),
    };
    let title = material.words.text(&format!("report-{}", asked.report.word()));
    Sheet { title, columns: desk.columns(&columns), rows }
}
