//! Tuesday: the export is cut short, and what a human makes of it. And the first roster ever.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::stage::{Pool, Stage};
use serde_json::Value;
use std::collections::BTreeSet;

const TUESDAY: &str = "2026-11-24";
const LATER: &str = "2026-11-24T08:00:00Z";
const WEDNESDAY: &str = "2026-11-25";

/// Who is missing: Almskolan and 9C.
const MISSING: [&str; 16] =
    ["E01", "E02", "E03", "E04", "E05", "E06", "E08", "E09", "E10", "E17", "E18", "E19", "E20", "S01", "S02", "S03"];

fn deliver(stage: &Stage, day: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/roster");
    for name in ["enheter.csv", "grupper.csv", "medlemskap.csv", "personer.csv"] {
        let text = std::fs::read_to_string(format!("{folder}/{day}/{name}")).unwrap();
        let name = format!("roster/{name}");
        stage.write(&name, text);
        // The demo's own days lie ahead of today, and a delivery that is older than they are is refused.
        stage.stamp(&name, "2026-11-24T04:00:00Z");
    }
}

/// The demo, the cut export, and the run that meets it.
fn disaster() -> (Stage, Value) {
    let stage = Stage::demo();
    deliver(&stage, "disaster");
    let run = stage.sync(TUESDAY, 3);
    (stage, run)
}

/// Who of `people` sits where, and how.
fn sitting(pools: &[Pool], people: &[&str]) -> BTreeSet<(String, String, &'static str)> {
    let rows = pools.iter().flat_map(|pool| {
        let key = pool.0["pool"].as_str().unwrap();
        let assigned = pool.assigned().into_iter().map(move |person| (key.to_owned(), person, "assigned"));
        assigned.chain(pool.grace().into_iter().map(move |person| (key.to_owned(), person, "grace")))
    });
    rows.filter(|(_, person, _)| people.contains(&person.as_str())).collect()
}

fn holds(stage: &Stage, command: &str) -> Vec<Value> {
    stage.ask(LATER, command).as_array().unwrap().clone()
}

#[test]
fn the_demo_shows_the_disaster() {
    let stage = Stage::empty();
    let said = stage.run_demo("--disaster").ended(3);
    assert!(said.out.contains("16 av 41"), "{}", said.out);
    let runs = stage.ask(LATER, "runs");
    assert_eq!((&runs[0]["outcome"], &runs[0]["counts"]["held"][0]["count"]), (&"held".into(), &16.into()));
}

#[test]
fn nobody_of_a_cut_export_loses_a_seat_and_the_rest_goes_on() {
    let before = sitting(&Stage::demo().pools(TUESDAY), &MISSING);
    let (stage, run) = disaster();
    let held = &run["held"];
    assert_eq!((run["outcome"].as_str(), held.as_array().unwrap().len()), (Some("held"), 1), "{run}");
    assert_eq!((&held[0]["scope"], &held[0]["kind"]), (&"total".into(), &"person_removals".into()));
    assert_eq!((&held[0]["count"], &held[0]["base"]), (&16.into(), &41.into()));
    let seats = ["granted", "freed", "moved", "leaving"].map(|name| run["seats"][name].as_u64().unwrap());
    assert_eq!(seats, [0, 0, 0, 0], "{run}");
    assert_eq!(sitting(&stage.pools(TUESDAY), &MISSING), before);
    assert_eq!(run["roster"]["persons"], serde_json::json!({"added": 1, "removed": 0, "changed": 1}));
    assert_eq!(stage.events(TUESDAY, "E30"), ["person"], "the newcomer came in");
    assert!(stage.audit(TUESDAY).iter().any(|event| event["person"] == "S13" && event["body"]["fields"][0] == "email"));
    stage.run(TUESDAY, "verify --full").ended(0);
}

#[test]
fn a_held_run_is_told_once_and_to_those_who_run_the_place() {
    let stage = Stage::demo();
    let before = stage.letters();
    deliver(&stage, "disaster");
    stage.sync(TUESDAY, 3);
    let letters = stage.letters_since(&before);
    let told = letters.iter().filter(|letter| letter.subject.contains("STOPPAD"));
    let told: Vec<&str> = told.map(|letter| letter.to.as_str()).collect();
    assert_eq!(told, ["licenser@exempelkommunen.example", "drift@exempelkommunen.example"]);
    let before = stage.picture(LATER);
    let run = stage.sync(LATER, 3);
    assert_eq!((&run["letters"], &run["held"][0]["base"]), (&0.into(), &41.into()), "the numbers of the letter");
    assert_eq!(stage.picture(LATER), before);
}

#[test]
fn a_shortage_is_not_told_anew_by_a_held_run() {
    let (stage, _) = disaster();
    let shortage = stage.letters().into_values().filter(|letter| letter.subject.contains("BRIST Sifferkul"));
    assert_eq!(shortage.count(), 2, "Monday's, to the organiser and the unit");
}

#[test]
fn what_is_held_can_be_looked_at() {
    let (stage, run) = disaster();
    let number = run["run"].to_string();
    let listed = holds(&stage, "guard list");
    assert_eq!((listed.len(), &listed[0]["run"], &listed[0]["state"]), (1, &run["run"], &"open".into()));
    assert_eq!(holds(&stage, &format!("guard show {number}")), listed);
    let said = stage.run(LATER, "guard list").ended(0).out;
    assert!(said.contains("16/41") && said.contains("hela körningen"), "{said}");
    for decision in ["release 2", "drop 99"] {
        let said = stage.run(LATER, &format!("guard {decision}")).ended(2);
        assert!(said.err.contains("inget öppet stopp"), "{said:?}");
    }
    stage.run(LATER, "plan").ended(3);
}

#[test]
fn what_is_dropped_stays_away_and_nobody_is_asked_again() {
    let (stage, run) = disaster();
    let seats = sitting(&stage.pools(LATER), &MISSING);
    let before = stage.letters();
    stage.run(LATER, &format!("guard drop {}", run["run"])).ended(0);
    for when in [LATER, "2026-11-24T09:00:00Z"] {
        let run = stage.sync(when, 0);
        assert_eq!(
            (&run["letters"], &run["seats"]["freed"], &run["seats"]["leaving"]),
            (&0.into(), &0.into(), &0.into())
        );
    }
    assert_eq!(sitting(&stage.pools(LATER), &MISSING), seats);
    assert_eq!((holds(&stage, "guard list").len(), stage.letters_since(&before).len()), (0, 0));
    assert_eq!(holds(&stage, "guard list --all")[0]["state"], "dropped");
    stage.run(LATER, "plan").ended(0);
}

#[test]
fn what_is_released_is_done_and_asked_about_no_more() {
    let (stage, run) = disaster();
    let seats = sitting(&stage.pools(LATER), &MISSING);
    stage.run(LATER, &format!("guard release {}", run["run"])).ended(0);
    let now = sitting(&stage.pools(LATER), &MISSING);
    let all_in_grace = seats.into_iter().map(|(pool, person, _)| (pool, person, "grace"));
    assert_eq!(now, all_in_grace.collect(), "also a pool without grace waits for tomorrow's delivery");
    let persons = ["E01", "E17", "S01"].map(|person| stage.events(LATER, person).contains(&"person".to_owned()));
    assert_eq!(persons, [true; 3], "the roster has lost them");
    assert_eq!(holds(&stage, "guard list").len(), 0);
    let run = stage.sync(WEDNESDAY, 0);
    let pools = stage.pools(WEDNESDAY);
    let lasluren = pools.iter().find(|pool| pool.0["pool"] == "P6").unwrap();
    assert_eq!((lasluren.assigned().len(), lasluren.grace().len()), (9, 0), "no grace there: {run}");
    stage.sync("2026-12-08", 0);
    assert_eq!(sitting(&stage.pools("2026-12-08"), &MISSING), BTreeSet::new(), "and elsewhere after it");
    stage.run("2026-12-08", "verify --full").ended(0);
}

#[test]
fn a_healed_delivery_ends_the_hold_by_itself() {
    let (stage, _) = disaster();
    let seats = sitting(&stage.pools(LATER), &MISSING);
    deliver(&stage, "2026-11-23");
    let run = stage.sync(WEDNESDAY, 0);
    assert_eq!(run["outcome"], "applied");
    assert_eq!(sitting(&stage.pools(WEDNESDAY), &MISSING), seats);
    assert_eq!(holds(&stage, "guard list").len(), 0);
    assert_eq!(holds(&stage, "guard list --all")[0]["state"], "withdrawn");
    assert_eq!(stage.sync("2026-11-25T08:00:00Z", 0)["outcome"], "unchanged");
    stage.run(WEDNESDAY, "verify --full").ended(0);
}

#[test]
fn a_release_lets_nothing_through_that_was_not_looked_at() {
    let (stage, run) = disaster();
    let persons = stage.read("roster/personer.csv");
    let (kept, gone): (Vec<&str>, Vec<&str>) = persons.lines().partition(|line| !line.contains(";E21;"));
    assert_eq!(gone.len(), 1);
    stage.write("roster/personer.csv", kept.join("\n"));
    let members = stage.read("roster/medlemskap.csv");
    let id = gone[0].split(';').next().unwrap();
    let kept: Vec<&str> = members.lines().filter(|line| !line.ends_with(id)).collect();
    stage.write("roster/medlemskap.csv", kept.join("\n"));
    let seats = sitting(&stage.pools(LATER), &MISSING);
    stage.run(LATER, &format!("guard release {}", run["run"])).ended(3);
    assert_eq!(sitting(&stage.pools(LATER), &MISSING), seats);
    assert_eq!(holds(&stage, "guard list")[0]["count"], 17);
}

#[test]
fn a_release_serves_once() {
    let (stage, run) = disaster();
    stage.run(LATER, &format!("guard release {}", run["run"])).ended(0);
    deliver(&stage, "2026-11-23");
    stage.sync(WEDNESDAY, 0);
    let seats = sitting(&stage.pools(WEDNESDAY), &MISSING);
    deliver(&stage, "disaster");
    stage.sync("2026-11-26", 3);
    assert_eq!(sitting(&stage.pools("2026-11-26"), &MISSING), seats);
}

#[test]
fn what_was_dropped_is_told_again_when_it_comes_again() {
    let (stage, run) = disaster();
    stage.run(LATER, &format!("guard drop {}", run["run"])).ended(0);
    deliver(&stage, "2026-11-23");
    stage.sync(WEDNESDAY, 0);
    deliver(&stage, "disaster");
    stage.sync("2026-11-26", 3);
}

/// Exempelkommunen on the day before its first run.
fn untouched() -> Stage {
    let stage = Stage::empty();
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo");
    stage.write("upprop.toml", std::fs::read_to_string(format!("{demo}/upprop.toml")).unwrap());
    for entry in std::fs::read_dir(format!("{demo}/conf.d")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("conf.d/{}", path.file_name().unwrap().to_str().unwrap());
        stage.write(&name, std::fs::read_to_string(path).unwrap());
    }
    deliver(&stage, "2026-11-13");
    stage
}

fn assigned(stage: &Stage, when: &str) -> usize {
    stage.pools(when).iter().map(|pool| pool.assigned().len()).sum()
}

#[test]
fn the_first_roster_is_held_until_a_human_has_looked() {
    let stage = untouched();
    let run = stage.sync("2026-11-13", 3);
    assert_eq!((&run["held"][0]["kind"], &run["held"][0]["count"]), (&"first_import".into(), &40.into()));
    assert_eq!(assigned(&stage, "2026-11-13"), 0);
    let stopped = || stage.letters().into_values().filter(|letter| letter.subject.contains("STOPPAD")).count();
    assert_eq!(stopped(), 2, "the organiser and operations");
    let before = stage.picture("2026-11-13");
    assert_eq!(stage.sync("2026-11-13T09:00:00Z", 3)["letters"], 0);
    assert_eq!(stage.picture("2026-11-13"), before);
    stage.run("2026-11-13T09:00:00Z", "plan").ended(3);
    stage.run("2026-11-13T09:00:00Z", "plan --first-import").ended(1);
    stage.run("2026-11-13T09:00:00Z", "guard release 1").ended(0);
    assert_eq!((assigned(&stage, "2026-11-13"), stopped()), (77, 2));
}

#[test]
fn the_first_roster_comes_in_when_it_is_said_so() {
    let stage = untouched();
    stage.run("2026-11-13", "sync --first-import").ended(0);
    assert_eq!(assigned(&stage, "2026-11-13"), 77);
    assert_eq!(stage.sync("2026-11-13T09:00:00Z", 0)["outcome"], "unchanged");
}

#[test]
fn a_first_roster_that_changed_since_it_was_looked_at_is_held_again() {
    let stage = untouched();
    stage.sync("2026-11-13", 3);
    deliver(&stage, "2026-11-23");
    stage.run("2026-11-13T09:00:00Z", "guard release 1").ended(3);
    assert_eq!(assigned(&stage, "2026-11-13"), 0);
}
