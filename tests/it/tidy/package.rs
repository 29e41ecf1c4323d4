//! `Cargo.toml` and `migrations/`: every dependency has a reason and a use, every migration a number.

use super::hold;
use super::paths::paths;
use super::tree::{self, File};

/// A dependency as its line in `Cargo.toml` gives it.
pub(crate) struct Dependency {
    line: usize,
    name: String,
    reason: Option<String>,
    /// Is it for tests and benches only?
    dev: bool,
}

impl Dependency {
    /// Its name as code writes it.
    pub(crate) fn in_code(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// Every dependency of the package.
pub(crate) fn dependencies() -> Vec<Dependency> {
    read_dependencies(&tree::read(&tree::root().join("Cargo.toml")))
}

/// Reads a manifest in which each dependency has one line.
fn read_dependencies(manifest: &str) -> Vec<Dependency> {
    let mut section = "";
    let mut found = Vec::new();
    for (at, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            section = line.trim().trim_matches(['[', ']']);
            assert!(!section.contains("dependencies."), "Cargo.toml:{}: one line for each dependency", at + 1);
        } else if let (true, Some((name, rest))) = (section.ends_with("dependencies"), line.split_once('=')) {
            let reason = rest.rsplit_once("# ").map(|(_, reason)| reason.trim().to_owned());
            let reason = reason.filter(|reason| !reason.is_empty());
            found.push(Dependency {
                line: at + 1,
                name: name.trim().to_owned(),
                reason,
                dev: section.starts_with("dev"),
            });
        }
    }
    found
}

fn without_reason(dependencies: &[Dependency]) -> Vec<String> {
    let bare = dependencies.iter().filter(|dependency| dependency.reason.is_none());
    bare.map(|d| format!("Cargo.toml:{}: {} has no `# reason` on its line", d.line, d.name)).collect()
}

fn without_use(dependencies: &[Dependency], src: &[File], trials: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for dependency in dependencies {
        let name = dependency.in_code();
        let names = |file: &File| paths(&file.code).iter().any(|named| named.parts[0] == name);
        let used = src.iter().any(names) || (dependency.dev && trials.iter().any(names));
        if !used {
            let at = dependency.line;
            faults.push(format!("Cargo.toml:{at}: {} is used nowhere: strike it", dependency.name));
        }
    }
    faults
}

fn numbering(names: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let number = format!("{:04}_", at + 1);
        let word = name.strip_suffix(".sql").and_then(|stem| stem.strip_prefix(&number));
        if !word.is_some_and(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
            faults.push(format!("migrations/{name}:1: expected {number}what.sql: one folder, numbered without gaps"));
        }
    }
    faults
}

#[test]
fn every_dependency_has_a_reason() {
    hold(without_reason(&dependencies()));
    for manifest in ["fuzz/Cargo.toml", "fuzz/readers/Cargo.toml"] {
        hold(without_reason(&read_dependencies(&tree::read(&tree::root().join(manifest)))));
    }
}

#[test]
fn every_dependency_is_used() {
    let mut trials = tree::rust_below("tests");
    trials.extend(tree::rust_below("benches"));
    hold(without_use(&dependencies(), &tree::src(), &trials));
}

#[test]
fn migrations_are_numbered_without_gaps_in_one_folder() {
    let folder = tree::root().join("migrations");
    let names: Vec<String> = tree::files_below(&folder)
        .iter()
        .map(|path| path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().into_owned())
        .collect();
    hold(numbering(&names));
    let elsewhere = tree::files_below(&tree::root().join("src"));
    let elsewhere = elsewhere.iter().filter(|path| path.extension().is_some_and(|e| e == "sql"));
    hold(elsewhere.map(|path| format!("{}:1: SQL files stand in migrations/ only", tree::shown(path))).collect());
}

#[test]
fn a_dependency_without_reason_or_use_is_seen() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na-b = \"1\" # why\nc = { version = \"1\" }\n\n\
        [dev-dependencies]\nd = \"1\" # for tests\n[lints.rust]\ne = \"warn\"\n";
    let found = read_dependencies(manifest);
    assert_eq!(found.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["a-b", "c", "d"]);
    assert_eq!(without_reason(&found), ["Cargo.toml:5: c has no `# reason` on its line"]);
    let src = [File::new("src/sync.rs", "use a_b::X; // c::Y\n")];
    let trials = [File::new("tests/it/main.rs", "fn f() { d::g(); c::h() }\n")];
    let faults = without_use(&found, &src, &trials);
    assert_eq!(faults, ["Cargo.toml:5: c is used nowhere: strike it"], "tests alone do not make c a dependency");
}

#[test]
fn a_gap_between_migrations_is_seen() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(numbering(&names(&["0001_start.sql", "0002_ledger.sql"])).len(), 0);
    assert_eq!(numbering(&names(&["0001_start.sql", "0003_ledger.sql"])).len(), 1);
    assert_eq!(numbering(&names(&["0001_start.sql", "sqlite/0002_ledger.sql"])).len(), 1);
    assert_eq!(numbering(&names(&["1_start.sql"])).len(), 1);
}
