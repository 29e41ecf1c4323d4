//! Lines that people read.

use upprop::config::{catalogue::catalogue, model};
use upprop::licence::PoolKey;
use upprop::plan::Alert;
use upprop::roster::Snapshot;
use upprop::wording::alert::{Names, line};
use upprop::wording::{Lang, Words};

/// The line of a shortage in pool `a` of a tool with these pools.
fn shortage(pools: &[(&str, &str)]) -> String {
    let mut text = String::from("organiser = { name = \"E\" }\n[[vendor]]\nkey = \"v\"\nname = \"V\"\n");
    text += "[[tool]]\nkey = \"t\"\nname = \"Kollen\"\nvendor = \"v\"\ndpa = \"signed\"\n";
    for (key, name) in pools {
        text += &format!("[[pool]]\nkey = \"{key}\"\nname = \"{name}\"\ntool = \"t\"\nbind = []\n");
    }
    let file: model::File = toml::from_str(&text).expect("a configuration");
    let (catalogue, roster) = (catalogue(&file), Snapshot::default());
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
