//! One row of a table, value by value, held to the format's types (CSV section 1.2).

use super::layout::Version;
use crate::roster::{Period, Place};
use crate::source::days::iso_date;
use crate::source::ids::ID_LETTERS_MAX;
use crate::source::rows::Row;
use crate::source::{ErrorCode, SourceError};
use jiff::civil::Date;
use std::cell::Cell;

#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) row: Row<'a>,
    pub(super) file: &'a str,
    pub(super) columns: &'a [&'static str],
    pub(super) version: Version,
    /// What was read although it is not as the format has it.
    pub(super) odd: &'a Odd,
    /// What the row itself says of its record.
    pub(super) status: Status,
}

/// What a row says of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// It is there.
    Active,
    /// The source says that it is no more.
    Deleted,
    /// A later bulk file did not have it any more: a word of ours, in kept rows only.
    Missing,
}

/// How a file's rows are to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// As a whole, in a bulk file.
    Bulk,
    /// As changes, in a delta file: every row says what becomes of its record.
    Delta,
    /// As a whole that we kept ourselves, with changes laid on it.
    Laid,
}

/// What a row of kept rows says of a record that a later bulk file did not have.
pub(super) const MISSING: &str = "missing";

/// What real exporters write beside the format, by how often: read, and told.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// Ids with blanks around them.
    pub(super) trimmed: Cell<u64>,
    /// Words of closed lists in other case.
    pub(super) case: Cell<u64>,
    /// Rows of a bulk file that carry a status.
    pub(super) status: Cell<u64>,
    /// Of these, rows whose status says that the record is no more.
    pub(super) deleted: Cell<u64>,
}

impl Odd {
    pub(super) fn count(of: &Cell<u64>) {
        of.set(of.get() + 1);
    }
}

impl<'a> Record<'a> {
    pub(super) fn error(&self, code: ErrorCode, column: usize) -> SourceError {
        let about = self.columns.get(column).copied().unwrap_or_default();
        SourceError::new(code, about).in_file(self.file).on_line(self.row.line).in_field(column)
    }

    pub(super) fn place(&self) -> Place {
        Place { file: Some(self.file.to_owned()), line: Some(self.row.line), column: None }
    }

    pub(super) fn text(&self, column: usize) -> &'a str {
        self.row.get(column)
    }

    /// Is the record no more?
    pub(super) fn is_gone(&self) -> bool {
        self.status != Status::Active
    }

    /// What the row says of its record. The format leaves that blank in bulk files; many exporters fill it, and then
    /// the rows win (CSV 1.4). `inactive` is a word of 1.0.
    pub(super) fn status(&self, taken: Taken) -> Result<Status, SourceError> {
        let [status, modified] = [1, 2].map(|column| self.text(column).trim_matches(' '));
        let is_bulk = taken == Taken::Bulk;
        match (status, taken) {
            ("", Taken::Delta) => return Err(self.error(ErrorCode::StatusMissing, 1)),
            ("", _) if modified.is_empty() => return Ok(Status::Active),
            (MISSING, Taken::Laid) => return Ok(Status::Missing),
            _ => {}
        }
        if is_bulk {
            Odd::count(&self.odd.status);
        }
        if status.is_empty() || self.word(1, &["active", "tobedeleted", "inactive"])? == "active" {
            return Ok(Status::Active);
        }
        if is_bulk {
            Odd::count(&self.odd.deleted);
        }
        Ok(Status::Deleted)
    }

    /// A value that may not be blank.
    pub(super) fn required(&self, column: usize) -> Result<&'a str, SourceError> {
        let text = self.text(column);
        if text.trim().is_empty() { Err(self.error(ErrorCode::ValueMissing, column)) } else { Ok(text) }
    }

    /// An id: 1 to 255 characters of `0-9 a-z A-Z . - _ / @`.
    pub(super) fn id(&self, column: usize) -> Result<&'a str, SourceError> {
        self.checked_id(self.required(column)?, column)
    }

    /// An id that may be blank.
    pub(super) fn id_or_blank(&self, column: usize) -> Result<Option<&'a str>, SourceError> {
        match self.text(column) {
            text if text.trim_matches(' ').is_empty() => Ok(None),
            text => self.checked_id(text, column).map(Some),
        }
    }

    /// Ids separated by commas.
    pub(super) fn ids(&self, column: usize) -> impl Iterator<Item = Result<&'a str, SourceError>> + use<'a> {
        let record = *self;
        let text = self.text(column);
        text.split(',').filter(move |_| !text.is_empty()).map(move |id| record.checked_id(id, column))
    }

    fn checked_id(&self, id: &'a str, column: usize) -> Result<&'a str, SourceError> {
        let trimmed = id.trim_matches(' ');
        if trimmed.len() < id.len() {
            Odd::count(&self.odd.trimmed);
        }
        let id = trimmed;
        let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b'@');
        if (1..=ID_LETTERS_MAX).contains(&id.len()) && id.bytes().all(legal) {
            return Ok(id);
        }
        if id.len() > ID_LETTERS_MAX {
            let mut error = self.error(ErrorCode::IdTooLong, column);
            error.about = format!("{} / {ID_LETTERS_MAX}", error.about);
            return Err(error);
        }
        Err(self.error(ErrorCode::IdInvalid, column))
    }

    /// A required word of a closed list; from 1.2 on also `ext:` words.
    pub(super) fn word_or_ext(&self, column: usize, words: &[&'static str]) -> Result<&'a str, SourceError> {
        let text = self.required(column)?;
        let letters = |ext: &str| {
            !ext.is_empty() && ext.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        };
        let extended = self.version >= Version::V1p2 && text.strip_prefix("ext:").is_some_and(letters);
        if extended { Ok(text) } else { self.word(column, words) }
    }

    /// A required word of a closed list; in whatever case, which is counted.
    pub(super) fn word(&self, column: usize, words: &[&'static str]) -> Result<&'a str, SourceError> {
        let text = self.required(column)?;
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Ok(word);
        }
        if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            Odd::count(&self.odd.case);
            return Ok(word);
        }
        let mut error = self.error(ErrorCode::ValueInvalid, column);
        error.about = format!("{} ({})", error.about, words.join(", "));
        Err(error)
    }

    /// `true`, `false` or blank.
    pub(super) fn boolean(&self, column: usize) -> Result<Option<bool>, SourceError> {
        match self.text(column) {
            "" => Ok(None),
            _ => Ok(Some(self.word(column, &["true", "false"])? == "true")),
        }
    }

    pub(super) fn date(&self, column: usize) -> Result<Option<Date>, SourceError> {
        match self.text(column) {
            "" => Ok(None),
            text => iso_date(text).map(Some).ok_or_else(|| self.error(ErrorCode::DateInvalid, column)),
        }
    }

    /// Begin and exclusive end, as an inclusive period; nothing when it covers no day.
    pub(super) fn period(&self, begin: usize, end: usize) -> Result<Option<Period>, SourceError> {
        let (from, end_date) = (self.date(begin)?, self.date(end)?);
        match (from, end_date) {
            (Some(from), Some(end_date)) if end_date < from => Err(self.error(ErrorCode::DatesReversed, end)),
            (Some(from), Some(end_date)) if end_date == from => Ok(None),
            _ => Ok(Some(Period::new(from, end_date.and_then(|day| day.yesterday().ok())))),
        }
    }
}
