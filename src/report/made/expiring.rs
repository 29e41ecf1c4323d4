//! What ends, by month: licences, graces, contracts, and the days on which notice must be given (UX 3.3, DOMAIN 3).

use super::desk::{Desk, Table, cost, money, number, seats};
use crate::licence::{Licence, PoolKey};
use crate::report::Cell;
use crate::seats::{PoolUsage, WishState};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// So many days are looked ahead where nobody says otherwise.
const DAYS: i64 = 180;

/// What comes on a day; what must be done first stands first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Notice,
    Contract,
    Licence,
    Grace,
}

impl End {
    fn key(self) -> &'static str {
        match self {
            Self::Notice => "end-notice",
            Self::Contract => "end-contract",
            Self::Licence => "end-licence",
            Self::Grace => "end-grace",
        }
    }
}

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let columns = vec!["month", "day", "days", "ends", "tool", "pool", "licence", "seats", "cost", "proposal"];
    let from = desk.asked.from.unwrap_or(desk.day());
    let to = desk.asked.to.unwrap_or_else(|| from.checked_add(DAYS.days()).unwrap_or(Date::MAX));
    let (usages, homes) = (desk.usages(), desk.catalogue().homes());
    let mut rows = BTreeMap::new();
    for licence in desk.catalogue().licences.values() {
        let pool = homes.get(&licence.key).copied();
        let usage = usages.iter().find(|usage| Some(&usage.pool.key) == pool);
        if !desk.is_whole() && !usage.is_some_and(|usage| touches(desk, usage)) {
            continue;
        }
        for (day, end) in ends(desk, licence).into_iter().filter(|(day, _)| (from..=to).contains(day)) {
            rows.insert((day, end, &licence.key), row(desk, (day, end), (licence, pool, usage)));
        }
    }
    (columns, rows.into_values().collect())
}

/// Does somebody who is seen hold or wish for a seat of the pool?
fn touches(desk: &Desk<'_>, usage: &PoolUsage<'_>) -> bool {
    let holders = usage.seats.iter().map(|(person, _)| *person);
    desk.seen(holders.chain(usage.waiting.iter().map(|(person, _)| *person))) > 0
}

fn ends(desk: &Desk<'_>, licence: &Licence) -> Vec<(Date, End)> {
    let grace = licence.grace_to().filter(|_| licence.grace_days > 0);
    let contract = desk.catalogue().contracts.get(&licence.key);
    let last = contract.and_then(|contract| contract.ends_on);
    let notice = contract.and_then(|contract| contract.notice_on(licence.to));
    let all = [(licence.to, End::Licence), (grace, End::Grace), (last, End::Contract), (notice, End::Notice)];
    all.into_iter().filter_map(|(day, end)| Some((day?, end))).collect()
}

fn row(
    desk: &Desk<'_>,
    (day, end): (Date, End),
    (licence, pool, usage): (&Licence, Option<&PoolKey>, Option<&PoolUsage<'_>>),
) -> Vec<Cell> {
    let left = (day - desk.day()).get_days();
    vec![
        Cell::Text(day.strftime("%Y-%m").to_string()),
        Cell::Day(day),
        Cell::Count(left.into()),
        desk.text(end.key()),
        desk.tool_cell(&licence.tool),
        pool.map_or(Cell::Empty, |pool| desk.pool_cell(pool)),
        Cell::Text(licence.key.to_string()),
        seats((!licence.kind.is_unlimited()).then(|| licence.all_seats())),
        money(cost(licence)),
        Cell::Text(proposal(desk, licence, usage)),
    ]
}

/// What today's demand speaks for. Nothing is proposed where that is not known.
fn proposal(desk: &Desk<'_>, licence: &Licence, usage: Option<&PoolUsage<'_>>) -> String {
    let words = desk.material.words;
    if let Some(next) = desk.catalogue().renewed_by(licence).next() {
        return words.say("proposal-renewed", &[("licence", (&next.key.to_string()).into())]);
    }
    let Some(usage) = usage else { return words.text("proposal-no-pool") };
    let Some(total) = usage.total else { return words.text("proposal-renew-all") };
    let own = licence.all_seats();
    let wishes = desk.material.present.seats.wishes_of(&usage.pool.tool);
    // Whoever is blocked needs a seat as soon as what is in the way is gone.
    let waiting = wishes.filter(|(_, wish)| wish.pool == usage.pool.key && wish.state != WishState::Dormant);
    let wanted = usage.assigned.saturating_add(number(waiting.count())).saturating_add(usage.pool.reserve);
    // A licence that does not count today has no part in the total.
    let others = if is_counted(desk, licence) { total.saturating_sub(own) } else { total };
    match wanted.saturating_sub(others) {
        0 => words.text("proposal-none"),
        need if need < own && usage.class.is_none() => {
            words.say("proposal-fewer", &[("count", need.into()), ("seats", own.into())])
        }
        _ => words.say("proposal-renew", &[("count", own.into())]),
    }
}

fn is_counted(desk: &Desk<'_>, licence: &Licence) -> bool {
    use crate::licence::Phase::{Grace, Running};
    matches!(desk.catalogue().phase(licence, desk.day()), Running | Grace)
}
