//! Deliveries that hold a delta, and what is kept for the next one: the records of each document on lines of their own,
//! without what nobody needs.
//!
//! What is kept is a document of the format, and what a delta makes of it is read by the reader of documents: a delta
//! cannot mean anything that a whole document could not say.

use super::changes::{Changes, State};
use super::delta::{self, Bases, Laying};
use super::document::Document;
use super::element::Element;
use super::laid::{self, Laid};
use super::line::{self, HEAD, Line, MEMBERS_END, TAIL};
use super::reader::{Delivery, Keepable, tell_charset};
use super::record::{self, Sort, written};
use super::values::Extent;
use super::walk::{self, Takes, walk};
use super::{Documents, Settings, ids, member};
use crate::roster::{Code, Kept, Parts, PartsBuilder, Place, Severity, Struck};
use crate::source::files::Watch;
use crate::source::text::Charset;
use crate::source::{ErrorCode, SourceError};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// A delivery, one or more of whose documents may be deltas.
pub(super) struct Delivered<'d> {
    settings: &'d Settings,
    documents: &'d Documents,
    extents: Vec<Extent>,
    changes: Changes,
    /// In what each delta is written.
    charsets: Vec<Charset>,
    /// How many records each delta has.
    records: Vec<u64>,
}

/// What is to be kept.
pub(super) enum Files {
    /// What there is.
    Same,
    /// Nothing, and the next delta needs a whole delivery first: it is too much, or lacks what only such a one has.
    Nothing,
    /// These documents, by name.
    These(BTreeMap<String, Vec<u8>>),
}

impl<'d> Delivered<'d> {
    pub(super) fn new(settings: &'d Settings, documents: &'d Documents) -> Self {
        let (changes, extents) = (Changes::default(), Vec::new());
        Self { settings, documents, extents, changes, charsets: Vec::new(), records: Vec::new() }
    }

    fn open(
        &self,
        name: &str,
        path: &Path,
        watch: &mut Watch,
    ) -> Result<Document<impl std::io::BufRead + use<>>, SourceError> {
        Document::open(watch.open(name, path)?, name, self.settings.limits)
    }

    /// Is one of its documents a delta?
    pub(super) fn is_delta(&mut self, watch: &mut Watch) -> Result<bool, SourceError> {
        for (name, path) in &self.documents.read {
            let extent = walk::extent(&mut self.open(name, path, watch)?)?;
            self.extents.push(extent);
        }
        Ok(self.extents.contains(&Extent::Delta))
    }

    /// Reads what the deltas say. Does any of its documents say something?
    fn says_something(&mut self, watch: &mut Watch) -> Result<bool, SourceError> {
        for ((name, path), _) in self.documents.read.iter().zip(&self.extents).filter(|(_, is)| **is == Extent::Delta) {
            let mut document = self.open(name, path, watch)?;
            self.changes.documents.push(name.clone());
            self.records.push(walk(&mut document, &mut self.changes)?.records);
            self.charsets.push(document.charset());
        }
        Ok(self.records.iter().any(|records| *records > 0) || self.extents.contains(&Extent::Full))
    }

    /// What the deltas are laid on: what is kept, and documents that are delivered whole.
    fn bases<'k>(&self, kept: Option<&'k Kept>, watch: &mut Watch) -> Result<Bases<'k>, SourceError> {
        let mut bases = Bases::new();
        if let Some(delta) = self.changes.documents.first() {
            let lost = || SourceError::new(ErrorCode::DeltaWithoutBase, "").in_file(delta);
            let kept =
                kept.filter(|kept| !kept.files.is_empty() && kept.files.values().all(|text| laid::is_kept(text)));
            let kept = kept.ok_or_else(lost)?;
            // A whole document that stays where it was would take back what earlier deltas said.
            let is_whole = self.extents.contains(&Extent::Full);
            let stray = self.changes.documents.iter().find(|name| is_whole && !kept.files.contains_key(*name));
            if let Some(delta) = stray {
                return Err(SourceError::new(ErrorCode::DeltaBesideWhole, "").in_file(delta));
            }
            bases.extend(kept.files.iter().map(|(name, text)| (name.clone(), Cow::Borrowed(text.as_slice()))));
        }
        for ((name, path), _) in self.documents.read.iter().zip(&self.extents).filter(|(_, is)| **is == Extent::Full) {
            let mut lines = Lines::new();
            walk(&mut self.open(name, path, watch)?, &mut lines)?;
            bases.insert(name.clone(), Cow::Owned(lines.finish()));
        }
        Ok(bases)
    }

    /// Reads everything as it is with the deltas; nothing where they say nothing and nothing is kept. What is kept may
    /// be more than what is in force: a part of it may be held, or the run before may have been killed.
    pub(super) fn read(&mut self, kept: Option<&Kept>, watch: &mut Watch) -> Result<Option<PartsBuilder>, SourceError> {
        self.is_delta(watch)?;
        if !self.says_something(watch)? && kept.is_none() {
            return Ok(None);
        }
        let bases = self.bases(kept, watch)?;
        let Laying { documents, counts, unsure } = delta::lay(&bases, &mut self.changes)?;
        let mut delivery = Delivery::new(self.settings);
        for laid in &documents {
            delivery.laid(laid, laid.text())?;
        }
        drop(documents);
        let (mut builder, _) = delivery.finish(self.documents)?;
        for (number, (changed, deleted)) in counts.into_iter().enumerate() {
            let name = &self.changes.documents[number];
            tell_charset(&mut builder, name, self.charsets[number]);
            let place = Place { file: Some(name.clone()), line: None, column: None };
            builder.finding(Severity::Info, Code::DeltaLaid, place, format!("{changed} / {deleted}"));
        }
        for group in self.changes.gone_groups() {
            builder.struck(Struck::Group(group.into()));
        }
        for (group, member) in self.changes.gone_members() {
            builder.struck(Struck::Place(member.into(), group.into()));
        }
        if unsure > 0 {
            builder.finding(Severity::Warning, Code::DeltaUnsure, Place::default(), unsure.to_string());
        }
        Ok(Some(builder))
    }

    /// Looks at the deltas by themselves.
    pub(super) fn look(&mut self, watch: &mut Watch) -> Result<Parts, SourceError> {
        self.says_something(watch)?;
        let mut builder = PartsBuilder::new(self.settings.source.clone());
        let mut counts = vec![(0_u64, 0_u64); self.changes.documents.len()];
        let members = self.changes.memberships.values().flat_map(|members| members.changes.values());
        for change in self.changes.records.values().chain(members).flatten() {
            let (changed, deleted) = &mut counts[change.document];
            *(if change.state == State::Gone { deleted } else { changed }) += 1;
        }
        for (number, (changed, deleted)) in counts.into_iter().enumerate() {
            let name = &self.changes.documents[number];
            tell_charset(&mut builder, name, self.charsets[number]);
            builder.rows(name, self.records[number]);
            let place = Place { file: Some(name.clone()), line: None, column: None };
            builder.finding(Severity::Info, Code::DeltaSeen, place, format!("{changed} / {deleted}"));
        }
        Ok(builder.finish(0))
    }

    /// What a later delta is to be laid on.
    pub(super) fn keep(
        &mut self,
        kept: Option<&Kept>,
        bytes_max: u64,
        watch: &mut Watch,
    ) -> Result<Files, SourceError> {
        self.is_delta(watch)?;
        if !self.says_something(watch)? {
            return Ok(Files::Same);
        }
        let mut bytes = 0;
        for (name, path) in &self.documents.read {
            bytes += std::fs::metadata(path).map_err(|e| SourceError::io(name, &e))?.len();
        }
        if bytes > bytes_max {
            return Ok(Files::Nothing);
        }
        let bases = self.bases(kept, watch)?;
        let documents = delta::lay(&bases, &mut self.changes)?.documents;
        let mut delivery = Delivery::new(self.settings);
        for laid in &documents {
            delivery.laid(laid, laid.kept())?;
        }
        // Whoever cannot be read stays as they were. What is kept may still lack their name, and can be read by nobody then.
        let keepable = match delivery.finish(self.documents) {
            Ok((_, keepable)) => keepable,
            Err(error) if error.code == ErrorCode::DeltaWithoutBase => return Ok(Files::Nothing),
            Err(error) => return Err(error),
        };
        let files: BTreeMap<_, _> =
            documents.iter().map(|laid| (laid.name.to_owned(), pruned(laid, &keepable))).collect();
        let is_more = files.values().map(|text| text.len() as u64).sum::<u64>() > bytes_max;
        Ok(if is_more { Files::Nothing } else { Files::These(files) })
    }
}

/// A document as it is kept, without the names of those whom nobody needs to know by name: guardians, and who is no more;
/// and without personal numbers, which may be ids of old.
fn pruned(laid: &Laid<'_>, keepable: &Keepable) -> Vec<u8> {
    let mut out = Vec::new();
    // How much there was before the members of a group, while it has none.
    let mut empty = None;
    for piece in laid.kept().pieces {
        for line in line::lines(piece).map(|line| &piece[line]) {
            match line::of(line) {
                Line::Person(id) => {
                    let line = record::impersonal(line);
                    let is_nobody = record::is_deleted(&line) || keepable.nameless.contains(&*id);
                    out.extend(if is_nobody { record::nameless(&line) } else { line.into_owned() });
                    continue;
                }
                Line::Membership(_) => empty = Some(out.len()),
                Line::Member(id) => {
                    let in_use = keepable.person_ids.get(&*id).filter(|_| ids::may_be_number(&id));
                    // Nobody has this id, or ever will.
                    if in_use.is_none() && ids::is_personal(&id) {
                        continue;
                    }
                    empty = None;
                    if let Some(in_use) = in_use {
                        out.extend(member::under(line, in_use));
                        continue;
                    }
                }
                Line::Other if line == MEMBERS_END => {
                    if let Some(length) = empty.take() {
                        out.truncate(length);
                        continue;
                    }
                }
                Line::Group(_) | Line::Other => {}
            }
            out.extend(line);
        }
    }
    out
}

/// Writes the records of a whole document on lines.
struct Lines {
    text: Vec<u8>,
    /// Are the members of a group being written?
    is_inside: bool,
}

impl Lines {
    fn new() -> Self {
        Self { text: HEAD.to_vec(), is_inside: false }
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.is_inside) {
            self.text.extend(MEMBERS_END);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.leave();
        self.text.extend(TAIL);
        self.text
    }
}

impl Takes for Lines {
    fn person(&mut self, record: &Element) -> Result<(), SourceError> {
        self.leave();
        self.text.extend(written(record, Sort::Person));
        Ok(())
    }

    fn group(&mut self, record: &Element) -> Result<(), SourceError> {
        self.leave();
        self.text.extend(written(record, Sort::Group));
        Ok(())
    }

    fn membership(&mut self, group: &str, _: &Element) -> Result<(), SourceError> {
        self.leave();
        line::membership(&mut self.text, group);
        self.is_inside = true;
        Ok(())
    }

    fn member(&mut self, _: &str, _: &Element, member: &Element) -> Result<(), SourceError> {
        self.text.extend(member::kept(member));
        Ok(())
    }
}
