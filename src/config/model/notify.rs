//! Letters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Letters: who gets them and where they go.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Sender address.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Folder for letters as `.eml` files, beside this configuration when relative.
    pub folder: Option<String>,
    /// Who gets letters.
    pub recipient: Vec<Recipient>,
}

/// Someone who gets letters.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// `organiser` hears of everything; `unit` only of the units listed; `operations` of stopped runs.
    pub role: RecipientRole,
    /// For the role `unit`: which units, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecipientRole {
    /// Hears of everything.
    Organiser,
    /// Hears of its own units.
    Unit,
    /// Hears of stopped and failed runs.
    Operations,
}
