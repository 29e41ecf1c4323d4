//! A run that is killed at any moment leaves a database that verifies, and the next run comes to the state of
//! a twin that nobody disturbed (RELIABILITY P1, I19).
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::city::generator::{City, Settings, configuration, write_roster};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const BIN: &str = env!("CARGO_BIN_EXE_upprop");
const KILLS: u32 = 100;
const FIRST: &str = "2026-11-20T06:00:00+01:00";
const NEXT: &str = "2026-11-23T06:00:00+01:00";
const TOWN: Settings = Settings { users: 700, seed: 7, day: 1, rate: 0.05, rotate: false };

#[expect(clippy::disallowed_methods, reason = "the program is killed from outside, as in earnest")]
fn upprop(folder: &Path, now: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(BIN);
    command.arg("--config").arg(folder.join("upprop.toml")).args(["--now", now, "--lang", "en"]).args(arguments);
    command
}

fn done(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A town before its first run, with letters.
fn town(folder: &Path) {
    write_roster(TOWN, &folder.join("roster")).unwrap();
    let guard = "\n[guard]\nremovals = { percent = 90, floor = 500 }\nadditions = { percent = 90, floor = 500 }\n";
    let config = configuration(&City::new(TOWN), "roster");
    fs::write(folder.join("upprop.toml"), format!("{config}{guard}")).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What a run leaves, apart from its number and the seals that hold it.
fn state(folder: &Path) -> (Value, Value, Vec<(String, Vec<u8>)>) {
    let json = |arguments: &[&str]| -> Value {
        serde_json::from_slice(&done(upprop(folder, NEXT, arguments)).stdout).unwrap()
    };
    let mut events = json(&["audit", "--json", "--limit", "1000000"]);
    for event in events.as_array_mut().unwrap() {
        let event = event.as_object_mut().unwrap();
        event.remove("run");
        event.remove("seal");
        event.get_mut("body").and_then(Value::as_object_mut).unwrap().remove("plan");
    }
    let mut letters: Vec<_> = fs::read_dir(folder.join("outbox"))
        .into_iter()
        .flatten()
        .map(|entry| {
            let path = entry.unwrap().path();
            let lines = text(&fs::read(&path).unwrap());
            let unnumbered = lines.lines().filter(|line| !line.starts_with("Message-ID"));
            let bytes = unnumbered.collect::<Vec<_>>().join("\n").into_bytes();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), bytes)
        })
        .collect();
    letters.sort();
    (json(&["pools", "--json", "--people"]), events, letters)
}

#[expect(clippy::disallowed_methods, reason = "the moments of the kills are spread over a real run")]
fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Starts a run and kills it after `delay`.
fn kill(mut command: Command, delay: Duration) {
    let mut child: Child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Kills one run of `base` at moments spread over its length, and compares each with the undisturbed twin.
fn kills(base: &Path, arguments: &[&str], now: &str, kills: u32) {
    let room = tempfile::tempdir().unwrap();
    let twin = room.path().join("twin");
    copy(base, &twin);
    let length = timed(|| drop(done(upprop(&twin, now, arguments))));
    let wanted = state(&twin);
    for number in 0..kills {
        let folder = room.path().join(format!("killed-{number}"));
        copy(base, &folder);
        kill(upprop(&folder, now, arguments), length * number / kills);
        if folder.join("upprop.db").exists() {
            // Killed while the schema was made, there is nothing to look at yet; the next run makes it.
            let verified = upprop(&folder, now, &["verify", "--full"]).output().unwrap();
            let fresh = text(&verified.stderr).contains("schema");
            assert!(
                verified.status.success() || fresh,
                "kill {number}: {}{}",
                text(&verified.stdout),
                text(&verified.stderr)
            );
        }
        done(upprop(&folder, now, arguments));
        done(upprop(&folder, now, &["verify", "--full"]));
        assert_eq!(state(&folder), wanted, "kill {number} of {kills}");
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn a_first_run_killed_at_any_moment_is_made_good_by_the_next() {
    let base = tempfile::tempdir().unwrap();
    town(base.path());
    kills(base.path(), &["sync", "--first-import"], FIRST, KILLS / 2);
}

#[test]
fn a_next_day_killed_at_any_moment_is_made_good_by_the_next_run() {
    let base = tempfile::tempdir().unwrap();
    town(base.path());
    done(upprop(base.path(), FIRST, &["sync", "--first-import"]));
    write_roster(Settings { day: 2, ..TOWN }, &base.path().join("roster")).unwrap();
    kills(base.path(), &["sync"], NEXT, KILLS / 2);
}
