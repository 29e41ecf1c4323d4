//! What a delivery must show before it is news: that it is done, that it is the newest, and that it lacks no file.

use super::drift;
use super::gather::Changed;
use super::{Errand, SyncError};
use crate::clock::Clock;
use crate::config::model;
use crate::roster::{Code, Parts, Severity};
use crate::seats::DeliveredOn;
use crate::source::whole::{Moment, Terms};
use crate::source::{ErrorCode, Fingerprint, SourceError};
use crate::store::Delivery;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The files of a delivery and how many rows each has, and what the records of its documents have (`drift`).
pub(super) type Files = BTreeMap<String, u64>;

/// Refuses a delivery that is not done, or is older than what was last accepted.
pub(super) fn is_news(
    errand: &Errand<'_>,
    terms: &Terms,
    print: &Fingerprint,
    before: Option<&Delivery>,
) -> Result<(), SourceError> {
    let is_rehearsed = !matches!(errand.clock, Clock::System);
    terms.settled(print, Moment { now: errand.clock.now(), is_rehearsed })?;
    let Some(before) = before else { return Ok(()) };
    let both = print.newest.zip(before.newest_at);
    match both.filter(|(now, newest)| now.as_microsecond() < newest.as_microsecond()) {
        Some((now, newest)) if !is_accepted(errand, before.source.as_str()) => {
            let time = |at: Timestamp| at.to_zoned(errand.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            let about = format!("{} / {} / {}", time(now), time(newest), before.source);
            Err(SourceError::new(ErrorCode::DeliveryOlder, about))
        }
        _ => Ok(()),
    }
}

/// The files that a source's next delivery must have. One whose files the configuration names has those, and who
/// changes the configuration says so.
pub(super) fn needed(errand: &Errand<'_>, entry: &model::Source, before: Option<&Delivery>) -> Needed {
    let files = before.and_then(|before| before.files.clone()).unwrap_or_default();
    Needed { files, is_free: is_accepted(errand, &entry.name) || !entry.file.is_empty() }
}

/// What the last accepted delivery had.
pub(super) struct Needed {
    files: Files,
    /// May a file be left out?
    is_free: bool,
}

/// Refuses what was read when it lacks a file, and warns of a file that lost rows and the end of its last line.
pub(super) fn compare(changed: &Changed, parts: &mut Parts) -> Result<(), SourceError> {
    let Needed { files, is_free } = &changed.needed;
    let (files, elements) = drift::parted(files);
    if !is_free {
        drift::check(&elements, parts)?;
    }
    // Nothing is lost with one that had no row.
    let is_left_out = |(name, rows): &(&String, &u64)| **rows > 0 && !parts.rows.contains_key(*name);
    let left_out = files.iter().filter(|_| !is_free).find(is_left_out).map(|(name, _)| name);
    // A format that does not count its rows has told nothing.
    if let Some(name) = left_out.filter(|_| !parts.rows.is_empty()) {
        return Err(SourceError::new(ErrorCode::FileLeftOut, changed.name.as_str()).in_file(name));
    }
    let rows = &parts.rows;
    let has_lost = |name: &String| files.get(name).is_some_and(|before| rows.get(name).is_some_and(|now| now < before));
    for finding in parts.findings.iter_mut().filter(|finding| finding.code == Code::LineEndMissing) {
        if finding.place.file.as_ref().is_some_and(has_lost) {
            finding.severity = Severity::Warning;
        }
    }
    Ok(())
}

/// When a delivery was made. A server makes one whenever it is asked; files were made when the newest of them was
/// written, and read a second time they are no second delivery (RELIABILITY 0.2). When the clock is turned by hand the
/// times of files say nothing, and each run stands for a delivery.
pub(super) fn made_at(errand: &Errand<'_>, print: &Fingerprint) -> Timestamp {
    let now = errand.clock.now();
    let is_rehearsed = matches!(errand.clock, Clock::At(_));
    print.newest.filter(|_| !is_rehearsed).map_or(now, |written| written.min(now))
}

/// On which day each source's last delivery was made that says all there is: of what has changed since, none says that
/// somebody is missing still. Whose absence alone means left is not named, nor is anybody where somebody looks ahead, who
/// takes it that deliveries come.
pub(super) fn delivered(errand: &Errand<'_>, now: &[Delivery], before: &[Delivery]) -> DeliveredOn {
    if errand.at.is_some_and(|at| at > errand.clock.today(errand.zone)) {
        return DeliveredOn::new();
    }
    let waits = |name: &str| {
        let source = errand.config.file.source.iter().find(|source| source.name == name);
        source.is_some_and(|source| !source.absence_means_left)
    };
    let all = before.iter().chain(now).filter(|delivery| waits(delivery.source.as_str()));
    let day = |at: Timestamp| at.to_zoned(errand.zone.clone()).date();
    all.filter_map(|delivery| Some((delivery.source.clone(), day(delivery.whole_at?)))).collect()
}

fn is_accepted(errand: &Errand<'_>, source: &str) -> bool {
    errand.accept_delivery == Some(source)
}

/// Refuses to accept a delivery of a source that is not there.
pub(super) fn is_known(errand: &Errand<'_>) -> Result<(), SyncError> {
    let is_unknown = |name: &&str| !errand.config.file.source.iter().any(|source| source.name == *name);
    match errand.accept_delivery.filter(is_unknown) {
        Some(name) => Err(SyncError::UnknownSource { name: name.to_owned() }),
        None => Ok(()),
    }
}
