//! What the lists say to those who read them.

#![cfg(test)]

use super::stage::Stage;
use serde_json::Value;
use std::collections::BTreeMap;
use upprop::licence::PoolKey;
use upprop::plan::Alert;
use upprop::roster::Snapshot;
use upprop::wording::alert::{Names, line};
use upprop::wording::{Lang, Words};

const DAY: &str = "2026-11-23";

#[test]
fn a_licence_is_told_with_the_date_that_its_phase_is_about() {
    let stage = Stage::demo();
    let said = stage.run(DAY, "tools").ended(0).out;
    for licence in ["L9 (i respit 2026-12-15)", "L2b (beställd 2026-11-25)", "L3 (gäller 2027-07-31)"] {
        assert!(said.contains(licence), "{licence}: {said}");
    }
    let tools = stage.ask(DAY, "tools");
    let licences = tools.as_array().unwrap().iter().flat_map(|tool| tool["licences"].as_array().unwrap());
    let dates = licences.map(|one| (one["licence"].as_str().unwrap(), [&one["starts_on"], &one["grace_to"]]));
    let dates: BTreeMap<_, _> = dates.collect();
    let none = &Value::Null;
    assert_eq!(dates["L9"], [none, &"2026-12-15".into()]);
    assert_eq!((dates["L2b"], dates["L3"]), ([&"2026-11-25".into(), none], [none, none]));
}

#[test]
fn the_ledger_is_told_in_words() {
    let stage = Stage::demo();
    let said = stage.run(DAY, "audit").ended(0).out;
    assert!(said.lines().next().is_some_and(|head| head.contains("Nr") && !head.contains("Plats")), "{said}");
    assert!(said.contains("tilldelad") && !said.contains(" grant "), "{said}");
}

fn shortage(pools: &[(&str, &str)]) -> String {
    let mut text = String::from("organiser = { name = \"E\" }\n[[vendor]]\nkey = \"v\"\nname = \"V\"\n");
    text += "[[tool]]\nkey = \"t\"\nname = \"Kollen\"\nvendor = \"v\"\ndpa = \"signed\"\n";
    for (key, name) in pools {
        text += &format!("[[pool]]\nkey = \"{key}\"\nname = \"{name}\"\ntool = \"t\"\nbind = []\n");
    }
    let file: upprop::config::model::File = toml::from_str(&text).unwrap();
    let (catalogue, roster) = (upprop::config::catalogue::catalogue(&file), Snapshot::default());
    let names = Names { catalogue: &catalogue, roster: &roster, day: jiff::civil::date(2026, 11, 23) };
    let alert = Alert::Shortage { pool: PoolKey::from("a"), waiting: 1, total: 3, units: Vec::new(), next: None };
    line(&Words::new(Lang::Sv), &names, &alert)
}

#[test]
fn a_shortage_does_not_say_the_same_name_twice() {
    assert_eq!(shortage(&[("a", "Kollen")]), "BRIST Kollen: 1 person utan plats");
    assert_eq!(shortage(&[("a", "Kollen vår")]), "BRIST Kollen: 1 person utan plats");
    let two = shortage(&[("a", "Kollen vår"), ("b", "Kollen höst")]);
    assert_eq!(two, "BRIST Kollen: 1 person utan plats (Kollen vår)");
}
