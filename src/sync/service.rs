//! Alerts about upprop's own work: runs that fail, sources that deliver nothing new, a configuration that cannot be used.
//!
//! No plan judges them: a run that fails makes none.

use super::failure::run_error;
use super::letters::lang;
use super::{Asks, Errand, SyncError, SyncReport, Tells};
use crate::config::model::File;
use crate::config::next_run;
use crate::plan::{Alert, AlertChanges, Alerts, Event};
use crate::roster::Code;
use crate::store::{Cause, RunId, Stamp, Writing};
use crate::wording::Words;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use std::collections::BTreeSet;

/// So many beats after the first failure may fail too before it is told: one that is missed may be made up for (UX 5.5).
const BEATS_MAX: usize = 1;

/// Opens and closes what a run that ended so shows.
pub(super) async fn judge(
    errand: &Errand<'_>,
    run: RunId,
    done: &Result<SyncReport, SyncError>,
) -> Result<(), SyncError> {
    let mut look = errand.store.look().await?;
    let before = look.alerts().await?;
    let (failing, is_first) = (look.failing_since().await?, look.applied_on().await?.is_none());
    drop(look);
    let mut after = own(&before);
    match done {
        Ok(report) => {
            if errand.asks != Asks::Nobody {
                after.close(&Alert::RunsFail { since: errand.clock.today(errand.zone), why: String::new() }.key());
                errand.store.note_failing(failing, None).await?;
            }
            judge_age(errand, report, &mut after);
        }
        // Whoever sets up a place sees it fail, and needs no letter.
        Err(_) if is_first => {}
        Err(error) => {
            let now = errand.clock.now();
            let first = failing.unwrap_or(now);
            errand.store.note_failing(failing, Some(first)).await?;
            let (first, now) = (first.to_zoned(errand.zone.clone()), now.to_zoned(errand.zone.clone()));
            if is_long(&errand.config.file, &first, &now) {
                let words = Words::new(lang(errand.config.file.organiser.language));
                let why = run_error(error, &words).unwrap_or_else(|| error.to_string());
                after.open(Alert::RunsFail { since: first.date(), why });
            }
        }
    }
    write(errand, Some(run), &before, after).await
}

/// Opens or closes one alert apart from any run.
///
/// # Errors
/// When the database cannot be read or written, or a run is under way.
pub async fn note(errand: &Errand<'_>, alert: Alert, stands: Stands) -> Result<(), SyncError> {
    let noted = async {
        let before = errand.store.load_alerts().await?;
        let mut after = own(&before);
        match stands {
            Stands::Now => after.open(alert),
            Stands::NoMore => after.close(&alert.key()),
        }
        write(errand, None, &before, after).await
    };
    errand.store.alone(noted).await
}

/// A configuration that came into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Digest of the one before.
    pub before: String,
    /// Its digest.
    pub config: String,
    /// Paths of what differs.
    pub changed: Vec<String>,
}

/// Notes in the ledger which configurations came into force, one after the other: each with the one before.
///
/// # Errors
/// As [`note`].
pub async fn note_configurations(errand: &Errand<'_>, taken: &[Taken]) -> Result<(), SyncError> {
    let noted = async {
        let mut writing = errand.store.write().await?;
        let event = |taken: &Taken| Event::Configured {
            before: taken.before.clone(),
            config: taken.config.clone(),
            changed: taken.changed.clone(),
        };
        let stamp = Stamp { run: None, actor: None, at: errand.clock.now(), key: errand.ledger_key.as_deref() };
        writing.append(taken.iter().map(event).collect::<Vec<_>>(), stamp).await?;
        writing.commit().await?;
        Ok(())
    };
    errand.store.alone(noted).await
}

/// Does an alert stand?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It does.
    Now,
    /// It did.
    NoMore,
}

pub(super) fn own(alerts: &Alerts) -> Alerts {
    let own = alerts.0.iter().filter(|(_, alert)| alert.is_of_service());
    Alerts(own.map(|(key, alert)| (key.clone(), alert.clone())).collect())
}

/// Which sources deliver nothing new, of those that were asked.
fn judge_age(errand: &Errand<'_>, report: &SyncReport, alerts: &mut Alerts) {
    let configured: BTreeSet<&str> = errand.config.file.source.iter().map(|source| source.name.as_str()).collect();
    let is_asked = |name: &str| match errand.asks {
        Asks::All => true,
        Asks::Only(only) => only == name,
        Asks::Nobody => false,
    };
    alerts.0.retain(|_, alert| match alert {
        Alert::SourceOld { source, .. } => configured.contains(source.as_str()) && !is_asked(source),
        _ => true,
    });
    // Whoever runs by hand is told of it there and then.
    if errand.tells == Tells::AtOnce {
        return;
    }
    let today = errand.clock.now().to_zoned(errand.zone.clone());
    let old = report.listed.iter().filter(|finding| finding.code == Code::DeliveryOld);
    for (source, hours) in old.filter_map(|old| Some((old.place.file.clone()?, old.about.parse::<i64>().ok()?))) {
        let since = today.checked_sub(hours.hours()).map_or(today.date(), |at| at.date());
        alerts.open(Alert::SourceOld { source, since });
    }
}

/// Has it failed for as long as nobody should wait?
fn is_long(file: &File, first: &Zoned, now: &Zoned) -> bool {
    let mut beats = 0;
    let mut at = first.clone();
    while let Some(next) = next_run(file, &at).filter(|next| next <= now && beats < BEATS_MAX) {
        (at, beats) = (next, beats + 1);
    }
    let age_max = SignedDuration::from_hours(i64::from(file.schedule.max_age.0));
    beats >= BEATS_MAX || now.duration_since(first) >= age_max
}

async fn write(errand: &Errand<'_>, run: Option<RunId>, before: &Alerts, after: Alerts) -> Result<(), SyncError> {
    let changes = AlertChanges::of_service(before, after);
    if changes.is_empty() {
        return Ok(());
    }
    let mut writing = errand.store.write().await?;
    note_changes(errand, run, (&mut writing, &changes)).await?;
    writing.commit().await?;
    Ok(())
}

/// Alerts, their events and what is to be told of them, in a transaction that is under way.
pub(super) async fn note_changes(
    errand: &Errand<'_>,
    run: Option<RunId>,
    (writing, changes): (&mut Writing, &AlertChanges),
) -> Result<(), SyncError> {
    let at: Timestamp = errand.clock.now();
    writing.alerts(changes, at).await?;
    let stamp = Stamp { run, actor: None, at, key: errand.ledger_key.as_deref() };
    let event = writing.append(changes.events().collect::<Vec<_>>(), stamp).await?;
    let name = format!("service {event}");
    writing.notices(&changes.notices(&BTreeSet::new()), Cause { run, event, name: &name }).await?;
    Ok(())
}
