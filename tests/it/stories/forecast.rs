//! What is coming: who will lose or lack a seat, on which day, and what to buy.

use super::stage::Stage;
use super::village::{begin, pool, pupils, village};
use serde_json::{Value, json};

fn on<'a>(forecast: &'a Value, date: &str) -> &'a Value {
    let days = forecast.as_array().map(Vec::as_slice).unwrap_or_default();
    days.iter().find(|one| one["date"] == date).unwrap_or_else(|| panic!("{date} is not foretold: {forecast}"))
}

#[test]
fn the_demo_foretells_a_delivery_the_end_of_a_grace_and_licences_that_run_out() {
    let stage = Stage::demo();
    let forecast = stage.ask("2026-11-23", "forecast --people");
    let today = &on(&forecast, "2026-11-23")["lacks"];
    let seven = today.as_array().and_then(|lacks| lacks.iter().find(|lack| lack["buy"][0]["pool"] == "P2"));
    assert_eq!(seven.map(|lack| (&lack["buy"][0]["seats"], &lack["over_on"])), Some((&1.into(), &"2026-11-25".into())));
    let delivery = &on(&forecast, "2026-11-25")["changes"];
    assert_eq!((&delivery[0]["what"], &delivery[0]["people"]), (&"gets".into(), &json!(["E29"])), "{delivery}");
    assert_eq!(on(&forecast, "2026-12-05")["changes"][0]["people"], json!(["E07"]), "whose grace is over");
    let run_out = on(&forecast, "2027-01-01");
    assert_eq!((&run_out["turns"][0]["licence"], &run_out["turns"][0]["to"]), (&"L6".into(), &"over".into()));
    let renew = |lack: &Value| lack["renew"][0]["seats"].as_u64();
    assert_eq!(run_out["lacks"].as_array().map(|lacks| lacks.iter().filter_map(renew).collect()), Some(vec![21_u64]));
    let counted = stage.ask("2026-11-23", "forecast --days 10");
    assert!(!counted.to_string().contains("E29"), "nobody is named unasked");
    assert_eq!(counted.as_array().map(Vec::len), Some(3), "today, 25 and 27 November");
}

#[test]
fn what_is_foretold_happens() {
    let stage = Stage::demo();
    let forecast = stage.ask("2026-11-23", "forecast --days 30 --people");
    for day in forecast.as_array().into_iter().flatten().skip(1) {
        let date = day["date"].as_str().unwrap_or_default();
        let run = stage.sync(date, 0);
        let count = |what: &str| -> u64 {
            let changes = day["changes"].as_array().into_iter().flatten().filter(|change| change["what"] == what);
            changes.map(|change| change["count"].as_u64().unwrap_or_default()).sum()
        };
        assert_eq!(run["seats"]["granted"], count("gets"), "{date}");
        assert_eq!(run["seats"]["freed"], count("loses") + count("frees"), "{date}");
    }
}

#[test]
fn seats_that_nobody_who_waits_can_use_could_be_moved() {
    let stage = village(&[pool("P", 1, &["7A"], ""), pool("Q", 3, &["8B"], "")].concat());
    begin(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    let lack = stage.ask("2026-11-02", "forecast")[0]["lacks"][0].clone();
    assert_eq!(lack["buy"], json!([{ "pool": "P", "seats": 2 }]));
    assert_eq!(lack["spare"], json!([{ "pool": "Q", "seats": 3 }]));
    let said = stage.run("2026-11-02", "forecast").ended(0).out;
    assert!(said.contains("köp 2 platser till P; eller flytta 2 platser från Q"), "{said}");
    let said = stage.run("2026-11-02", "--lang en forecast").ended(0).out;
    assert!(said.contains("buy 2 seats for P; or move 2 seats from Q"), "{said}");
}

#[test]
fn the_demo_is_advised_about_idle_and_stranded_seats_and_a_sibling_with_room() {
    let stage = Stage::demo();
    let advice = stage.ask("2026-11-23", "advice");
    let of = |kind: &str| -> Vec<&Value> {
        advice.as_array().into_iter().flatten().filter(|one| one["advice"] == kind).collect()
    };
    assert_eq!((&of("idle")[1]["pool"], &of("idle")[1]["seats"]), (&"P1".into(), &1.into()), "{advice}");
    assert_eq!((&of("stranded")[0]["pool"], &of("stranded")[0]["seats"]), (&"P4".into(), &27.into()));
    let sibling = of("sibling")[0];
    assert_eq!((&sibling["tool"], &sibling["sibling"]), (&"sifferkul-79".into(), &"sifferkul-46".into()), "{sibling}");
    assert!(of("unused").is_empty(), "of what nobody told nothing is said");
    let told = "person,tool,last_used\nE05,sifferkul-46,2026-05-02\nE06,sifferkul-46,2026-11-20\n";
    stage.write("usage.csv", told);
    stage.run("2026-11-23", &format!("usage import {}", stage.path("usage.csv").display())).ended(0);
    let counted = stage.ask("2026-11-23", "advice");
    assert!(!counted.to_string().contains("E05"), "nobody is named unasked");
    let listed = stage.ask("2026-11-23", "advice --people");
    let unused = listed.as_array().and_then(|all| all.iter().find(|one| one["advice"] == "unused"));
    assert_eq!(unused.map(|one| (&one["count"], &one["people"])), Some((&1.into(), &json!(["E05"]))), "{listed}");
}

#[test]
fn seats_that_could_be_moved_are_advised() {
    let stage = village(&[pool("P", 1, &["7A"], ""), pool("Q", 3, &["8B"], "")].concat());
    begin(&stage, &pupils("7A", &["E1", "E2", "E3"]));
    let said = stage.run("2026-11-02", "advice").ended(0).out;
    assert!(said.contains("FLYTTA 2 platser från Q till P"), "{said}");
}
