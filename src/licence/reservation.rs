//! Seats kept for those who start later (ALLOCATION 6).

use jiff::ToSpan;
use jiff::civil::Date;

/// How seats are kept for those who start later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservation {
    /// So many days before the first.
    pub lead: u16,
    /// Are they lent until then? Else they stay empty.
    pub is_lent: bool,
}

impl Reservation {
    /// Both together: the longer look ahead, and nothing lent where one of them lends nothing.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { lead: self.lead.max(other.lead), is_lent: self.is_lent && other.is_lent }
    }

    /// The last day that is looked at on `day`.
    #[must_use]
    pub fn last(self, day: Date) -> Date {
        day.checked_add(i64::from(self.lead).days()).unwrap_or(Date::MAX)
    }
}
