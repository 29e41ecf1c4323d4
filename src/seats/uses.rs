//! When people last used their tools, as far as anybody told. Who is not in it may use them daily.

use super::Key;
use crate::licence::{Catalogue, Pool, ToolKey};
use crate::roster::{PersonId, Snapshot, UsageRow};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The last known use of each tool by each person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses(pub BTreeMap<Key, Date>);

/// What is known of a tool's use is worth nothing once the newest of it is so old.
const STALE_DAYS: i64 = 60;

impl Uses {
    /// The last known day.
    #[must_use]
    pub fn last(&self, tool: &ToolKey, person: &PersonId) -> Option<Date> {
        self.0.get(&(tool.clone(), person.clone())).copied()
    }

    /// Was the tool told about lately? What is old says of nobody that he does not use it.
    #[must_use]
    pub fn are_fresh(&self, tool: &ToolKey, day: Date) -> bool {
        let of_tool = self.0.range((tool.clone(), PersonId::from(""))..).take_while(|((of, _), _)| of == tool);
        of_tool.map(|(_, last)| *last).max().is_some_and(|newest| Self::is_fresh(newest, day))
    }

    /// Is a tool whose newest known use was on that day one that was told about lately?
    #[must_use]
    pub fn is_fresh(newest: Date, day: Date) -> bool {
        newest.checked_add(STALE_DAYS.days()).is_ok_and(|stale| day <= stale)
    }

    /// Has somebody not used the pool's tool for as long as the pool allows?
    #[must_use]
    pub fn is_inactive(&self, pool: &Pool, person: &PersonId, day: Date) -> bool {
        let last = || self.last(&pool.tool, person);
        let turns = pool.inactive_after.and_then(|days| turn(last()?, days));
        turns.is_some_and(|turns| turns <= day) && self.are_fresh(&pool.tool, day)
    }

    /// The nearest day after `day` on which somebody becomes inactive, or what is known becomes stale.
    #[must_use]
    pub fn next_change(&self, catalogue: &Catalogue, day: Date) -> Option<Date> {
        let days: BTreeMap<&ToolKey, u16> =
            catalogue.pools.iter().filter_map(|pool| Some((&pool.tool, pool.inactive_after?))).collect();
        let of = |((tool, _), last): (&Key, &Date)| {
            let stale = last.checked_add((STALE_DAYS + 1).days()).ok();
            [turn(*last, *days.get(tool)?), stale].into_iter().flatten().filter(|turns| *turns > day).min()
        };
        self.0.iter().filter_map(of).min()
    }
}

/// What rows say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Of persons and tools that are known.
    pub uses: Uses,
    /// So many rows name a person or tool that is not, or more than one person.
    pub unknown: u64,
}

/// A row that tells of a coming day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// Where it stands.
    pub line: u64,
}

/// What rows say of persons and tools that are known; the others are counted.
///
/// # Errors
/// A row tells of a coming day: then not even one counts.
pub fn told(rows: &[UsageRow], (roster, catalogue): (&Snapshot, &Catalogue), today: Date) -> Result<Told, Early> {
    let mut named: BTreeMap<&str, Vec<&PersonId>> = BTreeMap::new();
    for person in &roster.persons {
        let alias = person.alias.as_deref().filter(|alias| *alias != person.id.as_str());
        std::iter::once(person.id.as_str())
            .chain(alias)
            .for_each(|name| named.entry(name).or_default().push(&person.id));
    }
    let mut told = Told::default();
    for row in rows {
        if row.last_used > today {
            return Err(Early { line: row.line });
        }
        let tool = catalogue.tools.get(row.tool.as_str()).map(|tool| &tool.key);
        match (named.get(row.person.as_str()).map(Vec::as_slice), tool) {
            (Some([person]), Some(tool)) => {
                let last = told.uses.0.entry((tool.clone(), (*person).clone())).or_insert(row.last_used);
                *last = (*last).max(row.last_used);
            }
            _ => told.unknown += 1,
        }
    }
    Ok(told)
}

/// The first day on which somebody has not used a tool for so many days.
fn turn(last: Date, days: u16) -> Option<Date> {
    last.checked_add((i64::from(days) + 1).days()).ok()
}
