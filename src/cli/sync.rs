//! `sync`: one run.

use super::desk::Desk;
use super::{DONE, HELD, Streams, guard};
use crate::plan::HoldKind;
use crate::roster::{Finding, Severity};
use crate::source::Remark;
use crate::store::{RunId, StoreError};
use crate::sync::{self, Asks, Errand, Outcome, SyncError, SyncReport};
use crate::wording::Words;

/// What the arguments ask for.
#[derive(Clone, Copy, Default)]
pub(super) struct Asked<'a> {
    /// Only this source.
    pub(super) source: Option<&'a str>,
    /// Apply the first roster ever without asking.
    pub(super) first_import: bool,
    /// The pause since the last run was real.
    pub(super) long_pause: bool,
    /// Accept what this source delivers, though it lacks a file or is older.
    pub(super) accept_delivery: Option<&'a str>,
    /// Take the seats of those in the way of a lowered number.
    pub(super) accept_losses: Option<&'a str>,
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, asked: Asked<'_>) -> anyhow::Result<u8> {
    let Asked { source, first_import, long_pause, accept_delivery, accept_losses } = asked;
    let unknown = match accept_losses {
        Some(hash) if !guard::accept(desk, hash).await? => Some(hash),
        _ => None,
    };
    let accept_losses = accept_losses.map(str::to_owned);
    let errand = Errand {
        asks: source.map_or(Asks::All, Asks::Only),
        first_import,
        long_pause,
        accept_delivery,
        accept_losses,
        ..desk.errand()
    };
    let report = match sync::run(&errand).await {
        Err(SyncError::Torn { name, errors, rows, findings }) => {
            told(desk, streams, &findings)?;
            return Err(SyncError::Torn { name, errors, rows, findings }.into());
        }
        Err(error) if desk.json && !is_no_run(&error) => {
            let run = desk.store.runs(1).await?.first().map_or(RunId(0), |run| run.id);
            writeln!(streams.data, "{}", serde_json::to_string_pretty(&SyncReport::failed(run))?)?;
            return Err(error.into());
        }
        other => other?,
    };
    told(desk, streams, &report.listed)?;
    let lowered = report.held.iter().find(|hold| hold.kind == HoldKind::SeatsLowered);
    if let Some((given, open)) = unknown.zip(lowered) {
        let open = open.hash.get(..12).unwrap_or(&open.hash);
        let fills = [("given", given.into()), ("open", open.into())];
        writeln!(streams.messages, "{}", desk.words.say("losses-of-another-hold", &fills))?;
    }
    undelivered(desk, streams, &report)?;
    print(desk, streams, &report)
}

/// Prints what a run did, as JSON or in words, and gives its exit status.
pub(super) fn print(desk: &Desk, streams: &mut Streams<'_>, report: &SyncReport) -> anyhow::Result<u8> {
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(report)?)?;
    } else {
        let time = desk.clock.now().to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        for line in lines(&desk.words, report, &time) {
            writeln!(streams.data, "{line}")?;
        }
    }
    Ok(status(report.outcome))
}

/// Another run is under way, or none may be: then this one is none.
fn is_no_run(error: &SyncError) -> bool {
    use StoreError::{Behind, Forked, Locked};
    matches!(error, SyncError::Store(Locked { .. } | Behind { .. } | Forked { .. }))
}

/// As many findings are told; the rest is counted. `inspect` has them all.
const TOLD_MAX: usize = 20;

/// Tells what was odd about the deliveries.
fn told(desk: &Desk, streams: &mut Streams<'_>, findings: &[Finding]) -> anyhow::Result<()> {
    let grave = findings.iter().filter(|finding| finding.severity != Severity::Info);
    let language = sync::source_language(desk.words.lang);
    for finding in grave.take(TOLD_MAX) {
        let remark = Remark::finding(finding, language);
        let place = [remark.file.clone(), remark.line.map(|n| n.to_string()), remark.column.map(|n| n.to_string())];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let place = if place.is_empty() { desk.words.text("the-delivery") } else { place.join(":") };
        writeln!(streams.messages, "{place}: {}", remark.message)?;
    }
    Ok(())
}

/// Tells of letters that did not get out, and of those that had.
fn undelivered(desk: &Desk, streams: &mut Streams<'_>, report: &SyncReport) -> anyhow::Result<()> {
    if report.told > 0 {
        writeln!(streams.messages, "{}", desk.words.say("run-told", &[("count", report.told.into())]))?;
    }
    if let Some(why) = &report.why_undelivered {
        let fills = [("count", report.undelivered.into()), ("why", why.into())];
        writeln!(streams.messages, "{}", desk.words.say("run-undelivered", &fills))?;
    }
    Ok(())
}

/// The exit status of an outcome.
fn status(outcome: Outcome) -> u8 {
    if outcome == Outcome::Held { HELD } else { DONE }
}

/// A run in words.
pub(super) fn lines(words: &Words, report: &SyncReport, time: &str) -> Vec<String> {
    let persons = &report.roster.persons;
    let fills =
        [("added", persons.added.into()), ("removed", persons.removed.into()), ("changed", persons.changed.into())];
    let changes = words.say("run-changes", &fills);
    let run = report.run.to_string();
    let key = match report.outcome {
        Outcome::Applied => "run-applied",
        Outcome::Unchanged => "run-unchanged",
        Outcome::Held => "run-held",
        Outcome::Failed => "run-failed",
    };
    let fills = [("run", (&run).into()), ("time", time.into()), ("changes", (&changes).into())];
    let mut lines = vec![words.say(key, &fills)];
    if report.outcome == Outcome::Unchanged {
        return lines;
    }
    let seats = &report.seats;
    let fills = [
        ("granted", seats.granted.into()),
        ("freed", seats.freed.into()),
        ("moved", seats.moved.into()),
        ("waiting", seats.waiting.into()),
        ("blocked", seats.blocked.into()),
    ];
    lines.push(words.say("run-seats", &fills));
    if seats.leaving > 0 {
        lines.push(words.say("run-leaving", &[("count", seats.leaving.into())]));
    }
    if report.findings.error + report.findings.warning > 0 {
        let fills = [("errors", report.findings.error.into()), ("warnings", report.findings.warning.into())];
        lines.push(words.say("run-findings", &fills));
    }
    for held in &report.held {
        let kind = crate::wording::alert::hold_kind(words, held.kind);
        let fills = [
            ("scope", (&held.scope).into()),
            ("kind", (&kind).into()),
            ("count", held.count.into()),
            ("base", held.base.into()),
            ("limit", held.limit.into()),
        ];
        lines.push(words.say("plan-held", &fills));
        lines.extend(crate::wording::alert::in_the_way(words, &held.in_the_way, &held.hash));
    }
    let is_of_delivery = |held: &sync::HeldRow| held.kind != HoldKind::SeatsLowered;
    if report.held.iter().any(is_of_delivery) {
        lines.push(words.say("hold-hint", &[("run", (&run).into())]));
    }
    lines.push(words.say("run-letters", &[("count", report.letters.into())]));
    lines
}
