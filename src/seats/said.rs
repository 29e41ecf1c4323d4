//! What of somebody's loss the delivery itself says: all else is only a row that is missing.

use crate::roster::{PersonId, PersonIx, Snapshot};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What a delivery says of those who lost something between two rosters.
pub struct Said<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    struck: &'a BTreeSet<PersonId>,
    /// Who came into another group; looked up when somebody first asks.
    moved: OnceLock<BTreeSet<PersonIx>>,
}

impl<'a> Said<'a> {
    /// Between two rosters; of `struck` the source says that something of theirs is no more.
    #[must_use]
    pub fn between(before: &'a Snapshot, after: &'a Snapshot, struck: &'a BTreeSet<PersonId>) -> Self {
        Self { before, after, struck, moved: OnceLock::new() }
    }

    /// Does it say why somebody, by the place after, is not in a group: is there a row in another one that was not there
    /// before, or the word that the row is no more?
    pub(super) fn tells_of_group(&self, person: PersonIx) -> bool {
        self.is_struck(person) || self.moved.get_or_init(|| self.moved()).contains(&person)
    }

    /// The same of a place at a unit, in a year or as something.
    pub(super) fn tells_of_place(&self, person: PersonIx) -> bool {
        let now = self.after.person(person);
        let Some(before) = self.before.find_person(&now.id).map(|at| self.before.person(at)) else {
            return self.is_struck(person) || !now.enrolments.is_empty() || !now.duties.is_empty();
        };
        self.is_struck(person)
            || now.enrolments.iter().any(|one| !before.enrolments.contains(one))
            || now.duties.iter().any(|one| !before.duties.contains(one))
    }

    fn is_struck(&self, person: PersonIx) -> bool {
        !self.struck.is_empty() && self.struck.contains(&self.after.person(person).id)
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
