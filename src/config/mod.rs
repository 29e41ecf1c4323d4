//! Configuration: TOML files in, one checked [`File`](model::File) out.
//!
//! `read` merges the files and keeps the place of every value, `shape` holds them against the schema of `model`,
//! `meaning` asks whether they make sense together, `references` whether the roster knows what they name.

#[cfg(test)]
mod bless;
pub mod catalogue;
mod changed;
mod environment;
mod example;
mod harmless;
mod load;
mod meaning;
pub mod model;
mod place;
pub mod problem;
mod read;
mod references;
mod schema;
mod secret;
mod shape;
mod show;
mod suggest;
mod tree;
#[cfg(test)]
mod trial;
mod words;

pub use changed::changed;
pub use environment::{Environment, ProcessEnvironment};
pub use example::default_file;
pub(crate) use harmless::harmless;
pub use load::{Loaded, is_missing, load};
pub(crate) use meaning::{last_due, last_full, next_report, next_run};
pub use place::{Origin, Place};
pub use problem::{Problem, Problems, Severity};
pub use references::{Known, KnownRoster, check_references};
pub use schema::{schema, schema_text};
pub use secret::Hidden;
pub use show::show;
pub(crate) use suggest::nearest;
pub use words::in_words;
