//! Decisions about persons whose identity is protected: which are needed, and what was decided by hand.

use super::grid;
use super::pools::heading;
use crate::licence::Choice;
use crate::wording::{Words, one_line};
use jiff::civil::Date;
use serde::Serialize;

/// One person and one tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionRow {
    /// The person's key.
    pub person: String,
    /// The tool's key.
    pub tool: String,
    /// What was decided; `hold` where nothing was.
    pub choice: Choice,
    /// Since when it waits for a decision.
    pub since: Option<Date>,
    /// Why it was decided so.
    pub reason: String,
}

/// The decisions as a table.
#[must_use]
pub fn decisions_table(words: &Words, rows: &[DecisionRow], day: Date) -> String {
    if rows.is_empty() {
        return words.text("no-decisions");
    }
    let head = ["person", "tool", "choice", "since", "reason"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let cells = rows.iter().map(|row| {
        let since = row.since.map_or_else(|| none.clone(), |since| words.short_date(since, day));
        let choice = words.text(&format!("choice-{}", row.choice.word()));
        vec![one_line(&row.person), row.tool.clone(), choice, since, one_line(&row.reason)]
    });
    grid(&head, cells.collect())
}
