//! What the database says of upprop's own work: when a run last went well.

use super::town::{Engine, Town, at, day};
use jiff::Timestamp;
use rstest::rstest;
use upprop::store::{Asked, Ended, Outcome};

async fn run(town: &Town, number: u32, outcome: Outcome) {
    let run = town.store.begin_run(at(number), day(number), Asked::All).await.expect("a run");
    let ended = Ended { at: at(number), outcome, counts: None, error: None, passing: false };
    town.store.end_run(run, ended).await.expect("its end");
}

async fn last_good(town: &Town) -> Option<Timestamp> {
    town.store.look().await.expect("a look").vitals(at(30)).await.expect("vitals").last_good_at
}

#[rstest]
#[tokio::test]
async fn while_runs_fail_that_ask_no_run_that_asks_nobody_counts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    assert_eq!(last_good(&town).await, None);
    town.store.begin_run(at(1), day(1), Asked::All).await.expect("a run that is interrupted");
    assert_eq!(last_good(&town).await, None);
    for (number, outcome) in [(2, Outcome::Applied), (3, Outcome::Unchanged), (4, Outcome::Held)] {
        run(&town, number, outcome).await;
        assert_eq!(last_good(&town).await, Some(at(number)));
    }
    run(&town, 5, Outcome::Failed).await;
    assert_eq!(last_good(&town).await, Some(at(4)));
    town.store.note_failing(None, Some(at(5))).await.expect("it is noted");
    run(&town, 6, Outcome::Unchanged).await;
    assert_eq!(last_good(&town).await, Some(at(4)), "a day began, and nobody was asked");
    town.store.note_failing(Some(at(5)), None).await.expect("it is noted");
    assert_eq!(last_good(&town).await, Some(at(6)));
}
