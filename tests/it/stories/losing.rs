//! Seats become fewer: by a renewal that is smaller, or by hand.

use super::stage::Stage;
use super::village::{begin, both, day, pool, pupils, village};

/// Four seats until November is over, and three from then on.
fn shrinking(more: &str) -> Stage {
    let renewal = "[[licence]]\nkey = \"LQ\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 3\n\
        valid_from = 2026-12-01\nrenews = \"LP\"\n";
    let stage = village(&format!("{}{renewal}", pool("P", 4, &["7A", "8B"], more)));
    stage.replace("upprop.toml", "seats = 4\n", "seats = 4\nvalid_to = 2026-11-30\n");
    stage
}

/// Who has a seat once there are three: E1 and E2 of Askskolan came first, then E3, then E4 of Bäckskolan.
fn left(more: &str) -> Vec<String> {
    let stage = shrinking(more);
    begin(&stage, &both(&["E1", "E2"], &[]));
    day(&stage, "2026-11-03", &both(&["E1", "E2", "E3"], &[]));
    day(&stage, "2026-11-04", &both(&["E1", "E2", "E3"], &["E4"]));
    day(&stage, "2026-11-05", &both(&["E1", "E2", "E3"], &["E4", "E5"]));
    let run = stage.sync("2026-12-01", 0);
    assert_eq!((run["seats"]["freed"].as_u64(), run["seats"]["granted"].as_u64()), (Some(1), Some(0)), "{run}");
    stage.pool("2026-12-01", "P").assigned()
}

#[test]
fn a_smaller_renewal_costs_as_many_seats_as_are_missing_and_the_rule_says_whose() {
    assert_eq!(left(""), ["E1", "E2", "E3"], "who came last");
    assert_eq!(left("loss_rule = \"lifo\""), ["E1", "E2", "E3"]);
    assert_eq!(left("loss_rule = \"fifo\""), ["E2", "E3", "E4"], "who came first");
    assert_eq!(left("loss_rule = \"fair_back\""), ["E1", "E2", "E4"], "from the school with more seats than its share");
}

#[test]
fn who_loses_a_seat_waits_with_the_first_day_and_is_next() {
    let stage = shrinking("leave_grace = \"0d\"");
    begin(&stage, &both(&["E1", "E2", "E3"], &["E4"]));
    day(&stage, "2026-11-05", &both(&["E1", "E2", "E3", "E5"], &["E4"]));
    stage.sync("2026-12-01", 0);
    let pool = stage.pool("2026-12-01", "P");
    let lost = &pool.0["waiting_list"][0];
    assert_eq!((&lost["since"], &lost["place"]), (&"2026-11-02".into(), &1.into()), "before E5 who came later: {lost}");
    let one_less: Vec<_> = pool.assigned().into_iter().skip(1).collect();
    let stays = |key: &&str| one_less.iter().any(|one| one == key) || *key == "E5" || lost["person"] == **key;
    let rest: Vec<&str> = ["E1", "E2", "E3", "E5"].into_iter().filter(stays).collect();
    day(&stage, "2026-12-02", &both(&rest, &["E4"]));
    stage.sync("2026-12-03", 0);
    assert!(stage.pool("2026-12-03", "P").assigned().iter().any(|key| lost["person"] == **key));
}

#[test]
fn a_number_lowered_by_hand_is_refused_with_the_list_of_who_is_in_the_way_until_it_is_accepted() {
    let stage = village(&pool("P", 4, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2", "E3", "E4"]));
    stage.replace("upprop.toml", "seats = 4\n", "seats = 2\n");
    let plan = stage.run("2026-11-03", "--json plan").ended(1).json();
    assert_eq!(plan["held"][0]["in_the_way"], serde_json::json!(["E3", "E4"]), "{plan}");
    let said = stage.run("2026-11-03", "sync").ended(3);
    assert!(said.out.contains("I vägen: E3, E4"), "{said:?}");
    let pool = stage.pool("2026-11-03", "P");
    assert_eq!((pool.assigned().len(), &pool.0["over_assigned"]), (4, &2.into()), "nobody has lost anything");
    let hash = &plan["held"][0]["hash"].as_str().unwrap_or_default()[..12];
    assert!(said.out.contains(&format!("upprop sync --accept-losses {hash}")), "{said:?}");
    let other = stage.run("2026-11-03", "sync --accept-losses 000000000000").ended(3);
    assert!(other.err.contains("Inget som är stoppat har hashen 000000000000"), "{other:?}");
    assert!(other.err.contains(&format!("ange sedan {hash}")), "{other:?}");
    let preview = stage.run("2026-11-03", &format!("plan --accept-losses {hash}")).ended(1);
    assert!(preview.out.contains("2 platser frigörs"), "{preview:?}");
    stage.run("2026-11-03", &format!("sync --accept-losses {hash}")).ended(0);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2"]);
    stage.run("2026-11-04", "sync").ended(0);
    let released = stage.audit("2026-11-04").iter().any(|event| event["kind"] == "released");
    assert!(released, "the ledger says that a human let it through");
}

#[test]
fn a_plan_with_accepted_losses_is_applied_from_its_file() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    stage.replace("upprop.toml", "seats = 2\n", "seats = 1\n");
    let plan = stage.run("2026-11-03", "--json plan").ended(1).json();
    let hash = plan["held"][0]["hash"].as_str().unwrap_or_default();
    let file = stage.path("plan.json").display().to_string();
    stage.run("2026-11-03", &format!("plan --accept-losses {hash} --out {file}")).ended(1);
    stage.run("2026-11-03", &format!("apply {file}")).ended(0);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1"]);
}

#[test]
fn raising_the_number_again_lifts_the_hold() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    stage.replace("upprop.toml", "seats = 2\n", "seats = 1\n");
    stage.sync("2026-11-03", 3);
    stage.replace("upprop.toml", "seats = 1\n", "seats = 2\n");
    stage.sync("2026-11-03", 0);
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2"]);
}

#[test]
fn explain_tells_who_lost_a_seat_when_and_by_which_rule() {
    let stage = shrinking("loss_rule = \"fifo\"");
    begin(&stage, &both(&["E1", "E2"], &[]));
    day(&stage, "2026-11-03", &both(&["E1", "E2", "E3"], &["E4"]));
    stage.sync("2026-12-01", 0);
    let said = stage.run("2026-12-01", "explain E1 t").ended(0).out;
    let lost =
        "✗ hade plats i P till 1 dec: platserna räcker inte längre; först förlorar den som haft sin plats längst";
    assert!(said.contains(lost), "{said}");
    assert!(!stage.run("2026-12-01", "explain E4 t").out.contains("hade plats"));
}

#[test]
fn a_licence_that_ends_costs_the_last_in_line_a_seat_of_another_pool_without_a_question() {
    let stage = village(&[pool("P", 1, &["7A"], ""), pool("Q", 1, &["7B", "7A"], "")].concat());
    stage.replace("upprop.toml", "key = \"LP\"\n", "key = \"LP\"\nvalid_to = 2026-11-30\n");
    begin(&stage, &pupils("7A", &["E1"]));
    day(&stage, "2026-11-03", &[pupils("7A", &["E1"]), pupils("7B", &["E2"])].concat());
    let run = stage.sync("2026-12-01", 0);
    assert_eq!((run["seats"]["freed"].as_u64(), run["seats"]["moved"].as_u64()), (Some(1), Some(1)), "{run}");
    assert_eq!(stage.pool("2026-12-01", "Q").assigned(), ["E1"], "E2 came last");
}

#[test]
fn lowering_asks_about_somebody_in_grace_too_and_whoever_leaves_makes_it_fit() {
    let stage = village(&pool("P", 2, &["7A"], "leave_grace = \"3d\""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    day(&stage, "2026-11-03", &[pupils("7A", &["E1"]), pupils("7B", &["E2"])].concat());
    stage.replace("upprop.toml", "seats = 2\n", "seats = 1\n");
    stage.sync("2026-11-04", 3);
    assert_eq!(stage.pool("2026-11-04", "P").grace(), ["E2"], "kept whatever comes");
    stage.sync("2026-11-06", 0);
    assert_eq!(stage.pool("2026-11-06", "P").assigned(), ["E1"], "the grace is over, and one seat suffices");
    let stage = village(&pool("P", 2, &["7A"], "leave_grace = \"3d\""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    stage.replace("upprop.toml", "seats = 2\n", "seats = 1\n");
    stage.sync("2026-11-03", 3);
    super::village::deliver(&stage, &[pupils("7A", &["E1"]), pupils("7B", &["E2"])].concat());
    stage.sync("2026-11-04", 3);
    assert_eq!(stage.pool("2026-11-04", "P").grace(), ["E2"], "the roster goes on in a pool that is held");
    stage.sync("2026-11-07", 0);
    assert_eq!(stage.pool("2026-11-07", "P").assigned(), ["E1"]);
}

#[test]
fn an_end_date_that_was_written_today_is_a_number_lowered_by_hand() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &pupils("7A", &["E1", "E2"]));
    stage.replace("upprop.toml", "key = \"LP\"\n", "key = \"LP\"\nvalid_to = 2026-11-02\n");
    let run = stage.sync("2026-11-03", 3);
    assert_eq!(run["held"][0]["in_the_way"], serde_json::json!(["E1", "E2"]), "{run}");
    assert_eq!(stage.pool("2026-11-03", "P").assigned(), ["E1", "E2"]);
}
