//! A run that writes letters and says them to a mail server, killed at every call to the system that somebody could
//! notice: no letter arrives twice unmarked, none is lost unseen, and nothing waits for ever (RELIABILITY 1, P1).
//!
//! Some of the calls by default; `UPPROP_LETTER_KILLS=100000` takes them all.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::post::Server;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use upprop::store::{Address, Store};

/// So many of the calls, evenly spread.
const KILLS: usize = 18;
const FIRST: &str = "2026-11-20T08:00:00+01:00";
const NEXT: &str = "2026-11-23T08:00:00+01:00";
/// Then everything is told that was not, and what nobody knows of is found.
const SOON: &str = "2026-11-23T08:01:00+01:00";
/// Then what must arrive is sent once more.
const LATER: &str = "2026-11-23T08:20:00+01:00";

/// Calls that change what is beside the program, or hear of it. The counts of strace are of one call and one thread, so
/// each is swept alone.
const DISK: [&str; 6] = ["pwrite64", "fsync", "fdatasync", "unlink", "ftruncate", "openat"];
const WIRE: [&str; 4] = ["connect", "sendto", "recvfrom", "write"];

const CONFIG: &str = r#"
[organiser]
name = "Byn"
language = "en"
[database]
url = "sqlite:upprop.db"
rehearsal = true
[guard]
removals = { percent = 90, floor = 100 }
[guard.unit]
removals = { percent = 20, floor = 3 }
[[notify.recipient]]
address = "licences@byn.example"
role = "organiser"
[[notify.recipient]]
address = "ask@byn.example"
role = "unit"
units = ["A"]
[[notify.recipient]]
address = "operations@byn.example"
role = "operations"
[[vendor]]
key = "v"
name = "Verktyg AB"
[[tool]]
key = "t"
name = "Tal"
vendor = "v"
dpa = "signed"
[[tool]]
key = "w"
name = "Ord"
vendor = "v"
dpa = "signed"
[[source]]
name = "pupils"
kind = "csv"
path = "roster"
separator = "semicolon"
[[source.file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", alias = "id", name = "name" }
constants = { kind = "school" }
[[source.file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", alias = "id", name = "id", unit_alias = "unit" }
constants = { kind = "class" }
[[source.file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", alias = "id", unit_alias = "unit" }
constants = { role = "pupil", status = "active" }
[[source.file]]
entity = "membership"
path = "members.csv"
columns = { group_alias = "group", person = "id" }
"#;

/// A village whose letters go to this server.
fn village(folder: &Path, port: u16) {
    let server = format!("host = \"localhost\"\nport = {port}\ntls = \"none\"");
    let mut config = format!("{CONFIG}\n[notify]\nfrom = \"upprop@byn.example\"\n[notify.smtp]\n{server}\n");
    for (tool, class) in [("t", "7A"), ("w", "7A"), ("t", "8B")] {
        let key = format!("{tool}{class}");
        config.push_str(&format!(
            "[[licence]]\nkey = \"L{key}\"\ntool = \"{tool}\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 12\n\
             [[pool]]\nkey = \"{key}\"\nname = \"{key}\"\nlicences = [\"L{key}\"]\nlow_percent = 0\nbind = [{{ group = \"{class}\" }}]\n"
        ));
    }
    fs::create_dir(folder.join("roster")).unwrap();
    fs::write(folder.join("upprop.toml"), config).unwrap();
    fs::write(folder.join("roster/units.csv"), "id;name\nA;Askskolan\nB;Bäckskolan\n").unwrap();
    fs::write(folder.join("roster/groups.csv"), "id;unit\n7A;A\n8B;B\n").unwrap();
    deliver(folder, [12, 12]);
}

/// So many pupils of each class.
fn deliver(folder: &Path, pupils: [usize; 2]) {
    let (mut persons, mut members) = (String::from("id;unit\n"), String::from("group;id\n"));
    for ((unit, class), count) in [("A", "7A"), ("B", "8B")].into_iter().zip(pupils) {
        for number in 0..count {
            persons.push_str(&format!("{unit}{number};{unit}\n"));
            members.push_str(&format!("{class};{unit}{number}\n"));
        }
    }
    fs::write(folder.join("roster/persons.csv"), persons).unwrap();
    fs::write(folder.join("roster/members.csv"), members).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the program is killed from outside, as in earnest")]
fn run(before: &[&str], folder: &Path, now: &str, words: &[&str]) -> Output {
    let all = [before, &[env!("CARGO_BIN_EXE_upprop")]].concat();
    let mut command = Command::new(all[0]);
    command.args(&all[1..]).arg("--config").arg(folder.join("upprop.toml"));
    command.args(["--now", now, "--lang", "en"]).args(words).env_remove("RUST_LOG").env("TOKIO_WORKER_THREADS", "1");
    command.output().unwrap()
}

/// The same, which must end with one of these.
#[track_caller]
fn ended(folder: &Path, now: &str, words: &[&str], with: &[i32]) -> String {
    let output = run(&[], folder, now, words);
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(with.contains(&output.status.code().unwrap()), "{words:?}: {out}{err}");
    out
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("roster")).unwrap();
    for folder in ["", "roster"] {
        for entry in fs::read_dir(from.join(folder)).unwrap().map(Result::unwrap).filter(|one| one.path().is_file()) {
            fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
        }
    }
}

/// What became of the letters in a folder, and how many notices wait.
fn outbox(folder: &Path) -> (Vec<Value>, usize) {
    let listed = ended(folder, LATER, &["--json", "notify", "list", "--all"], &[0]);
    let address = Address::new("sqlite:upprop.db", None, folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let notices = runtime.block_on(async {
        let store = Store::open_read_only(&address).await.unwrap();
        let notices = store.look().await.unwrap().notices(&jiff::tz::TimeZone::UTC).await.unwrap().len();
        store.close().await;
        notices
    });
    (serde_json::from_str(&listed).unwrap(), notices)
}

fn subjects(rows: &[Value]) -> Vec<&str> {
    let mut subjects: Vec<&str> = rows.iter().map(|row| row["subject"].as_str().unwrap()).collect();
    subjects.sort_unstable();
    subjects
}

/// The names under which these letters arrived, each as often as it did, and how often marked as sent once more.
fn arrived(taken: &[Value]) -> BTreeMap<String, [usize; 2]> {
    let mut arrived = BTreeMap::<String, [usize; 2]>::new();
    for letter in taken {
        let [count, marked] = arrived.entry(letter["Message-ID"].as_str().unwrap().to_owned()).or_default();
        *count += 1;
        *marked += usize::from(letter["X-Upprop-Resend"] == "1");
    }
    arrived
}

/// A village the day before there is much to tell, and what an undisturbed run tells.
struct Base {
    server: Server,
    room: tempfile::TempDir,
    rows: Vec<Value>,
    names: BTreeSet<String>,
}

impl Base {
    fn folder(&self) -> PathBuf {
        self.room.path().join("base")
    }

    fn new() -> Option<Self> {
        let (server, room) = (Server::new(json!({}))?, tempfile::tempdir().unwrap());
        let (folder, twin) = (room.path().join("base"), room.path().join("twin"));
        fs::create_dir(&folder).unwrap();
        village(&folder, server.port());
        ended(&folder, FIRST, &["sync", "--first-import"], &[0]);
        deliver(&folder, [15, 4]);
        copy(&folder, &twin);
        let before = server.taken().len();
        ended(&twin, NEXT, &["sync"], &[0, 3]);
        let (rows, notices) = outbox(&twin);
        let names: BTreeSet<String> = arrived(&server.taken()[before..]).into_keys().collect();
        assert!(names.len() >= 5 && notices == 0, "{names:?}");
        assert!(rows.iter().all(|row| row["state"] == "sent"), "{rows:?}");
        Some(Self { server, room, rows, names })
    }

    /// Every call of these kinds that such a run makes: of which kind, and which one of its thread.
    fn calls(&self, kinds: &[&str]) -> Option<Vec<(String, usize)>> {
        let (folder, log) = (self.room.path().join("counted"), self.room.path().join("calls"));
        copy(&self.folder(), &folder);
        let only = format!("trace={}", kinds.join(","));
        if !has_strace() {
            return None;
        }
        let traced = run(&["strace", "-f", "-o", log.to_str().unwrap(), "-e", &only], &folder, NEXT, &["sync"]);
        assert!(matches!(traced.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&traced.stderr));
        let mut counts = BTreeMap::<(String, String), usize>::new();
        for line in fs::read_to_string(log).unwrap().lines() {
            let (thread, said) = line.split_once(' ').unwrap();
            let call = said.trim_start().split('(').next().unwrap().to_owned();
            if kinds.contains(&call.as_str()) {
                *counts.entry((call, thread.to_owned())).or_default() += 1;
            }
        }
        let mut most = BTreeMap::<String, usize>::new();
        for ((call, _), count) in counts {
            let most = most.entry(call).or_default();
            *most = count.max(*most);
        }
        Some(most.into_iter().flat_map(|(call, most)| (1..=most).map(move |at| (call.clone(), at))).collect())
    }

    /// Kills a run at one call, has two more runs after it, and looks at what came of the letters. Says whether it died,
    /// and how many letters nobody knows of.
    fn kill(&self, call: &str, at: usize) -> (bool, usize) {
        let (place, folder) = (format!("{call} {at}"), self.room.path().join("killed"));
        copy(&self.folder(), &folder);
        let before = self.server.taken().len();
        let (only, inject) = (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={at}"));
        let died = run(&["strace", "-f", "-o", "/dev/null", "-e", &only, "-e", &inject], &folder, NEXT, &["sync"]);
        for now in [SOON, LATER] {
            ended(&folder, now, &["sync"], &[0, 3]);
        }
        ended(&folder, LATER, &["verify", "--full"], &[0]);
        let (rows, notices) = outbox(&folder);
        assert_eq!((subjects(&rows), notices), (subjects(&self.rows), 0), "{place}");
        let arrived = arrived(&self.server.taken()[before..]);
        assert!(arrived.keys().all(|name| self.names.contains(name)), "{place}: {arrived:?}");
        let doubled = arrived.values().filter(|[count, marked]| *count > 1 + marked || *marked > 1);
        assert_eq!(doubled.count(), 0, "{place}: {arrived:?}");
        let in_state = |word: &str| rows.iter().filter(|row| row["state"] == word).count();
        let (sent, unknown) = (in_state("sent"), in_state("uncertain") + in_state("failed"));
        assert_eq!(sent + unknown, rows.len(), "{place}: {rows:?}");
        assert!(sent <= arrived.len(), "{place}: {sent} are said to have arrived, and {} did", arrived.len());
        fs::remove_dir_all(&folder).unwrap();
        (!matches!(died.status.code(), Some(0 | 3)), unknown)
    }
}

#[expect(clippy::disallowed_methods, reason = "what a build server must have, another machine may do without")]
fn has_strace() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let has = traced.is_ok_and(|traced| traced.status.success());
    let required = std::env::var_os("UPPROP_STRACE_REQUIRED").is_some();
    assert!(has || !required, "this build requires strace");
    has
}

#[expect(clippy::disallowed_methods, reason = "how often, as the caller says")]
fn kills() -> usize {
    std::env::var("UPPROP_LETTER_KILLS").ok().map_or(KILLS, |text| text.parse().unwrap())
}

/// Kills a run at calls of these kinds; nothing where there is no mail server or nobody who kills.
#[expect(clippy::print_stdout, reason = "figures are for the screen")]
fn sweep(kinds: &[&str]) {
    let Some(base) = Base::new() else { return };
    let Some(calls) = base.calls(kinds) else { return };
    let kills = kills().min(calls.len());
    let (mut died, mut unknown) = (0, 0);
    for number in 0..kills {
        let (call, at) = &calls[number * calls.len() / kills];
        let (is_dead, left) = base.kill(call, *at);
        (died, unknown) = (died + usize::from(is_dead), unknown + left);
    }
    println!("{kills} of {} calls, {died} killed, {unknown} letters of which nobody knows", calls.len());
    assert!(died * 2 > kills, "most of the runs die: {died} of {kills}");
}

#[test]
fn a_run_killed_while_it_writes_tells_everything_once() {
    sweep(&DISK);
}

#[test]
fn a_run_killed_while_it_speaks_to_the_mail_server_tells_everything_once() {
    sweep(&WIRE);
}
