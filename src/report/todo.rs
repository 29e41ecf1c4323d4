//! What somebody should do: the open alerts, most urgent first.

use crate::plan::{Alert, Alerts};
use crate::wording::Words;
use crate::wording::alert::{Names, line};
use serde::Serialize;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TodoRow {
    /// Should somebody act today?
    pub urgent: bool,
    /// What, in words.
    pub text: String,
    /// What, as data.
    pub alert: Alert,
}

/// The open alerts in words, urgent ones first.
#[must_use]
pub fn todo(words: &Words, names: &Names<'_>, alerts: &Alerts) -> Vec<TodoRow> {
    let row =
        |alert: &Alert| TodoRow { urgent: alert.is_urgent(), text: line(words, names, alert), alert: alert.clone() };
    let mut rows: Vec<TodoRow> = alerts.0.values().map(row).collect();
    rows.sort_by_key(|row| !row.urgent);
    rows
}

/// The list in lines.
#[must_use]
pub fn todo_lines(words: &Words, rows: &[TodoRow]) -> Vec<String> {
    let urgent = rows.iter().filter(|row| row.urgent).count();
    let title = words.say("todo-title", &[("count", rows.len().into()), ("urgent", urgent.into())]);
    let lines = rows.iter().map(|row| format!("  {} {}", if row.urgent { '!' } else { '·' }, row.text));
    std::iter::once(title).chain(lines).collect()
}
