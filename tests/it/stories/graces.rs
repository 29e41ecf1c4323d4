//! How long seats are kept: cause by cause, by school days, while nobody waits, and through a summer.

use super::stage::Stage;
use super::village::{Villager, begin, day, deliver, pool, pupil, pupils, sits, village};
use serde_json::Value;

/// Five days whatever comes, ten while nobody waits.
const TEN: &str = "leave = { left_group = { keep = \"5d\", until_wanted = \"10d\" }, deleted = { keep = \"0d\" } }";

/// Pupils of 7A, and of a class that no pool is bound to.
fn of_7a(keys: &[&'static str], others: &[&'static str]) -> Vec<Villager> {
    [pupils("7A", keys), pupils("7B", others)].concat()
}

fn leaving(run: &Value) -> u64 {
    run["seats"]["leaving"].as_u64().unwrap_or_default()
}

#[test]
fn a_seat_is_kept_for_its_first_days_and_then_given_to_whoever_waits() {
    let stage = village(&pool("P", 2, &["7A"], TEN));
    begin(&stage, &of_7a(&["E1", "E2", "E3"], &[]));
    day(&stage, "2026-11-03", &of_7a(&["E2", "E3"], &["E1"]));
    for when in ["2026-11-04", "2026-11-07"] {
        stage.sync(when, 0);
        assert_eq!(sits(&stage, when), [["E2"], ["E1"]], "{when}: kept although E3 waits");
    }
    let run = stage.sync("2026-11-08", 0);
    assert_eq!((run["seats"]["granted"].as_u64(), run["seats"]["freed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(sits(&stage, "2026-11-08")[0], ["E2", "E3"], "the sixth day");
}

#[test]
fn while_nobody_waits_the_seat_is_kept_to_the_last_day_and_coming_back_leaves_it_as_it_was() {
    let stage = village(&pool("P", 2, &["7A"], TEN));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    day(&stage, "2026-11-03", &of_7a(&[], &["E1", "E2"]));
    stage.sync("2026-11-12", 0);
    assert_eq!(sits(&stage, "2026-11-12")[1], ["E1", "E2"], "the tenth day");
    day(&stage, "2026-11-12", &of_7a(&["E1"], &["E2"]));
    stage.sync("2026-11-13", 0);
    assert_eq!(sits(&stage, "2026-11-13"), [vec!["E1".to_owned()], vec![]], "E2's is free");
    assert_eq!(stage.pool("2026-11-13", "P").since("E1"), Some("2026-11-02"));
}

#[test]
fn whoever_comes_new_gets_a_seat_that_is_kept_only_while_nobody_wants_it() {
    let stage = village(&pool("P", 2, &["7A"], TEN));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    day(&stage, "2026-11-03", &of_7a(&[], &["E1", "E2"]));
    day(&stage, "2026-11-10", &of_7a(&["E3"], &["E1", "E2"]));
    assert_eq!(sits(&stage, "2026-11-10"), [["E3"], ["E1"]], "the last who came gives way");
}

#[test]
fn a_source_whose_absence_means_left_deletes() {
    let stage = village(&pool("P", 2, &["7A"], TEN));
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\nabsence_means_left = true");
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    day(&stage, "2026-11-03", &of_7a(&["E2"], &[]));
    assert_eq!(sits(&stage, "2026-11-03"), [vec!["E2".to_owned()], vec![]], "deleted: no day of grace");
}

#[test]
fn general_rules_hold_for_pools_that_say_nothing_and_school_days_skip_breaks_and_weekends() {
    let general = "[leave]\nleft_group = { keep = \"2d\", days = \"school\" }\n\
        [[calendar.breaks]]\nfrom = 2026-11-05\nuntil = 2026-11-06\nunits = [\"A\"]\n";
    let stage = village(&format!("{general}{}", pool("P", 2, &["7A"], "")));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    // The last day is Tuesday; Wednesday counts, Thursday to Sunday do not, Monday is the second.
    day(&stage, "2026-11-04", &of_7a(&["E2"], &["E1"]));
    stage.sync("2026-11-09", 0);
    assert_eq!(sits(&stage, "2026-11-09"), [["E2"], ["E1"]]);
    stage.sync("2026-11-10", 0);
    assert_eq!(sits(&stage, "2026-11-10"), [vec!["E2".to_owned()], vec![]]);
}

/// A pool for two classes, and a summer in which the roster frees nothing.
fn before_summer() -> Stage {
    let freeze = "[[calendar.freezes]]\nfrom = 2027-06-10\nuntil = 2027-08-20\n";
    let stage = village(&format!("{freeze}{}", pool("P", 5, &["7A", "8A"], "leave_grace = \"3d\"")));
    stage.write("roster/groups.csv", "id;key;unit\ng1;7A;A\ng2;7B;A\n");
    begin(&stage, &of_7a(&["E1", "E2", "E3"], &[]));
    stage.sync("2027-06-09", 0);
    stage
}

#[test]
fn june_takes_the_groups_away_and_august_brings_new_ones_and_nobody_has_lost_a_seat() {
    let stage = before_summer();
    stage.write("roster/groups.csv", "id;key;unit\ng2;7B;A\n");
    let run = day(&stage, "2027-06-14", &of_7a(&[], &["E1", "E2", "E3"]));
    assert_eq!((leaving(&run), run["seats"]["freed"].as_u64()), (0, Some(0)));
    stage.sync("2027-07-15", 0);
    assert_eq!(sits(&stage, "2027-07-15"), [vec!["E1", "E2", "E3"], vec![]], "the whole summer");
    assert_eq!(stage.ask("2027-07-15", "explain E1 t")["outcome"]["outcome"], "frozen");
    assert!(stage.run("2027-07-15", "explain E1 t").out.contains("i frysningen tar inget i registret platsen"));
    // New groups with new ids; somebody new sits down in the middle of the freeze, and E3 went to another class.
    stage.write("roster/groups.csv", "id;key;unit\ng77;8A;A\ng2;7B;A\n");
    let august = [pupils("8A", &["E1", "E2", "E4"]), pupils("7B", &["E3"])].concat();
    day(&stage, "2027-08-17", &august);
    assert_eq!(sits(&stage, "2027-08-17")[0], ["E1", "E2", "E3", "E4"]);
    let run = stage.sync("2027-08-21", 0);
    assert_eq!(leaving(&run), 1, "judged by the roster of the day after");
    assert_eq!(sits(&stage, "2027-08-21"), [vec!["E1", "E2", "E4"], vec!["E3"]]);
    for person in ["E1", "E2"] {
        let seats = stage.events("2027-08-21", person);
        assert!(!seats.iter().any(|kind| ["free", "leave", "return"].contains(&kind.as_str())), "{seats:?}");
    }
    stage.sync("2027-08-24", 0);
    assert!(sits(&stage, "2027-08-24")[1].is_empty(), "three days after the summer's last");
    assert!(stage.run("2027-08-24", "verify --full").status == 0);
}

#[test]
fn in_a_freeze_an_end_date_of_a_person_and_a_decision_still_free_the_seat() {
    let stage = before_summer();
    let ending = [pupil("E1").of("7A").until("2027-06-15"), pupil("E2").of("7A"), pupil("E3").of("7A")];
    day(&stage, "2027-06-14", &ending);
    stage.sync("2027-06-19", 0);
    assert_eq!(sits(&stage, "2027-06-19"), [vec!["E2", "E3"], vec![]], "a date that was known, and its grace");
    let text = stage.read("upprop.toml");
    let decision = "[[override]]\nperson = \"E2\"\nkind = \"exclude\"\nreason = \"beslut\"\n";
    stage.write("upprop.toml", format!("{text}{decision}"));
    stage.sync("2027-06-21", 0);
    assert_eq!(sits(&stage, "2027-06-21"), [vec!["E3"], vec![]]);
}

#[test]
fn a_grace_that_began_before_the_summer_waits_until_it_is_over() {
    let stage = before_summer();
    day(&stage, "2027-06-09", &of_7a(&["E2", "E3"], &["E1"]));
    assert_eq!(sits(&stage, "2027-06-09")[1], ["E1"]);
    stage.sync("2027-08-20", 0);
    assert_eq!(sits(&stage, "2027-08-20")[1], ["E1"], "its three days were over in June");
    stage.sync("2027-08-21", 0);
    assert_eq!(sits(&stage, "2027-08-21"), [vec!["E2", "E3"], vec![]]);
}

#[test]
fn somebody_on_leave_for_a_season_comes_back_to_the_head_of_the_queue() {
    let stage = village(&pool("P", 1, &["7A"], ""));
    let text = stage.read("upprop.toml");
    let leave = "[[override]]\nperson = \"E1\"\nkind = \"dormant\"\nfrom = 2026-11-10\nuntil = 2026-12-10\nreason = \"ledig\"\n";
    stage.write("upprop.toml", format!("{text}{leave}"));
    begin(&stage, &of_7a(&["E1"], &[]));
    day(&stage, "2026-11-05", &of_7a(&["E1", "E2", "E3"], &[]));
    stage.sync("2026-11-10", 0);
    assert_eq!(sits(&stage, "2026-11-10")[0], ["E2"], "the seat is not left empty");
    stage.sync("2026-12-11", 0);
    let waiting = |when| stage.ask(when, "pools --people")[0]["waiting_list"].clone();
    let line = waiting("2026-12-11");
    assert_eq!((&line[0]["person"], &line[0]["since"]), (&"E1".into(), &"2026-11-02".into()), "{line}");
    deliver(&stage, &of_7a(&["E1", "E3"], &["E2"]));
    stage.sync("2026-12-14", 0);
    stage.sync("2026-12-28", 0);
    assert_eq!(sits(&stage, "2026-12-28")[0], ["E1"]);
}

#[test]
fn in_a_freeze_a_seat_that_gave_way_before_is_kept_and_the_run_goes_on() {
    let soft = "leave = { left_group = { keep = \"1d\", until_wanted = \"100d\" } }";
    let freeze = "[[calendar.freezes]]\nfrom = 2027-06-10\nuntil = 2027-08-20\nunits = [\"A\"]\n";
    let stage = village(&format!("{freeze}{}", pool("P", 2, &["7A"], soft)));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    day(&stage, "2027-06-07", &of_7a(&["E2"], &["E1"]));
    day(&stage, "2027-06-14", &of_7a(&["E2", "E3"], &["E1"]));
    assert_eq!(sits(&stage, "2027-06-14"), [["E2"], ["E1"]], "E3 waits for the summer to be over");
    stage.sync("2027-08-21", 0);
    assert_eq!(sits(&stage, "2027-08-21")[0], ["E2", "E3"]);
}

#[test]
fn who_vanishes_in_a_freeze_of_one_school_keeps_the_seat_though_nobody_knows_the_school_any_more() {
    let freeze = "[[calendar.freezes]]\nfrom = 2027-06-10\nuntil = 2027-08-20\nunits = [\"A\"]\n";
    let stage = village(&format!("{freeze}{}", pool("P", 2, &["7A"], "leave_grace = \"3d\"")));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    day(&stage, "2027-06-14", &of_7a(&["E2"], &[]));
    day(&stage, "2027-06-16", &of_7a(&["E2", "E3"], &[]));
    stage.sync("2027-06-25", 0);
    assert_eq!(sits(&stage, "2027-06-25"), [vec!["E1", "E2"], vec![]]);
    day(&stage, "2027-08-16", &of_7a(&["E1", "E2", "E3"], &[]));
    assert_eq!(sits(&stage, "2027-08-16"), [vec!["E1", "E2"], vec![]]);
}

#[test]
fn a_run_of_another_source_leaves_alone_who_vanished_and_gives_way() {
    let stage = village(&pool("P", 2, &["7A"], "leave = { vanished = { keep = \"0d\", until_wanted = \"20d\" } }"));
    begin(&stage, &of_7a(&["E1", "E2"], &[]));
    let text = stage.read("upprop.toml");
    let staff = text[text.find("[[source]]").unwrap_or(0)..text.find("[[tool]]").unwrap_or(0)].to_owned();
    let staff = staff.replace("name = \"pupils\"", "name = \"staff\"").replace("path = \"roster\"", "path = \"staff\"");
    stage.write("upprop.toml", text.replace("[[tool]]", &format!("{staff}[[tool]]")));
    stage.write("staff/units.csv", "id;key;name;code\nu9;Z;Zetaskolan;\n");
    stage.write("staff/groups.csv", "id;key;unit\ng9;9Z;Z\n");
    stage.write(
        "staff/persons.csv",
        "id;key;email;eppn;role;status;duty;unit;protection;from;to\nid-S1;S1;s1@byn.example;;staff;active;teacher;Z;none;;\n",
    );
    stage.write("staff/members.csv", "group;person\n9Z;id-S1\n");
    stage.sync("2026-11-03", 0);
    day(&stage, "2026-11-04", &of_7a(&["E2", "E3"], &[]));
    assert_eq!(sits(&stage, "2026-11-04")[0], ["E2"], "a later day must say the same");
    stage.run("2026-11-05", "sync --source staff").ended(0);
    stage.sync("2026-11-05", 0);
    assert_eq!(sits(&stage, "2026-11-05")[0], ["E2", "E3"]);
}

#[test]
fn when_a_pin_ends_the_cause_is_what_the_roster_says() {
    let stage = village(&pool("P", 1, &["7A"], "leave = { bind_removed = { keep = \"0d\" } }"));
    let text = stage.read("upprop.toml");
    let pin = "[[override]]\nperson = \"E1\"\nkind = \"pin\"\ntool = \"t\"\nuntil = 2026-12-06\nreason = \"beslut\"\n";
    stage.write("upprop.toml", format!("{text}{pin}"));
    begin(&stage, &of_7a(&["E1"], &["E2"]));
    day(&stage, "2026-11-20", &of_7a(&[], &["E1", "E2"]));
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1"]);
    stage.sync("2026-12-07", 0);
    assert_eq!(sits(&stage, "2026-12-07")[1], ["E1"], "no binding was removed: the usual grace");
}

#[test]
fn a_binding_that_ends_in_a_freeze_takes_effect() {
    let freeze = "[[calendar.freezes]]\nfrom = 2027-06-10\nuntil = 2027-08-20\n";
    let stage = village(&format!("{freeze}{}", pool("P", 2, &["7A"], "leave_grace = \"0d\"")));
    stage.replace("upprop.toml", "{ group = \"7A\" }", "{ group = \"7A\", until = 2027-06-20 }");
    begin(&stage, &of_7a(&["E1"], &[]));
    stage.sync("2027-06-15", 0);
    stage.sync("2027-06-21", 0);
    assert_eq!(sits(&stage, "2027-06-21"), [Vec::<String>::new(), Vec::new()]);
}
