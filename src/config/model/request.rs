//! Licence requests.

use super::Days;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Licence requests to vendors.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Request {
    /// How vendors reach `[web] listen`, by way of whatever stands between them. They answer by a link that begins so;
    /// without it they answer by letter, and somebody puts it in.
    pub url: Option<String>,
    /// What this platform is called at vendors: letters, digits, `-`, `_` and `.`, 40 at most.
    pub platform: Option<String>,
    /// So many working days a vendor has after YES, where no day is wanted, and for a code that is missing.
    pub working_days: u16,
    /// For so long a link may be used, once.
    pub link_days: Days,
    /// Users are told in no smaller number than this: fewer of a school year are told together, and what is fewer still as
    /// this many. 0 tells them as they are.
    pub count_min: u8,
    /// Whom vendors ask at the organiser: functions, not persons.
    pub contact: Vec<Contact>,
}

impl Default for Request {
    fn default() -> Self {
        Self { url: None, platform: None, working_days: 5, link_days: Days(14), count_min: 0, contact: Vec::new() }
    }
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Unique key: letters, digits, `-`, `_` and `.`, 40 at most.
    pub key: String,
    /// The function: "Licensförvaltning", "Support".
    pub title: String,
    /// Its mail address.
    pub address: String,
}
