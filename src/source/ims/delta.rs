//! Lays deltas on what is kept: the record of an id comes for the one that had it, roles of members for those that the
//! members had, and whatever a delta does not name stays.
//!
//! Deleting does not cascade, says the format's profile. A person or group that one document deletes and another has is
//! only gone from the one. Where it is not clear what is meant, nothing is taken away, and that is told.

use super::changes::{Change, Changes, Members, State};
use super::laid::{Laid, Origin};
use super::line::{self, Line};
use super::member::{self, Said};
use super::record::{self, Sort};
use crate::source::SourceError;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Documents as they are kept, by name.
pub(super) type Bases<'k> = BTreeMap<String, Cow<'k, [u8]>>;

/// What came of laying.
pub(super) struct Laying<'k> {
    pub(super) documents: Vec<Laid<'k>>,
    /// Of each delta: how many records and members it changed, and how many it took away.
    pub(super) counts: Vec<(u64, u64)>,
    pub(super) unsure: u64,
}

/// A kept line that a delta says something of.
#[derive(Clone)]
struct Former {
    document: usize,
    line: Range<usize>,
}

/// A member by its id, and what it is said to be: a person and a group may have one id.
type Child<'c> = (Option<Sort>, Cow<'c, str>);
/// Kept lines of the members of a group.
type Before<'c> = BTreeMap<Child<'c>, Vec<Former>>;

/// Kept lines, by what a delta says something of.
#[derive(Default)]
struct Formers<'c> {
    records: BTreeMap<(Sort, Box<str>), Vec<Former>>,
    members: BTreeMap<&'c str, Before<'c>>,
}

/// What is said of the members of a group, whichever of its ids is used.
#[derive(Default)]
struct Group<'c> {
    /// The deltas that list all of them.
    complete: BTreeSet<usize>,
    members: BTreeMap<Child<'c>, Vec<&'c Change>>,
}

/// What becomes of a record in a document.
struct Outcome {
    document: usize,
    line: Vec<u8>,
    origin: Option<Origin>,
}

struct Table<'k, 'c> {
    laying: Laying<'k>,
    changes: &'c Changes,
    /// Of each delta: the document whose changes it has, where that is known.
    own: Vec<Option<usize>>,
}

/// Lays all of them.
pub(super) fn lay<'k>(bases: &'k Bases<'_>, changes: &mut Changes) -> Result<Laying<'k>, SourceError> {
    let documents: Vec<Laid<'k>> = bases.iter().map(|(name, text)| Laid::new(name, text)).collect();
    let is_any = !changes.documents.is_empty();
    for text in bases.values().filter(|_| is_any) {
        for at in memchr::memmem::find_iter(text, b"<sourcedid sourcedidtype=") {
            let from = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
            let to = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length);
            changes.renew(&text[from..to]);
        }
    }
    changes.heed_own_ids(bases.values().filter(|_| is_any).map(|text| &**text));
    let changes = &*changes;
    let named = |name: &String| documents.iter().position(|laid| laid.name == name.as_str());
    let only = (documents.len() == 1).then_some(0);
    let own = changes.documents.iter().map(|name| named(name).or(only)).collect();
    let counts = vec![(0, 0); changes.documents.len()];
    let mut table = Table { laying: Laying { documents, counts, unsure: changes.unsure }, changes, own };
    let groups = by_key(changes);
    let formers = if is_any { Formers::of(bases, changes, &groups) } else { Formers::default() };
    for (key, said) in &changes.records {
        table.record(key.0, said, formers.records.get(key).map(Vec::as_slice).unwrap_or_default())?;
    }
    for (group, said) in &groups {
        table.members(group, said, formers.members.get(group))?;
    }
    table.laying.documents.iter_mut().for_each(Laid::settle);
    Ok(table.laying)
}

fn by_key(changes: &Changes) -> BTreeMap<&str, Group<'_>> {
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for (group, Members { complete, changes: members }) in &changes.memberships {
        let group = groups.entry(changes.key(Sort::Group, group)).or_default();
        group.complete.extend(complete);
        for ((sort, id), said) in members {
            let child = (*sort, Cow::Borrowed(changes.member_key(*sort, id)));
            group.members.entry(child).or_default().extend(said);
        }
    }
    groups
}

impl<'c> Group<'c> {
    /// A kept member as the delta calls it, which may say of a member what the document did not say, or the other way
    /// round.
    fn child(&self, sort: Option<Sort>, id: &str) -> Child<'c> {
        let id: Cow<'c, str> = Cow::Owned(id.to_owned());
        let alike = match sort {
            Some(sort) => [Some(sort), None, None],
            None => [None, Some(Sort::Person), Some(Sort::Group)],
        };
        let said = alike.into_iter().find(|sort| self.members.contains_key(&(*sort, id.clone())));
        (said.unwrap_or(sort), id)
    }
}

impl<'c> Formers<'c> {
    fn of(bases: &Bases<'_>, changes: &Changes, groups: &BTreeMap<&'c str, Group<'c>>) -> Self {
        let mut formers = Self::default();
        for (document, text) in bases.values().enumerate() {
            let mut group = None;
            for line in line::lines(text) {
                let (sort, id) = match line::of(&text[line.clone()]) {
                    Line::Person(id) => (Sort::Person, id),
                    Line::Group(id) => (Sort::Group, id),
                    Line::Membership(id) => {
                        group = groups.get_key_value(changes.key(Sort::Group, &id));
                        continue;
                    }
                    Line::Member(id) => {
                        if let Some((group, said)) = group {
                            let sort = line::member_sort(&text[line.clone()]);
                            let child = said.child(sort, changes.member_key(sort, &id));
                            let members = formers.members.entry(group).or_default();
                            members.entry(child).or_default().push(Former { document, line });
                        }
                        continue;
                    }
                    Line::Other => continue,
                };
                let key = (sort, Box::from(changes.key(sort, &id)));
                if changes.records.contains_key(&key) {
                    formers.records.entry(key).or_default().push(Former { document, line });
                }
            }
        }
        formers
    }
}

impl<'k> Table<'k, '_> {
    /// The document that a change is of; none where that may be several.
    fn target(&self, change: &Change, formers: &[Former]) -> Option<usize> {
        let documents: BTreeSet<usize> = formers.iter().map(|former| former.document).collect();
        match (self.own[change.document], documents.len()) {
            (Some(own), _) => Some(own),
            (None, 0) => Some(0),
            (None, 1) => documents.first().copied(),
            (None, _) => None,
        }
    }

    fn text(&self, former: &Former) -> &'k [u8] {
        self.laying.documents[former.document].line(&former.line)
    }

    fn record(&mut self, sort: Sort, said: &[Change], formers: &[Former]) -> Result<(), SourceError> {
        let mut there: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
        let mut gone: BTreeMap<usize, &Change> = BTreeMap::new();
        let mut unread: Vec<&Change> = Vec::new();
        for change in said {
            let target = self.target(change, formers);
            match (change.state, target) {
                (State::Unreadable, _) => unread.push(change),
                (State::There, target) => {
                    there.entry(target.unwrap_or_else(|| formers[0].document)).or_default().push(change)
                }
                (State::Gone, Some(target)) => drop(gone.insert(target, change)),
                (State::Gone, None) => self.laying.unsure += 1,
            }
        }
        let mut outcomes = self.outcomes(sort, &there, formers)?;
        // What one document deletes and another has is only gone from the one.
        let is_there = |former: &Former| !gone.contains_key(&former.document) && !record::is_deleted(self.text(former));
        let lives = !there.is_empty() || formers.iter().any(is_there);
        for (document, change) in gone {
            if lives {
                self.laying.unsure += 1;
            }
            if !there.contains_key(&document) {
                outcomes.retain(|outcome| outcome.document != document);
                outcomes.extend(self.delete(sort, (document, change), formers, lives)?);
            }
        }
        self.tell(sort, &unread, formers, &mut outcomes)?;
        for Outcome { document, line, origin } in outcomes {
            self.laying.documents[document].new.push(&line, origin);
        }
        Ok(())
    }

    /// What comes for the former records.
    fn outcomes(
        &mut self,
        sort: Sort,
        there: &BTreeMap<usize, Vec<&Change>>,
        formers: &[Former],
    ) -> Result<Vec<Outcome>, SourceError> {
        let mut outcomes = Vec::new();
        for (document, changes) in there {
            let former = formers.iter().find(|former| former.document == *document).or(formers.first());
            for change in changes {
                let line = record::updated(self.changes.line(change), former.map(|one| self.text(one)), sort)?;
                outcomes.push(Outcome { document: *document, line, origin: Some(self.changes.origin(change)) });
                self.laying.counts[change.document].0 += 1;
            }
        }
        let Some(by) = outcomes.first().map(|first| first.line.clone()) else { return Ok(outcomes) };
        for former in formers {
            // In another document it is still what that last said, but for what all documents have to agree on.
            if !there.contains_key(&former.document) && !record::is_deleted(self.text(former)) {
                let line = record::brought_up(self.text(former), &by, sort)?;
                outcomes.push(Outcome { document: former.document, line, origin: None });
            }
            self.laying.documents[former.document].remove(former.line.clone());
        }
        Ok(outcomes)
    }

    /// What comes for the former records of a document that deletes them. Of what nobody knew nothing has to be deleted.
    fn delete(
        &mut self,
        sort: Sort,
        (document, change): (usize, &Change),
        formers: &[Former],
        lives: bool,
    ) -> Result<Option<Outcome>, SourceError> {
        let here = || formers.iter().filter(|former| former.document == document);
        here().for_each(|former| self.laying.documents[document].remove(former.line.clone()));
        let Some(first) = here().next().filter(|_| !lives) else { return Ok(None) };
        let line = record::deleted(self.text(first), self.changes.line(change), sort)?;
        self.laying.counts[change.document].1 += 1;
        Ok(Some(Outcome { document, line, origin: Some(self.changes.origin(change)) }))
    }

    /// Tells what cannot be read. What was before it stays, but with its marking; where nothing was, it is kept.
    fn tell(
        &mut self,
        sort: Sort,
        unread: &[&Change],
        formers: &[Former],
        outcomes: &mut Vec<Outcome>,
    ) -> Result<(), SourceError> {
        let is_known = !formers.is_empty() || !outcomes.is_empty();
        for change in unread {
            let (line, origin) = (self.changes.line(change), self.changes.origin(change));
            if !is_known {
                outcomes.push(Outcome {
                    document: self.target(change, &[]).unwrap_or(0),
                    line: line.to_owned(),
                    origin: Some(origin),
                });
                self.laying.counts[change.document].0 += 1;
                continue;
            }
            let document = self.target(change, formers).unwrap_or(0);
            self.laying.documents[document].told.push(line, Some(origin));
            if sort == Sort::Group {
                continue;
            }
            if outcomes.is_empty() {
                for former in formers {
                    let line = self.text(former).to_owned();
                    self.laying.documents[former.document].remove(former.line.clone());
                    outcomes.push(Outcome { document: former.document, line, origin: None });
                }
            }
            for outcome in outcomes.iter_mut() {
                if let Some(marked) = record::marked(&outcome.line, line)? {
                    outcome.line = marked;
                }
            }
        }
        Ok(())
    }

    fn members(&mut self, group: &str, said: &Group<'_>, formers: Option<&Before<'_>>) -> Result<(), SourceError> {
        let cleared = self.cleared(said, formers);
        let count = self.laying.documents.len();
        let mut new: Vec<Vec<(Vec<u8>, Origin)>> = vec![Vec::new(); count];
        let mut told: Vec<Vec<(Vec<u8>, Origin)>> = vec![Vec::new(); count];
        let unsaid = formers.into_iter().flatten().filter(|(child, _)| !said.members.contains_key(*child));
        for former in unsaid.flat_map(|(_, former)| former) {
            if let Some(by) = cleared.get(&former.document) {
                self.laying.documents[former.document].remove(former.line.clone());
                self.laying.counts[*by].1 += 1;
            }
        }
        for (child, changes) in &said.members {
            let former = formers.and_then(|formers| formers.get(child)).map(Vec::as_slice).unwrap_or_default();
            let document = self.target(changes[0], former).unwrap_or_else(|| former[0].document);
            let lines =
                changes.iter().map(|change| (self.changes.line(change).to_owned(), self.changes.origin(change)));
            if changes.iter().any(|change| change.state == State::Unreadable) && !former.is_empty() {
                told[document].extend(lines);
                continue;
            }
            new[document].extend(self.member(changes, former, &cleared)?);
        }
        for (laid, (new, told)) in self.laying.documents.iter_mut().zip(new.iter().zip(&told)) {
            laid.new.members(group, new);
            laid.told.members(group, told);
        }
        Ok(())
    }

    /// The documents whose members of a group are all said anew, and by which delta.
    fn cleared(&mut self, said: &Group<'_>, formers: Option<&Before<'_>>) -> BTreeMap<usize, usize> {
        let documents: BTreeSet<usize> =
            formers.into_iter().flat_map(BTreeMap::values).flatten().map(|former| former.document).collect();
        let mut cleared = BTreeMap::new();
        for delta in &said.complete {
            match self.own[*delta] {
                Some(own) => drop(cleared.insert(own, *delta)),
                None if documents.len() < 2 => cleared.extend(documents.first().map(|only| (*only, *delta))),
                None => self.laying.unsure += 1,
            }
        }
        cleared
    }

    /// What becomes of one member.
    fn member(
        &mut self,
        changes: &[&Change],
        formers: &[Former],
        cleared: &BTreeMap<usize, usize>,
    ) -> Result<Option<(Vec<u8>, Origin)>, SourceError> {
        let is_cleared = |former: &Former| cleared.contains_key(&former.document);
        let how = if !formers.is_empty() && formers.iter().all(is_cleared) { Said::Wholly } else { Said::InPart };
        let before: Vec<&[u8]> = formers.iter().map(|former| self.text(former)).collect();
        let said: Vec<&[u8]> = changes.iter().map(|change| self.changes.line(change)).collect();
        let merged = member::merged(&before, &said, how)?;
        self.laying.unsure += merged.unsure;
        let count = &mut self.laying.counts[changes[0].document];
        match &merged.line {
            Some(_) => count.0 += 1,
            None => count.1 += u64::from(!formers.is_empty()),
        }
        for former in formers {
            self.laying.documents[former.document].remove(former.line.clone());
        }
        Ok(merged.line.map(|line| (line, self.changes.origin(changes[0]))))
    }
}
