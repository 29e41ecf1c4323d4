//! People: who has no seat, and one person with the whole chain of why.

use super::shape::{Block, Form, Ladder, Link, Page, Shown, Tone};
use super::table::{Facet, Key, Rows};
use super::{Here, Role, count, text};
use crate::licence::{Choice, Tool, ToolKey};
use crate::report::{Cell, Target};
use crate::seats::explain::Outcome;
use crate::store::FreedRow;
use crate::web::world::{Being, Entry, Whose};
use crate::wording::explain::told;
use std::collections::{BTreeMap, BTreeSet};

/// A person's key, name and unit.
pub(super) fn who_cells(here: &Here<'_>, who: Whose) -> Vec<Cell> {
    let line = here.view.lines().line(who);
    let key = match line.number {
        Some(number) => Cell::Link { text: line.key, to: Target::Person(number) },
        None => text(line.key),
    };
    let name = if line.is_protected { text(here.text("page-protected")) } else { line.name.map_or(Cell::Empty, text) };
    let unit =
        line.unit.map_or(Cell::Unknown, |(id, name)| Cell::Link { text: name, to: Target::Unit(id.to_string()) });
    vec![key, name, unit]
}

/// The way to why.
pub(super) fn why_cell(here: &Here<'_>, who: Whose) -> Cell {
    match here.view.lines().line(who).number {
        Some(number) => Cell::Link { text: here.text("page-why"), to: Target::Person(number) },
        None => Cell::Empty,
    }
}

/// Who has no seat: everyone who waits, is blocked, or needs a decision, of every pool.
#[must_use]
pub fn waiting(here: &Here<'_>) -> Page {
    let lacks = |entry: &Entry| matches!(entry.being, Being::Waiting | Being::Blocked | Being::Held);
    let pools = here.view.pools();
    let mut all: Vec<(usize, Entry)> = Vec::new();
    for (at, pool) in pools.iter().enumerate() {
        // Those who lack a seat stand before those who have one.
        all.extend(here.view.entries_of(&pool.key).take_while(lacks).map(|entry| (at, entry)));
    }
    let columns = here.columns(&["person", "name", "unit", "pool", "state", "place", "since", "reason", "why"]);
    let lines = here.view.lines();
    let option = |word: &str| (word.to_owned(), here.text(&format!("page-state-{word}")));
    let mut states = vec![option("waiting"), option("blocked")];
    if here.view.shows_protected() {
        states.push(option("held"));
    }
    let mut with_people: Vec<usize> = all.iter().map(|(at, _)| *at).collect();
    with_people.dedup();
    let tools: BTreeSet<&ToolKey> = with_people.into_iter().map(|at| &pools[at].tool).collect();
    let tools = tools.into_iter().map(|key| (key.to_string(), here.view.names().tool(key))).collect();
    let is_state = Box::new(|row: usize, value: &str| all[row].1.being.word() == value);
    let is_tool = Box::new(|row: usize, value: &str| pools[all[row].0].tool.as_str() == value);
    let rows = Rows {
        title: here.text("page-waiting"),
        columns,
        count: all.len(),
        cells: Box::new(|row| {
            let (at, entry) = &all[row];
            let pool = &pools[*at];
            let mut cells = who_cells(here, entry.who);
            cells.extend([
                Cell::Link { text: pool.name.clone(), to: Target::Pool(pool.key.to_string()) },
                text(here.text(&format!("page-state-{}", entry.being.word()))),
                if entry.place > 0 { count(entry.place) } else { Cell::Empty },
                Cell::Day(entry.since),
                entry.reason.map_or(Cell::Empty, |reason| text(here.text(&format!("reason-{}", reason.word())))),
                why_cell(here, entry.who),
            ]);
            cells
        }),
        order: Box::new(|row, column| {
            let (at, entry) = &all[row];
            let number = |number: u32| Key::Number(i64::from(number));
            match column {
                0 => number(lines.by_key(entry.who)),
                1 => number(lines.by_name(entry.who)),
                2 => number(lines.by_unit(entry.who)),
                3 => Key::Words(crate::wording::collate::collate(&pools[*at].name)),
                4 => Key::Number(entry.being as i64),
                5 if entry.place == 0 => Key::Nothing,
                5 => number(entry.place),
                6 => Key::Words(entry.since.to_string()),
                _ => entry.reason.map_or(Key::Nothing, |reason| Key::Number(reason as i64)),
            }
        }),
        matches: Box::new(|row, sought| here.view.lines().matches(all[row].1.who, sought)),
        facets: vec![
            Facet { key: "state", title: here.text("page-head-state"), options: states, is: is_state },
            Facet { key: "tool", title: here.text("head-tool"), options: tools, is: is_tool },
        ],
    };
    let sheet = rows.taken(here.asked);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    Page {
        title: here.text("page-waiting"),
        lead: Some(here.text("page-waiting-lead")),
        blocks,
        sheet,
        ..Page::default()
    }
}

/// What whoever decides may decide about somebody protected: for each tool that waits for it or has a decision.
fn decisions(here: &Here<'_>, number: i64) -> Vec<Block> {
    if here.role != Role::Decider {
        return Vec::new();
    }
    let form = |(tool, choice): (&Tool, Option<Choice>)| {
        let choices = Choice::ALL.into_iter().filter(|other| *other != choice.unwrap_or(Choice::Hold));
        let stands = choice.unwrap_or(Choice::Hold).word();
        Block::Form(Form {
            title: here.words.say("page-decide", &[("tool", (&*tool.name).into())]),
            text: here.text(&format!("page-decide-{stands}")),
            action: here.at(&format!("/people/{number}")),
            hidden: vec![("tool", tool.key.to_string())],
            ticks: Vec::new(),
            fields: vec![("reason", here.text("page-decide-reason"), "text")],
            buttons: choices
                .map(|choice| (choice.word(), here.text(&format!("choice-do-{}", choice.word()))))
                .collect(),
        })
    };
    here.view.decidable(number).into_iter().map(form).collect()
}

/// One person: where, in which roles, and for each tool why there is a seat or none.
#[must_use]
pub fn person(here: &Here<'_>, number: i64, freed: &BTreeMap<ToolKey, FreedRow>) -> Option<Page> {
    let (person, line) = (here.view.person(number)?, here.view.person_line(number)?);
    let day = here.view.day();
    let shown = |cell: Cell| here.shown(&cell);
    let name = if line.is_protected { here.text("page-protected") } else { line.name.unwrap_or_default() };
    let mut facts: Vec<(String, Vec<Shown>)> = vec![
        (here.text("page-head-name"), vec![shown(text(name))]),
        (here.text("page-key"), vec![shown(text(person.key()))]),
    ];
    let mut places: Vec<Shown> = Vec::new();
    let unit = |id: &crate::roster::UnitId| here.view.unit(id.as_str()).map(|line| line.unit.name.to_string());
    for one in person.enrolments.iter().filter(|one| !one.period.ended_before(day)) {
        let Some(name) = unit(&one.unit) else { continue };
        let year = one.school_year.map(|year| here.words.say("page-year", &[("year", u32::from(year).into())]));
        let what = [Some(here.text("role-pupil")), year].into_iter().flatten().collect::<Vec<_>>().join(", ");
        places.push(shown(Cell::Link { text: format!("{name}: {what}"), to: Target::Unit(one.unit.to_string()) }));
    }
    for one in person.duties.iter().filter(|one| !one.period.ended_before(day)) {
        let role = here.words.text_or(&format!("role-{}", one.role), &one.role);
        match one.unit.as_ref().map(|id| (id, unit(id))) {
            Some((id, Some(name))) => {
                places.push(shown(Cell::Link { text: format!("{name}: {role}"), to: Target::Unit(id.to_string()) }));
            }
            Some((_, None)) => {}
            None => places.push(shown(text(role))),
        }
    }
    facts.push((here.text("page-place"), places));
    let has_mail = here.text(if person.email.is_some() { "page-mail-there" } else { "page-unknown" });
    facts.push((here.text("page-mail"), vec![shown(text(has_mail))]));
    facts.retain(|(_, values)| !values.is_empty());
    let mut blocks = vec![Block::Facts { title: None, facts }];
    let mut others = Vec::new();
    let mut answers = here.view.why(number, freed);
    // What somebody asks about is mostly what is not there.
    answers.sort_by_key(|(_, answer)| answer.outcome.has_seat());
    for (tool, answer) in answers {
        if answer.outcome == Outcome::NotEntitled {
            others.push(tool.name.to_string());
            continue;
        }
        let told = told(here.words, &answer, day);
        let title =
            Link { text: tool.name.to_string(), href: here.to(&Target::Tool(tool.key.to_string())), is_here: false };
        let tone = if answer.outcome.has_seat() { Tone::Good } else { Tone::Warn };
        blocks.push(Block::Ladder(Ladder { title, steps: told.steps, outcome: told.outcome, tone, notes: told.notes }));
    }
    blocks.extend(decisions(here, number));
    if !others.is_empty() {
        others.sort_by_cached_key(|name| crate::wording::collate::collate(name));
        blocks.push(Block::Text { title: Some(here.text("page-not-for")), text: vec![others.join(" · ")] });
    }
    let way = vec![Link { text: here.text("page-waiting"), href: here.at("/waiting"), is_here: false }];
    Some(Page { title: here.text("page-person"), way, blocks, ..Page::default() })
}
