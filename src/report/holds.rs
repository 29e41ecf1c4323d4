//! What the guard holds.

use super::grid;
use super::pools::heading;
use crate::plan::Hold;
use crate::wording::Words;
use crate::wording::alert::{Names, hold_kind, scope};
use serde::Serialize;

/// A hold and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldRow {
    /// The run that held it.
    pub run: i64,
    /// What is held.
    #[serde(flatten)]
    pub hold: Hold,
    /// `open`, `released`, `dropped` or `withdrawn`.
    pub state: String,
}

/// The holds as a table.
#[must_use]
pub fn holds_table(words: &Words, names: &Names<'_>, rows: &[HoldRow]) -> String {
    if rows.is_empty() {
        return words.text("no-holds");
    }
    let head = [">run", "scope", "kind", ">count", ">limit", "state"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let cells = rows.iter().map(|row| {
        vec![
            row.run.to_string(),
            scope(words, names, &row.hold.scope),
            hold_kind(words, row.hold.kind),
            format!("{}/{}", row.hold.count, row.hold.base),
            row.hold.limit.to_string(),
            words.text(&format!("hold-{}", row.state)),
        ]
    });
    grid(&head, cells.collect())
}
