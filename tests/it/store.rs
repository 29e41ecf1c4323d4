//! The store: what is applied is there, and nothing else.

mod backups;
mod copies;
mod faults;
mod functions;
mod given_up;
mod held;
mod laws;
mod loaded;
mod migrated;
mod recovered;
mod refused;
mod speed;
mod tables;
mod tampered;
mod terms;
pub(crate) mod town;
mod turns;
mod under_load;
mod veiled;
mod watched;

use rstest::rstest;
pub(crate) use town::raw;
use town::{Engine, Town, at, catalogue, day, roster};
use upprop::roster::PersonId;
use upprop::store::{Asked, Ended, Fate, LedgerFilter, Outcome, Store, StoreError};

#[rstest]
#[tokio::test]
async fn what_is_applied_is_what_is_loaded(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 30);
    let first = town.run(1, roster(0..60, 3), &catalogue).await;
    let events = town.store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
    assert!(events.len() > 60, "grants and wishes of two tools");
    assert!(first.events < 20, "told of many at once");
    assert_eq!(town.store.look().await.unwrap().notices(&jiff::tz::TimeZone::UTC).await.unwrap().len(), 1);
    let next = town.run(2, roster((5..70).filter(|n| n % 9 != 0), 4), &catalogue).await;
    assert!(next.head.seq > first.head.seq);
    town.run(3, roster(0..60, 3), &catalogue).await;
    town.run(40, roster(20..40, 1), &catalogue).await;
}

#[rstest]
#[tokio::test]
async fn a_database_that_is_opened_again_is_the_same(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..60, 3), &catalogue(2, 30)).await;
    let before = town.standing().await;
    let again = Store::open(&town.address).await.unwrap();
    assert!(again.look().await.unwrap().standing().await.unwrap() == before);
    let looking = Store::open_read_only(&town.address).await.unwrap();
    assert!(looking.look().await.unwrap().standing().await.unwrap() == before);
    assert!(looking.begin_run(at(2), day(2), Asked::All).await.is_err(), "a store to look at writes nothing");
}

#[rstest]
#[tokio::test]
async fn a_person_who_left_keeps_the_alias(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(1, 100);
    town.run(1, roster(0..20, 1), &catalogue).await;
    town.run(2, roster((0..20).filter(|n| *n != 8), 1), &catalogue).await;
    let left = PersonId::from("p000008");
    assert!(town.standing().await.roster().find_person(&left).is_none());
    let names = town.store.look().await.unwrap().names_of(&[left.clone(), "nobody".into()]).await.unwrap();
    assert_eq!(names.len(), 1);
    assert_eq!(names[&left].alias.as_deref(), Some("E8"));
    assert_eq!(names[&left].gone_on, Some(day(2)));
    let gone = town.store.look().await.unwrap().gone().await.unwrap();
    assert!(gone.into_keys().eq([left.clone()]));
    town.run(3, roster(0..20, 1), &catalogue).await;
    assert!(town.standing().await.roster().find_person(&left).is_some(), "who comes back is back");
}

#[rstest]
#[tokio::test]
async fn the_ledger_tells_of_one_person(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 100);
    town.run(1, roster(0..20, 1), &catalogue).await;
    town.run(2, roster((0..20).filter(|n| *n != 8), 1), &catalogue).await;
    let mut look = town.store.look().await.unwrap();
    let person = PersonId::from("p000008");
    let kinds = |rows: Vec<upprop::store::LedgerRow>| rows.iter().map(|r| r.event.kind().0).collect::<Vec<_>>();
    let about = look.events(LedgerFilter { person: Some(&person), ..LedgerFilter::default() }).await.unwrap();
    assert_eq!(kinds(about), ["grant", "grant", "person", "leave", "leave"]);
    let newest = look.events(LedgerFilter { person: Some(&person), newest: Some(1), after: 0 }).await.unwrap();
    assert_eq!(kinds(newest), ["leave"]);
    let mut count = 0;
    let counted = |_| {
        count += 1;
        Ok(())
    };
    look.for_each_event(counted).await.unwrap();
    assert_eq!(count, look.head().await.unwrap().seq);
}

#[rstest]
#[tokio::test]
async fn runs_are_numbered_and_an_interrupted_one_has_no_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let first = town.store.begin_run(at(1), day(1), Asked::All).await.unwrap();
    let second = town.store.begin_run(at(2), day(2), Asked::All).await.unwrap();
    assert!(second > first);
    let ended = Ended {
        at: at(2),
        outcome: Outcome::Failed,
        counts: None,
        error: Some("the source is silent"),
        passing: false,
    };
    town.store.end_run(second, ended).await.unwrap();
    assert!(matches!(town.store.end_run(second, ended).await, Err(StoreError::RowCount { table: "run", .. })));
    let runs = town.store.runs(10).await.unwrap();
    let ends: Vec<_> = runs.iter().map(|run| (run.id, run.outcome)).collect();
    assert_eq!(ends, [(second, Some(Outcome::Failed)), (first, None)]);
}

#[rstest]
#[tokio::test]
async fn a_letter_is_sent_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let due = town.store.due(at(9)).await.unwrap();
    assert_eq!(due.len(), 1);
    town.store.mark_tried(due[0].id, "no answer", Fate::Later(at(1))).await.unwrap();
    assert_eq!(town.store.due(at(9)).await.unwrap()[0].attempts, 1);
    town.store.mark_sent(&due[0], at(2)).await.unwrap();
    assert_eq!(town.store.due(at(9)).await.unwrap(), []);
    assert!(matches!(town.store.mark_sent(&due[0], at(2)).await, Err(StoreError::RowCount { .. })));
}

#[rstest]
#[tokio::test]
async fn what_the_sources_delivered_is_remembered(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    town.run(1, roster(0..20, 1), &catalogue(1, 100)).await;
    let deliveries = town.store.deliveries().await.unwrap();
    assert_eq!((deliveries.len(), deliveries[0].digest), (1, 1));
    assert_eq!(town.store.quiet_until().await.unwrap(), Some(day(31)));
    assert_eq!(town.store.config_digest().await.unwrap().as_deref(), Some("c0"));
    let summed = town.store.look().await.unwrap().summed_up().await.unwrap().unwrap();
    town.store.note_seen(&[], None, &summed, &[]).await.unwrap();
    assert_eq!(town.store.quiet_until().await.unwrap(), None);
    assert_eq!(town.store.deliveries().await.unwrap(), deliveries);
}
