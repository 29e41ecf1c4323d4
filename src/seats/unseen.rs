//! Those who are not at hand, as far as the rounds must know of them: nothing about them differs.
//!
//! Whose turn it is depends on all schools, on their seats and on who waits there. So a round counts the seats of those
//! who are not at hand, and of those who wait it knows who comes first of each school and class. When none of these
//! gets a seat in the round, none of those behind them would; when one does, more must be at hand.

use super::claims::Lookup;
use super::others::counts_schools;
use super::place::in_line;
use super::round::{Candidate, Instance, solve};
use super::schools::Schools;
use super::spread::Spread;
use crate::licence::{Catalogue, PoolKey, Tool, ToolKey};
use crate::roster::UnitId;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Those who are not at hand. Nobody when everybody is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// How many hold a seat, by tool and pool.
    pub holders: BTreeMap<ToolKey, BTreeMap<PoolKey, u32>>,
    /// How many hold a seat, by tool and home unit, of the tools whose schools are counted.
    pub spread: Spread,
    /// Who waits, of these tools those where a seat may come free.
    pub lines: BTreeMap<ToolKey, Vec<Line>>,
}

/// Those of one home and class who wait for a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The first of them.
    pub first: Place,
    /// How many they are.
    pub count: u32,
}

/// Somebody who waits for a seat, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Home unit.
    pub home: Option<UnitId>,
    /// Priority class.
    pub class: u8,
    /// First day of the unserved demand.
    pub since: Date,
    /// First day of the entitlement.
    pub starts_on: Option<Date>,
    /// The name-free key by which lines are ordered.
    pub key: String,
}

impl Place {
    /// Who comes first in line.
    #[must_use]
    pub fn in_line(&self, other: &Self) -> Ordering {
        let order = in_line(self.class, self.since, self.starts_on, &self.key);
        order.cmp(&in_line(other.class, other.since, other.starts_on, &other.key))
    }
}

/// Lines of those who wait; they come in line, so that the first of a home and class is the first of all there.
#[must_use]
pub fn lines(waiting: impl Iterator<Item = Place>) -> Vec<Line> {
    let mut lines: BTreeMap<(Option<UnitId>, u8), Line> = BTreeMap::new();
    for place in waiting {
        lines.entry((place.home.clone(), place.class)).or_insert(Line { first: place, count: 0 }).count += 1;
    }
    lines.into_values().collect()
}

/// Those who may be next where a tool's schools are counted: of all who wait and are not at hand, in line, those who
/// would get a seat if every one at hand had left the seat held. `here` has the homes of those at hand who have a seat
/// or want one, and `free` says how many seats that would make. A few more are taken, since shares are not quite what
/// they will be; whether it was enough, the round itself finds out.
#[must_use]
pub fn may_be_next<'a>(
    (catalogue, tool): (&'a Catalogue, &'a Tool),
    lookup: &'a Lookup<'a>,
    unseen: &'a Unseen,
    here: impl Iterator<Item = Option<&'a UnitId>>,
    (waiting, free): (&'a [Place], usize),
) -> Vec<usize> {
    let most = free.saturating_add(free / 4).saturating_add(16);
    if most >= waiting.len() || !counts_schools(catalogue, &tool.key) {
        return (0..waiting.len().min(most)).collect();
    }
    let mut schools = Schools::of((catalogue, tool), lookup, unseen);
    for home in here {
        schools.count_at(home);
    }
    let somebody = |(id, place): (u32, &'a Place)| {
        Candidate::waiting(0, schools.count_at(place.home.as_ref()), (place.class, 0, id))
    };
    let people = (0..).zip(waiting).map(somebody).collect();
    let instance = Instance {
        seats: vec![u32::try_from(most).unwrap_or(u32::MAX)],
        order: vec![0],
        kinds: vec![Box::from([0])],
        schools: schools.claims(),
        fairness: schools.fairness,
        people,
        ..Instance::default()
    };
    let served = solve(&instance);
    (0..waiting.len()).filter(|at| served[*at].is_some()).collect()
}
