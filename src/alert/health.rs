//! How upprop itself is, for whoever watches it from outside: a check of a monitoring system, and what says the same later.
//!
//! It judges what the database says, not whether a process is there: work that is done is what counts.

use super::Severity;
use crate::plan::Alert;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// A beat that is missed, and a letter that waits, are worth a word after this.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// Letters that did not get out are worth a word for so long.
pub const LETTERS_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What the database says of upprop's own work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vitals {
    /// When the last run ended that went well. While runs fail that ask sources, the last one before that: that a day began is
    /// no sign that anything was read.
    pub last_good_at: Option<Timestamp>,
    /// Every open alert.
    pub alerts: Vec<Alert>,
    /// Open holds.
    pub holds: u64,
    /// Wishes that wait for a seat.
    pub waiting: u64,
    /// Letters that are to be sent.
    pub letters_waiting: u64,
    /// Those of them that were written longer ago than [`PATIENCE`].
    pub letters_late: u64,
    /// Letters of the last [`LETTERS_BACK`] that did not get out, or may not have.
    pub letters_lost: u64,
}

/// What the clock and the schedule say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Now.
    pub now: Timestamp,
    /// The first beat after the last run that went well; none where there was no such run, or no beat will ever come.
    pub next_at: Option<Timestamp>,
    /// `schedule.max_age`.
    pub age_max: SignedDuration,
}

/// How upprop is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What is not as it should be, the worst first.
    pub causes: Vec<Cause>,
    /// How long ago the last run ended that went well.
    pub age: Option<SignedDuration>,
    /// The ages after which that is a warning, and critical.
    pub bounds: Option<(SignedDuration, SignedDuration)>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// No run ever went well.
    NeverRan,
    /// A beat was missed, and everything is older than anybody should accept.
    RunsMissing,
    /// Runs fail that ask sources.
    RunsFail {
        /// Since which day.
        since: Date,
    },
    /// A source delivers nothing new.
    SourceOld {
        /// Which.
        source: String,
        /// Of which day its newest part is.
        since: Date,
    },
    /// The configuration that was saved cannot be used.
    ConfigurationRefused,
    /// A beat was missed.
    RunLate,
    /// The guard holds something.
    Held {
        /// How many holds.
        count: u64,
    },
    /// Letters wait for longer than they should.
    LettersLate {
        /// How many.
        count: u64,
    },
    /// Letters did not get out, or may not have.
    LettersLost {
        /// How many.
        count: u64,
    },
}

impl Cause {
    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::NeverRan
            | Self::RunsMissing
            | Self::RunsFail { .. }
            | Self::SourceOld { .. }
            | Self::ConfigurationRefused => Severity::Critical,
            Self::RunLate | Self::Held { .. } | Self::LettersLate { .. } | Self::LettersLost { .. } => {
                Severity::Warning
            }
        }
    }

    /// What an alert says of upprop's own work; nothing for one about schools and seats, which letters tell of.
    fn of(alert: &Alert) -> Option<Self> {
        match alert {
            Alert::RunsFail { since, .. } => Some(Self::RunsFail { since: *since }),
            Alert::SourceOld { source, since } => Some(Self::SourceOld { source: source.clone(), since: *since }),
            Alert::ConfigurationRefused { .. } => Some(Self::ConfigurationRefused),
            _ => None,
        }
    }
}

impl Health {
    /// The worst of it; nothing where everything is as it should be.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.causes.iter().map(Cause::severity).max()
    }
}

/// Judges how upprop is.
#[must_use]
pub fn health(vitals: &Vitals, rhythm: &Rhythm) -> Health {
    // A clock that was set back makes nothing older than it is.
    let age = vitals.last_good_at.map(|at| rhythm.now.duration_since(at).max(SignedDuration::ZERO));
    let late = vitals.last_good_at.zip(rhythm.next_at).map(|(at, next)| next.duration_since(at) + PATIENCE);
    let bounds = late.map(|late| (late, late + rhythm.age_max));
    let mut causes: Vec<Cause> = run(age, bounds).into_iter().collect();
    causes.extend(vitals.alerts.iter().filter_map(Cause::of));
    let counted = [
        (vitals.holds, Cause::Held { count: vitals.holds }),
        (vitals.letters_late, Cause::LettersLate { count: vitals.letters_late }),
        (vitals.letters_lost, Cause::LettersLost { count: vitals.letters_lost }),
    ];
    causes.extend(counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, cause)| cause));
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.severity()));
    Health { causes, age, bounds }
}

/// What the age of the last good run says.
fn run(age: Option<SignedDuration>, bounds: Option<(SignedDuration, SignedDuration)>) -> Option<Cause> {
    let Some(age) = age else { return Some(Cause::NeverRan) };
    let (late, missing) = bounds?;
    if age > missing { Some(Cause::RunsMissing) } else { (age > late).then_some(Cause::RunLate) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Hold, HoldKind, Scope};

    const BEAT: &str = "2026-11-23T05:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Monday's run ended a minute after its beat; the next is on Tuesday.
    fn fine() -> Vitals {
        Vitals { last_good_at: Some(at(BEAT) + SignedDuration::from_mins(1)), waiting: 4, ..Vitals::default() }
    }

    fn on(now: &str) -> Rhythm {
        let next_at = Some(at(BEAT) + SignedDuration::from_hours(24));
        Rhythm { now: at(now), next_at, age_max: SignedDuration::from_hours(26) }
    }

    fn causes(vitals: &Vitals, now: &str) -> Vec<Cause> {
        health(vitals, &on(now)).causes
    }

    #[test]
    fn nothing_is_wrong_until_the_next_beat_is_an_hour_past_and_everything_when_it_is_too_old_as_well() {
        let vitals = fine();
        for (now, expected) in [
            ("2026-11-23T05:01:00Z", vec![]),
            ("2026-11-24T06:00:00Z", vec![]),
            ("2026-11-24T06:00:01Z", vec![Cause::RunLate]),
            ("2026-11-25T08:00:00Z", vec![Cause::RunLate]),
            ("2026-11-25T08:00:01Z", vec![Cause::RunsMissing]),
            ("2026-11-20T05:00:00Z", vec![]),
        ] {
            assert_eq!(causes(&vitals, now), expected, "{now}");
        }
        let health = health(&vitals, &on("2026-11-23T07:01:00Z"));
        let hours = |hours: i64| SignedDuration::from_hours(hours);
        let late = hours(25) - SignedDuration::from_mins(1);
        assert_eq!((health.age, health.bounds), (Some(hours(2)), Some((late, late + hours(26)))));
        assert_eq!(health.worst(), None);
    }

    #[test]
    fn a_schedule_that_never_beats_is_never_late_and_no_run_at_all_is_always_critical() {
        let never = Rhythm { next_at: None, ..on("2027-11-23T05:00:00Z") };
        assert_eq!(health(&fine(), &never).causes, []);
        let health = health(&Vitals::default(), &never);
        assert_eq!((health.worst(), health.age, health.bounds), (Some(Severity::Critical), None, None));
        assert_eq!(health.causes, [Cause::NeverRan]);
    }

    #[test]
    fn alerts_of_upprops_own_work_are_critical_and_those_of_schools_are_not_its_health() {
        let since = "2026-11-20".parse().unwrap();
        let hold = Hold {
            hash: "0a".to_owned(),
            scope: Scope::Total,
            kind: HoldKind::PersonRemovals,
            count: 9,
            base: 10,
            limit: 1,
            in_the_way: Vec::new(),
            who: Vec::new(),
        };
        let alerts = vec![
            Alert::LowSeats { pool: "p".into(), available: 0, total: 4, units: Vec::new() },
            Alert::Held { hold },
            Alert::RunsFail { since, why: "x".to_owned() },
            Alert::SourceOld { source: "s".to_owned(), since },
            Alert::ConfigurationRefused { why: "y".to_owned() },
        ];
        let expected = [
            Cause::RunsFail { since },
            Cause::SourceOld { source: "s".to_owned(), since },
            Cause::ConfigurationRefused,
        ];
        assert_eq!(causes(&Vitals { alerts, ..fine() }, BEAT), expected);
    }

    #[test]
    fn holds_and_letters_are_warnings_and_stand_after_what_is_worse() {
        let vitals = Vitals { holds: 2, letters_waiting: 9, letters_late: 3, letters_lost: 1, ..fine() };
        let warnings = vec![Cause::Held { count: 2 }, Cause::LettersLate { count: 3 }, Cause::LettersLost { count: 1 }];
        assert_eq!(causes(&vitals, BEAT), warnings);
        assert_eq!(health(&vitals, &on(BEAT)).worst(), Some(Severity::Warning));
        let worse = Vitals { alerts: vec![Alert::ConfigurationRefused { why: String::new() }], ..vitals };
        assert_eq!(causes(&worse, BEAT)[0], Cause::ConfigurationRefused);
        assert_eq!(health(&worse, &on(BEAT)).worst(), Some(Severity::Critical));
        assert_eq!(
            causes(&Vitals { letters_waiting: 9, ..fine() }, BEAT),
            [],
            "letters that wait a little are no news"
        );
    }
}
