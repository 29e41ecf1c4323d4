//! State that moves, is saved, is put back, and loses its end: as those who run the place see it.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::engine;
use super::stage::{Picture, Stage, upprop_in};
use crate::server;
use crate::store::town::Engine;
use serde_json::Value;

const TUESDAY: &str = "2026-11-24";
const WEDNESDAY: &str = "2026-11-25";
const LATER: &str = "2026-11-25T08:00:00Z";

/// A database that is new, of the other kind than the one these stories are told on: its URL, and its schema.
fn other(stage: &Stage) -> (String, String) {
    let file = format!("sqlite:{}", stage.path("other.db").display());
    match engine() {
        Engine::Sqlite if server::is_here() => (server::url(), server::schema()),
        Engine::Sqlite | Engine::Postgres => (file, server::schema()),
    }
}

/// The URL of the database in use, and its schema where it has one.
fn own(stage: &Stage) -> (String, Option<String>) {
    let config = stage.loaded();
    let database = config.file.database;
    let here = format!("sqlite:{}", stage.path("upprop.db").display());
    if engine() == Engine::Sqlite { (here, None) } else { (database.url, database.schema) }
}

fn copy(stage: &Stage, from: (&str, Option<&str>), to: (&str, &str)) -> Value {
    let from_schema = from.1.map(|schema| format!("--from-schema {schema}")).unwrap_or_default();
    let command = format!("--json database copy {} {} {from_schema} --to-schema {}", from.0, to.0, to.1);
    stage.run(TUESDAY, &command).ended(0).json()
}

/// The ledger without what tells of the place it is kept at.
fn story(stage: &Stage) -> Vec<Value> {
    let mut events = stage.audit(LATER);
    for event in &mut events {
        event.as_object_mut().unwrap().remove("seal");
        // An event about somebody who needs a decision has a word for a body.
        let Some(body) = event["body"].as_object_mut() else { continue };
        for name in ["config", "plan"] {
            body.remove(name);
        }
    }
    events
}

fn days(stage: &Stage) -> (Picture, Vec<Value>) {
    stage.sync(WEDNESDAY, 0);
    stage.run(WEDNESDAY, "verify --full").ended(0);
    (stage.picture(LATER), story(stage))
}

#[test]
fn a_demo_that_moves_there_and_back_is_the_same_and_goes_on_the_same() {
    let (stayed, moved) = (Stage::demo(), Stage::demo());
    let (url, schema) = other(&moved);
    let (own_url, own_schema) = own(&moved);
    let there = copy(&moved, (&own_url, own_schema.as_deref()), (&url, &schema));
    let back_file = format!("sqlite:{}", moved.path("back.db").display());
    let back = copy(&moved, (&url, Some(&schema)), (&back_file, "unused"));
    assert_eq!((&there["tables"], &there["head"]), (&back["tables"], &back["head"]));
    assert!(
        there["tables"]
            .as_array()
            .unwrap()
            .iter()
            .any(|table| table["table"] == "ledger" && table["rows"] == there["head"])
    );

    let wanted = days(&stayed);
    for (url, schema) in [(url.as_str(), schema.as_str()), ("sqlite:back.db", "unused")] {
        let text = moved.read("upprop.toml");
        let rest = text.lines().filter(|line| !line.starts_with("url =") && !line.starts_with("schema ="));
        let rest: Vec<&str> = rest.collect();
        let address = format!("[database]\nurl = \"{url}\"\nschema = \"{schema}\"");
        moved.write("upprop.toml", rest.join("\n").replace("[database]", &address));
        assert!(days(&moved) == wanted, "life goes on the same on {url}");
    }
}

#[test]
fn a_copy_needs_no_configuration_and_files_lie_where_one_stands() {
    let stage = Stage::demo();
    let (url, schema) = own(&stage);
    let from_schema = schema.map(|schema| format!("--from-schema {schema}")).unwrap_or_default();
    let config = "--config nowhere.toml";
    let said = upprop_in(&stage.root(), &[config, "database copy", &url, "sqlite:new.db", &from_schema]).ended(0);
    assert!(said.out.contains("ledger") && said.out.contains("likadan"), "{said:?}");
    let again = upprop_in(&stage.root(), &[config, "database copy", &url, "sqlite:new.db", &from_schema]).ended(2);
    assert!(again.err.contains("inte tom"), "{again:?}");
    let none = upprop_in(&stage.root(), &[config, "database copy sqlite:none.db sqlite:newer.db"]).ended(2);
    assert!(none.err.contains("none.db") && !stage.path("newer.db").exists(), "{none:?}");
    let odd = upprop_in(&stage.root(), &[config, "database copy", &url, "postgres://h/d --to-schema Å"]).ended(2);
    assert!(odd.err.contains("små bokstäver"), "{odd:?}");
}

#[test]
fn the_schema_is_brought_up_to_date_and_told() {
    let stage = Stage::demo();
    let newest = stage.ask(TUESDAY, "migrate")["to"].clone();
    assert!(stage.run(TUESDAY, "migrate").ended(0).out.contains("redan"));
    assert_eq!(stage.ask(TUESDAY, "migrate")["from"], newest);
    let fresh = Stage::empty();
    fresh.write("upprop.toml", stage.read("upprop.toml"));
    fresh.replace("upprop.toml", "[database]", "[database]\n# of its own");
    if engine() == Engine::Postgres {
        let (_, schema) = own(&stage);
        fresh.replace("upprop.toml", &schema.unwrap(), &server::schema());
    }
    for name in ["20-raknestugan", "30-forklara", "40-ljudbruket", "50-kollen", "60-larlyft", "70-ordbruket"] {
        let name = format!("conf.d/{name}.toml");
        fresh.write(&name, stage.read(&name));
    }
    let said = fresh.ask(TUESDAY, "migrate");
    assert_eq!((&said["from"], &said["to"]), (&Value::Null, &newest));
}

/// The demo, saved, run for another day and put back; with the number of the newest event that was saved.
fn put_back() -> (Stage, Picture, i64) {
    let stage = Stage::demo();
    let file = stage.path("backup.db").display().to_string();
    let head = stage.ask(TUESDAY, &format!("backup {file}"))["head"].as_i64().unwrap();
    let said = stage.run(TUESDAY, &format!("backup {file} --force")).ended(0);
    assert!(said.out.contains(&format!("händelse {head}")), "{said:?}");
    let before = stage.picture(LATER);
    stage.sync(WEDNESDAY, 0);
    let said = stage.run(LATER, &format!("restore {file}")).ended(0);
    assert!(said.out.contains("before") && said.err.contains("upprop recover"), "{said:?}");
    (stage, before, head)
}

#[test]
fn what_is_put_back_is_looked_at_and_does_nothing_until_somebody_says_so() {
    let (stage, before, head) = put_back();
    let now = stage.picture(LATER);
    assert_eq!((&now.pools, now.events), (&before.pools, before.events), "looking goes on");
    assert_eq!(stage.run(LATER, "verify").ended(1).status, 1);
    stage.run(LATER, "plan").ended(1);
    let file = stage.path("plan.json").display().to_string();
    stage.run(LATER, &format!("plan --out {file}")).ended(1);
    let state = stage.state();
    for (lang, says) in [("sv", "Liggaren slutar vid händelse"), ("en", "The ledger ends at event")] {
        let says = format!("{says} {head}");
        for command in ["sync".to_owned(), "--json sync".to_owned(), format!("apply {file}")] {
            let said = stage.run(LATER, &format!("--lang {lang} {command}")).ended(2);
            assert!(said.err.contains(&says) && said.err.contains("upprop recover"), "{command}: {said:?}");
            assert_eq!(said.out, "", "{command}");
        }
    }
    let said = stage.run(LATER, "recover").ended(2);
    assert!(said.err.contains(&format!("{}–", head + 1)) && said.err.contains("--yes"), "{said:?}");
    assert!(stage.state() == state, "nothing was written, nothing was sent");
}

#[test]
fn runs_go_on_after_a_loss_and_nobody_hears_the_same_thing_twice() {
    let (stage, _, head) = put_back();
    let before = stage.letters();
    stage.run(LATER, "recover --yes --reason strömavbrott").ended(0);
    let told = stage.audit(LATER).pop().unwrap();
    assert_eq!((&told["kind"], &told["body"]["first"]), (&"recovered".into(), &(head + 1).into()));
    assert_eq!(told["body"]["reason"], "strömavbrott");
    assert!(stage.run(LATER, "audit --limit 1").ended(0).out.contains("strömavbrott"));
    let said = stage.run(LATER, "--json sync").ended(0);
    assert!(said.err.contains("4 brev hade skickats"), "{said:?}");
    let run = said.json();
    assert_eq!((&run["outcome"], &run["seats"]["granted"], &run["letters"]), (&"applied".into(), &1.into(), &0.into()));
    assert_eq!(stage.letters_since(&before).len(), 0);
    stage.run(LATER, "verify --full").ended(0);
    assert!(stage.run(LATER, "recover").ended(0).out.contains("Inget saknas"));
}

#[test]
fn what_is_held_is_not_decided_about_while_something_is_missing() {
    let stage = Stage::empty();
    stage.run_demo("--disaster").ended(3);
    let file = stage.path("backup.db").display().to_string();
    stage.run(TUESDAY, &format!("backup {file}")).ended(0);
    stage.run(TUESDAY, "guard drop 4").ended(0);
    stage.run(TUESDAY, &format!("restore {file}")).ended(0);
    let state = stage.state();
    for decision in ["release", "drop"] {
        let said = stage.run(TUESDAY, &format!("guard {decision} 4")).ended(2);
        assert!(said.err.contains("upprop recover"), "{said:?}");
    }
    assert!(stage.state() == state);
    stage.run(TUESDAY, "recover --yes").ended(0);
    stage.run(TUESDAY, "guard drop 4").ended(0);
}

#[test]
fn a_backup_is_not_written_over_something_else() {
    let stage = Stage::demo();
    let before = stage.read("upprop.toml");
    let config = stage.path("upprop.toml").display().to_string();
    let said = stage.run(TUESDAY, &format!("backup {config}")).ended(2);
    assert!(said.err.contains("--force"), "{said:?}");
    assert_eq!(stage.read("upprop.toml"), before);
    let said = stage.run(TUESDAY, &format!("restore {config}")).ended(2);
    assert!(said.out.is_empty() && !said.err.is_empty(), "{said:?}");
}
