//! Licences: seats, units, audience.

use super::{Wording, say};

/// What is wrong with what was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purchase {
    /// A number of seats is needed.
    SeatsMissing {
        /// The licence's type.
        kind: &'static str,
    },
    /// No seats at all.
    NoSeats,
    /// Seats for staff on a type that has none.
    StaffSeats,
    /// Seats on an unlimited type.
    SeatsOnUnlimited {
        /// The licence's type.
        kind: &'static str,
    },
    /// An unlimited type that is assigned to no unit.
    UnitsMissing {
        /// The licence's type.
        kind: &'static str,
    },
    /// Units on a type that is not assigned to any.
    UnitsUnused {
        /// The licence's type.
        kind: &'static str,
    },
    /// Nobody may use it.
    NoAudience,
    /// In no pool.
    Unused,
}

impl Purchase {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::SeatsMissing { kind } => say!(
                "en licens av typen `{kind}` måste ha ett antal platser",
                "Lägg till `seats = …`.",
                "a licence of the type `{kind}` must have a number of seats",
                "Add `seats = …`.",
            ),
            Self::NoSeats => say!(
                "licensen har 0 platser",
                "Skriv hur många platser som är köpta, eller ta bort licensen.",
                "the licence has 0 seats",
                "Write how many seats were bought, or remove the licence.",
            ),
            Self::StaffSeats => say!(
                "`staff_seats` finns bara för licenser av typen `class`",
                "Ta bort `staff_seats`, eller ändra `type`.",
                "`staff_seats` is for licences of the type `class` only",
                "Remove `staff_seats`, or change `type`.",
            ),
            Self::SeatsOnUnlimited { kind } => say!(
                "en licens av typen `{kind}` har inget antal platser: den är obegränsad",
                "Ta bort `seats`, eller ändra `type`.",
                "a licence of the type `{kind}` has no number of seats: it is unlimited",
                "Remove `seats`, or change `type`.",
            ),
            Self::UnitsMissing { kind } => say!(
                "en licens av typen `{kind}` måste vara tilldelad minst en enhet",
                "Lägg till `units = [\"…\"]`.",
                "a licence of the type `{kind}` must be assigned to at least one unit",
                "Add `units = [\"…\"]`.",
            ),
            Self::UnitsUnused { kind } => say!(
                "en licens av typen `{kind}` tilldelas inte enheter: `units` gör ingen skillnad",
                "Ta bort `units`; vilka som får platserna står i poolens `[[pool.bind]]`.",
                "a licence of the type `{kind}` is not assigned to units: `units` makes no difference",
                "Remove `units`; the `[[pool.bind]]` of the pool says who gets the seats.",
            ),
            Self::NoAudience => say!(
                "ingen får använda licensen: `audience` är tom",
                "Skriv `audience = [\"pupil\"]`, `[\"staff\"]` eller båda.",
                "nobody may use the licence: `audience` is empty",
                "Write `audience = [\"pupil\"]`, `[\"staff\"]` or both.",
            ),
            Self::Unused => say!(
                "licensen ligger inte i någon pool och ger därför ingen en plats",
                "Lägg till den i en pools `licences`, eller sätt `auto_add = true` på verktygets pool.",
                "the licence is in no pool and so gives nobody a seat",
                "Add it to the `licences` of a pool, or set `auto_add = true` on the tool's pool.",
            ),
        }
    }
}
