//! Links by which vendors answer: 256 bits that the database's own engine draws, of which only the SHA-256 is kept
//! (SECURITY 3.2). Each is for one request, one contact and one purpose, ends by itself, and decides once.

use super::link::Link as Transaction;
use super::lots::Draw;
use super::seal::hex;
use super::value::Row;
use super::words::{Word, words};
use super::{Look, Store, StoreError};
use crate::request::Number;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// What may be decided by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// YES or NO.
    Answer,
    /// What was delivered.
    Deliver,
}

words!(Purpose { Answer "answer", Deliver "deliver" });

impl Purpose {
    /// Its word in the heads of letters.
    #[must_use]
    pub fn word(self) -> &'static str {
        Word::word(self)
    }

    /// The purpose of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Answer, Self::Deliver].into_iter().find(|purpose| purpose.word() == word)
    }
}

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFor {
    /// Which request.
    pub request: Number,
    /// To whom it is sent.
    pub contact: String,
    /// What may be decided by it.
    pub purpose: Purpose,
    /// When it is drawn.
    pub made_at: Timestamp,
    /// From when on it is no use.
    pub expires_at: Timestamp,
}

/// A link that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub of: LinkFor,
    /// When something was decided by it.
    pub used_at: Option<Timestamp>,
    /// Is its time over, also by the newest event that the ledger has? A clock that is put back revives nothing.
    pub is_over: bool,
}

/// For so long after its end a link is known, so that a late visitor is told why it is no use.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 365);

/// What is kept of the last part of a link.
#[must_use]
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

impl Store {
    /// Draws a link: gives the last part of its address, which is kept nowhere.
    ///
    /// # Errors
    /// The driver; a request that is not there.
    pub async fn draw_link(&self, of: &LinkFor) -> Result<String, StoreError> {
        const PRUNE: &str = "DELETE FROM request_link WHERE expires_at < $1";
        const SQL: &str = "INSERT INTO request_link (secret, request, contact, purpose, made_at, expires_at) \
            VALUES ($1, $2, $3, $4, $5, $6)";
        let mut writing = self.write().await?;
        let token = Draw::begin(&mut writing.link, self.lots).await?.next();
        writing.link.run("request_link", PRUNE, [(of.made_at - KNOWN_FOR).as_microsecond().into()]).await?;
        let values = [
            digest(&token).into(),
            of.request.to_string().into(),
            of.contact.as_str().into(),
            of.purpose.word().into(),
            of.made_at.as_microsecond().into(),
            of.expires_at.as_microsecond().into(),
        ];
        writing.link.run_one("request_link", SQL, values).await?;
        writing.link.commit().await?;
        Ok(token)
    }
}

impl Look {
    /// The link with this last part, if there is one.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn link(&mut self, token: &str, now: Timestamp) -> Result<Option<Link>, StoreError> {
        const SQL: &str = "SELECT request, contact, purpose, made_at, expires_at, used_at, \
            COALESCE((SELECT MAX(at) FROM ledger), 0) AS newest FROM request_link WHERE secret = $1";
        let read = |row: &Row<'_>| {
            let bad = |_| row.bad("request");
            let of = LinkFor {
                request: row.text("request")?.parse().map_err(bad)?,
                contact: row.text("contact")?.to_owned(),
                purpose: row.word("purpose")?,
                made_at: row.at("made_at")?,
                expires_at: row.at("expires_at")?,
            };
            let now = now.max(row.at("newest")?);
            Ok(Link { is_over: now >= of.expires_at, used_at: row.maybe_at("used_at")?, of })
        };
        self.link.one("request_link", SQL, [digest(token).into()], read).await
    }
}

/// Uses a link up that nobody has used.
pub(super) async fn use_up(link: &mut Transaction, secret: &str, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE request_link SET used_at = $2 WHERE secret = $1 AND used_at IS NULL AND expires_at > $2";
    match link.run("request_link", SQL, [secret.into(), at.as_microsecond().into()]).await? {
        1 => Ok(()),
        _ => Err(StoreError::NoRow { table: "request_link", key: "link".to_owned() }),
    }
}
