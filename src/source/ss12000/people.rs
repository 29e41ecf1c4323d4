//! What a sweep knows of persons beside their rows: whether anybody is marked, who is nobody's user, who was deleted.

use super::records::{Activity, Duty, Group, Key, Person, Placement, Record};
use super::resource::Resource;
use super::spool::{At, Meeting, Row, Spool, digest_of};
use super::stock::Flags;
use crate::source::SourceError;
use std::collections::BTreeSet;

impl Spool {
    /// Does the server have the resource?
    pub(super) fn has_pile(&self, resource: Resource) -> bool {
        self.piles.contains_key(&resource)
    }

    /// Does the server say of anybody how protected they are?
    pub(super) fn marks(&self) -> bool {
        self.has_any(|flags| flags.is_marked)
    }

    /// Does it say of anybody where they are a pupil?
    pub(super) fn enrols(&self) -> bool {
        self.has_any(|flags| flags.is_whole)
    }

    fn has_any(&self, which: impl Fn(Flags) -> bool) -> bool {
        self.piles.get(&Resource::Persons).is_some_and(|pile| pile.rows.values().any(|row| which(row.flags)))
    }

    /// Takes back that a person was deleted.
    pub(super) fn undelete(&mut self, id: &Key) -> Result<(), SourceError> {
        let resource = Resource::Persons;
        let row = self.piles.get(&resource).and_then(|pile| pile.rows.get(&digest_of(id)));
        if !row.is_some_and(|row| row.flags.is_deleted) {
            return Ok(());
        }
        let mut found = None;
        self.each(resource, |person: Person| {
            if person.id == *id {
                found = Some(person);
            }
        })?;
        if let Some(mut person) = found {
            person.upprop_deleted = None;
            self.put(resource, &person, 0, Meeting::News)?;
        }
        Ok(())
    }

    /// Persons who are not there, and whom records name that came since the rows that were kept.
    pub(super) fn named_anew(&mut self) -> Result<BTreeSet<Key>, SourceError> {
        let mut named = BTreeSet::new();
        self.each_new(Resource::Groups, |group: Group| {
            named.extend(group.group_memberships.into_iter().flatten().map(|membership| membership.person.id));
        })?;
        self.each_new(Resource::Duties, |duty: Duty| named.extend(duty.person.map(|person| person.id)))?;
        self.each_new(Resource::Placements, |one: Placement| named.extend(one.child.map(|child| child.id)))?;
        self.each_new(Resource::Activities, |activity: Activity| {
            let teachers = activity.teachers.into_iter().flatten();
            named.extend(teachers.filter_map(|teacher| Some(teacher.person?.id)));
        })?;
        named.retain(|id| !self.has(Resource::Persons, id));
        Ok(named)
    }

    fn each_new<T: Record>(&mut self, resource: Resource, mut visit: impl FnMut(T)) -> Result<(), SourceError> {
        let Some(pile) = self.piles.get(&resource) else { return Ok(()) };
        let is_new = |(id, row): (&u128, &Row)| matches!(row.at, At::File(_)).then_some(*id);
        let new: BTreeSet<u128> = pile.rows.iter().filter_map(is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        self.each(resource, |record: T| {
            if new.contains(&digest_of(record.id())) {
                visit(record);
            }
        })
    }

    /// Leaves out persons who are nobody's users: they are pupils nowhere, and no group, duty or placement names them. So
    /// guardians are neither kept nor told apart from one day to the next.
    pub(super) fn leave_out(&mut self) -> Result<(), SourceError> {
        let is_new = |row: &Row| !row.flags.has_entries && matches!(row.at, At::File(_));
        if !self.piles.get(&Resource::Persons).is_some_and(|pile| pile.rows.values().any(is_new)) {
            return Ok(());
        }
        let mut named = BTreeSet::new();
        let mut name = |id: &Key| {
            named.insert(digest_of(id));
        };
        self.each(Resource::Groups, |group: Group| {
            group.group_memberships.iter().flatten().for_each(|membership| name(&membership.person.id));
        })?;
        self.each(Resource::Duties, |duty: Duty| duty.person.iter().for_each(|person| name(&person.id)))?;
        self.each(Resource::Placements, |placement: Placement| {
            placement.child.iter().for_each(|child| name(&child.id));
        })?;
        self.each(Resource::Activities, |activity: Activity| {
            let persons = activity.teachers.iter().flatten().filter_map(|teacher| teacher.person.as_ref());
            persons.for_each(|person| name(&person.id));
        })?;
        if let Some(pile) = self.piles.get_mut(&Resource::Persons) {
            let before = pile.rows.len();
            pile.rows.retain(|id, row| row.flags.has_entries || row.flags.is_deleted || named.contains(id));
            self.left_out = (before - pile.rows.len()) as u64;
        }
        Ok(())
    }
}
