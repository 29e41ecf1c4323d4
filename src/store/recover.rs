//! What a ledger lost, and going on without it.
//!
//! A database that was put back, or lost its end, is behind its anchor. Nothing is written to it and no letter
//! leaves until a human has said so, since what it would do may have been done (RELIABILITY D6, D10).

use super::link::Link;
use super::meta::{self, Meta};
use super::sent::{self, Keys};
use super::value::Row;
use super::{Head, Stamp, Store, StoreError, anchor, ledger};
use crate::plan::Event;
use jiff::Timestamp;
use std::ops::RangeInclusive;
use std::path::Path;

/// What is missing of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its newest event.
    pub head: Head,
    /// The newest event it ever had.
    pub anchor: Head,
}

impl Gap {
    /// The numbers of the events that are lost, as far as can be known: of a ledger that was put back and went on,
    /// only the last of them.
    #[must_use]
    pub fn lost(&self) -> RangeInclusive<i64> {
        (self.head.seq + 1).min(self.anchor.seq)..=self.anchor.seq
    }

    fn refusal(&self, path: &Path) -> StoreError {
        let (head, anchor, path) = (self.head.seq, self.anchor.seq, path.to_owned());
        if anchor > head { StoreError::Behind { head, anchor, path } } else { StoreError::Forked { seq: anchor, path } }
    }
}

/// What is missing of the ledger that `link` sees. The anchor is read before the first row is: what it names was
/// there by then.
pub(super) async fn gap(link: &mut Link, path: &Path) -> Result<Option<Gap>, StoreError> {
    let Some(anchor) = anchor::read(path)?.filter(|anchor| anchor.seq > 0) else { return Ok(None) };
    if ledger::seal_of(link, anchor.seq).await?.as_ref() == Some(&anchor.seal) {
        return Ok(None);
    }
    Ok(Some(Gap { head: ledger::head(link).await?, anchor }))
}

/// Refuses a ledger of which something is missing.
pub(super) async fn refuse_gap(link: &mut Link, path: &Path) -> Result<(), StoreError> {
    match gap(link, path).await? {
        Some(gap) => Err(gap.refusal(path)),
        None => Ok(()),
    }
}

/// How it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// What was missing.
    pub gap: Gap,
    /// Letters that were due and had been sent.
    pub letters: u64,
    /// The newest event now, which tells of it.
    pub head: Head,
}

impl Store {
    /// What is missing of the ledger, when something is.
    ///
    /// # Errors
    /// The driver, or the anchor's file.
    pub async fn gap(&self) -> Result<Option<Gap>, StoreError> {
        gap(&mut self.link().await?, &self.anchor).await
    }

    /// How many letters are due that were sent already.
    ///
    /// # Errors
    /// The driver, or the file of letters sent.
    pub async fn due_again(&self) -> Result<usize, StoreError> {
        let keys = Keys::of(sent::read(&sent::beside(&self.anchor))?);
        Ok(sent_of_due(&mut self.link().await?, &keys).await?.len())
    }

    /// Goes on without what is missing: notes in the ledger what was lost, marks as sent what was sent, and sets the
    /// anchor back. None when nothing is missing.
    ///
    /// # Errors
    /// The driver, the files beside the database, or a key that does not fit the ledger.
    pub async fn recover(&self, reason: Option<&str>, stamp: Stamp<'_>) -> Result<Option<Recovered>, StoreError> {
        let mut writing = self.write_in_spite().await?;
        let Some(gap) = gap(&mut writing.link, &self.anchor).await? else { return Ok(None) };
        let keys = Keys::of(sent::read(&sent::beside(&self.anchor))?);
        let letters = mark_sent(&mut writing.link, &keys).await?;
        let (first, last) = gap.lost().into_inner();
        let (seal, reason) = (gap.anchor.seal.clone(), reason.map(str::to_owned));
        writing.append([Event::Recovered { first, last, seal, reason }], stamp).await?;
        // The next run must look even though no delivery changed.
        meta::unset(&mut writing.link, Meta::QuietUntil).await?;
        let head = writing.commit().await?;
        Ok(Some(Recovered { gap, letters, head }))
    }
}

/// Letters that are due and were sent, and when.
async fn sent_of_due(link: &mut Link, keys: &Keys) -> Result<Vec<(i64, Timestamp)>, StoreError> {
    const SQL: &str = "SELECT id, dedupe_key FROM outbox WHERE state IN ('ready', 'at_dot', 'uncertain') ORDER BY id";
    let read = |row: &Row<'_>| Ok((row.int("id")?, keys.sent_at(row.text("dedupe_key")?)));
    let due = link.all("outbox", SQL, [], read).await?;
    Ok(due.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}

async fn mark_sent(link: &mut Link, keys: &Keys) -> Result<u64, StoreError> {
    const SQL: &str = "WITH v (id, at) AS (VALUES {rows}) \
        UPDATE outbox SET state = 'sent', sent_at = v.at, last_error = NULL FROM v \
        WHERE outbox.id = v.id AND outbox.state IN ('ready', 'at_dot', 'uncertain')";
    let sent = sent_of_due(link, keys).await?;
    let row = |(id, at): (i64, Timestamp)| [id.into(), at.as_microsecond().into()];
    link.bulk("outbox", SQL, sent.into_iter().map(row)).await
}
