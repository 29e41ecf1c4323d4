//! OneRoster 1.1 and 1.2 CSV, bulk or delta, as a folder or a zip.
//!
//! The rules are 1EdTech's CSV binding (CSV section 1). A delivery that keeps to them is read; any other is
//! refused as a whole with file, line and column. End dates are exclusive there and inclusive here: they are
//! converted in this module and nowhere else.

mod courses;
mod delta;
mod enrollments;
mod kept;
mod later;
mod layout;
mod manifest;
mod orgs;
mod reader;
mod record;
mod survey;
mod table;
mod users;

pub use super::package::{Limits, Settings};
pub(crate) use manifest::Declared;
pub(crate) use reader::{look_at_delta, manifest};

use super::files::Watch;
use super::imprinter::with_key;
use super::package;
use super::{Fingerprint, Imprinter, Part, Reading, Source, SourceError};
use crate::roster::{Keeping, Kept, Survey};
use reader::Beside;

/// A OneRoster source.
#[derive(Debug, Clone)]
pub struct OneRoster {
    settings: Settings,
    /// What a delta is laid on.
    kept: Option<Kept>,
    keep_bytes_max: u64,
    imprinter: Option<Imprinter>,
}

impl OneRoster {
    /// A source with these settings, whose deltas cannot be read.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, kept: None, keep_bytes_max: 0, imprinter: None }
    }

    /// The same, of which rows are kept for deltas when they are no more than so many bytes.
    #[must_use]
    pub fn keeping(self, bytes_max: u64) -> Self {
        Self { keep_bytes_max: bytes_max, ..self }
    }

    fn read_some(&self, part: Option<Part>) -> Result<Reading, SourceError> {
        let mut watch = Watch::new();
        let Self { settings, kept, imprinter, .. } = self;
        let beside = Beside { kept: kept.as_ref(), part, imprinter: imprinter.as_ref() };
        let Some(builder) = reader::read(settings, beside, &mut watch)? else {
            return Ok(Reading::NoUpdates);
        };
        let fingerprint = watch.settle(&with_key(KIND, self.imprinter.as_ref()))?;
        Ok(Reading::Delivery(builder.finish(fingerprint.digest)))
    }
}

const KIND: &[u8] = b"oneroster";

impl Source for OneRoster {
    fn read(&self) -> Result<Reading, SourceError> {
        self.read_some(None)
    }

    fn read_part(&self, part: Part) -> Result<Reading, SourceError> {
        self.read_some(Some(part))
    }

    fn survey(&self, of: &Fingerprint) -> Result<Option<Survey>, SourceError> {
        survey::survey(&self.settings, self.imprinter.as_ref(), of)
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        let mut watch = Watch::new();
        package::hash(&self.settings.root, self.settings.limits, &mut watch)?;
        watch.settle(&with_key(KIND, self.imprinter.as_ref()))
    }

    fn imprint_with(&mut self, imprinter: Option<Imprinter>) {
        self.imprinter = imprinter;
    }

    fn is_delta(&self) -> Result<bool, SourceError> {
        // One that holds only its manifest changes nothing of what is kept.
        Ok(manifest(&self.settings)?.mode() != Declared::Bulk)
    }

    fn says_all(&self) -> Result<bool, SourceError> {
        Ok(manifest(&self.settings)?.is_whole())
    }

    fn lay_on(&mut self, kept: Option<Kept>) {
        self.kept = kept;
    }

    fn keep(&self, of: &Fingerprint) -> Result<Keeping, SourceError> {
        kept::keep(&self.settings, self.kept.as_ref(), self.keep_bytes_max, of)
    }
}
