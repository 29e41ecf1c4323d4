//! By what persons are known again: imprints of `civicNo` and `birthDate`, which are asked for only where there is a key
//! for it. They are kept with the rows, since a record that comes again letter by letter is not read again.

use super::records::{Activity, Duty, Group, Person, PersonReference, Placement};
use super::resource::Resource;
use super::spool::{Meeting, Spool, digest_of};
use super::words::protection;
use crate::roster::{Imprint, Imprints, Person as RosterPerson};
use crate::source::days::iso_date;
use crate::source::imprinter::Personal;
use crate::source::{Imprinter, SourceError};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is read of a record beside the rest. Whatever it holds, the record is as good as it was.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Said {
    civic_no: Value,
    birth_date: Value,
}

/// The imprints of a record.
pub(super) fn of(person: &Person, imprinter: &Imprinter, raw: &str) -> Imprints {
    let said: Said = serde_json::from_str(raw).unwrap_or_default();
    // "SE" where nothing is said (SS12000 section 3).
    let is_swedish = said.civic_no.get("nationality").and_then(Value::as_str).is_none_or(|nation| nation == "SE");
    let number = said.civic_no.get("value").and_then(Value::as_str).filter(|_| is_swedish);
    let born = said.birth_date.as_str().and_then(|day| iso_date(day.get(..10)?));
    let name = |name: &Option<String>| Arc::from(name.as_deref().unwrap_or_default());
    let person = RosterPerson {
        id: person.id.as_str().into(),
        given_name: name(&person.given_name),
        family_name: name(&person.family_name),
        protection: protection(person.security_marking.as_deref(), false),
        ..RosterPerson::default()
    };
    imprinter.imprints(&person, Personal { number, born })
}

/// As it is kept.
pub(super) fn text(imprint: &Imprint) -> String {
    imprint.bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was kept.
fn read(text: Option<&String>) -> Option<Imprint> {
    let pairs = text?.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    let bytes: Option<Vec<u8>> = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
    Imprint::of(&bytes?)
}

impl Person {
    /// By what it is known again.
    pub(super) fn imprints(&self) -> Imprints {
        Imprints::new(read(self.upprop_number.as_ref()), read(self.upprop_born.as_ref()))
    }

    /// Drops it.
    pub(super) fn forget_imprints(&mut self) {
        (self.upprop_number, self.upprop_born) = (None, None);
    }
}

impl Spool {
    /// Drops the imprints of those who are protected though their own records do not say so: another record does, or the
    /// server marks others and says nothing of them.
    pub(super) fn shield(&mut self) -> Result<(), SourceError> {
        if self.imprinter.is_none() {
            return Ok(());
        }
        let (marks, marked) = (self.marks(), self.marked()?);
        let mut shielded = Vec::new();
        self.each(Resource::Persons, |person: Person| {
            let is_marked = protection(person.security_marking.as_deref(), marks).is_protected();
            if !person.imprints().is_empty() && (is_marked || marked.contains(&digest_of(&person.id))) {
                shielded.push(person);
            }
        })?;
        for mut person in shielded {
            person.forget_imprints();
            self.put(Resource::Persons, &person, 0, Meeting::News)?;
        }
        Ok(())
    }

    /// Persons who are marked where others name them.
    fn marked(&mut self) -> Result<BTreeSet<u128>, SourceError> {
        let mut marked = BTreeSet::new();
        let mut look = |person: &PersonReference| {
            if protection(person.security_marking.as_deref(), false).is_protected() {
                marked.insert(digest_of(&person.id));
            }
        };
        self.each(Resource::Groups, |group: Group| {
            group.group_memberships.iter().flatten().for_each(|membership| look(&membership.person));
        })?;
        self.each(Resource::Duties, |duty: Duty| duty.person.iter().for_each(&mut look))?;
        self.each(Resource::Placements, |placement: Placement| placement.child.iter().for_each(&mut look))?;
        self.each(Resource::Activities, |activity: Activity| {
            activity.teachers.iter().flatten().filter_map(|teacher| teacher.person.as_ref()).for_each(&mut look);
        })?;
        Ok(marked)
    }
}
