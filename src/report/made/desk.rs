//! What every report looks at, and who is seen.

use super::{Asked, Happened, Material};
use crate::licence::{Catalogue, Kind, Licence, Pool, PoolKey, Tool, ToolKey};
use crate::report::{Cell, Column, People, Target};
use crate::roster::{Person, PersonId, Snapshot, UnitId, Units, home};
use crate::seats::claims::Lookup;
use crate::seats::{PoolUsage, usage};
use crate::wording::alert::Names;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Keys of columns, and the rows under them.
pub(super) type Table = (Vec<&'static str>, Vec<Vec<Cell>>);

pub(super) struct Desk<'a> {
    pub(super) material: &'a Material<'a>,
    pub(super) asked: &'a Asked,
    pub(super) lookup: Lookup<'a>,
    protected: BTreeSet<&'a str>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(material: &'a Material<'a>, asked: &'a Asked) -> Self {
        let present = material.present;
        let lookup = Lookup::new(present.roster, present.day);
        Self { material, asked, lookup, protected: present.catalogue.protected() }
    }

    pub(super) fn day(&self) -> Date {
        self.material.present.day
    }

    pub(super) fn roster(&self) -> &'a Snapshot {
        self.material.present.roster
    }

    pub(super) fn catalogue(&self) -> &'a Catalogue {
        self.material.present.catalogue
    }

    pub(super) fn names(&self) -> Names<'a> {
        Names { catalogue: self.catalogue(), roster: self.roster(), day: self.day() }
    }

    pub(super) fn text(&self, key: &str) -> Cell {
        Cell::Text(self.material.words.text(key))
    }

    pub(super) fn columns(&self, keys: &[&'static str]) -> Vec<Column> {
        let title = |key: &str| self.material.words.text(&format!("column-{}", key.replace('_', "-")));
        keys.iter().map(|key| Column { key, title: title(key) }).collect()
    }

    /// Is everything looked at, and not what belongs to some units?
    pub(super) fn is_whole(&self) -> bool {
        self.asked.scope.units == Units::All
    }

    pub(super) fn lists_people(&self) -> bool {
        self.asked.people == People::Listed
    }

    pub(super) fn person(&self, id: &PersonId) -> Option<&'a Person> {
        Some(self.roster().person(self.roster().find_person(id)?))
    }

    /// Where somebody counts: at the home school of the day, or the last known one.
    pub(super) fn home(&self, id: &PersonId) -> Option<&'a UnitId> {
        home(self.person(id)?, self.day())
    }

    pub(super) fn is_protected(&self, person: &Person) -> bool {
        let named = |name: &str| self.protected.contains(name);
        person.protection.is_protected() || named(person.id.as_str()) || person.alias.as_deref().is_some_and(named)
    }

    /// Is somebody counted? Who is gone without a trace counts to no school.
    pub(super) fn sees(&self, id: &PersonId) -> bool {
        match self.person(id) {
            None => self.is_whole(),
            Some(person) => self.sees_person(person),
        }
    }

    pub(super) fn sees_person(&self, person: &Person) -> bool {
        let scope = &self.asked.scope;
        let hidden = self.is_protected(person) && scope.protected == crate::roster::Shown::No;
        !hidden && (self.is_whole() || home(person, self.day()).is_some_and(|unit| scope.sees_unit(unit)))
    }

    pub(super) fn sees_unit(&self, unit: Option<&UnitId>) -> bool {
        self.is_whole() || unit.is_some_and(|unit| self.asked.scope.sees_unit(unit))
    }

    /// Somebody's key, and of whoever is protected only that.
    pub(super) fn person_cell(&self, id: &PersonId) -> Cell {
        match self.person(id) {
            Some(person) if self.is_protected(person) => self.text("cell-protected"),
            _ => Cell::Text((self.material.key)(id)),
        }
    }

    pub(super) fn unit_cell(&self, unit: Option<&UnitId>) -> Cell {
        let link = |unit: &UnitId| Cell::Link { text: self.names().unit(unit), to: Target::Unit(unit.to_string()) };
        unit.map_or(Cell::Empty, link)
    }

    pub(super) fn tool_cell(&self, tool: &ToolKey) -> Cell {
        Cell::Link { text: self.names().tool(tool), to: Target::Tool(tool.to_string()) }
    }

    pub(super) fn pool_cell(&self, pool: &PoolKey) -> Cell {
        Cell::Link { text: pool.to_string(), to: Target::Pool(pool.to_string()) }
    }

    /// The numbers of all pools, in the order of the configuration.
    pub(super) fn usages(&self) -> Vec<PoolUsage<'a>> {
        let (catalogue, seats) = (self.catalogue(), self.material.present.seats);
        let key = |person: &PersonId| (self.material.key)(person);
        let of = |tool: &'a Tool| usage(&self.lookup, catalogue, tool, seats, &key);
        let mut all: Vec<PoolUsage<'a>> = catalogue.tools.values().flat_map(of).collect();
        all.sort_by_key(|usage| catalogue.pools.iter().position(|pool| pool.key == usage.pool.key));
        all
    }

    /// How many of these are seen.
    pub(super) fn seen<'b>(&self, people: impl IntoIterator<Item = &'b PersonId>) -> u32 {
        number(people.into_iter().filter(|person| self.sees(person)).count())
    }

    /// Events of the days that are asked for, about what is seen.
    pub(super) fn events(&self) -> impl Iterator<Item = &'a Happened> {
        let (from, to) = (self.asked.since(self.day()).unwrap_or(Date::MIN), self.asked.to.unwrap_or(Date::MAX));
        let seen = move |event: &&Happened| match event.row.event.person() {
            Some(person) => self.sees(person),
            None => self.is_whole(),
        };
        let events = self.material.events.iter().filter(move |event| (from..=to).contains(&event.day));
        events.filter(seen).collect::<Vec<_>>().into_iter()
    }

    /// What a seat of a pool costs a year, in kronor: never more than the cheapest of its running licences. Nothing where
    /// that is not said, or where it is not paid by the seat.
    pub(super) fn seat_price(&self, pool: &Pool) -> Option<u32> {
        if pool.kind != Some(Kind::Individual) {
            return None;
        }
        let licences = self.catalogue().licences_of(pool);
        let counts = |licence: &&&Licence| {
            use crate::licence::Phase::{Grace, Running};
            matches!(self.catalogue().phase(licence, self.day()), Running | Grace)
        };
        let prices: Option<Vec<u32>> = licences.iter().filter(counts).map(|licence| licence.price).collect();
        prices?.into_iter().min()
    }
}

/// What a licence costs a year, in öre, where that is said.
pub(super) fn cost(licence: &Licence) -> Option<i64> {
    let seats = if licence.kind == Kind::Individual { licence.all_seats() } else { 1 };
    licence.price.map(|price| i64::from(price) * i64::from(seats) * 100)
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn count(count: u32) -> Cell {
    Cell::Count(count.into())
}

/// A number of seats, or that there is no limit.
pub(super) fn seats(seats: Option<u32>) -> Cell {
    seats.map_or(Cell::Unlimited, count)
}

/// An amount, or that nobody said how much it is.
pub(super) fn money(ore: Option<i64>) -> Cell {
    ore.map_or(Cell::Unknown, Cell::Money)
}

pub(super) fn day(day: Option<Date>) -> Cell {
    day.map_or(Cell::Empty, Cell::Day)
}

pub(super) fn is_class(pool: &Pool) -> bool {
    pool.kind == Some(Kind::Class)
}
