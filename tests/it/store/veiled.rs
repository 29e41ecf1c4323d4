//! A ledger that an earlier upprop sealed with the ids of persons in it: it gets pseudonyms, and still holds together.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, at, catalogue, roster, texts};
use jiff::tz::TimeZone;
use rstest::rstest;
use sha2::{Digest, Sha256};
use upprop::plan::Event;
use upprop::retention::{Subject, Term};
use upprop::store::{LedgerFilter, Stamp, Store};

fn stamp(number: u32) -> Stamp<'static> {
    Stamp { run: None, actor: Some("rut"), at: at(number), key: None }
}

/// A town whose ledger was sealed with ids, as an earlier upprop did it.
async fn old_town(engine: Engine) -> Town {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(10, roster(5..40, 2), &catalogue).await;
    town.run(60, roster(5..40, 2), &catalogue).await;
    let events = texts(
        &town.address,
        "SELECT CAST(seq AS TEXT), CAST(at AS TEXT), CAST(run AS TEXT) FROM ledger \
        ORDER BY ledger.seq",
    )
    .await;
    let pseudonyms = texts(&town.address, "SELECT name, id FROM pseudonym").await;
    let bodies = texts(&town.address, "SELECT body FROM ledger ORDER BY ledger.seq").await.concat();
    town.open_up().await;
    let (mut seal, mut sql) = (String::new(), String::new());
    for (event, body) in events.iter().zip(bodies) {
        let plain = pseudonyms.iter().fold(body, |body, pair| body.replace(&pair[0], &pair[1]));
        let line = format!("{seal}{}\n{}\n{}\n\n{plain}", event[0], event[1], event[2]);
        seal = Sha256::digest(line).iter().map(|byte| format!("{byte:02x}")).collect();
        let person = match serde_json::from_str::<Event>(&plain).unwrap().person() {
            Some(person) => format!("'{person}'"),
            None => "NULL".to_owned(),
        };
        let plain = plain.replace('\'', "''");
        let set = format!("body = '{plain}', person = {person}, seal = '{seal}'");
        sql.push_str(&format!("UPDATE ledger SET {set} WHERE seq = {};", event[0]));
    }
    let last = &events.last().unwrap()[0];
    sql.push_str(&format!(
        "DELETE FROM pseudonym; DELETE FROM meta WHERE key = 'lots';
         INSERT INTO meta (key, value) VALUES ('plain_to', '{last}');"
    ));
    town.raw(&sql).await.unwrap();
    std::fs::write(town.address.anchor(), format!("{last} {seal}\n")).unwrap();
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new(), "it holds together as it is");
    town
}

async fn ledger(store: &Store) -> Vec<Event> {
    let events = store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
    events.into_iter().map(|row| row.event).collect()
}

#[rstest]
#[tokio::test]
async fn the_first_deed_takes_the_ids_out_and_the_ledger_says_what_it_said(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (old_town(engine).await, catalogue(2, 30));
    let before = ledger(&town.store).await;
    let seals = texts(&town.address, "SELECT seal FROM ledger ORDER BY ledger.seq").await;
    town.run(61, roster(6..40, 2), &catalogue).await;
    let after = ledger(&town.store).await;
    assert_eq!(after[..before.len()], before);
    assert!(matches!(after[before.len()], Event::Veiled { .. }), "{:?}", after[before.len()]);
    assert_eq!(texts(&town.address, "SELECT seal FROM ledger ORDER BY ledger.seq").await[..seals.len()], seals);
    for body in texts(&town.address, "SELECT body || COALESCE(person, '') FROM ledger").await {
        assert!(!body[0].contains("p0000"), "{}", body[0]);
    }
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
    let refused = town.raw("UPDATE ledger SET body = body").await;
    assert!(refused.is_err(), "the ledger refuses to be changed, as before");
    let whom = town.store.look().await.unwrap().whom("p000002").await.unwrap().remove(0);
    town.store.erase(&whom, &[], ("Asked for", stamp(70))).await.unwrap().unwrap();
    assert!(!format!("{:?}", ledger(&town.store).await).contains("p000002"));
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_change_in_an_event_that_was_veiled_is_still_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (old_town(engine).await, catalogue(2, 30));
    town.run(61, roster(6..40, 2), &catalogue).await;
    town.open_up().await;
    for change in ["seal = '0' || substr(seal, 2) || 'x'", "body = replace(body, '2026', '2025')", "actor = 'me'"] {
        let undo = "CREATE TABLE kept AS SELECT seal, body, actor FROM ledger WHERE seq = 2;";
        town.raw(&format!("{undo} UPDATE ledger SET {change} WHERE seq = 2;")).await.unwrap();
        let faults = town.faults(None).await;
        assert!(faults.iter().any(|fault| fault.contains("one of the events 1 to ")), "{change}: {faults:?}");
        let back = "UPDATE ledger SET seal = (SELECT seal FROM kept), body = (SELECT body FROM kept), \
            actor = (SELECT actor FROM kept) WHERE seq = 2; DROP TABLE kept;";
        town.raw(back).await.unwrap();
    }
    town.raw("UPDATE pseudonym SET id = 'p000017x' WHERE id = 'p000017'").await.unwrap();
    let faults = town.faults(None).await;
    assert!(faults.iter().any(|fault| fault.contains("1 pseudonyms are not those")), "{faults:?}");
}

#[rstest]
#[tokio::test]
async fn an_old_ledger_that_does_not_hold_together_is_left_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (old_town(engine).await, catalogue(2, 30));
    town.raw("UPDATE ledger SET actor = 'me' WHERE seq = 2").await.unwrap();
    town.store.begin_run(at(61), super::town::day(61), upprop::store::Asked::All).await.unwrap();
    let whom = town.store.look().await.unwrap().whom("p000002").await.unwrap().remove(0);
    let refused = town.store.erase(&whom, &[], ("Asked for", stamp(70))).await.unwrap();
    assert_eq!(refused, Err(upprop::store::Obstacle::PlainLedger));
    // What it needs to be read stays, and nobody is told each night that nothing was taken out.
    let ledger = upprop::retention::Terms([(Subject::Ledger, Term::Days(0))].into());
    let (borders, head) = (ledger.borders(super::town::day(900), &TimeZone::UTC), town.store.head().await.unwrap());
    let past = town.store.prune(&borders, &TimeZone::UTC, stamp(900)).await.unwrap();
    assert!(past.values().all(|past| past.rows == 0), "{past:?}");
    assert_eq!(town.store.head().await.unwrap(), head);
    let faults = town.faults(Some(&catalogue)).await;
    assert_eq!(faults, ["I6 chain: event 2 does not fit its seal"]);
}
