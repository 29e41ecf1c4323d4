//! Directions: which room may know which, what rules may know at all, and one home for each outside crate.

use super::tree::{self, File};
use super::{hold, hold_in_src};

/// What a room is. Doors open downward only.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layer {
    /// May use everything.
    Program,
    /// May use the store, the rules and the wording; no other deed, and no source.
    Deed,
    /// May use what deeds may, and the reports that it shows.
    Page,
    /// May use the rules; no other edge.
    Edge,
    /// May use rules of a lower number.
    Rules(u8),
}

use Layer::{Deed, Edge, Page, Program, Rules};

const ROOMS: &[(&str, Layer)] = &[
    ("lib", Program),
    ("main", Program),
    ("cli", Program),
    ("clock", Program),
    ("config", Program),
    ("daemon", Program),
    ("sync", Program),
    ("apply", Deed),
    ("notify", Deed),
    ("report", Deed),
    ("target", Deed),
    ("web", Page),
    ("wording", Deed),
    ("source", Edge),
    ("store", Edge),
    ("alert", Rules(4)),
    ("request", Rules(4)),
    ("plan", Rules(3)),
    ("seats", Rules(2)),
    ("licence", Rules(1)),
    ("retention", Rules(0)),
    ("roster", Rules(0)),
    ("workday", Rules(0)),
];

/// Folders of `src` that hold no Rust.
const NO_ROOMS: &[&str] = &["templates"];

/// All that rules know of the outside world. Digests are arithmetic: `docs/decisions/0004`; so is doing sums beside each
/// other: `docs/decisions/0014`; so is the date of Easter: `docs/decisions/0023`.
const RULES_CRATES: &[&str] = &["computus", "jiff", "rayon", "serde", "serde_json", "sha2", "thiserror", "xxhash_rust"];

/// Parts of std that read, wait, or ask the time.
const RULES_NOT_STD: &[&str] = &["env", "fs", "net", "process", "thread", "time"];

/// Outside crates that one room, or few, keep to themselves.
const HOMES: &[(&str, &[&str])] = &[
    ("argon2", &["web"]),
    ("askama", &["web"]),
    ("axum", &["web"]),
    ("base64", &["notify", "web"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["cli", "report"]),
    ("computus", &["workday"]),
    ("croner", &["config", "daemon"]),
    ("csv", &["report", "source"]),
    ("encoding_rs", &["report", "source"]),
    ("fluent_bundle", &["wording"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("jsonwebtoken", &["web"]),
    ("lettre", &["notify"]),
    ("listenfd", &["daemon"]),
    ("metrics", &["web"]),
    ("metrics_exporter_prometheus", &["web"]),
    ("quick_xml", &["source"]),
    ("reqwest", &["notify", "source", "web"]),
    ("ring", &["web"]),
    ("rust_xlsxwriter", &["report"]),
    ("schemars", &["config"]),
    ("sqlx", &["store"]),
    ("strsim", &["config"]),
    ("subtle", &["web"]),
    ("toml", &["config"]),
    ("tracing_journald", &["cli"]),
    ("unic_langid", &["wording"]),
    ("zip", &["report", "source"]),
];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helpers", "manager", "misc", "stuff", "util", "utils"];

fn layer(room: &str) -> Option<Layer> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, layer)| *layer)
}

fn may_use(from: Layer, room: &str, to: Layer) -> bool {
    match (from, to) {
        (Program, _) | (Deed | Page | Edge, Rules(_)) => true,
        (Page, _) if room == "report" => true,
        (Deed | Page, _) => room == "store" || room == "wording",
        (Rules(own), Rules(other)) => other < own,
        (Edge | Rules(_), _) => false,
    }
}

fn is_rules(file: &File) -> bool {
    matches!(layer(file.room()), Some(Rules(_)))
}

/// The room that a path leads to, when it leads out of the file's own corner.
fn room_named(parts: &[String], depth: usize) -> Option<&str> {
    let ups = parts.iter().take_while(|part| *part == "super").count();
    if parts[0] == "crate" {
        parts.get(1).map(String::as_str)
    } else if ups > 0 && ups >= depth {
        parts.get(ups).map(String::as_str).filter(|name| layer(name).is_some())
    } else {
        None
    }
}

fn directions(file: &File) -> Vec<String> {
    let room = file.room();
    let Some(own) = layer(room) else {
        return vec![format!("{}:1: the room {room} is not in the table: give it a layer in tests/it/tidy", file.path)];
    };
    let mut faults = Vec::new();
    for named in file.paths() {
        let Some(other) = room_named(&named.parts, file.depth()).filter(|other| *other != room) else { continue };
        let why = match layer(other) {
            None => "crate::* names a room, and the table knows none of that name".to_owned(),
            Some(to) if may_use(own, other, to) => continue,
            Some(to) => format!("{own:?} may not use {to:?}: doors open downward only"),
        };
        faults.push(format!("{}:{}: {room} -> {other}: {why}", file.path, named.line));
    }
    faults
}

fn rules_know_nothing_outside(file: &File, dependencies: &[String]) -> Vec<String> {
    if !is_rules(file) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for named in file.live_paths() {
        let first = named.parts[0].as_str();
        let second = named.parts.get(1).map_or("", String::as_str);
        let foreign = dependencies.iter().any(|name| name == first) && !RULES_CRATES.contains(&first);
        if foreign || (first == "std" && RULES_NOT_STD.contains(&second)) || first == "tokio" {
            let path = named.parts.join("::");
            faults.push(format!(
                "{}:{}: rules know no {path}: they cannot fail for outside reasons",
                file.path, named.line
            ));
        }
    }
    for (at, line) in file.live.lines().enumerate() {
        for word in ["async", "await", "println!", "eprintln!", "print!", "eprint!"] {
            if has_word(line, word) {
                faults.push(format!("{}:{}: rules have no {word}: values in, values out", file.path, at + 1));
            }
        }
    }
    faults
}

fn has_word(line: &str, word: &str) -> bool {
    use super::scan::is_word;
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word))
}

fn strangers(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    // A module of ours may have a crate's name where it is imported by name: `use crate::source::{csv, ...}`.
    let ours: Vec<String> = file
        .live_paths()
        .into_iter()
        .filter(|named| named.parts[0] == "crate")
        .filter_map(|n| n.parts.last().map(|part| (*part).to_owned()))
        .collect();
    for named in file.live_paths() {
        if ours.iter().any(|module| *module == named.parts[0]) {
            continue;
        }
        let Some((name, homes)) = HOMES.iter().find(|(name, _)| named.parts[0] == *name) else { continue };
        if !homes.contains(&file.room()) {
            let homes = homes.join(" and ");
            faults.push(format!(
                "{}:{}: {name} lives in {homes} only: one outside crate, one home",
                file.path, named.line
            ));
        }
    }
    faults
}

fn empty_names(path: &str, code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for name in path.split('/').map(|name| name.strip_suffix(".rs").unwrap_or(name)) {
        if EMPTY_NAMES.contains(&name) {
            faults.push(format!("{path}:1: {name} says nothing of what is inside: name it after its thing"));
        }
    }
    for (at, line) in code.lines().enumerate() {
        let module = line.split_once("mod ").map_or("", |(_, rest)| rest.trim_end_matches([' ', '{', ';']));
        if EMPTY_NAMES.contains(&module) && line.contains('{') {
            faults.push(format!("{path}:{}: mod {module} says nothing of what is inside", at + 1));
        }
    }
    faults
}

/// Names of dependencies as code writes them.
fn dependencies() -> Vec<String> {
    super::package::dependencies().into_iter().map(|dependency| dependency.in_code()).collect()
}

#[test]
fn doors_open_downward_only() {
    hold_in_src(directions);
}

#[test]
fn rules_know_nothing_of_the_outside() {
    let dependencies = dependencies();
    hold_in_src(|file| rules_know_nothing_outside(file, &dependencies));
}

#[test]
fn every_outside_crate_stays_in_its_home() {
    hold_in_src(strangers);
}

#[test]
fn every_folder_of_src_is_a_room() {
    let mut faults = Vec::new();
    for path in tree::files_below(&tree::root().join("src")) {
        let file = File::new(&tree::shown(&path), "");
        if layer(file.room()).is_none() && !NO_ROOMS.contains(&file.room()) {
            faults.push(format!("{}:1: the room {} is not in the table", file.path, file.room()));
        }
    }
    hold(faults);
}

#[test]
fn names_say_what_is_inside() {
    for folder in ["src", "tests", "benches"] {
        hold(tree::rust_below(folder).iter().flat_map(|file| empty_names(&file.path, &file.code)).collect());
    }
}

#[test]
fn a_door_that_opens_upward_is_seen() {
    let planted = [
        ("src/roster/diff.rs", "use crate::plan::Plan;"),
        ("src/roster/diff.rs", "use crate::{roster::Unit, licence::Tool};"),
        ("src/seats/round/flow.rs", "fn f(_: super::super::super::store::Store) {}"),
        ("src/seats/mod.rs", "use super::store::Store;"),
        ("src/request/mod.rs", "use crate::alert::Letter;"),
        ("src/workday/mod.rs", "use crate::roster::Unit;"),
        ("src/source/csv.rs", "use crate::store::Store;"),
        ("src/source/csv.rs", "use crate::config::model::Source;"),
        ("src/apply.rs", "use crate::source::Source;"),
        ("src/web/page.rs", "let x = crate::notify::deliver();"),
        ("src/notify/mod.rs", "let x = crate::report::table();"),
        ("src/web/page.rs", "use crate::cellar::Wine;"),
        ("src/cellar/wine.rs", ""),
    ];
    for (path, text) in planted {
        assert_eq!(directions(&File::new(path, text)).len(), 1, "{path}: {text}");
    }
}

#[test]
fn a_door_that_opens_downward_is_let_be() {
    let sound = [
        ("src/sync.rs", "use crate::{source, store, plan, apply, notify, config};"),
        ("src/plan/step.rs", "use crate::seats::Claim; use crate::roster::Unit; use super::super::licence::Tool;"),
        ("src/alert/mod.rs", "use crate::plan::Plan;"),
        ("src/request/mod.rs", "use crate::workday::Workdays;"),
        ("src/notify/mod.rs", "use crate::{store::Outbox, wording, alert::Letter};"),
        ("src/store/mod.rs", "use crate::plan::Plan; // crate::web\nconst SQL: &str = \"crate::web::x\";"),
        ("src/seats/round/flow.rs", "use super::super::claim::Claim;"),
    ];
    for (path, text) in sound {
        assert_eq!(directions(&File::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn rules_that_reach_outside_are_seen() {
    let dependencies = dependencies();
    let planted = [
        "use std::fs;",
        "use std::{fmt, time::Instant};",
        "use anyhow::Result;",
        "let x = sqlx::query(y);",
        "async fn f() {}",
        "fn f() { println!() }",
        "tracing::info!();",
        "fn f(_: std::env::Args) {}",
    ];
    for text in planted {
        let file = File::new("src/seats/round.rs", text);
        assert_eq!(rules_know_nothing_outside(&file, &dependencies).len(), 1, "{text}");
    }
    let sound = "use jiff::civil::Date; use std::collections::BTreeMap;\n#[cfg(test)] mod tests { use std::fs; }";
    let file = File::new("src/seats/round.rs", sound);
    assert_eq!(rules_know_nothing_outside(&file, &dependencies), Vec::<String>::new());
}

#[test]
fn an_outside_crate_in_another_room_is_seen() {
    assert_eq!(strangers(&File::new("src/apply.rs", "fn f() { sqlx::query(\"\") }")).len(), 1);
    assert_eq!(strangers(&File::new("src/web/mod.rs", "use csv;")).len(), 1);
    assert_eq!(strangers(&File::new("src/source/csv.rs", "use csv::Reader; use crate::source::zip::x;")).len(), 0);
}

#[test]
fn an_empty_name_is_seen() {
    assert_eq!(empty_names("src/seats/utils.rs", "").len(), 1);
    assert_eq!(empty_names("src/seats/mod.rs", "pub mod helpers {\n}\n").len(), 1);
    assert_eq!(empty_names("src/seats/round.rs", "pub mod flow;\n").len(), 0);
}
