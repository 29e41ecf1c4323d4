//! The folder that an input's files lie in while they are read.
//!
//! It is in memory where the system has such a place, and one folder serves all inputs of a process: files stay open
//! and are written over, since making and removing them costs more than reading them.

use crate::framing;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

const PREFIX: &str = "upprop-fuzz-";

struct Scratch {
    folder: PathBuf,
    files: BTreeMap<String, File>,
}

static SCRATCH: LazyLock<Mutex<Scratch>> = LazyLock::new(|| Mutex::new(Scratch::new()));

/// Does something with the folder once it holds exactly these files.
///
/// # Panics
/// When the files cannot be written: then nothing is tried.
pub fn with<T>(files: &[framing::File<'_>], deed: impl FnOnce(&Path) -> T) -> T {
    let mut scratch = SCRATCH.lock().unwrap_or_else(PoisonError::into_inner);
    scratch.fill(files).expect("the scratch folder can be written to");
    deed(&scratch.folder)
}

impl Scratch {
    fn new() -> Self {
        let base = base();
        sweep(&base);
        let folder = base.join(format!("{PREFIX}{}", std::process::id()));
        // Numbers of processes come again.
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("the scratch folder can be made");
        Self { folder, files: BTreeMap::new() }
    }

    fn fill(&mut self, files: &[framing::File<'_>]) -> io::Result<()> {
        let gone = self.files.extract_if(.., |name, _| files.iter().all(|file| file.name != name));
        for (name, _) in gone {
            fs::remove_file(self.folder.join(name))?;
        }
        for framing::File { name, bytes } in files {
            if !self.files.contains_key(*name) {
                self.files.insert((*name).to_owned(), File::create(self.folder.join(name))?);
            }
            let Some(file) = self.files.get_mut(*name) else { continue };
            file.rewind()?;
            file.write_all(bytes)?;
            file.set_len(bytes.len() as u64)?;
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "this is no part of the program, and has no configuration")]
fn base() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

/// Removes what processes left behind that are no more. A target is ended from outside and cannot do it itself.
fn sweep(base: &Path) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        if number.is_some_and(|number| !number.is_empty() && !processes.join(number).exists()) {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
