//! Persons in the making: who they are comes in one file, what they are in others.
//!
//! Guardians, and users whom nothing calls pupil or staff, are let go here (SECURITY 4: what is not needed is not
//! kept).

use super::layout::Version;
use super::reader::Delivery;
use super::record::{Column, Odd, Record};
use super::table::Table;
use crate::roster::{Code, Duty, Enrolment, Entity, PartsBuilder, Person, PersonId, Place, Severity, Unreadable};
use crate::source::SourceError;
use crate::source::imprinter::Personal;
use std::io::BufRead;

/// A person whose places are being found.
pub(super) struct Draft {
    person: Person,
    place: Place,
    enrolments: Vec<Enrolment>,
    duties: Vec<Duty>,
    /// Somebody's guardian.
    pub(super) is_guardian: bool,
    /// Has a role, or is in a class: belongs in the roster.
    pub(super) is_taken: bool,
    /// Has a row that cannot be relied on: stays as before.
    pub(super) is_unread: bool,
}

/// What a row makes of somebody.
pub(super) enum Post {
    Pupil(Enrolment),
    Staff(Duty),
}

impl Draft {
    fn new(person: Person, place: Place) -> Self {
        Self {
            person,
            place,
            enrolments: Vec::new(),
            duties: Vec::new(),
            is_guardian: false,
            is_taken: false,
            is_unread: false,
        }
    }

    /// Adds a place. Was it new?
    pub(super) fn add(&mut self, post: Post) -> bool {
        self.is_taken = true;
        match post {
            Post::Pupil(one) => push_new(&mut self.enrolments, one),
            Post::Staff(one) => push_new(&mut self.duties, one),
        }
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, one: T) -> bool {
    let is_new = !list.contains(&one);
    if is_new {
        list.push(one);
    }
    is_new
}

impl Delivery {
    /// The number of the person with this id: of a row that agrees with what is known, that of the person known.
    /// Nothing when it does not, and the person is set aside, or was before. Tells too whether the person is new.
    pub(super) fn person(&mut self, person: Person, place: Place) -> Option<(usize, bool)> {
        let id = person.id.clone();
        if let Some(number) = self.users.add(id.as_str()) {
            self.drafts.push(Draft::new(person, place));
            return Some((number, true));
        }
        let number = self.users.number(id.as_str())?;
        if self.drafts[number].is_unread {
            return None;
        }
        if self.drafts[number].person == person {
            self.drafts[number].person.imprints.add(&person.imprints);
            return Some((number, false));
        }
        self.builder.finding(Severity::Error, Code::DuplicateConflict, place, Entity::Person.word());
        self.set_aside(number);
        None
    }

    /// Notes somebody whose row cannot be read, so that references to the id are not lost ones.
    pub(super) fn unread_person(&mut self, id: &str, place: Place) {
        match self.users.add(id) {
            Some(number) => {
                self.drafts.push(Draft::new(Person { id: id.into(), ..Person::default() }, place));
                self.drafts[number].is_unread = true;
            }
            None => {
                if let Some(number) = self.users.number(id) {
                    self.drafts[number].is_unread = true;
                }
            }
        }
    }

    pub(super) fn read_demographics<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [user, born] = table.columns(["userSourcedId", "birthDate"]);
        while let Some(record) = table.next()? {
            let Some(number) = self.users.number(record.text(user)) else { continue };
            let mut person = std::mem::take(&mut self.drafts[number].person);
            self.born(&record, born, &mut person);
            self.drafts[number].person = person;
        }
        Ok(())
    }

    /// Notes when somebody was born, where imprints are made of it. A day that cannot be read is none: nothing else
    /// hangs on it.
    pub(super) fn born(&self, record: &Record<'_>, column: Column, person: &mut Person) {
        if let Some(imprinter) = &self.imprinter {
            let born = record.date(column).ok().flatten();
            person.imprints = imprinter.imprints(person, Personal { number: None, born });
        }
    }

    /// This person stays as before.
    pub(super) fn set_aside(&mut self, number: usize) {
        let draft = &mut self.drafts[number];
        draft.is_unread = true;
        self.builder.unreadable(Unreadable::Person(draft.person.id.clone()));
    }

    /// Notes a row of somebody's that cannot be relied on.
    pub(super) fn note(&mut self, record: &Record<'_>, odd: Odd) {
        self.builder.finding(Severity::Error, odd.code, record.place_of(odd.column), odd.column.name);
    }

    /// The same record twice, word for word.
    pub(super) fn repeated(&mut self, entity: Entity, record: &Record<'_>) {
        self.builder.finding(Severity::Warning, Code::DuplicateSame, record.place(), entity.word());
    }

    /// The delivery, now that every place is known.
    pub(super) fn finish(mut self, version: Version) -> PartsBuilder {
        let mut without_role = 0_u64;
        for draft in std::mem::take(&mut self.drafts) {
            let Draft { mut person, place, enrolments, duties, is_guardian, is_taken, is_unread } = draft;
            if is_unread {
                continue;
            }
            if is_taken {
                (person.enrolments, person.duties) = (enrolments.into(), duties.into());
                self.builder.person(person, place);
            } else if is_guardian {
                self.guardians += 1;
            } else {
                without_role += 1;
            }
        }
        let file = if version == Version::V1 { "User.csv" } else { "users.csv" };
        if self.guardians > 0 {
            self.tell(Severity::Info, Code::GuardianLeftOut, file, self.guardians.to_string());
        }
        if without_role > 0 {
            self.tell(Severity::Warning, Code::RoleMissing, file, without_role.to_string());
        }
        self.builder
    }
}

/// Somebody of that id, whom a row concerns that is there and cannot be read.
pub(super) fn unreadable(id: &str) -> Unreadable {
    Unreadable::Person(PersonId::from(id))
}
