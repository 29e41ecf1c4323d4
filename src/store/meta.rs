//! What stands for the whole: the day of the last apply, the configuration, and what each source delivered.

use super::StoreError;
use super::link::Link;
use super::value::{Row, Value};
use crate::roster::SourceName;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The fingerprint of a source's last delivery that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whose.
    pub source: SourceName,
    /// Digest of its bytes and of how they are read.
    pub digest: u128,
    /// When it was read.
    pub read_at: Timestamp,
    /// When its newest part was made, when the source knows.
    pub newest_at: Option<Timestamp>,
    /// When the last was made that says all there is, this one or one before it.
    pub whole_at: Option<Timestamp>,
    /// Its files and how many rows each has; none where it was not read, and what was known before stays.
    pub files: Option<BTreeMap<String, u64>>,
}

/// Keys of the table `meta`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meta {
    /// Day of the last apply.
    AppliedOn,
    /// Digest of the configuration that was then in force.
    Config,
    /// Until the day before this one no date changes anything.
    QuietUntil,
    /// The first event that is sealed with a key.
    KeyedFrom,
    /// Digest of what was then bought.
    Bought,
    /// Digest of the roster that was last applied.
    Roster,
    /// How many count in it, by source and unit.
    Tally,
    /// How many seats the people of each school hold, by tool.
    Spread,
    /// The last day whose digest is done.
    ToldOn,
    /// Since when runs fail that ask sources.
    FailingSince,
    /// The last nudge.
    Nudged,
    /// The number of the last nudge that was taken up.
    NudgeTaken,
    /// The last event that names persons by their ids.
    PlainTo,
    /// What pseudonyms are drawn from next.
    Lots,
    /// The number of the newest grant there was when one was last taken out of the table.
    GrantedTo,
    /// The same of letters.
    LettersTo,
    /// And of the rows of persons.
    PersonsTo,
    /// What the database is known by.
    Identity,
    /// Where it lay when it was last served.
    Home,
}

impl Meta {
    fn key(self) -> &'static str {
        match self {
            Self::AppliedOn => "applied_on",
            Self::Config => "config",
            Self::QuietUntil => "quiet_until",
            Self::KeyedFrom => "keyed_from",
            Self::Bought => "bought",
            Self::Roster => "roster",
            Self::Tally => "tally",
            Self::Spread => "spread",
            Self::ToldOn => "told_on",
            Self::FailingSince => "failing_since",
            Self::Nudged => "nudged",
            Self::NudgeTaken => "nudge_taken",
            Self::PlainTo => "plain_to",
            Self::Lots => "lots",
            Self::GrantedTo => "granted_to",
            Self::LettersTo => "letters_to",
            Self::PersonsTo => "persons_to",
            Self::Identity => "identity",
            Self::Home => "home",
        }
    }
}

pub(super) async fn get(link: &mut Link, meta: Meta) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT key, value FROM meta WHERE key = $1";
    link.one("meta", SQL, [meta.key().into()], |row| Ok(row.text("value")?.to_owned())).await
}

pub(super) async fn get_day(link: &mut Link, meta: Meta) -> Result<Option<Date>, StoreError> {
    let bad = |_| StoreError::BadRow { table: "meta", column: "value", key: meta.key().to_owned() };
    get(link, meta).await?.map(|text| text.parse().map_err(bad)).transpose()
}

pub(super) async fn get_number(link: &mut Link, meta: Meta) -> Result<Option<i64>, StoreError> {
    let bad = |_| StoreError::BadRow { table: "meta", column: "value", key: meta.key().to_owned() };
    get(link, meta).await?.map(|text| text.parse().map_err(bad)).transpose()
}

pub(super) async fn set(link: &mut Link, meta: Meta, value: &str) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    link.run_one("meta", SQL, [meta.key().into(), value.into()]).await
}

pub(super) async fn unset(link: &mut Link, meta: Meta) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM meta WHERE key = $1";
    link.run("meta", SQL, [meta.key().into()]).await.map(drop)
}

/// The last delivery of every source, by source.
pub(super) async fn deliveries(link: &mut Link) -> Result<Vec<Delivery>, StoreError> {
    const SQL: &str = "SELECT source, digest, read_at, newest_at, files, whole_at FROM delivery ORDER BY source";
    let read = |row: &Row<'_>| {
        Ok(Delivery {
            source: SourceName::from(row.text("source")?),
            digest: u128::from_str_radix(row.text("digest")?, 16).map_err(|_| row.bad("digest"))?,
            read_at: row.at("read_at")?,
            newest_at: row.maybe_at("newest_at")?,
            whole_at: row.maybe_at("whole_at")?,
            files: match row.maybe_text("files")? {
                Some(text) => Some(serde_json::from_str(text).map_err(|_| row.bad("files"))?),
                None => None,
            },
        })
    };
    link.all("delivery", SQL, [], read).await
}

pub(super) async fn note_deliveries(link: &mut Link, deliveries: &[Delivery]) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO delivery (source, digest, read_at, newest_at, files, whole_at) VALUES {rows} \
        ON CONFLICT (source) DO UPDATE SET digest = excluded.digest, read_at = excluded.read_at, \
        newest_at = excluded.newest_at, files = COALESCE(excluded.files, delivery.files), \
        whole_at = COALESCE(excluded.whole_at, delivery.whole_at)";
    let row = |delivery: &Delivery| -> [Value; 6] {
        let files = delivery.files.as_ref().and_then(|files| serde_json::to_string(files).ok());
        let [newest, whole] = [delivery.newest_at, delivery.whole_at].map(|at| at.map(Timestamp::as_microsecond));
        let digest = format!("{:032x}", delivery.digest);
        let read_at = delivery.read_at.as_microsecond();
        [delivery.source.as_str().into(), digest.into(), read_at.into(), newest.into(), files.into(), whole.into()]
    };
    link.bulk("delivery", SQL, deliveries.iter().map(row)).await.map(drop)
}
