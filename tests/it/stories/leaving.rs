//! Who leaves, comes back, moves, and is decided about: story days in a village.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::stage::Stage;
use super::village::{FIRST, UNITS, begin, day, deliver, pool, pupil, pupils, teacher, tool, village, village_with};
use serde_json::Value;

/// Granted, freed, moved, on the way out.
pub(super) fn counts(run: &Value) -> [u64; 4] {
    ["granted", "freed", "moved", "leaving"].map(|name| run["seats"][name].as_u64().unwrap())
}

fn waits(stage: &Stage, when: &str, key: &str) -> Vec<String> {
    stage.pool(when, key).waiting().into_iter().map(|(person, _)| person).collect()
}

#[test]
fn who_comes_back_within_the_grace_has_never_left() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7A", &["E1"]))), [0, 0, 0, 1]);
    let gone = stage.pool("2026-11-03", "P");
    assert_eq!((gone.assigned(), gone.grace()), (vec!["E1".to_owned()], vec!["E2".to_owned()]));
    assert_eq!(counts(&day(&stage, "2026-11-16", &pupils("7A", &["E1", "E2", "E3"]))), [0, 0, 0, 0]);
    let back = stage.pool("2026-11-16", "P");
    assert_eq!((back.assigned(), back.since("E2")), (vec!["E1".to_owned(), "E2".to_owned()], Some(FIRST)));
    assert_eq!(stage.events("2026-11-16", "E2"), ["grant", "person", "leave", "person", "return"]);
    assert_eq!(waits(&stage, "2026-11-16", "P"), ["E3"], "the seat was never free");
}

#[test]
fn who_stays_away_is_freed_when_the_grace_is_over_and_the_next_sits_down() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    day(&stage, "2026-11-03", &pupils("7A", &["E2"]));
    assert_eq!(counts(&stage.sync("2026-11-16", 0)), [0, 0, 0, 0], "the fourteenth day");
    assert_eq!(counts(&stage.sync("2026-11-17", 0)), [1, 1, 0, 0]);
    assert_eq!(stage.pool("2026-11-17", "P").assigned(), ["E2"]);
}

#[test]
fn an_end_date_counts_from_its_own_day_whether_the_row_stays_or_goes() {
    for stays in [true, false] {
        let stage = village(&pool("P", 1, &["7A"], ""));
        let ending = [pupil("E1").of("7A").until("2026-11-05"), pupil("E2").of("7A")];
        begin(&stage, &ending);
        let later = if stays { &ending[..] } else { &ending[1..] };
        assert_eq!(counts(&day(&stage, "2026-11-05", &ending)), [0, 0, 0, 0], "the last day");
        assert_eq!(counts(&day(&stage, "2026-11-09", later)), [0, 0, 0, 1]);
        assert_eq!(counts(&stage.sync("2026-11-19", 0)), [0, 0, 0, 0]);
        assert_eq!(counts(&stage.sync("2026-11-20", 0)), [1, 1, 0, 0], "row stays: {stays}");
    }
}

#[test]
fn without_grace_a_later_day_must_confirm_that_somebody_is_gone() {
    let stage = village(&pool("P", 1, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7A", &["E2"]))), [0, 0, 0, 1]);
    assert_eq!(counts(&stage.sync("2026-11-03T12:00:00Z", 0)), [0, 0, 0, 0], "the same day confirms nothing");
    assert_eq!(counts(&day(&stage, "2026-11-04", &pupils("7A", &["E2"]))), [1, 1, 0, 0]);
}

#[test]
fn without_grace_one_torn_morning_costs_nobody_the_seat() {
    let stage = village(&pool("P", 1, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    day(&stage, "2026-11-03", &pupils("7A", &["E2"]));
    assert_eq!(counts(&day(&stage, "2026-11-04", &pupils("7A", &["E1", "E2"]))), [0, 0, 0, 0]);
    let pool = stage.pool("2026-11-04", "P");
    assert_eq!((pool.assigned(), pool.since("E1")), (vec!["E1".to_owned()], Some(FIRST)));
}

#[test]
fn where_absence_means_left_and_without_grace_the_seat_is_free_at_once() {
    let stage = village(&pool("P", 1, &["7A"], "leave_grace = \"0d\""));
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\nabsence_means_left = true");
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7A", &["E2"]))), [1, 1, 0, 0]);
}

#[test]
fn a_pupil_who_changes_class_within_a_pool_keeps_the_seat_and_nothing_is_noted() {
    let stage = village(&pool("P", 1, &["7A", "7B"], ""));
    begin(&stage, &pupils("7A", &["E1"]));
    let events = stage.events(FIRST, "E1");
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7B", &["E1"]))), [0, 0, 0, 0]);
    assert_eq!(stage.events("2026-11-03", "E1"), events);
    assert_eq!(stage.pool("2026-11-03", "P").since("E1"), Some(FIRST));
}

#[test]
fn a_pupil_who_changes_to_a_class_of_another_pool_moves_with_the_seat() {
    let stage = village(&(pool("P", 1, &["7A"], "") + &pool("Q", 1, &["7B"], "")));
    begin(&stage, &pupils("7A", &["E1"]));
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7B", &["E1"]))), [0, 0, 1, 0]);
    assert_eq!(stage.pool("2026-11-03", "Q").since("E1"), Some(FIRST));
    assert_eq!(stage.events("2026-11-03", "E1"), ["grant", "move"]);
    assert_eq!(stage.pool("2026-11-03", "P").seats(), [1, 0, 0, 1]);
}

#[test]
fn a_pupil_for_whom_the_other_pool_is_full_stays_for_the_grace_and_waits() {
    let stage = village(&(pool("P", 1, &["7A"], "") + &pool("Q", 1, &["7B"], "")));
    begin(&stage, &[pupil("E1").of("7A"), pupil("E2").of("7B")]);
    let run = day(&stage, "2026-11-03", &pupils("7B", &["E1", "E2"]));
    assert_eq!(counts(&run), [0, 0, 0, 1]);
    assert_eq!(stage.pool("2026-11-03", "P").grace(), ["E1"]);
    assert_eq!(counts(&day(&stage, "2026-11-04", &pupils("7B", &["E1"]))), [0, 0, 0, 1], "E2's seat is in grace too");
    stage.sync("2026-11-18", 0);
    assert_eq!(stage.pool("2026-11-18", "Q").assigned(), ["E1"]);
    assert_eq!(stage.pool("2026-11-18", "P").seats(), [1, 0, 0, 1]);
}

#[test]
fn a_pupil_who_leaves_the_class_and_not_the_school_is_in_grace() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    let other = pupil("E2").of("7B");
    begin(&stage, &[pupil("E1").of("7A"), other.clone()]);
    assert_eq!(counts(&day(&stage, "2026-11-03", &[pupil("E1"), other.clone()])), [0, 0, 0, 1]);
    assert_eq!(counts(&day(&stage, "2026-11-04", &[pupil("E1").of("7A"), other])), [0, 0, 0, 0]);
    assert_eq!(stage.pool("2026-11-04", "P").assigned(), ["E1"]);
}

#[test]
fn a_holder_is_moved_so_that_nobody_waits_beside_a_free_seat() {
    let stage = village(&(pool("P", 1, &["7A", "7B"], "") + &pool("Q", 1, &["7B"], "")));
    begin(&stage, &pupils("7B", &["E1"]));
    assert_eq!(stage.pool(FIRST, "P").assigned(), ["E1"]);
    let both = [pupils("7B", &["E1"]), pupils("7A", &["E2"])].concat();
    assert_eq!(counts(&day(&stage, "2026-11-03", &both)), [1, 0, 1, 0]);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E2"]);
    let pool = stage.pool("2026-11-03", "Q");
    assert_eq!((pool.assigned(), pool.since("E1")), (vec!["E1".to_owned()], Some(FIRST)));
}

#[test]
fn somebody_bound_twice_takes_one_seat() {
    let stage = village(&pool("P", 3, &["7A", "7B"], ""));
    begin(&stage, &[pupil("E1").of("7A").of("7B"), pupil("E2").of("7B")]);
    assert_eq!(stage.pool(FIRST, "P").seats(), [3, 2, 0, 1]);
    assert_eq!(counts(&day(&stage, "2026-11-03", &[pupil("E1").of("7B"), pupil("E2").of("7B")])), [0, 0, 0, 0]);
}

#[test]
fn the_reserve_is_never_handed_out_by_itself() {
    let stage = village(&pool("P", 3, &["7A"], "reserve = 1"));
    begin(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    assert_eq!((stage.pool(FIRST, "P").seats(), waits(&stage, FIRST, "P")), ([3, 2, 0, 0], vec!["E3".to_owned()]));
    stage.replace("upprop.toml", "reserve = 1", "reserve = 2");
    assert_eq!(counts(&stage.sync("2026-11-03", 0)), [0, 0, 0, 0], "and a larger one takes nobody's seat");
}

/// A class licence for two pupils and one teacher.
const CLASS: &str = r#"
[[licence]]
key = "LC"
tool = "t"
type = "class"
audience = ["pupil", "teacher"]
seats = 2
staff_seats = 1
[[pool]]
key = "C"
name = "C"
licences = ["LC"]
bind = [{ group = "7A" }, { person = "S1" }, { person = "S2" }]
"#;

#[test]
fn a_class_licence_has_seats_for_pupils_and_others_for_staff() {
    let stage = village(CLASS);
    begin(&stage, &[pupils("7A", &["E1", "E2", "E3"]), vec![teacher("S1"), teacher("S2")]].concat());
    assert_eq!(stage.pool(FIRST, "C").assigned(), ["E1", "E2", "S1"]);
    assert_eq!(waits(&stage, FIRST, "C"), ["E3", "S2"]);
    let fewer = [pupils("7A", &["E1"]), vec![teacher("S1"), teacher("S2")]].concat();
    day(&stage, "2026-11-03", &fewer);
    stage.sync("2026-11-17", 0);
    let pool = stage.pool("2026-11-17", "C");
    assert_eq!(
        (pool.assigned(), waits(&stage, "2026-11-17", "C")),
        (vec!["E1".into(), "S1".into()], vec!["S2".into()])
    );
    assert_eq!(pool.0["class"]["unusable"], 1);
}

#[test]
fn a_teacher_who_left_a_full_class_keeps_the_teachers_seat_through_the_grace() {
    let stage = village(CLASS);
    let rest = [pupils("7A", &["E1", "E2"]), vec![teacher("S2")]].concat();
    begin(&stage, &[rest.clone(), vec![teacher("S1")]].concat());
    assert_eq!(counts(&day(&stage, "2026-11-03", &rest)), [0, 0, 0, 1]);
    assert_eq!(counts(&day(&stage, "2026-11-04", &[rest, vec![pupil("E9")]].concat())), [0, 0, 0, 0]);
    let pool = stage.pool("2026-11-04", "C");
    assert_eq!((pool.grace(), waits(&stage, "2026-11-04", "C")), (vec!["S1".to_owned()], vec!["S2".to_owned()]));
    assert_eq!(pool.0["class"]["staff_used"], 1);
}

#[test]
fn a_pupil_whose_time_at_school_ended_keeps_a_pupils_seat_through_the_grace() {
    let stage = village(CLASS);
    let people = [pupil("E1").of("7A").until("2026-11-05"), pupil("E2").of("7A"), pupil("E3").of("7A")];
    begin(&stage, &[&people[..], &[teacher("S1")]].concat());
    assert_eq!(counts(&stage.sync("2026-11-06", 0)), [0, 0, 0, 1]);
    let pool = stage.pool("2026-11-06", "C");
    assert_eq!((pool.grace(), waits(&stage, "2026-11-06", "C")), (vec!["E1".to_owned()], vec!["E3".to_owned()]));
    assert_eq!((&pool.0["class"]["pupil_used"], &pool.0["class"]["staff_used"]), (&2.into(), &1.into()));
}

/// Writes decisions about single persons.
fn decide(stage: &Stage, person: &str, kind: &str, more: &str) {
    let text = format!("[[override]]\nperson = \"{person}\"\nkind = \"{kind}\"\nreason = \"prov\"\n{more}\n");
    stage.write("conf.d/90-decisions.toml", text);
}

#[test]
fn who_is_on_leave_gives_the_seat_up_and_keeps_the_wish() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    decide(&stage, "E1", "dormant", "from = 2026-11-03\nuntil = 2026-11-10");
    assert_eq!(counts(&stage.sync(FIRST, 0)), [0, 0, 0, 0], "not yet");
    assert_eq!(counts(&stage.sync("2026-11-03", 0)), [1, 1, 0, 0]);
    let pool = stage.pool("2026-11-03", "P");
    assert_eq!((pool.assigned(), &pool.0["dormant"], pool.waiting()), (vec!["E2".into()], &1.into(), vec![]));
    assert_eq!(counts(&stage.sync("2026-11-11", 0)), [0, 0, 0, 0]);
    assert_eq!(waits(&stage, "2026-11-11", "P"), ["E1"]);
}

#[test]
fn who_is_pinned_keeps_the_seat_whatever_the_roster_says() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    decide(&stage, "E1", "pin", "tool = \"t\"");
    day(&stage, "2026-11-03", &[pupil("E1"), pupil("E2").of("7A")]);
    stage.sync("2026-11-30", 0);
    assert_eq!(stage.pool("2026-11-30", "P").assigned(), ["E1"]);
    decide(&stage, "E2", "pin", "tool = \"t\"");
    assert_eq!(counts(&stage.sync("2026-12-01", 0)), [0, 0, 0, 1], "without the pin the leaving begins");
}

#[test]
fn who_is_excluded_loses_the_seat_at_once_and_wishes_for_none() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    decide(&stage, "E1", "exclude", "until = 2026-11-10");
    assert_eq!(counts(&stage.sync("2026-11-03", 0)), [1, 1, 0, 0]);
    let pool = stage.pool("2026-11-03", "P");
    assert_eq!((pool.assigned(), pool.waiting(), &pool.0["dormant"]), (vec!["E2".into()], vec![], &0.into()));
    stage.sync("2026-11-11", 0);
    assert_eq!(waits(&stage, "2026-11-11", "P"), ["E1"], "and wishes again afterwards");
}

#[test]
fn a_protected_newcomer_is_counted_until_a_human_decides() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &[pupil("E1").of("7A"), pupil("E2").of("7A").protected()]);
    let pool = stage.pool(FIRST, "P");
    assert_eq!((pool.seats(), &pool.0["held"], pool.waiting()), ([2, 1, 0, 1], &1.into(), vec![]));
    decide(&stage, "E2", "protected", "tool = \"t\"\ndecision = \"include\"");
    assert_eq!(counts(&stage.sync("2026-11-03", 0)), [1, 0, 0, 0]);
    decide(&stage, "E2", "protected", "tool = \"t\"\ndecision = \"exclude\"");
    assert_eq!(counts(&stage.sync("2026-11-04", 0)), [0, 1, 0, 0]);
    assert_eq!(stage.pool("2026-11-04", "P").0["held"], 0);
}

#[test]
fn a_holder_who_becomes_protected_keeps_the_seat() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    let run = day(&stage, "2026-11-03", &[pupil("E1").of("7A"), pupil("E2").of("7A").protected()]);
    assert_eq!(counts(&run), [0, 0, 0, 0]);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2"]);
}

#[test]
fn a_holder_with_a_new_address_keeps_the_seat_and_the_organiser_hears_of_it() {
    let stage = village_with(&tool("t", "matches_email = true"), &pool("P", 1, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1"]));
    let before = stage.letters();
    let run = day(&stage, "2026-11-03", &[pupil("E1").of("7A").email("annan@byn.example")]);
    assert_eq!(counts(&run), [0, 0, 0, 0]);
    let letters = stage.letters_since(&before);
    assert!(letters.len() == 1 && letters[0].text.contains("NY E-POST"), "{letters:?}");
    assert!(!letters[0].text.contains("annan@"));
    assert_eq!(stage.pool("2026-11-03", "P").since("E1"), Some(FIRST));
    let event = stage.audit("2026-11-03").into_iter().find(|event| event["kind"] == "person").unwrap();
    assert_eq!(event["body"]["fields"], serde_json::json!(["email"]));
}

#[test]
fn a_unit_code_that_appears_opens_the_way() {
    let stage = village_with(&tool("t", "requires = [\"unit_code\"]"), &pool("P", 2, &["8B"], ""));
    let people = [pupil("E1").of("8B").at("B")];
    begin(&stage, &people);
    assert_eq!(stage.pool(FIRST, "P").blocked(), [("E1".to_owned(), "unit_code_missing".to_owned())]);
    stage.write("roster/units.csv", UNITS.replace("Bäckskolan;", "Bäckskolan;99000202"));
    assert_eq!(counts(&day(&stage, "2026-11-03", &people)), [1, 0, 0, 0]);
    assert_eq!(stage.pool("2026-11-03", "P").blocked(), []);
}

#[test]
fn an_address_that_appears_opens_the_way() {
    let stage = village_with(&tool("t", "requires = [\"email\"]"), &pool("P", 2, &["7A"], ""));
    begin(&stage, &[pupil("E1").of("7A").email("")]);
    assert_eq!(stage.pool(FIRST, "P").blocked(), [("E1".to_owned(), "email_missing".to_owned())]);
    assert_eq!(counts(&day(&stage, "2026-11-03", &pupils("7A", &["E1"]))), [1, 0, 0, 0]);
}

/// A second source that has the staff.
const STAFF: &str = r#"
[[source]]
name = "staff"
kind = "csv"
path = "staff"
[[source.file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", alias = "key", role = "role", duty = "duty", unit = "unit" }
[[licence]]
key = "LS"
tool = "t"
type = "individual"
audience = ["teacher"]
seats = 2
[[pool]]
key = "S"
name = "S"
licences = ["LS"]
leave_grace = "0d"
bind = [{ role = "teacher" }]
"#;

fn staff(stage: &Stage, keys: &[&str]) {
    let rows: Vec<String> = keys.iter().map(|key| format!("id-{key};{key};staff;teacher;u1\n")).collect();
    stage.write("staff/persons.csv", format!("id;key;role;duty;unit\n{}", rows.concat()));
}

#[test]
fn a_run_of_one_source_leaves_the_other_as_it_was() {
    let stage = village(&(pool("P", 3, &["7A"], "") + STAFF));
    staff(&stage, &["S1", "S2"]);
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    staff(&stage, &["S1"]);
    deliver(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    let run = stage.ask("2026-11-03", "sync --source pupils");
    assert_eq!(counts(&run), [1, 0, 0, 0]);
    assert_eq!(stage.pool("2026-11-03", "S").assigned(), ["S1", "S2"]);
    assert_eq!(counts(&stage.ask("2026-11-03", "sync --source staff")), [0, 0, 0, 1]);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2", "E3"]);
    let said = stage.run("2026-11-03", "sync --source nobody").ended(2);
    assert!(said.err.contains("nobody"), "{said:?}");
}

#[test]
fn a_source_that_cannot_be_read_does_not_stop_the_other_when_it_runs_alone() {
    let stage = village(&(pool("P", 3, &["7A"], "") + STAFF));
    staff(&stage, &["S1"]);
    begin(&stage, &pupils("7A", &["E1"]));
    std::fs::remove_file(stage.path("staff/persons.csv")).unwrap();
    deliver(&stage, &pupils("7A", &["E1", "E2"]));
    stage.run("2026-11-03", "sync").ended(2);
    assert_eq!(counts(&stage.ask("2026-11-03", "sync --source pupils")), [1, 0, 0, 0]);
    assert_eq!(stage.pool("2026-11-03", "S").assigned(), ["S1"]);
}

#[test]
fn a_run_of_another_source_does_not_confirm_that_somebody_is_gone() {
    let stage = village(&(pool("P", 3, &["7A"], "") + STAFF));
    staff(&stage, &["S1", "S2"]);
    begin(&stage, &pupils("7A", &["E1"]));
    staff(&stage, &["S1"]);
    stage.sync("2026-11-03", 0);
    assert_eq!(counts(&stage.ask("2026-11-04", "sync --source pupils")), [0, 0, 0, 0], "staff said nothing today");
    assert_eq!(counts(&stage.sync("2026-11-05", 0)), [0, 1, 0, 0]);
}

#[test]
fn a_hold_of_one_source_is_not_told_again_after_a_run_of_the_other() {
    let stage = village(&(pool("P", 3, &["7A"], "") + STAFF));
    staff(&stage, &["S1", "S2", "S3", "S4", "S5", "S6", "S7"]);
    begin(&stage, &pupils("7A", &["E1"]));
    staff(&stage, &["S1"]);
    stage.sync("2026-11-03", 3);
    let letters = stage.letters().len();
    deliver(&stage, &pupils("7A", &["E1", "E2"]));
    stage.ask("2026-11-04", "sync --source pupils");
    stage.sync("2026-11-04T12:00:00Z", 3);
    assert_eq!(stage.letters().len(), letters);
    assert_eq!(stage.pool("2026-11-04", "S").assigned().len(), 2, "two seats, and nobody lost one");
    stage.run("2026-11-04", "verify --full").ended(0);
}

#[test]
fn a_row_that_cannot_be_read_keeps_the_person_as_it_was() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    let run = day(&stage, "2026-11-03", &[pupil("E1").of("7A"), pupil("E2").of("7A").until("2026-13-45")]);
    assert_eq!((counts(&run), &run["findings"]["error"]), ([0, 0, 0, 0], &1.into()));
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2"]);
    assert_eq!(run["roster"]["persons"], serde_json::json!({"added": 0, "removed": 0, "changed": 0}));
}

/// The run fails with these words, and leaves everything as it was but its own note.
#[track_caller]
fn fails(stage: &Stage, words: &[&str]) {
    let before = stage.picture("2026-11-03");
    let said = stage.run("2026-11-03", "sync").ended(2);
    assert!(words.iter().all(|word| said.err.contains(word)), "{said:?}");
    assert_eq!(stage.picture("2026-11-03"), before);
    let runs = stage.ask("2026-11-03", "runs");
    assert_eq!((&runs[0]["outcome"], runs[0]["error"].is_string()), (&"failed".into(), true));
    stage.run("2026-11-03", "plan").ended(2);
}

#[test]
fn a_delivery_full_of_lost_references_is_torn_and_changes_nothing() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    deliver(&stage, &pupils("7A", &["E1"]));
    let lost: String = (0..5).map(|number| format!("7A;nobody-{number}\n")).collect();
    stage.write("roster/members.csv", format!("group;person\n7A;id-E1\n{lost}"));
    fails(&stage, &["pupils", "5", "members.csv:3:2", "members.csv:7:2"]);
    day(&stage, "2026-11-04", &pupils("7A", &["E1", "E2"]));
    assert_eq!(stage.pool("2026-11-04", "P").assigned(), ["E1", "E2"]);
}

#[test]
fn a_large_source_beside_it_does_not_make_a_torn_one_whole() {
    let stage = village(&(pool("P", 3, &["7A"], "") + STAFF));
    let many: Vec<String> = (0..2000).map(|number| format!("T{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    staff(&stage, &many);
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    let lost: String = (0..5).map(|number| format!("7A;nobody-{number}\n")).collect();
    stage.write("roster/members.csv", format!("group;person\n7A;id-E1\n{lost}"));
    fails(&stage, &["pupils", "5"]);
}

#[test]
fn a_file_that_is_missing_fails_the_run_and_changes_nothing() {
    for file in ["persons.csv", "members.csv", "groups.csv", "units.csv"] {
        let stage = village(&pool("P", 2, &["7A"], ""));
        begin(&stage, &pupils("7A", &["E1", "E2"]));
        std::fs::remove_file(stage.path(&format!("roster/{file}"))).unwrap();
        fails(&stage, &["pupils", file]);
    }
}

#[test]
fn a_file_cut_in_the_middle_of_a_row_fails_the_run_and_changes_nothing() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    let text = stage.read("roster/persons.csv");
    stage.write("roster/persons.csv", &text[..text.len() - 20]);
    fails(&stage, &["persons.csv"]);
}

#[test]
fn a_file_without_rows_fails_the_run_and_changes_nothing() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    deliver(&stage, &[]);
    fails(&stage, &["pupils", "persons.csv"]);
}

#[test]
fn a_school_that_loses_its_pupils_is_held_day_after_day() {
    let stage = village(&pool("P", 9, &["7A"], "leave_grace = \"0d\""));
    let few = pupils("7B", &["E7"]);
    begin(&stage, &[pupils("7A", &["E1", "E2", "E3", "E4", "E5", "E6"]), few.clone()].concat());
    deliver(&stage, &few);
    for when in ["2026-11-03", "2026-11-04", "2026-11-05"] {
        stage.sync(when, 3);
        assert_eq!(stage.pool(when, "P").assigned().len(), 6);
    }
}

#[test]
fn a_class_that_loses_its_pupils_is_held_though_they_are_still_at_school() {
    let stage = village(&pool("P", 9, &["7A"], "leave_grace = \"0d\""));
    let (people, other) = (["E1", "E2", "E3", "E4", "E5", "E6"].map(pupil), pupil("E7").of("7B"));
    let in_class = people.clone().map(|one| one.of("7A"));
    begin(&stage, &[&in_class[..], std::slice::from_ref(&other)].concat());
    deliver(&stage, &[&people[..], &[other]].concat());
    for when in ["2026-11-03", "2026-11-04", "2026-11-05"] {
        stage.sync(when, 3);
        assert_eq!(stage.pool(when, "P").assigned().len(), 6);
    }
}

#[test]
fn a_class_that_is_taken_out_of_a_pool_is_held_and_may_be_released() {
    let stage = village(&pool("P", 9, &["7A", "7B"], "leave_grace = \"0d\""));
    let people = [pupils("7A", &["E1", "E2", "E3", "E4", "E5", "E6"]), pupils("7B", &["E7"])].concat();
    begin(&stage, &people);
    stage.replace("upprop.toml", "{ group = \"7A\" }, ", "");
    let run = stage.sync("2026-11-03", 3);
    assert_eq!((&run["held"][0]["scope"], &run["held"][0]["count"]), (&"pool P".into(), &6.into()));
    assert_eq!(stage.pool("2026-11-03", "P").assigned().len(), 7);
    stage.run("2026-11-03", &format!("guard release {}", run["run"])).ended(0);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E7"]);
}
