//! Delivers what is due in the outbox, letters and webhooks, and marks it sent only when it is there.

mod cap;
mod folder;
mod link;
mod message;
mod patience;
mod queues;
mod reach;
mod signature;
mod smtp;
mod webhook;

pub use cap::{Cap, Turn, Waiting, thin_out, turns};
pub use folder::Folder;
pub use message::{Attached, Due, Sender};
pub use queues::{End, Ended, Hooked, Named, deliver_webhooks};
pub use reach::{Network, NoNetwork, is_public, may_go};
pub use signature::Key;
pub use smtp::{Login, Phase, Smtp, Tls, Why};
pub use webhook::{Message, Receiver, Untold, target};

use crate::store::{Fate, OutboxRow, OutboxState, Store, StoreError, Told};
use jiff::Timestamp;
use smtp::{Connection, Outcome};
use std::path::PathBuf;

/// Why a letter did not get out.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// An address does not parse; the address itself is not repeated.
    #[error("letter {id}: the {which} address is not an address")]
    Address {
        /// Number in the outbox.
        id: i64,
        /// Which one.
        which: &'static str,
    },
    /// The message could not be put together.
    #[error("letter {id}: cannot be written as a message: {source}")]
    Message {
        /// Number in the outbox.
        id: i64,
        /// Why.
        source: lettre::error::Error,
    },
    /// The file could not be written.
    #[error("letter {id}: cannot write {path}: {source}")]
    File {
        /// Number in the outbox.
        id: i64,
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The mail server does not answer, or not as one.
    #[error("the mail server {host} cannot be reached{}", number(*.why))]
    Unreachable {
        /// Which.
        host: String,
        /// What it said.
        why: Option<u16>,
    },
    /// Nobody vouches for the mail server's certificate.
    #[error(
        "the certificate of the mail server {host} is not to be trusted: see its name and days, or set `authority`"
    )]
    Certificate {
        /// Which.
        host: String,
    },
    /// The mail server cannot hide what is said.
    #[error("the mail server {host} does not offer STARTTLS: set `tls` to \"tls\" or, on your own machine, \"none\"")]
    NotHidden {
        /// Which.
        host: String,
    },
    /// The mail server does not know us.
    #[error("the mail server {host} refuses the login{}", number(*.why))]
    Login {
        /// Which.
        host: String,
        /// What it said.
        why: Option<u16>,
    },
}

fn number(code: Option<u16>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Post {
    /// Into a folder.
    Folder(Folder),
    /// To a mail server.
    Smtp(Box<Smtp>),
}

impl Post {
    /// Sends one letter past the outbox, to see whether it arrives.
    ///
    /// # Errors
    /// Why it did not, in words without an address.
    pub async fn try_out(&self, due: &Due<'_>) -> Result<(), String> {
        let smtp = match self {
            Self::Folder(folder) => return folder.deliver(due).map(drop).map_err(|error| error.to_string()),
            Self::Smtp(smtp) => smtp,
        };
        let mut connection = smtp.connect().await.map_err(|error| error.to_string())?;
        let sent = connection.send(&smtp.sender, due, async || Ok::<_, NotifyError>(())).await;
        connection.close().await;
        match sent.map_err(|error| error.to_string())? {
            Outcome::Sent => Ok(()),
            Outcome::Later(why) | Outcome::Never(why) | Outcome::Unknown(why) => Err(why.to_string()),
        }
    }
}

/// What became of the letters that were due.
#[derive(Debug, Default)]
pub struct Delivered {
    /// How many got out.
    pub sent: usize,
    /// How many webhooks were taken.
    pub webhooks: usize,
    /// How many had got out before the database was put back.
    pub told: usize,
    /// Why the others did not.
    pub failed: Vec<String>,
}

/// Tells what time it is.
pub type Now<'a> = dyn Fn() -> Timestamp + Sync + 'a;

/// So often in a row the line may break before the other letters wait for another time.
const BREAKS_MAX: u32 = 2;

/// What a letter fails with that ends the whole delivery, or only it.
enum Stop {
    Letter(NotifyError),
    Store(StoreError),
}

impl From<NotifyError> for Stop {
    fn from(error: NotifyError) -> Self {
        Self::Letter(error)
    }
}

/// Delivers what is due in the outbox. A letter that fails is noted, and tried again or given up; it never undoes a run.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn deliver(store: &Store, post: &Post, now: &Now<'_>) -> Result<Delivered, StoreError> {
    let due = store.due(now()).await?;
    let told = if due.is_empty() { Told::default() } else { store.told().await? };
    let mut mailer = Mailer { store, post, now, connection: None, breaks: 0, delivered: Delivered::default() };
    for row in &due {
        if row.state == OutboxState::AtDot && told.is_noted(&row.letter) {
            store.mark_sent(row, now()).await?;
            mailer.delivered.sent += 1;
        } else if row.state == OutboxState::AtDot {
            mailer.is_unknown(row, "end of message: the program ended").await?;
        } else if told.has(&row.letter) {
            store.mark_sent(row, now()).await?;
            mailer.delivered.told += 1;
        } else if !mailer.deliver(row).await? {
            break;
        }
    }
    if let Some(connection) = mailer.connection {
        connection.close().await;
    }
    Ok(mailer.delivered)
}

struct Mailer<'a> {
    store: &'a Store,
    post: &'a Post,
    now: &'a Now<'a>,
    connection: Option<Connection>,
    /// How often in a row the line broke, or the server said nothing more.
    breaks: u32,
    delivered: Delivered,
}

impl Mailer<'_> {
    /// Delivers one letter; says whether there is any use in trying the next.
    async fn deliver(&mut self, row: &OutboxRow) -> Result<bool, StoreError> {
        let (store, thread) = (self.store, thread(row));
        let body = link::filled(store, row, (self.now)()).await?;
        let due = due(row, &thread, &body);
        let outcome = match self.post {
            Post::Folder(folder) => {
                store.refuse_if_lost().await?;
                folder.deliver(&due).map(|_| Outcome::Sent).map_err(Stop::Letter)
            }
            Post::Smtp(smtp) => match self.connected(smtp).await {
                Ok(connection) => {
                    let at_dot = async || store.mark_at_dot(row).await.map_err(Stop::Store);
                    connection.send(&smtp.sender, &due, at_dot).await
                }
                Err(error) => {
                    self.later(row, &error.to_string(), false).await?;
                    return Ok(false);
                }
            },
        };
        match outcome {
            Ok(Outcome::Sent) => {
                self.store.mark_sent(row, (self.now)()).await?;
                self.delivered.sent += 1;
                self.breaks = 0;
                return Ok(true);
            }
            Ok(Outcome::Later(why)) if why.code.is_none() => {
                // Whoever says nothing for a minute does not to the next letter either, and keeps everybody from a run.
                self.connection = None;
                self.breaks += 1;
                self.later(row, &why.to_string(), false).await?;
                return Ok(self.breaks < BREAKS_MAX);
            }
            Ok(Outcome::Later(why)) => self.later(row, &why.to_string(), true).await?,
            Ok(Outcome::Never(why)) => self.tried(row, &why.to_string(), Fate::Failed).await?,
            Ok(Outcome::Unknown(why)) => self.is_unknown(row, &why.to_string()).await?,
            Err(Stop::Letter(error)) => self.later(row, &error.to_string(), false).await?,
            Err(Stop::Store(error)) => return Err(error),
        }
        if let Some(mut connection) = self.connection.take()
            && connection.reset().await
        {
            self.connection = Some(connection);
        }
        Ok(true)
    }

    async fn connected(&mut self, smtp: &Smtp) -> Result<&mut Connection, NotifyError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => smtp.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    async fn later(&mut self, row: &OutboxRow, why: &str, was_asked: bool) -> Result<(), StoreError> {
        let again = patience::again(row.attempts, (self.now)(), was_asked);
        self.tried(row, why, again.map_or(Fate::Failed, Fate::Later)).await
    }

    async fn is_unknown(&mut self, row: &OutboxRow, why: &str) -> Result<(), StoreError> {
        let again = patience::once_more(&row.letter.kind, (self.now)());
        self.tried(row, why, Fate::Uncertain(again.unwrap_or(Fate::NEVER))).await
    }

    async fn tried(&mut self, row: &OutboxRow, why: &str, fate: Fate) -> Result<(), StoreError> {
        tracing::warn!(outbox.id = row.id, why, ?fate, "a letter did not get out");
        self.store.mark_tried(row.id, why, fate).await?;
        self.delivered.failed.push(why.to_owned());
        Ok(())
    }
}

/// What a letter belongs to: the thread that its headers name.
fn thread(row: &OutboxRow) -> String {
    let headers: serde_json::Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
    headers["thread"].as_str().unwrap_or(&row.letter.dedupe_key).to_owned()
}

/// The file that goes with it.
fn attached(row: &OutboxRow) -> Option<Attached> {
    let headers: serde_json::Value = serde_json::from_str(&row.letter.headers).unwrap_or_default();
    serde_json::from_value(headers.get("file")?.clone()).ok()
}

fn due<'a>(row: &'a OutboxRow, thread: &'a str, body: &'a str) -> Due<'a> {
    Due {
        id: row.id,
        to: &row.letter.recipient,
        subject: &row.letter.subject,
        body,
        dedupe_key: &row.letter.dedupe_key,
        thread,
        at: row.created_at,
        is_resent: row.is_resent || row.state == OutboxState::Uncertain,
        file: attached(row),
    }
}
