//! One licence request: where it is, what must be in place, each unit with its code and answer, what came, and what was done.

use super::ledger::events_of;
use super::requests::{state, tool, vendor};
use super::shape::{Block, Form, Link, Number as Figure, Page, Shown, Tone};
use super::table::Rows;
use super::{Here, Role, count, text};
use crate::plan::Event;
use crate::report::{Cell, Sheet, Target, request_state};
use crate::request::{Condition, Deed, Delivered, Met, Number, Request, Role as Kind, Says, State, UnitLine};
use crate::roster::UnitId;
use crate::web::world::RequestSeen;
use jiff::civil::Date;

/// So many events of its own are shown.
const EVENTS_MAX: usize = 40;

/// One request; none where nothing of it is the visitor's.
#[must_use]
pub fn request(here: &Here<'_>, number: &str) -> Option<Page> {
    let one = here.view.request(number.parse::<Number>().ok()?)?;
    let units = units(here, &one);
    let rows = Rows::of(&units, &[]);
    let mut blocks = vec![Block::Numbers(figures(here, &one)), facts(here, &one)];
    blocks.push(Block::Table(Box::new(rows.table(here))));
    blocks.push(Block::Table(Box::new(Rows::of(&checklist(here, &one.request), &[]).glance(here, 10))));
    if !one.request.delivered.is_empty() {
        blocks.push(Block::Table(Box::new(Rows::of(&deliveries(here, &one.request), &[]).glance(here, 200))));
    }
    blocks.extend(forms(here, &one));
    blocks.push(Block::Table(Box::new(Rows::of(&history(here, &one.request), &[]).glance(here, 200))));
    if here.view.is_whole() && here.role != Role::Reporter {
        let is_own = |event: &Event| matches!(event, Event::Request { number: of, .. } if of == number);
        let events: Vec<_> = here.view.events().filter(|row| is_own(&row.event)).take(EVENTS_MAX).collect();
        let events = Rows { title: here.text("page-history"), ..events_of(here, &events) };
        blocks.push(Block::Table(Box::new(events.glance(here, EVENTS_MAX))));
    }
    let way = vec![Link { text: here.text("page-requests"), href: here.at("/requests"), is_here: false }];
    let lead = Some(format!("{}: {}.", one.line.tool, request_state(here.words, &one.line)));
    Some(Page { title: number.to_owned(), lead, way, sheet: rows.taken(here.asked), blocks })
}

fn figures(here: &Here<'_>, one: &RequestSeen) -> Vec<Figure> {
    let line = &one.line;
    let tone = match line.state {
        State::Overdue => Tone::Urgent,
        State::Unanswered => Tone::Warn,
        State::Delivered => Tone::Good,
        _ => Tone::Calm,
    };
    let figure = |key: &str, value: String, tone: Tone| {
        let label = here.text(&format!("page-head-{key}"));
        Figure { label, value, note: None, tone }
    };
    let day = |day: Option<Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let mut figures = vec![
        figure("state", state(here, line.state), tone),
        figure("deadline", day(line.due_on), Tone::Calm),
        figure("users", here.number(line.users.into()), Tone::Calm),
    ];
    if let Some(left) = line.days_left {
        figures.insert(2, figure("workdays", here.number(left.into()), Tone::Calm));
    } else if line.unanswered_for > 0 {
        figures.insert(2, figure("waited", here.number(line.unanswered_for.into()), Tone::Calm));
    }
    figures
}

fn facts(here: &Here<'_>, one: &RequestSeen) -> Block {
    let (request, office) = (&one.request, &here.view.setting().office);
    let shown = |cell: Cell| here.shown(&cell);
    let day = |day: Option<Date>| shown(day.map_or(Cell::Empty, Cell::Day));
    let contact = |(title, address): &(String, String)| shown(text(format!("{title}, {address}")));
    let own = request.body.contacts.iter().filter_map(|key| office.contacts.get(key.as_str()));
    let theirs = office.vendors.get(request.vendor.as_str()).map(|vendor| &vendor.contacts);
    let mut facts: Vec<(String, Vec<Shown>)> = vec![
        (here.text("head-vendor"), vec![shown(vendor(here, one))]),
        (here.text("page-vendor-address"), theirs.into_iter().flatten().map(contact).collect()),
        (here.text("head-tool"), vec![shown(tool(here, one))]),
        (
            here.text("page-head-what"),
            vec![shown(text(here.text(&format!("request-kind-{}", request.body.kind.word()))))],
        ),
        (here.text("page-head-made"), vec![day(Some(request.made_on))]),
        (here.text("page-head-sent"), vec![day(request.sent_on)]),
        (here.text("page-head-wanted"), vec![day(request.body.wanted_on)]),
        (here.text("page-head-confirmed"), vec![day(request.confirmed_on())]),
        (here.text("page-head-delayed"), request.delayed_to().map(|to| day(Some(to))).into_iter().collect()),
        (here.text("page-own-contact"), own.map(contact).collect()),
    ];
    if let Some(platform) = &request.body.platform {
        facts.push((here.text("page-platform"), vec![shown(text(platform.as_str()))]));
    }
    facts.retain(|(_, values)| !values.is_empty());
    Block::Facts { title: None, facts }
}

/// The name of a unit that the request names.
fn name(request: &Request, unit: &UnitId) -> String {
    request.body.unit(unit).map(|line| line.name.to_string()).unwrap_or_default()
}

/// The units: each with its code, how many users, the answer, and what came.
fn units(here: &Here<'_>, one: &RequestSeen) -> Sheet {
    let request = &one.request;
    let terms = here.view.setting().office.terms();
    let row = |line: &UnitLine| {
        let answer = request.answers.get(&line.id);
        let came = request.delivered.iter().find(|one| one.units.contains(&line.id));
        // A code that was agreed on since then is the unit's by now.
        let now =
            here.view.unit(line.id.as_str()).and_then(|own| own.unit.code.filter(|_| line.code.digits().is_none()));
        let (code, status) = match (&now, line.code.digits()) {
            (Some(code), _) => (text(&**code), here.text("code-status-fictitious")),
            (None, Some(digits)) => (text(digits.to_string()), here.text(&format!("code-status-{}", line.code.word()))),
            (None, None) => (Cell::Unknown, here.text("code-status-missing")),
        };
        vec![
            match here.view.unit(line.id.as_str()) {
                Some(_) => Cell::Link { text: line.name.to_string(), to: Target::Unit(line.id.to_string()) },
                None => text(line.name.to_string()),
            },
            code,
            text(status),
            count(line.of_role(Kind::Pupil)),
            count(line.of_role(Kind::Staff)),
            answer.map_or(Cell::Empty, |answer| text(here.text(&format!("request-says-{}", answer.says.word())))),
            answer.map_or(Cell::Empty, |answer| Cell::Day(answer.on)),
            request.due_of(&line.id, terms).map_or(Cell::Empty, Cell::Day),
            came.map_or(Cell::Empty, |came| Cell::Day(came.on)),
        ]
    };
    let keys = &["unit", "code", "code_status", "pupils", "staff", "response", "answered", "deadline", "delivered"];
    Sheet {
        title: here.text("head-units"),
        columns: here.columns(keys),
        rows: request.body.units.iter().map(row).collect(),
    }
}

/// What must be in place, and what somebody went on without.
fn checklist(here: &Here<'_>, request: &Request) -> Sheet {
    let row = |one: &Condition| {
        let (word, reason) = match &one.met {
            Met::Met => ("met", Cell::Empty),
            Met::Missing => ("missing", Cell::Empty),
            Met::Overridden { reason } => ("overridden", text(&**reason)),
        };
        let what = here.text(&format!("request-what-{}", one.what.word()));
        vec![text(what), text(here.text(&format!("request-met-{word}"))), reason]
    };
    let columns = here.columns(&["what", "met", "reason"]);
    Sheet { title: here.text("page-checklist"), columns, rows: request.conditions.iter().map(row).collect() }
}

/// What came. How many seats a batch has is told to whoever sees all its units.
fn deliveries(here: &Here<'_>, request: &Request) -> Sheet {
    let homes = here.view.catalogue().homes();
    let row = |one: &Delivered| {
        let pool = homes.get(&one.batch).and_then(|key| here.view.pool(key.as_str()));
        let names: Vec<String> = one.units.iter().map(|unit| name(request, unit)).collect();
        vec![
            text(one.batch.as_str()),
            text(names.join(", ")),
            match (here.view.is_whole(), one.seats) {
                (false, _) => Cell::Empty,
                (true, None) => Cell::Unlimited,
                (true, Some(seats)) => count(seats),
            },
            Cell::Day(one.on),
            pool.map_or(Cell::Empty, |pool| Cell::Link { text: pool.name, to: Target::Pool(pool.key.to_string()) }),
        ]
    };
    let columns = here.columns(&["batch", "units", "seats", "day", "pool"]);
    Sheet { title: here.text("page-deliveries"), columns, rows: request.delivered.iter().map(row).collect() }
}

/// What was done, as the request itself has it.
fn history(here: &Here<'_>, request: &Request) -> Sheet {
    let mut rows: Vec<(Date, String, String)> = Vec::new();
    let mut push =
        |on: Date, key: &str, about: String| rows.push((on, here.text(&format!("request-deed-{key}")), about));
    push(request.made_on, "new", String::new());
    if let Some(on) = request.sent_on {
        push(on, "sent", String::new());
    }
    for (unit, answer) in &request.answers {
        let by = here.text(&format!("request-by-{}", answer.by.word()));
        push(answer.on, if answer.says == Says::Yes { "yes" } else { "no" }, format!("{} ({by})", name(request, unit)));
    }
    for one in &request.delivered {
        let units: Vec<String> = one.units.iter().map(|unit| name(request, unit)).collect();
        push(one.on, "delivered", format!("{}: {}", one.batch, units.join(", ")));
    }
    for named in &request.named {
        let by = here.text(&format!("request-by-{}", named.by.word()));
        let about = match named.delay.as_deref() {
            None | Some("") => format!("{} ({by})", named.on),
            Some(reason) => format!("{} ({by}): {reason}", named.on),
        };
        push(named.said_on, if named.delay.is_some() { "delayed" } else { "confirmed" }, about);
    }
    for (_, on) in &request.reminded {
        push(*on, "reminded", String::new());
    }
    for one in request.reasons.iter().filter(|one| one.of != Deed::Withdrawn) {
        push(one.on, one.of.word(), one.text.clone());
    }
    if let Some(on) = request.withdrawn_on {
        let why = request.reasons.iter().rev().find(|one| one.of == Deed::Withdrawn);
        push(on, "withdrawn", why.map(|why| why.text.clone()).unwrap_or_default());
    }
    rows.sort_by_key(|(on, ..)| *on);
    let row = |(on, what, about): (Date, String, String)| vec![Cell::Day(on), text(what), text(about)];
    let columns = here.columns(&["day", "what", "about"]);
    Sheet { title: here.text("page-request-history"), columns, rows: rows.into_iter().map(row).collect() }
}

/// What an administrator can do about it.
fn forms(here: &Here<'_>, one: &RequestSeen) -> Vec<Block> {
    let request = &one.request;
    if !here.acts() || request.sent_on.is_none() || request.is_over() {
        return Vec::new();
    }
    let form = |key: &str, asked: Fields, deeds: &[&'static str]| {
        let (ticks, fields) = asked;
        Block::Form(Form {
            title: here.text(&format!("page-request-{key}")),
            text: here.text(&format!("page-request-{key}-text")),
            action: here.at(&format!("/requests/{}", request.number)),
            hidden: vec![("revision", one.revision.to_string())],
            ticks,
            fields,
            buttons: deeds.iter().map(|deed| (*deed, here.text(&format!("page-request-do-{deed}")))).collect(),
        })
    };
    let mut forms = Vec::new();
    let promised: Vec<&UnitId> = request.promised().map(|(unit, _)| unit).collect();
    if !promised.is_empty() {
        let mut fields = Vec::new();
        if !is_unlimited(here, request) {
            fields.push(("seats", here.text("page-head-seats"), "number"));
        }
        fields.extend([("from", here.text("page-first-day"), "date"), ("to", here.text("page-last-day"), "date")]);
        forms.push(form("deliver", (ticks(request, &promised), fields), &["deliver"]));
    }
    let all: Vec<&UnitId> = request.body.units.iter().map(|line| &line.id).collect();
    let reason = || vec![("reason", here.text("page-reason"), "text")];
    if !promised.is_empty() {
        let mut fields = vec![("date", here.text("page-request-day"), "date")];
        fields.extend(reason());
        forms.push(form("date", (Vec::new(), fields), &["confirm", "delay"]));
    }
    let mut fields = vec![("date", here.text("page-request-day-if"), "date")];
    fields.extend(reason());
    forms.push(form("answer", (ticks(request, &all), fields), &["yes", "no"]));
    forms.push(form("more", (Vec::new(), reason()), &["remind", "withdraw"]));
    forms
}

/// What may be ticked, and what is asked.
type Fields = (Vec<(String, String)>, Vec<(&'static str, String, &'static str)>);

/// A mark for each unit, where there are several: `unit-` and its place in the request.
fn ticks(request: &Request, units: &[&UnitId]) -> Vec<(String, String)> {
    if units.len() < 2 {
        return Vec::new();
    }
    let lines = request.body.units.iter().enumerate().filter(|(_, line)| units.contains(&&line.id));
    lines.map(|(at, line)| (format!("unit-{at}"), line.name.to_string())).collect()
}

/// Do licences of the tool have no number of seats, as a rule?
fn is_unlimited(here: &Here<'_>, request: &Request) -> bool {
    crate::request::Batch::usual(here.view.catalogue(), &request.tool).is_some_and(|(kind, _)| kind.is_unlimited())
}
