//! What happened, one row an event, as the ledger tells it (UX 3.8, REQUIREMENTS E43-E48).

use super::Happened;
use super::desk::{Desk, Table};
use crate::plan::Event;
use crate::report::{Cell, EventRow, Target, ledger};
use crate::seats::{SeatStep, WishState};

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let mut columns = vec!["seq", "time", "run", "actor", "event", "tool", "reason"];
    if desk.lists_people() {
        columns.insert(5, "person");
    }
    (columns, desk.events().map(|happened| row(desk, happened)).collect())
}

fn row(desk: &Desk<'_>, happened: &Happened) -> Vec<Cell> {
    let (row, words) = (&happened.row, desk.material.words);
    // The list of all events must not tell who needs a decision, nor for what (DOMAIN 7).
    let is_hidden = matches!(&row.event, Event::Seat(SeatStep::Wish { wish, .. }) if wish.state == WishState::Held);
    let body = if is_hidden { serde_json::Value::Null } else { serde_json::to_value(&row.event).unwrap_or_default() };
    let kind = row.event.kind().0;
    let told = EventRow {
        seq: row.seq,
        at: String::new(),
        run: None,
        actor: None,
        kind: kind.to_owned(),
        person: None,
        tool: None,
        body,
        seal: String::new(),
    };
    let mut cells = vec![
        Cell::Count(row.seq),
        Cell::Text(happened.time.clone()),
        row.run.map_or(Cell::Empty, |run| Cell::Link { text: run.0.to_string(), to: Target::Run(run.0) }),
        actor(desk, row.actor.as_deref()),
        Cell::Text(words.text_or(&format!("event-{kind}"), kind)),
        row.event.tool().map_or(Cell::Empty, |tool| desk.tool_cell(tool)),
        Cell::Text(if is_hidden { words.text("reason-protected_hold") } else { ledger::gist(words, &told) }),
    ];
    if desk.lists_people() {
        let person = row.event.person().filter(|_| !is_hidden);
        cells.insert(5, person.map_or(Cell::Empty, |person| desk.person_cell(person)));
    }
    cells
}

/// Who did it: the account only where people are asked for, since it is somebody's; else only whether a human did.
fn actor(desk: &Desk<'_>, actor: Option<&str>) -> Cell {
    match actor {
        None => desk.text("actor-system"),
        Some(actor) if desk.lists_people() => Cell::Text(actor.to_owned()),
        Some(actor) => Cell::Text(actor.split(':').next().unwrap_or(actor).to_owned()),
    }
}
