//! How much one run may change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much one run may change before a human is asked. On from the first run.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Persons or memberships that vanish.
    pub removals: Limit,
    /// Persons or memberships that appear.
    pub additions: Limit,
    /// Other limits for one unit.
    pub unit: ScopeLimits,
    /// Other limits for one source.
    pub source: ScopeLimits,
    /// Other limits for the whole run.
    pub total: ScopeLimits,
    /// Other limits for one pool; there, removals are seats that holders lose.
    pub pool: ScopeLimits,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            removals: Limit { percent: 10, count: None, floor: 5 },
            additions: Limit { percent: 25, count: None, floor: 25 },
            unit: ScopeLimits::default(),
            source: ScopeLimits::default(),
            total: ScopeLimits::default(),
            pool: ScopeLimits::default(),
        }
    }
}

/// Limits that replace the general ones in one scope.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeLimits {
    /// What may vanish.
    pub removals: Option<Limit>,
    /// What may appear.
    pub additions: Option<Limit>,
}

/// A limit: tripped when more than `floor` change, and more than `percent` of what there was or more than `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Share of what there was before, in percent.
    #[schemars(range(min = 0, max = 100))]
    pub percent: u32,
    /// Never more than this many, whatever the share.
    #[serde(default)]
    pub count: Option<u64>,
    /// Up to this many are always let through.
    #[serde(default)]
    pub floor: u64,
}
