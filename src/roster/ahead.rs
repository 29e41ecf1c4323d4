//! Dates that are looked at before they come.

use jiff::ToSpan;
use jiff::civil::Date;

/// The first day after `day` on which a date changes something, when dates are looked at so many days ahead.
#[must_use]
pub fn next_seen(day: Date, lead: u16, next_change: impl Fn(Date) -> Option<Date>) -> Option<Date> {
    let lead = i64::from(lead).days();
    let far = day.checked_add(lead).ok().and_then(&next_change).and_then(|change| change.checked_sub(lead).ok());
    next_change(day).into_iter().chain(far).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_seen_when_it_comes_into_view_and_when_it_comes() {
        let change = date(2026, 9, 20);
        let next = |day| Some(change).filter(|change| *change > day);
        assert_eq!(next_seen(date(2026, 9, 1), 0, next), Some(change));
        assert_eq!(next_seen(date(2026, 9, 1), 14, next), Some(date(2026, 9, 6)));
        assert_eq!(next_seen(date(2026, 9, 6), 14, next), Some(change));
        assert_eq!(next_seen(change, 14, next), None);
    }
}
