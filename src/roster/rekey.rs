//! The same people under other ids: who vanishes and who appears, told by what else is said of them.
//!
//! A source that is replaced, or that writes its ids otherwise, delivers everybody as gone and everybody as new
//! (PITFALLS 9, RELIABILITY R18). Whoever has a marking of protection is never matched: that two ids are one person
//! must not be told to anyone (SECURITY 4).

use super::{Person, PersonId, PersonIx, Snapshot, SourceName, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who of `gone` (places before) is who of `new` (places after), in the order of the old ids. A pair stands only where
/// nobody else could be meant on either side.
#[must_use]
pub fn rekeyed(
    before: &Snapshot,
    gone: impl Iterator<Item = PersonIx>,
    after: &Snapshot,
    new: impl Iterator<Item = PersonIx>,
) -> Vec<(PersonIx, PersonIx)> {
    let is_open = |person: &Person| !person.protection.is_protected();
    let gone: Vec<PersonIx> = gone.filter(|at| is_open(before.person(*at))).collect();
    let new: Vec<PersonIx> = new.filter(|at| is_open(after.person(*at))).collect();
    let mut pairs: BTreeMap<PersonIx, PersonIx> = BTreeMap::new();
    for look in [by_eppn, by_name_and_place] {
        let taken: BTreeSet<PersonIx> = pairs.values().copied().collect();
        let left = gone.iter().copied().filter(|at| !pairs.contains_key(at));
        let found = alike(looks(before, left, look), &looks(after, new.iter().copied(), look));
        let fits = |(old, new): &(PersonIx, PersonIx)| is_likely(before.person(*old), after.person(*new));
        pairs.extend(found.into_iter().filter(|(_, new)| !taken.contains(new)).filter(fits));
    }
    pairs.into_iter().collect()
}

/// Does nothing speak against two rows being one person: another address where one is a name's match, a wholly other name
/// where one is an address's?
fn is_likely(old: &Person, new: &Person) -> bool {
    let eppn_differs = old.eppn.is_some() && new.eppn.is_some() && old.eppn != new.eppn;
    !eppn_differs && !old.has_other_name(new)
}

/// What somebody is known by, without the id.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Look<'a> {
    Eppn(&'a SourceName, &'a Arc<str>),
    /// Whole name, units, and whether a pupil.
    Named(&'a SourceName, [String; 2], BTreeSet<&'a UnitId>, bool),
}

fn by_eppn(person: &Person) -> Option<Look<'_>> {
    person.eppn.as_ref().map(|eppn| Look::Eppn(&person.source, eppn))
}

/// The whole name at the same units. Birth dates would say more, and are not kept.
fn by_name_and_place(person: &Person) -> Option<Look<'_>> {
    let name = [&person.given_name, &person.family_name].map(|name| name.trim().to_lowercase());
    let units = person.enrolments.iter().map(|e| &e.unit).chain(person.duties.iter().filter_map(|d| d.unit.as_ref()));
    let is_whole = name.iter().all(|part| !part.is_empty());
    is_whole.then(|| Look::Named(&person.source, name, units.collect(), !person.enrolments.is_empty()))
}

type Looks<'a> = BTreeMap<Look<'a>, Vec<PersonIx>>;

fn looks<'a>(
    snapshot: &'a Snapshot,
    persons: impl Iterator<Item = PersonIx>,
    look: fn(&'a Person) -> Option<Look<'a>>,
) -> Looks<'a> {
    let mut looks = Looks::new();
    for at in persons {
        if let Some(look) = look(snapshot.person(at)) {
            looks.entry(look).or_default().push(at);
        }
    }
    looks
}

/// Those whom one of each side is known by.
fn alike(gone: Looks<'_>, new: &Looks<'_>) -> Vec<(PersonIx, PersonIx)> {
    let pair = |(look, here): (Look<'_>, Vec<PersonIx>)| match (here.as_slice(), new.get(&look)?.as_slice()) {
        ([old], [new]) => Some((*old, *new)),
        _ => None,
    };
    gone.into_iter().filter_map(pair).collect()
}

impl Snapshot {
    /// The same roster, in which some persons have other ids.
    #[must_use]
    pub fn renamed(mut self, ids: &BTreeMap<PersonId, PersonId>) -> Self {
        let mut persons: Vec<(usize, Person)> = self.persons.into_iter().enumerate().collect();
        for (_, person) in &mut persons {
            if let Some(id) = ids.get(&person.id) {
                person.id = id.clone();
            }
        }
        persons.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        let mut places = vec![PersonIx(0); persons.len()];
        (0..).zip(&persons).for_each(|(place, (at, _))| places[*at] = PersonIx(place));
        self.persons = persons.into_iter().map(|(_, person)| person).collect();
        self.memberships.iter_mut().for_each(|m| m.person = places[m.person.0 as usize]);
        self.memberships.sort_unstable();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{Enrolment, Period};

    fn person(id: &str, given: &str, family: &str, eppn: Option<&str>) -> Person {
        let enrolment =
            Enrolment { unit: "u".into(), school_year: None, school_type: None, programme: None, period: Period::OPEN };
        Person {
            id: id.into(),
            source: "s".into(),
            given_name: given.into(),
            family_name: family.into(),
            eppn: eppn.map(Into::into),
            enrolments: Box::new([enrolment]),
            ..Person::default()
        }
    }

    fn pairs(old: Person, new: Person) -> usize {
        let of = |person| Snapshot { persons: vec![person], ..Snapshot::default() };
        let one = || std::iter::once(PersonIx(0));
        rekeyed(&of(old), one(), &of(new), one()).len()
    }

    #[test]
    fn one_thing_that_speaks_against_it_breaks_a_pair() {
        let old = || person("a", "Ett", "Namn", Some("ett@x"));
        assert_eq!(pairs(old(), person("b", "Ett", "Namn", Some("ett@x"))), 1);
        assert_eq!(pairs(old(), person("b", "Ett", "Annat", Some("ett@x"))), 1, "people marry");
        assert_eq!(pairs(old(), person("b", "Ett", "Namn", None)), 1);
        assert_eq!(pairs(old(), person("b", "Ett", "Namn", Some("annan@x"))), 0);
        assert_eq!(pairs(old(), person("b", "Någon", "Annan", Some("ett@x"))), 0);
        assert_eq!(pairs(old(), person("b", "Någon", "Annan", None)), 0);
    }
}
