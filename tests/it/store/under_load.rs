//! What must hold while runs are applied without a pause: backups of one moment, and a server that is killed.
//!
//! Few rounds by default; `UPPROP_BACKUPS=100` and `UPPROP_KILLS=100` make it many.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, address, at, catalogue, day, deed, faults, notice, plan, roster};
use crate::server::{self, Server};
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use upprop::plan::Plan;
use upprop::store::{Address, Asked, Head, LedgerFilter, Over, Store, StoreError, restore};

#[expect(clippy::disallowed_methods, reason = "how often, as the caller says")]
fn rounds(variable: &str, usual: u32) -> u32 {
    std::env::var(variable).ok().map_or(usual, |text| text.parse().unwrap())
}

#[expect(clippy::print_stdout, reason = "figures are for the screen")]
fn tell(text: &str) {
    println!("{text}");
}

/// Applies one run; gives the newest event once it was acknowledged.
async fn apply(store: &Store, number: u32) -> Result<Head, Box<dyn std::error::Error>> {
    let catalogue = catalogue(2, 40);
    let before = store.look().await?.standing().await?;
    let plan = plan(&before, roster((0..90).filter(|n| n % 30 != number % 30), 3), &catalogue, day(number / 50));
    let plan = Plan { notices: vec![notice(number)], ..plan };
    let run = store.begin_run(at(number / 50), day(number / 50), Asked::All).await?;
    Ok(deed(store, &plan, &before, &catalogue, (run, number)).await?.head)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// What a writer is told, and what it tells.
#[derive(Default)]
struct Load {
    /// So many runs, one right after the other.
    wanted: AtomicU32,
    /// Be done with it.
    ended: AtomicBool,
    /// What was acknowledged, by number of the run.
    acknowledged: Mutex<BTreeMap<u32, Head>>,
}

impl Load {
    fn known(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    fn want(&self, runs: u32) {
        self.wanted.store(runs, Ordering::Relaxed);
    }

    /// Is one more wanted?
    fn is_wanted(&self) -> bool {
        let one_less = |wanted: u32| wanted.checked_sub(1);
        self.wanted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }
}

/// Ends the load when it is dropped, also by a failure.
struct End<'a>(&'a Load);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::Relaxed);
    }
}

/// Applies runs until told to stop; gives how many it tried. One that fails is not tried again: whether it happened
/// is not known, and the next one finds out.
fn writer(address: &Address, load: &Load) -> u32 {
    runtime().block_on(async {
        let store = Store::open(address).await.unwrap();
        let mut number = 0;
        while !load.ended.load(Ordering::Relaxed) {
            if !load.is_wanted() {
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
            number += 1;
            if let Ok(head) = apply(&store, number).await {
                load.acknowledged.lock().unwrap().insert(number, head);
            }
        }
        number
    })
}

/// Runs while one backup is written. Without a limit a slower backup would see more runs, and the next, of a larger
/// town, be slower still.
const RUNS: u32 = 6;

/// A backup under load, put back into a database of its own, which is then good for runs.
async fn saved(store: &Store, engine: Engine, load: &Load) -> Head {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    load.want(RUNS);
    let saved = store.backup(&file, Over::Nothing, None).await.expect("a backup is written and proved");
    let to = address(engine, folder.path());
    let restored = restore(&file, &to, at(1), None).await.expect("it is put back");
    assert_eq!(restored.carried, saved);
    let back = Store::open(&to).await.unwrap();
    assert_eq!(back.look().await.unwrap().sums().await.unwrap(), saved.tables);
    assert_eq!(faults(&back, None).await, Vec::<String>::new());
    back.begin_run(at(9), day(9), Asked::All).await.expect("runs go on on it");
    back.close().await;
    saved.head
}

#[rstest]
#[tokio::test]
async fn every_backup_under_load_is_of_one_moment_and_can_be_put_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    let (load, backups) = (Load::default(), rounds("UPPROP_BACKUPS", 8));
    let (runs, heads) = std::thread::scope(|scope| {
        let writing = scope.spawn(|| writer(&town.address, &load));
        let saving = scope.spawn(|| {
            let _end = End(&load);
            runtime().block_on(async {
                let store = Store::open_read_only(&town.address).await.unwrap();
                let mut heads = BTreeSet::new();
                for _ in 0..backups {
                    heads.insert(saved(&store, engine, &load).await.seq);
                }
                heads
            })
        });
        (writing.join().unwrap(), saving.join().unwrap())
    });
    let acknowledged = load.acknowledged.into_inner().unwrap();
    assert_eq!(acknowledged.len(), usize::try_from(runs).unwrap(), "a backup disturbs no run");
    let of_a_moment: BTreeSet<i64> = acknowledged.values().map(|head| head.seq).chain([0]).collect();
    assert!(heads.is_subset(&of_a_moment), "each ends where a run ended");
    assert!(heads.len() > usize::try_from(backups / 2).unwrap(), "runs were applied meanwhile: {heads:?}");
    assert_eq!(town.faults(None).await, Vec::<String>::new());
    tell(&format!("{engine:?}: {backups} backups during {runs} runs, each proved, put back and proved again"));
}

#[tokio::test]
async fn a_server_that_is_killed_loses_and_doubles_nothing_that_was_acknowledged() {
    if !server::can_run() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::new(&[]);
    let address = Address::new(&server.url(), Some("town"), folder.path()).unwrap();
    Store::open(&address).await.unwrap();
    let (load, kills) = (Load::default(), rounds("UPPROP_KILLS", 6));
    load.want(u32::MAX);
    let attempts = std::thread::scope(|scope| {
        let writing = scope.spawn(|| writer(&address, &load));
        let end = End(&load);
        let mut chance = 0x5eed_u64;
        for _ in 0..kills {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let known = load.known();
            while load.known() == known {
                std::thread::sleep(Duration::from_millis(5)); // it works again: nobody lent a hand
            }
            std::thread::sleep(Duration::from_micros(chance >> 46)); // up to a quarter of a second
            server.kill();
            server.start();
        }
        drop(end);
        writing.join().unwrap()
    });
    let acknowledged = load.acknowledged.into_inner().unwrap();
    let store = Store::open(&address).await.unwrap();
    let last = attempts + 1;
    apply(&store, last).await.expect("the next run goes through");
    assert_eq!(faults(&store, None).await, Vec::<String>::new());
    let mut look = store.look().await.unwrap();
    let events = look.events(LedgerFilter::default()).await.unwrap();
    let seals: BTreeMap<i64, String> = events.iter().map(|event| (event.seq, event.seal.clone())).collect();
    let queue: Vec<_> =
        look.notices(&jiff::tz::TimeZone::UTC).await.unwrap().into_iter().map(|queued| queued.notice).collect();
    for (number, head) in &acknowledged {
        assert_eq!(seals.get(&head.seq), Some(&head.seal), "the run {number} was acknowledged and stands");
        let told = queue.iter().filter(|told| **told == notice(*number)).count();
        assert_eq!(told, 1, "and what it has to tell with it, once");
    }
    let applied = events.iter().filter(|event| event.event.kind().0 == "applied").count();
    assert_eq!(applied, queue.len(), "every run that happened happened whole");
    let unknown = applied - acknowledged.len() - 1;
    tell(&format!(
        "{kills} kills: {} runs acknowledged, {} refused, {unknown} happened unheard; none lost, none doubled",
        acknowledged.len() + 1,
        usize::try_from(last).unwrap() - applied,
    ));
}

#[tokio::test]
async fn a_store_that_lost_its_server_says_so_and_that_waiting_may_help() {
    if !server::can_run() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::new(&["fsync=off"]);
    let address = Address::new(&server.url(), Some("town"), folder.path()).unwrap();
    let store = Store::open(&address).await.unwrap();
    let writing = store.write().await.unwrap();
    server.kill();
    let lost: Result<_, StoreError> = writing.commit().await;
    assert!(lost.as_ref().is_err_and(StoreError::is_passing), "{lost:?}");
    server.start();
    store.begin_run(at(1), day(1), Asked::All).await.expect("the same store goes on");
}
