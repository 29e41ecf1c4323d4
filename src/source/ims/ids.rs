//! Ids as keys: the same GUID is written with and without braces, in small letters and in capitals.

use super::element::Element;
use crate::source::ErrorCode;
use crate::source::ids::ID_LETTERS_MAX;
use jiff::civil::Date;

const GUID_LETTERS: usize = 36;

/// What an element says of who it is.
pub(super) enum Named {
    /// By this key, and by others that mean the same.
    Key(String, Vec<String>),
    /// Not at all.
    Blank,
    /// With more letters than an id may have.
    TooLong,
}

/// The key of an element with one or several `sourcedid`; the one that is in use comes before those of old.
pub(super) fn named(element: &Element) -> Named {
    let is_old = |id: &Element| matches!(id.attribute("sourcedidtype"), Some("Old" | "Duplicate"));
    let ids: Vec<&Element> = element.all("sourcedid").collect();
    let mut keys: Vec<String> = Vec::new();
    for old in [false, true] {
        for id in ids.iter().filter(|id| is_old(id) == old).filter_map(|id| id.say(&["id"])) {
            if id.len() > ID_LETTERS_MAX && id.chars().count() > ID_LETTERS_MAX {
                return Named::TooLong;
            }
            let key = key(id);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    if keys.is_empty() {
        return Named::Blank;
    }
    let others = keys.split_off(1);
    keys.pop().map_or(Named::Blank, |key| Named::Key(key, others))
}

/// The same, of a record that has to have a key.
pub(super) fn keyed(element: &Element, about: &str) -> Result<(String, Vec<String>), (ErrorCode, String)> {
    match named(element) {
        Named::Key(key, others) => Ok((key, others)),
        Named::Blank => Err((ErrorCode::IdBlank, about.to_owned())),
        Named::TooLong => Err((ErrorCode::IdTooLong, format!("{about} / {ID_LETTERS_MAX}"))),
    }
}

/// Without the braces of a GUID, and in small letters; any other id letter by letter.
pub(super) fn key(id: &str) -> String {
    let bare = id.strip_prefix('{').and_then(|id| id.strip_suffix('}')).unwrap_or(id).trim();
    if is_guid(bare) { bare.to_ascii_lowercase() } else { id.to_owned() }
}

fn is_guid(text: &str) -> bool {
    let fits = |(at, b): (usize, u8)| if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() };
    text.len() == GUID_LETTERS && text.bytes().enumerate().all(fits)
}

/// Does this look like a personal identity number, a coordination number or a temporary one? Ten digits may be
/// anything, so they need a dash to look like one, and a check digit that fits.
pub(super) fn is_personal(id: &str) -> bool {
    let marks = |c: char| matches!(c, '-' | '+');
    let has_mark = id.len() > 5 && id.char_indices().any(|(at, c)| marks(c) && at == id.len() - 5);
    let bare: String = id.chars().filter(|c| !marks(*c)).collect();
    if !bare.is_ascii() || id.len() != bare.len() + usize::from(has_mark) {
        return false;
    }
    match bare.len() {
        12 => is_day(&bare[..8]) && is_last_four(&bare[2..]),
        10 if has_mark => is_day(&format!("20{}", &bare[..6])) && is_last_four(&bare),
        _ => false,
    }
}

/// Are these ten digits that could be a personal number, or just as well something else?
pub(super) fn may_be_personal(id: &str) -> bool {
    id.len() == 10 && id.bytes().all(|b| b.is_ascii_digit()) && is_day(&format!("20{}", &id[..6])) && is_last_four(id)
}

/// Is this a personal number, or may it be one?
pub(super) fn may_be_number(id: &str) -> bool {
    is_personal(id) || may_be_personal(id)
}

/// Year, month and day, where a coordination number has sixty added to the day.
fn is_day(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(4, 6), number(6, 8)) else { return false };
    let day = if day > 60 { day - 60 } else { day };
    let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
    (1850..2100).contains(&year) && Date::new(year, month, day).is_ok()
}

/// Are the last four of ten a number with its check digit, or two letters and two digits?
fn is_last_four(ten: &str) -> bool {
    let bytes = ten.as_bytes();
    if bytes[6..8].iter().all(u8::is_ascii_alphabetic) {
        return bytes[8..].iter().all(u8::is_ascii_digit);
    }
    let sum = |(at, b): (usize, &u8)| {
        let twice = u32::from(b - b'0') * if at % 2 == 0 { 2 } else { 1 };
        twice / 10 + twice % 10
    };
    bytes.iter().all(u8::is_ascii_digit) && bytes.iter().enumerate().map(sum).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_one_key_however_it_is_written() {
        let plain = "0a1b2c3d-0000-4000-8000-00000000000f";
        assert_eq!(key("{0A1B2C3D-0000-4000-8000-00000000000F}"), plain);
        assert_eq!(key("0A1B2C3D-0000-4000-8000-00000000000F"), plain);
        for other in ["API1", "{x}", "CG{0A1B2C3D-0000-4000-8000-00000000000F}", "Å1", "{}"] {
            assert_eq!(key(other), other);
        }
    }

    #[test]
    fn a_personal_number_is_known_by_its_day_and_check_digit() {
        for personal in ["20130101TF01", "20130101-TF01", "130101-TF01", "130101+TF01", "20130161TF01"] {
            assert!(is_personal(personal), "{personal}");
        }
        for other in ["", "API1", "201301010000", "20131301TF01", "130101TF01", "0a1b2c3d-0000", "åäöåäöåäö-åäö"]
        {
            assert!(!is_personal(other), "{other}");
        }
        // A day on which nobody has been born yet, with its check digit and another.
        let [right, wrong] = [1, 2].map(|check| format!("2099123100{check:02}"));
        assert!(is_personal(&right) && may_be_personal(&right[2..]));
        assert!(!is_personal(&wrong) && !may_be_personal(&wrong[2..]));
    }
}
