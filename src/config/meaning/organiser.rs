//! The organiser.

use super::Review;
use crate::config::problem::Organisation;
use crate::config::suggest::nearest;
use jiff::tz::TimeZone;

pub(super) fn check(review: &mut Review<'_>) {
    let organiser = &review.file.organiser;
    if organiser.name.trim().is_empty() {
        review.error("organiser.name", Organisation::NoOrganiser);
    } else {
        review.filled("organiser", "name", &organiser.name);
    }
    if let Some(number) = &organiser.organisation_number {
        let path = "organiser.organisation_number";
        match digits(number) {
            None => review.error(path, Organisation::OrganisationNumber),
            Some(digits) if !check_digit_fits(&digits) => review.warn(path, Organisation::CheckDigit),
            Some(_) => {}
        }
    }
    if let Some(code) = &organiser.municipality_code
        && !(code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        review.error("organiser.municipality_code", Organisation::MunicipalityCode);
    }
    if TimeZone::get(&organiser.time_zone).is_err() {
        let names = jiff::tz::db().available().map(|name| name.to_string()).collect::<Vec<_>>();
        let suggestion = nearest(&organiser.time_zone, names.iter().map(String::as_str));
        let fault = match names.is_empty() {
            true => Organisation::NoTimeZones,
            false => Organisation::TimeZone { zone: organiser.time_zone.clone(), suggestion },
        };
        review.error("organiser.time_zone", fault);
    }
}

/// Ten digits, with a hyphen before the last four or without.
fn digits(number: &str) -> Option<Vec<u32>> {
    let plain = match number.split_once('-') {
        Some((date, last)) if date.len() == 6 && last.len() == 4 => format!("{date}{last}"),
        Some(_) => return None,
        None => number.to_owned(),
    };
    let digits = plain.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<_>>>()?;
    (digits.len() == 10).then_some(digits)
}

/// The Luhn sum is a multiple of ten.
fn check_digit_fits(digits: &[u32]) -> bool {
    let weighed = digits.iter().enumerate().map(|(at, digit)| digit * if at % 2 == 0 { 2 } else { 1 });
    weighed.map(|product| product / 10 + product % 10).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::told_after;

    #[test]
    fn an_organisation_number_is_ten_digits_with_one_hyphen_at_most() {
        assert!(digits("212000-0142").is_some_and(|digits| check_digit_fits(&digits)));
        assert!(digits("2120000143").is_some_and(|digits| !check_digit_fits(&digits)));
        for bad in ["", "12", "212000-01-42", "21200-00142", "212000 0142", "٢١٢٠٠٠٠١٤٢"] {
            assert!(digits(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn codes_and_zones_that_do_not_exist_are_refused_with_a_mend() {
        let told = told_after("name = \"Exempelkommunen\"", "name = \"E\"\nmunicipality_code = \"180\"");
        assert!(told.contains("municipality code") && told.contains("leading zero: \"0180\""), "{told}");
        let told = told_after("name = \"Exempelkommunen\"", "name = \"E\"\ntime_zone = \"Europe/Stokholm\"");
        assert!(
            told.contains("there is no time zone `Europe/Stokholm`\n    Did you mean `Europe/Stockholm`?"),
            "{told}"
        );
    }
}
