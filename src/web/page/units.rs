//! Units: how each fares, and who is there.

use super::shape::{Block, Link, Page};
use super::table::{Key, Rows};
use super::{Here, count, text};
use crate::report::{Cell, Sheet, Target};
use crate::roster::{CodeStatus, Unit};
use crate::web::world::UnitLine;

/// The units.
#[must_use]
pub fn units(here: &Here<'_>) -> Page {
    let sheet = sheet(here, here.view.units());
    let rows = Rows::of(&sheet, &["code_status"]);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    Page { title: here.text("page-units"), sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

fn sheet(here: &Here<'_>, mut lines: Vec<UnitLine>) -> Sheet {
    lines.sort_by_cached_key(|line| crate::wording::collate::collate(&line.unit.name));
    let row = |line: &UnitLine| {
        vec![
            Cell::Link { text: line.unit.name.to_string(), to: Target::Unit(line.unit.id.to_string()) },
            line.unit.code.as_deref().filter(|_| line.unit.has_code()).map_or(Cell::Unknown, text),
            text(code_status(here, &line.unit)),
            count(line.people),
            count(line.counts.assigned),
            count(line.counts.grace),
            count(line.counts.waiting),
            count(line.counts.blocked),
        ]
    };
    let columns = here.columns(&["unit", "code", "code_status", "people", "assigned", "grace", "waiting", "blocked"]);
    Sheet { title: here.text("page-units"), columns, rows: lines.iter().map(row).collect() }
}

fn code_status(here: &Here<'_>, unit: &Unit) -> String {
    here.text(match (unit.has_code(), unit.code_status) {
        (false, _) | (_, CodeStatus::Missing) => "page-code-missing",
        (true, CodeStatus::Official) => "page-code-official",
        (true, CodeStatus::Fictitious) => "page-code-fictitious",
    })
}

/// One unit; none where it is not the visitor's.
#[must_use]
pub fn unit(here: &Here<'_>, id: &str) -> Option<Page> {
    let line = here.view.unit(id)?;
    let code = line.unit.code.as_deref().filter(|_| line.unit.has_code()).map_or(Cell::Unknown, text);
    let status = text(code_status(here, &line.unit));
    let facts = vec![
        (here.text("page-head-code"), vec![here.shown(&code), here.shown(&status)]),
        (here.text("page-head-people"), vec![here.shown(&count(line.people))]),
    ];
    let mut blocks = vec![Block::Facts { title: None, facts }];
    let below: Vec<UnitLine> =
        here.view.units().into_iter().filter(|one| one.unit.parent.as_ref() == Some(&line.unit.id)).collect();
    if !below.is_empty() {
        let mut below = sheet(here, below);
        below.title = here.text("page-units-below");
        blocks.push(Block::Table(Box::new(Rows::of(&below, &[]).glance(here, 500))));
    }
    let pools = pools(here, id);
    if !pools.rows.is_empty() {
        blocks.push(Block::Table(Box::new(Rows::of(&pools, &[]).glance(here, 500))));
    }
    let mut taken = None;
    if here.sees_people() {
        let people = here.view.people_at(id);
        let lines = here.view.lines();
        let rows = Rows {
            title: here.text("page-people"),
            columns: here.columns(&["person", "name", "role"]),
            count: people.len(),
            cells: Box::new(|row| {
                let mut cells = super::people::who_cells(here, people[row]);
                cells.truncate(2);
                cells.push(role(here, lines.person(people[row])));
                cells
            }),
            order: Box::new(|row, column| match column {
                1 => Key::Number(i64::from(here.view.lines().by_name(people[row]))),
                _ => Key::Number(i64::from(here.view.lines().by_key(people[row]))),
            }),
            matches: Box::new(|row, sought| here.view.lines().matches(people[row], sought)),
            facets: Vec::new(),
        };
        blocks.push(Block::Table(Box::new(rows.table(here))));
        taken = rows.taken(here.asked);
    }
    let way = vec![Link { text: here.text("page-units"), href: here.at("/units"), is_here: false }];
    Some(Page { title: line.unit.name.to_string(), way, sheet: taken, blocks, ..Page::default() })
}

/// What somebody is.
fn role(here: &Here<'_>, person: Option<&crate::roster::Person>) -> Cell {
    let Some(person) = person else { return Cell::Empty };
    let day = here.view.day();
    let mut roles: Vec<String> = Vec::new();
    for one in person.enrolments.iter().filter(|one| one.period.covers(day)) {
        roles.push(match one.school_year {
            Some(year) => here.words.say("page-pupil-year", &[("year", u32::from(year).into())]),
            None => here.text("role-pupil"),
        });
    }
    for one in person.duties.iter().filter(|one| one.period.covers(day)) {
        roles.push(here.words.text_or(&format!("role-{}", one.role), &one.role));
    }
    roles.dedup();
    text(roles.join(", "))
}

/// The pools of those who are at a unit.
fn pools(here: &Here<'_>, id: &str) -> Sheet {
    let mut lines = here.view.pools_at(id);
    lines.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.waiting + counts.blocked));
    let rows = lines.into_iter().map(|(pool, counts)| {
        vec![
            Cell::Link { text: pool.name.clone(), to: Target::Pool(pool.key.to_string()) },
            count(counts.assigned),
            count(counts.grace),
            count(counts.waiting),
            count(counts.blocked),
            pool.available().map_or(Cell::Unlimited, count),
        ]
    });
    let rows = rows.collect();
    let columns = here.columns(&["pool", "assigned", "grace", "waiting", "blocked", "available"]);
    Sheet { title: here.text("page-unit-pools"), columns, rows }
}
