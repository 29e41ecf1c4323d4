//! Reads who holds which seat, and who wishes for one.

use super::StoreError;
use super::link::Link;
use super::value::Row;
use super::words::Word;
use crate::licence::{PoolKey, ToolKey};
use crate::roster::PersonId;
use crate::seats::{Grant, Leaving, Reason, Seats, Wish};

/// Live grants, open wishes, and the number of the newest grant there ever was.
pub(super) async fn load(link: &mut Link) -> Result<Seats, StoreError> {
    const NEWEST: &str = "SELECT COALESCE(MAX(seq), 0) AS seq FROM seat_grant";
    let last_seq = link.one("seat_grant", NEWEST, [], |row| row.int("seq")).await?.unwrap_or(0);
    Ok(Seats { grants: grants(link).await?, wishes: wishes(link).await?, last_seq })
}

type ByKey<T> = std::collections::BTreeMap<crate::seats::Key, T>;

async fn grants(link: &mut Link) -> Result<ByKey<Grant>, StoreError> {
    // In the order of the table: by the index of live grants SQLite would jump about in it.
    const SQL: &str = "SELECT seq, person, tool, pool, granted_on, since_on, leaving_ended_on, leaving_until, \
        leaving_cause, leaving_as_staff FROM seat_grant WHERE freed_at IS NULL ORDER BY seq";
    let mut keys = Keys::default();
    let mut grants = Vec::new();
    let read = |row: Row<'_>| {
        let leaving = match (row.maybe_day("leaving_ended_on")?, row.maybe_day("leaving_until")?) {
            (Some(ended_on), Some(until)) => {
                let as_staff = row.flag("leaving_as_staff")?;
                Some(Leaving { ended_on, until, cause: row.word("leaving_cause")?, as_staff })
            }
            _ => None,
        };
        let grant = Grant {
            pool: keys.pool(row.text("pool")?),
            seq: row.int("seq")?,
            granted_on: row.day("granted_on")?,
            since: row.day("since_on")?,
            leaving,
        };
        grants.push(((keys.tool(row.text("tool")?), PersonId::from(row.text("person")?)), grant));
        Ok(())
    };
    link.each("seat_grant", SQL, [], read).await?;
    Ok(grants.into_iter().collect())
}

async fn wishes(link: &mut Link) -> Result<ByKey<Wish>, StoreError> {
    const SQL: &str = "SELECT person, tool, pool, state, reasons, since_on, starts_on, class FROM wish";
    let mut keys = Keys::default();
    let mut wishes = Vec::new();
    let read = |row: Row<'_>| {
        let wish = Wish {
            pool: keys.pool(row.text("pool")?),
            state: row.word("state")?,
            reasons: reasons(row.text("reasons")?).ok_or_else(|| row.bad("reasons"))?,
            since: row.day("since_on")?,
            starts_on: row.maybe_day("starts_on")?,
            class: u8::try_from(row.int("class")?).map_err(|_| row.bad("class"))?,
        };
        wishes.push(((keys.tool(row.text("tool")?), PersonId::from(row.text("person")?)), wish));
        Ok(())
    };
    link.each("wish", SQL, [], read).await?;
    Ok(wishes.into_iter().collect())
}

/// Reasons as the table has them: words in their order.
pub(super) fn reasons_text(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| Word::word(*reason)).collect::<Vec<_>>().join(" ")
}

fn reasons(text: &str) -> Option<Vec<Reason>> {
    text.split_whitespace().map(Reason::of).collect()
}

/// Keys of tools and pools, each held once.
#[derive(Default)]
struct Keys {
    tools: Vec<ToolKey>,
    pools: Vec<PoolKey>,
}

impl Keys {
    fn tool(&mut self, key: &str) -> ToolKey {
        known(&mut self.tools, key, ToolKey::as_str)
    }

    fn pool(&mut self, key: &str) -> PoolKey {
        known(&mut self.pools, key, PoolKey::as_str)
    }
}

fn known<K: Clone + for<'a> From<&'a str>>(keys: &mut Vec<K>, key: &str, text: impl Fn(&K) -> &str) -> K {
    match keys.binary_search_by(|known| text(known).cmp(key)) {
        Ok(at) => keys[at].clone(),
        Err(at) => {
            keys.insert(at, K::from(key));
            keys[at].clone()
        }
    }
}

impl crate::store::Store {
    /// How many wishes there are of each state, in the words of [`WishState`](crate::seats::WishState).
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn wish_counts(&self) -> Result<std::collections::BTreeMap<String, i64>, StoreError> {
        const SQL: &str = "SELECT state, COUNT(*) AS number FROM wish GROUP BY state";
        let mut look = self.look().await?;
        let read = |row: &Row<'_>| Ok((row.text("state")?.to_owned(), row.int("number")?));
        Ok(look.link.all("wish", SQL, [], read).await?.into_iter().collect())
    }
}
