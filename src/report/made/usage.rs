//! When those who have a seat last used the tool, by week, school and tool (REQUIREMENTS E7).
//!
//! What is known of somebody is the last day of use alone, so each holder stands once: in the week of that day, or among those
//! of whom nobody told. The rows of a tool add up to its holders.

use super::desk::{Desk, Table, count};
use crate::licence::ToolKey;
use crate::report::Cell;
use crate::roster::UnitId;
use jiff::civil::{Date, ISOWeekDate};
use std::collections::BTreeMap;

/// A week, or that nobody told: those come last.
type Week = (bool, Option<(i16, i8)>);

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let present = desk.material.present;
    let mut counts: BTreeMap<(&ToolKey, Option<&UnitId>, std::cmp::Reverse<Week>), u32> = BTreeMap::new();
    for tool in desk.catalogue().tools.keys() {
        let holders = present.seats.grants_of(tool).filter(|(_, grant)| grant.leaving.is_none());
        for (person, _) in holders.filter(|(person, _)| desk.sees(person)) {
            let last = present.uses.last(tool, person);
            if last.is_none() || is_asked(desk, last) {
                let week = std::cmp::Reverse((last.is_some(), last.map(week)));
                *counts.entry((tool, desk.home(person), week)).or_default() += 1;
            }
        }
    }
    let row = |((tool, unit, week), holders): ((&ToolKey, Option<&UnitId>, std::cmp::Reverse<Week>), u32)| {
        let week = week.0.1.map_or(Cell::Unknown, |(year, week)| Cell::Text(format!("{year}-W{week:02}")));
        vec![desk.tool_cell(tool), desk.unit_cell(unit), week, count(holders)]
    };
    (vec!["tool", "unit", "week", "last_used"], counts.into_iter().map(row).collect())
}

/// Does the day lie in those that are asked for?
fn is_asked(desk: &Desk<'_>, last: Option<Date>) -> bool {
    let (from, to) = (desk.asked.from.unwrap_or(Date::MIN), desk.asked.to.unwrap_or(Date::MAX));
    last.is_some_and(|last| (from..=to).contains(&last))
}

/// The week of a day, as ISO 8601 has it.
fn week(day: Date) -> (i16, i8) {
    let week: ISOWeekDate = day.iso_week_date();
    (week.year(), week.week())
}
