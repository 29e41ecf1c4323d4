//! A zip of any bytes, read as a package of OneRoster.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::roster::SourceName;
use upprop::source::oneroster::{Limits, OneRoster, Settings};
use upprop_fuzz::framing::File;
use upprop_fuzz::{laws, scratch};

const NAME: &str = "roster.zip";

fuzz_target!(|input: &[u8]| {
    scratch::with(&[File { name: NAME, bytes: input }], |folder| {
        let settings = Settings { source: SourceName::from("s"), root: folder.join(NAME), limits: Limits::default() };
        laws::reading_and_survey(&OneRoster::new(settings), input);
    });
});
