//! What a copy or a backup carried, table by table.

use super::grid;
use super::pools::heading;
use crate::store::Carried;
use crate::wording::Words;

/// The tables and their rows.
#[must_use]
pub fn carried_table(words: &Words, carried: &Carried) -> String {
    let head: Vec<String> = ["table", ">rows"].iter().map(|key| heading(words, key)).collect();
    let row = |sum: &crate::store::TableSum| vec![sum.table.to_owned(), sum.rows.to_string()];
    grid(&head, carried.tables.iter().map(row).collect())
}

/// The same for programs.
#[must_use]
pub fn carried_json(carried: &Carried) -> serde_json::Value {
    let row = |sum: &crate::store::TableSum| serde_json::json!({ "table": sum.table, "rows": sum.rows, "digest": format!("{:032x}", sum.digest) });
    carried.tables.iter().map(row).collect()
}
