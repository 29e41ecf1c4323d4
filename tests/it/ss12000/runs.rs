//! Exempelkommunen's days, from a server and from files: the same seats, the same queues.

use super::live::{Habits, Live};
use super::municipality::{Municipality, folder};
use super::*;
use crate::on_sqlite::stage::{Said, upprop_in};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Short keys that files have, and the ids that servers have.
fn keys() -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for (file, column) in [("enheter.csv", "key"), ("grupper.csv", "key"), ("personer.csv", "nyckel")] {
        for day in [DAY, "2026-11-23"] {
            let path = folder(day).join(file);
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a file");
            let rows = reader.deserialize::<BTreeMap<String, String>>().flatten();
            keys.extend(rows.map(|row| (row[column].clone(), row["id"].clone())));
        }
    }
    keys.retain(|(key, _)| !key.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// The text, with ids for keys.
fn named(text: String) -> String {
    keys().iter().fold(text, |text, (key, id)| text.replace(&format!("\"{key}\""), &format!("\"{id}\"")))
}

/// The demo's configuration, in which everybody has one id and no short key, as ties go by it, and the source is this one.
fn stage(source: &str) -> TempDir {
    let stage = tempfile::tempdir().expect("a folder");
    let demo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/demo");
    std::fs::create_dir(stage.path().join("conf.d")).expect("a folder");
    for file in std::fs::read_dir(demo.join("conf.d")).expect("a folder").flatten() {
        let text = named(std::fs::read_to_string(file.path()).expect("a file"));
        std::fs::write(stage.path().join("conf.d").join(file.file_name()), text).expect("a file");
    }
    let text = named(std::fs::read_to_string(demo.join("upprop.toml")).expect("a file"));
    let (start, rest) = (text.find("[[source]]").expect("a source"), text.find("# S06").expect("a decision"));
    let own = if source.is_empty() { text[start..rest].replace("alias = \"nyckel\", ", "") } else { source.to_owned() };
    std::fs::write(stage.path().join("upprop.toml"), text[..start].to_owned() + &own + "\n" + &text[rest..])
        .expect("a file");
    stage
}

fn run(stage: &Path, day: &str, what: &str) -> Said {
    upprop_in(stage, &["--json", "--config", "upprop.toml", "--now", &format!("{day}T06:00:00+01:00"), what])
}

/// Who sits and who waits, by the ids of both, line by line: lists are in the order of keys.
fn pools(stage: &Path, day: &str) -> Vec<String> {
    let text = run(stage, day, "pools --people").ended(0).out + &run(stage, day, "waiting").ended(0).out;
    let text = named(text);
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
    lines.sort();
    lines
}

#[track_caller]
fn same(one: &[String], other: &[String]) {
    let count = |lines: &[String], line: &String| lines.iter().filter(|other| *other == line).count();
    let differs = |line: &&String| count(one, line) != count(other, line);
    let differing: Vec<_> =
        one.iter().chain(other).filter(differs).map(|l| (l, count(one, l), count(other, l))).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

/// The roster of a day, where the stage that reads files looks for it.
fn lay_out(stage: &Path, day: &str) {
    let roster = stage.join("roster");
    let _ = std::fs::remove_dir_all(&roster);
    std::fs::create_dir(&roster).expect("a folder");
    for file in std::fs::read_dir(folder(day)).expect("a folder").flatten() {
        std::fs::copy(file.path(), roster.join(file.file_name())).expect("a file");
    }
}

#[test]
fn the_changes_of_a_day_give_the_plan_that_a_full_sweep_gives() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let source = |full_after: &str| {
        format!(
            "[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{}\"\n\
             [source.server]\nrate = 10000\npage = 7\nfull_after = \"{full_after}\"\n",
            double.url("/v2")
        )
    };
    let [by_changes, whole, read] = [stage(&source("200h")), stage(&source("1h")), stage("")];
    lay_out(read.path(), DAY);
    for one in [&by_changes, &whole, &read] {
        run(one.path(), DAY, "sync --first-import").ended(0);
    }
    let day = "2026-11-23";
    lay_out(read.path(), day);
    {
        let mut live = live.lock().expect("the server");
        live.later(72);
        live.become_as(&Municipality::exempelkommunen(day));
    }
    let pages = |stage: &Path| {
        let before = double.asked().len();
        let plan = run(stage, day, "plan").ended(1).json();
        let asked = double.asked();
        (plan, asked[before..].iter().filter(|request| request.path.ends_with("/persons")).count())
    };
    let ((changes, few), (sweep, many)) = (pages(by_changes.path()), pages(whole.path()));
    assert!(few <= 3 && many >= 6, "{few}, {many}");
    assert_eq!(changes["steps"], sweep["steps"]);
    assert!(changes["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{changes}");
    for one in [&by_changes, &whole, &read] {
        run(one.path(), day, "sync --accept-delivery elevregister").ended(0);
    }
    same(&pools(by_changes.path(), day), &pools(read.path(), day));
    same(&pools(whole.path(), day), &pools(read.path(), day));
    let again = run(by_changes.path(), day, "sync").ended(0).json();
    assert_eq!(again["outcome"], "unchanged", "{again}");
}

/// Takes a school away as a key does that may see it no longer: nothing of it is there, and nobody says that it was deleted.
fn hide(municipality: &mut Municipality, unit: &str) {
    let enrolled = |record: &serde_json::Value| record["enrolments"][0]["enroledAt"]["id"] == unit;
    let duties = &municipality.resources["duties"];
    let working: Vec<serde_json::Value> =
        duties.iter().filter(|duty| duty["dutyAt"]["id"] == unit).map(|duty| duty["person"]["id"].clone()).collect();
    for (resource, records) in &mut municipality.resources {
        records.retain(|record| match *resource {
            "organisations" => record["id"] != unit,
            "groups" => record["organisation"]["id"] != unit,
            "duties" => record["dutyAt"]["id"] != unit,
            _ => !enrolled(record) && !working.contains(&record["id"]),
        });
    }
}

#[test]
fn a_key_that_no_longer_sees_a_school_empties_none() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let stage = stage(&format!(
        "[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{}\"\n[source.server]\nrate = 10000\n",
        double.url("/v2")
    ));
    run(stage.path(), DAY, "sync --first-import").ended(0);
    let before = pools(stage.path(), DAY);
    {
        let mut live = live.lock().expect("the server");
        live.later(24);
        hide(&mut live.municipality, "109514f1-5567-50be-aa27-6b423f423797");
        // Elsewhere somebody gets another name, which goes in.
        live.change("persons", 0, |person| person["givenName"] = "Annan".into());
    }
    let held = run(stage.path(), DAY, "sync").ended(3).json();
    let rows = held["held"].as_array().expect("holds");
    assert!(rows.iter().any(|row| row["kind"] == "person_removals"), "{held}");
    assert_eq!((&held["seats"]["freed"], &held["roster"]["persons"]["changed"]), (&0.into(), &1.into()), "{held}");
    same(&pools(stage.path(), DAY), &before);
    live.lock().expect("the server").become_as(&Municipality::exempelkommunen(DAY));
    let back = run(stage.path(), DAY, "sync").ended(0).json();
    assert_eq!(back["held"].as_array().map(Vec::len), Some(0), "{back}");
    same(&pools(stage.path(), DAY), &before);
}

#[test]
fn what_the_server_gives_no_longer_holds_every_run_until_somebody_accepts_that() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    let activity = serde_json::json!({"id": "a", "groups": [], "teachers": []});
    live.lock().expect("the server").put("activities", 0, activity);
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let stage = stage(&format!(
        "[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{}\"\n[source.server]\nrate = 10000\n",
        double.url("/v2")
    ));
    run(stage.path(), DAY, "sync --first-import").ended(0);
    live.lock().expect("the server").later(24);
    live.lock().expect("the server").municipality.resources.remove("activities");
    for _ in 0..2 {
        let said = run(stage.path(), DAY, "sync").ended(2);
        assert!(said.err.contains("upprop sync --accept-delivery elevregister"), "{said:?}");
    }
    run(stage.path(), DAY, "sync --accept-delivery elevregister").ended(0);
    let after = run(stage.path(), DAY, "sync").ended(0).json();
    assert_eq!(after["outcome"], "unchanged", "{after}");
}

#[test]
fn under_another_key_a_resource_that_is_not_given_is_no_empty_one() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits::GOOD).shared();
    live.lock().expect("the server").put("programmes", 0, serde_json::json!({"id": "p", "code": "NA"}));
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let source = |address: &str| {
        let url = double.url(address);
        format!(
            "[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{url}\"\n[source.server]\nrate = 10000\n"
        )
    };
    let stage = stage(&source("/v2"));
    run(stage.path(), DAY, "sync --first-import").ended(0);
    live.lock().expect("the server").municipality.resources.remove("programmes");
    live.lock().expect("the server").change("persons", 0, |person| person["givenName"] = "Annan".into());
    let file = stage.path().join("upprop.toml");
    let text = std::fs::read_to_string(&file).expect("a file").replace(&source("/v2"), &source("/v2/"));
    std::fs::write(&file, text).expect("a file");
    let said = run(stage.path(), DAY, "sync").ended(2);
    assert!(said.err.contains("programmes") && said.err.contains("--accept-delivery elevregister"), "{said:?}");
    run(stage.path(), DAY, "sync --accept-delivery elevregister").ended(0);
}

#[test]
fn exempelkommunens_days_from_a_server_give_the_seats_that_its_files_give() {
    let municipality = Arc::new(Mutex::new(Municipality::exempelkommunen(DAY)));
    let server = Arc::clone(&municipality);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let url = double.url("/ss12000/v2.0");
    let asked = stage(&format!(
        "[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{url}\"\n[source.server]\nrate = 10000\npage = 7\n"
    ));
    let read = stage("");
    for day in [DAY, "2026-11-23"] {
        *municipality.lock().expect("the server") = Municipality::exempelkommunen(day);
        lay_out(read.path(), day);
        for one in [&asked, &read] {
            run(one.path(), day, "sync --first-import --accept-delivery elevregister").ended(0);
        }
        same(&pools(asked.path(), day), &pools(read.path(), day));
    }
    let again = run(asked.path(), "2026-11-23", "sync").ended(0).json();
    assert_eq!(again["outcome"], "unchanged", "{again}");
    drop(double);
    let said = run(asked.path(), "2026-11-24", "sync").ended(2);
    assert!(said.err.contains("servern svarar inte"), "{said:?}");
    same(&pools(asked.path(), "2026-11-24"), &pools(read.path(), "2026-11-24"));
}
