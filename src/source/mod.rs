//! Sources: whoever delivers a roster. A delivery is read whole or not at all.
//!
//! [`csv`] reads flat files of any layout by a mapping, [`oneroster`] reads OneRoster 1.1 and 1.2 bulk packages, [`sds`]
//! reads Microsoft School Data Sync V2.1 and V1; all read rows with the same strict tokenizer. [`ims`] reads IMS
//! Enterprise documents. All refuse, with file, line and column, what they cannot read for sure. What is odd about
//! single records is a finding in [`Parts`], not an error.

pub mod csv;
mod days;
pub mod delivered;
mod digested;
mod doubled;
mod error;
mod files;
mod ids;
mod imprinter;
pub mod ims;

mod inspect;
mod lines;
pub mod oneroster;
mod package;
pub mod register;
mod rows;
pub mod sds;
mod shielded;
pub mod ss12000;
mod stored;
mod text;
pub mod usage;
pub mod whole;
pub mod words;
mod zipped;

pub use error::{ErrorCode, SourceError};
pub use imprinter::{Imprinter, KEY_BYTES_MIN};
pub use inspect::{Conformance, Counts, Format, Inspection, Mode, Remark, Verdict, inspect, inspect_server};
pub use package::{Limits, Settings as PackageSettings};
pub use stored::lines_of_kept;
pub use text::Encoding;

use crate::roster::{Finding, Keeping, Kept, Mark, Parts, Survey};
use jiff::{SignedDuration, Timestamp};
use lines::Wanted;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

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

    /// What the delivery with this fingerprint says of each person, in sums; nothing where only reading all of it can
    /// tell.
    ///
    /// # Errors
    /// As [`fingerprint`](Self::fingerprint), and when the delivery is another one by now.
    fn survey(&self, _of: &Fingerprint) -> Result<Option<Survey>, SourceError> {
        Ok(None)
    }

    /// Reads what the delivery says of some persons, and all of its units and groups. For deliveries that
    /// [`survey`](Self::survey) can sum up.
    ///
    /// # Errors
    /// As [`read`](Self::read), about what is read.
    fn read_part(&self, _part: Part) -> Result<Reading, SourceError> {
        self.read()
    }

    /// Does the delivery say only what has changed? Then it can only be read beside the rows that were kept of what went
    /// before.
    ///
    /// # Errors
    /// As [`fingerprint`](Self::fingerprint), and when it does not say what it is.
    fn is_delta(&self) -> Result<bool, SourceError> {
        Ok(false)
    }

    /// Does the delivery with the last fingerprint say all there is, so that what it lacks is missing?
    ///
    /// # Errors
    /// As [`is_delta`](Self::is_delta).
    fn says_all(&self) -> Result<bool, SourceError> {
        self.is_delta().map(|is_delta| !is_delta)
    }

    /// Has it to have the rows that were kept before anything is asked of it? A server is asked only for what changed.
    fn begins_with_kept(&self) -> bool {
        false
    }

    /// What of a delivery that says nothing new is to be told all the same.
    fn doubts(&self) -> Vec<Finding> {
        Vec::new()
    }

    /// Tells it on what occasion it is asked.
    fn on(&mut self, _occasion: Occasion) {}

    /// Gives it what makes imprints of personal numbers and birth dates. Without it these are passed over. Another one
    /// makes another fingerprint, and it comes before the rows that were kept.
    fn imprint_with(&mut self, imprinter: Option<Imprinter>);

    /// Gives it the rows that were kept, on which a delta is laid.
    fn lay_on(&mut self, _kept: Option<Kept>) {}

    /// The rows that a later delta is to be laid on, from the delivery with this fingerprint.
    ///
    /// # Errors
    /// As [`read`](Self::read), and when the delivery is another one by now.
    fn keep(&self, _of: &Fingerprint) -> Result<Keeping, SourceError> {
        Ok(Keeping::None)
    }
}

/// Whose rows are to be read, and what is known of the others.
pub struct Part {
    wanted: Wanted,
    everybody: Arc<Survey>,
    left_out: u64,
}

impl Fingerprint {
    /// Refuses a delivery whose files are not those that had this fingerprint.
    fn still(&self, stamps: u128) -> Result<(), SourceError> {
        if stamps == self.stamps { Ok(()) } else { Err(SourceError::changed()) }
    }
}

impl Part {
    /// The rows of these persons, of all that a survey found; so many of the others are in the delivery and not in
    /// the roster.
    #[must_use]
    pub fn new(marks: &[Mark], everybody: Arc<Survey>, left_out: u64) -> Self {
        Self { wanted: Wanted::new(marks), everybody, left_out }
    }

    /// Is there somebody with this mark in the delivery?
    fn knows(&self, mark: Mark) -> bool {
        self.everybody.binary_search_by_key(&mark, |sum| sum.mark).is_ok()
    }
}

/// On what occasion a source is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Occasion {
    /// It has delivered before: whoever is in the roster must lose nothing by how it is read now.
    pub has_delivered: bool,
    /// How long ago everything was last to be read, where a schedule says so; what was read before that is not built on.
    pub full_due: Option<SignedDuration>,
    /// Somebody has said that what it lacks is to be missing.
    pub is_accepted: bool,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// xxh3-128 over names, lengths and bytes of all files, and over how they are to be read.
    pub digest: u128,
    /// Names, lengths, times and numbers of its files: what is read later must be what was looked at.
    pub stamps: u128,
    /// When the youngest of its files was last written; none of what is no file.
    pub newest: Option<Timestamp>,
    /// Its files, by name: where each lies.
    pub files: BTreeMap<String, PathBuf>,
}
