//! One file of a set: its first line, and its rows.

use super::layout::FileKind;
use super::record::{Column, Record};
use crate::source::csv::is_misspelt;
use crate::source::rows::{Dialect, Manner, Rows};
use crate::source::text::Charset;
use crate::source::{ErrorCode, SourceError};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::BufRead;

pub(super) struct Table<R> {
    rows: Rows<R>,
    file: String,
    header: Vec<String>,
    unused: u64,
    trimmed: Cell<u64>,
}

/// What is odd about a file as a whole.
pub(super) struct End {
    pub(super) rows: u64,
    pub(super) unused: u64,
    pub(super) trimmed: u64,
    pub(super) unended: bool,
}

impl<R: BufRead> Table<R> {
    /// Reads the first line, which must name every required column, letter by letter, and none twice.
    pub(super) fn open(input: R, file: &str, kind: &FileKind) -> Result<Self, SourceError> {
        let mut rows = Rows::new(input, file, DIALECT);
        let header: Vec<String> = match rows.next()? {
            Some(row) => row.iter().map(str::to_owned).collect(),
            None => return Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(file)),
        };
        let unused = check(&header, kind).map_err(|e| e.in_file(file).on_line(1))?;
        rows.keep_to(&header);
        Ok(Self { rows, file: file.to_owned(), header, unused, trimmed: Cell::new(0) })
    }

    /// Where these columns are.
    pub(super) fn columns<const N: usize>(&self, names: [&'static str; N]) -> [Column; N] {
        names.map(|name| {
            let at = self.header.iter().position(|column| column == name);
            Column { at: at.unwrap_or(usize::MAX - 1), name }
        })
    }

    /// The next row. A file without any is a fault.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>, SourceError> {
        if !self.rows.advance()? {
            return match self.rows.is_empty() {
                true => Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(&self.file)),
                false => Ok(None),
            };
        }
        Ok(Some(Record { row: self.rows.row()?, file: &self.file, trimmed: &self.trimmed }))
    }

    /// Reads on to the end without looking; tells how many rows there were.
    pub(super) fn skip(&mut self) -> Result<u64, SourceError> {
        let mut count = 0;
        while self.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    pub(super) fn end(self) -> End {
        End {
            rows: self.rows.lines().saturating_sub(1),
            unused: self.unused,
            trimmed: self.trimmed.get(),
            unended: self.rows.is_unended(),
        }
    }
}

/// How every file of the format is written.
pub(super) const DIALECT: Dialect = Dialect { separator: b',', charset: Charset::Utf8, manner: Manner::Strict };

/// Holds a first line to its kind. Gives how many columns the format does not know.
fn check(header: &[String], kind: &FileKind) -> Result<u64, SourceError> {
    let mut names = BTreeSet::new();
    for (at, name) in header.iter().enumerate() {
        if !names.insert(name.as_str()) {
            return Err(SourceError::new(ErrorCode::ColumnTwice, "").in_field(at));
        }
    }
    if kind.required.is_empty() {
        return Ok(0);
    }
    let known = || kind.required.iter().chain(kind.optional);
    let mut unused = 0;
    for (at, name) in header.iter().enumerate() {
        if known().any(|known| known == name) {
            continue;
        }
        // A name that is right but for case or blanks would be left unread, and what it says with it.
        if let Some(meant) = known().find(|known| known.eq_ignore_ascii_case(name.trim())) {
            return Err(SourceError::new(ErrorCode::HeaderWrong, *meant).in_field(at));
        }
        // So would one that is misspelt, where the right one is not there.
        let lost = |known: &&&str| !header.iter().any(|name| name == **known);
        if let Some(meant) = known().filter(lost).find(|known| is_misspelt(known, name)) {
            return Err(SourceError::new(ErrorCode::HeaderWrong, *meant).in_field(at));
        }
        unused += 1;
    }
    match kind.required.iter().find(|wanted| !names.contains(**wanted)) {
        Some(missing) => Err(SourceError::new(ErrorCode::ColumnMissing, format!("{missing} / {}", header.len()))),
        None => Ok(unused),
    }
}
