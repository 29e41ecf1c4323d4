//! How many count, by source and unit: what the guard measures changes against.

use super::{Person, Snapshot, SourceName, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Persons and memberships that count on a day, by source and unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(Vec<Entry>);

/// The counts of one source at one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    source: SourceName,
    unit: Option<UnitId>,
    persons: i64,
    memberships: i64,
}

type Counts<'a> = BTreeMap<(&'a SourceName, Option<&'a UnitId>), (i64, i64)>;

impl Tally {
    /// Counts a roster as it is on `day`. A person counts at the first unit where he is, a membership at its
    /// group's.
    #[must_use]
    pub fn of(roster: &Snapshot, day: Date) -> Self {
        let mut counts = Counts::new();
        for person in roster.persons.iter().filter(|person| person.is_active(day)) {
            counts.entry((&person.source, home(person, day))).or_default().0 += 1;
        }
        let mut by_group = vec![0_i64; roster.groups.len()];
        for membership in roster.memberships.iter().filter(|m| roster.counts(m, day)) {
            by_group[membership.group.0 as usize] += 1;
        }
        for (group, count) in roster.groups.iter().zip(by_group).filter(|(_, count)| *count > 0) {
            counts.entry((&group.source, Some(&group.unit))).or_default().1 += count;
        }
        Self::from(counts)
    }

    fn from(counts: Counts<'_>) -> Self {
        let some = counts.into_iter().filter(|(_, (persons, memberships))| *persons != 0 || *memberships != 0);
        let entry = |((source, unit), (persons, memberships)): ((&SourceName, Option<&UnitId>), (i64, i64))| Entry {
            source: source.clone(),
            unit: unit.cloned(),
            persons,
            memberships,
        };
        Self(some.map(entry).collect())
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.with(other, 1)
    }

    /// What is left without `part`.
    #[must_use]
    pub fn minus(&self, part: &Self) -> Self {
        self.with(part, -1)
    }

    fn with(&self, other: &Self, sign: i64) -> Self {
        let mut counts = Counts::new();
        for (list, sign) in [(&self.0, 1), (&other.0, sign)] {
            for entry in list {
                let count = counts.entry((&entry.source, entry.unit.as_ref())).or_default();
                *count = (count.0 + sign * entry.persons, count.1 + sign * entry.memberships);
            }
        }
        Self::from(counts)
    }

    /// Persons of some sources and units.
    #[must_use]
    pub fn persons(&self, of: impl Fn(&SourceName, Option<&UnitId>) -> bool) -> u64 {
        self.sum(of, |entry| entry.persons)
    }

    /// Memberships of some sources and units.
    #[must_use]
    pub fn memberships(&self, of: impl Fn(&SourceName, Option<&UnitId>) -> bool) -> u64 {
        self.sum(of, |entry| entry.memberships)
    }

    fn sum(&self, of: impl Fn(&SourceName, Option<&UnitId>) -> bool, count: fn(&Entry) -> i64) -> u64 {
        let some = self.0.iter().filter(|entry| of(&entry.source, entry.unit.as_ref()));
        u64::try_from(some.map(count).sum::<i64>()).unwrap_or(0)
    }
}

/// The first unit where somebody is on a day, else the first unit at all.
#[must_use]
pub fn home(person: &Person, day: Date) -> Option<&UnitId> {
    let places = || {
        let enrolments = person.enrolments.iter().map(|e| (&e.period, Some(&e.unit)));
        enrolments.chain(person.duties.iter().map(|d| (&d.period, d.unit.as_ref())))
    };
    places().find(|(period, _)| period.covers(day)).or_else(|| places().next()).and_then(|(_, unit)| unit)
}
