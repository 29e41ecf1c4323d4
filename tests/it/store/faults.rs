//! A statement that fails in the middle leaves everything as it was (RELIABILITY D11).

use super::town::{Engine, Town, at, catalogue, day, deed, plan_within, roster};
use rstest::rstest;
use upprop::licence::LicenceKey;
use upprop::plan::Limit;
use upprop::store::Asked;

/// What a run of day 2 inserts into, and before which of its rows it is stopped.
const INSERTS: &[(&str, &[u32])] = &[
    ("unit", &[0]),
    ("roster_group", &[0, 2]),
    ("person", &[0, 20]),
    ("tool", &[0, 1]),
    ("pool", &[0, 1]),
    ("licence_join", &[0]),
    ("seat_grant", &[0, 1, 70]),
    ("wish", &[0, 1]),
    ("alert", &[0, 1]),
    ("hold", &[0]),
    ("ledger", &[0, 1, 20]),
    ("notice", &[0]),
    ("meta", &[0]),
    ("delivery", &[0]),
];

#[rstest]
#[tokio::test]
async fn whichever_statement_fails_nothing_remains(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..60, 3), &catalogue(2, 30)).await;
    // A new unit, groups, persons, tools, a licence that joins, seats and wishes, and persons who are held.
    let mut more = catalogue(4, 40);
    let mut joining = more.licences[&LicenceKey::from("lic0")].clone();
    joining.key = "later".into();
    more.licences.insert(joining.key.clone(), joining);
    let mut after = roster(3..90, 4);
    let mut unit = after.units[0].clone();
    unit.id = "zzz".into();
    after.units.push(unit);
    let before = town.standing().await;
    let none = Limit { percent: 0, count: Some(0), floor: 0 };
    let plan = plan_within(&before, after, &more, (day(2), none));
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.unwrap();
    for (table, rows) in INSERTS {
        for kth in *rows {
            town.boom("INSERT", table, *kth).await;
            let done = deed(&town.store, &plan, &before, &more, (run, 2)).await;
            town.no_boom(table).await;
            assert!(done.is_err(), "{table} gets more than {kth} rows");
            assert!(town.standing().await == before, "{table} {kth}");
            assert_eq!(town.store.due(at(9)).await.unwrap().len(), 1, "{table} {kth}: the letter of day 1");
            assert_eq!(town.faults(None).await, Vec::<String>::new(), "{table} {kth}");
        }
    }
    deed(&town.store, &plan, &before, &more, (run, 2)).await.expect("what was refused in the middle can be done later");
    assert_eq!(town.faults(Some(&more)).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn whichever_change_or_removal_fails_nothing_remains(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 30);
    town.run(1, roster(0..60, 3), &catalogue).await;
    town.run(2, roster(5..60, 3), &catalogue).await;
    let before = town.standing().await;
    let any = Limit { percent: 100, count: None, floor: 1_000 };
    let plan = plan_within(&before, roster(21..50, 2), &catalogue, (day(40), any));
    let run = town.store.begin_run(at(40), day(40), Asked::All).await.unwrap();
    for (deed_of, table) in [
        ("DELETE", "roster_group"),
        ("DELETE", "wish"),
        ("UPDATE", "person"),
        ("UPDATE", "seat_grant"),
        ("UPDATE", "meta"),
    ] {
        town.boom(deed_of, table, 0).await;
        let done = deed(&town.store, &plan, &before, &catalogue, (run, 40)).await;
        town.no_boom(table).await;
        assert!(done.is_err(), "{deed_of} {table} happens");
        assert!(town.standing().await == before, "{deed_of} {table}");
        assert_eq!(town.faults(None).await, Vec::<String>::new(), "{deed_of} {table}");
    }
    deed(&town.store, &plan, &before, &catalogue, (run, 40)).await.unwrap();
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}
