//! The same people under other ids: who vanishes and who appears, told by what else is said of them.
//!
//! A source that is replaced, or that writes its ids otherwise, delivers everybody as gone and everybody as new
//! (PITFALLS 9, RELIABILITY R18). Whoever has a marking of protection is never matched: that two ids are one person
//! must not be told to anyone (SECURITY 4).

use super::{Imprint, Person, PersonId, PersonIx, Snapshot, SourceName, UnitId};
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
    for (look, is_likely) in LOOKS {
        let taken: BTreeSet<PersonIx> = pairs.values().copied().collect();
        let left = gone.iter().copied().filter(|at| !pairs.contains_key(at));
        let found = alike(looks(before, left, look), &looks(after, new.iter().copied(), look));
        let fits = |(old, new): &(PersonIx, PersonIx)| is_likely(before.person(*old), after.person(*new));
        pairs.extend(found.into_iter().filter(|(_, new)| !taken.contains(new)).filter(fits));
    }
    pairs.into_iter().collect()
}

type LookOf = fn(&Person) -> Option<Look<'_>>;
type Likely = fn(&Person, &Person) -> bool;

/// By what somebody is known again, the surest first, and whether nothing speaks against it. Against one personal number
/// nothing does: people change names, and addresses are changed with a system. Numbers that are given until there is one
/// are counted anew by every system (PITFALLS 10), and of twins each may have the other's.
const LOOKS: [(LookOf, Likely); 5] = [
    (by_number, |_, _| true),
    (by_birth, is_likely),
    (by_given_number, is_likely),
    (by_eppn, is_likely),
    (by_name_and_place, is_likely),
];

/// Does nothing speak against two rows being one person: another personal number, another address where one is a name's
/// match, a wholly other name where one is an address's?
fn is_likely(old: &Person, new: &Person) -> bool {
    let numbers = old.imprints.number().zip(new.imprints.number());
    let number_differs = numbers.is_some_and(|(old, new)| old.contradicts(new));
    let eppn_differs = old.eppn.is_some() && new.eppn.is_some() && old.eppn != new.eppn;
    !number_differs && !eppn_differs && !old.has_other_name(new)
}

/// What somebody is known by, without the id.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Look<'a> {
    Number(&'a SourceName, &'a Imprint),
    /// Birth date and whole name.
    Born(&'a SourceName, &'a Imprint),
    Eppn(&'a SourceName, &'a Arc<str>),
    /// Whole name, units, and whether a pupil.
    Named(&'a SourceName, [String; 2], BTreeSet<&'a UnitId>, bool),
}

fn by_number(person: &Person) -> Option<Look<'_>> {
    let number = person.imprints.number().filter(|number| number.is_lasting());
    number.map(|number| Look::Number(&person.source, number))
}

fn by_given_number(person: &Person) -> Option<Look<'_>> {
    let number = person.imprints.number().filter(|number| !number.is_lasting());
    number.map(|number| Look::Number(&person.source, number))
}

fn by_birth(person: &Person) -> Option<Look<'_>> {
    person.imprints.born().map(|born| Look::Born(&person.source, born))
}

fn by_eppn(person: &Person) -> Option<Look<'_>> {
    person.eppn.as_ref().map(|eppn| Look::Eppn(&person.source, eppn))
}

/// The whole name at the same units.
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
    use crate::roster::{Enrolment, Imprints, Period};

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

    fn imprint(key: u8, of: u8) -> Option<Imprint> {
        Some(Imprint::new([key; 4], [of; 16]))
    }

    fn with(person: Person, number: Option<Imprint>, born: Option<Imprint>) -> Person {
        Person { imprints: Imprints::new(number, born), ..person }
    }

    #[test]
    fn against_one_personal_number_nothing_speaks_and_another_one_breaks_any_pair() {
        let old = |number, born| with(person("a", "Ett", "Namn", Some("ett@x")), number, born);
        let other = |number, born| with(person("b", "Någon", "Annan", Some("annan@x")), number, born);
        let same = |number, born| with(person("b", "Ett", "Namn", Some("ett@x")), number, born);
        assert_eq!(pairs(old(imprint(1, 1), None), other(imprint(1, 1), None)), 1);
        assert_eq!(pairs(old(imprint(1, 1), None), same(imprint(1, 2), None)), 0);
        assert_eq!(pairs(old(imprint(1, 1), imprint(1, 9)), same(imprint(1, 2), imprint(1, 9))), 0);
        assert_eq!(pairs(old(imprint(1, 1), None), same(None, None)), 1, "what is not said contradicts nothing");
        assert_eq!(pairs(old(imprint(1, 1), None), same(imprint(2, 2), None)), 1, "nor does another key");
        assert_eq!(pairs(old(imprint(1, 1), None), other(imprint(2, 1), None)), 0, "and it agrees with nothing");
    }

    #[test]
    fn a_number_for_the_time_being_is_one_sign_among_others() {
        let passing = |of| imprint(1, of).map(Imprint::passing);
        let old = || with(person("a", "Ett", "Namn", None), passing(1), imprint(1, 9));
        let new = |number, born| with(person("b", "Ett", "Namn", None), number, born);
        assert_eq!(pairs(old(), new(passing(1), None)), 1);
        assert_eq!(pairs(old(), with(person("b", "Någon", "Annan", None), passing(1), None)), 0, "counted anew");
        assert_eq!(pairs(old(), new(imprint(1, 2), imprint(1, 9))), 1, "who has a personal number by now");
    }

    #[test]
    fn twins_are_told_apart_by_name_though_each_is_given_the_number_of_the_other() {
        let twin = |id: &str, given: &str, number: u8, born: u8| {
            with(person(id, given, "Namn", None), imprint(1, number).map(Imprint::passing), imprint(1, born))
        };
        let before = Snapshot { persons: vec![twin("a", "Ett", 1, 8), twin("b", "Två", 2, 9)], ..Snapshot::default() };
        let after = Snapshot { persons: vec![twin("c", "Två", 1, 9), twin("d", "Ett", 2, 8)], ..Snapshot::default() };
        let places = || (0..2).map(PersonIx);
        let who = [(PersonIx(0), PersonIx(1)), (PersonIx(1), PersonIx(0))];
        assert_eq!(rekeyed(&before, places(), &after, places()), who);
    }

    #[test]
    fn a_birth_date_and_a_name_tell_who_moved() {
        let old = || with(person("a", "Ett", "Namn", None), imprint(1, 1), imprint(1, 9));
        let moved = |born, eppn| {
            let mut new = with(person("b", "Ett", "Namn", eppn), None, born);
            new.enrolments[0].unit = "v".into();
            new
        };
        assert_eq!(pairs(old(), moved(imprint(1, 9), None)), 1);
        assert_eq!(pairs(old(), moved(None, None)), 0);
        let named = || Person { eppn: Some("ett@x".into()), ..old() };
        assert_eq!(pairs(named(), moved(imprint(1, 9), Some("annan@x"))), 0, "there may be two of them");
    }

    #[test]
    fn what_two_are_known_by_tells_of_nobody_and_whoever_is_protected_is_not_told_of() {
        let roster = |persons: Vec<Person>| Snapshot { persons, ..Snapshot::default() };
        let places = |many: u32| (0..many).map(PersonIx);
        let old = || with(person("a", "Ett", "Namn", None), imprint(1, 1), None);
        let new = |id: &str| with(person(id, "Någon", "Annan", None), imprint(1, 1), None);
        let (before, after) = (roster(vec![old()]), roster(vec![new("b"), new("c")]));
        assert_eq!(rekeyed(&before, places(1), &after, places(2)), []);
        let mut protected = old();
        protected.protection = crate::roster::Protection::Protected;
        assert_eq!(pairs(protected, new("b")), 0);
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
