//! OneRoster CSV in a folder as a delta, laid on the rows that are kept of a whole delivery.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;
use upprop::roster::{Keeping, Kept, SourceName};
use upprop::source::Source;
use upprop::source::oneroster::{Limits, OneRoster, Settings};
use upprop_fuzz::{framing, laws, scratch};

const WHOLE: &[u8] = include_bytes!("../corpus/oneroster/v1p2");
const KEPT_BYTES_MAX: u64 = 1024 * 1024;

/// What is kept of the whole delivery.
static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    scratch::with(&framing::files(WHOLE, "manifest.csv"), |folder| {
        let whole = source(folder);
        match whole.keep(&whole.fingerprint().expect("the seed is there")) {
            Ok(Keeping::Rows(kept)) => kept,
            other => panic!("the seed is a whole delivery: {other:?}"),
        }
    })
});

fn source(folder: &Path) -> OneRoster {
    let settings = Settings { source: SourceName::from("s"), root: folder.to_owned(), limits: Limits::default() };
    OneRoster::new(settings).keeping(KEPT_BYTES_MAX)
}

fuzz_target!(|input: &[u8]| {
    let kept = KEPT.clone();
    scratch::with(&framing::files(input, "manifest.csv"), |folder| {
        let mut delta = source(folder);
        delta.lay_on(Some(kept));
        laws::reading(&delta, input);
        if let Ok(print) = delta.fingerprint()
            && delta.read().is_ok()
        {
            drop(delta.keep(&print).expect("of what can be read rows can be kept"));
        }
    });
});
