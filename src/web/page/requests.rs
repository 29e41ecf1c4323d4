//! Licence requests: the list of them, with how many are answered (REQUIREMENTS C3, C5).

use super::shape::{Block, Page};
use super::table::Rows;
use super::{Here, count, text};
use crate::report::{Cell, Sheet, Target, request_answer, summary_line};
use crate::request::{State, Summary};
use crate::web::world::RequestSeen;
use std::collections::BTreeMap;

/// So many lines of what waits are shown before the list itself.
const OPEN_MAX: usize = 20;

/// The requests.
#[must_use]
pub fn requests(here: &Here<'_>) -> Page {
    let mut all = here.view.requests();
    let summary = Summary::of(all.iter().map(|one| &one.request));
    // What is open comes first, and of that what is due first.
    all.sort_by_key(|one| (one.request.is_over(), one.line.due_on.is_none(), one.line.due_on, one.request.number));
    let sheet = sheet(here, &all);
    let rows = Rows::of(&sheet, &["state", "vendor", "tool"]);
    let mut blocks = vec![Block::Table(Box::new(rows.table(here)))];
    let open = open(here, &all);
    if !open.rows.is_empty() {
        let rows = Rows::of(&open, &[]);
        blocks.insert(0, Block::Table(Box::new(rows.glance(here, OPEN_MAX))));
    }
    let lead = Some(format!("{}.", summary_line(here.words, summary)));
    Page { title: here.text("page-requests"), lead, sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

/// What waits, by vendor and state: how many requests, and for how many working days the oldest of them has waited or is late.
fn open(here: &Here<'_>, all: &[RequestSeen]) -> Sheet {
    let mut waiting = BTreeMap::<(&str, State), (u32, u32)>::new();
    for one in all.iter().filter(|one| !one.request.is_over()) {
        let (count, longest) = waiting.entry((&one.line.vendor, one.line.state)).or_default();
        *count += 1;
        *longest = (*longest).max(one.line.late).max(one.line.unanswered_for);
    }
    let row = |((vendor, at), (number, longest)): ((&str, State), (u32, u32))| {
        let longest = if longest > 0 { count(longest) } else { Cell::Empty };
        vec![text(vendor), text(state(here, at)), count(number), longest]
    };
    let columns = here.columns(&["vendor", "state", "requests", "longest"]);
    Sheet { title: here.text("page-requests-open"), columns, rows: waiting.into_iter().map(row).collect() }
}

fn sheet(here: &Here<'_>, all: &[RequestSeen]) -> Sheet {
    let keys = [
        "request",
        "vendor",
        "tool",
        "units",
        "users",
        "sent",
        "wanted",
        "confirmed",
        "response",
        "deadline",
        "workdays",
    ];
    let row = |one: &RequestSeen| {
        let line = &one.line;
        let number = line.number.to_string();
        vec![
            Cell::Link { text: number.clone(), to: Target::Request(number) },
            vendor(here, one),
            tool(here, one),
            text(units(&line.units)),
            count(line.users),
            line.sent_on.map_or(Cell::Empty, Cell::Day),
            line.wanted_on.map_or(Cell::Empty, Cell::Day),
            line.confirmed_on.map_or(Cell::Empty, Cell::Day),
            text(answer(here, one)),
            line.due_on.map_or(Cell::Empty, Cell::Day),
            line.days_left.map_or(Cell::Empty, |days| Cell::Count(days.into())),
            text(state(here, line.state)),
        ]
    };
    let columns = [here.columns(&keys), here.columns(&["state"])].concat();
    Sheet { title: here.text("page-requests"), columns, rows: all.iter().map(row).collect() }
}

/// The first two units, and how many more there are.
fn units(names: &[String]) -> String {
    match names {
        [] | [_] | [_, _] => names.join(", "),
        [first, second, rest @ ..] => format!("{first}, {second} +{}", rest.len()),
    }
}

fn answer(here: &Here<'_>, one: &RequestSeen) -> String {
    if one.line.answers == [0, 0] { String::new() } else { request_answer(here.words, &one.line, here.view.day()) }
}

/// Where a request is, without how long: so that it can be chosen.
pub(super) fn state(here: &Here<'_>, state: State) -> String {
    here.words.say(&format!("request-state-{}", state.word()), &[("late", 0_u32.into()), ("days", 0_u32.into())])
}

/// The vendor, with a way to its page where there is one for the visitor.
pub(super) fn vendor(here: &Here<'_>, one: &RequestSeen) -> Cell {
    let of = here.view.catalogue().tools.get(&one.request.tool).filter(|tool| here.view.sees_tool(&tool.key));
    let page = of.filter(|tool| *tool.vendor == *one.line.vendor);
    match page {
        Some(tool) => Cell::Link { text: one.line.vendor.clone(), to: Target::Vendor(tool.vendor.to_string()) },
        None => text(&*one.line.vendor),
    }
}

/// The tool, in the same way.
pub(super) fn tool(here: &Here<'_>, one: &RequestSeen) -> Cell {
    match here.view.tools().any(|tool| tool.key == one.request.tool) {
        true => Cell::Link { text: one.line.tool.clone(), to: Target::Tool(one.request.tool.to_string()) },
        false => text(&*one.line.tool),
    }
}
