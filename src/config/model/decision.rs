//! Decisions about single persons.

use super::ProtectedPolicy;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A decision about a single person.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The person, by id or alias.
    pub person: String,
    /// What is decided.
    pub kind: OverrideKind,
    /// For this tool only; for all without it.
    #[serde(default)]
    pub tool: Option<String>,
    /// `protected`: what was decided for this person and tool; without it the person is only marked.
    #[serde(default)]
    pub decision: Option<ProtectedPolicy>,
    /// First day.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day, inclusive.
    #[serde(default)]
    pub until: Option<Date>,
    /// Why; for those who come after.
    pub reason: String,
}

/// What is decided about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverrideKind {
    /// On leave: the seat is freed, the wish is kept.
    Dormant,
    /// Keeps the seat whatever the roster says.
    Pin,
    /// Gets no seat.
    Exclude,
    /// Protected identity, known to us and not to the source; or a decision about one.
    Protected,
}
