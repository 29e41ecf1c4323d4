//! Sizes and openings of the files in `src`, and what must not be left in them.

use super::hold_in_src;
use super::scan::functions;
use super::tree::File;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// Files that are longer than they may be and wait to be split. Never add one.
const TOO_LONG_STILL: &[&str] = &[];

/// Rooms whose Rust holds no Swedish: they give values, and words are put to them elsewhere.
const NO_SWEDISH: &[&str] = &["roster", "licence", "seats", "plan", "request", "alert"];

fn opening(file: &File) -> Vec<String> {
    if file.text.starts_with("//!") {
        return Vec::new();
    }
    vec![format!("{}:1: opens with //! and what the file is for", file.path)]
}

fn file_size(file: &File) -> Vec<String> {
    let lines = file.live_lines().count();
    let excused = TOO_LONG_STILL.contains(&file.path.as_str());
    match lines > FILE_LINES_MAX {
        true if !excused => {
            vec![format!("{}:{lines}: {lines} lines without tests, at most {FILE_LINES_MAX}", file.path)]
        }
        false if excused => vec![format!("{}:1: is short enough now: strike it from TOO_LONG_STILL", file.path)],
        _ => Vec::new(),
    }
}

fn function_size(file: &File) -> Vec<String> {
    let found = functions(&file.live).into_iter().filter(|function| function.lines > FUNCTION_LINES_MAX);
    let told = found.map(|function| {
        let (path, line) = (&file.path, function.line);
        format!("{path}:{line}: fn {} has {} lines, at most {FUNCTION_LINES_MAX}", function.name, function.lines)
    });
    told.collect()
}

fn left_open(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    let written = file.live_lines().map(|(at, line)| (at, line, ["TODO", "FIXME", "XXX"].as_slice()));
    let code = file.live.lines().enumerate();
    let code = code.map(|(at, line)| (at + 1, line, ["todo!(", "unimplemented!(", ".unwrap()"].as_slice()));
    for (at, line, marks) in written.chain(code) {
        for mark in marks.iter().filter(|mark| line.contains(**mark)) {
            faults.push(format!("{}:{at}: {mark}: finish it, or name the error and its mend", file.path));
        }
    }
    faults
}

fn swedish(file: &File) -> Vec<String> {
    if !NO_SWEDISH.contains(&file.room()) {
        return Vec::new();
    }
    let found = file.literals.iter().filter(|literal| literal.text.contains(|c| "åäöÅÄÖ".contains(c)));
    found
        .map(|l| format!("{}:{}: words for people stand in templates, not in rules: {:?}", file.path, l.line, l.text))
        .collect()
}

#[test]
fn every_file_says_what_it_is_for() {
    hold_in_src(opening);
}

#[test]
fn no_file_is_too_long() {
    hold_in_src(file_size);
}

#[test]
fn no_function_is_too_long() {
    hold_in_src(function_size);
}

#[test]
fn nothing_is_left_open() {
    hold_in_src(left_open);
}

#[test]
fn rules_hold_no_swedish_words() {
    hold_in_src(swedish);
}

#[test]
fn a_file_without_an_opening_is_seen() {
    assert_eq!(opening(&File::new("src/sync.rs", "use std::fmt;\n")).len(), 1);
    assert_eq!(opening(&File::new("src/sync.rs", "//! One run.\n")).len(), 0);
}

#[test]
fn length_is_seen_and_tests_are_not_counted() {
    let body = "    f();\n".repeat(FUNCTION_LINES_MAX);
    let long = format!("fn a() {{\n{body}}}\n");
    assert_eq!(function_size(&File::new("src/sync.rs", &long)).len(), 1);
    assert_eq!(function_size(&File::new("src/sync.rs", &format!("#[cfg(test)]\nmod tests {{ {long} }}"))).len(), 0);
    let many = "const A: u8 = 1;\n".repeat(FILE_LINES_MAX);
    assert_eq!(file_size(&File::new("src/sync.rs", &format!("{many}\n"))).len(), 1);
    assert_eq!(file_size(&File::new("src/sync.rs", &format!("{many}#[cfg(test)]\nmod tests {{\n{many}}}"))).len(), 0);
    assert_eq!(file_size(&File::new("src/sync/tests.rs", &many.repeat(2))).len(), 0);
}

#[test]
fn what_is_left_open_is_seen() {
    for text in ["// TODO: more", "// FIXME", "fn f() { todo!() }", "fn f() { g().unwrap(); }"] {
        assert_eq!(left_open(&File::new("src/sync.rs", text)).len(), 1, "{text}");
    }
    for text in
        ["fn f() { g().unwrap_or(1); }", "#[cfg(test)] mod t { fn f() { g().unwrap(); } }", "// no .unwrap() here"]
    {
        assert_eq!(left_open(&File::new("src/sync.rs", text)).len(), 0, "{text}");
    }
}

#[test]
fn swedish_in_rules_is_seen() {
    let text = "// plats på kö\nconst A: &str = \"ingen plats i kön\";\n#[cfg(test)] mod t { const B: &str = \"kö\"; }";
    assert_eq!(swedish(&File::new("src/seats/round.rs", text)).len(), 1);
    assert_eq!(swedish(&File::new("src/wording/mod.rs", text)).len(), 0);
}
