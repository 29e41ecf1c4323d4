//! What a vendor is told: units with their codes, how many users, a day, and whom to ask.
//!
//! There is no text here that somebody could have written for this request. Names are those of units in the roster; keys
//! are those of the configuration, of a few signs each; everything else is counts, digits, days and words of closed lists
//! (REQUIREMENTS B6). Persons with a protected identity stand in no count (DOMAIN 7).

use super::Code;
use crate::roster::{Person, Snapshot, Unit, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What the vendor is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What is asked for.
    pub kind: Kind,
    /// For whom.
    pub scope: Scope,
    /// The units, in the order of their names.
    pub units: Vec<UnitLine>,
    /// The day that is wanted.
    pub wanted_on: Option<Date>,
    /// What the platform is called at vendors.
    pub platform: Option<Key>,
    /// Whom to ask: keys of contacts in the configuration.
    pub contacts: Vec<Key>,
}

/// What is asked for (REQUIREMENTS C7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Licences that the organiser has already are to be moved here.
    Transfer,
    /// The vendor is to mark the units, so that it can deliver to them.
    Enable,
    /// Licences are to be bought.
    Purchase,
    /// Another number of seats.
    Seats,
}

impl Kind {
    /// Its word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Enable => "enable",
            Self::Purchase => "purchase",
            Self::Seats => "seats",
        }
    }
}

/// For whom (REQUIREMENTS C12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// For the organiser: all its schools.
    Organiser,
    /// For single units.
    Units,
}

/// A unit for which something is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitLine {
    /// Its id in the roster.
    pub id: UnitId,
    /// Its name.
    pub name: UnitName,
    /// Its school unit code.
    pub code: Code,
    /// How many users.
    pub volumes: Vec<Volume>,
}

/// The name of a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitName(String);

impl UnitName {
    /// As the roster has it.
    #[must_use]
    pub fn of(unit: &Unit) -> Self {
        Self(unit.name.to_string())
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many users of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Of which kind.
    pub role: Role,
    /// Of which school year, where that is known.
    pub school_year: Option<u8>,
    /// How many.
    pub count: u32,
}

/// What users are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Pupils.
    Pupil,
    /// Staff.
    Staff,
}

impl Role {
    /// Its word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pupil => "pupil",
            Self::Staff => "staff",
        }
    }
}

/// A key of the configuration: too short, and of too few signs, for anything else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// It is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key has at most 40 letters a-z, A-Z, digits, - _ and .")]
pub struct NoKey;

/// So many signs a key has at most.
const KEY_MAX: usize = 40;

impl TryFrom<String> for Key {
    type Error = NoKey;

    fn try_from(text: String) -> Result<Self, NoKey> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(is_sign) { Ok(Self(text)) } else { Err(NoKey) }
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl Key {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is asked for, before anybody has counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub kind: Kind,
    /// For these units; for all schools where there is none.
    pub units: Vec<UnitId>,
    /// For these kinds of users.
    pub roles: Vec<Role>,
    /// Where somebody knows better how many there are than the roster does.
    pub counts: BTreeMap<(UnitId, Role), u32>,
    /// In no smaller number than this are users told; 0 tells them as they are.
    pub count_min: u32,
    /// The day that is wanted.
    pub wanted_on: Option<Date>,
    /// What the platform is called at vendors.
    pub platform: Option<Key>,
    /// Whom to ask.
    pub contacts: Vec<Key>,
}

impl Body {
    /// What is asked for, with codes and counts out of the roster of a day.
    #[must_use]
    pub fn of(asked: &Asked, roster: &Snapshot, day: Date) -> Self {
        use crate::roster::UnitKind;
        let scope = if asked.units.is_empty() { Scope::Organiser } else { Scope::Units };
        let is_asked = |unit: &&Unit| match scope {
            Scope::Organiser => unit.kind == UnitKind::School,
            Scope::Units => asked.units.contains(&unit.id),
        };
        let counted = count(roster, day);
        let line = |unit: &Unit| UnitLine {
            id: unit.id.clone(),
            name: UnitName::of(unit),
            code: Code::of(unit),
            volumes: asked
                .roles
                .iter()
                .flat_map(|role| told(volumes(asked, &counted, (unit, *role)), asked.count_min))
                .collect(),
        };
        let mut units: Vec<UnitLine> = roster.units.iter().filter(is_asked).map(line).collect();
        units.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        let Asked { kind, wanted_on, platform, contacts, .. } = asked.clone();
        Self { kind, scope, units, wanted_on, platform, contacts }
    }

    /// The line of a unit.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&UnitLine> {
        self.units.iter().find(|line| line.id == *id)
    }

    /// How many users there are in all.
    #[must_use]
    pub fn users(&self) -> u32 {
        self.units.iter().map(UnitLine::users).sum()
    }
}

impl UnitLine {
    /// How many users there are in all.
    #[must_use]
    pub fn users(&self) -> u32 {
        self.volumes.iter().map(|volume| volume.count).sum()
    }

    /// How many there are of one kind.
    #[must_use]
    pub fn of_role(&self, role: Role) -> u32 {
        self.volumes.iter().filter(|volume| volume.role == role).map(|volume| volume.count).sum()
    }
}

/// How many there are, by unit, kind and school year.
type Counted<'a> = BTreeMap<(&'a UnitId, Role, Option<u8>), u32>;

fn count(roster: &Snapshot, day: Date) -> Counted<'_> {
    let mut counted = Counted::new();
    let counts = |person: &&Person| person.is_active(day) && !person.protection.is_protected();
    for person in roster.persons.iter().filter(counts) {
        let here = person.enrolments.iter().filter(|enrolment| enrolment.period.covers(day));
        let pupil = here.map(|enrolment| (&enrolment.unit, Role::Pupil, enrolment.school_year));
        let duties = person.duties.iter().filter(|duty| duty.period.covers(day));
        let staff = duties.filter_map(|duty| Some((duty.unit.as_ref()?, Role::Staff, None)));
        let mut places: Vec<_> = pupil.chain(staff).collect();
        // Once at each unit, whatever somebody does there.
        places.sort_unstable();
        places.dedup_by_key(|(unit, role, _)| (*unit, *role));
        for place in places {
            *counted.entry(place).or_default() += 1;
        }
    }
    counted
}

fn volumes(asked: &Asked, counted: &Counted<'_>, (unit, role): (&Unit, Role)) -> Vec<Volume> {
    if let Some(count) = asked.counts.get(&(unit.id.clone(), role)) {
        return vec![Volume { role, school_year: None, count: *count }];
    }
    let of = (&unit.id, role, None)..=(&unit.id, role, Some(u8::MAX));
    counted
        .range(of)
        .map(|((_, role, school_year), count)| Volume { role: *role, school_year: *school_year, count: *count })
        .collect()
}

/// What is told of one kind of users at a unit, so that nobody can be told by being one of few (REQUIREMENTS B6): school
/// years with fewer stand together, and what is fewer still is told as so many.
fn told(volumes: Vec<Volume>, count_min: u32) -> Vec<Volume> {
    let (few, mut told): (Vec<Volume>, Vec<Volume>) = volumes.into_iter().partition(|volume| volume.count < count_min);
    let sum: u32 = few.iter().map(|volume| volume.count).sum();
    let Some(first) = few.first().filter(|_| sum > 0) else { return told };
    match told.iter_mut().find(|volume| volume.school_year.is_none()) {
        Some(others) => others.count += sum,
        None => told.insert(0, Volume { role: first.role, school_year: None, count: sum.max(count_min) }),
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_one_of_few_is_told_with_others() {
        let volume = |(year, count)| Volume { role: Role::Pupil, school_year: year, count };
        for (counted, expected) in [
            (vec![(Some(1), 20), (Some(2), 5)], vec![(Some(1), 20), (Some(2), 5)]),
            (vec![(Some(1), 20), (Some(2), 4), (Some(3), 3)], vec![(None, 7), (Some(1), 20)]),
            (vec![(Some(1), 20), (Some(2), 1)], vec![(None, 5), (Some(1), 20)]),
            (vec![(None, 9), (Some(2), 1)], vec![(None, 10)]),
            (vec![(None, 1)], vec![(None, 5)]),
            (vec![(None, 0)], vec![]),
            (vec![], vec![]),
        ] {
            let counted: Vec<Volume> = counted.into_iter().map(volume).collect();
            let expected: Vec<Volume> = expected.into_iter().map(volume).collect();
            assert_eq!(told(counted.clone(), 5), expected);
            assert_eq!(told(counted.clone(), 0), counted);
            assert_eq!(told(expected.clone(), 5), expected, "again changes nothing");
        }
    }

    #[test]
    fn a_key_is_too_short_and_of_too_few_signs_for_a_person() {
        assert!(Key::try_from("raknestugan-46_b.2".to_owned()).is_ok());
        for bad in ["", "liv lindqvist", "liv@elev.example", "Åsa", "a\nb", &"x".repeat(41)] {
            assert_eq!(Key::try_from(bad.to_owned()), Err(NoKey), "{bad}");
        }
    }

    #[test]
    fn a_body_with_a_field_that_nobody_knows_is_refused() {
        let body = r#"{"kind":"purchase","scope":"units","units":[],"wanted_on":null,"platform":null,"contacts":[]}"#;
        assert!(serde_json::from_str::<Body>(body).is_ok());
        let with = body.replace("\"contacts\"", "\"note\":\"Liv Lindqvist\",\"contacts\"");
        assert!(serde_json::from_str::<Body>(&with).is_err());
        let key = body.replace("\"platform\":null", "\"platform\":\"liv@elev.example\"");
        assert!(serde_json::from_str::<Body>(&key).is_err());
    }
}
