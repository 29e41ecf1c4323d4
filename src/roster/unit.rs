//! Organisation units: a tree, with school unit codes where there are any.

use super::{SourceName, UnitId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An organisation unit: the organiser itself, a school, a school unit, a preschool, a central unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Id in the source.
    pub id: UnitId,
    /// Which source delivers it.
    pub source: SourceName,
    /// Short name that people use ("BJO"), when the source gives one.
    pub alias: Option<Arc<str>>,
    /// Display name.
    pub name: Arc<str>,
    /// The unit above, if any.
    pub parent: Option<UnitId>,
    /// What it is.
    pub kind: UnitKind,
    /// Eight digits, when there is one (DOMAIN 4).
    pub code: Option<Arc<str>>,
    /// Where that code comes from (REQUIREMENTS B9-B18).
    pub code_status: CodeStatus,
    /// School types as the source writes them ("GR", "GY" ...), free text.
    pub school_types: Arc<str>,
}

impl Unit {
    /// May a vendor that needs a school unit code serve this unit?
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.code.is_some() && self.code_status != CodeStatus::Missing
    }
}

/// SS12000 `organisationType`, in fewer words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The organiser (Huvudman; OneRoster district and above).
    Organiser,
    /// A unit with a school unit code of its own (Skolenhet; OneRoster school).
    #[default]
    School,
    /// Anything else: Skola, Förvaltning, Rektorsområde, department ...
    Other,
}

/// Where a school unit code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum CodeStatus {
    /// From the national register.
    Official,
    /// Agreed between vendor and organiser; never sent as official (REQUIREMENTS B14).
    Fictitious,
    /// There is none: preschools, central units.
    #[default]
    Missing,
}
