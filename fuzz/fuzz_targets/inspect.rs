//! Anything that somebody may want looked at: a folder, a zip or a document, of a format that nobody has told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use upprop::source::words::Language;
use upprop::source::{Format, Inspection, Verdict, inspect};
use upprop_fuzz::{framing, laws, mapping, scratch};

fuzz_target!(|input: &[u8]| {
    let files = framing::files(input, first(input));
    scratch::with(&files, |folder| {
        if let [document] = files.as_slice() {
            look(&folder.join(document.name), input);
        } else {
            look(folder, input);
        }
        if files.iter().any(|file| file.name == "persons.csv") {
            let _ = inspect(folder, Format::Auto, Some(mapping::settings(folder)), Language::En);
        }
    });
});

/// What a file without a name is called, by how it begins: many formats are told by the ending.
fn first(input: &[u8]) -> &'static str {
    match input {
        [b'P', b'K', ..] => "roster.zip",
        [b'<', ..] => "roster.xml",
        _ => "roster.csv",
    }
}

/// The same both times; and what is found out is what comes of saying it.
fn look(path: &Path, input: &[u8]) {
    let seen = inspect(path, Format::Auto, None, Language::Sv);
    assert!(seen.findings.iter().all(|remark| !remark.message.is_empty() && !remark.code.is_empty()));
    // Flat files say less when a name in their first lines was known.
    if laws::is_read_again(input) {
        let again = if seen.format == Format::Csv { Format::Auto } else { seen.format };
        assert_eq!(seen, inspect(path, again, None, Language::Sv));
    }
    assert!(seen.verdict == Verdict::Accepted || is_empty(&seen), "what is refused counts for nothing");
}

fn is_empty(seen: &Inspection) -> bool {
    let counts = seen.counts;
    counts.units + counts.persons + counts.groups + counts.memberships == 0
}
