//! Days as files write them.

use jiff::civil::Date;

/// `YYYY-MM-DD`, exactly.
pub(crate) fn iso_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<i16>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_whole_iso_dates_are_dates() {
        assert_eq!(iso_date("2026-11-23"), Some(date(2026, 11, 23)));
        for wrong in ["", "2026-11-2", "2026-11-31", "20261123", "2026-11-23T00", "2026-1a-23", "+026-11-23"] {
            assert_eq!(iso_date(wrong), None, "{wrong}");
        }
    }
}
