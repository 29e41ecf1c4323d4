//! Turns on a server that several programs share: whose it is, when it is lost, and that whoever lost it writes nothing.
//! Where there is no server, nobody shares anything.

use super::town::{Engine, Town, at, catalogue, day, roster, texts};
use crate::server;
use sqlx::{Connection as _, PgConnection};
use std::time::Duration;
use upprop::notify::{Folder, Post, Sender, deliver};
use upprop::store::{Address, Asked, Store, StoreError};

const LEASE: Duration = Duration::from_secs(1);

/// A town on a server, with short turns; none where there is no server.
async fn shared() -> Option<(Town, Store)> {
    let town = Town::new(Engine::Postgres).await;
    if town.engine != Engine::Postgres {
        return None;
    }
    let store = Store::open(&town.address.clone().with_lease(LEASE)).await.expect("the database opens");
    Some((town, store))
}

/// Another program: a session of its own name that has the lock and stands in the middle of writing.
struct Ghost(PgConnection);

impl Ghost {
    async fn appears(town: &Town, until: &str) -> Self {
        let Address::Postgres { options, schema, .. } = &town.address else { panic!("a server") };
        let options = options.as_ref().clone().application_name("upprop ghost").options([("search_path", schema)]);
        let mut ghost = PgConnection::connect_with(&options).await.expect("a session");
        let key = |what: &str| xxhash_rust::xxh3::xxh3_64(format!("upprop {what} {schema}").as_bytes()).cast_signed();
        let begun = format!(
            "DELETE FROM lease; INSERT INTO lease (name, holder, epoch, until) VALUES ('run', 'upprop ghost', 7, {until})"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(begun)).execute(&mut ghost).await.expect("a turn in the list");
        let taken = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({}); SELECT pg_advisory_xact_lock({}); \
             SELECT epoch FROM lease FOR SHARE",
            key("run"),
            key("write"),
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(taken)).execute(&mut ghost).await.expect("its turn");
        Self(ghost)
    }

    async fn writes(&mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("UPDATE meta SET value = 'ghost'; COMMIT").execute(&mut self.0).await.map(drop)
    }
}

const NOW: &str = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

async fn lease(town: &Town) -> Vec<String> {
    texts(&town.address, "SELECT holder, CAST(epoch AS TEXT), CAST(until = 0 AS TEXT) FROM lease").await.remove(0)
}

#[tokio::test]
async fn whoever_has_a_turn_writes_in_its_epoch_and_gives_it_back() {
    let Some((town, store)) = shared().await else { return };
    for epoch in 1..4 {
        let written = store.alone(async { store.begin_run(at(1), day(1), Asked::All).await }).await.expect("a run");
        let rows = texts(&town.address, "SELECT CAST(epoch AS TEXT) FROM run ORDER BY id DESC LIMIT 1").await;
        assert_eq!((rows[0][0].as_str(), written.0), (epoch.to_string().as_str(), epoch));
        assert_eq!(lease(&town).await[1..], [epoch.to_string(), "true".to_owned()]);
    }
    let outside = store.begin_run(at(1), day(1), Asked::All).await.expect("a run outside any turn");
    assert_eq!(outside.0, 4);
}

#[tokio::test]
async fn a_turn_is_kept_for_as_long_as_it_is_renewed() {
    let Some((town, store)) = shared().await else { return };
    let turn = store.lock_run().await.expect("a turn");
    tokio::time::sleep(LEASE * 3).await; // the server's clock cannot be turned
    let other = Store::open(&town.address.clone().with_lease(LEASE)).await.expect("the database opens");
    assert!(matches!(other.lock_run().await, Err(StoreError::Locked { .. })));
    let left = texts(&town.address, &format!("SELECT CAST(until > {NOW} AS TEXT) FROM lease")).await;
    assert_eq!(left[0][0], "true");
    turn.release().await;
    other.lock_run().await.expect("at once").release().await;
}

#[tokio::test]
async fn a_turn_is_kept_however_long_one_transaction_of_it_writes() {
    let Some((town, store)) = shared().await else { return };
    let turn = store.lock_run().await.expect("a turn");
    let writing = store.write().await.expect("a transaction");
    tokio::time::sleep(LEASE * 3).await; // the server's clock cannot be turned
    let other = Store::open(&town.address.clone().with_lease(LEASE)).await.expect("the database opens");
    assert!(matches!(other.lock_run().await, Err(StoreError::Locked { .. })));
    let left = texts(&town.address, &format!("SELECT CAST(until > {NOW} AS TEXT) FROM lease")).await;
    assert_eq!(left[0][0], "true", "it was renewed meanwhile");
    writing.commit().await.expect("nobody ended its session");
    turn.release().await;
}

#[tokio::test]
async fn who_is_at_work_is_left_alone() {
    let Some((town, store)) = shared().await else { return };
    let mut ghost = Ghost::appears(&town, &format!("{NOW} + 60000000")).await;
    assert!(matches!(store.lock_run().await, Err(StoreError::Locked { .. })));
    ghost.writes().await.expect("nobody ended its session");
    // The lock went with a server that is no more, and whoever had it goes on all the same.
    assert!(matches!(store.lock_run().await, Err(StoreError::Locked { .. })));
    assert_eq!(lease(&town).await, ["upprop ghost", "7", "false"]);
}

#[tokio::test]
async fn who_is_not_heard_of_loses_turn_and_sessions_and_what_was_not_committed() {
    let Some((town, store)) = shared().await else { return };
    town.raw("INSERT INTO meta (key, value) VALUES ('applied_on', '2026-03-01')").await.expect("a row");
    let mut ghost = Ghost::appears(&town, &format!("{NOW} - 1")).await;
    let Address::Postgres { options, .. } = &town.address else { panic!("a server") };
    let elsewhere = options.as_ref().clone().application_name("upprop ghost elsewhere");
    let mut elsewhere = PgConnection::connect_with(&elsewhere).await.expect("a session");
    let turn = store.lock_run().await.expect("the turn of whoever stands still");
    elsewhere.ping().await.expect("what it does on another schema is not ended");
    assert_eq!(lease(&town).await[1..], ["8", "false"]);
    assert!(ghost.writes().await.is_err(), "its session was ended");
    store.begin_run(at(1), day(1), Asked::All).await.expect("nothing holds up a writer");
    turn.release().await;
    assert_eq!(texts(&town.address, "SELECT value FROM meta WHERE key = 'applied_on'").await[0][0], "2026-03-01");
}

#[tokio::test]
async fn a_turn_of_whoever_died_is_taken_at_once() {
    let Some((town, store)) = shared().await else { return };
    drop(Ghost::appears(&town, &format!("{NOW} + 60000000")).await);
    town.raw("SELECT pg_sleep(0.2)").await.expect("the server needs a moment to see that it hung up");
    store.lock_run().await.expect("the turn of the dead").release().await;
    assert_eq!(lease(&town).await[1..], ["8", "true"]);
}

#[tokio::test]
async fn who_lost_its_turn_writes_and_sends_nothing_more_until_it_has_another() {
    let Some((town, store)) = shared().await else { return };
    town.run(1, roster(0..5, 1), &catalogue(1, 5)).await;
    let turn = store.lock_run().await.expect("a turn");
    let run = store.begin_run(at(1), day(1), Asked::All).await.expect("a run");
    town.raw("UPDATE lease SET epoch = epoch + 1, holder = 'upprop other'").await.expect("another took over");
    let before = town.sums().await;
    let told = store.begin_run(at(2), day(1), Asked::All).await.expect_err("its turn is over");
    assert!(matches!(told, StoreError::TurnLost { epoch: 1 }) && told.is_passing(), "{told}");
    assert!(matches!(store.write().await, Err(StoreError::TurnLost { .. })));
    assert!(matches!(store.note_failing(None, Some(at(1))).await, Err(StoreError::TurnLost { .. })));
    let outbox = town.folder().join("outbox");
    let sender = Sender { from: "upprop@exempel.example".to_owned(), reply_to: None };
    let post = Post::Folder(Folder { path: outbox.clone(), sender });
    let told = deliver(&store, &post, &|| at(2)).await.expect_err("a letter is somebody else's to send");
    assert!(matches!(told, StoreError::TurnLost { .. }) && !outbox.exists(), "{told}");
    assert_eq!(town.sums().await, before, "run {} has no end", run.0);
    turn.release().await;
    assert_eq!(lease(&town).await, ["upprop other", "2", "false"], "what is another's is not given back");
    town.raw("UPDATE lease SET until = 0").await.expect("the other is done");
    store.alone(async { store.begin_run(at(2), day(1), Asked::All).await }).await.expect("its next turn");
    assert_eq!(lease(&town).await[1], "3");
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_has_the_turn() {
    let Some((town, _)) = shared().await else { return };
    let _ghost = Ghost::appears(&town, &format!("{NOW} - 1")).await;
    let ask = |_| {
        let address = town.address.clone().with_lease(LEASE);
        async move {
            let store = Store::open(&address).await.expect("the database opens");
            store.lock_run().await
        }
    };
    let asked: Vec<_> = futures(6, ask).await;
    let (taken, refused): (Vec<_>, Vec<_>) = asked.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (1, 5));
    assert!(refused.iter().all(|one| matches!(one, Err(StoreError::Locked { .. }))), "{refused:?}");
    assert!(server::is_here());
}

/// Does the same many times at once.
async fn futures<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    count: usize,
    make: impl Fn(usize) -> F,
) -> Vec<T> {
    let mut set = tokio::task::JoinSet::new();
    for number in 0..count {
        set.spawn(make(number));
    }
    set.join_all().await
}
