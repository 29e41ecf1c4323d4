//! What comes after the demo's Monday, date by date, as the golden timeline foretells it.

use super::demo::golden;
use super::stage::{Letter, Stage};
use serde_json::Value;
use std::collections::BTreeSet;

const ORGANISER: &str = "licenser@exempelkommunen.example";
const UNIT: &str = "admin.bjorkskolan@exempelkommunen.example";

fn waits(person: &str, reason: &str) -> (String, String) {
    (person.to_owned(), reason.to_owned())
}

fn freed(run: &Value) -> &Value {
    &run["seats"]["freed"]
}

fn recipients<'a>(letters: &'a [Letter], subject: &str) -> BTreeSet<&'a str> {
    letters.iter().filter(|letter| letter.subject.contains(subject)).map(|letter| letter.to.as_str()).collect()
}

/// Lines of all letters that hold every one of `words`.
fn lines(letters: &[Letter], words: &[&str]) -> usize {
    let lines = letters.iter().flat_map(|letter| letter.text.lines());
    lines.filter(|line| words.iter().all(|word| line.contains(word))).count()
}

/// A licence that was bought, and the date of the renewal that the timeline has.
const RENEWAL: &str = r#"
[[licence]]
key = "L9b"
tool = "larlyft:learn"
type = "individual"
audience = ["staff"]
seats = 12
valid_from = 2026-11-16
valid_to = 2027-11-15
renews = "L9"

[[licence]]
key = "L10b"
tool = "larlyft:observe"
type = "individual"
audience = ["staff"]
seats = 3
valid_from = 2026-11-16
valid_to = 2027-11-15
renews = "L10"
"#;

/// The agreement is looked at and signed again.
fn sign(stage: &Stage) {
    let file = "conf.d/60-larlyft.toml";
    let kept = stage.read(file);
    let kept = kept.lines().filter(|line| !line.starts_with("dpa_"));
    let text: Vec<String> = kept.map(|line| line.replace("dpa = \"under_review\"", "dpa = \"signed\"")).collect();
    stage.write(file, text.join("\n"));
}

#[test]
fn the_timeline_tried_here_is_the_golden_one() {
    let golden = golden();
    let dates = golden["follow_up"].as_array().unwrap().iter().map(|row| row["date"].as_str().unwrap());
    let tried = ["2026-11-25", "2026-11-27", "2026-12-01", "2026-12-05", "2026-12-08", "2026-12-16", "2026-12-17"];
    let tried: BTreeSet<&str> = tried.into_iter().chain(["2027-01-01"]).collect();
    assert_eq!(dates.collect::<BTreeSet<_>>(), tried, "a date has no test");
}

#[test]
fn on_25_november_two_seats_come_and_end_the_shortage() {
    let stage = Stage::demo();
    let before = stage.letters();
    let run = stage.sync("2026-11-25", 0);
    assert_eq!((&run["seats"]["granted"], freed(&run)), (&1.into(), &0.into()));
    let pool = stage.pool("2026-11-25", "P2");
    assert_eq!(pool.seats(), [12, 11, 0, 1]);
    assert!(pool.assigned().contains(&"E29".to_owned()) && pool.waiting().is_empty());
    let letters = stage.letters_since(&before);
    assert_eq!(recipients(&letters, "LÖST Sifferkul 7–9: alla har plats (Björkskolan)"), [ORGANISER, UNIT].into());
    assert_eq!(lines(&letters, &["L2b", "2 platser"]), 1);
    assert_eq!(stage.sync("2026-11-25T09:00:00Z", 0)["letters"], 0);
}

#[test]
fn a_delivery_that_does_not_come_leaves_who_waits_waiting() {
    let stage = Stage::demo();
    stage.replace("conf.d/20-raknestugan.toml", "delivered_on = 2026-11-25", "ordered = true");
    stage.sync("2026-11-25", 0);
    let pool = stage.pool("2026-11-25", "P2");
    assert_eq!((pool.seats(), pool.waiting()), ([10, 10, 0, 0], vec![waits("E29", "no_free_seat")]));
}

#[test]
fn on_27_november_the_trial_is_over() {
    let stage = Stage::demo();
    assert_eq!(stage.pool("2026-11-26", "P11").seats(), [5, 0, 0, 5], "the last day counts");
    stage.sync("2026-11-27", 0);
    let pool = stage.pool("2026-11-27", "P11");
    assert_eq!(pool.seats(), [0, 0, 0, 0]);
    assert_eq!(stage.ask("2026-11-27", "tools")[6]["licences"][0]["phase"], "over");
}

#[test]
fn on_1_december_one_reminder_tells_of_thirty_days_and_no_other_does() {
    let stage = Stage::demo();
    for day in ["2026-11-25", "2026-11-27", "2026-11-30"] {
        stage.sync(day, 0);
    }
    let before = stage.letters();
    stage.sync("2026-12-01", 0);
    let letters = stage.letters_since(&before);
    assert_eq!(lines(&letters, &["UTGÅR Läsluren", "2026-12-31", "30 dagar"]), 1, "{letters:?}");
    assert_eq!(lines(&letters, &["UTGÅR"]), 1);
    let before = stage.letters();
    stage.sync("2026-12-02", 0);
    let letters = stage.letters_since(&before);
    assert_eq!(lines(&letters, &["Läsluren"]), 0, "{letters:?}");
}

#[test]
fn a_reminder_is_not_lost_when_no_run_was_made_on_its_day() {
    let stage = Stage::demo();
    let before = stage.letters();
    stage.sync("2026-12-03", 0);
    assert_eq!(lines(&stage.letters_since(&before), &["UTGÅR Läsluren", "28 dagar"]), 1);
}

#[test]
fn on_5_december_the_leaver_is_out_and_not_before() {
    let stage = Stage::demo();
    assert_eq!(freed(&stage.sync("2026-12-04", 0)), 0, "the last day of grace is within it");
    assert_eq!(stage.pool("2026-12-04", "P1").grace(), ["E07"]);
    let run = stage.sync("2026-12-05", 0);
    assert_eq!(freed(&run), 1);
    let pool = stage.pool("2026-12-05", "P1");
    assert_eq!((pool.seats(), pool.grace().len()), ([6, 4, 0, 2], 0));
    assert_eq!(stage.events("2026-12-05", "E07").last().unwrap(), "free");
}

#[test]
fn on_8_december_a_renewal_comes_and_nobody_is_interrupted() {
    let stage = Stage::demo();
    stage.sync("2026-12-07", 0);
    let (before, letters) = (stage.pools("2026-12-07"), stage.letters());
    stage.write("conf.d/80-renewal.toml", RENEWAL);
    sign(&stage);
    let run = stage.sync("2026-12-08", 0);
    assert_eq!((freed(&run), &run["seats"]["granted"], &run["seats"]["moved"]), (&0.into(), &1.into(), &0.into()));
    for tool in ["Learn: licensen L9", "Observe: licensen L10"] {
        let told = stage.letters_since(&letters);
        assert_eq!(recipients(&told, &format!("LÖST LärLyft {tool} är inte i respit längre")), [ORGANISER].into());
    }
    let (learn, observe) = (stage.pool("2026-12-08", "P9"), stage.pool("2026-12-08", "P10"));
    assert_eq!((learn.seats(), learn.waiting()), ([12, 12, 0, 0], vec![]));
    assert!(learn.assigned().contains(&"S13".to_owned()));
    assert_eq!((observe.seats(), observe.waiting()), ([3, 3, 0, 0], vec![waits("S08", "no_free_seat")]));
    for (old, new) in [("P9", &learn), ("P10", &observe)] {
        let old = before.iter().find(|pool| pool.0["pool"] == old).unwrap();
        for person in old.assigned() {
            assert_eq!(old.since(&person), new.since(&person), "{person} has sat all the time");
        }
    }
    assert_eq!(freed(&stage.sync("2026-12-16", 0)), 0, "the end of the old grace is nobody's end");
    assert_eq!(stage.pool("2026-12-16", "P9").seats(), [12, 12, 0, 0]);
    stage.run("2026-12-16", "verify --full").ended(0);
}

#[test]
fn a_renewal_under_review_lets_nobody_new_in_and_nobody_out() {
    let stage = Stage::demo();
    stage.write("conf.d/80-renewal.toml", RENEWAL);
    assert_eq!(freed(&stage.sync("2026-12-08", 0)), 1, "E07's grace, and nothing else");
    let pool = stage.pool("2026-12-08", "P9");
    assert_eq!((pool.seats(), pool.blocked()), ([12, 11, 0, 1], vec![waits("S13", "dpa_under_review")]));
}

#[test]
fn on_16_december_without_renewal_the_seats_are_withdrawn_and_no_guard_asks() {
    let stage = Stage::demo();
    stage.sync("2026-12-05", 0);
    assert_eq!(freed(&stage.sync("2026-12-15", 0)), 0, "the last day of grace is within it");
    let before = stage.letters();
    let run = stage.sync("2026-12-16", 0);
    assert_eq!((freed(&run), run["held"].as_array().unwrap().len()), (&14.into(), 0));
    for key in ["P9", "P10"] {
        let pool = stage.pool("2026-12-16", key);
        assert_eq!(pool.seats(), [0, 0, 0, 0], "{key}");
        assert!(pool.waiting().iter().all(|(_, reason)| reason == "licence_expired"), "{pool:?}");
    }
    assert_eq!(stage.pool("2026-12-16", "P9").waiting().len(), 12, "who lost a seat still wishes for one");
    let letters = stage.letters_since(&before);
    assert_eq!(lines(&letters, &["ÅTERTAGNA LärLyft Learn", "11 platser"]), 1);
    assert_eq!(lines(&letters, &["ÅTERTAGNA LärLyft Observe", "3 platser"]), 1);
    assert_eq!(recipients(&letters, "LÖST LärLyft"), [].into(), "a grace that ran out is no good news");
    stage.run("2026-12-16", "verify --full").ended(0);
}

#[test]
fn a_run_missed_over_the_end_of_grace_is_not_held_either() {
    let stage = Stage::demo();
    let run = stage.sync("2026-12-21", 0);
    assert_eq!(freed(&run), 15, "14 of LärLyft and E07");
}

#[test]
fn on_17_december_the_class_licence_starts_by_itself() {
    let stage = Stage::demo();
    let licence = |when: &str| {
        let tools = stage.ask(when, "tools");
        let licences = tools.as_array().unwrap().iter().flat_map(|tool| tool["licences"].as_array().unwrap());
        licences.clone().find(|licence| licence["licence"] == "L4").unwrap().clone()
    };
    assert_eq!(
        (&licence("2026-12-17")["valid_to"], &licence("2026-12-17")["phase"]),
        (&"2027-12-16".into(), &"running".into())
    );
    assert_eq!(freed(&stage.sync("2026-12-17", 0)), 15, "14 of LärLyft and E07; nobody of the class");
    assert_eq!(stage.pool("2027-12-16", "P4").seats(), [32, 5, 0, 27]);
    assert_eq!(licence("2027-12-17")["phase"], "over");
}

#[test]
fn on_1_january_the_organisation_licence_is_over_and_its_seats_with_it() {
    let stage = Stage::demo();
    stage.sync("2026-12-31", 0);
    assert_eq!(stage.pool("2026-12-31", "P6").assigned().len(), 21);
    let before = stage.letters();
    let run = stage.sync("2027-01-01", 0);
    assert_eq!((freed(&run), run["held"].as_array().unwrap().len()), (&21.into(), 0));
    assert_eq!(stage.pool("2027-01-01", "P6").assigned().len(), 0);
    assert_eq!(lines(&stage.letters_since(&before), &["ÅTERTAGNA Läsluren", "21 platser"]), 1);
    stage.run("2027-01-01", "verify --full").ended(0);
}

#[test]
fn who_comes_back_from_leave_waits_beside_the_substitute_who_stays() {
    let stage = Stage::demo();
    stage.sync("2027-05-31", 0);
    assert_eq!(stage.pool("2027-05-31", "P3").waiting(), [], "on leave is not waiting");
    let run = stage.sync("2027-06-01", 0);
    assert_eq!(freed(&run), 0);
    let pool = stage.pool("2027-06-01", "P3");
    assert_eq!((pool.seats(), pool.waiting()), ([4, 4, 0, 0], vec![waits("S06", "no_free_seat")]));
    assert!(pool.assigned().contains(&"S13".to_owned()));
}

#[test]
fn the_substitute_ends_and_the_seat_goes_back_when_the_grace_is_over() {
    let stage = Stage::demo();
    for day in ["2027-06-01", "2027-06-12"] {
        stage.sync(day, 0);
    }
    let pool = stage.pool("2027-06-12", "P3");
    assert_eq!((pool.grace(), pool.waiting().len()), (vec!["S13".to_owned()], 1));
    stage.sync("2027-06-25", 0);
    assert_eq!(stage.pool("2027-06-25", "P3").grace(), ["S13"], "the last day of grace");
    stage.sync("2027-06-26", 0);
    let pool = stage.pool("2027-06-26", "P3");
    assert_eq!((pool.grace().len(), pool.waiting().len()), (0, 0));
    assert!(pool.assigned().contains(&"S06".to_owned()));
}

#[test]
fn one_run_after_half_a_year_comes_to_the_same_as_a_run_each_day() {
    let (daily, once) = (Stage::demo(), Stage::demo());
    for day in ["2026-11-24", "2026-11-25", "2026-11-27", "2026-12-01", "2026-12-05", "2026-12-16", "2026-12-17"] {
        daily.sync(day, 0);
    }
    daily.sync("2027-01-02", 0);
    once.sync("2027-01-02", 0);
    let people = |stage: &Stage| {
        let pools = stage.pools("2027-01-02");
        pools.iter().map(|pool| (pool.assigned(), pool.grace(), pool.waiting(), pool.blocked())).collect::<Vec<_>>()
    };
    assert_eq!(people(&daily), people(&once));
}
