//! When letters may go: working hours of working days, the digest's hour, days without an answer.

use crate::licence::PoolKey;
use crate::workday::Workdays;
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeMap;

/// How fast people are told.
#[derive(Debug, Clone, Copy)]
pub enum Pace<'a> {
    /// Everything that is known, now; nothing is repeated. So whoever runs by hand sees what there is to see.
    AtOnce,
    /// In its time.
    ByTheClock {
        /// Now, in the organiser's time zone.
        now: DateTime,
        /// The last day whose digest is done.
        done: Option<Date>,
        /// Of which pools a letter of its own told that seats lack, and on which day the last.
        shortages: &'a BTreeMap<PoolKey, Date>,
        /// When letters may go.
        hours: Hours<'a>,
    },
}

/// When letters may go.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    /// The digest goes at this time.
    pub digest_at: Time,
    /// From this time on nobody is disturbed but by what is critical.
    pub quiet_from: Time,
    /// Until this time.
    pub quiet_to: Time,
    /// After how many working days others hear of what stands.
    pub escalation: Escalation,
    /// Which days are working days.
    pub workdays: &'a Workdays,
}

/// After how many working days others hear of what nobody has answered (UX 5.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escalation {
    /// The organiser, again.
    pub organiser: u16,
    /// The chief.
    pub chief: u16,
}

impl Hours<'_> {
    /// May a letter that is not critical go now?
    pub(super) fn are_open(&self, now: DateTime) -> bool {
        let (from, to, time) = (self.quiet_from, self.quiet_to, now.time());
        let is_quiet = if from <= to { from <= time && time < to } else { time >= from || time < to };
        !is_quiet && self.workdays.is_working(now.date())
    }

    /// When letters may go next, after now.
    fn next_open(&self, now: DateTime) -> Option<DateTime> {
        let today = now.date();
        let days = today.series(jiff::Span::new().days(1)).take(60);
        days.filter(|day| self.workdays.is_working(*day)).map(|day| day.to_datetime(self.quiet_to)).find(|at| *at > now)
    }

    /// Working days that have passed from one day to another, not counting the first.
    pub(super) fn working_days(&self, from: Date, to: Date) -> i64 {
        i64::from(self.workdays.between(from, to))
    }
}

/// When a round may have something to tell next, after the last day whose digest is done; `waits` where something may wait
/// for its hour.
#[must_use]
pub fn next(now: DateTime, done: Option<Date>, hours: &Hours<'_>, waits: bool) -> Option<DateTime> {
    let today = now.date();
    let is_done = done.is_some_and(|done| done >= today);
    let day = if is_done { today.tomorrow().ok()? } else { today };
    let digest = day.to_datetime(hours.digest_at);
    let open = waits.then(|| hours.next_open(now)).flatten();
    Some(open.map_or(digest, |open| open.min(digest)))
}
