//! Vendors and tools.

use super::Contact;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who sells tools.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Unique key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Address that takes licence requests and questions about seats.
    #[serde(default)]
    pub request_address: Option<String>,
    /// Whom to talk to at the vendor. They get no letters.
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

/// A digital tool, or a module of one: whatever is licensed on its own.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Unique key.
    pub key: String,
    /// Name that people know it by.
    pub name: String,
    /// Version or edition; licences fit only exactly this one.
    #[serde(default)]
    pub version: Option<String>,
    /// Key of the vendor.
    pub vendor: String,
    /// What a person must have before the vendor can make an account.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// State of the data-processing agreement (PUB-avtal). Without `signed`, nobody new gets a seat.
    pub dpa: Dpa,
    /// First day of that state, when it is not of old.
    #[serde(default)]
    pub dpa_since: Option<Date>,
    /// State before `dpa_since`.
    #[serde(default)]
    pub dpa_before: Option<Dpa>,
    /// Number of the order, where there is one; a licence request needs it.
    #[serde(default)]
    pub order: Option<String>,
    /// Number of the purchase, where there is one; a licence request for what was bought needs it.
    #[serde(default)]
    pub purchase: Option<String>,
    /// How accounts come about at the vendor.
    #[serde(default)]
    pub provisioning: Provisioning,
    /// Does the vendor match accounts by mail address, so that a new address makes a new account?
    #[serde(default)]
    pub matches_email: bool,
    /// Days before a licence's end at which a reminder goes out.
    #[serde(default = "warn_days")]
    pub warn_days: Vec<u16>,
    /// Persons with protected identity: wait for a human, never, or like everyone else.
    #[serde(default)]
    pub protected: ProtectedPolicy,
}

fn warn_days() -> Vec<u16> {
    vec![90, 60, 30, 14, 7, 1]
}

/// What a vendor needs of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A mail address.
    Email,
    /// A unit with a school unit code.
    UnitCode,
}

/// State of the data-processing agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dpa {
    /// In force.
    Signed,
    /// There is none.
    Missing,
    /// Being looked at again; holders keep, nobody new.
    UnderReview,
    /// It has ended; holders keep until a human decides, nobody new.
    Ended,
}

/// How accounts come about at the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provisioning {
    /// By hand.
    #[default]
    Manual,
    /// At the person's first sign-in.
    SsoOnly,
    /// By SCIM.
    Scim,
    /// By file.
    Csv,
}

/// What becomes of persons with protected identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedPolicy {
    /// They wait until a human decides, person by person.
    #[default]
    Hold,
    /// They get no seat.
    Exclude,
    /// They get seats like everyone else.
    Include,
}
