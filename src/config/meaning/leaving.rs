//! How long seats are kept, and the calendar.

use super::Review;
use crate::config::model::{Grace, Leave, Window};
use crate::config::problem::Leaving;
use crate::seats::Cause;

/// No summer is longer.
const FREEZE_DAYS_MAX: i32 = 120;

/// No office is closed for longer: who closes for more has mistaken the year.
const CLOSING_DAYS_MAX: i32 = 62;

pub(super) fn check(review: &mut Review<'_>) {
    let file = review.file;
    graces(review, "leave", &file.leave);
    for (number, pool) in file.pool.iter().enumerate() {
        graces(review, &format!("pool[{number}].leave"), &pool.leave);
    }
    windows(review, "calendar.breaks", &file.calendar.breaks);
    windows(review, "calendar.freezes", &file.calendar.freezes);
    for (number, window) in file.calendar.freezes.iter().enumerate() {
        let days = (window.until - window.from).get_days() + 1;
        if days > FREEZE_DAYS_MAX && review.is_sound(&format!("calendar.freezes[{number}].from")) {
            review.warn(&format!("calendar.freezes[{number}].until"), Leaving::LongFreeze { days });
        }
    }
    closings(review);
}

fn closings(review: &mut Review<'_>) {
    for (number, closing) in review.file.calendar.extra_closed.iter().enumerate() {
        if !review.is_sound(&format!("calendar.extra_closed[{number}].from")) {
            continue; // a stand-in says nothing of the length
        }
        let path = format!("calendar.extra_closed[{number}].until");
        let days = (closing.last() - closing.from).get_days() + 1;
        if days < 1 {
            review.error(&path, Leaving::WindowReversed);
        } else if days > CLOSING_DAYS_MAX {
            review.warn(&path, Leaving::LongClosing { days });
        }
    }
}

fn graces(review: &mut Review<'_>, path: &str, leave: &Leave) {
    let is_shorter = |grace: &Grace| grace.until_wanted.is_some_and(|all| all < grace.keep);
    for (cause, _) in leave.by_cause().iter().filter(|(_, grace)| grace.as_ref().is_some_and(is_shorter)) {
        let key = Cause::from(*cause).word();
        review.error(&format!("{path}.{key}.until_wanted"), Leaving::ShorterInAll);
    }
}

fn windows(review: &mut Review<'_>, path: &str, windows: &[Window]) {
    for (number, window) in windows.iter().enumerate() {
        let path = format!("{path}[{number}]");
        if window.from > window.until {
            review.error(&format!("{path}.until"), Leaving::WindowReversed);
        }
        for (at, unit) in window.units.iter().enumerate() {
            review.filled(&path, &format!("units[{at}]"), unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::catalogue::workdays;
    use crate::config::trial::{GOOD, Trial, told_after};
    use jiff::civil::date;

    #[test]
    fn a_grace_is_not_shorter_in_all_than_its_first_part() {
        let rule = "leave = { left_group = { keep = \"5d\", until_wanted = \"4d\" } }\nlicences = [";
        assert!(told_after("licences = [", rule).contains("`until_wanted` is shorter than `keep`"));
        assert_eq!(told_after("licences = [", &rule.replace("4d", "5d")), "");
        let general = format!("[leave.vanished]\nkeep = \"5d\"\nuntil_wanted = \"4d\"\n{GOOD}");
        assert!(Trial::of(&general).told().contains("upprop.toml:3:16: `until_wanted` is shorter"));
    }

    #[test]
    fn a_window_goes_forwards_and_a_freeze_is_a_summer() {
        let calendar = |key: &str, from: &str, until: &str| {
            Trial::of(&format!("[[calendar.{key}]]\nfrom = {from}\nuntil = {until}\n{GOOD}")).told()
        };
        assert!(calendar("breaks", "2027-01-02", "2027-01-01").contains("`from` is later than `until`"));
        assert!(calendar("freezes", "2027-06-01", "2027-12-01").contains("warning: the freeze lasts 184 days"));
        assert_eq!(calendar("freezes", "2027-06-10", "2027-08-20"), "");
        assert!(calendar("extra_closed", "2027-07-30", "2027-07-05").contains("`from` is later than `until`"));
        assert!(calendar("extra_closed", "2027-07-05", "2028-07-30").contains("warning: nobody works for 392 days"));
        assert_eq!(calendar("extra_closed", "2027-07-05", "2027-07-30"), "");
        for key in ["freezes", "extra_closed"] {
            let told = calendar(key, "\"2027-06-31\"", "2027-12-30");
            assert!(told.contains("`from`") && !told.contains("warning"), "one fault is one: {told}");
        }
    }

    #[test]
    fn one_closed_day_needs_no_end() {
        let days = "[calendar]\nextra_closed = [{ from = 2027-05-07 }, { from = 2027-07-05, until = 2027-07-30 }]\n";
        let trial = Trial::of(&format!("{days}{GOOD}"));
        assert_eq!(trial.told(), "");
        let workdays = workdays(&trial.load().unwrap().file);
        assert_eq!(workdays.add(date(2027, 5, 6), 1), date(2027, 5, 10), "Ascension Day, a closed Friday");
        assert_eq!(workdays.add(date(2027, 7, 2), 1), date(2027, 8, 2));
        assert!(Trial::of(&format!("[calendar]\nextra_closed = [2027-05-07]\n{GOOD}")).told().contains("extra_closed"));
    }
}
