//! What of somebody's loss the delivery itself says: all else is only a row that is missing.

use crate::roster::{GroupId, PersonId, PersonIx, Snapshot, Struck, UnitId};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What a delivery says of those who lost something between two rosters.
pub struct Said<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    struck: &'a BTreeSet<Struck>,
    /// Who came into another group; looked up when somebody first asks.
    moved: OnceLock<BTreeSet<PersonIx>>,
}

impl<'a> Said<'a> {
    /// Between two rosters; of what is `struck` the source says that it is no more.
    #[must_use]
    pub fn between(before: &'a Snapshot, after: &'a Snapshot, struck: &'a BTreeSet<Struck>) -> Self {
        Self { before, after, struck, moved: OnceLock::new() }
    }

    /// Is the person, by the place after, in a group now and was not before?
    pub(super) fn has_moved(&self, person: PersonIx) -> bool {
        self.moved.get_or_init(|| self.moved()).contains(&person)
    }

    /// Is it said of one of these groups that somebody is in it no more, or that it is no more?
    pub(super) fn strikes_group<'b>(&self, person: &PersonId, mut groups: impl Iterator<Item = &'b GroupId>) -> bool {
        let is_struck = |group: &GroupId| {
            self.struck.contains(&Struck::Place(person.clone(), group.as_str().into()))
                || self.struck.contains(&Struck::Group(group.clone()))
        };
        !self.struck.is_empty() && groups.any(is_struck)
    }

    /// Is it said why somebody, by the place after, has no longer a place at a unit, in a year or as something: by
    /// another place, or by the word that it is no more?
    pub(super) fn tells_of_place(&self, person: PersonIx) -> bool {
        let now = self.after.person(person);
        let Some(before) = self.before.find_person(&now.id).map(|at| self.before.person(at)) else {
            return !now.enrolments.is_empty() || !now.duties.is_empty();
        };
        let mut units = before.enrolments.iter().map(|one| &one.unit);
        let mut of_duties = before.duties.iter().filter_map(|one| one.unit.as_ref());
        let is_struck = |unit: &UnitId| self.struck.contains(&Struck::Place(now.id.clone(), unit.as_str().into()));
        now.enrolments.iter().any(|one| !before.enrolments.contains(one))
            || now.duties.iter().any(|one| !before.duties.contains(one))
            || !self.struck.is_empty() && (units.any(is_struck) || of_duties.any(is_struck))
    }

    fn moved(&self) -> BTreeSet<PersonIx> {
        let (before, after) = (self.before, self.after);
        let mut finder = before.finder();
        let places: Vec<Option<PersonIx>> = after.persons.iter().map(|person| finder.find(&person.id)).collect();
        let was_in = |member: &crate::roster::Membership| {
            let old = before.find_group(&after.group(member.group).id).zip(places[member.person.0 as usize]);
            old.is_some_and(|(group, person)| before.has_row(group, person))
        };
        after.memberships.iter().filter(|member| !was_in(member)).map(|member| member.person).collect()
    }
}
