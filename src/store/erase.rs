//! Takes out all that is stored about somebody who left, since a human said so (GDPR article 17).

use super::link::Link;
use super::value::Row;
use super::{HoldState, Look, Stamp, Store, StoreError, Whom, Writing, holds, numbers, veil};
use crate::plan::Event;
use crate::roster::{PersonId, SourceName};
use std::collections::{BTreeMap, BTreeSet};

/// Why somebody cannot be erased yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Is in the roster: the source would bring everything back.
    Present,
    /// Has a seat still, or waits for one.
    Seat,
    /// A hold that is not settled shows the person's key.
    Hold {
        /// The run that held it.
        run: i64,
    },
    /// Something names the person that nobody was told of yet, or a letter on its way.
    Untold,
    /// An earlier upprop's ledger names people by their ids, and does not hold together.
    PlainLedger,
}

impl Look {
    /// What stands in the way of erasing somebody.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn obstacle(&mut self, whom: &Whom) -> Result<Option<Obstacle>, StoreError> {
        obstacle(&mut self.link, whom).await
    }
}

async fn obstacle(link: &mut Link, whom: &Whom) -> Result<Option<Obstacle>, StoreError> {
    const NEEDED: &str = "SELECT COUNT(*) AS number FROM person p WHERE p.no = $1 \
        AND (EXISTS (SELECT 1 FROM seat_grant g WHERE g.person_no = p.no AND g.freed_at IS NULL) \
        OR EXISTS (SELECT 1 FROM wish w WHERE w.person_no = p.no))";
    const UNTOLD: &str = "SELECT body AS text FROM notice UNION ALL SELECT body FROM alert \
        UNION ALL SELECT subject || ' ' || body || ' ' || headers FROM outbox \
        WHERE state IN ('ready', 'at_dot') OR state = 'uncertain' AND resends = 0 AND due_at < 253370764800000000";
    const GONE: &str = "SELECT gone_on FROM person WHERE no = $1";
    // As it is now: a run may have brought the person back since somebody looked.
    let gone_on = link.one("person", GONE, [whom.no.into()], |row| row.maybe_day("gone_on")).await?.flatten();
    if gone_on.is_none() || gone_on != whom.gone_on {
        return Ok(Some(Obstacle::Present));
    }
    if link.one("person", NEEDED, [whom.no.into()], |row| row.int("number")).await?.unwrap_or(0) > 0 {
        return Ok(Some(Obstacle::Seat));
    }
    let unsettled = holds::load(link).await?.into_iter().filter(|row| row.state != HoldState::Withdrawn);
    if let Some(row) = unsettled.into_iter().find(|row| whom.words.iter().any(|word| row.hold.shows(word))) {
        return Ok(Some(Obstacle::Hold { run: row.run.0 }));
    }
    let mut is_named = false;
    let take = |row: Row<'_>| {
        is_named |= whom.is_named_in(row.text("text")?);
        Ok(())
    };
    link.each("notice", UNTOLD, [], take).await?;
    Ok(is_named.then_some(Obstacle::Untold))
}

impl Store {
    /// Erases somebody who left: every row of the person, what the ledger's pseudonyms name, the key in what is over, and
    /// what is kept of the deliveries of `sources`. Gives how many rows of each table, or what stands in the way.
    ///
    /// # Errors
    /// The driver; a key that does not fit the ledger.
    pub async fn erase(
        &self,
        whom: &Whom,
        sources: &[SourceName],
        why: (&str, Stamp<'_>),
    ) -> Result<Result<BTreeMap<String, u64>, Obstacle>, StoreError> {
        let (reason, stamp) = why;
        let mut writing = self.write().await?;
        veil::plain_events(&mut writing, stamp).await?;
        if super::meta::get_number(&mut writing.link, super::meta::Meta::PlainTo).await?.is_some() {
            return Ok(Err(Obstacle::PlainLedger));
        }
        if let Some(obstacle) = obstacle(&mut writing.link, whom).await? {
            return Ok(Err(obstacle));
        }
        let name = writing.pseudonym(&whom.id).await?;
        let counts = writing.take_out_of(whom, sources).await?;
        let event = Event::Erased { person: name, counts: counts.clone(), reason: reason.to_owned() };
        writing.seal(vec![event], stamp).await?;
        writing.commit().await?;
        Ok(Ok(counts))
    }
}

impl Writing {
    /// What the ledger calls somebody; a new name where it never did.
    async fn pseudonym(&mut self, id: &PersonId) -> Result<PersonId, StoreError> {
        let ids = [id.clone()].into();
        let names = super::pseudonyms::of_ids(&mut self.link, ids, &BTreeMap::new(), self.lots).await?;
        Ok(names.get(id).cloned().unwrap_or_default())
    }

    async fn take_out_of(&mut self, whom: &Whom, sources: &[SourceName]) -> Result<BTreeMap<String, u64>, StoreError> {
        const ROWS: [(&str, &str, &str); 5] = [
            ("seats", "seat_grant", "DELETE FROM seat_grant WHERE person_no = $1"),
            ("uses", "last_use", "DELETE FROM last_use WHERE person_no = $1"),
            ("decisions", "decision", "DELETE FROM decision WHERE person_no = $1"),
            ("ledger", "pseudonym", "DELETE FROM pseudonym WHERE person_no = $1"),
            ("people", "person", "DELETE FROM person WHERE no = $1"),
        ];
        const KEPT: &str = "DELETE FROM kept_rows WHERE source = $1";
        let mut counts = BTreeMap::new();
        let mut note = |of: &str, rows: u64| {
            if rows > 0 {
                *counts.entry(of.to_owned()).or_insert(0) += rows;
            }
        };
        numbers::note(&mut self.link).await?;
        let keys: BTreeSet<String> = whom.words.iter().cloned().collect();
        note("holds", holds::bare(&mut self.link, &keys).await?);
        note("runs", self.bare_texts(whom, RUNS).await?);
        note("letters", self.bare_texts(whom, LETTERS).await?);
        for (of, table, sql) in ROWS {
            note(of, self.link.run(table, sql, [whom.no.into()]).await?);
        }
        for source in sources {
            note("kept_rows", self.link.run("kept_rows", KEPT, [source.as_str().into()]).await?);
        }
        Ok(counts)
    }

    /// Empties texts that name somebody.
    async fn bare_texts(&mut self, whom: &Whom, texts: Texts) -> Result<u64, StoreError> {
        let mut named = Vec::new();
        let take = |row: Row<'_>| {
            if whom.is_named_in(row.text("text")?) {
                named.push(row.int("id")?);
            }
            Ok(())
        };
        self.link.each(texts.table, texts.find, [], take).await?;
        self.link.bulk(texts.table, texts.empty, named.iter().map(|id| [(*id).into()])).await
    }
}

/// Texts that may name somebody, and what empties them.
struct Texts {
    table: &'static str,
    find: &'static str,
    empty: &'static str,
}

const RUNS: Texts = Texts {
    table: "run",
    find: "SELECT id, COALESCE(counts, '') || ' ' || COALESCE(error, '') AS text FROM run",
    empty: "WITH v (id) AS (VALUES {rows}) UPDATE run SET counts = NULL, error = NULL FROM v WHERE run.id = v.id",
};

const LETTERS: Texts = Texts {
    table: "outbox",
    find: "SELECT id, recipient || ' ' || subject || ' ' || body || ' ' || headers AS text FROM outbox",
    empty: "WITH v (id) AS (VALUES {rows}) DELETE FROM outbox WHERE id IN (SELECT id FROM v)",
};
