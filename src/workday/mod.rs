//! Which days are working days in Sweden, and how they are counted. Deadlines and reminders count so; school days are
//! another thing, and `licence` has them.
//!
//! No one law says what a working day is. Here it is Monday to Friday, when that day is no public holiday
//! (lag 1989:253), none of the three eves that lag 1930:173 § 2 puts beside Sundays, and no day that the organiser has
//! closed. Maundy Thursday, the eves of Epiphany and of May Day, and days squeezed between holidays are working days.

mod holiday;

pub use holiday::{Holiday, holiday};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// An organiser's working days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workdays {
    /// Days that are closed besides weekends and holidays, in any order.
    pub extra_closed: Vec<Closing>,
}

/// Days in a row on which nobody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
}

impl Workdays {
    /// Is it a working day?
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let is_closed = || self.extra_closed.iter().any(|closing| (closing.from..=closing.until).contains(&day));
        !is_weekend && holiday(day).is_none() && !is_closed()
    }

    /// The day itself where it is a working day, else the first that is; the last day there is when none comes.
    #[must_use]
    pub fn next_working(&self, day: Date) -> Date {
        day.series(1.day()).find(|day| self.is_working(*day)).unwrap_or(Date::MAX)
    }

    /// The day on which so many working days have gone by. The day itself is day 0 whatever it is; a number below 0 goes
    /// back. Ends at the first or last day there is.
    #[must_use]
    pub fn add(&self, day: Date, days: i32) -> Date {
        let Some(steps) = days.unsigned_abs().checked_sub(1) else { return day };
        let (step, end) = if days > 0 { (1.day(), Date::MAX) } else { (-1.day(), Date::MIN) };
        let mut working = day.series(step).skip(1).filter(|day| self.is_working(*day));
        usize::try_from(steps).ok().and_then(|steps| working.nth(steps)).unwrap_or(end)
    }

    /// How many working days one comes to on the way: `from` itself is day 0, `to` counts. Below 0 when `to` is earlier,
    /// so that it is the number that leads from one to the other in [`add`](Self::add).
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> i32 {
        let (step, sign) = if from <= to { (1.day(), 1) } else { (-1.day(), -1) };
        let way = from.series(step).skip(1).take_while(|day| if sign > 0 { *day <= to } else { *day >= to });
        way.filter(|day| self.is_working(*day)).map(|_| sign).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn usual() -> Workdays {
        Workdays::default()
    }

    fn closed(from: Date, until: Date) -> Workdays {
        Workdays { extra_closed: vec![Closing { from, until }] }
    }

    #[test]
    fn a_year_has_as_many_working_days_as_the_tables_say() {
        let of = |year: i16| usual().between(date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!([2026, 2027, 2028].map(of), [251, 253, 251]);
    }

    #[test]
    fn the_fifth_working_day_after_an_answer() {
        let cases = [
            ("on a plain Wednesday", date(2026, 11, 4), date(2026, 11, 11)),
            ("on a Friday", date(2026, 11, 20), date(2026, 11, 27)),
            ("on a Saturday", date(2026, 11, 21), date(2026, 11, 27)),
            ("before Christmas and New Year", date(2026, 12, 22), date(2027, 1, 4)),
            ("before New Year and Epiphany, Twelfth Night is worked", date(2026, 12, 30), date(2027, 1, 11)),
            ("before Easter, Maundy Thursday is worked", date(2027, 3, 24), date(2027, 4, 2)),
            ("before Ascension Day, the Friday after it is worked", date(2027, 5, 3), date(2027, 5, 11)),
            ("before Midsummer Eve", date(2027, 6, 22), date(2027, 6, 30)),
            ("before the National Day", date(2028, 6, 1), date(2028, 6, 9)),
        ];
        for (when, answered, due) in cases {
            assert_eq!(usual().add(answered, 5), due, "{when}");
        }
    }

    #[test]
    fn a_late_request_and_one_without_an_answer_are_told_in_working_days() {
        assert_eq!(usual().between(date(2026, 11, 11), date(2026, 11, 23)), 8, "due on the 11th");
        assert_eq!(usual().between(date(2026, 10, 28), date(2026, 11, 23)), 18, "sent on 28 October");
    }

    #[test]
    fn eves_that_law_does_not_name_are_working_days() {
        let worked = [
            ("Maundy Thursday", date(2026, 4, 2)),
            ("Twelfth Night", date(2026, 1, 5)),
            ("Walpurgis Night", date(2026, 4, 30)),
            ("the day after Ascension Day", date(2026, 5, 15)),
            ("the eve of All Saints", date(2026, 10, 30)),
            ("the Monday after Whit Sunday", date(2026, 5, 25)),
        ];
        for (which, day) in worked {
            assert!(usual().is_working(day), "{which}");
        }
    }

    #[test]
    fn what_the_organiser_has_closed_is_no_working_day() {
        let july = closed(date(2027, 7, 5), date(2027, 7, 30));
        assert!(july.is_working(date(2027, 7, 2)) && !july.is_working(date(2027, 7, 5)));
        assert!(!july.is_working(date(2027, 7, 30)) && july.is_working(date(2027, 8, 2)));
        assert_eq!(july.add(date(2027, 7, 1), 5), date(2027, 8, 5));
        assert_eq!(july.next_working(date(2027, 7, 5)), date(2027, 8, 2));
        assert_eq!(july.next_working(date(2027, 7, 1)), date(2027, 7, 1));
    }

    #[test]
    fn reminders_count_back_from_a_deadline() {
        assert_eq!(usual().add(date(2027, 1, 4), -2), date(2026, 12, 29));
        assert_eq!(usual().between(date(2027, 1, 4), date(2026, 12, 29)), -2);
    }

    #[test]
    fn the_count_ends_where_days_end() {
        let never = closed(date(9000, 1, 1), Date::MAX);
        assert_eq!(never.add(date(8999, 12, 30), 1), Date::MAX);
        assert_eq!(never.next_working(date(9000, 1, 1)), Date::MAX);
        assert_eq!(usual().add(Date::MIN, -1), Date::MIN);
        assert_eq!(usual().add(date(9999, 12, 1), i32::MAX), Date::MAX);
    }

    fn days() -> impl Strategy<Value = Date> {
        (0..3_653_i32).prop_map(|days| date(2024, 1, 1).saturating_add(days.days()))
    }

    fn workdays() -> impl Strategy<Value = Workdays> {
        let closing =
            (days(), 0..60_i32).prop_map(|(from, length)| Closing { from, until: from.saturating_add(length.days()) });
        proptest::collection::vec(closing, 0..40).prop_map(|extra_closed| Workdays { extra_closed })
    }

    proptest! {
        #[test]
        fn so_many_days_on_lie_so_many_days_between(workdays in workdays(), day in days(), number in -600..600_i32) {
            let then = workdays.add(day, number);
            prop_assert_eq!(workdays.between(day, then), number);
            prop_assert!(number == 0 || workdays.is_working(then));
        }

        #[test]
        fn days_may_be_added_in_parts(workdays in workdays(), day in days(), parts in (0..300_i32, 0..300_i32)) {
            let (first, second) = parts;
            prop_assert_eq!(workdays.add(workdays.add(day, first), second), workdays.add(day, first + second));
            prop_assert_eq!(workdays.add(workdays.add(day, -first), -second), workdays.add(day, -first - second));
        }

        #[test]
        fn there_and_back_is_where_one_was_on_a_working_day(workdays in workdays(), day in days(), number in -300..300_i32) {
            let day = workdays.next_working(day);
            prop_assert_eq!(workdays.add(workdays.add(day, number), -number), day);
        }

        #[test]
        fn the_next_working_day_is_the_first(workdays in workdays(), day in days()) {
            let next = workdays.next_working(day);
            prop_assert!(workdays.is_working(next) && next >= day);
            prop_assert_eq!(workdays.next_working(next), next);
            prop_assert_eq!(workdays.between(day, next), i32::from(next > day), "none lies before it");
        }

        #[test]
        fn stretches_add_up(workdays in workdays(), mut on in proptest::array::uniform3(days())) {
            on.sort_unstable();
            let [a, b, c] = on;
            prop_assert_eq!(workdays.between(a, b) + workdays.between(b, c), workdays.between(a, c));
        }

        #[test]
        fn a_closing_takes_away_what_it_covers_and_nothing_else(workdays in workdays(), day in days()) {
            let is_closed = workdays.extra_closed.iter().any(|closing| closing.from <= day && day <= closing.until);
            prop_assert_eq!(workdays.is_working(day), !is_closed && Workdays::default().is_working(day));
        }
    }
}
