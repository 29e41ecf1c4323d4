//! IMS Enterprise 1.1 XML: the base form, the Swedish extensions of 2014 and Tieto's namespaced versions.
//!
//! Elements are known by their local names and whatever is unknown is passed over, so that the dialects read alike.
//! A document is read piece by piece and never held whole; what an element says is copied only when its name is one
//! of those that we use, so that addresses, telephone numbers and passwords never get in, nor personal numbers and birth
//! dates where there is no key to make imprints of them.
//!
//! What the format leaves open is decided so:
//! * A person's enrolments come from memberships as a pupil in units; without any, from those in classes and
//!   departments, at the unit of the group; without those, from any other group; and last from the school unit codes
//!   that the person carries. Placements inside a membership give its years, programmes and days.
//! * Duties come from memberships as staff in units, else in groups, else from what the person is said to be.
//! * `recstatus="3"`: a person is told as deleted, which differs from being forgotten by the source; groups and roles
//!   are gone.
//! * The days are inclusive, as they are here; years 1 and 9999 are an open end.
//! * A document that says only what has changed is laid on what is kept of those before it, and what comes of that is
//!   read (docs/decisions/0020).
//! * A person's mail address is the one of school or work. `email` is that only where the document has no element of
//!   its own for it.

mod changes;
mod counts;
mod delta;
mod dialect;
mod document;
mod element;
mod groups;
mod ids;
mod intake;
mod kept;
mod laid;
mod line;
mod links;
mod member;
mod persons;
mod reader;
mod record;
mod values;
mod walk;

pub(super) use dialect::dialect;
pub(super) use reader::is_ims;

use super::files::{FILE_BYTES_MAX, Watch, is_there};
use super::imprinter::with_key;
use super::{ErrorCode, Fingerprint, Imprinter, Reading, Source, SourceError};
use crate::roster::{Keeping, Kept, Parts, SourceName};
use kept::Delivered;
use std::path::{Path, PathBuf};

/// How a delivery of IMS Enterprise is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Who delivers.
    pub source: SourceName,
    /// The document, or a folder with one document for each form of school.
    pub root: PathBuf,
    /// Names of the documents in the folder that make up the roster; none: all that are there.
    pub expects: Vec<String>,
    /// What a document may grow to.
    pub limits: Limits,
}

/// Limits of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of a document, in bytes.
    pub bytes_max: u64,
    /// One tag or one text, in bytes.
    pub text_bytes_max: usize,
    /// Elements inside each other.
    pub depth_max: usize,
    /// Elements of one person, group or member.
    pub elements_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_max: FILE_BYTES_MAX, text_bytes_max: 64 * 1024, depth_max: 64, elements_max: 4096 }
    }
}

/// A source of IMS Enterprise documents.
#[derive(Debug, Clone)]
pub struct Ims {
    settings: Settings,
    /// What a delta is laid on.
    kept: Option<Kept>,
    keep_bytes_max: u64,
    imprinter: Option<Imprinter>,
}

/// The documents of a delivery.
struct Documents {
    /// Name in the delivery, and where it lies.
    read: Vec<(String, PathBuf)>,
    /// Documents beside those that are expected.
    unexpected: Vec<String>,
    /// Taken as they lie, with nobody having said which there are.
    is_guessed: bool,
}

impl Ims {
    /// A source with these settings, whose deltas cannot be read.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, kept: None, keep_bytes_max: 0, imprinter: None }
    }

    /// The same, of which records are kept for deltas when its documents are no more than so many bytes.
    #[must_use]
    pub fn keeping(self, bytes_max: u64) -> Self {
        Self { keep_bytes_max: bytes_max, ..self }
    }

    /// Looks at a delivery that holds a delta by itself: how its records are written, not what they change. Nothing for
    /// one that is whole.
    pub(super) fn look_at_delta(&self) -> Result<Option<Parts>, SourceError> {
        let documents = self.documents()?;
        let mut watch = self.watch_again();
        let mut delivered = Delivered::new(&self.settings, &documents);
        if !delivered.is_delta(&mut watch)? { Ok(None) } else { delivered.look(&mut watch).map(Some) }
    }

    fn documents(&self) -> Result<Documents, SourceError> {
        let root = &self.settings.root;
        is_there(root)?;
        if !root.is_dir() {
            let read = vec![(name_of(root), root.clone())];
            return Ok(Documents { read, unexpected: Vec::new(), is_guessed: false });
        }
        let there = listed(root)?;
        if self.settings.expects.is_empty() {
            if there.is_empty() {
                return Err(SourceError::new(ErrorCode::FileMissing, "").in_file("*.xml"));
            }
            let read = there.into_iter().map(|name| (name.clone(), root.join(name))).collect();
            return Ok(Documents { read, unexpected: Vec::new(), is_guessed: true });
        }
        let expects = &self.settings.expects;
        if let Some(missing) = expects.iter().find(|name| !root.join(name).exists()) {
            return Err(SourceError::new(ErrorCode::FileMissing, "").in_file(missing));
        }
        Ok(Documents {
            read: expects.iter().map(|name| (name.clone(), root.join(name))).collect(),
            unexpected: there.into_iter().filter(|name| !expects.contains(name)).collect(),
            is_guessed: false,
        })
    }

    /// What besides their bytes decides how documents are read.
    fn digest(&self) -> Vec<u8> {
        let mut digest = b"ims".to_vec();
        for name in &self.settings.expects {
            digest.push(0);
            digest.extend_from_slice(name.as_bytes());
        }
        with_key(&digest, self.imprinter.as_ref())
    }

    fn watch(&self) -> Watch {
        self.keep_to(Watch::new())
    }

    /// For documents whose fingerprint is known.
    fn watch_again(&self) -> Watch {
        self.keep_to(Watch::without_digest())
    }

    fn keep_to(&self, mut watch: Watch) -> Watch {
        watch.keep_to(&self.settings.root, self.settings.limits.bytes_max);
        watch
    }
}

impl Source for Ims {
    fn read(&self) -> Result<Reading, SourceError> {
        let documents = self.documents()?;
        let mut watch = self.watch();
        let builder = match reader::read(&self.settings, self.imprinter.as_ref(), &documents, &mut watch)? {
            Some(builder) => builder,
            None => match Delivered::new(&self.settings, &documents).read(self.kept.as_ref(), &mut watch)? {
                Some(mut builder) => {
                    // Kept records have no numbers and no birth dates.
                    if self.imprinter.is_some() {
                        builder.keep_imprints();
                    }
                    builder
                }
                None => return Ok(Reading::NoUpdates),
            },
        };
        let fingerprint = watch.settle(&self.digest())?;
        Ok(Reading::Delivery(builder.finish(fingerprint.digest)))
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        let mut watch = self.watch();
        for (name, path) in self.documents()?.read {
            watch.hash(&name, &path)?;
        }
        watch.settle(&self.digest())
    }

    fn imprint_with(&mut self, imprinter: Option<Imprinter>) {
        self.imprinter = imprinter;
    }

    fn is_delta(&self) -> Result<bool, SourceError> {
        Delivered::new(&self.settings, &self.documents()?).is_delta(&mut self.watch_again())
    }

    fn lay_on(&mut self, kept: Option<Kept>) {
        self.kept = kept;
    }

    fn keep(&self, of: &Fingerprint) -> Result<Keeping, SourceError> {
        let documents = self.documents()?;
        let mut watch = self.watch_again();
        for (name, path) in &documents.read {
            watch.hash(name, path)?;
        }
        let files =
            Delivered::new(&self.settings, &documents).keep(self.kept.as_ref(), self.keep_bytes_max, &mut watch)?;
        of.still(watch.stamps()?)?;
        Ok(match files {
            kept::Files::Same => Keeping::Same,
            kept::Files::Nothing => Keeping::None,
            kept::Files::These(files) => Keeping::Rows(Kept { delivery: of.digest, files }),
        })
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The documents in a folder, in the order of their names.
fn listed(folder: &Path) -> Result<Vec<String>, SourceError> {
    let failed = |e: std::io::Error| SourceError::io(&name_of(folder), &e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) {
            names.push(name_of(&path));
        }
    }
    names.sort();
    Ok(names)
}
