//! What the words of the format mean, in any of its dialects. Capitals and small letters are the same.

use super::element::Element;
use crate::roster::{Code, GroupKind, Period, PersonStatus, Protection, UnitKind};
use crate::source::days::iso_date;
use jiff::civil::Date;

/// How a document relates to what went before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything as it is.
    Full,
    /// Changes only.
    Delta,
}

pub(super) const EXTENTS: &str = "type: Full, CompleteOrganization";

pub(super) fn extent(word: &str) -> Option<Extent> {
    match word.to_lowercase().as_str() {
        "full" | "complete" | "completeorganization" | "refresh" | "snapshot" => Some(Extent::Full),
        "delta" | "deltaorganization" | "update" | "incremental" | "changes" | "partial" => Some(Extent::Delta),
        _ => None,
    }
}

/// What a `group` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unit(UnitKind),
    Group(GroupKind),
    /// A pupil with guardians.
    Contacts,
    /// A course, which is no group of people.
    Course,
}

/// Nothing for a word that nobody knows.
pub(super) fn kind(word: &str) -> Option<Kind> {
    Some(match word.to_lowercase().as_str() {
        "unit" => Kind::Unit(UnitKind::School),
        "organization" | "organisation" => Kind::Unit(UnitKind::Organiser),
        "area" => Kind::Unit(UnitKind::Other),
        "class" => Kind::Group(GroupKind::Class),
        "educationgroup" => Kind::Group(GroupKind::Teaching),
        "schedulegroup" => Kind::Group(GroupKind::Timetable),
        "mentorgroup" => Kind::Group(GroupKind::Mentor),
        "examgroup" => Kind::Group(GroupKind::Exam),
        "department" | "departmentgroup" => Kind::Group(GroupKind::Department),
        "othergroup" => Kind::Group(GroupKind::Other),
        "contactgroup" => Kind::Contacts,
        "course" => Kind::Course,
        _ => return None,
    })
}

/// As what somebody is a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Pupil,
    /// With the word for the duty.
    Staff(&'static str),
    /// As what the person is; the format does not say.
    Own,
    /// A guardian or another who is no member.
    Contact,
}

/// Nothing for a word that nobody knows. No word at all is a learner, says the format; but what the person is said to be
/// goes before what nobody said, so that no guardian becomes a pupil by it.
pub(super) fn role(word: Option<&str>) -> Option<Role> {
    let Some(word) = word else { return Some(Role::Own) };
    Some(match word.to_lowercase().as_str() {
        "01" | "learner" | "student" | "child" => Role::Pupil,
        "02" | "instructor" | "gradeauthority" => Role::Staff("teacher"),
        "03" | "contentdeveloper" => Role::Staff("content developer"),
        "05" | "manager" => Role::Staff("manager"),
        "06" | "mentor" => Role::Staff("mentor"),
        "07" | "administrator" => Role::Staff("administrator"),
        "08" | "teachingassistant" => Role::Staff("aide"),
        "principal" => Role::Staff("principal"),
        "04" | "member" | "" => Role::Own,
        "guardian" | "otherresponsible" | "contact" | "trustee" | "parent" | "relative" => Role::Contact,
        _ => return None,
    })
}

/// What a person is said to be at all; nothing for what gives no place.
pub(super) fn institution_role(word: &str) -> Option<Role> {
    match word.to_lowercase().as_str() {
        "student" | "child" => Some(Role::Pupil),
        "faculty" => Some(Role::Staff("teacher")),
        "staff" => Some(Role::Staff("staff")),
        "administrator" => Some(Role::Staff("administrator")),
        "contact" | "guardian" | "parent" | "relative" => Some(Role::Contact),
        _ => None,
    }
}

pub(super) fn person_status(word: &str) -> Option<PersonStatus> {
    match word.to_lowercase().as_str() {
        "" | "normal" | "active" => Some(PersonStatus::Active),
        "emigrated" => Some(PersonStatus::Emigrated),
        "deceased" => Some(PersonStatus::Deceased),
        _ => None,
    }
}

/// A person's marking, wherever it stands in the record; of several the strictest. What is not known for sure to be
/// none is one, and a level above none counts whatever the text says.
pub(super) fn protection(person: &Element) -> Protection {
    let mut markings = Vec::new();
    person.find("privacy", &mut markings);
    markings.into_iter().map(marking).max().unwrap_or_default()
}

/// What one marking says.
pub(super) fn marking(marking: &Element) -> Protection {
    match (marking.text.to_lowercase().as_str(), marking.attribute("level")) {
        ("" | "none" | "false" | "0", None | Some("" | "0")) => Protection::None,
        ("" | "none" | "false" | "0" | "true" | "1", Some("1")) => Protection::Confidential,
        ("" | "none" | "false" | "0" | "true" | "1", Some("2" | "3")) => Protection::Protected,
        ("true" | "1", None) => Protection::Confidential,
        _ => Protection::Unknown,
    }
}

/// What `recstatus` says: is the record deleted?
pub(super) fn is_deleted(element: &Element) -> Result<bool, Code> {
    match element.attribute("recstatus") {
        None | Some("" | "1" | "2") => Ok(false),
        Some("3") => Ok(true),
        Some(_) => Err(Code::ValueUnknown),
    }
}

/// Does a role count now? One that is inactive does not.
pub(super) fn is_active(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "" | "1" | "active" => Some(true),
        "0" | "inactive" => Some(false),
        _ => None,
    }
}

/// Begin and end of an element, both inclusive, either open.
pub(super) fn period(element: Option<&Element>) -> Result<Period, Code> {
    let Some(element) = element else { return Ok(Period::OPEN) };
    days(element.say(&["begin"]), element.say(&["end"]))
}

pub(super) fn days(begin: Option<&str>, end: Option<&str>) -> Result<Period, Code> {
    let period = Period::new(day(begin)?, day(end)?);
    if period.is_reversed() { Err(Code::DatesReversed) } else { Ok(period) }
}

/// A day, with or without a time or a zone behind it; the first and the last year there are mean an open end.
fn day(text: Option<&str>) -> Result<Option<Date>, Code> {
    const DAY_LETTERS: usize = 10;
    let Some(text) = text else { return Ok(None) };
    let (day, rest) = text.split_at_checked(DAY_LETTERS).ok_or(Code::RowUnreadable)?;
    if !rest.is_empty() && !rest.starts_with(['T', ' ', 'Z', '+', '-']) {
        return Err(Code::RowUnreadable);
    }
    let day = iso_date(day).ok_or(Code::RowUnreadable)?;
    Ok(Some(day).filter(|day| (2..9999).contains(&day.year())))
}

/// A single school year; a range of years says nothing of one person.
pub(super) fn school_year(text: &str) -> Option<u8> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::intake::Spot;
    use super::*;
    use jiff::civil::date;

    fn privacy(text: &str, level: Option<&str>) -> Protection {
        let leaf = |name, text: &str, children| Element {
            name,
            spot: Spot { line: 1, column: 1 },
            attributes: level.iter().map(|level| ("level", (*level).to_owned())).collect(),
            text: text.to_owned(),
            children,
        };
        protection(&leaf("person", "", vec![leaf("extension", "", vec![leaf("privacy", text, Vec::new())])]))
    }

    #[test]
    fn protection_fails_closed() {
        for none in ["", "None", "none", "false", "False", "0"] {
            assert_eq!(privacy(none, None), Protection::None, "{none}");
            assert_eq!(privacy(none, Some("0")), Protection::None, "{none}");
            assert_eq!(privacy(none, Some("2")), Protection::Protected, "{none}");
        }
        assert_eq!(privacy("true", Some("1")), Protection::Confidential);
        assert_eq!(privacy("true", Some("3")), Protection::Protected);
        assert_eq!(privacy("true", None), Protection::Confidential);
        for (text, level) in [("Sekretess", None), ("true", Some("9")), ("false", Some("x")), ("no", None), ("2", None)]
        {
            assert_eq!(privacy(text, level), Protection::Unknown, "{text}");
        }
        assert!(privacy("true", Some("0")).is_protected());
    }

    #[test]
    fn days_are_inclusive_and_the_ends_of_time_are_open() {
        let day = |text| days(Some(text), None).map(|period| period.from);
        assert_eq!(day("2026-08-18"), Ok(Some(date(2026, 8, 18))));
        for with_more in ["2026-08-18T00:00:00", "2026-08-18 00:00", "2026-08-18Z", "2026-08-18+02:00"] {
            assert_eq!(day(with_more), Ok(Some(date(2026, 8, 18))), "{with_more}");
        }
        assert_eq!(days(Some("0001-01-01"), Some("9999-12-31")), Ok(Period::OPEN));
        for wrong in ["18/Aug/2026", "2026-08-1", "2026-08-181", "20260818", "2026-02-30", "ååååå"] {
            assert_eq!(day(wrong), Err(Code::RowUnreadable), "{wrong}");
        }
        assert_eq!(days(Some("2026-08-18"), Some("2026-08-17")), Err(Code::DatesReversed));
    }

    #[test]
    fn words_mean_the_same_in_all_dialects() {
        assert_eq!(
            (Some(Role::Pupil), role(Some("01")), role(Some("Student"))),
            (role(Some("Learner")), role(Some("child")), Some(Role::Pupil))
        );
        assert_eq!((role(Some("Guardian")), role(Some("Vaktmästare"))), (Some(Role::Contact), None));
        assert_eq!(
            (extent("full"), extent("DeltaOrganization"), extent("TeacherOrganization")),
            (Some(Extent::Full), Some(Extent::Delta), None)
        );
        assert_eq!((kind("UNIT"), kind("Kompisgrupp")), (Some(Kind::Unit(UnitKind::School)), None));
        assert_eq!((school_year("7"), school_year("1-3"), school_year("F")), (Some(7), None, None));
    }
}
