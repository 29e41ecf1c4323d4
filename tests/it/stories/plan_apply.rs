//! A plan is what a run would do, and `apply` does it or nothing. And one run at a time.

use super::engine;
use super::stage::{Said, Stage};
use crate::store::town::Engine;

const WEDNESDAY: &str = "2026-11-25";
const LATER: &str = "2026-11-25T08:00:00Z";

fn written(stage: &Stage, when: &str) -> String {
    let file = stage.path("plan.json");
    stage.run(when, &format!("plan --out {}", file.display())).ended(1);
    file.display().to_string()
}

/// Everything that is kept, byte for byte where it is a file.
fn kept(stage: &Stage) -> impl PartialEq + use<> {
    let bytes = ["upprop.db", "upprop.db-wal"].map(|name| std::fs::read(stage.path(name)).unwrap_or_default());
    (bytes, stage.state())
}

#[test]
fn the_same_plan_is_the_same_bytes() {
    let stage = Stage::demo();
    let first = stage.run(WEDNESDAY, "--json plan").ended(1);
    assert_eq!(first.out, stage.run(WEDNESDAY, "--json plan").ended(1).out);
    let again = Stage::demo().run(WEDNESDAY, "--json plan").ended(1);
    // On a server the configuration of another folder names another schema, and the plan names the configuration.
    let names_place = |line: &&str| engine() == Engine::Postgres && ["base", "hash"].iter().any(|n| line.contains(n));
    let lines = |said: &Said| said.out.lines().filter(|line| !names_place(line)).collect::<Vec<_>>().join("\n");
    assert_eq!(lines(&first), lines(&again), "also in another folder");
}

#[test]
fn a_plan_writes_nothing_and_sends_nothing() {
    let stage = Stage::demo();
    let (before, letters) = (kept(&stage), stage.letters().len());
    for command in ["plan", "--json plan", "plan --at 2027-01-01"] {
        stage.run(WEDNESDAY, command).ended(1);
    }
    written(&stage, WEDNESDAY);
    assert_eq!((kept(&stage) == before, stage.letters().len()), (true, letters));
}

#[test]
fn a_plan_says_by_its_status_whether_there_is_something_to_do() {
    let stage = Stage::demo();
    stage.run("2026-11-23", "plan").ended(0);
    stage.run("2026-11-23", "plan --at 2026-11-25").ended(1);
    stage.run(WEDNESDAY, "plan").ended(1);
}

#[test]
fn a_plan_is_what_the_run_then_does() {
    let stage = Stage::demo();
    let plan = stage.run(WEDNESDAY, "--json plan").ended(1).json();
    let kinds =
        |kind: &str| plan["steps"].as_array().unwrap().iter().filter(|step| step["kind"] == kind).count() as u64;
    let (granted, freed) = (kinds("grant"), kinds("free"));
    let run = stage.sync(WEDNESDAY, 0);
    assert_eq!((run["seats"]["granted"].as_u64(), run["seats"]["freed"].as_u64()), (Some(granted), Some(freed)));
    assert!(granted > 0);
}

#[test]
fn a_plan_is_applied_once() {
    let stage = Stage::demo();
    let file = written(&stage, WEDNESDAY);
    stage.run(LATER, &format!("apply {file}")).ended(0);
    assert!(stage.pool(LATER, "P2").assigned().contains(&"E29".to_owned()));
    let before = stage.picture(LATER);
    let said = stage.run(LATER, &format!("apply {file}")).ended(2);
    assert!(said.err.contains("Planen gäller inte längre"), "{said:?}");
    assert_eq!(stage.picture(LATER), before);
}

#[test]
fn applying_a_plan_comes_to_the_same_as_a_run() {
    let (planned, run) = (Stage::demo(), Stage::demo());
    let file = written(&planned, WEDNESDAY);
    planned.run(WEDNESDAY, &format!("apply {file}")).ended(0);
    run.sync(WEDNESDAY, 0);
    assert_eq!(planned.picture(LATER), run.picture(LATER));
}

#[test]
fn a_plan_is_refused_when_something_was_done_since() {
    let stage = Stage::demo();
    let file = written(&stage, WEDNESDAY);
    stage.sync(WEDNESDAY, 0);
    let before = stage.picture(LATER);
    stage.run(LATER, &format!("apply {file}")).ended(2);
    assert_eq!(stage.picture(LATER), before);
}

#[test]
fn a_plan_is_refused_when_delivery_or_configuration_is_another() {
    let stage = Stage::demo();
    let file = written(&stage, WEDNESDAY);
    let before = stage.picture(LATER);
    let persons = stage.read("roster/personer.csv");
    stage.replace("roster/personer.csv", "nils.as@", "nils.annan@");
    stage.run(LATER, &format!("apply {file}")).ended(2);
    stage.write("roster/personer.csv", persons);
    stage.replace("conf.d/20-raknestugan.toml", "price = 95", "price = 96");
    stage.run(LATER, &format!("apply {file}")).ended(2);
    assert_eq!(stage.picture(LATER), before);
}

#[test]
fn a_plan_of_another_day_is_refused() {
    let stage = Stage::demo();
    let file = written(&stage, WEDNESDAY);
    let before = stage.picture("2026-11-26");
    stage.run("2026-11-26", &format!("apply {file}")).ended(2);
    assert_eq!(stage.picture("2026-11-26"), before);
}

#[test]
fn what_is_no_plan_is_refused_by_name() {
    let stage = Stage::demo();
    let whole = std::fs::read_to_string(written(&stage, WEDNESDAY)).unwrap();
    for (name, text) in [("empty.json", ""), ("half.json", &whole[..whole.len() / 2]), ("other.json", "{\"a\": 1}")] {
        stage.write(name, text);
        let said = stage.run(WEDNESDAY, &format!("apply {}", stage.path(name).display())).ended(2);
        assert!(said.err.contains(name) && said.out.is_empty(), "{said:?}");
    }
    let said = stage.run(WEDNESDAY, &format!("apply {}", stage.path("nowhere.json").display())).ended(2);
    assert!(said.err.contains("nowhere.json"), "{said:?}");
}

#[test]
fn a_run_waits_for_nobody_and_says_that_another_is_under_way() {
    let stage = Stage::demo();
    let file = written(&stage, WEDNESDAY);
    let before = stage.picture(WEDNESDAY);
    stage.while_locked(|| {
        for command in ["sync".to_owned(), format!("apply {file}")] {
            let said = stage.run(WEDNESDAY, &command).ended(4);
            assert!(said.err.contains("En annan körning pågår"), "{said:?}");
        }
        assert_eq!(stage.picture(WEDNESDAY), before, "and looking goes on");
        assert_eq!(stage.ask(WEDNESDAY, "runs").as_array().unwrap().len(), 3, "what did not begin is no run");
        stage.run(WEDNESDAY, "plan").ended(1);
    });
    stage.sync(WEDNESDAY, 0);
}

#[test]
fn the_time_is_turned_only_where_it_is_a_rehearsal() {
    let stage = Stage::demo();
    stage.replace("upprop.toml", "rehearsal = true", "rehearsal = false");
    for command in ["sync", "plan", "pools"] {
        let said = stage.run(WEDNESDAY, command).ended(2);
        assert!(said.err.contains("rehearsal"), "{said:?}");
    }
}
