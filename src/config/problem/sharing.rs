//! How seats are shared between schools.

use super::{Wording, say, shown};
use crate::config::place::Place;

/// What is wrong with how seats are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sharing {
    /// Two pools of one tool share in different ways.
    OtherFairness {
        /// The tool.
        tool: String,
        /// The first pool.
        pool: String,
        /// Where it says so.
        first: Place,
    },
    /// A unit stands twice.
    UnitTwice {
        /// The unit.
        unit: String,
        /// Where it stands first.
        first: Place,
    },
    /// A weight of nothing.
    NoWeight,
    /// Weights where only the line counts.
    WeightsUnused,
    /// Said how seats are kept for those who start later, and not how long before.
    NoLead,
    /// So long that nobody could say who starts.
    LongLead {
        /// Its days.
        days: u16,
    },
    /// More seats promised than there are.
    MorePromised {
        /// Promised.
        promised: u64,
        /// The seats of the pool's licences.
        seats: u64,
    },
}

impl Sharing {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::OtherFairness { tool, pool, first } => {
                let (tool, pool) = (shown(tool), shown(pool));
                say!(
                    "poolen {pool} delar samma verktyg {tool} på ett annat sätt ({first})",
                    "Verktygets pooler delas tillsammans: skriv `fair` likadant, eller bara i en av dem.",
                    "the pool {pool} shares the same tool {tool} in another way ({first})",
                    "The tool's pools are shared together: write the same `fair`, or only in one of them.",
                )
            }
            Self::UnitTwice { unit, first } => {
                let unit = shown(unit);
                say!(
                    "enheten {unit} står redan här ({first})",
                    "Behåll den ena.",
                    "the unit {unit} stands here already ({first})",
                    "Keep one of them.",
                )
            }
            Self::NoLead => say!(
                "`reservation` utan `lead`: inga platser hålls för den som börjar senare",
                "Skriv till exempel `lead = \"30d\"`, eller ta bort `reservation`.",
                "`reservation` without `lead`: no seats are kept for those who start later",
                "Write for example `lead = \"30d\"`, or remove `reservation`.",
            ),
            Self::LongLead { days } => say!(
                "`lead` är {days} dagar: så långt i förväg vet ingen vem som börjar",
                "Skriv 120 dagar eller färre.",
                "`lead` is {days} days: so long before nobody knows who starts",
                "Write 120 days or fewer.",
            ),
            Self::NoWeight => say!(
                "en vikt är minst 1",
                "Ta bort raden, eller skriv `weight = 1`.",
                "a weight is 1 at least",
                "Remove the entry, or write `weight = 1`.",
            ),
            Self::WeightsUnused => say!(
                "`weights` gör ingenting där platserna går efter kön",
                "Ta bort `weights`, eller skriv `fair = \"sainte_lague\"`.",
                "`weights` do nothing where seats go by the queue",
                "Remove `weights`, or write `fair = \"sainte_lague\"`.",
            ),
            Self::MorePromised { promised, seats } => say!(
                "{promised} platser är garanterade, men poolens licenser har {seats}",
                "Sänk garantierna, eller köp fler platser. Räcker de inte delas de mellan skolorna.",
                "{promised} seats are guaranteed, but the pool's licences have {seats}",
                "Lower the guarantees, or buy more seats. Where they do not suffice they are shared between the schools.",
            ),
        }
    }
}
