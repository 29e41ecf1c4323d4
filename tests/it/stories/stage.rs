//! A folder of its own for each story, the program run in it, and what it left behind, read back.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::engine;
use crate::server;
use crate::store::town::Engine;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use upprop::config::{self, ProcessEnvironment};
use upprop::store::{Address, Store, StoreError, TableSum};

/// Where the stories' configurations keep their state, as they are written.
const SQLITE: &str = "url = \"sqlite:upprop.db\"";

/// A folder with a configuration in it.
pub(crate) struct Stage {
    folder: TempDir,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Its output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The same, provided that it ended with `status`.
    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

/// Runs the program with arguments that hold no blanks, in Swedish unless they say otherwise.
pub(crate) fn upprop(arguments: &[&str]) -> Said {
    upprop_in(Path::new("."), arguments)
}

/// The same in a folder.
pub(crate) fn upprop_in(folder: &Path, arguments: &[&str]) -> Said {
    let words = arguments.iter().flat_map(|text| text.split_whitespace());
    let speaks = arguments.iter().any(|text| text.contains("--lang"));
    let lang: &[&str] = if speaks { &[] } else { &["--lang", "sv"] };
    said(folder, lang.iter().copied().chain(words))
}

#[expect(clippy::disallowed_methods, reason = "the program is what is tried")]
fn said<'a>(folder: &Path, words: impl Iterator<Item = &'a str>) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    for name in ["LANG", "RUST_LOG", "UPPROP_CONFIG"] {
        command.env_remove(name);
    }
    let done = command.args(words).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { status: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

/// Waits for the store in a test that does not.
fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}

impl Stage {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The demo, run to its end.
    pub(crate) fn demo() -> Self {
        let stage = Self::empty();
        stage.run_demo("").ended(0);
        stage
    }

    /// Runs the demo here, with more arguments. It is always told in a file; where stories are told on a server, its
    /// state moves there.
    pub(crate) fn run_demo(&self, more: &str) -> Said {
        let said = upprop(&["demo --no-serve --dir", self.root().to_str().unwrap(), more]);
        if engine() == Engine::Postgres && self.path("upprop.db").exists() {
            self.move_to_postgres();
        }
        said
    }

    fn move_to_postgres(&self) {
        let file = self.path("upprop.db").display().to_string();
        self.write("upprop.toml", self.read("upprop.toml"));
        let database = self.loaded().file.database;
        let schema = database.schema.unwrap();
        let (config, from) = (self.path("upprop.toml").display().to_string(), format!("sqlite:{file}"));
        upprop(&["--config", &config, "database copy", &from, &database.url, "--to-schema", &schema]).ended(0);
        for ending in ["", ".anchor", ".lock", ".sent"] {
            std::fs::remove_file(format!("{file}{ending}")).unwrap();
        }
    }

    pub(crate) fn loaded(&self) -> config::Loaded {
        config::load(&self.path("upprop.toml"), &ProcessEnvironment).unwrap()
    }

    /// Where the state is.
    pub(crate) fn address(&self) -> Address {
        let config = self.loaded();
        let database = &config.file.database;
        Address::new(&database.url, database.schema.as_deref(), &config.dir).unwrap()
    }

    /// What every table holds, and the anchor: all that may change of the state.
    pub(crate) fn state(&self) -> (Vec<TableSum>, Vec<u8>) {
        let address = self.address();
        let anchor = std::fs::read(address.anchor()).unwrap();
        let sums = async {
            let store = Store::open_read_only(&address).await.unwrap();
            let sums = store.look().await.unwrap().sums().await.unwrap();
            store.close().await;
            sums
        };
        (wait(sums), anchor)
    }

    /// Does something while another run is under way.
    pub(crate) fn while_locked(&self, work: impl FnOnce()) {
        let address = self.address();
        wait(async {
            let store = Store::open_read_only(&address).await.unwrap();
            let run = async {
                work();
                Ok::<(), StoreError>(())
            };
            store.alone(run).await.unwrap();
        });
    }

    /// Where the configuration lies.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("d")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Writes a file. A configuration that keeps its state in a file keeps it where these stories are told.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
        let text = String::from_utf8_lossy(text.as_ref());
        if engine() == Engine::Postgres && name == "upprop.toml" && text.contains(SQLITE) {
            let server = format!("url = \"{}\"\nschema = \"{}\"", server::url(), server::schema());
            std::fs::write(path, text.replace(SQLITE, &server)).unwrap();
        }
    }

    /// Gives a file the time at which it was last written.
    pub(crate) fn stamp(&self, name: &str, at: &str) {
        let at: jiff::Timestamp = at.parse().unwrap();
        let file = std::fs::File::options().write(true).open(self.path(name)).unwrap();
        file.set_modified(at.into()).unwrap();
    }

    /// Writes a file anew with every `from` replaced; there must be one.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replace(from, to));
    }

    /// Runs a command as of `when`: a day (06:00 in winter), or an instant.
    pub(crate) fn run(&self, when: &str, command: &str) -> Said {
        let now = if when.len() == 10 { format!("{when}T05:00:00Z") } else { when.to_owned() };
        upprop(&["--config", self.path("upprop.toml").to_str().unwrap(), "--now", &now, command])
    }

    /// The same with words that may hold blanks.
    pub(crate) fn words(&self, when: &str, words: &[&str]) -> Said {
        let config = self.path("upprop.toml");
        let now = format!("{when}T05:00:00Z");
        let all = ["--lang", "sv", "--config", config.to_str().unwrap(), "--now", &now];
        said(Path::new("."), all.iter().chain(words).copied())
    }

    /// The same with JSON, which must go well.
    #[track_caller]
    pub(crate) fn ask(&self, when: &str, command: &str) -> Value {
        self.run(when, &format!("--json {command}")).ended(0).json()
    }

    /// One run, which must end with `status`.
    #[track_caller]
    pub(crate) fn sync(&self, when: &str, status: i32) -> Value {
        self.run(when, "--json sync").ended(status).json()
    }

    pub(crate) fn pools(&self, when: &str) -> Vec<Pool> {
        let pools = self.ask(when, "pools --people");
        pools.as_array().unwrap().iter().cloned().map(Pool).collect()
    }

    #[track_caller]
    pub(crate) fn pool(&self, when: &str, key: &str) -> Pool {
        self.pools(when).into_iter().find(|pool| pool.0["pool"] == key).expect("the pool is there")
    }

    pub(crate) fn audit(&self, when: &str) -> Vec<Value> {
        self.ask(when, "audit --limit 100000").as_array().unwrap().clone()
    }

    /// The kinds of the ledger's events about a person, oldest first.
    pub(crate) fn events(&self, when: &str, person: &str) -> Vec<String> {
        let events = self.ask(when, &format!("audit --person {person}"));
        events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// The letters by file name.
    pub(crate) fn letters(&self) -> BTreeMap<String, Letter> {
        let Ok(entries) = std::fs::read_dir(self.path("outbox")) else { return BTreeMap::new() };
        let entries = entries.map(|entry| entry.unwrap());
        entries.map(|entry| (entry.file_name().into_string().unwrap(), Letter::read(&entry.path()))).collect()
    }

    /// The letters that came since these.
    pub(crate) fn letters_since(&self, before: &BTreeMap<String, Letter>) -> Vec<Letter> {
        self.letters().into_iter().filter(|(name, _)| !before.contains_key(name)).map(|(_, letter)| letter).collect()
    }

    /// All that a run may change: who sits and waits, how long the ledger is, which letters there are.
    pub(crate) fn picture(&self, when: &str) -> Picture {
        Picture {
            pools: self.pools(when),
            events: self.audit(when).len(),
            letters: self.letters().into_keys().collect(),
        }
    }
}

#[derive(Debug, PartialEq)]
pub(crate) struct Picture {
    pub(crate) pools: Vec<Pool>,
    pub(crate) events: usize,
    pub(crate) letters: BTreeSet<String>,
}

/// A pool as `pools --json --people` prints it.
#[derive(Clone, PartialEq)]
pub(crate) struct Pool(pub(crate) Value);

impl std::fmt::Debug for Pool {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (assigned, grace, waiting, blocked) = (self.assigned(), self.grace(), self.waiting(), self.blocked());
        let [pool, total, held] = ["pool", "total", "held"].map(|name| &self.0[name]);
        write!(out, "{pool} of {total}: {assigned:?}, grace {grace:?}, waiting {waiting:?}, ")?;
        write!(out, "blocked {blocked:?}, held {held}")
    }
}

impl Pool {
    /// Total, assigned, grace and free seats of a pool with a limit.
    #[track_caller]
    pub(crate) fn seats(&self) -> [u64; 4] {
        ["total", "assigned", "grace", "available"].map(|name| self.0[name].as_u64().unwrap())
    }

    fn list(&self, name: &str) -> &Vec<Value> {
        self.0[name].as_array().unwrap()
    }

    fn in_state(&self, state: &str) -> Vec<String> {
        let rows = self.list("seats").iter().filter(|row| row["state"] == state);
        sorted(rows.map(|row| row["person"].as_str().unwrap().to_owned()).collect())
    }

    /// Who is entitled and sits.
    pub(crate) fn assigned(&self) -> Vec<String> {
        self.in_state("assigned")
    }

    /// Who has left and sits.
    pub(crate) fn grace(&self) -> Vec<String> {
        self.in_state("grace")
    }

    fn with_reason(&self, name: &str) -> Vec<(String, String)> {
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        sorted(self.list(name).iter().map(|row| (text(row, "person"), text(row, "reason"))).collect())
    }

    /// Who waits, and why.
    pub(crate) fn waiting(&self) -> Vec<(String, String)> {
        self.with_reason("waiting_list")
    }

    /// Who is blocked, and why.
    pub(crate) fn blocked(&self) -> Vec<(String, String)> {
        self.with_reason("blocked_list")
    }

    /// The day on which somebody got the seat.
    pub(crate) fn since(&self, person: &str) -> Option<&str> {
        self.list("seats").iter().find(|row| row["person"] == person).and_then(|row| row["since"].as_str())
    }
}

fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort();
    rows
}

/// A letter, decoded.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    /// Everything but the line that says to whom.
    pub(crate) text: String,
    /// The same as a page.
    pub(crate) page: String,
}

/// A part of a message: what its head says, a line each, and its body, decoded.
struct Part {
    head: Vec<String>,
    body: String,
}

impl Part {
    fn read(written: &str) -> Self {
        let (head, body) = written.split_once("\n\n").unwrap();
        let head: Vec<String> = head.replace("\n ", " ").lines().map(encoded_words).collect();
        let mut part = Self { head, body: String::new() };
        part.body = match part.field("Content-Transfer-Encoding:").as_str() {
            "base64" => String::from_utf8(base64(&body.replace('\n', ""))).unwrap(),
            "quoted-printable" => quoted_printable(body),
            _ => body.to_owned(),
        };
        part
    }

    fn field(&self, name: &str) -> String {
        let line = self.head.iter().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_owned()
    }
}

impl Letter {
    pub(crate) fn read(path: &Path) -> Self {
        let written = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        let whole = Part::read(&written);
        let kind = whole.field("Content-Type:");
        let boundary = kind.split_once("boundary=\"").unwrap().1.split('"').next().unwrap();
        let between = format!("--{boundary}");
        let parts = whole.body.split(&between).skip(1).filter(|part| !part.starts_with("--"));
        let parts: Vec<Part> = parts.map(|part| Part::read(part.trim_start())).collect();
        let [text, page] = parts.as_slice() else { panic!("a letter is a text and a page") };
        assert!(text.field("Content-Type:").starts_with("text/plain") && page.body.contains("</html>"));
        let rest: Vec<&str> = whole.head.iter().map(String::as_str).filter(|line| !line.starts_with("To:")).collect();
        Self {
            to: whole.field("To:"),
            subject: whole.field("Subject:"),
            text: format!("{}\n\n{}", rest.join("\n"), text.body),
            page: page.body.clone(),
        }
    }
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match (first, after) {
            (b'=', [high, low, ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A header with its encoded words (RFC 2047) decoded; blanks between two of them mean nothing.
fn encoded_words(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text.replace("?= =?", "?==?");
    while let Some((plain, encoded)) = rest.clone().split_once("=?utf-8?b?") {
        let (word, after) = encoded.split_once("?=").unwrap();
        shown.push_str(plain);
        shown.push_str(&String::from_utf8(base64(word)).unwrap());
        rest = after.to_owned();
    }
    shown + &rest
}

fn base64(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.bytes().filter(|byte| *byte != b'=').map(digit).collect();
    let bytes = digits.chunks(4).flat_map(|chunk| {
        let number = chunk.iter().enumerate().fold(0, |sum, (at, digit)| sum | digit << (18 - 6 * at));
        number.to_be_bytes().into_iter().skip(1).take(chunk.len() - 1)
    });
    bytes.collect()
}

fn digit(byte: u8) -> u32 {
    u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    })
}

#[test]
fn letters_are_decoded() {
    assert_eq!(quoted_printable("L=C3=A4r=\nLyft"), "LärLyft");
    assert_eq!(encoded_words("[upprop] =?utf-8?b?VVRHw4VSIEzDpHJMeWZ0?= Observe"), "[upprop] UTGÅR LärLyft Observe");
    assert_eq!(base64("YQ=="), b"a");
}
