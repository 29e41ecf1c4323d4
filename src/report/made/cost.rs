//! What is paid a year, and for how much of it nobody sits (REQUIREMENTS E7, E24).

use super::desk::{Desk, Table, cost, count, money, number, seats};
use crate::licence::{Kind, Licence, Phase, Pool};
use crate::report::Cell;
use crate::seats::PoolUsage;

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let columns = vec!["tool", "pool", "licences", "seats", "cost", "held_seats", "cost_held", "cost_free"];
    let rows = desk.usages().into_iter().filter_map(|usage| row(desk, &usage));
    (columns, rows.collect())
}

/// Licences that are paid for on the day.
fn running<'a>(desk: &Desk<'a>, pool: &Pool) -> Vec<&'a Licence> {
    let licences = desk.catalogue().licences_of(pool).into_iter();
    licences.filter(|licence| desk.catalogue().phase(licence, desk.day()) == Phase::Running).collect()
}

fn row(desk: &Desk<'_>, usage: &PoolUsage<'_>) -> Option<Vec<Cell>> {
    let licences = running(desk, usage.pool);
    let held = desk.seen(usage.seats.iter().map(|(person, _)| *person));
    if !desk.is_whole() && held == 0 {
        return None;
    }
    let all = licences.iter().try_fold(0_i64, |sum, licence| Some(sum + cost(licence)?));
    let price = desk.seat_price(usage.pool).filter(|_| usage.total.is_some());
    let paid: u32 = licences.iter().map(|licence| licence.all_seats()).sum();
    // Of several prices nobody can say whose seat is whose; of one, what is held and what is free make the whole.
    let is_one = licences.iter().all(|licence| licence.price == price);
    let price = price.filter(|_| is_one).map(|price| i64::from(price) * 100);
    let part = |seats: u32| price.map(|price| price * i64::from(seats));
    let unlimited = usage.total.is_none();
    // Of a licence that is paid as a whole, and of one in grace, no seat has a price.
    let is_by_seat = usage.pool.kind == Some(Kind::Individual) && !licences.is_empty();
    let (all, free) = if desk.is_whole() { (all, part(paid.saturating_sub(held))) } else { (None, None) };
    let whole = |cell: Cell| if desk.is_whole() { cell } else { Cell::Empty };
    let per_seat = |cell: Cell| if is_by_seat { cell } else { Cell::Empty };
    Some(vec![
        desk.tool_cell(&usage.pool.tool),
        desk.pool_cell(&usage.pool.key),
        count(number(licences.len())),
        seats((!unlimited).then_some(paid)),
        whole(money(all)),
        count(held),
        per_seat(money(part(if desk.is_whole() { held.min(paid) } else { held }))),
        whole(per_seat(money(free))),
    ])
}
