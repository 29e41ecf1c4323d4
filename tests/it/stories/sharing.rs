//! Two schools and too few seats.

use super::stage::Stage;
use super::village::{begin, both, bystanders, day, pool, pupil, pupils, village};
use serde_json::{Value, json};

const DAY: &str = "2026-11-03";

fn seated(stage: &Stage, when: &str) -> Vec<String> {
    stage.pool(when, "P").assigned()
}

#[test]
fn scarce_seats_go_round_between_schools_by_odd_numbers() {
    let stage = village(&pool("P", 3, &["7A", "8B"], ""));
    begin(&stage, &both(&["E1", "E2", "E3", "E4"], &["E5", "E6"]));
    assert_eq!(seated(&stage, "2026-11-02"), ["E1", "E2", "E5"], "4/1, 2/1, 4/3");
}

#[test]
fn where_the_queue_decides_the_school_does_not_matter() {
    let stage = village(&pool("P", 3, &["7A", "8B"], "fair = \"queue\""));
    begin(&stage, &both(&["E1", "E2", "E3", "E4"], &["E5", "E6"]));
    assert_eq!(seated(&stage, "2026-11-02"), ["E1", "E2", "E3"]);
}

#[test]
fn a_school_may_weigh_more_than_it_has_people() {
    let stage = village(&pool("P", 3, &["7A", "8B"], "weights = [{ unit = \"B\", weight = 12 }]"));
    begin(&stage, &both(&["E1", "E2", "E3", "E4"], &["E5", "E6"]));
    assert_eq!(seated(&stage, "2026-11-02"), ["E1", "E5", "E6"], "12/1, 4/1 and 12/3 by the line");
}

#[test]
fn a_guarantee_is_lent_while_nobody_needs_it_and_honoured_with_the_next_seat() {
    let guarantee = "leave_grace = \"0d\"\nguarantees = [{ unit = \"B\", seats = 2 }]";
    let stage = village(&pool("P", 3, &["7A", "8B"], guarantee));
    begin(&stage, &pupils("7A", &["E1", "E2", "E3", "E4"]));
    assert_eq!(seated(&stage, "2026-11-02"), ["E1", "E2", "E3"], "lent");
    day(&stage, DAY, &both(&["E1", "E2", "E3", "E4"], &["E5", "E6", "E7"]));
    assert_eq!(seated(&stage, DAY), ["E1", "E2", "E3"], "nobody loses a seat");
    let two_gone = both(&["E3", "E4"], &["E5", "E6", "E7"]);
    day(&stage, "2026-11-04", &two_gone);
    day(&stage, "2026-11-05", &two_gone);
    assert_eq!(seated(&stage, "2026-11-05"), ["E3", "E5", "E6"], "promised before E4 who waits longer");
    let all_gone = both(&["E4"], &["E5", "E6", "E7"]);
    day(&stage, "2026-11-06", &all_gone);
    day(&stage, "2026-11-09", &all_gone);
    assert_eq!(seated(&stage, "2026-11-09"), ["E4", "E5", "E6"], "beyond the promise shares count");
}

#[test]
fn a_day_that_looks_at_a_part_of_the_roster_shares_as_one_that_looks_at_all_of_it() {
    // Those who want nothing make the others a small part.
    let stage = village(&pool("P", 4, &["7A", "8B"], "leave_grace = \"0d\"\n"));
    let with = |a: &[&'static str], b: &[&'static str]| [both(a, b), bystanders()].concat();
    begin(&stage, &with(&["E1", "E2", "E3", "E4", "E5"], &["E6", "E7", "E8"]));
    assert_eq!(seated(&stage, "2026-11-02"), ["E1", "E2", "E3", "E6"], "5/1, 3/1, 5/3, and 5/5 or 3/3 by the line");
    let gone = with(&["E1", "E2", "E3", "E4", "E5"], &["E7", "E8"]);
    day(&stage, DAY, &gone);
    day(&stage, "2026-11-04", &gone);
    assert_eq!(seated(&stage, "2026-11-04"), ["E1", "E2", "E3", "E7"], "Bäckskolan's turn, though E4 waits as long");
}

#[test]
fn explain_proves_that_who_waits_could_have_no_seat_and_says_the_smallest_purchase() {
    // E1 may use P and Q and sits in Q, so that E2 has a seat too.
    let stage = village(&[pool("P", 1, &["7A"], ""), pool("Q", 1, &["7B"], "")].concat());
    let villagers = [vec![pupil("E1").of("7A").of("7B")], pupils("7A", &["E2", "E3", "E5"]), pupils("7B", &["E4"])];
    begin(&stage, &villagers.concat());
    let of = |person: &str| stage.ask("2026-11-02", &format!("explain {person} t"))["certificate"].clone();
    let pools = |list: &Value, what: &str| -> Vec<(Value, Value)> {
        list.as_array().into_iter().flatten().map(|of| (of["pool"].clone(), of[what].clone())).collect()
    };
    let four = of("E4");
    assert_eq!(pools(&four["tight"], "by_moving"), [("P".into(), true.into()), ("Q".into(), false.into())], "{four}");
    assert_eq!((pools(&four["purchase"], "seats"), &four["before"]), (vec![("Q".into(), 1.into())], &json!({})));
    let five = of("E5");
    assert_eq!(
        five["before"],
        json!({ "1": 2 }),
        "E3, and E4 whom a move would serve, by class and never by key: {five}"
    );
    assert_eq!(pools(&five["purchase"], "seats"), [("P".into(), 3.into())], "{five}");
    let said = stage.run("2026-11-02", "explain E5 t").ended(0).out;
    assert!(["E1", "E2", "E3", "E4"].iter().all(|other| !said.contains(other)), "another's key is told: {said}");
}

#[test]
fn explain_says_what_decided_for_somebody_who_has_a_seat() {
    let by = |stage: &Stage, when: &str, person: &str| {
        stage.ask(when, &format!("explain {person} t"))["certificate"]["by"].clone()
    };
    let stage = village(&pool("P", 3, &["7A", "8B"], "guarantees = [{ unit = \"B\", seats = 1 }]"));
    begin(&stage, &both(&["E1", "E2"], &[]));
    assert_eq!(by(&stage, "2026-11-02", "E1"), "room");
    day(&stage, DAY, &both(&["E1", "E2", "E3"], &["E5", "E6"]));
    assert_eq!(seated(&stage, DAY), ["E1", "E2", "E5"]);
    assert_eq!((by(&stage, DAY, "E1"), by(&stage, DAY, "E5")), ("keeps".into(), "guarantee".into()));
    let stage = village(&pool("P", 2, &["7A", "8B"], ""));
    begin(&stage, &both(&["E1", "E2", "E3"], &["E5", "E6"]));
    assert_eq!((by(&stage, "2026-11-02", "E1"), by(&stage, "2026-11-02", "E5")), ("queue".into(), "share".into()));
}

#[test]
fn who_only_keeps_a_seat_while_nobody_wants_it_weighs_nothing_for_the_school() {
    let soft = "leave = { left_group = { keep = \"0d\", until_wanted = \"30d\" } }";
    let stage = village(&pool("P", 1, &["7A", "8B"], soft));
    begin(&stage, &pupils("7A", &["E1"]));
    let later = [pupils("7A", &["E5"]), pupils("7B", &["E1"]), both(&[], &["E2"])].concat();
    day(&stage, DAY, &later);
    assert_eq!(seated(&stage, DAY), ["E2"], "one and one: the line decides");
}
