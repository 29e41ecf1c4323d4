//! Who runs the schools.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who runs the schools.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Organiser {
    /// Name of the organiser (huvudman), as letters show it.
    pub name: String,
    /// Organisation number, ten digits, with or without a hyphen.
    pub organisation_number: Option<String>,
    /// Municipality code, four digits as text ("0180").
    pub municipality_code: Option<String>,
    /// Time zone in which days begin and end.
    pub time_zone: String,
    /// Language of letters and of the command line when nothing else says.
    pub language: Language,
}

impl Default for Organiser {
    fn default() -> Self {
        Self {
            name: String::new(),
            organisation_number: None,
            municipality_code: None,
            time_zone: "Europe/Stockholm".into(),
            language: Language::Sv,
        }
    }
}

/// Language for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}
