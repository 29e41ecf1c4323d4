//! The demo: Exempelkommunen on Monday 23 November 2026, number by number and person by person, and what a
//! second run makes of it.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::stage::{Pool, Stage, upprop};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const MONDAY: &str = "2026-11-23T06:00:00Z"; // an hour after the demo's last run

const ROSTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/roster");

/// What the demo must come to.
pub(crate) fn golden() -> Value {
    serde_json::from_str(include_str!("golden.json")).unwrap()
}

fn names(list: &Value) -> Vec<String> {
    let mut names: Vec<String> = list.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_pool_of_the_demo_has_the_numbers_foretold() {
    let stage = Stage::demo();
    let (golden, pools) = (golden(), stage.pools(MONDAY));
    let expected = golden["pools"].as_array().unwrap();
    assert_eq!((expected.len(), pools.len()), (11, 11));
    for (expected, pool) in expected.iter().zip(&pools) {
        assert_eq!((&expected["pool"], &expected["name"]), (&pool.0["pool"], &pool.0["name"]));
        let n = &expected["n"];
        if expected["pool"] == "P4" {
            let class = &pool.0["class"];
            for name in ["pupil_seats", "pupil_used", "unusable"] {
                assert_eq!(class[name], n[name], "P4 {name}");
            }
            assert_eq!((&class["staff_seats"], &class["staff_used"]), (&n["teacher_seats"], &n["teacher_used"]));
            continue;
        }
        for name in ["total", "assigned", "grace", "available", "waiting", "held", "blocked"] {
            assert_eq!(pool.0[name], n[name], "{} {name}", expected["pool"]);
        }
        assert_eq!(pool.0["usage_percent"], n["usage_pct"], "{} usage", expected["pool"]);
        assert_eq!(pool.0["unlimited"], Value::Bool(n["total"].is_null()), "{}", expected["pool"]);
    }
}

#[test]
fn every_pool_of_the_demo_has_the_people_foretold() {
    let stage = Stage::demo();
    let (golden, pools) = (golden(), stage.pools(MONDAY));
    for (expected, Pool(pool)) in golden["pools"].as_array().unwrap().iter().zip(&pools) {
        let (key, pool) = (&expected["pool"], Pool(pool.clone()));
        assert_eq!(pool.assigned(), names(&expected["assigned"]), "{key} assigned");
        if key == "P4" {
            continue;
        }
        assert_eq!(pool.grace(), names(&expected["grace"]), "{key} grace");
        let waiting = expected["waiting"].as_array().unwrap().iter();
        let waiting: BTreeSet<(String, String)> =
            waiting.map(|row| serde_json::from_value(row.clone()).unwrap()).collect();
        assert_eq!(pool.waiting().into_iter().collect::<BTreeSet<_>>(), waiting, "{key} waiting");
        let blocked = expected["blocked"].as_object().unwrap().iter();
        let blocked: BTreeSet<(String, String)> =
            blocked.map(|(person, reason)| (person.clone(), reason.as_str().unwrap().to_owned())).collect();
        assert_eq!(pool.blocked().into_iter().collect::<BTreeSet<_>>(), blocked, "{key} blocked");
    }
}

#[test]
fn who_is_held_for_a_decision_is_counted_and_never_listed() {
    let stage = Stage::demo();
    for pool in stage.pools(MONDAY) {
        assert!(!pool.0.to_string().contains("E10"), "{pool:?}");
    }
    assert!(!stage.run(MONDAY, "--json waiting").out.contains("E10"));
}

#[test]
fn a_second_run_changes_nothing_and_tells_nobody() {
    let stage = Stage::demo();
    let before = stage.picture(MONDAY);
    let run = stage.sync(MONDAY, 0);
    assert_eq!((run["outcome"].as_str(), run["letters"].as_u64()), (Some("unchanged"), Some(0)), "{run}");
    assert_eq!(stage.picture(MONDAY), before);
    stage.run(MONDAY, "plan").ended(0);
    stage.run(MONDAY, "verify").ended(0);
    stage.run(MONDAY, "verify --full").ended(0);
}

#[test]
fn a_delivery_written_anew_with_the_same_rows_changes_nothing() {
    let stage = Stage::demo();
    let before = stage.picture(MONDAY);
    let persons = stage.read("roster/personer.csv");
    let (head, rows) = persons.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().rev().collect();
    stage.write("roster/personer.csv", format!("{head}\n{}\n", rows.join("\n")));
    assert_eq!(stage.sync(MONDAY, 0)["outcome"], "unchanged");
    assert_eq!(stage.picture(MONDAY), before);
}

#[test]
fn the_demo_may_be_run_again_in_its_folder() {
    let stage = Stage::demo();
    let before = stage.picture(MONDAY);
    stage.sync("2026-12-05", 0);
    stage.run_demo("").ended(0);
    assert_eq!(stage.picture(MONDAY), before);
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_left_alone() {
    let stage = Stage::empty();
    stage.write("upprop.toml", "mine");
    stage.write("outbox/letter.eml", "mine too");
    let said = stage.run_demo("").ended(2);
    assert!(said.out.is_empty() && said.err.contains("--dir"), "{said:?}");
    assert_eq!((stage.read("upprop.toml"), stage.read("outbox/letter.eml")), ("mine".into(), "mine too".into()));
    assert_eq!(std::fs::read_dir(stage.root()).unwrap().count(), 2);
}

#[test]
fn the_demo_speaks_english_when_asked() {
    let stage = Stage::empty();
    let said = stage.run_demo("--lang en").ended(0);
    assert!(said.out.contains("Monday 23 Nov"), "{}", said.out);
    // Letters are in the organiser's language.
    let own = said.out.replace("väntar på beslut", "");
    for swedish in ["väntar", "Platser", "Körning", "ingen ledig"] {
        assert!(!own.contains(swedish), "{swedish} in\n{}", said.out);
    }
    assert!(stage.run(MONDAY, "--lang en pools").ended(0).out.contains("Waiting"), "and so does what comes after");
}

#[test]
fn the_demo_says_what_to_try_and_it_works() {
    let stage = Stage::empty();
    let said = stage.run_demo("").ended(0);
    let commands: Vec<&str> = said.out.lines().filter_map(|line| line.strip_prefix("  upprop --config ")).collect();
    assert!(commands.len() >= 5, "{}", said.out);
    for command in commands {
        upprop(&["--config", command]).ended(0);
    }
}

/// What would give a person away: names as whole words, addresses wherever they stand.
struct Canary {
    names: BTreeSet<String>,
    addresses: BTreeSet<String>,
}

impl Canary {
    fn of_the_demo() -> Self {
        let mut canary = Self { names: BTreeSet::new(), addresses: BTreeSet::new() };
        for day in std::fs::read_dir(ROSTERS).unwrap() {
            let text = std::fs::read_to_string(day.unwrap().path().join("personer.csv")).unwrap();
            for row in text.lines().skip(1) {
                let fields: Vec<&str> = row.split(';').collect();
                canary.names.extend(fields[3..5].iter().map(|name| (*name).to_owned()));
                let address = [fields[2], fields[5]].into_iter().filter_map(|address| address.split('@').next());
                canary.addresses.extend(address.filter(|part| !part.is_empty()).map(str::to_owned));
            }
        }
        assert!(canary.names.len() > 60 && canary.addresses.len() > 60);
        canary
    }

    /// Whom a text gives away.
    fn heard_in(&self, text: &str) -> Option<&String> {
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let name = self.names.iter().find(|name| words.contains(name.as_str()));
        name.or_else(|| self.addresses.iter().find(|address| text.contains(address.as_str())))
    }

    #[track_caller]
    fn is_quiet_in(&self, place: &str, text: &str) {
        if let Some(name) = self.heard_in(text) {
            panic!("{place} gives away {name}:\n{text}");
        }
    }
}

#[test]
fn a_name_or_an_address_is_heard() {
    let canary = Canary::of_the_demo();
    for text in ["E29 (Wiberg)", "till liv.lindqvist2@elev.exempelkommunen.example", "7676e5e357"] {
        assert!(canary.heard_in(text).is_some(), "{text}");
    }
    assert_eq!(canary.heard_in("E29 vid Almskolan, Björkskolan, person, palmer"), None);
}

#[test]
fn no_person_is_named_in_anything_that_the_program_says_or_leaves() {
    let canary = Canary::of_the_demo();
    for lang in ["sv", "en"] {
        let stage = Stage::empty();
        let demo = stage.run_demo(&format!("--disaster --lang {lang}")).ended(3);
        canary.is_quiet_in("demo", &(demo.out + &demo.err));
        let persons = (1..=30).map(|n| format!("E{n:02}")).chain((1..=13).map(|n| format!("S{n:02}")));
        let how = if lang == "sv" { "explain" } else { "--json explain" };
        let explain = persons.map(|person| format!("{how} {person}"));
        let rest = [
            "plan",
            "--json plan",
            "--json plan --at 2026-12-24",
            "--json audit --limit 100000",
            "audit",
            "pools --people",
            "--json pools --people",
            "tools",
            "waiting",
            "--json waiting",
            "runs",
            "--json runs",
            "guard list --all",
            "--json guard show 4",
            "verify --full",
            "check-config",
            "explain Liv",
            "inspect --source elevregister roster",
        ];
        for command in explain.chain(rest.iter().map(|command| (*command).to_owned())) {
            let command = command.replace("roster", stage.path("roster").to_str().unwrap());
            let said = stage.run("2026-11-24", &format!("--lang {lang} {command}"));
            let told =
                if command.ends_with("Liv") { said.out + &said.err.replace("Liv", "") } else { said.out + &said.err };
            canary.is_quiet_in(&command, &told);
        }
        for (name, letter) in stage.letters() {
            canary.is_quiet_in(&name, &format!("{}{}", letter.text, letter.page));
        }
        files_are_quiet(&canary, &stage.root());
    }
}

/// Names of files, wherever they lie.
fn files_are_quiet(canary: &Canary, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        canary.is_quiet_in("a file name", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            files_are_quiet(canary, &path);
        }
    }
}

#[test]
fn a_plan_file_names_no_person() {
    let stage = Stage::demo();
    let file = stage.path("plan.json");
    stage.run("2026-11-25", &format!("plan --out {}", file.display())).ended(1);
    Canary::of_the_demo().is_quiet_in("plan --out", &std::fs::read_to_string(file).unwrap());
}
