//! The words of closed fields. Case means nothing in them.

use crate::roster::UnitKind;

/// What somebody is by a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A pupil.
    Pupil,
    /// Staff, with the duty as bindings write it.
    Staff(&'static str),
    /// Somebody who is neither, now: no place follows from it.
    Nobody,
    /// Somebody's guardian, who is not read in.
    Guardian,
}

/// The words for staff, in small letters, and the duties they become.
const STAFF: [(&str, &str); 27] = [
    ("principal", "principal"),
    ("chair", "chair"),
    ("professor", "professor"),
    ("researcher", "researcher"),
    ("adjunct", "adjunct"),
    ("affiliate", "affiliate"),
    ("occupationaltherapist", "occupational_therapist"),
    ("physicaltherapist", "physical_therapist"),
    ("speechtherapist", "speech_therapist"),
    ("visiontherapist", "vision_therapist"),
    ("paraprofessional", "paraprofessional"),
    ("specialservices", "special_services"),
    ("advisor", "advisor"),
    ("proctor", "proctor"),
    ("nurse", "nurse"),
    ("officestaff", "office_staff"),
    ("lecturer", "lecturer"),
    ("itadmin", "it_admin"),
    ("administrator", "administrator"),
    ("teacher", "teacher"),
    ("faculty", "faculty"),
    ("staff", "staff"),
    ("teacherassistant", "teacher_assistant"),
    ("assistant", "assistant"),
    ("instructor", "instructor"),
    ("substitute", "substitute"),
    ("coach", "coach"),
];

/// The duties that a delivery can give.
pub(super) fn duties() -> impl Iterator<Item = &'static str> {
    STAFF.iter().map(|(_, duty)| *duty)
}

/// What a role's word means; nothing for a word that the format does not have.
pub(super) fn role(word: &str) -> Option<Role> {
    let word = word.to_ascii_lowercase();
    if let Some((_, duty)) = STAFF.iter().find(|(known, _)| *known == word) {
        return Some(Role::Staff(duty));
    }
    match word.as_str() {
        "student" => Some(Role::Pupil),
        "alumni" | "other" => Some(Role::Nobody),
        "guardian" | "parent" | "relative" => Some(Role::Guardian),
        _ => None,
    }
}

/// What an org's word means; nothing for a word that the format does not have.
pub(super) fn unit_kind(word: &str) -> Option<UnitKind> {
    match word.to_ascii_lowercase().as_str() {
        "school" => Some(UnitKind::School),
        "district"
        | "local"
        | "state"
        | "national"
        | "departmentofeducation"
        | "ministryofeducation"
        | "municipality"
        | "academictrust"
        | "localauthority"
        | "region"
        | "province" => Some(UnitKind::Organiser),
        "department" | "university" | "college" | "campus" | "adulteducation" | "division" | "researchcenter"
        | "program" => Some(UnitKind::Other),
        _ => None,
    }
}

/// Does a row with this status count? Nothing for a word that says neither.
pub(super) fn is_active(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "" | "active" => Some(true),
        "inactive" | "deleted" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_means_nothing_in_a_role_and_an_unknown_word_is_none() {
        assert_eq!(role("STUDENT"), Some(Role::Pupil));
        assert_eq!(role("teacherAssistant"), Some(Role::Staff("teacher_assistant")));
        assert_eq!((role("Alumni"), role("other")), (Some(Role::Nobody), Some(Role::Nobody)));
        assert_eq!(role("guardian"), Some(Role::Guardian));
        assert_eq!((role("elev"), role("")), (None, None));
    }

    #[test]
    fn a_municipality_is_an_organiser_and_only_a_school_is_a_school() {
        assert_eq!(unit_kind("Municipality"), Some(UnitKind::Organiser));
        assert_eq!(unit_kind("SCHOOL"), Some(UnitKind::School));
        assert_eq!(unit_kind("adultEducation"), Some(UnitKind::Other));
        assert_eq!((unit_kind("skola"), unit_kind("")), (None, None));
    }

    #[test]
    fn a_status_that_says_neither_is_not_guessed() {
        assert_eq!((is_active(""), is_active("Active"), is_active("INACTIVE")), (Some(true), Some(true), Some(false)));
        assert_eq!(is_active("slutat"), None);
    }
}
