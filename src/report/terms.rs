//! What is past its term, by kind: numbers and days, nobody's name.

use super::grid;
use super::pools::heading;
use crate::retention::Subject;
use crate::wording::Words;
use jiff::civil::Date;
use serde::Serialize;

/// One kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TermRow {
    /// Which.
    pub kind: Subject,
    /// For so many days it is kept; none where nothing goes by itself.
    pub days: Option<u16>,
    /// What ended by this day is past its term.
    pub until: Option<Date>,
    /// How many rows are.
    pub rows: u64,
    /// Since when the first of them is over.
    pub oldest: Option<Date>,
}

/// The kinds as a table.
#[must_use]
pub fn terms_table(words: &Words, rows: &[TermRow]) -> String {
    let head = ["kind", ">term", "until", ">rows", "oldest"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let day = |day: Option<Date>| day.map_or_else(|| none.clone(), |day| day.to_string());
    let cells = rows.iter().map(|row| {
        let term = row.days.map_or_else(|| words.text("term-never"), |days| format!("{days} d"));
        let kind = words.text(&format!("kept-{}", row.kind.word()));
        vec![kind, term, day(row.until), row.rows.to_string(), day(row.oldest)]
    });
    grid(&head, cells.collect())
}
