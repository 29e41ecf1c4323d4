//! Licence requests: each is one row, and whatever is done about it stands in the ledger in the same transaction.

use super::link::Link;
use super::meta::{self, Meta};
use super::outbox::Letter;
use super::request_links;
use super::value::Row;
use super::{Look, Stamp, Store, StoreError};
use crate::plan::Event;
use crate::request::{Batch, Done, Number, Request};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// The request.
    pub request: Request,
    /// How often it was changed.
    pub revision: i64,
}

/// Something that is done about a request.
#[derive(Debug, Clone)]
pub struct RequestDeed<'a> {
    /// The revision that it stands on; none for a new one.
    pub before: Option<i64>,
    /// The request afterwards.
    pub after: &'a Request,
    /// What was done, in a word.
    pub deed: &'a str,
    /// More of it, for the ledger.
    pub said: BTreeMap<String, String>,
    /// Who is told.
    pub letters: Vec<Letter>,
    /// What was delivered.
    pub batch: Option<&'a Batch>,
    /// The digest of the link by which it was done.
    pub link: Option<&'a str>,
}

impl<'a> RequestDeed<'a> {
    /// What the organiser has done about a request of this revision, and whom that tells.
    #[must_use]
    pub fn of(done: &'a Done, before: i64, letters: Vec<Letter>) -> Self {
        let Done { deed, after, said, batch } = done;
        let (said, batch) = (said.clone(), batch.as_ref());
        Self { before: Some(before), after, deed: deed.word(), said, letters, batch, link: None }
    }
}

impl Look {
    /// Every request, in the order of their numbers.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn requests(&mut self) -> Result<Vec<RequestRow>, StoreError> {
        const SQL: &str = "SELECT number, revision, body FROM request ORDER BY number";
        let mut all = self.link.all("request", SQL, [], row).await?;
        // The text of a number puts 1000 before 999.
        all.sort_by_key(|row| row.request.number);
        Ok(all)
    }

    /// The request of this number.
    ///
    /// # Errors
    /// As [`requests`](Self::requests).
    pub async fn request(&mut self, number: Number) -> Result<Option<RequestRow>, StoreError> {
        const SQL: &str = "SELECT number, revision, body FROM request WHERE number = $1";
        self.link.one("request", SQL, [number.to_string().into()], row).await
    }

    /// Everything that was delivered upon requests.
    ///
    /// # Errors
    /// As [`requests`](Self::requests).
    pub async fn batches(&mut self) -> Result<Vec<Batch>, StoreError> {
        const SQL: &str = "SELECT key, body FROM request_batch ORDER BY key";
        self.link.all("request_batch", SQL, [], |row| row.json("body")).await
    }
}

impl Store {
    /// Notes what was done about a request, with the letters and licences that come of it, and uses the link up by which
    /// it was done: all of it or nothing.
    ///
    /// # Errors
    /// The driver; [`StoreError::NoRow`] where somebody else has changed the request since it was looked at, or has used
    /// the link.
    pub async fn note_request(&self, deed: RequestDeed<'_>, stamp: Stamp<'_>) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        put(&mut writing.link, &deed).await?;
        if let Some(secret) = deed.link {
            request_links::use_up(&mut writing.link, secret, stamp.at).await?;
        }
        if let Some(batch) = deed.batch {
            deliver(&mut writing.link, batch).await?;
        }
        let (number, deed_word) = (deed.after.number.to_string(), deed.deed.to_owned());
        let event = Event::Request { number, deed: deed_word, said: deed.said };
        let event = writing.append([event], stamp).await?;
        let letters: Vec<_> = deed.letters.into_iter().map(|letter| (letter, stamp.run, event)).collect();
        writing.letters(&letters, stamp.at).await?;
        writing.commit().await.map(drop)
    }
}

/// Requests that were over by this day, and hold words of somebody's own, with that day.
pub(super) async fn worded(link: &mut Link, by: Date) -> Result<Vec<(Date, Request)>, StoreError> {
    let rows = link.all("request", "SELECT number, revision, body FROM request ORDER BY number", [], row).await?;
    let worded = rows.into_iter().map(|row| row.request).filter(Request::has_words);
    Ok(worded.filter_map(|request| Some((request.ended_on().filter(|on| *on <= by)?, request))).collect())
}

/// Takes the words out of them; the requests stay. Nothing can be done about them any more, so that nobody is overtaken.
pub(super) async fn take_words(link: &mut Link, by: Date) -> Result<u64, StoreError> {
    let mut rows = 0;
    for (_, request) in worded(link, by).await? {
        let number = request.number.to_string();
        let body = json("request", &request.without_words())?;
        rows +=
            link.run("request", "UPDATE request SET body = $2 WHERE number = $1", [number.into(), body.into()]).await?;
    }
    Ok(rows)
}

async fn put(link: &mut Link, deed: &RequestDeed<'_>) -> Result<(), StoreError> {
    const NEW: &str = "INSERT INTO request (number, revision, body) VALUES ($1, $2, $3)";
    const CHANGED: &str = "UPDATE request SET revision = revision + 1, body = $3 WHERE number = $1 AND revision = $2";
    let body = json("request", deed.after)?;
    let values = [deed.after.number.to_string().into(), deed.before.unwrap_or(1).into(), body.into()];
    let sql = if deed.before.is_none() { NEW } else { CHANGED };
    match link.run("request", sql, values).await? {
        1 => Ok(()),
        _ => Err(StoreError::NoRow { table: "request", key: deed.after.number.to_string() }),
    }
}

async fn deliver(link: &mut Link, batch: &Batch) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO request_batch (key, request, body) VALUES ($1, $2, $3)";
    let body = json("request_batch", batch)?;
    let values = [batch.key.as_str().into(), batch.request.to_string().into(), body.into()];
    link.run_one("request_batch", SQL, values).await?;
    // The next run must look even though no delivery changed.
    meta::unset(link, Meta::QuietUntil).await
}

fn row(row: &Row<'_>) -> Result<RequestRow, StoreError> {
    Ok(RequestRow { request: row.json("body")?, revision: row.int("revision")? })
}

fn json(table: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Json { table, source })
}
