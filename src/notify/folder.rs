//! Letters as `.eml` files in a folder: for the demo, for rehearsals, and for sites whose own mail system
//! picks them up.

use super::NotifyError;
use super::message::{Due, Sender};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A folder for letters.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where.
    pub path: PathBuf,
    /// Who sends.
    pub sender: Sender,
}

impl Folder {
    /// Writes a letter as `NNNNNN.eml`: under another name first, synced, then renamed, so that a file that is
    /// there is whole. Writing the same letter again gives the same file. Letters name people, so the folder and
    /// its files are made for their owner alone; a folder that is there already stays as it is.
    ///
    /// # Errors
    /// When an address does not parse or the file cannot be written; the letter stays due.
    pub fn deliver(&self, due: &Due<'_>) -> Result<PathBuf, NotifyError> {
        let message = self.sender.message(due)?;
        let path = self.path.join(format!("{:06}.eml", due.id));
        let failed = |source| NotifyError::File { id: due.id, path: path.clone(), source };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.path).map_err(failed)?;
        write_whole(&path, &message.formatted()).map_err(failed)?;
        Ok(path)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    // What a killed writer left may be open to others, and keeps its mode when it is written over.
    match fs::remove_file(&unfinished) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_letter_is_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder {
            path: dir.path().join("post/outbox"),
            sender: Sender { from: "a@x.example".to_owned(), reply_to: None },
        };
        let at = jiff::Timestamp::UNIX_EPOCH;
        let due = Due {
            id: 1,
            to: "b@x.example",
            subject: "s",
            body: "b",
            dedupe_key: "d",
            thread: "t",
            at,
            is_resent: false,
            file: None,
        };
        let path = folder.deliver(&due).unwrap();
        assert_eq!((mode(&folder.path), mode(&path)), (0o700, 0o600));

        let left = path.with_extension("unfinished");
        fs::write(&left, "left by a killed writer").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        let again = folder.deliver(&due).unwrap();
        assert_eq!((mode(&again), left.exists()), (0o600, false));
    }
}
