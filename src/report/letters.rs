//! The outbox, as those who run the place read it: no address stands in it.

use super::grid;
use super::pools::heading;
use crate::wording::Words;
use serde::Serialize;

/// One letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterRow {
    /// Number.
    pub id: i64,
    /// The run that it came from; none for what comes with the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
    /// What became of it.
    pub state: String,
    /// When it was written, in the organiser's time.
    pub written: String,
    /// When it is tried next; none where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Why in vain, the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Which way it goes: `letter` or `webhook`.
    pub channel: String,
    /// Subject; of a webhook its receiver, and what it tells.
    pub subject: String,
}

/// The letters as a table.
#[must_use]
pub fn letters_table(words: &Words, rows: &[LetterRow]) -> String {
    if rows.is_empty() {
        return words.text("no-letters");
    }
    let head = [">seq", ">run", "state", "time", "due", ">tries", "why", "subject"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let cells = rows.iter().map(|row| {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| none.clone());
        vec![
            row.id.to_string(),
            row.run.map_or_else(|| none.clone(), |run| run.to_string()),
            words.text(&format!("letter-state-{}", row.state)),
            row.written.clone(),
            or_none(&row.due),
            row.attempts.to_string(),
            or_none(&row.why),
            row.subject.clone(),
        ]
    });
    grid(&head, cells.collect())
}
