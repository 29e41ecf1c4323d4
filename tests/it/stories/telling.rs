//! What there is to do, who is at it, and what people are told of it.

use super::stage::{Letter, Stage};
use serde_json::Value;

const MONDAY: &str = "2026-11-23";
const TUESDAY: &str = "2026-11-24";

fn alerts(stage: &Stage) -> Vec<Value> {
    let rows = stage.run(MONDAY, "--json alerts").ended(0).json();
    rows.as_array().cloned().unwrap_or_default()
}

#[test]
fn what_stands_is_listed_with_its_key_and_since_when_urgent_things_first() {
    let stage = Stage::demo();
    let rows = alerts(&stage);
    let of = |key: &str| rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key} in {rows:?}"));
    assert_eq!((&of("shortage P2")["since"], &of("shortage P2")["urgent"]), (&"2026-11-23".into(), &true.into()));
    assert_eq!(of("shortage P8")["since"], "2026-11-13");
    assert_eq!(of("starts_itself L4 30")["since"], "2026-11-20");
    let urgent: Vec<bool> = rows.iter().map(|row| row["urgent"].as_bool().unwrap()).collect();
    assert!(urgent.is_sorted_by(|a, b| a >= b) && urgent[0], "{urgent:?}");
    let table = stage.run(MONDAY, "alerts").ended(0).out;
    assert!(table.contains("BRIST Sifferkul 7–9") && table.contains("shortage P2"), "{table}");
}

#[test]
fn whoever_is_at_something_says_so_and_the_ledger_remembers_until_it_is_over() {
    let stage = Stage::demo();
    let events = stage.audit(MONDAY).len();
    let said = stage.words(MONDAY, &["snooze", "shortage P2", "--until", "2026-12-01", "--reason", "två är beställda"]);
    assert!(said.ended(0).out.contains("2026-12-01"));
    let row = alerts(&stage).pop().unwrap();
    assert_eq!(
        (&row["key"], &row["pause"]["until"]),
        (&"shortage P2".into(), &"2026-12-01".into()),
        "paused things last"
    );
    stage.words(MONDAY, &["ack", "shortage P8"]).ended(0);
    stage.words(MONDAY, &["ack", "shortage P8", "--undo"]).ended(0);
    let told: Vec<Value> = stage.audit(MONDAY).split_off(events);
    let kinds: Vec<&str> = told.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["paused", "paused", "unpaused"]);
    assert!(told[0]["actor"].as_str().unwrap().starts_with("cli"), "{told:?}");
    stage.run(MONDAY, "verify --full").ended(0);
    // It ends on Tuesday, and what comes back later is new.
    stage.replace("roster/personer.csv", "BJO;Ingen;2026-11-23;\n", "BJO;Ingen;2026-11-23;2026-11-23\n");
    stage.sync(TUESDAY, 0);
    stage.run(TUESDAY, "verify --full").ended(0);
    assert!(!alerts(&stage).iter().any(|row| row["key"] == "shortage P2"));
}

#[test]
fn what_is_not_there_or_over_cannot_be_paused() {
    let stage = Stage::demo();
    let before = stage.picture(MONDAY);
    for words in [
        &["ack", "shortage P77"][..],
        &["snooze", "shortage P2", "--until", "2026-11-22", "--reason", "x"],
        &["snooze", "shortage", "--until", "2026-12-22", "--reason", "x"],
    ] {
        let said = stage.words(MONDAY, words);
        assert!(said.status == 2 && !said.err.is_empty() && said.out.is_empty(), "{said:?}");
    }
    assert_eq!(stage.picture(MONDAY), before);
}

#[test]
fn a_preview_shows_every_letter_of_a_day_and_sends_none() {
    let stage = Stage::demo();
    let before = stage.picture(MONDAY);
    let letters = stage.run(MONDAY, "--json notify preview --at 2026-12-01").ended(0).json();
    let subjects: Vec<&str> =
        letters.as_array().unwrap().iter().map(|letter| letter["subject"].as_str().unwrap()).collect();
    assert!(subjects.iter().any(|subject| subject.contains("Sammanställning 2026-12-01")), "{subjects:?}");
    let digest = letters.as_array().unwrap().iter().find(|letter| letter["kind"] == "digest").unwrap();
    assert!(digest["body"].as_str().unwrap().contains("UTGÅR Läsluren 2026-12-31 (30 dagar)"), "{digest}");
    let text = stage.run(MONDAY, "notify preview --at 2026-11-30").ended(0).out;
    assert!(text.contains("Veckan v. 49") && text.contains("licenser@exempelkommunen.example"), "{text}");
    assert_eq!(stage.picture(MONDAY), before, "nothing was written, nothing was sent");
}

#[test]
fn a_preview_shows_what_goes_to_vendors_and_the_reports_of_a_day() {
    let stage = Stage::demo();
    let report = "[[report]]\nname = \"requests\"\nformat = \"csv\"\nto = [\"avtal@exempelkommunen.example\"]\n";
    stage.write("conf.d/80-report.toml", format!("{report}schedule = \"0 7 1 * *\"\n"));
    let before = stage.picture(MONDAY);
    let to = |day: &str, address: &str| {
        let letters = stage.run(MONDAY, &format!("--json notify preview --at {day}")).ended(0).json();
        let letters = letters.as_array().unwrap().iter().filter(|letter| letter["to"] == address);
        letters.cloned().collect::<Vec<_>>()
    };
    let reports = to("2026-12-01", "avtal@exempelkommunen.example");
    assert!(reports.len() == 1 && reports[0]["kind"] == "report", "{reports:?}");
    assert_eq!(to("2026-12-02", "avtal@exempelkommunen.example").len(), 0);
    let reminders = to("2026-12-01", "licens@raknestugan.example");
    let reminder = reminders.iter().find(|letter| letter["kind"] == "request_reminder").expect("it is due that day");
    assert!(reminder["subject"].as_str().unwrap().contains("REQ-2026-002"), "{reminder}");
    assert!(reminder["body"].as_str().unwrap().contains("/r/…"), "no link is drawn for a preview: {reminder}");
    assert_eq!(to("2026-12-05", "licens@raknestugan.example").len(), 0, "a Saturday");
    assert_eq!(stage.picture(MONDAY), before, "nothing was written, nothing was sent");
}

#[test]
fn once_a_month_the_week_tells_of_seats_that_nobody_uses_and_of_nobody() {
    let stage = Stage::demo();
    let week = |day: &str| {
        let letters = stage.run(MONDAY, &format!("--json notify preview --at {day}")).ended(0).json();
        let week = letters.as_array().unwrap().iter().find(|letter| letter["kind"] == "week").cloned();
        week.unwrap_or_else(|| panic!("{day}: {letters}"))["body"].as_str().unwrap().to_owned()
    };
    let told = "Platser som ingen använder";
    assert!(!week("2026-12-07").contains(told), "of what nobody told nothing is said");
    stage.write("usage.csv", "person,tool,last_used\nE05,sifferkul-46,2026-05-02\nE06,sifferkul-46,2026-11-20\n");
    stage.run(MONDAY, &format!("usage import {}", stage.path("usage.csv").display())).ended(0);
    let first = week("2026-12-07");
    assert!(first.contains(told) && first.contains("1 innehavare har inte använt verktyget på 90 dagar"), "{first}");
    assert!(!first.contains("E05") && !first.contains("E06"));
    assert!(!week("2026-12-14").contains(told), "not in another week of the month");
    assert!(!week("2027-02-01").contains(told), "what is old says of nobody that he does not use it");
}

#[test]
fn seats_are_few_by_number_or_by_share_and_a_pool_in_which_somebody_waits_lacks_them_instead() {
    let few = |stage: &Stage, day: &str| {
        let rows = stage.run(day, "--json alerts").ended(0).json();
        let keys: Vec<String> =
            rows.as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().into()).collect();
        keys.into_iter().filter(|key| key.starts_with("low_seats")).collect::<Vec<_>>()
    };
    let stage = Stage::demo();
    assert_eq!(few(&stage, MONDAY), ["low_seats P3", "low_seats P7"], "4 of 4 and 5 of 5; P2 and P8 lack seats");
    let before = stage.letters();
    stage.sync("2026-11-25", 0);
    assert_eq!(few(&stage, MONDAY), ["low_seats P2", "low_seats P3", "low_seats P7"], "11 of 12 and `low_seats = 1`");
    let told: String = stage.letters_since(&before).into_iter().map(|letter| letter.text).collect();
    assert!(told.contains("FÅ KVAR Sifferkul 7–9: 1 ledig av 12 i Sifferkul 7–9 elev, Björkskolan"), "{told}");
    stage.replace("conf.d/20-raknestugan.toml", "low_seats = 1\n", "low_seats = 0\nlow_percent = 91\n");
    stage.replace("conf.d/20-raknestugan.toml", "key = \"P3\"\n", "key = \"P3\"\nlow_percent = 0\n");
    stage.sync("2026-11-26", 0);
    assert_eq!(few(&stage, MONDAY), ["low_seats P2", "low_seats P7"], "11 of 12 are 91.7 percent; P3 wants no word");
    stage.replace("conf.d/20-raknestugan.toml", "low_percent = 91\n", "low_percent = 92\n");
    stage.sync("2026-11-27", 0);
    assert_eq!(few(&stage, MONDAY), ["low_seats P7"]);
}

#[test]
fn a_school_hears_of_few_seats_and_missing_addresses_of_its_own_and_of_no_other() {
    const SCHOOL: &str = "admin.bjorkskolan@exempelkommunen.example";
    let stage = Stage::demo();
    let told = |letters: Vec<Letter>, to: &str| {
        let letters = letters.into_iter().filter(|letter| letter.to == to);
        letters.map(|letter| letter.text).collect::<String>()
    };
    let so_far = || stage.letters().into_values().collect::<Vec<_>>();
    let (school, organiser) = (told(so_far(), SCHOOL), told(so_far(), "licenser@exempelkommunen.example"));
    for (line, is_theirs) in [
        ("E-POST SAKNAS för Förklara: 1 person", true),
        ("FÅ KVAR Sifferkul Lärarrum: 0 lediga av 4", true),
        ("FÅ KVAR Ärendekollen Ärende: 0 lediga av 5", false),
        ("STARTAR SJÄLV Sifferkul 4–6", false),
        ("SKOLENHETSKOD SAKNAS", false),
    ] {
        assert_eq!(school.contains(line), is_theirs, "{line} in {school}");
        assert!(organiser.contains(line), "{line} in {organiser}");
    }
    let before = stage.letters();
    stage.replace("roster/personer.csv", "liv.lindqvist2@", "liv.ny@");
    stage.sync(TUESDAY, 0);
    let school = told(stage.letters_since(&before), SCHOOL);
    assert!(school.contains("NY E-POST") && school.contains("1 ändrad adress"), "{school}");
}
