//! What must hold of every delivery, however broken: it is read or refused, the same both times, in words that are
//! there, and what sums it up agrees with what reads it.

use std::collections::BTreeSet;
use std::sync::Arc;
use upprop::roster::{Mark, Parts, Survey};
use upprop::source::words::{self, Language};
use upprop::source::{Fingerprint, Part, Reading, Source, SourceError};

const LANGUAGES: [Language; 2] = [Language::Sv, Language::En];

/// Reads a delivery, and takes the fingerprint of one that is read.
pub fn reading(source: &impl Source, input: &[u8]) {
    read(source, input);
}

/// The same, and holds the sums of each person against what is read by them.
pub fn reading_and_survey(source: &impl Source, input: &[u8]) {
    let Some((parts, print)) = read(source, input) else {
        if is_read_again(input)
            && let Ok(print) = source.fingerprint()
        {
            drop(source.survey(&print));
        }
        return;
    };
    let survey = source.survey(&print).expect("what can be read can be summed up");
    if let Some(survey) = survey {
        parts_agree(source, &parts, survey);
    }
}

/// Is this one of the inputs that are read twice? One in eight is enough for what does not depend on the input.
#[must_use]
pub fn is_read_again(input: &[u8]) -> bool {
    input.len().is_multiple_of(8)
}

/// What a delivery that is not refused says, and what it is.
fn read(source: &impl Source, input: &[u8]) -> Option<(Parts, Fingerprint)> {
    let first = source.read();
    if is_read_again(input) {
        same_twice(&first, &source.read());
    }
    match first {
        Ok(Reading::Delivery(parts)) => {
            in_words(&parts);
            let print = source.fingerprint().expect("what can be read has a fingerprint");
            assert_eq!(parts.digest, print.digest, "what was read is what the fingerprint is of");
            Some((parts, print))
        }
        Ok(Reading::NoUpdates) => None,
        Err(error) => {
            refusal(&error);
            None
        }
    }
}

fn same_twice(first: &Result<Reading, SourceError>, again: &Result<Reading, SourceError>) {
    match (first, again) {
        (Ok(Reading::Delivery(parts)), Ok(Reading::Delivery(again))) => same(parts, again),
        (Ok(Reading::NoUpdates), Ok(Reading::NoUpdates)) => {}
        (Err(error), Err(again)) => assert_eq!(error, again, "a delivery is refused for one reason"),
        (first, again) => panic!("read twice: {first:?} and {again:?}"),
    }
}

/// A refusal has words in both languages.
pub fn refusal(error: &SourceError) {
    for language in LANGUAGES {
        assert!(!words::error(error.code, &error.about, language).is_empty());
    }
    assert!(!error.to_string().is_empty());
}

/// Every finding has words in both languages, and every membership somebody and something.
fn in_words(parts: &Parts) {
    for finding in &parts.findings {
        for language in LANGUAGES {
            assert!(!words::finding(finding.code, &finding.about, language).is_empty());
        }
    }
    for member in &parts.members {
        assert!(
            (member.person as usize) < parts.person_names.len() && (member.group as usize) < parts.group_names.len()
        );
    }
}

fn same(first: &Parts, again: &Parts) {
    assert_eq!(first.digest, again.digest);
    assert_eq!(first.units, again.units);
    assert_eq!(first.groups, again.groups);
    assert_eq!(first.persons, again.persons);
    assert_eq!(first.members, again.members);
    assert_eq!(first.person_names, again.person_names);
    assert_eq!(first.group_names, again.group_names);
    assert_eq!(first.unreadable, again.unreadable);
    assert_eq!(first.findings, again.findings);
    assert_eq!(first.marked, again.marked);
    assert_eq!(first.rows, again.rows);
}

/// Everybody who is read has a sum; reading everybody by their sums is reading; reading some gives those.
fn parts_agree(source: &impl Source, parts: &Parts, survey: Survey) {
    let marks: Vec<Mark> = survey.iter().map(|sum| sum.mark).collect();
    for person in &parts.persons {
        assert!(marks.binary_search(&Mark::from(&person.id)).is_ok(), "somebody without a sum");
    }
    let survey = Arc::new(survey);
    let part = |marks: &[Mark]| match source.read_part(Part::new(marks, Arc::clone(&survey), 0)) {
        Ok(Reading::Delivery(parts)) => parts,
        other => panic!("a part of what can be read: {other:?}"),
    };
    same(parts, &part(&marks));
    let some: Vec<Mark> = marks.into_iter().step_by(2).collect();
    let wanted: BTreeSet<Mark> = some.iter().copied().collect();
    let expected = parts.persons.iter().filter(|person| wanted.contains(&Mark::from(&person.id)));
    let part = part(&some);
    assert!(part.persons.iter().eq(expected), "a part holds those who are asked for");
    assert_eq!((&part.units, &part.groups, &part.rows), (&parts.units, &parts.groups, &parts.rows));
}
