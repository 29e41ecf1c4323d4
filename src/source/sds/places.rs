//! V2.1: when and where. Sessions, orgs, courses and classes.

use super::reader::{Delivery, refer};
use super::record::{Column, Fault, Odd, Record};
use super::table::Table;
use super::terms;
use crate::roster::{Code, CodeStatus, Group, GroupKind, Period, Severity, Unit, UnitKind, Unreadable};
use crate::source::SourceError;
use std::io::BufRead;
use std::sync::Arc;

impl Delivery {
    pub(super) fn read_sessions<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, start, end] = table.columns(["sourcedId", "startDate", "endDate"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            let period = match record.period(start, end) {
                Ok(period) => Some(period),
                Err(odd) => {
                    self.note(&record, odd);
                    None
                }
            };
            if self.sessions.add(key).is_some() {
                self.session_periods.push(period);
                continue;
            }
            let Some(known) = self.sessions.number(key) else { continue };
            let is_same = period.is_some() && self.session_periods[known] == period;
            let (severity, code) = match is_same {
                true => (Severity::Warning, Code::DuplicateSame),
                false => (Severity::Error, Code::DuplicateConflict),
            };
            self.builder.finding(severity, code, record.place(), "academicSession");
            self.session_periods[known] = period.filter(|_| is_same);
        }
        Ok(())
    }

    pub(super) fn read_orgs<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, name, kind, parent] = table.columns(["sourcedId", "name", "type", "parentSourcedId"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            self.orgs.add(key);
            let unit = self.unit(&record, key, [name, kind, parent]);
            if let Some(unit) = self.relied(&record, unit, || Unreadable::Unit(key.into()))? {
                self.builder.unit(unit, record.place());
            }
        }
        Ok(())
    }

    fn unit(&mut self, record: &Record<'_>, id: &str, [name, kind, parent]: [Column; 3]) -> Result<Unit, Fault> {
        let name = record.required(name)?;
        let kind_word = record.required(kind)?;
        let parent = record.id(parent)?;
        let kind = terms::unit_kind(kind_word).unwrap_or_else(|| {
            self.builder.finding(Severity::Warning, Code::ValueUnknown, record.place_of(kind), kind.name);
            UnitKind::Other
        });
        Ok(Unit {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::from(name),
            parent: parent.map(Into::into),
            kind,
            // The format has no column for a code, and an id of eight digits is an id.
            code: None,
            code_status: CodeStatus::Missing,
            school_types: Arc::from(""),
        })
    }

    pub(super) fn read_courses<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id] = table.columns(["sourcedId"]);
        while let Some(record) = table.next()? {
            self.courses.add(record.key(id)?);
        }
        Ok(())
    }

    pub(super) fn read_classes<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [id, org, title, sessions, course] =
            table.columns(["sourcedId", "orgSourcedId", "title", "sessionSourcedIds", "courseSourcedId"]);
        while let Some(record) = table.next()? {
            let key = record.key(id)?;
            if self.classes.add(key).is_some() {
                self.class_counts.push(true);
            }
            let group = self.class(&record, key, [org, title, sessions]);
            let Some(group) = self.relied(&record, group, || Unreadable::Group(key.into()))? else { continue };
            self.builder.group(group, record.place());
            if let Some(id) = record.id(course)? {
                self.needs(&record, course, "courses")?;
                self.loosely(&record, course, self.courses.number(id).is_some());
            }
        }
        Ok(())
    }

    fn class(&self, record: &Record<'_>, id: &str, [org, title, sessions]: [Column; 3]) -> Result<Group, Fault> {
        let (unit, _) = refer(record, org, &self.orgs)?;
        Ok(Group {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::from(record.required(title)?),
            unit: unit.into(),
            // The format does not tell classes from teaching groups.
            kind: GroupKind::Other,
            period: self.sessions_of(record, sessions)?,
        })
    }

    /// From the first day of the first session through the last day of the last; open where none is named.
    fn sessions_of(&self, record: &Record<'_>, column: Column) -> Result<Period, Fault> {
        let mut whole: Option<Period> = None;
        for id in record.text(column).split(',').map(str::trim).filter(|id| !id.is_empty()) {
            self.needs(record, column, "academicSessions")?;
            let number = self.sessions.number(id).ok_or(Odd { code: Code::ReferenceMissing, column })?;
            let session = self.session_periods[number].ok_or(Odd { code: Code::RowUnreadable, column })?;
            whole = Some(whole.map_or(session, |whole| span(whole, session)));
        }
        Ok(whole.unwrap_or(Period::OPEN))
    }
}

/// From the earlier beginning through the later end; an end that is open stays open.
fn span(a: Period, b: Period) -> Period {
    let to = a.to.zip(b.to).map(|(a, b)| a.max(b));
    Period::new(a.from.min(b.from), to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn sessions_span_from_the_first_day_through_the_last_and_open_ends_stay_open() {
        let autumn = Period::new(Some(date(2026, 8, 18)), Some(date(2026, 12, 20)));
        let spring = Period::new(Some(date(2027, 1, 9)), Some(date(2027, 6, 11)));
        assert_eq!(span(spring, autumn), Period::new(autumn.from, spring.to));
        assert_eq!(span(autumn, Period::new(spring.from, None)), Period::new(autumn.from, None));
        assert_eq!(span(Period::OPEN, autumn), Period::OPEN);
    }
}
