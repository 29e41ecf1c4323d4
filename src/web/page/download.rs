//! A page's table to be taken home.

use crate::report::{Cell, Sheet};
use crate::wording::Words;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value};

/// A table as a file; none of a format that is not known.
#[must_use]
pub fn download(sheet: &Sheet, format: &str, words: &Words) -> Option<Response> {
    let (kind, body) = match format {
        "csv" => ("text/csv; charset=utf-8", csv(sheet, words)),
        "json" => ("application/json", json(sheet)),
        _ => return None,
    };
    // Never anybody's name: the title of a page has none.
    let file = format!("attachment; filename=\"upprop.{format}\"");
    Some(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, file)], body).into_response())
}

/// For Swedish Excel: semicolons, a byte order mark, a decimal comma, and nothing that begins a formula (UX 3).
fn csv(sheet: &Sheet, words: &Words) -> String {
    let line = |cells: Vec<String>| cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(";") + "\r\n";
    let mut text = String::from("\u{feff}");
    text.push_str(&line(sheet.columns.iter().map(|column| column.title.clone()).collect()));
    for row in &sheet.rows {
        text.push_str(&line(row.iter().map(|cell| plain(cell, words)).collect()));
    }
    text
}

fn plain(cell: &Cell, words: &Words) -> String {
    match cell {
        Cell::Text(text) | Cell::Link { text, .. } => safe(text),
        Cell::Count(count) => count.to_string(),
        Cell::Percent(share) => format!("{share:.1}").replace('.', ","),
        Cell::Money(ore) => format!("{},{:02}", ore / 100, ore % 100),
        Cell::Day(day) => day.to_string(),
        Cell::Unlimited => words.text("page-unlimited"),
        Cell::Unknown => words.text("page-unknown"),
        Cell::Empty => String::new(),
    }
}

/// A text that no spreadsheet takes for a formula.
fn safe(text: &str) -> String {
    let begins = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

fn field(text: &str) -> String {
    if text.contains(['"', ';', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn json(sheet: &Sheet) -> String {
    let value = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Link { text, .. } => Value::from(text.as_str()),
        Cell::Count(count) => Value::from(*count),
        Cell::Percent(share) => Value::from(*share),
        #[expect(clippy::cast_precision_loss, reason = "below 2^52")]
        Cell::Money(ore) => Value::from(*ore as f64 / 100.0),
        Cell::Day(day) => Value::from(day.to_string()),
        Cell::Unlimited => Value::from("unlimited"),
        Cell::Unknown | Cell::Empty => Value::Null,
    };
    let row = |row: &Vec<Cell>| -> Value {
        let pairs = sheet.columns.iter().zip(row).map(|(column, cell)| (column.key.to_owned(), value(cell)));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    Value::from(sheet.rows.iter().map(row).collect::<Vec<_>>()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_taken_home_begins_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert!(safe(text).starts_with('\''), "{text}");
        }
        assert_eq!(safe("Almskolan 7-9"), "Almskolan 7-9");
        assert_eq!(field("a;\"b\""), "\"a;\"\"b\"\"\"");
    }
}
