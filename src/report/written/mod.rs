//! The ways in which a sheet is written: for terminals, for spreadsheets, for machines and on paper.
//!
//! A sheet says what is; each way knows how that is written (UX 3), and none of them lets a spreadsheet take words for a
//! formula (docs/decisions/0033).

mod csv;
mod html;
mod json;
mod plain;
mod text;
mod xlsx;

use super::Sheet;
use crate::wording::Words;
use jiff::civil::Date;
use thiserror::Error;

/// A way of writing a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Aligned columns, for terminals.
    Table,
    /// For Excel in Swedish: semicolons, a mark of UTF-8 first, CRLF, decimal commas.
    Csv,
    /// For machines, as RFC 4180 has it: commas, decimal points, English keys.
    CsvRfc,
    /// An array of objects under English keys.
    Json,
    /// A workbook with typed cells and no formula.
    Xlsx,
    /// A page that needs nothing else, for the screen and for paper.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Table, Self::Csv, Self::CsvRfc, Self::Json, Self::Xlsx, Self::Html];

    /// The word on the command line, in configurations and in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::CsvRfc => "csv-rfc",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }

    /// The format of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// What a file of it is called after its dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Table => "txt",
            Self::Csv | Self::CsvRfc => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }

    /// What it is called in answers and letters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Table => "text/plain; charset=utf-8",
            Self::Csv | Self::CsvRfc => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

/// In whose words, and on which day: a workbook carries the day on which it was made.
pub struct Writing<'a> {
    /// The words.
    pub words: &'a Words,
    /// The day.
    pub day: Date,
}

/// A sheet could not be written.
#[derive(Debug, Error)]
pub enum Unwritable {
    /// It is more than a workbook can hold, or a column has no place in it.
    #[error("the workbook cannot be written: choose csv instead")]
    Workbook(#[source] rust_xlsxwriter::XlsxError),
    /// A number that JSON does not know.
    #[error("the report cannot be written as JSON")]
    Json(#[source] serde_json::Error),
}

/// The sheet as bytes.
///
/// # Errors
/// More rows or longer words than a workbook holds.
pub fn write(sheet: &Sheet, format: Format, writing: &Writing<'_>) -> Result<Vec<u8>, Unwritable> {
    match format {
        Format::Table => Ok(text::write(sheet, writing.words).into_bytes()),
        Format::Csv => Ok(csv::write(sheet, &csv::Dialect::excel(writing.words))),
        Format::CsvRfc => Ok(csv::write(sheet, &csv::Dialect::machine())),
        Format::Json => json::write(sheet).map_err(Unwritable::Json),
        Format::Xlsx => xlsx::write(sheet, writing).map_err(Unwritable::Workbook),
        Format::Html => Ok(html::write(sheet, writing).into_bytes()),
    }
}

/// A share as it is written: one decimal, and no more than is so.
fn percent(share: f64, point: char) -> String {
    format!("{share:.1}").replace('.', point.encode_utf8(&mut [0; 4]))
}

/// An amount in kronor with its öre.
fn kronor(ore: i64, point: char) -> String {
    let sign = if ore < 0 { "-" } else { "" };
    let ore = ore.unsigned_abs();
    format!("{sign}{}{point}{:02}", ore / 100, ore % 100)
}

/// A share or an amount as people read it; a narrow space between thousands would not be found by a search for the number.
fn point(words: &Words) -> char {
    match words.lang {
        crate::wording::Lang::Sv => ',',
        crate::wording::Lang::En => '.',
    }
}
