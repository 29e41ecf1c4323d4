//! A PostgreSQL server for the tests: the one that `UPPROP_TEST_POSTGRES` names (a scratch database, of which the
//! tests fill schemas of their own), or a private one from Debian's binaries that ends with the tests.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]
#![expect(clippy::disallowed_methods, reason = "finds and runs the server's programs")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

/// Is there a server to try things on? That there is none is said aloud, and is a fault where
/// `UPPROP_POSTGRES_REQUIRED` says that there must be one, as `.ci/run` does.
pub(crate) fn is_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| {
        let named = std::env::var_os("UPPROP_TEST_POSTGRES").is_some();
        let is_here = named || has_programs();
        let required = std::env::var_os("UPPROP_POSTGRES_REQUIRED").is_some();
        assert!(is_here || !required, "PostgreSQL is not here, and must be: {MEND}");
        if !is_here {
            // Written past the test runner, which keeps what passing tests print to itself.
            let _ = writeln!(
                std::io::stderr(),
                "PostgreSQL is not here: what is to be tried on it is tried on SQLite once more. To try it, {MEND}"
            );
        }
        is_here
    })
}

/// Can a server of our own be run, to be killed?
pub(crate) fn can_run() -> bool {
    is_here() && has_programs()
}

fn has_programs() -> bool {
    let programs = ["initdb", "postgres", "pg_isready"];
    programs.iter().all(|name| find(name).is_some()) && (!is_root() || has_user())
}

const MEND: &str = "install Debian's package postgresql, or name a scratch database in UPPROP_TEST_POSTGRES";

fn program(name: &str) -> PathBuf {
    find(name).unwrap_or_else(|| panic!("{name} is not here: {MEND}"))
}

/// Where the server's programs may lie besides the path: Debian's folders, the newest first.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path()).collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|version| version.join("bin"));
    std::env::split_paths(&path).chain(debian).map(|folder| folder.join(name)).find(|file| file.exists())
}

/// A private server with its data in a folder of its own.
pub(crate) struct Server {
    folder: TempDir,
    /// Ends the server when this process is gone, however it went.
    watch: Option<Child>,
    options: &'static [&'static str],
}

impl Server {
    /// A new server that listens on a socket in its folder and nowhere else.
    pub(crate) fn new(options: &'static [&'static str]) -> Self {
        let folder = tempfile::Builder::new().prefix("upprop-pg").tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        if is_root() {
            let done = Command::new("chown").args(["-R", "postgres"]).arg(folder.path()).status().unwrap();
            assert!(done.success(), "the user postgres is needed to run a server as root");
        }
        let mut initdb = as_server_user(&program("initdb"));
        initdb.args(["--no-sync", "-A", "trust", "-U", "upprop", "-E", "UTF8", "--locale=C.UTF-8", "-D"]).arg(&data);
        let done = initdb.current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let mut server = Self { folder, watch: None, options };
        server.start();
        server
    }

    /// Starts it, also after a kill, and waits until it answers.
    pub(crate) fn start(&mut self) {
        // The shell holds our pipe: when it ends, so does the server.
        let script = "exec 3<&0; \"$@\" & server=$!; (cat <&3 >/dev/null; kill -INT $server) & wait $server";
        let mut command = as_server_user(Path::new("/bin/sh"));
        command.args(["-c", script, "sh"]).arg(program("postgres")).arg("-D").arg(self.folder.path().join("data"));
        command.args(["-c", "listen_addresses=", "-c", "max_connections=300", "-c"]);
        command.arg(format!("unix_socket_directories={}", self.folder.path().display()));
        for option in self.options {
            command.args(["-c", option]);
        }
        for _ in 0..600 {
            let running = self.watch.as_mut().is_some_and(|watch| watch.try_wait().unwrap().is_none());
            if !running {
                // Also when it gave up, since a process of the killed one still held its memory.
                let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
                command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).current_dir(self.folder.path());
                self.watch = Some(command.spawn().unwrap());
            }
            if self.answers() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50)); // another process, which tells nobody when it is there
        }
        panic!("the server does not start: {}", std::fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    fn answers(&self) -> bool {
        let mut ready = Command::new(program("pg_isready"));
        ready.args(["-q", "-h"]).arg(self.folder.path()).status().unwrap().success()
    }

    /// Kills the postmaster as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        let pid = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        Command::new("kill").args(["-9", &pid]).status().unwrap();
        if let Some(mut watch) = self.watch.take() {
            drop(watch.stdin.take());
            watch.wait().unwrap();
        }
    }

    /// The address of its only database.
    pub(crate) fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=upprop", self.folder.path().display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut watch) = self.watch.take() {
            drop(watch.stdin.take());
            let _ = watch.wait();
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// Is there the user under whom root runs a server?
fn has_user() -> bool {
    Command::new("id").args(["-u", "postgres"]).output().unwrap().status.success()
}

/// The server refuses to run as root.
fn as_server_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

/// The server that all tests of this process share.
pub(crate) fn url() -> String {
    static SHARED: OnceLock<Server> = OnceLock::new();
    match std::env::var("UPPROP_TEST_POSTGRES") {
        Ok(url) => url,
        Err(_) => SHARED.get_or_init(|| Server::new(&["fsync=off"])).url(),
    }
}

/// A schema that no other test has.
pub(crate) fn schema() -> String {
    let unique = tempfile::Builder::new().rand_bytes(16).tempdir().unwrap();
    let letters = unique.path().file_name().unwrap().to_string_lossy().to_lowercase();
    let plain: String = letters.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("t{}_{plain}", std::process::id())
}
