//! What the turn of the school year will do if nothing else happens until then: the same forecast, from 1 July to the end
//! of August (UX 3.9).

use super::desk::{Desk, Table, count, number};
use crate::plan::{Change, Happens, foresee};
use crate::report::Cell;
use crate::roster::PersonId;
use jiff::civil::{Date, date};

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let (from, to) = period(desk);
    let mut columns = vec!["day", "tool", "pool", "unit", "change", "reason", "count"];
    if desk.lists_people() {
        columns.insert(4, "person");
    }
    let ahead = u16::try_from((to - desk.day()).get_days()).unwrap_or(0);
    let mut rows = Vec::new();
    for foreseen in foresee(desk.material.present, ahead).iter().filter(|one| (from..=to).contains(&one.day)) {
        for change in &foreseen.changes {
            let people: Vec<&PersonId> = change.people.iter().filter(|person| desk.sees(person)).collect();
            if people.is_empty() {
                continue;
            }
            if desk.lists_people() {
                rows.extend(people.iter().map(|person| row(desk, foreseen.day, (change, &[*person]))));
            } else {
                rows.push(row(desk, foreseen.day, (change, &people)));
            }
        }
    }
    (columns, rows)
}

/// As asked, or the summer that comes or is.
fn period(desk: &Desk<'_>) -> (Date, Date) {
    let today = desk.day();
    let year = if today > date(today.year(), 8, 31) { today.year() + 1 } else { today.year() };
    (desk.asked.from.unwrap_or(date(year, 7, 1)), desk.asked.to.unwrap_or(date(year, 8, 31)))
}

fn row(desk: &Desk<'_>, day: Date, (change, people): (&Change, &[&PersonId])) -> Vec<Cell> {
    let cause = |word: &str| desk.text(&format!("cause-{word}"));
    let (what, why) = match change.what {
        Happens::Loses(why) => ("change-loses", cause(why.word())),
        Happens::Leaves(why) => ("change-leaves", cause(why.word())),
        Happens::Frees(why) => ("change-frees", cause(why.word())),
        Happens::Waits(reason) => ("change-waits", desk.text(&format!("reason-{}", reason.word()))),
        Happens::Gets => ("change-gets", Cell::Empty),
    };
    let mut row = vec![
        Cell::Day(day),
        desk.tool_cell(&change.tool),
        desk.pool_cell(&change.pool),
        desk.unit_cell(change.unit.as_ref()),
        desk.text(&format!("school-year-{what}")),
        why,
        count(number(people.len())),
    ];
    if desk.lists_people() {
        row.insert(4, people.first().map_or(Cell::Empty, |person| desk.person_cell(person)));
    }
    row
}
