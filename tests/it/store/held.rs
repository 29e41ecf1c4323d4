//! Holds: opened, let through, dropped, not needed any more.

use super::town::{Engine, Town, at, catalogue, day, deed, plan_within, roster};
use rstest::rstest;
use upprop::plan::{Limit, Plan};
use upprop::store::{Asked, HoldState, Stamp, StoreError};

const NONE: Limit = Limit { percent: 0, count: Some(0), floor: 0 };

/// A plan of day 2, in which five persons vanish and none may.
async fn holding(town: &Town) -> (Plan, upprop::store::Standing) {
    let catalogue = catalogue(1, 100);
    town.run(1, roster(0..60, 3), &catalogue).await;
    let before = town.standing().await;
    let plan = plan_within(&before, roster(5..60, 3), &catalogue, (day(2), NONE));
    assert!(!plan.new_holds.is_empty());
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.expect("a run");
    deed(&town.store, &plan, &before, &catalogue, (run, 2)).await.expect("the plan is applied");
    let after = town.standing().await;
    assert!(after.roster().persons.len() == 60, "who is held stays");
    (plan, after)
}

fn stamp(number: u32) -> Stamp<'static> {
    Stamp { run: None, actor: Some("rut"), at: at(number), key: None }
}

#[rstest]
#[tokio::test]
async fn a_hold_that_is_let_through_goes_through(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let (plan, after) = holding(&town).await;
    assert_eq!(after.holds.len(), plan.new_holds.len());
    for hold in &plan.new_holds {
        town.store.release(&hold.hash, stamp(2)).await.unwrap();
    }
    assert_eq!(town.store.quiet_until().await.unwrap(), None, "the next run must look");
    let hash = &plan.new_holds[0].hash;
    assert!(matches!(town.store.release(hash, stamp(2)).await, Err(StoreError::NoRow { table: "hold", .. })));
    let released = town.standing().await;
    assert!(released.holds.is_empty());
    assert_eq!(released.released.len(), plan.new_holds.len());
    assert_eq!(town.faults(None).await, Vec::<String>::new());
    let mut look = town.store.look().await.unwrap();
    let last = look.events(Default::default()).await.unwrap().pop().unwrap();
    assert_eq!((last.event.kind().0, last.actor.as_deref(), last.run), ("released", Some("rut"), None));
    drop(look);
    let next = plan_within(&released, roster(5..60, 3), &catalogue(1, 100), (day(3), NONE));
    assert!(next.held.iter().all(|hold| hold.pool().is_some()), "what remains is about their seats: {:?}", next.held);
    assert_eq!(next.roster.persons.len(), 55);
}

#[rstest]
#[tokio::test]
async fn a_hold_that_is_dropped_is_open_no_more(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine).await;
    let (plan, _) = holding(&town).await;
    town.store.drop_hold(&plan.new_holds[0].hash, stamp(2)).await.unwrap();
    let states: Vec<_> = town.store.look().await.unwrap().all_holds().await.unwrap();
    assert!(states.iter().any(|row| row.state == HoldState::Dropped && row.hold == plan.new_holds[0]));
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_hold_that_is_not_needed_any_more_is_withdrawn_and_may_come_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let (plan, _) = holding(&town).await;
    town.run(3, roster(0..60, 3), &catalogue(1, 100)).await;
    assert!(town.standing().await.holds.is_empty());
    let before = town.standing().await;
    let again = plan_within(&before, roster(5..60, 3), &catalogue(1, 100), (day(4), NONE));
    assert_eq!(again.new_holds, plan.new_holds);
    let run = town.store.begin_run(at(4), day(4), Asked::All).await.unwrap();
    deed(&town.store, &again, &before, &catalogue(1, 100), (run, 4)).await.unwrap();
    assert_eq!(town.standing().await.holds.len(), plan.new_holds.len());
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}
