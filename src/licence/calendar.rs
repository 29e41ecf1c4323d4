//! When there is school, and when the roster may not free a seat (ALLOCATION 5).

use super::Span;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::sync::Arc;

/// The organiser's calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Days without school besides Saturdays and Sundays.
    pub breaks: Vec<Window>,
    /// Days on which no change of the roster frees a seat; there is no school either.
    pub freezes: Vec<Window>,
}

/// Some days in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// For those who are at one of these units or below, by id or alias; for everybody when there are none.
    pub units: Vec<Arc<str>>,
}

/// No grace is counted beyond so many days: a calendar may be one long break.
const DAYS_MAX: i64 = 3660;

impl Window {
    fn holds(&self, day: Date, line: &[&str]) -> bool {
        let is_for = || self.units.is_empty() || self.units.iter().any(|unit| line.contains(&&**unit));
        (self.from..=self.until).contains(&day) && is_for()
    }
}

impl Calendar {
    /// May no change of the roster free a seat of somebody on that day? `line` names the person's unit and all above
    /// it, by id and by alias.
    #[must_use]
    pub fn is_frozen(&self, day: Date, line: &[&str]) -> bool {
        self.freezes.iter().any(|window| window.holds(day, line))
    }

    /// May a change of the roster free no seat of some people on that day?
    #[must_use]
    pub fn is_frozen_for_some(&self, day: Date) -> bool {
        self.freezes.iter().any(|window| (window.from..=window.until).contains(&day))
    }

    /// The last day of the latest freeze of some people that was over before `day`.
    #[must_use]
    pub fn last_frozen_before(&self, day: Date, line: &[&str]) -> Option<Date> {
        let over = self.freezes.iter().filter(|window| window.until < day && window.holds(window.until, line));
        over.map(|window| window.until).max()
    }

    /// Is there school on that day?
    #[must_use]
    pub fn is_school_day(&self, day: Date, line: &[&str]) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !is_weekend && !self.breaks.iter().chain(&self.freezes).any(|window| window.holds(day, line))
    }

    /// The last day of a stretch that begins after `day`.
    #[must_use]
    pub fn last_day(&self, day: Date, span: Span, line: &[&str]) -> Date {
        let plus = |days: i64| day.checked_add(days.days()).unwrap_or(Date::MAX);
        match span {
            Span::Days(days) => plus(i64::from(days)),
            Span::SchoolDays(0) => day,
            Span::SchoolDays(days) => {
                let school = (1..=DAYS_MAX).map(plus).filter(|day| self.is_school_day(*day, line));
                school.take(usize::from(days)).last().unwrap_or_else(|| plus(DAYS_MAX))
            }
        }
    }

    /// The nearest day after `day` on which a freeze begins or is over.
    #[must_use]
    pub fn next_turn(&self, day: Date) -> Option<Date> {
        let turns = self.freezes.iter().flat_map(|window| [Some(window.from), window.until.tomorrow().ok()]);
        turns.flatten().filter(|turn| *turn > day).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn autumn() -> Calendar {
        let week = Window { from: date(2026, 10, 26), until: date(2026, 10, 30), units: Vec::new() };
        let own = Window { from: date(2026, 11, 2), until: date(2026, 11, 2), units: vec!["askskolan".into()] };
        Calendar { breaks: vec![week, own], freezes: Vec::new() }
    }

    #[test]
    fn school_days_are_weekdays_without_a_break() {
        let friday = date(2026, 10, 23);
        let last = |days, line: &[&str]| autumn().last_day(friday, Span::SchoolDays(days), line);
        assert_eq!(last(0, &[]), friday);
        assert_eq!(last(1, &[]), date(2026, 11, 2), "a week without school and two weekends");
        assert_eq!(last(1, &["askskolan"]), date(2026, 11, 3), "a day of its own");
        assert_eq!(autumn().last_day(friday, Span::Days(14), &[]), date(2026, 11, 6));
    }

    #[test]
    fn a_calendar_without_school_still_ends() {
        let never = Window { from: date(2020, 1, 1), until: date(9000, 1, 1), units: Vec::new() };
        let calendar = Calendar { breaks: vec![never], freezes: Vec::new() };
        assert!(calendar.last_day(date(2026, 1, 1), Span::SchoolDays(1), &[]) < date(2037, 1, 1));
    }

    #[test]
    fn a_freeze_turns_on_its_first_day_and_on_the_day_after_its_last() {
        let summer = Window { from: date(2027, 6, 10), until: date(2027, 8, 20), units: Vec::new() };
        let calendar = Calendar { breaks: Vec::new(), freezes: vec![summer] };
        assert_eq!(calendar.next_turn(date(2027, 6, 9)), Some(date(2027, 6, 10)));
        assert_eq!(calendar.next_turn(date(2027, 6, 10)), Some(date(2027, 8, 21)));
        assert!(calendar.is_frozen(date(2027, 8, 20), &[]) && !calendar.is_frozen(date(2027, 8, 21), &[]));
        assert!(!calendar.is_school_day(date(2027, 6, 10), &[]));
    }
}
