//! What deltas say, by id: lines as they are kept, and where each was delivered.

use super::element::Element;
use super::ids;
use super::intake::Spot;
use super::laid::Origin;
use super::line;
use super::links;
use super::member;
use super::record::{Sort, written};
use super::values::{self, Kind};
use super::walk::Takes;
use super::{groups, persons};
use crate::roster::GroupKind;
use crate::source::{ErrorCode, SourceError};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What the deltas of a delivery say.
#[derive(Default)]
pub(super) struct Changes {
    /// The deltas, by name.
    pub(super) documents: Vec<String>,
    text: Vec<u8>,
    pub(super) records: BTreeMap<(Sort, Box<str>), Vec<Change>>,
    /// By group.
    pub(super) memberships: BTreeMap<Box<str>, Members>,
    /// Ids of old, and those that came for them.
    pub(super) renewed: BTreeMap<Box<str>, Box<str>>,
    /// How often it is not clear what is meant.
    pub(super) unsure: u64,
}

/// What is said of a record or a member.
pub(super) struct Change {
    /// Which delta says it.
    pub(super) document: usize,
    line: Range<usize>,
    spot: Spot,
    pub(super) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    There,
    Gone,
    /// It cannot be relied on.
    Unreadable,
}

/// What is said of the members of a group.
#[derive(Default)]
pub(super) struct Members {
    /// The deltas that list all of them.
    pub(super) complete: BTreeSet<usize>,
    /// By id of the member.
    pub(super) changes: BTreeMap<Box<str>, Vec<Change>>,
}

impl Changes {
    pub(super) fn line(&self, change: &Change) -> &[u8] {
        &self.text[change.line.clone()]
    }

    pub(super) fn origin(&self, change: &Change) -> Origin {
        Origin { file: self.documents[change.document].clone(), spot: change.spot }
    }

    /// Notes ids of old that a kept or a delivered line has.
    pub(super) fn renew(&mut self, line: &[u8]) {
        let key = line::id(line);
        for old in line::old_ids(line).filter(|old| *old != key) {
            self.renewed.entry(Box::from(&*old)).or_insert_with(|| Box::from(&*key));
        }
    }

    /// The id that is in use for this one.
    pub(super) fn key<'a>(&'a self, id: &'a str) -> &'a str {
        const RENEWALS_MAX: usize = 16;
        let mut key = id;
        for _ in 0..RENEWALS_MAX {
            match self.renewed.get(key) {
                Some(next) if !self.is_said(key) => key = next,
                _ => break,
            }
        }
        key
    }

    /// Is there a record that has this id for its own?
    fn is_said(&self, key: &str) -> bool {
        [Sort::Person, Sort::Group].iter().any(|sort| self.records.contains_key(&(*sort, Box::from(key))))
    }

    fn refuse(&self, spot: Spot, (code, about): (ErrorCode, String)) -> SourceError {
        let file = self.documents.last().cloned();
        SourceError { file, line: Some(spot.line), column: Some(spot.column), ..SourceError::new(code, about) }
    }

    fn change(&mut self, line: &[u8], spot: Spot, state: State) -> Change {
        let from = self.text.len();
        self.text.extend(line);
        Change { document: self.documents.len() - 1, line: from..self.text.len(), spot, state }
    }

    fn record(&mut self, record: &Element, sort: Sort, state: State) -> Result<(), SourceError> {
        let about = if sort == Sort::Person { "person.sourcedid" } else { "group.sourcedid" };
        let (key, others) = ids::keyed(record, about).map_err(|fault| self.refuse(record.spot, fault))?;
        let line = written(record, sort);
        if !others.is_empty() {
            self.renew(&line);
        }
        let change = self.change(&line, record.spot, state);
        self.records.entry((sort, key.into())).or_default().push(change);
        Ok(())
    }
}

impl Takes for Changes {
    fn person(&mut self, record: &Element) -> Result<(), SourceError> {
        let state = match persons::facts(record) {
            _ if values::is_deleted(record) == Ok(true) => State::Gone,
            Ok(_) => State::There,
            Err(_) => State::Unreadable,
        };
        self.record(record, Sort::Person, state)
    }

    fn group(&mut self, record: &Element) -> Result<(), SourceError> {
        let kind = groups::word(record).and_then(values::kind).unwrap_or(Kind::Group(GroupKind::Other));
        let state = match groups::facts(record, kind) {
            _ if values::is_deleted(record) == Ok(true) => State::Gone,
            Ok(_) => State::There,
            Err(_) => State::Unreadable,
        };
        self.record(record, Sort::Group, state)
    }

    fn membership(&mut self, group: &str, opened: &Element) -> Result<(), SourceError> {
        let document = self.documents.len() - 1;
        let members = self.memberships.entry(group.into()).or_default();
        match opened.attribute("complete").map(str::to_lowercase).as_deref() {
            Some("true" | "1") => drop(members.complete.insert(document)),
            None | Some("" | "false" | "0") => {}
            Some(_) => self.unsure += 1,
        }
        Ok(())
    }

    fn member(&mut self, group: &str, opened: &Element, member: &Element) -> Result<(), SourceError> {
        let about = "member.sourcedid";
        let (key, _) = ids::keyed(member, about).map_err(|fault| self.refuse(member.spot, fault))?;
        let (line, is_gone) = member::said(member, opened);
        let state = match is_gone {
            true => State::Gone,
            false if member.all("role").all(links::is_readable) => State::There,
            false => State::Unreadable,
        };
        let change = self.change(&line, member.spot, state);
        let members = self.memberships.entry(group.into()).or_default();
        members.changes.entry(key.into()).or_default().push(change);
        Ok(())
    }
}
