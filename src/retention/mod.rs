//! How long what is stored about people is kept, kind by kind, and what is past its term on a day (SECURITY 4).
//!
//! A term counts in days from the day on which something ended. What ended on the first of March and is kept for 90 days
//! is past its term on the ninetieth day after, not before.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that has a term of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Names, addresses and uses of those who left the roster, and how they were protected.
    People,
    /// Seats that those who left had.
    Seats,
    /// By what the ledger can be read as being about those who left; with it their ids go.
    Ledger,
    /// Letters that were sent or given up.
    Letters,
    /// Holds that healed or were carried out, with the keys they showed.
    Holds,
    /// What runs counted, and why they failed.
    Runs,
    /// Why somebody did something about a request that is over, in words of his own.
    Requests,
}

impl Subject {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::People, Self::Seats, Self::Ledger, Self::Letters, Self::Holds, Self::Runs, Self::Requests];

    /// Its name in JSON, in the ledger and in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Seats => "seats",
            Self::Ledger => "ledger",
            Self::Letters => "letters",
            Self::Holds => "holds",
            Self::Runs => "runs",
            Self::Requests => "requests",
        }
    }
}

/// How long something is kept after it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// So many days.
    Days(u16),
    /// For as long as nobody says otherwise.
    Never,
}

/// The term of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms(pub BTreeMap<Subject, Term>);

/// Where something ends being kept: what ended by then is past its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Days up to this one.
    pub on: Date,
    /// Instants before this one: the end of that day, where the organiser is.
    pub before: Timestamp,
}

impl Terms {
    /// The term of a kind; what nobody said anything of is kept.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Term {
        self.0.get(&subject).copied().unwrap_or(Term::Never)
    }

    /// The border of each kind on a day; none where there is no term.
    #[must_use]
    pub fn borders(&self, today: Date, zone: &TimeZone) -> BTreeMap<Subject, Border> {
        let border = |subject: Subject| match self.of(subject) {
            Term::Never => None,
            Term::Days(days) => Some((subject, border(today, days, zone)?)),
        };
        Subject::ALL.into_iter().filter_map(border).collect()
    }
}

/// None before the beginning of the calendar.
fn border(today: Date, days: u16, zone: &TimeZone) -> Option<Border> {
    let on = today.checked_sub(i32::from(days).days()).ok()?;
    let before = on.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
    Some(Border { on, before })
}

/// How much of a kind is past its term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Past {
    /// How many rows.
    pub rows: u64,
    /// The first day, or the day of the first instant, on which one of them ended.
    pub oldest: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn borders(term: Term, today: Date) -> Option<Border> {
        let terms = Terms(BTreeMap::from([(Subject::People, term)]));
        let all = terms.borders(today, &TimeZone::get("Europe/Stockholm").unwrap());
        assert!(!all.contains_key(&Subject::Seats), "nobody said anything of seats");
        all.get(&Subject::People).copied()
    }

    #[test]
    fn what_ended_so_many_days_ago_is_past_its_term_and_what_ended_a_day_later_is_not() {
        let border = borders(Term::Days(90), date(2026, 5, 30)).unwrap();
        assert_eq!(border.on, date(2026, 3, 1));
        assert_eq!(borders(Term::Days(0), date(2026, 5, 30)).unwrap().on, date(2026, 5, 30));
        assert_eq!(borders(Term::Never, date(2026, 5, 30)), None);
        assert_eq!(borders(Term::Days(9999), Date::MIN), None);
    }

    #[test]
    fn a_day_ends_at_midnight_where_the_organiser_is_also_when_clocks_are_set() {
        let before = |today| borders(Term::Days(1), today).unwrap().before.to_string();
        assert_eq!(before(date(2026, 3, 30)), "2026-03-29T22:00:00Z", "summer time began that day");
        assert_eq!(before(date(2026, 3, 29)), "2026-03-28T23:00:00Z");
        assert_eq!(before(date(2026, 10, 26)), "2026-10-25T23:00:00Z", "and ended that day");
    }

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<&str> = Subject::ALL.iter().map(|subject| subject.word()).collect();
        assert_eq!(words.len(), Subject::ALL.len());
        let written = serde_json::to_value(Subject::ALL).unwrap();
        assert_eq!(written, serde_json::json!(Subject::ALL.map(Subject::word)));
    }
}
