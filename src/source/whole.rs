//! Is a delivery whole? What can be told of its files before anything is believed of what they say.
//!
//! Nobody tells a server that an upload is complete. So a delivery is taken when nothing has been written to it for a
//! while, or when whoever writes it says so: with a file that comes last, or with a list of checksums.

use super::{ErrorCode, Fingerprint, SourceError};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What a source's deliveries have to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The file, zip or folder of the source.
    pub root: PathBuf,
    /// For so long nothing was written to it.
    pub settle: SignedDuration,
    /// A file that is written last, instead.
    pub done: Option<String>,
    /// A list of checksums, instead.
    pub checksums: Option<String>,
    /// A file that is always there when the share is.
    pub marker: Option<String>,
}

/// When it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// Is that a rehearsal's time, which files of today may be ahead of?
    pub is_rehearsed: bool,
}

/// A list of checksums is no larger.
const LIST_BYTES_MAX: u64 = 1024 * 1024;

impl Terms {
    /// Is the share there? One that is not mounted is an empty folder.
    ///
    /// # Errors
    /// When the marker is not there.
    pub fn mounted(&self) -> Result<(), SourceError> {
        match &self.marker {
            Some(name) if !self.beside(name).is_file() => {
                Err(SourceError::new(ErrorCode::MarkerMissing, name).in_file(name))
            }
            _ => Ok(()),
        }
    }

    /// Is the delivery that has this fingerprint done?
    ///
    /// # Errors
    /// When it is not, or not yet.
    pub fn settled(&self, print: &Fingerprint, at: Moment) -> Result<(), SourceError> {
        // What is no file is whole when it has been read.
        let Some(newest) = print.newest else { return Ok(()) };
        if let Some(name) = &self.done {
            self.done_after(name, newest)?;
        }
        if let Some(name) = &self.checksums {
            self.matches(name, &print.files)?;
        }
        let is_ahead = at.is_rehearsed && newest > at.now;
        let is_old = self.settle.is_zero() || at.now.duration_since(newest) >= self.settle;
        if self.done.is_some() || self.checksums.is_some() || is_ahead || is_old {
            return Ok(());
        }
        let newest = newest.strftime("%Y-%m-%d %H:%M:%SZ");
        Err(SourceError::new(ErrorCode::DeliveryUnsettled, format!("{newest} + {} s", self.settle.as_secs())))
    }

    /// Was the file that is written last written after all others?
    fn done_after(&self, name: &str, newest: Timestamp) -> Result<(), SourceError> {
        let written = std::fs::metadata(self.beside(name)).ok().filter(|there| there.is_file());
        let written = written.and_then(|there| Timestamp::try_from(there.modified().ok()?).ok());
        match written {
            Some(written) if written >= newest => Ok(()),
            _ => Err(SourceError::new(ErrorCode::DeliveryUnsettled, name).in_file(name)),
        }
    }

    /// Is every file on the list the one that is there, and every file that is there on the list?
    fn matches(&self, list: &str, files: &BTreeMap<String, PathBuf>) -> Result<(), SourceError> {
        let path = self.beside(list);
        if !path.is_file() {
            return Err(SourceError::new(ErrorCode::DeliveryUnsettled, list).in_file(list));
        }
        let failed = |error: io::Error| SourceError::io(list, &error);
        let mut text = String::new();
        let opened = File::open(path).map_err(failed)?;
        let invalid = |line: u64| SourceError::new(ErrorCode::ChecksumsInvalid, "").in_file(list).on_line(line);
        opened.take(LIST_BYTES_MAX).read_to_string(&mut text).map_err(|_| invalid(1))?;
        let mut listed = BTreeMap::new();
        for (line, row) in (1..).zip(text.lines()) {
            let (name, sum) = entry(row).ok_or_else(|| invalid(line))?;
            listed.insert(name, sum);
        }
        let about = |code, name: &str| Err(SourceError::new(code, list).in_file(name));
        if let Some(name) = files.keys().find(|name| !listed.contains_key(name.as_str())) {
            return about(ErrorCode::ChecksumMissing, name);
        }
        if listed.keys().any(|name| !files.contains_key(*name) && !self.beside(name).is_file()) {
            return Err(SourceError::new(ErrorCode::FileMissing, "").in_file(list));
        }
        for (name, path) in files {
            let sum = sha256(path).map_err(|e| SourceError::io(name, &e))?;
            if listed.get(name.as_str()).is_none_or(|wanted| !sum.eq_ignore_ascii_case(wanted)) {
                return about(ErrorCode::ChecksumDiffers, name);
            }
        }
        Ok(())
    }

    /// A file in the folder, or beside the one file that the source is.
    fn beside(&self, name: &str) -> PathBuf {
        match self.root.parent().filter(|_| !self.root.is_dir() && self.root.extension().is_some()) {
            Some(folder) => folder.join(name),
            None => self.root.join(name),
        }
    }
}

/// `sum  name`, as sha256sum writes it: in its binary manner a star stands before the name.
fn entry(row: &str) -> Option<(&str, &str)> {
    let (sum, name) = row.split_once(' ')?;
    let name = name.strip_prefix([' ', '*']).unwrap_or(name);
    let name = name.strip_prefix("./").unwrap_or(name);
    let is_plain = !name.is_empty() && !name.contains(['/', '\\', '\0']) && name != "..";
    let is_sum = sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_plain && is_sum).then_some((name, sum))
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::Watch;
    use std::time::{Duration, SystemTime};
    use tempfile::TempDir;

    const WRITTEN: u64 = 1_795_000_000;

    fn write(dir: &TempDir, name: &str, text: &str, after: u64) {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(WRITTEN + after);
        File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }

    fn delivery() -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, "users.csv", "one", 0);
        write(&dir, "orgs.csv", "two", 5);
        dir
    }

    fn terms(dir: &TempDir) -> Terms {
        let settle = SignedDuration::from_secs(30);
        Terms { root: dir.path().to_owned(), settle, done: None, checksums: None, marker: None }
    }

    fn code(terms: &Terms, after: u64, is_rehearsed: bool) -> Option<(ErrorCode, Option<String>)> {
        let mut watch = Watch::new();
        for name in ["users.csv", "orgs.csv"] {
            watch.hash(name, &terms.root.join(name)).unwrap();
        }
        let now = Timestamp::from_second(i64::try_from(WRITTEN + after).unwrap()).unwrap();
        let told = terms.settled(&watch.settle(b"").unwrap(), Moment { now, is_rehearsed });
        told.err().map(|error| (error.code, error.file))
    }

    #[test]
    fn a_delivery_is_taken_once_nothing_was_written_to_it_for_a_while() {
        let dir = delivery();
        let unsettled = Some((ErrorCode::DeliveryUnsettled, None));
        for (after, settle, told) in [(34, 30, &unsettled), (35, 30, &None), (5, 0, &None), (0, 30, &unsettled)] {
            let terms = Terms { settle: SignedDuration::from_secs(settle), ..terms(&dir) };
            assert_eq!(code(&terms, after, false), *told, "{after} {settle}");
        }
        assert_eq!(code(&terms(&dir), 0, true), None, "files of today are ahead of a rehearsal");
        assert_eq!(code(&terms(&dir), 6, true), unsettled);
    }

    #[test]
    fn a_delivery_with_a_last_file_is_taken_when_that_came_last_and_at_once() {
        let dir = delivery();
        let terms = Terms { done: Some("done".to_owned()), ..terms(&dir) };
        let unsettled = Some((ErrorCode::DeliveryUnsettled, Some("done".to_owned())));
        assert_eq!(code(&terms, 900, false), unsettled);
        write(&dir, "done", "", 4);
        assert_eq!(code(&terms, 900, false), unsettled);
        write(&dir, "done", "", 5);
        assert_eq!(code(&terms, 6, false), None);
    }

    #[test]
    fn a_delivery_with_checksums_is_taken_when_all_match_and_none_is_missing() {
        let dir = delivery();
        let terms = Terms { checksums: Some("SUMS".to_owned()), ..terms(&dir) };
        let told = |list: &str| {
            write(&dir, "SUMS", list, 0);
            code(&terms, 6, false)
        };
        let [users, orgs] = ["users.csv", "orgs.csv"].map(|name| sha256(&dir.path().join(name)).unwrap());
        let at = |code, file: &str| Some((code, Some(file.to_owned())));
        assert_eq!(told(&format!("{users}  users.csv\n{} *./orgs.csv\n", orgs.to_uppercase())), None);
        assert_eq!(told(&format!("{users}  users.csv\n")), at(ErrorCode::ChecksumMissing, "orgs.csv"));
        let swapped = format!("{users}  orgs.csv\n{orgs}  users.csv\n");
        assert_eq!(told(&swapped), at(ErrorCode::ChecksumDiffers, "orgs.csv"));
        let more = format!("{users}  users.csv\n{orgs}  orgs.csv\n{orgs}  classes.csv\n");
        assert_eq!(told(&more), at(ErrorCode::FileMissing, "SUMS"));
        for bad in ["users.csv", "abc  users.csv", &format!("{users}  ../users.csv"), "\0"] {
            assert_eq!(told(bad), at(ErrorCode::ChecksumsInvalid, "SUMS"), "{bad}");
        }
        std::fs::remove_file(dir.path().join("SUMS")).unwrap();
        assert_eq!(code(&terms, 900, false), at(ErrorCode::DeliveryUnsettled, "SUMS"));
    }

    #[test]
    fn a_folder_without_its_marker_is_a_share_that_is_not_mounted() {
        let dir = delivery();
        let terms = Terms { marker: Some(".upprop-share".to_owned()), ..terms(&dir) };
        assert_eq!(terms.mounted().unwrap_err().code, ErrorCode::MarkerMissing);
        write(&dir, ".upprop-share", "", 0);
        assert_eq!(terms.mounted(), Ok(()));
        let zip = Terms { root: dir.path().join("export.zip"), ..terms };
        assert_eq!(zip.mounted(), Ok(()), "beside a zip that has not come yet");
    }
}
