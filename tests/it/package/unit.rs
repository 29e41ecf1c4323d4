//! The unit as `systemd-analyze` sees it.

use super::repository;
use std::io::Write as _;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Ten times the exposure that the unit may have: 1.2 of 10.
const EXPOSURE_MAX: &str = "--threshold=12";
/// The first that knows `Type=notify-reload`.
const NOTIFY_RELOAD_SINCE: u32 = 253;

/// None where systemd is not installed, which is a fault where it must be.
#[expect(clippy::disallowed_methods, reason = "systemd judges, and it may not be there")]
fn analyze(words: &[&str]) -> Option<Output> {
    let done = Command::new("systemd-analyze").args(words).output().ok();
    let required = std::env::var_os("UPPROP_SYSTEMD_REQUIRED").is_some();
    assert!(done.is_some() || !required, "this build requires systemd-analyze");
    if done.is_none() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "systemd-analyze is not here: nobody judges the unit");
    }
    done
}

/// A folder with a unit that starts this build's program.
fn unit(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upprop.service");
    std::fs::write(&path, text.replace("/usr/bin/upprop", env!("CARGO_BIN_EXE_upprop"))).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn all(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

#[track_caller]
fn is_understood(path: &str) {
    let Some(done) = analyze(&["verify", "--man=no", path]) else { return };
    assert!(done.status.success() && all(&done).is_empty(), "{}", all(&done));
}

#[test]
fn the_unit_is_closed_to_all_that_it_does_not_need() {
    let (_folder, path) = unit(&repository("systemd/upprop.service"));
    let judge = |path: &str| analyze(&["security", "--offline=true", "--no-pager", EXPOSURE_MAX, path]);
    let Some(done) = judge(&path) else { return };
    assert!(done.status.success(), "{}", all(&done));
    let open = repository("systemd/upprop.service").replace("\nPrivateUsers=yes\n", "\nPrivateUsers=no\n");
    let (_folder, path) = unit(&open.replace("\nProtectSystem=strict\n", "\nProtectSystem=no\n"));
    assert!(judge(&path).is_some_and(|done| !done.status.success()), "it would not tell");
}

#[test]
fn systemd_understands_every_line_of_the_unit() {
    let text = repository("systemd/upprop.service");
    let (_folder, path) = unit(&text);
    is_understood(&path);
    let (_folder, path) = unit(&text.replace("WatchdogSec=", "WatchdogSecs="));
    let Some(done) = analyze(&["verify", "--man=no", &path]) else { return };
    assert!(all(&done).contains("WatchdogSecs"), "it would not tell: {}", all(&done));
}

#[test]
fn systemd_understands_every_line_of_the_example_of_a_drop_in() {
    let Some(version) = analyze(&["--version"]) else { return };
    let version: u32 = all(&version).split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap();
    let example = repository("systemd/upprop.service.d.example");
    let knows = |line: &&str| version >= NOTIFY_RELOAD_SINCE || *line != "Type=notify-reload";
    let lines = example.lines().map(|line| line.strip_prefix('#').unwrap_or(line)).filter(knows);
    // What begins with a blank then is a comment.
    let taken = lines.filter(|line| !line.starts_with(' ')).collect::<Vec<_>>().join("\n");
    assert!(taken.lines().filter(|line| line.contains('=')).count() > 8, "{taken}");
    let (folder, path) = unit(&repository("systemd/upprop.service"));
    let beside = folder.path().join("upprop.service.d");
    std::fs::create_dir(&beside).unwrap();
    std::fs::write(beside.join("override.conf"), taken).unwrap();
    is_understood(&path);
}

#[test]
fn systemd_understands_every_line_of_the_example_of_a_socket() {
    let (folder, _) = unit(&repository("systemd/upprop.service"));
    let path = folder.path().join("upprop.socket");
    let example = repository("systemd/upprop.socket.example");
    std::fs::write(&path, &example).unwrap();
    is_understood(path.to_str().unwrap());
    std::fs::write(&path, example.replace("ListenStream=", "ListenStreams=")).unwrap();
    let Some(done) = analyze(&["verify", "--man=no", path.to_str().unwrap()]) else { return };
    assert!(all(&done).contains("ListenStreams"), "it would not tell: {}", all(&done));
}
