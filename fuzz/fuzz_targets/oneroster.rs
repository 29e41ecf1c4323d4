//! OneRoster CSV in a folder: read, summed up, and read in part.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::roster::SourceName;
use upprop::source::oneroster::{Limits, OneRoster, Settings};
use upprop_fuzz::{framing, laws, scratch};

fuzz_target!(|input: &[u8]| {
    scratch::with(&framing::files(input, "manifest.csv"), |folder| {
        let settings = Settings { source: SourceName::from("s"), root: folder.to_owned(), limits: Limits::default() };
        laws::reading_and_survey(&OneRoster::new(settings), input);
    });
});
