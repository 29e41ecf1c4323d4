//! Who belongs to which group, and when.

use super::{GroupIx, Period, PersonIx};
use serde::{Deserialize, Serialize};

/// A person's place in a group. A city has a million: ids are positions in the snapshot's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership {
    /// Where.
    pub group: GroupIx,
    /// Who.
    pub person: PersonIx,
    /// As what.
    pub role: MemberRole,
    /// When.
    pub period: Period,
}

/// What a member is in the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// A pupil of the group.
    #[default]
    Pupil,
    /// Staff of the group: teacher, mentor.
    Staff,
}
