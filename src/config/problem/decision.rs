//! Decisions about single persons.

use super::{Wording, say};
use crate::config::place::Place;

/// What is wrong with an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A decision on a kind that has none.
    DecisionUnused,
    /// Kept in and kept out at the same time.
    PinAndExclude {
        /// The first of the two.
        first: Place,
    },
    /// A pin to nothing.
    PinWithoutTool,
}

impl Decision {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::DecisionUnused => say!(
                "`decision` gör bara skillnad för slaget `protected`",
                "Ta bort `decision`, eller välj `kind = \"protected\"`.",
                "`decision` makes a difference to the kind `protected` only",
                "Remove `decision`, or choose `kind = \"protected\"`.",
            ),
            Self::PinAndExclude { first } => say!(
                "`pin` och `exclude` gäller samma person samtidigt (den andra i {first})",
                "Ta bort den ena, eller låt den ena sluta (`until`) innan den andra börjar (`from`).",
                "`pin` and `exclude` hold for one person at the same time (the other in {first})",
                "Remove one of them, or let one end (`until`) before the other begins (`from`).",
            ),
            Self::PinWithoutTool => say!(
                "`pin` säger inte vilket verktyg personen ska behålla",
                "Lägg till `tool = \"…\"`.",
                "`pin` does not say which tool the person is to keep",
                "Add `tool = \"…\"`.",
            ),
        }
    }
}
