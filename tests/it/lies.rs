//! Deliveries that lie: broken in every way that is known, each against a database that holds the clean one. Every one
//! is refused or held with its own code, and what is in force stays as it is.

pub(crate) mod clean;
mod expected;
mod expected_papers;
mod expected_sets;
mod files;
mod heads;
mod lie;
pub(crate) mod papers;
mod rows;
pub(crate) mod sets;
mod swollen;
mod tags;
mod terms;
mod told;
mod world;
mod zips;
