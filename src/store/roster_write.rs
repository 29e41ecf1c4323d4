//! Writes what changed in the roster, many rows at a time, rows that others name first.

use super::link::Link;
use super::numbers::{self, Numbered};
use super::value::{Row, Value};
use super::words::Word;
use super::{StoreError, Stored, Writing, places};
use crate::roster::{Group, Imprint, Person, PersonIx, RowChanges, Snapshot, Unit, UnitId};
use jiff::civil::Date;

/// What to write, and out of which rosters.
#[derive(Debug, Clone, Copy)]
pub struct RosterChange<'a> {
    /// The roster in the database, or a part of its persons.
    pub before: &'a Stored,
    /// The roster that shall be there, with the same part.
    pub after: &'a Snapshot,
    /// What differs.
    pub rows: &'a RowChanges,
    /// The day on which those who vanished are gone.
    pub day: Date,
}

/// Numbers of the rows of a roster that was written, list by list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowNumbers {
    units: Vec<i64>,
    groups: Vec<i64>,
    /// Of the persons' rows.
    pub(super) persons: Vec<i64>,
}

impl RowNumbers {
    /// The number of a person's row.
    #[must_use]
    pub fn person(&self, at: PersonIx) -> u32 {
        number(self.persons[at.0 as usize])
    }
}

/// Rows of persons are far below four thousand million.
pub(super) fn number(no: i64) -> u32 {
    u32::try_from(no).unwrap_or(0)
}

impl Writing {
    /// Writes what changed; gives the numbers of the rows of the roster after it.
    ///
    /// # Errors
    /// The driver, or a table that does not hold what `before` says.
    pub async fn roster(&mut self, change: RosterChange<'_>) -> Result<RowNumbers, StoreError> {
        let link = &mut self.link;
        let numbers = numbers(link, &change).await?;
        if change.rows.is_empty() && change.rows.imprints.is_empty() {
            return Ok(numbers);
        }
        units(link, &change, &numbers).await?;
        groups(link, &change, &numbers).await?;
        persons(link, &change, &numbers).await?;
        gone(link, &change).await?;
        Ok(numbers)
    }
}

/// The numbers of all rows of the roster after: those they have, and new ones.
async fn numbers(link: &mut Link, change: &RosterChange<'_>) -> Result<RowNumbers, StoreError> {
    let (Stored { roster: before, units, groups, persons }, after) = (change.before, change.after);
    let units = known((&before.units, units), &after.units, |u| u.id.as_str());
    let groups = known((&before.groups, groups), &after.groups, |g| g.id.as_str());
    let persons = known((&before.persons, persons), &after.persons, |p| p.id.as_str());
    Ok(RowNumbers {
        units: fill(link, UNIT, units, &after.units, |u| u.id.as_str()).await?,
        groups: fill(link, GROUP, groups, &after.groups, |g| g.id.as_str()).await?,
        persons: fill(link, PERSON, persons, &after.persons, |p| p.id.as_str()).await?,
    })
}

/// The numbers of those who were there before, 0 for the others. Both lists are in the order of ids.
fn known<T>((before, numbers): (&[T], &[i64]), after: &[T], id: impl Fn(&T) -> &str) -> Vec<i64> {
    let mut old = before.iter().zip(numbers).peekable();
    let number = |new: &T| {
        while old.next_if(|(old, _)| id(old) < id(new)).is_some() {}
        old.next_if(|(old, _)| id(old) == id(new)).map_or(0, |(_, number)| *number)
    };
    after.iter().map(number).collect()
}

/// How the numbers of a table are found.
struct Table {
    name: &'static str,
    newest: Newest,
    find: &'static str,
}

/// Where the newest number is found.
enum Newest {
    /// In the table: its rows stay.
    Here(&'static str),
    /// Rows may be taken out.
    Ever(Numbered),
}

const UNIT: &Table = &Table {
    name: "unit",
    newest: Newest::Here("SELECT COALESCE(MAX(no), 0) AS no FROM unit"),
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN unit t ON t.id = wanted.id",
};
const GROUP: &Table = &Table {
    name: "roster_group",
    newest: Newest::Here("SELECT COALESCE(MAX(no), 0) AS no FROM roster_group"),
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN roster_group t ON t.id = wanted.id",
};
const PERSON: &Table = &Table {
    name: "person",
    newest: Newest::Ever(Numbered::Persons),
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN person t ON t.id = wanted.id",
};

async fn newest(link: &mut Link, table: &Table) -> Result<i64, StoreError> {
    match table.newest {
        Newest::Here(sql) => Ok(link.one(table.name, sql, [], |row| row.int("no")).await?.unwrap_or(0)),
        Newest::Ever(of) => numbers::newest(link, of).await,
    }
}

/// Gives numbers to those who have none: the row of one who was gone, else a new one.
async fn fill<T>(
    link: &mut Link,
    table: &Table,
    mut numbers: Vec<i64>,
    things: &[T],
    id: impl Fn(&T) -> &str,
) -> Result<Vec<i64>, StoreError> {
    let new: Vec<usize> = (0..numbers.len()).filter(|at| numbers[*at] == 0).collect();
    let newest = if new.is_empty() { 0 } else { newest(link, table).await? };
    if newest > 0 {
        let take = |row: Row<'_>| {
            let text = row.text("id")?;
            let at = things.binary_search_by(|thing| id(thing).cmp(text)).map_err(|_| row.bad("id"))?;
            numbers[at] = row.int("no")?;
            Ok(())
        };
        link.each_of(table.name, table.find, new.iter().map(|at| [id(&things[*at]).into()]), take).await?;
    }
    let mut next = newest + 1;
    for at in new {
        if numbers[at] == 0 {
            numbers[at] = next;
            next += 1;
        }
    }
    Ok(numbers)
}

async fn units(link: &mut Link, change: &RosterChange<'_>, side: &RowNumbers) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO unit (no, id, source, alias, name, parent, kind, code, code_status, school_types) \
        VALUES {rows} ON CONFLICT (no) DO UPDATE SET source = excluded.source, alias = excluded.alias, \
        name = excluded.name, parent = excluded.parent, kind = excluded.kind, code = excluded.code, \
        code_status = excluded.code_status, school_types = excluded.school_types";
    let row = |at: &u32| -> [Value; 10] {
        let at = *at as usize;
        let unit: &Unit = &change.after.units[at];
        [
            side.units[at].into(),
            unit.id.as_str().into(),
            unit.source.as_str().into(),
            unit.alias.as_ref().into(),
            (&unit.name).into(),
            unit.parent.as_ref().map(|id| id.as_str()).into(),
            unit.kind.word().into(),
            unit.code.as_ref().into(),
            unit.code_status.word().into(),
            (&unit.school_types).into(),
        ]
    };
    link.bulk("unit", SQL, change.rows.units.iter().map(row)).await.map(drop)
}

fn unit_no(change: &RosterChange<'_>, side: &RowNumbers, id: &UnitId) -> i64 {
    let at = change.after.units.binary_search_by(|unit| unit.id.cmp(id));
    // A unit that is not there gets 0, which the foreign key refuses, and whoever reads a person.
    at.map_or(0, |at| side.units[at])
}

async fn groups(link: &mut Link, change: &RosterChange<'_>, side: &RowNumbers) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO roster_group (no, id, source, alias, name, unit_no, kind, from_on, to_on) \
        VALUES {rows} ON CONFLICT (no) DO UPDATE SET source = excluded.source, alias = excluded.alias, \
        name = excluded.name, unit_no = excluded.unit_no, kind = excluded.kind, from_on = excluded.from_on, \
        to_on = excluded.to_on";
    let row = |at: &u32| -> [Value; 9] {
        let at = *at as usize;
        let group: &Group = &change.after.groups[at];
        [
            side.groups[at].into(),
            group.id.as_str().into(),
            group.source.as_str().into(),
            group.alias.as_ref().into(),
            (&group.name).into(),
            unit_no(change, side, &group.unit).into(),
            group.kind.word().into(),
            group.period.from.into(),
            group.period.to.into(),
        ]
    };
    link.bulk("roster_group", SQL, change.rows.groups.iter().map(row)).await.map(drop)
}

/// Persons who are new or different, in themselves or in where they are.
fn changed(change: &RosterChange<'_>) -> Vec<u32> {
    let rows = change.rows;
    let (before, after) = (&change.before.roster, change.after);
    let mut changed = rows.persons.clone();
    changed.extend(&rows.imprints);
    changed.extend(rows.memberships.iter().map(|at| after.memberships[*at as usize].person.0));
    let lost = rows.memberships_gone.iter().map(|at| &before.person(before.memberships[*at as usize].person).id);
    changed.extend(lost.filter_map(|id| after.find_person(id)).map(|at| at.0));
    changed.sort_unstable();
    changed.dedup();
    changed
}

async fn persons(link: &mut Link, change: &RosterChange<'_>, side: &RowNumbers) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO person (no, id, source, alias, given_name, family_name, email, eppn, status, \
        protection, places, number_imprint, born_imprint) VALUES {rows} ON CONFLICT (no) DO UPDATE SET source = excluded.source, \
        alias = excluded.alias, given_name = excluded.given_name, family_name = excluded.family_name, \
        email = excluded.email, eppn = excluded.eppn, status = excluded.status, protection = excluded.protection, \
        places = excluded.places, number_imprint = excluded.number_imprint, born_imprint = excluded.born_imprint, \
        gone_on = NULL";
    let by_person = change.after.by_person();
    let mut fault = None;
    let row = |at: u32| -> Option<[Value; 13]> {
        let person: &Person = change.after.person(PersonIx(at));
        let members = by_person.of(PersonIx(at)).iter().map(|m| &change.after.memberships[*m as usize]);
        let members = members.map(|m| (side.groups[m.group.0 as usize], m));
        let unit = |id: &UnitId| unit_no(change, side, id);
        let places = places::write(&person.enrolments, &person.duties, members, unit);
        let places = places.map_err(|source| fault = Some(source)).ok()?;
        // Whatever a rule left there: of whoever is protected nothing is kept.
        let imprint = |one: Option<&Imprint>| {
            Value::Bytes(one.filter(|_| !person.protection.is_protected()).map(|one| one.bytes().to_vec()))
        };
        Some([
            side.persons[at as usize].into(),
            person.id.as_str().into(),
            person.source.as_str().into(),
            person.alias.as_ref().into(),
            (&person.given_name).into(),
            (&person.family_name).into(),
            person.email.as_ref().into(),
            person.eppn.as_ref().into(),
            person.status.word().into(),
            person.protection.word().into(),
            places.into(),
            imprint(person.imprints.number()),
            imprint(person.imprints.born()),
        ])
    };
    link.bulk("person", SQL, changed(change).into_iter().map_while(row)).await?;
    match fault {
        Some(source) => Err(StoreError::Json { table: "person", source }),
        None => Ok(()),
    }
}

/// What vanished: persons keep their row, with the day; groups and units do not.
async fn gone(link: &mut Link, change: &RosterChange<'_>) -> Result<(), StoreError> {
    const PERSONS: &str = "WITH v (no, day) AS (VALUES {rows}) \
        UPDATE person SET gone_on = v.day, places = '[[],[],[]]', number_imprint = NULL, born_imprint = NULL FROM v \
        WHERE person.no = v.no AND person.gone_on IS NULL";
    const GROUPS: &str = "WITH v (no) AS (VALUES {rows}) DELETE FROM roster_group WHERE no IN (SELECT no FROM v)";
    const UNITS: &str = "WITH v (no) AS (VALUES {rows}) DELETE FROM unit WHERE no IN (SELECT no FROM v)";
    let (rows, before) = (change.rows, change.before);
    let persons = rows.persons_gone.iter().map(|at| [before.persons[*at as usize].into(), change.day.into()]);
    link.bulk("person", PERSONS, persons).await?;
    let groups = rows.groups_gone.iter().map(|at| [before.groups[*at as usize].into()]);
    link.bulk("roster_group", GROUPS, groups).await?;
    let units = rows.units_gone.iter().map(|at| [before.units[*at as usize].into()]);
    link.bulk("unit", UNITS, units).await.map(drop)
}
