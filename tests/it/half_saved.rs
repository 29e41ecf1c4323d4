//! Configurations that are cut, bent, deleted and replaced by what is no file, under a daemon that runs: what is in force is
//! always the one before or exactly what lies there, and it lives.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::daemon::{Daemon, PATIENCE, Town, within};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use upprop::config::{ProcessEnvironment, load};

const MAIN: &str = "upprop.toml";
const DROP_IN: &str = "conf.d/10.toml";
/// So many at least.
const MUTANTS_MIN: usize = 300;

/// What is done to a file.
#[derive(Debug, Clone)]
enum Deed {
    /// It says this.
    Says(Vec<u8>),
    /// The same, but another file comes in its place.
    Replaced(Vec<u8>),
    Gone,
    Folder,
    Link(String),
    Pipe,
    /// So many bytes of nothing.
    Hole(u64),
    /// Nobody may read it, unless he may read everything.
    Closed,
}

fn clear(path: &Path) {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

#[expect(clippy::disallowed_methods, reason = "makes a pipe")]
fn apply(path: &Path, deed: &Deed) {
    let replace = |bytes: &[u8]| {
        let new = path.with_extension("new");
        fs::write(&new, bytes).unwrap();
        clear(path);
        fs::rename(&new, path).unwrap();
    };
    match deed {
        Deed::Says(bytes) if path.is_file() && !path.is_symlink() => fs::write(path, bytes).unwrap(),
        Deed::Says(bytes) | Deed::Replaced(bytes) => replace(bytes),
        Deed::Gone => clear(path),
        Deed::Folder => {
            clear(path);
            fs::create_dir(path).unwrap();
        }
        Deed::Link(to) => {
            clear(path);
            symlink(to, path).unwrap();
        }
        Deed::Pipe => {
            clear(path);
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }
        Deed::Hole(bytes) => {
            clear(path);
            fs::File::create(path).unwrap().set_len(*bytes).unwrap();
        }
        Deed::Closed => {
            let bytes = fs::read(path).unwrap_or_default();
            replace(&bytes);
            fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
        }
    }
}

/// One file, broken in every way that a disk, an editor or a hurried hand has.
fn mutants(text: &str, cuts: usize) -> Vec<Deed> {
    let bytes = text.as_bytes();
    let mut all: Vec<Deed> = (0..cuts).map(|at| Deed::Says(bytes[..at * bytes.len() / cuts].to_vec())).collect();
    for number in 0..cuts * 2 / 3 {
        let mut bent = bytes.to_vec();
        let at = (number * 7_919) % bent.len();
        bent[at] ^= 1 << (number % 8);
        all.push(Deed::Says(bent));
    }
    for number in 0..cuts / 4 {
        let at = number * 4 * bytes.len() / cuts;
        let odd: &[u8] = [b"\xff".as_slice(), b"\0", b"\r", b"\xc3", "\u{feff}".as_bytes()][number % 5];
        all.push(Deed::Replaced([&bytes[..at], odd, &bytes[at..]].concat()));
    }
    let lines: Vec<&str> = text.lines().collect();
    for at in (1..lines.len()).step_by(2) {
        let mut swapped = lines.clone();
        swapped.swap(at - 1, at);
        all.push(Deed::Says(swapped.join("\n").into_bytes()));
    }
    for at in (0..lines.len()).step_by(3) {
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        all.push(Deed::Replaced(twice.join("\n").into_bytes()));
    }
    let link = |to: &str| Deed::Link(to.to_owned());
    all.extend([
        Deed::Gone,
        Deed::Folder,
        Deed::Pipe,
        link("nowhere.toml"),
        link("upprop.toml"),
        link("10.toml"),
        link("/dev/zero"),
        link("/dev/null"),
        link("/proc/self/mem"),
        link("."),
        Deed::Hole(0),
        Deed::Hole(4_096),
        Deed::Hole(1 << 40),
        Deed::Closed,
        Deed::Says(vec![b'['; 200_000]),
        Deed::Replaced(b"\n".repeat(100_000)),
    ]);
    all
}

fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    line.split(&format!("{name}=\"")).nth(1)?.split('"').next()
}

/// A daemon, and which configuration it says is in force.
struct Watched {
    town: Town,
    daemon: Daemon,
    in_force: String,
    /// Every configuration that ever was.
    valid: BTreeSet<String>,
    taken: usize,
}

impl Watched {
    /// What lies there, as whoever reads it from outside sees it: its digest, or where the first fault is.
    fn there(&self) -> Result<String, String> {
        match load(&self.town.path(MAIN), &ProcessEnvironment) {
            Ok(loaded) => Ok(loaded.digest[..12].to_owned()),
            Err(problems) => {
                let place = &problems.iter().next().unwrap().place;
                Err(format!(":{}:{}: ", place.line, place.column))
            }
        }
    }

    /// Tells the daemon, and waits until it has said what is right; whatever it says on the way may not be wrong.
    #[track_caller]
    fn look(&mut self, what: &str) -> bool {
        let there = self.there();
        self.daemon.signal("HUP");
        let (took, same, refused) =
            ("took over another configuration", "says the same as before", "the one before stays in force");
        let is_it = |line: &str| match &there {
            Ok(digest) if *digest == self.in_force => line.contains(same) && value(line, "digest") == Some(digest),
            Ok(digest) => line.contains(took) && value(line, "digest") == Some(digest),
            Err(place) => line.contains(refused) && line.contains(place.as_str()),
        };
        let heard = self.daemon.hears(is_it);
        for line in heard.iter().filter(|line| line.contains(took) || line.contains(same)) {
            let now = value(line, "digest").unwrap();
            if line.contains(took) {
                assert_eq!(value(line, "old"), Some(self.in_force.as_str()), "{what}: {line}");
                assert_eq!(there.as_deref(), Ok(now), "{what}: {line}");
                self.in_force = now.to_owned();
                self.taken += 1;
            }
            assert_eq!(now, self.in_force, "{what}: {line}");
        }
        assert!(!heard.iter().any(|line| line.contains("panicked") || line.contains("could not be noted")), "{what}");
        if let Ok(digest) = &there {
            assert_eq!(*digest, self.in_force, "{what}");
            self.valid.insert(digest.clone());
        }
        there.is_err()
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it takes")]
fn what_is_in_force_is_the_one_before_or_exactly_what_lies_there_whatever_becomes_of_the_files() {
    let town = Town::new();
    fs::create_dir(town.path("conf.d")).unwrap();
    let config = town.config.clone();
    let drop_in = "[[vendor]]\nkey = \"w\"\nname = \"W\"\n[[tool]]\nkey = \"u\"\nname = \"U\"\nvendor = \"w\"\n\
        dpa = \"signed\"\n[[licence]]\nkey = \"m\"\ntool = \"u\"\ntype = \"individual\"\naudience = [\"staff\"]\nseats = 9\n";
    town.write(DROP_IN, drop_in);
    let daemon = town.serve();
    let mut watched = Watched { in_force: String::new(), valid: BTreeSet::new(), taken: 0, town, daemon };
    watched.in_force = watched.there().unwrap();
    watched.valid.insert(watched.in_force.clone());
    let began = Instant::now();
    let mutants = mutants(&config, 110).into_iter().map(|deed| (MAIN, deed));
    let mutants = mutants.chain(self::mutants(drop_in, 40).into_iter().map(|deed| (DROP_IN, deed)));
    let (mut count, mut refused) = (0, 0);
    for (name, deed) in mutants {
        let what = format!("{count} {name} {deed:?}");
        apply(&watched.town.path(name), &deed);
        refused += usize::from(watched.look(&what[..what.len().min(200)]));
        count += 1;
        // What can be used is taken all the same, and is another one each time.
        if count % 4 == 0 || !matches!(deed, Deed::Says(_)) {
            apply(&watched.town.path(DROP_IN), &Deed::Replaced(drop_in.into()));
            let other = config.replace("seats = 5", &format!("seats = {}", 100 + count));
            apply(&watched.town.path(MAIN), &Deed::Says(other.into_bytes()));
            assert!(!watched.look("a good one after it"), "{what}");
        } else if name == DROP_IN {
            apply(&watched.town.path(DROP_IN), &Deed::Says(drop_in.into()));
        } else {
            apply(&watched.town.path(MAIN), &Deed::Says(config.clone().into_bytes()));
        }
    }
    let took = began.elapsed();
    println!("{count} mutants, {refused} refused, {} taken over, in {took:?}", watched.taken);
    assert!(count >= MUTANTS_MIN && refused * 2 > count, "{count} {refused}");
    // The folder of drop-ins itself.
    for deed in [Deed::Says(Vec::new()), Deed::Pipe, Deed::Link("nowhere".to_owned()), Deed::Folder] {
        let path = watched.town.path("conf.d");
        clear(&path);
        apply(&path, &deed);
        watched.look("conf.d");
    }
    watched.daemon.signal("TERM");
    let Watched { town, daemon, valid, taken, .. } = watched;
    assert_eq!(daemon.ends().code(), Some(0));
    // The ledger says the same: one after the other, each what lay there.
    town.save(MAIN, &config);
    let audit = town.command(&["--json", "audit"]).output().unwrap();
    let audit: serde_json::Value = serde_json::from_slice(&audit.stdout).unwrap();
    let told = audit.as_array().unwrap().iter().filter(|row| row["kind"] == "configured");
    let steps: Vec<[String; 2]> =
        told.map(|row| ["before", "config"].map(|name| row["body"][name].as_str().unwrap()[..12].to_owned())).collect();
    assert!(steps.len() >= taken, "{} {taken}", steps.len());
    assert!(steps.windows(2).all(|pair| pair[0][1] == pair[1][0]), "each comes after the one before");
    assert!(steps.iter().all(|[_, now]| valid.contains(now)), "nothing was in force that never lay there");
}

#[test]
fn a_file_that_is_saved_slowly_is_taken_when_it_is_whole_and_no_part_of_it_before() {
    let town = Town::new();
    let daemon = town.serve();
    // Every part of it could be used.
    let part = |number: usize| format!("[[vendor]]\nkey = \"more{number}\"\nname = \"More\"\n");
    for is_new in [false, true] {
        let path = town.path(MAIN);
        let mut text = town.config.clone();
        if is_new {
            text = text.replace("seats = 5", "seats = 6");
            clear(&path);
        }
        fs::write(&path, &text).unwrap();
        for number in 0..20 {
            std::thread::sleep(Duration::from_millis(200)); // as a slow line brings it
            text += &part(number);
            use std::io::Write as _;
            fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(part(number).as_bytes()).unwrap();
        }
        let whole = load(&path, &ProcessEnvironment).unwrap().digest[..12].to_owned();
        let heard = daemon.hears(|line| line.contains("took over"));
        assert_eq!(value(heard.last().unwrap(), "digest"), Some(whole.as_str()), "{heard:?}");
    }
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

/// Somebody runs `upprop` by hand, and holds the lock, while a configuration is saved that cannot be used.
#[test]
fn what_is_to_be_noted_of_a_configuration_waits_for_whoever_has_the_lock() {
    let town = Town::new();
    let daemon = town.serve();
    let lock = fs::OpenOptions::new().write(true).open(town.path("upprop.db.lock")).unwrap();
    lock.try_lock().unwrap();
    town.save(MAIN, "[organiser]\nnamn = \"x\"\n");
    daemon.signal("HUP");
    daemon.says("stays in force");
    std::thread::sleep(Duration::from_secs(1)); // the lock is held meanwhile
    town.write("good.toml", &town.config);
    let alerts = || {
        let done = town.bare(&["--config", "good.toml", "--json", "alerts"]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).contains("configuration_refused")
    };
    assert!(!alerts(), "nobody can have noted it");
    drop(lock);
    within(PATIENCE, || alerts().then_some(()));
    let said = daemon.has_said();
    assert!(!said.iter().any(|line| line.contains("could not be noted")), "{said:?}");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}
