//! Who waits for a seat of some tools, without what else is known of them.

use super::link::Link;
use super::value::Row;
use super::{StoreError, Stored, places};
use crate::licence::ToolKey;
use crate::roster::UnitId;
use crate::seats::{Place, Reason};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Somebody who waits, with the number of the person's row.
pub(super) struct Waiting {
    pub(super) no: u32,
    /// Is a seat all that lacks?
    pub(super) is_open: bool,
    pub(super) place: Place,
}

/// Everybody who waits for a seat of these tools, by tool; where they are at home on `day`.
pub(super) async fn queues(
    link: &mut Link,
    tools: impl Iterator<Item = &ToolKey>,
    stored: &Stored,
    day: Date,
) -> Result<BTreeMap<ToolKey, Vec<Waiting>>, StoreError> {
    const SQL: &str = "WITH wanted (tool) AS (VALUES {rows}) SELECT p.no, COALESCE(p.alias, p.id) AS key, p.places, \
        w.tool, w.reasons, w.class, w.since_on, w.starts_on FROM wanted JOIN wish w ON w.tool = wanted.tool \
        JOIN person p ON p.no = w.person_no WHERE w.state IN ('waiting', 'starting')";
    let units: BTreeMap<i64, &UnitId> =
        stored.units.iter().copied().zip(stored.roster.units.iter().map(|unit| &unit.id)).collect();
    let mut queues: BTreeMap<ToolKey, Vec<Waiting>> = BTreeMap::new();
    let take = |row: Row<'_>| {
        let home = places::home(row.text("places")?, day).ok_or_else(|| row.bad("places"))?;
        let place = Place {
            home: home.and_then(|no| units.get(&no)).map(|id| (*id).clone()),
            class: u8::try_from(row.int("class")?).map_err(|_| row.bad("class"))?,
            since: row.day("since_on")?,
            starts_on: row.maybe_day("starts_on")?,
            key: row.text("key")?.to_owned(),
        };
        let no = u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?;
        let is_open = row.text("reasons")? == Reason::NoFreeSeat.word();
        queues.entry(row.text("tool")?.into()).or_default().push(Waiting { no, is_open, place });
        Ok(())
    };
    link.each_of("wish", SQL, tools.map(|tool| [tool.as_str().into()]), take).await?;
    queues.values_mut().for_each(|queue| queue.sort_by(|a, b| a.place.in_line(&b.place)));
    Ok(queues)
}
