//! What deltas say, by id: lines as they are kept, and where each was delivered.

use super::element::Element;
use super::ids;
use super::intake::Spot;
use super::laid::Origin;
use super::line::{self, Line};
use super::links;
use super::member;
use super::record::{Sort, is_deleted, written};
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
    /// Ids of old, and those that came for them. What is a person's id may be a group's too.
    renewed: BTreeMap<Sort, BTreeMap<Box<str>, Box<str>>>,
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
    /// By what the member is said to be, and its id.
    pub(super) changes: BTreeMap<(Option<Sort>, Box<str>), Vec<Change>>,
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
        let (sort, key) = match line::of(line) {
            Line::Person(key) => (Sort::Person, key),
            Line::Group(key) => (Sort::Group, key),
            Line::Membership(_) | Line::Member(_) | Line::Other => return,
        };
        let renewed = self.renewed.entry(sort).or_default();
        for old in line::old_ids(line).filter(|old| *old != key) {
            renewed.entry(Box::from(&*old)).or_insert_with(|| Box::from(&*key));
        }
    }

    /// Who had an id of their own beside the one that has it for an id of old is somebody else, and keeps it: two records
    /// that were made one, or an id that was given anew. Whoever is no more has none.
    pub(super) fn heed_own_ids<'k>(&mut self, texts: impl Iterator<Item = &'k [u8]>) {
        let renewed = self.renewed.iter().flat_map(|(sort, ids)| ids.iter().map(move |(old, new)| (*sort, old, new)));
        let [mut old_ids, mut new_ids] = [BTreeSet::new(), BTreeSet::new()];
        for (sort, old, new) in renewed {
            old_ids.insert((sort, old.clone()));
            new_ids.insert((sort, new.clone()));
        }
        if old_ids.is_empty() {
            return;
        }
        let [mut living, mut known] = [BTreeSet::new(), BTreeSet::new()];
        for text in texts {
            for line in line::lines(text).map(|line| &text[line]) {
                let key = match line::of(line) {
                    Line::Person(id) => (Sort::Person, Box::from(&*id)),
                    Line::Group(id) => (Sort::Group, Box::from(&*id)),
                    Line::Membership(_) | Line::Member(_) | Line::Other => continue,
                };
                if !is_deleted(line) && old_ids.contains(&key) {
                    living.insert(key.clone());
                }
                if new_ids.contains(&key) {
                    known.insert(key);
                }
            }
        }
        for (sort, ids) in &mut self.renewed {
            ids.retain(|old, new| !living.contains(&(*sort, old.clone())) || !known.contains(&(*sort, new.clone())));
        }
    }

    /// The id that is in use for this one.
    pub(super) fn key<'a>(&'a self, sort: Sort, id: &'a str) -> &'a str {
        const RENEWALS_MAX: usize = 16;
        let Some(renewed) = self.renewed.get(&sort) else { return id };
        let mut key = id;
        for _ in 0..RENEWALS_MAX {
            match renewed.get(key) {
                Some(next) if !self.records.contains_key(&(sort, Box::from(key))) => key = next,
                _ => break,
            }
        }
        key
    }

    /// The id that is in use for a member.
    pub(super) fn member_key<'a>(&'a self, sort: Option<Sort>, id: &'a str) -> &'a str {
        match sort {
            Some(sort) => self.key(sort, id),
            None => match self.key(Sort::Person, id) {
                same if same == id => self.key(Sort::Group, id),
                person => person,
            },
        }
    }

    /// Groups that are said to be no more.
    pub(super) fn gone_groups(&self) -> impl Iterator<Item = &str> {
        let groups = self.records.iter().filter(|((sort, _), _)| *sort == Sort::Group);
        let gone = groups.filter(|(_, said)| said.iter().any(|change| change.state == State::Gone));
        gone.map(|((_, id), _)| &**id)
    }

    /// Members that are said to be no more: of which group, and which.
    pub(super) fn gone_members(&self) -> impl Iterator<Item = (&str, &str)> {
        let members =
            self.memberships.iter().flat_map(|(group, members)| members.changes.iter().map(move |one| (group, one)));
        let gone = members.filter(|(_, (_, said))| said.iter().any(|change| change.state == State::Gone));
        gone.map(|(group, ((sort, id), _))| (self.key(Sort::Group, group), self.member_key(*sort, id)))
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
        members.changes.entry((line::member_sort(&line), key.into())).or_default().push(change);
        Ok(())
    }
}
