//! V2.1: users, what they are and whose guardians, and who is in which class.

use super::people::{Post, unreadable};
use super::reader::{Delivery, refer};
use super::record::{Column, Fault, Odd, Record};
use super::table::Table;
use super::terms::{self, Role};
use crate::roster::{
    Code, Duty, Enrolment, Entity, Imprints, MemberRole, Period, Person, PersonStatus, Protection, Unreadable,
};
use crate::source::SourceError;
use crate::source::ids::Ids;
use std::io::BufRead;
use std::sync::Arc;

/// The columns of a role.
struct RoleColumns {
    org: Column,
    role: Column,
    session: Column,
    grade: Column,
    from: Column,
    to: Column,
}

impl Delivery {
    pub(super) fn read_users<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, username, given, family, email] =
            table.columns(["sourcedId", "username", "givenName", "familyName", "email"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            // What somebody signs in with is not needed, and a row without it is none of the format's.
            let person = record.required(username).map(|_| Person {
                email: record.some(email).map(Arc::from),
                ..self.somebody(&record, key, [given, family])
            });
            let Some(person) = self.relied(&record, person.map_err(Fault::from), || unreadable(key))? else {
                self.unread_person(key, record.place());
                continue;
            };
            if let Some((_, false)) = self.person(person, record.place()) {
                self.repeated(Entity::Person, &record);
            }
        }
        Ok(())
    }

    /// Who somebody is. What they are is told elsewhere.
    pub(super) fn somebody(&self, record: &Record<'_>, id: &str, [given, family]: [Column; 2]) -> Person {
        Person {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: None,
            given_name: Arc::from(record.text(given)),
            family_name: Arc::from(record.text(family)),
            email: None,
            eppn: None,
            status: PersonStatus::Active,
            protection: Protection::None,
            enrolments: Box::default(),
            duties: Box::default(),
            imprints: Imprints::default(),
        }
    }

    pub(super) fn read_roles<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [user, org, role, session] = table.columns(["userSourcedId", "orgSourcedId", "role", "sessionSourcedId"]);
        let [grade, from, to] = table.columns(["grade", "roleStartDate", "roleEndDate"]);
        let columns = RoleColumns { org, role, session, grade, from, to };
        let mut seen = Ids::default();
        while let Some(record) = table.next()? {
            let key = record.key(user)?;
            if seen.add(&record.whole()).is_none() {
                self.repeated(Entity::Person, &record);
                continue;
            }
            let Some(number) = self.users.number(key) else {
                self.note(&record, Odd { code: Code::ReferenceMissing, column: user });
                self.builder.unreadable(unreadable(key));
                continue;
            };
            match self.role(&record, &columns) {
                Ok((Role::Guardian, _)) => self.drafts[number].is_guardian = true,
                Ok((_, Some(post))) => _ = self.drafts[number].add(post),
                Ok((_, None)) => self.drafts[number].is_taken = true,
                Err(Fault::Refused(error)) => return Err(error),
                Err(Fault::Odd(odd)) => {
                    self.note(&record, odd);
                    self.set_aside(number);
                }
            }
        }
        Ok(())
    }

    /// What a row makes of somebody. A word that the format does not have could be a guardian, a pupil or staff: it
    /// is not guessed, and the person stays as before.
    fn role(&mut self, record: &Record<'_>, columns: &RoleColumns) -> Result<(Role, Option<Post>), Fault> {
        let word = record.required(columns.role)?;
        let role = terms::role(word).ok_or(Odd { code: Code::RowUnreadable, column: columns.role })?;
        let (unit, _) = refer(record, columns.org, &self.orgs)?;
        let period = record.period(columns.from, columns.to)?;
        if let Some(session) = record.id(columns.session)? {
            // A role has days of its own; its session only has to be there.
            self.needs(record, columns.session, "academicSessions")?;
            self.loosely(record, columns.session, self.sessions.number(session).is_some());
        }
        let post = match role {
            Role::Pupil => Some(Post::Pupil(Enrolment {
                unit: unit.into(),
                school_year: record.text(columns.grade).parse().ok(),
                school_type: None,
                programme: None,
                period,
            })),
            Role::Staff(duty) => Some(Post::Staff(Duty { unit: Some(unit.into()), role: Arc::from(duty), period })),
            Role::Nobody | Role::Guardian => None,
        };
        Ok((role, post))
    }

    /// Whoever is related to a pupil is left out, unless a role says that they are more than that.
    pub(super) fn read_relationships<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [user, related] = table.columns(["userSourcedId", "relationshipUserSourcedId"]);
        while let Some(record) = table.next()? {
            let (of, who) = (self.users.number(record.key(user)?), self.users.number(record.key(related)?));
            self.loosely(&record, user, of.is_some());
            self.loosely(&record, related, who.is_some());
            if let Some(number) = who {
                self.drafts[number].is_guardian = true;
            }
        }
        Ok(())
    }

    pub(super) fn read_enrollments<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [class, user, role] = table.columns(["classSourcedId", "userSourcedId", "role"]);
        let mut seen = Ids::default();
        while let Some(record) = table.next()? {
            let (group, person) = (record.key(class)?, record.key(user)?);
            if seen.add(&record.whole()).is_none() {
                self.repeated(Entity::Membership, &record);
                continue;
            }
            let word = record.required(role);
            let member = word.and_then(|word| match terms::role(word) {
                Some(Role::Pupil) => Ok(Some(MemberRole::Pupil)),
                Some(Role::Staff(_)) => Ok(Some(MemberRole::Staff)),
                Some(Role::Nobody | Role::Guardian) => Ok(None),
                None => Err(Odd { code: Code::RowUnreadable, column: role }),
            });
            self.membership(&record, [class, user], [group, person], member)?;
        }
        Ok(())
    }

    /// Adds somebody to a group, if both are there and the row says as what.
    pub(super) fn membership(
        &mut self,
        record: &Record<'_>,
        [class, user]: [Column; 2],
        [group, person]: [&str; 2],
        role: Result<Option<MemberRole>, Odd>,
    ) -> Result<(), SourceError> {
        let known = |column, number: Option<usize>| number.ok_or(Odd { code: Code::ReferenceMissing, column });
        let both = known(class, self.classes.number(group))
            .and_then(|class| Ok((class, known(user, self.users.number(person))?, role?)));
        let what = || Unreadable::Membership(person.into(), group.into());
        let Some((class, number, Some(role))) = self.relied(record, both.map_err(Fault::from), what)? else {
            return Ok(());
        };
        let draft = &mut self.drafts[number];
        draft.is_taken = true;
        // Who stays as before is in the same groups as before.
        if self.class_counts[class] && !draft.is_unread {
            self.builder.member(person, group, role, Period::OPEN);
        }
        Ok(())
    }
}
