//! Ten thousand planted names, addresses, personal numbers and secrets, every command at its most talkative, and whatever
//! goes wrong on the way: none of them is ever said (docs/PRIVACY.md, SECURITY G1).
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod broken;
mod worlds;

use crate::on_sqlite::stage::Letter;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use worlds::World;

/// What every planted word holds, and nothing else.
pub(crate) const MARK: &str = "zqx";
/// Persons of a world; each has five planted values.
const PERSONS: usize = 500;
const FIRST: &str = "2026-11-20T08:00:00+01:00";
const NEXT: &str = "2026-11-23T08:00:00+01:00";

/// Somebody who does not exist, all of whose values are planted.
pub(crate) struct Canary {
    id: String,
    given: String,
    family: String,
    pub(crate) email: String,
    pub(crate) eppn: String,
    /// Twelve digits, of which the check digit is right.
    pub(crate) number: String,
}

impl Canary {
    pub(crate) fn new(world: usize, at: usize) -> Self {
        let word = |kind: &str| format!("{MARK}{kind}{world}n{at}x");
        let nine = format!("1{world}{:02}{:02}98{}", at / 28 % 12 + 1, at % 28 + 1, at % 10);
        let doubled = nine.bytes().zip([2, 1].into_iter().cycle()).map(|(digit, times)| (digit - b'0') * times);
        let sum: u8 = doubled.map(|product| product / 10 + product % 10).sum();
        Self {
            id: format!("c{world}-{at}"),
            given: word("G"),
            family: word("F"),
            email: format!("{}@byn.example", word("m")),
            eppn: format!("{}@edu.byn.example", word("e")),
            number: format!("20{nine}{}", (10 - sum % 10) % 10),
        }
    }

    fn values(&self) -> [&str; 5] {
        [&self.given, &self.family, &self.email, &self.eppn, &self.number]
    }
}

/// Personal numbers as texts may hold them: without their century and without what parts them.
pub(crate) fn numbers(text: &str) -> BTreeSet<String> {
    let joined = text.replace(['-', '+'], "");
    let runs = joined.split(|c: char| !c.is_ascii_digit()).filter(|run| matches!(run.len(), 10 | 12));
    runs.map(|run| run[run.len() - 10..].to_owned()).collect()
}

/// What was planted.
#[derive(Default)]
struct Planted {
    words: usize,
    numbers: BTreeSet<String>,
}

impl Planted {
    fn plant(&mut self, canaries: &[Canary]) {
        let values: BTreeSet<&str> = canaries.iter().flat_map(Canary::values).collect();
        self.words += values.len();
        self.numbers.extend(canaries.iter().map(|canary| canary.number[2..].to_owned()));
    }

    /// What of it a text says, without saying it again: where it stands, and what stands before it.
    fn said(&self, text: &str) -> Option<String> {
        let lower = text.to_lowercase();
        let line = |line: &&str| line.contains(MARK) || !numbers(line).is_disjoint(&self.numbers);
        lower.lines().find(line).map(|line| line.chars().take(400).collect())
    }

    #[track_caller]
    fn is_unsaid(&self, text: &str, place: &str) {
        assert_eq!(self.said(text), None, "{place}");
    }

    /// Letters, decoded, and what lies beside the database. In the database itself stand no numbers and no secrets.
    fn is_not_left(&self, world: &World) {
        let letters = fs::read_dir(world.path("outbox")).into_iter().flatten().map(|entry| entry.unwrap().path());
        let letters: Vec<PathBuf> = letters.collect();
        assert!(!letters.is_empty(), "{}: letters were written", world.name);
        for path in letters {
            let letter = Letter::read(&path);
            let whole = [fs::read_to_string(&path).unwrap(), letter.subject, letter.text, letter.page].join("\n");
            self.is_unsaid(&whole, "a letter");
        }
        for ending in [".anchor", ".lock", ".sent", ""] {
            let Ok(bytes) = fs::read(world.path(&format!("upprop.db{ending}"))) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            if ending.is_empty() {
                let found: Vec<String> = numbers(&text).intersection(&self.numbers).cloned().collect();
                assert!(found.is_empty() && !text.contains("zqxsecret"), "{}: in the database", world.name);
            } else {
                self.is_unsaid(&text, ending);
            }
        }
    }
}

/// Runs the program at its most talkative; gives all that it said, and how it ended.
#[expect(clippy::disallowed_methods, reason = "the program is what is tried")]
fn run(folder: &Path, now: &str, words: &[&str]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.arg("--config").arg(folder.join("upprop.toml")).args(["--now", now]).args(words);
    let done = command.env("RUST_LOG", "trace").env("UPPROP_PLANTED", format!("{MARK}secretenv")).output().unwrap();
    let text = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join("\n");
    (text, done.status.code().unwrap())
}

/// What is asked of every world, whatever its source.
const ASKED: [&str; 27] = [
    "check-config",
    "inspect --source s",
    "--lang en inspect --source s",
    "plan --first-import",
    "sync --first-import",
    "--json pools --people",
    "waiting",
    "explain nobody",
    "explain FIRST",
    "--json explain FIRST",
    "notify list --all",
    "notify preview",
    "--json notify preview --at 2026-12-01",
    "notify test",
    "alerts",
    "audit --limit 100000",
    "--json audit --limit 100000",
    "runs",
    "--json runs",
    "verify --full",
    "forecast --people",
    "advice --people",
    "guard list",
    "tools",
    "config show",
    "sync",
    "backup BACKUP",
];

/// Asks everything, has a day pass on which half of them get other names and addresses and some vanish, and asks again.
fn live(world: &World, planted: &Planted) {
    for now in [FIRST, NEXT] {
        for asked in ASKED {
            let backup = world.path(if now == FIRST { "first.backup" } else { "next.backup" }).display().to_string();
            let asked = asked.replace("FIRST", &format!("c{}-1", world.number)).replace("BACKUP", &backup);
            let words: Vec<&str> = asked.split(' ').collect();
            let (said, status) = run(&world.root(), now, &words);
            planted.is_unsaid(&said, &format!("{} {asked}", world.name));
            assert!(asked.contains("nobody") || [0, 1, 3].contains(&status), "{} {asked}: {status} {said}", world.name);
        }
        if now == FIRST {
            world.next_day();
        }
    }
}

#[rstest::rstest]
fn whatever_is_asked_of_a_world_nobody_in_it_is_named(#[values(0, 1, 2, 3)] number: usize) {
    let mut planted = Planted::default();
    let world = World::new(number);
    planted.plant(&world.canaries());
    planted.plant(&world.later());
    assert!(planted.words * 4 >= 10_000, "{}", planted.words);
    live(&world, &planted);
    planted.is_not_left(&world);
    broken::deliveries(&world, &planted);
}

#[test]
fn a_configuration_that_is_refused_says_no_secret_that_stands_in_it() {
    broken::configurations(&Planted::default());
}

#[test]
fn a_planted_word_is_found_wherever_it_stands() {
    let (mut planted, canary) = (Planted::default(), Canary::new(0, 7));
    planted.plant(&[canary]);
    let canary = Canary::new(0, 7);
    for value in canary.values() {
        for text in [format!("a {value}"), value.to_uppercase(), format!("x=\"{value}\"\nb")] {
            assert!(planted.said(&text).is_some(), "{text}");
        }
    }
    let ten = &canary.number[2..];
    assert!(planted.said(&format!("nr {}-{}", &ten[..6], &ten[6..])).is_some() && planted.said("2026-11-23").is_none());
}
