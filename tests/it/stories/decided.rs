//! What is decided by hand about persons whose identity is protected: what a decision does, who sees what of it, and when it goes.

use super::leaving::counts;
use super::stage::Stage;
use super::village::{begin, day, pool, pupil, village};

const REASON: &str = "beslut 2026-114";

/// E2 is protected and waits for a decision, E1 has one of two seats.
fn stage() -> Stage {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &[pupil("E1").of("7A"), pupil("E2").of("7A").protected()]);
    stage
}

fn decide(stage: &Stage, at: &str, choice: &str) {
    stage.words(at, &["protected", "decide", "E2", "t", choice, "--reason", REASON]).ended(0);
}

#[test]
fn a_decision_gives_a_seat_and_takes_it_and_the_ledger_has_no_reason() {
    let stage = stage();
    assert_eq!(stage.pool("2026-11-02", "P").0["held"], 1);
    decide(&stage, "2026-11-03", "include");
    assert_eq!(counts(&stage.sync("2026-11-03T07:00:00Z", 0)), [1, 0, 0, 0], "the next run does it");
    decide(&stage, "2026-11-04", "exclude");
    assert_eq!(counts(&stage.sync("2026-11-04T07:00:00Z", 0)), [0, 1, 0, 0]);
    assert_eq!(stage.pool("2026-11-05", "P").0["held"], 0);
    decide(&stage, "2026-11-05", "hold");
    stage.sync("2026-11-05T07:00:00Z", 0);
    assert_eq!(stage.pool("2026-11-05", "P").0["held"], 1, "undecided again");
    let about = stage.run("2026-11-06", "--json audit --person E2").ended(0).json();
    let decided = about.as_array().unwrap().iter().filter(|event| event["kind"] == "decided");
    let choices: Vec<_> = decided.map(|event| event["body"]["choice"].as_str().unwrap()).collect();
    assert_eq!(choices, ["include", "exclude", "hold"]);
    assert!(!about.to_string().contains(REASON), "why is nobody's but the person's");
    let all = stage.audit("2026-11-06");
    let mut decided = all.iter().filter(|event| event["kind"] == "decided");
    assert!(decided.all(|event| event["person"].is_null() && event["body"] == "protected_hold"), "{all:?}");
    stage.run("2026-11-06", "verify").ended(0);
}

#[test]
fn the_list_tells_who_needs_a_decision_and_what_was_decided_and_no_letter_does() {
    let stage = stage();
    let list = |at: &str| stage.run(at, "--json protected list").ended(0).json();
    let first = list("2026-11-03");
    assert_eq!((&first[0]["person"], &first[0]["choice"]), (&"E2".into(), &"hold".into()));
    assert_eq!(first[0]["since"], "2026-11-02");
    decide(&stage, "2026-11-03", "exclude");
    stage.sync("2026-11-03T07:00:00Z", 0);
    let second = list("2026-11-04");
    assert_eq!((&second[0]["choice"], &second[0]["reason"]), (&"exclude".into(), &REASON.into()));
    assert_eq!(second.as_array().unwrap().len(), 1);
    let table = stage.run("2026-11-04", "protected list --lang en").ended(0).out;
    assert!(table.contains("no seat") && table.contains(REASON), "{table}");
    for letter in stage.letters().into_values() {
        assert!(!letter.text.contains("E2") && !letter.text.contains(REASON), "{}", letter.subject);
    }
}

#[test]
fn nobody_is_decided_about_twice_without_need_or_without_a_reason() {
    let stage = stage();
    let before = stage.state();
    let refused = |words: &[&str], told: &str| {
        let said = stage.words("2026-11-03", words).ended(2);
        assert!(said.err.contains(told) && said.out.is_empty(), "{words:?}: {said:?}");
    };
    let with = ["--reason", REASON];
    refused(&[&["protected", "decide", "E1", "t", "exclude"], &with[..]].concat(), "inga skyddade uppgifter");
    refused(&[&["protected", "decide", "E2", "u", "exclude"], &with[..]].concat(), "inget verktyg");
    refused(&[&["protected", "decide", "E7", "t", "exclude"], &with[..]].concat(), "E7");
    refused(&["protected", "decide", "E2", "t", "exclude", "--reason", "  "], "--reason");
    stage.words("2026-11-03", &["protected", "decide", "E2", "t", "exclude"]).ended(2);
    assert_eq!(stage.state(), before);
    let decided =
        "[[override]]\nperson = \"E2\"\nkind = \"protected\"\ntool = \"t\"\ndecision = \"include\"\nreason = \"x\"\n";
    stage.write("conf.d/90-decision.toml", decided);
    refused(&[&["protected", "decide", "E2", "t", "exclude"], &with[..]].concat(), "[[override]]");
}

#[test]
fn what_the_configuration_says_later_is_in_force() {
    let stage = stage();
    decide(&stage, "2026-11-03", "include");
    stage.sync("2026-11-03T07:00:00Z", 0);
    assert_eq!(stage.pool("2026-11-03", "P").assigned().len(), 2);
    let decided =
        "[[override]]\nperson = \"E2\"\nkind = \"protected\"\ntool = \"t\"\ndecision = \"exclude\"\nreason = \"x\"\n";
    stage.write("conf.d/90-decision.toml", decided);
    assert_eq!(counts(&stage.sync("2026-11-04", 0)), [0, 1, 0, 0]);
}

#[test]
fn a_decision_is_told_to_the_person_and_goes_with_them() {
    let keeping = "\n[retention]\npeople = \"20d\"\n";
    let stage = village(&format!("{}{keeping}", pool("P", 2, &["7A"], "")));
    begin(&stage, &[pupil("E1").of("7A"), pupil("E2").of("7A").protected()]);
    decide(&stage, "2026-11-03", "exclude");
    stage.sync("2026-11-03T07:00:00Z", 0);
    let told = stage.run("2026-11-03", "--json person extract E2 --protected").ended(0).json();
    assert_eq!(told["stored"]["decision"][0]["reason"], REASON, "{told}");
    day(&stage, "2026-11-04", &[pupil("E1").of("7A")]);
    stage.sync("2026-11-05", 0);
    let left = stage.run("2026-11-05", "--json protected list").ended(0).json();
    assert_eq!(left, serde_json::json!([]), "nobody who is gone needs one");
    for at in ["2026-11-18", "2026-12-04", "2026-12-24"] {
        stage.sync(at, 0);
        stage.run(at, "retention").ended(0);
    }
    let bytes = std::fs::read(stage.path("upprop.db")).unwrap_or_default();
    let is_there = bytes.windows(REASON.len()).any(|window| window == REASON.as_bytes());
    assert!(!is_there, "past the term of people it is gone");
}
