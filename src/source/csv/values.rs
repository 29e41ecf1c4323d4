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
        "deleted" => Some(PersonStatus::Deleted),
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

const DUTY_LETTERS_MAX: usize = 60;
/// "Lärare 7-9" has two; a date has more.
const DUTY_DIGITS_MAX: usize = 3;
const SHORT_CODE_LETTERS_MAX: usize = 40;
/// As many digits in a row as the date in a personal identity number.
const DIGITS_IN_A_ROW_MAX: usize = 5;

/// May this be a duty where no table says which there are? Words, and nothing that numbers or addresses have.
pub(super) fn is_duty(text: &str) -> bool {
    // An a with a separate ring is how some systems write an å.
    let is_combining = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let is_mark = |c: char| matches!(c, ' ' | '-' | '–' | '/' | '_' | '.' | ',' | '(' | ')' | '&' | ':');
    let fits = |c: char| c.is_alphabetic() || is_combining(c) || c.is_ascii_digit() || is_mark(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().count() <= DUTY_LETTERS_MAX && text.chars().all(fits) && digits <= DUTY_DIGITS_MAX
}

/// May this be the code of a school type or a programme?
pub(crate) fn is_short_code(text: &str) -> bool {
    let fits = |c: char| c.is_alphabetic() || c.is_ascii_digit() || matches!(c, ' ' | '-' | '+');
    let runs = text.split(|c: char| !c.is_ascii_digit());
    text.chars().count() <= SHORT_CODE_LETTERS_MAX
        && text.chars().all(fits)
        && runs.map(str::len).all(|digits| digits <= DIGITS_IN_A_ROW_MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_words() {
        for word in [
            "Lärare",
            "Lärare/mentor",
            "Bitr-rektor",
            "special_education teacher",
            "La\u{308}rare",
            "Lärare 7–9",
            "Bitr. rektor",
            "Lärare (vik.)",
            "",
        ] {
            assert!(is_duty(word), "{word}");
        }
        for word in ["a@b.example", "19990101-1234", "Rektor; se anm.", &"a".repeat(61)] {
            assert!(!is_duty(word), "{word}");
        }
    }

    #[test]
    fn a_short_code_is_short_and_no_identity_number() {
        for code in ["GR", "NA15", "BA-ANL", "IM +", "åk 12345", "Naturvetenskapsprogrammet"] {
            assert!(is_short_code(code), "{code}");
        }
        for code in ["990101-1234", "19990101", "a@b", &"a".repeat(41)] {
            assert!(!is_short_code(code), "{code}");
        }
    }
}
