//! The one integration binary: one link, many tests.
#![expect(clippy::duplicate_mod, reason = "the same stories on each database")]

mod access;
mod alerts;
mod browser;
mod canaries;
mod city;
mod config_mutants;
mod daemon;
mod deltas;
mod formats;
#[path = "../../fuzz/src/framing.rs"]
#[expect(unreachable_pub, reason = "the targets of fuzzing use it; here are its own tests run")]
mod framing;
mod half_saved;
mod hooks;
mod hostile_letters;
mod hosting;
mod kill;
mod killed_letters;
mod killed_moves;
mod laws;
mod laws_large;
mod laws_round;
mod lies;
mod logged;
#[path = "stories/mod.rs"]
mod on_postgres;
#[path = "stories/mod.rs"]
mod on_sqlite;
mod package;
mod pages;
mod part;
mod parting;
mod post;
mod readme;
mod reports;
mod requests;
mod server;
mod solve;
mod source_csv;
mod source_imprints;
mod source_ims;
mod source_laws;
mod source_oneroster;
mod source_sds;
mod source_shared;
mod ss12000;
mod store;
mod thresholds;
mod tidy;
mod watched;
mod workday;
mod years;
