//! What monitoring sees: all is well, something waits for a human, nothing has gone well for long, nobody can tell.

use super::stage::{Said, Stage, upprop};
use super::village::{FIRST, Villager, begin, bystanders, day, deliver, pool, pupils, village};
use serde_json::Value;

const CLASS: [&str; 12] = ["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12"];
const TUESDAY: &str = "2026-11-03";

fn people(many: usize) -> Vec<Villager> {
    [pupils("7A", &CLASS[..many]), bystanders()].concat()
}

/// Twelve pupils and ten seats, and a first run on Monday morning.
fn begun() -> Stage {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &people(12));
    stage
}

/// One line, which begins so; it names nobody.
#[track_caller]
fn checked(stage: &Stage, when: &str, status: i32, begins: &str) -> Said {
    let said = stage.run(when, "check").ended(status);
    assert!(said.out.starts_with(&format!("UPPROP {begins}")), "{said:?}");
    assert_eq!((said.out.lines().count(), said.err.as_str(), said.out.contains('@')), (1, "", false), "{said:?}");
    said
}

#[test]
fn all_is_well_until_a_beat_is_missed_and_everything_is_wrong_when_nothing_came_for_long() {
    let stage = begun();
    let state = stage.state();
    let said = checked(&stage, "2026-11-02T06:00:00Z", 0, "OK - senaste körningen gick bra för 60 minuter sedan | ");
    assert_eq!(
        said.out.split_once("| ").map(|(_, figures)| figures.trim_end()),
        Some("last_success_age=3600s;90000;183600;0 holds=0;0;;0 alerts=1;;;0 waiting=2;;;0 letters_waiting=0;;;0")
    );
    // The next beat is 06:00 on Tuesday, 05:00 in UTC.
    checked(&stage, "2026-11-03T06:00:00Z", 0, "OK");
    checked(
        &stage,
        "2026-11-03T06:00:01Z",
        1,
        "WARNING - nästa körning uteblev; den senaste gick bra för 25 timmar sedan",
    );
    checked(&stage, "2026-11-04T08:00:00Z", 1, "WARNING");
    checked(&stage, "2026-11-04T08:00:01Z", 2, "CRITICAL - ingen körning har gått bra på 2 dygn");
    assert_eq!(stage.state(), state, "it only looks");
    day(&stage, "2026-11-06", &people(12));
    checked(&stage, "2026-11-09T05:59:00Z", 0, "OK - senaste körningen gick bra för 3 dygn sedan");
}

#[test]
fn what_the_guard_holds_is_a_warning_for_as_long_as_it_is_open() {
    let stage = begun();
    deliver(&stage, &people(2));
    let run = stage.sync(TUESDAY, 3);
    let said = checked(&stage, TUESDAY, 1, "WARNING - ");
    assert!(said.out.contains("väntar på beslut") && !said.out.contains("holds=0"), "{said:?}");
    let json = stage.run(TUESDAY, "--json check").ended(1).json();
    assert_eq!((&json["verdict"], &json["causes"][0]["kind"]), (&Value::from("WARNING"), &Value::from("held")));
    let english = stage.run(TUESDAY, "--lang en check").ended(1).out;
    assert!(english.contains("held for a decision"), "{english}");
    stage.run(TUESDAY, &format!("guard drop {}", run["run"])).ended(0);
    checked(&stage, TUESDAY, 0, "OK");
}

#[test]
fn runs_that_fail_and_a_first_one_that_never_came_are_critical() {
    let stage = begun();
    stage.write("roster/persons.csv", "nothing of what there should be\n");
    stage.run(TUESDAY, "sync").ended(2);
    checked(&stage, TUESDAY, 0, "OK");
    stage.run("2026-11-04", "sync").ended(2);
    checked(&stage, "2026-11-04", 2, "CRITICAL - körningar misslyckas sedan 2026-11-03; nästa körning uteblev");
    day(&stage, "2026-11-05", &people(12));
    checked(&stage, "2026-11-05", 0, "OK");
    let stage = village(&pool("P", 10, &["7A"], ""));
    stage.run(FIRST, "sync").ended(2);
    checked(&stage, FIRST, 2, "CRITICAL - ingen körning har gått bra ännu | last_success_age=U;;;0 ");
}

#[test]
fn letters_that_nobody_takes_are_a_warning() {
    let stage = begun();
    stage.replace("upprop.toml", "folder = \"outbox\"", "smtp = { host = \"127.0.0.1\", port = 1, tls = \"none\" }");
    // That the shortage is over is told, and there is nobody to give the letter to.
    stage.replace("upprop.toml", "seats = 10", "seats = 12");
    day(&stage, TUESDAY, &people(12));
    let said = checked(&stage, "2026-11-03T05:30:00Z", 0, "OK");
    assert!(!said.out.contains("letters_waiting=0"), "{said:?}");
    let said = checked(&stage, "2026-11-03T06:30:00Z", 1, "WARNING - ");
    assert!(said.out.contains("brev har väntat i mer än en timme"), "{said:?}");
}

#[test]
fn what_cannot_be_told_is_unknown_with_its_reason_and_a_run_under_way_is_none() {
    let stage = begun();
    stage.while_locked(|| drop(checked(&stage, FIRST, 0, "OK")));
    let whole = stage.read("upprop.toml");
    stage.write("upprop.toml", format!("{whole}\n[[override]]\nperson = \"Berit\"\nnonsense = \"b@byn.example\"\n"));
    let said = checked(&stage, FIRST, 3, "UNKNOWN - konfigurationen kan inte användas: ");
    assert!(said.out.contains("upprop.toml:") && !said.out.contains("Berit") && !said.out.contains('|'), "{said:?}");
    stage.write("upprop.toml", &whole);
    checked(&stage, FIRST, 0, "OK");
    stage.replace("upprop.toml", "rehearsal = true", "rehearsal = false");
    checked(&stage, FIRST, 3, "UNKNOWN - ");
    let nowhere = Stage::empty();
    nowhere.write("upprop.toml", whole.replace("upprop.db", "elsewhere.db").replace("schema = \"", "schema = \"x"));
    checked(&nowhere, FIRST, 3, "UNKNOWN - ");
    assert!(!nowhere.path("elsewhere.db").exists(), "nothing was made");
    let missing = upprop(&["--config", "nowhere/upprop.toml", "--json check"]).ended(3);
    assert_eq!(missing.json()["verdict"], "UNKNOWN");
}
