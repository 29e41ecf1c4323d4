//! Reads the main file and its drop-ins into one merged tree. A file with faults does not hide those of the next.

use super::place::{Lines, Place};
use super::problem::{Problem, Reading};
use super::tree::Node;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::DeTable;

/// All files, merged.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) tree: Node,
    pub(crate) problems: Vec<Problem>,
    /// Files that could not be read whole: nothing can be said about what is missing.
    pub(crate) broken: BTreeSet<usize>,
}

/// Reads `main` and `conf.d/*.toml` beside it, in the order of their names.
pub(crate) fn read(main: &Path) -> Files {
    let mut problems = Vec::new();
    let paths = std::iter::once(main.to_owned()).chain(drop_ins(main, &mut problems)).collect::<Vec<_>>();
    let start = beginning(main.into(), 0);
    let mut files = Files { tree: Node::empty(start), problems, broken: BTreeSet::new() };
    if !files.problems.is_empty() {
        files.broken.insert(1);
    }
    for (order, path) in paths.iter().enumerate() {
        take_in(&mut files, path.as_path().into(), order);
    }
    files
}

/// The folder in which relative paths of the configuration lie.
pub(crate) fn folder(main: &Path) -> PathBuf {
    match main.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn beginning(file: Arc<Path>, order: usize) -> Place {
    Place { file, line: 1, column: 1, order }
}

fn drop_ins(main: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let folder = folder(main).join("conf.d");
    let mut refuse = |error: &std::io::Error| {
        let fault = Reading::Unreadable { why: error.to_string() };
        problems.push(Problem::error(beginning(folder.as_path().into(), 1), fault));
    };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            refuse(&error);
            return Vec::new();
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => refuse(&error),
        }
    }
    // A name that begins with a dot is an editor's leftover.
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.retain(|path| path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b".")));
    paths.sort();
    paths
}

fn take_in(files: &mut Files, path: Arc<Path>, order: usize) {
    let mut refuse = |place: Place, fault: Reading| {
        files.broken.insert(order);
        files.problems.push(Problem::error(place, fault));
    };
    let bytes = match bytes(&path) {
        Ok(bytes) => bytes,
        Err(fault) => return refuse(beginning(path, order), fault),
    };
    let lines = Lines::new(path, order, &bytes);
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return refuse(lines.place(error.valid_up_to()), Reading::NotUtf8),
    };
    let (table, faults) = DeTable::parse_recoverable(text);
    for fault in faults {
        let place = lines.place(fault.span().map_or(0, |span| span.start));
        refuse(place, Reading::Syntax { message: fault.message().to_owned() });
    }
    let node = Node::of_file(table.get_ref(), &lines);
    files.tree.merge(node, "", &mut files.problems);
}

fn bytes(path: &Path) -> Result<Vec<u8>, Reading> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Reading::Missing,
        ErrorKind::PermissionDenied => Reading::Forbidden,
        ErrorKind::IsADirectory => Reading::Folder,
        _ => Reading::Unreadable { why: error.to_string() },
    };
    let there = std::fs::metadata(path).map_err(fault)?;
    if there.is_dir() {
        return Err(Reading::Folder);
    }
    // A pipe gives nothing until somebody writes, and a device may never end: whoever serves would wait for ever.
    if !there.is_file() {
        return Err(Reading::Special);
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes)).map_err(fault)?;
    if bytes.len() as u64 > BYTES_MAX {
        Err(Reading::TooLarge { mebibytes: BYTES_MAX / 1024 / 1024 })
    } else {
        Ok(bytes)
    }
}

/// No file of a configuration is longer; what is was put there by mistake.
const BYTES_MAX: u64 = 16 * 1024 * 1024;
