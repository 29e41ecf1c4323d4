//! The days that a vendor names for what it promised: the wished one or another, and a later one with a reason where it is
//! delayed (REQUIREMENTS B11, B12). What was wished stays as it was, and every day that was named is kept.

use super::{Answer, By, Refusal, Request, Terms};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A reason has at most so many signs.
pub const REASON_MAX: usize = 300;
/// Nobody promises for a day that is further away: a mistyped year would silence every reminder.
const AHEAD_MAX_DAYS: i32 = 366;

/// A day that was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The day.
    pub on: Date,
    /// When it was named.
    pub said_on: Date,
    /// Who put it in.
    pub by: By,
    /// Why it is later than what was due; none where a day is confirmed. Empty once its term is over. It is for the
    /// organiser, and leaves in no letter.
    pub delay: Option<String>,
}

/// Who names a day, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// On which day.
    pub on: Date,
    /// Who.
    pub by: By,
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Self {
        Self { on: answer.on, by: answer.by }
    }
}

impl Request {
    /// The vendor confirms a day: the one that was wished, or another. A later one than it confirmed before is a
    /// [`delay`](Self::delay).
    ///
    /// # Errors
    /// Over, not sent, nothing promised, a day that is over or far away, or later than one that was named before.
    pub fn confirm(&self, on: Date, told: Told) -> Result<Option<Self>, Refusal> {
        self.may_name(on, told)?;
        match self.named.last() {
            Some(last) if last.on == on => Ok(None),
            Some(last) if last.on < on => Err(Refusal::Later(last.on)),
            _ => Ok(Some(self.with_day(Named { on, said_on: told.on, by: told.by, delay: None }))),
        }
    }

    /// It takes longer than was due, and the vendor says why and until when.
    ///
    /// # Errors
    /// As [`confirm`](Self::confirm); no reason or one that is too long; a day that is no later than what is due.
    pub fn delay(&self, (on, reason): (Date, &str), told: Told, terms: Terms<'_>) -> Result<Option<Self>, Refusal> {
        self.may_name(on, told)?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_MAX {
            return Err(Refusal::NoReason);
        }
        if self.named.last().is_some_and(|last| last.on == on) {
            return Ok(None);
        }
        match self.due_on(terms) {
            Some(due) if due >= on => Err(Refusal::NoDelay(due)),
            _ => {
                let delay = Some(reason.to_owned());
                Ok(Some(self.with_day(Named { on, said_on: told.on, by: told.by, delay })))
            }
        }
    }

    /// The day that was confirmed last.
    #[must_use]
    pub fn confirmed_on(&self) -> Option<Date> {
        self.named.iter().rev().find(|named| named.delay.is_none()).map(|named| named.on)
    }

    /// The day until which it is delayed, where the last that was told is a delay.
    #[must_use]
    pub fn delayed_to(&self) -> Option<Date> {
        self.named.last().filter(|named| named.delay.is_some()).map(|named| named.on)
    }

    /// The days that were named and are told: the confirmed one, and the one until which it is delayed.
    pub fn days_named(&self) -> impl Iterator<Item = (&'static str, Date)> {
        let confirmed = self.confirmed_on().map(|day| ("confirmed", day));
        confirmed.into_iter().chain(self.delayed_to().map(|day| ("delayed", day)))
    }

    /// The day that was named for something that was promised on a day: who promises more later has named none for it.
    pub(super) fn named_for(&self, promised_on: Date) -> Option<Date> {
        self.named.last().filter(|named| named.said_on >= promised_on).map(|named| named.on)
    }

    fn with_day(&self, named: Named) -> Self {
        let mut after = self.clone();
        after.named.push(named);
        after
    }

    fn may_name(&self, on: Date, told: Told) -> Result<(), Refusal> {
        self.is_under_way()?;
        if self.promised().next().is_none() {
            return Err(Refusal::NothingPromised);
        }
        let last = told.on.saturating_add(AHEAD_MAX_DAYS.days());
        if (told.on..=last).contains(&on) { Ok(()) } else { Err(Refusal::OddDay { on, first: told.on, last }) }
    }
}
