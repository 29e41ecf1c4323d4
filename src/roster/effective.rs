//! The roster that takes effect when a guard holds a part back.
//!
//! What is held stays as it was before: persons and memberships that would vanish remain, those
//! that would appear wait outside. Everything else takes effect (ARCHITECTURE 5.6).

use super::snapshot::to_u32;
use super::{GroupIx, Membership, Person, PersonId, PersonIx, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// What is held back of a new snapshot.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Persons who would vanish or change and stay as they were (places before).
    pub persons: BTreeSet<PersonIx>,
    /// Persons who would appear and wait (places after); one who was there before, and did not count, stays so.
    pub newcomers: BTreeSet<PersonIx>,
    /// Persons who would become somebody else, and keep their names and addresses (places before).
    pub rows: BTreeSet<PersonIx>,
    /// Memberships that would vanish and stay (numbers before).
    pub memberships: BTreeSet<u32>,
    /// Memberships that would appear and wait (numbers after).
    pub new_memberships: BTreeSet<u32>,
}

impl Keep {
    /// Is nothing held back?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `after`, with what `keep` holds back as it was in `before`. Units and groups that something kept
/// still needs are kept too.
#[must_use]
pub fn keep(before: &Snapshot, after: Snapshot, keep: &Keep) -> Snapshot {
    if keep.is_empty() {
        return after;
    }
    let mut effective = Snapshot::default();
    let as_before = keep.newcomers.iter().filter_map(|at| before.find_person(&after.person(*at).id));
    let as_before: BTreeSet<PersonIx> = as_before.collect();
    let persons = || keep.persons.union(&as_before).map(|at| before.person(*at));
    let kept: BTreeSet<&PersonId> = persons().map(|person| &person.id).collect();
    effective.persons.extend(persons().cloned());
    let stays = |at: usize| !keep.newcomers.contains(&PersonIx(to_u32(at)));
    let rows = after.persons.iter().enumerate().filter(|(at, p)| stays(*at) && !kept.contains(&p.id));
    let looks: BTreeMap<&PersonId, &Person> =
        keep.rows.iter().map(|at| before.person(*at)).map(|p| (&p.id, p)).collect();
    effective.persons.extend(rows.map(|(_, p)| looks.get(&p.id).map_or_else(|| p.clone(), |old| as_known(old, p))));
    effective.persons.sort_by(|a, b| a.id.cmp(&b.id));

    effective.groups.clone_from(&after.groups);
    let old = before.memberships.iter().enumerate();
    let stays = |person| keep.persons.contains(person) || as_before.contains(person);
    let old = old.filter(|(at, m)| keep.memberships.contains(&to_u32(*at)) || stays(&m.person));
    let old: Vec<&Membership> = old.map(|(_, m)| m).collect();
    let needed: BTreeSet<GroupIx> =
        old.iter().map(|m| m.group).filter(|g| after.find_group(&before.group(*g).id).is_none()).collect();
    effective.groups.extend(needed.iter().map(|g| before.group(*g).clone()));
    effective.groups.sort_by(|a, b| a.id.cmp(&b.id));
    units(before, &after, &mut effective);

    let waits =
        |at: usize, m: &Membership| keep.new_memberships.contains(&to_u32(at)) || keep.newcomers.contains(&m.person);
    let new = after.memberships.iter().enumerate().filter(|(at, m)| !waits(*at, m));
    let rows = new.filter_map(|(_, m)| renumber(&after, &effective, m));
    effective.memberships = rows.chain(old.iter().filter_map(|m| renumber(before, &effective, m))).collect();
    effective.memberships.sort_unstable();
    effective.memberships.dedup();
    effective
}

/// Somebody where and as what the new row says, protection included, under the names and addresses of the old one.
fn as_known(old: &Person, new: &Person) -> Person {
    let Person { given_name, family_name, email, eppn, imprints, .. } = old.clone();
    let mut known = Person { given_name, family_name, email, eppn, imprints, ..new.clone() };
    known.shield();
    known
}

/// All units of `after`, and those of `before` that a kept row (or a kept unit's parent line) needs.
fn units(before: &Snapshot, after: &Snapshot, effective: &mut Snapshot) {
    let places = effective
        .persons
        .iter()
        .flat_map(|p| p.enrolments.iter().map(|e| &e.unit).chain(p.duties.iter().filter_map(|d| d.unit.as_ref())));
    let mut needed: BTreeSet<_> = places.chain(effective.groups.iter().map(|g| &g.unit)).cloned().collect();
    let lineages = before.lineages();
    let above: Vec<_> = needed.iter().filter_map(|id| lineages.get(id)).flatten().map(|id| (*id).clone()).collect();
    needed.extend(above);
    needed.retain(|id| after.find_unit(id).is_none());
    effective.units.clone_from(&after.units);
    effective.units.extend(needed.iter().filter_map(|id| before.find_unit(id)).cloned());
    effective.units.sort_by(|a, b| a.id.cmp(&b.id));
}

fn renumber(from: &Snapshot, to: &Snapshot, m: &Membership) -> Option<Membership> {
    let person = to.find_person(&from.person(m.person).id)?;
    let group = to.find_group(&from.group(m.group).id)?;
    Some(Membership { group, person, ..*m })
}
