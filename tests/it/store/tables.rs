//! The list of tables is the schema that the migrations make, on both databases.

use super::town::{Engine, Town, texts};
use rstest::rstest;
use std::collections::BTreeSet;
use upprop::store::{Kind, TABLES};

const SQLITE_COLUMNS: &str = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
const POSTGRES_COLUMNS: &str = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) \
    FROM information_schema.columns WHERE table_schema = current_schema()";
const SQLITE_REFERENCES: &str = "SELECT m.name, r.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) r";
const POSTGRES_REFERENCES: &str = "SELECT CAST(CAST(conrelid AS regclass) AS TEXT), \
    CAST(CAST(confrelid AS regclass) AS TEXT) FROM pg_constraint \
    WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)";

fn kind(declared: &str) -> Kind {
    match declared.to_lowercase().as_str() {
        "bigint" | "integer" => Kind::Int,
        "boolean" => Kind::Flag,
        "text" => Kind::Text,
        "blob" | "bytea" => Kind::Bytes,
        other => panic!("no kind of column is {other}"),
    }
}

#[rstest]
#[tokio::test]
async fn every_table_and_column_is_in_the_list_and_nothing_else(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let sql = if town.engine == Engine::Sqlite { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
    let made = texts(&town.address, sql).await.into_iter();
    let made: BTreeSet<String> = made.map(|row| format!("{}.{} {:?}", row[0], row[1], kind(&row[2]))).collect();
    let columns = TABLES.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let listed: BTreeSet<String> =
        columns.clone().map(|(table, column)| format!("{}.{} {:?}", table.name, column.name, column.kind)).collect();
    assert_eq!(listed.len(), columns.count(), "nothing is in the list twice");
    let missing: Vec<_> = made.difference(&listed).collect();
    let invented: Vec<_> = listed.difference(&made).collect();
    assert!(missing.is_empty() && invented.is_empty(), "put into TABLES: {missing:?}; take out: {invented:?}");
    assert!(made.len() > 100);
}

#[rstest]
#[tokio::test]
async fn a_table_stands_in_the_list_after_those_that_it_refers_to(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let sql = if town.engine == Engine::Sqlite { SQLITE_REFERENCES } else { POSTGRES_REFERENCES };
    let references = texts(&town.address, sql).await;
    let place = |name: &str| TABLES.iter().position(|table| table.name == name).expect("the table is in the list");
    for row in &references {
        assert!(place(&row[0]) > place(&row[1]), "{} refers to {}", row[0], row[1]);
    }
    assert!(references.len() > 10);
}
