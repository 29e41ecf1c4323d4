//! The store: the only room that knows SQL.
//!
//! A [`Store`] is looked at through [`Look`], one state at a time, and written through [`Writing`], one
//! transaction, which is for the `apply` room. One text serves SQLite and PostgreSQL; what differs between
//! them stands in `sqlite`, `postgres`, `link` and `batch`.

mod address;
mod alerts;
mod anchor;
mod at_hand;
mod backup;
mod bare;
mod batch;
mod catalogue;
mod copy;
mod error;
mod file;
mod grants;
mod holds;
mod kept;
mod known;
mod ledger;
mod link;
mod lock;
mod look;
mod meta;
mod migrate;
mod open;
mod outbox;
mod part;
mod people;
mod places;
mod postgres;
mod queue;
mod recover;
mod rekey;
mod restore;
mod roster;
mod roster_write;
mod runs;
mod seal;
mod seats;
mod sent;
mod sqlite;
mod tables;
mod transfer;
mod uses;
mod value;
mod verify;
mod words;
mod writing;

pub use address::{Address, SCHEMA, is_schema_name};
pub use anchor::Head;
pub use backup::Over;
pub use error::StoreError;
pub use grants::Rows;
pub use holds::{HoldRow, HoldState};
pub use ledger::{LedgerFilter, LedgerRow, Stamp};
pub use lock::RunLock;
pub use look::{Look, Standing};
pub use meta::Delivery;
pub use migrate::Migrated;
pub use open::Store;
pub use outbox::{Fate, Letter, OutboxRow, OutboxState};
pub use part::PartOf;
pub use people::{FreedRow, Name};
pub use recover::{Gap, Recovered};
pub use restore::{Restored, restore};
pub use roster::Stored;
pub use roster_write::{RosterChange, RowNumbers};
pub use runs::{Ended, Outcome, RunId, RunRow};
pub use sent::Told;
pub use tables::{Column, Kind, TABLES, Table};
pub use transfer::{Carried, TableSum};
pub use verify::{Check, Depth, Verdict};
pub use writing::{SummedUp, Writing};
