//! Documents whose elements are called otherwise from one day on. As XML goes, what is not said was left out: addresses,
//! years or days of everybody would be gone. A file of rows tells it by its first line.

use super::whole::Files;
use crate::roster::Parts;
use crate::source::{ErrorCode, SourceError};

/// What one record in so many had is nothing that comes and goes with some of them.
const ORDINARY_SHARE: u64 = 3;

/// What is to be remembered of a delivery: `gr.xml` has so many rows, `gr.xml <person>` so many records, and
/// `gr.xml <person/email>` so many of these have the element.
pub(super) fn files(parts: &Parts) -> Files {
    let rows = parts.rows.iter().map(|(file, rows)| (file.clone(), *rows));
    rows.chain(elements(parts)).collect()
}

fn elements(parts: &Parts) -> impl Iterator<Item = (String, u64)> {
    parts.elements.iter().map(|((file, what), count)| (key(file, what), *count))
}

/// Files, and what the records of documents have.
pub(super) fn parted(all: &Files) -> (Files, Files) {
    all.clone().into_iter().partition(|(name, _)| place(name).is_none())
}

/// Refuses a document none of whose records has an element that was ordinary in the last accepted one. Where most records
/// are gone as well, that is for the guard.
///
/// # Errors
/// With the document, the element, and how many had it.
pub(super) fn check(before: &Files, parts: &Parts) -> Result<(), SourceError> {
    let now: Files = elements(parts).collect();
    let count = |of: &Files, name: &str| of.get(name).copied().unwrap_or_default();
    for (name, having) in before.iter().filter(|(name, _)| !now.contains_key(*name)) {
        let Some((file, what)) = place(name) else { continue };
        let Some((record, element)) = what.split_once('/') else { continue };
        let [were, are] = [before, &now].map(|of| count(of, &key(file, record)));
        if having * ORDINARY_SHARE >= were && are > 0 && are * 2 >= were {
            let about = format!("{element} / {having} / {}", parts.source);
            return Err(SourceError::new(ErrorCode::ElementsGone, about).in_file(file));
        }
    }
    Ok(())
}

fn key(file: &str, what: &str) -> String {
    format!("{file} <{what}>")
}

/// The document and what is told of it; nothing of a file.
fn place(name: &str) -> Option<(&str, &str)> {
    name.strip_suffix('>')?.rsplit_once(" <")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::PartsBuilder;

    fn parts(elements: &[(&str, u64)]) -> Parts {
        let mut builder = PartsBuilder::new("i".into());
        builder.rows("gr.xml", 1);
        elements.iter().for_each(|(what, count)| builder.elements("gr.xml", (*what).to_owned(), *count));
        builder.finish(0)
    }

    #[test]
    fn what_was_ordinary_and_none_has_is_drift_and_what_few_had_or_went_with_their_records_is_none() {
        let before = [("group", 9), ("group/begin", 3), ("person", 90), ("person/email", 80), ("person/privacy", 2)];
        let (files, elements) = parted(&files(&parts(&before)));
        assert_eq!((files.len(), elements.len()), (1, 5));
        let gone = |now: &[(&str, u64)]| check(&elements, &parts(now)).err().map(|error| error.about);
        assert_eq!(gone(&before), None);
        let rest = [("group", 9), ("group/begin", 1), ("person/email", 1)];
        assert_eq!(gone(&[&rest[..], &[("person", 88)]].concat()), None, "few had it");
        assert_eq!(gone(&[&rest[..2], &[("person", 88)]].concat()).as_deref(), Some("email / 80 / i"));
        assert_eq!(gone(&[&rest[2..], &[("group", 8), ("person", 88)]].concat()).as_deref(), Some("begin / 3 / i"));
        assert_eq!(gone(&[&rest[2..], &[("group", 4), ("person", 88)]].concat()), None, "the classes are over");
        assert_eq!(gone(&[("person/email", 1), ("person", 88)]), None, "no group at all is for the guard");
    }
}
