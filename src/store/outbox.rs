//! The outbox: letters that wait to be delivered, written in the transaction of their cause.

use super::numbers::{Numbered, newest};
use super::sent::{self, Sent};
use super::value::Row;
use super::words::{Word, words};
use super::{Look, RunId, Store, StoreError, Writing, recover};
use jiff::Timestamp;

/// Which way something leaves the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Channel {
    /// As a letter, to a mail address.
    #[default]
    Letter,
    /// As a webhook, to a receiver of the configuration, by its name.
    Webhook,
}

words!(Channel { Letter "letter", Webhook "webhook" });

impl Channel {
    /// Its name in JSON and in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        Word::word(self)
    }
}

/// A letter to be put into the outbox, or what a program is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which way it goes.
    pub channel: Channel,
    /// What makes it the same letter: there is never a second one.
    pub dedupe_key: String,
    /// To which address, or to which receiver.
    pub recipient: String,
    /// What kind, for lists.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Further headers, as JSON.
    pub headers: String,
    /// Not before this; at once when there is none.
    pub due_at: Option<Timestamp>,
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
    /// All of it was said but for the dot that ends it. Who finds it so cannot know whether it arrived (RFC 1047).
    AtDot,
    /// The server said yes.
    Sent,
    /// Given up.
    Failed,
    /// Nobody knows whether it arrived.
    Uncertain,
    /// Another letter tells of it, since there were too many at once.
    Summed,
}

words!(OutboxState {
    Ready "ready", AtDot "at_dot", Sent "sent", Failed "failed", Uncertain "uncertain", Summed "summed"
});

impl OutboxState {
    /// Its name in JSON and in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        Word::word(self)
    }
}

/// What becomes of a letter that was tried in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again, not before this.
    Later(Timestamp),
    /// It is given up.
    Failed,
    /// Nobody knows whether it arrived; it is sent once more, not before this.
    Uncertain(Timestamp),
}

impl Fate {
    /// Never, as far as anybody alive is concerned: the first day of the year 9999.
    pub const NEVER: Timestamp = Timestamp::constant(253_370_764_800, 0);
}

/// A letter in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number.
    pub id: i64,
    /// The run that it came from, if any.
    pub run: Option<RunId>,
    /// The event of the ledger that it came from.
    pub event: i64,
    /// The letter.
    pub letter: Letter,
    /// What became of it.
    pub state: OutboxState,
    /// When it was written.
    pub created_at: Timestamp,
    /// Was it sent once more since nobody knew whether it had arrived?
    pub is_resent: bool,
    /// When the server said yes.
    pub sent_at: Option<Timestamp>,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Why it was in vain the last time.
    pub last_error: Option<String>,
}

impl Writing {
    /// Puts letters into the outbox, each with the run and the event of the ledger that it came from. Gives how many were
    /// not there before.
    ///
    /// # Errors
    /// The driver.
    pub async fn letters(
        &mut self,
        letters: &[(Letter, Option<RunId>, i64)],
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "INSERT INTO outbox (id, run, event, channel, dedupe_key, recipient, kind, subject, body, \
            headers, state, created_at, due_at, attempts, resends) VALUES {rows} ON CONFLICT (dedupe_key) DO NOTHING";
        let next = newest(&mut self.link, Numbered::Letters).await? + 1;
        let row = |(id, (letter, run, event)): (i64, &(Letter, Option<RunId>, i64))| {
            let (key, recipient) = (letter.dedupe_key.as_str().into(), letter.recipient.as_str().into());
            let (kind, subject) = (letter.kind.as_str().into(), letter.subject.as_str().into());
            let (body, headers) = (letter.body.as_str().into(), letter.headers.as_str().into());
            let due_at = letter.due_at.unwrap_or(at).as_microsecond().into();
            [
                id.into(),
                run.map(|run| run.0).into(),
                (*event).into(),
                letter.channel.word().into(),
                key,
                recipient,
                kind,
                subject,
                body,
                headers,
                "ready".into(),
                at.as_microsecond().into(),
                due_at,
                0.into(),
                0.into(),
            ]
        };
        let (_, written) = self.link.bulk_loose("outbox", SQL, (next..).zip(letters).map(row)).await?;
        Ok(written)
    }
}

impl Store {
    /// Letters that are to be sent by now, oldest first: those that were never tried, those whose time has come again,
    /// and those that were at the dot when the program ended.
    ///
    /// # Errors
    /// The driver, a row that cannot be read, or a ledger that lost what its anchor names: then no letter leaves
    /// until somebody says `upprop recover`.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<OutboxRow>, StoreError> {
        let mut look = self.look().await?;
        recover::refuse_gap(&mut look.link, &self.anchor).await?;
        look.due(now).await
    }

    /// Webhooks that are to be sent by now, oldest first.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub async fn webhooks_due(&self, now: Timestamp) -> Result<Vec<OutboxRow>, StoreError> {
        let mut look = self.look().await?;
        recover::refuse_gap(&mut look.link, &self.anchor).await?;
        look.due_by(now, Channel::Webhook).await
    }

    /// Notes that all of a letter was said but for the dot that ends it.
    ///
    /// # Errors
    /// The driver, or a letter that was not waiting.
    pub async fn mark_at_dot(&self, letter: &OutboxRow) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'at_dot', \
            resends = CASE WHEN state = 'uncertain' THEN 1 ELSE resends END \
            WHERE id = $1 AND state IN ('ready', 'uncertain')";
        let mut writing = self.write().await?;
        writing.link.run_one("outbox", SQL, [letter.id.into()]).await?;
        writing.link.commit().await
    }

    /// Notes that the server took a letter: beside the database first, so that one which is put back does not send
    /// it again.
    ///
    /// # Errors
    /// The driver, the file, or a letter that was not waiting.
    pub async fn mark_sent(&self, letter: &OutboxRow, at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'sent', sent_at = $2, last_error = NULL \
            WHERE id = $1 AND state IN ('ready', 'at_dot', 'uncertain')";
        let mut writing = self.write().await?;
        writing.link.run_one("outbox", SQL, [letter.id.into(), at.as_microsecond().into()]).await?;
        sent::note(&sent::beside(&self.anchor), Sent::new(&letter.letter, at))?;
        writing.link.commit().await
    }

    /// Notes that a letter was tried in vain, why, and what becomes of it. One of which nobody knows whether it arrived
    /// stays so when it is tried again in vain.
    ///
    /// # Errors
    /// As [`mark_at_dot`](Self::mark_at_dot).
    pub async fn mark_tried(&self, id: i64, why: &str, fate: Fate) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE outbox SET attempts = attempts + 1, last_error = $2, due_at = $4, \
            state = CASE WHEN state = 'uncertain' AND $3 = 'ready' THEN state ELSE $3 END \
            WHERE id = $1 AND state IN ('ready', 'at_dot', 'uncertain')";
        let (state, due_at) = match fate {
            Fate::Later(at) => ("ready", at),
            Fate::Failed => ("failed", Fate::NEVER),
            Fate::Uncertain(again_at) => ("uncertain", again_at),
        };
        let mut writing = self.write().await?;
        writing
            .link
            .run_one("outbox", SQL, [id.into(), why.into(), state.into(), due_at.as_microsecond().into()])
            .await?;
        writing.link.commit().await
    }
}

/// What waits: what is not before its time, and what was sent once only.
macro_rules! waiting {
    () => {
        "state IN ('ready', 'at_dot') OR state = 'uncertain' AND resends = 0"
    };
}

/// What a letter is read from.
macro_rules! select {
    () => {
        "SELECT id, run, event, channel, dedupe_key, recipient, kind, subject, body, headers, state, created_at, due_at, \
            resends, sent_at, attempts, last_error FROM outbox"
    };
}

impl Look {
    /// Is there a letter of that name, sent or not?
    ///
    /// # Errors
    /// The driver.
    pub async fn has_letter(&mut self, dedupe_key: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT id FROM outbox WHERE dedupe_key = $1";
        let found = self.link.one("outbox", SQL, [dedupe_key.into()], |row| row.int("id")).await?;
        Ok(found.is_some())
    }

    /// Letters that are to be sent by now, oldest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn due(&mut self, now: Timestamp) -> Result<Vec<OutboxRow>, StoreError> {
        self.due_by(now, Channel::Letter).await
    }

    /// What is to be sent this way by now, oldest first.
    async fn due_by(&mut self, now: Timestamp, channel: Channel) -> Result<Vec<OutboxRow>, StoreError> {
        const SQL: &str = concat!(select!(), " WHERE (", waiting!(), ") AND due_at <= $1 AND channel = $2 ORDER BY id");
        self.link.all("outbox", SQL, [now.as_microsecond().into(), channel.word().into()], row).await
    }

    /// When the next letter is to be sent; nothing when none waits.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub async fn next_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = concat!("SELECT MIN(due_at) AS due_at FROM outbox WHERE ", waiting!());
        Ok(self.link.one("outbox", SQL, [], |row| row.maybe_at("due_at")).await?.flatten())
    }

    /// How many letters written since then did not get out, or may not have.
    ///
    /// # Errors
    /// The driver.
    pub async fn undelivered(&mut self, since: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str =
            "SELECT COUNT(*) AS number FROM outbox WHERE created_at >= $1 AND state IN ('failed', 'uncertain')";
        let number = self.link.one("outbox", SQL, [since.as_microsecond().into()], |row| row.int("number")).await?;
        Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
    }

    /// Every letter there is, oldest first.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub async fn letters(&mut self) -> Result<Vec<OutboxRow>, StoreError> {
        const SQL: &str = concat!(select!(), " ORDER BY id");
        self.link.all("outbox", SQL, [], row).await
    }
}

fn row(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(OutboxRow {
        id: row.int("id")?,
        run: row.maybe_int("run")?.map(RunId),
        event: row.int("event")?,
        letter: Letter {
            channel: row.word("channel")?,
            dedupe_key: text("dedupe_key")?,
            recipient: text("recipient")?,
            kind: text("kind")?,
            subject: text("subject")?,
            body: text("body")?,
            headers: text("headers")?,
            due_at: Some(row.at("due_at")?),
        },
        state: row.word("state")?,
        created_at: row.at("created_at")?,
        is_resent: row.int("resends")? > 0,
        sent_at: row.maybe_at("sent_at")?,
        attempts: row.int("attempts")?,
        last_error: row.maybe_text("last_error")?.map(str::to_owned),
    })
}
