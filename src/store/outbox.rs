//! The outbox: letters that wait to be delivered, written in the transaction of their cause.

use super::link::Link;
use super::sent::{self, Sent};
use super::value::Row;
use super::words::words;
use super::{Look, RunId, Store, StoreError, Writing, recover};
use jiff::Timestamp;

/// A letter to be put into the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// What makes it the same letter: there is never a second one.
    pub dedupe_key: String,
    /// To which address.
    pub recipient: String,
    /// What kind, for lists.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Further headers, as JSON.
    pub headers: String,
}

/// Never prints an address or a text.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("dedupe_key", &self.dedupe_key).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// To be sent.
    Ready,
    /// The server said yes.
    Sent,
    /// Given up.
    Failed,
}

words!(OutboxState { Ready "ready", Sent "sent", Failed "failed" });

/// A letter in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number.
    pub id: i64,
    /// The run that wrote it.
    pub run: RunId,
    /// The letter.
    pub letter: Letter,
    /// What became of it.
    pub state: OutboxState,
    /// When it was written.
    pub created_at: Timestamp,
    /// When the server said yes.
    pub sent_at: Option<Timestamp>,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Why it was in vain the last time.
    pub last_error: Option<String>,
}

impl Writing {
    /// Puts letters into the outbox, caused by an event of the ledger. Gives how many were not there before.
    ///
    /// # Errors
    /// The driver.
    pub async fn letters(&mut self, letters: &[Letter], cause: (RunId, i64), at: Timestamp) -> Result<u64, StoreError> {
        const NEXT: &str = "SELECT COALESCE(MAX(id), 0) + 1 AS id FROM outbox";
        const SQL: &str = "INSERT INTO outbox (id, run, event, dedupe_key, recipient, kind, subject, body, headers, \
            state, created_at, attempts) VALUES {rows} ON CONFLICT (dedupe_key) DO NOTHING";
        let next = self.link.one("outbox", NEXT, [], |row| row.int("id")).await?.unwrap_or(1);
        let (RunId(run), event) = cause;
        let row = |(id, letter): (i64, &Letter)| {
            let (key, recipient) = (letter.dedupe_key.as_str().into(), letter.recipient.as_str().into());
            let (kind, subject) = (letter.kind.as_str().into(), letter.subject.as_str().into());
            let (body, headers) = (letter.body.as_str().into(), letter.headers.as_str().into());
            let at = at.as_microsecond().into();
            [
                id.into(),
                run.into(),
                event.into(),
                key,
                recipient,
                kind,
                subject,
                body,
                headers,
                "ready".into(),
                at,
                0.into(),
            ]
        };
        let (_, written) = self.link.bulk_loose("outbox", SQL, (next..).zip(letters).map(row)).await?;
        Ok(written)
    }
}

impl Store {
    /// Letters that wait to be sent, oldest first.
    ///
    /// # Errors
    /// The driver, a row that cannot be read, or a ledger that lost what its anchor names: then no letter leaves
    /// until somebody says `upprop recover`.
    pub async fn due(&self) -> Result<Vec<OutboxRow>, StoreError> {
        let mut look = self.look().await?;
        recover::refuse_gap(&mut look.link, &self.anchor).await?;
        look.due().await
    }

    /// Notes that the server took a letter: beside the database first, so that one which is put back does not send
    /// it again.
    ///
    /// # Errors
    /// The driver, the file, or a letter that was not waiting.
    pub async fn mark_sent(&self, letter: &OutboxRow, at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'sent', sent_at = $2, last_error = NULL \
            WHERE id = $1 AND state = 'ready'";
        let mut writing = self.write().await?;
        writing.link.run_one("outbox", SQL, [letter.id.into(), at.as_microsecond().into()]).await?;
        sent::note(&sent::beside(&self.anchor), Sent::new(&letter.letter, at))?;
        writing.link.commit().await
    }

    /// Notes that a letter was tried in vain; `state` says whether it is tried again.
    ///
    /// # Errors
    /// As [`mark_sent`](Self::mark_sent).
    pub async fn mark_failed(&self, id: i64, error: &str, state: OutboxState) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE outbox SET state = $3, attempts = attempts + 1, last_error = $2 \
            WHERE id = $1 AND state = 'ready'";
        let state = if state == OutboxState::Failed { "failed" } else { "ready" };
        let mut writing = self.write().await?;
        writing.link.run_one("outbox", SQL, [id.into(), error.into(), state.into()]).await?;
        writing.link.commit().await
    }
}

impl Look {
    /// Letters that wait to be sent, oldest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn due(&mut self) -> Result<Vec<OutboxRow>, StoreError> {
        const SQL: &str = "SELECT id, run, dedupe_key, recipient, kind, subject, body, headers, state, created_at, \
            sent_at, attempts, last_error FROM outbox WHERE state = 'ready' ORDER BY id";
        rows(&mut self.link, SQL).await
    }

    /// Every letter there is, oldest first.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub async fn letters(&mut self) -> Result<Vec<OutboxRow>, StoreError> {
        const SQL: &str = "SELECT id, run, dedupe_key, recipient, kind, subject, body, headers, state, created_at, \
            sent_at, attempts, last_error FROM outbox ORDER BY id";
        rows(&mut self.link, SQL).await
    }
}

async fn rows(link: &mut Link, sql: &'static str) -> Result<Vec<OutboxRow>, StoreError> {
    let read = |row: &Row<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(OutboxRow {
            id: row.int("id")?,
            run: RunId(row.int("run")?),
            letter: Letter {
                dedupe_key: text("dedupe_key")?,
                recipient: text("recipient")?,
                kind: text("kind")?,
                subject: text("subject")?,
                body: text("body")?,
                headers: text("headers")?,
            },
            state: row.word("state")?,
            created_at: row.at("created_at")?,
            sent_at: row.maybe_at("sent_at")?,
            attempts: row.int("attempts")?,
            last_error: row.maybe_text("last_error")?.map(str::to_owned),
        })
    };
    link.all("outbox", sql, [], read).await
}
