//! School Data Sync in a folder, V2.1 or V1 as the names of the files say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::roster::SourceName;
use upprop::source::Limits;
use upprop::source::sds::{Sds, Settings};
use upprop_fuzz::{framing, laws, scratch};

fuzz_target!(|input: &[u8]| {
    scratch::with(&framing::files(input, "users.csv"), |folder| {
        let settings = Settings { source: SourceName::from("s"), root: folder.to_owned(), limits: Limits::default() };
        laws::reading(&Sds::new(settings), input);
    });
});
