//! The ledger: every event, in order, sealed in a chain that only grows.

use super::link::Link;
use super::meta::{self, Meta};
use super::seal::{Line, Sealer};
use super::value::{Row, Value};
use super::{Head, Look, RunId, StoreError, Writing, pseudonyms, veil};
use crate::plan::Event;
use crate::roster::PersonId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Who and what an event comes from.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// The run, when it was one.
    pub run: Option<RunId>,
    /// The human, when it was one.
    pub actor: Option<&'a str>,
    /// When; an event is never older than the one before it, whatever the clock says.
    pub at: Timestamp,
    /// The key that seals the ledger, when one is configured.
    pub key: Option<&'a [u8]>,
}

/// An event as it stands in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    /// Its number; there are no gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// In which run.
    pub run: Option<RunId>,
    /// By which human.
    pub actor: Option<String>,
    /// What happened.
    pub event: Event,
    /// Its seal.
    pub seal: String,
}

/// Which events to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerFilter<'a> {
    /// Those after this number.
    pub after: i64,
    /// Those about this person.
    pub person: Option<&'a PersonId>,
    /// At most so many, the newest; all when none.
    pub newest: Option<u32>,
}

/// The newest event.
pub(super) async fn head(link: &mut Link) -> Result<Head, StoreError> {
    const SQL: &str = "SELECT seq, seal FROM ledger ORDER BY seq DESC LIMIT 1";
    let read = |row: &Row<'_>| Ok(Head { seq: row.int("seq")?, seal: row.text("seal")?.to_owned() });
    Ok(link.one("ledger", SQL, [], read).await?.unwrap_or_default())
}

/// The seal of an event, when there is one of that number.
pub(super) async fn seal_of(link: &mut Link, seq: i64) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT seq, seal FROM ledger WHERE seq = $1";
    link.one("ledger", SQL, [seq.into()], |row| Ok(row.text("seal")?.to_owned())).await
}

/// A row as sealed, before its body is understood.
pub(super) struct Raw<'r> {
    pub(super) line: Line<'r>,
    pub(super) seal: &'r str,
}

/// A row's sealed parts.
pub(super) fn raw<'r>(row: &'r Row<'_>) -> Result<Raw<'r>, StoreError> {
    let line = Line {
        seq: row.int("seq")?,
        at: row.int("at")?,
        run: row.maybe_int("run")?,
        actor: row.maybe_text("actor")?,
        body: row.text("body")?,
    };
    Ok(Raw { line, seal: row.text("seal")? })
}

fn event(row: &Row<'_>) -> Result<LedgerRow, StoreError> {
    Ok(LedgerRow {
        seq: row.int("seq")?,
        at: row.at("at")?,
        run: row.maybe_int("run")?.map(RunId),
        actor: row.maybe_text("actor")?.map(str::to_owned),
        event: row.json("body")?,
        seal: row.text("seal")?.to_owned(),
    })
}

/// An event for each person, where one tells of several.
fn unfolded(row: LedgerRow) -> Vec<LedgerRow> {
    let LedgerRow { seq, at, run, actor, event, seal } = row;
    let one = |event| LedgerRow { seq, at, run, actor: actor.clone(), event, seal: seal.clone() };
    event.unfolded().into_iter().map(one).collect()
}

/// What the next event follows.
struct Tail {
    head: Head,
    at: i64,
    sealer: Sealer,
}

/// The end of the ledger, once its newest seal was found to fit the key.
async fn tail(link: &mut Link, key: Option<&[u8]>) -> Result<Tail, StoreError> {
    const SQL: &str = "SELECT seq, at, run, actor, body, seal FROM ledger ORDER BY seq DESC LIMIT 2";
    let keyed_from = meta::get_number(link, Meta::KeyedFrom).await?;
    let sealer = Sealer::new(key);
    let (mut newest, mut previous): (Option<(Head, i64)>, String) = (None, String::new());
    let mut lines: Vec<(i64, Option<i64>, Option<String>, String)> = Vec::new();
    let read = |row: Row<'_>| {
        let raw = raw(&row)?;
        if newest.is_none() {
            newest = Some((Head { seq: raw.line.seq, seal: raw.seal.to_owned() }, raw.line.at));
            lines.push((raw.line.at, raw.line.run, raw.line.actor.map(str::to_owned), raw.line.body.to_owned()));
        } else {
            raw.seal.clone_into(&mut previous);
        }
        Ok(())
    };
    link.each("ledger", SQL, [], read).await?;
    let (head, at) = newest.unwrap_or_default();
    if let Some((at, run, actor, body)) = lines.first() {
        let keyed = keyed_from.is_some_and(|from| from <= head.seq);
        let with = if keyed { sealer.clone() } else { Sealer::new(None) };
        let line = Line { seq: head.seq, at: *at, run: *run, actor: actor.as_deref(), body };
        if keyed && key.is_none() || with.seal(&previous, &line) != head.seal {
            return Err(StoreError::WrongKey { seq: head.seq });
        }
    }
    if key.is_some() && keyed_from.is_none() {
        meta::set(link, Meta::KeyedFrom, &(head.seq + 1).to_string()).await?;
    }
    Ok(Tail { head, at, sealer })
}

impl Writing {
    /// Adds events, with pseudonyms where they name persons; gives the number of the first.
    ///
    /// # Errors
    /// The driver, or a key that does not fit the ledger.
    pub async fn append(
        &mut self,
        events: impl IntoIterator<Item = Event>,
        stamp: Stamp<'_>,
    ) -> Result<i64, StoreError> {
        let mut events: Vec<Event> = events.into_iter().map(Event::without_keys).collect();
        veil::plain_events(self, stamp).await?;
        let names = pseudonyms::of_events(&mut self.link, &events, self.lots).await?;
        events.iter_mut().for_each(|event| pseudonyms::rename(event, &names));
        self.seal(events, stamp).await
    }

    /// Adds events as they are; gives the number of the first.
    pub(super) async fn seal(&mut self, events: Vec<Event>, stamp: Stamp<'_>) -> Result<i64, StoreError> {
        const SQL: &str = "INSERT INTO ledger (seq, at, run, actor, kind, person, tool, body, seal) VALUES {rows}";
        let tail = tail(&mut self.link, stamp.key).await?;
        let at = stamp.at.as_microsecond().max(tail.at);
        let first = tail.head.seq + 1;
        let (mut seq, mut seal, mut fault) = (tail.head.seq, tail.head.seal, None);
        let row = |event: Event| -> Option<[Value; 9]> {
            let body = serde_json::to_string(&event).map_err(|source| fault = Some(source)).ok()?;
            seq += 1;
            let run = stamp.run.map(|run| run.0);
            seal = tail.sealer.seal(&seal, &Line { seq, at, run, actor: stamp.actor, body: &body });
            let kind = event.kind().0;
            let (person, tool) = (event.person().map(PersonId::as_str), event.tool().map(|tool| tool.as_str()));
            let actor = stamp.actor;
            let seal = seal.clone();
            Some([
                seq.into(),
                at.into(),
                run.into(),
                actor.into(),
                kind.into(),
                person.into(),
                tool.into(),
                body.into(),
                seal.into(),
            ])
        };
        self.link.bulk("ledger", SQL, events.into_iter().map_while(row)).await?;
        match fault {
            Some(source) => Err(StoreError::Json { table: "ledger", source }),
            None => Ok(first),
        }
    }
}

impl Look {
    /// Events in their order, one for each person where one tells of several. A person may be asked for by a pseudonym too.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn events(&mut self, filter: LedgerFilter<'_>) -> Result<Vec<LedgerRow>, StoreError> {
        let limit = filter.newest.map_or(i64::MAX, i64::from);
        let mut events = match filter.person {
            None => self.newest(filter.after, limit).await?.into_iter().flat_map(unfolded).collect(),
            Some(person) => self.newest_about(person, filter.after, limit).await?,
        };
        let over = events.len().saturating_sub(filter.newest.map_or(usize::MAX, |newest| newest as usize));
        events.drain(..over);
        let sealed: Vec<Event> = events.iter().map(|row| row.event.clone()).collect();
        let names = pseudonyms::named_in(&mut self.link, &sealed).await?;
        events.iter_mut().for_each(|row| pseudonyms::rename(&mut row.event, &names));
        Ok(events)
    }

    async fn newest(&mut self, after: i64, limit: i64) -> Result<Vec<LedgerRow>, StoreError> {
        const SQL: &str = "SELECT seq, at, run, actor, body, seal FROM ledger WHERE seq > $1 \
            ORDER BY seq DESC LIMIT $2";
        let mut rows = self.link.all("ledger", SQL, [after.into(), limit.into()], event).await?;
        rows.reverse();
        Ok(rows)
    }

    /// The newest events about a person, under any of the person's pseudonyms or as this text.
    async fn newest_about(&mut self, person: &PersonId, after: i64, limit: i64) -> Result<Vec<LedgerRow>, StoreError> {
        // What tells of several names them in its body; a name stands there in quotes.
        const SQL: &str = "SELECT seq, at, run, actor, body, seal FROM ledger WHERE seq > $1 AND (person IN ($3, $5) \
            OR kind IN ('granted', 'wished', 'rekeyed') \
            AND (replace(body, $4, '') <> body OR replace(body, $6, '') <> body)) ORDER BY seq DESC LIMIT $2";
        let mut names = pseudonyms::of_id(&mut self.link, person).await?;
        if names.is_empty() {
            names.push(person.clone());
        }
        let quoted = |name: &PersonId| serde_json::Value::from(name.as_str()).to_string();
        let mut found = BTreeMap::new();
        for name in &names {
            let [as_is, by_name] = [person, name].map(|name| (name.as_str().into(), quoted(name).into()));
            let values = [after.into(), limit.into(), as_is.0, as_is.1, by_name.0, by_name.1];
            let rows = self.link.all("ledger", SQL, values, event).await?;
            found.extend(rows.into_iter().map(|row| (row.seq, row)));
        }
        names.push(person.clone());
        let is_about = |row: &LedgerRow| row.event.person().is_some_and(|named| names.contains(named));
        Ok(found.into_values().flat_map(unfolded).filter(is_about).collect())
    }

    /// Visits every event in its order.
    ///
    /// # Errors
    /// The driver, a row that cannot be read, or what `visit` says.
    pub async fn for_each_event(
        &mut self,
        mut visit: impl FnMut(LedgerRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "SELECT seq, at, run, actor, body, seal FROM ledger ORDER BY seq";
        let (names, _) = pseudonyms::all(&mut self.link).await?;
        let named = |row: Row<'_>| {
            let mut row = event(&row)?;
            pseudonyms::rename(&mut row.event, &names);
            visit(row)
        };
        self.link.each("ledger", SQL, [], named).await
    }
}
