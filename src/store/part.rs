//! Reads a part of what is: some persons with their seats, and everybody else in numbers.

use super::at_hand::{self, AtHand, Counted};
use super::link::Link;
use super::meta::{self, Meta};
use super::seats::reasons;
use super::value::Row;
use super::{Look, Standing, StoreError, SummedUp};
use crate::licence::{Catalogue, PoolKey, ToolKey};
use crate::plan::{Rest, WishOf};
use crate::roster::{Snapshot, Tally};
use crate::seats::claims::Lookup;
use crate::seats::{Seats, Spread, Unseen, WishState};
use jiff::civil::Date;
use std::collections::BTreeMap;

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
        let spread = meta::get(&mut self.link, Meta::Spread).await?;
        let spread = spread.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let summed = digest.zip(tally).zip(spread);
        Ok(summed.map(|((digest, (on, tally)), spread)| SummedUp { digest, tally, spread, on }))
    }

    /// What a run starts from that looks at a part: those touched, whoever waits, whoever may have to move for
    /// them, and whoever's grace is over. Nothing when the whole is not summed up.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn standing_of(&mut self, part: PartOf<'_>) -> Result<Option<Standing>, StoreError> {
        let Some(summed) = self.summed_up().await? else { return Ok(None) };
        let link = &mut self.link;
        let (holders, wishes) = (holders(link).await?, wishes(link).await?);
        let counted = Counted { holders: &holders, wishes: &wishes, summed: &summed };
        let AtHand { stored, seats, lines } = at_hand::at_hand(link, part, counted).await?;
        let spread = Spread::of(part.catalogue, &Lookup::of_single(&stored.roster, summed.on), &seats);
        let rest = Rest {
            digest: summed.digest.wrapping_sub(stored.roster.digest()),
            tally: summed.tally.minus(&Tally::of(&stored.roster, summed.on)),
            unseen: Unseen {
                holders: by_tool(&holders, &seats, part.catalogue),
                spread: summed.spread.minus(&spread),
                lines,
            },
            wishes: without(wishes, &seats),
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
pub(super) type Holders = BTreeMap<PoolKey, u32>;

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

/// How many wish for a seat.
async fn wishes(link: &mut Link) -> Result<BTreeMap<WishOf, u32>, StoreError> {
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
    Ok(wishes)
}

/// How many of them are not among those at hand.
fn without(mut wishes: BTreeMap<WishOf, u32>, at_hand: &Seats) -> BTreeMap<WishOf, u32> {
    for ((tool, _), wish) in &at_hand.wishes {
        let (tool, pool) = (tool.clone(), wish.pool.clone());
        let of = WishOf { tool, pool, state: wish.state, reasons: wish.reasons.clone() };
        if let Some(number) = wishes.get_mut(&of) {
            *number -= 1;
        }
    }
    wishes.retain(|_, number| *number > 0);
    wishes
}

/// The first day on which a grace is over that runs on `day`.
async fn graces(link: &mut Link, day: Date) -> Result<Option<Date>, StoreError> {
    const SQL: &str = "SELECT MIN(until) AS until FROM (SELECT leaving_until AS until FROM seat_grant \
        WHERE freed_at IS NULL AND leaving_until IS NOT NULL UNION ALL SELECT leaving_kept_until FROM seat_grant \
        WHERE freed_at IS NULL AND leaving_kept_until IS NOT NULL UNION ALL SELECT lent_until FROM seat_grant \
        WHERE freed_at IS NULL AND lent_until IS NOT NULL) AS ends WHERE until >= $1";
    let until = link.one("seat_grant", SQL, [day.into()], |row| row.maybe_day("until")).await?.flatten();
    Ok(until.and_then(|until| until.tomorrow().ok()))
}
