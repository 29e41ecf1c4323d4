//! A stretch of days, both ends inclusive, either end open.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// From one day through another, both counted (SS12000 and Swedish "t.o.m."); `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Period {
    /// First day, or open.
    pub from: Option<Date>,
    /// Last day, or open.
    pub to: Option<Date>,
}

impl Period {
    /// Always.
    pub const OPEN: Self = Self { from: None, to: None };

    /// The period from `from` through `to`.
    #[must_use]
    pub fn new(from: Option<Date>, to: Option<Date>) -> Self {
        Self { from, to }
    }

    /// Does `day` lie in it?
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Is it over on `day`?
    #[must_use]
    pub fn ended_before(&self, day: Date) -> bool {
        self.to.is_some_and(|to| to < day)
    }

    /// Does it begin after `day`?
    #[must_use]
    pub fn begins_after(&self, day: Date) -> bool {
        self.from.is_some_and(|from| from > day)
    }

    /// Is the first day after the last?
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from > to)
    }

    /// The days both cover.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Self {
        let from = self.from.max(other.from);
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { from, to }
    }

    /// The next day after `day` on which [`covers`](Self::covers) may answer differently.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let begins = self.from.filter(|from| *from > day);
        let ends = self.to.filter(|to| *to >= day).and_then(|to| to.tomorrow().ok());
        match (begins, ends) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}
