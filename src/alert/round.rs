//! Which letters are due.

use super::audience::Audience;
use super::matrix::{Severity, is_direct, is_told_daily, is_told_once, is_twin, mutes, severity};
use super::news::{Item, News, alert, sift};
use super::pace::{Hours, Pace};
use super::{Hears, Open, Queued, Recipient};
use crate::licence::PoolKey;
use crate::plan::{Alert, Notice};
use crate::roster::Snapshot;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is due, and what is done with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters, in the order of recipients.
    pub letters: Vec<Due>,
    /// Numbers of notices that wait no more.
    pub told: Vec<i64>,
    /// The day whose digest is done with this.
    pub done: Option<Date>,
    /// Pools whose shortage is told of in a letter of its own: the last for that day.
    pub shortages: BTreeSet<PoolKey>,
}

/// A letter that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// To which of the recipients.
    pub to: usize,
    /// What it came from: the same cause, kind, matter and recipient are the same letter.
    pub cause: String,
    /// The notice that it came from; none for what comes with the day.
    pub from: Option<i64>,
    /// What of.
    pub about: About,
    /// The day on which the recipient is told again, if nothing changes and where that is known.
    pub again: Option<Date>,
}

/// What a letter is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Stops of one run.
    Holds(Vec<Notice>),
    /// One thing that cannot wait.
    One(Notice),
    /// Licences of one tool that end on one day: whoever renews one renews the other.
    Twins(Vec<Notice>),
    /// So many things at once that each of them in a letter of its own would be noise.
    Many(Vec<Notice>),
    /// What is new.
    Digest(Vec<Notice>),
    /// What stands and is told every working day.
    Still(Vec<Open>),
    /// What nobody has answered for so many working days.
    Unanswered {
        /// What stands.
        open: Open,
        /// What ends on the same day, of the same tool.
        twins: Vec<Open>,
        /// How many.
        days: i64,
    },
    /// The week: everything that stands, new or not; also when that is nothing.
    Week {
        /// What is new.
        news: Vec<Notice>,
        /// What stands and is told.
        open: Vec<Open>,
        /// What stands and somebody is at.
        paused: usize,
    },
}

/// What somebody hears of a notice.
struct Heard<'q> {
    from: &'q Queued,
    notice: Notice,
}

/// More letters than this at one time are one letter.
const MANY: usize = 5;

/// What people are told from.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) recipients: &'a [Recipient],
    pub(super) audience: Audience<'a>,
    pub(super) open: &'a [Open],
    pub(super) today: Date,
}

/// The letters that are due.
#[must_use]
pub fn round(
    (queue, open): (&[Queued], &[Open]),
    (recipients, roster): (&[Recipient], &Snapshot),
    (today, pace): (Date, Pace<'_>),
) -> Round {
    let desk = Desk { recipients, audience: Audience::of(recipients, roster), open, today };
    let by_key: BTreeMap<String, &Open> = open.iter().map(|open| (open.alert.key(), open)).collect();
    let News { told, idle } = sift(queue, &by_key);
    let (snoozed, told): (Vec<Item<'_>>, Vec<Item<'_>>) =
        told.into_iter().partition(|item| desk.is_snoozed(item.last, &by_key));
    let (direct, mut rest): (Vec<Item<'_>>, Vec<Item<'_>>) = told
        .into_iter()
        .filter(|item| !desk.is_muted(alert(&item.last.notice)))
        .partition(|item| alert(&item.last.notice).is_some_and(is_direct));
    let mut round = Round { told: idle, ..Round::default() };
    // What nobody has heard of waits for as long as the snooze: it may be over by then, and be nothing to anybody.
    round.told.extend(snoozed.into_iter().filter(|item| !item.is_unheard).flat_map(|item| item.all));
    match pace {
        Pace::AtOnce => {
            desk.tell(&direct, &mut round);
            desk.digest(&rest, &mut round);
        }
        Pace::ByTheClock { now, done, shortages, hours } => {
            let (second, direct): (Vec<Item<'_>>, Vec<Item<'_>>) =
                direct.into_iter().partition(|item| desk.is_second(item.last, shortages));
            rest.extend(second);
            rest.sort_by_key(|item| item.last.id);
            let may_go = |item: &Item<'_>| hours.are_open(now) || desk.is_critical(item.last);
            let direct: Vec<Item<'_>> = direct.into_iter().filter(may_go).collect();
            desk.tell(&direct, &mut round);
            let is_due = now.time() >= hours.digest_at && done.is_none_or(|done| done < today);
            if is_due {
                desk.day(&rest, done, &hours, &mut round);
                round.done = Some(today);
            }
            desk.foretell(round.done.or(done), &hours, &mut round.letters);
        }
    }
    round.told.sort_unstable();
    round
}

impl Desk<'_> {
    fn is_muted(&self, alert: Option<&Alert>) -> bool {
        alert.is_some_and(|alert| self.open.iter().any(|open| mutes(&open.alert, alert)))
    }

    /// Whoever knows of it does not want to hear more, up to a day.
    fn is_snoozed(&self, queued: &Queued, open: &BTreeMap<String, &Open>) -> bool {
        let (Notice::Opened { alert } | Notice::Worse { alert }) = &queued.notice else { return false };
        let pause = open.get(&alert.key()).and_then(|open| open.pause.as_ref());
        pause.is_some_and(|pause| pause.until.is_some() && pause.holds_on(self.today))
    }

    /// Was the pool's shortage told of in a letter of its own on the day on which this came, or is it one for today? Then the
    /// digest tells it (UX 5.5).
    fn is_second(&self, queued: &Queued, shortages: &BTreeMap<PoolKey, Date>) -> bool {
        let told_on = lacking(&queued.notice).and_then(|pool| shortages.get(pool));
        told_on.is_some_and(|day| *day == self.today || *day == queued.on)
    }

    fn is_critical(&self, queued: &Queued) -> bool {
        let is_over = matches!(queued.notice, Notice::Resolved { .. });
        !is_over && alert(&queued.notice).is_some_and(|alert| severity(alert, self.today) == Severity::Critical)
    }

    /// What each recipient hears of these.
    fn heard<'q>(&self, recipient: &Recipient, items: &[Item<'q>]) -> Vec<Heard<'q>> {
        let heard = |item: &Item<'q>| {
            let notice = self.audience.heard(recipient, &item.last.notice)?;
            Some(Heard { from: item.last, notice })
        };
        items.iter().filter_map(heard).collect()
    }

    /// Letters that cannot wait: stops together, everything else in a letter of its own, or all in one where they are many.
    fn tell(&self, items: &[Item<'_>], round: &mut Round) {
        for (to, recipient) in self.recipients.iter().enumerate() {
            let heard = self.heard(recipient, items);
            let is_hold = |one: &Heard<'_>| matches!(alert(&one.notice), Some(Alert::Held { .. }));
            let (holds, others): (Vec<Heard<'_>>, Vec<Heard<'_>>) = heard.into_iter().partition(is_hold);
            let due = |Heard { from, .. }: &Heard<'_>, about| Due {
                to,
                cause: from.cause.clone(),
                from: Some(from.id),
                about,
                again: None,
            };
            if let Some(first) = holds.first() {
                round.letters.push(due(first, About::Holds(notices(&holds))));
            }
            let together = by_twins(&others);
            match others.first() {
                Some(first) if together.len() > MANY => {
                    round.letters.push(due(first, About::Many(notices(&others))));
                }
                _ => {
                    let one = |twins: &Vec<&Heard<'_>>| match &twins[..] {
                        [one] => due(one, About::One(one.notice.clone())),
                        twins => due(twins[0], About::Twins(notices(twins.iter().copied()))),
                    };
                    round.letters.extend(together.iter().map(one));
                }
            }
        }
        round.told.extend(items.iter().flat_map(|item| &item.all));
        round.shortages.extend(items.iter().filter_map(|item| lacking(&item.last.notice)).cloned());
    }

    /// What is new and could wait.
    fn digest(&self, items: &[Item<'_>], round: &mut Round) {
        for (to, recipient) in self.recipients.iter().enumerate() {
            let heard = self.heard(recipient, items);
            if let Some(Heard { from: last, .. }) = heard.last() {
                let (cause, from) = (last.cause.clone(), Some(last.id));
                round.letters.push(Due { to, cause, from, about: About::Digest(notices(&heard)), again: None });
            }
        }
        round.told.extend(items.iter().flat_map(|item| &item.all));
    }

    /// What is told once a day: on working days what is new and what still stands, once a week everything.
    pub(super) fn day(&self, news: &[Item<'_>], done: Option<Date>, hours: &Hours<'_>, round: &mut Round) {
        let is_new_week = match done {
            Some(done) => week(done) != week(self.today),
            None => self.today.weekday() == jiff::civil::Weekday::Monday,
        };
        if is_new_week {
            self.week(news, round);
        }
        if !hours.workdays.is_working(self.today) {
            return;
        }
        if !is_new_week {
            let mut digest = Round::default();
            self.digest(news, &mut digest);
            let cause = format!("day {}", self.today);
            round.letters.extend(digest.letters.into_iter().map(|due| Due { cause: cause.clone(), from: None, ..due }));
            round.told.extend(digest.told);
        }
        self.still(done, hours, round);
    }

    /// A sign of life, with all there is to know.
    fn week(&self, news: &[Item<'_>], round: &mut Round) {
        let (paused, open): (Vec<&Open>, Vec<&Open>) = self.open.iter().partition(|open| self.is_paused(open));
        for (to, recipient) in self.recipients.iter().enumerate() {
            let told = open.iter().filter(|open| !self.is_muted(Some(&open.alert)));
            let stands: Vec<Open> = told.filter_map(|open| self.audience.heard_again(recipient, open)).collect();
            let heard = notices(&self.heard(recipient, news));
            let is_for_all = matches!(recipient.hears, Hears::Everything | Hears::Stops);
            if is_for_all || !stands.is_empty() || !heard.is_empty() {
                let paused = paused.iter().filter_map(|open| self.audience.heard_again(recipient, open)).count();
                let about = About::Week { news: heard, open: stands, paused };
                round.letters.push(Due { to, cause: format!("week {}", self.today), from: None, about, again: None });
            }
        }
        round.told.extend(news.iter().flat_map(|item| &item.all));
    }

    fn is_paused(&self, open: &Open) -> bool {
        open.pause.as_ref().is_some_and(|pause| pause.holds_on(self.today))
    }

    /// What stood yesterday and stands today: who has not answered for days, and what is told every day.
    fn still(&self, done: Option<Date>, hours: &Hours<'_>, round: &mut Round) {
        let yesterday = done.or_else(|| self.today.yesterday().ok()).unwrap_or(self.today);
        let mut answered: BTreeSet<(usize, String)> = BTreeSet::new();
        let stands = |open: &&Open| {
            let is_told = !self.is_paused(open) && !self.is_muted(Some(&open.alert));
            is_told && open.since < self.today && is_direct(&open.alert) && !is_told_once(&open.alert)
        };
        let open_alerts: Vec<&Open> = self.open.iter().filter(stands).collect();
        for (at, open) in open_alerts.iter().enumerate() {
            let is_with = |other: &&&Open| other.since == open.since && is_twin(&other.alert, &open.alert);
            // Told with the first of them.
            if open_alerts[..at].iter().any(|other| is_with(&other)) {
                continue;
            }
            let twins: Vec<Open> = open_alerts[at + 1..].iter().filter(is_with).map(|other| (*other).clone()).collect();
            let (days, before) =
                (hours.working_days(open.since, self.today), hours.working_days(open.since, yesterday));
            let crossed = |step: u16| before < i64::from(step) && i64::from(step) <= days;
            let (organiser, chief) = (crossed(hours.escalation.organiser), crossed(hours.escalation.chief));
            for (to, recipient) in self.recipients.iter().enumerate() {
                let is_theirs = match recipient.hears {
                    Hears::Everything => organiser || chief,
                    Hears::Unanswered => chief,
                    Hears::Units(_) | Hears::Stops => false,
                };
                if is_theirs {
                    let told = twins.iter().map(|twin| twin.alert.key()).chain([open.alert.key()]);
                    answered.extend(told.map(|key| (to, key)));
                    let about = About::Unanswered { open: (*open).clone(), twins: twins.clone(), days };
                    let cause = format!("unanswered {} {days}", open.since);
                    round.letters.push(Due { to, cause, from: None, about, again: None });
                }
            }
        }
        for (to, recipient) in self.recipients.iter().enumerate() {
            let is_due =
                |open: &&&Open| is_told_daily(&open.alert, self.today) && !answered.contains(&(to, open.alert.key()));
            let due = open_alerts.iter().filter(is_due);
            let mine: Vec<Open> = due.filter_map(|open| self.audience.heard_again(recipient, open)).collect();
            if !mine.is_empty() {
                let cause = format!("day {}", self.today);
                round.letters.push(Due { to, cause, from: None, about: About::Still(mine), again: None });
            }
        }
    }
}

/// The same in the same order, with what is told in one letter together.
fn by_twins<'h, 'q>(queue: &'h [Heard<'q>]) -> Vec<Vec<&'h Heard<'q>>> {
    let mut together: Vec<Vec<&Heard<'q>>> = Vec::new();
    for one in queue {
        let is_with = |twins: &&mut Vec<&Heard<'q>>| match (&twins[0].notice, &one.notice) {
            (
                Notice::Opened { alert: first } | Notice::Worse { alert: first },
                Notice::Opened { alert } | Notice::Worse { alert },
            ) => is_twin(first, alert),
            _ => false,
        };
        match together.iter_mut().find(is_with) {
            Some(twins) => twins.push(one),
            None => together.push(vec![one]),
        }
    }
    together
}

fn notices<'h, 'q: 'h>(heard: impl IntoIterator<Item = &'h Heard<'q>>) -> Vec<Notice> {
    heard.into_iter().map(|one| one.notice.clone()).collect()
}

/// The pool of which it says that seats lack.
fn lacking(notice: &Notice) -> Option<&PoolKey> {
    match notice {
        Notice::Opened { alert: Alert::Shortage { pool, .. } }
        | Notice::Worse { alert: Alert::Shortage { pool, .. } } => Some(pool),
        _ => None,
    }
}

/// The week of a day, as ISO 8601 counts.
fn week(day: Date) -> (i16, i8) {
    let week = day.iso_week_date();
    (week.year(), week.week())
}
