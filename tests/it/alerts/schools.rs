//! A school hears of what is its own, and of its own numbers only; the organiser hears of everything.

use super::{MONDAY, ORGANISER, Place, SCHOOL, recipients, shortage, sorts, tuesday};
use upprop::alert::{About, Due, Hears, heard};
use upprop::plan::{Alert, Happening, Notice};
use upprop::roster::{Snapshot, UnitId};

fn at(units: &[(&str, u32)]) -> Vec<(UnitId, u32)> {
    units.iter().map(|(unit, count)| (UnitId::from(*unit), *count)).collect()
}

fn few(units: &[&str]) -> Alert {
    let units = units.iter().map(|unit| UnitId::from(*unit)).collect();
    Alert::LowSeats { pool: "p".into(), available: 1, total: 20, units }
}

fn without_mail(count: u32, units: &[(&str, u32)]) -> Alert {
    Alert::EmailMissing { tool: "t".into(), count, units: at(units) }
}

/// What is new to somebody in the digest or the week's letter.
fn news(letters: &[Due], to: usize) -> Vec<Notice> {
    let of = |due: &Due| match &due.about {
        About::Digest(notices) => notices.clone(),
        About::Week { news, .. } => news.clone(),
        _ => Vec::new(),
    };
    letters.iter().filter(|due| due.to == to).flat_map(of).collect()
}

#[test]
fn few_seats_a_start_and_missing_addresses_are_told_to_the_schools_they_are_of_and_to_the_organiser() {
    let starts = |unit: &str| Alert::StartsItself {
        licence: "l".into(),
        tool: "t".into(),
        on: MONDAY,
        threshold: 7,
        units: vec![unit.into()],
    };
    for (own, others) in [
        (few(&["A", "B"]), few(&["B"])),
        (starts("A"), starts("B")),
        (without_mail(2, &[("A", 2)]), without_mail(2, &[("B", 2)])),
        (Alert::UnitCodeMissing { units: vec!["A".into()] }, Alert::UnitCodeMissing { units: vec!["B".into()] }),
    ] {
        for (alert, told) in
            [(own, vec![(ORGANISER, "digest"), (SCHOOL, "digest")]), (others, vec![(ORGANISER, "digest")])]
        {
            let mut place = Place { done: Some(MONDAY), ..Place::default() };
            place.opens(alert.clone(), MONDAY);
            assert_eq!(sorts(&place.at(tuesday().at(7, 30, 0, 0))), told, "{alert:?}");
            assert_eq!(place.queue, [], "what nobody else hears waits for nobody");
        }
    }
}

#[test]
fn what_is_the_whole_organisers_is_no_schools() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(few(&[]), MONDAY);
    place.opens(without_mail(3, &[]), MONDAY);
    assert_eq!(sorts(&place.at(tuesday().at(7, 30, 0, 0))), [(ORGANISER, "digest")]);
}

#[test]
fn a_schools_letter_has_its_own_numbers_and_names_no_other_school() {
    let units = at(&[("A", 2), ("B", 5)]);
    let lacks = Alert::Shortage { pool: "p".into(), waiting: 8, total: 10, units, next: None };
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(lacks.clone(), MONDAY);
    place.opens(without_mail(9, &[("A", 4), ("B", 5)]), MONDAY);
    let changed = |count, units| Happening::EmailChanged { tool: "t".into(), count, units };
    place.hear(Notice::Happened { happening: changed(7, at(&[("A", 3), ("B", 4)])) });
    let letters = place.at(MONDAY.at(9, 0, 0, 0));
    let told: Vec<(usize, &About)> = letters.iter().map(|due| (due.to, &due.about)).collect();
    let all = About::One(Notice::Opened { alert: lacks });
    let own = About::One(Notice::Opened { alert: shortage(2, "A") });
    assert_eq!(told, [(ORGANISER, &all), (SCHOOL, &own)]);
    let letters = place.at(tuesday().at(7, 30, 0, 0));
    let expected = [
        Notice::Opened { alert: without_mail(4, &[("A", 4)]) },
        Notice::Happened { happening: changed(3, at(&[("A", 3)])) },
    ];
    assert_eq!(news(&letters, SCHOOL), expected);
    assert!(news(&letters, ORGANISER).contains(&Notice::Opened { alert: without_mail(9, &[("A", 4), ("B", 5)]) }));
    // The week's letter says the same of what still stands.
    let letters = place.at((MONDAY + jiff::ToSpan::days(7)).at(7, 30, 0, 0));
    let week = letters.iter().find_map(|due| match &due.about {
        About::Week { open, .. } if due.to == SCHOOL => Some(open),
        _ => None,
    });
    let stands: Vec<Alert> = week.expect("a letter").iter().map(|open| open.alert.clone()).collect();
    assert_eq!(stands, [shortage(2, "A"), without_mail(4, &[("A", 4)])]);
}

#[test]
fn a_program_of_a_school_hears_no_more_than_the_school() {
    let roster = Snapshot::default();
    let notice = Notice::Opened { alert: without_mail(9, &[("A", 4), ("B", 5)]) };
    let hears = |to: usize| heard(&recipients()[to].hears, &notice, &roster);
    assert_eq!(hears(SCHOOL), Some(Notice::Opened { alert: without_mail(4, &[("A", 4)]) }));
    assert_eq!(hears(ORGANISER), Some(notice.clone()));
    assert_eq!(heard(&Hears::Units(vec!["C".into()]), &notice, &roster), None);
}
