//! Pseudonyms stand in the ledger for the ids of persons; their table says whom they name (SECURITY 3.11).
//!
//! An id that one person has after another gets a pseudonym for each of them, so that one can be forgotten without the
//! other.

use super::StoreError;
use super::link::Link;
use super::lots::{Draw, Lots, digest};
use super::value::{Row, Value};
use crate::plan::Event;
use crate::roster::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// A pseudonym begins so.
const MARK: char = '~';
/// So many digits of the digest stand in it: 128 bits.
const DIGITS: usize = 32;

/// The pseudonym of an id and of what was drawn for it.
pub(super) fn name(id: &str, drawn: &str) -> String {
    let digits = digest(&[id, drawn]);
    format!("{MARK}{}", &digits[..DIGITS])
}

/// Whom pseudonyms name, or what names persons.
pub(super) type Names = BTreeMap<PersonId, PersonId>;

/// Puts one name in the place of another wherever an event has it.
pub(super) fn rename(event: &mut Event, names: &Names) {
    event.for_each_person(|person| {
        if let Some(name) = names.get(person) {
            *person = name.clone();
        }
    });
}

/// Pseudonyms for all ids in these events; new ones for whoever has none.
pub(super) async fn of_events(link: &mut Link, events: &[Event], lots: Lots) -> Result<Names, StoreError> {
    let (mut ids, mut exchanged) = (BTreeSet::new(), Names::new());
    for event in events {
        if let Event::Rekeyed { persons, .. } = event {
            exchanged.extend(persons.iter().cloned());
        }
        event.clone().for_each_person(|person| {
            ids.insert(person.clone());
        });
    }
    of_ids(link, ids, &exchanged, lots).await
}

/// Pseudonyms for these ids. Of an id that was exchanged it is the one of who has the new id.
pub(super) async fn of_ids(
    link: &mut Link,
    ids: BTreeSet<PersonId>,
    exchanged: &Names,
    lots: Lots,
) -> Result<Names, StoreError> {
    const FIND: &str = "WITH wanted (id, present) AS (VALUES {rows}) SELECT wanted.id, p.no, k.name \
        FROM wanted LEFT JOIN person p ON p.id = wanted.present \
        LEFT JOIN pseudonym k ON k.id = wanted.id AND COALESCE(k.person_no, 0) = COALESCE(p.no, 0)";
    let (mut names, mut nameless) = (Names::new(), BTreeMap::new());
    let take = |row: Row<'_>| {
        let id = PersonId::from(row.text("id")?);
        match row.maybe_text("name")? {
            Some(name) => drop(names.insert(id, name.into())),
            None => drop(nameless.insert(id, row.maybe_int("no")?)),
        }
        Ok(())
    };
    let wanted = ids.iter().map(|id| [id.as_str().into(), present(id, exchanged).as_str().into()]);
    link.each_of("pseudonym", FIND, wanted, take).await?;
    if !nameless.is_empty() {
        names.extend(draw(link, nameless, lots).await?);
    }
    Ok(names)
}

/// The id that somebody has in the end.
fn present<'a>(id: &'a PersonId, exchanged: &'a Names) -> &'a PersonId {
    let mut id = id;
    // Nobody gets an id again that was exchanged, so this ends; were it otherwise, it would all the same.
    for _ in 0..=exchanged.len() {
        match exchanged.get(id) {
            Some(new) => id = new,
            None => break,
        }
    }
    id
}

/// Draws pseudonyms for ids, each with the row of its person.
async fn draw(link: &mut Link, nameless: BTreeMap<PersonId, Option<i64>>, lots: Lots) -> Result<Names, StoreError> {
    const SQL: &str = "INSERT INTO pseudonym (name, id, drawn, person_no) VALUES {rows}";
    let mut draw = Draw::begin(link, lots).await?;
    let mut names = Names::new();
    let mut rows: Vec<[Value; 4]> = Vec::with_capacity(nameless.len());
    for (id, no) in nameless {
        let drawn = draw.next();
        let name = name(id.as_str(), &drawn);
        rows.push([name.as_str().into(), id.as_str().into(), drawn.into(), no.into()]);
        names.insert(id, name.into());
    }
    link.bulk("pseudonym", SQL, rows).await?;
    Ok(names)
}

/// Whom the pseudonyms in these events name, as far as anybody knows.
pub(super) async fn named_in(link: &mut Link, events: &[Event]) -> Result<Names, StoreError> {
    const SQL: &str = "WITH wanted (name) AS (VALUES {rows}) SELECT k.name, k.id FROM wanted \
        JOIN pseudonym k ON k.name = wanted.name";
    let mut wanted = BTreeSet::new();
    for event in events {
        event.clone().for_each_person(|person| {
            if person.as_str().starts_with(MARK) {
                wanted.insert(person.clone());
            }
        });
    }
    let mut names = Names::new();
    let take = |row: Row<'_>| {
        names.insert(row.text("name")?.into(), row.text("id")?.into());
        Ok(())
    };
    link.each_of("pseudonym", SQL, wanted.iter().map(|name| [name.as_str().into()]), take).await?;
    Ok(names)
}

/// Whom all pseudonyms name, and how many of them are not what their id and what was drawn for it make.
pub(super) async fn all(link: &mut Link) -> Result<(Names, u64), StoreError> {
    const SQL: &str = "SELECT name, id, drawn FROM pseudonym";
    let (mut names, mut wrong) = (Names::new(), 0);
    let take = |row: Row<'_>| {
        let (found, id) = (row.text("name")?, row.text("id")?);
        wrong += u64::from(name(id, row.text("drawn")?) != found);
        names.insert(found.into(), id.into());
        Ok(())
    };
    link.each("pseudonym", SQL, [], take).await?;
    Ok((names, wrong))
}

/// The pseudonyms of an id: those of who has it now, where somebody has.
pub(super) async fn of_id(link: &mut Link, id: &PersonId) -> Result<Vec<PersonId>, StoreError> {
    const SQL: &str = "SELECT name FROM pseudonym WHERE id = $1 AND (person_no IN (SELECT no FROM person WHERE id = $1) \
        OR NOT EXISTS (SELECT 1 FROM person WHERE id = $1)) ORDER BY name";
    link.all("pseudonym", SQL, [id.as_str().into()], |row| Ok(row.text("name")?.into())).await
}
