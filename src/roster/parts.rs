//! What one source delivered, read but not yet checked against anything else.
//!
//! Memberships are a million in a city, so they hold numbers into the lists of names instead of ids.

use super::{
    Code, Entity, Finding, Group, GroupId, MemberRole, Period, Person, PersonId, Place, Protection, Severity,
    SourceName, Spots, Struck, Unit, UnitId,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One whole delivery of one source: all or nothing.
#[derive(Debug)]
pub struct Parts {
    /// Who delivered it.
    pub source: SourceName,
    /// Digest of the delivery's bytes and of how they are to be read: equal means nothing to do.
    pub digest: u128,
    /// Units, in delivery order, ids unique.
    pub units: Vec<Unit>,
    /// Groups, in delivery order, ids unique.
    pub groups: Vec<Group>,
    /// Persons, in delivery order, ids unique.
    pub persons: Vec<Person>,
    /// Memberships, in delivery order; persons and groups by their number in the name lists.
    pub members: Vec<Member>,
    /// Names that `members` refers to; they need not be in `persons`.
    pub person_names: Vec<PersonId>,
    /// Names that `members` refers to; they need not be in `groups`.
    pub group_names: Vec<GroupId>,
    /// Records that are there and could not be read: never absent, their previous state stays.
    pub unreadable: Vec<Unreadable>,
    /// What the source itself says is no more.
    pub struck: Vec<Struck>,
    /// What was odd.
    pub findings: Vec<Finding>,
    /// Persons of whom some row says that they are protected, be it one that cannot be read or that another row
    /// contradicts: the marking counts all the same.
    pub marked: BTreeMap<PersonId, Protection>,
    /// How many rows each of its files has, by the file's name; also when only some of them were read.
    pub rows: BTreeMap<String, u64>,
    /// How many records its documents have and how many of them have which element, by document: `person` and
    /// `person/email`.
    pub elements: BTreeMap<(String, String), u64>,
    /// Does it say only of some persons by what they are known again? Then the others keep what they had.
    pub keeps_imprints: bool,
    /// Where its records stand.
    pub spots: Spots,
}

/// A membership as delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Number in `person_names`.
    pub person: u32,
    /// Number in `group_names`.
    pub group: u32,
    /// As what.
    pub role: MemberRole,
    /// When.
    pub period: Period,
}

/// A record that is present but unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// A unit.
    Unit(UnitId),
    /// A group.
    Group(GroupId),
    /// The members of a group, which itself is told.
    Members(GroupId),
    /// A group that rows name and that has none of its own: it stays, and in it who is named.
    Named(GroupId),
    /// A person.
    Person(PersonId),
    /// The memberships of a person in a group.
    Membership(PersonId, GroupId),
}

#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
type Numbers = std::collections::HashMap<Arc<str>, u32>;

/// Collects a delivery row by row, finding duplicates on the way.
pub struct PartsBuilder {
    parts: Parts,
    units: Numbers,
    groups: Numbers,
    persons: Numbers,
    person_names: Numbers,
    group_names: Numbers,
}

impl PartsBuilder {
    /// An empty delivery of `source`.
    #[must_use]
    pub fn new(source: SourceName) -> Self {
        let parts = Parts {
            source,
            digest: 0,
            units: Vec::new(),
            groups: Vec::new(),
            persons: Vec::new(),
            members: Vec::new(),
            person_names: Vec::new(),
            group_names: Vec::new(),
            unreadable: Vec::new(),
            struck: Vec::new(),
            findings: Vec::new(),
            rows: BTreeMap::new(),
            elements: BTreeMap::new(),
            marked: BTreeMap::new(),
            keeps_imprints: false,
            spots: Spots::default(),
        };
        Self {
            parts,
            units: Numbers::default(),
            groups: Numbers::default(),
            persons: Numbers::default(),
            person_names: Numbers::default(),
            group_names: Numbers::default(),
        }
    }

    /// The source that the rows belong to.
    #[must_use]
    pub fn source(&self) -> &SourceName {
        &self.parts.source
    }

    /// Adds a unit. The same again is a warning; the same id with other content is set aside.
    pub fn unit(&mut self, unit: Unit, place: Place) {
        let key = Arc::from(unit.id.as_str());
        match seen(&mut self.units, key, self.parts.units.len()) {
            None => self.parts.units.push(unit),
            Some(first) if self.parts.units[first] == unit => self.same(Entity::Unit, place),
            Some(_) => self.conflict(Entity::Unit, Unreadable::Unit(unit.id), place),
        }
    }

    /// Adds a group, as [`unit`](Self::unit) does.
    pub fn group(&mut self, group: Group, place: Place) {
        let key = Arc::from(group.id.as_str());
        match seen(&mut self.groups, key, self.parts.groups.len()) {
            None => {
                self.parts.spots.group(&place);
                self.parts.groups.push(group);
            }
            Some(first) if self.parts.groups[first] == group => self.same(Entity::Group, place),
            Some(_) => self.conflict(Entity::Group, Unreadable::Group(group.id), place),
        }
    }

    /// Adds a person, as [`unit`](Self::unit) does.
    pub fn person(&mut self, person: Person, place: Place) {
        let key = Arc::from(person.id.as_str());
        match seen(&mut self.persons, key, self.parts.persons.len()) {
            None => {
                self.parts.spots.person(&place);
                self.parts.persons.push(person);
            }
            Some(first) if self.parts.persons[first] == person => {
                self.parts.persons[first].imprints.add(&person.imprints);
                self.same(Entity::Person, place);
            }
            Some(first) => {
                let known = self.parts.persons[first].protection;
                self.mark(&person.id, known.max(person.protection));
                self.conflict(Entity::Person, Unreadable::Person(person.id), place);
            }
        }
    }

    /// The person with this id, to be added to (roles and units that come in files of their own).
    pub fn person_mut(&mut self, id: &str) -> Option<&mut Person> {
        let number = *self.persons.get(id)?;
        self.parts.persons.get_mut(number as usize)
    }

    /// Is there a unit with this id in the delivery so far?
    #[must_use]
    pub fn has_unit(&self, id: &str) -> bool {
        self.units.contains_key(id)
    }

    /// Is there a group with this id in the delivery so far?
    #[must_use]
    pub fn has_group(&self, id: &str) -> bool {
        self.groups.contains_key(id)
    }

    /// Is there a person with this id in the delivery so far?
    #[must_use]
    pub fn has_person(&self, id: &str) -> bool {
        self.persons.contains_key(id)
    }

    /// Adds a membership; the person and the group may come later or from another source.
    pub fn member(&mut self, person: &str, group: &str, role: MemberRole, period: Period) {
        let person = number(&mut self.person_names, &mut self.parts.person_names, person);
        let group = number(&mut self.group_names, &mut self.parts.group_names, group);
        self.parts.spots.member();
        self.parts.members.push(Member { person, group, role, period });
    }

    /// The memberships that follow stand in this file, whose fields (from 1) say what is named.
    pub fn open(&mut self, file: &str, columns: impl IntoIterator<Item = (&'static str, u64)>) {
        self.parts.spots.open(file);
        columns.into_iter().for_each(|(about, column)| self.parts.spots.column(about, column));
    }

    /// The membership that is added next stands in this line of it.
    pub fn line(&mut self, line: u64) {
        self.parts.spots.line(line);
    }

    /// The membership that is added next stands there.
    pub fn stand(&mut self, place: &Place) {
        self.parts.spots.stand(place);
    }

    /// Notes what a row says of somebody's protection, when the row itself is not relied on.
    pub fn mark(&mut self, person: &PersonId, protection: Protection) {
        if protection.is_protected() {
            let known = self.parts.marked.entry(person.clone()).or_default();
            *known = protection.max(*known);
        }
    }

    /// Notes a record that is there but cannot be read.
    pub fn unreadable(&mut self, what: Unreadable) {
        self.parts.unreadable.push(what);
    }

    /// Notes what the source itself says is no more.
    pub fn struck(&mut self, what: Struck) {
        self.parts.struck.push(what);
    }

    /// Notes a finding.
    pub fn finding(&mut self, severity: Severity, code: Code, place: Place, about: impl Into<String>) {
        self.parts.findings.push(Finding { severity, code, place, about: about.into() });
    }

    /// Notes how many rows a file has.
    pub fn rows(&mut self, file: &str, rows: u64) {
        self.parts.rows.insert(file.to_owned(), rows);
    }

    /// Notes how many records a document has, or have an element.
    pub fn elements(&mut self, file: &str, what: String, count: u64) {
        self.parts.elements.insert((file.to_owned(), what), count);
    }

    /// What its files hold is not all that the delivery says: how many rows they have tells nothing of a whole one.
    pub fn forget_rows(&mut self) {
        self.parts.rows.clear();
    }

    /// Whoever it says nothing of to be known again by keeps what there was.
    pub fn keep_imprints(&mut self) {
        self.parts.keeps_imprints = true;
    }

    /// The delivery, with the digest of its bytes.
    #[must_use]
    pub fn finish(mut self, digest: u128) -> Parts {
        self.parts.digest = digest;
        self.parts
    }

    fn same(&mut self, entity: Entity, place: Place) {
        self.finding(Severity::Warning, Code::DuplicateSame, place, entity.word());
    }

    fn conflict(&mut self, entity: Entity, what: Unreadable, place: Place) {
        self.finding(Severity::Error, Code::DuplicateConflict, place, entity.word());
        self.unreadable(what);
    }
}

/// The number under which `key` was seen before, or notes it as `next`.
fn seen(numbers: &mut Numbers, key: Arc<str>, next: usize) -> Option<usize> {
    let next = u32::try_from(next).unwrap_or(u32::MAX);
    match numbers.entry(key) {
        std::collections::hash_map::Entry::Occupied(old) => Some(*old.get() as usize),
        std::collections::hash_map::Entry::Vacant(new) => {
            new.insert(next);
            None
        }
    }
}

fn number<I: From<String> + Clone>(numbers: &mut Numbers, names: &mut Vec<I>, name: &str) -> u32 {
    if let Some(number) = numbers.get(name) {
        return *number;
    }
    let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.push(I::from(name.to_owned()));
    numbers.insert(Arc::from(name), number);
    number
}
