//! One row of a table, value by value.

use crate::roster::{Code, Period, Place};
use crate::source::days::iso_date;
use crate::source::ids::ID_LETTERS_MAX;
use crate::source::rows::Row;
use crate::source::{ErrorCode, SourceError};
use jiff::civil::Date;
use std::cell::Cell;

/// A column of a table: its field's number, beyond every row where the table has no such column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: &'static str,
}

/// Why a row cannot be relied on: its record keeps its previous state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odd {
    pub(super) code: Code,
    pub(super) column: Column,
}

/// What may come of looking at a row.
pub(super) enum Fault {
    /// The whole delivery is refused.
    Refused(SourceError),
    /// The record is set aside.
    Odd(Odd),
}

impl From<SourceError> for Fault {
    fn from(error: SourceError) -> Self {
        Self::Refused(error)
    }
}

impl From<Odd> for Fault {
    fn from(odd: Odd) -> Self {
        Self::Odd(odd)
    }
}

#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) row: Row<'a>,
    pub(super) file: &'a str,
    /// How many ids had blanks around them.
    pub(super) trimmed: &'a Cell<u64>,
}

impl<'a> Record<'a> {
    pub(super) fn error(&self, code: ErrorCode, column: Column, about: impl Into<String>) -> SourceError {
        SourceError::new(code, about).in_file(self.file).on_line(self.row.line).in_field(column.at)
    }

    /// The row.
    pub(super) fn place(&self) -> Place {
        Place { file: Some(self.file.to_owned()), line: Some(self.row.line), column: None }
    }

    /// The field.
    pub(super) fn place_of(&self, column: Column) -> Place {
        Place { column: Some(column.at as u64 + 1), ..self.place() }
    }

    /// The value, without blanks around it; blank where the table has no such column.
    pub(super) fn text(&self, column: Column) -> &'a str {
        self.row.get(column.at).trim()
    }

    /// A value that may be left out.
    pub(super) fn some(&self, column: Column) -> Option<&'a str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A value without which the row says nothing.
    pub(super) fn required(&self, column: Column) -> Result<&'a str, Odd> {
        self.some(column).ok_or(Odd { code: Code::RowUnreadable, column })
    }

    /// An id that may be blank. Ids are compared letter by letter; blanks around one are counted.
    pub(super) fn id(&self, column: Column) -> Result<Option<&'a str>, SourceError> {
        let whole = self.row.get(column.at);
        let id = whole.trim();
        if id.len() > ID_LETTERS_MAX && id.chars().count() > ID_LETTERS_MAX {
            return Err(self.error(ErrorCode::IdTooLong, column, format!("{} / {ID_LETTERS_MAX}", column.name)));
        }
        if id.len() != whole.len() {
            self.trimmed.set(self.trimmed.get() + 1);
        }
        Ok(Some(id).filter(|id| !id.is_empty()))
    }

    /// An id that says whose the row is: without it nobody knows which record would be lost.
    pub(super) fn key(&self, column: Column) -> Result<&'a str, SourceError> {
        self.id(column)?.ok_or_else(|| self.error(ErrorCode::IdBlank, column, column.name))
    }

    pub(super) fn date(&self, column: Column) -> Result<Option<Date>, Odd> {
        let Some(text) = self.some(column) else { return Ok(None) };
        day(text).map(Some).ok_or(Odd { code: Code::RowUnreadable, column })
    }

    /// From one day through another: the last day is a day of the period. The documentation calls it the day on
    /// which a role or a session ends and nowhere says that it is left out, and the samples let a role end on the
    /// day on which its school year ends; read as left out, a seat could be lost a day too early.
    pub(super) fn period(&self, from: Column, to: Column) -> Result<Period, Odd> {
        let period = Period::new(self.date(from)?, self.date(to)?);
        if period.is_reversed() { Err(Odd { code: Code::DatesReversed, column: to }) } else { Ok(period) }
    }

    /// All that the row says, to know it again.
    pub(super) fn whole(&self) -> String {
        self.row.iter().collect::<Vec<_>>().join("\0")
    }
}

/// `YYYY-MM-DD` as the format asks, or `M/D/YYYY` as files of V1 have been seen to be written.
fn day(text: &str) -> Option<Date> {
    if !text.contains('/') {
        return iso_date(text);
    }
    let numbers: Vec<&str> = text.split('/').collect();
    let [month, day, year] = numbers[..] else { return None };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let is_number = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i16>().ok().filter(|_| is_number)
    };
    let (month, day, year) = (number(month, 1..=2)?, number(day, 1..=2)?, number(year, 4..=4)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_written_by_the_standard_or_as_americans_do() {
        assert_eq!(day("2026-08-18"), Some(date(2026, 8, 18)));
        assert_eq!((day("7/1/2026"), day("12/31/2026")), (Some(date(2026, 7, 1)), Some(date(2026, 12, 31))));
        for wrong in ["31/12/2026", "7/1/26", "7/1", "7/1/2026/", "+7/1/2026", "2026/07/01", "1.7.2026", "2/30/2026"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
