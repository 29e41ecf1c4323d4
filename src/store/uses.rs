//! When people last used their tools.

use super::link::Link;
use super::meta::{self, Meta};
use super::value::Row;
use super::{Look, Stamp, Store, StoreError};
use crate::licence::{PoolKey, ToolKey};
use crate::plan::Event;
use crate::roster::PersonId;
use crate::seats::{Key, Uses};
use jiff::civil::Date;

impl Look {
    /// The last known use of each tool by each person in the roster.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn uses(&mut self) -> Result<Uses, StoreError> {
        const SQL: &str = "SELECT p.id AS person, u.tool, u.last_on FROM last_use u \
            JOIN person p ON p.no = u.person_no";
        let mut uses = Uses::default();
        let take = |row: Row<'_>| {
            let key = (ToolKey::from(row.text("tool")?), PersonId::from(row.text("person")?));
            uses.0.insert(key, row.day("last_on")?);
            Ok(())
        };
        self.link.each("last_use", SQL, [], take).await?;
        Ok(uses)
    }

    /// The newest use of a tool that anybody told of.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn newest_use(&mut self, tool: &ToolKey) -> Result<Option<Date>, StoreError> {
        const SQL: &str = "SELECT last_on FROM last_use WHERE tool = $1 ORDER BY last_on DESC LIMIT 1";
        self.link.one("last_use", SQL, [tool.as_str().into()], |row| row.day("last_on")).await
    }

    /// How many hold a seat of a pool and have not used its tool since that day, as far as anybody told.
    ///
    /// # Errors
    /// As [`newest_use`](Self::newest_use).
    pub async fn unused_seats(&mut self, pool: &PoolKey, since: Date) -> Result<u64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) AS seats FROM seat_grant g \
            JOIN last_use u ON u.person_no = g.person_no AND u.tool = g.tool \
            WHERE g.pool = $1 AND g.freed_at IS NULL AND u.last_on < $2";
        let seats =
            self.link.one("seat_grant", SQL, [pool.as_str().into(), since.into()], |row| row.int("seats")).await?;
        Ok(seats.and_then(|seats| u64::try_from(seats).ok()).unwrap_or(0))
    }
}

impl Store {
    /// Notes when people last used their tools; an earlier day than the one that is known says nothing new. Persons and
    /// tools must be known.
    ///
    /// # Errors
    /// The driver; [`StoreError::NoRow`] when a person or tool is not known.
    pub async fn note_uses(&self, uses: &Uses, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        put(&mut writing.link, &uses.0.iter().collect::<Vec<_>>()).await?;
        writing.append([Event::UsageImported { count: uses.0.len() as u64 }], stamp).await?;
        // The next run must look even though no delivery changed.
        meta::unset(&mut writing.link, Meta::QuietUntil).await?;
        writing.commit().await.map(drop)
    }
}

async fn put(link: &mut Link, uses: &[(&Key, &Date)]) -> Result<(), StoreError> {
    const SQL: &str = "WITH v (person, tool, last_on) AS (VALUES {rows}) \
        INSERT INTO last_use (person_no, tool, last_on) SELECT p.no, v.tool, v.last_on FROM v \
        JOIN person p ON p.id = v.person WHERE 1 = 1 \
        ON CONFLICT (person_no, tool) DO UPDATE SET last_on = CASE \
        WHEN last_use.last_on < excluded.last_on THEN excluded.last_on ELSE last_use.last_on END";
    let rows =
        uses.iter().map(|((tool, person), last)| [person.as_str().into(), tool.as_str().into(), (**last).into()]);
    link.bulk("last_use", SQL, rows).await.map(drop)
}
