//! The newest events of the ledger.

use super::Here;
use super::shape::{Block, Page};
use super::table::{Facet, Rows, key, options, plain};
use crate::plan::Event;
use crate::report::{Cell, EventRow, Target, gist};
use crate::seats::{SeatStep, WishState};
use crate::store::LedgerRow;
use crate::wording::collate::folded;
use std::collections::BTreeSet;

const COLUMNS: [&str; 8] = ["seq", "time", "run", "event", "person", "tool", "reason", "actor"];

/// The newest events.
#[must_use]
pub fn ledger(here: &Here<'_>) -> Page {
    let events: Vec<&LedgerRow> = here.view.events().collect();
    let rows = events_of(here, &events);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    let lead = Some(here.words.say("page-ledger-lead", &[("count", events.len().into())]));
    Page { title: here.text("page-ledger"), lead, sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

/// Events as rows. What an event says is put into words for those that somebody looks at: a page shows fifty of a thousand.
pub(super) fn events_of<'a>(here: &'a Here<'_>, events: &'a [&'a LedgerRow]) -> Rows<'a> {
    let words = |at: usize| move |row: usize| plain(&cell(here, (events[row], at)));
    let (kinds, tools): (BTreeSet<_>, BTreeSet<_>) =
        events.iter().map(|row| (row.event.kind().0, row.event.tool())).unzip();
    let kinds = kinds.into_iter().map(|kind| here.words.text_or(&format!("event-{kind}"), kind));
    let tools = tools.into_iter().flatten().map(|tool| here.view.names().tool(tool));
    let (is_kind, is_tool) = (words(3), words(5));
    let columns = here.columns(&COLUMNS);
    Rows {
        title: here.text("page-ledger"),
        count: events.len(),
        cells: Box::new(|row| (0..COLUMNS.len()).map(|at| cell(here, (events[row], at))).collect()),
        order: Box::new(|row, column| key(&cell(here, (events[row], column)))),
        matches: Box::new(|row, sought| {
            (0..COLUMNS.len()).any(|at| folded(&plain(&cell(here, (events[row], at)))).contains(sought))
        }),
        facets: vec![
            Facet {
                key: "event",
                title: columns[3].title.clone(),
                options: options(kinds),
                is: Box::new(move |row, value| is_kind(row) == value),
            },
            Facet {
                key: "tool",
                title: columns[5].title.clone(),
                options: options(tools),
                is: Box::new(move |row, value| is_tool(row) == value),
            },
        ],
        columns,
    }
}

/// One of an event's cells.
fn cell(here: &Here<'_>, (row, column): (&LedgerRow, usize)) -> Cell {
    let hidden = is_undecided(&row.event) && !here.view.shows_protected();
    match column {
        0 => Cell::Count(row.seq),
        1 => super::text(time(here, row)),
        2 => row.run.map_or(Cell::Empty, |run| Cell::Link { text: run.0.to_string(), to: Target::Run(run.0) }),
        3 => super::text(here.words.text_or(&format!("event-{}", row.event.kind().0), row.event.kind().0)),
        4 => match row.event.person().filter(|_| !hidden && here.sees_people()).map(|person| here.view.named(person)) {
            Some((text, Some(to))) => Cell::Link { text, to },
            Some((text, None)) => super::text(text),
            None => Cell::Empty,
        },
        5 => row.event.tool().map_or(Cell::Empty, |key| Cell::Link {
            text: here.view.names().tool(key),
            to: Target::Tool(key.to_string()),
        }),
        6 => {
            let body =
                if hidden { "protected_hold".into() } else { serde_json::to_value(&row.event).unwrap_or_default() };
            super::text(gist(here.words, &shown(row, (time(here, row), body))))
        }
        _ => row.actor.clone().map_or(Cell::Empty, super::text),
    }
}

/// An event as what is said of it wants it.
fn shown(row: &LedgerRow, (at, body): (String, serde_json::Value)) -> EventRow {
    EventRow {
        seq: row.seq,
        at,
        run: row.run.map(|run| run.0),
        actor: row.actor.clone(),
        kind: row.event.kind().0.to_owned(),
        person: None,
        tool: row.event.tool().map(ToString::to_string),
        body,
        seal: String::new(),
    }
}

fn time(here: &Here<'_>, row: &LedgerRow) -> String {
    row.at.to_zoned(here.view.setting().zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Does an event tell who needs a decision, or has one?
fn is_undecided(event: &Event) -> bool {
    match event {
        Event::Seat(SeatStep::Wish { wish, .. }) => wish.state == WishState::Held,
        Event::Decided { .. } => true,
        _ => false,
    }
}
