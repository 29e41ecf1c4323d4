//! Groups: classes, teaching groups, mentor groups.

use super::{GroupId, Period, SourceName, UnitId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A group of persons at a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    /// Id in the source.
    pub id: GroupId,
    /// Which source delivers it.
    pub source: SourceName,
    /// Short name that people use ("7A"), when the source gives one.
    pub alias: Option<Arc<str>>,
    /// Display name; renaming has no effect on seats.
    pub name: Arc<str>,
    /// At which unit.
    pub unit: UnitId,
    /// What kind.
    pub kind: GroupKind,
    /// When.
    pub period: Period,
}

/// SS12000 `groupType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// Klass; OneRoster homeroom.
    Class,
    /// Undervisning; OneRoster scheduled.
    Teaching,
    /// Mentor.
    Mentor,
    /// Avdelning.
    Department,
    /// Provgrupp.
    Exam,
    /// Schema.
    Timetable,
    /// Personalgrupp.
    Staff,
    /// Övrigt, and whatever we do not know.
    #[default]
    Other,
}
