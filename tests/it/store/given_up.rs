//! Whoever waits for the database may stop waiting at any moment: what was acknowledged stands, and nothing else.

use super::town::{Engine, Town, at, catalogue, day, deed, plan, roster};
use rstest::rstest;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use upprop::apply::ApplyError;
use upprop::store::Asked;

/// Polls a future so many times, then drops it; its answer when it had one by then.
async fn give_up_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    for _ in 0..polls {
        if let Poll::Ready(answer) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Some(answer);
        }
        // The database works in threads and processes of its own: let it come as far as it comes.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        std::thread::sleep(std::time::Duration::from_micros(60));
    }
    None
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_apply_that_is_given_up_at_any_moment_happens_whole_or_not_at_all(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 30);
    town.run(1, roster(0..40, 2), &catalogue).await;
    let before = town.standing().await;
    let plan = plan(&before, roster(3..50, 2), &catalogue, day(2));
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.unwrap();
    let (mut given_up, mut done) = (0, false);
    for polls in 0..400 {
        let answer = give_up_after(polls, deed(&town.store, &plan, &before, &catalogue, (run, 2))).await;
        let now = town.standing().await;
        done = now != before;
        match answer {
            // A commit that was given up ended by itself, between our last look and this apply.
            Some(Err(ApplyError::Stale)) => assert!(done),
            Some(answer) => {
                answer.expect("a plan that nobody gave up is applied");
                assert!(done, "what was acknowledged is there");
            }
            None => {}
        }
        if done {
            assert!(*now.roster() == plan.roster && now.seats.grants == plan.seats.grants);
            break;
        }
        given_up += 1;
    }
    assert!(done && given_up > 0, "given up {given_up} times");
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_beginning_that_is_given_up_poisons_no_connection(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    for round in 0..600 {
        drop(give_up_after(round % 9, town.store.write()).await);
        drop(give_up_after(round % 7, town.store.look()).await);
        if round % 20 == 0 {
            town.store.begin_run(at(1), day(1), Asked::All).await.unwrap();
        }
    }
    let open = town.store.runs(100).await.unwrap();
    assert_eq!(open.len(), 30, "what was acknowledged is there");
}
