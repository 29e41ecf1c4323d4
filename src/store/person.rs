//! All that is stored about one person, and taking it out (GDPR articles 15 and 17).
//!
//! Every table of the one list is looked through, so that a new one is never forgotten: rows of a person by the number of
//! the person's row, and any other row by the words that name the person.

use super::link::Link;
use super::meta::{self, Meta};
use super::tables::{TABLES, Table};
use super::value::{Row, Value};
use super::{LedgerFilter, LedgerRow, Look, StoreError, places};
use crate::roster::PersonId;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Somebody of whom something may be stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Whom {
    /// The number of the row.
    pub(super) no: i64,
    /// The id.
    pub id: PersonId,
    /// The ids that the person had before.
    pub former: Vec<PersonId>,
    /// What names the person in the ledger.
    pub(super) names: Vec<PersonId>,
    /// Numbers of the rows of units and groups where the person is.
    pub(super) at: [Vec<i64>; 2],
    /// The name-free short key, where there is one.
    pub alias: Option<String>,
    /// Since when the person is gone from the roster.
    pub gone_on: Option<Date>,
    /// Is the identity protected?
    pub is_protected: bool,
    /// What names the person in a text: ids, pseudonyms, key, addresses, the whole name.
    pub words: Vec<String>,
}

/// Never prints a name or an address.
impl std::fmt::Debug for Whom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Whom").field("no", &self.no).field("gone_on", &self.gone_on).finish_non_exhaustive()
    }
}

/// What is stored about somebody.
#[derive(Clone, PartialEq)]
pub struct About {
    /// Rows by table, as they stand there; of what tells of several persons only what is about this one.
    pub tables: BTreeMap<&'static str, Vec<Json>>,
    /// What happened, out of the ledger.
    pub events: Vec<LedgerRow>,
}

/// Never prints what is stored.
impl std::fmt::Debug for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rows: BTreeMap<&str, usize> = self.tables.iter().map(|(table, rows)| (*table, rows.len())).collect();
        f.debug_struct("About").field("tables", &rows).field("events", &self.events.len()).finish()
    }
}

/// Tables that are looked through in another way: the ledger by pseudonyms, what is kept of deliveries line by line, and
/// what sources said by the number of the person's row.
const ELSEWHERE: [&str; 3] = ["ledger", "kept_rows", "known"];
/// Lists of keys in a body; of the others nothing is told.
const KEYS: [&str; 2] = ["in_the_way", "who"];

impl Whom {
    /// Does a text name the person? A word counts where it stands alone; one that may stand there for anything, as an id that
    /// is a short number, only where it is all there is.
    #[must_use]
    pub fn is_named_in(&self, text: &str) -> bool {
        self.words.iter().any(|word| text == word || is_telling(word) && stands_in(text, word))
    }
}

/// Does a word name somebody wherever it stands? A day, a count or a school year may be any short number.
fn is_telling(word: &str) -> bool {
    let letters = word.chars().count();
    letters >= 8 || letters >= 3 && word.chars().any(char::is_alphabetic)
}

/// Does a word stand in a text, with nothing beside it that could make it part of another?
fn stands_in(text: &str, word: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| is_edge(text[..at].chars().next_back()) && is_edge(text[at + word.len()..].chars().next()))
}

impl Look {
    /// Whom a name means: an id that somebody has or had, or a key. Who is in the roster comes before who is gone, and an
    /// id before a key.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn whom(&mut self, name: &str) -> Result<Vec<Whom>, StoreError> {
        const SQL: &str = "SELECT no, id, alias, given_name, family_name, email, eppn, protection, gone_on, places FROM person \
            WHERE id = $1 OR alias = $1 OR no IN (SELECT person_no FROM pseudonym WHERE id = $1) ORDER BY no";
        let mut found = self.link.all("person", SQL, [name.into()], whom).await?;
        let sifts: [&dyn Fn(&Whom) -> bool; 2] = [&|one| one.id.as_str() == name, &|one| one.gone_on.is_none()];
        for sift in sifts {
            if found.iter().any(sift) {
                found.retain(sift);
            }
        }
        for one in &mut found {
            one.add_ids(&mut self.link).await?;
        }
        Ok(found)
    }

    /// All that is stored about somebody, but for what is kept of deliveries.
    ///
    /// # Errors
    /// As [`whom`](Self::whom).
    pub async fn about(&mut self, whom: &Whom) -> Result<About, StoreError> {
        let mut tables = BTreeMap::new();
        for table in TABLES.iter().filter(|table| !ELSEWHERE.contains(&table.name)) {
            let rows = rows_about(&mut self.link, table, whom).await?;
            if !rows.is_empty() {
                tables.insert(table.name, rows);
            }
        }
        let said = self.said_of(whom).await?;
        if !said.is_empty() {
            tables.insert("known", said);
        }
        let mut events = BTreeMap::new();
        for name in &whom.names {
            let named = self.events(LedgerFilter { person: Some(name), ..LedgerFilter::default() }).await?;
            events.extend(named.into_iter().map(|event| ((event.seq, event.event.tool().cloned()), event)));
        }
        Ok(About { tables, events: events.into_values().collect() })
    }

    /// What each source said of somebody when it was last applied: digests.
    async fn said_of(&mut self, whom: &Whom) -> Result<Vec<Json>, StoreError> {
        const SQL: &str = "SELECT DISTINCT source FROM known ORDER BY source";
        let sources = self.link.all("known", SQL, [], |row| Ok(row.text("source")?.to_owned())).await?;
        let mut said = Vec::new();
        for source in sources {
            let known = self.known(&source.as_str().into()).await?;
            let own = known.into_iter().filter(|known| i64::from(known.no) == whom.no);
            said.extend(own.map(|known| {
                serde_json::json!({ "source": source, "mark": known.mark.0, "sum": known.sum, "turns": known.turns.0 })
            }));
        }
        Ok(said)
    }
}

fn whom(row: &Row<'_>) -> Result<Whom, StoreError> {
    let text = |column| row.maybe_text(column).map(|text| text.map(str::to_owned));
    let (id, alias) = (PersonId::from(row.text("id")?), text("alias")?);
    let (given, family) = (row.text("given_name")?, row.text("family_name")?);
    let whole = [format!("{given} {family}"), format!("{family}, {given}"), format!("{family} {given}")];
    let whole = whole.into_iter().filter(|_| !given.is_empty() && !family.is_empty());
    let words = [alias.clone(), text("email")?, text("eppn")?].into_iter().flatten().chain(whole);
    Ok(Whom {
        no: row.int("no")?,
        words: words.chain([id.to_string()]).filter(|word| !word.is_empty()).collect(),
        id,
        former: Vec::new(),
        names: Vec::new(),
        at: places::rows(row.text("places")?).ok_or_else(|| row.bad("places"))?,
        alias,
        gone_on: row.maybe_day("gone_on")?,
        is_protected: row.text("protection")? != "none",
    })
}

impl Whom {
    /// The numbers that are the person's in a table.
    fn rows_of(&self, table: &Table) -> &[i64] {
        match table.name {
            "unit" => &self.at[0],
            "roster_group" => &self.at[1],
            _ => std::slice::from_ref(&self.no),
        }
    }

    /// Adds former ids and all pseudonyms.
    async fn add_ids(&mut self, link: &mut Link) -> Result<(), StoreError> {
        const SQL: &str = "SELECT name, id FROM pseudonym WHERE person_no = $1 ORDER BY id, name";
        let read = |row: &Row<'_>| Ok((PersonId::from(row.text("name")?), PersonId::from(row.text("id")?)));
        for (name, id) in link.all("pseudonym", SQL, [self.no.into()], read).await? {
            self.words.push(name.to_string());
            self.names.push(name);
            if id != self.id && !self.former.contains(&id) {
                self.words.push(id.to_string());
                self.former.push(id);
            }
        }
        // Events of an earlier upprop name persons by their ids.
        if meta::get_number(link, Meta::PlainTo).await?.is_some() {
            self.names.push(self.id.clone());
            self.names.extend(self.former.iter().cloned());
        }
        Ok(())
    }
}

async fn rows_about(link: &mut Link, table: &'static Table, whom: &Whom) -> Result<Vec<Json>, StoreError> {
    let mut found = Vec::new();
    let number = table.columns.iter().position(|column| column.name == of_person(table));
    let take = async |rows: Vec<Vec<Value>>| {
        let is_about = |row: &Vec<Value>| match number {
            Some(at) => matches!(row[at], Value::Int(Some(no)) if whom.rows_of(table).contains(&no)),
            None => row.iter().any(|value| matches!(value, Value::Text(Some(text)) if whom.is_named_in(text))),
        };
        found.extend(rows.iter().filter(|row| is_about(row)).map(|row| told(table, row, whom)));
        Ok(())
    };
    link.parcels(table, take).await?;
    Ok(found)
}

/// The column that says whose a row is; of units and groups, which it is.
fn of_person(table: &Table) -> &'static str {
    if ["person", "unit", "roster_group"].contains(&table.name) { "no" } else { "person_no" }
}

/// A row, by columns; bytes in hexadecimal, and of JSON what is about this person.
fn told(table: &Table, row: &[Value], whom: &Whom) -> Json {
    let value = |value: &Value| match value {
        Value::Int(number) => Json::from(*number),
        Value::Flag(flag) => Json::from(*flag),
        Value::Bytes(bytes) => Json::from(bytes.as_deref().map(super::seal::hex)),
        Value::Text(text) => match text.as_deref().map(serde_json::from_str::<Json>) {
            Some(Ok(json)) if json.is_object() || json.is_array() => own(json, whom),
            _ => Json::from(text.as_deref()),
        },
    };
    let cells = table.columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(cell)));
    Json::Object(cells.collect::<Map<_, _>>())
}

/// The same without the keys of others.
fn own(json: Json, whom: &Whom) -> Json {
    match json {
        Json::Object(all) => {
            let each = all.into_iter().map(|(key, value)| {
                let value = match value {
                    Json::Array(keys) if KEYS.contains(&key.as_str()) => {
                        let is_own = |shown: &Json| shown.as_str().is_some_and(|shown| whom.is_named_in(shown));
                        Json::Array(keys.into_iter().filter(is_own).collect())
                    }
                    value => own(value, whom),
                };
                (key, value)
            });
            Json::Object(each.collect())
        }
        Json::Array(all) => Json::Array(all.into_iter().map(|value| own(value, whom)).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_no_part_of_a_longer_one() {
        assert!(stands_in("[\"E1\",\"E12\"]", "E1") && stands_in("E1", "E1") && stands_in("till Åsa Ek.", "Åsa Ek"));
        assert!(!stands_in("[\"E12\"]", "E1") && !stands_in("åE1", "E1") && !stands_in("", "E1"));
        assert!(stands_in("E12 och E1", "E1"), "the second time it stands alone");
    }

    #[test]
    fn a_short_number_names_nobody_among_other_numbers() {
        for word in ["7", "12", "2026", "123456", "E1"] {
            assert!(!is_telling(word), "{word}");
        }
        for word in ["E05", "p000001", "20130101", "Åsa Ek"] {
            assert!(is_telling(word), "{word}");
        }
    }
}
