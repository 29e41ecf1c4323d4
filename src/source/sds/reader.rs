//! Reads a set of files in the order in which they refer to each other.

use super::Settings;
use super::known::{nearest, recognise};
use super::layout::{FileKind, Version, is_ours, kind_of};
use super::people::Draft;
use super::record::{Column, Fault, Odd, Record};
use super::table::{End, Table};
use crate::roster::{Code, PartsBuilder, Period, Place, Severity, Unreadable};
use crate::source::files::{Watch, is_there};
use crate::source::ids::Ids;
use crate::source::package::{Package, public_name};
use crate::source::{ErrorCode, Imprinter, SourceError};
use std::collections::BTreeMap;
use std::io::BufRead;

/// What has been read so far.
pub(super) struct Delivery {
    pub(super) builder: PartsBuilder,
    pub(super) imprinter: Option<Imprinter>,
    /// Which files there are.
    files: BTreeMap<&'static str, String>,
    pub(super) sessions: Ids,
    /// By number of the session: when it is; nothing for one that cannot be read.
    pub(super) session_periods: Vec<Option<Period>>,
    pub(super) orgs: Ids,
    pub(super) courses: Ids,
    pub(super) users: Ids,
    pub(super) drafts: Vec<Draft>,
    pub(super) classes: Ids,
    /// By number of the class: may it have members? V1 carries sections that are no longer in use.
    pub(super) class_counts: Vec<bool>,
    /// Guardians in files of their own.
    pub(super) guardians: u64,
}

/// Reads everything, or says why not.
pub(super) fn read(
    settings: &Settings,
    imprinter: Option<&Imprinter>,
    watch: &mut Watch,
) -> Result<PartsBuilder, SourceError> {
    is_there(&settings.root)?;
    let known = recognise(&settings.root, settings.limits)?;
    let mut package = Package::open(&settings.root, settings.limits, is_ours, watch)?;
    let version = match known {
        Some(known) => known.version()?,
        None => nearest(&package),
    };
    let mut delivery = Delivery::new(settings, check_files(&package, version)?);
    delivery.imprinter = imprinter.cloned();
    for kind in version.files() {
        let Some(file) = delivery.files.get(kind.name).cloned() else { continue };
        let input = package.file(&file, watch)?;
        delivery.table(kind, &file, input)?;
    }
    Ok(delivery.finish(version))
}

/// All files are the format's, each there once, and those without which there is no roster are there.
fn check_files(package: &Package, version: Version) -> Result<BTreeMap<&'static str, String>, SourceError> {
    let mut files = BTreeMap::new();
    for name in package.names() {
        let about = public_name(&name, is_ours).to_owned();
        let is_new = kind_of(&name, version).is_some_and(|kind| files.insert(kind.name, name).is_none());
        if !is_new {
            return Err(SourceError::new(ErrorCode::FileUnknown, about.as_str()).in_file(&about));
        }
    }
    let lacks = |name: &str| {
        let file = format!("{name}.csv");
        Err(SourceError::new(ErrorCode::RosterIncomplete, file.as_str()).in_file(&file))
    };
    if let Some(missing) = version.files().iter().find(|kind| kind.needed && !files.contains_key(kind.name)) {
        return lacks(missing.name);
    }
    // Classes without their members would say that everybody has left them, and members need their classes.
    match (files.contains_key("classes"), files.contains_key("enrollments")) {
        (true, false) => lacks("enrollments"),
        (false, true) => lacks("classes"),
        _ => Ok(files),
    }
}

impl Delivery {
    fn new(settings: &Settings, files: BTreeMap<&'static str, String>) -> Self {
        Self {
            builder: PartsBuilder::new(settings.source.clone()),
            imprinter: None,
            files,
            sessions: Ids::default(),
            session_periods: Vec::new(),
            orgs: Ids::default(),
            courses: Ids::default(),
            users: Ids::default(),
            drafts: Vec::new(),
            classes: Ids::default(),
            class_counts: Vec::new(),
            guardians: 0,
        }
    }

    fn table<R: BufRead>(&mut self, kind: &FileKind, file: &str, input: R) -> Result<(), SourceError> {
        let mut table = Table::open(input, file, kind)?;
        match kind.name {
            "academicSessions" => self.read_sessions(&mut table)?,
            "orgs" => self.read_orgs(&mut table)?,
            "courses" => self.read_courses(&mut table)?,
            "users" => self.read_users(&mut table)?,
            "roles" => self.read_roles(&mut table)?,
            "relationships" => self.read_relationships(&mut table)?,
            "classes" => self.read_classes(&mut table)?,
            "enrollments" => self.read_enrollments(&mut table)?,
            "School" => self.read_schools(&mut table)?,
            "Section" => self.read_sections(&mut table)?,
            "demographics" if self.imprinter.is_some() => self.read_demographics(&mut table)?,
            "Student" => self.read_students(&mut table)?,
            "Teacher" => self.read_teachers(&mut table)?,
            "StudentEnrollment" => self.read_section_pupils(&mut table)?,
            "TeacherRoster" => self.read_section_teachers(&mut table)?,
            "User" => self.guardians += table.skip()?,
            _ => _ = table.skip()?,
        }
        self.tell_end(file, &table.end());
        Ok(())
    }

    fn tell_end(&mut self, file: &str, end: &End) {
        self.builder.rows(file, end.rows);
        if end.unended {
            self.tell(Severity::Info, Code::LineEndMissing, file, "");
        }
        if end.unused > 0 {
            self.tell(Severity::Info, Code::ColumnUnused, file, end.unused.to_string());
        }
        if end.trimmed > 0 {
            self.tell(Severity::Warning, Code::IdTrimmed, file, end.trimmed.to_string());
        }
    }

    /// Notes something about a whole file.
    pub(super) fn tell(&mut self, severity: Severity, code: Code, file: &str, about: impl Into<String>) {
        let place = Place { file: Some(file.to_owned()), line: None, column: None };
        self.builder.finding(severity, code, place, about);
    }

    /// What came of a row. Where it cannot be relied on that is noted, and its record keeps its previous state.
    pub(super) fn relied<T>(
        &mut self,
        record: &Record<'_>,
        result: Result<T, Fault>,
        what: impl FnOnce() -> Unreadable,
    ) -> Result<Option<T>, SourceError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Fault::Refused(error)) => Err(error),
            Err(Fault::Odd(odd)) => {
                self.builder.finding(Severity::Error, odd.code, record.place_of(odd.column), odd.column.name);
                self.builder.unreadable(what());
                Ok(None)
            }
        }
    }

    /// A reference into a file that may be left out: that is allowed while nothing refers to it.
    pub(super) fn needs(&self, record: &Record<'_>, column: Column, name: &str) -> Result<(), SourceError> {
        if self.files.contains_key(name) {
            return Ok(());
        }
        Err(record.error(ErrorCode::RosterIncomplete, column, format!("{name}.csv")))
    }

    /// A reference of which nothing that is kept depends: told when it points nowhere.
    pub(super) fn loosely(&mut self, record: &Record<'_>, column: Column, is_there: bool) {
        if !is_there {
            self.builder.finding(Severity::Warning, Code::ReferenceMissing, record.place_of(column), column.name);
        }
    }
}

/// A reference without which the row says nothing.
pub(super) fn refer<'a>(record: &Record<'a>, column: Column, ids: &Ids) -> Result<(&'a str, usize), Fault> {
    let id = record.id(column)?.ok_or(Odd { code: Code::RowUnreadable, column })?;
    let number = ids.number(id).ok_or(Odd { code: Code::ReferenceMissing, column })?;
    Ok((id, number))
}
