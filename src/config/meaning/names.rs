//! Names that must be unique, and names that must exist.

use super::Review;
use crate::config::problem::{Reference, Thing};
use crate::config::suggest::nearest;
use std::collections::BTreeMap;

/// The names of one list of tables, with the number of the entry that has it first.
pub(crate) struct Names<'a> {
    thing: Thing,
    at: BTreeMap<&'a str, usize>,
    /// False when a name could not be read: then nothing can be called unknown.
    complete: bool,
}

impl<'a> Names<'a> {
    /// Collects names with no word about those that stand twice.
    pub(super) fn of(
        review: &Review<'_>,
        thing: Thing,
        table: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Names<'a> {
        let mut at = BTreeMap::new();
        let mut complete = review.is_sound(table);
        for (number, name) in names.enumerate() {
            complete &= !name.is_empty();
            at.entry(name).or_insert(number);
        }
        Self { thing, at, complete }
    }

    /// The number of the entry with this name; else a problem is told.
    pub(super) fn find(&self, review: &mut Review<'_>, path: &str, name: &str) -> Option<usize> {
        let found = self.at.get(name).copied();
        if found.is_none() && self.complete {
            let known = self.at.keys().map(|known| (*known).to_owned()).collect();
            let suggestion = nearest(name, self.at.keys().copied());
            review.error(path, Reference::Unknown { thing: self.thing, name: name.to_owned(), suggestion, known });
        }
        found
    }
}

/// Tells names that are empty or stand twice.
pub(super) fn unique<'a>(
    review: &mut Review<'_>,
    thing: Thing,
    table: &str,
    key: &str,
    names: impl Iterator<Item = &'a str>,
) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (number, name) in names.enumerate() {
        let path = format!("{table}[{number}]");
        review.filled(&path, key, name);
        let path = format!("{path}.{key}");
        match seen.get(name) {
            Some(first) if !name.is_empty() => {
                let first = review.loaded.place(first);
                review.error(&path, Reference::Duplicate { thing, name: name.to_owned(), first });
            }
            _ => drop(seen.insert(name, path)),
        }
    }
}
