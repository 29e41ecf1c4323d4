//! Files of a delivery, hashed while they are read and watched for changes.

use super::{ErrorCode, Fingerprint, SourceError};
use jiff::Timestamp;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;
use xxhash_rust::xxh3::Xxh3;

const BUFFER_BYTES: usize = 256 * 1024;

/// Raise when the same bytes come to mean something else, so that every delivery is read anew once.
const READER_VERSION: u32 = 2;

type Sums = Rc<RefCell<BTreeMap<String, Sum>>>;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Sum {
    bytes: u64,
    digest: u128,
}

/// No file of a delivery is larger, unless the configuration says that it may be.
pub(crate) const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: SystemTime,
    /// Device and number of the file, where the system numbers its files: one that was put in the place of another
    /// may have its length and its time.
    file: (u64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        #[cfg(unix)]
        let file = (std::os::unix::fs::MetadataExt::dev(metadata), std::os::unix::fs::MetadataExt::ino(metadata));
        #[cfg(not(unix))]
        let file = (0, 0);
        Ok(Self { bytes: metadata.len(), modified: metadata.modified()?, file })
    }
}

/// The files of one reading.
pub(crate) struct Watch {
    stamps: BTreeMap<String, (PathBuf, Stamp)>,
    sums: Sums,
    is_hashing: bool,
    bytes_max: u64,
    root: Option<PathBuf>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        let (stamps, sums) = (BTreeMap::new(), Sums::default());
        Self { stamps, sums, is_hashing: true, bytes_max: FILE_BYTES_MAX, root: None }
    }

    /// For a delivery at the configured `root`, which may itself be a link, and whose files have at most so many bytes.
    pub(crate) fn keep_to(&mut self, root: &Path, bytes_max: u64) {
        self.root = Some(root.to_owned());
        self.bytes_max = bytes_max;
    }

    /// For files whose fingerprint is known: they are read without being hashed, and [`stamps`](Self::stamps) tells
    /// whether they are still the same.
    pub(crate) fn without_digest() -> Self {
        Self { is_hashing: false, ..Self::new() }
    }

    /// Opens a file by its name in the delivery. It must be read to its end, and may be read twice.
    pub(crate) fn open(&mut self, name: &str, path: &Path) -> Result<impl BufRead + use<>, SourceError> {
        let file = self.plain(name, path)?;
        let hashing = Hashing {
            inner: file,
            hasher: self.is_hashing.then(Box::default),
            bytes: 0,
            name: name.to_owned(),
            sums: Rc::clone(&self.sums),
        };
        Ok(BufReader::with_capacity(BUFFER_BYTES, hashing))
    }

    /// Opens a file without hashing what will be read through this handle.
    pub(crate) fn plain(&mut self, name: &str, path: &Path) -> Result<File, SourceError> {
        let failed = |e: io::Error| SourceError::io(name, &e);
        let refuse = |code, about: String| Err(SourceError::new(code, about).in_file(name));
        // Asked before opening: a pipe without a writer never opens.
        let there = self.look(path).map_err(failed)?;
        if there.is_symlink() {
            return refuse(ErrorCode::FileLink, String::new());
        }
        if !there.is_file() {
            return refuse(ErrorCode::FileSpecial, String::new());
        }
        if there.len() > self.bytes_max {
            let mebibytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
            let about = format!("{} / {}", mebibytes(there.len()), mebibytes(self.bytes_max));
            return refuse(ErrorCode::FileTooLarge, about);
        }
        let file = File::open(path).map_err(failed)?;
        let stamp = Stamp::of(&file.metadata().map_err(failed)?).map_err(failed)?;
        // What was opened is what was looked at, so no link was followed.
        if stamp.file != Stamp::of(&there).map_err(failed)?.file {
            return Err(changed(name));
        }
        match self.stamps.insert(name.to_owned(), (path.to_owned(), stamp)) {
            Some((_, before)) if before != stamp => Err(changed(name)),
            _ => Ok(file),
        }
    }

    /// What is at a path: the end of a link only where the configuration itself names one.
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        let is_root = self.root.as_deref() == Some(path);
        if is_root { std::fs::metadata(path) } else { std::fs::symlink_metadata(path) }
    }

    /// Names, lengths and times of the files that were opened, once none of them has changed meanwhile.
    pub(crate) fn stamps(&self) -> Result<u128, SourceError> {
        let mut hasher = Xxh3::new();
        for (name, (path, stamp)) in &self.stamps {
            let now = self.look(path).and_then(|m| Stamp::of(&m)).map_err(|e| SourceError::io(name, &e))?;
            if now != *stamp {
                return Err(changed(name));
            }
            let modified = stamp.modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(&stamp.bytes.to_le_bytes());
            hasher.update(&modified.as_nanos().to_le_bytes());
            hasher.update(&stamp.file.0.to_le_bytes());
            hasher.update(&stamp.file.1.to_le_bytes());
        }
        Ok(hasher.digest128())
    }

    /// Reads a whole file for its digest.
    pub(crate) fn hash(&mut self, name: &str, path: &Path) -> Result<(), SourceError> {
        if !self.is_hashing {
            return self.plain(name, path).map(drop);
        }
        let mut file = self.open(name, path)?;
        io::copy(&mut file, &mut io::sink()).map_err(|e| SourceError::io(name, &e))?;
        Ok(())
    }

    /// The fingerprint of all files, once each has been read to its end and none has changed meanwhile.
    pub(crate) fn settle(self, settings: &[u8]) -> Result<Fingerprint, SourceError> {
        let sums = self.sums.borrow();
        let mut hasher = Xxh3::new();
        hasher.update(&READER_VERSION.to_le_bytes());
        hasher.update(&(settings.len() as u64).to_le_bytes());
        hasher.update(settings);
        let mut newest = SystemTime::UNIX_EPOCH;
        let stamps = self.stamps()?;
        for (name, (_, stamp)) in &self.stamps {
            let sum = sums.get(name).copied().filter(|sum| sum.bytes == stamp.bytes);
            let sum = sum.ok_or_else(|| changed(name))?;
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(&sum.bytes.to_le_bytes());
            hasher.update(&sum.digest.to_le_bytes());
            newest = newest.max(stamp.modified);
        }
        let newest = Some(Timestamp::try_from(newest).unwrap_or(Timestamp::UNIX_EPOCH));
        let files = self.stamps.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
        Ok(Fingerprint { digest: hasher.digest128(), stamps, newest, files })
    }
}

/// Is the place of a whole delivery there? One that ends as a file does is left for whoever opens it.
pub(crate) fn is_there(root: &Path) -> Result<(), SourceError> {
    let endings = ["csv", "txt", "tsv", "xml", "zip"];
    let is_file = root.extension().is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)));
    match std::fs::metadata(root) {
        Err(e) if !is_file && e.kind() == io::ErrorKind::NotFound => {
            Err(SourceError::new(ErrorCode::FolderMissing, root.display().to_string()))
        }
        _ => Ok(()),
    }
}

fn changed(name: &str) -> SourceError {
    SourceError::new(ErrorCode::FileChanged, "").in_file(name)
}

/// Hashes what passes through; tells the sum at the end of the file.
struct Hashing {
    inner: File,
    hasher: Option<Box<Xxh3>>,
    bytes: u64,
    name: String,
    sums: Sums,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let Some(hasher) = &mut self.hasher else { return Ok(count) };
        if count > 0 {
            hasher.update(&buffer[..count]);
            self.bytes += count as u64;
            return Ok(count);
        }
        let sum = Sum { bytes: self.bytes, digest: hasher.digest128() };
        let before = self.sums.borrow_mut().insert(self.name.clone(), sum);
        match before {
            Some(before) if before != sum => Err(io::Error::other(changed(&self.name))),
            _ => Ok(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn digest(dir: &Path, names: &[&str], settings: &[u8]) -> u128 {
        let mut watch = Watch::new();
        for name in names {
            watch.hash(name, &dir.join(name)).unwrap();
        }
        watch.settle(settings).unwrap().digest
    }

    #[test]
    fn the_same_bytes_have_the_same_digest_and_any_other_byte_another() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a"), "one").unwrap();
        std::fs::write(dir.path().join("b"), "two").unwrap();
        let first = digest(dir.path(), &["a", "b"], b"x");
        assert_eq!(first, digest(dir.path(), &["b", "a"], b"x"));
        assert_ne!(first, digest(dir.path(), &["a", "b"], b"y"));
        std::fs::write(dir.path().join("a"), "onet").unwrap();
        std::fs::write(dir.path().join("b"), "wo").unwrap();
        assert_ne!(first, digest(dir.path(), &["a", "b"], b"x"), "bytes do not slide between files");
    }

    #[test]
    #[cfg(unix)]
    #[expect(clippy::disallowed_methods, reason = "std makes no pipe with a name; a hanging read is left behind")]
    fn a_pipe_in_place_of_a_file_is_refused_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("persons.csv");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let socket = dir.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [pipe, socket, dir.path().to_owned(), PathBuf::from("/dev/null")] {
            let (tell, told) = std::sync::mpsc::channel();
            std::thread::spawn(move || tell.send(Watch::new().hash("persons.csv", &path)));
            let error = told.recv_timeout(std::time::Duration::from_secs(1)).unwrap().unwrap_err();
            assert_eq!((error.code, error.file.as_deref()), (ErrorCode::FileSpecial, Some("persons.csv")));
            assert!(!error.is_passing());
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_followed_only_where_the_configuration_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file.csv"), dir.path().join("link.csv"));
        std::fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(Watch::new().hash("link.csv", &link).unwrap_err().code, ErrorCode::FileLink);
        let mut watch = Watch::new();
        watch.keep_to(&link, FILE_BYTES_MAX);
        watch.hash("link.csv", &link).unwrap();
        assert!(watch.settle(b"").is_ok());
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("users.csv");
        // Ten gibibytes that take no room.
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        let error = Watch::new().hash("users.csv", &path).unwrap_err();
        assert_eq!((error.code, error.about.as_str()), (ErrorCode::FileTooLarge, "10240 / 512"));
    }

    #[test]
    #[cfg(unix)]
    fn a_file_put_in_the_place_of_another_is_told_though_length_and_time_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("a"), dir.path().join("b"));
        let time = SystemTime::UNIX_EPOCH;
        for file in [&path, &other] {
            std::fs::write(file, "one").unwrap();
            File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
        }
        let mut watch = Watch::new();
        watch.hash("a", &path).unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(watch.settle(b"").unwrap_err().code, ErrorCode::FileChanged);
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_an_error_that_passes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let mut watch = Watch::new();
        watch.hash("a", &path).unwrap();
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        let error = watch.settle(b"").unwrap_err();
        assert_eq!(error.code, ErrorCode::FileChanged);
        assert!(error.is_passing());
    }
}
