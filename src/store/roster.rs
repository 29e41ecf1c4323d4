//! Reads the roster, one row a person.

use super::link::Link;
use super::value::Row;
use super::{StoreError, places};
use crate::roster::{
    Group, GroupId, GroupIx, Imprint, Imprints, Membership, Period, Person, PersonId, PersonIx, Snapshot, SourceName,
    Unit, UnitId,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A roster, with the numbers of its rows, list by list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// The roster, or a part of its persons.
    pub roster: Snapshot,
    /// Numbers of the units' rows.
    pub(super) units: Vec<i64>,
    /// Numbers of the groups' rows.
    pub(super) groups: Vec<i64>,
    /// Numbers of the persons' rows.
    pub(super) persons: Vec<i64>,
}

impl Stored {
    /// The number of the row of a person in it.
    #[must_use]
    pub fn person(&self, at: PersonIx) -> u32 {
        super::roster_write::number(self.persons[at.0 as usize])
    }
}

/// The roster that was last applied; of its persons all, or those of these numbers.
pub(super) async fn load(link: &mut Link, only: Option<&[u32]>) -> Result<Stored, StoreError> {
    let mut words = Words::default();
    let (units, unit_at) = sorted(units(link, &mut words).await?, |unit| &unit.id);
    let unit_ids = Numbers::of(&unit_at);
    let unit = |no: i64| unit_ids.get(no).map(|at| units[at as usize].id.clone());
    let (groups, group_at) = sorted(groups(link, &mut words, unit).await?, |group| &group.id);
    let group_ids = Numbers::of(&group_at);
    let mut reader = Reader { words, units: &units, unit_ids, group_ids, rows: Vec::new(), members: Vec::new() };
    reader.persons(link, only).await?;
    let Reader { rows, members, .. } = reader;
    let (persons, of_persons, memberships) = in_order(rows, members);
    let numbers = |list: Vec<(i64, u32)>| list.into_iter().map(|(no, _)| no).collect();
    let roster = Snapshot { units, groups, persons, memberships };
    Ok(Stored { units: numbers(unit_at), groups: numbers(group_at), persons: of_persons, roster })
}

/// The same with some more of its persons.
pub(super) async fn load_more(link: &mut Link, stored: Stored, more: &[u32]) -> Result<Stored, StoreError> {
    let Stored { roster: Snapshot { units, groups, persons, memberships }, units: unit_nos, groups: group_nos, .. } =
        stored;
    let numbers = |list: &[i64]| Numbers::of(&list.iter().copied().zip(0..).collect::<Vec<_>>());
    let row = |(read, (person, no)): (u32, (Person, &i64))| PersonRow { read, no: *no, person };
    let mut reader = Reader {
        words: Words::default(),
        units: &units,
        unit_ids: numbers(&unit_nos),
        group_ids: numbers(&group_nos),
        rows: (0..).zip(persons.into_iter().zip(&stored.persons)).map(row).collect(),
        members: memberships,
    };
    reader.persons(link, Some(more)).await?;
    let Reader { rows, members, .. } = reader;
    let (persons, numbers, memberships) = in_order(rows, members);
    let roster = Snapshot { units, groups, persons, memberships };
    Ok(Stored { units: unit_nos, groups: group_nos, persons: numbers, roster })
}

/// Persons in the order of their ids, with the numbers of their rows and their memberships.
fn in_order(mut rows: Vec<PersonRow>, mut members: Vec<Membership>) -> (Vec<Person>, Vec<i64>, Vec<Membership>) {
    rows.sort_by(|a, b| a.person.id.cmp(&b.person.id));
    let mut places = vec![0; rows.len()];
    (0..).zip(&rows).for_each(|(at, row)| places[row.read as usize] = at);
    members.iter_mut().for_each(|m| m.person = PersonIx(places[m.person.0 as usize]));
    members.sort_unstable();
    let numbers = rows.iter().map(|row| row.no).collect();
    (rows.into_iter().map(|row| row.person).collect(), numbers, members)
}

/// Texts that come again and again, each held once.
#[derive(Default)]
struct Words(BTreeSet<Arc<str>>);

impl Words {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(new.clone());
        new
    }

    fn maybe(&mut self, text: Option<&str>) -> Option<Arc<str>> {
        text.map(|text| self.get(text))
    }
}

/// From a row's number to its place in a list.
#[derive(Default)]
struct Numbers(Vec<u32>);

impl Numbers {
    fn of(pairs: &[(i64, u32)]) -> Self {
        let mut numbers = Self::default();
        pairs.iter().for_each(|(no, at)| numbers.set(*no, *at));
        numbers
    }

    fn set(&mut self, no: i64, at: u32) {
        let no = usize::try_from(no).unwrap_or(0);
        if self.0.len() <= no {
            self.0.resize(no + 1, u32::MAX);
        }
        self.0[no] = at;
    }

    fn get(&self, no: i64) -> Option<u32> {
        let at = usize::try_from(no).ok().and_then(|no| self.0.get(no)).copied();
        at.filter(|at| *at != u32::MAX)
    }
}

/// The things in the order of their ids, as a snapshot has them, and the place of each number.
fn sorted<T, I: Ord>(mut rows: Vec<(i64, T)>, id: impl Fn(&T) -> &I) -> (Vec<T>, Vec<(i64, u32)>) {
    rows.sort_by(|(_, a), (_, b)| id(a).cmp(id(b)));
    let places = rows.iter().zip(0..).map(|((no, _), at)| (*no, at)).collect();
    (rows.into_iter().map(|(_, thing)| thing).collect(), places)
}

fn imprint(row: &Row<'_>, column: &'static str) -> Result<Option<Imprint>, StoreError> {
    let bytes = row.maybe_bytes(column)?;
    bytes.map(|bytes| Imprint::of(&bytes).ok_or_else(|| row.bad(column))).transpose()
}

fn period(row: &Row<'_>) -> Result<Period, StoreError> {
    Ok(Period::new(row.maybe_day("from_on")?, row.maybe_day("to_on")?))
}

async fn units(link: &mut Link, words: &mut Words) -> Result<Vec<(i64, Unit)>, StoreError> {
    const SQL: &str =
        "SELECT no, id, source, alias, name, parent, kind, code, code_status, school_types FROM unit ORDER BY no";
    let mut units = Vec::new();
    let read = |row: Row<'_>| {
        let unit = Unit {
            id: UnitId::from(row.text("id")?),
            source: SourceName::from(&*words.get(row.text("source")?)),
            alias: row.maybe_shared("alias")?,
            name: Arc::from(row.text("name")?),
            parent: row.maybe_text("parent")?.map(UnitId::from),
            kind: row.word("kind")?,
            code: row.maybe_shared("code")?,
            code_status: row.word("code_status")?,
            school_types: words.get(row.text("school_types")?),
        };
        units.push((row.int("no")?, unit));
        Ok(())
    };
    link.each("unit", SQL, [], read).await?;
    Ok(units)
}

async fn groups(
    link: &mut Link,
    words: &mut Words,
    unit: impl Fn(i64) -> Option<UnitId>,
) -> Result<Vec<(i64, Group)>, StoreError> {
    const SQL: &str = "SELECT no, id, source, alias, name, unit_no, kind, from_on, to_on FROM roster_group ORDER BY no";
    let mut groups = Vec::new();
    let mut sources = Sources::default();
    let read = |row: Row<'_>| {
        let group = Group {
            id: GroupId::from(row.text("id")?),
            source: sources.get(row.text("source")?),
            alias: words.maybe(row.maybe_text("alias")?),
            name: words.get(row.text("name")?),
            unit: unit(row.int("unit_no")?).ok_or_else(|| row.bad("unit_no"))?,
            kind: row.word("kind")?,
            period: period(&row)?,
        };
        groups.push((row.int("no")?, group));
        Ok(())
    };
    link.each("roster_group", SQL, [], read).await?;
    Ok(groups)
}

/// Names of sources; there are a handful.
#[derive(Default)]
struct Sources(Vec<SourceName>);

impl Sources {
    fn get(&mut self, name: &str) -> SourceName {
        if let Some(known) = self.0.iter().find(|known| known.as_str() == name) {
            return known.clone();
        }
        let new = SourceName::from(name);
        self.0.push(new.clone());
        new
    }
}

/// Reads persons' rows.
struct Reader<'a> {
    words: Words,
    units: &'a [Unit],
    unit_ids: Numbers,
    group_ids: Numbers,
    rows: Vec<PersonRow>,
    /// Memberships; each names its person by the order in which that was read.
    members: Vec<Membership>,
}

/// A person as read.
struct PersonRow {
    read: u32,
    no: i64,
    person: Person,
}

impl places::Directory for Reader<'_> {
    fn unit(&self, no: i64) -> Option<UnitId> {
        self.unit_ids.get(no).map(|at| self.units[at as usize].id.clone())
    }

    fn group(&self, no: i64) -> Option<GroupIx> {
        self.group_ids.get(no).map(GroupIx)
    }

    fn word(&mut self, text: &str) -> Arc<str> {
        self.words.get(text)
    }
}

impl Reader<'_> {
    /// All persons, or those of these numbers.
    async fn persons(&mut self, link: &mut Link, only: Option<&[u32]>) -> Result<(), StoreError> {
        const ALL: &str = "SELECT no, id, source, alias, given_name, family_name, email, eppn, status, protection, \
            places, number_imprint, born_imprint FROM person WHERE gone_on IS NULL ORDER BY no";
        const SOME: &str = "WITH wanted (no) AS (VALUES {rows}) SELECT p.no, p.id, p.source, p.alias, p.given_name, \
            p.family_name, p.email, p.eppn, p.status, p.protection, p.places, p.number_imprint, p.born_imprint \
            FROM wanted JOIN person p ON p.no = wanted.no WHERE p.gone_on IS NULL";
        let mut sources = Sources::default();
        let read = |row: Row<'_>| self.person(&row, &mut sources);
        match only {
            None => link.each("person", ALL, [], read).await,
            Some(some) => link.each_of("person", SOME, some.iter().map(|no| [i64::from(*no).into()]), read).await,
        }
    }

    fn person(&mut self, row: &Row<'_>, sources: &mut Sources) -> Result<(), StoreError> {
        let read = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let mut members = std::mem::take(&mut self.members);
        let places = places::read(row.text("places")?, PersonIx(read), self, &mut members);
        self.members = members;
        let places = places.ok_or_else(|| row.bad("places"))?;
        let person = Person {
            id: PersonId::from(row.text("id")?),
            source: sources.get(row.text("source")?),
            alias: row.maybe_shared("alias")?,
            given_name: self.words.get(row.text("given_name")?),
            family_name: self.words.get(row.text("family_name")?),
            email: row.maybe_shared("email")?,
            eppn: row.maybe_shared("eppn")?,
            status: row.word("status")?,
            protection: row.word("protection")?,
            enrolments: places.enrolments,
            duties: places.duties,
            imprints: Imprints::new(imprint(row, "number_imprint")?, imprint(row, "born_imprint")?),
        };
        self.rows.push(PersonRow { read, no: row.int("no")?, person });
        Ok(())
    }
}
