//! The ids of one table, numbered in the order of its rows.

use super::digested::Digested;
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_128;

/// No id of any format has more letters: as many as OneRoster asks to be supported.
pub(crate) const ID_LETTERS_MAX: usize = 255;

/// Holds digests of ids instead of ids: a million rows cost some 60 MB, and no two ids have met on 128 bits.
#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
pub(crate) struct Ids(std::collections::HashMap<u128, u32, BuildHasherDefault<Digested>>);

impl Ids {
    /// Numbers a new id; nothing when it is known already.
    pub(crate) fn add(&mut self, id: &str) -> Option<usize> {
        let next = u32::try_from(self.0.len()).ok()?;
        match self.0.entry(xxh3_128(id.as_bytes())) {
            std::collections::hash_map::Entry::Occupied(_) => None,
            std::collections::hash_map::Entry::Vacant(new) => Some(*new.insert(next) as usize),
        }
    }

    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        self.0.get(&xxh3_128(id.as_bytes())).map(|number| *number as usize)
    }
}
