//! The first page: one sentence, what there is to do, the pools, and what changed (UX 4). No names on it.

use super::alerts::todo_of;
use super::pools::pools_sheet;
use super::shape::{Block, Link, Page, Todo, Tone};
use super::table::Rows;
use super::{Here, Role};
use crate::licence::ToolKey;
use crate::report::{Cell, Target};
use crate::store::Outcome;
use std::collections::BTreeMap;

/// So many things to do at most.
const THINGS_MAX: usize = 7;
/// And so many pools.
const POOLS_MAX: usize = 12;
/// And so many changes.
const CHANGES_MAX: usize = 8;

/// The first page.
#[must_use]
pub fn front(here: &Here<'_>) -> Page {
    let todo: Vec<Todo> = todo_of(here, &here.alerts());
    let open = todo.iter().filter(|one| one.tone != Tone::Calm).count();
    let urgent = todo.iter().filter(|one| one.tone == Tone::Urgent).count();
    let counted = here.words.say("todo-title", &[("count", open.into()), ("urgent", urgent.into())]);
    let more = Link { text: here.text("page-todo-all"), href: here.at("/alerts"), is_here: false };
    let shown: Vec<Todo> = todo.iter().take(THINGS_MAX).cloned().collect();
    let mut blocks = vec![Block::Todo {
        title: here.text("page-todo"),
        none: here.text("no-alerts"),
        more: (todo.len() > shown.len() || !todo.is_empty()).then_some(more),
        items: shown,
    }];
    let pools = pools_sheet(here);
    let mut table = Rows::of(&pools, &[]).glance(here, POOLS_MAX);
    table.pager = vec![Link { text: here.text("page-pools-all"), href: here.at("/pools"), is_here: false }];
    blocks.push(Block::Table(Box::new(table)));
    if here.view.is_whole() && here.role != Role::Reporter {
        blocks.push(Block::Table(Box::new(changes(here))));
    }
    Page { title: here.text("page-front"), lead: Some(format!("{} {counted}", went(here))), blocks, ..Page::default() }
}

/// How the newest run went, and when.
fn went(here: &Here<'_>) -> String {
    let Some(run) = here.view.newest_run() else { return here.text("page-no-run") };
    let at = run.started_at.to_zoned(here.view.setting().zone.clone());
    let is_today = at.date() == here.view.day();
    let time = if is_today { at.strftime("%H:%M").to_string() } else { at.strftime("%Y-%m-%d %H:%M").to_string() };
    let key = match run.outcome {
        Some(Outcome::Applied | Outcome::Unchanged) => "page-run-well",
        Some(Outcome::Held) => "page-run-held",
        Some(Outcome::Failed) | None => "page-run-failed",
    };
    here.words.say(key, &[("time", (&time).into())])
}

/// The latest changes, counted by kind and day: nobody's name, nor key, is on the first page.
fn changes(here: &Here<'_>) -> super::shape::Table {
    let zone = &here.view.setting().zone;
    let mut kinds: Vec<(String, &'static str, Option<&ToolKey>, i64)> = Vec::new();
    let mut known: BTreeMap<(String, &'static str, Option<&ToolKey>), usize> = BTreeMap::new();
    for row in here.view.events() {
        let minute = row.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let (kind, tool) = (row.event.kind().0, row.event.tool());
        let at = *known.entry((minute.clone(), kind, tool)).or_insert_with(|| {
            kinds.push((minute, kind, tool, 0));
            kinds.len() - 1
        });
        kinds[at].3 += 1;
    }
    let columns = here.columns(&["time", "event", "tool", "count"]);
    let row = |(minute, kind, tool, count): (String, &'static str, Option<&ToolKey>, i64)| {
        let tool = tool.map_or(Cell::Empty, |key| Cell::Link {
            text: here.view.names().tool(key),
            to: Target::Tool(key.to_string()),
        });
        vec![
            Cell::Text(minute),
            Cell::Text(here.words.text_or(&format!("event-{kind}"), kind)),
            tool,
            Cell::Count(count),
        ]
    };
    let rows = kinds.into_iter().take(CHANGES_MAX).map(row).collect();
    let sheet = crate::report::Sheet { title: here.text("page-changes"), columns, rows };
    let mut table = Rows::of(&sheet, &[]).glance(here, CHANGES_MAX);
    table.pager = vec![Link { text: here.text("page-ledger-all"), href: here.at("/ledger"), is_here: false }];
    table
}
