//! Reads a part of what is: some persons with their seats, and everybody else in numbers.

use super::link::Link;
use super::meta::{self, Meta};
use super::seats::{self, reasons};
use super::value::Row;
use super::{Look, Standing, StoreError, Stored, SummedUp, holds, roster};
use crate::licence::{Catalogue, Kind, PoolKey, ToolKey};
use crate::plan::{Rest, WishOf};
use crate::roster::{Snapshot, Tally};
use crate::seats::{Seats, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Whom to look at.
#[derive(Debug, Clone, Copy)]
pub struct PartOf<'a> {
    /// Numbers of the rows of those about whom something may differ.
    pub touched: &'a [u32],
    /// What is bought and bound: who is named there is always looked at.
    pub catalogue: &'a Catalogue,
    /// The day.
    pub day: Date,
}

impl Look {
    /// What the roster that was last applied sums up to; none before the first, and none when an upprop applied it
    /// that did not note it.
    ///
    /// # Errors
    /// The driver.
    pub async fn summed_up(&mut self) -> Result<Option<SummedUp>, StoreError> {
        let digest = meta::get(&mut self.link, Meta::Roster).await?;
        let digest = digest.as_deref().and_then(|text| u128::from_str_radix(text, 16).ok());
        let tally = meta::get(&mut self.link, Meta::Tally).await?;
        let tally = tally.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Ok(digest.zip(tally).map(|(digest, (on, tally))| SummedUp { digest, tally, on }))
    }

    /// What a run starts from that looks at a part: those touched, whoever waits, whoever may have to move for
    /// them, and whoever's grace is over. Nothing when the whole is not summed up.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn standing_of(&mut self, part: PartOf<'_>) -> Result<Option<Standing>, StoreError> {
        let Some(summed) = self.summed_up().await? else { return Ok(None) };
        let Some(applied_on) = self.applied_on().await? else { return Ok(None) };
        let holds::Holds { open: holds, released, dropped } = holds::by_state(&mut self.link).await?;
        let numbers = numbers(&mut self.link, part).await?;
        let stored = roster::load(&mut self.link, Some(&numbers)).await?;
        let seats = seats::load_of(&mut self.link, &numbers).await?;
        let rest = Rest {
            digest: summed.digest.wrapping_sub(stored.roster.digest()),
            tally: summed.tally.minus(&Tally::of(&stored.roster, summed.on)),
            holders: holders(&mut self.link, &seats).await?,
            wishes: wishes(&mut self.link, &seats).await?,
            turns: graces(&mut self.link, part.day).await?,
            persons: persons(&mut self.link, &stored).await?,
        };
        Ok(Some(Standing {
            stored,
            rest,
            seats,
            alerts: self.alerts().await?,
            joins: self.joins().await?,
            holds,
            released,
            dropped,
            head: self.head().await?,
            applied_on: Some(applied_on),
        }))
    }

    /// Does somebody in the roster have one of these addresses who is not among these persons?
    ///
    /// # Errors
    /// The driver.
    pub async fn has_other_with_eppn(&mut self, eppns: &[&str], but: &Snapshot) -> Result<bool, StoreError> {
        const SQL: &str = "WITH wanted (eppn) AS (VALUES {rows}) SELECT p.no, p.id FROM wanted \
            JOIN person p ON p.eppn = wanted.eppn WHERE p.gone_on IS NULL";
        let mut found = false;
        let take = |row: Row<'_>| {
            found |= but.find_person(&row.text("id")?.into()).is_none();
            Ok(())
        };
        self.link.each_of("person", SQL, eppns.iter().map(|eppn| [(*eppn).into()]), take).await?;
        Ok(found)
    }
}

/// Numbers of the rows of everybody to be looked at.
async fn numbers(link: &mut Link, part: PartOf<'_>) -> Result<Vec<u32>, StoreError> {
    // Who is gone and still has a seat may come back any day, and no number says that it is the same person.
    const GRACE_OVER: &str = "SELECT p.no FROM seat_grant g JOIN person p ON p.id = g.person \
        WHERE g.freed_at IS NULL AND g.leaving_until IS NOT NULL AND (g.leaving_until < $1 OR p.gone_on IS NOT NULL)";
    const WAITING: &str = "SELECT p.no FROM wish w JOIN person p ON p.id = w.person WHERE w.state = 'waiting'";
    const NAMED: &str = "WITH wanted (name) AS (VALUES {rows}) SELECT p.no FROM wanted \
        JOIN person p ON p.id = wanted.name OR p.alias = wanted.name";
    const HOLDING: &str = "WITH wanted (tool) AS (VALUES {rows}) SELECT p.no FROM wanted \
        JOIN seat_grant g ON g.tool = wanted.tool JOIN person p ON p.id = g.person WHERE g.freed_at IS NULL";
    let mut all: BTreeSet<u32> = part.touched.iter().copied().collect();
    let mut take = |row: Row<'_>| {
        all.insert(u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?);
        Ok(())
    };
    link.each("seat_grant", GRACE_OVER, [part.day.into()], &mut take).await?;
    link.each("wish", WAITING, [], &mut take).await?;
    link.each_of("person", NAMED, part.catalogue.persons_named().map(|name| [name.into()]), &mut take).await?;
    let contested = contested(link, part.catalogue).await?;
    link.each_of("seat_grant", HOLDING, contested.iter().map(|tool| [tool.as_str().into()]), &mut take).await?;
    Ok(all.into_iter().collect())
}

/// Tools whose holders may have to move, or whose seats are not all alike: all of them are looked at.
async fn contested(link: &mut Link, catalogue: &Catalogue) -> Result<Vec<ToolKey>, StoreError> {
    const SQL: &str = "SELECT DISTINCT tool FROM wish WHERE state = 'waiting'";
    let waited_for = link.all("wish", SQL, [], |row| Ok(ToolKey::from(row.text("tool")?))).await?;
    let moves = |tool: &ToolKey| {
        let mut pools = catalogue.pools_of(tool);
        let class = catalogue.pools_of(tool).any(|pool| pool.kind == Some(Kind::Class));
        class || pools.nth(1).is_some() && waited_for.contains(tool)
    };
    Ok(catalogue.tools.keys().filter(|tool| moves(tool)).cloned().collect())
}

/// How many hold a seat of each pool who are not among those at hand.
async fn holders(link: &mut Link, at_hand: &Seats) -> Result<BTreeMap<ToolKey, BTreeMap<PoolKey, u32>>, StoreError> {
    const SQL: &str =
        "SELECT tool, pool, COUNT(*) AS number FROM seat_grant WHERE freed_at IS NULL GROUP BY tool, pool";
    let mut holders: BTreeMap<ToolKey, BTreeMap<PoolKey, u32>> = BTreeMap::new();
    let take = |row: Row<'_>| {
        let number = u32::try_from(row.int("number")?).map_err(|_| row.bad("number"))?;
        holders.entry(row.text("tool")?.into()).or_default().insert(row.text("pool")?.into(), number);
        Ok(())
    };
    link.each("seat_grant", SQL, [], take).await?;
    for ((tool, _), grant) in &at_hand.grants {
        if let Some(number) = holders.get_mut(tool).and_then(|pools| pools.get_mut(&grant.pool)) {
            *number -= 1;
        }
    }
    Ok(holders)
}

/// How many wish for a seat who are not among those at hand.
async fn wishes(link: &mut Link, at_hand: &Seats) -> Result<BTreeMap<WishOf, u32>, StoreError> {
    const SQL: &str = "SELECT tool, pool, state, reasons, COUNT(*) AS number FROM wish \
        GROUP BY tool, pool, state, reasons";
    let mut wishes = BTreeMap::new();
    let take = |row: Row<'_>| {
        let of = WishOf {
            tool: row.text("tool")?.into(),
            pool: row.text("pool")?.into(),
            state: row.word::<WishState>("state")?,
            reasons: reasons(row.text("reasons")?).ok_or_else(|| row.bad("reasons"))?,
        };
        wishes.insert(of, u32::try_from(row.int("number")?).map_err(|_| row.bad("number"))?);
        Ok(())
    };
    link.each("wish", SQL, [], take).await?;
    for ((tool, _), wish) in &at_hand.wishes {
        let (tool, pool) = (tool.clone(), wish.pool.clone());
        let of = WishOf { tool, pool, state: wish.state, reasons: wish.reasons.clone() };
        if let Some(number) = wishes.get_mut(&of) {
            *number -= 1;
        }
    }
    wishes.retain(|_, number| *number > 0);
    Ok(wishes)
}

/// The first day on which a grace is over that runs on `day`.
async fn graces(link: &mut Link, day: Date) -> Result<Option<Date>, StoreError> {
    const SQL: &str = "SELECT MIN(leaving_until) AS until FROM seat_grant \
        WHERE freed_at IS NULL AND leaving_until IS NOT NULL AND leaving_until >= $1";
    let until = link.one("seat_grant", SQL, [day.into()], |row| row.maybe_day("until")).await?.flatten();
    Ok(until.and_then(|until| until.tomorrow().ok()))
}

/// How many are in the roster and not at hand.
async fn persons(link: &mut Link, at_hand: &Stored) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) AS number FROM person WHERE gone_on IS NULL";
    let all = link.one("person", SQL, [], |row| row.int("number")).await?.unwrap_or(0);
    Ok(u64::try_from(all).unwrap_or(0).saturating_sub(at_hand.roster.persons.len() as u64))
}
