//! Decisions about single persons.

use super::{Wording, say};

/// What is wrong with an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A decision on a kind that has none.
    DecisionUnused,
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
            Self::PinWithoutTool => say!(
                "`pin` säger inte vilket verktyg personen ska behålla",
                "Lägg till `tool = \"…\"`.",
                "`pin` does not say which tool the person is to keep",
                "Add `tool = \"…\"`.",
            ),
        }
    }
}
