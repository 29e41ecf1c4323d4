//! What a source itself says is no more: where that is gone, nobody has to be missing twice to be believed.

use super::{GroupId, PersonId, PersonIx, Snapshot};
use std::collections::BTreeSet;

/// Something that a source says is no more: OneRoster `tobedeleted`, IMS Enterprise `recstatus="3"`, SS12000
/// `deletedEntities`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Struck {
    /// A group, and with it that anybody is in it.
    Group(GroupId),
    /// A person's place: in a group, or at a unit, of this id.
    Place(PersonId, Box<str>),
}

/// Who had something before that the source says is no more, and has it no longer.
pub(super) fn losers<'a>(
    struck: impl IntoIterator<Item = &'a Struck>,
    before: &Snapshot,
    after: &Snapshot,
) -> BTreeSet<PersonId> {
    let mut losers = BTreeSet::new();
    for one in struck {
        match one {
            Struck::Group(id) if after.find_group(id).is_some() => {}
            Struck::Group(id) => {
                let members = before.find_group(id).map(|group| before.members(group)).unwrap_or_default();
                losers.extend(members.iter().map(|member| before.person(member.person).id.clone()));
            }
            Struck::Place(person, place) => {
                let had = before.find_person(person).is_some_and(|at| has(before, at, place));
                let has = after.find_person(person).is_some_and(|at| has(after, at, place));
                losers.extend((had && !has).then(|| person.clone()));
            }
        }
    }
    losers
}

/// Has somebody a place in the group or at the unit of this id?
fn has(roster: &Snapshot, person: PersonIx, place: &str) -> bool {
    let group = roster.find_group(&GroupId::from(place));
    let of = roster.person(person);
    let mut units =
        of.enrolments.iter().map(|one| &one.unit).chain(of.duties.iter().filter_map(|one| one.unit.as_ref()));
    group.is_some_and(|group| roster.has_row(group, person)) || units.any(|unit| unit.as_str() == place)
}
