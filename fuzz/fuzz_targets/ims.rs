//! IMS Enterprise: an input without marks is one document, others are a folder of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use upprop::roster::SourceName;
use upprop::source::ims::{Ims, Limits, Settings};
use upprop_fuzz::{framing, laws, scratch};

fuzz_target!(|input: &[u8]| {
    let files = framing::files(input, "roster.xml");
    scratch::with(&files, |folder| {
        let root = match files.as_slice() {
            [document] => folder.join(document.name),
            _ => folder.to_owned(),
        };
        let settings = Settings { source: SourceName::from("s"), root, expects: Vec::new(), limits: Limits::default() };
        laws::reading(&Ims::new(settings), input);
    });
});
