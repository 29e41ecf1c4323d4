//! Flat files by a mapping: persons, units, groups and memberships.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::source::csv::Csv;
use upprop_fuzz::{framing, laws, mapping, scratch};

fuzz_target!(|input: &[u8]| {
    scratch::with(&framing::files(input, "persons.csv"), |folder| {
        laws::reading(&Csv::new(mapping::settings(folder)), input);
    });
});
