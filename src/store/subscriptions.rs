//! Subscriptions at servers of rosters: noted before a server is told of one, forgotten when it is there no more.

use super::value::{Row, Value};
use super::{Look, Store, StoreError};
use crate::roster::SourceName;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A subscription at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// SHA-256 of the last part of the address that the server calls, in hexadecimal.
    pub secret: String,
    /// For which source.
    pub source: SourceName,
    /// The server's address, as the configuration had it.
    pub server: String,
    /// What the address that it calls begins with.
    pub callback: String,
    /// About which kinds of records.
    pub kinds: BTreeSet<String>,
    /// What the server calls it; none before it has answered.
    pub id: Option<String>,
    /// When its life began.
    pub begun_at: Timestamp,
    /// Until when it lasts, by our clock; none where nobody knows.
    pub expires_at: Option<Timestamp>,
}

impl Look {
    /// Every subscription that is noted.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn subscriptions(&mut self) -> Result<Vec<Subscription>, StoreError> {
        const SQL: &str = "SELECT secret, source, server, callback, kinds, id, begun_at, expires_at \
            FROM subscription ORDER BY secret";
        let read = |row: &Row<'_>| {
            Ok(Subscription {
                secret: row.text("secret")?.to_owned(),
                source: SourceName::from(row.text("source")?),
                server: row.text("server")?.to_owned(),
                callback: row.text("callback")?.to_owned(),
                kinds: row.json("kinds")?,
                id: row.maybe_text("id")?.map(str::to_owned),
                begun_at: row.at("begun_at")?,
                expires_at: row.maybe_at("expires_at")?,
            })
        };
        self.link.all("subscription", SQL, [], read).await
    }
}

impl Store {
    /// Notes a subscription that a server is about to be told of.
    ///
    /// # Errors
    /// The driver.
    pub async fn begin_subscription(&self, of: &Subscription) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO subscription \
            (secret, source, server, callback, kinds, id, begun_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let kinds =
            serde_json::to_string(&of.kinds).map_err(|source| StoreError::Json { table: "subscription", source })?;
        let values: [Value; 8] = [
            of.secret.as_str().into(),
            of.source.as_str().into(),
            of.server.as_str().into(),
            of.callback.as_str().into(),
            kinds.into(),
            of.id.as_deref().into(),
            of.begun_at.as_microsecond().into(),
            of.expires_at.map(Timestamp::as_microsecond).into(),
        ];
        let mut writing = self.write().await?;
        writing.link.run_one("subscription", SQL, values).await?;
        writing.link.commit().await
    }

    /// Notes what a server has said of a subscription: what it calls it, and from when until when it lasts. Is it noted
    /// still? Somebody else who serves may have forgotten it meanwhile.
    ///
    /// # Errors
    /// The driver.
    pub async fn note_subscription(&self, of: &Subscription) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE subscription SET id = $2, begun_at = $3, expires_at = $4 WHERE secret = $1";
        let values: [Value; 4] = [
            of.secret.as_str().into(),
            of.id.as_deref().into(),
            of.begun_at.as_microsecond().into(),
            of.expires_at.map(Timestamp::as_microsecond).into(),
        ];
        let mut writing = self.write().await?;
        let written = writing.link.run("subscription", SQL, values).await?;
        writing.link.commit().await?;
        Ok(written > 0)
    }

    /// Forgets a subscription, if it is noted: who calls by it is nobody any more.
    ///
    /// # Errors
    /// The driver.
    pub async fn forget_subscription(&self, secret: &str) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM subscription WHERE secret = $1";
        let mut writing = self.write().await?;
        writing.link.run("subscription", SQL, [secret.into()]).await?;
        writing.link.commit().await
    }
}
