//! The runs.

use super::grid;
use super::pools::heading;
use crate::wording::Words;
use serde::Serialize;

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunRow {
    /// Number.
    pub run: i64,
    /// When it began, in the organiser's time.
    pub started_at: String,
    /// When it ended; none while it goes on, or when it was interrupted.
    pub ended_at: Option<String>,
    /// `applied`, `unchanged`, `held`, `failed` or `interrupted`.
    pub outcome: String,
    /// What it did, as `sync --json` said.
    pub counts: serde_json::Value,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The runs as a table, newest first.
#[must_use]
pub fn runs_table(words: &Words, rows: &[RunRow]) -> String {
    if rows.is_empty() {
        return words.text("no-runs");
    }
    let head = [">run", "started", "outcome", "changes"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let cells = rows.iter().map(|row| {
        let outcome = words.text(&format!("outcome-{}", row.outcome));
        vec![row.run.to_string(), row.started_at.clone(), outcome, run_changes(words, row)]
    });
    grid(&head, cells.collect())
}

/// What a run did, or why it failed, in one line.
#[must_use]
pub fn run_changes(words: &Words, row: &RunRow) -> String {
    let number = |path: &str| row.counts.pointer(path).and_then(serde_json::Value::as_u64).unwrap_or(0);
    match (&row.error, row.outcome.as_str()) {
        (Some(error), _) => error.clone(),
        (None, "applied" | "held") => format!(
            "+{} −{} ~{}; {}",
            number("/roster/persons/added"),
            number("/roster/persons/removed"),
            number("/roster/persons/changed"),
            words.say(
                "run-seats",
                &[
                    ("granted", number("/seats/granted").into()),
                    ("freed", number("/seats/freed").into()),
                    ("moved", number("/seats/moved").into()),
                    ("waiting", number("/seats/waiting").into()),
                    ("blocked", number("/seats/blocked").into()),
                ],
            ),
        ),
        _ => words.text("none"),
    }
}
