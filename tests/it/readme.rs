//! What the README shows is what the program prints.

use std::process::Command;

const README: &str = include_str!("../../README.md");

#[test]
#[expect(clippy::disallowed_methods, reason = "the program is run as a user runs it")]
fn the_readme_shows_the_demo_as_it_really_is() {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_upprop"))
        .args(["demo", "--lang", "sv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).unwrap();
    let shown = README.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(shown, printed, "copy what the demo prints into README.md");
}

#[test]
fn the_readme_names_the_two_commands() {
    for command in ["cargo run --release -- demo\n", "cargo test\n"] {
        assert!(README.lines().any(|line| format!("{line}\n") == command), "{command}");
    }
}
