//! Stories: the program in a folder of its own, day by day.
//!
//! Every story is told on both databases: `main.rs` has this folder twice, and the name under which it stands there
//! says which one it is told on.

mod changes;
mod checked;
mod decided;
mod demo;
mod disaster;
mod evidence;
mod forecast;
mod graces;
mod guarded;
mod harm;
mod imprints;
mod keeping;
mod late;
mod leaving;
mod lists;
mod losing;
mod moves;
mod plan_apply;
mod reports;
mod requests;
mod sharing;
pub(crate) mod stage;
mod starting;
mod telling;
mod timeline;
mod usage;
mod village;

use crate::store::town::Engine;

/// The database of the stories told here.
fn engine() -> Engine {
    if module_path!().contains("on_postgres") { Engine::Postgres.here() } else { Engine::Sqlite }
}
