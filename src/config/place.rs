//! Where in which file something stands, for people: lines and columns count from 1, columns in characters.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A place in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was given or found.
    pub file: Arc<Path>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Which file in reading order; problems are told in this order.
    pub order: usize,
}

impl Place {
    /// The order in which places are told.
    pub fn rank(&self) -> (usize, usize, usize) {
        (self.order, self.line, self.column)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// Turns byte offsets of one file into places.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    file: Arc<Path>,
    order: usize,
    text: &'t [u8],
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(file: Arc<Path>, order: usize, text: &'t [u8]) -> Self {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { file, order, text, starts }
    }

    /// The place of a byte offset; offsets past the end mean the end.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        let before = if start == 0 { before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before) } else { before };
        let characters = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        Place { file: self.file.clone(), line, column: characters + 1, order: self.order }
    }
}

/// Key path (`pool[2].auto_add`) to the place of its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin(pub(crate) BTreeMap<String, Place>);

impl Origin {
    /// The place of exactly this key path.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.0.get(path)
    }

    /// The place of this key path, or of the nearest thing around it that stands in a file.
    pub fn nearest(&self, path: &str) -> Option<&Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return Some(place);
            }
            if path.is_empty() {
                return None;
            }
            path = path.rfind(['.', '[']).map_or("", |cut| &path[..cut]);
        }
    }

    /// All key paths and their places, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.0.iter().map(|(path, place)| (path.as_str(), place))
    }
}

/// The key path of `key` inside `table`; odd keys are quoted.
pub(crate) fn join(table: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if table.is_empty() { key } else { format!("{table}.{key}") }
}

/// A key path as the header that an admin writes: `pool[2].bind[0]` is `[[pool.bind]]`.
pub(crate) fn header(path: &str) -> String {
    let mut name = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => name.push(c),
            _ => {}
        }
    }
    if path.ends_with(']') { format!("[[{name}]]") } else { format!("[{name}]") }
}

/// The last key of a key path, without its index.
pub(crate) fn last_key(path: &str) -> &str {
    let key = path.rsplit_once('.').map_or(path, |(_, key)| key);
    key.split_once('[').map_or(key, |(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let lines = Lines::new(Path::new("a.toml").into(), 0, "\u{feff}å = 1\nöö = 2".as_bytes());
        assert_eq!(lines.place(3).rank(), (0, 1, 1));
        assert_eq!(lines.place(8).rank(), (0, 1, 5));
        assert_eq!(lines.place(14).rank(), (0, 2, 3));
        assert_eq!(lines.place(999).rank(), (0, 2, 7));
    }

    #[test]
    fn a_path_is_told_as_the_header_that_an_admin_writes() {
        assert_eq!(header("pool[2].bind[0]"), "[[pool.bind]]");
        assert_eq!(header("guard.removals"), "[guard.removals]");
        assert_eq!(last_key("pool[2].school_year[1]"), "school_year");
    }
}
