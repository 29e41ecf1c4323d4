//! When people last used their tools, as far as anybody told. Who is not in it may use them daily.

use super::Key;
use crate::licence::{Catalogue, Pool, ToolKey};
use crate::roster::PersonId;
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

/// The first day on which somebody has not used a tool for so many days.
fn turn(last: Date, days: u16) -> Option<Date> {
    last.checked_add((i64::from(days) + 1).days()).ok()
}
