//! What a source itself says is no more: where that is gone, nobody has to be missing twice to be believed.

use super::{GroupId, PersonId, PersonIx, Snapshot};
use std::collections::BTreeSet;

/// Something of which a source says, in what has changed, that it is no more: OneRoster `tobedeleted`, IMS Enterprise
/// `recstatus="3"`, SS12000 `deletedEntities`. A whole delivery has such records of old as well, so that there it is no
/// news.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Struck {
    /// A group, and with it that anybody is in it.
    Group(GroupId),
    /// A person's place: in a group, or at a unit, of this id.
    Place(PersonId, Box<str>),
}

/// Of these what is not there all the same, under another record.
pub(super) fn gone(struck: Vec<Struck>, after: &Snapshot) -> BTreeSet<Struck> {
    let is_gone = |one: &Struck| match one {
        Struck::Group(id) => after.find_group(id).is_none(),
        Struck::Place(person, place) => !after.find_person(person).is_some_and(|at| has(after, at, place)),
    };
    struck.into_iter().filter(is_gone).collect()
}

/// Has somebody a place in the group or at the unit of this id?
fn has(roster: &Snapshot, person: PersonIx, place: &str) -> bool {
    let group = roster.find_group(&GroupId::from(place));
    let of = roster.person(person);
    let mut units =
        of.enrolments.iter().map(|one| &one.unit).chain(of.duties.iter().filter_map(|one| one.unit.as_ref()));
    group.is_some_and(|group| roster.has_row(group, person)) || units.any(|unit| unit.as_str() == place)
}
