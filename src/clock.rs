//! The one place that asks what time it is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::time::Instant;

/// Tells the time; turned by hand in rehearsals and tests.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still.
    At(Timestamp),
    /// Goes on from another time than the machine's.
    From {
        /// What it said,
        at: Timestamp,
        /// and when.
        since: Instant,
    },
}

impl Clock {
    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::At(instant) => *instant,
            Self::From { at, since } => at.checked_add(since.elapsed()).unwrap_or(*at),
        }
    }

    /// Goes on from so long after the time at which it stands still.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn going(&self, after: SignedDuration) -> Self {
        match self {
            Self::At(instant) => {
                Self::From { at: instant.checked_add(after).unwrap_or(*instant), since: Instant::now() }
            }
            clock => clock.clone(),
        }
    }

    /// Today, where days begin and end as `zone` has it.
    #[must_use]
    pub fn today(&self, zone: &TimeZone) -> Date {
        self.now().to_zoned(zone.clone()).date()
    }
}
