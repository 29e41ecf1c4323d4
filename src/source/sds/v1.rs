//! V1: schools, sections, pupils and teachers, each in a file of their own.
//!
//! Ids of pupils and of teachers are two series of numbers, which cross: pupil 1001 and teacher 1001 are two
//! people. A person's id is therefore `student_` or `teacher_` before the id of the file, always, so that nobody's
//! changes on the day on which another comes to have the same number.

use super::people::{Post, unreadable};
use super::reader::{Delivery, refer};
use super::record::{Column, Fault, Odd, Record};
use super::table::Table;
use super::terms;
use crate::roster::{
    Code, CodeStatus, Duty, Enrolment, Entity, Group, GroupKind, MemberRole, Period, Unit, UnitKind, Unreadable,
};
use crate::source::SourceError;
use crate::source::ids::Ids;
use std::io::BufRead;
use std::sync::Arc;

/// A series of ids.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Series {
    Pupils,
    Teachers,
}

impl Series {
    fn id(self, id: &str) -> String {
        match self {
            Self::Pupils => format!("student_{id}"),
            Self::Teachers => format!("teacher_{id}"),
        }
    }
}

/// The duty of everybody in the teachers' file; its titles are free text.
const DUTY: &str = "teacher";

impl Delivery {
    pub(super) fn read_schools<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, name, number] = table.columns(["SIS ID", "Name", "School Number"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            self.orgs.add(key);
            let unit = self.school(&record, key, [name, number]);
            if let Some(unit) = self.relied(&record, unit.map_err(Fault::from), || Unreadable::Unit(key.into()))? {
                self.builder.unit(unit, record.place());
            }
        }
        Ok(())
    }

    fn school(&self, record: &Record<'_>, id: &str, [name, number]: [Column; 2]) -> Result<Unit, Odd> {
        // Swedish school unit codes are eight digits (DOMAIN 4).
        let is_code = |text: &&str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        let code = record.some(number).filter(is_code);
        Ok(Unit {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::from(record.required(name)?),
            parent: None,
            kind: UnitKind::School,
            code: code.map(Arc::from),
            code_status: if code.is_some() { CodeStatus::Official } else { CodeStatus::Missing },
            school_types: Arc::from(""),
        })
    }

    pub(super) fn read_sections<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, school, name, start, end, status] =
            table.columns(["SIS ID", "School SIS ID", "Section Name", "Term StartDate", "Term EndDate", "Status"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            let is_new = self.classes.add(key).is_some();
            let group = self.section(&record, key, [school, name, start, end, status]);
            let group = self.relied(&record, group, || Unreadable::Group(key.into()))?;
            if is_new {
                self.class_counts.push(!matches!(group, Some(None)));
            }
            if let Some(Some(group)) = group {
                self.builder.group(group, record.place());
            }
        }
        Ok(())
    }

    /// The section; nothing for one that is no longer in use.
    fn section(
        &self,
        record: &Record<'_>,
        id: &str,
        [school, name, start, end, status]: [Column; 5],
    ) -> Result<Option<Group>, Fault> {
        let (unit, _) = refer(record, school, &self.orgs)?;
        let is_active = is_active(record, status)?;
        let group = Group {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::from(record.required(name)?),
            unit: unit.into(),
            kind: GroupKind::Other,
            period: record.period(start, end)?,
        };
        Ok(Some(group).filter(|_| is_active))
    }

    pub(super) fn read_students<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        self.read_series(table, Series::Pupils)
    }

    pub(super) fn read_teachers<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        self.read_series(table, Series::Teachers)
    }

    fn read_series<R: BufRead>(&mut self, table: &mut Table<R>, series: Series) -> Result<(), SourceError> {
        let [id, school, username, given, family] =
            table.columns(["SIS ID", "School SIS ID", "Username", "First Name", "Last Name"]);
        let [grade, status, born] = table.columns(["Grade", "Status", "Birthdate"]);
        while let Some(record) = table.next()? {
            let key = series.id(record.key(id)?);
            let post = self.post(&record, series, [school, username, grade, status]);
            let Some(post) = self.relied(&record, post, || unreadable(&key))? else {
                self.unread_person(&key, record.place());
                continue;
            };
            // Without an address: the secondary one is private, and there is no other.
            let mut person = self.somebody(&record, &key, [given, family]);
            self.born(&record, born, &mut person);
            let Some((number, is_new)) = self.person(person, record.place()) else { continue };
            // A row for each school: those that agree on the person add up.
            let draft = &mut self.drafts[number];
            draft.is_taken = true;
            if post.is_none_or(|post| !draft.add(post)) && !is_new {
                self.repeated(Entity::Person, &record);
            }
        }
        Ok(())
    }

    /// What a row makes of somebody; nothing where it says that they are there no longer.
    fn post(
        &self,
        record: &Record<'_>,
        series: Series,
        [school, username, grade, status]: [Column; 4],
    ) -> Result<Option<Post>, Fault> {
        record.required(username)?;
        let (unit, _) = refer(record, school, &self.orgs)?;
        if !is_active(record, status)? {
            return Ok(None);
        }
        let period = Period::OPEN;
        Ok(Some(match series {
            Series::Pupils => Post::Pupil(Enrolment {
                unit: unit.into(),
                school_year: record.text(grade).parse().ok(),
                school_type: None,
                programme: None,
                period,
            }),
            Series::Teachers => Post::Staff(Duty { unit: Some(unit.into()), role: Arc::from(DUTY), period }),
        }))
    }

    pub(super) fn read_section_pupils<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        self.read_members(table, Series::Pupils, MemberRole::Pupil)
    }

    pub(super) fn read_section_teachers<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        self.read_members(table, Series::Teachers, MemberRole::Staff)
    }

    fn read_members<R: BufRead>(
        &mut self,
        table: &mut Table<R>,
        series: Series,
        role: MemberRole,
    ) -> Result<(), SourceError> {
        let [section, id] = table.columns(["Section SIS ID", "SIS ID"]);
        let mut seen = Ids::default();
        while let Some(record) = table.next()? {
            let (group, person) = (record.key(section)?, series.id(record.key(id)?));
            if seen.add(&record.whole()).is_none() {
                self.repeated(Entity::Membership, &record);
                continue;
            }
            self.membership(&record, [section, id], [group, &person], Ok(Some(role)))?;
        }
        Ok(())
    }
}

fn is_active(record: &Record<'_>, status: Column) -> Result<bool, Odd> {
    terms::is_active(record.text(status)).ok_or(Odd { code: Code::RowUnreadable, column: status })
}
