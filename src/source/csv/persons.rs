//! Rows of persons: who they are, and one place each.
//!
//! A flat export has one row for each place, so rows that agree on the person add up.

use super::fields::Field;
use super::layout::{Line, Odd};
use super::reader::Reader;
use super::values;
use crate::roster::{
    Code, Duty, Enrolment, Entity, Imprints, MemberRole, Person, Place, Protection, Severity, Unreadable,
};
use crate::source::SourceError;
use crate::source::imprinter::Personal;
use std::sync::Arc;

/// What a row says besides the person: a membership.
struct InGroup {
    group: Arc<str>,
    role: MemberRole,
    period: crate::roster::Period,
}

impl Reader<'_> {
    pub(super) fn person_row(&mut self, line: Line<'_>) -> Result<(), SourceError> {
        let id = line.some(Field::Id).ok_or_else(|| line.blank_id(Field::Id))?;
        let place = Place { column: None, ..line.place(Field::Id) };
        if self.is_repeat(Entity::Person, line) {
            self.builder.finding(Severity::Warning, Code::DuplicateSame, place, Entity::Person.word());
            return Ok(());
        }
        self.persons.learn(line.text(Field::Alias), id);
        match self.person(line, id) {
            Ok((person, in_group)) => {
                if self.add(person, place)
                    && let Some(member) = in_group
                {
                    self.builder.member(id, &member.group, member.role, member.period);
                }
            }
            Err(odd) => {
                self.note(line, &odd);
                let marking = self.protection(line);
                self.builder.mark(&id.into(), marking);
                self.unread.insert(id.into());
                self.builder.unreadable(Unreadable::Person(id.into()));
            }
        }
        Ok(())
    }

    fn person(&mut self, line: Line<'_>, id: &str) -> Result<(Person, Option<InGroup>), Odd> {
        let period = line.period()?;
        let unit = self.unit_of(line)?;
        let group = self.group_of(line)?;
        let role = match line.some(Field::Role) {
            None if unit.is_none() && group.is_none() => None,
            _ => Some(line.word(Field::Role, values::member_role)?),
        };
        let status = line.word(Field::Status, values::person_status)?;
        let (mut enrolments, mut duties) = (Vec::new(), Vec::new());
        match role {
            Some(MemberRole::Pupil) => {
                let unit = unit.ok_or(Odd { code: Code::RowUnreadable, field: Field::Unit })?;
                enrolments.push(Enrolment {
                    unit: (&*unit).into(),
                    school_year: self.school_year(line),
                    school_type: self.short_code(line, Field::SchoolType),
                    programme: self.short_code(line, Field::Programme),
                    period,
                });
            }
            Some(MemberRole::Staff) => {
                let role = self.duty(line)?.map_or_else(|| "staff".to_owned(), str::to_lowercase);
                duties.push(Duty { unit: unit.map(|unit| (&*unit).into()), role: Arc::from(role), period });
            }
            None => {}
        }
        let mut person = Person {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: line.some(Field::Alias).map(Arc::from),
            given_name: Arc::from(line.text(Field::GivenName)),
            family_name: Arc::from(line.text(Field::FamilyName)),
            email: line.some(Field::Email).map(Arc::from),
            eppn: line.some(Field::Eppn).map(Arc::from),
            status,
            protection: self.protection(line),
            enrolments: enrolments.into(),
            duties: duties.into(),
            imprints: Imprints::default(),
        };
        if let Some(imprinter) = self.imprinter {
            // A birth date that cannot be read is none: nothing else of the row hangs on it.
            let born = line.date(Field::BirthDate).ok().flatten();
            let said = Personal { number: line.some(Field::PersonalNumber), born };
            person.imprints = imprinter.imprints(&person, said);
        }
        Ok((person, group.zip(role).map(|(group, role)| InGroup { group, role, period })))
    }

    /// An unknown marking is a marking: the cautious choice.
    fn protection(&mut self, line: Line<'_>) -> Protection {
        if let Ok(protection) = line.word(Field::Protection, values::protection) {
            return protection;
        }
        let place = line.place(Field::Protection);
        self.builder.finding(Severity::Warning, Code::ValueUnknown, place, Field::Protection.word());
        Protection::Unknown
    }

    fn school_year(&mut self, line: Line<'_>) -> Option<u8> {
        let text = line.some(Field::SchoolYear)?;
        let year = text.parse().ok();
        if year.is_none() {
            let place = line.place(Field::SchoolYear);
            self.builder.finding(Severity::Warning, Code::ValueUnknown, place, Field::SchoolYear.word());
        }
        year
    }

    /// The duty that a row names. It is kept and shown, and decides about seats: what is no word is not taken,
    /// since a column mapped by mistake may hold anything, and a word that the table of values lacks is told.
    fn duty<'a>(&mut self, line: Line<'a>) -> Result<Option<&'a str>, Odd> {
        if let Some((word, table)) = line.said(Field::Duty) {
            let is_listed = table.is_some_and(|table| table.contains_key(word));
            if !is_listed && !values::is_duty(word) {
                return Err(Odd { code: Code::ValueUnknown, field: Field::Duty });
            }
            if !is_listed && table.is_some() {
                let place = line.place(Field::Duty);
                self.builder.finding(Severity::Warning, Code::ValueUnknown, place, Field::Duty.word());
            }
        }
        Ok(line.some(Field::Duty))
    }

    /// A school type or programme; what is none is let go, and somebody should look.
    fn short_code(&mut self, line: Line<'_>, field: Field) -> Option<Arc<str>> {
        let text = line.some(field)?;
        if values::is_short_code(text) {
            return Some(Arc::from(text));
        }
        self.builder.finding(Severity::Warning, Code::ValueUnknown, line.place(field), field.word());
        None
    }

    /// Adds the person, or the row's place to the person that is known. Does the row agree on the person?
    fn add(&mut self, person: Person, place: Place) -> bool {
        let Some(known) = self.builder.person_mut(person.id.as_str()) else {
            self.builder.person(person, place);
            return true;
        };
        if !is_same(known, &person) {
            self.builder.person(person, place);
            return false;
        }
        merge(&mut known.enrolments, person.enrolments);
        merge(&mut known.duties, person.duties);
        known.imprints.add(&person.imprints);
        true
    }
}

fn merge<T: PartialEq>(known: &mut Box<[T]>, more: Box<[T]>) {
    let more: Vec<T> = more.into_iter().filter(|one| !known.contains(one)).collect();
    if !more.is_empty() {
        *known = std::mem::take(known).into_iter().chain(more).collect();
    }
}

fn is_same(a: &Person, b: &Person) -> bool {
    let names = |p: &Person| (p.alias.clone(), p.given_name.clone(), p.family_name.clone());
    names(a) == names(b)
        && (&a.email, &a.eppn) == (&b.email, &b.eppn)
        && (a.status, a.protection) == (b.status, b.protection)
}
