//! What there is to do, since when, and who is at it.

use super::grid;
use super::pools::heading;
use crate::plan::{Alert, Pause};
use crate::wording::Words;
use jiff::civil::Date;
use serde::Serialize;

/// An alert that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlertRow {
    /// What `ack` and `snooze` call it.
    pub key: String,
    /// Should somebody act today?
    pub urgent: bool,
    /// The day on which it opened.
    pub since: Date,
    /// What, in words.
    pub text: String,
    /// Who is at it, while that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// What, as data.
    pub alert: Alert,
}

/// The alerts as a table.
#[must_use]
pub fn alerts_table(words: &Words, rows: &[AlertRow], day: Date) -> String {
    if rows.is_empty() {
        return words.text("no-alerts");
    }
    let head = ["urgent", "since", "what", "key", "paused"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let cells = rows.iter().map(|row| {
        vec![
            if row.urgent { "!".to_owned() } else { String::new() },
            words.short_date(row.since, day),
            row.text.clone(),
            row.key.clone(),
            row.pause.as_ref().map_or_else(|| none.clone(), |pause| paused(words, pause, day)),
        ]
    });
    grid(&head, cells.collect())
}

fn paused(words: &Words, pause: &Pause, day: Date) -> String {
    let until = match pause.until {
        Some(until) => words.say("paused-until", &[("until", (&words.short_date(until, day)).into())]),
        None => words.text("paused-known"),
    };
    if pause.reason.is_empty() { until } else { format!("{until}: {}", pause.reason) }
}
