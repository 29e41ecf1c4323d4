//! How long seats are kept, cause by cause, and the calendar that counts the days.

use super::Days;
use crate::licence::LeaveCause;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a seat is kept for somebody who is entitled no more, by cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Leave {
    /// Left the group that is bound, or its school years.
    pub left_group: Option<Grace>,
    /// Left the unit.
    pub left_unit: Option<Grace>,
    /// Lost the role, or what the licence is for.
    pub role_lost: Option<Grace>,
    /// In the roster still, and nowhere active.
    pub deactivated: Option<Grace>,
    /// No longer delivered.
    pub vanished: Option<Grace>,
    /// Deleted by the source: it says so, or absence there means so.
    pub deleted: Option<Grace>,
    /// The binding was removed here.
    pub bind_removed: Option<Grace>,
    /// Has not used the tool for a pool's `inactive_after`. Only `keep` counts: the seat is never freed for nobody.
    pub inactive: Option<Grace>,
}

impl Leave {
    /// What is said of each cause.
    pub(crate) fn by_cause(&self) -> [(LeaveCause, Option<Grace>); 8] {
        [
            (LeaveCause::LeftGroup, self.left_group),
            (LeaveCause::LeftUnit, self.left_unit),
            (LeaveCause::RoleLost, self.role_lost),
            (LeaveCause::Deactivated, self.deactivated),
            (LeaveCause::Vanished, self.vanished),
            (LeaveCause::Deleted, self.deleted),
            (LeaveCause::BindRemoved, self.bind_removed),
            (LeaveCause::Inactive, self.inactive),
        ]
    }
}

/// How long a seat is kept, counted from the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grace {
    /// For so long whatever comes.
    pub keep: Days,
    /// For so long in all, while nobody waits for the seat.
    #[serde(default)]
    pub until_wanted: Option<Days>,
    /// Which days count.
    #[serde(default)]
    pub days: DayKind,
}

/// Which days count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Every day.
    #[default]
    Calendar,
    /// Days on which there is school: Monday to Friday outside `calendar.breaks` and `calendar.freezes`.
    School,
}

/// The calendar of school and office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// Days without school.
    pub breaks: Vec<Window>,
    /// Days on which no change of the roster takes a seat from anyone, such as a summer with its new groups. Who has
    /// left keeps the seat, and is judged by the roster of the day after. New seats are given, and end dates of persons,
    /// deletions and settings take effect. There is no school either.
    pub freezes: Vec<Window>,
    /// Days on which nobody works besides weekends, public holidays and the eves of Midsummer, Christmas and New Year: a
    /// day between holidays, weeks in July. Deadlines and reminders count working days and pass these over; there may
    /// be school on them.
    pub extra_closed: Vec<Closing>,
}

/// Days in a row that are no working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The first day.
    pub from: Date,
    /// The last day, inclusive; without it the first is the only one.
    #[serde(default)]
    pub until: Option<Date>,
}

impl Closing {
    /// The last day.
    pub(crate) fn last(self) -> Date {
        self.until.unwrap_or(self.from)
    }
}

/// Some days in a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The last day, inclusive.
    pub until: Date,
    /// For these units and those below them, by id or alias; without it for all.
    #[serde(default)]
    pub units: Vec<String>,
}
