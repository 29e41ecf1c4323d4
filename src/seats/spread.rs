//! How many seats of each tool the people of each school hold: whose turn it is depends on it.

use super::Seats;
use super::claims::Lookup;
use super::others::counts_schools;
use crate::licence::{Catalogue, ToolKey};
use crate::roster::UnitId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Seats by home unit; none for those of whom nobody knows where they are.
pub(super) type ByHome = BTreeMap<Option<UnitId>, i64>;

/// Seats by tool and home unit, of the tools that count them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Spread(BTreeMap<ToolKey, ByHome>);

impl Spread {
    /// Counts seats by where their holders are on the day of `lookup`.
    #[must_use]
    pub fn of(catalogue: &Catalogue, lookup: &Lookup<'_>, seats: &Seats) -> Self {
        let mut spread = BTreeMap::new();
        for tool in catalogue.tools.keys().filter(|tool| counts_schools(catalogue, tool)) {
            let mut counts: BTreeMap<Option<&UnitId>, i64> = BTreeMap::new();
            let mut finder = lookup.snapshot.finder();
            for (person, _) in seats.grants_of(tool) {
                let at = finder.find(person);
                let home = at.and_then(|at| lookup.home(lookup.snapshot.person(at)));
                *counts.entry(home).or_default() += 1;
            }
            if !counts.is_empty() {
                let by_home = counts.into_iter().map(|(home, seats)| (home.cloned(), seats));
                spread.insert(tool.clone(), by_home.collect());
            }
        }
        Self(spread)
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.add(other, 1);
        self
    }

    /// What is left without `part`.
    #[must_use]
    pub fn minus(mut self, part: &Self) -> Self {
        self.add(part, -1);
        self
    }

    fn add(&mut self, other: &Self, sign: i64) {
        for (tool, by_home) in &other.0 {
            let mine = self.0.entry(tool.clone()).or_default();
            by_home.iter().for_each(|(home, seats)| *mine.entry(home.clone()).or_default() += sign * seats);
            mine.retain(|_, seats| *seats != 0);
        }
        self.0.retain(|_, by_home| !by_home.is_empty());
    }

    /// Seats of one tool by home unit.
    pub fn of_tool(&self, tool: &ToolKey) -> impl Iterator<Item = (Option<&UnitId>, u32)> {
        let by_home = self.0.get(tool).into_iter().flatten();
        by_home.map(|(home, seats)| (home.as_ref(), u32::try_from(*seats).unwrap_or(0)))
    }
}

/// As it is written: units once, and by tool pairs of a unit's place and its seats.
#[derive(Serialize, Deserialize)]
struct Written {
    units: Vec<Option<UnitId>>,
    tools: BTreeMap<ToolKey, Vec<(u32, i64)>>,
}

impl From<Spread> for Written {
    fn from(spread: Spread) -> Self {
        let mut units: Vec<Option<UnitId>> = spread.0.values().flat_map(BTreeMap::keys).cloned().collect();
        units.sort_unstable();
        units.dedup();
        let place =
            |home: &Option<UnitId>| u32::try_from(units.binary_search(home).unwrap_or_default()).unwrap_or(u32::MAX);
        let pair = |(home, seats): (&Option<UnitId>, &i64)| (place(home), *seats);
        let tools = spread.0.iter().map(|(tool, by_home)| (tool.clone(), by_home.iter().map(pair).collect()));
        Self { tools: tools.collect(), units }
    }
}

impl From<Written> for Spread {
    fn from(Written { units, tools }: Written) -> Self {
        let home = |(at, seats): (u32, i64)| Some((units.get(at as usize)?.clone(), seats));
        Self(tools.into_iter().map(|(tool, pairs)| (tool, pairs.into_iter().filter_map(home).collect())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(counts: &[(&str, Option<&str>, i64)]) -> Spread {
        let mut spread = Spread::default();
        for (tool, home, seats) in counts {
            let of_tool = spread.0.entry(ToolKey::from(*tool)).or_default();
            of_tool.insert(home.map(UnitId::from), *seats);
        }
        spread
    }

    #[test]
    fn what_is_written_is_read() {
        let spread = spread(&[("a", Some("u1"), 3), ("a", None, 1), ("b", Some("u2"), 7), ("b", Some("u1"), 2)]);
        let text = serde_json::to_string(&spread).unwrap();
        assert_eq!(serde_json::from_str::<Spread>(&text).unwrap(), spread, "{text}");
    }

    #[test]
    fn a_part_taken_away_and_put_back_changes_nothing() {
        let all = spread(&[("a", Some("u1"), 3), ("b", None, 1)]);
        let part = spread(&[("a", Some("u1"), 3), ("b", None, 1)]);
        assert_eq!(all.clone().minus(&part), Spread::default());
        assert_eq!(all.clone().minus(&part).plus(&part), all);
    }
}
