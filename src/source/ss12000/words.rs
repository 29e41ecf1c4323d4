//! What the words of the standard mean here. Its lists are open: a word that nobody knows is no error.

use super::records::{Day, Email};
use crate::roster::{GroupKind, Period, PersonStatus, Protection, UnitKind};

/// What an organisation is.
pub(super) fn unit_kind(word: &str) -> UnitKind {
    match word {
        "Huvudman" => UnitKind::Organiser,
        "Skolenhet" | "Skola" => UnitKind::School,
        _ => UnitKind::Other,
    }
}

pub(super) fn group_kind(word: &str) -> GroupKind {
    match word {
        "Klass" => GroupKind::Class,
        "Undervisning" => GroupKind::Teaching,
        "Mentor" => GroupKind::Mentor,
        "Provgrupp" => GroupKind::Exam,
        "Schema" => GroupKind::Timetable,
        "Avdelning" => GroupKind::Department,
        "Personalgrupp" => GroupKind::Staff,
        _ => GroupKind::Other,
    }
}

/// A duty's role, in the words that other formats have for it where they have one.
pub(super) fn duty_role(word: &str) -> String {
    match word {
        "Rektor" | "Förskolechef" => "principal".to_owned(),
        "Lärare" | "Förstelärare" | "Förskollärare" | "Speciallärare/specialpedagog" | "Övrig pedagogisk personal" => {
            "teacher".to_owned()
        }
        "Lärarassistent" => "aide".to_owned(),
        "Skoladministratör" | "Övrig arbetsledning" => "administrator".to_owned(),
        "Studie- och yrkesvägledare" | "Kurator" => "counselor".to_owned(),
        other => other.to_lowercase(),
    }
}

/// A word that nobody knows says nothing against somebody being here.
pub(super) fn person_status(word: Option<&str>) -> PersonStatus {
    match word {
        Some("Utvandrad") => PersonStatus::Emigrated,
        Some("Avliden") => PersonStatus::Deceased,
        _ => PersonStatus::Active,
    }
}

/// A marking; one that nobody knows counts as one. No marking at all is not the word for none: at a server that gives
/// that word to others it is not known what it means.
pub(super) fn protection(word: Option<&str>, server_marks: bool) -> Protection {
    match word {
        Some("Ingen") => Protection::None,
        Some("Sekretessmarkering") => Protection::Confidential,
        Some("Skyddad folkbokföring") => Protection::Protected,
        None if !server_marks => Protection::None,
        _ => Protection::Unknown,
    }
}

/// Is an address one of school or work?
pub(super) fn is_of_school(email: &Email) -> bool {
    rank(email).is_some()
}

fn rank(email: &Email) -> Option<u8> {
    match email.r#type.as_deref().unwrap_or_default().to_lowercase().as_str() {
        "skola elev" | "skola personal" => Some(0),
        "arbete övrigt" => Some(1),
        _ => None,
    }
}

/// The address of school or work; never a private one.
pub(super) fn email(emails: &[Email]) -> Option<&str> {
    let usable = emails.iter().filter(|email| !email.value.trim().is_empty());
    let ranked = usable.filter_map(|email| Some((rank(email)?, email.value.trim())));
    ranked.min().map(|(_, value)| value)
}

/// From the first day through the last; open where a day is absent. Nothing when the last is before the first.
pub(super) fn period(first: Option<Day>, last: Option<Day>) -> Option<Period> {
    match (first, last) {
        (Some(first), Some(last)) if last < first => None,
        _ => Some(Period::new(first.map(|day| day.0), last.map(|day| day.0))),
    }
}

/// The days of both.
pub(super) fn within(one: Period, other: Period) -> Option<Period> {
    let from = one.from.max(other.from);
    let to = match (one.to, other.to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    match (from, to) {
        (Some(from), Some(to)) if to < from => None,
        _ => Some(Period::new(from, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_that_is_unknown_or_missing_where_others_have_one_counts() {
        assert_eq!(protection(Some("Hemlig"), true), Protection::Unknown);
        assert_eq!(protection(None, true), Protection::Unknown);
        assert_eq!((protection(None, false), protection(Some("Ingen"), true)), (Protection::None, Protection::None));
    }

    #[test]
    fn the_address_is_the_one_of_school_and_never_a_private_one() {
        let email = |value: &str, kind: &str| Email { value: value.to_owned(), r#type: Some(kind.to_owned()) };
        let all =
            [email("p@x.example", "Privat"), email("b@x.example", "Arbete övrigt"), email("a@x.example", "Skola elev")];
        assert_eq!(super::email(&all), Some("a@x.example"));
        assert_eq!(super::email(&all[..2]), Some("b@x.example"));
        assert_eq!(super::email(&all[..1]), None);
    }

    #[test]
    fn days_outside_the_school_do_not_count() {
        let day = |text: &str| Some(text.parse().unwrap());
        let school = Period::new(day("2026-08-01"), day("2027-06-30"));
        assert_eq!(within(Period::OPEN, school), Some(school));
        let late = Period::new(day("2027-07-01"), None);
        assert_eq!(within(late, school), None);
    }
}
