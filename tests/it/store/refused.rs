//! What the database itself, or the opening of it, refuses.

use super::town::{Engine, Town, at, catalogue, day, deed, plan, pool, raw, roster};
use rstest::rstest;
use std::os::unix::fs::PermissionsExt as _;
use upprop::apply::ApplyError;
use upprop::store::{Asked, Store, StoreError};

#[rstest]
#[tokio::test]
async fn a_second_grant_for_the_same_person_and_tool(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let second = "INSERT INTO seat_grant (seq, person_no, tool, pool, granted_on, since_on) \
        SELECT 1000, person_no, tool, pool, granted_on, since_on FROM seat_grant WHERE seq = 1";
    let error = town.raw(second).await.unwrap_err().to_string();
    let named = ["UNIQUE constraint failed: seat_grant.person_no, seat_grant.tool", "seat_grant_one_live"];
    assert!(named.iter().any(|name| error.contains(name)), "{error}");
    town.raw("UPDATE seat_grant SET freed_at = 1, freed_cause = 'ended' WHERE seq = 1").await.unwrap();
    town.raw(second).await.expect("once the first is freed there may be another");
}

#[rstest]
#[tokio::test]
async fn two_pools_of_a_tool_that_take_new_licences(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let mut catalogue = catalogue(1, 100);
    let tool = catalogue.pools[0].tool.clone();
    let mut other = pool(&tool, "other", "none".into());
    other.auto_add = false;
    catalogue.pools.push(other);
    town.run(1, roster(0..20, 1), &catalogue).await;
    catalogue.pools[0].auto_add = false;
    catalogue.pools[1].auto_add = true;
    town.run(2, roster(0..21, 1), &catalogue).await; // changing places is sound
    catalogue.pools[0].auto_add = true;
    let before = town.standing().await;
    let run = town.store.begin_run(at(3), day(3), Asked::All).await.unwrap();
    let plan = plan(&before, roster(0..22, 1), &catalogue, day(3));
    let error = deed(&town.store, &plan, &before, &catalogue, (run, 3)).await.unwrap_err();
    assert!(matches!(error, ApplyError::Store(StoreError::Database { table: "pool", .. })), "{error:?}");
    assert!(town.standing().await == before);
}

#[rstest]
#[tokio::test]
async fn a_change_in_the_ledger(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    for sql in ["UPDATE ledger SET body = '{}' WHERE seq = 1", "DELETE FROM ledger WHERE seq = 1"] {
        let error = town.raw(sql).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
}

#[rstest]
#[tokio::test]
async fn a_plan_whose_base_has_moved(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(1, 100);
    let before = town.standing().await;
    let stale = plan(&before, roster(0..30, 1), &catalogue, day(1));
    town.run(1, roster(0..20, 1), &catalogue).await;
    let now = town.standing().await;
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.unwrap();
    let refused = deed(&town.store, &stale, &before, &catalogue, (run, 2)).await;
    assert!(matches!(refused, Err(ApplyError::Stale)));
    assert!(town.standing().await == now);
}

#[rstest]
#[tokio::test]
async fn a_second_run_at_the_same_time(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let lock = town.store.lock_run().await.unwrap();
    let other = Store::open(&town.address).await.unwrap();
    let error = other.lock_run().await.unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }) && error.is_passing());
    drop(lock);
    if town.engine == Engine::Postgres {
        town.raw("SELECT pg_sleep(0.2)").await.unwrap(); // the server needs a moment to see that we hung up
    }
    other.lock_run().await.expect("a lock that was given back can be taken");
}

#[rstest]
#[tokio::test]
async fn a_schema_of_a_newer_upprop(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.raw("INSERT INTO migration (number, name, digest) VALUES (99, '0099_later', 'x')").await.unwrap();
    for error in
        [Store::open(&town.address).await.unwrap_err(), Store::open_read_only(&town.address).await.unwrap_err()]
    {
        assert!(matches!(&error, StoreError::NewerSchema { found, .. } if found == "0099_later"), "{error}");
    }
}

#[rstest]
#[tokio::test]
async fn a_migration_that_was_changed_after_it_was_applied(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.raw("UPDATE migration SET digest = 'x'").await.unwrap();
    assert!(matches!(Store::open(&town.address).await, Err(StoreError::ChangedMigration { .. })));
}

#[rstest]
#[tokio::test]
async fn a_migration_that_fails_halfway_leaves_the_old_state(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let folder = tempfile::tempdir().unwrap();
    let address = super::town::address(engine, folder.path());
    super::town::make_bare(&address).await;
    raw(&address, "CREATE TABLE outbox (x TEXT)").await.unwrap();
    assert!(matches!(Store::open(&address).await, Err(StoreError::Database { table: "migration", .. })));
    raw(&address, "CREATE TABLE meta (x TEXT); CREATE TABLE migration (x TEXT)").await.expect("none of it is there");
    raw(&address, "DROP TABLE outbox; DROP TABLE meta; DROP TABLE migration").await.unwrap();
    Store::open(&address).await.expect("and can be done later");
}

#[rstest]
#[tokio::test]
async fn looking_at_a_database_that_is_not_there(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let address = super::town::address(engine, folder.path());
    assert!(matches!(Store::open_read_only(&address).await, Err(StoreError::Missing { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[tokio::test]
async fn the_eyes_of_others() {
    let town = Town::new(Engine::Sqlite).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let _lock = town.store.lock_run().await.unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(town.folder()).unwrap().flatten() {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        seen += 1;
    }
    assert_eq!(seen, 5, "the database, its log and index, the lock, the anchor");
}

#[rstest]
#[tokio::test]
async fn a_row_that_means_nothing_by_table_column_and_key(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    town.raw("UPDATE seat_grant SET granted_on = 'soon' WHERE seq = 3").await.unwrap();
    let error = town.store.load_seats().await.unwrap_err();
    assert_eq!(error.to_string(), "table seat_grant, key 3: column granted_on cannot be read");
}
