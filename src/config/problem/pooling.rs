//! Pools, their licences and their tool.

use super::{Wording, say, shown};
use crate::config::place::Place;

/// What is wrong with a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pooling {
    /// A licence is in two pools.
    LicenceInTwoPools {
        /// The licence.
        licence: String,
        /// The first pool.
        pool: String,
        /// Where it stands there.
        first: Place,
    },
    /// A licence stands twice in one pool.
    LicenceTwice {
        /// The licence.
        licence: String,
    },
    /// Licences of two tools in one pool.
    MixedTools {
        /// One licence and its tool.
        one: [String; 2],
        /// Another licence and its tool.
        other: [String; 2],
    },
    /// Licences of two types in one pool.
    MixedTypes {
        /// One licence and its type.
        one: [String; 2],
        /// Another licence and its type.
        other: [String; 2],
    },
    /// Neither licences nor tool.
    NoTool,
    /// The pool names another tool than its licences have.
    OtherTool {
        /// What the pool says.
        tool: String,
        /// A licence.
        licence: String,
        /// Its tool.
        licence_tool: String,
    },
    /// Numbers of seats on a pool that has no limit.
    CountsOnUnlimited {
        /// The key.
        key: &'static str,
    },
    /// All seats of the pool are in its reserve.
    ReserveOfAll {
        /// The seats of its licences.
        seats: u64,
    },
    /// Two pools of one tool want new licences.
    SecondAutoAdd {
        /// The tool.
        tool: String,
        /// The first pool.
        pool: String,
        /// Where it says so.
        first: Place,
    },
}

impl Pooling {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::LicenceInTwoPools { licence, pool, first } => {
                let (licence, pool) = (shown(licence), shown(pool));
                say!(
                    "licensen {licence} ligger redan i poolen {pool} ({first})",
                    "Behåll den i en av poolerna.",
                    "the licence {licence} is already in the pool {pool} ({first})",
                    "Keep it in one of the pools.",
                )
            }
            Self::LicenceTwice { licence } => {
                let licence = shown(licence);
                say!(
                    "licensen {licence} står två gånger i poolen",
                    "Ta bort den ena.",
                    "the licence {licence} stands twice in the pool",
                    "Remove one of them.",
                )
            }
            Self::MixedTools { one: [one, one_tool], other: [other, other_tool] } => say!(
                "poolen blandar verktyg: `{one}` gäller `{one_tool}` och `{other}` gäller `{other_tool}`",
                "Dela upp licenserna på en pool per verktyg.",
                "the pool mixes tools: `{one}` is of `{one_tool}` and `{other}` is of `{other_tool}`",
                "Split the licences into one pool a tool.",
            ),
            Self::MixedTypes { one: [one, one_type], other: [other, other_type] } => say!(
                "bara licenser av samma typ i en pool: `{one}` är `{one_type}` och `{other}` är `{other_type}`",
                "Dela upp licenserna på en pool per typ.",
                "only licences of the same type in one pool: `{one}` is `{one_type}` and `{other}` is `{other_type}`",
                "Split the licences into one pool a type.",
            ),
            Self::NoTool => say!(
                "poolen har varken licenser eller verktyg",
                "Lägg till `licences = [\"…\"]`, eller `tool = \"…\"` tills den första licensen är köpt.",
                "the pool has neither licences nor a tool",
                "Add `licences = [\"…\"]`, or `tool = \"…\"` until the first licence is bought.",
            ),
            Self::OtherTool { tool, licence, licence_tool } => {
                let (tool, licence, licence_tool) = (shown(tool), shown(licence), shown(licence_tool));
                say!(
                    "poolen säger verktyget {tool}, men licensen {licence} gäller {licence_tool}",
                    "Ta bort `tool`, eller rätta licenserna.",
                    "the pool says the tool {tool}, but the licence {licence} is of {licence_tool}",
                    "Remove `tool`, or correct the licences.",
                )
            }
            Self::CountsOnUnlimited { key } => say!(
                "`{key}` i en pool utan gräns: licenserna har inget antal platser",
                "Ta bort `{key}`.",
                "`{key}` on a pool without limit: its licences have no number of seats",
                "Remove `{key}`.",
            ),
            Self::ReserveOfAll { seats } => say!(
                "reserven tar alla poolens platser ({seats}): ingen får en plats av sig själv",
                "Sänk `reserve`, eller köp fler platser.",
                "the reserve takes all seats of the pool ({seats}): nobody gets a seat by itself",
                "Lower `reserve`, or buy more seats.",
            ),
            Self::SecondAutoAdd { tool, pool, first } => {
                let (tool, pool) = (shown(tool), shown(pool));
                say!(
                    "poolen {pool} har redan auto-tillägg för verktyget {tool} ({first})",
                    "Låt bara en pool per verktyg ha `auto_add = true`.",
                    "the pool {pool} has auto-add for the tool {tool} already ({first})",
                    "Let only one pool a tool have `auto_add = true`.",
                )
            }
        }
    }
}
