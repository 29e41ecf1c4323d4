//! Imprints of a server's records: made once, kept with the rows, and of nobody who is marked anywhere.

use super::changes::Run;
use super::live::{Habits, Live};
use super::*;
use crate::source_imprints::{both, imprinter, number, wanted};
use serde_json::json;
use std::sync::Arc;
use upprop::source::Imprinter;

/// Exempelkommunen, where these persons say who they are.
fn municipality(said: &[usize]) -> Municipality {
    let mut municipality = Municipality::exempelkommunen(DAY);
    for at in said {
        let person = &mut municipality.resources.get_mut("persons").expect("persons")[*at];
        person["civicNo"] = json!({"value": number(), "nationality": "SE"});
        person["birthDate"] = json!("2013-01-02");
        person["givenName"] = json!("Åsa");
        person["familyName"] = json!("Örn");
    }
    municipality
}

fn run(double: &Double, imprinter: Option<Imprinter>, before: Option<&upprop::roster::Kept>) -> Run {
    let full_after = jiff::SignedDuration::from_hours(100);
    let settings = Settings { imprinter, full_after, ..settings(double.url("/v2"), 5) };
    Run::of(settings, before).expect("a sweep")
}

fn imprinted(run: &Run) -> usize {
    run.parts.persons.iter().filter(|person| !person.imprints.is_empty()).count()
}

/// Is this among all that is kept of the server?
fn keeps(run: &Run, word: &str) -> bool {
    let files = &run.kept.as_ref().expect("rows").files;
    files.values().any(|file| {
        let mut text = Vec::new();
        let read = std::io::Read::read_to_end(&mut flate2::bufread::GzDecoder::new(file.as_slice()), &mut text);
        read.is_ok() && String::from_utf8_lossy(&text).contains(word)
    })
}

#[test]
fn a_record_that_is_not_read_again_keeps_its_imprints_and_another_key_reads_it_again() {
    let live = Live::new(municipality(&[3]), Habits::GOOD).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let without = run(&double, None, None);
    assert_eq!(imprinted(&without), 0);
    assert!(keeps(&without, "givenName") && !keeps(&without, "uppropBorn"));
    let with = run(&double, Some(imprinter("a key")), without.kept.as_ref());
    assert_ne!(with.parts.digest, without.parts.digest, "rows that have none are read again");
    let person = with.parts.persons.iter().find(|person| !person.imprints.is_empty()).expect("somebody");
    assert!(both(person) == wanted());
    assert!(keeps(&with, "uppropBorn") && !keeps(&with, &number()) && !keeps(&with, "2013-01-02"));
    live.lock().expect("the server").later(10);
    let again = run(&double, Some(imprinter("a key")), with.kept.as_ref());
    assert_eq!((again.parts.digest, imprinted(&again)), (with.parts.digest, 1));
    let other = run(&double, Some(imprinter("another key")), with.kept.as_ref());
    assert_ne!(other.parts.digest, with.parts.digest);
    let gone = run(&double, None, other.kept.as_ref());
    assert_eq!((gone.parts.digest, imprinted(&gone)), (without.parts.digest, 0));
    assert!(!keeps(&gone, "uppropBorn"));
}

#[test]
fn whoever_is_marked_anywhere_leaves_nothing_in_the_roster_or_in_the_rows_that_are_kept() {
    let mut own = municipality(&[3]);
    own.resources.get_mut("persons").expect("persons")[3]["securityMarking"] = json!("Sekretessmarkering");
    let mut elsewhere = municipality(&[3]);
    let persons = elsewhere.resources.get_mut("persons").expect("persons");
    let id = persons[3]["id"].clone();
    persons.iter_mut().for_each(|person| person["securityMarking"] = json!(null));
    let reference = json!({"person": {"id": id, "securityMarking": "Skyddad folkbokföring"}});
    elsewhere.resources.get_mut("groups").expect("groups")[0]["groupMemberships"] = json!([reference]);
    let mut silent = municipality(&[3]);
    silent.resources.get_mut("persons").expect("persons")[3]["securityMarking"] = json!(null);
    for (municipality, why) in [(own, "its own record"), (elsewhere, "a group"), (silent, "says nothing of this one")] {
        let double = Double::new(move |request| municipality.answer(request));
        let run = run(&double, Some(imprinter("a key")), None);
        assert_eq!(imprinted(&run), 0, "{why}");
        assert!(keeps(&run, "givenName") && !keeps(&run, "uppropBorn"), "{why}");
    }
}

#[test]
fn what_is_odd_about_a_number_is_nothing_to_the_record() {
    for (civic, born) in [
        (json!("x"), json!(7)),
        (json!({"value": 7}), json!("2013-13-01")),
        (json!({"value": number(), "nationality": "NO"}), json!(null)),
        (json!({"value": "HEMLIGT"}), json!({})),
    ] {
        let mut municipality = municipality(&[]);
        let person = &mut municipality.resources.get_mut("persons").expect("persons")[3];
        (person["civicNo"], person["birthDate"]) = (civic, born);
        let double = Double::new(move |request| municipality.answer(request));
        let run = run(&double, Some(imprinter("a key")), None);
        assert_eq!((imprinted(&run), run.parts.unreadable.len()), (0, 0));
    }
}
