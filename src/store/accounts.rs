//! Accounts: who may sign in, and as what. Each change is an event of the ledger and ends the account's sessions, so that
//! what was taken from somebody is his no longer at the next thing he asks.

use super::link::Link;
use super::value::{Row, Value};
use super::{Look, Stamp, Store, StoreError, Writing};
use crate::plan::{AccountChange, Event};
use crate::roster::UnitId;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What he types.
    pub name: String,
    /// What it is for, and where.
    pub post: Post,
    /// What his password is checked against; none where no password opens it.
    pub password: Option<String>,
    /// The digest of whom a provider signs in to it; none where no provider does.
    pub link: Option<String>,
    /// Since when there is such an account.
    pub made_at: Timestamp,
}

/// What an account is for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The role's word.
    pub role: String,
    /// At which units, and below them; none: everywhere.
    pub units: Option<BTreeSet<UnitId>>,
}

/// The columns of an account, for whoever reads it together with something else.
pub(super) fn account(row: &Row<'_>) -> Result<Account, StoreError> {
    let units = row.maybe_text("units")?.map(serde_json::from_str).transpose().map_err(|_| row.bad("units"))?;
    Ok(Account {
        name: row.text("name")?.to_owned(),
        post: Post { role: row.text("role")?.to_owned(), units },
        password: row.maybe_text("password")?.map(str::to_owned),
        link: row.maybe_text("link")?.map(str::to_owned),
        made_at: row.at("made_at")?,
    })
}

fn units(post: &Post) -> Result<Value, StoreError> {
    let bad = |source| StoreError::Json { table: "account", source };
    let units = post.units.as_ref().map(serde_json::to_string).transpose().map_err(bad)?;
    Ok(units.into())
}

fn changed(name: &str, change: AccountChange, role: Option<&str>) -> [Event; 1] {
    [Event::Account { account: name.to_owned(), change, role: role.map(str::to_owned) }]
}

impl Look {
    /// Every account, by name.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn accounts(&mut self) -> Result<Vec<Account>, StoreError> {
        const SQL: &str = "SELECT name, role, units, password, link, made_at FROM account ORDER BY name";
        self.link.all("account", SQL, [], account).await
    }

    /// The account of this name.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn account(&mut self, name: &str) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "SELECT name, role, units, password, link, made_at FROM account WHERE name = $1";
        self.link.one("account", SQL, [name.into()], account).await
    }

    /// The account that is linked to whom a provider signs in.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn account_of(&mut self, link: &str) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "SELECT name, role, units, password, link, made_at FROM account WHERE link = $1";
        self.link.one("account", SQL, [link.into()], account).await
    }

    /// These units and all below them, as the roster has them that was last applied. What is no unit any more is left out.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub async fn units_below(&mut self, tops: &BTreeSet<UnitId>) -> Result<BTreeSet<UnitId>, StoreError> {
        const SQL: &str = "SELECT id, parent FROM unit ORDER BY id";
        let read = |row: &Row<'_>| Ok((UnitId::from(row.text("id")?), row.maybe_text("parent")?.map(UnitId::from)));
        let units = self.link.all("unit", SQL, [], read).await?;
        let mut found: BTreeSet<UnitId> =
            units.iter().map(|(id, _)| id).filter(|id| tops.contains(*id)).cloned().collect();
        loop {
            let known = found.len();
            let is_below = |parent: &Option<UnitId>| parent.as_ref().is_some_and(|parent| found.contains(parent));
            let below: Vec<UnitId> =
                units.iter().filter(|(_, parent)| is_below(parent)).map(|(id, _)| id.clone()).collect();
            found.extend(below);
            if found.len() == known {
                return Ok(found);
            }
        }
    }
}

impl Store {
    /// Adds an account. Is the name nobody's yet? Else nothing is done.
    ///
    /// # Errors
    /// The driver.
    pub async fn add_account(&self, new: &Account, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO account (name, role, units, password, made_at) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (name) DO NOTHING";
        let values: [Value; 5] = [
            new.name.as_str().into(),
            new.post.role.as_str().into(),
            units(&new.post)?,
            new.password.as_deref().into(),
            new.made_at.as_microsecond().into(),
        ];
        let mut writing = self.write().await?;
        if writing.link.run("account", SQL, values).await? == 0 {
            return Ok(false);
        }
        writing.append(changed(&new.name, AccountChange::Added, Some(&new.post.role)), stamp).await?;
        writing.commit().await.map(|_| true)
    }

    /// Gives an account another password. Is there such an account?
    ///
    /// # Errors
    /// The driver.
    pub async fn set_password(&self, name: &str, password: &str, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE account SET password = $2 WHERE name = $1";
        let mut writing = self.write().await?;
        let written = writing.link.run("account", SQL, [name.into(), password.into()]).await?;
        writing.changed_account(written, changed(name, AccountChange::Password, None), (name, stamp)).await
    }

    /// Makes an account for something else, or elsewhere. Is there such an account?
    ///
    /// # Errors
    /// The driver.
    pub async fn set_post(&self, name: &str, post: &Post, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE account SET role = $2, units = $3 WHERE name = $1";
        let mut writing = self.write().await?;
        let values = [name.into(), post.role.as_str().into(), units(post)?];
        let written = writing.link.run("account", SQL, values).await?;
        writing.changed_account(written, changed(name, AccountChange::Role, Some(&post.role)), (name, stamp)).await
    }

    /// Links an account to whom a provider signs in, or to nobody. Is there such an account? Nothing is done where another
    /// account is linked to him.
    ///
    /// # Errors
    /// The driver.
    pub async fn set_link(&self, name: &str, link: Option<&str>, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE account SET link = $2 WHERE name = $1 AND NOT EXISTS \
            (SELECT 1 FROM account other WHERE other.link = $2 AND other.name <> $1)";
        let mut writing = self.write().await?;
        let written = writing.link.run("account", SQL, [name.into(), link.into()]).await?;
        let change = if link.is_some() { AccountChange::Linked } else { AccountChange::Unlinked };
        writing.changed_account(written, changed(name, change, None), (name, stamp)).await
    }

    /// Takes an account out, with its sessions and tokens. Was there such an account?
    ///
    /// # Errors
    /// The driver.
    pub async fn remove_account(&self, name: &str, stamp: Stamp<'_>) -> Result<bool, StoreError> {
        let mut writing = self.write().await?;
        writing.link.run("token", "DELETE FROM token WHERE account = $1", [name.into()]).await?;
        end_sessions(&mut writing.link, name).await?;
        let gone = writing.link.run("account", "DELETE FROM account WHERE name = $1", [name.into()]).await?;
        writing.changed_account(gone, changed(name, AccountChange::Removed, None), (name, stamp)).await
    }
}

impl Writing {
    /// Notes a change of an account, once its sessions are over. Was anything changed?
    async fn changed_account(
        mut self,
        written: u64,
        events: [Event; 1],
        (name, stamp): (&str, Stamp<'_>),
    ) -> Result<bool, StoreError> {
        if written == 0 {
            return Ok(false);
        }
        end_sessions(&mut self.link, name).await?;
        self.append(events, stamp).await?;
        self.commit().await.map(|_| true)
    }
}

/// Ends every session of an account; gives how many there were.
pub(super) async fn end_sessions(link: &mut Link, account: &str) -> Result<u64, StoreError> {
    link.run("session", "DELETE FROM session WHERE account = $1", [account.into()]).await
}
