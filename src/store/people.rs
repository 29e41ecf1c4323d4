//! Short looks at persons, also at those who are gone.

use super::link::Link;
use super::value::Row;
use super::{Look, StoreError};
use crate::licence::{PoolKey, ToolKey};
use crate::roster::PersonId;
use crate::seats::Cause;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What lists show of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    /// The name-free short key, when there is one.
    pub alias: Option<Arc<str>>,
    /// Given name.
    pub given_name: Arc<str>,
    /// Family name.
    pub family_name: Arc<str>,
    /// Mail address.
    pub email: Option<Arc<str>>,
    /// The day on which the person was gone from the roster.
    pub gone_on: Option<Date>,
}

/// A seat that was freed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreedRow {
    /// Out of which pool.
    pub pool: PoolKey,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub cause: Cause,
}

/// Never prints a name or an address.
impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Name").field("gone_on", &self.gone_on).finish_non_exhaustive()
    }
}

impl Look {
    /// What lists show of these persons; those never seen are left out.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn names_of(&mut self, persons: &[PersonId]) -> Result<BTreeMap<PersonId, Name>, StoreError> {
        const SQL: &str = "WITH wanted (id) AS (VALUES {rows}) \
            SELECT p.no, p.id, p.alias, p.given_name, p.family_name, p.email, p.gone_on \
            FROM wanted JOIN person p ON p.id = wanted.id";
        let mut names = BTreeMap::new();
        let read = |row: Row<'_>| {
            names.insert(PersonId::from(row.text("id")?), name(&row)?);
            Ok(())
        };
        self.link.each_of("person", SQL, persons.iter().map(|id| [id.as_str().into()]), read).await?;
        Ok(names)
    }

    /// For each tool of which a person had a seat that was freed, the last one: the pool, when, and why.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn freed_of(&mut self, person: &PersonId) -> Result<BTreeMap<ToolKey, FreedRow>, StoreError> {
        const SQL: &str = "SELECT g.tool, g.pool, g.freed_at, g.freed_cause FROM seat_grant g \
            JOIN person p ON p.no = g.person_no WHERE p.id = $1 AND g.freed_at IS NOT NULL ORDER BY g.seq";
        let read = |row: &Row<'_>| {
            let at = Timestamp::from_microsecond(row.int("freed_at")?).map_err(|_| row.bad("freed_at"))?;
            let (pool, cause) = (row.text("pool")?.into(), row.word("freed_cause")?);
            Ok((ToolKey::from(row.text("tool")?), FreedRow { pool, at, cause }))
        };
        Ok(self.link.all("seat_grant", SQL, [person.as_str().into()], read).await?.into_iter().collect())
    }

    /// Those of them whose identity is protected.
    ///
    /// # Errors
    /// As [`names_of`](Self::names_of).
    pub async fn protected_gone(&mut self) -> Result<BTreeSet<PersonId>, StoreError> {
        const SQL: &str = "SELECT no, id FROM person WHERE gone_on IS NOT NULL AND protection <> 'none'";
        let read = |row: &Row<'_>| Ok(PersonId::from(row.text("id")?));
        Ok(self.link.all("person", SQL, [], read).await?.into_iter().collect())
    }

    /// Every person who is gone and still known.
    ///
    /// # Errors
    /// As [`names_of`](Self::names_of).
    pub async fn gone(&mut self) -> Result<BTreeMap<PersonId, Name>, StoreError> {
        const SQL: &str = "SELECT no, id, alias, given_name, family_name, email, gone_on \
            FROM person WHERE gone_on IS NOT NULL";
        gone(&mut self.link, SQL).await
    }
}

async fn gone(link: &mut Link, sql: &'static str) -> Result<BTreeMap<PersonId, Name>, StoreError> {
    let read = |row: &Row<'_>| Ok((PersonId::from(row.text("id")?), name(row)?));
    Ok(link.all("person", sql, [], read).await?.into_iter().collect())
}

fn name(row: &Row<'_>) -> Result<Name, StoreError> {
    Ok(Name {
        alias: row.maybe_shared("alias")?,
        given_name: Arc::from(row.text("given_name")?),
        family_name: Arc::from(row.text("family_name")?),
        email: row.maybe_shared("email")?,
        gone_on: row.maybe_day("gone_on")?,
    })
}
