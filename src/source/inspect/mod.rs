//! Looks at one delivery without a database: what it is, what it holds, what is odd, would it be taken.

mod judged;

use self::judged::{Judged, entity_of, is_strict, judge};
use super::files::{Watch, is_there};
use super::oneroster::Declared;
use super::sds::{self, Known};
use super::ss12000::Ss12000;
use super::text::{BOM, survey};
use super::words::{self, Language};
use super::{Encoding, ErrorCode, Limits, Reading, Source, SourceError, csv, ims, oneroster, rows};
use crate::roster::{Code, Entity, Finding, Parts, Place, Severity, SourceName};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a delivery is, or is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Find out.
    Auto,
    /// OneRoster 1.1 or 1.2 CSV.
    Oneroster,
    /// Flat files.
    Csv,
    /// Microsoft School Data Sync.
    Sds,
    /// IMS Enterprise.
    Ims,
    /// A server of SS 12000.
    Ss12000,
}

/// How a delivery relates to what went before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// OneRoster: everything, as reference.
    Bulk,
    /// Changes only.
    Delta,
    /// Everything, as it is now.
    Snapshot,
}

/// Is a package as its format has it?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Conformance {
    /// To the letter.
    Strict,
    /// In what matters.
    Lenient,
    /// Not so that it could be read.
    None,
}

/// Would it be taken?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It can be read.
    Accepted,
    /// It cannot.
    Refused,
}

/// The answer of `inspect --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// What it is.
    pub format: Format,
    /// How it relates to what went before.
    pub mode: Mode,
    /// OneRoster: is it as the format has it, to the letter? What real exporters write otherwise is read all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conformance: Option<Conformance>,
    /// The encoding its files were read in.
    pub encoding: String,
    /// How much there is; zero when it is refused.
    pub counts: Counts,
    /// How many rows each file has, the first line left out.
    pub rows: BTreeMap<String, u64>,
    /// What is odd.
    pub findings: Vec<Remark>,
    /// Would it be taken?
    pub verdict: Verdict,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Organisation units.
    pub units: usize,
    /// Persons.
    pub persons: usize,
    /// Groups.
    pub groups: usize,
    /// Memberships.
    pub memberships: usize,
}

/// A finding or a refusal, with words for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// How bad.
    pub severity: Severity,
    /// What, in snake case.
    pub code: String,
    /// File name inside the delivery.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Field, from 1.
    pub column: Option<u64>,
    /// What is wrong and how to mend it; no value of a personal field.
    pub message: String,
}

/// Looks at the delivery at `path`. `mapping` is how flat files are to be read, and how large
/// files may be, where that is known.
#[must_use]
pub fn inspect(path: &Path, format: Format, mapping: Option<csv::Settings>, language: Language) -> Inspection {
    let may_be_set = matches!(format, Format::Auto | Format::Sds);
    let known = may_be_set.then(|| sds::recognise(path, Limits::default()).ok().flatten()).flatten();
    let is_clever = format == Format::Auto && known == Some(Known::Clever);
    let format = match format {
        Format::Auto => recognise(path, mapping.is_some(), known),
        named => named,
    };
    let mode = if format == Format::Oneroster { Mode::Bulk } else { Mode::Snapshot };
    let mut inspection = Inspection::of(format, mode);
    let result = match (format, mapping) {
        (Format::Oneroster, mapping) => {
            let limits = mapping.map(|mapping| Limits::of_files(mapping.file_bytes_max));
            look_at_oneroster(path, limits.unwrap_or_default(), language, &mut inspection)
        }
        (Format::Csv, Some(mapping)) => {
            let files: BTreeMap<String, Entity> =
                mapping.files.iter().map(|file| (file.path.clone(), file.entity)).collect();
            let read = csv::Csv::new(csv::Settings { root: path.to_owned(), ..mapping }).read();
            read.map(|reading| inspection.take(reading, language, |file| files.get(file).copied()))
        }
        (Format::Csv, None) if is_clever => Err(Known::Clever.refusal()),
        (Format::Csv | Format::Auto | Format::Ss12000, _) => look_at_plain(path, language, &mut inspection),
        (Format::Sds, _) => look_at_sds(path, known, language, &mut inspection),
        (Format::Ims, _) => look_at_ims(path, language, &mut inspection),
    };
    if let Err(error) = result {
        inspection.refuse(&error, language);
    }
    inspection
}

/// Looks at a server: tries out what it supports, and reads all that it has.
#[must_use]
pub fn inspect_server(server: &Ss12000, language: Language) -> Inspection {
    let mut inspection = Inspection::of(Format::Ss12000, Mode::Snapshot);
    let tried = server.try_out().and_then(|findings| {
        inspection.findings.extend(findings.iter().map(|finding| Remark::finding(finding, language)));
        inspection.take(server.read()?, language, |_| None);
        Ok(())
    });
    if let Err(error) = tried {
        inspection.refuse(&error, language);
    }
    inspection
}

impl Inspection {
    fn of(format: Format, mode: Mode) -> Self {
        Self {
            format,
            mode,
            conformance: None,
            encoding: "utf-8".to_owned(),
            counts: Counts::default(),
            rows: BTreeMap::new(),
            findings: Vec::new(),
            verdict: Verdict::Accepted,
        }
    }

    /// Takes what was read, and judges it when it is whole.
    fn take(&mut self, reading: Reading, language: Language, entity: impl Fn(&str) -> Option<Entity>) {
        let Reading::Delivery(mut parts) = reading else { return };
        self.counts = count(&parts);
        self.rows = std::mem::take(&mut parts.rows);
        let Judged { findings, torn } = judge(parts, entity);
        if self.format == Format::Oneroster {
            self.conformance = Some(if is_strict(&findings) { Conformance::Strict } else { Conformance::Lenient });
        }
        for finding in &findings {
            if finding.code == Code::EncodingChosen {
                self.encoding.clone_from(&finding.about);
            }
            self.findings.push(Remark::finding(finding, language));
        }
        if let Some(torn) = torn {
            let about = format!("{} / {}", torn.errors, torn.rows);
            self.refuse(&SourceError::new(ErrorCode::Torn, about), language);
        }
    }

    fn refuse(&mut self, error: &SourceError, language: Language) {
        self.verdict = Verdict::Refused;
        self.counts = Counts::default();
        self.conformance = self.conformance.map(|_| Conformance::None);
        self.findings.push(Remark::refusal(error, language));
    }

    /// Says which release of a format it is.
    fn is_known_as(&mut self, about: &str, language: Language) {
        let (code, place) = (Code::FormatKnown, Place::default());
        let finding = Finding { severity: Severity::Info, code, place, about: about.to_owned() };
        self.findings.push(Remark::finding(&finding, language));
    }
}

impl Remark {
    /// A finding in words.
    #[must_use]
    pub fn finding(finding: &Finding, language: Language) -> Self {
        let code = serde_json::to_value(finding.code).ok();
        Self {
            severity: finding.severity,
            code: code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default(),
            file: finding.place.file.clone(),
            line: finding.place.line,
            column: finding.place.column,
            message: words::finding(finding.code, &finding.about, language),
        }
    }

    /// A refusal in words.
    #[must_use]
    pub fn refusal(error: &SourceError, language: Language) -> Self {
        Self {
            severity: Severity::Error,
            code: error.code.word().to_owned(),
            file: error.file.clone(),
            line: error.line,
            column: error.column,
            message: words::error(error.code, &error.about, language),
        }
    }
}

fn count(parts: &Parts) -> Counts {
    Counts {
        units: parts.units.len(),
        persons: parts.persons.len(),
        groups: parts.groups.len(),
        memberships: parts.members.len(),
    }
}

/// What the names of the files say, and what they are known as. SDS has OneRoster's names without a manifest, or names
/// of its own; Clever's are flat files like any others, once somebody maps them.
fn recognise(path: &Path, is_mapped: bool, known: Option<Known>) -> Format {
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if path.is_file() {
        return match ending(path).as_str() {
            "zip" => match known {
                None => Format::Oneroster,
                Some(Known::Clever) => Format::Csv,
                Some(Known::V1 | Known::V2p1 | Known::V2) => Format::Sds,
            },
            "xml" => Format::Ims,
            _ if ims::is_ims(path) => Format::Ims,
            _ => Format::Csv,
        };
    }
    let has = |name: &str| path.join(name).is_file();
    if has("manifest.csv") {
        Format::Oneroster
    } else if is_mapped {
        Format::Csv
    } else if has("orgs.csv") && std::fs::read(path.join("orgs.csv")).is_ok_and(|text| is_oneroster_table(&text)) {
        Format::Oneroster
    } else if let Some(known) = known {
        if known == Known::Clever { Format::Csv } else { Format::Sds }
    } else {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        if entries.map(|entry| entry.path()).any(|file| ending(&file) == "xml") { Format::Ims } else { Format::Csv }
    }
}

/// Only OneRoster's tables have delta columns.
fn is_oneroster_table(text: &[u8]) -> bool {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    text.starts_with(b"sourcedId,status,")
}

fn look_at_oneroster(
    path: &Path,
    limits: Limits,
    language: Language,
    inspection: &mut Inspection,
) -> Result<(), SourceError> {
    let settings = oneroster::Settings { source: SourceName::from("inspect"), root: path.to_owned(), limits };
    inspection.conformance = Some(Conformance::None);
    let manifest = oneroster::manifest(&settings)?;
    inspection.is_known_as(manifest.release(), language);
    if manifest.mode() == Declared::Delta {
        inspection.mode = Mode::Delta;
        inspection.take(Reading::Delivery(oneroster::look_at_delta(&settings)?), language, entity_of);
        return Ok(());
    }
    let reading = oneroster::OneRoster::new(settings).read()?;
    inspection.take(reading, language, entity_of);
    Ok(())
}

fn look_at_ims(path: &Path, language: Language, inspection: &mut Inspection) -> Result<(), SourceError> {
    let settings = ims::Settings {
        source: SourceName::from("inspect"),
        root: path.to_owned(),
        expects: Vec::new(),
        limits: ims::Limits::default(),
    };
    if let Some(dialect) = ims::dialect(path) {
        inspection.is_known_as(&dialect, language);
    }
    let documents = ims::Ims::new(settings);
    if let Some(delta) = documents.look_at_delta()? {
        inspection.mode = Mode::Delta;
        inspection.take(Reading::Delivery(delta), language, entity_of);
        return Ok(());
    }
    inspection.take(documents.read()?, language, entity_of);
    Ok(())
}

fn look_at_sds(
    path: &Path,
    known: Option<Known>,
    language: Language,
    inspection: &mut Inspection,
) -> Result<(), SourceError> {
    if let Some(known) = known.filter(|known| matches!(known, Known::V1 | Known::V2p1)) {
        inspection.is_known_as(known.name(), language);
    }
    let settings =
        sds::Settings { source: SourceName::from("inspect"), root: path.to_owned(), limits: Limits::default() };
    let reading = sds::Sds::new(settings).read()?;
    inspection.take(reading, language, entity_of);
    Ok(())
}

/// Without a mapping: encoding, separator and how many columns and rows each file has. No cell is shown: without
/// names in its first line a file begins with a person.
fn look_at_plain(path: &Path, language: Language, inspection: &mut Inspection) -> Result<(), SourceError> {
    is_there(path)?;
    let mut files = Vec::new();
    if path.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        files.extend(entries.filter(|file| file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"))));
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    if files.is_empty() {
        return Err(SourceError::new(ErrorCode::FileMissing, ""));
    }
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut watch = Watch::new();
        let first = survey(&mut watch.open(&name, &file)?, Encoding::Auto, &name)?;
        let separator = csv::guess_separator(&first.first_line);
        let dialect = rows::Dialect { separator, charset: first.charset, manner: rows::Manner::Spreadsheet };
        let mut rows = rows::Rows::new(watch.open(&name, &file)?, &name, dialect);
        let empty = || SourceError::new(ErrorCode::FileEmpty, "0").in_file(&name);
        let header: Vec<String> = match rows.next()? {
            Some(row) => row.iter().map(|name| name.trim().to_owned()).collect(),
            None => return Err(empty()),
        };
        rows.keep_to(&header);
        let mut count = 0_u64;
        while rows.next()?.is_some() {
            count += 1;
        }
        if count == 0 {
            return Err(empty());
        }
        first.charset.word().clone_into(&mut inspection.encoding);
        let separator = separator.escape_ascii();
        let about = format!("{}, '{separator}' / {} / {count}", first.charset.word(), header.len());
        inspection.rows.insert(name.clone(), count);
        let place = Place { file: Some(name), line: None, column: None };
        let finding = Finding { severity: Severity::Info, code: Code::MappingNeeded, place, about };
        inspection.findings.push(Remark::finding(&finding, language));
    }
    Ok(())
}
