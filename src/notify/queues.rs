//! Webhooks, a queue a receiver, all queues beside each other: one that is dead or slow delays nobody (RELIABILITY S7).

use super::Now;
use super::patience;
use super::webhook::{Answer, Line, Message, Receiver};
use crate::store::{OutboxRow, Store, StoreError, Told};
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::task::Poll;
use std::time::Duration;
use tokio::time::Instant;

/// A receiver that takes its time is told no more for now after this; what is left is told soon.
const ROUND: Duration = Duration::from_secs(30);

/// A receiver of the configuration: ready, or why it cannot be told anything now.
pub type Named = (String, Result<Receiver, String>);

/// What became of webhooks.
#[derive(Debug, Default)]
pub struct Hooked {
    /// How many were taken.
    pub sent: usize,
    /// How many had been, before the database was put back.
    pub told: usize,
    /// Why the others were not.
    pub failed: Vec<String>,
    /// Receivers that took something.
    pub heard: Vec<String>,
    /// What is not to be tried any more. It still waits: whoever gives it up says so in the same breath.
    pub ended: Vec<Ended>,
}

/// Webhooks that are not to be tried any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// To whom.
    pub receiver: String,
    /// Their numbers.
    pub rows: Vec<i64>,
    /// Why.
    pub why: String,
    /// What that says of the receiver.
    pub end: End,
}

/// Why webhooks are not tried any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The receiver says that it is no more.
    Gone,
    /// It was tried as often as it may be.
    Silent,
    /// The configuration has no such receiver.
    Unknown,
}

/// Tells what is due to every receiver.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn deliver_webhooks(store: &Store, receivers: &[Named], now: &Now<'_>) -> Result<Hooked, StoreError> {
    let due = store.webhooks_due(now()).await?;
    if due.is_empty() {
        return Ok(Hooked::default());
    }
    let told = store.told().await?;
    let mut queues: BTreeMap<&str, Vec<&OutboxRow>> = BTreeMap::new();
    for row in &due {
        queues.entry(&row.letter.recipient).or_default().push(row);
    }
    let queue = |(name, rows)| {
        let known = receivers.iter().find(|(known, _)| known == name).map(|(_, receiver)| receiver);
        Queue { store, now, told: &told, name, rows }.tell(known)
    };
    let mut all = Hooked::default();
    for done in together(queues.into_iter().map(queue).collect()).await {
        let Hooked { sent, told, failed, heard, ended } = done?;
        (all.sent, all.told) = (all.sent + sent, all.told + told);
        all.failed.extend(failed);
        all.heard.extend(heard);
        all.ended.extend(ended);
    }
    Ok(all)
}

/// What is due to one receiver.
struct Queue<'a> {
    store: &'a Store,
    now: &'a Now<'a>,
    told: &'a Told,
    name: &'a str,
    rows: Vec<&'a OutboxRow>,
}

impl Queue<'_> {
    async fn tell(self, receiver: Option<&Result<Receiver, String>>) -> Result<Hooked, StoreError> {
        let mut done = Hooked::default();
        let line = match receiver {
            None => {
                let why = "the configuration has no receiver of this name";
                self.end(&self.rows, (why, End::Unknown), &mut done);
                return Ok(done);
            }
            Some(Err(why)) => Err(why.clone()),
            Some(Ok(receiver)) => receiver.line(),
        };
        match line {
            Ok(line) => self.tell_all(&line, &mut done).await?,
            Err(why) => self.late(&self.rows, (&why, None), &mut done).await?,
        }
        Ok(done)
    }

    async fn tell_all(&self, line: &Line<'_>, done: &mut Hooked) -> Result<(), StoreError> {
        let began = Instant::now();
        for (at, row) in self.rows.iter().enumerate() {
            if self.told.is_noted(&row.letter) || self.told.has(&row.letter) {
                self.store.mark_sent(row, (self.now)()).await?;
                done.told += 1;
                continue;
            }
            if began.elapsed() > ROUND {
                break;
            }
            self.store.refuse_if_lost().await?;
            let id = message_id(row);
            let message = Message { id: &id, at: (self.now)(), body: &row.letter.body };
            match line.send(message).await {
                Answer::Taken => {
                    self.store.mark_sent(row, (self.now)()).await?;
                    done.sent += 1;
                }
                Answer::Refused(why) => self.late(&[*row], (&why, None), done).await?,
                // Nothing else gets through to it either.
                Answer::Away(why, asked) => return self.late(&self.rows[at..], (&why, asked), done).await,
                Answer::Gone => {
                    self.end(&self.rows[at..], ("HTTP 410: the receiver is no more", End::Gone), done);
                    return Ok(());
                }
            }
        }
        if done.sent > 0 {
            done.heard.push(self.name.to_owned());
        }
        Ok(())
    }

    /// Has these wait for their next try, or end where there is none.
    async fn late(
        &self,
        rows: &[&OutboxRow],
        (why, asked): (&str, Option<Duration>),
        done: &mut Hooked,
    ) -> Result<(), StoreError> {
        if done.sent > 0 && !done.heard.iter().any(|name| name == self.name) {
            done.heard.push(self.name.to_owned());
        }
        let now = (self.now)();
        let again = |row: &&OutboxRow| patience::webhook_again(row.attempts, now, asked);
        let (late, over): (Vec<&OutboxRow>, Vec<&OutboxRow>) = rows.iter().partition(|row| again(row).is_some());
        let waits: Vec<_> = late.iter().filter_map(|row| Some((row.id, again(row)?))).collect();
        if !waits.is_empty() {
            tracing::warn!(receiver = self.name, why, count = waits.len(), "webhooks did not get out");
            self.store.mark_late(&waits, why).await?;
            done.failed.extend(waits.iter().map(|_| self.about(why)));
        }
        if !over.is_empty() {
            self.end(&over, (why, End::Silent), done);
        }
        Ok(())
    }

    /// As it is told beside letters that failed.
    fn about(&self, why: &str) -> String {
        format!("webhook {}: {why}", self.name)
    }

    fn end(&self, rows: &[&OutboxRow], (why, end): (&str, End), done: &mut Hooked) {
        tracing::warn!(receiver = self.name, why, count = rows.len(), "webhooks are given up");
        done.failed.extend(rows.iter().map(|_| self.about(why)));
        let rows = rows.iter().map(|row| row.id).collect();
        done.ended.push(Ended { receiver: self.name.to_owned(), rows, why: why.to_owned(), end });
    }
}

/// The message's own name, which it was given when it was written.
fn message_id(row: &OutboxRow) -> String {
    let headers: serde_json::Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
    headers["id"].as_str().map_or_else(|| format!("msg_{}", row.id), str::to_owned)
}

/// Waits for all of them beside each other; what they give stands in their order.
async fn together<F: Future>(all: Vec<F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    poll_fn(|context| {
        let mut is_done = true;
        for (one, done) in all.iter_mut().filter(|(_, done)| done.is_none()) {
            match one.as_mut().poll(context) {
                Poll::Ready(given) => *done = Some(given),
                Poll::Pending => is_done = false,
            }
        }
        if is_done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.into_iter().filter_map(|(_, done)| done).collect()
}
