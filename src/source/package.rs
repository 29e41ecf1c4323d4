//! A package: named files in a folder or at the root of a zip.

use super::files::{FILE_BYTES_MAX, Watch, is_there};
use super::zipped::Zipped;
use super::{ErrorCode, SourceError};
use crate::roster::SourceName;
use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// How a delivery of named files is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Who delivers.
    pub source: SourceName,
    /// The zip, or the folder.
    pub root: PathBuf,
    /// What a zip may grow to.
    pub limits: Limits,
}

/// Limits of a package. A national enrolment file is some 3.4 GB (CSV section 8), far more than any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Entries.
    pub entries_max: usize,
    /// Unpacked size of one entry, in bytes.
    pub entry_bytes_max: u64,
    /// Unpacked size for each packed byte; entries below one mebibyte are not asked.
    pub ratio_max: u64,
    /// Size of a file, or of the zip, in bytes.
    pub file_bytes_max: u64,
}

impl Limits {
    /// The usual ones, for files up to this size, packed or unpacked.
    #[must_use]
    pub fn of_files(bytes_max: u64) -> Self {
        Self { entry_bytes_max: bytes_max, file_bytes_max: bytes_max, ..Self::default() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries_max: 64, entry_bytes_max: FILE_BYTES_MAX, ratio_max: 200, file_bytes_max: FILE_BYTES_MAX }
    }
}

/// Is this, but for case, the name of a file of the format?
pub(crate) type IsOurs = fn(&str) -> bool;

pub(crate) enum Package {
    Folder { dir: PathBuf, names: BTreeSet<String> },
    Zip(Box<Zipped>),
}

impl Package {
    pub(crate) fn open(root: &Path, limits: Limits, is_ours: IsOurs, watch: &mut Watch) -> Result<Self, SourceError> {
        watch.keep_to(root, limits.file_bytes_max);
        if root.is_dir() {
            return Ok(Self::Folder { dir: root.to_owned(), names: names_in(root)? });
        }
        is_there(root)?;
        let name = file_name(root);
        watch.hash(&name, root)?;
        Ok(Self::Zip(Box::new(Zipped::open(watch.plain(&name, root)?, &name, limits, is_ours)?)))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder { names, .. } => names.contains(name),
            Self::Zip(zip) => zip.has(name),
        }
    }

    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Self::Folder { names, .. } => names.iter().cloned().collect(),
            Self::Zip(zip) => zip.names().map(str::to_owned).collect(),
        }
    }

    /// How large a file is, unpacked, as far as can be told without reading it.
    pub(crate) fn bytes(&self, name: &str) -> u64 {
        match self {
            Self::Folder { dir, .. } => std::fs::symlink_metadata(dir.join(name)).map_or(0, |there| there.len()),
            Self::Zip(zip) => zip.bytes(name),
        }
    }

    /// One file, to be read to its end.
    pub(crate) fn file(&mut self, name: &str, watch: &mut Watch) -> Result<Box<dyn BufRead + '_>, SourceError> {
        match self {
            Self::Folder { dir, .. } => Ok(Box::new(watch.open(name, &dir.join(name))?)),
            Self::Zip(zip) => zip.file(name),
        }
    }
}

/// Hashes the package without looking into it.
pub(crate) fn hash(root: &Path, limits: Limits, watch: &mut Watch) -> Result<(), SourceError> {
    watch.keep_to(root, limits.file_bytes_max);
    is_there(root)?;
    if !root.is_dir() {
        return watch.hash(&file_name(root), root);
    }
    for name in names_in(root)? {
        watch.hash(&name, &root.join(&name))?;
    }
    Ok(())
}

/// What an unexpected file may be called in a message: its name when it is almost one of ours, else nothing,
/// since people's names and addresses have been seen as file names (PITFALLS 27).
pub(crate) fn public_name(name: &str, is_ours: IsOurs) -> &str {
    if is_ours(name) { name } else { "?" }
}

fn file_name(root: &Path) -> String {
    root.file_name().map_or_else(|| "?".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The csv files of a folder; other files are none of our business.
fn names_in(dir: &Path) -> Result<BTreeSet<String>, SourceError> {
    let failed = |e: std::io::Error| SourceError::io(&file_name(dir), &e);
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_str().ok_or_else(|| SourceError::new(ErrorCode::FileUndeclared, "?"))?;
        let is_csv = Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if is_csv && !name.starts_with('.') {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}
