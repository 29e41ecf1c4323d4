//! Sources: whoever delivers a roster. A delivery is read whole or not at all.
//!
//! [`csv`] reads flat files of any layout by a mapping, [`oneroster`] reads OneRoster 1.1 and 1.2 bulk packages.
//! Both read rows with the same strict tokenizer and refuse, with file, line and column, what they cannot
//! read for sure. What is odd about single records is a finding in [`Parts`], not an error.

pub mod csv;
mod days;
mod error;
mod files;
mod inspect;
pub mod oneroster;
mod rows;
mod text;
pub mod words;

pub use error::{ErrorCode, SourceError};
pub use inspect::{Counts, Format, Inspection, Mode, Remark, Verdict, inspect};
pub use text::Encoding;

use crate::roster::Parts;
use jiff::Timestamp;

/// Someone who delivers a roster.
pub trait Source {
    /// Reads the whole delivery. Blocks while it reads.
    ///
    /// # Errors
    /// When anything in it cannot be read for sure: then nothing of it counts.
    fn read(&self) -> Result<Reading, SourceError>;

    /// What the delivery is, without reading what it says: equal digests mean that there is nothing to do.
    ///
    /// # Errors
    /// When its files are not there or cannot be read.
    fn fingerprint(&self) -> Result<Fingerprint, SourceError>;
}

/// What came of reading.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of them in a run")]
pub enum Reading {
    /// A whole roster.
    Delivery(Parts),
    /// The source says that nothing has changed (OneRoster: a package that holds only its manifest).
    NoUpdates,
}

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// xxh3-128 over names, lengths and bytes of all files, and over how they are to be read.
    pub digest: u128,
    /// When the youngest of its files was last written.
    pub newest: Timestamp,
}
