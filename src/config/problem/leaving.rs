//! How long seats are kept, and the calendar.

use super::{Wording, say};

/// What is wrong with a grace or a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// The whole is shorter than its first part.
    ShorterInAll,
    /// A first day after the last.
    WindowReversed,
    /// So long a freeze that seats would be kept for ever.
    LongFreeze {
        /// Its days.
        days: i32,
    },
    /// So long a closing that no deadline would ever come.
    LongClosing {
        /// Its days.
        days: i32,
    },
}

impl Leaving {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::ShorterInAll => say!(
                "`until_wanted` är kortare än `keep`",
                "`until_wanted` räknas från samma dag: skriv minst lika många dagar, eller ta bort den.",
                "`until_wanted` is shorter than `keep`",
                "`until_wanted` counts from the same day: write as many days at least, or remove it.",
            ),
            Self::WindowReversed => say!(
                "`from` är senare än `until`",
                "Byt plats på datumen, eller rätta det ena.",
                "`from` is later than `until`",
                "Swap the dates, or correct one of them.",
            ),
            Self::LongFreeze { days } => say!(
                "frysningen varar {days} dagar: så länge tar inget i registret en plats från någon",
                "Skriv en frysning per sommar.",
                "the freeze lasts {days} days: so long nothing in the roster takes a seat from anyone",
                "Write one freeze a summer.",
            ),
            Self::LongClosing { days } => say!(
                "ingen arbetar på {days} dagar: så länge förfaller inget och ingen påminns",
                "Rätta datumen: stämmer årtalen i `from` och `until`?",
                "nobody works for {days} days: so long nothing is due and nobody is reminded",
                "Correct the dates: are the years of `from` and `until` right?",
            ),
        }
    }
}
