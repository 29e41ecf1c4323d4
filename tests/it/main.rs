//! The one integration binary: one link, many tests.

mod city;
mod config_mutants;
mod tidy;
