//! Deliveries that are not done yet, that are older than what is in force, or that come from a share that is not there.

use super::stage::{Said, Stage};
use super::village::{FIRST, Villager, deliver, pool, pupils, sits, village};

const FILES: [&str; 4] = ["units.csv", "groups.csv", "persons.csv", "members.csv"];
const NEXT: &str = "2026-11-03";

fn deliver_at(stage: &Stage, villagers: &[Villager], at: &str) {
    deliver(stage, villagers);
    FILES.iter().for_each(|name| stage.stamp(&format!("roster/{name}"), at));
}

/// Two pupils of a class, with a seat each.
fn begun(more: &str) -> Stage {
    let stage = village(&pool("P", 3, &["7A"], ""));
    stage.replace("upprop.toml", "path = \"roster\"", &format!("path = \"roster\"\n{more}"));
    deliver_at(&stage, &pupils("7A", &["E1", "E2"]), "2026-11-02T04:00:00Z");
    stage.ask(FIRST, "sync --first-import");
    stage
}

#[track_caller]
fn refused(stage: &Stage, when: &str, words: &[&str]) -> Said {
    let said = stage.run(when, "sync").ended(2);
    assert!(words.iter().all(|word| said.err.contains(word)), "{said:?}");
    assert_eq!(sits(stage, when)[0], ["E1", "E2"]);
    said
}

#[test]
fn a_delivery_that_is_being_written_waits_for_a_later_run() {
    let stage = begun("");
    deliver_at(&stage, &pupils("7A", &["E1", "E2", "E3"]), "2026-11-03T04:59:45Z");
    refused(&stage, NEXT, &["inte klar", "04:59:45"]);
    assert_eq!(stage.ask(NEXT, "runs --limit 1")[0]["outcome"], "failed");
    stage.sync("2026-11-03T05:00:15Z", 0);
    assert_eq!(sits(&stage, NEXT)[0], ["E1", "E2", "E3"]);
}

#[test]
fn a_delivery_that_is_older_than_the_one_in_force_is_refused_until_somebody_accepts_it() {
    let stage = begun("");
    deliver_at(&stage, &pupils("7A", &["E1", "E2", "E3"]), "2026-11-01T04:00:00Z");
    refused(&stage, NEXT, &["2026-11-01 05:00:00", "2026-11-02 05:00:00", "--accept-delivery pupils"]);
    stage.run(NEXT, "plan").ended(2);
    stage.run(NEXT, "sync --accept-delivery nobody").ended(2);
    let file = stage.path("accepted.json").display().to_string();
    stage.run(NEXT, &format!("plan --accept-delivery pupils --out {file}")).ended(1);
    stage.run(NEXT, &format!("apply {file}")).ended(0);
    assert_eq!(sits(&stage, NEXT)[0], ["E1", "E2", "E3"]);
    stage.sync("2026-11-04", 0);
}

#[test]
fn a_delivery_that_does_not_come_is_told_day_after_day_and_changes_nothing() {
    let stage = begun("");
    for when in [NEXT, "2026-11-04"] {
        let said = stage.run(when, "sync").ended(0);
        assert_eq!(said.err.contains("gammal"), when != NEXT, "{said:?}");
    }
    assert_eq!(sits(&stage, "2026-11-04")[0], ["E1", "E2"]);
}

#[test]
fn a_share_that_is_not_mounted_is_no_empty_school() {
    let stage = begun("");
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\nmarker = \"share.txt\"");
    refused(&stage, NEXT, &["share.txt", "monterad"]);
    stage.write("roster/share.txt", "");
    stage.sync(NEXT, 0);
}

#[test]
fn a_delivery_with_a_last_file_is_taken_when_that_came_last() {
    let stage = begun("");
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\ndone = \"klar.txt\"");
    stage.write("roster/klar.txt", "");
    stage.stamp("roster/klar.txt", "2026-11-02T04:00:00Z");
    deliver_at(&stage, &pupils("7A", &["E1", "E2", "E3"]), "2026-11-03T04:59:45Z");
    refused(&stage, NEXT, &["inte klar", "klar.txt"]);
    stage.stamp("roster/klar.txt", "2026-11-03T04:59:45Z");
    stage.sync(NEXT, 0);
    assert_eq!(sits(&stage, NEXT)[0], ["E1", "E2", "E3"]);
}

#[test]
fn a_file_that_lost_rows_and_its_last_line_end_is_told() {
    let stage = begun("");
    deliver_at(&stage, &pupils("7A", &["E1", "E2"]), "2026-11-03T04:00:00Z");
    let whole = stage.read("roster/members.csv");
    for (text, is_told) in [(whole.trim_end(), false), ("group;person\n7A;id-E1", true)] {
        stage.write("roster/members.csv", text);
        stage.stamp("roster/members.csv", "2026-11-03T04:00:00Z");
        let said = stage.run(NEXT, "sync");
        assert_eq!(said.err.contains("members.csv: sista raden saknar radslut"), is_told, "{said:?}");
    }
}
