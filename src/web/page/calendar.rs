//! What ends and begins, and the year ahead: seats and demand of every pool that has a limit.

use super::chart::chart;
use super::shape::{Block, Page};
use super::table::Rows;
use super::{Here, count, text};
use crate::licence::Phase;
use crate::report::{Cell, Sheet, Target};
use jiff::civil::Date;

/// So many drawings at most; the pools with the least room come first.
const CHARTS_MAX: usize = 12;

/// The calendar.
#[must_use]
pub fn calendar(here: &Here<'_>) -> Page {
    let ends = ends(here);
    let rows = Rows::of(&ends, &["what", "tool"]);
    let mut blocks = Vec::new();
    let charts = charts(here);
    if charts.is_empty() && here.view.ahead().is_none() {
        blocks.push(Block::Text { title: None, text: vec![here.text("page-ahead-soon")] });
    }
    blocks.extend(charts);
    blocks.push(Block::Table(Box::new(rows.table(here))));
    if here.view.ahead().is_some() {
        let coming = coming(here);
        blocks.push(Block::Table(Box::new(Rows::of(&coming, &[]).glance(here, 200))));
    }
    let lead = Some(here.text("page-calendar-lead"));
    Page { title: here.text("page-calendar"), lead, sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

fn charts(here: &Here<'_>) -> Vec<Block> {
    let mut pools: Vec<_> = here
        .view
        .pools()
        .into_iter()
        .filter(|pool| pool.is_configured)
        .filter_map(|pool| {
            let curve = here.view.curve(&pool.key)?;
            let seats =
                |day: Date| curve.seats.iter().rev().find(|(from, _)| *from <= day).and_then(|(_, seats)| *seats);
            let least =
                curve.demand.iter().filter_map(|(day, demand)| Some(i64::from(seats(*day)?) - i64::from(*demand)));
            let least = least.chain(curve.seats.iter().filter_map(|(day, seats)| {
                let demand = curve.demand.iter().rev().find(|(from, _)| from <= day).map_or(0, |(_, demand)| *demand);
                Some(i64::from((*seats)?) - i64::from(demand))
            }));
            Some((least.min()?, pool))
        })
        .collect();
    pools.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.key.cmp(&other.key)));
    let draw = |(_, pool): (i64, crate::web::world::PoolLine)| {
        let curve = here.view.curve(&pool.key)?;
        Some(Block::Chart(chart(here, &pool.name, curve)))
    };
    pools.into_iter().take(CHARTS_MAX).filter_map(draw).collect()
}

/// Last days of licences, of grace, and first days.
fn ends(here: &Here<'_>) -> Sheet {
    let (catalogue, day) = (here.view.catalogue(), here.view.day());
    let homes = catalogue.homes();
    let mut rows: Vec<(Date, Vec<Cell>)> = Vec::new();
    for licence in catalogue.licences.values().filter(|licence| here.view.sees_tool(&licence.tool)) {
        let pool = homes.get(&licence.key).and_then(|key| here.view.pool(key.as_str()));
        let mut push = |on: Option<Date>, what: &str| {
            let Some(on) = on.filter(|on| *on >= day) else { return };
            let seats = if licence.kind.is_unlimited() { Cell::Unlimited } else { count(licence.all_seats()) };
            let tool =
                Cell::Link { text: here.view.names().tool(&licence.tool), to: Target::Tool(licence.tool.to_string()) };
            let link = |pool: &crate::web::world::PoolLine| Cell::Link {
                text: pool.name.clone(),
                to: Target::Pool(pool.key.to_string()),
            };
            let left = i64::from((on - day).get_days());
            let cells = vec![
                Cell::Day(on),
                text(here.text(&format!("page-turn-{what}"))),
                tool,
                pool.as_ref().map_or(Cell::Empty, link),
                seats,
                pool.as_ref().map_or(Cell::Empty, |pool| count(pool.own.assigned + pool.own.grace)),
                Cell::Count(left),
            ];
            rows.push((on, cells));
        };
        let phase = catalogue.phase(licence, day);
        push(licence.to, "ends");
        if licence.grace_days > 0 && phase != Phase::Over {
            push(licence.grace_to(), "grace");
        }
        push([licence.delivered_on, licence.from].into_iter().flatten().max().filter(|on| *on > day), "begins");
        push(licence.starts_itself_on.filter(|on| *on > day), "starts");
    }
    rows.sort_by_key(|(on, _)| *on);
    let columns = here.columns(&["day", "what", "tool", "pool", "seats", "holders", "left"]);
    Sheet { title: here.text("page-ends"), columns, rows: rows.into_iter().map(|(_, cells)| cells).collect() }
}

/// What happens to people, day by day.
fn coming(here: &Here<'_>) -> Sheet {
    let row = |one: &crate::web::world::Coming| {
        let unit = one.unit.as_ref().and_then(|id| here.view.unit(id.as_str()));
        vec![
            Cell::Day(one.day),
            text(here.text(&format!("page-coming-{}", one.what))),
            Cell::Link { text: here.view.names().pool(&one.pool), to: Target::Pool(one.pool.to_string()) },
            unit.map_or(Cell::Empty, |line| Cell::Link {
                text: line.unit.name.to_string(),
                to: Target::Unit(line.unit.id.to_string()),
            }),
            count(one.count),
        ]
    };
    let columns = here.columns(&["day", "what", "pool", "unit", "count"]);
    Sheet { title: here.text("page-coming"), columns, rows: here.view.coming().map(row).collect() }
}
