//! The records of SS 12000 as far as we use them (SS12000 section 3). What is not named here is passed over unread:
//! addresses, telephone numbers, sex, photographs and grades never get in, nor personal numbers and birth dates, but for
//! the imprints that are made of them where there is a key for it.
//!
//! The same shapes are written to the spool, so that what is held is what is used. Everything but an id may be absent:
//! vendors differ in what they send, and a right that is missing takes attributes away without a word. An absent list is
//! not an empty one.

use super::imprints;
use super::stock::Flags;
use super::words::is_of_school;
use crate::source::Imprinter;
use crate::source::days::iso_date;
use crate::source::ids::ID_LETTERS_MAX;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};

/// A record of any resource.
pub(super) trait Record: for<'de> Deserialize<'de> + Serialize {
    fn id(&self) -> &Key;

    /// When the server last changed it.
    fn modified(&self) -> Option<Moment>;

    /// What matters of it without its being read again.
    fn flags(&self) -> Flags;

    /// Drops what nobody needs, and what no server has to say.
    fn prune(&mut self) {}

    /// Notes by what somebody is known again.
    fn imprint(&mut self, _imprinter: &Imprinter, _raw: &str) {}
}

/// An instant by a server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    /// The server says nothing of its zone; it is taken for UTC.
    pub(super) is_naive: bool,
}

impl Moment {
    pub(super) fn of(text: &str) -> Option<Self> {
        if let Ok(at) = text.trim().parse::<Timestamp>() {
            return Some(Self { at, is_naive: false });
        }
        let naive: DateTime = text.trim().parse().ok()?;
        Some(Self { at: naive.to_zoned(TimeZone::UTC).ok()?.timestamp(), is_naive: true })
    }
}

/// A record of which only matters when it was changed.
#[derive(Deserialize)]
pub(super) struct Touched {
    #[serde(default)]
    meta: Option<Meta>,
}

impl Touched {
    pub(super) fn modified(&self) -> Option<Moment> {
        Moment::of(self.meta.as_ref()?.modified.as_deref()?)
    }
}

/// A record of which only the id matters.
#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) id: Key,
}

/// What every record says of itself. It is not part of what it says: one that was only touched is the same.
#[derive(Debug, Default, Deserialize)]
struct Meta {
    #[serde(default)]
    modified: Option<String>,
}

/// Records of a resource: an id, and fields that may be absent.
macro_rules! records {
    ($($name:ident { $($field:ident: $type:ty,)* } [$($own:tt)*])+) => {
        $(
            #[derive(Debug, Deserialize, Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(super) struct $name {
                pub(super) id: Key,
                #[serde(default, skip_serializing)]
                meta: Option<Meta>,
                $(
                    #[serde(default, skip_serializing_if = "Option::is_none")]
                    pub(super) $field: Option<$type>,
                )*
            }

            impl Record for $name {
                fn id(&self) -> &Key {
                    &self.id
                }

                fn modified(&self) -> Option<Moment> {
                    Moment::of(self.meta.as_ref()?.modified.as_deref()?)
                }

                $($own)*
            }
        )+
    };
}

/// What stands inside records: fields that must be there, and fields that may be absent.
macro_rules! parts {
    ($($name:ident { $($must:ident: $kind:ty,)* ? $($field:ident: $type:ty,)* })+) => {
        $(
            #[derive(Debug, Deserialize, Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(super) struct $name {
                $(pub(super) $must: $kind,)*
                $(
                    #[serde(default, skip_serializing_if = "Option::is_none")]
                    pub(super) $field: Option<$type>,
                )*
            }
        )+
    };
}

records! {
    Organisation {
        display_name: String,
        organisation_type: String,
        parent_organisation: Reference,
        school_unit_code: String,
        school_types: Vec<String>,
        start_date: Day,
        end_date: Day,
    } [fn flags(&self) -> Flags { Flags { is_whole: true, ..Flags::default() } }]
    Person {
        given_name: String,
        family_name: String,
        edu_person_principal_names: Vec<String>,
        emails: Vec<Email>,
        person_status: String,
        security_marking: String,
        enrolments: Vec<Enrolment>,
        // Never a server's word: the record was deleted, and a list of deletions says so.
        upprop_deleted: bool,
        // Nor these: keyed digests of what it says.
        upprop_number: String,
        upprop_born: String,
    } [
        fn flags(&self) -> Flags {
            Flags {
                is_whole: self.enrolments.is_some(),
                is_marked: self.security_marking.is_some(),
                is_deleted: self.upprop_deleted == Some(true),
                has_entries: self.enrolments.as_ref().is_some_and(|all| !all.is_empty()),
            }
        }

        fn prune(&mut self) {
            self.upprop_deleted = None;
            self.forget_imprints();
            if let Some(emails) = &mut self.emails {
                emails.retain(is_of_school);
            }
        }

        fn imprint(&mut self, imprinter: &Imprinter, raw: &str) {
            let imprints = imprints::of(self, imprinter, raw);
            self.upprop_number = imprints.number().map(imprints::text);
            self.upprop_born = imprints.born().map(imprints::text);
        }
    ]
    Group {
        display_name: String,
        group_type: String,
        organisation: Reference,
        group_memberships: Vec<Membership>,
        start_date: Day,
        end_date: Day,
    } [
        fn flags(&self) -> Flags {
            let has_entries = self.group_memberships.as_ref().is_some_and(|all| !all.is_empty());
            Flags { is_whole: self.group_memberships.is_some(), has_entries, ..Flags::default() }
        }
    ]
    Duty {
        person: PersonReference,
        duty_at: Reference,
        duty_role: String,
        assignment_role: Vec<AssignmentRole>,
        start_date: Day,
        end_date: Day,
    } [fn flags(&self) -> Flags { Flags { is_whole: true, ..Flags::default() } }]
    Activity {
        groups: Vec<Reference>,
        teachers: Vec<Teacher>,
        start_date: Day,
        end_date: Day,
    } [fn flags(&self) -> Flags { Flags { is_whole: true, ..Flags::default() } }]
    Placement {
        placed_at: Reference,
        child: PersonReference,
        group: Reference,
        school_type: String,
        start_date: Day,
        end_date: Day,
    } [fn flags(&self) -> Flags { Flags { is_whole: true, ..Flags::default() } }]
    Programme {
        code: String,
    } [fn flags(&self) -> Flags { Flags { is_whole: true, ..Flags::default() } }]
}

parts! {
    Reference { id: Key, ? }
    PersonReference { id: Key, ? security_marking: String, }
    Email { value: String, ? r#type: String, }
    // `enroledAt` is spelt as the standard spells it.
    Enrolment {
        enroled_at: Reference,
        ? school_type: String,
        school_year: u8,
        cancelled: bool,
        programme: Reference,
        start_date: Day,
        end_date: Day,
    }
    Membership { person: PersonReference, ? start_date: Day, end_date: Day, }
    AssignmentRole { group: Reference, ? start_date: Day, end_date: Day, }
    // The standard names the duty; a known server names the person instead.
    Teacher { ? duty: Reference, person: PersonReference, start_date: Day, end_date: Day, }
}

/// What a server says is no more.
pub(super) enum Gone {
    /// A group.
    Group(Key),
    /// Whose place, and in which group or at which organisation.
    Place(Key, Key),
}

/// An id as a key: servers write the same UUID in capitals, in braces or plainly; any other id is what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it a UUID, which servers may write in other letters?
    pub(super) fn is_uuid(&self) -> bool {
        is_uuid(&self.0)
    }

    fn of(id: &str) -> Option<Self> {
        let plain = id.trim().trim_start_matches('{').trim_end_matches('}');
        if is_uuid(plain) {
            return Some(Self(plain.to_ascii_lowercase()));
        }
        let is_id = !id.trim().is_empty() && id.len() <= ID_LETTERS_MAX && !id.chars().any(char::is_control);
        is_id.then(|| Self(id.to_owned()))
    }
}

fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = String::deserialize(from)?;
        Self::of(&id).ok_or_else(|| serde::de::Error::custom("no id"))
    }
}

/// A day; of an instant, its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let day = text.get(..10).filter(|_| text.len() == 10 || text.as_bytes()[10] == b'T').and_then(iso_date);
        day.map(Self).ok_or_else(|| serde::de::Error::custom("no day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_one_key_however_it_is_written_and_another_id_is_what_it_is() {
        let key = |id: &str| Key::of(id).map(|key| key.0);
        let uuid = Some("109514f1-5567-50be-aa27-6b423f423797".to_owned());
        assert_eq!(key("109514f1-5567-50be-aa27-6b423f423797"), uuid);
        assert_eq!(key("{109514F1-5567-50BE-AA27-6B423F423797}"), uuid);
        assert_eq!(key("3564439"), Some("3564439".to_owned()));
        assert_eq!(key("Ab"), Some("Ab".to_owned()), "capitals tell other ids apart");
        assert_eq!((key(""), key(" "), key("a\0")), (None, None, None));
    }

    #[test]
    fn only_what_is_used_is_kept_and_an_absent_list_is_not_an_empty_one() {
        let text = r#"{"id":"P","meta":{"created":"x","modified":"2026-11-21T16:51:51.547586"},"givenName":"Åsa",
            "civicNo":{"value":"201201010123"},"addresses":[{}],"emails":null,"enrolments":[],"sex":"Kvinna",
            "photo":"AAAA","phoneNumbers":[{"value":"070"}]}"#;
        let person: Person = serde_json::from_str(text).unwrap();
        let naive = Moment { at: "2026-11-21T16:51:51.547586Z".parse().unwrap(), is_naive: true };
        assert_eq!(person.modified(), Some(naive));
        assert_eq!(serde_json::to_string(&person).unwrap(), r#"{"id":"P","givenName":"Åsa","enrolments":[]}"#);
    }

    #[test]
    fn a_day_is_a_day_and_a_field_twice_is_none() {
        let group = |more: &str| serde_json::from_str::<Group>(&format!(r#"{{"id":"g",{more}}}"#)).ok();
        let day = |more: &str| group(more).map(|group| group.end_date.map(|day| day.0.to_string()));
        assert_eq!(day(r#""endDate":"2026-11-21""#), Some(Some("2026-11-21".to_owned())));
        assert_eq!(day(r#""endDate":"2026-11-21T00:00:00+01:00""#), Some(Some("2026-11-21".to_owned())));
        assert_eq!(day(r#""endDate":null"#), Some(None));
        assert_eq!(day(r#""endDate":"2026-11-31""#), None);
        assert!(group(r#""displayName":"a","displayName":"b""#).is_none());
    }
}
