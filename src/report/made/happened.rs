//! What happened, out of the ledger, for reports that tell of it.

use crate::roster::{Scope, Shown, Snapshot, UnitId, Units};
use crate::store::{LedgerFilter, LedgerRow, Look, StoreError};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// An event and when it was, where the organiser is.
#[derive(Debug, Clone)]
pub struct Happened {
    /// The day.
    pub day: Date,
    /// The time, as people read it.
    pub time: String,
    /// The event.
    pub row: LedgerRow,
}

/// So many events are looked at first, and more each time that they do not reach back far enough.
const FIRST: u32 = 4_096;

/// Everything that happened since the beginning of a day, in order.
///
/// # Errors
/// The driver, or a row that cannot be read.
pub async fn happened(look: &mut Look, since: Date, zone: &TimeZone) -> Result<Vec<Happened>, StoreError> {
    let mut newest = FIRST;
    let rows = loop {
        let rows = look.events(LedgerFilter { after: 0, person: None, newest: Some(newest) }).await?;
        let is_all = rows.len() < newest as usize || newest == u32::MAX;
        let reaches = || rows.first().is_some_and(|row| row.at.to_zoned(zone.clone()).date() < since);
        if is_all || reaches() {
            break rows;
        }
        newest = newest.saturating_mul(8);
    };
    let of = |row: LedgerRow| {
        let at = row.at.to_zoned(zone.clone());
        Happened { day: at.date(), time: at.strftime("%Y-%m-%d %H:%M:%S").to_string(), row }
    };
    Ok(rows.into_iter().map(of).filter(|happened| happened.day >= since).collect())
}

/// Everything there is, for whoever runs the organiser's upprop: whoever is protected counts, and is told under no key.
#[must_use]
pub fn whole() -> Scope {
    Scope { units: Units::All, protected: Shown::Yes }
}

/// A unit, by id or alias, and those below it; nothing where none is called so.
#[must_use]
pub fn of_unit(roster: &Snapshot, name: &str) -> Option<Scope> {
    let named: BTreeSet<&UnitId> = roster.units_named(name).into_iter().map(|unit| &unit.id).collect();
    let lines = roster.lineages();
    let below = lines.into_iter().filter(|(_, line)| line.iter().any(|unit| named.contains(unit)));
    let units: BTreeSet<UnitId> = below.map(|(unit, _)| unit.clone()).collect();
    (!units.is_empty()).then_some(Scope { units: Units::Only(units), protected: Shown::No })
}
