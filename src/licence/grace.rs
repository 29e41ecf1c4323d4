//! How long a seat is kept for somebody who is entitled no more (ALLOCATION 5).

use super::Calendar;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why somebody is entitled no more, as far as graces may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveCause {
    /// In the group, or in the school years, no more.
    LeftGroup,
    /// At the unit no more.
    LeftUnit,
    /// In the role no more.
    RoleLost,
    /// Still in the roster, and nowhere active.
    Deactivated,
    /// No longer delivered, which may be the source's mistake.
    Vanished,
    /// Deleted by the source: it says so, or absence there means so.
    Deleted,
    /// The configuration binds them no more.
    BindRemoved,
    /// Entitled, and did not use the tool for long.
    Inactive,
}

/// A stretch of time after a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// Days of the calendar.
    Days(u16),
    /// Days on which there is school.
    SchoolDays(u16),
}

/// How long a seat is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grace {
    /// For so long whatever comes.
    pub keep: Span,
    /// And for so long in all while nobody wants it; nothing: no longer.
    pub until_wanted: Option<Span>,
}

/// A pool's graces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graces {
    /// For causes that have none of their own.
    pub usual: Grace,
    /// By cause.
    pub own: BTreeMap<LeaveCause, Grace>,
}

/// The last days of a grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDays {
    /// On which the seat is kept whatever comes.
    pub kept: Date,
    /// On which it is kept while nobody wants it; never before `kept`.
    pub in_all: Date,
}

impl Graces {
    /// The same number of days for every cause.
    #[must_use]
    pub fn usual(days: u16) -> Self {
        Self { usual: Grace { keep: Span::Days(days), until_wanted: None }, own: BTreeMap::new() }
    }

    /// The grace of a cause.
    #[must_use]
    pub fn of(&self, cause: LeaveCause) -> Grace {
        self.own.get(&cause).copied().unwrap_or(self.usual)
    }
}

impl Grace {
    /// Its last days when the entitlement ended on `ended_on`, for somebody to whom the units of `line` matter.
    #[must_use]
    pub fn last_days(&self, ended_on: Date, calendar: &Calendar, line: &[&str]) -> LastDays {
        let kept = calendar.last_day(ended_on, self.keep, line);
        let in_all = self.until_wanted.map_or(kept, |span| calendar.last_day(ended_on, span, line));
        LastDays { kept, in_all: in_all.max(kept) }
    }
}
