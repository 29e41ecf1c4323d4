//! Which set of files lies there: School Data Sync of one release or another, or one that looks like it.

use super::layout::{Version, is_ours};
use super::table::DIALECT;
use crate::source::files::Watch;
use crate::source::package::{Limits, Package};
use crate::source::rows::Rows;
use crate::source::{ErrorCode, SourceError};
use std::path::Path;

/// A set of files that is known by their names and first lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// School Data Sync V1: a file for each kind of person.
    V1,
    /// School Data Sync V2.1: `roles.csv` says what users are.
    V2p1,
    /// School Data Sync V2, withdrawn: users carry their roles.
    V2,
    /// Clever's files.
    Clever,
}

impl Known {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V1 => "School Data Sync V1",
            Self::V2p1 => "School Data Sync V2.1",
            Self::V2 => "School Data Sync V2",
            Self::Clever => "Clever",
        }
    }

    /// Its release, or the refusal of what is not read.
    pub(super) fn version(self) -> Result<Version, SourceError> {
        match self {
            Self::V1 => Ok(Version::V1),
            Self::V2p1 => Ok(Version::V2p1),
            Self::V2 | Self::Clever => Err(self.refusal()),
        }
    }

    /// Says what it is, and what to deliver instead.
    pub(crate) fn refusal(self) -> SourceError {
        let instead = match self {
            Self::Clever => "School Data Sync V2.1, OneRoster 1.1, OneRoster 1.2",
            _ => "School Data Sync V2.1",
        };
        SourceError::new(ErrorCode::FormatUnsupported, format!("{} / {instead}", self.name()))
    }
}

/// Looks at names and first lines; nothing when they are of no set that is known here.
pub(crate) fn recognise(root: &Path, limits: Limits) -> Result<Option<Known>, SourceError> {
    let mut watch = Watch::without_digest();
    let mut package = Package::open(root, limits, is_ours, &mut watch)?;
    let names = package.names();
    let find = |wanted: &str| names.iter().find(|name| name.eq_ignore_ascii_case(&format!("{wanted}.csv")));
    let has_any = |wanted: &[&str]| wanted.iter().any(|wanted| find(wanted).is_some());

    if let (Some(users), Some(_)) = (find("users"), find("orgs")) {
        let header = header(&mut package, users, &mut watch)?;
        let has = |column: &str| header.iter().any(|name| name.trim().eq_ignore_ascii_case(column));
        return Ok(match () {
            () if has("status") && has("dateLastModified") => None,
            () if find("roles").is_none() && (has("orgSourcedIds") || has("role") || has("grade")) => Some(Known::V2),
            () => Some(Known::V2p1),
        });
    }
    if find("school").is_some() && has_any(&["section", "student", "teacher", "studentenrollment", "teacherroster"]) {
        return Ok(Some(Known::V1));
    }
    let of_clever = ["schools", "students", "teachers", "sections", "enrollments"].map(find);
    let there: Vec<&String> = of_clever.into_iter().flatten().collect();
    if there.len() < 2 {
        return Ok(None);
    }
    for name in there {
        let header = header(&mut package, name, &mut watch)?;
        if !header.iter().any(|column| column.trim().eq_ignore_ascii_case("School_id")) {
            return Ok(None);
        }
    }
    Ok(Some(Known::Clever))
}

/// The release that a set which is not known comes nearest to, so that what it lacks can be told.
pub(super) fn nearest(package: &Package) -> Version {
    let names = package.names();
    let count = |version| names.iter().filter(|name| super::layout::kind_of(name, version).is_some()).count();
    if count(Version::V1) > count(Version::V2p1) { Version::V1 } else { Version::V2p1 }
}

/// The first line of a file; blank where it is none, which reading will tell.
fn header(package: &mut Package, name: &str, watch: &mut Watch) -> Result<Vec<String>, SourceError> {
    let mut rows = Rows::new(package.file(name, watch)?, name, DIALECT);
    Ok(match rows.next() {
        Ok(Some(row)) => row.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    })
}
