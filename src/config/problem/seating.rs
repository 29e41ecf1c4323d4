//! Pools, bindings and overrides.

use super::{Wording, say, shown};
use crate::config::place::Place;

/// What is wrong with a pool, a binding or an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seating {
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
    /// Two pools of one tool want new licences.
    SecondAutoAdd {
        /// The tool.
        tool: String,
        /// The first pool.
        pool: String,
        /// Where it says so.
        first: Place,
    },
    /// Nobody may have a seat.
    NoBindings,
    /// A binding that says nothing.
    EmptyBinding,
    /// A first day after the last.
    DatesReversed,
    /// A first year after the last.
    YearsReversed,
    /// School years of those who have none.
    YearsOfStaff {
        /// The role.
        role: String,
    },
    /// A role that no licence of the pool is for.
    RoleOutsideAudience {
        /// The role.
        role: String,
    },
    /// A decision on a kind that has none.
    DecisionUnused,
    /// A pin to nothing.
    PinWithoutTool,
}

impl Seating {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::NoTool
            | Self::LicenceInTwoPools { .. }
            | Self::LicenceTwice { .. }
            | Self::MixedTools { .. }
            | Self::MixedTypes { .. }
            | Self::OtherTool { .. }
            | Self::SecondAutoAdd { .. } => self.of_pools(),
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
            _ => self.of_bindings(),
        }
    }

    fn of_pools(&self) -> Wording {
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
            Self::OtherTool { tool, licence, licence_tool } => {
                let (tool, licence, licence_tool) = (shown(tool), shown(licence), shown(licence_tool));
                say!(
                    "poolen säger verktyget {tool}, men licensen {licence} gäller {licence_tool}",
                    "Ta bort `tool`, eller rätta licenserna.",
                    "the pool says the tool {tool}, but the licence {licence} is of {licence_tool}",
                    "Remove `tool`, or correct the licences.",
                )
            }
            Self::SecondAutoAdd { tool, pool, first } => {
                let (tool, pool) = (shown(tool), shown(pool));
                say!(
                    "poolen {pool} har redan auto-tillägg för verktyget {tool} ({first})",
                    "Låt bara en pool per verktyg ha `auto_add = true`.",
                    "the pool {pool} has auto-add for the tool {tool} already ({first})",
                    "Let only one pool a tool have `auto_add = true`.",
                )
            }
            _ => say!(
                "poolen har varken licenser eller verktyg",
                "Lägg till `licences = [\"…\"]`, eller `tool = \"…\"` tills den första licensen är köpt.",
                "the pool has neither licences nor a tool",
                "Add `licences = [\"…\"]`, or `tool = \"…\"` until the first licence is bought.",
            ),
        }
    }

    fn of_bindings(&self) -> Wording {
        match self {
            Self::NoBindings => say!(
                "ingen kan få en plats: `bind` är tom",
                "Lägg till en `[[pool.bind]]` med `unit`, `group`, `person` eller `role`.",
                "nobody can have a seat: `bind` is empty",
                "Add a `[[pool.bind]]` with `unit`, `group`, `person` or `role`.",
            ),
            Self::YearsReversed => say!(
                "den första årskursen är högre än den sista",
                "Skriv den lägsta först: `school_year = [7, 9]`.",
                "the first school year is higher than the last",
                "Write the lowest first: `school_year = [7, 9]`.",
            ),
            Self::YearsOfStaff { role } => {
                let role = shown(role);
                say!(
                    "bara elever har årskurs, men rollen är {role}",
                    "Ta bort `school_year`, eller välj `role = \"pupil\"`.",
                    "only pupils have a school year, but the role is {role}",
                    "Remove `school_year`, or choose `role = \"pupil\"`.",
                )
            }
            Self::RoleOutsideAudience { role } => {
                let role = shown(role);
                say!(
                    "ingen av poolens licenser är till för {role}",
                    "Rätta rollen, eller licensernas `audience`.",
                    "no licence of the pool is for {role}",
                    "Correct the role, or the `audience` of the licences.",
                )
            }
            Self::DatesReversed => say!(
                "`from` är senare än `until`",
                "Byt plats på datumen, eller rätta det ena.",
                "`from` is later than `until`",
                "Swap the dates, or correct one of them.",
            ),
            _ => say!(
                "bindningen säger inte vem den gäller och skulle därför gälla alla",
                "Lägg till `unit`, `group`, `person`, `role` eller `school_year`.",
                "the binding does not say whom it is for, and so would be for everyone",
                "Add `unit`, `group`, `person`, `role` or `school_year`.",
            ),
        }
    }
}
