//! References that may point further down.

/// A reference to a row of the same table, which may come further down.
pub(super) struct Later {
    pub(super) id: Box<str>,
    pub(super) line: u64,
    pub(super) column: usize,
}
