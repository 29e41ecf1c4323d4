//! What is kept of a delivery, so that a later one can say only what has changed since.

use std::collections::BTreeMap;
use std::fmt;

/// The rows of what a source last delivered, whole or as deltas since then: a package of files, as the format writes
/// them and without the fields that nobody needs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Digest of the delivery that they stand for.
    pub delivery: u128,
    /// What each file holds, by its name.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What becomes of the rows that are kept.
#[derive(Debug, PartialEq, Eq)]
pub enum Keeping {
    /// They stay as they are.
    Same,
    /// None are kept: the format has no deltas, or there are too many.
    None,
    /// These are kept.
    Rows(Kept),
    /// They stay but for one file, which is this now.
    File(String, Vec<u8>),
}

/// Never prints a row.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths: BTreeMap<&str, usize> = self.files.iter().map(|(name, text)| (&**name, text.len())).collect();
        f.debug_struct("Kept").field("delivery", &self.delivery).field("files", &lengths).finish()
    }
}
