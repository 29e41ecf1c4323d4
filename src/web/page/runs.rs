//! The runs, one of them, and what the guard holds.

use super::ledger::events_of;
use super::shape::{Block, Form, Link, Number, Page, Tone};
use super::table::Rows;
use super::{Here, text};
use crate::report::{Cell, RunRow, Sheet, Target, run_changes};
use crate::store::{HoldRow, HoldState, LedgerRow, Outcome};
use crate::wording::alert::{held_people, hold_kind, scope};

/// The newest runs; none for who does not see the whole organiser.
#[must_use]
pub fn runs(here: &Here<'_>) -> Option<Page> {
    here.view.is_whole().then_some(())?;
    let row = |run: &crate::store::RunRow| {
        let shown = shown(here, run);
        vec![
            Cell::Link { text: run.id.0.to_string(), to: Target::Run(run.id.0) },
            text(shown.started_at.clone()),
            lasted(run).map_or(Cell::Empty, text),
            text(here.text(&format!("outcome-{}", shown.outcome))),
            text(run_changes(here.words, &shown)),
        ]
    };
    let sheet = Sheet {
        title: here.text("page-runs"),
        columns: here.columns(&["run", "started", "lasted", "outcome", "changes"]),
        rows: here.view.runs().iter().map(row).collect(),
    };
    let rows = Rows::of(&sheet, &["outcome"]);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    Some(Page { title: here.text("page-runs"), sheet: rows.taken(here.asked), blocks, ..Page::default() })
}

fn shown(here: &Here<'_>, run: &crate::store::RunRow) -> RunRow {
    let zone = &here.view.setting().zone;
    let time = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    RunRow {
        run: run.id.0,
        started_at: time(run.started_at),
        ended_at: run.ended_at.map(time),
        outcome: run.outcome.map_or("interrupted", Outcome::word).to_owned(),
        counts: run.counts.as_deref().and_then(|counts| serde_json::from_str(counts).ok()).unwrap_or_default(),
        error: run.error.clone(),
    }
}

/// How long a run took.
fn lasted(run: &crate::store::RunRow) -> Option<String> {
    let milliseconds = run.ended_at?.as_millisecond() - run.started_at.as_millisecond();
    let (minutes, seconds) = (milliseconds / 60_000, milliseconds % 60_000 / 1000);
    Some(match (minutes, seconds) {
        (0, 0) => "< 1 s".to_owned(),
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    })
}

/// One run: what it did, what it held, and its plan as the ledger tells it.
#[must_use]
pub fn run(here: &Here<'_>, number: i64) -> Option<Page> {
    let run = here.view.runs().iter().find(|run| run.id.0 == number)?;
    let shown = shown(here, run);
    let outcome = here.text(&format!("outcome-{}", shown.outcome));
    let lead = here.words.say("page-run-lead", &[("time", (&shown.started_at).into()), ("outcome", (&outcome).into())]);
    let mut blocks = vec![Block::Numbers(numbers(here, &shown.counts))];
    if let Some(error) = &shown.error {
        blocks.insert(0, Block::Text { title: Some(here.text("page-why-failed")), text: vec![error.clone()] });
    }
    let hashes: Vec<&str> =
        shown.counts["held"].as_array().into_iter().flatten().filter_map(|h| h["hash"].as_str()).collect();
    let held: Vec<&HoldRow> =
        here.view.holds().iter().filter(|row| row.run.0 == number || hashes.contains(&&*row.hold.hash)).collect();
    if !held.is_empty() {
        let mut sheet = holds_sheet(here, &held);
        sheet.title = here.text("page-holds");
        blocks.push(Block::Table(Box::new(Rows::of(&sheet, &[]).glance(here, 100))));
    }
    let events: Vec<&LedgerRow> = here.view.events().filter(|row| row.run.is_some_and(|run| run.0 == number)).collect();
    let rows = Rows { title: here.text("page-run-plan"), ..events_of(here, &events) };
    blocks.push(Block::Table(Box::new(rows.table(here))));
    let way = vec![Link { text: here.text("page-runs"), href: here.at("/runs"), is_here: false }];
    let title = here.words.say("page-run", &[("run", (&number.to_string()).into())]);
    Some(Page { title, lead: Some(lead), way, sheet: rows.taken(here.asked), blocks })
}

fn numbers(here: &Here<'_>, counts: &serde_json::Value) -> Vec<Number> {
    let number = |key: &str, path: &str| {
        let value = counts.pointer(path)?.as_i64()?;
        let label = here.text(&format!("page-count-{key}"));
        Some(Number { label, value: here.number(value), note: None, tone: Tone::Calm })
    };
    let all = [
        ("added", "/roster/persons/added"),
        ("removed", "/roster/persons/removed"),
        ("changed", "/roster/persons/changed"),
        ("granted", "/seats/granted"),
        ("freed", "/seats/freed"),
        ("moved", "/seats/moved"),
        ("waiting", "/seats/waiting"),
        ("blocked", "/seats/blocked"),
        ("letters", "/letters"),
    ];
    all.into_iter().filter_map(|(key, path)| number(key, path)).collect()
}

/// What the guard holds, with what can be decided about it.
#[must_use]
pub fn holds(here: &Here<'_>) -> Option<Page> {
    here.view.is_whole().then_some(())?;
    let mut blocks = Vec::new();
    let open: Vec<&HoldRow> = here.view.holds().iter().filter(|row| row.state == HoldState::Open).collect();
    for row in &open {
        blocks.push(decide(here, row));
    }
    if open.is_empty() {
        blocks.push(Block::Text { title: None, text: vec![here.text("no-holds")] });
    }
    let sheet = holds_sheet(here, &here.view.holds().iter().collect::<Vec<_>>());
    let rows = Rows::of(&sheet, &["state"]);
    blocks.push(Block::Table(Box::new(rows.table(here))));
    let lead = Some(here.text("page-holds-lead"));
    Some(Page { title: here.text("page-holds"), lead, sheet: rows.taken(here.asked), blocks, ..Page::default() })
}

/// A hold, and what may be decided.
fn decide(here: &Here<'_>, row: &HoldRow) -> Block {
    let hold = &row.hold;
    let (kind, place) = (hold_kind(here.words, hold.kind), scope(here.words, &here.view.names(), &hold.scope));
    let [count, base, limit] = [hold.count, hold.base, hold.limit];
    let title = format!("{place}: {kind}");
    let fills = [("count", count.into()), ("base", base.into()), ("limit", limit.into())];
    let mut text = vec![here.words.say("page-hold-text", &fills)];
    text.extend(held_people(here.words, hold).into_iter().map(|line| line.trim().to_owned()));
    if !here.acts() {
        return Block::Text { title: Some(title), text };
    }
    Block::Form(Form {
        title,
        text: text.join(" "),
        action: here.at("/holds"),
        hidden: vec![("hash", hold.hash.clone())],
        ticks: Vec::new(),
        fields: Vec::new(),
        buttons: vec![("release", here.text("page-release")), ("drop", here.text("page-drop"))],
    })
}

fn holds_sheet(here: &Here<'_>, rows: &[&HoldRow]) -> Sheet {
    let number = |n: u64| Cell::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let zone = &here.view.setting().zone;
    let row = |row: &&HoldRow| {
        let at = row.state_at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        vec![
            Cell::Link { text: row.run.0.to_string(), to: Target::Run(row.run.0) },
            text(scope(here.words, &here.view.names(), &row.hold.scope)),
            text(hold_kind(here.words, row.hold.kind)),
            number(row.hold.count),
            number(row.hold.base),
            number(row.hold.limit),
            text(here.text(&format!("hold-{}", row.state.word()))),
            text(at),
        ]
    };
    let columns = here.columns(&["run", "scope", "kind", "count", "base", "limit", "state", "time"]);
    Sheet { title: here.text("page-holds-all"), columns, rows: rows.iter().map(row).collect() }
}
