//! A ledger that lost its end: nothing happens until somebody says so, and then it goes on.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, at, catalogue, day, raw, roster};
use rstest::rstest;
use std::path::PathBuf;
use upprop::plan::Event;
use upprop::store::{Asked, Over, Stamp, Store, StoreError, restore};

fn stamp(number: u32) -> Stamp<'static> {
    Stamp { run: None, actor: Some("rut"), at: at(number), key: None }
}

fn backup(town: &Town) -> PathBuf {
    town.folder().join("backup.db")
}

/// A town that was put back to its first day after its second; gives the newest event of each.
async fn put_back(engine: Engine) -> (Town, i64, i64) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 30);
    let first = town.run(1, roster(0..40, 2), &catalogue).await.head.seq;
    town.store.backup(&backup(&town), Over::Nothing, None).await.unwrap();
    send(&town, 1).await;
    let second = town.run(2, roster(3..50, 2), &catalogue).await.head.seq;
    send(&town, 2).await;
    restore(&backup(&town), &town.address, at(3), None).await.unwrap();
    (town, first, second)
}

async fn send(town: &Town, number: u32) {
    for letter in town.store.due(at(9)).await.unwrap() {
        town.store.mark_sent(&letter, at(number)).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn nothing_is_written_and_nothing_is_sent_until_somebody_says_so(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, first, second) = put_back(engine).await;
    let before = town.sums().await;
    let gap = town.store.gap().await.unwrap().expect("something is missing");
    assert_eq!((gap.lost(), gap.head.seq), (first + 1..=second, first));
    let run = town.store.begin_run(at(3), day(3), Asked::All).await.map(drop);
    let summed = town.store.look().await.unwrap().summed_up().await.unwrap().unwrap();
    let noted = town.store.note_seen(&[], None, &summed, &[]).await;
    let dropped = town.store.drop_hold("x", stamp(3)).await;
    let released = town.store.release("x", stamp(3)).await;
    let due = town.store.due(at(9)).await.map(drop);
    for refused in [run, noted, dropped, released, due] {
        let named =
            matches!(&refused, Err(StoreError::Behind { head, anchor, .. }) if (*head, *anchor) == (first, second));
        assert!(named, "{refused:?}");
    }
    assert_eq!(town.sums().await, before);

    assert_eq!(town.store.due_again().await.unwrap(), 1);
    let recovered = town.store.recover(Some("the disk broke"), stamp(3)).await.unwrap().expect("it goes on");
    assert_eq!((recovered.gap, recovered.letters, recovered.head.seq), (gap.clone(), 1, first + 1));
    assert_eq!(town.store.gap().await.unwrap(), None);
    assert_eq!(town.store.due(at(9)).await.unwrap(), [], "what was sent is not sent again");
    let mut look = town.store.look().await.unwrap();
    let told = look.events(Default::default()).await.unwrap().pop().unwrap();
    let reason = Some("the disk broke".to_owned());
    let event = Event::Recovered { first: first + 1, last: second, seal: gap.anchor.seal, reason };
    assert_eq!((told.event, told.actor.as_deref(), told.run), (event, Some("rut"), None));
    drop(look);
    assert_eq!(town.faults(Some(&catalogue(2, 30))).await, Vec::<String>::new());
    assert_eq!(town.store.recover(None, stamp(3)).await.unwrap(), None, "once is enough");
    town.run(4, roster(3..50, 2), &catalogue(2, 30)).await;
}

#[rstest]
#[tokio::test]
async fn a_ledger_that_went_on_otherwise_is_noticed_too(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, first, _) = put_back(engine).await;
    let anchor = std::fs::read(town.address.anchor()).unwrap();
    town.store.recover(None, stamp(3)).await.unwrap();
    town.run(4, roster(0..70, 3), &catalogue(2, 30)).await;
    // The anchor of the first life beside the second: as when an old copy was put back, anchor and all, and ran.
    std::fs::write(town.address.anchor(), &anchor).unwrap();
    let head = town.standing().await.head.seq;
    let gap = town.store.gap().await.unwrap().unwrap();
    assert!(gap.anchor.seq > first && gap.anchor.seq < head);
    let refused = town.store.begin_run(at(5), day(5), Asked::All).await;
    assert!(matches!(refused, Err(StoreError::Forked { seq, .. }) if seq == gap.anchor.seq), "{refused:?}");
    assert!(matches!(town.store.due(at(9)).await, Err(StoreError::Forked { .. })));
    let recovered = town.store.recover(None, stamp(5)).await.unwrap().unwrap();
    assert_eq!(recovered.gap.lost(), gap.anchor.seq..=gap.anchor.seq);
    assert_eq!(town.faults(None).await, Vec::<String>::new());
    town.run(6, roster(0..40, 2), &catalogue(2, 30)).await;
}

#[rstest]
#[tokio::test]
async fn a_letter_that_is_written_again_with_the_same_words_was_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, ..) = put_back(engine).await;
    town.store.recover(None, stamp(3)).await.unwrap();
    // The letter of day 2 comes again: other plan and other key, same words to the same address.
    town.run(2, roster(3..51, 2), &catalogue(2, 30)).await;
    town.raw("UPDATE outbox SET dedupe_key = 'another' WHERE state = 'ready'").await.unwrap();
    let due = town.store.due(at(9)).await.unwrap();
    assert_eq!(due.len(), 1);
    assert!(town.store.told().await.unwrap().has(&due[0].letter));
    town.store.mark_sent(&due[0], at(4)).await.unwrap();
    assert!(!town.store.told().await.unwrap().has(&due[0].letter), "told once, it has served");
}

#[rstest]
#[tokio::test]
async fn nothing_is_missing_of_a_ledger_that_is_further_than_its_anchor(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..40, 2), &catalogue(1, 30)).await;
    let anchor = std::fs::read(town.address.anchor()).unwrap();
    town.run(2, roster(0..50, 2), &catalogue(1, 30)).await;
    // A run that was killed between its commit and its anchor leaves this.
    std::fs::write(town.address.anchor(), anchor).unwrap();
    assert_eq!(town.store.gap().await.unwrap(), None);
    town.run(3, roster(0..60, 2), &catalogue(1, 30)).await;
}

#[rstest]
#[tokio::test]
async fn a_database_that_was_emptied_is_noticed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..40, 2), &catalogue(1, 30)).await;
    let lost = match town.engine {
        Engine::Sqlite => {
            town.store.clone().close().await;
            for ending in ["db", "db-wal", "db-shm"] {
                let _ = std::fs::remove_file(town.folder().join(format!("town.{ending}"))); // not all are there
            }
            Store::open(&town.address).await.unwrap()
        }
        Engine::Postgres => {
            let upprop::store::Address::Postgres { schema, .. } = &town.address else { panic!("a server") };
            raw(&town.address, &format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
            Store::open(&town.address).await.unwrap()
        }
    };
    assert!(matches!(lost.begin_run(at(2), day(2), Asked::All).await, Err(StoreError::Behind { head: 0, .. })));
}
