//! The words of closed fields, as mappings write them. A blank is the usual case.

use crate::roster::{CodeStatus, GroupKind, MemberRole, PersonStatus, Protection, UnitKind};

pub(super) fn unit_kind(word: &str) -> Option<UnitKind> {
    match word {
        "" | "school" => Some(UnitKind::School),
        "organiser" => Some(UnitKind::Organiser),
        "other" => Some(UnitKind::Other),
        _ => None,
    }
}

pub(super) fn group_kind(word: &str) -> Option<GroupKind> {
    match word {
        "class" => Some(GroupKind::Class),
        "teaching" => Some(GroupKind::Teaching),
        "mentor" => Some(GroupKind::Mentor),
        "department" => Some(GroupKind::Department),
        "exam" => Some(GroupKind::Exam),
        "timetable" => Some(GroupKind::Timetable),
        "staff" => Some(GroupKind::Staff),
        "" | "other" => Some(GroupKind::Other),
        _ => None,
    }
}

pub(super) fn person_status(word: &str) -> Option<PersonStatus> {
    match word {
        "" | "active" => Some(PersonStatus::Active),
        "emigrated" => Some(PersonStatus::Emigrated),
        "deceased" => Some(PersonStatus::Deceased),
        _ => None,
    }
}

pub(super) fn protection(word: &str) -> Option<Protection> {
    match word {
        "" | "none" => Some(Protection::None),
        "confidential" => Some(Protection::Confidential),
        "protected" => Some(Protection::Protected),
        "unknown" => Some(Protection::Unknown),
        _ => None,
    }
}

pub(super) fn member_role(word: &str) -> Option<MemberRole> {
    match word {
        "pupil" => Some(MemberRole::Pupil),
        "staff" => Some(MemberRole::Staff),
        _ => None,
    }
}

/// The status of a code; where the file does not say, a code is official.
pub(super) fn code_status(word: &str, code: &str) -> Option<CodeStatus> {
    match word {
        "" if code.is_empty() => Some(CodeStatus::Missing),
        "" | "official" => Some(CodeStatus::Official),
        "fictitious" => Some(CodeStatus::Fictitious),
        "missing" => Some(CodeStatus::Missing),
        _ => None,
    }
}
