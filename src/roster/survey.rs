//! What a delivery says of each person, as one sum: who is to be looked at, without reading what it says.
//!
//! A sum adds up the digests of a person's rows, so it does not depend on their order, and a row more, less or
//! different changes it. A change that goes unseen has odds of one in 2^64.

use super::{Person, PersonId, PersonIx, Snapshot, SourceName, next_seen};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// A person's id as a number. Two persons may share one: then both are looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub u64);

impl Mark {
    /// Of rows that are no person's: units, groups, terms.
    pub const NOBODY: Self = Self(0);

    /// The mark of an id.
    #[must_use]
    pub fn of(id: &[u8]) -> Self {
        Self(xxh3_64(id).max(1))
    }
}

impl From<&PersonId> for Mark {
    fn from(id: &PersonId) -> Self {
        Self::of(id.as_str().as_bytes())
    }
}

/// What all rows of a person sum up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Whose.
    pub mark: Mark,
    /// Of what.
    pub sum: u64,
}

/// What a source says of every person, by mark.
pub type Survey = Vec<Sum>;

/// What was known of a person when the last delivery was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Whose.
    pub mark: Mark,
    /// What the rows summed up to; 0 for somebody to be looked at whatever they say.
    pub sum: u64,
    /// Number of the person's row in the store; 0 for somebody who is left out of the roster.
    pub no: u32,
    /// The first day on which a date of the person's changes something.
    pub turns: Turn,
}

/// A day as a number; the last there is for never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub i32);

impl Turn {
    /// The day; none for never.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        let part = |number: i32| i8::try_from(number).ok();
        Date::new(i16::try_from(self.0.div_euclid(512)).ok()?, part(self.0 / 32 % 16)?, part(self.0 % 32)?).ok()
    }
}

impl From<Option<Date>> for Turn {
    fn from(day: Option<Date>) -> Self {
        let number = |day: Date| i32::from(day.year()) * 512 + i32::from(day.month()) * 32 + i32::from(day.day());
        Self(day.map_or(i32::MAX, number))
    }
}

/// Who is to be looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Everybody about whom something may differ, in order.
    pub marks: Vec<Mark>,
    /// Of these, the numbers of those who have a row.
    pub numbers: Vec<u32>,
}

/// Who is new, gone or different, and whose dates have come by `today`. Linear in both.
#[must_use]
pub fn touched(known: &[Known], survey: &[Sum], today: Date) -> Touched {
    let today = Turn::from(Some(today));
    let mut touched = Touched::default();
    let mut said = survey.iter().peekable();
    for old in known {
        while let Some(new) = said.next_if(|new| new.mark < old.mark) {
            touched.marks.push(new.mark);
        }
        let same = said.next_if(|new| new.mark == old.mark).is_some_and(|new| new.sum == old.sum);
        if !same || old.sum == 0 || old.turns <= today {
            touched.marks.push(old.mark);
            touched.numbers.extend((old.no != 0).then_some(old.no));
        }
    }
    touched.marks.extend(said.map(|new| new.mark));
    touched.marks.dedup();
    touched
}

/// A person who was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub mark: Mark,
    /// Number of the person's row.
    pub no: u32,
    /// The first day on which a date of the person's changes something.
    pub turns: Turn,
    /// Do the rows say all that the roster has of the person?
    pub is_settled: bool,
}

/// What a source says of every person, and what was known of them before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Which source.
    pub source: SourceName,
    /// What it says now; empty when it cannot be summed up, and nothing is to be remembered.
    pub survey: Arc<Survey>,
    /// What was known.
    pub known: Vec<Known>,
}

/// What was seen of the persons of a roster on a day, by mark; `number` gives the number of a person's row. Dates count
/// so many days before they come, too.
#[must_use]
pub fn seen(
    roster: &Snapshot,
    number: impl Fn(PersonIx) -> u32,
    unsettled: &BTreeSet<PersonId>,
    (day, leads): (Date, &[u16]),
) -> Vec<Seen> {
    let by_person = roster.by_person();
    let person = |(at, person): (u32, &Person)| {
        let members = by_person.of(PersonIx(at)).iter().map(|m| &roster.memberships[*m as usize]);
        let next_change = |day| {
            let members = members.clone();
            let members =
                members.flat_map(|m| [m.period.next_change(day), roster.group(m.group).period.next_change(day)]);
            members.flatten().chain(person.next_change(day)).min()
        };
        let turns = next_seen(day, leads, next_change);
        Seen {
            mark: Mark::from(&person.id),
            no: number(PersonIx(at)),
            turns: turns.into(),
            is_settled: !unsettled.contains(&person.id),
        }
    };
    let mut seen: Vec<Seen> = (0..).zip(&roster.persons).map(person).collect();
    seen.sort_unstable_by_key(|person| person.mark);
    seen
}

/// What is known after a run: of those who were looked at what was found, of the others what was known. All lists
/// are in the order of marks.
#[must_use]
pub fn remember(memory: &Memory, seen: &[Seen]) -> Vec<Known> {
    let (mut known, mut seen) = (memory.known.iter().peekable(), seen.iter().peekable());
    let mut all = Vec::with_capacity(memory.survey.len());
    for Sum { mark, sum } in memory.survey.iter().copied() {
        while known.next_if(|old| old.mark < mark).is_some() {}
        while seen.next_if(|person| person.mark < mark).is_some() {}
        let old = known.next_if(|old| old.mark == mark).copied();
        let start = all.len();
        while let Some(person) = seen.next_if(|person| person.mark == mark) {
            let sum = if person.is_settled { sum } else { 0 };
            all.push(Known { mark, sum, no: person.no, turns: person.turns });
        }
        if all.len() == start {
            all.push(old.filter(|old| old.sum == sum).unwrap_or(Known { mark, sum, no: 0, turns: Turn::from(None) }));
        }
        if all.len() > start + 1 {
            all[start..].iter_mut().for_each(|one| one.sum = 0); // two persons with one mark
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn who_is_new_gone_different_or_due_is_touched_and_nobody_else() {
        let known =
            |mark, sum, no, turns: Option<&str>| Known { mark: Mark(mark), sum, no, turns: turns.map(day).into() };
        let before = [
            known(2, 20, 1, None),
            known(4, 40, 2, Some("2026-03-02")),
            known(6, 60, 3, Some("2026-03-01")),
            known(8, 80, 4, None),
            known(9, 0, 5, None),
            known(10, 100, 0, None),
        ];
        let said = |mark, sum| Sum { mark: Mark(mark), sum };
        let after = [said(1, 1), said(2, 20), said(4, 40), said(6, 60), said(9, 0), said(10, 7), said(11, 1)];
        let found = touched(&before, &after, day("2026-03-01"));
        assert_eq!(found.marks, [1, 6, 8, 9, 10, 11].map(Mark));
        assert_eq!(found.numbers, [3, 4, 5]);
    }

    #[test]
    fn what_was_not_looked_at_stays_known_as_it_was() {
        let never = Turn::from(None);
        let known = [(2, 20, 1), (4, 40, 2), (6, 60, 0)];
        let known = known.map(|(mark, sum, no)| Known { mark: Mark(mark), sum, no, turns: never });
        let survey = [(2, 20), (4, 41), (6, 60), (7, 70), (8, 80)].map(|(mark, sum)| Sum { mark: Mark(mark), sum });
        let seen = [(4, 2, true), (7, 9, false), (8, 10, true), (8, 11, true)];
        let seen = seen.map(|(mark, no, is_settled)| Seen { mark: Mark(mark), no, turns: never, is_settled });
        let memory = Memory { survey: Arc::new(survey.into()), known: known.into(), ..Memory::default() };
        let now = remember(&memory, &seen);
        let found: Vec<_> = now.iter().map(|one| (one.mark.0, one.sum, one.no)).collect();
        assert_eq!(found, [(2, 20, 1), (4, 41, 2), (6, 60, 0), (7, 0, 9), (8, 0, 10), (8, 0, 11)]);
    }

    #[test]
    fn days_keep_their_order() {
        let days = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map(|text| Turn::from(Some(day(text))));
        assert!(days.is_sorted() && days[3] < Turn::from(None));
        assert_eq!(days[2].day(), Some(day("2026-01-31")));
        assert_eq!(Turn::from(None).day(), None);
    }
}
