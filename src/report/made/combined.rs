//! How many have seats in two tools of one vendor: the modules of a bundle, each with its own seats (REQUIREMENTS E10, D18).

use super::desk::{Desk, Table, count, number};
use crate::licence::{Tool, ToolKey};
use crate::report::Cell;
use crate::roster::PersonId;
use std::collections::BTreeSet;

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let tools: Vec<(&Tool, BTreeSet<&PersonId>)> =
        desk.catalogue().tools.values().map(|tool| (tool, holders(desk, &tool.key))).collect();
    let mut rows = Vec::new();
    for (at, (tool, own)) in tools.iter().enumerate() {
        let others = tools.iter().skip(at + 1).filter(|(other, _)| other.vendor == tool.vendor);
        rows.extend(others.map(|(other, theirs)| {
            let both = number(own.intersection(theirs).count());
            vec![
                Cell::Text(tool.vendor.to_string()),
                desk.tool_cell(&tool.key),
                desk.tool_cell(&other.key),
                count(number(own.len())),
                count(number(theirs.len())),
                count(both),
            ]
        }));
    }
    (vec!["vendor", "tool", "other_tool", "assigned", "other_assigned", "both"], rows)
}

/// Who is seen and has a seat, be it on the way out.
fn holders<'a>(desk: &Desk<'a>, tool: &'a ToolKey) -> BTreeSet<&'a PersonId> {
    let grants = desk.material.present.seats.grants_of(tool);
    grants.map(|(person, _)| person).filter(|person| desk.sees(person)).collect()
}
