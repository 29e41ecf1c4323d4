//! The daemon as a process: what it does by itself, and when it is told.

use crate::lies::clean::{Charset, mapped};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// Nothing here takes so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a configuration, a first delivery and a database that has it.
pub(crate) struct Town {
    folder: PathBuf,
    /// Goes with the town, where the folder is its own.
    _own: Option<TempDir>,
    pub(crate) config: String,
}

impl Town {
    pub(crate) fn new() -> Self {
        let own = tempfile::tempdir().expect("a folder");
        let town = Self::at(own.path().to_owned(), "");
        Self { _own: Some(own), ..town }
    }

    /// In a folder that is made, with more in its configuration.
    pub(crate) fn at(folder: PathBuf, more: &str) -> Self {
        let clean = mapped(Charset::Utf8);
        std::fs::create_dir_all(&folder).expect("a folder");
        let config = format!(
            "{more}[organiser]\nname = \"Ånäs\"\n[schedule]\nsync = \"0 6 1 1 *\"\n[notify]\nfolder = \"outbox\"\n\
             [[source]]\nname = \"s\"\npath = \"roster\"\nsettle = \"0s\"\n{}\n\
             [[vendor]]\nkey = \"v\"\nname = \"V\"\n[[tool]]\nkey = \"t\"\nname = \"T\"\nvendor = \"v\"\ndpa = \"signed\"\n\
             [[licence]]\nkey = \"l\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 5\n\
             [[pool]]\nkey = \"p\"\nname = \"P\"\nlicences = [\"l\"]\nbind = [{{ role = \"pupil\" }}]\n",
            clean.source
        );
        let town = Self { folder, _own: None, config };
        town.write("upprop.toml", &town.config);
        std::fs::create_dir(town.path("roster")).expect("a folder");
        for (name, text) in &clean.files {
            town.write(&format!("roster/{name}"), text);
        }
        let done = town.command(&["sync", "--first-import"]).output().expect("a run");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        town
    }

    /// One with this configuration, and nothing else.
    pub(crate) fn of(config: String) -> Self {
        let own = tempfile::tempdir().expect("a folder");
        let town = Self { folder: own.path().to_owned(), _own: Some(own), config };
        town.write("upprop.toml", &town.config);
        town
    }

    /// What is in a folder already, with this configuration.
    pub(crate) fn in_place(folder: PathBuf, config: String) -> Self {
        let town = Self { folder, _own: None, config };
        town.write("upprop.toml", &town.config);
        town
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// As somebody's editor saves: the whole file appears at once.
    pub(crate) fn save(&self, name: &str, text: &str) {
        self.write(".new", text);
        std::fs::rename(self.path(".new"), self.path(name)).expect("a file");
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = self.bare(&["--config", "upprop.toml", "--lang", "en"]);
        command.args(words);
        command
    }

    pub(crate) fn bare(&self, words: &[&str]) -> Command {
        program(&self.folder, words)
    }

    pub(crate) fn serve(&self) -> Daemon {
        self.serve_saying("serving").0
    }

    /// A daemon, and what it says with these words when it begins.
    pub(crate) fn serve_saying(&self, words: &str) -> (Daemon, String) {
        self.serve_as(&mut self.command(&["serve"]), words)
    }

    /// The same, of this command.
    #[expect(clippy::unused_self, reason = "it is the town's daemon")]
    pub(crate) fn serve_as(&self, command: &mut Command, words: &str) -> (Daemon, String) {
        let daemon = Daemon::of(command);
        let said = daemon.says(words);
        (daemon, said)
    }
}

/// The program in a folder.
#[expect(clippy::disallowed_methods, reason = "the program itself is tried")]
pub(crate) fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.args(words).current_dir(folder);
    command.env_remove("RUST_LOG").env_remove("UPPROP_LOG_FORMAT").env_remove("UPPROP_ORGANISERS");
    command
}

/// A daemon in a folder.
pub(crate) fn serve_in(folder: &Path, words: &[&str]) -> Daemon {
    Daemon::of(&mut program(folder, words))
}

/// What comes within a while.
#[track_caller]
pub(crate) fn within<T>(patience: Duration, look: impl Fn() -> Option<T>) -> T {
    let mut left = patience;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(!left.is_zero(), "it never comes");
        let pause = Duration::from_millis(100);
        std::thread::sleep(pause); // the daemon works meanwhile: nobody else can say when it has
        left = left.saturating_sub(pause);
    }
}

pub(crate) struct Daemon {
    child: Child,
    lines: Receiver<String>,
    all: Arc<Mutex<String>>,
}

impl Daemon {
    fn of(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a daemon");
        let (sender, lines) = channel();
        let all: Arc<Mutex<String>> = Arc::default();
        let log = Arc::clone(&all);
        let output = BufReader::new(child.stderr.take().expect("its log"));
        // Reads on whatever happens, so that the daemon never waits for somebody to read.
        #[expect(clippy::disallowed_methods, reason = "ends with the daemon")]
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                *log.lock().expect("the log") += &(line.clone() + "\n");
                let _ = sender.send(line);
            }
        });
        Self { child, lines, all }
    }

    /// Waits for lines with these words, in whatever order they come.
    #[track_caller]
    pub(crate) fn says_all(&self, words: &[&str]) -> Vec<String> {
        let mut found: Vec<Option<String>> = vec![None; words.len()];
        let mut seen = Vec::new();
        while found.iter().any(Option::is_none) {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("it never says all of {words:?}, but {seen:#?}")
            };
            for (words, found) in words.iter().zip(&mut found) {
                if found.is_none() && line.contains(words) {
                    *found = Some(line.clone());
                }
            }
            seen.push(line);
        }
        found.into_iter().flatten().collect()
    }

    /// Waits for a line with these words.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> String {
        self.says_within(words, PATIENCE)
    }

    #[track_caller]
    fn says_within(&self, words: &str, patience: Duration) -> String {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(patience) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => seen.push(line),
                Err(_) => panic!("it never says {words:?}, but {seen:#?}"),
            }
        }
    }

    /// All that it has said.
    pub(crate) fn said(&self) -> String {
        self.all.lock().expect("the log").clone()
    }

    pub(crate) fn number(&self) -> u32 {
        self.child.id()
    }

    /// Every line until one is it, and that one.
    #[track_caller]
    pub(crate) fn hears(&self, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let is_last = is_it(&line);
                    seen.push(line);
                    if is_last {
                        return seen;
                    }
                }
                Err(_) => panic!("it never says what is awaited, but {seen:#?}"),
            }
        }
    }

    /// What it has said by now that nobody listened to.
    pub(crate) fn has_said(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    pub(crate) fn signal(&self, name: &str) {
        #[expect(clippy::disallowed_methods, reason = "as a service manager does")]
        let done = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().expect("kill");
        assert!(done.success());
    }

    pub(crate) fn ends(mut self) -> ExitStatus {
        self.child.wait().expect("an end")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn a_delivery_that_comes_is_taken_up_once_and_nothing_else_makes_it_run() {
    let town = Town::new();
    let daemon = town.serve();
    // What a database, a log or somebody's notes do beside it is no delivery.
    town.write("roster/readme.md", "x");
    town.write("upprop.sqlite-journal", "x");
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    town.save("roster/persons.csv", &persons.replace("Åsa", "Åse"));
    let ran = daemon.says("ran run=");
    assert!(ran.contains("run=2") && ran.contains("Applied"), "{ran}");
    assert!(!ran.contains("Åse") && !ran.contains('@'), "{ran}");
    // The run itself wrote the database, and read the folder: had that been a hint, there would be another run by now.
    town.save("roster/persons.csv", &persons);
    let again = daemon.says("ran run=");
    assert!(again.contains("run=3"), "{again}");
    daemon.signal("TERM");
    daemon.says("stopped");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_configuration_is_taken_over_whole_or_not_at_all() {
    let town = Town::new();
    let daemon = town.serve();
    town.save("upprop.toml", &town.config.replace("seats = 5", "seats = \"fem\""));
    let refused = daemon.says("stays in force");
    assert!(refused.contains("seats"), "{refused}");
    town.write("good.toml", &town.config);
    let stands = || {
        // What cannot be used by the daemon cannot be used by anybody.
        let words = ["--config", "good.toml", "--json", "alerts"];
        let alerts = town.bare(&words).output().expect("alerts");
        let alerts: serde_json::Value = serde_json::from_slice(&alerts.stdout).expect("JSON");
        let rows = alerts.as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["key"] == "configuration_refused")
    };
    let alert = within(PATIENCE, stands);
    assert!(alert["alert"]["why"].as_str().is_some_and(|why| why.contains("upprop.toml:")), "{alert}");
    town.save("upprop.toml", &town.config.replace("seats = 5", "seats = 6"));
    let took = daemon.says("took over another configuration");
    assert!(took.contains(".seats"), "what has changed is told, by its path: {took}");
    within(PATIENCE, || stands().is_none().then_some(()));
    within(PATIENCE, || {
        let audit = town.command(&["audit"]).output().expect("audit");
        let audit = String::from_utf8_lossy(&audit.stdout);
        (audit.contains("another configuration") && audit.contains(".seats")).then_some(())
    });
    std::fs::remove_file(town.path("upprop.toml")).expect("a file");
    daemon.signal("HUP");
    daemon.says("stays in force");
    town.save("upprop.toml", &town.config.replace("seats = 5", "seats = 7"));
    daemon.says("took over another configuration");
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    town.save("roster/persons.csv", &persons.replace("Åsa", "Åse"));
    daemon.says("ran run=2");
    daemon.signal("INT");
    assert_eq!(daemon.ends().code(), Some(0));
    let pools = town.command(&["--json", "pools"]).output().expect("pools");
    let pools: serde_json::Value = serde_json::from_slice(&pools.stdout).expect("JSON");
    assert_eq!((&pools[0]["total"], &pools[0]["assigned"]), (&7.into(), &7.into()), "{pools}");
}

#[test]
fn a_delivery_that_comes_while_the_configuration_is_read_is_taken_up() {
    let town = Town::new();
    let daemon = town.serve();
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    // A folder must be still before it is looked at, and a configuration is read at once when somebody asks for that.
    for (seats, run) in [("seats = 5", "run=2"), ("seats = 6", "run=3")] {
        town.save("roster/persons.csv", &persons.replace("Åsa", run));
        town.write("upprop.toml", &town.config.replace("seats = 5", seats));
        daemon.signal("HUP");
        daemon.says("configuration");
        daemon.says(&format!("ran {run}"));
    }
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn what_came_unseen_is_found_by_looking() {
    let town = Town::new();
    let daemon = town.serve();
    let save = |name: &str| {
        let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
        town.save("roster/persons.csv", &persons.replacen("Åsa", name, 1));
    };
    // A delivery as a folder that comes in place of another: nothing happens in the one that is watched.
    std::fs::create_dir(town.path("next")).expect("a folder");
    for file in std::fs::read_dir(town.path("roster")).expect("a folder").flatten() {
        std::fs::copy(file.path(), town.path("next").join(file.file_name())).expect("a file");
    }
    town.write(
        "next/persons.csv",
        &std::fs::read_to_string(town.path("next/persons.csv")).expect("a file").replace("Åsa", "Åse"),
    );
    std::fs::rename(town.path("roster"), town.path("away")).expect("a folder");
    std::fs::rename(town.path("next"), town.path("roster")).expect("a folder");
    daemon.says("ran run=2");
    save("Å");
    daemon.hears(|line| line.contains("ran run="));
    // A backup that is put in place of the database: what is written to the one before, nobody would read.
    let backup = town.command(&["backup", "copy.db"]).output().expect("a backup");
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    std::fs::rename(town.path("copy.db"), town.path("upprop.db")).expect("a file");
    for log in ["upprop.db-wal", "upprop.db-shm"] {
        let _ = std::fs::remove_file(town.path(log));
    }
    daemon.says("another database lies in place of the one that was opened");
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    town.save("roster/persons.csv", &persons.replacen("Bo", "Åke", 1));
    daemon.says("ran run=");
    let verified = town.command(&["verify", "--full"]).output().expect("verify");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_configuration_whose_database_is_away_is_taken_over_later_and_a_refused_one_when_it_is_mended() {
    let town = Town::new();
    let daemon = town.serve();
    // Nobody listens there.
    town.save("upprop.toml", &format!("{}[database]\nurl = \"postgres://upprop@127.0.0.1:1/upprop\"\n", town.config));
    daemon.says("cannot be taken over yet");
    town.save("upprop.toml", &town.config.replace("seats = 5", "seats = 6"));
    daemon.says("took over another configuration");
    let alerts = town.command(&["--json", "alerts"]).output().expect("alerts");
    assert!(!String::from_utf8_lossy(&alerts.stdout).contains("configuration_refused"), "{alerts:?}");
    // A folder of drop-ins that is made anew in steps.
    std::fs::create_dir(town.path("conf.d")).expect("a folder");
    town.write("conf.d/v2.toml", "[[vendor]]\nkey = \"v2\"\nname = \"V\"\n");
    daemon.says("took over another configuration");
    std::fs::remove_dir_all(town.path("conf.d")).expect("a folder");
    town.write(
        "upprop.toml",
        &format!("{}[[tool]]\nkey = \"t2\"\nname = \"T\"\nvendor = \"v2\"\ndpa = \"signed\"\n", town.config),
    );
    daemon.says("stays in force");
    std::fs::create_dir(town.path("conf.d")).expect("a folder");
    town.write("conf.d/v2.toml", "[[vendor]]\nkey = \"v2\"\nname = \"V\"\n");
    daemon.says("took over another configuration");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn drop_ins_are_taken_over_also_when_their_folder_comes_later() {
    let town = Town::new();
    let daemon = town.serve();
    std::fs::create_dir(town.path("conf.d")).expect("a folder");
    for key in ["v2", "v3"] {
        town.write(&format!("conf.d/{key}.toml"), &format!("[[vendor]]\nkey = \"{key}\"\nname = \"V\"\n"));
        daemon.says("took over another configuration");
    }
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_delivery_that_cannot_be_read_changes_nothing_and_the_next_heals() {
    let town = Town::new();
    let daemon = town.serve();
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    town.save("roster/persons.csv", &persons[..persons.len() / 2]);
    daemon.says("what was in force stays");
    town.save("roster/persons.csv", &persons.replace("Åsa", "Åse"));
    assert!(daemon.says("ran run=").contains("Applied"));
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_letter_that_could_not_be_sent_is_sent_when_its_time_has_come() {
    let mut town = Town::new();
    let more = "from = \"upprop@exempel.example\"\nfolder = \"blocked/outbox\"\n\
        [[notify.recipient]]\naddress = \"it@exempel.example\"\nrole = \"organiser\"\n";
    town.config = town.config.replace("folder = \"outbox\"\n", more).replace("seats = 5", "seats = 1");
    town.write("upprop.toml", &town.config);
    town.write("blocked", "a file where the folder should be");
    let done = town.command(&["sync"]).output().expect("a run");
    let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(told.contains("blocked/outbox"), "{told}");
    let said = |words: &[&str]| {
        let done = town.command(words).output().expect("an answer");
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let (code, list) = said(&["notify", "list"]);
    assert!(
        code == Some(0) && list.contains("waits") && list.contains("blocked/outbox") && !list.contains('@'),
        "{list}"
    );
    let (code, tried) = said(&["notify", "test"]);
    assert!(code == Some(2) && tried.contains("recipient 1: did not get out") && !tried.contains('@'), "{tried}");
    std::fs::remove_file(town.path("blocked")).expect("a file");
    assert_eq!(said(&["notify", "test"]), (Some(0), "recipient 1: sent\n".to_owned()));
    let daemon = town.serve();
    // On a working day after the digest's time others go first.
    within(3 * PATIENCE, || town.path("blocked/outbox/000001.eml").exists().then_some(()));
    let sent = daemon.says("sent letters");
    assert!(sent.contains("failed=0") && !sent.contains("sent=0") && !daemon.said().contains('@'), "{sent}");
    assert_eq!(said(&["notify", "list"]), (Some(0), "No letters wait.\n".to_owned()));
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_configuration_that_cannot_be_used_ends_the_daemon_with_a_status_of_its_own() {
    let town = Town::new();
    town.write("upprop.toml", "[organiser]\nnamn = \"x\"\n");
    let done = town.command(&["serve"]).output().expect("an end");
    assert_eq!(done.status.code(), Some(78));
    assert!(String::from_utf8_lossy(&done.stderr).contains("upprop.toml:2:1"), "{done:?}");
}

#[test]
fn a_service_manager_is_told_how_it_goes() {
    let town = Town::new();
    let socket = town.path("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&socket).expect("a socket");
    manager.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let mut command = town.command(&["serve"]);
    let mut child = command.env("NOTIFY_SOCKET", &socket).stderr(Stdio::null()).spawn().expect("a daemon");
    let hears = |words: &str| {
        let mut message = [0; 512];
        loop {
            let count = manager.recv(&mut message).unwrap_or_else(|_| panic!("nobody says {words:?}"));
            let text = String::from_utf8_lossy(&message[..count]).into_owned();
            if text.contains(words) {
                return text;
            }
        }
    };
    hears("READY=1");
    let status = hears("STATUS=Next run");
    assert!(status.contains("WATCHDOG=1"), "{status}");
    std::fs::write(town.path("upprop.toml"), town.config.replace("seats = 5", "seats = 6")).expect("a file");
    let reloading = hears("RELOADING=1");
    assert!(reloading.contains("MONOTONIC_USEC="), "`Type=notify-reload` needs it: {reloading}");
    hears("READY=1");
    #[expect(clippy::disallowed_methods, reason = "as a service manager does")]
    let done = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().expect("kill");
    assert!(done.success());
    hears("STOPPING=1");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}
