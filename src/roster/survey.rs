//! What a delivery says of each person, as one sum: who is to be looked at, without reading what it says.
//!
//! A sum adds up the digests of a person's rows, so it does not depend on their order, and a row more, less or
//! different changes it. A change that goes unseen has odds of one in 2^64.

use super::PersonId;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

/// A person's id as a number. Two persons may share one: then both are looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub u64);

impl Mark {
    /// The mark of an id.
    #[must_use]
    pub fn of(id: &[u8]) -> Self {
        Self(xxh3_64(id))
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
    fn days_keep_their_order() {
        let days = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map(|text| Turn::from(Some(day(text))));
        assert!(days.is_sorted() && days[3] < Turn::from(None));
    }
}
