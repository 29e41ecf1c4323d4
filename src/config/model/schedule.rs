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
    /// Cron line of full sweeps of servers, in place of their `full_after`; runs in between read what has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<String>,
    /// A delivery older than this is told as stale.
    pub max_age: Hours,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { sync: "0 6 * * 1-5".into(), full: None, max_age: Hours(26) }
    }
}
