//! From what changed and what stands to letters in the outbox.

use super::bought;
use super::letters::{lang, recipients};
use super::webhooks::{self, Caused};
use super::{Errand, Prepared, SyncError, mailed, requests};
use crate::alert::{self, Due, Escalation, Hours, Open, Pace, Queued, Round, round};
use crate::config::catalogue;
use crate::config::model::Notify;
use crate::licence::PoolKey;
use crate::plan::{Alert, AlertChanges, Event, Notice, unused_since};
use crate::roster::Snapshot;
use crate::seats::Uses;
use crate::store::{Channel, Letter, Look, Outcome, RunId, Stamp, StoreError};
use crate::wording::Words;
use crate::wording::alert::Names;
use crate::wording::letter::{Desk, Unused, Week, letter};
use crate::workday::Workdays;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use std::collections::{BTreeMap, BTreeSet};

/// How fast people are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tells {
    /// What is new, at once: nobody comes back to it.
    #[default]
    AtOnce,
    /// In its time, by a daemon that comes back to what still stands.
    ByTheClock,
}

/// What a week is for the letter that tells of it.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many runs at most are looked at for it.
const RUNS_MAX: u32 = 2_000;

/// When there may be something to tell by the clock; the past where there is now.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_telling(errand: &Errand<'_>) -> Result<Option<Timestamp>, SyncError> {
    let mut look = errand.store.look().await?;
    let (waits, done) = (!look.notices(errand.zone).await?.is_empty(), look.told_on().await?);
    let workdays = catalogue::workdays(&errand.config.file);
    let now = errand.clock.now().to_zoned(errand.zone.clone()).datetime();
    let next = alert::next(now, done, &hours(&errand.config.file.notify, &workdays), waits);
    let next = next.and_then(|at| at.to_zoned(errand.zone.clone()).ok()).map(|at| at.timestamp());
    Ok(next.into_iter().chain(mailed::next(errand)).min())
}

/// Writes the letters that are due into the outbox; `roster` has the names of units where it is at hand.
pub(super) async fn tell(errand: &Errand<'_>, roster: Option<&Snapshot>) -> Result<(), SyncError> {
    let mut look = errand.store.look().await?;
    let (queue, done) = (look.notices(errand.zone).await?, look.told_on().await?);
    if queue.is_empty() && errand.tells == Tells::AtOnce {
        return Ok(());
    }
    let open = look.open_alerts().await?.into_iter().map(|open| of_day(open, errand)).collect();
    let places = if roster.is_none() { Some(look.places().await?) } else { None };
    let Some(roster) = roster.or(places.as_ref()) else { return Ok(()) };
    let hooks = webhooks::due(errand, (&queue, roster), &mut look).await?;
    let shortages = look.shortages_told().await?;
    drop(look);
    let now = errand.clock.now().to_zoned(errand.zone.clone()).datetime();
    let scene = Scene { queue, open, roster, now, done, shortages };
    let round = scene.round(errand);
    if round.letters.is_empty() && round.told.is_empty() && round.done.is_none() && hooks.is_empty() {
        return Ok(());
    }
    let letters = scene.letters(errand, &round).await?;
    write(errand, &round, (letters, hooks)).await
}

/// The letters that would go on the day of a plan, if nothing else came in between, as a daemon sends them: in its working
/// hours, from the digest's time on. What the day's digest has told already does not go again. Reminders to vendors and
/// reports are among them; reports are written from what stands now.
///
/// # Errors
/// When the database cannot be read.
pub async fn preview(errand: &Errand<'_>, prepared: &Prepared) -> Result<Preview, SyncError> {
    let day = prepared.day;
    let mut look = errand.store.look().await?;
    let (mut queue, done) = (look.notices(errand.zone).await?, look.told_on().await?);
    let mut open: BTreeMap<String, Open> =
        look.open_alerts().await?.into_iter().map(|open| (open.alert.key(), of_day(open, errand))).collect();
    let run = look.runs(1).await?.first().map_or(1, |run| run.id.0 + 1);
    let (places, shortages) = (look.places().await?, look.shortages_told().await?);
    drop(look);
    let mut come = |changes: &AlertChanges, notices: &[Notice], cause: &str| {
        let last = queue.last().map_or(0, |last| last.id);
        let queued = |(id, notice): (i64, &Notice)| Queued {
            id,
            on: day,
            run: Some(run),
            event: 0,
            cause: cause.to_owned(),
            notice: notice.clone(),
        };
        queue.extend((last + 1..).zip(notices).map(queued));
        changes.closed.iter().for_each(|alert| drop(open.remove(&alert.key())));
        for (_, alert) in &changes.updated {
            open.entry(alert.key()).and_modify(|open| open.alert = alert.clone());
        }
        let new = |alert: &Alert| (alert.key(), Open { alert: alert.clone(), since: day, pause: None });
        open.extend(changes.opened.iter().map(new));
    };
    if let Some(plan) = &prepared.plan {
        come(&plan.alerts, &plan.notices, &plan.hash);
    }
    let (reminders, asked) = requests::foresee(errand, day).await?;
    come(&asked, &asked.notices(&BTreeSet::new()), "requests");
    let roster = prepared.plan.as_ref().map_or(&places, |plan| &plan.roster);
    let now = day.to_datetime(errand.config.file.notify.digest_at.0);
    let is_day_done = done == Some(day);
    let done = done.filter(|done| *done <= day).or_else(|| day.yesterday().ok());
    let scene = Scene { queue, open: open.into_values().collect(), roster, now, done, shortages };
    let round = scene.round(errand);
    let told = scene.letters(errand, &round).await?.into_iter().map(|(letter, _)| letter);
    let reports = mailed::foresee(errand, day).await?;
    Ok(Preview { letters: told.chain(reminders).chain(reports).collect(), is_day_done })
}

/// What would go on a day.
#[derive(Debug)]
pub struct Preview {
    /// The letters.
    pub letters: Vec<Letter>,
    /// What the day had to tell was written already.
    pub is_day_done: bool,
}

/// What people are told from.
struct Scene<'a> {
    queue: Vec<Queued>,
    open: Vec<Open>,
    /// Has the names of units.
    roster: &'a Snapshot,
    /// Now, in the organiser's time zone.
    now: DateTime,
    /// The last day whose digest is done.
    done: Option<Date>,
    /// When a letter of its own last told of a pool's shortage.
    shortages: BTreeMap<PoolKey, Date>,
}

impl Scene<'_> {
    /// What is due.
    fn round(&self, errand: &Errand<'_>) -> Round {
        let file = &errand.config.file;
        let (recipients, workdays) = (recipients(&file.notify), catalogue::workdays(file));
        let pace = match errand.tells {
            Tells::AtOnce => Pace::AtOnce,
            Tells::ByTheClock => {
                let hours = hours(&file.notify, &workdays);
                Pace::ByTheClock { now: self.now, done: self.done, shortages: &self.shortages, hours }
            }
        };
        round((&self.queue, &self.open), (&recipients, self.roster), (self.now.date(), pace))
    }

    /// The same in words, each letter with what it came from.
    async fn letters(&self, errand: &Errand<'_>, round: &Round) -> Result<Vec<(Letter, Option<&Queued>)>, SyncError> {
        let file = &errand.config.file;
        let (words, recipients) = (Words::new(lang(file.organiser.language)), recipients(&file.notify));
        let catalogue = bought::catalogue(file, &mut errand.store.look().await?).await?;
        let names = Names { catalogue: &catalogue, roster: self.roster, day: self.now.date() };
        let is_day = round.done.is_some();
        let week = if is_day { week(errand, names.day).await? } else { Week::default() };
        let organiser = &file.organiser.name;
        let desk = Desk { words: &words, names, organiser, recipients: &recipients, week };
        Ok(round.letters.iter().filter_map(|due| of_due(&desk, due, &self.queue)).collect())
    }
}

/// Letters and webhooks, the notices that they tell of and the day, in one transaction.
async fn write(
    errand: &Errand<'_>,
    round: &Round,
    (letters, hooks): (Vec<(Letter, Option<&Queued>)>, Vec<Caused>),
) -> Result<(), SyncError> {
    let at = errand.clock.now();
    let mut writing = errand.store.write().await?;
    let of_day = letters.iter().filter(|(_, from)| from.is_none()).count() as u64;
    let event = match of_day {
        0 => None,
        letters => {
            let stamp = Stamp { run: None, actor: None, at, key: errand.ledger_key.as_deref() };
            Some(writing.append(vec![Event::Told { letters }], stamp).await?)
        }
    };
    let caused = letters.into_iter().filter_map(|(letter, from)| match from {
        Some(from) => Some((letter, from.run.map(RunId), from.event)),
        None => Some((letter, None, event?)),
    });
    let letters: Vec<Caused> = caused.chain(hooks).collect();
    writing.letters(&letters, at).await?;
    writing.told(&round.told).await?;
    writing.shortages_told(&round.shortages, errand.clock.today(errand.zone)).await?;
    if let Some(done) = round.done {
        writing.told_on(done).await?;
    }
    writing.commit().await?;
    Ok(())
}

fn of_due<'q>(desk: &Desk<'_>, due: &Due, queue: &'q [Queued]) -> Option<(Letter, Option<&'q Queued>)> {
    let from = due.from.and_then(|id| queue.iter().find(|queued| queued.id == id));
    let letter = letter(desk, due, from.and_then(|from| from.run))?;
    let dedupe_key = format!("{} {} {} {}", due.cause, letter.kind, letter.thread, letter.to);
    let headers = serde_json::json!({ "thread": letter.thread }).to_string();
    let (recipient, kind, subject, body) = (letter.to, letter.kind.to_owned(), letter.subject, letter.body);
    let channel = Channel::Letter;
    Some((Letter { channel, dedupe_key, recipient, kind, subject, body, headers, due_at: None }, from))
}

fn of_day(open: crate::store::OpenAlert, errand: &Errand<'_>) -> Open {
    let since = open.opened_at.to_zoned(errand.zone.clone()).date();
    Open { alert: open.alert, since, pause: open.pause }
}

fn hours<'a>(notify: &Notify, workdays: &'a Workdays) -> Hours<'a> {
    Hours {
        digest_at: notify.digest_at.0,
        quiet_from: notify.quiet_hours.from.0,
        quiet_to: notify.quiet_hours.to.0,
        escalation: Escalation { organiser: notify.escalation.organiser, chief: notify.escalation.chief },
        workdays,
    }
}

/// How the last week went.
async fn week(errand: &Errand<'_>, day: Date) -> Result<Week, StoreError> {
    let now = errand.clock.now();
    let mut look = errand.store.look().await?;
    let runs = look.runs(RUNS_MAX).await?;
    let of_week = || runs.iter().filter(|run| run.started_at > now - WEEK && run.outcome.is_some());
    let failed = of_week().filter(|run| run.outcome == Some(Outcome::Failed)).count() as u64;
    let undelivered = look.undelivered(now - WEEK).await?;
    let unused = if is_first_of_month(day) { unused(errand, &mut look, day).await? } else { Vec::new() };
    Ok(Week { runs: of_week().count() as u64, failed, undelivered, unused })
}

/// Is the Monday of that week the first of its month?
fn is_first_of_month(day: Date) -> bool {
    let since_monday = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(since_monday.days()).is_ok_and(|monday| monday.day() <= 7)
}

/// Seats that nobody uses, by pool; of a tool that nothing was told of lately nobody knows (UX 5.5).
async fn unused(errand: &Errand<'_>, look: &mut Look, day: Date) -> Result<Vec<Unused>, StoreError> {
    let mut all = Vec::new();
    for pool in &bought::catalogue(&errand.config.file, look).await?.pools {
        let newest = look.newest_use(&pool.tool).await?;
        let Some((days, since)) =
            unused_since(pool, day).filter(|_| newest.is_some_and(|newest| Uses::is_fresh(newest, day)))
        else {
            continue;
        };
        let seats = look.unused_seats(&pool.key, since).await?;
        if seats > 0 {
            all.push(Unused { pool: pool.key.clone(), seats, days });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_week_of_each_month_is_its_first() {
        let mut day = date(2026, 1, 1);
        let mut months = BTreeMap::new();
        while day < date(2030, 1, 1) {
            if day.weekday() == jiff::civil::Weekday::Monday {
                *months.entry((day.year(), day.month())).or_insert(0) += i32::from(is_first_of_month(day));
            }
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap();
            assert_eq!(
                is_first_of_month(day),
                is_first_of_month(monday),
                "{day}: a holiday moves the letter, not the week"
            );
            day = day.tomorrow().unwrap();
        }
        assert!(months.len() == 48 && months.values().all(|times| *times == 1), "{months:?}");
    }
}
