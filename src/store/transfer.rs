//! Everything from one database into another, and the proof that it arrived.

use super::link::Link;
use super::look::Look;
use super::meta::{self, Meta};
use super::tables::{MIGRATION, Table, carried};
use super::value::Value;
use super::verify::{self, Check, Depth};
use super::{Head, StoreError};
use xxhash_rust::xxh3::xxh3_128;

/// What a table holds, so that two of them can be compared wherever they are and however their rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableSum {
    /// Which table.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// The sum of the digests of its rows.
    pub digest: u128,
}

impl TableSum {
    fn of(table: &Table) -> Self {
        Self { table: table.name, rows: 0, digest: 0 }
    }

    fn add(&mut self, rows: &[Vec<Value>]) {
        let mut bytes = Vec::new();
        for row in rows {
            bytes.clear();
            row.iter().for_each(|value| value.seal_into(&mut bytes));
            self.digest = self.digest.wrapping_add(xxh3_128(&bytes));
            self.rows += 1;
        }
    }
}

impl Look {
    /// What every table holds, in the order of the list of tables.
    ///
    /// # Errors
    /// The driver, or a value that is not of its column's kind.
    pub async fn sums(&mut self) -> Result<Vec<TableSum>, StoreError> {
        let mut tables = Vec::new();
        for table in carried() {
            let mut sum = TableSum::of(table);
            let add = async |rows: Vec<Vec<Value>>| {
                sum.add(&rows);
                Ok(())
            };
            self.link.parcels(table, add).await?;
            tables.push(sum);
        }
        Ok(tables)
    }
}

/// What was carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// What every table holds.
    pub tables: Vec<TableSum>,
    /// The newest event of the ledger.
    pub head: Head,
}

impl Carried {
    /// How many rows there are in all tables together.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|sum| sum.rows).sum()
    }
}

/// The first table that has rows; the note of its migrations is nothing.
pub(super) async fn first_with_rows(link: &mut Link) -> Result<Option<&'static str>, StoreError> {
    for table in carried().filter(|table| table.name != MIGRATION) {
        if link.one(table.name, table.any, [], |_| Ok(())).await?.is_some() {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

/// The key, where the ledger is sealed with one. One that was configured since then has sealed nothing yet, which is
/// no fault of the ledger.
pub(super) async fn key_in_use<'k>(look: &mut Look, key: Option<&'k [u8]>) -> Result<Option<&'k [u8]>, StoreError> {
    let keyed_from = meta::get_number(&mut look.link, Meta::KeyedFrom).await?;
    Ok(key.filter(|_| keyed_from.is_some()))
}

/// Puts every row of a database into an empty one with the same schema.
pub(super) async fn pour(from: &mut Look, into: &mut Link) -> Result<Carried, StoreError> {
    let head = from.head().await?;
    let mut tables = Vec::new();
    for table in carried() {
        let mut sum = TableSum::of(table);
        let carry = async |rows: Vec<Vec<Value>>| {
            sum.add(&rows);
            // The target notes its own migrations, and the proof compares them.
            if table.name == MIGRATION { Ok(()) } else { into.put(table, rows).await }
        };
        from.link.parcels(table, carry).await?;
        tables.push(sum);
    }
    Ok(Carried { tables, head })
}

/// Proves that what was carried is what is there now, and that it holds together.
pub(super) async fn prove(look: &mut Look, carried: &Carried, key: Option<&[u8]>) -> Result<(), StoreError> {
    for (sent, found) in carried.tables.iter().zip(look.sums().await?) {
        if *sent != found {
            return Err(StoreError::Differs { table: sent.table, sent: sent.rows, found: found.rows });
        }
    }
    let anchor = Ok(Some(carried.head.clone()));
    sound(look, anchor, key).await
}

/// Refuses a database that does not verify.
pub(super) async fn sound(
    look: &mut Look,
    anchor: Result<Option<Head>, StoreError>,
    key: Option<&[u8]>,
) -> Result<(), StoreError> {
    let check = Check { depth: Depth::Full, catalogue: None, key };
    let verdicts = verify::verdicts(look, check, anchor).await;
    let faults: Vec<String> =
        verdicts.iter().filter(|verdict| !verdict.ok).map(|v| format!("{}: {}", v.invariant, v.detail)).collect();
    if faults.is_empty() { Ok(()) } else { Err(StoreError::Unsound { faults }) }
}
