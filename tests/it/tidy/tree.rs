//! The repository as text.

use super::paths::{Named, paths};
use super::scan::{Code, Literal, scan, without_tests};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// One Rust file, read several ways.
pub(crate) struct File {
    /// Its path from the root of the repository, with `/`.
    pub(crate) path: String,
    /// As written.
    pub(crate) text: String,
    /// Code without comments and literals.
    pub(crate) code: String,
    /// The same without what is compiled for tests only.
    pub(crate) live: String,
    /// Lines of what is compiled for tests only.
    dead: Vec<RangeInclusive<usize>>,
    /// String literals outside test code.
    pub(crate) literals: Vec<Literal>,
}

impl File {
    /// Reads a file's text.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let Code { text: code, mut literals } = scan(text);
        let (live, dead) = if path.ends_with("/tests.rs") || path.contains("/tests/") {
            (String::new(), vec![1..=usize::MAX])
        } else {
            without_tests(&code)
        };
        literals.retain(|literal| !dead.iter().any(|lines| lines.contains(&literal.line)));
        Self { path: path.to_owned(), text: text.to_owned(), code, live, dead, literals }
    }

    /// The room it stands in: the first name below `src`.
    pub(crate) fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let first = below.split('/').next().unwrap_or(below);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many `super` lead from its module to the root of the crate.
    pub(crate) fn depth(&self) -> usize {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let names = below.split('/').count();
        match below.rsplit('/').next() {
            Some("mod.rs" | "lib.rs" | "main.rs") => names - 1,
            _ => names,
        }
    }

    /// Paths in all of its code.
    pub(crate) fn paths(&self) -> Vec<Named> {
        paths(&self.code)
    }

    /// Paths outside test code.
    pub(crate) fn live_paths(&self) -> Vec<Named> {
        paths(&self.live)
    }

    /// Its lines outside test code as written, each with its number.
    pub(crate) fn live_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        numbered.filter(|(at, _)| !self.dead.iter().any(|lines| lines.contains(at)))
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `src`.
pub(crate) fn src() -> Vec<File> {
    rust_below("src")
}

/// Every Rust file below a folder of the repository.
pub(crate) fn rust_below(folder: &str) -> Vec<File> {
    let files = files_below(&root().join(folder));
    let rust = files.iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| File::new(&shown(path), &read(path))).collect()
}

/// Every file below a folder, in name order; none when there is no such folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Everything that belongs to the repository and is text, with its path.
pub(crate) fn texts() -> Vec<(String, String)> {
    let ignored = read(&root().join(".gitignore"));
    let skipped: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('/')).chain([".git"]).collect();
    let is_skipped = |path: &Path| skipped.iter().any(|name| Path::new(&shown(path)).starts_with(name));
    let mut found = Vec::new();
    for entry in fs::read_dir(root()).expect("the repository can be listed").flatten() {
        let path = entry.path();
        if is_skipped(&path) {
            continue;
        }
        let below = if path.is_dir() { files_below(&path) } else { vec![path] };
        for path in below.into_iter().filter(|path| !is_skipped(path)) {
            if let Ok(text) = fs::read_to_string(&path) {
                found.push((shown(&path), text));
            }
        }
    }
    found.sort();
    found
}

/// A file's text.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A path as faults show it.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
