//! What is done next, and when: runs on the beats of the schedule, each new day once, again what failed in passing, soon
//! when somebody says that there is news, letters whose time has come, and subscriptions that end.
//!
//! Reckoned anew each time from what was done and what time it is, so that a clock that was set, a machine that slept and
//! a program that was restarted all end in the same: a beat that was missed is caught up once.

use crate::config::model::File;
use crate::config::next_run;
use crate::store::{Asked, Outcome, RunRow};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, Zoned};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Every source is asked.
    Sync,
    /// None is asked: a day has begun, and dates may have changed what is.
    Dates,
    /// Letters are sent, and nothing else is done.
    Letters,
    /// Servers are told to call when something changes.
    Subscribe,
}

/// What runs tell of what was done, whoever did it: several programs may share a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Beats up to here are done, or nobody's any more.
    pub ran_at: Timestamp,
    /// The last day that was judged.
    pub judged_on: Option<Date>,
    /// How often asking has failed in passing since it last did not, and when it was last tried.
    pub failed: Option<(u32, Timestamp)>,
    /// When sources were last asked to the end.
    pub asked_at: Option<Timestamp>,
    /// How often judging a day has failed in passing since it last did not, and when it was last tried.
    pub misjudged: Option<(u32, Timestamp)>,
}

/// What is known when it is asked what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// When the program began.
    pub since: Timestamp,
    /// What runs tell.
    pub past: Past,
    /// When the next letter is due; none where none waits.
    pub letter_at: Option<Timestamp>,
    /// When letters were last sent.
    pub posted_at: Option<Timestamp>,
    /// When what was delivered has lain still for long enough to be looked at; none where nobody need.
    pub delivered_at: Option<Timestamp>,
    /// Since when somebody says that there is news, and nobody has looked.
    pub hinted_at: Option<Timestamp>,
    /// What is known of subscriptions.
    pub subscribed: Subscribed,
    /// Nothing is begun before this, and how often in a row something was put off.
    pub put_off: Option<(Timestamp, u32)>,
}

/// What is known of subscriptions at servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subscribed {
    /// Are there any, or should there be?
    pub is_asked: bool,
    /// When servers were last told; none before the first time, and after the configuration changed.
    pub told_at: Option<Timestamp>,
    /// How often in a row that failed in passing.
    pub failures: u32,
    /// When the first of them should be made to last longer.
    pub renew_at: Option<Timestamp>,
}

/// What became of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was done, or it failed and its run tells of it.
    Settled,
    /// Somebody else has done it, and may not have heard what was said here.
    Elsewhere,
    /// Somebody else is at work.
    Busy,
    /// Nothing could even be noted of it.
    Stuck,
}

/// A day is judged this long after it began: whoever works at midnight is done by then.
const NEW_DAY: Time = Time::constant(0, 5, 0, 0);
/// What failed in passing is tried again after so many minutes, and then not before the next beat.
const PAUSES_MINUTES: [i64; 5] = [1, 5, 15, 15, 15];
/// Letters are not sent twice within this, whatever keeps them.
const POST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// After the first hint others may come that mean the same.
const HINTS_GATHER: SignedDuration = SignedDuration::from_secs(2);
/// Between the end of one run and the next that comes from a hint (RELIABILITY 3a, R21).
const HINTS_QUIET: SignedDuration = SignedDuration::from_secs(60);
/// Subscriptions that could not be seen to are tried again after so many minutes; the last counts from then on.
const SUBSCRIBE_AGAIN_MINUTES: [i64; 4] = [5, 15, 60, 6 * 60];
/// They are looked at so often at least, since a server may lose them,
const SUBSCRIBE_DAILY: SignedDuration = SignedDuration::from_hours(24);
/// and never more often than this.
const SUBSCRIBE_PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// While somebody else is at work, it is asked again after so long.
const BUSY_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// A run that was broken off is made again, and one that breaks off this often waits for the next beat: what ends the
/// program each time must not do so for ever.
const BREAKS_MAX: usize = 3;

/// The next task and its time, which has come when it is not after `now`; `now` is in the organiser's time zone.
#[must_use]
pub fn next(file: &File, history: &History, now: &Zoned) -> (Zoned, Task) {
    let mut all: Vec<(Zoned, Task)> = Vec::new();
    let here = |at: Timestamp| at.to_zoned(now.time_zone().clone());
    let since = Some(here(history.past.ran_at)).filter(|at| at < now);
    let beat = next_run(file, since.as_ref().unwrap_or(now));
    all.extend(beat.map(|at| (at, Task::Sync)));
    all.extend(again(history.past.failed).map(|at| (here(at), Task::Sync)));
    all.extend(history.delivered_at.map(|at| (here(at), Task::Sync)));
    all.extend(heed(history, now.timestamp()).map(|at| (here(at), Task::Sync)));
    all.extend(subscribe(&history.subscribed, now).map(|at| (at, Task::Subscribe)));
    let today = now.date();
    let is_judged = history.past.judged_on.is_some_and(|judged| judged >= today);
    let day = if is_judged { today.tomorrow().unwrap_or(today) } else { today };
    let begun = day.to_datetime(NEW_DAY).to_zoned(now.time_zone().clone()).ok();
    let judge = begun.map(|at| misjudged(history.past.misjudged).map_or(at.clone(), |again| at.max(here(again))));
    all.extend(judge.map(|at| (at, Task::Dates)));
    all.extend(post(history).map(|at| (here(at), Task::Letters)));
    // A run that asks everybody judges the day too, and sends what is due.
    let due_sync = all.iter().any(|(at, task)| *task == Task::Sync && at <= now);
    let first = all.into_iter().filter(|(_, task)| !due_sync || *task == Task::Sync).min_by(|a, b| a.0.cmp(&b.0));
    let (at, task) = first.unwrap_or_else(|| (now.clone(), Task::Dates));
    (history.put_off.map_or(at.clone(), |(until, _)| at.max(here(until))), task)
}

/// When what failed in passing is tried again.
fn again(failed: Option<(u32, Timestamp)>) -> Option<Timestamp> {
    let (times, at) = failed?;
    let minutes = PAUSES_MINUTES.get(usize::try_from(times.checked_sub(1)?).ok()?)?;
    Some(at + SignedDuration::from_mins(*minutes))
}

/// When a day is judged again that could not be in passing: it is, however often that was.
fn misjudged(failed: Option<(u32, Timestamp)>) -> Option<Timestamp> {
    let (times, at) = failed?;
    let last = PAUSES_MINUTES.len();
    let times = usize::try_from(times).unwrap_or(last).clamp(1, last);
    Some(at + SignedDuration::from_mins(PAUSES_MINUTES[times - 1]))
}

/// When letters are sent that are due apart from any run.
fn post(history: &History) -> Option<Timestamp> {
    let letter_at = history.letter_at?;
    Some(history.posted_at.map_or(letter_at, |posted| letter_at.max(posted + POST_PAUSE)))
}

/// When somebody looks since there is said to be news. A clock that was put back keeps nobody waiting.
fn heed(history: &History, now: Timestamp) -> Option<Timestamp> {
    let hinted = history.hinted_at?.min(now);
    let quiet = history.past.asked_at.filter(|at| *at <= now).map(|at| at + HINTS_QUIET);
    Some(quiet.map_or(hinted + HINTS_GATHER, |quiet| quiet.max(hinted + HINTS_GATHER)))
}

/// When subscriptions are seen to.
fn subscribe(subscribed: &Subscribed, now: &Zoned) -> Option<Zoned> {
    if !subscribed.is_asked {
        return None;
    }
    let told = subscribed.told_at.filter(|told| *told <= now.timestamp());
    let Some(told) = told else { return Some(now.clone()) };
    let due = match usize::try_from(subscribed.failures) {
        Ok(0) | Err(_) => {
            let daily = told + SUBSCRIBE_DAILY;
            subscribed.renew_at.map_or(daily, |renew| renew.min(daily)).max(told + SUBSCRIBE_PAUSE)
        }
        Ok(failures) => {
            let last = SUBSCRIBE_AGAIN_MINUTES.len();
            told + SignedDuration::from_mins(SUBSCRIBE_AGAIN_MINUTES[failures.min(last) - 1])
        }
    };
    Some(due.to_zoned(now.time_zone().clone()))
}

impl Past {
    /// What runs tell, newest first: those that asked every source, and all. Where none was ever made no beat before
    /// `since` was missed.
    #[must_use]
    pub fn of(asking: &[RunRow], all: &[RunRow], since: Timestamp) -> Self {
        let failed: Vec<&RunRow> = settled(asking).take_while(|run| run.passing).collect();
        let failed_at = failed.first().and_then(|run| run.ended_at);
        let judges = |run: &&RunRow| {
            let is_of_day = run.asked == Asked::Nobody && !run.passing;
            run.outcome != Some(Outcome::Failed) || is_of_day
        };
        let misjudged: Vec<&RunRow> =
            settled(all).take_while(|run| !judges(run)).filter(|run| run.asked == Asked::Nobody).collect();
        let misjudged_at = misjudged.first().and_then(|run| run.ended_at);
        Self {
            ran_at: settled(asking).next().map_or(since, |run| run.started_at),
            judged_on: settled(all).filter(judges).map(|run| run.day).next(),
            asked_at: settled(asking).next().and_then(|run| run.ended_at),
            misjudged: misjudged_at.map(|at| (u32::try_from(misjudged.len()).unwrap_or(u32::MAX), at)),
            failed: failed_at.map(|at| (u32::try_from(failed.len()).unwrap_or(u32::MAX), at)),
        }
    }
}

/// Runs that came to an end, and those that broke off too often to be made again.
fn settled(runs: &[RunRow]) -> impl Iterator<Item = &RunRow> {
    let broken = runs.iter().take_while(|run| run.ended_at.is_none()).count();
    let skipped = if broken >= BREAKS_MAX { 0 } else { broken };
    runs.iter().skip(skipped)
}

impl History {
    /// What is known when nothing was done yet.
    #[must_use]
    pub fn new(since: Timestamp, past: Past) -> Self {
        Self {
            since,
            past,
            letter_at: None,
            posted_at: None,
            delivered_at: None,
            hinted_at: None,
            subscribed: Subscribed::default(),
            put_off: None,
        }
    }

    /// Could the last task not even be noted?
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        self.put_off.is_some_and(|(_, times)| times > 0)
    }

    /// Notes that a task begins, which sends letters too.
    pub fn began(&mut self, at: Timestamp) {
        self.posted_at = Some(at);
    }

    /// Notes what became of a task.
    pub fn ended(&mut self, task: Task, done: Done, at: Timestamp) {
        let times = self.put_off.map_or(0, |(_, times)| times);
        self.put_off = match done {
            Done::Settled | Done::Elsewhere => None,
            Done::Busy => Some((at + BUSY_PAUSE, 0)),
            Done::Stuck => {
                let minutes = PAUSES_MINUTES.get(times as usize).or(PAUSES_MINUTES.last()).copied().unwrap_or(1);
                Some((at + SignedDuration::from_mins(minutes), times.saturating_add(1)))
            }
        };
        // Whatever was said before it began, it finds.
        if task == Task::Sync && done == Done::Settled {
            self.delivered_at = self.delivered_at.filter(|due| self.posted_at.is_some_and(|began| *due > began));
            self.hinted_at = None;
        }
    }

    /// Notes that something was delivered, which must lie still for so long. Whoever goes on writing is waited for: each of
    /// his tries would be a run that fails.
    pub fn delivered(&mut self, at: Timestamp, settle: SignedDuration) {
        self.delivered_at = Some(at + settle);
    }

    /// Notes that somebody says that there is news.
    pub fn hinted(&mut self, at: Timestamp) {
        self.hinted_at = self.hinted_at.or(Some(at));
    }

    /// Notes that subscriptions were seen to.
    pub fn told_servers(&mut self, has_failed: bool, at: Timestamp) {
        self.subscribed.told_at = Some(at);
        self.subscribed.failures = if has_failed { self.subscribed.failures + 1 } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RunId;
    use jiff::ToSpan;
    use jiff::tz::TimeZone;
    use std::collections::BTreeMap;

    fn file(cron: &str) -> File {
        let mut file: File = toml::from_str("[organiser]\nname = \"x\"").unwrap();
        file.schedule.sync = cron.to_owned();
        file
    }

    fn at(text: &str) -> Zoned {
        let civil: jiff::civil::DateTime = text.parse().unwrap();
        civil.to_zoned(TimeZone::get("Europe/Stockholm").unwrap()).unwrap()
    }

    /// A run as the database tells of it.
    fn run(task: Task, at: &Zoned, outcome: Option<Outcome>) -> RunRow {
        RunRow {
            id: RunId(1),
            started_at: at.timestamp(),
            ended_at: outcome.map(|_| at.timestamp()),
            day: at.date(),
            outcome,
            counts: None,
            error: None,
            asked: if task == Task::Sync { Asked::All } else { Asked::Nobody },
            passing: outcome == Some(Outcome::Failed),
        }
    }

    /// What is known after these runs, the oldest first.
    fn after(runs: &[RunRow]) -> History {
        let all: Vec<RunRow> = runs.iter().rev().cloned().collect();
        let asking: Vec<RunRow> = all.iter().filter(|run| run.asked == Asked::All).cloned().collect();
        History::new(Timestamp::MIN, Past::of(&asking, &all, Timestamp::MIN))
    }

    fn done(task: Task, when: &str) -> RunRow {
        run(task, &at(when), Some(Outcome::Unchanged))
    }

    /// Everything that happens from one instant to another, with nothing failing.
    fn days(file: &File, from: &Zoned, to: &Zoned) -> Vec<(Zoned, Task)> {
        let (mut last, mut now, mut all) = (BTreeMap::new(), from.clone(), Vec::new());
        last.insert(0, run(Task::Sync, from, Some(Outcome::Unchanged)));
        while &now < to {
            let mut runs: Vec<RunRow> = last.values().cloned().collect();
            runs.sort_by_key(|run| run.started_at);
            let (when, task) = next(file, &after(&runs), &now);
            now = when.clone().max(now);
            last.insert(i32::from(task == Task::Dates), run(task, &now, Some(Outcome::Unchanged)));
            all.push((when, task));
        }
        all
    }

    #[test]
    fn each_beat_and_each_day_comes_once_also_on_the_nights_when_clocks_are_set() {
        let file = file("30 2 * * *");
        let done = days(&file, &at("2026-01-01T12:00"), &at("2028-01-01T12:00"));
        for task in [Task::Sync, Task::Dates] {
            let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
            done.iter()
                .filter(|(_, what)| *what == task)
                .for_each(|(at, _)| *by_day.entry(at.date()).or_default() += 1);
            let mut day = at("2026-01-02T00:00").date();
            while day < at("2028-01-01T00:00").date() {
                assert_eq!(by_day.get(&day), Some(&1), "{task:?} on {day}");
                day = day.checked_add(1.day()).unwrap();
            }
        }
    }

    #[test]
    fn a_beat_that_was_missed_is_caught_up_once() {
        let file = file("0 6 * * 1-5");
        let mut runs = vec![done(Task::Sync, "2026-11-20T06:00")];
        let monday = at("2026-11-25T09:12");
        let (when, task) = next(&file, &after(&runs), &monday);
        assert_eq!((when <= monday, task), (true, Task::Sync), "three beats and a weekend were missed");
        runs.push(done(Task::Sync, "2026-11-25T09:12"));
        assert_eq!(next(&file, &after(&runs), &monday), (at("2026-11-26T00:05"), Task::Dates));
        runs.push(done(Task::Dates, "2026-11-26T00:05"));
        assert_eq!(next(&file, &after(&runs), &at("2026-11-26T00:05")), (at("2026-11-26T06:00"), Task::Sync));
    }

    #[test]
    fn a_beat_that_broke_off_is_made_again_and_not_for_ever() {
        let file = file("0 6 * * *");
        let mut runs = vec![done(Task::Sync, "2026-11-19T06:00"), done(Task::Dates, "2026-11-20T00:05")];
        let now = at("2026-11-20T06:01");
        for _ in 0..BREAKS_MAX {
            assert_eq!(next(&file, &after(&runs), &now), (at("2026-11-20T06:00"), Task::Sync));
            runs.push(run(Task::Sync, &now, None));
        }
        assert_eq!(next(&file, &after(&runs), &now).0, at("2026-11-21T00:05"), "whatever it is, it stays");
        runs.push(done(Task::Dates, "2026-11-21T00:05"));
        assert_eq!(next(&file, &after(&runs), &at("2026-11-21T06:00")), (at("2026-11-21T06:00"), Task::Sync));
    }

    #[test]
    fn a_day_whose_sources_failed_is_judged_without_them() {
        let file = file("0 6 * * *");
        let missed = [done(Task::Sync, "2026-11-18T06:00")];
        let now = at("2026-11-20T09:00");
        assert_eq!(next(&file, &after(&missed), &now).1, Task::Sync, "whoever asks everybody judges the day too");
        let failed = [missed[0].clone(), run(Task::Sync, &now, Some(Outcome::Failed))];
        assert_eq!(next(&file, &after(&failed), &now), (at("2026-11-20T00:05"), Task::Dates));
        let mut broken = run(Task::Dates, &now, Some(Outcome::Failed));
        let tried = [failed[0].clone(), failed[1].clone(), broken.clone()];
        assert_eq!(next(&file, &after(&tried), &now), (at("2026-11-20T09:01"), Task::Sync), "what failed in passing");
        let later = at("2026-11-20T10:00");
        let days: Vec<RunRow> = [tried.to_vec(), vec![done(Task::Sync, "2026-11-20T06:00")]].concat();
        let tomorrow = (at("2026-11-21T00:05"), Task::Dates);
        assert_eq!(next(&file, &after(&days), &later), tomorrow, "a run that could be done judges the day too");
        broken.passing = false;
        let judged = [failed[0].clone(), failed[1].clone(), broken];
        assert_eq!(next(&file, &after(&judged), &now).1, Task::Sync, "once");
    }

    #[test]
    fn what_failed_in_passing_is_tried_again_and_not_for_ever() {
        let file = file("0 6 * * *");
        let (mut now, mut tries) = (at("2026-11-20T06:00"), Vec::new());
        let mut runs = vec![done(Task::Dates, "2026-11-20T00:05"), run(Task::Sync, &now, Some(Outcome::Failed))];
        for _ in 0..6 {
            let (when, task) = next(&file, &after(&runs), &now);
            tries.push((when.strftime("%d %H:%M").to_string(), task));
            now = when;
            runs.push(run(task, &now, Some(Outcome::Failed)));
        }
        let minutes =
            ["20 06:01", "20 06:06", "20 06:21", "20 06:36", "20 06:51"].map(|at| (at.to_owned(), Task::Sync));
        assert_eq!(tries[..5], minutes);
        assert_eq!(tries[5], ("21 00:05".to_owned(), Task::Dates), "until the next beat");
        runs.push(done(Task::Sync, "2026-11-21T06:00"));
        assert_eq!(after(&runs).past.failed, None);
    }

    #[test]
    fn a_letter_that_waits_is_sent_in_its_time_and_keeps_nothing_else_from_its_own() {
        let file = file("0 6 * * *");
        let mut history = after(&[done(Task::Sync, "2026-11-20T06:00")]);
        history.began(at("2026-11-20T06:00").timestamp());
        history.letter_at = Some(at("2026-11-20T06:01").timestamp());
        assert_eq!(next(&file, &history, &at("2026-11-20T06:00")), (at("2026-11-20T06:01"), Task::Letters));
        history.began(at("2026-11-20T06:01").timestamp());
        // What keeps it may be something that a minute does not mend.
        assert_eq!(next(&file, &history, &at("2026-11-20T06:01")), (at("2026-11-20T06:02"), Task::Letters));
        assert_eq!(next(&file, &history, &at("2026-11-21T06:00")).1, Task::Sync);
        history.letter_at = None;
        assert_eq!(next(&file, &history, &at("2026-11-20T06:02")), (at("2026-11-21T00:05"), Task::Dates));
    }

    #[test]
    fn a_clock_that_went_back_does_not_run_twice() {
        let file = file("0 6 * * *");
        let history = after(&[done(Task::Sync, "2026-11-20T06:00")]);
        assert_eq!(next(&file, &history, &at("2026-11-20T05:30")), (at("2026-11-20T06:00"), Task::Sync));
        assert_eq!(next(&file, &history, &at("2026-11-20T06:30")).0, at("2026-11-21T00:05"));
    }

    #[test]
    fn what_somebody_else_is_at_waits_a_moment_and_what_cannot_even_be_noted_ever_longer() {
        let file = file("0 6 * * *");
        let now = at("2026-11-20T06:00");
        let mut history = after(&[done(Task::Sync, "2026-11-19T06:00"), done(Task::Dates, "2026-11-20T00:05")]);
        history.began(now.timestamp());
        history.delivered(now.timestamp(), SignedDuration::ZERO);
        history.ended(Task::Sync, Done::Busy, now.timestamp());
        assert_eq!(next(&file, &history, &now), (at("2026-11-20T06:00:05"), Task::Sync));
        assert!(history.delivered_at.is_some(), "what came meanwhile is still to be looked at");
        for minutes in [1, 5, 15, 15, 15, 15, 15] {
            history.ended(Task::Sync, Done::Stuck, now.timestamp());
            assert_eq!(next(&file, &history, &now).0, now.checked_add(minutes.minutes()).unwrap());
        }
        history.ended(Task::Sync, Done::Settled, now.timestamp());
        assert!(history.put_off.is_none() && history.delivered_at.is_none());
    }

    #[test]
    fn a_delivery_that_somebody_still_writes_is_looked_at_when_it_lies_still_and_once() {
        let file = file("0 6 * * *");
        let now = at("2026-11-20T12:00");
        let mut history = after(&[done(Task::Sync, "2026-11-20T06:00"), done(Task::Dates, "2026-11-20T06:00")]);
        let settle = SignedDuration::from_secs(30);
        for second in [0, 5, 10] {
            history.delivered(now.timestamp() + SignedDuration::from_secs(second), settle);
        }
        assert_eq!(next(&file, &history, &now), (at("2026-11-20T12:00:40"), Task::Sync));
        // A beat in between may have found it unfinished.
        history.began(at("2026-11-20T12:00:20").timestamp());
        history.ended(Task::Sync, Done::Settled, at("2026-11-20T12:00:21").timestamp());
        assert_eq!(next(&file, &history, &now).0, at("2026-11-20T12:00:40"));
        history.began(at("2026-11-20T12:00:40").timestamp());
        history.ended(Task::Sync, Done::Settled, at("2026-11-20T12:00:41").timestamp());
        assert_eq!(next(&file, &history, &now).0, at("2026-11-21T00:05"));
    }

    /// When runs begin that each take so many seconds, where somebody says at these seconds that there is news.
    fn heeded(hints: &[i64], takes: i64) -> Vec<i64> {
        let (file, start) = (file("0 6 1 1 *"), at("2026-11-20T12:00"));
        let mut history = after(&[]);
        history.past.ran_at = start.timestamp();
        history.past.judged_on = Some(start.date());
        let second = |at: &Zoned| at.timestamp().as_second() - start.timestamp().as_second();
        let (mut runs, mut is_free_at) = (Vec::new(), 0);
        for now in 0..10_000 {
            let here = start.clone() + SignedDuration::from_secs(now);
            // What comes while a run is under way is heard when it is over.
            if now < is_free_at {
                continue;
            }
            if now == is_free_at && now > 0 {
                history.past.asked_at = Some(here.timestamp());
                history.ended(Task::Sync, Done::Settled, here.timestamp());
            }
            let since = runs.last().copied().unwrap_or(-1);
            if hints.iter().any(|hint| *hint > since && *hint <= now) && history.hinted_at.is_none() {
                history.hinted(here.timestamp());
            }
            let (when, task) = next(&file, &history, &here);
            if second(&when) <= now && task == Task::Sync {
                runs.push(now);
                is_free_at = now + takes;
            }
        }
        runs
    }

    #[test]
    fn however_often_somebody_says_that_there_is_news_runs_keep_a_minute_between_them() {
        assert_eq!(heeded(&[10], 5), [12]);
        assert_eq!(heeded(&[10, 11, 12, 13], 5), [12, 77], "one that comes after it began is heeded by the next");
        let storm: Vec<i64> = (0..60).collect();
        assert_eq!(heeded(&storm, 5), [2, 67]);
        let forever: Vec<i64> = (0..7200).collect();
        for takes in [1, 30, 300] {
            let runs = heeded(&forever, takes);
            assert!(runs.windows(2).all(|two| two[1] - two[0] == 60 + takes), "{runs:?}");
            assert!(runs.last().is_some_and(|last| *last >= 7200), "the last word is heard");
        }
    }

    #[test]
    fn a_beat_hears_what_was_said_before_it_and_a_clock_put_back_keeps_nobody_waiting() {
        let file = file("0 6 * * *");
        let mut history = after(&[done(Task::Dates, "2026-11-20T00:05"), done(Task::Sync, "2026-11-20T06:01")]);
        history.hinted(at("2026-11-20T06:01").timestamp());
        history.hinted(at("2026-11-20T06:02").timestamp());
        assert_eq!(next(&file, &history, &at("2026-11-20T06:01")), (at("2026-11-20T06:02"), Task::Sync));
        let (when, task) = next(&file, &history, &at("2026-11-20T03:00"));
        assert_eq!((when, task), (at("2026-11-20T03:00:02"), Task::Sync));
        history.ended(Task::Dates, Done::Settled, at("2026-11-20T06:01").timestamp());
        assert!(history.hinted_at.is_some(), "what dates change is not what was said");
        history.ended(Task::Sync, Done::Busy, at("2026-11-20T06:02").timestamp());
        assert!(history.hinted_at.is_some(), "whoever else is at work may have begun before it was said");
        history.ended(Task::Sync, Done::Elsewhere, at("2026-11-20T06:02").timestamp());
        assert!(history.hinted_at.is_some(), "and whoever has done it may not have heard it");
        history.ended(Task::Sync, Done::Settled, at("2026-11-20T06:02").timestamp());
        assert_eq!(history.hinted_at, None);
    }

    #[test]
    fn subscriptions_are_seen_to_at_once_daily_at_half_their_life_and_with_patience_where_that_fails() {
        let file = file("0 6 1 1 *");
        let mut now = at("2026-11-20T12:00");
        let mut history = after(&[done(Task::Sync, "2026-11-20T12:00")]);
        assert_ne!(next(&file, &history, &now).1, Task::Subscribe, "none are asked for");
        history.subscribed.is_asked = true;
        assert_eq!(next(&file, &history, &now), (now.clone(), Task::Subscribe));
        let left = |history: &History, now: &Zoned| {
            let due = subscribe(&history.subscribed, now).expect("they are asked for");
            due.duration_since(now).as_mins()
        };
        let mut tries = Vec::new();
        for _ in 0..6 {
            history.told_servers(true, now.timestamp());
            tries.push(left(&history, &now));
            now += SignedDuration::from_mins(left(&history, &now));
        }
        assert_eq!(tries, [5, 15, 60, 360, 360, 360]);
        history.told_servers(false, now.timestamp());
        assert_eq!(left(&history, &now), 24 * 60);
        for (renew, due) in [(40, 40), (1, 5), (3000, 1440)] {
            history.subscribed.renew_at = Some(now.timestamp() + SignedDuration::from_mins(renew));
            assert_eq!(left(&history, &now), due, "{renew}");
        }
    }
}
