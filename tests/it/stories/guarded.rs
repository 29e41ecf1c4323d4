//! Days on which the guard asks: ids that change, a group that loses its members, people who become somebody else;
//! planned windows, and releases that grow old.

use super::stage::Stage;
use super::village::{
    Villager, begin, bystanders, day, deliver, pool, pupil, pupils, sits, tool, village, village_with,
};
use serde_json::Value;

const SEATS: u32 = 20;
const CLASS: [&str; 12] = ["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12"];

fn class() -> Vec<Villager> {
    [pupils("7A", &CLASS), bystanders()].concat()
}

/// Two of the class.
fn few() -> Vec<Villager> {
    [pupils("7A", &CLASS[..2]), bystanders()].concat()
}

/// The class, of which the first so many have other ids.
fn rekeyed(many: usize) -> Vec<Villager> {
    class().into_iter().enumerate().map(|(at, one)| if at < many { one.rekeyed() } else { one }).collect()
}

fn holds(stage: &Stage, when: &str) -> Vec<(String, u64)> {
    let listed = stage.ask(when, "guard list");
    let hold = |row: &Value| (row["kind"].as_str().unwrap_or_default().to_owned(), row["count"].as_u64().unwrap_or(0));
    listed.as_array().into_iter().flatten().map(hold).collect()
}

/// Lets through what the latest run holds; the run that follows ends so.
fn release(stage: &Stage, when: &str, run: &Value, status: i32) {
    stage.run(when, &format!("guard release {}", run["run"])).ended(status);
}

#[test]
fn ids_that_change_are_held_and_then_exchanged_with_nobody_losing_anything() {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &class());
    let (seats, waiting) = (sits(&stage, "2026-11-02"), stage.pool("2026-11-02", "P").waiting());
    deliver(&stage, &rekeyed(12));
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("rekeyed".to_owned(), 12)]);
    assert_eq!((sits(&stage, "2026-11-03"), stage.pool("2026-11-03", "P").waiting()), (seats.clone(), waiting.clone()));
    let letters = stage.letters();
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    assert_eq!((sits(&stage, "2026-11-05"), stage.pool("2026-11-05", "P").waiting()), (seats, waiting));
    assert_eq!(stage.letters_since(&letters).len(), 0, "nobody need hear of it");
    let told: Vec<String> = stage.audit("2026-11-05").iter().map(|row| row["kind"].to_string()).collect();
    assert!(told.iter().any(|kind| kind.contains("rekeyed")), "{told:?}");
    assert!(!told.iter().any(|kind| kind.contains("free")), "{told:?}");
    stage.run("2026-11-05", "verify --full").ended(0);
    let of_one = stage.ask("2026-11-05", "audit --person E1");
    let told: Vec<&str> = of_one.as_array().into_iter().flatten().filter_map(|row| row["kind"].as_str()).collect();
    assert_eq!(told, ["grant", "rekeyed"], "what came under the old id too");
    assert_eq!(stage.sync("2026-11-05", 0)["outcome"], "unchanged");
    day(&stage, "2026-11-06", &rekeyed(12)[1..]);
    assert!(!sits(&stage, "2026-11-07").concat().is_empty());
    stage.run("2026-11-07", "verify --full").ended(0);
}

#[test]
fn whom_a_hold_is_about_is_shown_and_nobody_who_is_protected() {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    let marked = |(at, one): (usize, Villager)| if at == 2 { one.protected() } else { one };
    begin(&stage, &class().into_iter().enumerate().map(marked).collect::<Vec<_>>());
    deliver(&stage, &[pupils("7A", &CLASS[..1]), bystanders()].concat());
    let run = stage.sync("2026-11-03", 3);
    let said = stage.run("2026-11-03", &format!("--lang en guard show {}", run["run"])).ended(0).out;
    assert!(said.contains("About: E2, E4, E5, E6, E7, E8, E9, E10, E11, E12 … and 1 more"), "{said}");
    let who = &stage.ask("2026-11-03", "guard list")[0]["who"];
    assert_eq!(who.as_array().map(Vec::len), Some(10), "{who}");
}

#[test]
fn ids_that_the_source_deletes_and_gives_anew_are_exchanged_too() {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &class());
    let (seats, waiting) = (sits(&stage, "2026-11-02"), stage.pool("2026-11-02", "P").waiting());
    let old = class().into_iter().take(12).map(|one| Villager::deleted(one).email(""));
    deliver(&stage, &old.chain(rekeyed(12)).collect::<Vec<_>>());
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("rekeyed".to_owned(), 12)]);
    assert_eq!((sits(&stage, "2026-11-03"), stage.pool("2026-11-03", "P").waiting()), (seats.clone(), waiting.clone()));
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    assert_eq!((sits(&stage, "2026-11-05"), stage.pool("2026-11-05", "P").waiting()), (seats, waiting));
    assert_eq!(stage.sync("2026-11-05", 0)["outcome"], "unchanged");
    stage.run("2026-11-05", "verify --full").ended(0);
}

#[test]
fn who_is_deleted_by_the_source_is_believed_at_once_and_who_is_missing_is_missing_twice() {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &few());
    let gone = |one: Villager| vec![one.deleted()];
    let [first, second]: [Villager; 2] = pupils("7A", &CLASS[..2]).try_into().unwrap_or_else(|_| panic!("two"));
    let missing = [vec![first.clone()], bystanders()].concat();
    day(&stage, "2026-11-03", &missing);
    assert_eq!(sits(&stage, "2026-11-03"), [vec!["E1".to_owned()], vec!["E2".to_owned()]], "E2 is missing once");
    day(&stage, "2026-11-04", &[vec![first.clone(), second], bystanders()].concat());
    assert_eq!(sits(&stage, "2026-11-04")[1], [""; 0], "and back");
    day(&stage, "2026-11-05", &[vec![first.clone()], gone(pupil("E2")), bystanders()].concat());
    assert_eq!(sits(&stage, "2026-11-05"), [vec!["E1".to_owned()], vec![]], "E2 is deleted");
    let causes: Vec<String> = stage.audit("2026-11-05").iter().map(ToString::to_string).collect();
    assert!(causes.iter().any(|row| row.contains("deleted")), "{causes:?}");
    assert_eq!(stage.sync("2026-11-06", 0)["outcome"], "unchanged");
    stage.run("2026-11-06", "verify --full").ended(0);
}

#[test]
fn two_other_ids_are_two_who_leave_and_two_who_come() {
    let stage = village(&pool("P", SEATS, &["7A"], ""));
    begin(&stage, &class());
    deliver(&stage, &rekeyed(2));
    stage.sync("2026-11-03", 0);
    deliver(&stage, &rekeyed(5));
    stage.sync("2026-11-04", 3);
    assert_eq!(holds(&stage, "2026-11-04"), [("rekeyed".to_owned(), 3)]);
}

#[test]
fn who_is_protected_is_never_told_to_be_somebody_else() {
    let stage = village(&pool("P", SEATS, &["7A"], ""));
    let protected = |all: Vec<Villager>| -> Vec<Villager> {
        all.into_iter().enumerate().map(|(at, one)| if at < 4 { one.protected() } else { one }).collect()
    };
    begin(&stage, &protected(class()));
    deliver(&stage, &protected(rekeyed(4)));
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("person_additions".to_owned(), 4)], "they wait for a human");
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    let told = stage.audit("2026-11-03").into_iter().any(|row| row["kind"] == "rekeyed");
    assert!(!told, "two ids of one protected person stand nowhere together");
}

#[test]
fn a_group_that_loses_most_of_its_members_keeps_them() {
    let stage =
        village(&format!("[guard.removals]\npercent = 60\n{}", pool("P", SEATS, &["7A"], "leave_grace = \"0d\"")));
    begin(&stage, &class());
    let seats = sits(&stage, "2026-11-02");
    let elsewhere = [pupils("7B", &CLASS[1..]), pupils("7A", &CLASS[..1]), bystanders()].concat();
    stage.replace("upprop.toml", "percent = 60", "percent = 99");
    deliver(&stage, &elsewhere);
    stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("membership_removals".to_owned(), 11)]);
    assert_eq!(sits(&stage, "2026-11-03"), seats);
    let said = stage.run("2026-11-03", "--lang en guard list").ended(0).out;
    assert!(said.contains("group 7A"), "{said}");
}

#[test]
fn people_who_become_somebody_else_keep_their_addresses_until_a_human_looks() {
    let stage = village(&format!("[guard.changes]\npercent = 10\n{}", pool("P", SEATS, &["7A"], "")));
    begin(&stage, &class());
    let others: Vec<Villager> = class().into_iter().map(|one| one.email("alla@byn.example")).collect();
    deliver(&stage, &others);
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("person_changes".to_owned(), 32)]);
    assert_eq!(run["roster"]["persons"]["changed"], 0);
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    assert_eq!(holds(&stage, "2026-11-04"), []);
}

#[test]
fn a_marking_of_protection_takes_effect_although_the_rest_is_held() {
    let stage = village(&format!("[guard.changes]\npercent = 10\n{}", pool("P", SEATS, &["7A"], "")));
    begin(&stage, &class());
    let others = class().into_iter().map(|one| one.email("alla@byn.example"));
    let others: Vec<Villager> =
        others.enumerate().map(|(at, one)| if at == 0 { one.protected() } else { one }).collect();
    deliver(&stage, &others);
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(run["roster"]["persons"]["changed"], 1, "the marking, and nothing else");
}

#[test]
fn a_planned_window_lets_a_new_school_year_begin_and_closes_again() {
    let window = "[[guard.window]]\nfrom = 2026-11-09\nuntil = 2026-11-10\nremovals = { percent = 90 }\ngroup = { percent = 100 }\n";
    let stage = village(&format!("{window}{}", pool("P", SEATS, &["7A"], "")));
    begin(&stage, &class());
    let elsewhere = [pupils("7B", &CLASS), bystanders()].concat();
    deliver(&stage, &elsewhere);
    stage.sync("2026-11-06", 3);
    stage.sync("2026-11-09", 3);
    assert_eq!(holds(&stage, "2026-11-09").len(), 1, "all of the class is more than nine of ten");
    stage.replace("upprop.toml", "percent = 90", "percent = 100");
    stage.sync("2026-11-10", 0);
    assert_eq!(holds(&stage, "2026-11-10"), []);
    deliver(&stage, &class());
    stage.sync("2026-11-11", 3);
}

#[test]
fn a_release_that_was_not_used_in_time_is_asked_about_again() {
    let stage = village(&format!("[guard]\nrelease_valid = \"3d\"\n{}", pool("P", SEATS, &["7A"], "")));
    begin(&stage, &class());
    deliver(&stage, &few());
    let run = stage.sync("2026-11-03", 3);
    let away = stage.read("roster/persons.csv");
    stage.write("roster/persons.csv", "id;key\n");
    stage.run("2026-11-04T08:00:00Z", &format!("guard release {}", run["run"])).ended(2);
    stage.write("roster/persons.csv", away);
    stage.sync("2026-11-09", 3);
    assert_eq!(holds(&stage, "2026-11-09"), [("person_removals".to_owned(), 10)]);
    assert_eq!(sits(&stage, "2026-11-09")[0].len(), 12);
}

#[test]
fn the_ledger_says_who_let_something_through() {
    let stage = village(&pool("P", SEATS, &["7A"], ""));
    begin(&stage, &class());
    deliver(&stage, &few());
    let run = stage.sync("2026-11-03", 3);
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    let released = stage.audit("2026-11-05").into_iter().find(|row| row["kind"] == "released");
    let actor = released.and_then(|row| row["actor"].as_str().map(str::to_owned)).unwrap_or_default();
    assert!(actor.starts_with("cli"), "{actor}");
}

#[test]
fn a_source_that_is_taken_out_of_the_configuration_takes_nobody_with_it_unasked() {
    let stage = village(&pool("P", SEATS, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &class());
    let seats = sits(&stage, "2026-11-02");
    stage.replace("upprop.toml", "name = \"pupils\"", "name = \"another\"");
    let head = |name: &str| stage.read(name).lines().take(2).collect::<Vec<_>>().join("\n");
    stage.write("elsewhere/units.csv", "id;key;name;code\nx1;X;Xskolan;99000107\n");
    stage.write("elsewhere/groups.csv", "id;key;unit\nx2;9X;X\n");
    stage.write(
        "elsewhere/persons.csv",
        head("roster/persons.csv").replace("id-E1;E1", "x3;X3").replace(";A;", ";X;").replace("E1@", "X3@"),
    );
    stage.write("elsewhere/members.csv", "group;person\n9X;x3\n");
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"elsewhere\"");
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("person_removals".to_owned(), 32)], "{run}");
    assert_eq!(sits(&stage, "2026-11-03"), seats);
    stage.sync("2026-11-04", 3);
    release(&stage, "2026-11-05T08:00:00Z", &run, 0);
    stage.sync("2026-11-06", 0);
    assert_eq!(sits(&stage, "2026-11-06"), [Vec::<String>::new(), Vec::new()]);
    assert_eq!(stage.sync("2026-11-07", 0)["outcome"], "unchanged");
    stage.run("2026-11-07", "verify --full").ended(0);
}

#[test]
fn absence_is_confirmed_after_as_many_days_as_the_source_says() {
    let stage = village(&pool("P", SEATS, &["7A"], "leave_grace = \"0d\""));
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\nconfirm_after = \"3d\"");
    begin(&stage, &class());
    let without = [pupils("7A", &CLASS[1..]), bystanders()].concat();
    day(&stage, "2026-11-03", &without);
    for when in ["2026-11-04", "2026-11-05"] {
        stage.sync(when, 0);
        assert_eq!(sits(&stage, when)[1], ["E1"], "{when}");
    }
    stage.sync("2026-11-06", 0);
    assert_eq!(sits(&stage, "2026-11-06")[1], Vec::<String>::new());
}

#[test]
fn a_decision_about_somebody_is_not_lost_with_the_id() {
    for kind in ["protected", "exclude", "dormant"] {
        let decision = format!("[[override]]\nperson = \"id-E1\"\nkind = \"{kind}\"\nreason = \"beslut\"\n");
        let stage = village(&format!("{decision}{}", pool("P", SEATS, &["7A"], "leave_grace = \"0d\"")));
        begin(&stage, &class());
        let seats = sits(&stage, "2026-11-02");
        assert!(!seats[0].contains(&"E1".to_owned()), "{kind}");
        deliver(&stage, &rekeyed(12));
        let run = stage.sync("2026-11-03", 3);
        assert_eq!(sits(&stage, "2026-11-03"), seats, "{kind}");
        stage.run("2026-11-04T08:00:00Z", &format!("guard release {}", run["run"])).ended(3);
        assert_eq!(holds(&stage, "2026-11-04"), [("person_additions".to_owned(), 1)], "{kind}");
        assert_eq!(sits(&stage, "2026-11-04"), seats, "{kind}: who may be E1 waits until a human has looked");
    }
}

#[test]
fn nobody_leaves_or_comes_while_ids_of_their_source_are_held() {
    let stage = village(&pool("P", 10, &["7A"], "leave_grace = \"0d\""));
    begin(&stage, &class());
    let seats = sits(&stage, "2026-11-02");
    deliver(&stage, &rekeyed(12)[2..]);
    stage.sync("2026-11-03", 3);
    assert_eq!(holds(&stage, "2026-11-03"), [("rekeyed".to_owned(), 10)]);
    stage.sync("2026-11-04", 3);
    assert_eq!(sits(&stage, "2026-11-04"), seats);
    deliver(&stage, &class());
    stage.sync("2026-11-05", 0);
    assert_eq!(sits(&stage, "2026-11-05"), seats, "the delivery is mended, and nothing was lost");
}

#[test]
fn a_marking_counts_in_whatever_row_it_stands() {
    for fault in [";A;protected;;\n", ";Nowhere;protected;;\n"] {
        let excluded = tool("t", "protected = \"exclude\"");
        let stage = village_with(&excluded, &pool("P", SEATS, &["7A"], "leave_grace = \"0d\""));
        begin(&stage, &class());
        assert!(sits(&stage, "2026-11-02")[0].contains(&"E1".to_owned()));
        let more = format!("id-E1;E1;e1@byn.example;E1@edu.byn.example;pupil;active;{fault}");
        stage.write("roster/persons.csv", stage.read("roster/persons.csv") + &more);
        stage.sync("2026-11-03", 0);
        let waits = stage.ask("2026-11-03", "waiting").to_string();
        assert!(!sits(&stage, "2026-11-03")[0].contains(&"E1".to_owned()), "{fault}: {waits}");
    }
}

#[test]
fn a_source_that_comes_back_as_it_was_is_read_again() {
    let stage = village(&pool("P", SEATS, &["7A"], ""));
    begin(&stage, &class());
    let (with, seats) = (stage.read("upprop.toml"), sits(&stage, "2026-11-02"));
    stage.write("elsewhere/units.csv", "id;key;name;code\nx1;X;Xskolan;99000107\n");
    stage.write("elsewhere/groups.csv", "id;key;unit\nx2;9X;X\n");
    let one = "id;key;email;eppn;role;status;duty;unit;protection;from;to\nx3;X3;x3@byn.example;;pupil;;;X;none;;\n";
    stage.write("elsewhere/persons.csv", one);
    stage.write("elsewhere/members.csv", "group;person\n9X;x3\n");
    let other =
        with.replace("name = \"pupils\"", "name = \"another\"").replace("path = \"roster\"", "path = \"elsewhere\"");
    stage.write("upprop.toml", other);
    let run = stage.sync("2026-11-03", 3);
    release(&stage, "2026-11-04T08:00:00Z", &run, 0);
    stage.write("upprop.toml", with);
    let back = stage.sync("2026-11-05", 3);
    release(&stage, "2026-11-06T08:00:00Z", &back, 0);
    assert_eq!(sits(&stage, "2026-11-06"), seats, "the same files, and they are read");
}

#[test]
fn what_was_let_through_and_cannot_be_done_may_be_dropped() {
    let stage = village(&format!("[guard.rekeyed]\npercent = 0\nfloor = 20\n{}", pool("P", SEATS, &["7A"], "")));
    begin(&stage, &class());
    deliver(&stage, &rekeyed(5));
    stage.sync("2026-11-03", 0);
    stage.replace("upprop.toml", "floor = 20", "floor = 2");
    deliver(&stage, &class());
    let run = stage.sync("2026-11-04", 3);
    stage.run("2026-11-05T08:00:00Z", &format!("guard release {}", run["run"])).ended(2);
    stage.run("2026-11-05T09:00:00Z", &format!("guard drop {}", run["run"])).ended(0);
    stage.sync("2026-11-06", 0);
    stage.run("2026-11-06", "verify --full").ended(0);
}
