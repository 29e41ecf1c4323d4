//! Somebody leaves, asks what is stored, and asks to be forgotten; and what nobody asked for goes in its time.

use super::engine;
use super::stage::Stage;
use super::village::{begin, day, pool, pupil, pupils, village};
use crate::store::town::Engine;
use serde_json::json;

/// E2 came, had a seat, left on the third and lost it on the seventeenth.
fn after_somebody_left(more: &str) -> Stage {
    let stage = village(&format!("{}{more}", pool("P", 2, &["7A"], "")));
    begin(&stage, &[pupil("E2").of("7A"), pupil("E1").of("7A"), pupil("E9").of("7A").protected()]);
    let rest = [pupil("E1").of("7A"), pupil("E9").of("7A").protected()];
    day(&stage, "2026-11-03", &rest);
    stage.sync("2026-11-17", 0);
    stage.sync("2026-11-18", 0);
    stage
}

/// How often a text stands in the database's files; nowhere on a server.
fn in_files(stage: &Stage, text: &str) -> usize {
    let count = |name: &str| {
        let bytes = std::fs::read(stage.path(name)).unwrap_or_default();
        bytes.windows(text.len()).filter(|window| window == &text.as_bytes()).count()
    };
    ["upprop.db", "upprop.db-wal", "upprop.db.anchor", "upprop.db.sent"].map(count).iter().sum()
}

#[test]
fn who_asks_is_told_everything_and_the_ledger_notes_who_took_it_out() {
    let stage = after_somebody_left("");
    let told = stage.run("2026-11-18", "person extract E2 --format json").ended(0).json();
    assert_eq!(told["person"]["id"], "id-E2");
    assert_eq!(told["stored"]["person"][0]["email"], "e2@byn.example");
    assert_eq!(told["stored"]["seat_grant"][0]["pool"], "P");
    let kinds: Vec<&str> = told["ledger"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["grant", "person", "leave", "free", "extracted"]);
    assert!(!told.to_string().contains("id-E1") && !told.to_string().contains("E9"), "of nobody else: {told}");
    let text = stage.run("2026-11-18", "person extract id-E2 --lang en").ended(0).out;
    assert!(text.contains("email: e2@byn.example") && text.contains("Seats, now and before (1)"), "{text}");
    let file = stage.path("extract.json").display().to_string();
    let words = ["person", "extract", "E2", "--format", "json", "--out", &file];
    assert_eq!(stage.words("2026-11-18", &words).ended(0).out, "");
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(stage.words("2026-11-18", &words).ended(2).err.contains("filen finns redan"));
    let unknown = stage.run("2026-11-18", "person extract nobody").ended(2);
    assert!(unknown.err.contains("Ingenting är lagrat"), "{unknown:?}");
}

#[test]
fn whose_identity_is_protected_is_only_told_when_that_was_meant() {
    let stage = after_somebody_left("");
    let refused = stage.run("2026-11-18", "person extract E9").ended(2);
    assert!(refused.err.contains("--protected") && refused.out.is_empty(), "{refused:?}");
    let told = stage.run("2026-11-18", "--json person extract E9 --protected").ended(0).json();
    assert_eq!(told["person"]["protected"], true);
}

#[test]
fn who_is_erased_is_in_no_byte_and_everything_goes_on() {
    let stage = after_somebody_left("");
    let before = stage.state();
    let told = stage.words("2026-11-18", &["--json", "person", "erase", "E2", "--dry-run"]).ended(0);
    let hash = told.json()["hash"].as_str().unwrap().to_owned();
    assert!(told.err.contains(&format!("--yes {hash}")), "{told:?}");
    let other = ["person", "erase", "E2", "--reason", "Begäran 7", "--yes", "00000000"];
    assert!(stage.words("2026-11-18", &other).ended(2).err.contains("inte längre det som visades"));
    assert!(stage.state() == before, "nothing was taken out");
    assert_eq!(in_files(&stage, "e2@byn.example") > 0, engine() == Engine::Sqlite);
    let words = ["--json", "person", "erase", "E2", "--reason", "Begäran 7", "--yes", &hash];
    let done = stage.words("2026-11-18", &words).ended(0).json();
    assert_eq!((&done["erased"]["people"], &done["erased"]["seats"]), (&json!(1), &json!(1)));
    for word in ["id-E2", "e2@byn.example"] {
        assert_eq!(in_files(&stage, word), 0, "{word}");
    }
    stage.run("2026-11-18", "verify --full").ended(0);
    stage.run("2026-11-18", "person extract E2").ended(2);
    let events = stage.audit("2026-11-18");
    let last = events.last().unwrap();
    assert_eq!((&last["kind"], &last["body"]["reason"]), (&json!("erased"), &json!("Begäran 7")));
    let name = last["person"].as_str().unwrap();
    assert_eq!(stage.events("2026-11-18", name), ["grant", "person", "leave", "free", "erased"], "of somebody");
    assert_eq!(stage.sync("2026-11-19", 0)["outcome"], "unchanged");
    assert_eq!(stage.pool("2026-11-19", "P").assigned(), ["E1"]);
}

#[test]
fn who_is_there_or_has_a_seat_is_not_erased_and_it_is_said_what_to_do() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    let erase = |when: &str, who: &str| stage.words(when, &["person", "erase", who, "--dry-run"]).ended(2).err;
    assert!(erase("2026-11-02", "E1").contains("finns i registret"));
    day(&stage, "2026-11-03", &pupils("7A", &["E2"]));
    assert!(erase("2026-11-03", "E1").contains("har en plats kvar"));
    assert!(stage.run("2026-11-03", "person erase E1").ended(2).err.contains("--reason"));
}

#[test]
fn what_is_past_its_term_is_told_first_and_then_taken_out() {
    let stage = after_somebody_left("\n[retention]\npeople = \"20d\"\nseats = \"never\"\nledger = \"30d\"\n");
    let rows = |when: &str, command: &str| {
        let told = stage.run(when, &format!("retention {command}")).ended(0).json();
        let kind = |name: &str| {
            let kinds = told["kinds"].as_array().unwrap();
            kinds.iter().find(|row| row["kind"] == name).unwrap()["rows"].as_u64().unwrap()
        };
        ["people", "seats", "ledger"].map(kind)
    };
    let before = stage.state();
    assert_eq!(rows("2026-11-22", "--dry-run --format json"), [0, 0, 0], "the day before");
    assert_eq!(rows("2026-11-23", "--dry-run --format json"), [1, 0, 0]);
    assert!(stage.state() == before, "it was only told");
    assert_eq!(rows("2026-11-23", "--format json"), [1, 0, 0]);
    assert_eq!(in_files(&stage, "e2@byn.example"), 0);
    assert_eq!(
        stage.run("2026-11-23", "person extract id-E2 --format json").ended(0).json()["person"]["alias"],
        json!(null)
    );
    assert_eq!(rows("2026-12-03", "--format json"), [0, 0, 1], "gone on the third, and thirty days are over");
    stage.run("2026-12-03", "verify --full").ended(0);
    let text = stage.run("2026-12-04", "retention --dry-run --lang en").ended(0);
    assert!(text.out.contains("never") && text.err.contains("Nothing was taken out"), "{text:?}");
    assert!(!text.out.contains("E2"));
    let before = stage.state();
    for wrong in ["2028-01-15", "2026-11-01"] {
        let refused = stage.run(wrong, "retention --lang en").ended(2);
        assert!(refused.err.contains("clock"), "{refused:?}");
    }
    assert!(stage.state() == before, "by a clock that is wrong everything is past its term");
}
