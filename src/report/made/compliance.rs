//! Does everything keep to what is bought and agreed, and what could be done better, with what comes of it
//! (REQUIREMENTS E28)?

use super::desk::{Desk, Table, count};
use crate::licence::{Dpa, PoolKey};
use crate::plan::{Advice, advice};
use crate::report::Cell;
use crate::wording::advice::lines;

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let mut rows = overs(desk);
    rows.extend(agreements(desk));
    if desk.is_whole() {
        rows.extend(advice(desk.material.present).iter().map(|one| recommended(desk, one)));
    }
    (vec!["check", "tool", "pool", "status", "count", "recommendation", "consequence"], rows)
}

fn status(desk: &Desk<'_>, is_kept: bool) -> Cell {
    desk.text(if is_kept { "status-kept" } else { "status-broken" })
}

/// A check that is kept asks for nothing.
fn asks(desk: &Desk<'_>, is_kept: bool, check: &str) -> [Cell; 2] {
    if is_kept {
        return [Cell::Empty, Cell::Empty];
    }
    [desk.text(&format!("recommend-{check}")), desk.text(&format!("consequence-{check}"))]
}

/// Nobody holds a seat that is not there (REQUIREMENTS E42).
fn overs(desk: &Desk<'_>) -> Vec<Vec<Cell>> {
    let limited = |usage: &crate::seats::PoolUsage<'_>| usage.total.is_some();
    let row = |usage: crate::seats::PoolUsage<'_>| {
        let is_kept = usage.over_assigned == 0;
        let place = [desk.text("check-seats"), desk.tool_cell(&usage.pool.tool), desk.pool_cell(&usage.pool.key)];
        let verdict = [status(desk, is_kept), count(usage.over_assigned)];
        [&place[..], &verdict, &asks(desk, is_kept, "seats")].concat()
    };
    if !desk.is_whole() {
        return Vec::new();
    }
    desk.usages().into_iter().filter(limited).map(row).collect()
}

/// Nobody's data is with a vendor without an agreement.
fn agreements(desk: &Desk<'_>) -> Vec<Vec<Cell>> {
    let row = |tool: &crate::licence::Tool| {
        let people = desk.seen(desk.material.present.seats.grants_of(&tool.key).map(|(person, _)| person));
        let without = if tool.dpa_on(desk.day()) == Dpa::Signed { 0 } else { people };
        let is_kept = without == 0;
        let place = [desk.text("check-dpa"), desk.tool_cell(&tool.key), Cell::Empty];
        [&place[..], &[status(desk, is_kept), count(without)], &asks(desk, is_kept, "dpa")].concat()
    };
    desk.catalogue().tools.values().map(row).collect()
}

fn recommended(desk: &Desk<'_>, advice: &Advice) -> Vec<Cell> {
    let tool_of = |pool: &PoolKey| desk.catalogue().pool(pool).map_or(Cell::Empty, |pool| desk.tool_cell(&pool.tool));
    let (check, tool, pool, many) = match advice {
        Advice::Idle { pool, seats, .. } => ("idle", tool_of(pool), Some(pool), *seats),
        Advice::Stranded { pool, seats, .. } => ("stranded", tool_of(pool), Some(pool), *seats),
        Advice::Movable { from, seats, .. } => ("movable", tool_of(from), Some(from), *seats),
        Advice::Sibling { tool, waiting, .. } => ("sibling", desk.tool_cell(tool), None, *waiting),
        Advice::Unused { pool, count, .. } => ("unused", tool_of(pool), Some(pool), *count),
    };
    let told = lines(desk.material.words, &desk.names(), std::slice::from_ref(advice), None).join(" ");
    vec![
        desk.text("check-use"),
        tool,
        pool.map_or(Cell::Empty, |pool| desk.pool_cell(pool)),
        desk.text("status-better"),
        count(many),
        Cell::Text(told),
        desk.text(&format!("consequence-{check}")),
    ]
}
