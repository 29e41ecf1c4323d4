//! One file of a package: its first line, and what every row of every table must keep to.

use super::layout::{COMMON, Version};
use super::record::{Odd, Record, Status, Taken};
use crate::source::ids::Ids;
use crate::source::rows::{Dialect, Manner, Rows};
use crate::source::text::Charset;
use crate::source::{ErrorCode, Part, SourceError};
use std::collections::BTreeSet;
use std::io::BufRead;
use std::rc::Rc;

pub(super) struct Table<R> {
    rows: Rows<R>,
    file: String,
    columns: &'static [&'static str],
    header: Vec<String>,
    version: Version,
    ids: Ids,
    odd: Odd,
    taken: Taken,
}

impl<R: BufRead> Table<R> {
    /// Reads the first line; one of `layouts` must be its beginning, and only `metadata.` columns may follow.
    pub(super) fn open(
        input: R,
        file: &str,
        version: Version,
        layouts: &[&'static [&'static str]],
    ) -> Result<Self, SourceError> {
        let dialect = Dialect { separator: b',', charset: Charset::Utf8, manner: Manner::Strict };
        let mut rows = Rows::new(input, file, dialect);
        let header: Vec<String> = match rows.next()? {
            Some(row) => row.iter().map(str::to_owned).collect(),
            None => return Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(file)),
        };
        let columns = choose(&header, layouts).map_err(|e| e.in_file(file).on_line(1))?;
        rows.keep_to(&header);
        let (ids, odd, taken) = (Ids::default(), Odd::default(), Taken::Bulk);
        Ok(Self { rows, file: file.to_owned(), columns, header, version, ids, odd, taken })
    }

    /// The same, its rows taken so.
    pub(super) fn taken(self, taken: Taken) -> Self {
        Self { taken, ..self }
    }

    /// Which fields these columns are; what the layout does not have is a number beyond every row.
    pub(super) fn columns<const N: usize>(&self, names: [&str; N]) -> [usize; N] {
        names.map(|name| self.columns.iter().position(|column| *column == name).unwrap_or(usize::MAX - 1))
    }

    /// The next row, its id checked and new, and what its status says noted; with the row's number from 0.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Record<'_>)>, SourceError> {
        if !self.rows.advance()? {
            return match self.rows.is_empty() {
                true => Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(&self.file)),
                false => Ok(None),
            };
        }
        let row = self.rows.row()?;
        let (file, columns, version, odd) = (self.file.as_str(), self.columns, self.version, &self.odd);
        let mut record = Record { row, file, columns, version, odd, status: Status::Active };
        if record.text(0).trim_matches(' ').is_empty() {
            return Err(record.error(ErrorCode::IdBlank, 0));
        }
        let id = record.id(0)?;
        record.status = record.status(self.taken)?;
        let number = self.ids.add(id).ok_or_else(|| record.error(ErrorCode::IdTwice, 0))?;
        Ok(Some((number, record)))
    }

    /// The columns of the layout, in their order.
    pub(super) fn layout(&self) -> &'static [&'static str] {
        self.columns
    }

    /// The names of the columns, in their order.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// From now on only the rows of some persons are given.
    pub(super) fn keep_only(&mut self, owner: usize, part: Rc<Part>) {
        self.rows.keep_only(owner, part);
    }

    /// The next line as it stands.
    pub(super) fn line(&mut self) -> Result<Option<&[u8]>, SourceError> {
        self.rows.line()
    }

    /// Is there a row with this id so far?
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.number(id).is_some()
    }

    /// An error in a row that has gone by.
    pub(super) fn error(&self, code: ErrorCode, column: usize, line: u64) -> SourceError {
        let about = self.columns.get(column).copied().unwrap_or_default();
        SourceError::new(code, about).in_file(&self.file).on_line(line).in_field(column)
    }

    /// What was read although it is not as the format has it.
    pub(super) fn odd(&self) -> &Odd {
        &self.odd
    }

    /// The ids of all rows that were read, how many there are, and whether the last row lacks its line end.
    pub(super) fn end(self) -> (Ids, u64, bool) {
        (self.ids, self.rows.lines().saturating_sub(1), self.rows.is_unended())
    }
}

fn choose(header: &[String], layouts: &[&'static [&'static str]]) -> Result<&'static [&'static str], SourceError> {
    let fits = |layout: &&&'static [&'static str]| {
        let common = layout.iter().zip(header).take_while(|(wanted, found)| *wanted == found).count();
        common == layout.len()
    };
    let Some(layout) = layouts.iter().find(fits) else {
        let nearest = layouts.iter().copied().max_by_key(|layout| matching(layout, header)).unwrap_or(COMMON);
        let at = matching(nearest, header);
        let expected = nearest.get(at).copied().unwrap_or_default();
        return Err(SourceError::new(ErrorCode::HeaderWrong, expected).in_field(at));
    };
    let mut names = BTreeSet::new();
    for (at, name) in header.iter().enumerate() {
        if !names.insert(name) {
            return Err(SourceError::new(ErrorCode::ColumnTwice, "").in_field(at));
        }
        let extension = name.strip_prefix("metadata.").is_some_and(|rest| !rest.is_empty());
        if at >= layout.len() && !extension && *layout != COMMON {
            return Err(SourceError::new(ErrorCode::HeaderWrong, "metadata.*").in_field(at));
        }
    }
    Ok(layout)
}

fn matching(layout: &[&str], header: &[String]) -> usize {
    layout.iter().zip(header).take_while(|(wanted, found)| *wanted == found).count()
}
