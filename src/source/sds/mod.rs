//! Microsoft School Data Sync V2.1 and V1 CSV, as a folder or a zip.
//!
//! Every delivery is a snapshot: there are no delta columns, and who is missing is missing. A file that breaks the
//! format's rules refuses the delivery; a record that does keeps its previous state. Ids are compared letter by
//! letter, words of closed lists without regard to case. V2 and Clever's files, which look much the same, are known
//! and refused by name.

mod known;
mod layout;
mod people;
mod places;
mod reader;
mod record;
mod table;
mod terms;
mod users;
mod v1;

pub(crate) use known::{Known, recognise};

pub use super::package::Settings;

use super::files::Watch;
use super::imprinter::with_key;
use super::package;
use super::{Fingerprint, Imprinter, Reading, Source, SourceError};

/// A School Data Sync source.
#[derive(Debug, Clone)]
pub struct Sds {
    settings: Settings,
    imprinter: Option<Imprinter>,
}

impl Sds {
    /// A source with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, imprinter: None }
    }
}

/// The duties that a delivery can give somebody.
pub fn duties() -> impl Iterator<Item = &'static str> {
    terms::duties()
}

const KIND: &[u8] = b"sds";

impl Source for Sds {
    fn read(&self) -> Result<Reading, SourceError> {
        let mut watch = Watch::new();
        let builder = reader::read(&self.settings, self.imprinter.as_ref(), &mut watch)?;
        let fingerprint = watch.settle(&with_key(KIND, self.imprinter.as_ref()))?;
        Ok(Reading::Delivery(builder.finish(fingerprint.digest)))
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        let mut watch = Watch::new();
        package::hash(&self.settings.root, self.settings.limits, &mut watch)?;
        watch.settle(&with_key(KIND, self.imprinter.as_ref()))
    }

    fn imprint_with(&mut self, imprinter: Option<Imprinter>) {
        self.imprinter = imprinter;
    }
}
