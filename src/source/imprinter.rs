//! Makes imprints of personal numbers and birth dates, where the configuration has a key for it. What they are made of
//! goes no further than here.
//!
//! A personal number has a date and four more places, the last of them a check digit (Folkbokföringslagen 1991:481, 18 §;
//! SKV 704); a coordination number has sixty added to its day (SKV 707). A number that schools give until there is one has
//! letters after the date, and no check digit (SS12000 section 3).

use super::days::iso_date;
use crate::roster::{Imprint, Imprints, Person};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::Sha256;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A key shorter than this could be found by trying: there are no more than some hundred million personal numbers.
pub const KEY_BYTES_MIN: usize = 32;

/// What is said of somebody that imprints are made of. It is borrowed, and is gone with the row.
#[derive(Clone, Copy, Default)]
pub(crate) struct Personal<'a> {
    /// A personal number, in any of its forms.
    pub(crate) number: Option<&'a str>,
    /// When the person was born.
    pub(crate) born: Option<Date>,
}

/// Makes imprints with a key.
#[derive(Clone)]
pub struct Imprinter {
    keyed: Hmac<Sha256>,
    /// Tells no more of the key than that it is another one.
    tag: [u8; 4],
    /// Of whom none are made: ids and aliases of those whom a decision protects.
    shielded: Arc<BTreeSet<Arc<str>>>,
    today: Date,
}

impl Imprinter {
    /// With this key, for nobody of these; nothing when the key is too short to keep a secret. By the day a number
    /// without its century may have one.
    #[must_use]
    pub fn new(key: &[u8], shielded: BTreeSet<Arc<str>>, today: Date) -> Option<Self> {
        // Editors and echo end a file with a line break.
        let key = key.trim_ascii_end();
        let keyed = Hmac::new_from_slice(key).ok().filter(|_| key.len() >= KEY_BYTES_MIN)?;
        let imprinter = Self { keyed, tag: [0; 4], shielded: Arc::new(shielded), today };
        Some(Self { tag: first(&imprinter.sum(&["key"])), ..imprinter })
    }

    /// Imprints of a person who is otherwise read.
    pub(crate) fn imprints(&self, person: &Person, said: Personal<'_>) -> Imprints {
        let is_shielded = |name: &str| self.shielded.contains(name);
        if person.protection.is_protected() || is_shielded(person.id.as_str()) || is_shielded(person.key()) {
            return Imprints::default();
        }
        let number = said.number.and_then(|text| number(text, said.born, self.today));
        let imprint = |number: &String| self.digest(&["number", number]);
        let number = number.map(|number| if is_given(&number) { imprint(&number).passing() } else { imprint(&number) });
        let names = [&person.given_name, &person.family_name].map(|name| spelt(name));
        let born = said.born.filter(|_| names.iter().all(|name| !name.is_empty()));
        let born = born.map(|day| self.digest(&["born", &day.to_string(), &names[0], &names[1]]));
        Imprints::new(number, born)
    }

    fn digest(&self, parts: &[&str]) -> Imprint {
        Imprint::new(self.tag, first(&self.sum(parts)))
    }

    fn sum(&self, parts: &[&str]) -> [u8; 32] {
        let mut keyed = self.keyed.clone();
        keyed.update(b"upprop imprint");
        for part in parts {
            keyed.update(&(part.len() as u64).to_be_bytes());
            keyed.update(part.as_bytes());
        }
        keyed.finalize().into_bytes().into()
    }

    /// What tells it from another key, and from nobody's being shielded: for fingerprints of what is read with it.
    pub(crate) fn print(&self) -> [u8; 16] {
        let mut parts = vec!["print"];
        parts.extend(self.shielded.iter().map(|name| &**name));
        first(&self.sum(&parts))
    }
}

/// Tells nothing.
impl fmt::Debug for Imprinter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imprinter").finish_non_exhaustive()
    }
}

/// How something is read, with the key by which imprints are made of it: with another it is to be read anew.
pub(crate) fn with_key(settings: &[u8], imprinter: Option<&Imprinter>) -> Vec<u8> {
    let print = imprinter.map(Imprinter::print);
    settings.iter().copied().chain(print.into_iter().flatten()).collect()
}

fn first<const N: usize>(sum: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| sum[at])
}

/// A name without regard to blanks, capitals and how its letters are put together.
fn spelt(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase().nfc().collect()
}

/// A personal number with its century and without its sign; nothing when it is none, or is not certain to be this one.
fn number(text: &str, born: Option<Date>, today: Date) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (date, last) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let sign = date.chars().next_back().filter(|c| matches!(c, '-' | '+'));
    let date = if sign.is_some() { &date[..date.len() - 1] } else { date };
    let is_number = date.bytes().all(|b| b.is_ascii_digit()) && last.bytes().all(|b| b.is_ascii_alphanumeric());
    let (century, short) = date.split_at_checked(date.len().checked_sub(6)?)?;
    let has_letters = last.bytes().any(|b| b.is_ascii_alphabetic());
    if !is_number || !has_letters && !checks(&format!("{short}{last}")) {
        return None;
    }
    let whole = match century.len() {
        2 => Some(date.to_owned()).filter(|date| birth(date).is_some()),
        0 => with_century(short, sign, born, today),
        _ => None,
    };
    Some(format!("{}{}", whole?, last.to_ascii_uppercase()))
}

/// Has a school given this number until there is one?
fn is_given(number: &str) -> bool {
    number.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The only century that six digits of a date can have.
fn with_century(short: &str, sign: Option<char>, born: Option<Date>, today: Date) -> Option<String> {
    // Nobody is older; and from the year in which somebody is a hundred the sign is another.
    let ages = match sign {
        Some('-') => 0..=99,
        Some(_) => 100..=130,
        None => 0..=115,
    };
    let dated = |century: i32| Some(format!("{century}{short}")).filter(|date| birth(date).is_some());
    let is_possible = |date: &String| {
        let day = birth(date);
        day.is_some_and(|day| day <= today && ages.contains(&(today.year() - day.year())))
            && born.is_none_or(|born| day == Some(born))
    };
    let mut possible = (17..=21).filter_map(dated).filter(is_possible);
    possible.next().filter(|_| possible.next().is_none())
}

/// The day that eight digits mean, of a coordination number too.
fn birth(date: &str) -> Option<Date> {
    let day: u8 = date.get(6..8)?.parse().ok()?;
    let day = if day > 60 { day - 60 } else { day };
    iso_date(&format!("{}-{}-{day:02}", date.get(..4)?, date.get(4..6)?))
}

/// Is the last of ten digits their check digit (Luhn)?
fn checks(ten: &str) -> bool {
    let sum = |(at, b): (usize, u8)| {
        let twice = u32::from(b - b'0') * if at % 2 == 0 { 2 } else { 1 };
        twice / 10 + twice % 10
    };
    ten.bytes().all(|b| b.is_ascii_digit()) && ten.bytes().enumerate().map(sum).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Protection;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 23);
    const KEY: &[u8] = b"a key that is only for these tests, and long";

    fn imprinter() -> Imprinter {
        Imprinter::new(KEY, BTreeSet::new(), TODAY).unwrap()
    }

    /// Nine digits with their check digit: an invented number.
    fn invented(nine: &str) -> String {
        (0..10).map(|check| format!("{nine}{check}")).find(|ten| checks(ten)).unwrap()
    }

    fn twelve(text: &str) -> Option<String> {
        number(text, None, TODAY)
    }

    #[test]
    fn every_form_of_a_number_is_one_number() {
        let ten = invented("130102238");
        let (date, last) = ten.split_at(6);
        let whole = Some(format!("20{ten}"));
        let forms =
            [format!("20{ten}"), format!("20{date}-{last}"), format!("{date}-{last}"), format!(" 20{date} {last} ")];
        assert!(forms.iter().all(|form| twelve(form) == whole));
        let coordination = invented("130162238");
        assert!(twelve(&format!("20{coordination}")) == Some(format!("20{coordination}")));
        assert!(twelve(&format!("20{coordination}")) != whole);
    }

    #[test]
    fn a_century_is_taken_only_where_there_is_one() {
        // 1920 or 2020: a hundred and six, or six.
        let young = invented("200102238");
        let signed = |ten: &str, sign: &str| format!("{}{sign}{}", &ten[..6], &ten[6..]);
        assert!(twelve(&young).is_none());
        assert!(twelve(&signed(&young, "-")) == Some(format!("20{young}")));
        assert!(twelve(&signed(&young, "+")) == Some(format!("19{young}")));
        assert!(number(&young, Some(date(2020, 1, 2)), TODAY) == Some(format!("20{young}")));
        assert!(number(&young, Some(date(2020, 1, 3)), TODAY).is_none(), "of another day it is no number");
        // 1885 is too long ago, and 2085 is still to come.
        let grown = invented("850102238");
        assert!(twelve(&grown) == Some(format!("19{grown}")));
        let unborn = invented("261231238");
        assert!(twelve(&signed(&unborn, "-")).is_none(), "neither a hundred nor born");
    }

    #[test]
    fn a_number_that_fails_its_check_digit_or_has_no_day_is_none() {
        let right = invented("130102238");
        let last = (right.as_bytes()[9] - b'0' + 1) % 10;
        assert!(twelve(&format!("20{}{last}", &right[..9])).is_none());
        let no_day = invented("131302238");
        assert!(twelve(&format!("20{no_day}")).is_none());
        for none in ["", "1", "åäö", "20130102", "2013-01-02", "ÅÄÖÅÄÖÅÄÖÅÄÖ", "--------", "2013010\u{661}TF01"]
        {
            assert!(twelve(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_number_for_the_time_being_is_used_as_it_is_written() {
        let whole = Some("20130101TF01".to_owned());
        assert_eq!(twelve("20130101tf01"), whole);
        assert_eq!(twelve("20130101-TF01"), whole);
        assert_eq!(twelve("130101-TF01"), whole);
        assert_eq!(twelve("20131301TF01"), None);
        let imprint = |number| {
            let said = Personal { number: Some(number), born: None };
            imprinter().imprints(&person(), said).number().copied().unwrap()
        };
        assert!(!imprint("20130101TF01").is_lasting());
        assert!(imprint(&format!("20{}", invented("130102238"))).is_lasting());
    }

    fn person() -> Person {
        Person { id: "p".into(), given_name: "Åsa  Maj".into(), family_name: " Ek ".into(), ..Person::default() }
    }

    fn said(ten: &str) -> [String; 1] {
        [format!("20{ten}")]
    }

    #[test]
    fn a_name_is_told_by_its_letters_and_not_by_how_they_are_put_together() {
        let born = |given: &str, family: &str| {
            let person = Person { given_name: given.into(), family_name: family.into(), ..person() };
            let said = Personal { number: None, born: Some(date(2013, 1, 2)) };
            imprinter().imprints(&person, said).born().copied()
        };
        assert!(born("Åsa Maj", "Ek").is_some());
        assert_eq!(born("Åsa Maj", "Ek"), born(" A\u{30a}SA  maj ", "EK"));
        assert_ne!(born("Åsa", "Maj Ek"), born("Åsa Maj", "Ek"));
        assert_eq!(born("Åsa", ""), None, "a half name is anybody's");
    }

    #[test]
    fn another_key_makes_other_imprints_and_none_that_contradict() {
        let [number] = said(&invented("130102238"));
        let said = Personal { number: Some(&number), born: Some(date(2013, 1, 2)) };
        let other = Imprinter::new(b"another key that is only for these tests", BTreeSet::new(), TODAY).unwrap();
        let (one, two) = (imprinter().imprints(&person(), said), other.imprints(&person(), said));
        assert!(one.is_same(&imprinter().imprints(&person(), said)));
        assert!(one.number() != two.number() && one.born() != two.born() && one.number() != one.born());
        assert!(!one.number().unwrap().contradicts(two.number().unwrap()));
        assert_ne!(imprinter().print(), other.print());
    }

    #[test]
    fn whoever_is_protected_leaves_none() {
        let [number] = said(&invented("130102238"));
        let said = Personal { number: Some(&number), born: Some(date(2013, 1, 2)) };
        for protection in [Protection::Confidential, Protection::Protected, Protection::Unknown] {
            assert!(imprinter().imprints(&Person { protection, ..person() }, said).is_empty());
        }
        let shielded = |name: &str| Imprinter::new(KEY, BTreeSet::from([name.into()]), TODAY).unwrap();
        assert!(shielded("p").imprints(&person(), said).is_empty());
        let named = Person { alias: Some("E05".into()), ..person() };
        assert!(shielded("E05").imprints(&named, said).is_empty());
        assert!(!shielded("q").imprints(&person(), said).is_empty());
        assert_ne!(shielded("p").print(), imprinter().print(), "what was made before is made anew");
    }

    #[test]
    fn a_short_key_is_none_and_a_line_break_behind_it_is_not_part_of_it() {
        assert!(Imprinter::new(b"short", BTreeSet::new(), TODAY).is_none());
        let ended = Imprinter::new(&[KEY, b"\n"].concat(), BTreeSet::new(), TODAY).unwrap();
        assert_eq!(ended.print(), imprinter().print());
        assert_eq!(format!("{ended:?}"), "Imprinter { .. }");
    }
}
