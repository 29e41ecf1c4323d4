//! The schedule and the guard.

use super::Review;
use crate::config::model::{File, GuardWindow, Limit, ScopeLimits};
use crate::config::problem::Rhythm;
use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned, civil};
use std::str::FromStr;

pub(super) fn check(review: &mut Review<'_>) {
    schedule(review);
    let guard = review.file.guard.clone();
    limit(review, "guard.removals", Some(guard.removals), true);
    limit(review, "guard.additions", Some(guard.additions), false);
    limit(review, "guard.changes", Some(guard.changes), false);
    limit(review, "guard.rekeyed", Some(guard.rekeyed), false);
    limit(review, "guard.unreadable", Some(guard.unreadable), false);
    limit(review, "guard.group.removals", Some(guard.group.removals), true);
    let scopes = [("unit", guard.unit), ("source", guard.source), ("total", guard.total), ("pool", guard.pool)];
    for (name, scope) in scopes {
        limit(review, &format!("guard.{name}.removals"), scope.removals, true);
        limit(review, &format!("guard.{name}.additions"), scope.additions, false);
        limit(review, &format!("guard.{name}.changes"), scope.changes, false);
        limit(review, &format!("guard.{name}.unreadable"), scope.unreadable, false);
    }
    guard.window.iter().enumerate().for_each(|(number, window)| planned(review, number, window));
}

/// So many days at most are planned at once: a guard that is open for longer is none.
const WINDOW_DAYS_MAX: i32 = 62;

/// Days on which other limits hold.
fn planned(review: &mut Review<'_>, number: usize, window: &GuardWindow) {
    let path = format!("guard.window[{number}]");
    if window.until < window.from {
        return review.error(&format!("{path}.until"), Rhythm::WindowReversed);
    }
    let days = (window.until - window.from).get_days() + 1;
    if days > WINDOW_DAYS_MAX {
        review.warn(&format!("{path}.until"), Rhythm::LongWindow { days });
    }
    let scopes = [window.unit, window.source, window.total, window.pool];
    let general = [window.removals, window.additions, window.changes, window.group];
    if general.iter().all(Option::is_none) && scopes.iter().all(|scope| *scope == ScopeLimits::default()) {
        review.error(&path, Rhythm::EmptyWindow);
    }
}

/// The first run after this instant, in the organiser's time zone.
pub(crate) fn next_run(file: &File, after: &Zoned) -> Option<Zoned> {
    let zone = TimeZone::get(&file.organiser.time_zone).ok()?;
    let after = after.with_time_zone(zone);
    let lines = std::iter::once(&file.schedule.sync).chain(&file.schedule.full);
    lines.filter_map(|line| Cron::from_str(line).ok()?.find_next_occurrence(&after, false).ok()).min()
}

/// When everything was last to be read, at this instant; nothing where the schedule does not say.
pub(crate) fn last_full(file: &File, at: Timestamp) -> Option<Timestamp> {
    let zone = TimeZone::get(&file.organiser.time_zone).ok()?;
    let cron = Cron::from_str(file.schedule.full.as_ref()?).ok()?;
    cron.find_previous_occurrence(&at.to_zoned(zone), true).ok().map(|due| due.timestamp())
}

/// When a report was last due, by its cron line, at this instant.
pub(crate) fn last_due(line: &str, at: &Zoned) -> Option<Zoned> {
    Cron::from_str(line).ok()?.find_previous_occurrence(at, true).ok()
}

/// When a report is due next after this instant, in the organiser's time zone.
pub(crate) fn next_report(file: &File, after: &Zoned) -> Option<Timestamp> {
    let next = |line: &str| Cron::from_str(line).ok()?.find_next_occurrence(after, false).ok();
    file.report.iter().filter_map(|report| next(&report.schedule)).min().map(|due| due.timestamp())
}

fn schedule(review: &mut Review<'_>) {
    let lines = review.file.schedule.clone();
    for (number, report) in review.file.report.clone().iter().enumerate() {
        cron(review, &format!("report[{number}].schedule"), &report.schedule);
    }
    cron(review, "schedule.sync", &lines.sync);
    if let Some(full) = &lines.full {
        cron(review, "schedule.full", full);
    }
}

fn cron(review: &mut Review<'_>, path: &str, line: &str) {
    let found = line.split_whitespace().count();
    if found != 5 {
        return review.error(path, Rhythm::CronFields { found });
    }
    if let Err(error) = Cron::from_str(line) {
        return review.error(path, Rhythm::Cron { why: error.to_string() });
    }
    // A fixed day, so that the answer is the same every day; five years hold a leap day.
    let start = civil::date(2026, 1, 1).to_zoned(TimeZone::UTC).ok();
    let fires = start.is_none_or(|start| {
        let last = start.checked_add(5.years()).ok();
        let first = Cron::from_str(line).ok().and_then(|cron| cron.find_next_occurrence(&start, true).ok());
        first.is_some_and(|first| last.is_none_or(|last| first <= last))
    });
    if !fires {
        review.error(path, Rhythm::NeverFires);
    }
}

fn limit(review: &mut Review<'_>, path: &str, limit: Option<Limit>, removals: bool) {
    let Some(limit) = limit else { return };
    if removals && limit.percent == 100 && limit.count.is_none() {
        review.warn(&format!("{path}.percent"), Rhythm::GuardOff);
    }
    if limit.count.is_some_and(|count| count < limit.floor) {
        review.warn(&format!("{path}.count"), Rhythm::CountBelowFloor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::{told_after, told_with};

    fn told_of(sync: &str) -> String {
        told_after("[notify]", &format!("[schedule]\nsync = \"{sync}\"\n[notify]"))
    }

    #[test]
    fn a_schedule_that_never_fires_is_refused() {
        assert!(told_of("0 6 31 2 *").contains("the cron line never fires"));
        assert_eq!(told_of("0 6 29 2 *"), "");
    }

    #[test]
    fn a_schedule_that_is_not_a_cron_line_is_refused() {
        assert!(told_of("0 6 * *").contains("has 4 fields, but must have 5"));
        assert!(told_of("0 0 6 * * 1-5").contains("has 6 fields"));
        assert!(told_of("60 6 * * *").contains("cannot be read"));
        assert!(told_of("").contains("has 0 fields"));
    }

    #[test]
    fn full_sweeps_have_a_schedule_of_their_own() {
        let told = told_after("[notify]", "[schedule]\nfull = \"0 3 * *\"\n[notify]");
        assert!(told.contains("has 4 fields, but must have 5"), "{told}");
        let mut file: File = toml::from_str("[organiser]\nname = \"x\"").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(last_full(&file, at("2026-11-22T12:00:00Z")), None);
        file.schedule.full = Some("0 3 * * 0".to_owned());
        assert_eq!(last_full(&file, at("2026-11-22T12:00:00Z")), Some(at("2026-11-22T02:00:00Z")));
        assert_eq!(last_full(&file, at("2026-11-22T02:00:00Z")), Some(at("2026-11-22T02:00:00Z")));
        assert_eq!(last_full(&file, at("2026-11-22T01:59:59Z")), Some(at("2026-11-15T02:00:00Z")));
        let saturday: Zoned = "2026-11-21T12:00[Europe/Stockholm]".parse().unwrap();
        assert_eq!(next_run(&file, &saturday), Some("2026-11-22T03:00[Europe/Stockholm]".parse().unwrap()));
    }

    #[test]
    fn a_guard_that_stops_nothing_is_warned_of() {
        let told = told_with("[guard.pool.removals]\npercent = 100\n");
        assert!(told.starts_with("upprop.toml:38:11: warning: the guard never stops anything"), "{told}");
        let told = told_with("[guard.removals]\npercent = 10\ncount = 3\nfloor = 5\n");
        assert!(told.contains("`count` is below `floor`"), "{told}");
    }
}
