//! Open alerts, and licences that joined a pool by themselves.

use super::StoreError;
use super::link::Link;
use super::value::{Row, Value};
use super::writing::Writing;
use crate::licence::{LicenceKey, PoolKey};
use crate::plan::{Alert, AlertChanges, Alerts, Join};
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) async fn load(link: &mut Link) -> Result<Alerts, StoreError> {
    const SQL: &str = "SELECT key, body FROM alert ORDER BY key";
    let read = |row: &Row<'_>| Ok((row.text("key")?.to_owned(), row.json::<Alert>("body")?));
    Ok(Alerts(link.all("alert", SQL, [], read).await?.into_iter().collect()))
}

pub(super) async fn load_joins(link: &mut Link) -> Result<BTreeSet<Join>, StoreError> {
    const SQL: &str = "SELECT licence, pool FROM licence_join ORDER BY licence, pool";
    let read = |row: &Row<'_>| {
        Ok(Join { licence: LicenceKey::from(row.text("licence")?), pool: PoolKey::from(row.text("pool")?) })
    };
    Ok(link.all("licence_join", SQL, [], read).await?.into_iter().collect())
}

impl Writing {
    /// Opens, updates and closes alerts.
    ///
    /// # Errors
    /// The driver, or an alert to close that is not open.
    pub async fn alerts(&mut self, changes: &AlertChanges) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO alert (key, body) VALUES {rows} \
            ON CONFLICT (key) DO UPDATE SET body = excluded.body";
        const CLOSE: &str = "WITH over (key) AS (VALUES {rows}) DELETE FROM alert WHERE key IN (SELECT key FROM over)";
        let now = changes.opened.iter().chain(changes.updated.iter().map(|(_, now)| now));
        let row = |alert: &Alert| -> Result<[Value; 2], StoreError> {
            let body = serde_json::to_string(alert);
            let body = body.map_err(|source| StoreError::Json { table: "alert", source })?;
            Ok([alert.key().into(), body.into()])
        };
        let now = now.map(row).collect::<Result<Vec<_>, _>>()?;
        self.link.bulk("alert", OPEN, now).await?;
        self.link.bulk("alert", CLOSE, changes.closed.iter().map(|alert| [alert.key().into()])).await.map(drop)
    }

    /// Notes licences that joined a pool.
    ///
    /// # Errors
    /// The driver, or a join that was noted before.
    pub async fn joins(&mut self, joins: &[Join], at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO licence_join (licence, pool, joined_at) VALUES {rows}";
        let row = |join: &Join| [join.licence.as_str().into(), join.pool.as_str().into(), at.as_microsecond().into()];
        self.link.bulk("licence_join", SQL, joins.iter().map(row)).await.map(drop)
    }
}
