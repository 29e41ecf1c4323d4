//! upprop: rosters in, licence seats out, every reason told.
//!
//! Data flows one way: source, roster, seats, plan, apply, notify. `docs/ARCHITECTURE.md` has the map;
//! `tests/it/tidy.rs` holds it.

pub mod config;
pub mod roster;
pub mod source;
pub mod sync_sources;
