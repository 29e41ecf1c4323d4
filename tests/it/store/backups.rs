//! A backup holds what the database held, and what is put back is in force.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, at, catalogue, day, roster};
use rstest::rstest;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use upprop::store::{Address, Asked, Carried, Over, Restored, Store, StoreError, TableSum, restore};

fn backup(town: &Town) -> PathBuf {
    town.folder().join("backup.db")
}

async fn town(engine: Engine) -> (Town, Carried) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..60, 3), &catalogue(2, 30)).await;
    town.run(2, roster(5..70, 3), &catalogue(2, 30)).await;
    let carried = town.store.backup(&backup(&town), Over::Nothing, None).await.expect("a backup is written");
    (town, carried)
}

async fn sums(address: &Address) -> Vec<TableSum> {
    let store = Store::open_read_only(address).await.expect("the database opens");
    let sums = store.look().await.unwrap().sums().await.unwrap();
    store.close().await;
    sums
}

async fn put_back(town: &Town) -> Restored {
    restore(&backup(town), &town.address, at(9), None).await.expect("the backup is put in force")
}

/// The files in the town's folder.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[rstest]
#[tokio::test]
async fn a_backup_is_one_file_for_its_owner_with_what_the_database_holds(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, carried) = town(engine).await;
    let file = Address::new("backup.db", None, town.folder()).unwrap();
    assert_eq!(carried.tables, town.sums().await);
    assert_eq!(sums(&file).await, carried.tables);
    assert_eq!(carried.head, town.standing().await.head);
    assert_eq!(fs::metadata(backup(&town)).unwrap().permissions().mode() & 0o777, 0o600);
    let beside: Vec<String> = files(town.folder()).into_iter().filter(|name| name.starts_with("backup")).collect();
    assert_eq!(beside, ["backup.db"], "no log, no anchor, nothing unfinished");
}

#[rstest]
#[tokio::test]
async fn a_backup_is_written_over_nothing_unless_it_is_said_so(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, _) = town(engine).await;
    let before = fs::read(backup(&town)).unwrap();
    town.run(3, roster(0..70, 3), &catalogue(2, 30)).await;
    let refused = town.store.backup(&backup(&town), Over::Nothing, None).await;
    assert!(matches!(refused, Err(StoreError::Exists { .. })));
    assert!(fs::read(backup(&town)).unwrap() == before);
    let carried = town.store.backup(&backup(&town), Over::Existing, None).await.unwrap();
    assert_eq!(carried.tables, town.sums().await);
    if let Address::Sqlite { file } = &town.address {
        let refused = town.store.backup(file, Over::Existing, None).await;
        assert!(matches!(refused, Err(StoreError::Exists { .. })), "the database in use is no older backup");
    }
}

#[rstest]
#[tokio::test]
async fn a_bad_backup_never_takes_the_place_of_a_good_one(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, _) = town(engine).await;
    let before = fs::read(backup(&town)).unwrap();
    town.raw("UPDATE seat_grant SET since_on = '2020-01-01' WHERE seq = 1").await.unwrap();
    let refused = town.store.backup(&backup(&town), Over::Existing, None).await;
    let named = matches!(&refused, Err(StoreError::Unsound { faults }) if faults[0].starts_with("I5 replay"));
    assert!(named, "{refused:?}");
    assert!(fs::read(backup(&town)).unwrap() == before);
    assert!(!town.folder().join("backup.db.new").exists());
}

#[rstest]
#[tokio::test]
async fn what_is_put_back_is_in_force_and_what_was_is_kept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, carried) = town(engine).await;
    town.run(3, roster(0..90, 4), &catalogue(2, 40)).await;
    let later = town.sums().await;
    let anchor = fs::read(town.address.anchor()).unwrap();
    let restored = put_back(&town).await;
    assert_eq!((restored.carried.head, &restored.carried.tables), (carried.head, &carried.tables));
    assert_eq!(town.sums().await, carried.tables, "also for those who had it open");
    assert_eq!(fs::read(town.address.anchor()).unwrap(), anchor, "the anchor tells what is missing");
    assert!(restored.gap.is_some());
    let aside = restored.aside.unwrap();
    let aside = match &town.address {
        Address::Sqlite { .. } => Address::new(&aside, None, Path::new("")).unwrap(),
        Address::Postgres { .. } => Address::new(&crate::server::url(), Some(&aside), town.folder()).unwrap(),
    };
    assert_eq!(sums(&aside).await, later);
    restore(&backup(&town), &town.address, at(9), None).await.expect("and again in the same second");
    let left: Vec<String> = files(town.folder()).into_iter().filter(|name| name.contains("restoring")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_backup_of_one_database_is_put_back_into_the_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, carried) = town(engine).await;
    let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
    let folder = tempfile::tempdir().unwrap();
    let address = super::town::address(other, folder.path());
    let restored = restore(&backup(&town), &address, at(9), None).await.unwrap();
    assert_eq!((restored.aside, restored.gap), (None, None));
    assert_eq!(sums(&address).await, carried.tables);
    assert_eq!(fs::read(address.anchor()).unwrap(), fs::read(town.address.anchor()).unwrap());
    Store::open(&address).await.unwrap().begin_run(at(10), day(10), Asked::All).await.expect("runs go on");
}

#[rstest]
#[tokio::test]
async fn nothing_is_put_back_while_a_run_is_under_way(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, carried) = town(engine).await;
    let _lock = town.store.lock_run().await.unwrap();
    let refused = restore(&backup(&town), &town.address, at(9), None).await;
    assert!(matches!(refused, Err(StoreError::Locked { .. })));
    assert_eq!(town.sums().await, carried.tables);
}

#[rstest]
#[tokio::test]
async fn what_is_no_backup_or_a_bad_one_is_not_put_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, carried) = town(engine).await;
    let whole = fs::read(backup(&town)).unwrap();
    let mut torn = whole.clone();
    torn[20_000..30_000].fill(0xff);
    for (bytes, what) in
        [(&b"hello"[..], "text"), (&[], "nothing"), (&whole[..whole.len() / 2], "half"), (&torn, "torn")]
    {
        fs::write(backup(&town), bytes).unwrap();
        let refused = restore(&backup(&town), &town.address, at(9), None).await;
        assert!(refused.is_err(), "{what}");
        assert_eq!(town.sums().await, carried.tables, "{what}");
    }
    fs::remove_file(backup(&town)).unwrap();
    let refused = restore(&backup(&town), &town.address, at(9), None).await;
    assert!(matches!(refused, Err(StoreError::Missing { .. })));
    fs::write(backup(&town), &whole).unwrap();
    let tampered = Address::new("backup.db", None, town.folder()).unwrap();
    super::town::raw(&tampered, "DELETE FROM wish").await.unwrap();
    let refused = restore(&backup(&town), &town.address, at(9), None).await;
    assert!(matches!(refused, Err(StoreError::Unsound { .. })), "{refused:?}");
    assert_eq!(town.sums().await, carried.tables);
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_upprop_is_replaced_too(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, carried) = town(engine).await;
    let later = "INSERT INTO migration (number, name, digest) VALUES (99, '0099_later', 'x'); \
        CREATE TABLE later (person TEXT REFERENCES person (id))";
    town.raw(later).await.unwrap();
    assert!(matches!(Store::open(&town.address).await, Err(StoreError::NewerSchema { .. })));
    put_back(&town).await;
    assert_eq!(sums(&town.address).await, carried.tables);
    assert!(town.raw("SELECT * FROM later").await.is_err());
}

#[tokio::test]
async fn a_damaged_file_is_replaced_and_kept() {
    for damage in ["head", "pages", "all"] {
        let (town, carried) = town(Engine::Sqlite).await;
        let Address::Sqlite { file } = town.address.clone() else { panic!("a file") };
        town.store.clone().close().await;
        let mut bytes = fs::read(&file).unwrap();
        match damage {
            "head" => bytes[..100].fill(7),
            "pages" => bytes[4_096..].fill(7),
            _ => bytes = b"what a full disk left".to_vec(),
        }
        fs::write(&file, &bytes).unwrap();
        let restored = put_back(&town).await;
        assert_eq!(fs::read(restored.aside.unwrap()).unwrap(), bytes, "{damage}");
        assert_eq!(sums(&town.address).await, carried.tables, "{damage}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let store = Store::open(&town.address).await.unwrap();
        store.begin_run(at(10), day(10), Asked::All).await.expect("runs go on");
    }
}

#[tokio::test]
async fn a_log_that_was_left_behind_does_not_spoil_what_is_put_back() {
    let (town, carried) = town(Engine::Sqlite).await;
    let Address::Sqlite { file } = town.address.clone() else { panic!("a file") };
    town.run(3, roster(0..90, 4), &catalogue(2, 40)).await;
    let log = fs::read(file.with_extension("db-wal")).unwrap();
    assert!(log.len() > 32, "the last run is in the log");
    town.store.clone().close().await;
    fs::remove_file(&file).unwrap();
    fs::write(file.with_extension("db-wal"), &log).unwrap();
    let restored = put_back(&town).await;
    assert_eq!(restored.aside, None);
    assert_eq!(sums(&town.address).await, carried.tables);
    assert!(restored.gap.is_some());
}
