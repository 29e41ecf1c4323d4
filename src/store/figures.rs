//! Counts for those who watch over the daemon: no row of anybody is read.

use super::value::Row;
use super::{Look, StoreError};
use crate::licence::PoolKey;
use std::collections::BTreeMap;

/// A pool in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolCount {
    /// Seats that somebody has.
    pub assigned: u64,
    /// Of those, seats of people who have left.
    pub leaving: u64,
    /// People who wait.
    pub waiting: u64,
}

impl Look {
    /// Every pool in which somebody sits or waits.
    ///
    /// # Errors
    /// The driver.
    pub async fn pool_counts(&mut self) -> Result<BTreeMap<PoolKey, PoolCount>, StoreError> {
        const SEATS: &str = "SELECT pool, COUNT(*) AS assigned, COUNT(leaving_until) AS leaving FROM seat_grant \
            WHERE freed_at IS NULL GROUP BY pool";
        const WISHES: &str = "SELECT pool, COUNT(*) AS waiting FROM wish WHERE state = 'waiting' GROUP BY pool";
        let count = |row: &Row<'_>, column| row.int(column).map(|count| u64::try_from(count).unwrap_or(0));
        let mut counts: BTreeMap<PoolKey, PoolCount> = BTreeMap::new();
        let seats = |row: &Row<'_>| {
            let (assigned, leaving) = (count(row, "assigned")?, count(row, "leaving")?);
            Ok((PoolKey::from(row.text("pool")?), PoolCount { assigned, leaving, waiting: 0 }))
        };
        counts.extend(self.link.all("seat_grant", SEATS, [], seats).await?);
        let wishes = |row: &Row<'_>| Ok((PoolKey::from(row.text("pool")?), count(row, "waiting")?));
        for (pool, waiting) in self.link.all("wish", WISHES, [], wishes).await? {
            counts.entry(pool).or_default().waiting = waiting;
        }
        Ok(counts)
    }
}
