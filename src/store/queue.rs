//! Who waits for each tool, in the order in which seats are given, without what else is known of them.

use super::StoreError;
use super::link::Link;
use super::value::Row;
use crate::licence::ToolKey;
use crate::seats::in_line;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Those who wait for one tool.
#[derive(Default)]
pub(super) struct Queue(Vec<Place>);

/// One of them.
struct Place {
    class: u8,
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
            class: u8::try_from(row.int("class")?).map_err(|_| row.bad("class"))?,
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
            line.sort_by_cached_key(|place| in_line(place.class, place.since, place.starts_on, &place.key));
            line.truncate(most);
        }
        line.into_iter().map(|place| place.no).collect()
    }
}
