//! What the database itself, or the opening of it, refuses.

use super::town::{Town, at, catalogue, day, deed, plan, pool, roster};
use sqlx::Connection as _;
use std::os::unix::fs::PermissionsExt as _;
use upprop::apply::ApplyError;
use upprop::store::{Store, StoreError};

#[tokio::test]
async fn a_second_grant_for_the_same_person_and_tool() {
    let town = Town::new().await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let second = "INSERT INTO seat_grant (seq, person, tool, pool, granted_on, since_on) \
        SELECT 1000, person, tool, pool, granted_on, since_on FROM seat_grant WHERE seq = 1";
    let error = town.raw(second).await.unwrap_err().to_string();
    assert!(error.contains("UNIQUE constraint failed: seat_grant.person, seat_grant.tool"), "{error}");
    town.raw("UPDATE seat_grant SET freed_at = 1, freed_cause = 'ended' WHERE seq = 1").await.unwrap();
    town.raw(second).await.expect("once the first is freed there may be another");
}

#[tokio::test]
async fn two_pools_of_a_tool_that_take_new_licences() {
    let town = Town::new().await;
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
    let run = town.store.begin_run(at(3), day(3)).await.unwrap();
    let plan = plan(&before, roster(0..22, 1), &catalogue, day(3));
    let error = deed(&town.store, &plan, &before, &catalogue, (run, 3)).await.unwrap_err();
    assert!(matches!(error, ApplyError::Store(StoreError::Database { table: "pool", .. })), "{error:?}");
    assert!(town.standing().await == before);
}

#[tokio::test]
async fn a_change_in_the_ledger() {
    let town = Town::new().await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    for sql in ["UPDATE ledger SET body = '{}' WHERE seq = 1", "DELETE FROM ledger WHERE seq = 1"] {
        let error = town.raw(sql).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_plan_whose_base_has_moved() {
    let town = Town::new().await;
    let catalogue = catalogue(1, 100);
    let before = town.standing().await;
    let stale = plan(&before, roster(0..30, 1), &catalogue, day(1));
    town.run(1, roster(0..20, 1), &catalogue).await;
    let now = town.standing().await;
    let run = town.store.begin_run(at(2), day(2)).await.unwrap();
    let refused = deed(&town.store, &stale, &before, &catalogue, (run, 2)).await;
    assert!(matches!(refused, Err(ApplyError::Stale)));
    assert!(town.standing().await == now);
}

#[tokio::test]
async fn a_second_run_at_the_same_time() {
    let town = Town::new().await;
    let lock = town.store.lock_run().unwrap();
    let other = Store::open(&town.url()).await.unwrap();
    let error = other.lock_run().unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }) && error.is_passing());
    drop(lock);
    other.lock_run().expect("a lock that was given back can be taken");
}

#[tokio::test]
async fn a_schema_of_a_newer_upprop() {
    let town = Town::new().await;
    town.raw("INSERT INTO migration (number, name, digest) VALUES (2, '0002_later', 'x')").await.unwrap();
    for error in [Store::open(&town.url()).await.unwrap_err(), Store::open_read_only(&town.url()).await.unwrap_err()] {
        assert!(matches!(&error, StoreError::NewerSchema { found, .. } if found == "0002_later"), "{error}");
    }
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_was_applied() {
    let town = Town::new().await;
    town.raw("UPDATE migration SET digest = 'x'").await.unwrap();
    assert!(matches!(Store::open(&town.url()).await, Err(StoreError::ChangedMigration { .. })));
}

#[tokio::test]
async fn a_migration_that_fails_halfway_leaves_the_old_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql("CREATE TABLE outbox (x TEXT)").execute(&mut connection).await.unwrap();
    let url = format!("sqlite:{}", file.display());
    assert!(matches!(Store::open(&url).await, Err(StoreError::Database { table: "migration", .. })));
    let tables = "SELECT group_concat(name) FROM sqlite_master WHERE type = 'table'";
    let tables: String = sqlx::query_scalar(tables).fetch_one(&mut connection).await.unwrap();
    assert_eq!(tables, "outbox");
    sqlx::raw_sql("DROP TABLE outbox").execute(&mut connection).await.unwrap();
    Store::open(&url).await.expect("and can be done later");
}

#[tokio::test]
async fn looking_at_a_database_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("none.db").display());
    assert!(matches!(Store::open_read_only(&url).await, Err(StoreError::Missing { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[tokio::test]
async fn the_eyes_of_others() {
    let town = Town::new().await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let _lock = town.store.lock_run().unwrap();
    let folder = town.store.path().parent().unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        seen += 1;
    }
    assert_eq!(seen, 5, "the database, its log and index, the lock, the anchor");
}

#[tokio::test]
async fn a_row_that_means_nothing_by_table_column_and_key() {
    let town = Town::new().await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    town.raw("UPDATE seat_grant SET granted_on = 'soon' WHERE seq = 3").await.unwrap();
    let error = town.store.load_seats().await.unwrap_err();
    assert_eq!(error.to_string(), "table seat_grant, key 3: column granted_on cannot be read");
}
