//! The city: its schools, who is in which class, and what happens to whom on which day.

use super::Settings;
use super::chance::{Draw, happens, id, number};
use super::names::SUBJECTS;

/// Subjects that a whole class takes together; the rest are chosen pupil by pupil.
const TAKEN_TOGETHER: u64 = 4;

/// A city.
pub(crate) struct City {
    pub(crate) settings: Settings,
    pub(crate) schools: Vec<School>,
    /// How many tools it has; ten are a small town's.
    pub(crate) tools: usize,
}

/// A school.
#[derive(Debug, Clone, Copy)]
pub(crate) struct School {
    /// Its number in the city.
    pub(crate) number: u64,
    /// Number of its first pupil.
    pub(crate) first: u64,
    /// How many pupils.
    pub(crate) pupils: u64,
}

/// What happens to a pupil between the first day and this one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event {
    Nothing,
    ChangesClass,
    ChangesSchool,
    Leaves,
    /// Someone new comes into the same class.
    GetsCompany,
    ChangesName,
}

impl School {
    /// Classes that have 22 pupils each or so.
    pub(crate) fn classes(self) -> u64 {
        ((self.pupils + 11) / 22).max(1)
    }

    pub(crate) fn teachers(self) -> u64 {
        self.pupils.div_ceil(10).max(2)
    }

    /// School year of a class, from 1 to 9.
    pub(crate) fn grade(self, class: u64) -> u64 {
        1 + class * 9 / self.classes()
    }
}

impl City {
    /// Founds it: schools of 100 to 400 pupils until all have a place.
    pub(crate) fn new(settings: Settings) -> Self {
        let all = (settings.users * 10 / 11).max(1);
        let (mut schools, mut first) = (Vec::new(), 0);
        while first < all {
            let at = schools.len() as u64;
            let pupils = (100 + number(settings.seed, Draw::SchoolSize, at, 0) % 301).min(all - first);
            schools.push(School { number: at, first, pupils });
            first += pupils;
        }
        Self { settings, schools, tools: 10 }
    }

    /// Schools in the order of the files.
    pub(crate) fn schools_in_order(&self) -> impl Iterator<Item = School> {
        let start = if self.settings.rotate { self.schools.len() / 3 } else { 0 };
        let (head, tail) = self.schools.split_at(start);
        tail.iter().chain(head).copied()
    }

    /// The school with the next number, after the last the first.
    pub(crate) fn next_school(&self, school: School) -> School {
        self.schools[(school.number as usize + 1) % self.schools.len()]
    }

    /// Municipalities have 40 schools each.
    pub(crate) fn municipalities(&self) -> u64 {
        (self.schools.len() as u64).div_ceil(40)
    }

    pub(crate) fn municipality_of(&self, school: School) -> u64 {
        school.number / 40
    }

    pub(crate) fn municipality_id(&self, number: u64) -> String {
        self.id(Draw::Municipality, number, 0)
    }

    pub(crate) fn school_id(&self, school: School) -> String {
        self.id(Draw::School, school.number, 0)
    }

    /// Id of a class of one subject.
    pub(crate) fn class_id(&self, school: School, subject: u64, class: u64) -> String {
        self.id(Draw::Class, school.number * 8 + subject, class)
    }

    pub(crate) fn id(&self, draw: Draw, one: u64, two: u64) -> String {
        id(self.settings.seed, draw, one, two)
    }

    /// What happens to a pupil.
    pub(crate) fn event(&self, pupil: u64) -> Event {
        let Settings { seed, day, rate, .. } = self.settings;
        if day < 2 || !happens(number(seed, Draw::Happens, pupil, day), rate) {
            return Event::Nothing;
        }
        match number(seed, Draw::What, pupil, day) % 20 {
            0..=5 => Event::ChangesClass,
            6..=8 => Event::ChangesSchool,
            9..=12 => Event::Leaves,
            13..=16 => Event::GetsCompany,
            _ => Event::ChangesName,
        }
    }

    /// Has a teacher another family name by now?
    pub(crate) fn teacher_married(&self, teacher: u64) -> bool {
        let Settings { seed, day, rate, .. } = self.settings;
        day >= 2 && happens(number(seed, Draw::TeacherMarriage, teacher, day), rate)
    }

    /// Class in which the pupil at `place` of a school has a subject.
    pub(crate) fn class_of(&self, school: School, place: u64, subject: u64) -> u64 {
        if subject < TAKEN_TOGETHER {
            place * school.classes() / school.pupils
        } else {
            number(self.settings.seed, Draw::ElectiveClass, school.first + place, subject) % school.classes()
        }
    }

    /// How many pupils of a school are in a school year on the first day.
    pub(crate) fn pupils_of_year(&self, school: School, year: u64) -> u64 {
        let year_of = |place: u64| school.grade(self.class_of(school, place, 0));
        (0..school.pupils).filter(|place| year_of(*place) == year).count() as u64
    }

    /// The class beside it, for those who change; what they chose freely stays.
    pub(crate) fn class_beside(&self, school: School, place: u64, subject: u64) -> u64 {
        let class = self.class_of(school, place, subject);
        if subject < TAKEN_TOGETHER { (class + 1) % school.classes() } else { class }
    }
}

/// Numbers of the subjects.
pub(crate) fn subjects() -> std::ops::Range<u64> {
    0..SUBJECTS.len() as u64
}
