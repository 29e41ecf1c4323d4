//! The one place that asks what time it is.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Tells the time; turned by hand in rehearsals and tests.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still.
    At(Timestamp),
}

impl Clock {
    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::At(instant) => *instant,
        }
    }

    /// Today, where days begin and end as `zone` has it.
    #[must_use]
    pub fn today(&self, zone: &TimeZone) -> Date {
        self.now().to_zoned(zone.clone()).date()
    }
}
