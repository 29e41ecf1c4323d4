//! Which vendor has data on how many, and under which agreement (UX 3.6, REQUIREMENTS B2).

use super::desk::{Desk, Table, count};
use crate::licence::{Dpa, Tool};
use crate::report::Cell;

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let columns = vec!["vendor", "tool", "dpa", "changed", "people", "without_dpa"];
    let tools = desk.catalogue().tools.values();
    let mut rows: Vec<(u32, &str, Vec<Cell>)> = tools.map(|tool| row(desk, tool)).collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    (columns, rows.into_iter().map(|(_, _, row)| row).collect())
}

fn row<'a>(desk: &Desk<'a>, tool: &'a Tool) -> (u32, &'a str, Vec<Cell>) {
    let people = desk.seen(desk.material.present.seats.grants_of(&tool.key).map(|(person, _)| person));
    let dpa = tool.dpa_on(desk.day());
    let without = if dpa == Dpa::Signed { 0 } else { people };
    let changed = tool.dpa_before.map(|(since, _)| since).filter(|since| *since <= desk.day());
    let row = vec![
        Cell::Text(tool.vendor.to_string()),
        desk.tool_cell(&tool.key),
        desk.text(&format!("dpa-{}", dpa.word())),
        changed.map_or(Cell::Unknown, Cell::Day),
        count(people),
        count(without),
    ];
    (without, &tool.vendor, row)
}
