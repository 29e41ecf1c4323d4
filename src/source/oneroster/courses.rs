//! Courses, which only have to be right, and classes, which become groups.

use super::reader::{Delivery, found, refer};
use super::record::Record;
use super::table::Table;
use crate::roster::{Group, GroupKind, Period, Struck};
use crate::source::{ErrorCode, SourceError};
use std::io::BufRead;
use std::sync::Arc;

impl Delivery {
    pub(super) fn read_courses<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [year, title, org] = table.columns(["schoolYearSourcedId", "title", "orgSourcedId"]);
        while let Some((_, record)) = table.next()? {
            record.required(title)?;
            if let Some(id) = record.id_or_blank(year)? {
                let session = found(&record, year, self.sessions.number(id))?;
                if !self.session_list[session].is_school_year {
                    return Err(record.error(ErrorCode::ReferenceMissing, year));
                }
            }
            refer(&record, org, &self.orgs)?;
        }
        Ok(())
    }

    pub(super) fn read_classes<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [title, course, kind, school, terms] =
            table.columns(["title", "courseSourcedId", "classType", "schoolSourcedId", "termSourcedIds"]);
        while let Some((_, record)) = table.next()? {
            refer(&record, course, &self.courses)?;
            self.school(&record, school)?;
            let group = Group {
                id: record.id(0)?.into(),
                source: self.builder.source().clone(),
                alias: None,
                name: Arc::from(record.required(title)?.trim()),
                unit: record.id(school)?.into(),
                kind: match record.word_or_ext(kind, &["homeroom", "scheduled"])? {
                    "homeroom" => GroupKind::Class,
                    "scheduled" => GroupKind::Teaching,
                    _ => GroupKind::Other,
                },
                period: self.terms(&record, terms)?,
            };
            self.dead_classes.push(record.is_gone());
            self.strike(&record, || Struck::Group(group.id.clone()));
            if !record.is_gone() {
                self.builder.group(group, record.place());
            }
        }
        Ok(())
    }

    /// A reference to an org that is a school.
    pub(super) fn school(&self, record: &Record<'_>, column: usize) -> Result<(), SourceError> {
        let org = refer(record, column, &self.orgs)?;
        if self.schools[org] { Ok(()) } else { Err(record.error(ErrorCode::ReferenceMissing, column)) }
    }

    /// From the first day of the first term through the last day of the last.
    fn terms(&self, record: &Record<'_>, column: usize) -> Result<Period, SourceError> {
        record.required(column)?;
        let mut whole: Option<Period> = None;
        for id in record.ids(column) {
            let term = self.session_list[found(record, column, self.sessions.number(id?))?].period;
            whole = Some(match whole {
                None => term,
                Some(whole) => Period::new(whole.from.min(term.from), whole.to.max(term.to)),
            });
        }
        Ok(whole.unwrap_or(Period::OPEN))
    }
}
