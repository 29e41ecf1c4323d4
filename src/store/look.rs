//! Looking: everything that was last applied, out of one state of the database.

use super::link::Link;
use super::meta::{self, Delivery, Meta};
use super::{Head, StoreError, alerts, holds, ledger, roster, seats};
use super::{HoldRow, OpenAlert, Store, Stored};
use crate::plan::{Alerts, Hold, Join, Rest};
use crate::roster::Snapshot;
use crate::seats::{Seats, Uses};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One state of the database; what others write meanwhile is not seen.
pub struct Look {
    pub(super) link: Link,
}

/// Everything that a run starts from, of one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The roster that was last applied, or those of its persons about whom something may differ.
    pub stored: Stored,
    /// Everybody else.
    pub rest: Rest,
    /// Who holds and who wishes.
    pub seats: Seats,
    /// When people last used their tools.
    pub uses: Uses,
    /// Open alerts.
    pub alerts: Alerts,
    /// Licences that joined a pool by themselves.
    pub joins: BTreeSet<Join>,
    /// Open holds, by hash.
    pub holds: BTreeMap<String, Hold>,
    /// Hashes of holds that a human let through, and when.
    pub released: BTreeMap<String, Timestamp>,
    /// Hashes of holds that a human dropped.
    pub dropped: BTreeSet<String>,
    /// The newest event of the ledger.
    pub head: Head,
    /// The day of the last apply; none before the first.
    pub applied_on: Option<Date>,
    /// Digest of what was bought then, where it was noted.
    pub bought: Option<String>,
}

impl Look {
    /// The roster.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn roster(&mut self) -> Result<Snapshot, StoreError> {
        Ok(self.stored().await?.roster)
    }

    /// The roster, with the numbers of its rows.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn stored(&mut self) -> Result<Stored, StoreError> {
        roster::load(&mut self.link, None).await
    }

    /// Live grants and open wishes.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn seats(&mut self) -> Result<Seats, StoreError> {
        seats::load(&mut self.link).await
    }

    /// Open alerts.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn alerts(&mut self) -> Result<Alerts, StoreError> {
        alerts::load(&mut self.link).await
    }

    /// Open alerts, with since when each stands and whether somebody is at it.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn open_alerts(&mut self) -> Result<Vec<OpenAlert>, StoreError> {
        alerts::load_open(&mut self.link).await
    }

    /// Units and groups of the roster that was last applied, and nobody in them.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn places(&mut self) -> Result<Snapshot, StoreError> {
        Ok(roster::load(&mut self.link, Some(&[])).await?.roster)
    }

    /// Licences that joined a pool by themselves.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn joins(&mut self) -> Result<BTreeSet<Join>, StoreError> {
        alerts::load_joins(&mut self.link).await
    }

    /// Every hold there ever was, newest change first.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn all_holds(&mut self) -> Result<Vec<HoldRow>, StoreError> {
        holds::load(&mut self.link).await
    }

    /// The newest event of the ledger.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn head(&mut self) -> Result<Head, StoreError> {
        ledger::head(&mut self.link).await
    }

    /// The day of the last apply.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn applied_on(&mut self) -> Result<Option<Date>, StoreError> {
        meta::get_day(&mut self.link, Meta::AppliedOn).await
    }

    /// Everything that a run starts from.
    ///
    /// # Errors
    /// As [`roster`](Self::roster).
    pub async fn standing(&mut self) -> Result<Standing, StoreError> {
        let (stored, seats) = (self.stored().await?, self.seats().await?);
        self.standing_with(stored, Rest::default(), seats).await
    }

    /// Persons and seats at hand, with everything that there is but once.
    pub(super) async fn standing_with(
        &mut self,
        stored: Stored,
        rest: Rest,
        seats: Seats,
    ) -> Result<Standing, StoreError> {
        let holds::Holds { open: holds, released, dropped } = holds::by_state(&mut self.link).await?;
        Ok(Standing {
            stored,
            rest,
            seats,
            uses: self.uses().await?,
            alerts: self.alerts().await?,
            joins: self.joins().await?,
            holds,
            released,
            dropped,
            head: self.head().await?,
            applied_on: self.applied_on().await?,
            bought: meta::get(&mut self.link, Meta::Bought).await?,
        })
    }
}

impl Standing {
    /// The roster at hand.
    #[must_use]
    pub fn roster(&self) -> &Snapshot {
        &self.stored.roster
    }
}

/// Look-ups of one thing, each out of a state of its own.
impl Store {
    /// The roster that was last applied.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn load_roster(&self) -> Result<Snapshot, StoreError> {
        self.look().await?.roster().await
    }

    /// Live grants and open wishes.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn load_seats(&self) -> Result<Seats, StoreError> {
        self.look().await?.seats().await
    }

    /// Open alerts.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn load_alerts(&self) -> Result<Alerts, StoreError> {
        self.look().await?.alerts().await
    }

    /// Licences that joined a pool by themselves.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn load_joins(&self) -> Result<BTreeSet<Join>, StoreError> {
        self.look().await?.joins().await
    }

    /// Open holds, by hash.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn load_holds(&self) -> Result<BTreeMap<String, Hold>, StoreError> {
        Ok(holds::by_state(&mut self.look().await?.link).await?.open)
    }

    /// Hashes of holds that a human let through.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn released(&self) -> Result<BTreeSet<String>, StoreError> {
        Ok(holds::by_state(&mut self.look().await?.link).await?.released.into_keys().collect())
    }

    /// The newest event of the ledger.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn head(&self) -> Result<Head, StoreError> {
        self.look().await?.head().await
    }

    /// The day of the last apply; none before the first.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn applied_on(&self) -> Result<Option<Date>, StoreError> {
        self.look().await?.applied_on().await
    }

    /// Digest of the configuration that the last apply stood on.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn config_digest(&self) -> Result<Option<String>, StoreError> {
        meta::get(&mut self.look().await?.link, Meta::Config).await
    }

    /// Digest of what was bought when a plan was last applied.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn bought_digest(&self) -> Result<Option<String>, StoreError> {
        meta::get(&mut self.look().await?.link, Meta::Bought).await
    }

    /// The first day on which a date may change something though every delivery stays the same.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn quiet_until(&self) -> Result<Option<Date>, StoreError> {
        meta::get_day(&mut self.look().await?.link, Meta::QuietUntil).await
    }

    /// The last delivery of each source that was applied, by source.
    ///
    /// # Errors
    /// As [`load_roster`](Self::load_roster).
    pub async fn deliveries(&self) -> Result<Vec<Delivery>, StoreError> {
        meta::deliveries(&mut self.look().await?.link).await
    }
}
