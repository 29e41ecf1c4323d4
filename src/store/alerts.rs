//! Open alerts, and licences that joined a pool by themselves.

use super::link::Link;
use super::value::{Row, Value};
use super::writing::Writing;
use super::{Stamp, Store, StoreError};
use crate::licence::{LicenceKey, PoolKey};
use crate::plan::{Alert, AlertChanges, Alerts, Event, Join, Pause};
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) async fn load(link: &mut Link) -> Result<Alerts, StoreError> {
    const SQL: &str = "SELECT key, body FROM alert ORDER BY key";
    let read = |row: &Row<'_>| Ok((row.text("key")?.to_owned(), row.json::<Alert>("body")?));
    Ok(Alerts(link.all("alert", SQL, [], read).await?.into_iter().collect()))
}

/// Open alerts, with since when each stands and whether somebody is at it.
pub(super) async fn load_open(link: &mut Link) -> Result<Vec<OpenAlert>, StoreError> {
    const SQL: &str = "SELECT key, body, opened_at, pause FROM alert ORDER BY key";
    let read = |row: &Row<'_>| {
        let pause = row.maybe_text("pause")?.map(serde_json::from_str).transpose();
        Ok(OpenAlert {
            alert: row.json("body")?,
            opened_at: row.at("opened_at")?,
            pause: pause.map_err(|_| row.bad("pause"))?,
        })
    };
    link.all("alert", SQL, [], read).await
}

pub(super) async fn load_joins(link: &mut Link) -> Result<BTreeSet<Join>, StoreError> {
    const SQL: &str = "SELECT licence, pool FROM licence_join ORDER BY licence, pool";
    let read = |row: &Row<'_>| {
        Ok(Join { licence: LicenceKey::from(row.text("licence")?), pool: PoolKey::from(row.text("pool")?) })
    };
    Ok(link.all("licence_join", SQL, [], read).await?.into_iter().collect())
}

/// An alert that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlert {
    /// What it says now.
    pub alert: Alert,
    /// Since when.
    pub opened_at: Timestamp,
    /// Is somebody at it?
    pub pause: Option<Pause>,
}

impl Writing {
    /// Opens, updates and closes alerts.
    ///
    /// # Errors
    /// The driver, or an alert to close that is not open.
    pub async fn alerts(&mut self, changes: &AlertChanges, at: Timestamp) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO alert (key, body, opened_at) VALUES {rows} \
            ON CONFLICT (key) DO UPDATE SET body = excluded.body";
        const CLOSE: &str = "WITH over (key) AS (VALUES {rows}) DELETE FROM alert WHERE key IN (SELECT key FROM over)";
        let now = changes.opened.iter().chain(changes.updated.iter().map(|(_, now)| now));
        let row = |alert: &Alert| -> Result<[Value; 3], StoreError> {
            Ok([alert.key().into(), json("alert", alert)?.into(), at.as_microsecond().into()])
        };
        let now = now.map(row).collect::<Result<Vec<_>, _>>()?;
        self.link.bulk("alert", OPEN, now).await?;
        self.link.bulk("alert", CLOSE, changes.closed.iter().map(|alert| [alert.key().into()])).await.map(drop)
    }

    /// Notes that somebody is at an alert, or no more.
    ///
    /// # Errors
    /// The driver, or an alert that is not open.
    pub async fn pause(&mut self, key: &str, pause: Option<&Pause>) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE alert SET pause = $2 WHERE key = $1";
        let pause = pause.map(|pause| json("alert", pause)).transpose()?;
        self.link.run_one("alert", SQL, [key.into(), pause.into()]).await
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

impl Store {
    /// Notes in tables and ledger that somebody is at an alert, or no more.
    ///
    /// # Errors
    /// The driver; [`StoreError::NoRow`] when no such alert is open.
    pub async fn pause_alert(&self, key: &str, pause: Option<&Pause>, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        writing.pause(key, pause).await?;
        let key = key.to_owned();
        let event = match pause.cloned() {
            Some(pause) => Event::Paused { key, pause },
            None => Event::Unpaused { key },
        };
        writing.append([event], stamp).await?;
        writing.commit().await.map(drop)
    }
}

fn json(table: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Json { table, source })
}
