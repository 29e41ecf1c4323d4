//! A sheet as JSON: one object a row, English keys, numbers as numbers.

use crate::report::{Cell, Sheet};
use serde_json::{Map, Value};

/// What is not known is null; what there is nothing to know of is left out; no limit is the word that says so.
pub(super) fn write(sheet: &Sheet) -> serde_json::Result<Vec<u8>> {
    let rows = sheet.rows.iter().map(|row| {
        let cells = sheet.columns.iter().zip(row).filter_map(|(column, cell)| Some((column.key, value(cell)?)));
        Value::Object(cells.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    });
    let mut text = serde_json::to_vec_pretty(&rows.collect::<Vec<_>>())?;
    text.push(b'\n');
    Ok(text)
}

#[expect(clippy::cast_precision_loss, reason = "kronor of a budget are far from where öre would be lost")]
fn value(cell: &Cell) -> Option<Value> {
    Some(match cell {
        Cell::Text(text) | Cell::Link { text, .. } => Value::from(text.as_str()),
        Cell::Count(count) => Value::from(*count),
        Cell::Percent(share) => Value::from((share * 10.0).round() / 10.0),
        Cell::Money(ore) if ore % 100 == 0 => Value::from(ore / 100),
        Cell::Money(ore) => Value::from(*ore as f64 / 100.0),
        Cell::Day(day) => Value::from(day.to_string()),
        Cell::Unlimited => Value::from("unlimited"),
        Cell::Unknown => Value::Null,
        Cell::Empty => return None,
    })
}
