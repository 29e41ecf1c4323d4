//! State that moves from one database to another is the same state, and life goes on there.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, address, at, catalogue, day, raw, roster};
use rstest::rstest;
use upprop::roster::Kept;
use upprop::store::{Asked, LedgerFilter, LedgerRow, Standing, Store, StoreError};

/// Rows that are easily lost on the way: letters of every kind, nothing against an empty text, numbers at their ends.
const ODD: &str = "INSERT INTO run (id, started_at, ended_at, day, outcome, counts, error) VALUES \
    (9000000000000000001, -9223372036854775808, 9223372036854775807, '', 'failed', '', 'å𐍈\u{200d}\u{301}\n\t\"''\\;'), \
    (9000000000000000002, 0, NULL, '2026-03-01', NULL, NULL, NULL), \
    (9000000000000000003, 1, 2, 'NULL', 'failed', NULL, ''); \
    INSERT INTO person (no, id, source, alias, given_name, family_name, status, protection, gone_on) VALUES \
    (100000, 'ω', '', '', 'Þórunn Ǽ 😀', '{\"NULL\"}', 'active', 'none', '2026-03-01'), \
    (100001, 'Ω', '\\N', NULL, '{}', ',', 'active', 'unknown', '2026-03-01'); \
    INSERT INTO pool (key, tool, auto_add, configured) SELECT 'odd', key, FALSE, FALSE FROM tool WHERE key = 'tool0'; \
    INSERT INTO last_use (person_no, tool, last_on) VALUES (100001, 'tool0', '2026-02-28')";

/// A town after several days, with people who came, left and were held.
async fn town(engine: Engine) -> Town {
    let town = Town::new(engine).await;
    let catalogue = catalogue(2, 30);
    town.run(1, roster(0..60, 3), &catalogue).await;
    town.run(2, roster((5..70).filter(|n| n % 9 != 0), 4), &catalogue).await;
    town.run(9, roster(0..60, 3), &catalogue).await;
    town.raw(ODD).await.expect("odd rows are rows");
    let bytes = |hex: &str| match town.engine {
        Engine::Sqlite => format!("x'{hex}'"),
        Engine::Postgres => format!("decode('{hex}', 'hex')"),
    };
    let known = format!(
        "INSERT INTO known (source, page, body) VALUES ('school', 1, {}), ('', 2, {})",
        bytes("00ff27225c0a80"),
        bytes("")
    );
    town.raw(&known).await.expect("bytes are bytes");
    const CALLS: &str = "INSERT INTO subscription (secret, source, server, callback, kinds, id, begun_at, expires_at) \
        VALUES ('ab', 'å', '', '', '[]', NULL, 0, NULL), ('cd', '', 'https://a.example', 'x', '[\"Person\"]', 's', -1, 9)";
    town.raw(CALLS).await.expect("odd rows are rows");
    const REQUESTS: &str = "INSERT INTO request (number, revision, body) VALUES ('REQ-2026-001', 1, '{}'), ('å', -1, ''); \
        INSERT INTO request_link (secret, request, contact, purpose, made_at, expires_at, used_at) VALUES \
        ('ab', 'å', '', '', 0, -1, NULL), ('cd', 'REQ-2026-001', 'a@b.example', 'answer', 1, 2, 3); \
        INSERT INTO request_batch (key, request, body) VALUES ('', 'å', ''); \
        INSERT INTO unit_code (unit, code, set_at) VALUES ('', 'ω', 7); \
        INSERT INTO school_unit (code, name, status, municipality) VALUES ('1', 'å', '', NULL), ('2', '', 'x', '')";
    town.raw(REQUESTS).await.expect("odd rows are rows");
    const ACCOUNTS: &str = "INSERT INTO account (name, role, units, password, made_at) VALUES \
        ('rut', 'admin', NULL, '$x', 1), ('eva', 'school', '[\"å\"]', NULL, -1); \
        INSERT INTO session (id, account, begun_at, seen_at) VALUES ('s', 'eva', 0, 9); \
        INSERT INTO token (secret, account, label, made_at, ends_at) VALUES ('t', 'rut', '', 0, 9)";
    town.raw(ACCOUNTS).await.expect("odd rows are rows");
    const SHORTAGES: &str =
        "INSERT INTO shortage_letter (pool, told_on) VALUES ('', '2026-03-01'), ('å', ''), ('pool0', 'NULL')";
    town.raw(SHORTAGES).await.expect("odd rows are rows");
    const DECISIONS: &str = "INSERT INTO decision (person_no, tool, choice, reason, decided_at) VALUES \
        (100001, '', 'hold', '', -1), (100001, 'tool0', 'include', 'å', 7)";
    town.raw(DECISIONS).await.expect("odd rows are rows");
    let files = [("users.csv".to_owned(), b"sourcedId\nu1\n".to_vec()), ("orgs.csv".to_owned(), vec![0, 255, b';'])];
    let kept = Kept { delivery: u128::MAX, files: files.into() };
    town.store.keep(&"school".into(), Some(&kept)).await.expect("rows are kept");
    assert_eq!(town.store.look().await.unwrap().kept(&"school".into()).await.unwrap(), Some(kept));
    town
}

async fn ledger(town: &Town) -> Vec<LedgerRow> {
    town.store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap()
}

async fn next(town: &Town) -> (Standing, Vec<LedgerRow>) {
    town.run(10, roster(3..80, 2), &catalogue(2, 30)).await;
    town.run(40, roster(20..50, 1), &catalogue(2, 40)).await;
    (town.standing().await, ledger(town).await)
}

#[rstest]
#[case::through_postgres([Engine::Sqlite, Engine::Postgres, Engine::Sqlite])]
#[case::through_sqlite([Engine::Postgres, Engine::Sqlite, Engine::Postgres])]
#[tokio::test]
async fn a_copy_there_and_back_holds_the_same_and_goes_on_the_same(#[case] way: [Engine; 3]) {
    let first = town(way[0]).await;
    let there = first.moved(way[1]).await;
    let back = there.moved(way[2]).await;
    let (sums, events) = (first.sums().await, ledger(&first).await);
    let empty: Vec<&str> = sums.iter().filter(|sum| sum.rows == 0).map(|sum| sum.table).collect();
    assert_eq!(empty, ["licence_join", "hold"], "everything else is tried");
    for copy in [&there, &back] {
        assert_eq!(copy.sums().await, sums);
        assert_eq!(ledger(copy).await, events);
        assert!(copy.standing().await == first.standing().await);
        assert_eq!(std::fs::read(copy.address.anchor()).unwrap(), std::fs::read(first.address.anchor()).unwrap());
    }
    let wanted = next(&first).await;
    for copy in [&there, &back] {
        assert!(next(copy).await == wanted, "life goes on the same");
        assert_eq!(copy.sums().await, first.sums().await);
    }
}

#[rstest]
#[tokio::test]
async fn a_target_that_holds_anything_is_refused_and_left_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let source = town(Engine::Sqlite).await;
    let full = Town::new(engine).await;
    full.store.begin_run(at(1), day(1), Asked::All).await.unwrap();
    let before = full.sums().await;
    let refused = source.store.copy_to(&full.address, None).await;
    assert!(matches!(&refused, Err(StoreError::NotEmpty { table, .. }) if table == "run"), "{refused:?}");
    assert_eq!(full.sums().await, before);

    let folder = tempfile::tempdir().unwrap();
    let foreign = address(engine, folder.path());
    super::town::make_bare(&foreign).await;
    raw(&foreign, "CREATE TABLE theirs (x TEXT)").await.unwrap();
    let refused = source.store.copy_to(&foreign, None).await;
    assert!(matches!(&refused, Err(StoreError::NotEmpty { table, .. }) if table == "theirs"), "{refused:?}");

    let empty = Town::new(engine).await;
    let seal = "0".repeat(64);
    std::fs::write(empty.address.anchor(), format!("7 {seal}\n")).unwrap();
    let refused = source.store.copy_to(&empty.address, None).await;
    assert!(matches!(refused, Err(StoreError::Anchored { seq: 7, .. })), "{refused:?}");
    std::fs::remove_file(empty.address.anchor()).unwrap();
    source.store.copy_to(&empty.address, None).await.expect("a database without rows is as good as none");
}

#[rstest]
#[tokio::test]
async fn whatever_goes_wrong_on_the_way_leaves_the_target_empty(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let source = town(Engine::Postgres).await;
    let target = Town::new(engine).await;
    let empty = target.sums().await;
    for table in ["meta", "person", "ledger", "delivery"] {
        target.boom("INSERT", table, 0).await;
        let failed = source.store.copy_to(&target.address, None).await;
        target.no_boom(table).await;
        assert!(matches!(&failed, Err(StoreError::Database { table: at, .. }) if *at == table), "{failed:?}");
        assert_eq!(target.sums().await, empty);
        assert_eq!(target.standing().await, Standing::default());
    }
    source.store.copy_to(&target.address, None).await.expect("what failed can be done later");
}

#[rstest]
#[tokio::test]
async fn a_copy_that_says_something_else_is_not_kept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let source = town(Engine::Sqlite).await;
    let target = Town::new(engine).await;
    let empty = target.sums().await;
    for lie in ["alias = 'E2'", "alias = NULL", "email = ''", "protection = 'none'"] {
        target.lie("person", lie).await;
        let refused = source.store.copy_to(&target.address, None).await;
        target.no_lie("person").await;
        assert!(matches!(refused, Err(StoreError::Differs { table: "person", .. })), "{lie}: {refused:?}");
        assert_eq!(target.sums().await, empty);
    }
}

#[rstest]
#[tokio::test]
async fn nothing_is_copied_while_a_run_is_under_way(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (source, target) = (town(engine).await, Town::new(engine).await);
    for busy in [&source, &target] {
        let lock = busy.store.lock_run().await.unwrap();
        let refused = source.store.copy_to(&target.address, None).await;
        assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
        drop(lock);
        if source.engine == Engine::Postgres {
            source.raw("SELECT pg_sleep(0.2)").await.unwrap(); // the server needs a moment to see that we hung up
        }
    }
    source.store.copy_to(&target.address, None).await.expect("and then it is");
}

#[rstest]
#[tokio::test]
async fn a_ledger_that_lost_its_end_is_not_copied(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let source = town(engine).await;
    let head = source.standing().await.head.seq;
    std::fs::write(source.address.anchor(), format!("{} {}\n", head + 1, "0".repeat(64))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = address(engine, folder.path());
    let looking = Store::open_read_only(&source.address).await.unwrap();
    assert!(matches!(looking.copy_to(&to, None).await, Err(StoreError::Behind { .. })));
}
