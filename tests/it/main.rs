//! x
mod config_mutants;
