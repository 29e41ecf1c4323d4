//! Who uses the tools, and what follows from it.

use super::stage::Stage;
use super::village::{begin, day, pool, pupils, sits, village};

fn import(stage: &Stage, when: &str, rows: &str) {
    stage.write("usage.csv", format!("person;tool;last_used\n{rows}"));
    let file = stage.path("usage.csv").display().to_string();
    stage.run(when, &format!("usage import {file}")).ended(0);
}

#[test]
fn who_does_not_use_the_seat_gives_way_to_who_waits_and_nobody_else_does() {
    let idle = "inactive_after = \"30d\"\nleave = { inactive = { keep = \"5d\" } }";
    let stage = village(&pool("P", 3, &["7A"], idle));
    begin(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    import(&stage, "2026-12-01", "E1;t;2026-11-30\nE2;t;2026-11-05\nE9;t;2026-11-05\n");
    stage.sync("2026-12-01", 0);
    assert_eq!(sits(&stage, "2026-12-01")[1], [""; 0], "of E3 nobody knows, and E2 was there in November");
    let told = stage.run("2026-12-06", "sync").ended(0);
    assert_eq!(sits(&stage, "2026-12-06"), [vec!["E1", "E3"], vec!["E2"]], "{told:?}");
    stage.sync("2026-12-20", 0);
    assert_eq!(sits(&stage, "2026-12-20")[1], ["E2"], "the seat is freed for nobody");
    day(&stage, "2026-12-21", &pupils("7A", &["E1", "E2", "E3", "E4"]));
    assert_eq!(sits(&stage, "2026-12-21")[0], ["E1", "E3", "E4"], "somebody wants it");
    let waiting = stage.ask("2026-12-21", "pools --people")[0]["waiting_list"].clone();
    assert_eq!((&waiting[0]["person"], &waiting[0]["since"]), (&"E2".into(), &"2026-12-21".into()), "anew: {waiting}");
    stage.run("2026-12-21", "verify --full").ended(0);
}

#[test]
fn who_uses_the_seat_again_keeps_it() {
    let stage = village(&pool("P", 1, &["7A"], "inactive_after = \"30d\""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    import(&stage, "2026-12-08", "E1;t;2026-11-02\n");
    stage.sync("2026-12-08", 0);
    assert_eq!(sits(&stage, "2026-12-08")[1], ["E1"]);
    import(&stage, "2026-12-10", "E1;t;2026-12-09\n");
    stage.sync("2026-12-10", 0);
    assert_eq!(sits(&stage, "2026-12-10"), [vec!["E1".to_owned()], vec![]]);
    import(&stage, "2026-12-11", "E1;t;2026-11-02\n");
    stage.sync("2026-12-11", 0);
    assert_eq!(sits(&stage, "2026-12-11")[0], ["E1"], "an earlier day says nothing new");
}

#[test]
fn where_seats_become_fewer_whoever_used_theirs_longest_ago_loses_first() {
    let stage = village(&pool("P", 3, &["7A"], "loss_rule = \"least_used\""));
    begin(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    import(&stage, "2026-11-20", "E1;t;2026-11-03\nE3;t;2026-11-19\n");
    stage.replace("upprop.toml", "seats = 3\n", "seats = 2\n");
    let plan = stage.run("2026-11-20", "--json plan").ended(1).json();
    assert_eq!(plan["held"][0]["in_the_way"], serde_json::json!(["E1"]), "of E2 nobody knows: {plan}");
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_and_says_where_and_how_to_mend_it() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1"]));
    let file = stage.path("usage.csv").display().to_string();
    for (text, want) in [
        ("person;tool\nE1;t\n", "last_used"),
        ("person;tool;last_used\nE1;t;9 nov\n", "usage.csv:2:3"),
        ("person;tool;last_used\nE1;t;2027-01-01\n", "rad 2"),
        ("person;tool;last_used\nE7;t;2026-11-01\n", "ingen rad gäller"),
    ] {
        stage.write("usage.csv", text);
        let said = stage.run("2026-11-03", &format!("usage import {file}")).ended(2);
        assert!(said.err.contains(want) && !said.err.contains("E1") && !said.err.contains("E7"), "{said:?}");
    }
    assert!(stage.audit("2026-11-03").iter().all(|event| event["kind"] != "usage_imported"));
}
