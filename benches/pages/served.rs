//! A city that the program has taken in, and the program that serves its pages.

use super::asking::Asker;
use super::generator::{self, City, Settings};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PASSWORD: &str = "hallon-och-lingon";
/// When the city was taken in, and where the clock stands.
const NOW: &str = "2026-11-16T06:00:00+01:00";
/// So many tools does it have.
const TOOLS: usize = 50;

/// It ends with the benchmark.
pub(crate) struct Served {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, in a folder.
fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.args(["--config", "upprop.toml", "--lang", "sv", "--now", NOW]).args(words).current_dir(folder);
    command
}

impl Served {
    pub(crate) fn begin(users: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings { users, ..Settings::default() };
        generator::write_roster(settings, &folder.path().join("roster")).expect("a city");
        let config = generator::configuration(&City { tools: TOOLS, ..City::new(settings) }, "roster");
        let web = "[web]\nlisten = \"127.0.0.1:0\"\ninsecure_cookie = true\n";
        std::fs::write(folder.path().join("upprop.toml"), format!("{web}\n{config}")).expect("a configuration");
        let done = program(folder.path(), &["sync", "--first-import"]).stdout(Stdio::null()).status().expect("a run");
        assert!(done.success(), "the city is taken in");
        let mut adding = program(folder.path(), &["account", "add", "rut", "--role", "admin"]);
        let mut adding = adding.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a run");
        adding.stdin.take().expect("a way in").write_all(PASSWORD.as_bytes()).expect("it is read");
        assert!(adding.wait().expect("an end").success(), "somebody may sign in");
        let mut child = program(folder.path(), &["serve"]).stderr(Stdio::piped()).spawn().expect("a daemon");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("address=")).expect("an address");
        // It must not wait for somebody to read what it writes.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.rsplit("address=").next().and_then(|rest| rest.split_whitespace().next());
        Self { child, address: address.expect("an address").to_owned(), _folder: folder }
    }

    pub(crate) fn signed_in(&self) -> Asker {
        let mut asker = Asker::new(&self.address);
        asker.sign_in(("rut", PASSWORD));
        asker
    }

    /// What the program holds of the memory, in KiB.
    pub(crate) fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    }
}
