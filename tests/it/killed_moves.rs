//! The programs that change a schema or move state, killed at any moment: what was there is there, or what was to
//! come, and never anything between (RELIABILITY D9, O7).
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::store::town::{Engine, Town, address, catalogue, make_first, roster, texts};
use rstest::rstest;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use upprop::store::{Address, Over, Store, TableSum};

const KILLS: u32 = 12;

/// The program with a configuration for this database.
#[expect(clippy::disallowed_methods, reason = "the program is killed from outside, as in earnest")]
fn upprop(folder: &Path, to: &Address, arguments: &[&str]) -> Command {
    let database = match to {
        Address::Sqlite { file } => format!("url = \"sqlite:{}\"", file.display()),
        Address::Postgres { schema, .. } => format!("url = \"{}\"\nschema = \"{schema}\"", crate::server::url()),
    };
    let config = folder.join("upprop.toml");
    std::fs::write(&config, format!("organiser = {{ name = \"E\" }}\n[database]\n{database}\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.arg("--config").arg(config).args(["--lang", "en"]).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs it to its end; tells how long that took. A server may need a moment to give back the lock of a killed one.
#[expect(clippy::disallowed_methods, reason = "the moments of the kills are spread over a real run")]
fn whole(mut command: Command) -> Duration {
    loop {
        let start = Instant::now();
        let done = command.output().unwrap();
        if done.status.code() == Some(4) {
            continue;
        }
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        return start.elapsed();
    }
}

/// Kills it after a while; tells whether it was done by then.
fn killed(mut command: Command, after: Duration) -> bool {
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().success()
}

/// Waits until a server has noticed that the killed one hung up, and has given up what it was at.
async fn settle(to: &Address) {
    let Address::Postgres { schema, .. } = to else { return };
    let busy = format!(
        "SELECT CAST(COUNT(*) AS TEXT) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
         WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '{schema}') AND l.pid <> pg_backend_pid()"
    );
    while texts(to, &busy).await[0][0] != "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn sums(address: &Address) -> Vec<TableSum> {
    let store = Store::open_read_only(address).await.unwrap();
    let sums = store.look().await.unwrap().sums().await.unwrap();
    store.close().await;
    sums
}

/// A database as the first migration made it, with a few hundred persons.
async fn old(address: &Address, engine: Engine) {
    const ROWS: &str = "INSERT INTO unit (no, id, source, name, kind, code_status, school_types)
            VALUES (1, 'u', 's', 'Å', 'school', 'missing', '');
        INSERT INTO roster_group (no, id, source, name, unit_no, kind) VALUES (1, 'g', 's', '7A', 1, 'class');
        INSERT INTO person (no, id, source, given_name, family_name, status, protection)
            SELECT n, 'p' || n, 's', 'Å', 'Ö', 'active', 'none' FROM numbers;
        INSERT INTO enrolment (person_no, place, unit_no) SELECT n, 0, 1 FROM numbers;
        INSERT INTO membership (group_no, person_no, role, from_on, to_on) SELECT 1, n, 'pupil', '', '' FROM numbers;
        DROP TABLE numbers;";
    let numbers = match address {
        Address::Sqlite { .. } => {
            "WITH RECURSIVE v (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM v WHERE n < 600) SELECT n FROM v"
        }
        Address::Postgres { .. } => "SELECT CAST(generate_series(1, 600) AS BIGINT) AS n",
    };
    make_first(address, engine, &format!("CREATE TABLE numbers AS {numbers}; {ROWS}")).await;
}

/// The tables there are.
async fn tables(address: &Address) -> Vec<String> {
    let sql = match address {
        Address::Sqlite { .. } => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
        Address::Postgres { .. } => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    texts(address, sql).await.into_iter().flatten().collect()
}

#[rstest]
#[tokio::test]
async fn a_migration_that_is_killed_leaves_the_old_schema_or_the_new(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let folder = tempfile::tempdir().unwrap();
    let place = |number: u32| {
        let folder = folder.path().join(number.to_string());
        std::fs::create_dir(&folder).unwrap();
        (address(engine, &folder), folder)
    };
    let (first, first_folder) = place(KILLS);
    old(&first, engine).await;
    let before = tables(&first).await;
    let length = whole(upprop(&first_folder, &first, &["migrate"]));
    let (after, wanted) = (tables(&first).await, sums(&first).await);
    assert!(before.contains(&"enrolment".to_owned()) && !after.contains(&"enrolment".to_owned()));
    for number in 0..KILLS {
        let (at, folder) = place(number);
        old(&at, engine).await;
        killed(upprop(&folder, &at, &["migrate"]), length * number / (KILLS - 1));
        settle(&at).await;
        let found = tables(&at).await;
        if found == before {
            assert_eq!(texts(&at, "SELECT CAST(COUNT(*) AS TEXT) FROM enrolment").await, [["600"]]);
        } else {
            assert_eq!(found, after, "kill {number}");
        }
        whole(upprop(&folder, &at, &["migrate"]));
        assert_eq!(sums(&at).await, wanted, "kill {number}");
    }
}

/// A town, and the backups of two of its days; the later is in force.
async fn town(engine: Engine) -> (Town, [PathBuf; 2], [Vec<TableSum>; 2]) {
    let town = Town::new(engine).await;
    let files = ["first.db", "second.db"].map(|name| town.folder().join(name));
    town.run(1, roster(0..150, 3), &catalogue(2, 60)).await;
    let first = town.store.backup(&files[0], Over::Nothing, None).await.unwrap();
    town.run(2, roster(5..190, 3), &catalogue(2, 60)).await;
    let second = town.store.backup(&files[1], Over::Nothing, None).await.unwrap();
    (town, files, [first.tables, second.tables])
}

#[rstest]
#[tokio::test]
async fn a_restore_that_is_killed_leaves_what_was_in_force_or_what_was_put_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, files, states) = town(engine).await;
    let folder = tempfile::tempdir().unwrap();
    let restore = |which: usize| upprop(folder.path(), &town.address, &["restore", files[which].to_str().unwrap()]);
    let length = whole(restore(1));
    for number in 0..KILLS {
        let [present, wanted] = if number % 2 == 0 { [1, 0] } else { [0, 1] };
        killed(restore(wanted), length * number / (KILLS - 1));
        settle(&town.address).await;
        let found = sums(&town.address).await;
        assert!(found == states[present] || found == states[wanted], "kill {number}");
        whole(restore(wanted));
        assert!(sums(&town.address).await == states[wanted], "kill {number}");
    }
}

#[rstest]
#[tokio::test]
async fn a_copy_that_is_killed_leaves_nothing_or_everything(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, files, states) = town(Engine::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let mut length = Duration::ZERO;
    for number in 0..=KILLS {
        let place = folder.path().join(number.to_string());
        std::fs::create_dir(&place).unwrap();
        let to = address(engine, &place);
        let from = format!("sqlite:{}", files[1].display());
        let (url, schema) = match &to {
            Address::Sqlite { file } => (format!("sqlite:{}", file.display()), "unused".to_owned()),
            Address::Postgres { schema, .. } => (crate::server::url(), schema.clone()),
        };
        let copy = || upprop(&place, &town.address, &["database", "copy", &from, &url, "--to-schema", &schema]);
        if number == 0 {
            length = whole(copy());
            assert!(sums(&to).await == states[1]);
            continue;
        }
        killed(copy(), length * number / KILLS);
        settle(&to).await;
        match Store::open_read_only(&to).await {
            Err(_) => {} // not even the tables
            Ok(store) => {
                let found = store.look().await.unwrap().sums().await.unwrap();
                store.close().await;
                let empty = found.iter().all(|sum| sum.rows == 0 || sum.table == "migration");
                assert!(empty || found == states[1], "kill {number}");
                if !empty {
                    continue;
                }
            }
        }
        whole(copy());
        assert!(sums(&to).await == states[1], "kill {number}");
    }
}
