//! The log: as JSON for whoever gathers it, to the journal where there is one, and never with anybody's name in it.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Where journald listens.
const JOURNAL: &str = "/run/systemd/journal/socket";

#[expect(clippy::disallowed_methods, reason = "the program itself is tried")]
fn upprop(folder: &TempDir, words: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.env_remove("UPPROP_LOG_FORMAT").env_remove("UPPROP_CONFIG").env("RUST_LOG", "upprop=trace");
    command.args(words.split_whitespace()).envs(environment.iter().copied()).current_dir(folder.path());
    command.output().expect("the program runs")
}

/// The first day of the demo again, in an empty database.
const SYNC: &str = "--config d/upprop.toml --now 2026-11-13T06:00:00+01:00 --lang sv --json sync --first-import";

fn demo() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let done = upprop(&folder, "demo --no-serve --dir d", &[("RUST_LOG", "error")]);
    assert!(done.status.success(), "{done:?}");
    forget(&folder);
    folder
}

fn forget(folder: &TempDir) {
    for entry in std::fs::read_dir(folder.path().join("d")).expect("the demo").flatten() {
        if entry.file_name().to_string_lossy().starts_with("upprop.db") {
            std::fs::remove_file(entry.path()).expect("it goes");
        }
    }
}

/// Every name, address and id of a person that the demo's roster has.
fn persons(folder: &TempDir) -> Vec<String> {
    let text = std::fs::read_to_string(folder.path().join("d/roster/personer.csv")).expect("the roster");
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().expect("a head").split(';').collect();
    let telling = ["id", "namn", "fornamn", "efternamn", "epost", "eppn"];
    let at: Vec<usize> =
        (0..heads.len()).filter(|at| telling.contains(&heads[*at].trim_start_matches('\u{feff}'))).collect();
    assert!(at.len() > 2, "{heads:?}");
    let rows = lines.map(|line| line.split(';').collect::<Vec<_>>());
    let fields = rows
        .flat_map(|row| at.iter().filter_map(|at| row.get(*at)).map(|field| (*field).to_owned()).collect::<Vec<_>>());
    fields.filter(|field| field.len() > 3).collect()
}

#[test]
fn a_log_in_json_is_an_object_a_line_and_names_nobody() {
    let folder = demo();
    let persons = persons(&folder);
    assert!(persons.len() > 60, "{}", persons.len());
    for (words, environment) in
        [(format!("--log-format json {SYNC}"), &[][..]), (SYNC.to_owned(), &[("UPPROP_LOG_FORMAT", "json")][..])]
    {
        forget(&folder);
        let done = upprop(&folder, &words, environment);
        assert!(serde_json::from_slice::<Value>(&done.stdout).is_ok(), "data is data: {done:?}");
        let log = String::from_utf8(done.stderr).expect("a text");
        let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let said = |message: &str| lines.iter().find(|line| line["message"] == message);
        let planned = said("planned").unwrap_or_else(|| panic!("{log}"));
        assert!(planned["steps"].as_u64().is_some_and(|steps| steps > 50), "{planned}");
        assert!(planned["level"] == "DEBUG" && planned["target"] == "upprop::sync::prepare", "{planned}");
        assert!(lines.iter().all(|line| line["timestamp"].is_string()), "{log}");
        // Messages of a command are no log.
        let others: Vec<&str> = log.lines().filter(|line| line.starts_with('{')).collect();
        assert_eq!(others.len(), lines.len(), "{others:#?}");
        let told: Vec<&String> = persons.iter().filter(|person| log.contains(person.as_str())).collect();
        assert!(told.is_empty(), "{} of {} are named", told.len(), persons.len());
    }
}

#[test]
fn where_there_is_no_journal_that_is_said_and_the_log_is_text() {
    let folder = demo();
    let done = upprop(&folder, &format!("--log-format journald {SYNC}"), &[]);
    let log = String::from_utf8(done.stderr).expect("a text");
    let has_journal = Path::new(JOURNAL).exists();
    assert_eq!(log.contains("ingen journal att skriva till"), !has_journal, "{log}");
    assert_eq!(log.contains("planned steps="), !has_journal, "{log}");
    let done = upprop(&folder, "--log-format letters check", &[]);
    assert_eq!(done.status.code(), Some(2));
}
