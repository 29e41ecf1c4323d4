//! Walks from record to record of a document, in any order of them, for whoever takes them.

use super::document::{Document, Step};
use super::element::Element;
use super::ids;
use super::intake::Spot;
use super::values::{self, EXTENTS, Extent};
use crate::source::{ErrorCode, SourceError};
use std::io::BufRead;

/// Takes the records of a document one by one.
pub(super) trait Takes {
    fn person(&mut self, record: &Element) -> Result<(), SourceError>;

    fn group(&mut self, record: &Element) -> Result<(), SourceError>;

    /// Whose members come next. A membership may have a hundred thousand of them, so they come one by one.
    fn membership(&mut self, group: &str, opened: &Element) -> Result<(), SourceError>;

    fn member(&mut self, group: &str, opened: &Element, member: &Element) -> Result<(), SourceError>;
}

/// What a document holds, for the question whether it is whole.
#[derive(Default)]
pub(super) struct Held {
    pub(super) records: u64,
    /// What it says it is, and where.
    word: Option<(String, Spot)>,
    /// Where a record is marked as a change.
    change: Option<Spot>,
}

/// Gives all records of a document to somebody.
pub(super) fn walk<R: BufRead>(document: &mut Document<R>, taker: &mut impl Takes) -> Result<Held, SourceError> {
    let mut held = Held::default();
    loop {
        match document.step(false)? {
            Step::Open(root) if document.depth() == 1 => check_root(document, &root)?,
            Step::Open(opened) => record(document, opened, &mut held, taker)?,
            Step::End => return Ok(held),
            _ => {}
        }
    }
}

/// What a document is, read no further than to where it says so.
pub(super) fn extent<R: BufRead>(document: &mut Document<R>) -> Result<Extent, SourceError> {
    let mut held = Held::default();
    loop {
        match document.step(false)? {
            Step::Open(root) if document.depth() == 1 => check_root(document, &root)?,
            Step::Open(opened) => {
                record(document, opened, &mut held, &mut Nobody)?;
                if held.word.is_some() && held.records > 0 {
                    break;
                }
            }
            Step::End => break,
            _ => {}
        }
    }
    held.extent(document)
}

/// Takes nothing.
struct Nobody;

impl Takes for Nobody {
    fn person(&mut self, _: &Element) -> Result<(), SourceError> {
        Ok(())
    }

    fn group(&mut self, _: &Element) -> Result<(), SourceError> {
        Ok(())
    }

    fn membership(&mut self, _: &str, _: &Element) -> Result<(), SourceError> {
        Ok(())
    }

    fn member(&mut self, _: &str, _: &Element, _: &Element) -> Result<(), SourceError> {
        Ok(())
    }
}

fn check_root<R: BufRead>(document: &Document<R>, root: &Element) -> Result<(), SourceError> {
    if root.name == "enterprise" { Ok(()) } else { Err(document.error(ErrorCode::XmlRoot, "", root.spot)) }
}

/// A record that begins here.
fn record<R: BufRead>(
    document: &mut Document<R>,
    opened: Element,
    held: &mut Held,
    taker: &mut impl Takes,
) -> Result<(), SourceError> {
    held.meet(&opened);
    match opened.name {
        "properties" => {
            let properties = document.record(opened)?;
            if let Some(word) = properties.child("type").filter(|word| !word.text.is_empty()) {
                held.word.get_or_insert_with(|| (word.text.clone(), word.spot));
            }
            Ok(())
        }
        "person" => {
            held.records += 1;
            taker.person(&document.record(opened)?)
        }
        "group" => {
            held.records += 1;
            taker.group(&document.record(opened)?)
        }
        "membership" => {
            held.records += 1;
            membership(document, &opened, held, taker)
        }
        _ => document.skip(),
    }
}

fn membership<R: BufRead>(
    document: &mut Document<R>,
    opened: &Element,
    held: &mut Held,
    taker: &mut impl Takes,
) -> Result<(), SourceError> {
    let outside = document.depth() - 1;
    let mut group: Option<String> = None;
    while document.depth() > outside {
        let Step::Open(child) = document.step(false)? else { continue };
        match child.name {
            "sourcedid" => {
                let sourcedid = document.record(child)?;
                if let (None, Some(id)) = (&group, sourcedid.say(&["id"])) {
                    let key = ids::key(id);
                    taker.membership(&key, opened)?;
                    group = Some(key);
                }
            }
            "member" => {
                let member = document.record(child)?;
                for role in member.all("role") {
                    held.meet(role);
                }
                let blank = || document.error(ErrorCode::IdBlank, "membership.sourcedid", opened.spot);
                taker.member(group.as_deref().ok_or_else(blank)?, opened, &member)?;
            }
            _ => document.skip()?,
        }
    }
    Ok(())
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
    pub(super) fn extent<R: BufRead>(&self, document: &Document<R>) -> Result<Extent, SourceError> {
        let extent = match &self.word {
            Some((word, spot)) => {
                values::extent(word).ok_or_else(|| document.error(ErrorCode::ValueInvalid, EXTENTS, *spot))?
            }
            None if self.change.is_some() => Extent::Delta,
            None => Extent::Full,
        };
        match extent {
            Extent::Full if self.records == 0 => Err(document.error(ErrorCode::FileEmpty, "0", Spot::START)),
            extent => Ok(extent),
        }
    }
}
