//! The ledger, as auditors read it.

use super::grid;
use super::pools::heading;
use crate::wording::Words;
use serde::Serialize;

/// One event of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    /// Number.
    pub seq: i64,
    /// When, in the organiser's time.
    pub at: String,
    /// In which run; none for what a human did.
    pub run: Option<i64>,
    /// Who did it, where a human did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What kind.
    pub kind: String,
    /// Key of the person it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Key of the tool it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The event itself.
    pub body: serde_json::Value,
    /// Its seal.
    pub seal: String,
}

/// The events as a table.
#[must_use]
pub fn events_table(words: &Words, rows: &[EventRow]) -> String {
    if rows.is_empty() {
        return words.text("no-events");
    }
    let head = [">seq", "time", ">run", "event", "person", "tool", "reason"];
    let head: Vec<String> = head.iter().map(|key| heading(words, key)).collect();
    let none = words.text("none");
    let cells = rows.iter().map(|row| {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| none.clone());
        vec![
            row.seq.to_string(),
            row.at.clone(),
            row.run.map_or_else(|| none.clone(), |run| run.to_string()),
            words.text_or(&format!("event-{}", row.kind), &row.kind),
            or_none(&row.person),
            or_none(&row.tool),
            gist(words, row),
        ]
    });
    grid(&head, cells.collect())
}

/// The gist of an event: its cause, its reasons, or what it names.
#[must_use]
pub fn gist(words: &Words, row: &EventRow) -> String {
    let text = |path: &str| row.body.pointer(path).and_then(serde_json::Value::as_str).map(str::to_owned);
    let cause = text("/cause").or_else(|| text("/leaving/cause")).map(|cause| words.text(&format!("cause-{cause}")));
    let reason = text("/wish/reasons/0").map(|reason| words.text(&format!("reason-{reason}")));
    let change = text("/change").map(|change| words.text_or(&format!("change-{change}"), &change));
    let pool = text("/grant/pool").or_else(|| text("/pool")).or_else(|| text("/to"));
    let deed = text("/deed").map(|deed| words.text_or(&format!("request-deed-{deed}"), &deed));
    let choice = text("/choice").map(|choice| words.text_or(&format!("choice-{choice}"), &choice));
    let said = text("/reason").or_else(|| text("/key")).or(deed).or(choice);
    let paths = row.body.pointer("/changed").and_then(serde_json::Value::as_array);
    let paths = paths.map(|all| all.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", "));
    let said = said.or(paths);
    let what = cause.or(reason).or_else(|| text("/alert/kind")).or(change).or(said);
    [pool.or_else(|| text("/number")), what].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Lang;
    use serde_json::json;

    fn row(kind: &str, body: serde_json::Value) -> EventRow {
        let (at, seal) = (String::new(), String::new());
        EventRow { seq: 7, at, run: None, actor: None, kind: kind.to_owned(), person: None, tool: None, body, seal }
    }

    #[test]
    fn the_ledger_is_read_in_words_and_a_word_of_a_later_version_as_it_is() {
        let rows = [row("grant", json!({})), row("person", json!({"change": "removed"})), row("later", json!({}))];
        let table = events_table(&Words::new(Lang::Sv), &rows);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].trim_start().starts_with("Nr"), "{table}");
        assert!(
            lines[2].contains("tilldelad") && lines[3].contains("försvunnit") && lines[4].contains("later"),
            "{table}"
        );
    }
}
