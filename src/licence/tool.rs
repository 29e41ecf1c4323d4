//! Tools and what their vendors ask for.

use super::ToolKey;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A digital tool in one version, licensed on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its key.
    pub key: ToolKey,
    /// Name for people.
    pub name: Arc<str>,
    /// Version or edition.
    pub version: Option<Arc<str>>,
    /// Name of the vendor, for people.
    pub vendor: Arc<str>,
    /// Where the vendor takes questions about seats.
    pub vendor_address: Option<Arc<str>>,
    /// What a person must have (REQUIREMENTS B9, B17).
    pub requires: Vec<Requirement>,
    /// The agreement's state from a day on, and before that (REQUIREMENTS B2).
    pub dpa: Dpa,
    /// First day of `dpa`, and the state before.
    pub dpa_before: Option<(Date, Dpa)>,
    /// Does the vendor make a new account for a new address (REQUIREMENTS B19-B20)?
    pub matches_email: bool,
    /// Days before an end at which a reminder is due, largest first.
    pub warn_days: Vec<u16>,
    /// What becomes of persons with protected identity (DOMAIN 0.10).
    pub protected: ProtectedPolicy,
}

impl Tool {
    /// The agreement's state on `day`.
    #[must_use]
    pub fn dpa_on(&self, day: Date) -> Dpa {
        match self.dpa_before {
            Some((since, before)) if day < since => before,
            _ => self.dpa,
        }
    }
}

/// What a vendor needs of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requirement {
    /// A mail address.
    Email,
    /// A unit with a school unit code.
    UnitCode,
}

/// State of the data-processing agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dpa {
    /// In force: the only state that lets somebody new in.
    Signed,
    /// There is none.
    Missing,
    /// Looked at again.
    UnderReview,
    /// Over.
    Ended,
}

impl Dpa {
    /// Its name in JSON and in texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Missing => "missing",
            Self::UnderReview => "under_review",
            Self::Ended => "ended",
        }
    }
}

/// What becomes of persons with protected identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedPolicy {
    /// A human decides, person by person.
    #[default]
    Hold,
    /// No seat.
    Exclude,
    /// Like everyone else.
    Include,
}
