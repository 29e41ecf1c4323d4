//! Bindings: who may have a seat of a pool (REQUIREMENTS A4, A18).

use crate::roster::Period;
use serde::Serialize;
use std::sync::Arc;

/// Everything that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Bind {
    /// At this unit or below, by id or alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// In this group, by id or alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Arc<str>>,
    /// This person, by id or alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Arc<str>>,
    /// In this role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Arc<str>>,
    /// In these school years, first and last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school_year: Option<(u8, u8)>,
    /// Priority class, 0 first.
    pub class: u8,
    /// When the binding holds.
    #[serde(skip)]
    pub period: Period,
}

impl Bind {
    /// The class when none is given: a person before a group before everything wider (DOMAIN 8).
    #[must_use]
    pub fn usual_class(&self) -> u8 {
        match (&self.person, &self.group) {
            (Some(_), _) => 0,
            (None, Some(_)) => 1,
            (None, None) => 2,
        }
    }
}
