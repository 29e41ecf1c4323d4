//! The newest events of the ledger.

use super::Here;
use super::shape::{Block, Page};
use super::table::Rows;
use crate::plan::Event;
use crate::report::{Cell, EventRow, Sheet, Target, gist};
use crate::seats::{SeatStep, WishState};
use crate::store::LedgerRow;

/// The newest events.
#[must_use]
pub fn ledger(here: &Here<'_>) -> Page {
    let sheet = events_sheet(here, here.view.events());
    let rows = Rows::of(&sheet, &["event", "tool"]);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    let lead = Some(here.words.say("page-ledger-lead", &[("count", sheet.rows.len().into())]));
    Page { title: here.text("page-ledger"), lead, sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

/// Events as rows.
pub(super) fn events_sheet<'a>(here: &Here<'_>, events: impl Iterator<Item = &'a LedgerRow>) -> Sheet {
    let zone = &here.view.setting().zone;
    let row = |row: &LedgerRow| {
        let hidden = is_undecided(&row.event) && !here.view.shows_protected();
        let shown = EventRow {
            seq: row.seq,
            at: row.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            run: row.run.map(|run| run.0),
            actor: row.actor.clone(),
            kind: row.event.kind().0.to_owned(),
            person: None,
            tool: row.event.tool().map(ToString::to_string),
            body: if hidden { "protected_hold".into() } else { serde_json::to_value(&row.event).unwrap_or_default() },
            seal: String::new(),
        };
        let person = row.event.person().filter(|_| !hidden && here.sees_people()).map(|person| here.view.named(person));
        let person = match person {
            Some((text, Some(to))) => Cell::Link { text, to },
            Some((text, None)) => super::text(text),
            None => Cell::Empty,
        };
        let tool = row.event.tool().map_or(Cell::Empty, |key| Cell::Link {
            text: here.view.names().tool(key),
            to: Target::Tool(key.to_string()),
        });
        vec![
            Cell::Count(row.seq),
            super::text(shown.at.clone()),
            shown.run.map_or(Cell::Empty, |run| Cell::Link { text: run.to_string(), to: Target::Run(run) }),
            super::text(here.words.text_or(&format!("event-{}", shown.kind), &shown.kind)),
            person,
            tool,
            super::text(gist(here.words, &shown)),
            shown.actor.map_or(Cell::Empty, super::text),
        ]
    };
    Sheet {
        title: here.text("page-ledger"),
        columns: here.columns(&["seq", "time", "run", "event", "person", "tool", "reason", "actor"]),
        rows: events.map(row).collect(),
    }
}

/// Does an event tell who needs a decision?
fn is_undecided(event: &Event) -> bool {
    matches!(event, Event::Seat(SeatStep::Wish { wish, .. }) if wish.state == WishState::Held)
}
