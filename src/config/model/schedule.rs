//! When runs happen.

use super::Hours;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When runs happen.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// Cron line of the sync, in the organiser's time zone.
    pub sync: String,
    /// A delivery older than this is told as stale.
    pub max_age: Hours,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { sync: "0 6 * * 1-5".into(), max_age: Hours(26) }
    }
}
