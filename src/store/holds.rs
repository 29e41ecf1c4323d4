//! What a guard holds, and what a human said of it.

use super::link::Link;
use super::meta::{self, Meta};
use super::value::{Row, Value};
use super::words::{Word, words};
use super::{RunId, Stamp, Store, StoreError, Writing};
use crate::plan::{Event, Hold};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// Waits for a human.
    Open,
    /// Let through.
    Released,
    /// Not wanted.
    Dropped,
    /// Not needed any more.
    Withdrawn,
}

words!(HoldState { Open "open", Released "released", Dropped "dropped", Withdrawn "withdrawn" });

impl HoldState {
    /// Its name in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        Word::word(self)
    }
}

/// A hold as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// What is held.
    pub hold: Hold,
    /// The run that held it first, or again.
    pub run: RunId,
    /// What became of it.
    pub state: HoldState,
    /// Since when it is in this state.
    pub state_at: Timestamp,
}

/// Every hold, newest change first.
pub(super) async fn load(link: &mut Link) -> Result<Vec<HoldRow>, StoreError> {
    const SQL: &str = "SELECT hash, run, body, state, state_at FROM hold ORDER BY state_at DESC, hash";
    let read = |row: &Row<'_>| {
        Ok(HoldRow {
            hold: row.json("body")?,
            run: RunId(row.int("run")?),
            state: row.word("state")?,
            state_at: row.at("state_at")?,
        })
    };
    link.all("hold", SQL, [], read).await
}

/// Takes the keys out of holds that are over and show one of these; how many there were.
pub(super) async fn bare(link: &mut Link, keys: &BTreeSet<String>) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE hold SET body = $2 WHERE hash = $1 AND state = 'withdrawn'";
    let mut rows = 0;
    for row in load(link).await? {
        if row.hold.keys().any(|key| keys.contains(key)) {
            let hash = row.hold.hash.clone();
            let body = serde_json::to_string(&row.hold.without_keys());
            let body = body.map_err(|source| StoreError::Json { table: "hold", source })?;
            rows += link.run("hold", SQL, [hash.into(), body.into()]).await?;
        }
    }
    Ok(rows)
}

/// Holds by what became of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Holds {
    /// Open ones, by hash.
    pub(super) open: BTreeMap<String, Hold>,
    /// Hashes of those that a human let through, and when.
    pub(super) released: BTreeMap<String, Timestamp>,
    /// Hashes of those that a human dropped.
    pub(super) dropped: BTreeSet<String>,
}

pub(super) async fn by_state(link: &mut Link) -> Result<Holds, StoreError> {
    let mut holds = Holds::default();
    for HoldRow { hold, state, state_at, .. } in load(link).await? {
        match state {
            HoldState::Open => drop(holds.open.insert(hold.hash.clone(), hold)),
            HoldState::Released => drop(holds.released.insert(hold.hash, state_at)),
            HoldState::Dropped => drop(holds.dropped.insert(hold.hash)),
            HoldState::Withdrawn => {}
        }
    }
    Ok(holds)
}

impl Writing {
    /// Opens new holds and withdraws those that are not needed, decided ones too.
    ///
    /// # Errors
    /// The driver, or a hold to withdraw that is withdrawn already.
    pub async fn holds(
        &mut self,
        new: &[Hold],
        withdrawn: &[String],
        run: RunId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const OPEN: &str = "INSERT INTO hold (hash, run, body, state, state_at) VALUES {rows} \
            ON CONFLICT (hash) DO UPDATE SET run = excluded.run, body = excluded.body, state = excluded.state, \
            state_at = excluded.state_at";
        const WITHDRAW: &str = "WITH v (hash, at) AS (VALUES {rows}) \
            UPDATE hold SET state = 'withdrawn', state_at = v.at FROM v \
            WHERE hold.hash = v.hash AND hold.state <> 'withdrawn'";
        let at = at.as_microsecond();
        let row = |hold: &Hold| -> Result<[Value; 5], StoreError> {
            let body = serde_json::to_string(hold).map_err(|source| StoreError::Json { table: "hold", source })?;
            let hash = hold.hash.as_str().into();
            Ok([hash, run.0.into(), body.into(), Word::word(HoldState::Open).into(), at.into()])
        };
        let rows = new.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        self.link.bulk("hold", OPEN, rows).await?;
        let gone = withdrawn.iter().map(|hash| [hash.as_str().into(), at.into()]);
        self.link.bulk("hold", WITHDRAW, gone).await.map(drop)
    }

    async fn decide(&mut self, hash: &str, state: HoldState, at: Timestamp) -> Result<(), StoreError> {
        // What was let through and could not be done may be dropped after all.
        const SQL: &str = "UPDATE hold SET state = $2, state_at = $3 WHERE hash = $1 \
            AND (state = 'open' OR state = 'released' AND $2 = 'dropped')";
        let values = [hash.into(), Word::word(state).into(), at.as_microsecond().into()];
        match self.link.run("hold", SQL, values).await? {
            1 => Ok(()),
            _ => Err(StoreError::NoRow { table: "hold", key: hash.to_owned() }),
        }
    }
}

impl Store {
    /// Is there a hold that is open, or that a human decided and that is still needed?
    ///
    /// # Errors
    /// The driver.
    pub async fn has_holds(&self) -> Result<bool, StoreError> {
        let holds = by_state(&mut self.look().await?.link).await?;
        Ok(!holds.open.is_empty() || !holds.released.is_empty() || !holds.dropped.is_empty())
    }

    /// Lets an open hold through: the next run may do exactly what it holds.
    ///
    /// # Errors
    /// The driver; [`StoreError::NoRow`] when no open hold has this hash.
    pub async fn release(&self, hash: &str, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let event = Event::Released { hash: hash.to_owned() };
        self.settle(hash, HoldState::Released, event, stamp).await
    }

    /// Drops an open hold: what it holds is not wanted.
    ///
    /// # Errors
    /// As [`release`](Self::release).
    pub async fn drop_hold(&self, hash: &str, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let event = Event::Dropped { hash: hash.to_owned() };
        self.settle(hash, HoldState::Dropped, event, stamp).await
    }

    async fn settle(&self, hash: &str, state: HoldState, event: Event, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        writing.decide(hash, state, stamp.at).await?;
        writing.append([event], stamp).await?;
        // The next run must look even though no delivery changed.
        meta::unset(&mut writing.link, Meta::QuietUntil).await?;
        writing.commit().await.map(drop)
    }
}
