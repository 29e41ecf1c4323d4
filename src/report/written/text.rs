//! A sheet for terminals.

use super::plain::plain;
use super::{kronor, percent, point};
use crate::report::grid::{grid, short};
use crate::report::{Cell, Sheet};
use crate::wording::Words;

pub(super) fn write(sheet: &Sheet, words: &Words) -> String {
    if sheet.rows.is_empty() {
        return format!("{}\n{}\n", plain(&sheet.title), words.text("report-empty"));
    }
    let head = sheet.columns.iter().enumerate().map(|(at, column)| {
        let right = if is_number(sheet, at) { ">" } else { "" };
        format!("{right}{}", plain(&column.title))
    });
    let rows = sheet.rows.iter().map(|row| row.iter().map(|cell| shown(cell, words)).collect());
    format!("{}\n{}\n", plain(&sheet.title), grid(&head.collect::<Vec<_>>(), rows.collect()))
}

/// Does a column hold numbers, and nothing but what stands for one?
pub(super) fn is_number(sheet: &Sheet, at: usize) -> bool {
    let mut cells = sheet.rows.iter().filter_map(|row| row.get(at));
    let is = |cell: &Cell| matches!(cell, Cell::Count(_) | Cell::Percent(_) | Cell::Money(_));
    let may = |cell: &Cell| is(cell) || matches!(cell, Cell::Unlimited | Cell::Unknown | Cell::Empty);
    cells.clone().any(is) && cells.all(may)
}

/// A cell as people read it.
pub(super) fn shown(cell: &Cell, words: &Words) -> String {
    match cell {
        Cell::Text(text) => plain(text).into_owned(),
        Cell::Link { text, .. } => short(&plain(text)),
        Cell::Count(count) => count.to_string(),
        Cell::Percent(share) => percent(*share, point(words)),
        Cell::Money(ore) => kronor(*ore, point(words)),
        Cell::Day(day) => day.to_string(),
        Cell::Unlimited => words.text("cell-unlimited"),
        Cell::Unknown => words.text("cell-unknown"),
        Cell::Empty => words.text("none"),
    }
}
