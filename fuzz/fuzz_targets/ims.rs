//! IMS Enterprise: an input without marks is one document, others are a folder of them. One that holds changes is laid on
//! what is kept of a whole document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;
use upprop::roster::{Keeping, Kept, SourceName};
use upprop::source::Source;
use upprop::source::ims::{Ims, Limits, Settings};
use upprop_fuzz::{framing, laws, scratch};

const WHOLE: &[u8] = include_bytes!("../corpus/ims/swedish");
const NAME: &str = "roster.xml";
const KEPT_BYTES_MAX: u64 = 1024 * 1024;

/// What is kept of the whole document.
static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    scratch::with(&framing::files(WHOLE, NAME), |folder| {
        let whole = source(folder.join(NAME));
        match whole.keep(&whole.fingerprint().expect("the seed is there")) {
            Ok(Keeping::Rows(kept)) => kept,
            other => panic!("the seed is a whole delivery: {other:?}"),
        }
    })
});

fn source(root: PathBuf) -> Ims {
    let settings = Settings { source: SourceName::from("s"), root, expects: Vec::new(), limits: Limits::default() };
    Ims::new(settings).keeping(KEPT_BYTES_MAX)
}

fuzz_target!(|input: &[u8]| {
    let kept = KEPT.clone();
    let files = framing::files(input, NAME);
    scratch::with(&files, |folder| {
        let root = match files.as_slice() {
            [document] => folder.join(document.name),
            _ => folder.to_owned(),
        };
        let mut source = source(root);
        source.lay_on(Some(kept));
        laws::reading(&source, input);
        if let Ok(print) = source.fingerprint()
            && source.read().is_ok()
        {
            drop(source.keep(&print).expect("of what can be read records can be kept"));
        }
    });
});
