//! Reads the files of a mapping in the order in which they refer to each other.

use super::aliases::Aliases;
use super::fields::Field;
use super::layout::{Layout, Line, Odd};
use super::units::UnitDraft;
use super::{Header, Mapping, Settings, header, place_of};
use crate::roster::{Code, Entity, Parts, PartsBuilder, Place, Severity};
use crate::source::files::{Watch, is_there};
use crate::source::rows::{Dialect, Manner, Rows, is_password};
use crate::source::text::{Charset, Encoding, survey};
use crate::source::{ErrorCode, Imprinter, SourceError};
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

/// Reads everything, or says why not. Also tells the encodings that were met.
pub(super) fn read(
    settings: &Settings,
    mapping: &[u8],
    imprinter: Option<&Imprinter>,
) -> Result<(Parts, BTreeSet<&'static str>), SourceError> {
    check_date_format(&settings.date_format)?;
    if settings.files.is_empty() {
        return Err(SourceError::new(ErrorCode::MappingInvalid, "file"));
    }
    is_there(&settings.root)?;
    let mut watch = Watch::new();
    watch.keep_to(&settings.root, settings.file_bytes_max);
    let mut reader = Reader::new(settings, imprinter);
    for entity in [Entity::Unit, Entity::Group, Entity::Person, Entity::Membership] {
        for file in settings.files.iter().filter(|file| file.entity == entity) {
            reader.file(file, &mut watch)?;
        }
        if entity == Entity::Unit {
            reader.place_units();
        }
    }
    let fingerprint = watch.settle(mapping)?;
    Ok((reader.builder.finish(fingerprint.digest), reader.charsets))
}

/// Can the format be written and read back?
fn check_date_format(format: &str) -> Result<(), SourceError> {
    const SAMPLE: Date = date(2026, 11, 23);
    let text = jiff::fmt::strtime::format(format, SAMPLE).ok();
    let back = text.and_then(|text| Date::strptime(format, text).ok());
    if back == Some(SAMPLE) {
        return Ok(());
    }
    Err(SourceError::new(ErrorCode::MappingInvalid, format!("date_format {format}")))
}

#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
type Seen = std::collections::HashSet<u128>;

pub(super) struct Reader<'s> {
    settings: &'s Settings,
    pub(super) imprinter: Option<&'s Imprinter>,
    pub(super) builder: PartsBuilder,
    pub(super) units: Aliases,
    pub(super) groups: Aliases,
    pub(super) persons: Aliases,
    pub(super) unit_drafts: Vec<UnitDraft>,
    /// Persons with a row that cannot be relied on.
    pub(super) unread: BTreeSet<Box<str>>,
    seen: Seen,
    told: BTreeSet<&'s str>,
    charsets: BTreeSet<&'static str>,
}

/// How often a file is mapped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// As one entity.
    Once,
    /// As several: one row tells of a person, a group and a unit.
    Flat,
}

impl<'s> Reader<'s> {
    fn new(settings: &'s Settings, imprinter: Option<&'s Imprinter>) -> Self {
        Self {
            settings,
            imprinter,
            builder: PartsBuilder::new(settings.source.clone()),
            units: Aliases::default(),
            groups: Aliases::default(),
            persons: Aliases::default(),
            unit_drafts: Vec::new(),
            unread: BTreeSet::new(),
            seen: Seen::default(),
            told: BTreeSet::new(),
            charsets: BTreeSet::new(),
        }
    }

    fn file(&mut self, mapping: &'s Mapping, watch: &mut Watch) -> Result<(), SourceError> {
        let name = mapping.path.as_str();
        let path = place_of(&self.settings.root, name);
        let first = survey(&mut watch.open(name, &path)?, self.settings.encoding, name)?;
        let separator = header::separator(self.settings.separator, &first.first_line);
        let dialect = Dialect { separator, charset: first.charset, manner: Manner::Spreadsheet };
        self.charsets.insert(first.charset.word());

        let uses = self.settings.files.iter().filter(|file| file.path == mapping.path).count();
        let uses = if uses > 1 { Use::Flat } else { Use::Once };

        let mut rows = Rows::new(watch.open(name, &path)?, name, dialect);
        let empty = || SourceError::new(ErrorCode::FileEmpty, "0").in_file(name);
        let row = rows.next()?.ok_or_else(empty)?;
        let names: Vec<String> = match mapping.header {
            Header::Names => row.iter().map(|name| name.trim().to_owned()).collect(),
            Header::None => vec![String::new(); row.len()],
        };
        let known = Some(&*names).filter(|_| mapping.header == Header::Names);
        let layout = Layout::new(mapping, known, names.len(), &self.settings.date_format)?;
        self.builder.open(name, layout.references(mapping.entity));
        let mut count = 0_u64;
        if mapping.header == Header::None {
            count += 1;
            self.row(mapping.entity, layout.line(row)?, uses)?;
        }
        rows.keep_to(&names);
        while let Some(row) = rows.next()? {
            count += 1;
            self.row(mapping.entity, layout.line(row)?, uses)?;
        }
        if count == 0 {
            return Err(empty());
        }
        self.builder.rows(name, count);
        self.tell_about(mapping, &names, first.charset, rows.is_unended());
        self.tell_count(Code::IdTrimmed, Severity::Warning, name, layout.trimmed());
        Ok(())
    }

    fn row(&mut self, entity: Entity, line: Line<'_>, uses: Use) -> Result<(), SourceError> {
        self.builder.line(line.number());
        match entity {
            Entity::Unit => self.unit_row(line, uses),
            Entity::Group => self.group_row(line, uses),
            Entity::Person => self.person_row(line),
            Entity::Membership => self.member_row(line, uses),
        }
    }

    /// What is odd about the file itself, once for each file.
    fn tell_about(&mut self, mapping: &'s Mapping, names: &[String], charset: Charset, unended: bool) {
        let name = mapping.path.as_str();
        if !self.told.insert(name) {
            return;
        }
        let place = || Place { file: Some(name.to_owned()), line: None, column: None };
        if self.settings.encoding == Encoding::Auto && charset != Charset::Utf8 {
            self.builder.finding(Severity::Info, Code::EncodingChosen, place(), charset.word());
        }
        if unended {
            self.builder.finding(Severity::Info, Code::LineEndMissing, place(), "");
        }
        if mapping.header == Header::Names {
            let unused = self.unused(mapping, names);
            self.tell_count(Code::ColumnUnused, Severity::Info, name, unused);
        }
    }

    fn unused(&self, mapping: &Mapping, names: &[String]) -> u64 {
        let uses = || self.settings.files.iter().filter(|file| file.path == mapping.path);
        let used = |at: usize, name: &str| {
            let is_it = |column: &super::Column| match column {
                super::Column::Name(wanted) => wanted.trim() == name,
                super::Column::Number(number) => usize::from(*number) == at + 1,
            };
            !is_password(name) && uses().any(|file| file.columns.values().any(is_it))
        };
        names.iter().enumerate().filter(|(at, name)| !used(*at, name)).count() as u64
    }

    fn tell_count(&mut self, code: Code, severity: Severity, file: &str, count: u64) {
        if count > 0 {
            let place = Place { file: Some(file.to_owned()), line: None, column: None };
            self.builder.finding(severity, code, place, count.to_string());
        }
    }

    /// Notes that a row cannot be relied on.
    pub(super) fn note(&mut self, line: Line<'_>, odd: &Odd) {
        self.builder.finding(Severity::Error, odd.code, line.place(odd.field), odd.field.word());
    }

    /// Has a row with the same words in all fields of this entity been met?
    pub(super) fn is_repeat(&mut self, entity: Entity, line: Line<'_>) -> bool {
        let mut words = String::from(entity.word());
        for field in Field::of(entity) {
            words.push('\0');
            words.push_str(line.text(*field));
        }
        !self.seen.insert(xxh3_128(words.as_bytes()))
    }
}
