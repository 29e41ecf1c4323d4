//! Tools.

use super::{Wording, say};

/// What is wrong with a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// Only one of `dpa_since` and `dpa_before`.
    HalfAgreement {
        /// The one that is missing.
        missing: &'static str,
    },
    /// No reminders at all.
    NoReminders,
}

impl Agreement {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::HalfAgreement { missing } => say!(
                "`dpa_since` och `dpa_before` hör ihop, men `{missing}` saknas",
                "Lägg till `{missing}`, eller ta bort den andra.",
                "`dpa_since` and `dpa_before` belong together, but `{missing}` is missing",
                "Add `{missing}`, or remove the other.",
            ),
            Self::NoReminders => say!(
                "`warn_days` är tom, så ingen påminns innan en licens går ut",
                "Ta bort raden (då gäller 90, 60, 30, 14, 7 och 1 dag), eller skriv till exempel [30, 7].",
                "`warn_days` is empty, so nobody is reminded before a licence ends",
                "Remove the line (then 90, 60, 30, 14, 7 and 1 days hold), or write for example [30, 7].",
            ),
        }
    }
}
