//! Reads who holds which seat, and who wishes for one.

use super::StoreError;
use super::link::Link;
use super::numbers::{Numbered, newest};
use super::value::Row;
use super::words::Word;
use crate::licence::{PoolKey, ToolKey};
use crate::roster::{PersonId, SourceName};
use crate::seats::{Confirm, Grant, Leaving, Reason, Seats, Wish};

/// Live grants, open wishes, and the number of the newest grant there ever was.
pub(super) async fn load(link: &mut Link) -> Result<Seats, StoreError> {
    // In the order of the table: by the index of live grants SQLite would jump about in it.
    const GRANTS: &str = "SELECT g.seq, p.id AS person, g.tool, g.pool, g.granted_on, g.since_on, \
        g.leaving_ended_on, g.leaving_kept_until, g.leaving_until, g.leaving_cause, g.leaving_as_staff, \
        g.leaving_confirm_by, g.leaving_confirm_from, g.lent_until FROM seat_grant g JOIN person p ON p.no = g.person_no WHERE g.freed_at IS NULL ORDER BY g.seq";
    const WISHES: &str = "SELECT p.id AS person, w.tool, w.pool, w.state, w.reasons, w.since_on, w.starts_on, w.class \
        FROM wish w JOIN person p ON p.no = w.person_no";
    let (mut grants, mut wishes) = (Rows::default(), Rows::default());
    link.each("seat_grant", GRANTS, [], |row| grants.grant(&row)).await?;
    link.each("wish", WISHES, [], |row| wishes.wish(&row)).await?;
    Ok(Seats { grants: grants.found(), wishes: wishes.found(), last_seq: newest(link, Numbered::Grants).await? })
}

/// The same of some persons, by the numbers of their rows.
pub(super) async fn load_of(link: &mut Link, persons: &[u32]) -> Result<Seats, StoreError> {
    const GRANTS: &str = "WITH wanted (no) AS (VALUES {rows}) SELECT g.seq, p.id AS person, g.tool, g.pool, g.granted_on, \
        g.since_on, g.leaving_ended_on, g.leaving_kept_until, g.leaving_until, g.leaving_cause, g.leaving_as_staff, \
        g.leaving_confirm_by, g.leaving_confirm_from, g.lent_until FROM wanted \
        JOIN person p ON p.no = wanted.no JOIN seat_grant g ON g.person_no = p.no WHERE g.freed_at IS NULL";
    const WISHES: &str = "WITH wanted (no) AS (VALUES {rows}) SELECT p.id AS person, w.tool, w.pool, w.state, w.reasons, \
        w.since_on, w.starts_on, w.class FROM wanted JOIN person p ON p.no = wanted.no JOIN wish w ON w.person_no = p.no";
    let (mut grants, mut wishes) = (Rows::default(), Rows::default());
    let wanted = || persons.iter().map(|no| [i64::from(*no).into()]);
    link.each_of("seat_grant", GRANTS, wanted(), |row| grants.grant(&row)).await?;
    link.each_of("wish", WISHES, wanted(), |row| wishes.wish(&row)).await?;
    Ok(Seats { grants: grants.found(), wishes: wishes.found(), last_seq: newest(link, Numbered::Grants).await? })
}

type ByKey<T> = std::collections::BTreeMap<crate::seats::Key, T>;

/// Rows as they come.
struct Rows<T> {
    keys: Keys,
    rows: Vec<(crate::seats::Key, T)>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { keys: Keys::default(), rows: Vec::new() }
    }
}

impl<T> Rows<T> {
    fn add(&mut self, row: &Row<'_>, what: T) -> Result<(), StoreError> {
        self.rows.push(((self.keys.tool(row.text("tool")?), PersonId::from(row.text("person")?)), what));
        Ok(())
    }

    fn found(self) -> ByKey<T> {
        self.rows.into_iter().collect()
    }
}

impl Rows<Grant> {
    fn grant(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let leaving = match (row.maybe_day("leaving_ended_on")?, row.maybe_day("leaving_until")?) {
            (Some(ended_on), Some(until)) => {
                let as_staff = row.flag("leaving_as_staff")?;
                let kept_until = row.maybe_day("leaving_kept_until")?;
                let by = row.maybe_text("leaving_confirm_by")?.map(SourceName::from);
                let confirm = by.zip(row.maybe_day("leaving_confirm_from")?);
                let confirm = confirm.map(|(source, from)| Confirm { source, from });
                Some(Leaving { ended_on, kept_until, until, cause: row.word("leaving_cause")?, as_staff, confirm })
            }
            _ => None,
        };
        let grant = Grant {
            pool: self.keys.pool(row.text("pool")?),
            seq: row.int("seq")?,
            granted_on: row.day("granted_on")?,
            since: row.day("since_on")?,
            leaving,
            lent_until: row.maybe_day("lent_until")?,
        };
        self.add(row, grant)
    }
}

impl Rows<Wish> {
    fn wish(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let wish = Wish {
            pool: self.keys.pool(row.text("pool")?),
            state: row.word("state")?,
            reasons: reasons(row.text("reasons")?).ok_or_else(|| row.bad("reasons"))?,
            since: row.day("since_on")?,
            starts_on: row.maybe_day("starts_on")?,
            class: u8::try_from(row.int("class")?).map_err(|_| row.bad("class"))?,
        };
        self.add(row, wish)
    }
}

/// Reasons as the table has them: words in their order.
pub(super) fn reasons_text(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| Word::word(*reason)).collect::<Vec<_>>().join(" ")
}

/// The same, read.
pub(super) fn reasons(text: &str) -> Option<Vec<Reason>> {
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
