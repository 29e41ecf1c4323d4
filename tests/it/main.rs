//! The one integration binary: one link, many tests.

mod city;
mod config_mutants;
mod demo;
mod disaster;
mod harm;
mod kill;
mod laws;
mod laws_round;
mod leaving;
mod lists;
mod part;
mod plan_apply;
mod readme;
mod server;
mod source_csv;
mod source_laws;
mod source_oneroster;
mod source_shared;
mod stage;
mod store;
mod tidy;
mod timeline;
mod village;
