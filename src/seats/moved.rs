//! Who came into another group since the roster before.

use crate::roster::{PersonIx, Snapshot};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Who came into another group since the roster before; looked up when somebody first asks.
pub struct Moved<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    who: OnceLock<BTreeSet<PersonIx>>,
}

impl<'a> Moved<'a> {
    /// Between two rosters.
    #[must_use]
    pub fn between(before: &'a Snapshot, after: &'a Snapshot) -> Self {
        Self { before, after, who: OnceLock::new() }
    }

    /// Is the person, by the place after, in a group now and was not before?
    pub(super) fn has(&self, person: PersonIx) -> bool {
        self.who.get_or_init(|| self.find()).contains(&person)
    }

    fn find(&self) -> BTreeSet<PersonIx> {
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
