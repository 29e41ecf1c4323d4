//! What the ledger says, told again from its beginning (RELIABILITY I5).

use super::{Alerts, Event, Join, Pause};
use crate::seats::Seats;
use std::collections::{BTreeMap, BTreeSet};

/// What replaying the ledger gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replay {
    /// Grants and wishes.
    pub seats: Seats,
    /// Open alerts.
    pub alerts: Alerts,
    /// Licences that joined a pool by themselves.
    pub joins: BTreeSet<Join>,
    /// Alerts of which nothing is told for a while.
    pub pauses: BTreeMap<String, Pause>,
    /// Hashes of open holds.
    pub holds: BTreeSet<String>,
}

impl Replay {
    /// Takes the next event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Joined(join) => {
                self.joins.insert(join.clone());
            }
            Event::Rekeyed { persons, .. } => self.seats.rename(persons),
            Event::Seat(step) => self.seats.take(step),
            Event::Granted { .. } | Event::Wished { .. } => {
                event.clone().unfolded().iter().for_each(|one| self.take(one));
            }
            Event::Alert { alert } => self.alerts.open(alert.clone()),
            Event::AlertOver { key } => {
                self.alerts.close(key);
                self.pauses.remove(key);
            }
            Event::Paused { key, pause } => {
                self.pauses.insert(key.clone(), pause.clone());
            }
            Event::Unpaused { key } => {
                self.pauses.remove(key);
            }
            Event::Held(hold) => {
                self.holds.insert(hold.hash.clone());
            }
            Event::Withdrawn { hash } | Event::Released { hash } | Event::Dropped { hash } => {
                self.holds.remove(hash);
            }
            // What was lost left no trace in the tables that are replayed, and what is kept no longer is looked for in none of them.
            Event::Applied { .. }
            | Event::Veiled { .. }
            | Event::Account { .. }
            | Event::Pruned { .. }
            | Event::Decided { .. }
            | Event::Extracted { .. }
            | Event::Erased { .. }
            | Event::Person { .. }
            | Event::Recovered { .. }
            | Event::UsageImported { .. }
            | Event::Request { .. }
            | Event::UnitCode { .. }
            | Event::RegisterImported { .. }
            | Event::Told { .. }
            | Event::Configured { .. } => {}
        }
    }
}
