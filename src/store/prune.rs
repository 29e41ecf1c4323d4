//! Takes out what is past its term, set by set, in one transaction.
//!
//! What somebody still needs is no part of any set: nobody in the roster, nobody with a seat or a wish, no letter on its
//! way, no hold that waits or may still be carried out. Each set is counted and taken out by the same condition.

use super::link::Link;
use super::meta::{self, Meta};
use super::open::Database;
use super::tables::TABLES;
use super::value::{Row, Value};
use super::{Look, Stamp, Store, StoreError, Writing, holds, numbers, requests, veil};
use crate::plan::Event;
use crate::retention::{Border, Past, Subject};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Borders of the kinds that have a term.
pub type Borders = BTreeMap<Subject, Border>;

/// What is past its term, by kind.
pub type AllPast = BTreeMap<Subject, Past>;

/// Somebody who left, by `$1` at the latest, and has neither seat nor wish.
macro_rules! left {
    () => {
        "p.gone_on <= $1 AND NOT EXISTS (SELECT 1 FROM seat_grant g WHERE g.person_no = p.no AND g.freed_at IS NULL) \
        AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.person_no = p.no)"
    };
}

/// A person's row that has more than an id.
macro_rules! people {
    () => {
        concat!(
            left!(),
            " AND (p.given_name <> '' OR p.family_name <> '' OR p.alias IS NOT NULL OR p.email IS NOT NULL \
            OR p.eppn IS NOT NULL OR p.source <> '' OR p.protection <> 'none' OR p.status <> 'active' \
            OR p.number_imprint IS NOT NULL OR p.born_imprint IS NOT NULL OR p.places <> '[[],[],[]]' \
            OR EXISTS (SELECT 1 FROM last_use u WHERE u.person_no = p.no) \
            OR EXISTS (SELECT 1 FROM decision d WHERE d.person_no = p.no))"
        )
    };
}

/// A seat that somebody who left had, free before `$2`.
macro_rules! freed {
    () => {
        concat!("seat_grant.freed_at < $2 AND seat_grant.person_no IN (SELECT p.no FROM person p WHERE ", left!(), ")")
    };
}

/// A pseudonym of somebody who left.
macro_rules! named {
    () => {
        concat!("pseudonym.person_no IN (SELECT p.no FROM person p WHERE ", left!(), ")")
    };
}

/// A letter that nobody waits for, also one that is uncertain and due never ([`Fate::NEVER`](super::Fate::NEVER)); `$2` and not `$1`, as with seats.
macro_rules! letters {
    () => {
        "COALESCE(sent_at, created_at) < $1 \
        AND (state IN ('sent', 'failed', 'summed') \
            OR state = 'uncertain' AND (resends > 0 OR due_at >= 253370764800000000))"
    };
}

macro_rules! holds {
    () => {
        "state = 'withdrawn' AND state_at < $1"
    };
}

macro_rules! runs {
    () => {
        "ended_at < $1 AND (counts IS NOT NULL OR error IS NOT NULL)"
    };
}

/// How many rows of a set there are and since when, and what takes them out.
struct Set {
    subject: Subject,
    table: &'static str,
    count: &'static str,
    take: &'static str,
}

/// In the order in which they are taken out: a person's row goes when nothing names it.
const SETS: [Set; 6] = [
    Set {
        subject: Subject::Letters,
        table: "outbox",
        count: concat!(
            "SELECT COUNT(*) AS number, MIN(COALESCE(sent_at, created_at)) AS at FROM outbox WHERE ",
            letters!()
        ),
        take: concat!("DELETE FROM outbox WHERE ", letters!()),
    },
    Set {
        subject: Subject::Holds,
        table: "hold",
        count: concat!("SELECT COUNT(*) AS number, MIN(state_at) AS at FROM hold WHERE ", holds!()),
        take: concat!("DELETE FROM hold WHERE ", holds!()),
    },
    Set {
        subject: Subject::Runs,
        table: "run",
        count: concat!("SELECT COUNT(*) AS number, MIN(ended_at) AS at FROM run WHERE ", runs!()),
        take: concat!("UPDATE run SET counts = NULL, error = NULL WHERE ", runs!()),
    },
    Set {
        subject: Subject::Seats,
        table: "seat_grant",
        count: concat!("SELECT COUNT(*) AS number, MIN(freed_at) AS at FROM seat_grant WHERE ", freed!()),
        take: concat!("DELETE FROM seat_grant WHERE ", freed!()),
    },
    Set {
        subject: Subject::People,
        table: "person",
        count: concat!("SELECT COUNT(*) AS number, MIN(p.gone_on) AS day FROM person p WHERE ", people!()),
        take: concat!(
            "UPDATE person SET source = '', alias = NULL, given_name = '', family_name = '', email = NULL, eppn = NULL, \
            status = 'active', protection = 'none', places = '[[],[],[]]', number_imprint = NULL, born_imprint = NULL \
            WHERE no IN (SELECT p.no FROM person p WHERE ",
            people!(),
            ")"
        ),
    },
    Set {
        subject: Subject::Ledger,
        table: "pseudonym",
        count: concat!(
            "SELECT COUNT(*) AS number, MIN(p.gone_on) AS day FROM pseudonym \
            JOIN person p ON p.no = pseudonym.person_no WHERE ",
            left!()
        ),
        take: concat!("DELETE FROM pseudonym WHERE ", named!()),
    },
];

/// Uses of tools by those whose rows are bared.
const USES: &str = concat!("DELETE FROM last_use WHERE person_no IN (SELECT p.no FROM person p WHERE ", left!(), ")");

/// What was decided for them.
const DECISIONS: &str =
    concat!("DELETE FROM decision WHERE person_no IN (SELECT p.no FROM person p WHERE ", left!(), ")");

/// The keys of those whose rows are bared.
const KEYS: &str = concat!("SELECT p.id, p.alias FROM person p WHERE ", people!());

/// Rows of which nothing is left but an id that nothing names.
const BARE: &str = concat!(
    "DELETE FROM person WHERE no IN (SELECT p.no FROM person p WHERE ",
    left!(),
    " AND p.source = '' AND p.given_name = '' AND p.family_name = '' \
    AND NOT EXISTS (SELECT 1 FROM seat_grant g WHERE g.person_no = p.no) \
    AND NOT EXISTS (SELECT 1 FROM pseudonym k WHERE k.person_no = p.no) \
    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.person_no = p.no) \
    AND NOT EXISTS (SELECT 1 FROM last_use u WHERE u.person_no = p.no))"
);

impl Set {
    /// Runs its count or its deed with the border's values.
    fn values(&self, border: Border) -> Values {
        let (on, before): (Value, Value) = (border.on.into(), border.before.as_microsecond().into());
        match self.subject {
            Subject::People | Subject::Ledger => Values::One([on]),
            Subject::Letters | Subject::Holds | Subject::Runs | Subject::Requests => Values::One([before]),
            Subject::Seats => Values::Two([on, before]),
        }
    }

    async fn past(&self, link: &mut Link, border: Border, zone: &TimeZone) -> Result<Past, StoreError> {
        let by_day = matches!(self.subject, Subject::People | Subject::Ledger);
        let read = |row: &Row<'_>| {
            let oldest = match by_day {
                true => row.maybe_day("day")?,
                false => row.maybe_at("at")?.map(|at| at.to_zoned(zone.clone()).date()),
            };
            Ok(Past { rows: u64::try_from(row.int("number")?).unwrap_or(0), oldest })
        };
        let found = match self.values(border) {
            Values::One(values) => link.one(self.table, self.count, values, read).await?,
            Values::Two(values) => link.one(self.table, self.count, values, read).await?,
        };
        Ok(found.unwrap_or_default())
    }

    async fn take(&self, link: &mut Link, border: Border) -> Result<u64, StoreError> {
        if self.subject == Subject::People {
            // Once nobody knows the key, nobody finds what shows it.
            let mut keys = BTreeSet::new();
            let take = |row: Row<'_>| {
                keys.extend([row.text("id")?.to_owned()]);
                keys.extend(row.maybe_text("alias")?.map(str::to_owned));
                Ok(())
            };
            link.each("person", KEYS, [border.on.into()], take).await?;
            holds::bare(link, &keys).await?;
            link.run("last_use", USES, [border.on.into()]).await?;
            link.run("decision", DECISIONS, [border.on.into()]).await?;
        }
        match self.values(border) {
            Values::One(values) => link.run(self.table, self.take, values).await,
            Values::Two(values) => link.run(self.table, self.take, values).await,
        }
    }
}

enum Values {
    One([Value; 1]),
    Two([Value; 2]),
}

impl Look {
    /// How much of each kind is past its term.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub async fn past(&mut self, borders: &Borders, zone: &TimeZone) -> Result<AllPast, StoreError> {
        let mut all = AllPast::new();
        for set in &SETS {
            if let Some(border) = borders.get(&set.subject) {
                all.insert(set.subject, set.past(&mut self.link, *border, zone).await?);
            }
        }
        if let Some(border) = borders.get(&Subject::Requests) {
            let worded = requests::worded(&mut self.link, border.on).await?;
            let oldest = worded.iter().map(|(ended_on, _)| *ended_on).min();
            all.insert(Subject::Requests, Past { rows: u64::try_from(worded.len()).unwrap_or(u64::MAX), oldest });
        }
        Ok(all)
    }
}

impl Store {
    /// Takes out what is past its term, and tells the ledger how much of each kind; nothing is written where nothing is.
    /// Gives what was taken out.
    ///
    /// # Errors
    /// The driver; a key that does not fit the ledger; a set that is not what was counted.
    pub async fn prune(&self, borders: &Borders, zone: &TimeZone, stamp: Stamp<'_>) -> Result<AllPast, StoreError> {
        let past = self.look().await?.past(borders, zone).await?;
        if past.values().all(|past| past.rows == 0) {
            return Ok(past);
        }
        let mut writing = self.write().await?;
        veil::plain_events(&mut writing, stamp).await?;
        let taken = writing.take_out(borders).await?;
        // What could not be taken out, as pseudonyms that a plain ledger needs, is counted each time and told never.
        if !taken.is_empty() {
            writing.append([Event::Pruned { counts: taken.clone() }], stamp).await?;
        }
        writing.commit().await?;
        let told = |(subject, past): (Subject, Past)| {
            (subject, Past { rows: taken.get(subject.word()).copied().unwrap_or(0), ..past })
        };
        Ok(past.into_iter().map(told).collect())
    }
}

impl Store {
    /// Overwrites what was deleted: a SQLite file is written anew and its log emptied, a server vacuums. False where
    /// somebody who looks at the file keeps its log as it is; closing it empties that.
    ///
    /// # Errors
    /// The driver; no room for a second file.
    pub async fn overwrite_deleted(&self) -> Result<bool, StoreError> {
        match &self.database {
            Database::Sqlite(file) => file.write_anew().await,
            Database::Postgres(server) => {
                let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
                server.vacuum(&tables).await.map(|()| true)
            }
        }
    }
}

impl Writing {
    /// Takes out what is past its term; how much of each kind where there was any.
    async fn take_out(&mut self, borders: &Borders) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut taken = BTreeMap::new();
        numbers::note(&mut self.link).await?;
        // While events name persons by their ids, their rows must be there to be found.
        let is_plain = meta::get_number(&mut self.link, Meta::PlainTo).await?.is_some();
        let borders: Borders =
            borders.iter().filter(|(of, _)| **of != Subject::Ledger || !is_plain).map(|(of, at)| (*of, *at)).collect();
        for set in &SETS {
            let Some(border) = borders.get(&set.subject) else { continue };
            let rows = set.take(&mut self.link, *border).await?;
            if rows > 0 {
                taken.insert(set.subject.word().to_owned(), rows);
            }
        }
        if let Some(border) = borders.get(&Subject::Requests) {
            let rows = requests::take_words(&mut self.link, border.on).await?;
            taken.extend((rows > 0).then(|| (Subject::Requests.word().to_owned(), rows)));
        }
        if let Some(border) = borders.get(&Subject::Ledger) {
            self.link.run("person", BARE, [border.on.into()]).await?;
        }
        Ok(taken)
    }
}
