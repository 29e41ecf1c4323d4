//! Proves that the database holds together (RELIABILITY 2): looks, changes nothing, tells one line an invariant.

mod chain;
mod tables;

use super::look::Look;
use super::{Head, Store, StoreError, anchor};
use crate::licence::Catalogue;
use std::error::Error as _;

/// How much to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The tables and the ledger's end: for every start.
    Quick,
    /// Every page and every event.
    Full,
}

/// What to check with.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// How much to look at.
    pub depth: Depth,
    /// The configuration, for what depends on seats; without it that is not checked.
    pub catalogue: Option<&'a Catalogue>,
    /// The key that seals the ledger, when one is configured.
    pub key: Option<&'a [u8]>,
}

/// What was found about one invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its number and name.
    pub invariant: &'static str,
    /// Does it hold?
    pub ok: bool,
    /// What was looked at, or what is wrong; never a name or an address.
    pub detail: String,
}

impl Verdict {
    fn ok(invariant: &'static str, detail: impl Into<String>) -> Self {
        Self { invariant, ok: true, detail: detail.into() }
    }

    fn fault(invariant: &'static str, detail: impl Into<String>) -> Self {
        Self { invariant, ok: false, detail: detail.into() }
    }

    /// A fault when anything was found.
    fn of(invariant: &'static str, fine: impl Into<String>, faults: &[String]) -> Self {
        if faults.is_empty() { Self::ok(invariant, fine) } else { Self::fault(invariant, faults.join("; ")) }
    }

    /// What could not even be read is a fault, and not the end of the check.
    fn read(invariant: &'static str, found: Result<Self, StoreError>) -> Self {
        found.unwrap_or_else(|error| Self::fault(invariant, told(&error)))
    }
}

/// An error with its causes, in one line.
fn told(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

impl Store {
    /// Checks the invariants that the database can answer for, in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be looked at at all. What it holds is never an error here but a verdict.
    pub async fn verify(&self, check: Check<'_>) -> Result<Vec<Verdict>, StoreError> {
        let anchor = anchor::read(&self.anchor);
        Ok(verdicts(&mut self.look().await?, check, anchor).await)
    }
}

/// The invariants of one state of a database, with what its anchor says.
pub(super) async fn verdicts(
    look: &mut Look,
    check: Check<'_>,
    anchor: Result<Option<Head>, StoreError>,
) -> Vec<Verdict> {
    let mut verdicts = vec![
        Verdict::read("I1 capacity", tables::capacity_if(look, check.catalogue).await),
        Verdict::read("I2 one seat", tables::one_seat(look).await),
    ];
    match check.depth {
        Depth::Full => verdicts.extend(chain::whole(look, check.key, anchor).await),
        Depth::Quick => verdicts.push(Verdict::read("I6 chain", chain::end(look, anchor).await)),
    }
    verdicts.push(Verdict::read("I7 outbox cause", tables::outbox_cause(look).await));
    verdicts.push(Verdict::read("I8 states", tables::states(look).await));
    verdicts.push(Verdict::read("I9 roster", tables::roster(look, check.depth).await));
    verdicts.push(Verdict::read("I20 store", tables::store(look, check.depth).await));
    let number = |verdict: &Verdict| {
        let digits = verdict.invariant.split(' ').next().and_then(|id| id.strip_prefix('I'));
        digits.and_then(|digits| digits.parse::<u8>().ok())
    };
    verdicts.sort_by_key(number);
    verdicts
}

/// Counts of several things, by name.
async fn counts(look: &mut Look, sql: &'static str) -> Result<Vec<(String, i64)>, StoreError> {
    look.link.all("meta", sql, [], |row| Ok((row.text("name")?.to_owned(), row.int("number")?))).await
}
