//! The schedule and the guard.

use super::Review;
use crate::config::model::{File, GuardWindow, Limit, ScopeLimits};
use crate::config::problem::Rhythm;
use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned, civil};
use std::str::FromStr;

pub(super) fn check(review: &mut Review<'_>) {
    schedule(review);
    let guard = review.file.guard.clone();
    limit(review, "guard.removals", Some(guard.removals), true);
    limit(review, "guard.additions", Some(guard.additions), false);
    limit(review, "guard.changes", Some(guard.changes), false);
    limit(review, "guard.rekeyed", Some(guard.rekeyed), false);
    limit(review, "guard.group.removals", Some(guard.group.removals), true);
    let scopes = [("unit", guard.unit), ("source", guard.source), ("total", guard.total), ("pool", guard.pool)];
    for (name, scope) in scopes {
        limit(review, &format!("guard.{name}.removals"), scope.removals, true);
        limit(review, &format!("guard.{name}.additions"), scope.additions, false);
        limit(review, &format!("guard.{name}.changes"), scope.changes, false);
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
    let cron = Cron::from_str(&file.schedule.sync).ok()?;
    cron.find_next_occurrence(&after.with_time_zone(zone), false).ok()
}

fn schedule(review: &mut Review<'_>) {
    let path = "schedule.sync";
    let line = &review.file.schedule.sync;
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
    fn a_guard_that_stops_nothing_is_warned_of() {
        let told = told_with("[guard.pool.removals]\npercent = 100\n");
        assert!(told.starts_with("upprop.toml:38:11: warning: the guard never stops anything"), "{told}");
        let told = told_with("[guard.removals]\npercent = 10\ncount = 3\nfloor = 5\n");
        assert!(told.contains("`count` is below `floor`"), "{told}");
    }
}
