//! What changed and nobody was told of yet, written in the transaction of its cause.

use super::meta::{self, Meta};
use super::value::{Row, Value};
use super::{Look, RunId, StoreError, Writing};
use crate::alert::Queued;
use crate::licence::PoolKey;
use crate::plan::Notice;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// What something came from.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// The run, if any.
    pub run: Option<RunId>,
    /// The event of the ledger that tells of it.
    pub event: i64,
    /// What makes letters about it the same letters.
    pub name: &'a str,
}

impl Writing {
    /// Puts notices into the queue of those that nobody was told of.
    ///
    /// # Errors
    /// The driver.
    pub async fn notices(&mut self, notices: &[Notice], cause: Cause<'_>) -> Result<(), StoreError> {
        const NEXT: &str = "SELECT COALESCE(MAX(id), 0) + 1 AS id FROM notice";
        const SQL: &str = "INSERT INTO notice (id, run, event, cause, body) VALUES {rows}";
        if notices.is_empty() {
            return Ok(());
        }
        let next = self.link.one("notice", NEXT, [], |row| row.int("id")).await?.unwrap_or(1);
        let row = |(id, notice): (i64, &Notice)| -> Result<[Value; 5], StoreError> {
            let body = serde_json::to_string(notice);
            let body = body.map_err(|source| StoreError::Json { table: "notice", source })?;
            let run = cause.run.map(|run| run.0);
            Ok([id.into(), run.into(), cause.event.into(), cause.name.into(), body.into()])
        };
        let rows = (next..).zip(notices).map(row).collect::<Result<Vec<_>, _>>()?;
        self.link.bulk("notice", SQL, rows).await.map(drop)
    }

    /// Takes notices out of the queue: somebody was told, or nobody needs to be.
    ///
    /// # Errors
    /// The driver, or a notice that is not in it.
    pub async fn told(&mut self, notices: &[i64]) -> Result<(), StoreError> {
        const SQL: &str = "WITH done (id) AS (VALUES {rows}) DELETE FROM notice WHERE id IN (SELECT id FROM done)";
        self.link.bulk("notice", SQL, notices.iter().map(|id| [(*id).into()])).await.map(drop)
    }

    /// Notes the last day whose digest is done.
    ///
    /// # Errors
    /// The driver.
    pub async fn told_on(&mut self, day: Date) -> Result<(), StoreError> {
        meta::set(&mut self.link, Meta::ToldOn, &day.to_string()).await
    }

    /// Notes the pools whose shortage was told of on a day in a letter of its own.
    ///
    /// # Errors
    /// The driver.
    pub async fn shortages_told(&mut self, pools: &BTreeSet<PoolKey>, day: Date) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO shortage_letter (pool, told_on) VALUES {rows} \
            ON CONFLICT (pool) DO UPDATE SET told_on = excluded.told_on";
        let row = |pool: &PoolKey| [pool.as_str().into(), day.to_string().into()];
        self.link.bulk("shortage_letter", SQL, pools.iter().map(row)).await.map(drop)
    }
}

impl Look {
    /// What nobody was told of yet, oldest first; the days are those of the organiser's time zone.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn notices(&mut self, zone: &TimeZone) -> Result<Vec<Queued>, StoreError> {
        const SQL: &str = "SELECT n.id AS id, n.run AS run, n.event AS event, n.cause AS cause, n.body AS body, l.at AS at \
            FROM notice n JOIN ledger l ON l.seq = n.event ORDER BY n.id";
        let read = |row: &Row<'_>| {
            Ok(Queued {
                id: row.int("id")?,
                on: row.at("at")?.to_zoned(zone.clone()).date(),
                run: row.maybe_int("run")?,
                event: row.int("event")?,
                cause: row.text("cause")?.to_owned(),
                notice: row.json("body")?,
            })
        };
        self.link.all("notice", SQL, [], read).await
    }

    /// The last day whose digest is done; none before the first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn told_on(&mut self) -> Result<Option<Date>, StoreError> {
        meta::get_day(&mut self.link, Meta::ToldOn).await
    }

    /// The pools whose shortage was told of in a letter of its own, and on which day the last.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn shortages_told(&mut self) -> Result<BTreeMap<PoolKey, Date>, StoreError> {
        const SQL: &str = "SELECT pool, told_on FROM shortage_letter ORDER BY pool";
        let read = |row: &Row<'_>| Ok((PoolKey::from(row.text("pool")?), row.day("told_on")?));
        Ok(self.link.all("shortage_letter", SQL, [], read).await?.into_iter().collect())
    }
}
