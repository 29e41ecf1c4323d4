//! Who is signed in, and what programs show instead. Of a cookie and of a token there is a digest here, by which they are found.

use super::accounts::{Account, account, end_sessions};
use super::value::{Row, Value};
use super::{Look, Stamp, Store, StoreError};
use crate::plan::{AccountChange, Event};
use jiff::Timestamp;

/// Somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The digest of what his browser shows.
    pub id: String,
    /// The name of his account.
    pub account: String,
    /// Since when.
    pub begun_at: Timestamp,
    /// When he last asked for something, to the minute or so.
    pub seen_at: Timestamp,
}

/// What a program shows that asks for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The digest of it.
    pub secret: String,
    /// The name of the account.
    pub account: String,
    /// What it is for.
    pub label: String,
    /// Since when there is such a token.
    pub made_at: Timestamp,
    /// From when on it is nothing any more.
    pub ends_at: Timestamp,
}

/// By when sessions have ended: those that began by then, and those of whom nothing was seen since then.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// Began by this.
    pub begun: Timestamp,
    /// Not seen since this.
    pub seen: Timestamp,
}

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.text("id")?.to_owned(),
        account: row.text("account")?.to_owned(),
        begun_at: row.at("begun_at")?,
        seen_at: row.at("seen_at")?,
    })
}

fn token(row: &Row<'_>) -> Result<Token, StoreError> {
    Ok(Token {
        secret: row.text("secret")?.to_owned(),
        account: row.text("account")?.to_owned(),
        label: row.text("label")?.to_owned(),
        made_at: row.at("token_made_at")?,
        ends_at: row.at("ends_at")?,
    })
}

impl Look {
    /// Every session, the newest first.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn sessions(&mut self) -> Result<Vec<Session>, StoreError> {
        const SQL: &str = "SELECT id, account, begun_at, seen_at FROM session ORDER BY begun_at DESC, id";
        self.link.all("session", SQL, [], session).await
    }

    /// The session of this digest, with whose it is as that account is now.
    ///
    /// # Errors
    /// As [`sessions`](Self::sessions).
    pub async fn session(&mut self, id: &str) -> Result<Option<(Session, Account)>, StoreError> {
        const SQL: &str = "SELECT s.id, s.account, s.begun_at, s.seen_at, a.name, a.role, a.units, a.password, \
                a.link, a.made_at \
            FROM session s JOIN account a ON a.name = s.account WHERE s.id = $1";
        self.link.one("session", SQL, [id.into()], |row| Ok((session(row)?, account(row)?))).await
    }

    /// Every token, by account.
    ///
    /// # Errors
    /// As [`sessions`](Self::sessions).
    pub async fn tokens(&mut self) -> Result<Vec<Token>, StoreError> {
        const SQL: &str = "SELECT secret, account, label, made_at AS token_made_at, ends_at FROM token \
            ORDER BY account, made_at, secret";
        self.link.all("token", SQL, [], token).await
    }

    /// The token of this digest, with whose it is as that account is now.
    ///
    /// # Errors
    /// As [`sessions`](Self::sessions).
    pub async fn token(&mut self, secret: &str) -> Result<Option<(Token, Account)>, StoreError> {
        const SQL: &str = "SELECT t.secret, t.account, t.label, t.made_at AS token_made_at, t.ends_at, \
                a.name, a.role, a.units, a.password, a.link, a.made_at \
            FROM token t JOIN account a ON a.name = t.account WHERE t.secret = $1";
        self.link.one("token", SQL, [secret.into()], |row| Ok((token(row)?, account(row)?))).await
    }
}

impl Store {
    /// Begins a session, and takes out those that have ended. Is there such an account still? Whatever the ledger lacks, people
    /// can sign in and see it.
    ///
    /// # Errors
    /// The driver.
    pub async fn begin_session(&self, new: &Session, ends: Ends) -> Result<bool, StoreError> {
        const OVER: &str = "DELETE FROM session WHERE begun_at <= $1 OR seen_at <= $2";
        const SQL: &str = "INSERT INTO session (id, account, begun_at, seen_at) \
            SELECT CAST($1 AS TEXT), name, CAST($3 AS BIGINT), CAST($4 AS BIGINT) FROM account WHERE name = $2";
        let values: [Value; 4] = [
            new.id.as_str().into(),
            new.account.as_str().into(),
            new.begun_at.as_microsecond().into(),
            new.seen_at.as_microsecond().into(),
        ];
        let mut writing = self.write_in_spite().await?;
        let over = [ends.begun.as_microsecond().into(), ends.seen.as_microsecond().into()];
        writing.link.run("session", OVER, over).await?;
        let written = writing.link.run("session", SQL, values).await?;
        writing.link.commit().await?;
        Ok(written > 0)
    }

    /// Notes that somebody who is signed in was seen.
    ///
    /// # Errors
    /// The driver.
    pub async fn see_session(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
        let mut writing = self.write_in_spite().await?;
        writing.link.run("session", SQL, [id.into(), at.as_microsecond().into()]).await?;
        writing.link.commit().await
    }

    /// Ends a session. Was there one?
    ///
    /// # Errors
    /// The driver.
    pub async fn end_session(&self, id: &str) -> Result<bool, StoreError> {
        let mut writing = self.write_in_spite().await?;
        let gone = writing.link.run("session", "DELETE FROM session WHERE id = $1", [id.into()]).await?;
        writing.link.commit().await?;
        Ok(gone > 0)
    }

    /// Ends every session of an account; gives how many there were.
    ///
    /// # Errors
    /// The driver.
    pub async fn end_sessions(&self, account: &str, stamp: Stamp<'_>) -> Result<u64, StoreError> {
        let mut writing = self.write().await?;
        let ended = end_sessions(&mut writing.link, account).await?;
        if ended > 0 {
            writing.append([event(account, AccountChange::SignedOut)], stamp).await?;
        }
        writing.commit().await.map(|_| ended)
    }

    /// Adds a token. Is there such an account?
    ///
    /// # Errors
    /// The driver.
    pub async fn add_token(&self, new: &Token, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO token (secret, account, label, made_at, ends_at) \
            SELECT CAST($1 AS TEXT), name, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT) \
            FROM account WHERE name = $2";
        let values: [Value; 5] = [
            new.secret.as_str().into(),
            new.account.as_str().into(),
            new.label.as_str().into(),
            new.made_at.as_microsecond().into(),
            new.ends_at.as_microsecond().into(),
        ];
        let mut writing = self.write().await?;
        if writing.link.run("token", SQL, values).await? == 0 {
            return Ok(false);
        }
        writing.append([event(&new.account, AccountChange::TokenAdded)], stamp).await?;
        writing.commit().await.map(|_| true)
    }

    /// Takes a token out. Was there one?
    ///
    /// # Errors
    /// The driver.
    pub async fn remove_token(&self, of: &Token, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM token WHERE secret = $1 AND account = $2";
        let mut writing = self.write().await?;
        if writing.link.run("token", SQL, [of.secret.as_str().into(), of.account.as_str().into()]).await? == 0 {
            return Ok(false);
        }
        writing.append([event(&of.account, AccountChange::TokenRemoved)], stamp).await?;
        writing.commit().await.map(|_| true)
    }
}

fn event(account: &str, change: AccountChange) -> Event {
    Event::Account { account: account.to_owned(), change, role: None }
}
