//! Where records stand in a delivery, for those of which only the whole roster shows that they refer to nothing.
//!
//! Eight bytes a record: a million memberships are told where they stand in eight megabytes.

use super::Place;
use std::collections::BTreeMap;

/// Where one record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Number of the delivery among those that a roster is built of.
    of: u16,
    file: u16,
    line: u32,
}

impl Spot {
    /// Of a record that has no line, as on a server.
    pub(super) const NOWHERE: Self = Self { of: 0, file: u16::MAX, line: 0 };
}

/// Where the records of one delivery stand.
#[derive(Debug, Default)]
pub struct Spots {
    files: Vec<Box<str>>,
    /// In which field of a file's rows something is said.
    columns: BTreeMap<(u16, &'static str), u64>,
    /// Where memberships stand now; nowhere in a delivery that notes them apart from their rows.
    now: Option<Spot>,
    groups: Vec<Spot>,
    persons: Vec<Spot>,
    members: Vec<Spot>,
}

impl Spots {
    /// The rows that follow stand in this file.
    pub(super) fn open(&mut self, file: &str) {
        self.now = Some(self.at(file, 0));
    }

    /// In the file that was opened last, a field (from 1) says this.
    pub(super) fn column(&mut self, about: &'static str, column: u64) {
        if let Some(now) = self.now {
            self.columns.insert((now.file, about), column);
        }
    }

    /// The membership that is noted next stands in this line of it.
    pub(super) fn line(&mut self, line: u64) {
        self.now = self.now.map(|now| Spot { line: u32::try_from(line).unwrap_or(u32::MAX), ..now });
    }

    /// The membership that is noted next stands there.
    pub(super) fn stand(&mut self, place: &Place) {
        self.now = Some(self.of_place(place));
    }

    pub(super) fn group(&mut self, place: &Place) {
        let spot = self.of_place(place);
        self.groups.push(spot);
    }

    pub(super) fn person(&mut self, place: &Place) {
        let spot = self.of_place(place);
        self.persons.push(spot);
    }

    pub(super) fn member(&mut self) {
        self.members.push(self.now.unwrap_or(Spot::NOWHERE));
    }

    fn of_place(&mut self, place: &Place) -> Spot {
        match (&place.file, place.line) {
            (Some(file), Some(line)) => self.at(file, line),
            _ => Spot::NOWHERE,
        }
    }

    fn at(&mut self, file: &str, line: u64) -> Spot {
        let known = self.files.iter().rposition(|known| **known == *file);
        let number = known.unwrap_or_else(|| {
            self.files.push(file.into());
            self.files.len() - 1
        });
        let (file, line) = (u16::try_from(number).unwrap_or(u16::MAX), u32::try_from(line).unwrap_or(u32::MAX));
        Spot { of: 0, file, line }
    }
}

/// Where the records of all deliveries stand that a roster is built of, in their order.
#[derive(Debug, Default)]
pub(super) struct AllSpots {
    of: Vec<Spots>,
    pub(super) groups: Vec<Spot>,
    pub(super) persons: Vec<Spot>,
}

impl AllSpots {
    /// Takes those of the next delivery, which has so many groups, persons and memberships; gives those of the
    /// memberships.
    pub(super) fn take(&mut self, mut spots: Spots, [groups, persons, members]: [usize; 3]) -> Vec<Spot> {
        let of = u16::try_from(self.of.len()).unwrap_or(u16::MAX);
        let mine = |spots: Vec<Spot>, count: usize| {
            // A delivery that was put together otherwise tells of no place.
            let known = if spots.len() == count { spots } else { vec![Spot::NOWHERE; count] };
            known.into_iter().map(move |spot| Spot { of, ..spot })
        };
        self.groups.extend(mine(std::mem::take(&mut spots.groups), groups));
        self.persons.extend(mine(std::mem::take(&mut spots.persons), persons));
        let members = mine(std::mem::take(&mut spots.members), members).collect();
        self.of.push(spots);
        members
    }

    /// The place of a record, and the field that says this where that is known.
    pub(super) fn place(&self, spot: Spot, about: &'static str) -> Place {
        let known = self.of.get(usize::from(spot.of)).and_then(|of| Some((of, of.files.get(usize::from(spot.file))?)));
        let Some((of, file)) = known else { return Place::default() };
        let column = of.columns.get(&(spot.file, about)).copied();
        Place { file: Some(file.to_string()), line: Some(spot.line.into()), column }
    }
}
