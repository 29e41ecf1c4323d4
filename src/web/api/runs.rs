//! Runs, what the guard holds, and the ledger: for who sees the whole organiser.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::plan::{Event, Scope};
use crate::report::{EventRow, gist};
use crate::seats::{SeatStep, WishState};
use crate::store::{HoldRow, LedgerRow, Outcome, RunRow};
use crate::wording::alert::{hold_kind, scope};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A run.
#[derive(Serialize, ToSchema)]
pub(super) struct Run {
    /// Its number.
    run: i64,
    /// When it began.
    #[schema(format = DateTime)]
    started_at: String,
    /// When it ended; null while it goes on, or when it was interrupted.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// How it went.
    #[schema(pattern = "^(applied|unchanged|held|failed|interrupted)$")]
    outcome: &'static str,
    /// What it did; null where it did not get so far.
    counts: Option<Counts>,
    /// Why it failed.
    error: Option<String>,
}

/// What a run did.
#[derive(Serialize, ToSchema)]
pub(super) struct Counts {
    /// Persons who came.
    added: Option<i64>,
    /// Persons who left.
    removed: Option<i64>,
    /// Persons who changed.
    changed: Option<i64>,
    /// Seats that were granted.
    granted: Option<i64>,
    /// Seats that were freed.
    freed: Option<i64>,
    /// Seats that went to another pool.
    moved: Option<i64>,
    /// Those who began to wait.
    waiting: Option<i64>,
    /// Those who may not have a seat yet.
    blocked: Option<i64>,
    /// Hashes of what was held.
    held: Vec<String>,
}

/// Something that the guard held.
#[derive(Serialize, ToSchema)]
pub(super) struct HoldAnswer {
    /// The run that held it first, or again.
    run: i64,
    /// Names exactly what is held: what a release lets through, and nothing else.
    hash: String,
    /// Of what it is.
    #[schema(pattern = "^(total|source|unit|pool|group)$")]
    of: &'static str,
    /// Id or key of that; null where it is the whole run.
    id: Option<String>,
    /// What is held, in a word.
    kind: Value,
    /// The same in words.
    text: String,
    /// How many.
    count: u64,
    /// Of how many.
    base: u64,
    /// The largest number that would have passed.
    limit: u64,
    /// What became of it.
    #[schema(pattern = "^(open|released|dropped|withdrawn)$")]
    state: &'static str,
    /// Since when.
    #[schema(format = DateTime)]
    state_at: String,
}

/// An event of the ledger.
#[derive(Serialize, ToSchema)]
pub(super) struct EventAnswer {
    /// Its number.
    seq: i64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// In which run; null for what a human did.
    run: Option<i64>,
    /// Who did it, where a human did.
    actor: Option<String>,
    /// What kind, in a word.
    kind: String,
    /// The person's key.
    person: Option<String>,
    /// Key of the tool.
    tool: Option<String>,
    /// Its gist, in words.
    gist: String,
}

pub(super) const RUNS: Shape = Shape { filters: &["outcome"], sorts: &["run", "started_at", "outcome"] };
pub(super) const HOLDS: Shape =
    Shape { filters: &["state", "kind", "of", "run"], sorts: &["run", "count", "state", "state_at"] };
pub(super) const LEDGER: Shape =
    Shape { filters: &["run", "kind", "tool", "actor"], sorts: &["seq", "kind", "tool", "actor"] };

/// The newest runs, newest first.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    here.view.is_whole().then(|| List::of(here.view.runs().iter().map(|run| row(here, run))))
}

/// One of them.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let number: i64 = parts.first()?.parse().ok()?;
    here.view.runs().iter().find(|run| run.id.0 == number).map(|run| value(&row(here, run)))
}

fn row(here: &Here<'_>, run: &RunRow) -> Run {
    let counts: Option<Value> = run.counts.as_deref().and_then(|counts| serde_json::from_str(counts).ok());
    Run {
        run: run.id.0,
        started_at: here.time(run.started_at),
        ended_at: run.ended_at.map(|at| here.time(at)),
        outcome: run.outcome.map_or("interrupted", Outcome::word),
        counts: counts.filter(|counts| !counts.is_null()).map(|counts| numbers(&counts)),
        error: run.error.clone(),
    }
}

fn numbers(counts: &Value) -> Counts {
    let number = |path: &str| counts.pointer(path).and_then(Value::as_i64);
    let held = counts.get("held").and_then(Value::as_array).into_iter().flatten();
    Counts {
        added: number("/roster/persons/added"),
        removed: number("/roster/persons/removed"),
        changed: number("/roster/persons/changed"),
        granted: number("/seats/granted"),
        freed: number("/seats/freed"),
        moved: number("/seats/moved"),
        waiting: number("/seats/waiting"),
        blocked: number("/seats/blocked"),
        held: held.filter_map(|hold| Some(hold.get("hash")?.as_str()?.to_owned())).collect(),
    }
}

/// What is and was held, newest change first. Whom it is about is told where it is decided, on the pages.
pub(super) fn holds<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    here.view.is_whole().then(|| List::of(here.view.holds().iter().map(|row| hold(here, row))))
}

fn hold(here: &Here<'_>, row: &HoldRow) -> HoldAnswer {
    let hold = &row.hold;
    let (of, id) = match &hold.scope {
        Scope::Total => ("total", None),
        Scope::Source(name) => ("source", Some(name.to_string())),
        Scope::Unit(id) => ("unit", Some(id.to_string())),
        Scope::Pool(key) => ("pool", Some(key.to_string())),
        Scope::Group(id) => ("group", Some(id.to_string())),
    };
    let place = scope(here.words, &here.view.names(), &hold.scope);
    HoldAnswer {
        run: row.run.0,
        hash: hold.hash.clone(),
        of,
        id,
        kind: value(&hold.kind),
        text: format!("{place}: {}", hold_kind(here.words, hold.kind)),
        count: hold.count,
        base: hold.base,
        limit: hold.limit,
        state: row.state.word(),
        state_at: here.time(row.state_at),
    }
}

/// The newest events, newest first.
pub(super) fn ledger<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    here.view.is_whole().then(|| List::of(here.view.events().map(|row| event(here, row))))
}

fn event(here: &Here<'_>, row: &LedgerRow) -> EventAnswer {
    // The list of all events must not tell who needs a decision (DOMAIN 7).
    let is_undecided = matches!(&row.event, Event::Seat(SeatStep::Wish { wish, .. }) if wish.state == WishState::Held);
    let hidden = is_undecided && !here.view.shows_protected();
    let kind = row.event.kind().0.to_owned();
    let body = if hidden { "protected_hold".into() } else { value(&row.event) };
    let (run, actor, tool) = (row.run.map(|run| run.0), row.actor.clone(), row.event.tool().map(ToString::to_string));
    let (at, seal) = (String::new(), String::new());
    let told =
        EventRow { seq: row.seq, at, run, actor: None, kind: kind.clone(), person: None, tool: None, body, seal };
    let person = row.event.person().filter(|_| !hidden && here.sees_people()).map(|person| here.view.named(person).0);
    let gist = gist(here.words, &told);
    EventAnswer { seq: row.seq, at: here.time(row.at), run, actor, kind, person, tool, gist }
}
