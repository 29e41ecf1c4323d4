//! The next reminder that a letter names is the one that goes.

use super::{CHIEF, MONDAY, OPERATIONS, ORGANISER, Place, SCHOOL, held, runs_fail, shortage, tuesday};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use upprop::alert::{About, Due};
use upprop::config::{catalogue, model};
use upprop::plan::{Alert, Scope};
use upprop::roster::Snapshot;
use upprop::wording::alert::Names;
use upprop::wording::letter::{Desk, Week, letter};
use upprop::wording::{Lang, Words};

fn foretold(letters: &[Due], to: usize) -> Vec<Option<Date>> {
    letters.iter().filter(|due| due.to == to).map(|due| due.again).collect()
}

fn few() -> Alert {
    Alert::LowSeats { pool: "q".into(), available: 1, total: 20, units: vec!["A".into()] }
}

#[test]
fn each_letter_says_when_its_reader_is_told_again() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    place.opens(runs_fail(), MONDAY);
    // Runs that fail mute what only follows from them, and are told every working day.
    assert_eq!(foretold(&place.at(MONDAY.at(9, 0, 0, 0)), OPERATIONS), [Some(tuesday())]);
    place.ends(&runs_fail());
    place.opens(held(Scope::Unit("B".into())), MONDAY);
    place.opens(few(), MONDAY);
    let letters = place.at(MONDAY.at(10, 0, 0, 0));
    let thursday = date(2026, 11, 26);
    // The hold on the next working day; the shortage after three working days without an answer.
    assert_eq!(foretold(&letters, ORGANISER), [Some(tuesday()), Some(thursday)]);
    assert_eq!(foretold(&letters, SCHOOL), [Some(date(2026, 11, 30))], "the school in the week's letter");
    place.ends(&held(Scope::Unit("B".into())));
    let letters = place.at(tuesday().at(7, 30, 0, 0));
    assert_eq!(foretold(&letters, SCHOOL), [Some(date(2026, 11, 30))], "the digest too");
}

#[test]
fn whoever_is_told_no_more_is_told_no_date() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(shortage(1, "A"), MONDAY);
    place.at(MONDAY.at(9, 0, 0, 0));
    let fifth = date(2026, 11, 30);
    place.done = Some(date(2026, 11, 27));
    let letters = place.at(fifth.at(7, 30, 0, 0));
    assert_eq!(foretold(&letters, CHIEF), [None], "the chief hears once");
    place.ends(&shortage(1, "A"));
    assert_eq!(foretold(&place.at(fifth.at(9, 0, 0, 0)), ORGANISER), [None], "good news comes once");
    let mut place = Place::default();
    place.opens(shortage(1, "A"), MONDAY);
    assert_eq!(foretold(&place.at_once(MONDAY), ORGANISER), [None], "nobody comes back to it");
}

#[test]
fn the_day_stands_in_the_letter_with_how_to_pause_it() {
    let catalogue =
        catalogue::catalogue(&toml::from_str::<model::File>("organiser = { name = \"Byn\" }").expect("one"));
    let (roster, recipients, words) = (Snapshot::default(), super::recipients(), Words::new(Lang::Sv));
    let names = Names { catalogue: &catalogue, roster: &roster, day: MONDAY };
    let desk = Desk { words: &words, names, organiser: "Byn", recipients: &recipients, week: Week::default() };
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(held(Scope::Unit("B".into())), MONDAY);
    place.opens(few(), MONDAY);
    let last = |due: &Due| {
        let body = letter(&desk, due, Some(1)).expect("a letter").body;
        body.trim_end().lines().last().expect("a line").to_owned()
    };
    let holds = place.at(MONDAY.at(9, 0, 0, 0));
    let key = held(Scope::Unit("B".into())).key();
    let pause = format!("Pausa: upprop snooze \"{key}\" --until DATUM --reason \"…\"");
    assert_eq!(last(&holds[0]), format!("Nästa påminnelse, om det står kvar: 2026-11-24. {pause}"));
    place.opens(Alert::LowSeats { pool: "r".into(), available: 1, total: 20, units: vec!["A".into()] }, MONDAY);
    let digest = place.at(tuesday().at(7, 30, 0, 0));
    let digest = digest.iter().find(|due| due.to == SCHOOL).expect("a digest");
    let said = "Nästa påminnelse om det som står kvar: 2026-11-30. Pausa något av det: upprop alerts, och sedan upprop snooze.";
    assert_eq!(last(digest), said);
}

fn alert(number: u8) -> Alert {
    match number {
        0 => shortage(1, "A"),
        1 => held(Scope::Unit("B".into())),
        2 => few(),
        3 => runs_fail(),
        4 => Alert::ProtectedDecision { count: 1 },
        _ => Alert::InGrace { licence: "l".into(), tool: "t".into(), until: date(2026, 12, 15), holders: 3 },
    }
}

/// Is this key told to somebody in a letter?
fn tells(due: &Due, (to, keys): (usize, &[String])) -> bool {
    due.to == to && due.about.keys().iter().any(|key| keys.contains(key))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_foretold_happens_on_that_day_and_not_before(
        opened in prop::collection::vec((0..6_u8, 0..30_i64), 1..6),
        (after, minute) in (0..40_i64, 0..1440_i64),
        paused in prop::option::of(0..20_i64),
    ) {
        let mut place = Place { done: Some(MONDAY.yesterday().expect("a day")), ..Place::default() };
        let mut day = MONDAY;
        let mut told = Vec::new();
        // Life goes on for a while, letters at half past seven and at some minute of the last day.
        for number in 0..=after {
            day = MONDAY + number.days();
            for (alert, _) in opened.iter().map(|(n, on)| (alert(*n), on)).filter(|(_, on)| **on == number) {
                if !place.open.iter().any(|open| open.alert.key() == alert.key()) {
                    place.opens(alert, day);
                }
            }
            if paused == Some(number) {
                place.pause(Some(day + 3.days()));
            }
            told = place.at(day.at(7, 30, 0, 0));
        }
        let later = day.at(7, 30, 0, 0).max(day.at(0, 0, 0, 0).saturating_add(minute.minutes()));
        told.extend(place.at(later));
        // From here on nothing changes.
        let foretold: Vec<(usize, Vec<String>, Option<Date>)> =
            told.iter().map(|due| (due.to, due.about.keys(), due.again)).collect();
        let mut to_come: Vec<(Date, Vec<Due>)> = Vec::new();
        for next in (day + 1.day()).series(1.day()).take(8) {
            to_come.push((next, place.at(next.at(7, 30, 0, 0))));
        }
        for (to, keys, again) in foretold.iter().filter(|(_, keys, _)| !keys.is_empty()) {
            // News that waited for its hour is no reminder.
            let is_news = |due: &Due| matches!(due.about, About::One(_) | About::Digest(_) | About::Holds(_) | About::Many(_));
            let is_told = |(_, letters): &&(Date, Vec<Due>)| {
                letters.iter().any(|due| !is_news(due) && tells(due, (*to, keys)))
            };
            let first = to_come.iter().find(is_told).map(|(day, _)| *day);
            prop_assert_eq!(first, *again, "to {} of {:?} on {}", to, keys, day);
        }
    }
}
