//! Licences of one tool that end on one day are one letter, and a receiver of webhooks that is gone is told of once.

use super::{CHIEF, MONDAY, OPERATIONS, ORGANISER, Place, recipients, sorts};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use upprop::alert::{About, Due};
use upprop::config::{catalogue, model};
use upprop::plan::{Alert, Notice, WebhookLoss};
use upprop::roster::Snapshot;
use upprop::wording::alert::Names;
use upprop::wording::letter::{Desk, Week, letter};
use upprop::wording::{Lang, Words};

fn ends(licence: &str, tool: &str, to: Date) -> Alert {
    Alert::Expiring { licence: licence.into(), tool: tool.into(), to, threshold: 7, holders: 21, trial: false }
}

fn in_grace(licence: &str, until: Date) -> Alert {
    Alert::InGrace { licence: licence.into(), tool: "t".into(), until, holders: 14 }
}

const SUNDAY: Date = date(2026, 11, 29);

#[test]
fn licences_of_one_tool_that_end_on_one_day_are_one_letter_and_others_are_not() {
    let mut place = Place::default();
    for alert in [
        ends("a", "t", SUNDAY),
        ends("b", "t", SUNDAY),
        ends("c", "t", SUNDAY.yesterday().expect("a day")),
        ends("d", "u", SUNDAY),
        in_grace("e", SUNDAY),
        in_grace("f", SUNDAY),
        in_grace("g", SUNDAY),
    ] {
        place.opens(alert, MONDAY);
    }
    let told = place.at_once(MONDAY);
    let expected = ["twins", "one", "one", "twins"].map(|sort| (ORGANISER, sort));
    assert_eq!(sorts(&told), expected);
    let counts: Vec<usize> = told
        .iter()
        .filter_map(|due| match &due.about {
            About::Twins(notices) => Some(notices.len()),
            _ => None,
        })
        .collect();
    assert_eq!((counts, place.queue.len()), (vec![2, 3], 0));
    // Nobody answers: as many letters again.
    let thursday = MONDAY + 3.days();
    place.done = Some(thursday.yesterday().expect("a day"));
    let told = place.at(thursday.at(8, 0, 0, 0));
    let unanswered = sorts(&told).into_iter().filter(|(_, sort)| *sort == "unanswered");
    assert_eq!(unanswered.collect::<Vec<_>>(), [(ORGANISER, "unanswered"); 4]);
}

#[test]
fn a_letter_about_several_licences_names_each_and_counts_nobody_twice() {
    let config = "[organiser]\nname = \"Byn\"\n[[vendor]]\nkey = \"v\"\nname = \"V\"\n\
        [[tool]]\nkey = \"t\"\nname = \"Tal\"\nvendor = \"v\"\ndpa = \"signed\"\n";
    let licence = |key: &str| {
        format!(
            "[[licence]]\nkey = \"{key}\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 9\n"
        )
    };
    let pools = "[[pool]]\nkey = \"p\"\nname = \"P\"\nlicences = [\"a\", \"b\"]\nbind = []\n\
        [[pool]]\nkey = \"q\"\nname = \"Q\"\nlicences = [\"c\"]\nbind = []\n";
    let text = [config, &licence("a"), &licence("b"), &licence("c"), pools].concat();
    let catalogue = catalogue::catalogue(&toml::from_str::<model::File>(&text).expect("a configuration"));
    let (roster, recipients) = (Snapshot::default(), recipients());
    for (lang, says) in [
        (Lang::Sv, "Licenserna a, b, c för Tal gäller t.o.m. 2026-11-29. 42 har plats."),
        (Lang::En, "Licences a, b, c of Tal run until 2026-11-29. 42 hold a seat."),
    ] {
        let words = Words::new(lang);
        let names = Names { catalogue: &catalogue, roster: &roster, day: MONDAY };
        let week = Week::default();
        let desk = Desk { words: &words, names, organiser: "Byn", recipients: &recipients, week };
        let notices = ["a", "b", "c"].map(|key| Notice::Opened { alert: ends(key, "t", SUNDAY) });
        let due =
            Due { to: ORGANISER, cause: "c".into(), from: None, about: About::Twins(notices.into()), again: None };
        let letter = letter(&desk, &due, None).expect("a letter");
        assert!(letter.body.contains(says), "{}", letter.body);
        assert!(letter.subject.contains("42") && letter.subject.contains("2026-11-29"), "{}", letter.subject);
        assert_eq!(letter.kind, "expiring");
    }
}

#[test]
fn a_receiver_of_webhooks_that_is_gone_is_told_of_once_and_to_those_who_run_upprop() {
    let lost = || Alert::WebhookLost { receiver: "larm".to_owned(), entry: "e".to_owned(), lost: WebhookLoss::Gone };
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(lost(), MONDAY);
    assert_eq!(sorts(&place.at(MONDAY.at(9, 0, 0, 0))), [(OPERATIONS, "one")]);
    for days in 1..30 {
        let day = MONDAY + days.days();
        let told = place.at(day.at(9, 0, 0, 0));
        let others = sorts(&told).into_iter().filter(|(_, sort)| *sort != "week");
        assert_eq!(others.collect::<Vec<_>>(), [], "{day}: the letter of the week lists it");
        assert!(!told.iter().any(|due| due.to == CHIEF));
    }
    place.ends(&lost());
    assert_eq!(sorts(&place.at((MONDAY + 30.days()).at(9, 0, 0, 0))), [(OPERATIONS, "over")]);
}
