//! The one integration binary: one link, many tests.

mod city;
mod config_mutants;
mod kill;
mod laws;
mod laws_round;
mod readme;
mod source_csv;
mod source_laws;
mod source_oneroster;
mod source_shared;
mod store;
mod tidy;
