//! Reads documents in any order of their records, and puts together what they say once all have been read.

use super::counts::Counts;
use super::document::{Document, Step};
use super::element::{Element, Heeds};
use super::groups;
use super::ids;
use super::intake::Spot;
use super::laid::{Laid, Origins, Pieces};
use super::links::Link;
use super::persons;
use super::values::Extent;
use super::walk::{Takes, walk};
use super::{Documents, Limits, Settings};
use crate::roster::{Code, PartsBuilder, Place, Severity};
use crate::source::csv::is_short_code;
use crate::source::files::Watch;
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
    files: Vec<Told>,
    /// Of the document that is being read.
    counts: Counts,
    pub(super) persons: Vec<persons::Draft>,
    /// By key: the number of the draft.
    pub(super) person_at: BTreeMap<Arc<str>, usize>,
    /// Other ids of a person, and its key.
    pub(super) person_ids: BTreeMap<Arc<str>, Arc<str>>,
    /// How many are guardians and nothing else.
    pub(super) left_out: u64,
    /// They, and who cannot be read: nobody needs their names.
    pub(super) nameless: Vec<Arc<str>>,
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

/// What has to be known of persons for their records to be kept.
pub(super) struct Keepable {
    /// Whose names nobody needs.
    pub(super) nameless: BTreeSet<Arc<str>>,
    /// Ids of old, and those in use.
    pub(super) person_ids: BTreeMap<Arc<str>, Arc<str>>,
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

/// A document, for the places in it.
struct Told {
    name: String,
    /// Of what is kept and changed, where its lines were delivered.
    origins: Option<Origins>,
}

/// Reads everything; nothing when a document is a delta.
pub(super) fn read(
    settings: &Settings,
    imprinter: Option<&Imprinter>,
    documents: &Documents,
    watch: &mut Watch,
) -> Result<Option<PartsBuilder>, SourceError> {
    let mut delivery = Delivery::new(settings);
    delivery.imprinter = imprinter.cloned();
    for (name, path) in &documents.read {
        let input = watch.open(name, path)?;
        if delivery.document(input, name, settings.limits)? == Extent::Delta {
            return Ok(None);
        }
    }
    delivery.finish(documents).map(|(builder, _)| Some(builder))
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

/// Tells what a document is written in, where that is not UTF-8.
pub(super) fn tell_charset(builder: &mut PartsBuilder, name: &str, charset: Charset) {
    if charset != Charset::Utf8 {
        let place = Place { file: Some(name.to_owned()), line: None, column: None };
        builder.finding(Severity::Info, Code::EncodingChosen, place, charset.word());
    }
}

impl Takes for Delivery {
    fn person(&mut self, record: &Element) -> Result<(), SourceError> {
        self.counts.take(record);
        self.read_person(record)
    }

    fn group(&mut self, record: &Element) -> Result<(), SourceError> {
        self.counts.take(record);
        self.read_group(record)
    }

    fn membership(&mut self, _: &str, _: &Element) -> Result<(), SourceError> {
        Ok(())
    }

    fn member(&mut self, group: &str, _: &Element, member: &Element) -> Result<(), SourceError> {
        self.counts.take(member);
        self.read_member(group, member)
    }
}

impl Delivery {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            builder: PartsBuilder::new(settings.source.clone()),
            imprinter: None,
            files: Vec::new(),
            counts: Counts::default(),
            persons: Vec::new(),
            person_at: BTreeMap::new(),
            person_ids: BTreeMap::new(),
            left_out: 0,
            nameless: Vec::new(),
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
        self.files.push(Told { name: name.to_owned(), origins: None });
        let mut document = Document::open(input, name, limits)?;
        document.heed(if self.imprinter.is_some() { Heeds::Personal } else { Heeds::Roster });
        let held = walk(&mut document, self)?;
        tell_charset(&mut self.builder, name, document.charset());
        self.builder.rows(name, held.records);
        for (what, count) in std::mem::take(&mut self.counts).all() {
            self.builder.elements(name, what, count);
        }
        held.extent(&document)
    }

    /// What is kept, with a delta laid on it.
    pub(super) fn laid(&mut self, laid: &Laid<'_>, text: Pieces<'_>) -> Result<(), SourceError> {
        self.files.push(Told { name: laid.name.to_owned(), origins: Some(laid.origins()) });
        walk(&mut Document::of_kept(text, laid.name)?, self).map(drop)
    }

    /// What all documents say together; and what is needed of it to keep them.
    pub(super) fn finish(mut self, documents: &Documents) -> Result<(PartsBuilder, Keepable), SourceError> {
        if self.ten_digits * 2 > self.persons.len() {
            return Err(SourceError::new(ErrorCode::IdPersonal, "person.sourcedid"));
        }
        self.tell_about(documents);
        self.nest();
        let contacts = self.place_groups();
        let members = self.place_links();
        self.place_persons()?;
        let left_out = self.left_out;
        for (stand, (person, group, role, period)) in members {
            let place = self.place(stand);
            self.builder.stand(&place);
            self.builder.member(&person, &group, role, period);
        }
        for (code, count) in [(Code::ContactGroupLeftOut, contacts), (Code::GuardianLeftOut, left_out)] {
            if count > 0 {
                self.builder.finding(Severity::Info, code, Place::default(), count.to_string());
            }
        }
        let nameless = self.nameless.into_iter().collect();
        Ok((self.builder, Keepable { nameless, person_ids: self.person_ids }))
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
        ids::keyed(element, about).map_err(|(code, about)| self.error(code, &about, self.stand(element.spot)))
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
        let Some(told) = self.files.get(usize::from(stand.document)) else { return Place::default() };
        match &told.origins {
            Some(origins) => origins.place(&told.name, stand.line),
            None => Place {
                file: Some(told.name.clone()),
                line: Some(stand.line.into()),
                column: Some(stand.column.into()),
            },
        }
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
