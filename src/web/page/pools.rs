//! The pools, and one of them: numbers, bindings, people, history.

use super::ledger::events_of;
use super::shape::{Block, Link, Number, Page, Tone};
use super::table::{Facet, Key, Rows};
use super::{Here, count, text};
use crate::licence::Licence;
use crate::plan::Event;
use crate::report::{Cell, Sheet, Target};
use crate::seats::SeatStep;
use crate::store::LedgerRow;
use crate::web::world::{Being, Entry, PoolLine};
use crate::wording::explain::bind_line;
use std::collections::BTreeSet;

/// The pools.
#[must_use]
pub fn pools(here: &Here<'_>) -> Page {
    let sheet = pools_sheet(here);
    let rows = Rows::of(&sheet, &["tool"]);
    let table = Block::Table(Box::new(rows.table(here)));
    let note = Block::Text { title: None, text: vec![here.text("page-protected-note")] };
    Page { title: here.text("page-pools"), sheet: rows.taken(here.asked), blocks: vec![table, note], ..Page::default() }
}

/// The pools: those first for which somebody waits, and then those with the fewest free seats.
#[must_use]
pub(super) fn pools_sheet(here: &Here<'_>) -> Sheet {
    let mut lines = here.view.pools();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.own.waiting), line.available().unwrap_or(u32::MAX)));
    let whole = here.view.is_whole();
    let keys: &[&'static str] = match (whole, here.view.shows_protected()) {
        (false, _) => {
            &["pool", "tool", "total", "available", "own_assigned", "own_grace", "own_waiting", "own_blocked"]
        }
        (true, false) => &["pool", "tool", "total", "assigned", "grace", "available", "usage", "waiting", "blocked"],
        (true, true) => {
            &["pool", "tool", "total", "assigned", "grace", "available", "usage", "waiting", "blocked", "held"]
        }
    };
    let row = |line: &PoolLine| keys.iter().map(|key| cell(here, line, key)).collect();
    Sheet { title: here.text("page-pools"), columns: here.columns(keys), rows: lines.iter().map(row).collect() }
}

fn cell(here: &Here<'_>, line: &PoolLine, key: &str) -> Cell {
    match key {
        "pool" => {
            let name = if line.is_configured {
                line.name.clone()
            } else {
                here.words.say("pool-unconfigured", &[("pool", line.key.as_str().into())])
            };
            Cell::Link { text: name, to: Target::Pool(line.key.to_string()) }
        }
        "tool" => Cell::Link { text: here.view.names().tool(&line.tool), to: Target::Tool(line.tool.to_string()) },
        "total" => line.total.map_or(Cell::Unlimited, count),
        "available" => line.available().map_or(Cell::Unlimited, count),
        "usage" => line.usage().map_or(Cell::Empty, Cell::Percent),
        "assigned" => count(line.all.assigned),
        "grace" => count(line.all.grace),
        "waiting" => count(line.all.waiting),
        "blocked" => count(line.all.blocked),
        "held" => count(line.all.held),
        "own_assigned" => count(line.own.assigned),
        "own_grace" => count(line.own.grace),
        "own_waiting" => count(line.own.waiting),
        "own_blocked" => count(line.own.blocked),
        _ => Cell::Empty,
    }
}

/// One pool; none where the visitor sees nobody of it.
#[must_use]
pub fn pool(here: &Here<'_>, key: &str) -> Option<Page> {
    let line = here.view.pool(key)?;
    let mut blocks = vec![Block::Numbers(numbers(here, &line)), facts(here, &line)];
    let binds = binds(here, &line);
    if !binds.rows.is_empty() {
        blocks.push(Block::Table(Box::new(Rows::of(&binds, &[]).glance(here, 200))));
    }
    let mut sheet = None;
    if here.sees_people() {
        let entries = here.view.entries(&line.key);
        let rows = people_of(here, &entries);
        blocks.push(Block::Table(Box::new(rows.table(here))));
        sheet = rows.taken(here.asked);
    }
    if here.sees_people() && here.view.is_whole() {
        let events: Vec<&LedgerRow> = here.view.events().filter(|row| is_of(&row.event, &line)).take(40).collect();
        let history = Rows { title: here.text("page-history"), ..events_of(here, &events) };
        blocks.push(Block::Table(Box::new(history.glance(here, 40))));
    }
    blocks.push(Block::Text { title: None, text: vec![here.text("page-protected-note")] });
    let way = vec![Link { text: here.text("page-pools"), href: here.at("/pools"), is_here: false }];
    Some(Page { title: line.name.clone(), way, blocks, sheet, ..Page::default() })
}

fn numbers(here: &Here<'_>, line: &PoolLine) -> Vec<Number> {
    let number = |key: &str, value: String, note: Option<String>, tone: Tone| {
        let label = here.text(&format!("page-head-{key}"));
        Number { label, value, note, tone }
    };
    let say = |count: u32| here.number(i64::from(count));
    let unlimited = || here.text("page-unlimited");
    let of = |count: Option<u32>| count.map_or_else(unlimited, say);
    let over = (line.over() > 0).then(|| here.words.say("page-over", &[("count", line.over().into())]));
    let grace = line.grace_to.map(|day| here.words.say("page-grace-to", &[("day", (&day.to_string()).into())]));
    let attention = |count: u32| if count > 0 { Tone::Warn } else { Tone::Calm };
    let own = |own: u32| {
        let fills = [("count", own.into())];
        (!here.view.is_whole()).then(|| here.words.say("page-own-count", &fills))
    };
    let tone = if line.over() > 0 { Tone::Warn } else { Tone::Calm };
    vec![
        number("total", of(line.total), grace, Tone::Calm),
        number("assigned", say(line.all.assigned), own(line.own.assigned), Tone::Calm),
        number("grace", say(line.all.grace), own(line.own.grace), Tone::Calm),
        number("available", of(line.available()), over, tone),
        number("usage", line.usage().map_or_else(|| "–".to_owned(), |share| here.percent(share)), None, Tone::Calm),
        number("waiting", say(line.all.waiting), own(line.own.waiting), attention(line.all.waiting)),
        number("blocked", say(line.all.blocked), own(line.own.blocked), attention(line.all.blocked)),
    ]
}

fn facts(here: &Here<'_>, line: &PoolLine) -> Block {
    let tool = Cell::Link { text: here.view.names().tool(&line.tool), to: Target::Tool(line.tool.to_string()) };
    let mut facts = vec![(here.text("head-tool"), vec![here.shown(&tool)])];
    if let Some(tool) = here.view.catalogue().tools.get(&line.tool) {
        let vendor = Cell::Link { text: tool.vendor.to_string(), to: Target::Vendor(tool.vendor.to_string()) };
        facts.push((here.text("head-vendor"), vec![here.shown(&vendor)]));
    }
    if let Some(pool) = here.view.catalogue().pool(&line.key) {
        let licences = here.view.catalogue().licences_of(pool);
        let shown = licences.iter().map(|licence| here.shown(&text(licence_line(here, licence))));
        facts.push((here.text("head-licences"), shown.collect()));
        if pool.reserve > 0 {
            facts.push((here.text("page-head-reserve"), vec![here.shown(&count(pool.reserve))]));
        }
    }
    facts.retain(|(_, values)| !values.is_empty());
    Block::Facts { title: None, facts }
}

/// A licence in one line.
pub(super) fn licence_line(here: &Here<'_>, licence: &Licence) -> String {
    let phase = here.text(&format!("phase-{}", here.view.catalogue().phase(licence, here.view.day()).word()));
    let dates = match (licence.from, licence.to) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => format!("{from} –"),
        (None, Some(to)) => format!("– {to}"),
        (None, None) => String::new(),
    };
    let seats = match licence.kind.is_unlimited() {
        true => here.text("page-unlimited"),
        false => here.words.say("page-seats", &[("count", licence.all_seats().into())]),
    };
    [seats, dates, phase].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What is bound to a pool, and who came of it (REQUIREMENTS A8).
fn binds(here: &Here<'_>, line: &PoolLine) -> Sheet {
    let title = here.text("page-binds");
    let columns = here.columns(&["bind", "class", "members", "assigned", "waiting", "blocked"]);
    let binds = here.view.catalogue().pool(&line.key).map(|pool| &pool.binds);
    let row = |bind: &crate::licence::Bind| {
        let (members, counts) = here.view.bound(&line.key, bind)?;
        let of = |number: Option<u32>| number.map_or(Cell::Unknown, count);
        Some(vec![
            text(bind_line(here.words, bind)),
            count(u32::from(bind.class)),
            of(members),
            of(counts.map(|counts| counts.assigned)),
            of(counts.map(|counts| counts.waiting)),
            of(counts.map(|counts| counts.blocked)),
        ])
    };
    Sheet { title, columns, rows: binds.into_iter().flatten().filter_map(row).collect() }
}

/// Those in a pool, each with the way to why.
fn people_of<'a>(here: &'a Here<'_>, entries: &'a [Entry]) -> Rows<'a> {
    let lines = here.view.lines();
    let columns = here.columns(&["person", "name", "unit", "state", "place", "since", "until", "reason", "why"]);
    let states: BTreeSet<Being> = entries.iter().map(|entry| entry.being).collect();
    let mut states: Vec<&'static str> = states.into_iter().map(Being::word).collect();
    states.sort_unstable();
    let options = states.into_iter().map(|word| (word.to_owned(), here.text(&format!("page-state-{word}")))).collect();
    let title = here.text("page-head-state");
    let is = Box::new(|row: usize, value: &str| entries[row].being.word() == value);
    Rows {
        title: here.text("page-people"),
        columns,
        count: entries.len(),
        cells: Box::new(|row| {
            let entry = &entries[row];
            let mut cells = super::people::who_cells(here, entry.who);
            cells.extend([
                text(here.text(&format!("page-state-{}", entry.being.word()))),
                if entry.place > 0 { count(entry.place) } else { Cell::Empty },
                Cell::Day(entry.since),
                entry.until.map_or(Cell::Empty, Cell::Day),
                entry.reason.map_or(Cell::Empty, |reason| text(here.text(&format!("reason-{}", reason.word())))),
                super::people::why_cell(here, entry.who),
            ]);
            cells
        }),
        order: Box::new(move |row, column| {
            let entry = &entries[row];
            let day = |day: jiff::civil::Date| {
                Key::Number(i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day()))
            };
            match column {
                1 => Key::Number(i64::from(lines.by_name(entry.who))),
                2 => Key::Number(i64::from(lines.by_unit(entry.who))),
                3 => Key::Number(entry.being as i64),
                4 if entry.place == 0 => Key::Nothing,
                4 => Key::Number(i64::from(entry.place)),
                5 => day(entry.since),
                6 => entry.until.map_or(Key::Nothing, day),
                7 => entry.reason.map_or(Key::Nothing, |reason| Key::Number(reason as i64)),
                _ => Key::Number(i64::from(lines.by_key(entry.who))),
            }
        }),
        matches: Box::new(|row, sought| here.view.lines().matches(entries[row].who, sought)),
        facets: vec![Facet { key: "state", title, options, is }],
    }
}

/// Is an event about a pool?
fn is_of(event: &Event, line: &PoolLine) -> bool {
    match event {
        Event::Seat(step) => match step {
            SeatStep::Grant { grant, .. } => grant.pool == line.key,
            SeatStep::Wish { wish, .. } => wish.pool == line.key,
            SeatStep::Move { from, to, .. } => *from == line.key || *to == line.key,
            SeatStep::Free { pool, .. }
            | SeatStep::Leave { pool, .. }
            | SeatStep::Return { pool, .. }
            | SeatStep::Lend { pool, .. } => *pool == line.key,
            SeatStep::Unwish { tool, .. } => *tool == line.tool,
        },
        Event::Joined(join) => join.pool == line.key,
        _ => false,
    }
}
