//! Nudges: somebody at a command line says that there is news, and one who serves takes it up.
//!
//! It goes through the database, so that it arrives wherever the one who serves runs. Of several that nobody has taken up
//! yet the last is left: all mean the same.

use super::link::Link;
use super::meta::{self, Meta};
use super::{Look, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody says that there is news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// Its number.
    pub number: i64,
    /// When it was said.
    pub at: Timestamp,
    /// Of which source, where that was said.
    pub source: Option<String>,
}

impl Look {
    /// The last nudge, where nobody has taken it up.
    ///
    /// # Errors
    /// The driver, or a value that cannot be read.
    pub async fn nudge(&mut self) -> Result<Option<Nudge>, StoreError> {
        waiting(&mut self.link).await
    }
}

impl Store {
    /// Notes that somebody says so; gives what was noted.
    ///
    /// # Errors
    /// The driver.
    pub async fn nudge(&self, at: Timestamp, source: Option<&str>) -> Result<Nudge, StoreError> {
        let mut writing = self.write().await?;
        let before = last(&mut writing.link).await?.map_or(0, |nudge| nudge.number);
        let taken = meta::get_number(&mut writing.link, Meta::NudgeTaken).await?.unwrap_or(0);
        let nudge = Nudge { number: before.max(taken) + 1, at, source: source.map(str::to_owned) };
        let text = serde_json::to_string(&nudge).map_err(|source| StoreError::Json { table: "meta", source })?;
        meta::set(&mut writing.link, Meta::Nudged, &text).await?;
        writing.link.commit().await?;
        Ok(nudge)
    }

    /// Takes up what nobody has taken up; of several that serve one gets it.
    ///
    /// # Errors
    /// The driver, or a value that cannot be read.
    pub async fn take_nudge(&self) -> Result<Option<Nudge>, StoreError> {
        let mut writing = self.write().await?;
        let Some(nudge) = waiting(&mut writing.link).await? else { return Ok(None) };
        meta::set(&mut writing.link, Meta::NudgeTaken, &nudge.number.to_string()).await?;
        writing.link.commit().await?;
        Ok(Some(nudge))
    }
}

async fn last(link: &mut Link) -> Result<Option<Nudge>, StoreError> {
    let bad = |_| StoreError::BadRow { table: "meta", column: "value", key: "nudged".to_owned() };
    meta::get(link, Meta::Nudged).await?.map(|text| serde_json::from_str(&text).map_err(bad)).transpose()
}

async fn waiting(link: &mut Link) -> Result<Option<Nudge>, StoreError> {
    let Some(nudge) = last(link).await? else { return Ok(None) };
    let taken = meta::get_number(link, Meta::NudgeTaken).await?.unwrap_or(0);
    Ok(Some(nudge).filter(|nudge| nudge.number > taken))
}
