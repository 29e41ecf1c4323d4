//! Rows of memberships.

use super::fields::Field;
use super::layout::{Line, Odd};
use super::reader::{Reader, Use};
use super::values;
use crate::roster::{Code, Entity, MemberRole, Period, Unreadable};
use crate::source::SourceError;
use std::sync::Arc;

impl Reader<'_> {
    pub(super) fn member_row(&mut self, line: Line<'_>, uses: Use) -> Result<(), SourceError> {
        let blank = |id: Field, alias: Field| line.some(id).or(line.some(alias)).is_none();
        for (id, alias) in [(Field::Person, Field::PersonAlias), (Field::Group, Field::GroupAlias)] {
            if blank(id, alias) {
                return if uses == Use::Flat { Ok(()) } else { Err(line.blank_id(id)) };
            }
        }
        if uses == Use::Flat && self.is_repeat(Entity::Membership, line) {
            return Ok(());
        }
        let person = self.person_of(line);
        let is_unread = person.as_ref().is_ok_and(|person| self.unread.contains(&**person));
        if is_unread && line.some(Field::Role).is_none() {
            // As what is not known this time, and the person's memberships stay as they were.
            return Ok(());
        }
        let group = self.group_of(line);
        let as_what = self.as_what(line, person.as_deref().unwrap_or_default());
        for odd in [person.as_ref().err(), group.as_ref().err(), as_what.as_ref().err()].into_iter().flatten() {
            self.note(line, odd);
        }
        match (person.ok(), group.ok().flatten(), as_what.ok()) {
            (Some(person), Some(group), Some((role, period))) => self.builder.member(&person, &group, role, period),
            (Some(person), Some(group), None) => {
                self.builder.unreadable(Unreadable::Membership((&*person).into(), (&*group).into()));
            }
            // Which group it is nobody knows, so nothing of this person may count as gone.
            (Some(person), None, _) => self.builder.unreadable(Unreadable::Person((&*person).into())),
            (None, Some(group), _) => self.builder.unreadable(Unreadable::Group((&*group).into())),
            (None, None, _) => {}
        }
        Ok(())
    }

    fn person_of(&self, line: Line<'_>) -> Result<Arc<str>, Odd> {
        if let Some(id) = line.some(Field::Person) {
            return Ok(Arc::from(id));
        }
        let id = self.persons.id(line.text(Field::PersonAlias));
        id.ok_or(Odd { code: Code::ReferenceMissing, field: Field::PersonAlias })
    }

    fn as_what(&mut self, line: Line<'_>, person: &str) -> Result<(MemberRole, Period), Odd> {
        let role = match line.some(Field::Role) {
            None => self.own_role(person),
            Some(_) => line.word(Field::Role, values::member_role)?,
        };
        Ok((role, line.period()?))
    }

    /// What somebody is in a group where the file does not say: who only works here is no pupil there.
    fn own_role(&mut self, person: &str) -> MemberRole {
        let known = self.builder.person_mut(person);
        let is_staff = known.is_some_and(|known| !known.duties.is_empty() && known.enrolments.is_empty());
        if is_staff { MemberRole::Staff } else { MemberRole::Pupil }
    }
}
