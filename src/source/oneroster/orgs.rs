//! Sessions and orgs: when, and where.

use super::reader::{Delivery, Session, later, settle};
use super::table::Table;
use crate::roster::{CodeStatus, Period, Unit, UnitKind};
use crate::source::{ErrorCode, SourceError};
use std::io::BufRead;
use std::sync::Arc;

impl Delivery {
    pub(super) fn read_sessions<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [title, kind, start, end, parent, year] =
            table.columns(["title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"]);
        let mut parents = Vec::new();
        while let Some((_, record)) = table.next()? {
            record.required(title)?;
            let kind = record.word_or_ext(kind, &["gradingPeriod", "semester", "schoolYear", "term"])?;
            record.required(start)?;
            record.required(end)?;
            // A session that ends on the day it begins is one day long to those who write it.
            let first = record.date(start)?;
            let period = record.period(start, end)?.unwrap_or(Period::new(first, first));
            if let Some(id) = record.id_or_blank(parent)? {
                parents.push(later(&record, parent, id));
            }
            let digits = record.required(year)?;
            if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(record.error(ErrorCode::ValueInvalid, year));
            }
            self.session_list.push(Session { is_school_year: kind == "schoolYear", period });
        }
        settle(table, &parents, None)
    }

    pub(super) fn read_orgs<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [name, kind, identifier, parent] = table.columns(["name", "type", "identifier", "parentSourcedId"]);
        let mut parents = Vec::new();
        while let Some((_, record)) = table.next()? {
            let name = record.required(name)?;
            let word = record.word_or_ext(kind, &["department", "school", "district", "local", "state", "national"])?;
            let parent_id = record.id_or_blank(parent)?;
            if let Some(id) = parent_id {
                parents.push(later(&record, parent, id));
            }
            let code = Some(record.text(identifier)).filter(|code| is_unit_code(code));
            let unit = Unit {
                id: record.id(0)?.into(),
                source: self.builder.source().clone(),
                alias: None,
                name: Arc::from(name.trim()),
                parent: parent_id.map(Into::into),
                kind: unit_kind(word),
                code: code.map(Arc::from),
                code_status: if code.is_some() { CodeStatus::Official } else { CodeStatus::Missing },
                school_types: Arc::from(""),
            };
            self.schools.push(word == "school" || word.starts_with("ext:"));
            self.builder.unit(unit, record.place());
        }
        settle(table, &parents, None)
    }
}

fn unit_kind(word: &str) -> UnitKind {
    match word {
        "school" => UnitKind::School,
        "district" | "local" | "state" | "national" => UnitKind::Organiser,
        _ => UnitKind::Other,
    }
}

/// Swedish school unit codes are eight digits (DOMAIN 4).
fn is_unit_code(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
}
