//! From what sources delivered to one snapshot.
//!
//! A record that is there but unreadable keeps its previous state; it never counts as absent
//! (ARCHITECTURE 5.2). Rows of sources that did not deliver this time stay as they were.

use super::snapshot::to_u32;
use super::spots::{AllSpots, Spot};
use super::struck::gone;
use super::torn::Broken;
use super::{
    Code, Entity, Finding, Group, GroupId, GroupIx, Membership, Parts, Person, PersonId, PersonIx, PersonStatus, Place,
    Protection, Severity, Snapshot, SourceName, Struck, Unit, UnitId, Unreadable,
};
use std::collections::{BTreeMap, BTreeSet};

/// What came of building.
#[derive(Debug, Default)]
pub struct Built {
    /// The roster at hand.
    pub roster: Snapshot,
    /// What was odd, in a fixed order.
    pub findings: Vec<Finding>,
    /// Persons whose rows do not say all that the roster has of them: they are looked at again.
    pub unsettled: BTreeSet<PersonId>,
    /// Persons whose rows are there and cannot be read.
    pub unread: BTreeSet<PersonId>,
    /// What a source itself says is no more.
    pub struck: BTreeSet<Struck>,
    /// How much of each delivery is broken.
    pub broken: Broken,
}

/// One snapshot from what was held and what was delivered.
///
/// `held` is the roster that was last applied. Each source delivers at most one of `deliveries`.
#[must_use]
pub fn build(held: &Snapshot, deliveries: Vec<Parts>) -> Built {
    let mut build = Build::new(held, &deliveries);
    let mut members = Vec::with_capacity(deliveries.len());
    let mut struck = Vec::new();
    for parts in deliveries {
        build.broken.note(&parts.source, parts.findings.iter().map(|finding| &finding.severity));
        build.findings.extend(parts.findings);
        struck.extend(parts.struck);
        build.units.extend(parts.units);
        let groups = parts.groups.len();
        build.groups.extend(parts.groups);
        if parts.keeps_imprints {
            build.keeping.insert(parts.source.clone());
        }
        let counts = [groups, parts.persons.len(), parts.members.len()];
        let spots = build.spots.take(parts.spots, counts);
        build.persons.extend(parts.persons);
        members.push((parts.source, parts.members.into_iter().zip(spots), parts.person_names, parts.group_names));
    }
    build.units();
    build.groups();
    build.persons();
    let memberships = build.memberships(members);
    let Build { units, groups, persons, mut findings, unsettled, unreadable, broken, .. } = build;
    let person = |what| if let Unread::Person(id) = what { Some(id) } else { None };
    let unread = unreadable.into_iter().filter_map(person).collect();
    findings.sort();
    let roster = Snapshot { units, groups, persons, memberships };
    let struck = gone(struck, &roster);
    Built { roster, findings, unsettled, unread, struck, broken }
}

struct Build<'a> {
    held: &'a Snapshot,
    read: BTreeSet<SourceName>,
    unreadable: BTreeSet<Unread>,
    marked: BTreeMap<PersonId, Protection>,
    units: Vec<Unit>,
    groups: Vec<Group>,
    persons: Vec<Person>,
    findings: Vec<Finding>,
    unsettled: BTreeSet<PersonId>,
    /// Sources that say only of some by what they are known again.
    keeping: BTreeSet<SourceName>,
    broken: Broken,
    spots: AllSpots,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Unread {
    Unit(UnitId),
    Group(GroupId),
    Members(GroupId),
    Named(GroupId),
    Person(PersonId),
    Membership(PersonId, GroupId),
}

type Members = std::iter::Zip<std::vec::IntoIter<super::Member>, std::vec::IntoIter<Spot>>;
type Delivered = (SourceName, Members, Vec<PersonId>, Vec<GroupId>);

impl<'a> Build<'a> {
    fn new(held: &'a Snapshot, deliveries: &[Parts]) -> Self {
        let unreadable = deliveries.iter().flat_map(|parts| &parts.unreadable).map(|what| match what {
            Unreadable::Unit(id) => Unread::Unit(id.clone()),
            Unreadable::Group(id) => Unread::Group(id.clone()),
            Unreadable::Members(id) => Unread::Members(id.clone()),
            Unreadable::Named(id) => Unread::Named(id.clone()),
            Unreadable::Person(id) => Unread::Person(id.clone()),
            Unreadable::Membership(person, group) => Unread::Membership(person.clone(), group.clone()),
        });
        let unread = deliveries.iter().flat_map(|parts| &parts.unreadable);
        // Who is in a group that stays as it was has rows of which nothing came.
        let of_person = |what: &Unreadable| match what {
            Unreadable::Person(id) | Unreadable::Membership(id, _) => vec![id.clone()],
            Unreadable::Group(id) | Unreadable::Members(id) => {
                let members = held.find_group(id).map(|group| held.members(group)).unwrap_or_default();
                members.iter().map(|member| held.person(member.person).id.clone()).collect()
            }
            // Who is named in it is told of besides.
            Unreadable::Unit(_) | Unreadable::Named(_) => Vec::new(),
        };
        Self {
            held,
            unsettled: unread.flat_map(of_person).collect(),
            read: deliveries.iter().map(|parts| parts.source.clone()).collect(),
            unreadable: unreadable.collect(),
            marked: deliveries.iter().flat_map(|parts| parts.marked.clone()).collect(),
            units: Vec::new(),
            groups: Vec::new(),
            persons: Vec::new(),
            findings: Vec::new(),
            keeping: BTreeSet::new(),
            broken: Broken::default(),
            spots: AllSpots::default(),
        }
    }

    /// A record of a source that cannot be used.
    fn is_broken(&mut self, (source, spot): (&SourceName, Spot), code: Code, about: &'static str) {
        self.broken.note(source, [&Severity::Error]);
        let place = self.spots.place(spot, about);
        self.findings.push(Finding { place, ..finding(Severity::Error, code, about) });
    }

    /// Does the held row stay: its source said nothing this time, or said something unreadable?
    fn stays(&self, source: &SourceName, what: &Unread) -> bool {
        !self.read.contains(source) || self.unreadable.contains(what)
    }

    fn units(&mut self) {
        let unread = &self.unreadable;
        self.units.retain(|u| !unread.contains(&Unread::Unit(u.id.clone())));
        let delivered = std::mem::take(&mut self.units);
        let stay = self.held.units.iter().filter(|u| self.stays(&u.source, &Unread::Unit(u.id.clone())));
        let rows = stay.cloned().chain(delivered).collect();
        self.units = self.one_owner(rows, Entity::Unit, |u: &Unit| (u.id.clone(), u.source.clone()));
        self.parents();
    }

    /// A parent that is not there is a finding, and the unit stands at the top; so does one in a circle.
    fn parents(&mut self) {
        let known: BTreeMap<UnitId, Option<UnitId>> =
            self.units.iter().map(|u| (u.id.clone(), u.parent.clone())).collect();
        for unit in &mut self.units {
            let Some(parent) = &unit.parent else { continue };
            let code = if !known.contains_key(parent) {
                Code::ReferenceMissing
            } else if is_above(&known, parent, &unit.id) {
                Code::UnitCycle
            } else {
                continue;
            };
            unit.parent = None;
            self.findings.push(finding(Severity::Warning, code, "unit.parent"));
        }
    }

    fn groups(&mut self) {
        let delivered = std::mem::take(&mut self.groups);
        let spots = std::mem::take(&mut self.spots.groups);
        let mut rows: Vec<Group> = Vec::with_capacity(delivered.len());
        let is_named = |group: &Group| self.unreadable.contains(&Unread::Named(group.id.clone()));
        let stays = |group: &&Group| self.stays(&group.source, &Unread::Group(group.id.clone())) || is_named(group);
        rows.extend(self.held.groups.iter().filter(stays).cloned());
        for (group, spot) in delivered.into_iter().zip(spots) {
            if self.unreadable.contains(&Unread::Group(group.id.clone())) {
                continue;
            }
            if self.has_unit(&group.unit) {
                rows.push(group);
                continue;
            }
            self.is_broken((&group.source, spot), Code::ReferenceMissing, "group.unit");
            rows.extend(self.held.find_group(&group.id).map(|at| self.held.group(at).clone()));
        }
        rows.retain(|g| self.has_unit(&g.unit));
        self.groups = self.one_owner(rows, Entity::Group, |g: &Group| (g.id.clone(), g.source.clone()));
    }

    fn persons(&mut self) {
        let delivered = std::mem::take(&mut self.persons);
        let spots = std::mem::take(&mut self.spots.persons);
        let stay = self.held.persons.iter().filter(|p| self.stays(&p.source, &Unread::Person(p.id.clone())));
        let mut rows: Vec<Person> = stay.cloned().collect();
        rows.reserve(delivered.len());
        for (mut person, spot) in delivered.into_iter().zip(spots) {
            if self.unreadable.contains(&Unread::Person(person.id.clone())) {
                continue;
            }
            // Of whom nobody knew nothing has to be deleted.
            if person.status == PersonStatus::Deleted && self.held.find_person(&person.id).is_none() {
                continue;
            }
            self.keep_protection(&mut person);
            self.keep_imprints(&mut person);
            if self.places_known(&person) {
                rows.push(person);
                continue;
            }
            self.is_broken((&person.source, spot), Code::ReferenceMissing, "person.unit");
            self.unsettled.insert(person.id.clone());
            let previous = self.held.find_person(&person.id).map(|at| self.held.person(at).clone());
            rows.push(self.without_lost_places(previous.unwrap_or(person)));
        }
        // What one source has deleted another may have.
        if rows.iter().any(|person| person.status == PersonStatus::Deleted) {
            rows.sort_by_key(|person| person.status == PersonStatus::Deleted);
        }
        let twice = self.findings.len();
        let ids: Vec<PersonId> = rows.iter().map(|person| person.id.clone()).collect();
        self.persons = self.one_owner(rows, Entity::Person, |p: &Person| (p.id.clone(), p.source.clone()));
        if self.findings.len() > twice {
            let mut seen = BTreeSet::new();
            self.unsettled.extend(ids.into_iter().filter(|id| !seen.insert(id.clone())));
        }
        for person in &mut self.persons {
            if let Some(marking) = self.marked.get(&person.id) {
                person.protection = person.protection.max(*marking);
            }
            person.shield();
        }
        self.shared_eppn();
    }

    /// A protection marking that the source gives no longer stays until a human decides (SECURITY 4): an
    /// override for the person says what may be done.
    fn keep_protection(&mut self, person: &mut Person) {
        let before = self.held.find_person(&person.id).map(|at| self.held.person(at).protection);
        if let Some(marking) = before.filter(|marking| marking.is_protected() && !person.protection.is_protected()) {
            person.protection = marking;
            self.findings.push(finding(Severity::Warning, Code::ProtectionKept, "person.protection"));
            self.unsettled.insert(person.id.clone());
        }
    }

    fn keep_imprints(&self, person: &mut Person) {
        if person.imprints.is_empty() && self.keeping.contains(&person.source) {
            let before = self.held.find_person(&person.id).map(|at| &self.held.person(at).imprints);
            person.imprints = before.cloned().unwrap_or_default();
        }
    }

    fn has_unit(&self, id: &UnitId) -> bool {
        self.units.binary_search_by(|u| u.id.cmp(id)).is_ok()
    }

    fn places_known(&self, person: &Person) -> bool {
        person.enrolments.iter().all(|e| self.has_unit(&e.unit))
            && person.duties.iter().filter_map(|d| d.unit.as_ref()).all(|unit| self.has_unit(unit))
    }

    fn without_lost_places(&self, mut person: Person) -> Person {
        person.enrolments = person.enrolments.iter().filter(|e| self.has_unit(&e.unit)).cloned().collect();
        let here = |unit: &Option<UnitId>| unit.as_ref().is_none_or(|unit| self.has_unit(unit));
        person.duties = person.duties.iter().filter(|d| here(&d.unit)).cloned().collect();
        person
    }

    /// Orders rows by id. Of rows that two sources give the same id, the one that came first stays.
    fn one_owner<T, I: Ord>(&mut self, mut rows: Vec<T>, what: Entity, key: fn(&T) -> (I, SourceName)) -> Vec<T> {
        rows.sort_by_cached_key(|row| key(row).0);
        let before = rows.len();
        rows.dedup_by(|later, first| key(later).0 == key(first).0);
        for _ in rows.len()..before {
            self.findings.push(finding(Severity::Warning, Code::OtherSource, what.word()));
        }
        rows
    }

    /// Persons of different sources with one eduPersonPrincipalName are one human: the one held before
    /// stays, the other is set aside. Within a source it is only told.
    fn shared_eppn(&mut self) {
        let mut owners: BTreeMap<std::sync::Arc<str>, (usize, SourceName)> = BTreeMap::new();
        let mut aside = BTreeSet::new();
        for (at, person) in self.persons.iter().enumerate() {
            let Some(eppn) = &person.eppn else { continue };
            let Some((first, source)) = owners.get(eppn) else {
                owners.insert(eppn.clone(), (at, person.source.clone()));
                continue;
            };
            self.findings.push(finding(Severity::Warning, Code::EppnShared, "person.eppn"));
            self.unsettled.extend([self.persons[*first].id.clone(), person.id.clone()]);
            if *source != person.source {
                let newcomer_first = self.held.find_person(&self.persons[*first].id).is_none();
                let later_was_held = self.held.find_person(&person.id).is_some();
                aside.insert(if newcomer_first && later_was_held { *first } else { at });
            }
        }
        let mut at = 0;
        self.persons.retain(|_| {
            at += 1;
            !aside.contains(&(at - 1))
        });
    }

    fn memberships(&mut self, delivered: Vec<Delivered>) -> Vec<Membership> {
        let mut rows = self.held_memberships();
        for (source, members, person_names, group_names) in delivered {
            let persons: Vec<Option<PersonIx>> = person_names.iter().map(|id| self.person_ix(id)).collect();
            let groups: Vec<Option<GroupIx>> = group_names.iter().map(|id| self.group_ix(id)).collect();
            rows.reserve(members.len());
            for (member, spot) in members {
                let person = persons[member.person as usize];
                let findings = self.findings.len();
                let named = (&person_names[member.person as usize], &group_names[member.group as usize]);
                if !self.unreadable.is_empty() && self.is_told_unread(named) {
                    continue;
                }
                match (person, groups[member.group as usize]) {
                    (Some(person), Some(group)) if self.groups[group.0 as usize].source == source => {
                        rows.push(Membership { group, person, role: member.role, period: member.period });
                    }
                    (Some(_), Some(_)) => {
                        self.is_broken((&source, spot), Code::OtherSource, "membership.group");
                    }
                    (None, _) => self.is_broken((&source, spot), Code::ReferenceMissing, "membership.person"),
                    (_, None) => {
                        self.is_broken((&source, spot), Code::ReferenceMissing, "membership.group");
                    }
                }
                if self.findings.len() > findings {
                    self.unsettled.insert(person_names[member.person as usize].clone());
                }
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Was it told already that somebody, or a group, cannot be read? Then their memberships are no more faults.
    fn is_told_unread(&self, (person, group): (&PersonId, &GroupId)) -> bool {
        let is_lost = |what: Unread| self.unreadable.contains(&what);
        self.person_ix(person).is_none() && is_lost(Unread::Person(person.clone()))
            || self.group_ix(group).is_none() && is_lost(Unread::Group(group.clone()))
    }

    /// Memberships that stay because their group's source was silent or the row was unreadable.
    fn held_memberships(&self) -> Vec<Membership> {
        let persons: Vec<Option<PersonIx>> = self.held.persons.iter().map(|p| self.person_ix(&p.id)).collect();
        let groups: Vec<Option<GroupIx>> = self.held.groups.iter().map(|g| self.group_ix(&g.id)).collect();
        let any_unread = !self.unreadable.is_empty();
        let stays = |m: &&Membership| {
            let (group, person) = (self.held.group(m.group), self.held.person(m.person));
            !self.read.contains(&group.source)
                || any_unread
                    && (self.unreadable.contains(&Unread::Membership(person.id.clone(), group.id.clone()))
                        || self.unreadable.contains(&Unread::Group(group.id.clone()))
                        || self.unreadable.contains(&Unread::Members(group.id.clone()))
                        || self.unreadable.contains(&Unread::Person(person.id.clone())))
        };
        let renumbered = self.held.memberships.iter().filter(stays).filter_map(|m| {
            let (person, group) = (persons[m.person.0 as usize]?, groups[m.group.0 as usize]?);
            Some(Membership { group, person, ..*m })
        });
        renumbered.collect()
    }

    fn person_ix(&self, id: &PersonId) -> Option<PersonIx> {
        self.persons.binary_search_by(|p| p.id.cmp(id)).ok().map(|at| PersonIx(to_u32(at)))
    }

    fn group_ix(&self, id: &GroupId) -> Option<GroupIx> {
        self.groups.binary_search_by(|g| g.id.cmp(id)).ok().map(|at| GroupIx(to_u32(at)))
    }
}

/// Is `unit` found when walking up from `from`?
fn is_above(parents: &BTreeMap<UnitId, Option<UnitId>>, from: &UnitId, unit: &UnitId) -> bool {
    let mut at = Some(from);
    for _ in 0..=parents.len() {
        match at {
            Some(id) if id == unit => return true,
            Some(id) => at = parents.get(id).and_then(Option::as_ref),
            None => return false,
        }
    }
    true
}

fn finding(severity: Severity, code: Code, about: &str) -> Finding {
    Finding { severity, code, place: Place::default(), about: about.to_owned() }
}
