//! Who waits for each tool, in the order in which seats are given, without what else is known of them.

use super::StoreError;
use super::link::Link;
use super::part::PartOf;
use super::value::Row;
use crate::licence::{Catalogue, Kind, PoolKey, ToolKey, capacity};
use crate::seats::{Seats, natural};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Those who wait for one tool.
#[derive(Default)]
pub(super) struct Queue(Vec<Place>);

/// One of them.
struct Place {
    class: i64,
    since: Date,
    starts_on: Option<Date>,
    key: String,
    no: u32,
}

/// Everybody who waits, by tool.
pub(super) async fn queues(link: &mut Link) -> Result<BTreeMap<ToolKey, Queue>, StoreError> {
    const SQL: &str = "SELECT p.no, COALESCE(p.alias, p.id) AS key, w.tool, w.class, w.since_on, w.starts_on \
        FROM wish w JOIN person p ON p.no = w.person_no WHERE w.state = 'waiting'";
    let mut queues: BTreeMap<ToolKey, Queue> = BTreeMap::new();
    let take = |row: Row<'_>| {
        let place = Place {
            class: row.int("class")?,
            since: row.day("since_on")?,
            starts_on: row.maybe_day("starts_on")?,
            key: row.text("key")?.to_owned(),
            no: u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?,
        };
        queues.entry(row.text("tool")?.into()).or_default().0.push(place);
        Ok(())
    };
    link.each("wish", SQL, [], take).await?;
    Ok(queues)
}

impl Queue {
    /// Numbers of the rows of those who come first.
    pub(super) fn first(&self, most: usize) -> Vec<u32> {
        let mut line: Vec<&Place> = self.0.iter().collect();
        if most < line.len() {
            let order = |place: &&Place| {
                let (text, number, _) = natural(&place.key);
                (place.class, place.since, place.starts_on, text, number, place.key.clone())
            };
            line.sort_by_cached_key(order);
            line.truncate(most);
        }
        line.into_iter().map(|place| place.no).collect()
    }
}

/// May holders of a tool have to move, or are its seats not all alike? Then all of them are looked at.
pub(super) fn may_move(catalogue: &Catalogue, tool: &ToolKey, queues: &BTreeMap<ToolKey, Queue>) -> bool {
    let class = catalogue.pools_of(tool).any(|pool| pool.kind == Some(Kind::Class));
    class || queues.contains_key(tool) && catalogue.pools_of(tool).nth(1).is_some()
}

/// How many seats of a tool with one pool may be free once all those at hand have left theirs.
pub(super) fn free(part: PartOf<'_>, tool: &ToolKey, holders: &BTreeMap<PoolKey, u32>, at_hand: &Seats) -> usize {
    let free = part.catalogue.pools_of(tool).map(|pool| {
        let seats = capacity(part.catalogue, pool, &part.catalogue.licences_of(pool), part.day).total();
        let here = at_hand.grants_of(tool).filter(|(_, grant)| grant.pool == pool.key).count();
        let others = holders.get(&pool.key).map_or(0, |all| *all as usize).saturating_sub(here);
        seats.map_or(usize::MAX, |seats| (seats as usize).saturating_sub(others))
    });
    free.max().unwrap_or(0)
}
