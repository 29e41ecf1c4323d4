//! A new system in August: every id is another one, and many are at another school too. Who is known again, by what, and
//! who must not be.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::stage::Stage;
use super::village::{sits, tool, village_with};
use serde_json::Value;
use std::collections::BTreeSet;
use upprop::roster::Snapshot;
use upprop::store::Store;

const JUNE: &str = "2026-06-01";
const AUGUST: &str = "2026-08-17";
const RELEASED: &str = "2026-08-17T12:00:00Z";
const AFTER: &str = "2026-08-18";
const PUPILS: u8 = 12;
/// So many of them stay at their school.
const STAYING: u8 = 4;

const GUARD: &str = "[guard]\nremovals = { percent = 100 }\nadditions = { percent = 100, floor = 50 }\n";
const KEY: &str = "identity_key = { file = \"identity.key\" }\n";
const POOL: &str = "[[licence]]\nkey = \"LP\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 10\n\
    [[pool]]\nkey = \"P\"\nname = \"P\"\nlicences = [\"LP\"]\nbind = [{ group = \"7A\" }, { group = \"8B\" }]\n\
    leave_grace = \"0d\"\n";

/// Which system delivers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    /// Everybody is in 8B, and it has numbers and birth dates.
    Old,
    /// Most are at the other school. It has the numbers of every other pupil, and birth dates.
    New,
}

/// An invented number, on a day of 2013, with its check digit.
fn number(pupil: u8) -> String {
    let nine = format!("1303{:02}98{}", pupil + 1, pupil % 10);
    let doubled = nine.bytes().zip([2, 1].into_iter().cycle()).map(|(digit, times)| (digit - b'0') * times);
    let sum: u8 = doubled.map(|product| product / 10 + product % 10).sum();
    format!("20{nine}{}", (10 - sum % 10) % 10)
}

fn village(guard: &str) -> Stage {
    let stage = village_with(&tool("t", ""), &format!("{POOL}{guard}"));
    let columns = stage.read("upprop.toml");
    let line = columns.lines().find(|line| line.contains("email = \"email\"")).unwrap();
    let personal = if guard.contains(KEY) { "personal_number = \"number\", birth_date = \"born\", " } else { "" };
    let mapped = format!(
        "columns = {{ id = \"id\", alias = \"key\", given_name = \"given\", family_name = \"family\", {personal}\
         protection = \"protection\", unit_alias = \"unit\" }}\nconstants = {{ role = \"pupil\" }}"
    );
    stage.replace("upprop.toml", line, &mapped);
    stage
}

/// Writes the key, which nobody else may read.
fn key(stage: &Stage, key: &str) {
    stage.write("identity.key", format!("{key} that is only for these stories\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(stage.path("identity.key"), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn with_key() -> Stage {
    let stage = village(&format!("{GUARD}{KEY}"));
    key(&stage, "a key");
    stage
}

/// What a system has of the pupils; these are protected.
fn deliver(stage: &Stage, system: System, protected: &BTreeSet<u8>) {
    let mut persons = String::from("id;key;given;family;number;born;protection;unit\n");
    let mut members = String::from("group;person\n");
    for pupil in 0..PUPILS {
        let stays = system == System::Old || pupil < STAYING;
        let (unit, group) = if stays { ("B", "8B") } else { ("A", "7A") };
        let id = if system == System::Old { format!("old-{pupil}") } else { format!("{pupil:08x}") };
        let marking = if protected.contains(&pupil) { "protected" } else { "none" };
        let number = Some(number(pupil)).filter(|_| system == System::Old || pupil % 2 == 0).unwrap_or_default();
        let born = format!("2013-03-{:02}", pupil + 1);
        persons.push_str(&format!("{id};E{pupil};Elev;Nummer{pupil};{number};{born};{marking};{unit}\n"));
        members.push_str(&format!("{group};{id}\n"));
    }
    stage.write("roster/persons.csv", persons);
    stage.write("roster/members.csv", members);
}

fn begin(stage: &Stage, protected: &BTreeSet<u8>) {
    deliver(stage, System::Old, protected);
    stage.ask(JUNE, "sync --first-import");
}

fn holds(stage: &Stage) -> Vec<(String, u64)> {
    let listed = stage.ask(AUGUST, "guard list");
    let hold = |row: &Value| (row["kind"].as_str().unwrap_or_default().to_owned(), row["count"].as_u64().unwrap_or(0));
    listed.as_array().into_iter().flatten().map(hold).collect()
}

fn roster(stage: &Stage) -> Snapshot {
    let load = async { Store::open_read_only(&stage.address()).await.unwrap().load_roster().await.unwrap() };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(load)
}

/// How many persons have an imprint of a number, and of a birth date.
fn imprinted(stage: &Stage) -> [usize; 2] {
    let persons = roster(stage).persons;
    let count = |has: fn(&upprop::roster::Imprints) -> bool| persons.iter().filter(|one| has(&one.imprints)).count();
    [count(|imprints| imprints.number().is_some()), count(|imprints| imprints.born().is_some())]
}

fn kinds(stage: &Stage) -> Vec<String> {
    stage.audit(AFTER).iter().map(|row| row["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn with_a_key_everybody_is_known_again_in_a_new_system_and_at_a_new_school() {
    let stage = with_key();
    begin(&stage, &BTreeSet::new());
    let (seats, waiting) = (sits(&stage, JUNE), stage.pool(JUNE, "P").waiting());
    assert_eq!((seats[0].len(), waiting.len()), (10, 2));
    assert_eq!(imprinted(&stage), [12, 12]);
    let (before, letters) = (kinds(&stage).len(), stage.letters());
    deliver(&stage, System::New, &BTreeSet::new());
    let run = stage.sync(AUGUST, 3);
    assert_eq!(holds(&stage), [("rekeyed".to_owned(), 12)]);
    assert_eq!((sits(&stage, AUGUST), stage.pool(AUGUST, "P").waiting()), (seats.clone(), waiting.clone()));
    let held = stage.letters();
    stage.run(RELEASED, &format!("guard release {}", run["run"])).ended(0);
    assert_eq!((sits(&stage, AFTER), stage.pool(AFTER, "P").waiting()), (seats, waiting));
    assert_eq!(stage.letters_since(&held).len(), 0, "nobody need hear of it");
    assert!(held.len() <= letters.len() + 1, "but that it was held");
    let told = kinds(&stage).split_off(before);
    assert!(told.iter().any(|kind| kind == "rekeyed"), "{told:?}");
    assert!(
        !told.iter().any(|kind| ["free", "grant", "leave", "move", "unwish", "wish"].contains(&kind.as_str())),
        "{told:?}"
    );
    assert_eq!(stage.sync(AFTER, 0)["outcome"], "unchanged");
    assert_eq!(imprinted(&stage), [6, 12], "what the new system says");
    stage.run(AFTER, "verify --full").ended(0);
}

#[test]
fn without_a_key_those_who_moved_are_nobody_who_was_here() {
    let stage = village(GUARD);
    begin(&stage, &BTreeSet::new());
    assert_eq!(imprinted(&stage), [0, 0], "nothing is kept");
    deliver(&stage, System::New, &BTreeSet::new());
    let run = stage.sync(AUGUST, 3);
    assert_eq!(holds(&stage), [("rekeyed".to_owned(), u64::from(STAYING))]);
    stage.run(RELEASED, &format!("guard release {}", run["run"])).ended(0);
    let told = kinds(&stage);
    assert!(told.iter().any(|kind| kind == "leave"), "{told:?}");
}

#[test]
fn whoever_is_protected_leaves_nothing_and_is_known_again_by_nothing() {
    let stage = with_key();
    let protected = BTreeSet::from([0, 1, 6]);
    begin(&stage, &protected);
    assert_eq!(imprinted(&stage), [9, 9]);
    let decided = "[[override]]\nperson = \"E3\"\nkind = \"protected\"\nreason = \"Beslut\"\n";
    stage.write("upprop.toml", stage.read("upprop.toml") + decided);
    stage.sync("2026-06-02", 0);
    assert_eq!(imprinted(&stage), [8, 8], "a decision counts as a marking");
    deliver(&stage, System::Old, &BTreeSet::from([0, 1, 2, 6]));
    stage.sync("2026-06-03", 0);
    assert_eq!(imprinted(&stage), [7, 7], "what there was is dropped with the marking");
    // The new system does not know of any marking.
    deliver(&stage, System::New, &BTreeSet::new());
    stage.sync(AUGUST, 3);
    assert!(holds(&stage).contains(&("rekeyed".to_owned(), 7)), "{:?}", holds(&stage));
}

#[test]
fn a_key_that_is_changed_changes_nothing_but_the_imprints() {
    let stage = with_key();
    begin(&stage, &BTreeSet::new());
    let of_first = |stage: &Stage| roster(stage).persons[0].imprints.clone();
    let (first, told, letters) = (of_first(&stage), kinds(&stage), stage.letters());
    key(&stage, "another key");
    assert_eq!(stage.sync("2026-06-02", 0)["outcome"], "unchanged");
    assert!(!first.is_same(&of_first(&stage)), "they are made anew");
    assert_eq!((kinds(&stage), stage.letters_since(&letters).len()), (told, 0));
    let second = of_first(&stage);
    assert_eq!(stage.sync("2026-06-03", 0)["outcome"], "unchanged");
    assert!(second.is_same(&of_first(&stage)));
    stage.run("2026-06-03", "verify --full").ended(0);
    deliver(&stage, System::New, &BTreeSet::new());
    stage.sync(AUGUST, 3);
    assert_eq!(holds(&stage), [("rekeyed".to_owned(), 12)], "by the new key");
}

#[test]
fn a_key_that_changes_with_the_ids_speaks_neither_for_a_pair_nor_against_one() {
    let stage = with_key();
    begin(&stage, &BTreeSet::new());
    key(&stage, "another key");
    deliver(&stage, System::New, &BTreeSet::new());
    stage.sync(AUGUST, 3);
    assert_eq!(holds(&stage), [("rekeyed".to_owned(), u64::from(STAYING))], "by name and place, as without one");
}

#[test]
fn a_key_that_is_taken_away_takes_the_imprints_with_it_and_one_that_is_lost_ends_the_run() {
    let stage = with_key();
    begin(&stage, &BTreeSet::new());
    let told = kinds(&stage);
    std::fs::remove_file(stage.path("identity.key")).unwrap();
    let said = stage.run("2026-06-02", "--lang en sync").ended(2);
    assert!(said.err.contains("identity.key"), "{said:?}");
    key(&stage, "a key");
    assert_eq!(imprinted(&stage), [12, 12], "what is unreadable is not absent");
    stage.replace("upprop.toml", KEY, "");
    let said = stage.run("2026-06-02", "--lang en check-config").ended(2);
    assert!(said.err.contains("`personal_number` is only read with a `[guard] identity_key`"), "{said:?}");
    stage.replace("upprop.toml", "personal_number = \"number\", birth_date = \"born\", ", "");
    let before = imprints(&stage);
    let there = found(&stage, &before);
    assert_eq!(stage.sync("2026-06-02", 0)["outcome"], "unchanged");
    assert_eq!((imprinted(&stage), kinds(&stage)), ([0, 0], told));
    // A server overwrites them when it likes to.
    if let Some((there, now)) = there.zip(found(&stage, &before)) {
        assert_eq!((there, now), (24, 0), "not even where nobody looks");
    }
}

/// The imprints of everybody.
fn imprints(stage: &Stage) -> Vec<Vec<u8>> {
    let persons = roster(stage).persons;
    let both = persons.iter().flat_map(|person| [person.imprints.number(), person.imprints.born()]);
    both.flatten().map(|imprint| imprint.bytes().to_vec()).collect()
}

/// How many of them are in the file of the database, where there is one.
fn found(stage: &Stage, imprints: &[Vec<u8>]) -> Option<usize> {
    let file = std::fs::read(stage.path("upprop.db")).ok()?;
    let is_there = |imprint: &&Vec<u8>| file.windows(imprint.len()).any(|bytes| bytes == imprint.as_slice());
    Some(imprints.iter().filter(is_there).count())
}

#[test]
fn an_imprint_is_in_the_database_and_nowhere_else() {
    let stage = with_key();
    begin(&stage, &BTreeSet::new());
    deliver(&stage, System::New, &BTreeSet::new());
    let imprints: Vec<String> = roster(&stage)
        .persons
        .iter()
        .flat_map(|person| [person.imprints.number().copied(), person.imprints.born().copied()])
        .flatten()
        .map(|imprint| imprint.bytes()[4..12].iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    assert_eq!(imprints.len(), 24);
    let file = stage.path("plan.json").display().to_string();
    let mut said = String::new();
    for command in [
        &format!("--json plan --out {file}"),
        "--json diff old.csv new.csv",
        "-vv sync",
        "--json audit",
        "--json explain E5",
        "--json guard list",
        "check-config",
    ] {
        let told = stage.run(AUGUST, command);
        said = said + &told.out + &told.err;
    }
    said += &stage.read("plan.json");
    assert!(said.len() > 1000);
    let numbers: Vec<String> = (0..PUPILS).map(number).collect();
    assert!(!imprints.iter().chain(&numbers).any(|secret| said.contains(secret)), "one of them is told");
}
