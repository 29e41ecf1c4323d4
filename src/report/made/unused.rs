//! What is paid for and not used, dearest first; what nobody knows is said to be so (UX 3.4).

use super::desk::{Desk, Table, cost, count, day, is_class, number};
use crate::licence::Pool;
use crate::plan::unused_since;
use crate::report::Cell;
use crate::roster::PersonId;
use crate::seats::{Grant, PoolUsage};
use jiff::civil::Date;

/// Why seats are of no use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Idle {
    Unassigned,
    Inactive,
    Leaver,
    Class,
    Untold,
}

impl Idle {
    fn key(self) -> &'static str {
        match self {
            Self::Unassigned => "idle-unassigned",
            Self::Inactive => "idle-inactive",
            Self::Leaver => "idle-leaver",
            Self::Class => "idle-class",
            Self::Untold => "idle-untold",
        }
    }
}

/// Some seats of a pool; of how many holders nobody told, `None` says.
struct Found<'a> {
    idle: Idle,
    pool: &'a Pool,
    seats: u32,
    person: Option<&'a PersonId>,
    since: Option<Date>,
}

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let mut columns = vec!["kind", "tool", "pool", "seats", "cost", "since"];
    if desk.lists_people() {
        columns.insert(3, "person");
    }
    let usages = desk.usages();
    let found = usages.iter().flat_map(|usage| of_pool(desk, usage));
    let mut rows: Vec<(i64, u32, Vec<Cell>)> = found.map(|found| row(desk, &found)).collect();
    // The dearest first; what has no known cost after it, most seats first.
    rows.sort_by_key(|(cost, seats, _)| (std::cmp::Reverse(*cost), std::cmp::Reverse(*seats)));
    (columns, rows.into_iter().map(|(_, _, row)| row).collect())
}

fn of_pool<'a>(desk: &Desk<'a>, usage: &PoolUsage<'a>) -> Vec<Found<'a>> {
    let pool = usage.pool;
    let some = |idle, seats| Found { idle, pool, seats, person: None, since: None };
    let mut found = Vec::new();
    if desk.is_whole() {
        let free = usage.available.filter(|_| usage.class.is_none() && usage.grace_to.is_none()).unwrap_or(0);
        found.push(some(Idle::Unassigned, free));
        found.push(some(Idle::Class, usage.class.map_or(0, |class| class.unusable)));
    }
    // Where there is no limit, nobody takes a seat from anybody.
    let seen = usage.seats.iter().filter(|(person, _)| usage.total.is_some() && desk.sees(person));
    let (leavers, holders): (Vec<_>, Vec<_>) = seen.copied().partition(|(_, grant)| grant.leaving.is_some());
    let ended = |grant: &Grant| grant.leaving.as_ref().map(|leaving| leaving.ended_on);
    found.extend(grouped(desk, (Idle::Leaver, pool), &leavers, &|_, grant| ended(grant)));
    let (uses, tool) = (desk.material.present.uses, &pool.tool);
    let told = unused_since(pool, desk.day()).filter(|_| uses.are_fresh(tool, desk.day()));
    let last = |person: &PersonId| uses.last(tool, person);
    match told {
        Some((_, since)) => {
            let untold = holders.iter().filter(|(person, _)| last(person).is_none()).count();
            let inactive = |(person, _): &(&PersonId, &Grant)| last(person).is_some_and(|last| last < since);
            let inactive: Vec<_> = holders.into_iter().filter(inactive).collect();
            found.extend(grouped(desk, (Idle::Inactive, pool), &inactive, &|person, _| last(person)));
            found.push(some(Idle::Untold, number(untold)));
        }
        None => found.push(some(Idle::Untold, number(holders.len()))),
    }
    found.retain(|found| found.seats > 0);
    found
}

/// One row, or one for each person where they are asked for.
fn grouped<'a>(
    desk: &Desk<'_>,
    (idle, pool): (Idle, &'a Pool),
    people: &[(&'a PersonId, &'a Grant)],
    since: &dyn Fn(&PersonId, &Grant) -> Option<Date>,
) -> Vec<Found<'a>> {
    if desk.lists_people() {
        let one = |(person, grant): &(&'a PersonId, &'a Grant)| Found {
            idle,
            pool,
            seats: 1,
            person: Some(*person),
            since: since(person, grant),
        };
        return people.iter().map(one).collect();
    }
    let since = people.iter().filter_map(|(person, grant)| since(person, grant)).min();
    vec![Found { idle, pool, seats: number(people.len()), person: None, since }]
}

/// So many seats' part of what a class licence costs: it is paid as a whole.
fn of_class(desk: &Desk<'_>, found: &Found<'_>) -> Option<i64> {
    let licences = desk.catalogue().licences_of(found.pool);
    let [licence] = licences[..] else { return None };
    let whole = cost(licence).filter(|_| is_class(found.pool) && licence.all_seats() > 0)?;
    Some(whole * i64::from(found.seats.min(licence.all_seats())) / i64::from(licence.all_seats()))
}

/// The row, with what it costs and how many seats it is, by which rows are ordered.
fn row(desk: &Desk<'_>, found: &Found<'_>) -> (i64, u32, Vec<Cell>) {
    let price = desk.seat_price(found.pool);
    let is_known = found.idle != Idle::Untold;
    let by_seat = price.map(|price| i64::from(price) * i64::from(found.seats) * 100);
    let paid = by_seat.or_else(|| of_class(desk, found)).filter(|_| is_known);
    let mut row = vec![
        desk.text(found.idle.key()),
        desk.tool_cell(&found.pool.tool),
        desk.pool_cell(&found.pool.key),
        count(found.seats),
        paid.map_or(Cell::Unknown, Cell::Money),
        day(found.since),
    ];
    if desk.lists_people() {
        row.insert(3, found.person.map_or(Cell::Empty, |person| desk.person_cell(person)));
    }
    debug_assert!(
        found.idle != Idle::Class || is_class(found.pool),
        "only a class licence has seats of no use elsewhere"
    );
    (paid.unwrap_or(-1), found.seats, row)
}
