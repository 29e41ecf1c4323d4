//! Who waits, since when, why, and what would help, by school (UX 3.2).

use super::desk::{Desk, Table, count, number};
use crate::licence::PoolKey;
use crate::report::Cell;
use crate::roster::{PersonId, UnitId};
use crate::seats::{Reason, Wish, WishState};
use std::collections::BTreeMap;

/// People who wait alike.
type Alike<'a> = (Option<&'a UnitId>, PoolKey, WishState, Reason);

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let mut groups: BTreeMap<Alike<'_>, Vec<(&PersonId, &Wish)>> = BTreeMap::new();
    let lacks = |wish: &Wish| wish.state != WishState::Dormant && wish.reasons != [Reason::SeatKept];
    for ((_, person), wish) in &desk.material.present.seats.wishes {
        if lacks(wish) && desk.sees(person) {
            // Nobody is told at which school somebody needs a decision: who is protected would be found.
            let unit = desk.home(person).filter(|_| wish.state != WishState::Held);
            groups.entry((unit, wish.pool.clone(), wish.state, wish.reason())).or_default().push((person, wish));
        }
    }
    let mut columns = vec!["unit", "pool", "tool", "state", "reason", "count", "since", "help"];
    if desk.lists_people() {
        columns.insert(3, "person");
    }
    let mut rows = Vec::new();
    for (alike, mut people) in groups {
        people.sort_by_key(|(_, wish)| wish.since);
        let held = alike.2 == WishState::Held;
        if desk.lists_people() && !held {
            rows.extend(people.iter().map(|one| row(desk, &alike, std::slice::from_ref(one))));
        } else {
            rows.push(row(desk, &alike, &people));
        }
    }
    (columns, rows)
}

fn row(desk: &Desk<'_>, (unit, pool, state, reason): &Alike<'_>, people: &[(&PersonId, &Wish)]) -> Vec<Cell> {
    let words = desk.material.words;
    let tool = desk.catalogue().pool(pool).map_or(Cell::Empty, |pool| desk.tool_cell(&pool.tool));
    let many = number(people.len());
    let help = words.say(&format!("help-{}", reason.word().replace('_', "-")), &[("count", many.into())]);
    let since = people.iter().map(|(_, wish)| wish.since).min();
    let mut row = vec![
        desk.unit_cell(*unit),
        desk.pool_cell(pool),
        tool,
        desk.text(&format!("state-{}", state.word())),
        desk.text(&format!("reason-{}", reason.word())),
        count(many),
        since.filter(|_| *state != WishState::Held).map_or(Cell::Empty, Cell::Day),
        Cell::Text(help),
    ];
    if desk.lists_people() {
        let person = people.first().filter(|_| *state != WishState::Held);
        row.insert(3, person.map_or(Cell::Empty, |(person, _)| desk.person_cell(person)));
    }
    row
}
