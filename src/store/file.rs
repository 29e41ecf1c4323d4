//! Files that are there whole or not at all.

use super::StoreError;
use super::address::beside;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Writes a file, for its owner only, so that either the old one or the new one is there, whatever happens.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = beside(path, "new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path)
}

/// Makes durable which files there are beside this one.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A file that gets its name when it is whole. Dropped before that, it is gone.
pub(super) struct Unfinished {
    /// Where it lies meanwhile.
    pub(super) path: PathBuf,
    /// Says to others that somebody is at it. A database in it is closed by then: SQLite loses its own locks on a
    /// file when another handle to it is closed.
    lock: File,
    is_named: bool,
}

impl Unfinished {
    /// An empty file for its owner only. What a killed one left is cleared away; one that somebody works at is not.
    pub(super) fn new(path: PathBuf) -> Result<Self, StoreError> {
        let fault = |error| StoreError::file("cannot write", &path)(error);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let lock = lock.map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { place: path.display().to_string() }),
            Err(TryLockError::Error(error)) => return Err(fault(error)),
        }
        lock.set_len(0).map_err(fault)?;
        Ok(Self { path, lock, is_named: false })
    }

    /// Makes it durable, then gives it its name. What had that name is gone in the same moment.
    pub(super) fn name(mut self, path: &Path) -> Result<(), StoreError> {
        let fault = |error| StoreError::file("cannot write", path)(error);
        self.lock.sync_all().map_err(fault)?;
        fs::rename(&self.path, path).map_err(fault)?;
        self.is_named = true;
        sync_folder(path).map_err(fault)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_named {
            let _ = fs::remove_file(&self.path); // whoever comes next clears it away
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_never_two_makers() {
        let folder = tempfile::tempdir().unwrap();
        let [new, path] = ["a.new", "a"].map(|name| folder.path().join(name));
        fs::write(&new, "left by a killed one").unwrap();
        let unfinished = Unfinished::new(new.clone()).unwrap();
        assert_eq!(fs::read(&new).unwrap(), b"");
        assert!(matches!(Unfinished::new(new.clone()), Err(StoreError::Locked { .. })));
        drop(unfinished);
        assert!(!new.exists());
        let unfinished = Unfinished::new(new.clone()).unwrap();
        fs::write(&new, "whole").unwrap();
        unfinished.name(&path).unwrap();
        assert_eq!((new.exists(), fs::read(&path).unwrap()), (false, b"whole".to_vec()));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
