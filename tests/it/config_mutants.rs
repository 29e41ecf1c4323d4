//! A good configuration, broken in every mechanical way: nothing panics, nothing is refused without a place and a
//! mend, and what is wrong by construction never gets through.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;
use upprop::config::model::Language;
use upprop::config::{Problem, Problems, in_words, load, show};

/// A configuration with every key.
const WHOLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/config");
/// The configuration of the demo.
const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo");

/// One way to break a file.
struct Mutant {
    how: String,
    bytes: Vec<u8>,
    /// Wrong by construction.
    wrong: bool,
}

/// A line of a file, with the table it stands in.
struct Line<'t> {
    number: usize,
    table: &'t str,
    key: &'t str,
    value: &'t str,
}

/// Keys that must be there, by table.
const REQUIRED: [(&str, &[&str]); 10] = [
    ("guard.removals", &["percent"]),
    ("calendar.extra_closed", &["from"]),
    ("notify.recipient", &["address", "role"]),
    ("source", &["name", "kind", "path"]),
    ("source.file", &["entity", "path", "columns"]),
    ("vendor", &["key", "name"]),
    ("tool", &["key", "name", "vendor", "dpa"]),
    ("licence", &["key", "tool", "type", "audience"]),
    ("pool", &["key", "name"]),
    ("override", &["person", "kind", "reason"]),
];

/// Keys whose values are a closed list of words.
const WORDS: [(&str, &str); 12] = [
    ("organiser", "language"),
    ("notify.recipient", "role"),
    ("source", "kind"),
    ("source", "encoding"),
    ("source", "separator"),
    ("source.file", "entity"),
    ("tool", "dpa"),
    ("tool", "dpa_before"),
    ("tool", "provisioning"),
    ("tool", "protected"),
    ("licence", "type"),
    ("override", "kind"),
];

#[test]
fn a_broken_configuration_is_refused_with_places_and_mends_and_never_panics() {
    break_every_line(Path::new(WHOLE));
}

#[test]
fn a_broken_demo_is_refused_with_places_and_mends_and_never_panics() {
    break_every_line(Path::new(DEMO));
}

fn break_every_line(configuration: &Path) {
    let files = files(configuration);
    let folder = copy(&files);
    trial(&folder).unwrap_or_else(|problems| panic!("{problems}"));
    let (mut count, mut refused, mut wrong) = (0, 0, 0);
    let mut through = Vec::new();
    for (name, bytes) in &files {
        let text = std::str::from_utf8(bytes).unwrap();
        for mutant in mutants(text) {
            std::fs::write(folder.path().join(name), mutant.bytes).unwrap();
            count += 1;
            wrong += usize::from(mutant.wrong);
            match trial(&folder) {
                Err(problems) => {
                    refused += 1;
                    assert!(problems.has_errors(), "{name}: {}", mutant.how);
                    problems.iter().for_each(|problem| sound(problem, &mutant.how));
                }
                Ok(warnings) => {
                    warnings.iter().for_each(|problem| sound(problem, &mutant.how));
                    if mutant.wrong {
                        through.push(format!("{name}: {}", mutant.how));
                    }
                }
            }
        }
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    println!("{count} mutants, {refused} refused, {wrong} wrong by construction");
    assert!(through.is_empty(), "wrong and let through:\n{}", through.join("\n"));
    assert!(count >= 300, "{count}");
}

/// The files of a configuration, by path inside its folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("upprop.toml".to_owned(), std::fs::read(folder.join("upprop.toml")).unwrap())]);
    for entry in std::fs::read_dir(folder.join("conf.d")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = format!("conf.d/{}", path.file_name().unwrap().to_str().unwrap());
        files.insert(name, std::fs::read(path).unwrap());
    }
    files
}

/// A copy of the configuration, in a folder of its own.
fn copy(files: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("conf.d")).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Warnings when it loads, all problems when not.
fn trial(folder: &TempDir) -> Result<Problems, Problems> {
    let environment = BTreeMap::from([("UPPROP_LEDGER_KEY".to_owned(), "key".to_owned())]);
    let loaded = load(&folder.path().join("upprop.toml"), &environment)?;
    let now = "2026-11-20T12:00:00+00:00[UTC]".parse().unwrap();
    assert!(!in_words(&loaded, Language::Sv, &now).is_empty());
    assert!(!show(&loaded).is_empty());
    Ok(loaded.warnings)
}

fn sound(problem: &Problem, how: &str) {
    assert!(!problem.place.file.as_os_str().is_empty(), "{how}");
    assert!(problem.place.line >= 1 && problem.place.column >= 1, "{how}");
    for language in [Language::Sv, Language::En] {
        assert!(!problem.what(language).trim().is_empty(), "{how}");
        assert!(!problem.mend(language).trim().is_empty(), "{how}");
        assert!(!problem.text(language).contains(['\r', '\0', '\u{1b}']), "{how}");
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut table = "";
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            table = line.trim_matches(['[', ']']);
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            lines.push(Line { number, table, key, value });
        }
    }
    lines
}

fn mutants(text: &str) -> Vec<Mutant> {
    let mut all = Vec::new();
    for line in lines(text) {
        of_line(text, &line, &mut all);
    }
    swapped_dates(text, &mut all);
    blocks(text, &mut all);
    cuts_and_odd_bytes(text, &mut all);
    all
}

/// The text with one line replaced.
fn with_line(text: &str, number: usize, new: &str) -> Vec<u8> {
    let replaced = text.lines().enumerate().map(|(at, line)| if at == number { new } else { line });
    replaced.flat_map(|line| line.bytes().chain(*b"\n")).collect()
}

fn of_line(text: &str, line: &Line<'_>, all: &mut Vec<Mutant>) {
    let Line { number, table, key, value } = *line;
    let mut add = |how: &str, new: &str, wrong: bool| {
        let how = format!("line {}: {how}: {new}", number + 1);
        all.push(Mutant { how, bytes: with_line(text, number, new), wrong });
    };
    let required = REQUIRED.iter().any(|(of, keys)| *of == table && keys.contains(&key));
    add("deleted", "", required);
    add("twice", &format!("{key} = {value}\n{key} = {value}"), true);
    add("misspelt", &format!("{key}x = {value}"), true);
    add("misspelt", &format!("{} = {value}", key.to_uppercase()), true);
    add("no key", &format!("= {value}"), true);
    add("no value", &format!("{key} ="), true);
    add("no sign", &format!("{key} {value}"), true);
    for other in ["7", "true", "1.5", "\"x\"", "[[]]", "{ a = 1 }", "2026-08-01"] {
        add("other type", &format!("{key} = {other}"), kind(other) != kind(value));
    }
    add("emptied", &format!("{key} = \"\""), kind(value) != "text" || key == "key" || key == "name");
    add("odd text", &format!("{key} = \"\\u001b[31m\\r\\nBcc: x\\u202e\""), kind(value) != "text");
    if kind(value) == "number" {
        add("negative", &format!("{key} = -{value}"), value.trim() != "0");
        add("huge", &format!("{key} = {value}00000000000000000000"), true);
    }
    if WORDS.contains(&(table, key)) {
        add("unknown word", &format!("{key} = \"zzz\""), true);
    }
}

fn kind(value: &str) -> &'static str {
    match value.as_bytes() {
        [b'"', ..] => "text",
        [b'[', ..] if value == "[[]]" => "list of lists",
        [b'[', ..] => "list",
        [b'{', ..] if value == "{ a = 1 }" => "table of nothing known",
        [b'{', ..] => "table",
        _ if value == "true" || value == "false" => "bool",
        _ if value.len() == 10 && value.contains('-') => "date",
        _ if value.bytes().all(|byte| byte.is_ascii_digit()) => "number",
        _ => "something else",
    }
}

fn swapped_dates(text: &str, all: &mut Vec<Mutant>) {
    let lines = lines(text);
    let dates = lines.iter().filter(|line| kind(line.value) == "date").collect::<Vec<_>>();
    for pair in dates.windows(2).filter(|pair| pair[0].number + 1 == pair[1].number) {
        let first = with_line(text, pair[0].number, &format!("{} = {}", pair[0].key, pair[1].value));
        let both = format!("{} = {}", pair[1].key, pair[0].value);
        let bytes = with_line(std::str::from_utf8(&first).unwrap(), pair[1].number, &both);
        let wrong = matches!((pair[0].key, pair[1].key), ("valid_from", "valid_to") | ("from", "until"));
        all.push(Mutant { how: format!("dates swapped from line {}", pair[0].number + 1), bytes, wrong });
    }
    for date in dates {
        for other in ["2026-02-30", "2026-13-01", "\"2026-02-30\"", "\"26-01-01\"", "2026-08-01T10:00:00Z"] {
            let bytes = with_line(text, date.number, &format!("{} = {other}", date.key));
            all.push(Mutant { how: format!("line {}: {other}", date.number + 1), bytes, wrong: true });
        }
    }
}

/// Each table twice, and each table gone.
fn blocks(text: &str, all: &mut Vec<Mutant>) {
    let starts = text.match_indices("\n[").map(|(at, _)| at + 1).collect::<Vec<_>>();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(text.len());
        let (before, block, after) = (&text[..*start], &text[*start..end], &text[end..]);
        let header = block.lines().next().unwrap_or_default();
        let keyed = ["[[vendor]]", "[[tool]]", "[[licence]]", "[[pool]]", "[[source]]"].contains(&header);
        let wrong = keyed || !header.starts_with("[[");
        let twice = format!("{before}{block}\n{block}{after}");
        all.push(Mutant { how: format!("{header} twice"), bytes: twice.into_bytes(), wrong });
        all.push(Mutant { how: format!("no {header}"), bytes: format!("{before}{after}").into_bytes(), wrong: false });
        let other = format!("{before}{}{after}", block.replacen(']', "x]", 1));
        all.push(Mutant { how: format!("{header} misspelt"), bytes: other.into_bytes(), wrong: true });
    }
}

fn cuts_and_odd_bytes(text: &str, all: &mut Vec<Mutant>) {
    for at in (0..text.len()).step_by(29) {
        let (before, after) = text.as_bytes().split_at(at);
        all.push(Mutant { how: format!("cut at {at}"), bytes: before.to_vec(), wrong: false });
        let odd: &[u8] = match at % 6 {
            0 => b"\xff",
            1 => b"\0",
            2 => b"\r",
            3 => b"\"",
            4 => "\u{feff}".as_bytes(),
            _ => b"]",
        };
        let bytes = [before, odd, after].concat();
        all.push(Mutant { how: format!("{odd:?} at {at}"), bytes, wrong: odd == b"\xff" });
    }
}
