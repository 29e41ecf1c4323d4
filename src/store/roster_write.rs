//! Writes what changed in the roster, many rows at a time, rows that others name first.

use super::link::Link;
use super::value::{Row, Value};
use super::words::Word;
use super::{StoreError, Writing};
use crate::roster::{Duty, Enrolment, Group, Membership, Person, RowChanges, Snapshot, Unit};
use jiff::civil::Date;
use std::sync::Arc;

/// What to write, and out of which snapshots.
#[derive(Debug, Clone, Copy)]
pub struct RosterChange<'a> {
    /// The roster in the database.
    pub before: &'a Snapshot,
    /// The roster that shall be there.
    pub after: &'a Snapshot,
    /// What differs.
    pub rows: &'a RowChanges,
    /// The day on which those who vanished are gone.
    pub day: Date,
}

impl Writing {
    /// Writes what changed.
    ///
    /// # Errors
    /// The driver, or a table that does not hold what `before` says.
    pub async fn roster(&mut self, change: RosterChange<'_>) -> Result<(), StoreError> {
        if change.rows.is_empty() {
            return Ok(());
        }
        let numbers = Numbers::find(&mut self.link, &change).await?;
        let link = &mut self.link;
        remove_memberships(link, &change, &numbers.before).await?;
        remove_places(link, &change, &numbers).await?;
        units(link, &change, &numbers.after).await?;
        groups(link, &change, &numbers.after).await?;
        persons(link, &change, &numbers.after).await?;
        places(link, &change, &numbers.after).await?;
        add_memberships(link, &change, &numbers.after).await?;
        gone(link, &change, &numbers.before).await
    }
}

/// Numbers of the rows in the tables by place in a snapshot's list; 0 where none was looked for or found.
struct Side {
    units: Vec<i64>,
    groups: Vec<i64>,
    persons: Vec<i64>,
}

struct Numbers {
    before: Side,
    after: Side,
    /// Persons who had a number before this change.
    known: Vec<i64>,
}

impl Numbers {
    async fn find(link: &mut Link, change: &RosterChange<'_>) -> Result<Self, StoreError> {
        let rows = change.rows;
        let gone = Wanted::before(change);
        let before = Side {
            units: find(link, UNIT, &change.before.units, rows.units_gone.clone(), |u| u.id.as_str()).await?,
            groups: find(link, GROUP, &change.before.groups, gone.groups, |g| g.id.as_str()).await?,
            persons: find(link, PERSON, &change.before.persons, gone.persons, |p| p.id.as_str()).await?,
        };
        let named = Wanted::after(change);
        let every_unit = (0..).take(change.after.units.len()).collect();
        let mut after = Side {
            units: find(link, UNIT, &change.after.units, every_unit, |u| u.id.as_str()).await?,
            groups: find(link, GROUP, &change.after.groups, named.groups, |g| g.id.as_str()).await?,
            persons: find(link, PERSON, &change.after.persons, named.persons, |p| p.id.as_str()).await?,
        };
        let known = rows.persons.iter().map(|at| after.persons[*at as usize]).filter(|no| *no != 0).collect();
        fill(link, UNIT, &mut after.units, &rows.units).await?;
        fill(link, GROUP, &mut after.groups, &rows.groups).await?;
        fill(link, PERSON, &mut after.persons, &rows.persons).await?;
        Ok(Self { before, after, known })
    }
}

/// Places whose numbers are needed.
struct Wanted {
    groups: Vec<u32>,
    persons: Vec<u32>,
}

impl Wanted {
    fn before(change: &RosterChange<'_>) -> Self {
        let rows = change.rows;
        Self::of(&change.before.memberships, &rows.memberships_gone, &rows.groups_gone, &rows.persons_gone)
    }

    fn after(change: &RosterChange<'_>) -> Self {
        let rows = change.rows;
        Self::of(&change.after.memberships, &rows.memberships, &rows.groups, &rows.persons)
    }

    fn of(all: &[Membership], memberships: &[u32], groups: &[u32], persons: &[u32]) -> Self {
        let of = memberships.iter().map(|at| &all[*at as usize]);
        let mut wanted = Self {
            groups: groups.iter().copied().chain(of.clone().map(|m| m.group.0)).collect(),
            persons: persons.iter().copied().chain(of.map(|m| m.person.0)).collect(),
        };
        for places in [&mut wanted.groups, &mut wanted.persons] {
            places.sort_unstable();
            places.dedup();
        }
        wanted
    }
}

/// How the numbers of a table are found.
struct Table {
    name: &'static str,
    newest: &'static str,
    find: &'static str,
}

const UNIT: &Table = &Table {
    name: "unit",
    newest: "SELECT COALESCE(MAX(no), 0) AS no FROM unit",
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN unit t ON t.id = wanted.id",
};
const GROUP: &Table = &Table {
    name: "roster_group",
    newest: "SELECT COALESCE(MAX(no), 0) AS no FROM roster_group",
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN roster_group t ON t.id = wanted.id",
};
const PERSON: &Table = &Table {
    name: "person",
    newest: "SELECT COALESCE(MAX(no), 0) AS no FROM person",
    find: "WITH wanted (id) AS (VALUES {rows}) SELECT t.no, t.id FROM wanted JOIN person t ON t.id = wanted.id",
};

async fn newest(link: &mut Link, table: &Table) -> Result<i64, StoreError> {
    Ok(link.one(table.name, table.newest, [], |row| row.int("no")).await?.unwrap_or(0))
}

/// Numbers of the things at the wanted places.
async fn find<T>(
    link: &mut Link,
    table: &Table,
    things: &[T],
    wanted: Vec<u32>,
    id: impl Fn(&T) -> &str,
) -> Result<Vec<i64>, StoreError> {
    let mut numbers = vec![0; things.len()];
    if wanted.is_empty() || newest(link, table).await? == 0 {
        return Ok(numbers);
    }
    let ids = wanted.iter().map(|at| [id(&things[*at as usize]).into()]);
    let take = |row: Row<'_>| {
        let text = row.text("id")?;
        let at = things.binary_search_by(|thing| id(thing).cmp(text)).map_err(|_| row.bad("id"))?;
        numbers[at] = row.int("no")?;
        Ok(())
    };
    link.each_of(table.name, table.find, ids, take).await?;
    Ok(numbers)
}

/// Gives numbers to those among `new` that have none.
async fn fill(link: &mut Link, table: &Table, numbers: &mut [i64], new: &[u32]) -> Result<(), StoreError> {
    let mut next = newest(link, table).await? + 1;
    for at in new {
        let number = &mut numbers[*at as usize];
        if *number == 0 {
            *number = next;
            next += 1;
        }
    }
    Ok(())
}

fn membership(m: &Membership, side: &Side) -> [Value; 5] {
    let day = |day: Option<Date>| day.map_or(Value::Text(Some(Arc::from(""))), Value::from);
    let group = side.groups[m.group.0 as usize].into();
    let person = side.persons[m.person.0 as usize].into();
    [group, person, m.role.word().into(), day(m.period.from), day(m.period.to)]
}

async fn remove_memberships(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
    const SQL: &str = "WITH gone (group_no, person_no, role, from_on, to_on) AS (VALUES {rows}) \
        DELETE FROM membership WHERE (group_no, person_no, role, from_on, to_on) IN \
        (SELECT group_no, person_no, role, from_on, to_on FROM gone)";
    let rows = change.rows.memberships_gone.iter().map(|at| &change.before.memberships[*at as usize]);
    link.bulk("membership", SQL, rows.map(|m| membership(m, side))).await.map(drop)
}

async fn add_memberships(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO membership (group_no, person_no, role, from_on, to_on) VALUES {rows}";
    let rows = change.rows.memberships.iter().map(|at| &change.after.memberships[*at as usize]);
    link.bulk("membership", SQL, rows.map(|m| membership(m, side))).await.map(drop)
}

/// Enrolments and duties of those who are gone or different; what they have now is written anew.
async fn remove_places(link: &mut Link, change: &RosterChange<'_>, numbers: &Numbers) -> Result<(), StoreError> {
    const ENROLMENTS: &str = "WITH old (no) AS (VALUES {rows}) \
        DELETE FROM enrolment WHERE person_no IN (SELECT no FROM old)";
    const DUTIES: &str = "WITH old (no) AS (VALUES {rows}) DELETE FROM duty WHERE person_no IN (SELECT no FROM old)";
    let gone = change.rows.persons_gone.iter().map(|at| numbers.before.persons[*at as usize]);
    let old: Vec<i64> = gone.chain(numbers.known.iter().copied()).collect();
    link.bulk_loose("enrolment", ENROLMENTS, old.iter().map(|no| [(*no).into()])).await?;
    link.bulk_loose("duty", DUTIES, old.iter().map(|no| [(*no).into()])).await.map(drop)
}

async fn units(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
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

fn unit_no(change: &RosterChange<'_>, side: &Side, id: &crate::roster::UnitId) -> Value {
    let at = change.after.units.binary_search_by(|unit| unit.id.cmp(id));
    // A unit that is not there gets 0, which the foreign key refuses.
    at.map_or(0, |at| side.units[at]).into()
}

async fn groups(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
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
            unit_no(change, side, &group.unit),
            group.kind.word().into(),
            group.period.from.into(),
            group.period.to.into(),
        ]
    };
    link.bulk("roster_group", SQL, change.rows.groups.iter().map(row)).await.map(drop)
}

async fn persons(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO person (no, id, source, alias, given_name, family_name, email, eppn, status, \
        protection) VALUES {rows} ON CONFLICT (no) DO UPDATE SET source = excluded.source, alias = excluded.alias, \
        given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email, \
        eppn = excluded.eppn, status = excluded.status, protection = excluded.protection, gone_on = NULL";
    let row = |at: &u32| -> [Value; 10] {
        let at = *at as usize;
        let person: &Person = &change.after.persons[at];
        [
            side.persons[at].into(),
            person.id.as_str().into(),
            person.source.as_str().into(),
            person.alias.as_ref().into(),
            (&person.given_name).into(),
            (&person.family_name).into(),
            person.email.as_ref().into(),
            person.eppn.as_ref().into(),
            person.status.word().into(),
            person.protection.word().into(),
        ]
    };
    link.bulk("person", SQL, change.rows.persons.iter().map(row)).await.map(drop)
}

/// Enrolments and duties of those who are new or different.
async fn places(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
    const ENROLMENTS: &str = "INSERT INTO enrolment (person_no, place, unit_no, school_year, school_type, programme, \
        from_on, to_on) VALUES {rows}";
    const DUTIES: &str = "INSERT INTO duty (person_no, place, unit_no, role, from_on, to_on) VALUES {rows}";
    let person = |at: &u32| (side.persons[*at as usize], &change.after.persons[*at as usize]);
    let enrolment = |no: i64, (place, e): (i64, &Enrolment)| -> [Value; 8] {
        let unit = unit_no(change, side, &e.unit);
        let year = e.school_year.map(i64::from);
        let (from, to) = (e.period.from.into(), e.period.to.into());
        let (school_type, programme) = (e.school_type.as_ref().into(), e.programme.as_ref().into());
        [no.into(), place.into(), unit, year.into(), school_type, programme, from, to]
    };
    let duty = |no: i64, (place, d): (i64, &Duty)| -> [Value; 6] {
        let unit = d.unit.as_ref().map_or(Value::Int(None), |id| unit_no(change, side, id));
        [no.into(), place.into(), unit, (&d.role).into(), d.period.from.into(), d.period.to.into()]
    };
    let enrolments = change.rows.persons.iter().map(person);
    let enrolments = enrolments.flat_map(|(no, p)| (0..).zip(&p.enrolments).map(move |row| enrolment(no, row)));
    link.bulk("enrolment", ENROLMENTS, enrolments).await?;
    let duties = change.rows.persons.iter().map(person);
    let duties = duties.flat_map(|(no, p)| (0..).zip(&p.duties).map(move |row| duty(no, row)));
    link.bulk("duty", DUTIES, duties).await.map(drop)
}

/// What vanished: persons keep their row, with the day; groups and units do not.
async fn gone(link: &mut Link, change: &RosterChange<'_>, side: &Side) -> Result<(), StoreError> {
    const PERSONS: &str = "WITH v (no, day) AS (VALUES {rows}) \
        UPDATE person SET gone_on = v.day FROM v WHERE person.no = v.no AND person.gone_on IS NULL";
    const GROUPS: &str = "WITH v (no) AS (VALUES {rows}) DELETE FROM roster_group WHERE no IN (SELECT no FROM v)";
    const UNITS: &str = "WITH v (no) AS (VALUES {rows}) DELETE FROM unit WHERE no IN (SELECT no FROM v)";
    let rows = change.rows;
    let persons = rows.persons_gone.iter().map(|at| [side.persons[*at as usize].into(), change.day.into()]);
    link.bulk("person", PERSONS, persons).await?;
    let groups = rows.groups_gone.iter().map(|at| [side.groups[*at as usize].into()]);
    link.bulk("roster_group", GROUPS, groups).await?;
    let units = rows.units_gone.iter().map(|at| [side.units[*at as usize].into()]);
    link.bulk("unit", UNITS, units).await.map(drop)
}
