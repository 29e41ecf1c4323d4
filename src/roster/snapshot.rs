//! A whole roster, checked and ordered.

use super::{Group, GroupId, Membership, Person, PersonId, Unit, UnitId};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::hash::Hash;
use xxhash_rust::xxh3::Xxh3;

/// A person's place in [`Snapshot::persons`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIx(pub u32);

/// A group's place in [`Snapshot::groups`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupIx(pub u32);

/// Persons, units, groups and memberships of all sources, each in the order of their ids.
///
/// Every reference holds: enrolments and duties name units that are here, groups too, and
/// memberships are numbers into the lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// Units, by id.
    pub units: Vec<Unit>,
    /// Groups, by id.
    pub groups: Vec<Group>,
    /// Persons, by id.
    pub persons: Vec<Person>,
    /// Memberships, by group, person, role, period.
    pub memberships: Vec<Membership>,
}

impl Snapshot {
    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.units.is_empty() && self.groups.is_empty()
    }

    /// The person at a place.
    #[must_use]
    pub fn person(&self, at: PersonIx) -> &Person {
        &self.persons[at.0 as usize]
    }

    /// The group at a place.
    #[must_use]
    pub fn group(&self, at: GroupIx) -> &Group {
        &self.groups[at.0 as usize]
    }

    /// Where the person with this id is.
    #[must_use]
    pub fn find_person(&self, id: &PersonId) -> Option<PersonIx> {
        self.persons.binary_search_by(|p| p.id.cmp(id)).ok().map(|at| PersonIx(to_u32(at)))
    }

    /// Finds persons who are asked for mostly in the order of their ids: a step on instead of a search.
    #[must_use]
    pub fn finder(&self) -> Finder<'_> {
        Finder { persons: &self.persons, next: 0 }
    }

    /// Where the group with this id is.
    #[must_use]
    pub fn find_group(&self, id: &GroupId) -> Option<GroupIx> {
        self.groups.binary_search_by(|g| g.id.cmp(id)).ok().map(|at| GroupIx(to_u32(at)))
    }

    /// The unit with this id.
    #[must_use]
    pub fn find_unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.binary_search_by(|u| u.id.cmp(id)).ok().map(|at| &self.units[at])
    }

    /// The memberships of a group.
    #[must_use]
    pub fn members(&self, group: GroupIx) -> &[Membership] {
        let start = self.memberships.partition_point(|m| m.group < group);
        let length = self.memberships[start..].partition_point(|m| m.group == group);
        &self.memberships[start..start + length]
    }

    /// Does the person have a row in the group, whether it counts or not?
    #[must_use]
    pub fn has_row(&self, group: GroupIx, person: PersonIx) -> bool {
        self.members(group).binary_search_by_key(&person, |m| m.person).is_ok()
    }

    /// Units that a name in the configuration may mean: the one with that id, else all with that alias.
    #[must_use]
    pub fn units_named(&self, name: &str) -> Vec<&Unit> {
        let id = self.units.binary_search_by(|unit| unit.id.as_str().cmp(name)).ok().map(|at| &self.units[at]);
        first_or(id.into_iter().collect(), || self.units.iter().filter(|u| u.alias.as_deref() == Some(name)).collect())
    }

    /// Groups that a name in the configuration may mean.
    #[must_use]
    pub fn groups_named(&self, name: &str) -> Vec<GroupIx> {
        let number = |(at, _): (usize, &Group)| GroupIx(to_u32(at));
        let id = self.find_group(&GroupId::from(name)).into_iter().collect();
        let alias = || self.groups.iter().enumerate().filter(|(_, g)| g.alias.as_deref() == Some(name));
        first_or(id, || alias().map(number).collect())
    }

    /// Persons that a name in the configuration or on the command line may mean.
    #[must_use]
    pub fn persons_named(&self, name: &str) -> Vec<PersonIx> {
        let number = |(at, _): (usize, &Person)| PersonIx(to_u32(at));
        let id = self.find_person(&PersonId::from(name)).into_iter().collect();
        let alias = || self.persons.iter().enumerate().filter(|(_, p)| p.alias.as_deref() == Some(name));
        first_or(id, || alias().map(number).collect())
    }

    /// For each unit, the unit itself and everything above it.
    #[must_use]
    pub fn lineages(&self) -> BTreeMap<&UnitId, Vec<&UnitId>> {
        self.units.iter().map(|unit| (&unit.id, self.lineage(unit))).collect()
    }

    fn lineage<'a>(&'a self, unit: &'a Unit) -> Vec<&'a UnitId> {
        let mut line = vec![&unit.id];
        let mut at = unit;
        while let Some(parent) = at.parent.as_ref().and_then(|id| self.find_unit(id)) {
            if line.contains(&&parent.id) {
                break; // a cycle: told by the builder, and no reason to hang
            }
            line.push(&parent.id);
            at = parent;
        }
        line
    }

    /// The nearest day after `day` on which some date in the roster begins or ends.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let persons = self.persons.iter().filter_map(|p| p.next_change(day));
        let groups = self.groups.iter().filter_map(|g| g.period.next_change(day));
        let memberships = self.memberships.iter().filter_map(|m| m.period.next_change(day));
        persons.chain(groups).chain(memberships).min()
    }

    /// Digest of everything in it; equal rosters have equal digests, whatever order they came in. The digests of
    /// two rosters without a row in common add up to the digest of both.
    #[must_use]
    pub fn digest(&self) -> u128 {
        let sum = |sum: u128, row: u128| sum.wrapping_add(row);
        let places = self.units.iter().map(|unit| of((0_u8, unit))).chain(self.groups.iter().map(|g| of((1_u8, g))));
        places.fold(self.persons_digest(), sum)
    }

    /// The same of its persons and their memberships alone.
    #[must_use]
    pub fn persons_digest(&self) -> u128 {
        let persons = self.by_person();
        let row = |at: u32| {
            let mut digest = Xxh3::new();
            (2_u8, self.person(PersonIx(at))).hash(&mut digest);
            for membership in persons.of(PersonIx(at)).iter().map(|m| &self.memberships[*m as usize]) {
                (&self.group(membership.group).id, membership.role, membership.period).hash(&mut digest);
            }
            digest.digest128()
        };
        (0..to_u32(self.persons.len())).into_par_iter().map(row).reduce(|| 0, u128::wrapping_add)
    }

    /// The memberships of each person.
    #[must_use]
    pub fn by_person(&self) -> ByPerson {
        let mut ends = vec![0_u32; self.persons.len() + 1];
        self.memberships.iter().for_each(|m| ends[m.person.0 as usize + 1] += 1);
        (1..ends.len()).for_each(|at| ends[at] += ends[at - 1]);
        let (mut next, mut list) = (ends.clone(), vec![0_u32; self.memberships.len()]);
        for (number, membership) in (0..).zip(&self.memberships) {
            let slot = &mut next[membership.person.0 as usize];
            list[*slot as usize] = number;
            *slot += 1;
        }
        ByPerson { ends, list }
    }
}

/// Finds persons from where the last one was found.
#[derive(Debug, Clone)]
pub struct Finder<'a> {
    persons: &'a [Person],
    next: usize,
}

/// So many persons are passed over before a search is quicker.
const STEPS_MAX: usize = 8;

impl Finder<'_> {
    /// Where the person with this id is.
    pub fn find(&mut self, id: &PersonId) -> Option<PersonIx> {
        let near = self.persons[self.next..].iter().take(STEPS_MAX).position(|person| person.id >= *id);
        let at = match near {
            Some(step) if step > 0 || self.next == 0 || self.persons[self.next - 1].id < *id => self.next + step,
            _ => self.persons.partition_point(|person| person.id < *id),
        };
        self.next = at.min(self.persons.len());
        self.persons.get(at).is_some_and(|person| person.id == *id).then(|| PersonIx(to_u32(at)))
    }
}

/// Numbers of memberships by person, in the order of their groups.
#[derive(Debug)]
pub struct ByPerson {
    ends: Vec<u32>,
    list: Vec<u32>,
}

impl ByPerson {
    /// The memberships of one person.
    #[must_use]
    pub fn of(&self, person: PersonIx) -> &[u32] {
        let at = person.0 as usize;
        &self.list[self.ends[at] as usize..self.ends[at + 1] as usize]
    }
}

fn of(row: impl Hash) -> u128 {
    let mut digest = Xxh3::new();
    row.hash(&mut digest);
    digest.digest128()
}

fn first_or<T>(first: Vec<T>, other: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if first.is_empty() { other() } else { first }
}

/// Rosters are far below four thousand million rows; the source's limits see to that.
pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_finder_finds_whom_a_search_finds_in_whatever_order(have in proptest::collection::btree_set(0..60_u32, 0..40), asked in proptest::collection::vec(0..60_u32, 0..80)) {
            let id = |n: u32| PersonId::from(format!("{n:02}"));
            let person = |n: &u32| Person { id: id(*n), ..Person::default() };
            let roster = Snapshot { persons: have.iter().map(person).collect(), ..Snapshot::default() };
            let mut finder = roster.finder();
            for n in asked {
                prop_assert_eq!(finder.find(&id(n)), roster.find_person(&id(n)));
            }
        }
    }
}
