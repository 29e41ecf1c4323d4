//! Several things in one letter: the digest, what still stands, the week.

use super::{Desk, Draft, Unused, Week, listed};
use crate::alert::Open;
use crate::plan::{Alert, Notice};
use crate::wording::alert;

impl Desk<'_> {
    /// What is new.
    pub(super) fn digest(&self, notices: &[Notice]) -> Draft {
        let date = self.names.day.to_string();
        let line = self.words.say("letter-digest-line", &[("date", (&date).into()), ("count", notices.len().into())]);
        let body = format!("{}\n{}", self.words.text("letter-digest"), self.news(notices));
        Draft { kind: "digest", thread: format!("digest {date}"), line, body }
    }

    /// So much at once that a letter for each would be noise.
    pub(super) fn many(&self, notices: &[Notice]) -> Draft {
        let date = self.names.day.to_string();
        let line = self.words.say("letter-many-line", &[("count", notices.len().into())]);
        let steps = self.steps(&[self.words.text("letter-many-do")]);
        let body = format!("{}\n{}\n\n{steps}", self.words.text("letter-many"), self.news(notices));
        Draft { kind: "many", thread: format!("many {date}"), line, body }
    }

    /// What stands and is told every day: alone in the words of its first letter, together as a list.
    pub(super) fn still(&self, open: &[Open]) -> Option<Draft> {
        let date = self.names.day.to_string();
        let [one] = open else {
            let line = self.words.say("letter-still-line", &[("count", open.len().into())]);
            let steps = self.steps(&[self.words.text("letter-still-do")]);
            let body = format!("{}\n{}\n\n{steps}", self.words.text("letter-still"), self.standing(open));
            return Some(Draft { kind: "still", thread: format!("still {date}"), line, body });
        };
        Some(self.of_one("still", one, "letter-still-since"))
    }

    /// What nobody has answered.
    pub(super) fn unanswered(&self, (open, twins): (&Open, &[Open]), days: i64) -> Draft {
        let alerts: Vec<&Alert> = [open].into_iter().chain(twins).map(|open| &open.alert).collect();
        let draft = self.of_one("unanswered", open, "letter-still-since");
        let draft = match self.twins(&alerts) {
            Some(twins) => Draft {
                line: twins.line,
                body: format!("{}\n\n{}", self.since(open, "letter-still-since"), twins.body),
                ..draft
            },
            None => draft,
        };
        let days = u64::try_from(days).unwrap_or(0);
        let told = self.words.say("letter-unanswered", &[("days", days.into())]);
        Draft { body: format!("{told}\n\n{}", draft.body), ..draft }
    }

    fn of_one(&self, kind: &'static str, open: &Open, key: &str) -> Draft {
        let line = alert::line(self.words, &self.names, &open.alert);
        let since = self.since(open, key);
        let what = match self.body(&open.alert) {
            Some((_, body)) => body,
            None => format!("{line}\n\n{}", self.steps(&[self.words.text("letter-still-do")])),
        };
        Draft { kind, thread: open.alert.key(), line, body: format!("{since}\n\n{what}") }
    }

    fn since(&self, open: &Open, key: &str) -> String {
        self.words.say(key, &[("since", (&open.since.to_string()).into())])
    }

    /// The week.
    pub(super) fn of_week(&self, news: &[Notice], open: &[Open], paused: usize) -> Draft {
        let week = self.names.day.iso_week_date();
        let (week, year) = (u64::try_from(week.week()).unwrap_or(0), week.year());
        let urgent = open.iter().filter(|open| open.alert.is_urgent()).count();
        let fills = [("week", week.into()), ("count", open.len().into()), ("urgent", urgent.into())];
        let line = self.words.say("letter-week-line", &fills);
        let mut parts = vec![self.runs()];
        if open.is_empty() {
            parts.push(self.words.text("letter-week-nothing"));
        } else {
            parts.push(format!("{}\n{}", self.words.text("letter-week-todo"), self.standing(open)));
        }
        if paused > 0 {
            parts.push(self.words.say("letter-week-paused", &[("count", paused.into())]));
        }
        if !news.is_empty() {
            parts.push(format!("{}\n{}", self.words.text("letter-week-news"), self.news(news)));
        }
        if !self.week.unused.is_empty() {
            let line = |one: &Unused| {
                let (pool, days) = (self.names.pool(&one.pool), u64::from(one.days));
                let told = [("pool", (&pool).into()), ("seats", one.seats.into()), ("days", days.into())];
                self.words.say("letter-week-unused-pool", &told)
            };
            let pools = listed(self.week.unused.iter().map(line));
            parts.push(format!("{}\n{pools}", self.words.text("letter-week-unused")));
        }
        Draft { kind: "week", thread: format!("week {year} {week}"), line, body: parts.join("\n\n") }
    }

    fn runs(&self) -> String {
        let Week { runs, failed, undelivered, .. } = &self.week;
        let told = self.words.say("letter-week-runs", &[("runs", (*runs).into()), ("failed", (*failed).into())]);
        if *undelivered == 0 {
            return told;
        }
        let more = self.words.say("letter-week-undelivered", &[("count", (*undelivered).into())]);
        format!("{told}\n{more}")
    }

    fn news(&self, notices: &[Notice]) -> String {
        listed(notices.iter().map(|notice| self.line(notice)))
    }

    /// What stands, urgent things first.
    fn standing(&self, open: &[Open]) -> String {
        let mut sorted: Vec<&Open> = open.iter().collect();
        sorted.sort_by_key(|open| !open.alert.is_urgent());
        listed(sorted.into_iter().map(|open| alert::line(self.words, &self.names, &open.alert)))
    }
}
