//! The demo's folder: made, or cleaned when it is one of ours, and never anybody else's.

use super::files::{CONFIGURATION, File};
use anyhow::Context;
use std::fs;
use std::path::Path;

/// Marks a folder as the demo's own.
const MARK: &str = ".upprop-demo";

/// Makes the folder with the configuration in it. An earlier demo is replaced.
pub(super) fn prepare(dir: &Path) -> anyhow::Result<()> {
    let told = || format!("{}", dir.display());
    if dir.exists() && fs::read_dir(dir).with_context(told)?.next().is_some() {
        let ours = dir.join(MARK).exists();
        anyhow::ensure!(ours, "{} is not empty and no earlier demo: give another folder with --dir", dir.display());
        clean(dir).with_context(told)?;
    }
    fs::create_dir_all(dir).with_context(told)?;
    fs::write(dir.join(MARK), "").with_context(told)?;
    write(dir, CONFIGURATION)
}

/// Removes what a demo leaves, and nothing else.
fn clean(dir: &Path) -> std::io::Result<()> {
    for folder in ["conf.d", "outbox", "roster"] {
        let path = dir.join(folder);
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        }
    }
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with("upprop.") || name == MARK) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Puts a day's delivery where the source looks for it.
/// The export ran half an hour before `at`.
pub(super) fn deliver(dir: &Path, files: &[File], at: jiff::Timestamp) -> anyhow::Result<()> {
    let folder = dir.join("roster");
    write(&folder, files)?;
    let exported = u64::try_from(at.as_second() - EXPORT_SECONDS).unwrap_or(0);
    let exported = std::time::UNIX_EPOCH + std::time::Duration::from_secs(exported);
    for (name, _) in files {
        let path = folder.join(name);
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|file| file.set_modified(exported)).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

const EXPORT_SECONDS: i64 = 30 * 60;

fn write(dir: &Path, files: &[File]) -> anyhow::Result<()> {
    for (name, text) in files {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
