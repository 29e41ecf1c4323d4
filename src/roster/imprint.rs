//! By what somebody is known again under another id: keyed digests that readers make of a personal number, or of a birth
//! date and a name, and of which nothing can be read without the key (docs/decisions/0019).
//!
//! An imprint says nothing of a person that a rule could ask about. Two persons who differ in nothing else are equal and
//! have one digest, so that a key that is changed changes no roster.

use super::Snapshot;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Bytes that tell keys apart, before those of the digest.
const KEY_BYTES: usize = 4;
/// Set in the first of them where what was digested is given for a while, and given anew by another system.
const PASSING: u8 = 0x80;

/// A keyed digest of something personal, and which key made it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Imprint([u8; Imprint::BYTES]);

impl Imprint {
    /// As many as the store keeps of one.
    pub const BYTES: usize = KEY_BYTES + 16;

    /// A digest under a key, of which `key` tells no more than that it is another one.
    #[must_use]
    pub fn new(key: [u8; KEY_BYTES], digest: [u8; 16]) -> Self {
        let mut bytes = [0; Self::BYTES];
        bytes[..KEY_BYTES].copy_from_slice(&key);
        bytes[0] &= !PASSING;
        bytes[KEY_BYTES..].copy_from_slice(&digest);
        Self(bytes)
    }

    /// The same of something that is given for a while: two persons may have it in two systems, and one person two.
    #[must_use]
    pub fn passing(mut self) -> Self {
        self.0[0] |= PASSING;
        self
    }

    /// Was it made from something that is one person's for ever?
    #[must_use]
    pub fn is_lasting(&self) -> bool {
        self.0[0] & PASSING == 0
    }

    /// As the store keeps it; nothing when these bytes are none.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// For the store.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Is it certain that they were made from what two persons have? Of two keys nothing is, nor of what passes.
    #[must_use]
    pub fn contradicts(&self, other: &Self) -> bool {
        self.0[..KEY_BYTES] == other.0[..KEY_BYTES] && self.is_lasting() && self != other
    }
}

/// Tells nothing.
impl fmt::Debug for Imprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Imprint")
    }
}

/// What is kept to know somebody again; nothing without a key, and nothing of whoever is protected.
#[derive(Clone, Default)]
pub struct Imprints(Option<Box<Both>>);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Both {
    number: Option<Imprint>,
    born: Option<Imprint>,
}

impl Imprints {
    /// Of a personal number, and of a birth date with a name.
    #[must_use]
    pub fn new(number: Option<Imprint>, born: Option<Imprint>) -> Self {
        Self((number.is_some() || born.is_some()).then(|| Box::new(Both { number, born })))
    }

    /// Of the personal number.
    #[must_use]
    pub fn number(&self) -> Option<&Imprint> {
        self.0.as_deref()?.number.as_ref()
    }

    /// Of the birth date and the name.
    #[must_use]
    pub fn born(&self) -> Option<&Imprint> {
        self.0.as_deref()?.born.as_ref()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Are they the same? [`PartialEq`] does not ask.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Adds what another row of the same person has. Of two that differ none stays: nobody knows which is right.
    pub fn add(&mut self, other: &Self) {
        let one = |own: Option<&Imprint>, other: Option<&Imprint>| match (own, other) {
            (Some(own), Some(other)) if own != other => None,
            (own, other) => own.or(other).copied(),
        };
        *self = Self::new(one(self.number(), other.number()), one(self.born(), other.born()));
    }
}

impl Snapshot {
    /// Drops the imprints of whoever is protected, by a marking or as one of these, who are named by id or alias.
    pub fn shield(&mut self, protected: &BTreeSet<&str>) {
        for person in self.persons.iter_mut().filter(|person| !person.imprints.is_empty()) {
            if protected.contains(person.id.as_str()) || protected.contains(person.key()) {
                person.imprints = Imprints::default();
            }
            person.shield();
        }
    }
}

impl PartialEq for Imprints {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Imprints {}

impl Hash for Imprints {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Tells nothing.
impl fmt::Debug for Imprints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Imprints")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{Counts, Enrolment, Keep, Period, Person, PersonIx, Protection, Snapshot, diff, keep};

    fn imprint(key: u8, digest: u8) -> Imprint {
        Imprint::new([key; 4], [digest; 16])
    }

    #[test]
    fn imprints_of_two_keys_say_nothing_of_each_other() {
        assert!(imprint(1, 1).contradicts(&imprint(1, 2)));
        assert!(!imprint(1, 1).contradicts(&imprint(1, 1)));
        assert!(!imprint(1, 1).contradicts(&imprint(2, 2)));
        assert_ne!(imprint(1, 1), imprint(2, 1));
    }

    #[test]
    fn what_is_given_for_a_while_contradicts_nothing() {
        let [one, two] = [imprint(1, 1).passing(), imprint(1, 2).passing()];
        assert!(!one.contradicts(&two) && !one.contradicts(&imprint(1, 2)) && !imprint(1, 2).contradicts(&one));
        assert!(!one.is_lasting() && imprint(0xff, 1).is_lasting());
    }

    #[test]
    fn two_rows_add_up_and_where_they_differ_nothing_stays() {
        let mut imprints = Imprints::new(Some(imprint(1, 1)), None);
        imprints.add(&Imprints::new(None, Some(imprint(1, 2))));
        assert_eq!((imprints.number(), imprints.born()), (Some(&imprint(1, 1)), Some(&imprint(1, 2))));
        imprints.add(&Imprints::new(Some(imprint(1, 3)), None));
        assert_eq!((imprints.number(), imprints.born()), (None, Some(&imprint(1, 2))));
        imprints.add(&Imprints::new(None, Some(imprint(1, 4))));
        assert!(imprints.is_empty());
    }

    fn roster(protection: Protection, name: &str, imprints: Imprints) -> Snapshot {
        let period = Period::OPEN;
        let enrolment = Enrolment { unit: "u".into(), school_year: None, school_type: None, programme: None, period };
        let (id, given_name, enrolments) = ("p".into(), name.into(), Box::new([enrolment]));
        let person = Person { id, given_name, enrolments, protection, imprints, ..Person::default() };
        Snapshot { persons: vec![person], ..Snapshot::default() }
    }

    #[test]
    fn what_differs_in_nothing_else_is_written_and_is_nobodys_news() {
        let day = jiff::civil::date(2026, 11, 23);
        let with = |digest| roster(Protection::None, "Ett", Imprints::new(Some(imprint(1, digest)), None));
        let found = diff(&with(1), Some(day), &with(2), day);
        assert_eq!((found.rows.imprints.as_slice(), found.rows.is_empty()), ([0].as_slice(), true));
        assert_eq!(found.counts(), Counts::default());
        assert_eq!(with(1).digest(), with(2).digest());
        assert_eq!(diff(&with(1), Some(day), &with(1), day).rows.imprints, [0; 0]);
        let renamed = roster(Protection::None, "Två", Imprints::default());
        let found = diff(&with(1), Some(day), &renamed, day);
        assert_eq!((found.rows.persons.len(), found.rows.imprints.len()), (1, 0), "the row is written anyhow");
    }

    #[test]
    fn a_marking_takes_them_away_though_the_rest_of_the_row_is_held() {
        let imprints = || Imprints::new(Some(imprint(1, 1)), None);
        let before = roster(Protection::None, "Ett", imprints());
        let held = Keep { rows: [PersonIx(0)].into(), ..Keep::default() };
        let kept = |protection| keep(&before, roster(protection, "Två", Imprints::default()), &held).persons.remove(0);
        assert!(kept(Protection::None).imprints.is_same(&imprints()), "who is held may be somebody else");
        assert!(kept(Protection::Protected).imprints.is_empty());
    }

    #[test]
    fn nothing_is_printed_and_the_store_gets_back_what_it_was_given() {
        let one = imprint(7, 9);
        assert_eq!(format!("{one:?} {:?}", Imprints::new(Some(one), None)), "Imprint Imprints");
        assert_eq!(Imprint::of(one.bytes()), Some(one));
        assert_eq!(Imprint::of(&one.bytes()[1..]), None);
    }
}
