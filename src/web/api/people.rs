//! People: who is in a pool, at a unit, or without a seat, and one person with the whole chain of why. They stand under their
//! key, with no more than pages show.

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::roster::Person;
use crate::seats::explain::{Explanation, Outcome};
use crate::web::world::{Being, Entry, PoolLine, Whose};
use crate::wording::explain::told;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Somebody's seat or wish in a pool.
#[derive(Serialize, ToSchema)]
pub(super) struct SeatRow {
    /// The person's key.
    person: String,
    /// The number under which the person is asked for; null for who is in the roster no more.
    number: Option<i64>,
    /// The name; null for who is gone, and of whom it is protected.
    name: Option<String>,
    /// Is the identity protected?
    protected: bool,
    /// Id of the first unit, where it is known.
    unit: Option<String>,
    /// Its name.
    unit_name: Option<String>,
    /// Key of the pool.
    pool: String,
    /// Key of the tool.
    tool: String,
    /// `assigned`, `grace`, `waiting`, `blocked`, `held`, `starting` or `dormant`.
    #[schema(pattern = "^(assigned|grace|waiting|blocked|held|starting|dormant)$")]
    state: &'static str,
    /// The first day of the seat, or of waiting.
    since: Date,
    /// The last day, where that is known.
    until: Option<Date>,
    /// The place in the queue, from 1, for who waits.
    place: Option<u32>,
    /// Why there is no seat.
    reason: Option<&'static str>,
}

/// Somebody at a unit.
#[derive(Serialize, ToSchema)]
pub(super) struct MemberRow {
    /// The person's key.
    person: String,
    /// The number under which the person is asked for.
    number: Option<i64>,
    /// The name; null of whom it is protected.
    name: Option<String>,
    /// Is the identity protected?
    protected: bool,
    /// What the person is today.
    roles: Vec<RoleRow>,
}

/// What somebody is.
#[derive(Serialize, ToSchema, PartialEq)]
pub(super) struct RoleRow {
    /// Id of the unit, where it is one that the token's account sees.
    unit: Option<String>,
    /// `pupil`, or the word of the work.
    role: String,
    /// A pupil's year, where it is known.
    school_year: Option<u8>,
}

/// One person, and why there is a seat or none.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonAnswer {
    /// The person's key.
    person: String,
    /// The number.
    number: i64,
    /// The name; null of whom it is protected.
    name: Option<String>,
    /// Is the identity protected?
    protected: bool,
    /// Does the roster have a mail address?
    has_email: bool,
    /// What the person is, now or on a coming day, where the token's account sees it.
    roles: Vec<RoleRow>,
    /// For each tool that is for the person: why there is a seat or none.
    tools: Vec<Why>,
    /// Keys of the tools that are not for the person.
    not_for: Vec<String>,
}

/// Why somebody has a seat of a tool, or has none.
#[derive(Serialize, ToSchema)]
pub(super) struct Why {
    /// Key of the tool.
    tool: String,
    /// Is there a seat?
    has_seat: bool,
    /// What came of it, in a word, as `explain --json` has it.
    outcome: String,
    /// The same in words.
    text: String,
    /// The chain, link by link.
    steps: Vec<Step>,
    /// What proves it, and what would help.
    notes: Vec<String>,
}

/// A link of the chain.
#[derive(Serialize, ToSchema)]
pub(super) struct Step {
    /// Does it hold?
    ok: bool,
    /// What it says.
    text: String,
}

const SORTS: &[&str] = &["person", "name", "unit", "pool", "state", "place", "since", "until", "reason"];
pub(super) const SEATS: Shape = Shape { filters: &["state", "pool", "tool", "unit", "reason"], sorts: SORTS };
pub(super) const MEMBERS: Shape = Shape { filters: &[], sorts: &["person", "name"] };

/// These, as they stand.
pub(super) fn seats<'a>(here: &Here<'a>, (pools, entries): (Vec<PoolLine>, Vec<(usize, Entry)>)) -> List<'a> {
    let (view, all) = (here.view, std::rc::Rc::new((pools, entries)));
    let [rows, fields, found] = std::array::from_fn(|_| std::rc::Rc::clone(&all));
    let lines = view.lines();
    List {
        count: all.1.len(),
        row: Box::new(move |at| {
            let (pool, entry) = &rows.1[at];
            value(&seat(view.lines().line(entry.who), (&rows.0[*pool], entry)))
        }),
        field: Box::new(move |at, name| {
            let (pool, entry) = &fields.1[at];
            let pool = &fields.0[*pool];
            match name {
                "person" => lines.by_key(entry.who).into(),
                "name" => lines.by_name(entry.who).into(),
                "unit" => lines.line(entry.who).unit.map(|(id, _)| id.to_string()).into(),
                "pool" => pool.key.as_str().into(),
                "tool" => pool.tool.as_str().into(),
                "state" => entry.being.word().into(),
                "reason" => entry.reason.map(|reason| reason.word()).into(),
                "place" => Some(entry.place).filter(|place| *place > 0).into(),
                "since" => Some(number(entry.since)).into(),
                "until" => entry.until.map(number).into(),
                _ => Value::Null,
            }
        }),
        matches: Box::new(move |at, sought| view.lines().matches(found.1[at].1.who, sought)),
    }
}

/// A day as a number, to be ordered by.
fn number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn seat(line: crate::web::world::PersonLine, (pool, entry): (&PoolLine, &Entry)) -> SeatRow {
    let (unit, unit_name) = line.unit.map(|(id, name)| (id.to_string(), name)).unzip();
    SeatRow {
        person: line.key,
        number: line.number,
        name: line.name,
        protected: line.is_protected,
        unit,
        unit_name,
        pool: pool.key.to_string(),
        tool: pool.tool.to_string(),
        state: entry.being.word(),
        since: entry.since,
        until: entry.until,
        place: Some(entry.place).filter(|place| *place > 0),
        reason: entry.reason.map(|reason| reason.word()),
    }
}

/// Everyone who waits, is blocked, or needs a decision, of every pool.
pub(super) fn waiting<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    let lacks = |entry: &Entry| matches!(entry.being, Being::Waiting | Being::Blocked | Being::Held);
    let pools = here.view.pools();
    let mut all: Vec<(usize, Entry)> = Vec::new();
    for (at, pool) in pools.iter().enumerate() {
        all.extend(here.view.entries(&pool.key).into_iter().filter(lacks).map(|entry| (at, entry)));
    }
    Some(seats(here, (pools, all)))
}

/// Who is at a unit.
pub(super) fn at_unit<'a>(here: &Here<'a>, parts: &[String]) -> Option<List<'a>> {
    let unit = parts.first()?;
    here.view.unit(unit)?;
    let people: std::rc::Rc<[Whose]> = here.view.people_at(unit).into();
    let [rows, fields, found] = std::array::from_fn(|_| std::rc::Rc::clone(&people));
    let (view, lines, of) = (here.view, here.view.lines(), Of { view: here.view });
    Some(List {
        count: people.len(),
        row: Box::new(move |at| {
            let line = view.lines().line(rows[at]);
            let (number, name, protected) = (line.number, line.name, line.is_protected);
            let roles = view.lines().person(rows[at]).map(|person| of.roles(person, When::Today)).unwrap_or_default();
            value(&MemberRow { person: line.key, number, name, protected, roles })
        }),
        field: Box::new(move |at, name| match name {
            "name" => lines.by_name(fields[at]).into(),
            _ => lines.by_key(fields[at]).into(),
        }),
        matches: Box::new(move |at, sought| view.lines().matches(found[at], sought)),
    })
}

/// On which days roles are told.
#[derive(Clone, Copy, PartialEq)]
enum When {
    Today,
    TodayAndLater,
}

/// What somebody sees of people's roles.
struct Of<'a> {
    view: &'a crate::web::world::View,
}

impl Of<'_> {
    fn roles(&self, person: &Person, when: When) -> Vec<RoleRow> {
        let day = self.view.day();
        let counts = |period: crate::roster::Period| match when {
            When::Today => period.covers(day),
            When::TodayAndLater => !period.ended_before(day),
        };
        let seen = |unit: &crate::roster::UnitId| self.view.unit(unit.as_str()).map(|line| line.unit.id.to_string());
        let mut roles: Vec<RoleRow> = Vec::new();
        for one in person.enrolments.iter().filter(|one| counts(one.period)) {
            let Some(unit) = seen(&one.unit) else { continue };
            roles.push(RoleRow { unit: Some(unit), role: "pupil".to_owned(), school_year: one.school_year });
        }
        for one in person.duties.iter().filter(|one| counts(one.period)) {
            let unit = one.unit.as_ref().map(seen);
            if unit != Some(None) {
                roles.push(RoleRow { unit: unit.flatten(), role: one.role.to_string(), school_year: None });
            }
        }
        roles.dedup();
        roles
    }
}

/// One person.
pub(super) fn one(here: &Here<'_>, parts: &[String]) -> Option<Value> {
    let number = parts.first()?.parse().ok()?;
    let (person, line) = (here.view.person(number)?, here.view.person_line(number)?);
    let (mut tools, mut not_for) = (Vec::new(), Vec::new());
    for (tool, answer) in here.view.why(number, &here.fetched.freed) {
        match answer.outcome {
            Outcome::NotEntitled => not_for.push(tool.key.to_string()),
            _ => tools.push(why(here, tool.key.to_string(), &answer)),
        }
    }
    Some(value(&PersonAnswer {
        person: line.key,
        number,
        name: line.name,
        protected: line.is_protected,
        has_email: person.email.is_some(),
        roles: Of { view: here.view }.roles(person, When::TodayAndLater),
        tools,
        not_for,
    }))
}

fn why(here: &Here<'_>, tool: String, answer: &Explanation) -> Why {
    let said = told(here.words, answer, here.view.day());
    let outcome = value(&answer.outcome);
    Why {
        tool,
        has_seat: answer.outcome.has_seat(),
        outcome: outcome.get("outcome").and_then(Value::as_str).unwrap_or_default().to_owned(),
        text: said.outcome,
        steps: said.steps.into_iter().map(|(ok, text)| Step { ok, text }).collect(),
        notes: said.notes,
    }
}
