//! OneRoster 1.1 and 1.2 CSV, bulk, as a folder or a zip.
//!
//! The rules are 1EdTech's CSV binding (CSV section 1). A delivery that keeps to them is read; any other is
//! refused as a whole with file, line and column. End dates are exclusive there and inclusive here: they are
//! converted in this module and nowhere else.

mod courses;
mod enrollments;
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
pub(crate) use reader::declared;

use super::files::Watch;
use super::package;
use super::{Fingerprint, Part, Reading, Source, SourceError};
use crate::roster::Survey;

/// A OneRoster source.
#[derive(Debug, Clone)]
pub struct OneRoster {
    settings: Settings,
}

impl OneRoster {
    /// A source with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    fn read_some(&self, part: Option<Part>) -> Result<Reading, SourceError> {
        let mut watch = Watch::new();
        let Some(builder) = reader::read(&self.settings, part, &mut watch)? else { return Ok(Reading::NoUpdates) };
        let fingerprint = watch.settle(KIND)?;
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
        survey::survey(&self.settings, of)
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        let mut watch = Watch::new();
        package::hash(&self.settings.root, self.settings.limits, &mut watch)?;
        watch.settle(KIND)
    }
}
