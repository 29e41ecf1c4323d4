//! What a delivery does not say is no proof: nobody is taken for gone, or out of a group, on one delivery's silence.

use super::stage::{Stage, upprop};
use super::village::{begin, bystanders, day, deliver, pool, pupil, pupils, sits, village};
use jiff::{Timestamp, ToSpan};

const CLASS: [&str; 12] = ["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12"];
const NO_GRACE: &str = "leave_grace = \"0d\"";

/// Who is neither in the class nor there to be counted out: with them, a class is a small part of the village.
fn town(class: &[&'static str]) -> Vec<super::village::Villager> {
    [pupils("7A", class), pupils("7B", &["F1"]), bystanders()].concat()
}

#[test]
fn a_group_that_is_gone_with_all_its_members_holds_them_as_one_that_is_emptied() {
    let limits = "[guard.removals]\npercent = 100\n";
    let stage = village(&format!("{limits}{}", pool("P", 20, &["7A"], NO_GRACE)));
    begin(&stage, &town(&CLASS));
    let seats = sits(&stage, "2026-11-02");
    stage.replace("roster/groups.csv", "g1;7A;A\n", "");
    let homeless = CLASS.iter().map(|key| pupil(key)).collect();
    deliver(&stage, &[homeless, pupils("7B", &["F1"]), bystanders()].concat());
    stage.sync("2026-11-03", 3);
    let held = stage.ask("2026-11-03", "guard list");
    assert_eq!((&held[0]["kind"], &held[0]["count"]), (&"membership_removals".into(), &12.into()), "{held}");
    assert_eq!(sits(&stage, "2026-11-03"), seats);
    let letters = stage.letters();
    stage.replace("roster/groups.csv", "id;key;unit\n", "id;key;unit\ng1;7A;A\n");
    day(&stage, "2026-11-04", &town(&CLASS));
    stage.run("2026-11-09", "sync").ended(0);
    let told: Vec<String> = stage.letters_since(&letters).into_iter().map(|letter| letter.text).collect();
    assert!(told.iter().any(|body| body.contains("LÄKT")), "that it healed by itself is told: {told:?}");
}

#[test]
fn a_window_lets_ids_be_exchanged_on_its_days() {
    let window = "[[guard.window]]\nfrom = \"2026-11-03\"\nuntil = \"2026-11-03\"\n\
        rekeyed = { percent = 100, floor = 100 }\nremovals = { percent = 100, floor = 100 }\n\
        additions = { percent = 100, floor = 100 }\nunreadable = { percent = 100, floor = 100 }\n";
    for (when, status) in [("2026-11-03", 0), ("2026-11-04", 3)] {
        let stage = village(&format!("{window}{}", pool("P", 20, &["7A"], NO_GRACE)));
        begin(&stage, &town(&CLASS));
        deliver(
            &stage,
            &town(&CLASS)
                .into_iter()
                .enumerate()
                .map(|(at, one)| if at < 12 { one.rekeyed() } else { one })
                .collect::<Vec<_>>(),
        );
        stage.sync(when, status);
    }
}

/// A village that has begun, of which as many may come and go as will, and who sits in a pool for both classes.
fn of_two_classes() -> (Stage, [Vec<String>; 2]) {
    let limits = "[guard.removals]\npercent = 100\n[guard.additions]\npercent = 100\n";
    let stage = village(&format!("{limits}{}", pool("P", 20, &["7A", "7B"], NO_GRACE)));
    begin(&stage, &town(&CLASS));
    let seats = sits(&stage, "2026-11-02");
    (stage, seats)
}

#[test]
fn a_group_that_is_gone_since_its_members_are_in_another_asks_nobody() {
    let (stage, seats) = of_two_classes();
    stage.replace("roster/groups.csv", "g1;7A;A\n", "");
    day(&stage, "2026-11-03", &[pupils("7B", &CLASS), pupils("7B", &["F1"]), bystanders()].concat());
    assert_eq!(sits(&stage, "2026-11-03"), seats);
}

#[test]
fn who_is_in_no_group_any_more_keeps_the_seat_until_a_second_delivery_says_so() {
    let stage = village(&pool("P", 20, &["7A"], NO_GRACE));
    begin(&stage, &town(&CLASS[..3]));
    let without = [pupils("7A", &CLASS[1..3]), vec![pupil("E1")], bystanders()].concat();
    day(&stage, "2026-11-03", &without);
    assert_eq!(sits(&stage, "2026-11-03")[1], ["E1"], "the row of the class is missing once");
    day(&stage, "2026-11-04", &without);
    assert_eq!(sits(&stage, "2026-11-04")[1], [""; 0]);
}

#[test]
fn who_is_in_another_group_has_left_the_first() {
    let stage = village(&pool("P", 20, &["7A"], NO_GRACE));
    begin(&stage, &town(&CLASS[..3]));
    day(&stage, "2026-11-03", &[pupils("7A", &CLASS[1..3]), pupils("7B", &CLASS[..1]), bystanders()].concat());
    assert_eq!(sits(&stage, "2026-11-03"), [vec!["E2".to_owned(), "E3".to_owned()], vec![]]);
}

#[test]
fn a_class_that_goes_a_day_after_its_pupils_came_into_another_asks_nobody() {
    let (stage, seats) = of_two_classes();
    let both = pupils("7A", &CLASS).into_iter().map(|one| one.of("7B"));
    day(&stage, "2026-11-03", &[both.collect(), pupils("7B", &["F1"]), bystanders()].concat());
    stage.replace("roster/groups.csv", "g1;7A;A\n", "");
    day(&stage, "2026-11-04", &[pupils("7B", &CLASS), pupils("7B", &["F1"]), bystanders()].concat());
    assert_eq!(sits(&stage, "2026-11-04"), seats);
}

/// A run by the clock on the wall.
fn sync_now(stage: &Stage) {
    upprop(&["--config", &stage.path("upprop.toml").to_string_lossy(), "sync"]).ended(0);
}

/// Gives every file of the delivery the time at which it was written.
fn stamp(stage: &Stage, at: Timestamp) {
    for name in ["units", "groups", "persons", "members"] {
        stage.stamp(&format!("roster/{name}.csv"), &at.to_string());
    }
}

/// So many days ago.
#[expect(clippy::disallowed_methods, reason = "only by the clock on the wall do the times of files count")]
fn ago(days: i64) -> Timestamp {
    Timestamp::now() - (days * 24).hours()
}

/// A village that was delivered nine days ago, and six days ago without E1.
fn without_one(more: &str) -> Stage {
    let stage = village(&format!("{more}{}", pool("P", 20, &["7A"], NO_GRACE)));
    stage.replace("upprop.toml", "path = \"roster\"", "path = \"roster\"\nsettle = \"0s\"");
    for (days, class, how) in [(9, &CLASS[..3], "sync --first-import"), (6, &CLASS[1..3], "sync")] {
        deliver(&stage, &town(class));
        stamp(&stage, ago(days));
        stage.run(&ago(days).to_string(), how).ended(0);
    }
    stage
}

#[test]
fn a_source_that_is_trusted_later_frees_whom_it_was_waited_for() {
    let stage = without_one("");
    sync_now(&stage);
    let today = ago(0).to_string();
    assert_eq!(sits(&stage, &today)[1], ["E1"]);
    stage.replace("upprop.toml", "settle = \"0s\"", "settle = \"0s\"\nabsence_means_left = true");
    sync_now(&stage);
    assert_eq!(sits(&stage, &today)[1], [""; 0]);
}

#[test]
fn who_is_first_missing_as_a_freeze_ends_is_missing_once() {
    let day = |days: i64| ago(days).strftime("%Y-%m-%d").to_string();
    let stage = without_one(&format!("[[calendar.freezes]]\nfrom = {}\nuntil = {}\n", day(8), day(3)));
    sync_now(&stage);
    let today = ago(0).to_string();
    assert_eq!(sits(&stage, &today)[1], ["E1"], "nothing was delivered since");
    stamp(&stage, ago(1));
    sync_now(&stage);
    assert_eq!(sits(&stage, &today)[1], [""; 0]);
}

#[test]
fn the_same_files_read_again_are_no_second_delivery() {
    let stage = without_one("");
    sync_now(&stage);
    let today = ago(0).to_string();
    assert_eq!(sits(&stage, &today)[1], ["E1"], "six days later nothing new was delivered");
    let why = stage.run(&today, "--lang en explain E1 t").ended(0).out;
    assert!(why.contains("before a delivery of pupils made on"), "{why}");
    sync_now(&stage);
    assert_eq!(sits(&stage, &today)[1], ["E1"]);
    stamp(&stage, ago(1));
    sync_now(&stage);
    assert_eq!(sits(&stage, &today)[1], [""; 0], "the export was written again and says the same");
    stage.run(&today, "verify --full").ended(0);
}
