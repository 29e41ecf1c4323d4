//! Reads a part of what is: some persons with their seats, and everybody else in numbers.

use super::link::Link;
use super::meta::{self, Meta};
use super::seats::{self, reasons};
use super::value::Row;
use super::{Look, Standing, StoreError, SummedUp, queue, roster};
use crate::licence::{Catalogue, PoolKey, ToolKey};
use crate::plan::{Rest, WishOf};
use crate::roster::{Snapshot, Tally};
use crate::seats::{Seats, WishState, others};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Whom to look at.
#[derive(Debug, Clone, Copy)]
pub struct PartOf<'a> {
    /// Numbers of the rows of those about whom something may differ.
    pub touched: &'a [u32],
    /// How many there are in all.
    pub persons: u64,
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
        let link = &mut self.link;
        let holders = holders(link).await?;
        let (numbers, seats) = at_hand(link, part, &holders).await?;
        let stored = roster::load(link, Some(&numbers)).await?;
        let rest = Rest {
            digest: summed.digest.wrapping_sub(stored.roster.digest()),
            tally: summed.tally.minus(&Tally::of(&stored.roster, summed.on)),
            holders: by_tool(&holders, &seats, part.catalogue),
            wishes: wishes(link, &seats).await?,
            turns: graces(link, part.day).await?,
            persons: part.persons.saturating_sub(stored.roster.persons.len() as u64),
        };
        self.standing_with(stored, rest, seats).await.map(Some)
    }

    /// Does somebody in the roster have one of these addresses who is not among these persons?
    ///
    /// # Errors
    /// The driver.
    pub async fn has_other_with_eppn(&mut self, eppns: &[&str], but: &Snapshot) -> Result<bool, StoreError> {
        const SQL: &str = "WITH wanted (eppn) AS (VALUES {rows}) SELECT p.no, p.id FROM wanted \
            JOIN person p ON p.eppn = wanted.eppn WHERE p.eppn IS NOT NULL AND p.gone_on IS NULL";
        let mut found = false;
        let take = |row: Row<'_>| {
            found |= but.find_person(&row.text("id")?.into()).is_none();
            Ok(())
        };
        self.link.each_of("person", SQL, eppns.iter().map(|eppn| [(*eppn).into()]), take).await?;
        Ok(found)
    }
}

/// How many hold a seat of each pool.
type Holders = BTreeMap<PoolKey, u32>;

async fn holders(link: &mut Link) -> Result<Holders, StoreError> {
    const SQL: &str = "SELECT pool, COUNT(*) AS number FROM seat_grant WHERE freed_at IS NULL GROUP BY pool";
    let read = |row: &Row<'_>| {
        Ok((row.text("pool")?.into(), u32::try_from(row.int("number")?).map_err(|_| row.bad("number"))?))
    };
    Ok(link.all("seat_grant", SQL, [], read).await?.into_iter().collect())
}

/// How many hold a seat who are not among those at hand.
fn by_tool(holders: &Holders, at_hand: &Seats, catalogue: &Catalogue) -> BTreeMap<ToolKey, BTreeMap<PoolKey, u32>> {
    let mut others = holders.clone();
    for grant in at_hand.grants.values() {
        if let Some(number) = others.get_mut(&grant.pool) {
            *number = number.saturating_sub(1);
        }
    }
    let mut tools: BTreeMap<ToolKey, BTreeMap<PoolKey, u32>> = BTreeMap::new();
    for (pool, number) in others {
        if let Some(tool) = catalogue.pool(&pool).map(|pool| pool.tool.clone()) {
            tools.entry(tool).or_default().insert(pool, number);
        }
    }
    tools
}

/// Numbers of the rows of everybody to be looked at, and their seats: those touched, those whose grace is over, those named in the
/// configuration, all of tools whose holders may have to move, and as many of those who wait as seats may become free.
async fn at_hand(link: &mut Link, part: PartOf<'_>, holders: &Holders) -> Result<(Vec<u32>, Seats), StoreError> {
    // Who is gone and still has a seat may come back any day, and no number says that it is the same person. Whose seat
    // is kept only while nobody wants it may have to give way.
    const GRACE_OVER: &str = "SELECT p.no FROM seat_grant g JOIN person p ON p.no = g.person_no \
        WHERE g.freed_at IS NULL AND g.leaving_until IS NOT NULL AND (g.leaving_until < $1 OR g.leaving_kept_until < $1 OR p.gone_on IS NOT NULL)";
    const NAMED: &str = "WITH wanted (name) AS (VALUES {rows}) SELECT p.no FROM wanted \
        JOIN person p ON p.id = wanted.name OR p.alias = wanted.name";
    const HOLDING: &str = "WITH wanted (pool) AS (VALUES {rows}) SELECT g.person_no AS no FROM wanted \
        JOIN seat_grant g ON g.pool = wanted.pool WHERE g.freed_at IS NULL";
    let mut all: BTreeSet<u32> = part.touched.iter().copied().collect();
    let mut take = |row: Row<'_>| {
        all.insert(u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?);
        Ok(())
    };
    link.each("seat_grant", GRACE_OVER, [part.day.into()], &mut take).await?;
    link.each_of("person", NAMED, part.catalogue.persons_named().map(|name| [name.into()]), &mut take).await?;
    let queues = queue::queues(link).await?;
    let moves = |tool: &ToolKey| others::may_move(part.catalogue, tool, queues.contains_key(tool));
    let moving = part.catalogue.pools.iter().filter(|pool| moves(&pool.tool));
    link.each_of("seat_grant", HOLDING, moving.map(|pool| [pool.key.as_str().into()]), &mut take).await?;
    let mut numbers: Vec<u32> = all.iter().copied().collect();
    let mut seats = seats::load_of(link, &numbers).await?;
    let mut more = BTreeSet::new();
    let free = |tool: &ToolKey| others::free_at_most(part.catalogue, tool, part.day, (holders, &seats));
    // Which school is next depends on how many seats each has.
    let is_shared = |tool: &ToolKey| part.catalogue.is_shared(tool) && free(tool) > 0;
    let shared = queues.keys().filter(|tool| !moves(tool) && is_shared(tool));
    let shared: BTreeSet<&ToolKey> = shared.collect();
    let sharing = part.catalogue.pools.iter().filter(|pool| shared.contains(&pool.tool));
    let mut take = |row: Row<'_>| {
        more.insert(u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?);
        Ok(())
    };
    link.each_of("seat_grant", HOLDING, sharing.map(|pool| [pool.key.as_str().into()]), &mut take).await?;
    for (tool, queue) in &queues {
        // Those at hand may leave the line.
        let here = seats.wishes_of(tool).count();
        let free = if moves(tool) || shared.contains(tool) { usize::MAX } else { free(tool) };
        more.extend(queue.first(if free == 0 { 0 } else { free.saturating_add(here) }));
    }
    let more: Vec<u32> = more.difference(&all).copied().collect();
    let Seats { mut grants, mut wishes, .. } = seats::load_of(link, &more).await?;
    seats.grants.append(&mut grants);
    seats.wishes.append(&mut wishes);
    numbers.extend(more);
    Ok((numbers, seats))
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
    const SQL: &str = "SELECT MIN(until) AS until FROM (SELECT leaving_until AS until FROM seat_grant \
        WHERE freed_at IS NULL AND leaving_until IS NOT NULL UNION ALL SELECT leaving_kept_until FROM seat_grant \
        WHERE freed_at IS NULL AND leaving_kept_until IS NOT NULL) AS ends WHERE until >= $1";
    let until = link.one("seat_grant", SQL, [day.into()], |row| row.maybe_day("until")).await?.flatten();
    Ok(until.and_then(|until| until.tomorrow().ok()))
}
