//! Reads a package: manifest, then the tables in the order in which they refer to each other.

use super::delta::Laid;
use super::later::Later;
use super::layout::{self, FILES, Version};
use super::manifest::{self, Declared, Manifest};
use super::record::{Record, Status, Taken};
use super::table::Table;
use super::users::Draft;
use super::{Settings, delta, enrollments};
use crate::roster::Kept;
use crate::roster::{Code, Mark, Parts, PartsBuilder, Period, Place, Severity, Struck, Unreadable};
use crate::source::files::Watch;
use crate::source::ids::Ids;
use crate::source::package::{Package, public_name};
use crate::source::{ErrorCode, Imprinter, Part, SourceError};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::rc::Rc;

/// What has been read so far.
pub(super) struct Delivery {
    pub(super) builder: PartsBuilder,
    pub(super) version: Version,
    pub(super) sessions: Ids,
    pub(super) session_list: Vec<Session>,
    pub(super) orgs: Ids,
    /// By number of the org: may classes and enrolments be there?
    pub(super) schools: Vec<bool>,
    pub(super) courses: Ids,
    pub(super) classes: Ids,
    /// By number of the class: does the source say that it is no more?
    pub(super) dead_classes: Vec<bool>,
    pub(super) users: Ids,
    pub(super) drafts: Vec<Draft>,
    pub(super) profiles: Ids,
    /// By number of the profile: the number of its user.
    pub(super) profile_users: Vec<usize>,
    /// Whose rows are read, when not everybody's.
    pub(super) part: Option<Rc<Part>>,
    pub(super) imprinter: Option<Imprinter>,
    /// Of a table that is made of what was kept and a delta: the lines of the delta.
    of_delta: Option<Vec<u64>>,
}

/// What a package is read beside.
pub(super) struct Beside<'a> {
    /// Rows that a delta is laid on.
    pub(super) kept: Option<&'a Kept>,
    /// Whose rows are read, when not everybody's.
    pub(super) part: Option<Part>,
    /// Makes imprints.
    pub(super) imprinter: Option<&'a Imprinter>,
}

pub(super) struct Session {
    pub(super) is_school_year: bool,
    pub(super) period: Period,
}

/// The order in which tables can be checked row by row.
pub(super) const ORDER: &[&str] = &[
    "academicSessions",
    "orgs",
    "courses",
    "classes",
    "users",
    "userProfiles",
    "roles",
    "enrollments",
    "demographics",
];

/// A package with its manifest, once the files there are those that it declares.
pub(super) fn open(settings: &Settings, watch: &mut Watch) -> Result<(Package, Manifest), SourceError> {
    let mut package = Package::open(&settings.root, settings.limits, layout::is_ours, watch)?;
    let mut manifest = open_manifest(&mut package, watch)?;
    check_files(&package, &manifest)?;
    delta::heed_rows(&mut package, &mut manifest, watch)?;
    Ok((package, manifest))
}

/// Reads everything, or what concerns some persons. A delta is read as the whole that it makes with the rows that were
/// kept, and so is a package that is a manifest and declares no files: a part of what is kept may be held. Nothing when
/// that is all, and nothing of its release is kept.
pub(super) fn read(
    settings: &Settings,
    beside: Beside<'_>,
    watch: &mut Watch,
) -> Result<Option<PartsBuilder>, SourceError> {
    let Beside { kept, part, imprinter } = beside;
    let (mut package, manifest) = open(settings, watch)?;
    match manifest.mode() {
        mode @ (Declared::Absent | Declared::Delta) => {
            let laid = match delta::lay(&mut package, &manifest, kept, watch) {
                Err(lost) if lost.code == ErrorCode::DeltaWithoutBase && mode == Declared::Absent => return Ok(None),
                laid => laid?,
            };
            let mut delivery = Delivery::new(settings, manifest.version);
            delivery.imprinter = imprinter.cloned();
            return read_delta(delivery, &laid, &mut package, &manifest, watch).map(Some);
        }
        Declared::Bulk => {}
    }
    let mut delivery = Delivery::new(settings, manifest.version);
    delivery.part = part.map(Rc::new);
    delivery.imprinter = imprinter.cloned();
    delivery.tell_about(&manifest);
    for name in ORDER.iter().copied().chain(others(&manifest).map(|(name, _)| name)) {
        if manifest.declared(name) == Declared::Bulk {
            let file = format!("{name}.csv");
            let input = package.file(&file, watch)?;
            delivery.table(name, &file, input, Taken::Bulk)?;
        }
    }
    check_whole(manifest.version, |name| manifest.declared(name) == Declared::Bulk)?;
    delivery.finish().map(Some)
}

/// Reads everything as it is with a delta. How many rows its files have says nothing of how many a whole delivery has.
fn read_delta(
    mut delivery: Delivery,
    laid: &BTreeMap<&'static str, Laid>,
    package: &mut Package,
    manifest: &Manifest,
    watch: &mut Watch,
) -> Result<PartsBuilder, SourceError> {
    check_whole(manifest.version, |name| laid.contains_key(name))?;
    delivery.tell_about(manifest);
    // Birth dates are not kept, and a delta has few.
    if delivery.imprinter.is_some() {
        delivery.builder.keep_imprints();
    }
    for name in ORDER.iter().copied() {
        let Some(laid) = laid.get(name) else { continue };
        let file = format!("{name}.csv");
        delivery.of_delta = Some(laid.delivered());
        delivery.table(name, &file, laid.text.as_slice(), Taken::Laid).map_err(|error| laid.place(error))?;
        if manifest.declared(name) != Declared::Absent {
            let place = Place { file: Some(file), line: None, column: None };
            let about = format!("{} / {}", laid.changed, laid.deleted);
            delivery.builder.finding(Severity::Info, Code::DeltaLaid, place, about);
        }
    }
    for (name, declared) in others(manifest) {
        let taken = if declared == Declared::Delta { Taken::Delta } else { Taken::Bulk };
        let file = format!("{name}.csv");
        delivery.table(name, &file, package.file(&file, watch)?, taken)?;
    }
    delivery.builder.forget_rows();
    delivery.finish()
}

/// Looks at a delta by itself: how its rows are written, not what they refer to.
pub(crate) fn look_at_delta(settings: &Settings) -> Result<Parts, SourceError> {
    let mut watch = Watch::without_digest();
    let (mut package, manifest) = open(settings, &mut watch)?;
    let mut builder = PartsBuilder::new(settings.source.clone());
    for (name, (declared, _)) in manifest.files.iter().filter(|(_, (declared, _))| *declared != Declared::Absent) {
        let file = format!("{name}.csv");
        let taken = if *declared == Declared::Delta { Taken::Delta } else { Taken::Bulk };
        let input = package.file(&file, &mut watch)?;
        let mut table = Table::open(input, &file, manifest.version, layout::of(name, manifest.version))?.taken(taken);
        let (mut changed, mut deleted) = (0_u64, 0_u64);
        while let Some((_, record)) = table.next()? {
            let count = if record.is_gone() { &mut deleted } else { &mut changed };
            *count += 1;
        }
        builder.rows(&file, changed + deleted);
        let place = Place { file: Some(file), line: None, column: None };
        builder.finding(Severity::Info, Code::DeltaSeen, place, format!("{changed} / {deleted}"));
    }
    Ok(builder.finish(0))
}

/// Files that are there and are no part of a roster.
fn others(manifest: &Manifest) -> impl Iterator<Item = (&'static str, Declared)> {
    let others = FILES.iter().map(|kind| kind.name).filter(|name| !ORDER.contains(name));
    others.map(|name| (name, manifest.declared(name))).filter(|(_, declared)| *declared != Declared::Absent)
}

/// What the manifest and the rows say that it is, without reading on.
pub(crate) fn manifest(settings: &Settings) -> Result<Manifest, SourceError> {
    Ok(open(settings, &mut Watch::without_digest())?.1)
}

fn open_manifest(package: &mut Package, watch: &mut Watch) -> Result<Manifest, SourceError> {
    if !package.has(manifest::NAME) {
        return Err(SourceError::new(ErrorCode::ManifestMissing, "").in_file(manifest::NAME));
    }
    manifest::read(package.file(manifest::NAME, watch)?)
}

/// The files there are those that the manifest declares.
fn check_files(package: &Package, manifest: &Manifest) -> Result<(), SourceError> {
    let refuse = |code, about: String, line: u64| {
        Err(SourceError::new(code, about).in_file(manifest::NAME).on_line(line).in_field(1))
    };
    for (name, (declared, line)) in &manifest.files {
        let file = format!("{name}.csv");
        if *declared != Declared::Absent && !package.has(&file) {
            return refuse(ErrorCode::FileNotDelivered, file, *line);
        }
    }
    for file in package.names() {
        let name = file.strip_suffix(".csv").unwrap_or_default();
        if file != manifest::NAME && manifest.declared(name) == Declared::Absent {
            let about = public_name(&file, layout::is_ours);
            return Err(SourceError::new(ErrorCode::FileUndeclared, about).in_file(about));
        }
    }
    Ok(())
}

/// Refuses what is no roster.
fn check_whole(version: Version, is_there: impl Fn(&str) -> bool) -> Result<(), SourceError> {
    match manifest::needed(version).iter().find(|name| !is_there(name)) {
        Some(name) => {
            let about = format!("{name}.csv");
            Err(SourceError::new(ErrorCode::RosterIncomplete, about).in_file(manifest::NAME))
        }
        None => Ok(()),
    }
}

impl Delivery {
    fn new(settings: &Settings, version: Version) -> Self {
        Self {
            builder: PartsBuilder::new(settings.source.clone()),
            version,
            sessions: Ids::default(),
            session_list: Vec::new(),
            orgs: Ids::default(),
            schools: Vec::new(),
            courses: Ids::default(),
            classes: Ids::default(),
            dead_classes: Vec::new(),
            users: Ids::default(),
            drafts: Vec::new(),
            profiles: Ids::default(),
            profile_users: Vec::new(),
            part: None,
            imprinter: None,
            of_delta: None,
        }
    }

    fn tell_about(&mut self, manifest: &Manifest) {
        for name in &manifest.silent {
            let place = Place { file: Some(manifest::NAME.to_owned()), line: None, column: None };
            self.builder.finding(Severity::Warning, Code::ManifestSilent, place, format!("{name}.csv"));
        }
        for name in &manifest.bulk_by_rows {
            let place = Place { file: Some(format!("{name}.csv")), line: None, column: None };
            self.builder.finding(Severity::Warning, Code::BulkByRows, place, "");
        }
        self.tell_end(manifest::NAME, manifest.is_unended);
    }

    fn tell_end(&mut self, file: &str, unended: bool) {
        if unended {
            let place = Place { file: Some(file.to_owned()), line: None, column: None };
            self.builder.finding(Severity::Info, Code::LineEndMissing, place, "");
        }
    }

    /// Tells of what was read although it is not as the format has it.
    fn tell_odd<R: BufRead>(&mut self, file: &str, table: &Table<R>) {
        let odd = table.odd();
        // A unit that others are in stays, whatever its row says.
        let is_dropped = ["users.csv", "roles.csv", "classes.csv", "enrollments.csv"].contains(&file);
        let told = [
            (Code::IdTrimmed, &odd.trimmed),
            (Code::WordCase, &odd.case),
            (Code::StatusInBulk, &odd.status),
            (Code::RecordDeleted, &odd.deleted),
        ];
        let is_true = |code: Code| code != Code::RecordDeleted || is_dropped;
        for (code, count) in told.into_iter().filter(|(code, count)| count.get() > 0 && is_true(*code)) {
            let place = Place { file: Some(file.to_owned()), line: None, column: None };
            self.builder.finding(Severity::Warning, code, place, count.get().to_string());
        }
    }

    fn table<R: BufRead>(&mut self, name: &str, file: &str, input: R, taken: Taken) -> Result<(), SourceError> {
        let mut table = Table::open(input, file, self.version, layout::of(name, self.version))?.taken(taken);
        if let (Some(part), Some(owner)) = (&self.part, layout::owner(name)) {
            let [column] = table.columns([owner]);
            table.keep_only(column, Rc::clone(part));
        }
        match name {
            "academicSessions" => self.read_sessions(&mut table)?,
            "orgs" => self.read_orgs(&mut table)?,
            "courses" => self.read_courses(&mut table)?,
            "classes" => self.read_classes(&mut table)?,
            "users" => self.read_users(&mut table)?,
            "userProfiles" => self.read_profiles(&mut table)?,
            "roles" => self.read_roles(&mut table)?,
            "enrollments" => enrollments::read(self, &mut table)?,
            "demographics" => self.read_demographics(&mut table)?,
            _ => while table.next()?.is_some() {},
        }
        self.tell_odd(file, &table);
        let (ids, rows, unended) = table.end();
        self.builder.rows(file, rows);
        match name {
            "academicSessions" => self.sessions = ids,
            "orgs" => self.orgs = ids,
            "courses" => self.courses = ids,
            "classes" => self.classes = ids,
            "users" => self.users = ids,
            "userProfiles" => self.profiles = ids,
            _ => {}
        }
        self.tell_end(file, unended);
        Ok(())
    }

    /// The number of the row that a reference points at. A row that names what a whole delivery does not have is set aside,
    /// and `what` it is about keeps its previous state. So is a row that was kept; a delta is refused for one of its own.
    pub(super) fn known(
        &mut self,
        (record, column): (&Record<'_>, usize),
        number: Option<usize>,
        what: Unreadable,
    ) -> Result<Option<usize>, SourceError> {
        if number.is_none() && self.is_of_delta(record) {
            return found(record, column, number).map(Some);
        }
        if number.is_none() {
            let lost = record.error(ErrorCode::ReferenceMissing, column);
            let line = lost.line.filter(|_| self.of_delta.is_none());
            let place = Place { file: lost.file, line, column: lost.column };
            self.builder.finding(Severity::Error, Code::ReferenceMissing, place, lost.about);
            self.builder.unreadable(what);
        }
        Ok(number)
    }

    /// Did the row come with a delta, and was not kept of what went before?
    fn is_of_delta(&self, record: &Record<'_>) -> bool {
        self.of_delta.as_ref().is_some_and(|lines| lines.binary_search(&record.row.line).is_ok())
    }

    /// Notes what a delta deletes.
    pub(super) fn strike(&mut self, record: &Record<'_>, what: impl FnOnce() -> Struck) {
        if record.status == Status::Deleted && self.is_of_delta(record) {
            self.builder.struck(what());
        }
    }

    fn finish(mut self) -> Result<PartsBuilder, SourceError> {
        let mut left_out = self.part.as_ref().map_or(0, |part| part.left_out);
        for draft in std::mem::take(&mut self.drafts) {
            if draft.is_nameless() {
                return Err(SourceError::new(ErrorCode::DeltaWithoutBase, "").in_file("users.csv"));
            }
            left_out += u64::from(draft.is_only_guardian());
            if let Some((person, place)) = draft.into_person() {
                self.builder.person(person, place);
            }
        }
        if left_out > 0 {
            let place = Place { file: Some("users.csv".to_owned()), line: None, column: None };
            self.builder.finding(Severity::Info, Code::GuardianLeftOut, place, left_out.to_string());
        }
        Ok(self.builder)
    }
}

/// The number of the row that a reference points at.
pub(super) fn refer(record: &Record<'_>, column: usize, ids: &Ids) -> Result<usize, SourceError> {
    found(record, column, ids.number(record.id(column)?))
}

pub(super) fn found(record: &Record<'_>, column: usize, number: Option<usize>) -> Result<usize, SourceError> {
    number.ok_or_else(|| record.error(ErrorCode::ReferenceMissing, column))
}

/// A reference that may point further down in the same table.
pub(super) fn later(record: &Record<'_>, column: usize, id: &str) -> Later {
    Later { id: id.into(), line: record.row.line, column }
}

/// Do all references inside a table point at rows of it?
pub(super) fn settle<R: BufRead>(
    table: &Table<R>,
    references: &[Later],
    part: Option<&Part>,
) -> Result<(), SourceError> {
    let is_there = |id: &str| table.has(id) || part.is_some_and(|part| part.knows(Mark::of(id.as_bytes())));
    match references.iter().find(|reference| !is_there(&reference.id)) {
        Some(lost) => Err(table.error(ErrorCode::ReferenceMissing, lost.column, lost.line)),
        None => Ok(()),
    }
}
