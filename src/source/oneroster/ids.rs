//! The ids of one table, numbered in the order of its rows.

use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_128;

/// Holds digests of ids instead of ids: a million rows cost some 60 MB, and no two ids have met on 128 bits.
#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
pub(super) struct Ids(std::collections::HashMap<u128, u32, BuildHasherDefault<Digested>>);

impl Ids {
    /// Numbers a new id; nothing when it is known already.
    pub(super) fn add(&mut self, id: &str) -> Option<usize> {
        let next = u32::try_from(self.0.len()).ok()?;
        match self.0.entry(xxh3_128(id.as_bytes())) {
            std::collections::hash_map::Entry::Occupied(_) => None,
            std::collections::hash_map::Entry::Vacant(new) => Some(*new.insert(next) as usize),
        }
    }

    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.0.get(&xxh3_128(id.as_bytes())).map(|number| *number as usize)
    }
}

/// A digest needs no second hash; hashing it again took a seventh of the time of a long file.
#[derive(Default)]
pub(super) struct Digested(u64);

impl Hasher for Digested {
    fn write_u128(&mut self, digest: u128) {
        self.0 = (digest as u64) ^ ((digest >> 64) as u64);
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A reference to a row of the same table, which may come further down.
pub(super) struct Later {
    pub(super) id: Box<str>,
    pub(super) line: u64,
    pub(super) column: usize,
}
