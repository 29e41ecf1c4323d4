//! What must never do harm: lost markings, wrong clocks, renamed pools, plans and letters gone astray.

use super::stage::Stage;

const TUESDAY: &str = "2026-11-24";
const LATER_ON_TUESDAY: &str = "2026-11-24T12:00:00Z";

#[test]
fn a_protection_marking_that_the_source_drops_stays_until_a_human_decides() {
    let stage = Stage::demo();
    stage.replace("roster/personer.csv", "ALM;Sekretessmarkering;", "ALM;Ingen;");
    let before = stage.picture(TUESDAY);
    let run = stage.sync(TUESDAY, 0);
    assert_eq!(run["seats"]["granted"], 0);
    assert_eq!(run["findings"]["warning"], 1);
    let after = stage.picture(TUESDAY);
    let is_so = (before.pools, before.letters) == (after.pools, after.letters);
    assert!(is_so, "nobody is given away because a column changed");
    let decided =
        "[[override]]\nperson = \"E10\"\nkind = \"protected\"\ndecision = \"include\"\nreason = \"beslut 7\"\n";
    stage.write("conf.d/90-decision.toml", decided);
    assert_eq!(stage.sync(TUESDAY, 0)["seats"]["granted"], 2);
}

#[test]
fn a_clock_that_leaps_years_ahead_is_refused_and_takes_nothing() {
    let stage = Stage::demo();
    let before = stage.picture(TUESDAY);
    let said = stage.run("2031-11-24", "sync").ended(2);
    assert!(said.err.contains("2031-11-24") && said.err.contains("--long-pause"), "{}", said.err);
    assert_eq!(before, stage.picture(TUESDAY));
    stage.sync(TUESDAY, 0);
    stage.run("2031-11-24", "sync --long-pause").ended(0);
}

#[test]
fn a_clock_that_went_back_is_refused() {
    let stage = Stage::demo();
    let said = stage.run("2026-11-21", "sync").ended(2);
    assert!(said.err.contains("2026-11-23"), "{}", said.err);
}

#[test]
fn a_renamed_pool_moves_its_holders_and_frees_nobody() {
    let stage = Stage::demo();
    stage.replace("conf.d/20-raknestugan.toml", "key = \"P2\"", "key = \"P2x\"");
    let run = stage.sync(TUESDAY, 0);
    assert_eq!(
        (&run["seats"]["freed"], &run["seats"]["granted"], &run["seats"]["moved"]),
        (&0.into(), &0.into(), &10.into())
    );
    assert_eq!(stage.pool(TUESDAY, "P2x").0["assigned"], 10);
    let since = &stage.pool(TUESDAY, "P2x").0["seats"][0]["since"];
    assert_eq!(since, "2026-11-13", "who moves with the pool has not begun anew");
}

#[test]
fn a_pool_that_left_the_configuration_while_a_guard_holds_its_seats_is_still_shown() {
    let stage = Stage::demo();
    stage.write("conf.d/40-ljudbruket.toml", "");
    let run = stage.sync(TUESDAY, 3);
    let held = run["held"].as_array().unwrap();
    assert!(held.iter().any(|hold| hold["scope"] == "pool P6"), "{held:?}");
    let pool = stage.pool(TUESDAY, "P6");
    assert_eq!((&pool.0["configured"], &pool.0["over_assigned"]), (&false.into(), &21.into()));
}

#[test]
fn nobody_learns_from_plan_or_ledger_who_needs_a_decision() {
    let stage = Stage::demo();
    stage.replace(
        "roster/personer.csv",
        "ebba.rask@elev.exempelkommunen.example;elev;;BJO;Ingen",
        ";elev;;BJO;Sekretessmarkering",
    );
    let plan = stage.run(TUESDAY, "plan --json");
    assert!(!plan.out.contains("protection\"") && !plan.out.contains("protected_hold"), "{}", plan.out);
    stage.sync(TUESDAY, 0);
    let audit = stage.run(TUESDAY, "audit --json").ended(0).out;
    let events: Vec<serde_json::Value> = serde_json::from_str(&audit).unwrap();
    for event in events.iter().filter(|event| event.to_string().contains("protected_hold")) {
        let told = event["kind"] == "alert" || event.get("person").is_none();
        assert!(told, "{event}");
    }
    let own = stage.run(TUESDAY, "audit --json --person E10").ended(0).out;
    assert!(own.contains("protected_hold"), "who is asked about is told in full: {own}");
}

#[test]
fn a_plan_is_never_written_over_something_else() {
    let stage = Stage::demo();
    stage.replace("roster/personer.csv", "otto.kvist.lund@", "otto.lund@");
    let before = stage.read("upprop.toml");
    let target = stage.path("upprop.toml").display().to_string();
    stage.run(TUESDAY, &format!("plan --out {target}")).ended(2);
    assert_eq!(stage.read("upprop.toml"), before);
}

#[test]
fn a_plan_file_that_was_edited_is_refused() {
    let stage = Stage::demo();
    stage.write(
        "roster/medlemskap.csv",
        stage.read("roster/medlemskap.csv").replace("SVA79;0e4556a6-4d50-5177-96f6-41bd977b66d2\n", ""),
    );
    stage.replace("conf.d/20-raknestugan.toml", "seats = 10", "seats = 11");
    let file = stage.path("plan.json").display().to_string();
    stage.run(TUESDAY, &format!("plan --out {file}")).ended(1);
    let text = stage.read("plan.json");
    assert!(text.contains("E29"), "{text}");
    stage.write("plan.json", text.replace("\"person\": \"E29\"", "\"person\": \"E28\""));
    stage.run(TUESDAY, &format!("apply {file}")).ended(2);
    stage.write("plan.json", text);
    stage.run(TUESDAY, &format!("apply {file}")).ended(0);
}

#[test]
fn letters_that_cannot_be_delivered_are_told_and_stay_due() {
    let stage = Stage::demo();
    stage.replace("upprop.toml", "folder = \"outbox\"", "folder = \"blocked/outbox\"");
    stage.write("blocked", "a file where the folder should be");
    stage.replace("roster/personer.csv", "BJO;Ingen;2026-11-23;\n", "BJO;Ingen;2026-11-23;2026-11-23\n");
    let said = stage.run(TUESDAY, "sync --json");
    let run: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    if run["undelivered"].as_u64().unwrap() > 0 {
        assert!(said.err.contains("brev"), "{}", said.err);
        std::fs::remove_file(stage.path("blocked")).unwrap();
        assert_eq!(stage.sync(TUESDAY, 0)["letters"], 0, "not at once again");
        let next = stage.sync(LATER_ON_TUESDAY, 0);
        assert_eq!(next["letters"], run["undelivered"]);
    } else {
        panic!("the day must write a letter: {run}");
    }
}
