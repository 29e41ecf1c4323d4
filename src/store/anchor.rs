//! The anchor: the ledger's head, written beside the database after each commit.
//!
//! A database that was put back from yesterday, or lost its end, is behind its anchor (RELIABILITY D10, I6).

use super::{StoreError, file};
use std::fs;
use std::path::Path;

/// The newest event of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 in an empty ledger.
    pub seq: i64,
    /// Its seal; empty in an empty ledger.
    pub seal: String,
}

/// Writes the anchor so that either the old one or the new one is there, whatever happens.
pub(super) fn write(path: &Path, head: &Head) -> Result<(), StoreError> {
    let text = format!("{} {}\n", head.seq, head.seal);
    file::replace(path, text.as_bytes()).map_err(StoreError::file("cannot write the anchor", path))
}

/// Reads the anchor; none before the first commit.
pub(super) fn read(path: &Path) -> Result<Option<Head>, StoreError> {
    let fault = |error| StoreError::file("cannot read the anchor", path)(error);
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(fault)?,
    };
    let head =
        text.trim_end_matches('\n').split_once(' ').and_then(|(seq, seal)| Some((seq.parse().ok()?, seal.to_owned())));
    let (seq, seal) = head.ok_or_else(|| fault(std::io::Error::from(std::io::ErrorKind::InvalidData)))?;
    Ok(Some(Head { seq, seal }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_broken_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.anchor");
        assert_eq!(read(&path).unwrap(), None);
        let head = Head { seq: 7, seal: "ab".into() };
        write(&path, &head).unwrap();
        assert_eq!(read(&path).unwrap(), Some(head));
        write(&path, &Head::default()).unwrap();
        assert_eq!(read(&path).unwrap(), Some(Head::default()));
        fs::write(&path, "x").unwrap();
        assert!(read(&path).is_err());
    }
}
