//! A sheet as CSV: for Excel in Swedish, and for machines.

use super::plain::shielded;
use super::{kronor, percent};
use crate::report::{Cell, Sheet};
use crate::wording::Words;

/// Tells Excel that the file is UTF-8.
const BOM: &str = "\u{feff}";

/// How it is separated, and in which words.
pub(super) struct Dialect {
    mark: &'static str,
    separator: char,
    point: char,
    heads: Heads,
    unlimited: String,
    unknown: String,
}

#[derive(PartialEq)]
enum Heads {
    Titles,
    Keys,
}

impl Dialect {
    /// As Excel in Swedish opens it by a double click, whatever the language of its words.
    pub(super) fn excel(words: &Words) -> Self {
        let (unlimited, unknown) = (words.text("cell-unlimited"), words.text("cell-unknown"));
        Self { mark: BOM, separator: ';', point: ',', heads: Heads::Titles, unlimited, unknown }
    }

    /// RFC 4180.
    pub(super) fn machine() -> Self {
        let (unlimited, unknown) = ("unlimited".to_owned(), "unknown".to_owned());
        Self { mark: "", separator: ',', point: '.', heads: Heads::Keys, unlimited, unknown }
    }

    fn field(&self, cell: &Cell) -> String {
        match cell {
            Cell::Text(text) | Cell::Link { text, .. } => quoted(text),
            Cell::Count(count) => count.to_string(),
            Cell::Percent(share) => self.number(percent(*share, self.point)),
            Cell::Money(ore) => self.number(kronor(*ore, self.point)),
            Cell::Day(day) => day.to_string(),
            Cell::Unlimited => quoted(&self.unlimited),
            Cell::Unknown => quoted(&self.unknown),
            Cell::Empty => String::new(),
        }
    }

    /// A number whose point is what separates would be two.
    fn number(&self, number: String) -> String {
        if self.point == self.separator { format!("\"{number}\"") } else { number }
    }

    fn line(&self, fields: impl Iterator<Item = String>) -> String {
        let fields: Vec<String> = fields.collect();
        format!("{}\r\n", fields.join(self.separator.encode_utf8(&mut [0; 4])))
    }
}

/// Words are always in quotes (RFC 4180, 2.5-2.7).
fn quoted(text: &str) -> String {
    format!("\"{}\"", shielded(text).replace('"', "\"\""))
}

pub(super) fn write(sheet: &Sheet, dialect: &Dialect) -> Vec<u8> {
    let head = sheet.columns.iter().map(|column| match dialect.heads {
        Heads::Titles => quoted(&column.title),
        Heads::Keys => quoted(column.key),
    });
    let mut text = format!("{}{}", dialect.mark, dialect.line(head));
    for row in &sheet.rows {
        text.push_str(&dialect.line(row.iter().map(|cell| dialect.field(cell))));
    }
    text.into_bytes()
}
