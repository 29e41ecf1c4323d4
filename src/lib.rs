//! upprop: rosters in, licence seats out, every reason told.
//!
//! Data flows one way: source, roster, seats, plan, apply, notify. `docs/ARCHITECTURE.md` has the map;
//! `tests/it/tidy.rs` holds it.

pub mod alert;
pub mod apply;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod licence;
pub mod notify;
pub mod plan;
pub mod report;
pub mod request;
pub mod retention;
pub mod roster;
pub mod seats;
pub mod source;
pub mod store;
pub mod sync;
pub mod web;
pub mod wording;
pub mod workday;
