//! How many records of a document have an element of each name, for the question whether the next one calls it otherwise.

use super::element::{Element, NAMES};
use std::collections::BTreeMap;

/// By what records are called: how many there are, and how many of them have each element that we use.
#[derive(Default)]
pub(super) struct Counts(BTreeMap<&'static str, (u64, Vec<u64>)>);

impl Counts {
    /// Counts a record.
    pub(super) fn take(&mut self, record: &Element) {
        let (records, having) = self.0.entry(record.name).or_insert_with(|| (0, vec![0; NAMES.len()]));
        *records += 1;
        let mut rest = within(record);
        while rest != 0 {
            having[rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
    }

    /// How many there are of each: `person`, and `person/email` for those that have one.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, u64)> {
        self.0.iter().flat_map(|(record, (records, having))| {
            let having = NAMES.iter().zip(having).filter(|(_, count)| **count > 0);
            let having = having.map(move |(name, count)| (format!("{record}/{name}"), *count));
            std::iter::once(((*record).to_owned(), *records)).chain(having)
        })
    }
}

/// The names of all that is in an element, a bit each.
fn within(element: &Element) -> u64 {
    let bit = |name: &str| NAMES.binary_search(&name).map_or(0, |at| 1_u64 << at);
    element.children.iter().fold(0, |names, child| names | bit(child.name) | within(child))
}

const _: () = assert!(NAMES.len() <= u64::BITS as usize);
