//! Tools and their vendors.

use super::pools::licence_line;
use super::shape::{Block, Link, Page};
use super::table::Rows;
use super::{Here, count, text};
use crate::licence::Tool;
use crate::report::{Cell, Sheet, Target};
use crate::web::world::PoolLine;
use std::collections::BTreeMap;

/// The tools.
#[must_use]
pub fn tools(here: &Here<'_>) -> Page {
    let sheet = sheet(here, |_| true);
    let rows = Rows::of(&sheet, &["vendor", "dpa"]);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    Page { title: here.text("page-tools"), sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

fn sheet(here: &Here<'_>, which: impl Fn(&Tool) -> bool) -> Sheet {
    let pools = here.view.pools();
    let row = |tool: &Tool| {
        let own: Vec<&PoolLine> = pools.iter().filter(|pool| pool.tool == tool.key).collect();
        let sum = |of: fn(&PoolLine) -> u32| count(own.iter().map(|pool| of(pool)).sum());
        let unlimited = own.iter().any(|pool| pool.total.is_none());
        let total = match (own.is_empty(), unlimited) {
            (true, _) => Cell::Empty,
            (false, true) => Cell::Unlimited,
            (false, false) => sum(|pool| pool.total.unwrap_or(0)),
        };
        vec![
            Cell::Link { text: name(tool), to: Target::Tool(tool.key.to_string()) },
            Cell::Link { text: tool.vendor.to_string(), to: Target::Vendor(tool.vendor.to_string()) },
            text(here.text(&format!("dpa-{}", tool.dpa_on(here.view.day()).word()))),
            total,
            sum(|pool| pool.own.assigned + pool.own.grace),
            sum(|pool| pool.own.waiting),
            sum(|pool| pool.own.blocked),
            ends(here, tool).map_or(Cell::Empty, Cell::Day),
        ]
    };
    Sheet {
        title: here.text("page-tools"),
        columns: here.columns(&["tool", "vendor", "dpa", "total", "used", "waiting", "blocked", "ends"]),
        rows: here.view.tools().filter(|tool| which(tool)).map(row).collect(),
    }
}

fn name(tool: &Tool) -> String {
    match &tool.version {
        Some(version) => format!("{} {version}", tool.name),
        None => tool.name.to_string(),
    }
}

/// The next last day of a licence that runs.
fn ends(here: &Here<'_>, tool: &Tool) -> Option<jiff::civil::Date> {
    let licences = here.view.catalogue().licences.values().filter(|licence| licence.tool == tool.key);
    licences.filter_map(|licence| licence.to).filter(|to| *to >= here.view.day()).min()
}

/// One tool.
#[must_use]
pub fn tool(here: &Here<'_>, key: &str) -> Option<Page> {
    let tool = here.view.tools().find(|tool| tool.key.as_str() == key)?;
    let vendor = Cell::Link { text: tool.vendor.to_string(), to: Target::Vendor(tool.vendor.to_string()) };
    let dpa = here.text(&format!("dpa-{}", tool.dpa_on(here.view.day()).word()));
    let mut facts = vec![
        (here.text("head-vendor"), vec![here.shown(&vendor)]),
        (here.text("head-dpa"), vec![here.shown(&text(dpa))]),
    ];
    if let Some(address) = &tool.vendor_address {
        facts.push((here.text("page-vendor-address"), vec![here.shown(&text(&**address))]));
    }
    let needs = tool.requires.iter().map(|need| match need {
        crate::licence::Requirement::Email => here.text("page-needs-email"),
        crate::licence::Requirement::UnitCode => here.text("page-needs-code"),
    });
    let needs: Vec<_> = needs.map(|need| here.shown(&text(need))).collect();
    if !needs.is_empty() {
        facts.push((here.text("page-needs"), needs));
    }
    let mut pools = super::pools::pools_sheet(here);
    pools.rows.retain(|row| matches!(row.get(1), Some(Cell::Link { to: Target::Tool(of), .. }) if of == key));
    let licences = licences(here, tool);
    let blocks = vec![
        Block::Facts { title: None, facts },
        Block::Table(Box::new(Rows::of(&pools, &[]).glance(here, 100))),
        Block::Table(Box::new(Rows::of(&licences, &[]).glance(here, 200))),
    ];
    let way = vec![Link { text: here.text("page-tools"), href: here.at("/tools"), is_here: false }];
    Some(Page { title: name(tool), way, blocks, ..Page::default() })
}

fn licences(here: &Here<'_>, tool: &Tool) -> Sheet {
    let catalogue = here.view.catalogue();
    let homes = catalogue.homes();
    let of = catalogue.licences.values().filter(|licence| licence.tool == tool.key);
    let row = |licence: &crate::licence::Licence| {
        let pool = homes.get(&licence.key).and_then(|key| here.view.pool(key.as_str()));
        vec![
            text(licence.key.as_str()),
            pool.map_or(Cell::Empty, |pool| Cell::Link { text: pool.name, to: Target::Pool(pool.key.to_string()) }),
            text(licence_line(here, licence)),
            licence.to.map_or(Cell::Empty, Cell::Day),
        ]
    };
    Sheet {
        title: here.text("head-licences"),
        columns: here.columns(&["licence", "pool", "what", "ends"]),
        rows: of.map(row).collect(),
    }
}

/// The vendors.
#[must_use]
pub fn vendors(here: &Here<'_>) -> Page {
    let mut names: BTreeMap<&str, Vec<&Tool>> = BTreeMap::new();
    here.view.tools().for_each(|tool| names.entry(&tool.vendor).or_default().push(tool));
    let row = |(name, tools): (&str, Vec<&Tool>)| {
        let unsigned = tools.iter().filter(|tool| tool.dpa_on(here.view.day()) != crate::licence::Dpa::Signed).count();
        let number = |n: usize| Cell::Count(i64::try_from(n).unwrap_or(i64::MAX));
        let to = Target::Vendor(name.to_owned());
        vec![Cell::Link { text: name.to_owned(), to }, number(tools.len()), number(unsigned)]
    };
    let sheet = Sheet {
        title: here.text("page-vendors"),
        columns: here.columns(&["vendor", "tools", "without_dpa"]),
        rows: names.into_iter().map(row).collect(),
    };
    let rows = Rows::of(&sheet, &[]);
    let blocks = vec![Block::Table(Box::new(rows.table(here)))];
    Page { title: here.text("page-vendors"), sheet: rows.taken(here.asked), blocks, ..Page::default() }
}

/// One vendor.
#[must_use]
pub fn vendor(here: &Here<'_>, name: &str) -> Option<Page> {
    let own = |tool: &Tool| &*tool.vendor == name;
    let one = here.view.tools().find(|tool| own(tool))?;
    let mut facts = Vec::new();
    if let Some(address) = &one.vendor_address {
        facts.push((here.text("page-vendor-address"), vec![here.shown(&text(&**address))]));
    }
    let sheet = sheet(here, own);
    let rows = Rows::of(&sheet, &[]);
    let mut blocks = vec![Block::Table(Box::new(rows.table(here)))];
    if !facts.is_empty() {
        blocks.insert(0, Block::Facts { title: None, facts });
    }
    let way = vec![Link { text: here.text("page-vendors"), href: here.at("/vendors"), is_here: false }];
    Some(Page { title: name.to_owned(), way, sheet: rows.taken(here.asked), blocks, ..Page::default() })
}
