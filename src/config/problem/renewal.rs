//! Licences that continue others.

use super::{Wording, say, shown};

/// What is wrong with a renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// Renews itself, straight or round about.
    RenewsItself {
        /// The licences of the ring, in order.
        ring: Vec<String>,
    },
    /// Renews a licence of another tool.
    RenewsOtherTool {
        /// The other licence.
        licence: String,
        /// Its tool.
        tool: String,
    },
    /// Renews a licence of another type.
    RenewsOtherType {
        /// The other licence.
        licence: String,
        /// Its type.
        kind: &'static str,
    },
}

impl Renewal {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::RenewsItself { ring } => {
                let ring = ring.join(" → ");
                say!(
                    "licensen förnyar i slutändan sig själv: {ring}",
                    "Låt `renews` peka på den äldre licensen.",
                    "in the end the licence renews itself: {ring}",
                    "Let `renews` name the older licence.",
                )
            }
            Self::RenewsOtherTool { licence, tool } => {
                let (licence, tool) = (shown(licence), shown(tool));
                say!(
                    "licensen förnyar {licence}, som gäller ett annat verktyg ({tool})",
                    "Ange en licens för samma verktyg, eller ta bort `renews`.",
                    "the licence renews {licence}, which is of another tool ({tool})",
                    "Name a licence of the same tool, or remove `renews`.",
                )
            }
            Self::RenewsOtherType { licence, kind } => {
                let licence = shown(licence);
                say!(
                    "licensen förnyar {licence}, som är av en annan typ (`{kind}`)",
                    "Ange en licens av samma typ, eller ta bort `renews`.",
                    "the licence renews {licence}, which is of another type (`{kind}`)",
                    "Name a licence of the same type, or remove `renews`.",
                )
            }
        }
    }
}
