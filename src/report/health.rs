//! How upprop itself is, as one line of a check that monitoring systems run (the guidelines of Monitoring Plugins), or as JSON.

use crate::alert::{Cause, Health, Severity, Vitals};
use crate::wording::Words;
use jiff::SignedDuration;
use serde::Serialize;

/// A check's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// All is as it should be.
    Ok,
    /// Somebody should look.
    Warning,
    /// Somebody should look now.
    Critical,
    /// It cannot be told.
    Unknown,
}

impl Verdict {
    /// Its word, which is the same in every language.
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRow {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in words, on one line.
    pub text: String,
    /// Why, as data.
    pub causes: Vec<Cause>,
    /// Figures to draw; none where nothing can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// Figures of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Seconds since the last run ended that went well; none where none did.
    pub last_success_age: Option<i64>,
    /// The ages that are a warning when passed, and critical; none where nothing is expected.
    pub bounds: Option<(i64, i64)>,
    /// Open holds.
    pub holds: u64,
    /// Open alerts on which somebody should act today.
    pub alerts: usize,
    /// Wishes that wait for a seat.
    pub waiting: u64,
    /// Letters that are to be sent.
    pub letters_waiting: u64,
}

impl CheckRow {
    /// What was found, in words.
    #[must_use]
    pub fn of(words: &Words, vitals: &Vitals, health: Health) -> Self {
        let verdict = match health.worst() {
            None | Some(Severity::Info) => Verdict::Ok,
            Some(Severity::Warning) => Verdict::Warning,
            Some(Severity::Critical) => Verdict::Critical,
        };
        let ago = age(words, health.age.unwrap_or_default());
        let texts: Vec<String> = health.causes.iter().map(|cause| cause_text(words, cause, &ago)).collect();
        let text =
            if texts.is_empty() { words.say("health-fine", &[("age", (&ago).into())]) } else { texts.join("; ") };
        let figures = Figures {
            last_success_age: health.age.map(|age| age.as_secs()),
            bounds: health.bounds.map(|(late, missing)| (late.as_secs(), missing.as_secs())),
            holds: vitals.holds,
            alerts: vitals.alerts.iter().filter(|alert| alert.is_urgent()).count(),
            waiting: vitals.waiting,
            letters_waiting: vitals.letters_waiting,
        };
        Self { verdict, text: harmless(&text), causes: health.causes, figures: Some(figures) }
    }

    /// Nothing can be told, and why.
    #[must_use]
    pub fn unknown(why: &str) -> Self {
        Self { verdict: Verdict::Unknown, text: harmless(why), causes: Vec::new(), figures: None }
    }

    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        let line = format!("UPPROP {} - {}", self.verdict.word(), self.text);
        self.figures.as_ref().map_or(line.clone(), |figures| format!("{line} | {}", figures.line()))
    }
}

impl Figures {
    /// `label=value[unit];warning;critical;least`, apart from each other by blanks; `U` for what is not known.
    fn line(&self) -> String {
        let age = self.last_success_age.map_or_else(|| "U".to_owned(), |age| format!("{age}s"));
        let (late, missing) =
            self.bounds.map_or((String::new(), String::new()), |(l, m)| (l.to_string(), m.to_string()));
        let Self { holds, alerts, waiting, letters_waiting, .. } = self;
        format!(
            "last_success_age={age};{late};{missing};0 holds={holds};0;;0 alerts={alerts};;;0 waiting={waiting};;;0 \
             letters_waiting={letters_waiting};;;0"
        )
    }
}

fn cause_text(words: &Words, cause: &Cause, ago: &str) -> String {
    match cause {
        Cause::NeverRan => words.text("health-never-ran"),
        Cause::RunsMissing => words.say("health-runs-missing", &[("age", ago.into())]),
        Cause::RunLate => words.say("health-run-late", &[("age", ago.into())]),
        Cause::RunsFail { since } => words.say("health-runs-fail", &[("since", (&since.to_string()).into())]),
        Cause::SourceOld { source, since } => {
            let since = since.to_string();
            words.say("health-source-old", &[("source", source.into()), ("since", (&since).into())])
        }
        Cause::ConfigurationRefused => words.text("health-configuration-refused"),
        Cause::Held { count } => words.say("health-held", &[("count", (*count).into())]),
        Cause::LettersLate { count } => words.say("health-letters-late", &[("count", (*count).into())]),
        Cause::LettersLost { count } => words.say("health-letters-lost", &[("count", (*count).into())]),
    }
}

/// An age in the largest unit of which there are two.
fn age(words: &Words, age: SignedDuration) -> String {
    let minutes = u64::try_from(age.as_mins()).unwrap_or(0);
    let (key, count) = match minutes {
        0..=119 => ("health-minutes", minutes),
        120..=2_879 => ("health-hours", minutes / 60),
        _ => ("health-days", minutes / 60 / 24),
    };
    words.say(key, &[("count", count.into())])
}

/// One line without the sign that figures follow, whatever a driver or a name of a source says.
fn harmless(text: &str) -> String {
    let plain = |c: char| match c {
        '|' => '/',
        c if c.is_control() => ' ',
        c => c,
    };
    let lines = text.lines().map(|line| line.chars().map(plain).collect::<String>());
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{Rhythm, health};
    use crate::wording::Lang;
    use jiff::Timestamp;

    fn row(vitals: &Vitals, minutes: i64) -> CheckRow {
        let begin = Timestamp::UNIX_EPOCH;
        let rhythm = Rhythm {
            now: begin + SignedDuration::from_mins(minutes),
            next_at: Some(begin + SignedDuration::from_hours(24)),
            age_max: SignedDuration::from_hours(26),
        };
        let vitals = Vitals { last_good_at: vitals.last_good_at.map(|_| begin), ..vitals.clone() };
        CheckRow::of(&Words::new(Lang::En), &vitals, health(&vitals, &rhythm))
    }

    fn ran() -> Vitals {
        Vitals { last_good_at: Some(Timestamp::UNIX_EPOCH), waiting: 4, letters_waiting: 1, ..Vitals::default() }
    }

    #[test]
    fn a_line_is_a_verdict_a_reason_and_figures() {
        assert_eq!(
            row(&ran(), 119).line(),
            "UPPROP OK - the last run went well 119 minutes ago | last_success_age=7140s;90000;183600;0 holds=0;0;;0 \
             alerts=0;;;0 waiting=4;;;0 letters_waiting=1;;;0"
        );
        assert_eq!(
            row(&Vitals { last_good_at: None, ..ran() }, 0).line(),
            "UPPROP CRITICAL - no run has gone well yet | last_success_age=U;;;0 holds=0;0;;0 alerts=0;;;0 waiting=4;;;0 \
             letters_waiting=1;;;0"
        );
        let late = row(&Vitals { holds: 1, ..ran() }, 26 * 60);
        assert_eq!(
            (late.verdict, late.text.as_str()),
            (
                Verdict::Warning,
                "the next run did not come; the last one went well 26 hours ago; 1 thing is held for a decision"
            )
        );
        assert!(row(&ran(), 72 * 60).text.contains("3 days"));
    }

    #[test]
    fn whatever_a_reason_says_it_stays_one_line_and_makes_no_figures() {
        let row = CheckRow::unknown("the file\n    a|b  is no\tdatabase\r\n");
        assert_eq!(row.line(), "UPPROP UNKNOWN - the file; a/b is no database");
    }

    #[test]
    fn every_cause_has_words_in_both_languages() {
        let since = "2026-11-20".parse().unwrap();
        let all = [
            Cause::NeverRan,
            Cause::RunsMissing,
            Cause::RunsFail { since },
            Cause::SourceOld { source: "register".to_owned(), since },
            Cause::ConfigurationRefused,
            Cause::RunLate,
            Cause::Held { count: 2 },
            Cause::LettersLate { count: 2 },
            Cause::LettersLost { count: 2 },
        ];
        for words in [Words::new(Lang::Sv), Words::new(Lang::En)] {
            for cause in &all {
                let text = cause_text(&words, cause, "9");
                assert!(!text.starts_with("health-") && !text.contains('{'), "{cause:?}: {text}");
            }
        }
    }
}
