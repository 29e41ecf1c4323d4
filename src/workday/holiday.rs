//! Swedish holidays, as they have been since 2005, when the National Day took the place of Whit Monday.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// A day on which nobody works though it may lie between Monday and Friday: the public holidays of lag 1989:253 besides
/// Sundays, and the eves that lag 1930:173 § 2 puts beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holiday {
    /// 1 January, nyårsdagen.
    NewYearsDay,
    /// 6 January, trettondedag jul.
    Epiphany,
    /// 1 May, första maj.
    MayDay,
    /// 25 December, juldagen.
    ChristmasDay,
    /// 26 December, annandag jul.
    BoxingDay,
    /// The Friday before Easter, långfredagen.
    GoodFriday,
    /// Påskdagen.
    EasterSunday,
    /// Annandag påsk.
    EasterMonday,
    /// The sixth Thursday after Easter, Kristi himmelsfärdsdag.
    AscensionDay,
    /// The seventh Sunday after Easter, pingstdagen.
    WhitSunday,
    /// 6 June, nationaldagen.
    NationalDay,
    /// The Saturday from 20 to 26 June, midsommardagen.
    MidsummerDay,
    /// The Saturday from 31 October to 6 November, alla helgons dag.
    AllSaintsDay,
    /// The day before Midsummer Day, midsommarafton.
    MidsummerEve,
    /// 24 December, julafton.
    ChristmasEve,
    /// 31 December, nyårsafton.
    NewYearsEve,
}

/// Which holiday it is. Of two on one day, the one whose date does not move.
#[must_use]
pub fn holiday(day: Date) -> Option<Holiday> {
    use Holiday::{
        AllSaintsDay, BoxingDay, ChristmasDay, ChristmasEve, Epiphany, MayDay, MidsummerDay, MidsummerEve, NationalDay,
        NewYearsDay, NewYearsEve,
    };
    match (day.month(), day.day(), day.weekday()) {
        (1, 1, _) => Some(NewYearsDay),
        (1, 6, _) => Some(Epiphany),
        (5, 1, _) => Some(MayDay),
        (6, 6, _) => Some(NationalDay),
        (6, 19..=25, Weekday::Friday) => Some(MidsummerEve),
        (6, 20..=26, Weekday::Saturday) => Some(MidsummerDay),
        (10, 31, Weekday::Saturday) | (11, 1..=6, Weekday::Saturday) => Some(AllSaintsDay),
        (12, 24, _) => Some(ChristmasEve),
        (12, 25, _) => Some(ChristmasDay),
        (12, 26, _) => Some(BoxingDay),
        (12, 31, _) => Some(NewYearsEve),
        (3..=6, ..) => by_easter(day),
        _ => None,
    }
}

/// The holidays that move with Easter; none before 1583, when Easter was reckoned in another way.
fn by_easter(day: Date) -> Option<Holiday> {
    let easter = computus::gregorian(i32::from(day.year())).ok()?;
    let easter = date(day.year(), i8::try_from(easter.month).ok()?, i8::try_from(easter.day).ok()?);
    let is = |after: i32| easter.checked_add(after.days()).is_ok_and(|moved| moved == day);
    let moved = [
        (-2, Holiday::GoodFriday),
        (0, Holiday::EasterSunday),
        (1, Holiday::EasterMonday),
        (39, Holiday::AscensionDay),
        (49, Holiday::WhitSunday),
    ];
    moved.into_iter().find(|(after, _)| is(*after)).map(|(_, holiday)| holiday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_its_sixteen_holidays() {
        let year = date(2026, 1, 1).series(1.day()).take_while(|day| day.year() == 2026);
        let found: Vec<_> = year.filter_map(|day| Some((day.month(), day.day(), holiday(day)?))).collect();
        let expected = [
            (1, 1, Holiday::NewYearsDay),
            (1, 6, Holiday::Epiphany),
            (4, 3, Holiday::GoodFriday),
            (4, 5, Holiday::EasterSunday),
            (4, 6, Holiday::EasterMonday),
            (5, 1, Holiday::MayDay),
            (5, 14, Holiday::AscensionDay),
            (5, 24, Holiday::WhitSunday),
            (6, 6, Holiday::NationalDay),
            (6, 19, Holiday::MidsummerEve),
            (6, 20, Holiday::MidsummerDay),
            (10, 31, Holiday::AllSaintsDay),
            (12, 24, Holiday::ChristmasEve),
            (12, 25, Holiday::ChristmasDay),
            (12, 26, Holiday::BoxingDay),
            (12, 31, Holiday::NewYearsEve),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn easter_moves() {
        for easter in [date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2285, 3, 22), date(2038, 4, 25)] {
            assert_eq!(holiday(easter), Some(Holiday::EasterSunday), "{easter}");
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one_day_off() {
        assert_eq!(holiday(date(2008, 5, 1)), Some(Holiday::MayDay), "Ascension Day, too");
        assert_eq!(holiday(date(2049, 6, 6)), Some(Holiday::NationalDay), "Whit Sunday, too");
    }

    #[test]
    fn days_out_of_reach_of_the_rules_have_no_easter_and_do_no_harm() {
        assert_eq!(holiday(date(1500, 4, 19)), None);
        assert_eq!(holiday(date(-9999, 4, 1)), None);
        assert_eq!(holiday(Date::MAX), Some(Holiday::NewYearsEve));
    }
}
