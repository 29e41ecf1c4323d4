//! Trying a server out: an admin learns what it supports before relying on it.

use super::live::{Deletions, Habits, Live};
use super::*;
use crate::on_sqlite::stage::upprop_in;
use serde_json::Value;
use std::sync::Arc;

/// What is found out about a server of these habits, as `place code about`.
fn found(habits: Habits, change: impl FnOnce(&mut Municipality)) -> Vec<String> {
    let mut municipality = Municipality::exempelkommunen(DAY);
    change(&mut municipality);
    let live = Live::new(municipality, habits).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let found = Ss12000::new(settings(double.url("/v2"), 1000)).try_out().expect("a trial");
    let told = |f: &upprop::roster::Finding| {
        format!("{} {:?} {}", f.place.file.as_deref().unwrap_or("-"), f.code, f.about).trim().to_owned()
    };
    found.iter().map(told).collect()
}

/// What is odd about every server of this kind: the municipality's records have neither.
fn usual() -> Vec<String> {
    found(Habits::GOOD, |_| ())
}

#[test]
fn a_server_that_keeps_to_the_standard_lacks_what_the_municipality_lacks() {
    let odd = usual();
    let expected = [
        "organisations AttributeAbsent parentOrganisation",
        "programmes ResourceAbsent 404",
        "groups AttributeAbsent startDate",
        "duties AttributeAbsent assignmentRole",
        "activities ResourceAbsent 404",
        "placements ResourceAbsent 404",
        "duties IdsOdd",
    ];
    let is_known = |line: &String| expected.iter().any(|known| line.starts_with(known));
    assert!(odd.iter().all(is_known), "{odd:#?}");
}

#[test]
fn what_a_server_does_not_heed_is_told() {
    let news = |habits: Habits| -> Vec<String> {
        let usual = usual();
        found(habits, |_| ()).into_iter().filter(|line| !usual.contains(line)).collect()
    };
    assert!(news(Habits { heeds: false, ..Habits::GOOD }).contains(&"persons FilterPassedOver".to_owned()));
    assert!(news(Habits { by_id: Some(404), ..Habits::GOOD }).contains(&"persons ByIdUntold".to_owned()));
    assert!(news(Habits { by_id: Some(403), ..Habits::GOOD }).contains(&"groups ByIdUntold".to_owned()));
    // One that fails at a question does not answer it; all else is told.
    assert!(news(Habits { by_id: Some(500), ..Habits::GOOD }).contains(&"duties ByIdUntold".to_owned()));
    assert!(news(Habits { is_naive: true, ..Habits::GOOD }).is_empty(), "nothing was changed yet");
    let mute = Habits { deletions: Deletions::Never, ..Habits::GOOD };
    assert_eq!(news(mute), ["deletedEntities DeletionsUntold"]);
    assert_eq!(news(Habits { has_clock: false, ..Habits::GOOD }), ["- ClockAbsent"]);
    for deletions in [Deletions::Spelt, Deletions::Entries] {
        assert_eq!(news(Habits { deletions, ..Habits::GOOD }), [""; 0]);
    }
}

#[test]
fn attributes_that_a_right_has_taken_away_are_told() {
    let strip = |municipality: &mut Municipality| {
        for person in municipality.resources.get_mut("persons").into_iter().flatten() {
            person.as_object_mut().expect("a record").remove("emails");
            person["meta"]["modified"] = Value::Null;
        }
    };
    let found = found(Habits::GOOD, strip);
    assert!(found.contains(&"persons AttributeAbsent emails".to_owned()), "{found:#?}");
    assert!(found.contains(&"persons AttributeAbsent meta.modified".to_owned()), "{found:#?}");
}

#[test]
fn inspect_tries_the_server_of_a_source_and_reads_it() {
    let live = Live::new(Municipality::exempelkommunen(DAY), Habits { heeds: false, ..Habits::GOOD }).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let stage = tempfile::tempdir().expect("a folder");
    let config = format!(
        "[organiser]\nname = \"Exempelkommunen\"\n[[source]]\nname = \"elevregister\"\nkind = \"ss12000\"\nurl = \"{}\"\n\
         [source.server]\nrate = 10000\n",
        double.url("/v2")
    );
    std::fs::write(stage.path().join("upprop.toml"), config).expect("a file");
    let inspect = ["--config", "upprop.toml", "inspect", "--source", "elevregister"];
    let said = upprop_in(stage.path(), &[&["--json"], &inspect[..]].concat()).ended(0).json();
    assert_eq!((&said["format"], &said["verdict"]), (&"ss12000".into(), &"accepted".into()), "{said}");
    assert_eq!((&said["counts"]["persons"], &said["rows"]["persons"]), (&40.into(), &40.into()), "{said}");
    let text = upprop_in(stage.path(), &inspect).ended(0).out;
    assert!(text.contains("persons servern bryr sig inte om meta.modified.after"), "{text}");
    assert!(!text.contains("Karin") && !text.contains('@'), "nobody's name");
    drop(double);
    let said = upprop_in(stage.path(), &[&["--json"], &inspect[..]].concat()).ended(2).json();
    assert_eq!((&said["verdict"], &said["findings"][0]["code"]), (&"refused".into(), &"server_unreachable".into()));
}

#[test]
fn inspect_without_a_path_looks_where_the_source_delivers() {
    let demo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/demo");
    let said = upprop_in(&demo, &["--json", "--config", "upprop.toml", "inspect", "--source", "elevregister"]);
    let [given, found] = [&["inspect", "roster/2026-11-20", "--source", "elevregister"][..], &[]].map(|_| &said);
    assert_eq!(given.status, found.status);
    let nobody = upprop_in(&demo, &["--config", "upprop.toml", "inspect"]).ended(2);
    assert!(nobody.err.contains("<PATH>"), "{nobody:?}");
}
