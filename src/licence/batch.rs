//! A batch of licences and its life: ordered, delivered, running, in grace, over (DOMAIN 8).

use super::{LicenceKey, ToolKey};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A bought batch of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// Its key.
    pub key: LicenceKey,
    /// For which tool.
    pub tool: ToolKey,
    /// What one licence is for.
    pub kind: Kind,
    /// Who may use it, in the words of roles.
    pub audience: Vec<Arc<str>>,
    /// Seats; for a class, those of its pupils. Unlimited kinds have none.
    pub seats: u32,
    /// Seats for the staff of a class.
    pub staff_seats: u32,
    /// First day of use.
    pub from: Option<Date>,
    /// Last day, inclusive; none runs for ever.
    pub to: Option<Date>,
    /// Days after the last in which holders keep access (REQUIREMENTS E30).
    pub grace_days: u16,
    /// Day of delivery; `None` together with `ordered` means not yet.
    pub delivered_on: Option<Date>,
    /// Was it ordered and not delivered?
    pub ordered: bool,
    /// Activation-based: the day it starts by itself, unless started before.
    pub starts_itself_on: Option<Date>,
    /// The batch it continues with no gap (REQUIREMENTS E34-E35).
    pub renews: Option<LicenceKey>,
    /// Unlimited kinds: assigned to these units, by id or alias.
    pub units: Vec<Arc<str>>,
    /// Is it a trial?
    pub trial: bool,
    /// Whole kronor a year without VAT: per seat of [`Kind::Individual`], for the whole of other kinds.
    pub price: Option<u32>,
}

/// What one licence is for (DOMAIN 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One person.
    Individual,
    /// One class: pupils and staff; left-over seats are of no use elsewhere.
    Class,
    /// A whole school.
    School,
    /// All schools it is assigned to.
    Organisation,
}

impl Kind {
    /// Is there no limit on persons?
    #[must_use]
    pub fn is_unlimited(self) -> bool {
        matches!(self, Self::School | Self::Organisation)
    }
}

/// Where in its life a batch is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Ordered, not delivered: counts for nothing.
    Ordered,
    /// Delivered, first day not come.
    NotStarted,
    /// In use.
    Running,
    /// Last day passed: holders keep, nobody new.
    Grace,
    /// Over.
    Over,
}

impl Phase {
    /// Its name in JSON and in texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::NotStarted => "not_started",
            Self::Running => "running",
            Self::Grace => "grace",
            Self::Over => "over",
        }
    }
}

impl Licence {
    /// Its phase on `day`, apart from renewals.
    #[must_use]
    pub fn phase(&self, day: Date) -> Phase {
        if self.ordered && self.delivered_on.is_none() || self.delivered_on.is_some_and(|on| on > day) {
            return Phase::Ordered;
        }
        if self.from.is_some_and(|from| from > day) {
            return Phase::NotStarted;
        }
        match (self.to, self.grace_to()) {
            (Some(to), Some(grace)) if to < day => {
                if day <= grace {
                    Phase::Grace
                } else {
                    Phase::Over
                }
            }
            _ => Phase::Running,
        }
    }

    /// Last day of its grace.
    #[must_use]
    pub fn grace_to(&self) -> Option<Date> {
        let to = self.to?;
        Some(to.checked_add(i64::from(self.grace_days).days()).unwrap_or(to))
    }

    /// Days after `day` on which its phase changes.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let tomorrow = |date: Option<Date>| date.and_then(|date| date.tomorrow().ok());
        let starts = [self.delivered_on, self.from, self.starts_itself_on];
        let ends = [tomorrow(self.to), tomorrow(self.grace_to())];
        starts.into_iter().chain(ends).flatten().filter(|date| *date > day).min()
    }

    /// Pupils' seats, or all.
    #[must_use]
    pub fn all_seats(&self) -> u32 {
        self.seats.saturating_add(self.staff_seats)
    }
}
