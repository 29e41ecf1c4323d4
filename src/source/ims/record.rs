//! Persons and groups as they are kept: what the reader uses of them, on a line each, and what becomes of a line by a
//! delta's.

use super::element::Element;
use super::ids::{self, Named};
use super::line::{self, close, leaf, open, tag};
use super::values::{self, Kind};
use super::{groups, persons};
use crate::roster::Protection;
use crate::source::SourceError;
use std::borrow::Cow;

/// Stands for a name that was not kept, since nobody needed it then.
pub(super) const NAMELESS: &str = "⁂";

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Person,
    Group,
}

#[derive(Clone)]
struct Person<'a> {
    recstatus: &'a str,
    ids: Vec<String>,
    given_name: &'a str,
    family_name: &'a str,
    email: Option<&'a str>,
    /// What stands in the extension, by the names that it has there.
    rest: [(&'static str, Option<&'a str>); 4],
    /// Level and text; none where the record says nothing of protection.
    markings: Vec<(Option<&'a str>, &'a str)>,
    roles: Vec<&'a str>,
    units: Vec<&'a str>,
}

#[derive(Clone)]
struct Group<'a> {
    recstatus: &'a str,
    ids: Vec<String>,
    word: Option<&'a str>,
    name: Option<&'a str>,
    days: [(&'static str, Option<&'a str>); 2],
    /// What stands in the extension, by the names that it has there.
    rest: [(&'static str, Option<&'a str>); 2],
    school_types: Vec<&'a str>,
    parents: Vec<String>,
}

/// A record as it is kept.
pub(super) fn written(record: &Element, sort: Sort) -> Vec<u8> {
    match sort {
        Sort::Person => Person::of(record).line(),
        Sort::Group => Group::of(record).line(),
    }
}

/// What a delta says of a record, with what it leaves out: a person's roles, a name, the marking.
pub(super) fn updated(said: &[u8], former: Option<&[u8]>, sort: Sort) -> Result<Vec<u8>, SourceError> {
    let Some(former) = former else { return Ok(said.to_owned()) };
    let (said, former) = (line::element(said)?, line::element(former)?);
    Ok(match sort {
        Sort::Person => Person::of(&said).completed(Person::of(&former)).line(),
        Sort::Group => Group::of(&said).completed(Group::of(&former)).line(),
    })
}

/// The record in another document, which has to agree with what a delta said of it in one.
pub(super) fn brought_up(former: &[u8], by: &[u8], sort: Sort) -> Result<Vec<u8>, SourceError> {
    let (former, by) = (line::element(former)?, line::element(by)?);
    Ok(match sort {
        Sort::Person => {
            let Person { roles, units, .. } = Person::of(&former);
            Person { roles, units, ..Person::of(&by) }.line()
        }
        Sort::Group => {
            let Group { school_types, parents, .. } = Group::of(&former);
            Group { school_types, parents, ..Group::of(&by) }.line()
        }
    })
}

/// The record as one that is no more. Others may still refer to it.
pub(super) fn deleted(former: &[u8], by: &[u8], sort: Sort) -> Result<Vec<u8>, SourceError> {
    let (former, by) = (line::element(former)?, line::element(by)?);
    Ok(match sort {
        Sort::Person => Person { recstatus: "3", ..Person::of(&former).marked(&Person::of(&by)) }.line(),
        Sort::Group => Group { recstatus: "3", ..Group::of(&former) }.line(),
    })
}

/// The record with the marking of one that cannot be read, where that has any.
pub(super) fn marked(former: &[u8], by: &[u8]) -> Result<Option<Vec<u8>>, SourceError> {
    let by = line::element(by)?;
    if !values::protection(&by).is_protected() {
        return Ok(None);
    }
    Ok(Some(Person::of(&line::element(former)?).marked(&Person::of(&by)).line()))
}

pub(super) fn is_deleted(line: &[u8]) -> bool {
    [&b"<person recstatus=\"3\""[..], b"<group recstatus=\"3\""].iter().any(|begin| line.starts_with(begin))
}

/// The line of a person without name and address.
pub(super) fn nameless(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    for (begin, end, instead) in
        [(&b"<name><n>"[..], &b"</n></name>"[..], Some(NAMELESS)), (b"<emailworkschool>", b"</emailworkschool>", None)]
    {
        let from = memchr::memmem::find(rest, begin);
        let to = memchr::memmem::find(rest, end).map(|at| at + end.len());
        let Some((from, to)) = from.zip(to) else { continue };
        out.extend(&rest[..from]);
        if let Some(name) = instead {
            out.extend(begin);
            leaf(&mut out, "given", Some(name));
            out.extend(end);
        }
        rest = &rest[to..];
    }
    out.extend(rest);
    out
}

/// The line of a person without ids of old that are personal numbers.
pub(super) fn impersonal(line: &[u8]) -> Cow<'_, [u8]> {
    if !line::old_ids(line).any(|old| ids::may_be_number(&old)) {
        return line.into();
    }
    let mut out = line.to_vec();
    for old in line::old_ids(line).filter(|old| ids::may_be_number(old)) {
        let mut element = Vec::new();
        line::sourcedid(&mut element, &old, Some("Old"));
        if let Some(at) = memchr::memmem::find(&out, &element) {
            out.drain(at..at + element.len());
        }
    }
    out.into()
}

/// Only that something is no more, or a word that nobody knows, says more than no word at all.
fn recstatus(element: &Element) -> &str {
    element.attribute("recstatus").filter(|word| !matches!(*word, "1" | "2")).unwrap_or_default()
}

fn ids_of(element: &Element) -> Vec<String> {
    match ids::named(element) {
        Named::Key(key, others) => std::iter::once(key).chain(others).collect(),
        Named::Blank | Named::TooLong => Vec::new(),
    }
}

fn unite(ids: &mut Vec<String>, others: Vec<String>) {
    for other in others {
        if !ids.contains(&other) {
            ids.push(other);
        }
    }
}

fn begin(out: &mut Vec<u8>, name: &str, recstatus: &str, ids: &[String]) {
    tag(out, name, &[("recstatus", Some(recstatus).filter(|word| !word.is_empty()))]);
    out.push(b'>');
    for (number, id) in ids.iter().enumerate() {
        line::sourcedid(out, id, (number > 0).then_some("Old"));
    }
}

impl<'a> Person<'a> {
    fn of(person: &'a Element) -> Self {
        let (given_name, family_name) = persons::names(person);
        let mut found = Vec::new();
        person.find("privacy", &mut found);
        let is_said = !found.is_empty();
        found.retain(|marking| values::marking(marking) != Protection::None);
        let mut markings: Vec<_> = found.iter().map(|one| (one.attribute("level"), one.text.as_str())).collect();
        if is_said && markings.is_empty() {
            markings.push((None, ""));
        }
        let mut units = Vec::new();
        person.find("school_unit_code", &mut units);
        let roles = person.all("institutionrole").filter_map(|role| role.attribute("institutionroletype"));
        let extended = |name: &'static str| (name, person.extended(&[name]));
        Self {
            recstatus: recstatus(person),
            ids: ids_of(person),
            given_name,
            family_name,
            email: persons::email(person),
            rest: ["status", "program_code", "employment_start", "employment_end"].map(extended),
            markings,
            roles: roles.filter(|role| !role.is_empty()).collect(),
            units: units.into_iter().map(|code| code.text.as_str()).filter(|code| !code.is_empty()).collect(),
        }
    }

    /// When a person is updated the role type may be blank, and then the one before holds; what else is left out and
    /// not said to be gone holds too.
    fn completed(mut self, former: Self) -> Self {
        if self.roles.is_empty() {
            self.roles = former.roles;
        }
        if self.given_name.is_empty() && self.family_name.is_empty() {
            (self.given_name, self.family_name) = (former.given_name, former.family_name);
        }
        if self.markings.is_empty() {
            self.markings = former.markings;
        }
        unite(&mut self.ids, former.ids);
        self
    }

    fn marked(mut self, by: &Self) -> Self {
        for marking in &by.markings {
            if !self.markings.contains(marking) {
                self.markings.push(*marking);
            }
        }
        self
    }

    fn line(&self) -> Vec<u8> {
        let mut out = Vec::new();
        begin(&mut out, "person", self.recstatus, &self.ids);
        if !self.given_name.is_empty() || !self.family_name.is_empty() {
            out.extend(b"<name><n>");
            leaf(&mut out, "given", Some(self.given_name));
            leaf(&mut out, "family", Some(self.family_name));
            out.extend(b"</n></name>");
        }
        leaf(&mut out, "emailworkschool", self.email);
        for role in &self.roles {
            tag(&mut out, "institutionrole", &[("institutionroletype", Some(role))]);
            out.extend(b"/>");
        }
        open(&mut out, "extension");
        for (level, text) in &self.markings {
            tag(&mut out, "privacy", &[("level", *level)]);
            out.push(b'>');
            line::escape(&mut out, text);
            close(&mut out, "privacy");
        }
        self.rest.iter().for_each(|(name, text)| leaf(&mut out, name, *text));
        self.units.iter().for_each(|code| leaf(&mut out, "school_unit_code", Some(code)));
        close(&mut out, "extension");
        out.extend(b"</person>\n");
        out
    }
}

impl<'a> Group<'a> {
    fn of(group: &'a Element) -> Self {
        let word = groups::word(group);
        let is_contacts = word.and_then(values::kind) == Some(Kind::Contacts);
        let day = |name: &'static str| (name, group.say(&["timeframe", name]));
        let mut school_types = Vec::new();
        ["schooltype", "unit_domain"].iter().for_each(|name| group.find(name, &mut school_types));
        Self {
            recstatus: recstatus(group),
            ids: ids_of(group),
            word,
            // That of a pupil with guardians may name them.
            name: groups::name(group).filter(|_| !is_contacts),
            days: ["begin", "end"].map(day),
            rest: [("school_code", groups::said_code(group)), ("schoolyear", groups::said_year(group))],
            school_types: school_types.into_iter().map(|one| one.text.as_str()).filter(|one| !one.is_empty()).collect(),
            parents: groups::parents(group).collect(),
        }
    }

    fn completed(mut self, former: Self) -> Self {
        self.word = self.word.or(former.word);
        self.name = self.name.or(former.name);
        if self.parents.is_empty() {
            self.parents = former.parents;
        }
        unite(&mut self.ids, former.ids);
        self
    }

    fn line(&self) -> Vec<u8> {
        let mut out = Vec::new();
        begin(&mut out, "group", self.recstatus, &self.ids);
        if let Some(word) = self.word {
            open(&mut out, "grouptype");
            leaf(&mut out, "typevalue", Some(word));
            close(&mut out, "grouptype");
        }
        if let Some(name) = self.name {
            open(&mut out, "description");
            leaf(&mut out, "short", Some(name));
            close(&mut out, "description");
        }
        days(&mut out, &self.days);
        for parent in &self.parents {
            open(&mut out, "relationship");
            line::sourcedid(&mut out, parent, None);
            close(&mut out, "relationship");
        }
        open(&mut out, "extension");
        self.rest.iter().for_each(|(name, text)| leaf(&mut out, name, *text));
        self.school_types.iter().for_each(|one| leaf(&mut out, "schooltype", Some(one)));
        close(&mut out, "extension");
        out.extend(b"</group>\n");
        out
    }
}

/// When something begins and ends, where that is said.
pub(super) fn days(out: &mut Vec<u8>, days: &[(&'static str, Option<&str>)]) {
    if days.iter().any(|(_, day)| day.is_some()) {
        open(out, "timeframe");
        days.iter().for_each(|(name, day)| leaf(out, name, *day));
        close(out, "timeframe");
    }
}
