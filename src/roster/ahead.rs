//! Dates that are looked at before they come.

use jiff::ToSpan;
use jiff::civil::Date;

/// The first day after `day` on which a date changes something, when some look at dates so many days ahead.
#[must_use]
pub fn next_seen(day: Date, leads: &[u16], next_change: impl Fn(Date) -> Option<Date>) -> Option<Date> {
    let seen = |lead: &u16| {
        let lead = i64::from(*lead).days();
        next_change(day.checked_add(lead).ok()?)?.checked_sub(lead).ok()
    };
    next_change(day).into_iter().chain(leads.iter().filter_map(seen)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_seen_when_it_comes_into_view_and_when_it_comes() {
        let change = date(2026, 9, 20);
        let next = |day| Some(change).filter(|change| *change > day);
        assert_eq!(next_seen(date(2026, 9, 1), &[], next), Some(change));
        assert_eq!(next_seen(date(2026, 9, 1), &[5, 14], next), Some(date(2026, 9, 6)));
        assert_eq!(next_seen(date(2026, 9, 6), &[5, 14], next), Some(date(2026, 9, 15)));
        assert_eq!(next_seen(change, &[5, 14], next), None);
    }
}
