//! What the README shows is what the program prints.

use std::process::Command;

const README: &str = include_str!("../../README.md");

/// What the demo prints in a language.
#[expect(clippy::disallowed_methods, reason = "the program is run as a user runs it")]
#[expect(clippy::unwrap_used, reason = "a test that fails may panic")]
fn demo(lang: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_upprop"))
        .args(["demo", "--no-serve", "--lang", lang])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// What the README shows, block by block.
#[expect(clippy::unwrap_used, reason = "a test that fails may panic")]
fn shown(block: usize) -> &'static str {
    README.split("```text\n").nth(block).and_then(|rest| rest.split("```").next()).unwrap()
}

#[test]
fn the_readme_shows_the_demo_as_it_really_is() {
    assert_eq!(shown(1), demo("sv"), "copy what the demo prints into README.md");
}

#[test]
fn the_readme_shows_a_part_of_it_in_english() {
    let printed = demo("en");
    assert!(
        shown(2).lines().count() > 30 && printed.contains(shown(2)),
        "copy what it prints into README.md: {printed}"
    );
}

#[test]
fn the_readme_names_the_two_commands() {
    for command in ["cargo run --release -- demo\n", "cargo test\n"] {
        assert!(README.lines().any(|line| format!("{line}\n") == command), "{command}");
    }
}
