//! The numbers of each pool, each with one meaning (UX 2).

use super::desk::{Desk, Table, count, number, seats};
use crate::plan::unused_since;
use crate::report::Cell;
use crate::seats::{PoolUsage, WishState};

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let columns = vec![
        "pool",
        "name",
        "tool",
        "total",
        "assigned",
        "available",
        "usage_percent",
        "grace",
        "over_assigned",
        "reserve",
        "used_percent",
        "waiting",
        "blocked",
        "held",
    ];
    let mut rows: Vec<(u32, u32, Vec<Cell>)> = desk.usages().iter().filter_map(|usage| row(desk, usage)).collect();
    rows.sort_by_key(|(waiting, available, _)| (std::cmp::Reverse(*waiting), *available));
    (columns, rows.into_iter().map(|(_, _, row)| row).collect())
}

/// A pool, with how many wait and how many seats are free; of some units only where somebody of theirs is.
fn row(desk: &Desk<'_>, usage: &PoolUsage<'_>) -> Option<(u32, u32, Vec<Cell>)> {
    let held_by = |leaves: bool| usage.seats.iter().filter(move |(_, grant)| grant.leaving.is_some() == leaves);
    let assigned = desk.seen(held_by(false).map(|(person, _)| *person));
    let grace = desk.seen(held_by(true).map(|(person, _)| *person));
    let waiting = desk.seen(usage.waiting.iter().map(|(person, _)| *person));
    let blocked = desk.seen(usage.blocked.iter().map(|(person, _)| *person));
    let wishes = desk.material.present.seats.wishes_of(&usage.pool.tool);
    let held = wishes.filter(|(_, wish)| wish.pool == usage.pool.key && wish.state == WishState::Held);
    let held = desk.seen(held.map(|(person, _)| person));
    if !desk.is_whole() && assigned + grace + waiting + blocked + held == 0 {
        return None;
    }
    let available = usage.available;
    let row = vec![
        desk.pool_cell(&usage.pool.key),
        Cell::Text(usage.pool.name.to_string()),
        desk.tool_cell(&usage.pool.tool),
        seats(usage.total),
        count(assigned),
        seats(available),
        usage.usage_permille.map_or(Cell::Empty, |permille| Cell::Percent(f64::from(permille) / 10.0)),
        count(grace),
        count(usage.over_assigned),
        count(usage.pool.reserve),
        used(desk, usage),
        count(waiting),
        count(blocked),
        count(held),
    ];
    Some((waiting, available.unwrap_or(u32::MAX), row))
}

/// The share of holders who used the tool lately; nobody knows where nobody told lately.
fn used(desk: &Desk<'_>, usage: &PoolUsage<'_>) -> Cell {
    let (uses, tool) = (desk.material.present.uses, &usage.pool.tool);
    let holders: Vec<_> =
        usage.seats.iter().filter(|(person, grant)| grant.leaving.is_none() && desk.sees(person)).collect();
    let Some((_, since)) = unused_since(usage.pool, desk.day()).filter(|_| uses.are_fresh(tool, desk.day())) else {
        return Cell::Unknown;
    };
    if holders.is_empty() {
        return Cell::Empty;
    }
    let active = holders.iter().filter(|(person, _)| uses.last(tool, person).is_some_and(|last| last >= since)).count();
    Cell::Percent(f64::from(number(active)) * 100.0 / f64::from(number(holders.len())))
}
