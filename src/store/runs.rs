//! Runs: when each began, how it ended. One without an end was interrupted.

use super::link::Link;
use super::meta::{self, Meta};
use super::value::Row;
use super::words::{Word, words};
use super::{Look, Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

/// Number of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub i64);

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something changed.
    Applied,
    /// Nothing was to be done.
    Unchanged,
    /// A guard held a part.
    Held,
    /// It could not be done.
    Failed,
}

words!(Outcome { Applied "applied", Unchanged "unchanged", Held "held", Failed "failed" });

impl Outcome {
    /// Its name in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        Word::word(self)
    }
}

/// Whom a run asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Every source.
    All,
    /// One.
    One,
    /// None: what dates have changed was judged.
    Nobody,
}

words!(Asked { All "all", One "one", Nobody "none" });

/// The end of a run.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
    /// Counts as JSON, when there are any.
    pub counts: Option<&'a str>,
    /// Why it failed, without personal data.
    pub error: Option<&'a str>,
    /// Did it fail in a way that may pass?
    pub passing: bool,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Its number.
    pub id: RunId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it is under way, and for ever when it was interrupted.
    pub ended_at: Option<Timestamp>,
    /// The day it was for.
    pub day: Date,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Counts as JSON.
    pub counts: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// Whom it asked.
    pub asked: Asked,
    /// Did it fail in a way that may pass?
    pub passing: bool,
}

impl Store {
    /// Notes that a run begins.
    ///
    /// # Errors
    /// The driver.
    pub async fn begin_run(&self, at: Timestamp, day: Date, asked: Asked) -> Result<RunId, StoreError> {
        const NEXT: &str = "SELECT COALESCE(MAX(id), 0) + 1 AS id FROM run";
        const SQL: &str = "INSERT INTO run (id, started_at, day, asked, epoch) VALUES ($1, $2, $3, $4, $5)";
        let mut writing = self.write().await?;
        let id = writing.link.one("run", NEXT, [], |row| row.int("id")).await?.unwrap_or(1);
        let values = [id.into(), at.as_microsecond().into(), day.into(), asked.word().into(), self.epoch().into()];
        writing.link.run_one("run", SQL, values).await?;
        writing.link.commit().await?;
        Ok(RunId(id))
    }

    /// Notes that a run ended.
    ///
    /// # Errors
    /// The driver, or a run that is not under way.
    pub async fn end_run(&self, run: RunId, ended: Ended<'_>) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE run SET ended_at = $2, outcome = $3, counts = $4, error = $5, passing = $6 \
            WHERE id = $1 AND ended_at IS NULL";
        let mut writing = self.write().await?;
        let values = [
            run.0.into(),
            ended.at.as_microsecond().into(),
            ended.outcome.word().into(),
            ended.counts.into(),
            ended.error.into(),
            ended.passing.into(),
        ];
        writing.link.run_one("run", SQL, values).await?;
        writing.link.commit().await
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn runs(&self, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        self.look().await?.runs(limit).await
    }
}

impl Store {
    /// Notes since when runs fail that ask sources, or that they fail no more; nothing is written where that was so before.
    ///
    /// # Errors
    /// The driver.
    pub async fn note_failing(&self, before: Option<Timestamp>, since: Option<Timestamp>) -> Result<(), StoreError> {
        if before == since {
            return Ok(());
        }
        let mut writing = self.write().await?;
        match since {
            Some(since) => {
                meta::set(&mut writing.link, Meta::FailingSince, &since.as_microsecond().to_string()).await?;
            }
            None => meta::unset(&mut writing.link, Meta::FailingSince).await?,
        }
        writing.link.commit().await
    }
}

impl Look {
    /// Since when runs fail that ask sources; none while they do not.
    ///
    /// # Errors
    /// The driver, or a value that cannot be read.
    pub async fn failing_since(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let since = meta::get_number(&mut self.link, Meta::FailingSince).await?;
        Ok(since.and_then(|since| Timestamp::from_microsecond(since).ok()))
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn runs(&mut self, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        const SQL: &str = "SELECT id, started_at, ended_at, day, outcome, counts, error, asked, passing FROM run \
            ORDER BY id DESC LIMIT $1";
        runs(&mut self.link, SQL, limit).await
    }

    /// The newest runs that asked every source, newest first.
    ///
    /// # Errors
    /// As [`runs`](Self::runs).
    pub async fn asking_runs(&mut self, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        const SQL: &str = "SELECT id, started_at, ended_at, day, outcome, counts, error, asked, passing FROM run \
            WHERE asked = 'all' ORDER BY id DESC LIMIT $1";
        runs(&mut self.link, SQL, limit).await
    }
}

async fn runs(link: &mut Link, sql: &'static str, limit: u32) -> Result<Vec<RunRow>, StoreError> {
    let read = |row: &Row<'_>| {
        let outcome = row.maybe_text("outcome")?;
        Ok(RunRow {
            id: RunId(row.int("id")?),
            started_at: row.at("started_at")?,
            ended_at: row.maybe_at("ended_at")?,
            day: row.day("day")?,
            outcome: outcome.map(|word| Outcome::of(word).ok_or_else(|| row.bad("outcome"))).transpose()?,
            counts: row.maybe_text("counts")?.map(str::to_owned),
            error: row.maybe_text("error")?.map(str::to_owned),
            asked: Asked::of(row.text("asked")?).ok_or_else(|| row.bad("asked"))?,
            passing: row.flag("passing")?,
        })
    };
    link.all("run", sql, [i64::from(limit).into()], read).await
}
