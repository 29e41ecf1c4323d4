//! Flat files of any layout, read by a mapping: which file is which entity, which column is which field.
//!
//! There is no Swedish standard for roster files (CSV section 7), so the mapping says what a municipality's
//! export means. Files are read in the order unit, group, person, membership, whatever order they are listed in.

mod aliases;
mod fields;
mod header;
mod layout;
mod members;
mod near;
mod persons;
mod reader;
mod units;
mod values;

pub(crate) use header::guess as guess_separator;
pub(crate) use near::is_misspelt;
pub(crate) use values::is_short_code;

use super::files::{Watch, is_there};
use super::imprinter::with_key;
use super::text::Encoding;
use super::{ErrorCode, Fingerprint, Imprinter, Reading, Source, SourceError};
use crate::roster::{Entity, SourceName};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How flat files are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Who delivers.
    pub source: SourceName,
    /// The folder, or the one file.
    #[serde(skip)]
    pub root: PathBuf,
    /// Character encoding of all files.
    pub encoding: Encoding,
    /// Field separator of all files.
    pub separator: Separator,
    /// How dates are written (strftime). End dates are inclusive.
    pub date_format: String,
    /// No file is larger, in bytes.
    #[serde(skip)]
    pub file_bytes_max: u64,
    /// The files.
    pub files: Vec<Mapping>,
}

/// One file as one entity. A file may be mapped several times: then rows that repeat a unit or a group are expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mapping {
    /// What a row is.
    pub entity: Entity,
    /// File name inside the folder.
    pub path: String,
    /// Does the first line hold names?
    pub header: Header,
    /// Field = column.
    pub columns: BTreeMap<String, Column>,
    /// Field = value for every row.
    pub constants: BTreeMap<String, String>,
    /// Field = what the file says and what it means.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What the first line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Header {
    /// Column names.
    Names,
    /// A row like the others; columns are numbers.
    None,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Column {
    /// By its name.
    Name(String),
    /// By its number, from 1.
    Number(u16),
}

/// Field separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Separator {
    /// Taken from the first line.
    #[default]
    Auto,
    /// This one.
    Byte(u8),
}

/// A source of flat files.
#[derive(Debug, Clone)]
pub struct Csv {
    settings: Settings,
    imprinter: Option<Imprinter>,
}

impl Csv {
    /// A source with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, imprinter: None }
    }

    fn mapping_digest(&self) -> Result<Vec<u8>, SourceError> {
        let mapping = serde_json::to_vec(&self.settings)
            .map_err(|e| SourceError::new(ErrorCode::MappingInvalid, e.to_string()))?;
        Ok(with_key(&mapping, self.imprinter.as_ref()))
    }
}

impl Source for Csv {
    fn read(&self) -> Result<Reading, SourceError> {
        let (parts, _) = reader::read(&self.settings, &self.mapping_digest()?, self.imprinter.as_ref())?;
        Ok(Reading::Delivery(parts))
    }

    fn imprint_with(&mut self, imprinter: Option<Imprinter>) {
        self.imprinter = imprinter;
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        is_there(&self.settings.root)?;
        let mut watch = Watch::new();
        watch.keep_to(&self.settings.root, self.settings.file_bytes_max);
        let names: BTreeSet<&str> = self.settings.files.iter().map(|file| file.path.as_str()).collect();
        for name in names {
            watch.hash(name, &place_of(&self.settings.root, name))?;
        }
        watch.settle(&self.mapping_digest()?)
    }
}

/// Where a file lies: in the folder, or beside the file that was named instead of a folder.
fn place_of(root: &Path, name: &str) -> PathBuf {
    match root.parent().filter(|_| root.is_file()) {
        Some(folder) => folder.join(name),
        None => root.join(name),
    }
}
