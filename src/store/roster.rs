//! Reads the roster. A city has a million memberships: they come packed, one row a group.

use super::StoreError;
use super::link::Link;
use super::value::Row;
use super::words::Word;
use crate::roster::{
    Duty, Enrolment, Group, GroupId, GroupIx, MemberRole, Membership, Period, Person, PersonId, PersonIx, Snapshot,
    SourceName, Unit, UnitId,
};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The roster that was last applied.
pub(super) async fn load(link: &mut Link) -> Result<Snapshot, StoreError> {
    let mut words = Words::default();
    let (units, unit_at) = sorted(units(link, &mut words).await?, |unit| &unit.id);
    let mut unit_ids = Numbers::default();
    for (no, at) in &unit_at {
        unit_ids.set(*no, *at);
    }
    let unit = |no: i64| unit_ids.get(no).map(|at| units[at as usize].id.clone());
    let (groups, group_at) = sorted(groups(link, &mut words, unit).await?, |group| &group.id);
    let mut persons = persons(link, &mut words).await?;
    let enrolments = enrolments(link, &mut words, unit).await?;
    let duties = duties(link, &mut words, unit).await?;
    attach(&mut persons, enrolments, |person, rows| person.enrolments = rows)?;
    attach(&mut persons, duties, |person, rows| person.duties = rows)?;
    let (persons, person_at) = sorted(persons, |person| &person.id);
    let memberships = memberships(link, Numbers::of(&group_at), Numbers::of(&person_at)).await?;
    Ok(Snapshot { units, groups, persons, memberships })
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

async fn persons(link: &mut Link, words: &mut Words) -> Result<Vec<(i64, Person)>, StoreError> {
    const SQL: &str = "SELECT no, id, source, alias, given_name, family_name, email, eppn, status, protection \
        FROM person WHERE gone_on IS NULL ORDER BY no";
    let mut persons = Vec::new();
    let mut sources = Sources::default();
    let read = |row: Row<'_>| {
        let person = Person {
            id: PersonId::from(row.text("id")?),
            source: sources.get(row.text("source")?),
            alias: row.maybe_shared("alias")?,
            given_name: words.get(row.text("given_name")?),
            family_name: words.get(row.text("family_name")?),
            email: row.maybe_shared("email")?,
            eppn: row.maybe_shared("eppn")?,
            status: row.word("status")?,
            protection: row.word("protection")?,
            enrolments: Box::default(),
            duties: Box::default(),
        };
        persons.push((row.int("no")?, person));
        Ok(())
    };
    link.each("person", SQL, [], read).await?;
    Ok(persons)
}

async fn enrolments(
    link: &mut Link,
    words: &mut Words,
    unit: impl Fn(i64) -> Option<UnitId>,
) -> Result<Vec<(i64, Enrolment)>, StoreError> {
    const SQL: &str = "SELECT person_no, unit_no, school_year, school_type, programme, from_on, to_on \
        FROM enrolment ORDER BY person_no, place";
    let mut rows = Vec::new();
    let read = |row: Row<'_>| {
        let year = row.maybe_int("school_year")?.map(u8::try_from).transpose();
        let enrolment = Enrolment {
            unit: unit(row.int("unit_no")?).ok_or_else(|| row.bad("unit_no"))?,
            school_year: year.map_err(|_| row.bad("school_year"))?,
            school_type: words.maybe(row.maybe_text("school_type")?),
            programme: words.maybe(row.maybe_text("programme")?),
            period: period(&row)?,
        };
        rows.push((row.int("person_no")?, enrolment));
        Ok(())
    };
    link.each("enrolment", SQL, [], read).await?;
    Ok(rows)
}

async fn duties(
    link: &mut Link,
    words: &mut Words,
    unit: impl Fn(i64) -> Option<UnitId>,
) -> Result<Vec<(i64, Duty)>, StoreError> {
    const SQL: &str = "SELECT person_no, unit_no, role, from_on, to_on FROM duty ORDER BY person_no, place";
    let mut rows = Vec::new();
    let read = |row: Row<'_>| {
        let at = row.maybe_int("unit_no")?.map(|no| unit(no).ok_or_else(|| row.bad("unit_no")));
        let duty = Duty { unit: at.transpose()?, role: words.get(row.text("role")?), period: period(&row)? };
        rows.push((row.int("person_no")?, duty));
        Ok(())
    };
    link.each("duty", SQL, [], read).await?;
    Ok(rows)
}

/// Gives each person its rows; both lists are in the order of the persons' numbers.
fn attach<T>(
    persons: &mut [(i64, Person)],
    rows: Vec<(i64, T)>,
    set: impl Fn(&mut Person, Box<[T]>),
) -> Result<(), StoreError> {
    let mut rows = rows.into_iter().peekable();
    for (no, person) in persons {
        let mut own = Vec::new();
        while let Some((_, row)) = rows.next_if(|(owner, _)| owner == no) {
            own.push(row);
        }
        set(person, own.into_boxed_slice());
    }
    match rows.next() {
        None => Ok(()),
        Some((no, _)) => Err(StoreError::NoRow { table: "person", key: no.to_string() }),
    }
}

/// Memberships by group, person, role and period.
async fn memberships(link: &mut Link, groups: Numbers, persons: Numbers) -> Result<Vec<Membership>, StoreError> {
    // One row a group: a driver takes longer over a row than over the forty memberships in it.
    const SQL: &str = "SELECT group_no, \
        string_agg(person_no || ',' || role || ',' || from_on || ',' || to_on, ';') AS members \
        FROM membership GROUP BY group_no ORDER BY group_no";
    let mut memberships = Vec::new();
    let read = |row: Row<'_>| {
        let group = GroupIx(groups.get(row.int("group_no")?).ok_or_else(|| row.bad("group_no"))?);
        for member in row.text("members")?.split(';') {
            let (person, role, period) = member_of(member, &persons).ok_or_else(|| row.bad("person_no"))?;
            memberships.push(Membership { group, person, role, period });
        }
        Ok(())
    };
    link.each("membership", SQL, [], read).await?;
    memberships.sort_unstable();
    Ok(memberships)
}

fn member_of(text: &str, persons: &Numbers) -> Option<(PersonIx, MemberRole, Period)> {
    let mut fields = text.split(',');
    let person = PersonIx(persons.get(fields.next()?.parse().ok()?)?);
    let role = MemberRole::of(fields.next()?)?;
    let mut day = || -> Option<Option<Date>> {
        match fields.next()? {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        }
    };
    Some((person, role, Period::new(day()?, day()?)))
}
