//! `manifest.csv`: which release, and which files are there (CSV section 1.3).

use super::layout::{FILES, Version};
use crate::source::rows::{Dialect, Manner, Rows};
use crate::source::text::Charset;
use crate::source::{ErrorCode, SourceError};
use std::collections::BTreeMap;
use std::io::BufRead;

/// What a manifest says about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declared {
    Absent,
    Bulk,
    Delta,
}

pub(crate) struct Manifest {
    pub(super) version: Version,
    /// What is said about each file, and on which line.
    pub(super) files: BTreeMap<&'static str, (Declared, u64)>,
    /// Files that it says nothing about.
    pub(super) silent: Vec<&'static str>,
    pub(super) is_unended: bool,
    /// Files that it calls a delta, and whose rows are a bulk file's.
    pub(super) bulk_by_rows: Vec<&'static str>,
}

impl Manifest {
    pub(super) fn declared(&self, name: &str) -> Declared {
        self.files.get(name).map_or(Declared::Absent, |(declared, _)| *declared)
    }

    /// The files that it calls a delta.
    pub(super) fn deltas(&self) -> Vec<&'static str> {
        self.files.keys().copied().filter(|name| self.declared(name) == Declared::Delta).collect()
    }

    /// The rows of a file that it calls a delta say otherwise.
    pub(super) fn is_bulk_after_all(&mut self, name: &'static str) {
        if let Some((declared, _)) = self.files.get_mut(name) {
            *declared = Declared::Bulk;
            self.bulk_by_rows.push(name);
        }
    }

    /// The release of the format.
    pub(crate) fn release(&self) -> &'static str {
        match self.version {
            Version::V1p1 => "OneRoster 1.1",
            Version::V1p2 => "OneRoster 1.2",
        }
    }

    /// Do the files that make up a roster say all there is? A row that they lack is missing; the others may be deltas.
    pub(super) fn is_whole(&self) -> bool {
        needed(self.version).iter().all(|name| self.declared(name) == Declared::Bulk)
    }

    /// The mode of the package: delta when any of its files is.
    pub(crate) fn mode(&self) -> Declared {
        let has = |mode| self.files.values().any(|(declared, _)| *declared == mode);
        match (has(Declared::Delta), has(Declared::Bulk)) {
            (true, _) => Declared::Delta,
            (false, true) => Declared::Bulk,
            (false, false) => Declared::Absent,
        }
    }
}

/// What lacks one of these files is no roster; read as one, it would say that everybody has left.
pub(super) fn needed(version: Version) -> &'static [&'static str] {
    match version {
        Version::V1p1 => &["orgs", "users", "classes", "enrollments"],
        Version::V1p2 => &["orgs", "users", "roles", "classes", "enrollments"],
    }
}

pub(super) const NAME: &str = "manifest.csv";

pub(super) fn read(input: impl BufRead) -> Result<Manifest, SourceError> {
    let dialect = Dialect { separator: b',', charset: Charset::Utf8, manner: Manner::Strict };
    let mut rows = Rows::new(input, NAME, dialect);
    let wrong = |code, about: &str, line: u64| SourceError::new(code, about).in_file(NAME).on_line(line);
    let header: Vec<String> = match rows.next()? {
        Some(row) => row.iter().map(str::to_owned).collect(),
        None => return Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(NAME)),
    };
    if header != ["propertyName", "value"] {
        return Err(wrong(ErrorCode::HeaderWrong, "propertyName,value", 1));
    }
    rows.keep_to(&header);
    let mut properties: BTreeMap<String, (String, u64)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let before = properties.insert(row.get(0).to_owned(), (row.get(1).to_owned(), row.line));
        if before.is_some() {
            return Err(wrong(ErrorCode::ManifestInvalid, &known(row.get(0)), row.line).in_field(0));
        }
    }
    let is_unended = rows.is_unended();
    let version = version(&mut properties)?;
    let mut files = BTreeMap::new();
    let mut silent = Vec::new();
    for kind in FILES {
        let Some((value, line)) = properties.remove(&format!("file.{}", kind.name)) else {
            if kind.since <= version {
                silent.push(kind.name);
            }
            continue;
        };
        let declared = match value.as_str() {
            "absent" => Declared::Absent,
            "bulk" if kind.since <= version => Declared::Bulk,
            "delta" if kind.since <= version => Declared::Delta,
            _ => return Err(wrong(ErrorCode::ManifestInvalid, &format!("file.{}", kind.name), line).in_field(1)),
        };
        files.insert(kind.name, (declared, line));
    }
    for (name, (_, line)) in &properties {
        if !matches!(name.as_str(), "source.systemName" | "source.systemCode") {
            return Err(wrong(ErrorCode::ManifestInvalid, &known(name), *line).in_field(0));
        }
    }
    Ok(Manifest { version, files, silent, is_unended, bulk_by_rows: Vec::new() })
}

/// A manifest for rows that are kept, of which only the release matters.
pub(super) fn of_kept(version: Version) -> Vec<u8> {
    let release = match version {
        Version::V1p1 => "1.1",
        Version::V1p2 => "1.2",
    };
    format!("propertyName,value\nmanifest.version,1.0\noneroster.version,{release}\n").into_bytes()
}

fn version(properties: &mut BTreeMap<String, (String, u64)>) -> Result<Version, SourceError> {
    let mut take = |name: &str| {
        let missing = || SourceError::new(ErrorCode::ManifestInvalid, name).in_file(NAME);
        properties.remove(name).ok_or_else(missing)
    };
    let unsupported = |about: &str, line| {
        Err(SourceError::new(ErrorCode::VersionUnsupported, about).in_file(NAME).on_line(line).in_field(1))
    };
    // Spreadsheets turn 1.0 into 1.
    let (manifest, line) = take("manifest.version")?;
    if !matches!(manifest.as_str(), "1.0" | "1") {
        return unsupported("manifest.version (1.0)", line);
    }
    let (release, line) = take("oneroster.version")?;
    match release.as_str() {
        "1.1" | "1.1.0" => Ok(Version::V1p1),
        "1.2" | "1.2.0" | "1.2.1" => Ok(Version::V1p2),
        _ => unsupported("oneroster.version (1.1, 1.2)", line),
    }
}

/// The property's name when it is one of the format's, so that no message repeats what a file made up.
fn known(name: &str) -> String {
    let is_file = |file: &str| FILES.iter().any(|kind| kind.name == file);
    let is_known = matches!(name, "manifest.version" | "oneroster.version" | "source.systemName" | "source.systemCode");
    if is_known || name.strip_prefix("file.").is_some_and(is_file) { name.to_owned() } else { "propertyName".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(rows: &str) -> Result<Declared, ErrorCode> {
        let text = format!("propertyName,value\r\n{rows}");
        read(text.as_bytes()).map(|manifest| manifest.mode()).map_err(|error| error.code)
    }

    #[test]
    fn a_manifest_says_what_is_there() {
        assert_eq!(code("oneroster.version,1.2.1\nmanifest.version,1\nfile.users,bulk\n"), Ok(Declared::Bulk));
        assert_eq!(code("oneroster.version,1.1\nmanifest.version,1.0\nfile.users,delta\n"), Ok(Declared::Delta));
        assert_eq!(code("oneroster.version,1.1\nmanifest.version,1.0\n"), Ok(Declared::Absent));
    }

    #[test]
    fn a_manifest_that_says_anything_else_is_refused() {
        let lines = "manifest.version,1.0\noneroster.version,1.1\n";
        for (more, expected) in [
            ("file.roles,bulk\n", ErrorCode::ManifestInvalid),
            ("file.users,Bulk\n", ErrorCode::ManifestInvalid),
            ("file.users,bulk\nfile.users,bulk\n", ErrorCode::ManifestInvalid),
            ("file.pupils,bulk\n", ErrorCode::ManifestInvalid),
            ("file.users\n", ErrorCode::FieldCount),
        ] {
            assert_eq!(code(&format!("{lines}{more}")), Err(expected), "{more}");
        }
        assert_eq!(code("manifest.version,1.0\noneroster.version,1.0\n"), Err(ErrorCode::VersionUnsupported));
        assert_eq!(code("oneroster.version,1.1\n"), Err(ErrorCode::ManifestInvalid));
        assert!(read(&b"propertyName,propertyValue\n"[..]).is_err());
    }
}
