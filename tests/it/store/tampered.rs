//! What somebody did to the file behind the store's back, and how it is found.

use super::town::{Engine, Town, at, catalogue, day, plan, roster};
use rstest::rstest;
use upprop::apply::{ApplyError, Deed, apply};
use upprop::store::{Asked, Check, Depth, LedgerFilter, RunId, Stamp, StoreError, Stored};

async fn town(engine: Engine) -> Town {
    let town = Town::new(engine).await;
    let catalogue = catalogue(1, 5);
    town.run(1, roster(0..20, 1), &catalogue).await;
    town.run(2, roster(0..21, 1), &catalogue).await;
    town
}

#[rstest]
#[tokio::test]
async fn any_byte_of_a_body_or_a_seal_is_missed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = town(engine).await;
    town.open_up().await;
    let rows = town.store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
    for row in [&rows[0], &rows[7], &rows[rows.len() - 1]] {
        for (column, length) in [("body", serde_json::to_string(&row.event).unwrap().len()), ("seal", 64)] {
            for at in (1..=length).step_by(13) {
                let seq = row.seq;
                let old = format!("substr({column}, {at}, 1)");
                let flip = format!(
                    "CREATE TABLE kept AS SELECT {column} AS text FROM ledger WHERE seq = {seq};
                     UPDATE ledger SET {column} = substr({column}, 1, {at} - 1) ||
                        CASE WHEN {old} = 'x' THEN 'y' ELSE 'x' END || substr({column}, {at} + 1) WHERE seq = {seq};"
                );
                town.raw(&flip).await.unwrap();
                let faults = town.faults(None).await;
                let named = faults.iter().any(|f| f.starts_with("I6 chain") && f.contains(&format!("event {seq} ")));
                assert!(named, "{column} {at} of event {seq}: {faults:?}");
                let back =
                    format!("UPDATE ledger SET {column} = (SELECT text FROM kept) WHERE seq = {seq}; DROP TABLE kept;");
                town.raw(&back).await.unwrap();
            }
        }
    }
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn other_columns_of_an_event_are_missed_too(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    for (change, seq) in [
        ("at = at - 1", 3),
        ("run = 2", 3),
        ("actor = 'me'", 3),
        ("kind = 'free'", 3),
        ("person = 'p000019'", 3),
        ("tool = 'other'", 3),
    ] {
        let town = town(engine).await;
        town.open_up().await;
        town.raw(&format!("UPDATE ledger SET {change} WHERE seq = {seq}")).await.unwrap();
        let faults = town.faults(None).await;
        assert!(faults.iter().any(|fault| fault.contains(&format!("event {seq} "))), "{change}: {faults:?}");
    }
}

#[rstest]
#[tokio::test]
async fn an_event_taken_out_is_missed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = town(engine).await;
    town.open_up().await;
    town.raw("DELETE FROM ledger WHERE seq = 3").await.unwrap();
    let faults = town.faults(None).await;
    assert!(faults.iter().any(|fault| fault.contains("after event 2 comes event 4")), "{faults:?}");
}

#[rstest]
#[tokio::test]
async fn a_cut_tail_is_found_through_the_anchor_and_nothing_is_applied_on_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = town(engine).await;
    let head = town.standing().await.head.seq;
    town.open_up().await;
    town.raw_without_references(&format!("DELETE FROM ledger WHERE seq = {head}")).await;
    let wrong = format!("the ledger ends at event {}, and its anchor is at {head}", head - 1);
    let faults = town.faults(None).await;
    assert!(faults.iter().any(|fault| fault == &format!("I6 chain: {wrong}")), "{faults:?}");
    let refused = town.store.begin_run(at(3), day(3), Asked::All).await;
    assert!(matches!(refused, Err(StoreError::Behind { .. })), "{refused:?}");
    let before = town.standing().await;
    let catalogue = catalogue(1, 5);
    let plan = plan(&before, roster(0..22, 1), &catalogue, day(3));
    let refused = super::town::deed(&town.store, &plan, &before, &catalogue, (RunId(2), 3)).await;
    assert!(matches!(refused, Err(ApplyError::Store(StoreError::Behind { .. }))), "{refused:?}");
    let refused = town.store.due(at(9)).await;
    assert!(matches!(refused, Err(StoreError::Behind { .. })), "no letter leaves: {refused:?}");
}

#[rstest]
#[tokio::test]
async fn a_lost_anchor_is_missed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = town(engine).await;
    std::fs::remove_file(town.address.anchor()).unwrap();
    assert_eq!(town.faults(None).await, ["I6 chain: there is no anchor beside the database"]);
}

#[rstest]
#[tokio::test]
async fn tables_that_say_otherwise_than_the_ledger_are_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    for (change, invariant) in [
        ("DELETE FROM wish WHERE person_no = (SELECT MIN(person_no) FROM wish)", "I5 replay"),
        ("UPDATE seat_grant SET since_on = '2020-01-01' WHERE seq = 1", "I5 replay"),
        ("UPDATE seat_grant SET freed_at = 1, freed_cause = 'ended' WHERE seq = 1", "I4 conservation"),
        ("DELETE FROM alert", "I5 replay"),
        ("UPDATE person SET email = 'other@exempel.example' WHERE no = 1", "I9 roster"),
        ("UPDATE person SET places = '[[],[],[]]' WHERE no = 4", "I9 roster"),
        ("UPDATE person SET places = '[[],[],[[99,\"pupil\",null,null]]]' WHERE no = 4", "I9 roster"),
        ("UPDATE person SET gone_on = '2026-01-01' WHERE no = 4", "I9 roster"),
        ("UPDATE meta SET value = 'c9' WHERE key = 'config'", "I18 configuration"),
        ("DELETE FROM unit WHERE no = 1", "I20 store"),
        ("UPDATE outbox SET event = 2", "I7 outbox cause"),
        (
            "INSERT INTO wish SELECT person_no, tool, pool, 'waiting', '', since_on, NULL, 2 FROM seat_grant WHERE seq = 1",
            "I8 states",
        ),
    ] {
        let town = town(engine).await;
        assert!(town.raw_without_references(change).await > 0, "{change}");
        let faults = town.faults(None).await;
        assert!(faults.iter().any(|fault| fault.starts_with(invariant)), "{change}: {faults:?}");
    }
}

#[rstest]
#[tokio::test]
async fn more_holders_than_seats_are_found_where_no_alert_tells(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = town(engine).await;
    let faults = town.faults(Some(&catalogue(1, 3))).await;
    assert_eq!(faults, ["I1 capacity: pool pool0 has 5 holders on 3 seats, and no alert says so"]);
}

#[rstest]
#[tokio::test]
async fn without_the_key_a_ledger_can_be_neither_continued_nor_forged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let (catalogue, key) = (catalogue(1, 5), b"a key that stands elsewhere".as_slice());
    let before = town.standing().await;
    let plan = plan(&before, roster(0..20, 1), &catalogue, day(1));
    let run = town.store.begin_run(at(1), day(1), Asked::All).await.unwrap();
    let deed = Deed {
        run,
        at: at(1),
        before: &Stored::default(),
        catalogue: &catalogue,
        deliveries: &[],
        quiet_until: None,
        memories: &[],
        unsettled: &std::collections::BTreeSet::new(),
        key: Some(key),
    };
    apply(&town.store, &plan, deed).await.unwrap();
    let chain = async |key| {
        let verdicts = town.store.verify(Check { depth: Depth::Full, catalogue: None, key }).await.unwrap();
        verdicts.into_iter().find(|verdict| verdict.invariant == "I6 chain").unwrap()
    };
    assert!(chain(Some(key)).await.ok);
    assert!(chain(None).await.detail.contains("not checked: no key was given"));
    assert!(!chain(Some(b"another")).await.ok);
    for other in [None, Some(b"another".as_slice())] {
        let stamp = Stamp { run: None, actor: None, at: at(2), key: other };
        let refused = town.store.write().await.unwrap().append([], stamp).await;
        assert!(matches!(refused, Err(StoreError::WrongKey { .. })), "{refused:?}");
    }
    town.raw("DELETE FROM meta WHERE key = 'keyed_from'").await.unwrap();
    assert!(!chain(Some(key)).await.ok, "the mark cannot be taken away unseen");
}
