//! What several letters or webhooks share on their way out of the outbox: a receiver that is away, an hour that is full.

use super::outbox::{Fate, Letter, OutboxRow};
use super::value::Row;
use super::{Look, Store, StoreError, Writing};
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Look {
    /// What makes webhooks the same that came from this event of the ledger or a later one.
    ///
    /// # Errors
    /// The driver.
    pub async fn webhook_keys(&mut self, since: i64) -> Result<BTreeSet<String>, StoreError> {
        const SQL: &str = "SELECT dedupe_key FROM outbox WHERE channel = 'webhook' AND event >= $1";
        let keys = self.link.all("outbox", SQL, [since.into()], |row| Ok(row.text("dedupe_key")?.to_owned())).await?;
        Ok(keys.into_iter().collect())
    }

    /// To whom letters were sent after then, and when, oldest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn letters_sent(&mut self, after: Timestamp) -> Result<Vec<(String, Timestamp)>, StoreError> {
        const SQL: &str = "SELECT recipient, sent_at FROM outbox WHERE sent_at > $1 AND channel = 'letter' \
            ORDER BY sent_at, id";
        let read = |row: &Row<'_>| Ok((row.text("recipient")?.to_owned(), row.at("sent_at")?));
        self.link.all("outbox", SQL, [after.as_microsecond().into()], read).await
    }
}

impl Writing {
    /// Gives up what was tried in vain too often, or has nobody to go to.
    ///
    /// # Errors
    /// The driver, or a row that was not waiting.
    pub async fn give_up(&mut self, rows: &[i64], why: &str) -> Result<(), StoreError> {
        const SQL: &str = "WITH v (id, why, due_at) AS (VALUES {rows}) UPDATE outbox SET attempts = attempts + 1, \
            state = 'failed', last_error = v.why, due_at = v.due_at FROM v \
            WHERE outbox.id = v.id AND outbox.state = 'ready'";
        let never = || Fate::NEVER.as_microsecond().into();
        self.link.bulk("outbox", SQL, rows.iter().map(|id| [(*id).into(), why.into(), never()])).await.map(drop)
    }
}

impl Store {
    /// Notes that all of these were tried in vain together, why, and when each is tried again.
    ///
    /// # Errors
    /// The driver, or a row that was not waiting.
    pub async fn mark_late(&self, rows: &[(i64, Timestamp)], why: &str) -> Result<(), StoreError> {
        const SQL: &str = "WITH v (id, due_at, why) AS (VALUES {rows}) UPDATE outbox SET attempts = attempts + 1, \
            last_error = v.why, due_at = v.due_at FROM v WHERE outbox.id = v.id AND outbox.state = 'ready'";
        let row = |(id, due_at): &(i64, Timestamp)| [(*id).into(), due_at.as_microsecond().into(), why.into()];
        let mut writing = self.write().await?;
        writing.link.bulk("outbox", SQL, rows.iter().map(row)).await?;
        writing.link.commit().await
    }

    /// Has letters wait that nobody has tried to send.
    ///
    /// # Errors
    /// The driver, or a letter that was not waiting.
    pub async fn postpone(&self, letters: &[i64], until: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "WITH v (id, due_at) AS (VALUES {rows}) UPDATE outbox SET due_at = v.due_at FROM v \
            WHERE outbox.id = v.id AND outbox.state IN ('ready', 'uncertain')";
        let mut writing = self.write().await?;
        let row = |id: &i64| [(*id).into(), until.as_microsecond().into()];
        writing.link.bulk("outbox", SQL, letters.iter().map(row)).await?;
        writing.link.commit().await
    }

    /// Puts letters in the place of others: each one of what the rows beside it would have told.
    ///
    /// # Errors
    /// The driver, or a row that was not waiting.
    pub async fn sum_up(&self, sums: &[(Letter, Vec<&OutboxRow>)], at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "WITH v (id) AS (VALUES {rows}) UPDATE outbox SET state = 'summed' FROM v \
            WHERE outbox.id = v.id AND outbox.state = 'ready'";
        let mut writing = self.write().await?;
        let told = |(letter, rows): &(Letter, Vec<&OutboxRow>)| {
            let last = rows.last()?;
            Some((letter.clone(), last.run, last.event))
        };
        let letters: Vec<_> = sums.iter().filter_map(told).collect();
        writing.letters(&letters, at).await?;
        let rows = sums.iter().flat_map(|(_, rows)| rows).map(|row| [row.id.into()]);
        writing.link.bulk("outbox", SQL, rows).await?;
        writing.link.commit().await
    }
}
