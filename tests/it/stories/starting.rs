//! Those who start later: seats kept for their first day, lent until then, or left empty.

use super::stage::Stage;
use super::village::{Villager, begin, day, pool, pupil, pupils, sits, village};

const LEND: &str = "lead = \"30d\"\nleave_grace = \"0d\"";
const HARD: &str = "lead = \"30d\"\nreservation = \"hard\"";

/// Pupils of 7A.
fn of_7a(keys: &[&'static str]) -> Vec<Villager> {
    pupils("7A", keys)
}

/// The same, and E2 who starts later.
fn with_e2(keys: &[&'static str], from: &'static str) -> Vec<Villager> {
    [of_7a(keys), vec![pupil("E2").of("7A").starting(from)]].concat()
}

/// Is something said of a person, in English?
#[track_caller]
fn says(stage: &Stage, when: &str, person: &str, text: &str) {
    let said = said(stage, when, person);
    assert!(said.contains(text), "{said}");
}

fn said(stage: &Stage, when: &str, person: &str) -> String {
    stage.run(when, &format!("--lang en explain {person} t")).ended(0).out
}

#[test]
fn a_seat_is_lent_until_the_day_before_somebody_starts() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1"], "2026-11-20"));
    says(&stage, "2026-11-02", "E2", "✗ is in the register from 20 Nov");
    says(&stage, "2026-11-02", "E2", "a seat in P is kept until then");
    day(&stage, "2026-11-05", &with_e2(&["E1", "E3"], "2026-11-20"));
    assert_eq!(sits(&stage, "2026-11-05")[0], ["E1", "E3"]);
    let lent = said(&stage, "2026-11-05", "E3");
    assert!(lent.contains("borrows a seat in P") && lent.contains("the last day is 19 Nov"), "{lent}");
    let seats = &stage.ask("2026-11-05", "pools --people")[0];
    assert_eq!(
        (seats["lent"].as_u64(), seats["starting"].as_u64(), seats["at_risk"].as_u64()),
        (Some(1), Some(1), Some(0))
    );
    assert_eq!(seats["seats"][1]["until"].as_str(), Some("2026-11-19"));
    let listed = stage.run("2026-11-05", "--lang en pools --people").ended(0).out;
    assert!(listed.contains("E3 (lent through 19 Nov)") && listed.contains("1 seat is lent until then"), "{listed}");
    stage.sync("2026-11-19", 0);
    assert_eq!(sits(&stage, "2026-11-19")[0], ["E1", "E3"], "the last day");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1", "E2"]);
    let waiting = stage.pool("2026-11-20", "P").waiting();
    assert_eq!(waiting, [("E3".to_owned(), "no_free_seat".to_owned())]);
    let why = said(&stage, "2026-11-20", "E3");
    assert!(why.contains("since 5 Nov") && why.contains("the loan is over"), "{why}");
}

#[test]
fn what_is_kept_may_stay_empty() {
    let stage = village(&pool("P", 2, &["7A"], HARD));
    begin(&stage, &with_e2(&["E1"], "2026-11-20"));
    day(&stage, "2026-11-05", &with_e2(&["E1", "E3"], "2026-11-20"));
    assert_eq!(sits(&stage, "2026-11-05")[0], ["E1"]);
    says(&stage, "2026-11-05", "E3", "what is free is kept for those who start later");
    let subjects: Vec<String> = stage.letters().into_values().map(|letter| letter.subject).collect();
    assert!(subjects.iter().any(|subject| subject.contains("BRIST t: 1 elev")), "{subjects:?}");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1", "E2"]);
    assert_eq!(stage.pool("2026-11-20", "P").waiting(), [("E3".to_owned(), "no_free_seat".to_owned())]);
}

#[test]
fn who_starts_without_a_sure_seat_is_told_of() {
    let stage = village(&pool("P", 1, &["7A"], LEND));
    begin(&stage, &of_7a(&["E1"]));
    day(&stage, "2026-11-03", &with_e2(&["E1"], "2026-11-20"));
    says(&stage, "2026-11-03", "E2", "no seat in P is sure for that day");
    let letters: Vec<String> = stage.letters().into_values().map(|letter| letter.text).collect();
    assert!(
        letters.iter().any(|text| text.contains("1 elev som börjar från 2026-11-20 har ingen säker plats")),
        "{letters:?}"
    );
    stage.sync("2026-11-20", 0);
    assert_eq!(stage.pool("2026-11-20", "P").waiting(), [("E2".to_owned(), "no_free_seat".to_owned())]);
}

#[test]
fn when_nobody_starts_the_loan_becomes_a_seat_of_ones_own() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1"], "2026-11-20"));
    day(&stage, "2026-11-05", &with_e2(&["E1", "E3"], "2026-11-20"));
    day(&stage, "2026-11-10", &of_7a(&["E1", "E3"]));
    says(&stage, "2026-11-10", "E3", "the last day is 19 Nov");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1", "E3"]);
    says(&stage, "2026-11-20", "E3", "has a seat in P since 5 Nov");
    assert_eq!(stage.events("2026-11-20", "E3"), ["person", "grant", "lend"]);
}

#[test]
fn a_seat_that_comes_free_in_time_is_the_one_that_is_kept() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    let all = |more: &[&'static str]| {
        let leaves = pupil("E1").of("7A").until("2026-11-15");
        [vec![leaves, pupil("E2").of("7A").starting("2026-11-20")], of_7a(more)].concat()
    };
    begin(&stage, &all(&[]));
    day(&stage, "2026-11-05", &all(&["E3"]));
    says(&stage, "2026-11-05", "E3", "has a seat in P since 5 Nov");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E2", "E3"]);
}

#[test]
fn a_start_comes_into_view_on_a_day_without_a_new_delivery() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1"], "2026-12-20"));
    assert_eq!(stage.ask("2026-11-02", "pools")[0]["starting"], 0);
    stage.sync("2026-11-19", 0);
    assert_eq!(stage.ask("2026-11-19", "pools")[0]["starting"], 0);
    stage.sync("2026-11-20", 0);
    assert_eq!(stage.ask("2026-11-20", "pools")[0]["starting"], 1, "thirty days before");
}

#[test]
fn whoever_starts_goes_before_those_who_waited_longer_for_no_seat_of_theirs() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1", "E3", "E4"], "2026-11-20"));
    assert_eq!(sits(&stage, "2026-11-02")[0], ["E1", "E3"]);
    says(&stage, "2026-11-02", "E3", "borrows a seat in P");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1", "E2"], "E3 and E4 wait");
}

#[test]
fn the_forecast_knows_when_loans_end() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1", "E3"], "2026-11-20"));
    let days = stage.ask("2026-11-02", "forecast --days 60");
    let days: Vec<&str> = days.as_array().expect("days").iter().filter_map(|day| day["date"].as_str()).collect();
    assert!(days.contains(&"2026-11-20"), "{days:?}");
}

#[test]
fn nobody_looks_ahead_without_a_lead() {
    let stage = village(&pool("P", 2, &["7A"], ""));
    begin(&stage, &with_e2(&["E1", "E3"], "2026-11-20"));
    says(&stage, "2026-11-02", "E3", "has a seat in P since 2 Nov");
    stage.sync("2026-11-20", 0);
    assert_eq!(stage.pool("2026-11-20", "P").waiting(), [("E2".to_owned(), "no_free_seat".to_owned())]);
}

#[test]
fn a_promise_that_is_kept_is_no_loan_whoever_starts_later() {
    let stage = village(&pool("P", 1, &["7A"], LEND));
    let all = [pupil("E2").of("7A").starting("2026-11-20"), pupil("E5").of("7A").starting("2026-11-22")];
    begin(&stage, &all);
    says(&stage, "2026-11-02", "E5", "no seat in P is sure for that day");
    stage.sync("2026-11-20", 0);
    says(&stage, "2026-11-20", "E2", "has a seat in P since 20 Nov");
    stage.sync("2026-11-22", 0);
    assert_eq!(sits(&stage, "2026-11-22")[0], ["E2"]);
}

#[test]
fn a_seat_given_today_counts_until_its_grace_is_over() {
    let stage = village(&pool("P", 1, &["7A"], "lead = \"30d\""));
    let all = [pupil("E1").of("7A").until("2026-11-15"), pupil("E2").of("7A").starting("2026-11-20")];
    begin(&stage, &all[..1]);
    day(&stage, "2026-11-03", &all);
    says(&stage, "2026-11-03", "E2", "no seat in P is sure for that day");
    let again = stage.run("2026-11-03", "--json plan").ended(0).json();
    assert_eq!(again["steps"].as_array().map_or(0, Vec::len), 0, "{again}");
}

#[test]
fn whoever_starts_earlier_than_was_told_waits_from_that_day() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1", "E3"], "2026-11-25"));
    day(&stage, "2026-11-10", &with_e2(&["E1", "E3"], "2026-11-10"));
    says(&stage, "2026-11-10", "E2", "since 10 Nov");
}

#[test]
fn the_reserve_is_promised_to_nobody() {
    let stage = village(&pool("P", 2, &["7A"], &format!("{LEND}\nreserve = 1")));
    begin(&stage, &of_7a(&["E1"]));
    day(&stage, "2026-11-03", &with_e2(&["E1"], "2026-11-20"));
    says(&stage, "2026-11-03", "E2", "no seat in P is sure for that day");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1"]);
}

#[test]
fn a_pin_makes_a_loan_a_seat_like_any_other() {
    let stage = village(&pool("P", 2, &["7A"], LEND));
    begin(&stage, &with_e2(&["E1"], "2026-11-20"));
    day(&stage, "2026-11-05", &with_e2(&["E1", "E3"], "2026-11-20"));
    says(&stage, "2026-11-05", "E3", "borrows a seat in P");
    let pin = "[[override]]\nperson = \"E3\"\nkind = \"pin\"\ntool = \"t\"\nreason = \"beslut\"\n";
    stage.write("upprop.toml", format!("{}{pin}", stage.read("upprop.toml")));
    stage.sync("2026-11-06", 0);
    says(&stage, "2026-11-06", "E3", "has a seat in P since 5 Nov");
    says(&stage, "2026-11-06", "E2", "no seat in P is sure for that day");
    stage.sync("2026-11-20", 0);
    assert_eq!(sits(&stage, "2026-11-20")[0], ["E1", "E3"]);
}

#[test]
fn who_is_pinned_is_never_lent_a_seat() {
    let pin = "[[override]]\nperson = \"E3\"\nkind = \"pin\"\ntool = \"t\"\nreason = \"beslut\"\n";
    let stage = village(&format!("{pin}{}", pool("P", 2, &["7A"], LEND)));
    begin(&stage, &with_e2(&["E1"], "2026-11-20"));
    day(&stage, "2026-11-05", &with_e2(&["E1", "E3"], "2026-11-20"));
    says(&stage, "2026-11-05", "E3", "has a seat in P since 5 Nov");
    let again = stage.run("2026-11-05", "--json plan").ended(0).json();
    assert_eq!(again["steps"].as_array().map_or(0, Vec::len), 0, "{again}");
}
