//! Days of use, a flat file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::source::usage::read_usage;
use upprop_fuzz::framing::File;
use upprop_fuzz::{laws, scratch};

const NAME: &str = "usage.csv";

fuzz_target!(|input: &[u8]| {
    scratch::with(&[File { name: NAME, bytes: input }], |folder| {
        let path = folder.join(NAME);
        let read = read_usage(&path);
        if laws::is_read_again(input) {
            assert_eq!(read, read_usage(&path), "the same both times");
        }
        match read {
            Ok(rows) => assert!(rows.iter().all(|row| !row.person.is_empty() && !row.tool.is_empty() && row.line > 1)),
            Err(error) => laws::refusal(&error),
        }
    });
});
