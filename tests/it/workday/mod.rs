//! Working days, day by day, beside what an independent library says (`holidays` for Python).
//!
//! It has categories. Public holidays and those that are so in fact (`DE_FACTO`: the eves of Midsummer, Christmas and New
//! Year, which it takes from semesterlagen 1977:480 § 7) are together exactly ours. Left out are those of banks and the
//! optional ones, such as Maundy Thursday, Walpurgis Night and squeeze days: people work on them, at least until two.
//! Sundays are asked of the weekday, as Saturdays are. There is no other difference.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Output};
use upprop::workday::{Holiday, Workdays, holiday};

/// From the year of the last change of the law, and past the dates on which two holidays meet.
const YEARS: (i16, i16) = (2005, 2099);

#[test]
fn every_day_is_a_working_day_or_none_as_an_independent_library_says() {
    let Some(theirs) = their_holidays() else { return };
    let usual = Workdays::default();
    let (mut days, mut differences) = (0, Vec::new());
    for day in date(YEARS.0, 1, 1).series(1.day()).take_while(|day| day.year() <= YEARS.1) {
        let names = theirs.get(&day).map_or(&[][..], Vec::as_slice);
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let same_day = usual.is_working(day) == (!is_weekend && names.is_empty());
        let same_name = match holiday(day) {
            Some(ours) => names.iter().any(|name| name == in_swedish(ours)),
            None => names.is_empty(),
        };
        if !same_day || !same_name {
            differences.push(format!("{day}: {:?}, {names:?}", holiday(day)));
        }
        days += 1;
    }
    assert_eq!(differences, Vec::<String>::new());
    assert_eq!(days, 34_698, "95 years, 23 of them leap years");
    assert_eq!(theirs.keys().filter(|day| (2024..=2035).contains(&day.year())).count(), 12 * 16);
}

fn in_swedish(holiday: Holiday) -> &'static str {
    match holiday {
        Holiday::NewYearsDay => "Nyårsdagen",
        Holiday::Epiphany => "Trettondedag jul",
        Holiday::MayDay => "Första maj",
        Holiday::ChristmasDay => "Juldagen",
        Holiday::BoxingDay => "Annandag jul",
        Holiday::GoodFriday => "Långfredagen",
        Holiday::EasterSunday => "Påskdagen",
        Holiday::EasterMonday => "Annandag påsk",
        Holiday::AscensionDay => "Kristi himmelsfärdsdag",
        Holiday::WhitSunday => "Pingstdagen",
        Holiday::NationalDay => "Nationaldagen",
        Holiday::MidsummerDay => "Midsommardagen",
        Holiday::AllSaintsDay => "Alla helgons dag",
        Holiday::MidsummerEve => "Midsommarafton",
        Holiday::ChristmasEve => "Julafton",
        Holiday::NewYearsEve => "Nyårsafton",
    }
}

/// None where Python or the library is not installed, which is a fault where it must be.
#[expect(clippy::disallowed_methods, reason = "the library is a program, and it may not be there")]
fn their_holidays() -> Option<BTreeMap<Date, Vec<String>>> {
    let required = std::env::var_os("UPPROP_HOLIDAYS_REQUIRED").is_some();
    let found = run();
    let told = found.as_ref().map_or("there is no python3".into(), |found| String::from_utf8_lossy(&found.stderr));
    let code = found.as_ref().map_or(Some(77), |found| found.status.code());
    if code == Some(77) {
        assert!(!required, "this build requires holidays for Python: {told}");
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "holidays for Python is not here: working days are held against no library");
        return None;
    }
    assert_eq!(code, Some(0), "{told}");
    Some(serde_json::from_slice(&found?.stdout).unwrap())
}

#[expect(clippy::disallowed_methods, reason = "the library is a program")]
fn run() -> Option<Output> {
    let mut python = Command::new("python3");
    python.arg("-B").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/workday/sweden.py"));
    python.args([YEARS.0.to_string(), YEARS.1.to_string()]).output().ok()
}
