//! A program that stands still for longer than its turn lasts: another goes on, and what the first still tries is refused.

use super::{more, organiser, schema};
use crate::daemon::{PATIENCE, serve_in, within};
use crate::store::raw;
use crate::store::town::texts;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use upprop::store::Address;

/// So many moments in a run of everything; `UPPROP_PAUSES` says more.
const PAUSES: usize = 4;
/// Longer than the turn of two seconds that these organisers have.
const STANDS_STILL: Duration = Duration::from_millis(3_500);

/// Who is gone is asked about each time, and that is told at once.
const LETTERS: &str = "folder = \"outbox\"\nfrom = \"upprop@anas.example\"\n\
    [[notify.recipient]]\naddress = \"chef@anas.example\"\nrole = \"organiser\"\n\
    [guard.removals]\npercent = 0\nfloor = 0\n";

/// Notes, beside the schema, whose turn it is whenever a session writes, and which session that is. What is not committed
/// leaves no note either.
const WITNESS: &str = "CREATE SCHEMA {schema}_witness;
    CREATE TABLE {schema}_witness.seen (at TIMESTAMPTZ DEFAULT clock_timestamp(), what TEXT, who TEXT, turn TEXT, epoch BIGINT);
    CREATE FUNCTION {schema}_witness.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO {schema}_witness.seen (what, who, turn, epoch)
            SELECT TG_TABLE_NAME, current_setting('application_name'), holder, epoch FROM {schema}.lease;
        RETURN NULL;
    END $$;
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT table_name FROM information_schema.tables
            WHERE table_schema = '{schema}' AND table_name <> 'lease'
        LOOP
            EXECUTE format('CREATE TRIGGER seen AFTER INSERT OR UPDATE OR DELETE ON {schema}.%I
                FOR EACH STATEMENT EXECUTE FUNCTION {schema}_witness.see()', name);
        END LOOP;
    END $$";

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work)
}

/// Letters in the folder, by whom they are for and what makes them the same letter.
fn letters(outbox: &Path) -> BTreeMap<String, u32> {
    let mut all = BTreeMap::new();
    for file in std::fs::read_dir(outbox).into_iter().flatten().flatten() {
        let text = String::from_utf8_lossy(&std::fs::read(file.path()).expect("a letter")).into_owned();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("an id").to_owned();
        *all.entry(id).or_default() += 1;
    }
    all
}

#[test]
fn who_stands_still_beyond_its_turn_writes_nothing_more_and_no_letter_comes_twice() {
    let Some((database, name)) = schema() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let town = organiser(folder.path(), "anas", &database);
    let config = town.config.replace("folder = \"outbox\"\n", LETTERS);
    town.write("upprop.toml", &config);
    let address = Address::new(&crate::server::url(), Some(&name), folder.path()).expect("an address");
    let count = more("UPPROP_PAUSES", PAUSES);
    now(raw(&address, &WITNESS.replace("{schema}", &name))).expect("a witness");
    let witness = |sql: &str| now(texts(&address, &sql.replace("{schema}", &name)));
    let [mut first, mut second] = [(), ()].map(|()| serve_in(&town.path(""), &["--config", "upprop.toml", "serve"]));
    for one in [&first, &second] {
        one.says("serving");
    }
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    let (head, rows) = persons.split_once('\n').expect("a head");
    let rows: Vec<&str> = rows.lines().collect();
    for pause in 0..count {
        // Each night another row is gone and the one before is back: there is something to write and to tell.
        let gone = pause % 3;
        let kept: Vec<&str> = rows.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, row)| *row).collect();
        let runs = |state: &str| {
            let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM run WHERE {state}");
            now(texts(&address, &sql))[0][0].parse::<u64>().expect("a number")
        };
        let before = runs("ended_at IS NOT NULL");
        town.save("roster/persons.csv", &format!("{head}\n{}\n", kept.join("\n")));
        // At another moment of the run each time, from before it begins to after its end.
        within(PATIENCE, || (runs("TRUE") > before).then_some(()));
        std::thread::sleep(Duration::from_millis(u64::try_from(pause * 37 % 240).expect("a number"))); // a moment of its own for each
        first.signal("STOP");
        std::thread::sleep(STANDS_STILL); // the server's clock cannot be turned
        within(PATIENCE, || (runs("ended_at IS NOT NULL") > before).then_some(()));
        first.signal("CONT");
        std::thread::sleep(Duration::from_millis(500)); // what it still tries, it tries now
        std::mem::swap(&mut first, &mut second);
    }
    let foreign = witness("SELECT what, who, turn, CAST(epoch AS TEXT) FROM {schema}_witness.seen WHERE who <> turn");
    assert!(foreign.is_empty(), "written in somebody else's turn: {foreign:?}");
    let seen = witness("SELECT who, CAST(COUNT(*) AS TEXT) FROM {schema}_witness.seen GROUP BY who");
    assert_eq!(seen.len(), 2, "both have written: {seen:?}");
    now(raw(&address, &format!("DROP SCHEMA {name}_witness CASCADE"))).expect("no witness");
    let letters = letters(&town.path("outbox"));
    assert!(!letters.is_empty());
    assert!(letters.values().all(|times| *times == 1), "{letters:?}");
    for one in [first, second] {
        one.signal("TERM");
        assert_eq!(one.ends().code(), Some(0));
    }
    let done = town.command(&["verify", "--full"]).output().expect("an end");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}
