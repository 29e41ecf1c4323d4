//! A zip whose entries are read as streams, never unpacked to disk.

use super::package::{IsOurs, Limits, public_name};
use super::{ErrorCode, SourceError};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use zip::ZipArchive;

/// Below this size no ratio is suspicious.
const RATIO_FREE_BYTES: u64 = 1024 * 1024;
const BUFFER_BYTES: usize = 256 * 1024;

pub(super) struct Zipped {
    archive: ZipArchive<File>,
    /// Which entry each name is, and its size.
    names: BTreeMap<String, (usize, u64)>,
}

impl Zipped {
    /// Looks at every entry before anything is unpacked.
    pub(super) fn open(file: File, name: &str, limits: Limits, is_ours: IsOurs) -> Result<Self, SourceError> {
        let refuse = |code, about: &str| Err(SourceError::new(code, about).in_file(name));
        let damaged = |_| SourceError::new(ErrorCode::ZipDamaged, "").in_file(name);
        let mut archive = ZipArchive::new(file).map_err(damaged)?;
        if archive.len() > limits.entries_max {
            return refuse(ErrorCode::ZipLimit, &format!("{} > {}", archive.len(), limits.entries_max));
        }
        if archive.has_duplicate_names() || archive.has_overlapping_files().map_err(damaged)? {
            return refuse(ErrorCode::ZipEntry, "?");
        }
        let mut names = BTreeMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index).map_err(damaged)?;
            let Ok(entry_name) = entry.name() else { return refuse(ErrorCode::ZipEntry, "?") };
            let at_root = !entry_name.contains(['/', '\\', ':', '\0']) && !entry_name.starts_with('.');
            if !at_root || entry.is_dir() || entry.is_symlink() || entry_name.is_empty() {
                return refuse(ErrorCode::ZipEntry, public_name(&entry_name, is_ours));
            }
            if entry.encrypted() {
                return refuse(ErrorCode::ZipEncrypted, public_name(&entry_name, is_ours));
            }
            if entry.size() > limits.entry_bytes_max {
                return refuse(ErrorCode::ZipLimit, &format!("{} > {} B", entry.size(), limits.entry_bytes_max));
            }
            let packed = entry.compressed_size().max(1);
            if entry.size() > RATIO_FREE_BYTES && entry.size() / packed > limits.ratio_max {
                return refuse(ErrorCode::ZipLimit, &format!("{} > {}:1", entry.size() / packed, limits.ratio_max));
            }
            names.insert(entry_name.into_owned(), (index, entry.size()));
        }
        Ok(Self { archive, names })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    pub(super) fn bytes(&self, name: &str) -> u64 {
        self.names.get(name).map_or(0, |(_, bytes)| *bytes)
    }

    pub(super) fn file(&mut self, name: &str) -> Result<Box<dyn BufRead + '_>, SourceError> {
        let damaged = || SourceError::new(ErrorCode::ZipDamaged, "").in_file(name);
        let (index, _) = *self.names.get(name).ok_or_else(damaged)?;
        let entry = self.archive.by_index(index).map_err(|_| damaged())?;
        let bounded = Bounded { left: entry.size(), inner: entry };
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, bounded)))
    }
}

/// An entry that may not hold more than it says. What goes wrong in it means a damaged zip.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = || io::Error::other(SourceError::new(ErrorCode::ZipDamaged, ""));
        let count = self.inner.read(buffer).map_err(|_| damaged())?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(damaged)?;
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(damaged());
        }
        Ok(count)
    }
}
