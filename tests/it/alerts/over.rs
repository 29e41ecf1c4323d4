//! That something is over is told in a letter where a letter told that it had begun.

use super::{MONDAY, ORGANISER, Place, sorts, tuesday};
use jiff::ToSpan as _;
use upprop::alert::{About, Due};
use upprop::config::{catalogue, model};
use upprop::plan::{Alert, Notice};
use upprop::roster::Snapshot;
use upprop::wording::alert::Names;
use upprop::wording::letter::{Desk, Week, letter};
use upprop::wording::{Lang, Words};

/// A grace whose last day is Wednesday.
fn in_grace() -> Alert {
    Alert::InGrace { licence: "l".into(), tool: "t".into(), until: MONDAY + 2.days(), holders: 14 }
}

fn undecided() -> Alert {
    Alert::ProtectedDecision { count: 2 }
}

#[test]
fn a_grace_that_was_renewed_and_decisions_that_were_made_are_told_as_over() {
    for alert in [in_grace(), undecided()] {
        let mut place = Place { done: Some(MONDAY), ..Place::default() };
        place.opens(alert.clone(), MONDAY);
        assert_eq!(sorts(&place.at(MONDAY.at(9, 0, 0, 0))), [(ORGANISER, "one")], "{alert:?}");
        place.today = Some(tuesday());
        place.ends(&alert);
        assert_eq!(sorts(&place.at(tuesday().at(6, 0, 0, 0))), [], "not at night");
        assert_eq!(sorts(&place.at(tuesday().at(7, 0, 0, 0))), [(ORGANISER, "over")], "{alert:?}");
        assert_eq!(place.queue, []);
    }
}

#[test]
fn a_grace_that_ran_out_is_no_good_news() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(in_grace(), MONDAY);
    place.at(MONDAY.at(9, 0, 0, 0));
    place.today = Some(MONDAY + 3.days());
    place.ends(&in_grace());
    place.done = place.today;
    assert_eq!(sorts(&place.at((MONDAY + 3.days()).at(9, 0, 0, 0))), []);
    assert_eq!(place.queue, [], "and waits no more");
}

#[test]
fn a_renewal_on_the_last_day_is_told_when_letters_may_go_again() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    place.opens(in_grace(), MONDAY);
    place.at(MONDAY.at(9, 0, 0, 0));
    place.today = Some(MONDAY + 2.days());
    place.ends(&in_grace());
    place.done = place.today;
    assert_eq!(sorts(&place.at((MONDAY + 2.days()).at(20, 0, 0, 0))), []);
    assert_eq!(sorts(&place.at((MONDAY + 3.days()).at(7, 0, 0, 0))), [(ORGANISER, "over")]);
}

#[test]
fn what_began_and_ended_unheard_is_told_in_neither_way() {
    let mut place = Place { done: Some(MONDAY), ..Place::default() };
    for alert in [in_grace(), undecided()] {
        place.opens(alert.clone(), MONDAY);
        place.ends(&alert);
    }
    assert_eq!(sorts(&place.at(tuesday().at(9, 0, 0, 0))), []);
    assert_eq!(place.queue, []);
}

#[test]
fn letters_that_something_is_over_say_what() {
    let catalogue =
        catalogue::catalogue(&toml::from_str::<model::File>("organiser = { name = \"Byn\" }").expect("one"));
    let (roster, recipients) = (Snapshot::default(), super::recipients());
    for (lang, alert, subject, says) in [
        (Lang::Sv, in_grace(), "LÖST t: licensen l är inte i respit längre", "förnyad eller ändrad"),
        (Lang::En, in_grace(), "RESOLVED t: licence l is in grace no more", "renewed or changed"),
        (Lang::Sv, undecided(), "LÖST: inget väntar på beslut om skyddade uppgifter", "väntar på beslut längre"),
        (Lang::En, undecided(), "RESOLVED: no decision about a protected identity is awaited", "any more"),
    ] {
        let words = Words::new(lang);
        let names = Names { catalogue: &catalogue, roster: &roster, day: MONDAY };
        let desk = Desk { words: &words, names, organiser: "Byn", recipients: &recipients, week: Week::default() };
        let about = About::One(Notice::Resolved { alert });
        let due = Due { to: ORGANISER, cause: "c".into(), from: None, about, again: None };
        let letter = letter(&desk, &due, None).expect("a letter");
        assert_eq!((letter.subject, letter.kind), (format!("[upprop] {subject}"), "resolved"));
        assert!(letter.body.contains(says), "{}", letter.body);
    }
}
