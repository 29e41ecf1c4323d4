//! Schedule and guard.

use super::{Wording, say};

/// What is wrong with the schedule or the guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// Not five fields.
    CronFields {
        /// How many there are.
        found: usize,
    },
    /// Not a cron line.
    Cron {
        /// The reader's own words.
        why: String,
    },
    /// A cron line that fits no day.
    NeverFires,
    /// A guard that lets everything through.
    GuardOff,
    /// An upper limit below what is always let through.
    CountBelowFloor,
    /// A first day after the last.
    WindowReversed,
    /// Other limits for so long that they are the usual ones.
    LongWindow {
        /// Its days.
        days: i32,
    },
    /// Other limits without a limit.
    EmptyWindow,
}

impl Rhythm {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::CronFields { found } => say!(
                "cron-raden har {found} fält, men ska ha 5",
                "Skriv minut, timme, dag, månad, veckodag: \"0 6 * * 1-5\" är vardagar 06:00.",
                "the cron line has {found} fields, but must have 5",
                "Write minute, hour, day, month, weekday: \"0 6 * * 1-5\" is working days at 06:00.",
            ),
            Self::Cron { why } => say!(
                "cron-raden går inte att läsa ({why})",
                "Skriv minut, timme, dag, månad, veckodag: \"0 6 * * 1-5\" är vardagar 06:00.",
                "the cron line cannot be read ({why})",
                "Write minute, hour, day, month, weekday: \"0 6 * * 1-5\" is working days at 06:00.",
            ),
            Self::NeverFires => say!(
                "cron-raden slår aldrig till",
                "Välj en dag som finns i månaden, eller `*`.",
                "the cron line never fires",
                "Choose a day that the month has, or `*`.",
            ),
            Self::GuardOff => say!(
                "spärren stoppar aldrig något: högst 100 procent kan försvinna",
                "Sänk `percent`, eller sätt `count`.",
                "the guard never stops anything: no more than 100 percent can vanish",
                "Lower `percent`, or set `count`.",
            ),
            Self::CountBelowFloor => say!(
                "`count` är lägre än `floor` och gör därför ingen skillnad",
                "Höj `count` eller sänk `floor`.",
                "`count` is below `floor` and so makes no difference",
                "Raise `count` or lower `floor`.",
            ),
            Self::WindowReversed => say!(
                "`from` är senare än `until`",
                "Byt plats på datumen, eller rätta det ena.",
                "`from` is later than `until`",
                "Swap the dates, or correct one of them.",
            ),
            Self::LongWindow { days } => say!(
                "fönstret varar {days} dagar: så länge är spärren inte den vanliga",
                "Skriv de dagar då mycket ändras, till exempel augustis två första veckor.",
                "the window lasts {days} days: so long the guard is not the usual one",
                "Write the days on which much changes, such as the first two weeks of August.",
            ),
            Self::EmptyWindow => say!(
                "fönstret nämner ingen gräns och ändrar därför ingenting",
                "Skriv till exempel `removals.percent = 60`, eller ta bort fönstret.",
                "the window names no limit and so changes nothing",
                "Write for example `removals.percent = 60`, or remove the window.",
            ),
        }
    }
}
