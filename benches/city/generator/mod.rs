//! An invented city as OneRoster 1.1 CSV in bulk, and a configuration that shares out seats in it.
//!
//! Every value is a function of the seed, the thing it belongs to and the day. So the same settings give the
//! same bytes everywhere, a city of any size is written as it is thought up, and only schools are kept in memory.

mod chance;
mod city;
mod configuration;
mod names;
mod people;
mod rows;
mod schools;
mod tools;

pub(crate) use city::City;
pub(crate) use configuration::configuration;

use rows::Files;
use std::fmt;
use std::path::Path;

/// Which city, and on which day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Persons on the first day, roughly: ten pupils to one teacher.
    pub(crate) users: u64,
    /// Another seed, another city.
    pub(crate) seed: u64,
    /// On day 1 nothing has happened; on each later day something else has.
    pub(crate) day: u64,
    /// Share of people to whom something happens in a day.
    pub(crate) rate: f64,
    /// Schools in another order, and their rows with them.
    pub(crate) rotate: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { users: 200_000, seed: 7, day: 1, rate: 0.005, rotate: false }
    }
}

/// What was written, and what had happened since the first day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Counts {
    /// Schools.
    pub(crate) schools: u64,
    /// Classes and other teaching groups.
    pub(crate) classes: u64,
    /// Pupils and teachers.
    pub(crate) users: u64,
    /// Memberships in classes.
    pub(crate) enrolments: u64,
    /// Pupils who are new.
    pub(crate) joined: u64,
    /// Pupils who are gone.
    pub(crate) left: u64,
    /// Pupils with other classes, in the same school or in another.
    pub(crate) moved: u64,
    /// People with another family name.
    pub(crate) renamed: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schools, classes, users, enrolments, joined, left, moved, renamed } = self;
        write!(f, "{schools} schools, {classes} classes, {users} users, {enrolments} enrolments")?;
        write!(f, "; {joined} joined, {left} left, {moved} moved, {renamed} renamed")
    }
}

/// Writes the city's roster as files into `folder`.
pub(crate) fn write_roster(settings: Settings, folder: &Path) -> Result<Counts, csv::Error> {
    let city = City::new(settings);
    let mut files = Files::create(folder)?;
    schools::write_frame(&city, &mut files)?;
    for school in city.schools_in_order() {
        schools::write(&city, school, &mut files)?;
        people::write_teachers(&city, school, &mut files)?;
        people::write_pupils(&city, school, &mut files)?;
    }
    files.finish()
}
