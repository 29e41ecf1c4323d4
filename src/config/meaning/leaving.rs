//! How long seats are kept, and the calendar.

use super::Review;
use crate::config::model::{Grace, Leave, Window};
use crate::config::problem::Leaving;
use crate::seats::Cause;

/// No summer is longer.
const FREEZE_DAYS_MAX: i32 = 120;

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
        if days > FREEZE_DAYS_MAX {
            review.warn(&format!("calendar.freezes[{number}].until"), Leaving::LongFreeze { days });
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
    use crate::config::trial::{GOOD, Trial, told_after};

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
    }
}
