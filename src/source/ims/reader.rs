//! Reads documents in any order of their records, and puts together what they say once all have been read.

use super::document::{Document, Step};
use super::element::{Element, Heeds};
use super::groups;
use super::ids::{self, Named};
use super::intake::Spot;
use super::links::Link;
use super::persons;
use super::values::{self, EXTENTS, Extent};
use super::{Documents, Limits, Settings};
use crate::roster::{Code, PartsBuilder, Place, Severity};
use crate::source::csv::is_short_code;
use crate::source::files::Watch;
use crate::source::ids::ID_LETTERS_MAX;
use crate::source::text::Charset;
use crate::source::{ErrorCode, Imprinter, SourceError};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

/// What has been read so far.
pub(super) struct Delivery {
    pub(super) builder: PartsBuilder,
    pub(super) imprinter: Option<Imprinter>,
    files: Vec<String>,
    pub(super) persons: Vec<persons::Draft>,
    /// By key: the number of the draft.
    pub(super) person_at: BTreeMap<Arc<str>, usize>,
    /// Other ids of a person, and its key.
    pub(super) person_ids: BTreeMap<Arc<str>, Arc<str>>,
    /// Persons with a record that cannot be relied on.
    pub(super) unread_persons: BTreeSet<Arc<str>>,
    pub(super) groups: Vec<groups::Draft>,
    pub(super) group_at: BTreeMap<Arc<str>, usize>,
    pub(super) group_ids: BTreeMap<Arc<str>, Arc<str>>,
    /// By number of the group: the unit that it lies in.
    pub(super) units: Vec<Option<Arc<str>>>,
    pub(super) unit_by_code: BTreeMap<Arc<str>, Arc<str>>,
    pub(super) links: Vec<Link>,
    /// Each id once, however many memberships name it.
    pub(super) names: BTreeSet<Arc<str>>,
    told: BTreeSet<&'static str>,
    /// Persons whose id is ten digits that could be a personal number.
    ten_digits: usize,
}

/// A place in one of the documents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand {
    pub(super) document: u16,
    line: u32,
    column: u32,
}

/// What cannot be relied on, and in which element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odd(pub(super) Code, pub(super) &'static str);

/// What a document holds, for the question whether it is whole.
#[derive(Default)]
struct Held {
    records: u64,
    /// What it says it is, and where.
    word: Option<(String, Spot)>,
    /// Where a record is marked as a change.
    change: Option<Spot>,
}

/// Reads everything; nothing when all documents say that there is no change.
pub(super) fn read(
    settings: &Settings,
    imprinter: Option<&Imprinter>,
    documents: &Documents,
    watch: &mut Watch,
) -> Result<Option<PartsBuilder>, SourceError> {
    let mut delivery = Delivery::new(settings);
    delivery.imprinter = imprinter.cloned();
    let mut unchanged = Vec::new();
    for (name, path) in &documents.read {
        let input = watch.open(name, path)?;
        if delivery.document(input, name, settings.limits)? == Extent::Delta {
            unchanged.push(name);
        }
    }
    match unchanged.first() {
        Some(_) if unchanged.len() == documents.read.len() => Ok(None),
        // What the others lack would read as gone.
        Some(name) => Err(SourceError::new(ErrorCode::DeltaUnsupported, name.as_str()).in_file(name)),
        None => delivery.finish(documents).map(Some),
    }
}

/// Does a file begin as a document of this format does?
pub(crate) fn is_ims(path: &Path) -> bool {
    let open = |file| Document::open(BufReader::new(file), "", Limits::default()).ok();
    let Some(mut document) = std::fs::File::open(path).ok().and_then(open) else { return false };
    loop {
        match document.step(false) {
            Ok(Step::Open(root)) => return root.name == "enterprise",
            Ok(Step::Pass) => {}
            _ => return false,
        }
    }
}

impl Delivery {
    fn new(settings: &Settings) -> Self {
        Self {
            builder: PartsBuilder::new(settings.source.clone()),
            imprinter: None,
            files: Vec::new(),
            persons: Vec::new(),
            person_at: BTreeMap::new(),
            person_ids: BTreeMap::new(),
            unread_persons: BTreeSet::new(),
            groups: Vec::new(),
            group_at: BTreeMap::new(),
            group_ids: BTreeMap::new(),
            units: Vec::new(),
            unit_by_code: BTreeMap::new(),
            links: Vec::new(),
            names: BTreeSet::new(),
            told: BTreeSet::new(),
            ten_digits: 0,
        }
    }

    fn document<R: BufRead>(&mut self, input: R, name: &str, limits: Limits) -> Result<Extent, SourceError> {
        self.files.push(name.to_owned());
        let mut document = Document::open(input, name, limits)?;
        document.heed(if self.imprinter.is_some() { Heeds::Personal } else { Heeds::Roster });
        let mut held = Held::default();
        loop {
            match document.step(false)? {
                Step::Open(root) if document.depth() == 1 && root.name != "enterprise" => {
                    return Err(document.error(ErrorCode::XmlRoot, "", root.spot));
                }
                Step::Open(opened) if document.depth() > 1 => self.record(&mut document, opened, &mut held)?,
                Step::End => break,
                _ => {}
            }
        }
        if document.charset() != Charset::Utf8 {
            let place = Place { file: Some(name.to_owned()), line: None, column: None };
            self.builder.finding(Severity::Info, Code::EncodingChosen, place, document.charset().word());
        }
        self.builder.rows(name, held.records);
        held.extent(&document, name)
    }

    /// A record that begins here.
    fn record<R: BufRead>(
        &mut self,
        document: &mut Document<R>,
        opened: Element,
        held: &mut Held,
    ) -> Result<(), SourceError> {
        held.meet(&opened);
        match opened.name {
            "properties" => {
                let properties = document.record(opened)?;
                if let Some(word) = properties.child("type").filter(|word| !word.text.is_empty()) {
                    held.word = Some((word.text.clone(), word.spot));
                }
                Ok(())
            }
            "person" => {
                held.records += 1;
                let person = document.record(opened)?;
                self.person(&person)
            }
            "group" => {
                held.records += 1;
                let group = document.record(opened)?;
                self.group(&group)
            }
            "membership" => {
                held.records += 1;
                self.membership(document, &opened, held)
            }
            _ => document.skip(),
        }
    }

    /// A membership may have a hundred thousand members, so they are read one by one.
    fn membership<R: BufRead>(
        &mut self,
        document: &mut Document<R>,
        opened: &Element,
        held: &mut Held,
    ) -> Result<(), SourceError> {
        let outside = document.depth() - 1;
        let mut group: Option<String> = None;
        while document.depth() > outside {
            let Step::Open(child) = document.step(false)? else { continue };
            match child.name {
                "sourcedid" => {
                    let sourcedid = document.record(child)?;
                    group = group.or_else(|| sourcedid.say(&["id"]).map(ids::key));
                }
                "member" => {
                    let member = document.record(child)?;
                    for role in member.all("role") {
                        held.meet(role);
                    }
                    let blank = || document.error(ErrorCode::IdBlank, "membership.sourcedid", opened.spot);
                    self.member(group.as_deref().ok_or_else(blank)?, &member)?;
                }
                _ => document.skip()?,
            }
        }
        Ok(())
    }

    fn finish(mut self, documents: &Documents) -> Result<PartsBuilder, SourceError> {
        if self.ten_digits * 2 > self.persons.len() {
            return Err(SourceError::new(ErrorCode::IdPersonal, "person.sourcedid"));
        }
        self.tell_about(documents);
        self.nest();
        let contacts = self.place_groups();
        let members = self.place_links();
        let left_out = self.place_persons();
        for (person, group, role, period) in members {
            self.builder.member(&person, &group, role, period);
        }
        for (code, count) in [(Code::ContactGroupLeftOut, contacts), (Code::GuardianLeftOut, left_out)] {
            if count > 0 {
                self.builder.finding(Severity::Info, code, Place::default(), count.to_string());
            }
        }
        Ok(self.builder)
    }

    fn tell_about(&mut self, documents: &Documents) {
        if documents.is_guessed {
            let count = documents.read.len().to_string();
            self.builder.finding(Severity::Warning, Code::DocumentsUnited, Place::default(), count);
        }
        for name in &documents.unexpected {
            let place = Place { file: Some(name.clone()), line: None, column: None };
            self.builder.finding(Severity::Warning, Code::DocumentUnexpected, place, "");
        }
    }

    /// The key of a record, and its other ids.
    pub(super) fn named(&self, element: &Element, about: &str) -> Result<(String, Vec<String>), SourceError> {
        let refuse = |code| Err(self.error(code, about, self.stand(element.spot)));
        match ids::named(element) {
            Named::Key(key, others) => Ok((key, others)),
            Named::Blank => refuse(ErrorCode::IdBlank),
            Named::TooLong => refuse(ErrorCode::IdTooLong)
                .map_err(|error: SourceError| SourceError { about: format!("{about} / {}", ID_LETTERS_MAX), ..error }),
        }
    }

    /// Refuses a personal number where the id of a person should be.
    pub(super) fn meet_id(&mut self, key: &str, stand: Stand) -> Result<(), SourceError> {
        if ids::is_personal(key) {
            return Err(self.error(ErrorCode::IdPersonal, "person.sourcedid", stand));
        }
        self.ten_digits += usize::from(ids::may_be_personal(key));
        Ok(())
    }

    /// One of the ids that many memberships name.
    pub(super) fn name(&mut self, id: &str) -> Arc<str> {
        if let Some(known) = self.names.get(id) {
            return Arc::clone(known);
        }
        let name: Arc<str> = Arc::from(id);
        self.names.insert(Arc::clone(&name));
        name
    }

    /// The code of a programme; what is none is let go, and somebody should look.
    pub(super) fn short_code(&mut self, text: Option<&str>, stand: Stand, about: &'static str) -> Option<Arc<str>> {
        let text = text?;
        if is_short_code(text) {
            return Some(Arc::from(text));
        }
        if self.told.insert(about) {
            self.find(stand, Severity::Warning, Code::ValueUnknown, about);
        }
        None
    }

    pub(super) fn stand(&self, spot: Spot) -> Stand {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let document = u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX);
        Stand { document, line: number(spot.line), column: number(spot.column) }
    }

    pub(super) fn place(&self, stand: Stand) -> Place {
        let file = self.files.get(usize::from(stand.document)).cloned();
        Place { file, line: Some(stand.line.into()), column: Some(stand.column.into()) }
    }

    fn error(&self, code: ErrorCode, about: &str, stand: Stand) -> SourceError {
        let Place { file, line, column } = self.place(stand);
        SourceError { file, line, column, ..SourceError::new(code, about) }
    }

    /// Notes that a record cannot be relied on.
    pub(super) fn note(&mut self, stand: Stand, Odd(code, about): Odd) {
        self.find(stand, Severity::Error, code, about);
    }

    pub(super) fn find(&mut self, stand: Stand, severity: Severity, code: Code, about: &str) {
        let place = self.place(stand);
        self.builder.finding(severity, code, place, about);
    }
}

impl Held {
    /// Is this record marked as a change to what was there before?
    fn meet(&mut self, element: &Element) {
        let is_change = matches!(element.attribute("recstatus"), Some("2" | "3"))
            || matches!(element.attribute("complete"), Some("false" | "0"));
        if is_change {
            self.change.get_or_insert(element.spot);
        }
    }

    /// Is the document whole? What it says of itself comes first; without that, one that marks changes is a delta.
    fn extent<R: BufRead>(self, document: &Document<R>, name: &str) -> Result<Extent, SourceError> {
        let (extent, spot) = match &self.word {
            Some((word, spot)) => match values::extent(word) {
                Some(extent) => (extent, *spot),
                None => return Err(document.error(ErrorCode::ValueInvalid, EXTENTS, *spot)),
            },
            None => {
                (if self.change.is_some() { Extent::Delta } else { Extent::Full }, self.change.unwrap_or(Spot::START))
            }
        };
        match extent {
            Extent::Delta if self.records > 0 => Err(document.error(ErrorCode::DeltaUnsupported, name, spot)),
            Extent::Full if self.records == 0 => Err(document.error(ErrorCode::FileEmpty, "0", Spot::START)),
            extent => Ok(extent),
        }
    }
}
