//! A first roster of many: indexes and references are taken away for the load, and are there again after it.

use super::town::{Engine, Town, catalogue, roster, texts};
use rstest::rstest;
use upprop::store::Address;

/// Indexes and references of the table of grants, in the words of the database.
async fn guards(address: &Address) -> Vec<String> {
    const SQLITE: &str = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'seat_grant' ORDER BY name";
    const POSTGRES: &str = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() \
        AND tablename = 'seat_grant' UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint \
        WHERE conrelid = 'seat_grant'::regclass AND contype = 'f' ORDER BY 1";
    let (sql, schema) = match address {
        Address::Sqlite { .. } => (SQLITE, "main"),
        Address::Postgres { schema, .. } => (POSTGRES, schema.as_str()),
    };
    texts(address, sql).await.into_iter().flatten().map(|text| text.replace(schema, "")).collect()
}

#[rstest]
#[tokio::test]
async fn a_load_leaves_the_table_of_grants_as_guarded_as_it_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let before = guards(&town.address).await;
    assert!(before.len() >= 3, "{before:?}");
    town.run(1, roster(0..6_000, 2), &catalogue(2, 6_000)).await;
    let seats = town.store.load_seats().await.unwrap();
    assert!(seats.grants.len() >= 10_000, "{} seats are no load", seats.grants.len());
    assert_eq!(guards(&town.address).await, before);
    let second = "INSERT INTO seat_grant (seq, person_no, tool, pool, granted_on, since_on) \
        SELECT 1000000, person_no, tool, pool, granted_on, since_on FROM seat_grant WHERE seq = 1";
    assert!(town.raw(second).await.is_err(), "one live grant a person and tool");
}
