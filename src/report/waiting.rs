//! Who waits, for what, since when and why (PAIN 2).

use super::pools::heading;
use super::{Sight, grid};
use crate::seats::usage;
use crate::wording::Words;
use jiff::civil::Date;
use serde::Serialize;

/// Somebody without a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    /// Key of the pool.
    pub pool: String,
    /// Key of the tool.
    pub tool: String,
    /// Key of the person.
    pub person: String,
    /// `waiting` or `blocked`.
    pub state: &'static str,
    /// Every reason, the one told first first.
    pub reasons: Vec<&'static str>,
    /// First day.
    pub since: Date,
    /// Place in the queue, from 1, for those who wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
}

/// Everyone who waits or is blocked, pool by pool in queue order; held decisions are counted elsewhere.
#[must_use]
pub fn waiting_rows(sight: &Sight<'_>, only: Option<&str>) -> Vec<WaitingRow> {
    let mut rows = Vec::new();
    for tool in sight.catalogue.tools.values() {
        for pool in usage(sight.lookup, sight.catalogue, tool, sight.seats, sight.key) {
            if only.is_some_and(|only| only != pool.pool.key.as_str()) {
                continue;
            }
            let waits = pool.waiting.iter().enumerate().map(|(at, (person, wish))| (Some(at + 1), *person, *wish));
            let blocked = pool.blocked.iter().map(|(person, wish)| (None, *person, *wish));
            rows.extend(waits.chain(blocked).map(|(place, person, wish)| WaitingRow {
                pool: pool.pool.key.to_string(),
                tool: tool.key.to_string(),
                person: (sight.key)(person),
                state: wish.state.word(),
                reasons: wish.reasons.iter().map(|reason| reason.word()).collect(),
                since: wish.since,
                place,
            }));
        }
    }
    let order = |pool: &str| sight.catalogue.pools.iter().position(|p| p.key.as_str() == pool);
    rows.sort_by_key(|row| order(&row.pool));
    rows
}

/// The rows as a table.
#[must_use]
pub fn waiting_table(words: &Words, rows: &[WaitingRow], today: Date) -> String {
    if rows.is_empty() {
        return words.text("nobody-waits");
    }
    let head = ["pool", "person", "state", ">place", "since", "reason"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let cells = rows.iter().map(|row| {
        let reasons: Vec<String> = row.reasons.iter().map(|r| words.text(&format!("reason-{r}"))).collect();
        vec![
            row.pool.clone(),
            row.person.clone(),
            words.text(&format!("state-{}", row.state)),
            row.place.map_or_else(|| words.text("none"), |place| place.to_string()),
            words.short_date(row.since, today),
            reasons.join(", "),
        ]
    });
    grid(&head, cells.collect())
}
