//! Events that name persons by their ids, sealed by an earlier upprop, get pseudonyms (docs/decisions/0026).
//!
//! Their seals stay, since later ones and the anchor stand on them, and fit what they say no longer. So an event right
//! after the last of them says what they say now and which seals they had: the chain goes on through that.

use super::ledger::{self, Raw};
use super::link::Link;
use super::meta::{self, Meta};
use super::migrate::LEDGER_ONLY_GROWS;
use super::pseudonyms::{self, Names};
use super::seal::{Line, Sealer};
use super::value::{Row, Value};
use super::{Stamp, StoreError, Writing};
use crate::plan::Event;

/// So many events are changed at once.
const PAGE: i64 = 500;

/// Gives pseudonyms to persons in events that name them by their ids, if there are any. A ledger that does not hold
/// together stays as it is: what was done to it must still be seen.
pub(super) async fn plain_events(writing: &mut Writing, stamp: Stamp<'_>) -> Result<(), StoreError> {
    let link = &mut writing.link;
    let Some(through) = meta::get_number(link, Meta::PlainTo).await? else { return Ok(()) };
    if ledger::head(link).await?.seq != through || !holds_together(link, stamp.key).await? {
        return Ok(());
    }
    let exchanged = exchanged(link).await?;
    loosen(link).await?;
    let mut after = 0;
    while after < through {
        let page = page(link, after).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        let ids = page.iter().flat_map(|(_, event)| {
            let mut ids = Vec::new();
            event.clone().for_each_person(|person| ids.push(person.clone()));
            ids
        });
        let names = pseudonyms::of_ids(link, ids.collect(), &exchanged, writing.lots).await?;
        change(link, page, &names).await?;
    }
    fasten(link).await?;
    let digest = digest(link, through).await?;
    meta::unset(link, Meta::PlainTo).await?;
    writing.seal(vec![Event::Veiled { through, digest }], stamp).await.map(drop)
}

/// Do all seals fit?
async fn holds_together(link: &mut Link, key: Option<&[u8]>) -> Result<bool, StoreError> {
    let keyed_from = meta::get_number(link, Meta::KeyedFrom).await?;
    let (plain, keyed) = (Sealer::new(None), Sealer::new(key));
    let (mut previous, mut fits) = (String::new(), true);
    let take = |Raw { line, seal }: Raw<'_>| {
        let sealer = if keyed_from.is_some_and(|from| from <= line.seq) { &keyed } else { &plain };
        fits &= sealer.seal(&previous, &line) == seal;
        seal.clone_into(&mut previous);
    };
    each(link, i64::MAX, take).await?;
    Ok(fits)
}

/// What events say and which seals they have, up to one of them.
pub(super) async fn digest(link: &mut Link, through: i64) -> Result<String, StoreError> {
    let mut sum = Sum::default();
    each(link, through, |raw| sum.add(&raw.line, raw.seal)).await?;
    Ok(sum.0)
}

/// What events say and which seals they have.
#[derive(Default)]
pub(super) struct Sum(pub(super) String);

impl Sum {
    pub(super) fn add(&mut self, line: &Line<'_>, seal: &str) {
        self.0 = Sealer::new(None).seal(&format!("{} {seal}", self.0), line);
    }
}

async fn each(link: &mut Link, through: i64, mut take: impl FnMut(Raw<'_>)) -> Result<(), StoreError> {
    const SQL: &str = "SELECT seq, at, run, actor, body, seal FROM ledger WHERE seq <= $1 ORDER BY seq";
    let visit = |row: Row<'_>| {
        take(ledger::raw(&row)?);
        Ok(())
    };
    link.each("ledger", SQL, [through.into()], visit).await
}

/// Every id that was exchanged for another.
async fn exchanged(link: &mut Link) -> Result<Names, StoreError> {
    const SQL: &str = "SELECT body FROM ledger WHERE kind = 'rekeyed' ORDER BY seq";
    let mut exchanged = Names::new();
    let take = |row: Row<'_>| {
        if let Ok(Event::Rekeyed { persons, .. }) = row.json("body") {
            exchanged.extend(persons);
        }
        Ok(())
    };
    link.each("ledger", SQL, [], take).await?;
    Ok(exchanged)
}

/// The next events.
async fn page(link: &mut Link, after: i64) -> Result<Vec<(i64, Event)>, StoreError> {
    const SQL: &str = "SELECT seq, body FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2";
    link.all("ledger", SQL, [after.into(), PAGE.into()], |row| Ok((row.int("seq")?, row.json("body")?))).await
}

async fn change(link: &mut Link, page: Vec<(i64, Event)>, names: &Names) -> Result<(), StoreError> {
    const SQL: &str = "WITH v (seq, person, body) AS (VALUES {rows}) \
        UPDATE ledger SET person = v.person, body = v.body FROM v WHERE ledger.seq = v.seq";
    let veiled = |(seq, plain): (i64, Event)| {
        let mut event = plain.clone().without_keys();
        pseudonyms::rename(&mut event, names);
        (event != plain).then_some((seq, event))
    };
    let row = |(seq, event): (i64, Event)| -> Result<[Value; 3], StoreError> {
        let body = serde_json::to_string(&event).map_err(|source| StoreError::Json { table: "ledger", source })?;
        Ok([seq.into(), event.person().map(|person| person.as_str()).into(), body.into()])
    };
    let rows = page.into_iter().filter_map(veiled).map(row).collect::<Result<Vec<_>, _>>()?;
    link.bulk("ledger", SQL, rows).await.map(drop)
}

/// Lets events be changed, for as long as this transaction lasts.
async fn loosen(link: &mut Link) -> Result<(), StoreError> {
    link.script("ledger", "DROP TRIGGER IF EXISTS ledger_no_update".to_owned() + of_postgres(link)).await?;
    link.script("ledger", "DROP TRIGGER IF EXISTS ledger_no_delete".to_owned() + of_postgres(link)).await
}

fn of_postgres(link: &Link) -> &'static str {
    if matches!(link, Link::Postgres(_)) { " ON ledger" } else { "" }
}

/// From now on the ledger refuses to be changed, as before.
async fn fasten(link: &mut Link) -> Result<(), StoreError> {
    let [sqlite, postgres] = LEDGER_ONLY_GROWS;
    let script = match link {
        Link::Sqlite(_) => sqlite.to_owned(),
        Link::Postgres(_) => postgres.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    };
    link.script("ledger", script).await
}
