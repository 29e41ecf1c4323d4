//! One transaction that writes. What it is told stands together or not at all.

use super::link::Link;
use super::lots::Lots;
use super::meta::{self, Delivery, Meta};
use super::{Head, RosterChange, Store, StoreError, anchor, ledger};
use crate::roster::{Known, SourceName, Tally};
use crate::seats::Spread;
use jiff::civil::Date;
use std::path::PathBuf;

/// A transaction that writes, for the `apply` room. Dropped without [`commit`](Self::commit) it leaves nothing.
pub struct Writing {
    pub(super) link: Link,
    pub(super) anchor: PathBuf,
    pub(super) lots: Lots,
}

/// What a whole roster sums up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummedUp {
    /// Its digest.
    pub digest: u128,
    /// How many count in it.
    pub tally: Tally,
    /// How many seats the people of each school hold.
    pub spread: Spread,
    /// On which day.
    pub on: Date,
}

impl Writing {
    /// The newest event of the ledger, as this transaction sees it.
    ///
    /// # Errors
    /// The driver.
    pub async fn head(&mut self) -> Result<Head, StoreError> {
        ledger::head(&mut self.link).await
    }

    /// Notes the day, and digests of the configuration that was in force on it and of what was bought.
    ///
    /// # Errors
    /// The driver.
    pub async fn applied(&mut self, day: Date, config: &str, bought: &str) -> Result<(), StoreError> {
        meta::set(&mut self.link, Meta::AppliedOn, &day.to_string()).await?;
        meta::set(&mut self.link, Meta::Config, config).await?;
        meta::set(&mut self.link, Meta::Bought, bought).await
    }

    /// Notes what a run leaves to know for the next: what the roster sums up to, and what each source said.
    ///
    /// # Errors
    /// The driver.
    pub async fn remember(&mut self, summed: &SummedUp, known: &[(SourceName, Vec<Known>)]) -> Result<(), StoreError> {
        let bad = |source| StoreError::Json { table: "meta", source };
        let tally = serde_json::to_string(&(summed.on, &summed.tally)).map_err(bad)?;
        let spread = serde_json::to_string(&summed.spread).map_err(bad)?;
        meta::set(&mut self.link, Meta::Roster, &format!("{:032x}", summed.digest)).await?;
        meta::set(&mut self.link, Meta::Tally, &tally).await?;
        meta::set(&mut self.link, Meta::Spread, &spread).await?;
        for (source, known) in known {
            self.known(source, known).await?;
        }
        Ok(())
    }

    /// Notes what each source delivered, and until when no date changes anything.
    ///
    /// # Errors
    /// The driver.
    pub async fn seen(&mut self, deliveries: &[Delivery], quiet_until: Option<Date>) -> Result<(), StoreError> {
        meta::note_deliveries(&mut self.link, deliveries).await?;
        match quiet_until {
            Some(day) => meta::set(&mut self.link, Meta::QuietUntil, &day.to_string()).await,
            None => meta::unset(&mut self.link, Meta::QuietUntil).await,
        }
    }

    /// Makes everything durable, then moves the anchor.
    ///
    /// # Errors
    /// The driver, or the anchor's file; in the latter case what was written stands.
    pub async fn commit(mut self) -> Result<Head, StoreError> {
        let head = ledger::head(&mut self.link).await?;
        self.link.commit().await?;
        if head.seq > 0 {
            anchor::write(&self.anchor, &head)?;
        }
        Ok(head)
    }
}

impl Store {
    /// Notes deliveries that say the same in other words.
    ///
    /// # Errors
    /// The driver.
    pub async fn note_deliveries(&self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        meta::note_deliveries(&mut writing.link, deliveries).await?;
        writing.link.commit().await
    }

    /// Writes by what persons are known again, where nothing else differs.
    ///
    /// # Errors
    /// As [`Writing::roster`].
    pub async fn imprint(&self, change: RosterChange<'_>) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        writing.roster(change).await?;
        writing.link.commit().await
    }

    /// Notes deliveries that changed nothing, so that they need not be looked at again.
    ///
    /// # Errors
    /// The driver.
    pub async fn note_seen(
        &self,
        deliveries: &[Delivery],
        quiet_until: Option<Date>,
        summed: &SummedUp,
        known: &[(SourceName, Vec<Known>)],
    ) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        writing.seen(deliveries, quiet_until).await?;
        writing.remember(summed, known).await?;
        writing.link.commit().await
    }
}
