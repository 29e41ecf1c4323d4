//! A roster on a day, indexed once for all tools.

use crate::licence::{Bind, Slot};
use crate::roster::{Person, PersonIx, Snapshot, UnitId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A roster on a day, indexed once for all tools.
pub struct Lookup<'a> {
    /// The roster.
    pub snapshot: &'a Snapshot,
    /// The day.
    pub day: Date,
    lineages: BTreeMap<&'a UnitId, Vec<&'a UnitId>>,
    pub(super) at_unit: BTreeMap<&'a UnitId, Vec<PersonIx>>,
    active: Vec<PersonIx>,
    /// Of these, those who have work.
    staff: Vec<PersonIx>,
    /// Of these, the pupils of each school year.
    in_year: BTreeMap<u8, Vec<PersonIx>>,
    /// For each person, whether he is active on the day; nothing when only single persons are asked about.
    is_active: Vec<bool>,
}

impl<'a> Lookup<'a> {
    /// Indexes `snapshot` as it is on `day`.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, day: Date) -> Self {
        let mut lookup = Self { is_active: vec![false; snapshot.persons.len()], ..Self::of_single(snapshot, day) };
        for (number, person) in snapshot.persons.iter().enumerate() {
            if !person.is_active(day) {
                continue;
            }
            lookup.is_active[number] = true;
            let at = PersonIx(u32::try_from(number).unwrap_or(u32::MAX));
            lookup.note(at);
        }
        lookup
    }

    /// As [`new`](Self::new), where only one person is asked about, whatever the bindings say.
    #[must_use]
    pub fn of_one(snapshot: &'a Snapshot, day: Date, at: PersonIx) -> Self {
        let mut lookup = Self::of_single(snapshot, day);
        if snapshot.person(at).is_active(day) {
            lookup.note(at);
        }
        lookup
    }

    /// Notes where somebody active is, and what.
    fn note(&mut self, at: PersonIx) {
        let person = self.snapshot.person(at);
        self.active.push(at);
        self.sort_in(person, at);
        for unit in places(person, self.day) {
            for above in self.lineages.get(unit).into_iter().flatten() {
                let here = self.at_unit.entry(above).or_default();
                if here.last() != Some(&at) {
                    here.push(at);
                }
            }
        }
    }

    /// Notes what a person is, for bindings that say nothing of where.
    fn sort_in(&mut self, person: &Person, at: PersonIx) {
        if person.duties.iter().any(|duty| duty.period.covers(self.day)) {
            self.staff.push(at);
        }
        let enrolments = person.enrolments.iter().filter(|enrolment| enrolment.period.covers(self.day));
        for year in enrolments.filter_map(|enrolment| enrolment.school_year) {
            let here = self.in_year.entry(year).or_default();
            if here.last() != Some(&at) {
                here.push(at);
            }
        }
    }

    /// Everyone whom a binding of any place may reach; who is there twice is one bid in the end.
    pub(super) fn candidates(&self, bind: &Bind) -> impl Iterator<Item = PersonIx> {
        let years = bind.school_year.filter(|(first, last)| first <= last).into_iter();
        let years = years.flat_map(|(first, last)| self.in_year.range(first..=last));
        let all: &[PersonIx] = match (bind.school_year, bind.role.as_deref()) {
            (Some(_), _) => &[],
            (None, None | Some("pupil")) => &self.active,
            (None, Some(_)) => &self.staff,
        };
        years.flat_map(|(_, there)| there).chain(all).copied()
    }

    /// Only what asking about single persons needs.
    #[must_use]
    pub fn of_single(snapshot: &'a Snapshot, day: Date) -> Self {
        Self {
            snapshot,
            day,
            lineages: snapshot.lineages(),
            at_unit: BTreeMap::new(),
            active: Vec::new(),
            staff: Vec::new(),
            in_year: BTreeMap::new(),
            is_active: Vec::new(),
        }
    }

    /// Is a person active on the day?
    pub(super) fn is_active(&self, at: PersonIx) -> bool {
        let noted = self.is_active.get(at.0 as usize).copied();
        noted.unwrap_or_else(|| self.snapshot.person(at).is_active(self.day))
    }

    /// Which of a class licence's seats are for somebody on the day.
    pub(super) fn slot(&self, at: PersonIx) -> Slot {
        if self.snapshot.person(at).is_pupil(self.day) { Slot::Pupil } else { Slot::Staff }
    }

    /// Is `unit` below one of `tops`, or one of them?
    #[must_use]
    pub fn is_within(&self, unit: &UnitId, tops: &[&UnitId]) -> bool {
        self.lineages.get(unit).is_some_and(|line| line.iter().any(|above| tops.contains(above)))
    }

    /// A unit and everything above it, nearest first.
    pub(super) fn lineage(&self, unit: &UnitId) -> Vec<&'a UnitId> {
        self.lineages.get(unit).cloned().unwrap_or_default()
    }

    /// The first unit where the person is on the day: the home school.
    #[must_use]
    pub fn home(&self, person: &'a Person) -> Option<&'a UnitId> {
        places(person, self.day).next()
    }
}

/// The units where a person is on a day, in the order of the source.
pub(super) fn places(person: &Person, day: Date) -> impl Iterator<Item = &UnitId> {
    let enrolments = person.enrolments.iter().filter(move |e| e.period.covers(day)).map(|e| &e.unit);
    let duties = person.duties.iter().filter(move |d| d.period.covers(day)).filter_map(|d| d.unit.as_ref());
    enrolments.chain(duties)
}
