//! What is past its term goes, and nobody misses it: the ledger still verifies, and whatever comes next is done as by a
//! twin that kept everything.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::town::{Engine, Town, at, catalogue, day, roster, texts};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use upprop::plan::{Event, Hold, HoldKind, Scope};
use upprop::request::Request;
use upprop::retention::{Border, Past, Subject, Term, Terms};
use upprop::store::{Borders, KEEPING, Keeping, LedgerFilter, LedgerRow, Obstacle, RequestDeed, Stamp, TABLES};

fn stamp(number: u32) -> Stamp<'static> {
    Stamp { run: None, actor: Some("rut"), at: at(number), key: None }
}

/// The borders of one term for every kind, on a day.
fn borders(number: u32, days: u16) -> Borders {
    let terms = Subject::ALL.into_iter().map(|subject| (subject, Term::Days(days))).collect();
    Terms(terms).borders(day(number), &TimeZone::UTC)
}

/// How many rows of each kind a town takes out.
async fn pruned(town: &Town, borders: &Borders, number: u32) -> BTreeMap<&'static str, u64> {
    let told = town.store.look().await.unwrap().past(borders, &TimeZone::UTC).await.unwrap();
    let done = town.store.prune(borders, &TimeZone::UTC, stamp(number)).await.unwrap();
    assert_eq!(told, done, "what is told is what is done");
    done.into_iter().filter(|(_, past)| past.rows > 0).map(|(subject, past)| (subject.word(), past.rows)).collect()
}

async fn count(town: &Town, what: &str) -> i64 {
    texts(&town.address, &format!("SELECT CAST(COUNT(*) AS TEXT) FROM {what}")).await[0][0].parse().unwrap()
}

async fn ledger(town: &Town) -> Vec<LedgerRow> {
    town.store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap()
}

#[test]
fn every_table_has_something_that_says_how_long_it_is_kept() {
    let governed: Vec<&str> = KEEPING.iter().map(|(table, _)| *table).collect();
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    assert_eq!(governed, tables, "one line a table, in the order of the list");
    let used: BTreeSet<Subject> = KEEPING
        .iter()
        .filter_map(|(_, keeping)| match keeping {
            Keeping::Term(subject) => Some(*subject),
            Keeping::WhileSo(why) | Keeping::Always(why) => {
                assert!(!why.is_empty());
                None
            }
        })
        .collect();
    assert_eq!(used, Subject::ALL.into_iter().collect(), "every term governs something");
}

#[rstest]
#[tokio::test]
async fn who_left_goes_on_the_day_of_the_term_and_not_on_the_day_before(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(10, roster(5..40, 2), &catalogue).await;
    let people = |number| {
        let all = borders(number, 90);
        BTreeMap::from([(Subject::People, all[&Subject::People])])
    };
    assert!(pruned(&town, &people(99), 99).await.is_empty(), "their seats are kept for them until then");
    // Their graces are over.
    town.run(60, roster(5..40, 2), &catalogue).await;
    assert!(pruned(&town, &people(99), 99).await.is_empty(), "the day before");
    let head = town.store.head().await.unwrap();
    assert_eq!(pruned(&town, &people(100), 100).await, BTreeMap::from([("people", 5)]));
    let event = ledger(&town).await.pop().unwrap();
    assert_eq!(event.event, Event::Pruned { counts: BTreeMap::from([("people".to_owned(), 5)]) });
    assert_eq!((event.actor.as_deref(), event.seq), (Some("rut"), head.seq + 1));
    assert_eq!(count(&town, "person WHERE given_name = ''").await, 5);
    assert_eq!(count(&town, "person WHERE given_name <> ''").await, 35);
    assert!(pruned(&town, &people(100), 101).await.is_empty(), "nothing is taken out twice");
    assert_eq!(town.store.head().await.unwrap().seq, event.seq, "and nothing is written");
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn nothing_goes_of_whoever_is_there_or_has_a_seat_still(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(2, roster(5..40, 2), &catalogue).await;
    assert!(
        count(
            &town,
            "seat_grant g JOIN person p ON p.no = g.person_no \
        WHERE p.gone_on IS NOT NULL AND g.freed_at IS NULL"
        )
        .await
            > 0,
        "some who left have a grace"
    );
    let tables = "SELECT id, given_name, family_name, CAST(no AS TEXT), places FROM person ORDER BY no";
    let before = texts(&town.address, tables).await;
    let seats = town.store.load_seats().await.unwrap();
    let went = pruned(&town, &borders(900, 0), 900).await;
    assert!(!went.contains_key("seats"), "{went:?}");
    let after = texts(&town.address, tables).await;
    let kept: Vec<_> = before.iter().filter(|row| after.contains(row)).collect();
    let holds = |id: &str| seats.grants.keys().any(|(_, person)| person.as_str() == id);
    for row in &before {
        let number: u32 = row[0][1..].parse().unwrap();
        assert_eq!(kept.contains(&row), number >= 5 || holds(&row[0]), "{}", row[3]);
    }
    assert_eq!(town.store.load_seats().await.unwrap(), seats);
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn once_every_term_is_over_nobody_knows_who_they_were_and_the_ledger_stands(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(10, roster(5..40, 2), &catalogue).await;
    town.run(60, roster(5..40, 2), &catalogue).await;
    let events = ledger(&town).await;
    let named = count(&town, "pseudonym").await;
    let seals: Vec<String> = events.iter().map(|event| event.seal.clone()).collect();
    let newest = town.store.load_seats().await.unwrap().last_seq;
    let went = pruned(&town, &borders(900, 365), 900).await;
    assert!(went["people"] == 5 && went["ledger"] == 5 && went["seats"] > 4, "{went:?}");
    assert_eq!(count(&town, "person").await, 35);
    assert_eq!(count(&town, "pseudonym").await, named - 5);
    assert_eq!(town.store.load_seats().await.unwrap().last_seq, newest, "no number is given twice");
    let after = ledger(&town).await;
    assert_eq!(after[..events.len()].iter().map(|event| event.seal.clone()).collect::<Vec<_>>(), seals);
    let names = |events: &[LedgerRow]| -> BTreeSet<String> {
        events.iter().filter_map(|event| event.event.person()).map(ToString::to_string).collect()
    };
    let left = ["p000000", "p000001", "p000002", "p000003", "p000004"];
    assert!(left.iter().all(|id| names(&events).contains(*id)));
    assert!(left.iter().all(|id| !names(&after).contains(*id)));
    assert_eq!(names(&after).iter().filter(|name| name.starts_with('~')).count(), 5, "events still tell of somebody");
    for table in TABLES {
        for row in texts(&town.address, &as_text(table)).await {
            assert!(!left.iter().any(|id| row[0].contains(id)), "{}", table.name);
        }
    }
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
    // Somebody comes back, and is somebody new.
    town.run(901, roster(3..40, 2), &catalogue).await;
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

/// Every row of a table as one text.
fn as_text(table: &upprop::store::Table) -> String {
    let cells = table.columns.iter().map(|column| match column.kind {
        upprop::store::Kind::Bytes => "''".to_owned(),
        _ => format!("COALESCE(CAST({} AS TEXT), '')", column.name),
    });
    format!("SELECT {} FROM {}", cells.collect::<Vec<_>>().join(" || ' ' || "), table.name)
}

#[rstest]
#[tokio::test]
async fn letters_and_holds_that_somebody_waits_for_stay(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(1, 5));
    for number in 1..=8 {
        town.run(number, roster(0..20 + number, 1), &catalogue).await;
    }
    let letters = [
        ("sent", Some(1), 0, 3), // its time counts, not when it was written
        ("sent", Some(20), 0, 2),
        ("failed", None, 0, 1),
        ("uncertain", None, 1, 4),
        ("uncertain", None, 0, 5),
        ("ready", None, 0, 6),
        ("at_dot", None, 0, 7),
    ];
    for (state, sent, resends, id) in letters {
        let sent_at = sent.map_or("NULL".to_owned(), |number| at(number).as_microsecond().to_string());
        let change = format!("state = '{state}', sent_at = {sent_at}, resends = {resends}");
        town.raw(&format!("UPDATE outbox SET {change} WHERE id = {id}")).await.unwrap();
    }
    for (state, number) in [("open", 1), ("released", 1), ("dropped", 1), ("withdrawn", 9), ("withdrawn", 10)] {
        let at = at(number).as_microsecond();
        let hash = format!("{state}{number}");
        let (scope, kind, who) = (Scope::Total, HoldKind::PersonRemovals, vec!["E1".to_owned()]);
        let body = Hold { scope, kind, count: 1, base: 1, limit: 0, hash: hash.clone(), in_the_way: vec![], who };
        let body = serde_json::to_string(&body).unwrap();
        town.raw(&format!("INSERT INTO hold VALUES ('{hash}', 1, '{body}', '{state}', {at})")).await.unwrap();
    }
    let went = pruned(&town, &borders(19, 10), 19).await;
    assert_eq!((went["letters"], went["holds"]), (3, 1), "{went:?}");
    let states = texts(&town.address, "SELECT CAST(id AS TEXT) || state FROM outbox ORDER BY id").await.concat();
    assert_eq!(states, ["2sent", "5uncertain", "6ready", "7at_dot", "8ready"]);
    let left = texts(&town.address, "SELECT hash FROM hold ORDER BY hash").await.concat();
    assert_eq!(left, ["dropped1", "open1", "released1", "withdrawn10"]);
}

#[rstest]
#[tokio::test]
async fn letters_go_that_went_into_another_and_those_that_nobody_will_ever_know_of(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(1, 5));
    for number in 1..=4 {
        town.run(number, roster(0..20 + number, 1), &catalogue).await;
    }
    let never = upprop::store::Fate::NEVER.as_microsecond();
    town.raw("UPDATE outbox SET state = 'summed' WHERE id IN (1, 3)").await.unwrap();
    town.raw(&format!("UPDATE outbox SET state = 'uncertain', due_at = {never} WHERE id = 2")).await.unwrap();
    assert_eq!(pruned(&town, &borders(5, 0), 5).await["letters"], 3, "the fourth waits to be sent");
    // The number of a letter is the name of its file.
    town.raw("UPDATE outbox SET state = 'failed'").await.unwrap();
    assert_eq!(pruned(&town, &borders(6, 0), 6).await["letters"], 1);
    town.run(7, roster(0..30, 1), &catalogue).await;
    assert_eq!(texts(&town.address, "SELECT CAST(id AS TEXT) FROM outbox").await.concat(), ["5"]);
}

#[rstest]
#[tokio::test]
async fn the_key_of_whoever_is_forgotten_goes_from_what_was_held_and_the_number_is_nobody_elses(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(10, roster(0..39, 2), &catalogue).await;
    town.run(60, roster(0..39, 2), &catalogue).await;
    let (scope, kind, hash) = (Scope::Total, HoldKind::PersonRemovals, "h".to_owned());
    let who = vec!["p000038".to_owned(), "p000039".to_owned()];
    let hold = Hold { scope, kind, count: 2, base: 2, limit: 0, hash, in_the_way: who.clone(), who };
    let (body, since) = (serde_json::to_string(&hold).unwrap(), at(11).as_microsecond());
    town.raw(&format!("INSERT INTO hold VALUES ('h', 1, '{body}', 'withdrawn', {since})")).await.unwrap();
    let people = BTreeMap::from([(Subject::People, borders(150, 90)[&Subject::People])]);
    assert_eq!(pruned(&town, &people, 150).await, BTreeMap::from([("people", 1)]));
    let left: Hold = serde_json::from_str(&texts(&town.address, "SELECT body FROM hold").await[0][0]).unwrap();
    assert!(!left.shows("p000039"), "{left:?}");
    let numbers = async || texts(&town.address, "SELECT CAST(MAX(no) AS TEXT) FROM person").await.concat();
    assert_eq!(numbers().await, ["40"]);
    let went = pruned(&town, &borders(900, 0), 900).await;
    assert_eq!((went["ledger"], numbers().await), (1, vec!["39".to_owned()]));
    town.run(901, roster(0..40, 2), &catalogue).await;
    assert_eq!(numbers().await, ["41"], "an address with the number of somebody else leads to nobody");
}

#[rstest]
#[tokio::test]
async fn who_came_back_while_somebody_was_about_to_erase_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    let but_one = || roster((0..40).filter(|n| *n != 3), 2);
    town.run(1, roster(0..40, 2), &catalogue).await;
    town.run(10, but_one(), &catalogue).await;
    town.run(60, but_one(), &catalogue).await;
    let seen = town.store.look().await.unwrap().whom("p000003").await.unwrap().remove(0);
    let erase = async |number| town.store.erase(&seen, &[], ("Asked for", stamp(number))).await.unwrap();
    town.run(61, roster(0..40, 2), &catalogue).await;
    assert_eq!(erase(62).await, Err(Obstacle::Present));
    town.run(70, but_one(), &catalogue).await;
    town.run(130, but_one(), &catalogue).await;
    assert_eq!(erase(131).await, Err(Obstacle::Present), "gone again is not what was looked at");
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
    let seen = town.store.look().await.unwrap().whom("p000003").await.unwrap().remove(0);
    town.store.erase(&seen, &[], ("Asked for", stamp(132))).await.unwrap().unwrap();
}

#[rstest]
#[tokio::test]
async fn who_is_erased_is_nowhere_and_the_ledger_says_only_that_somebody_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, catalogue) = (Town::new(engine).await, catalogue(2, 30));
    town.run(1, roster(0..40, 2), &catalogue).await;
    let whom = async |name: &str| town.store.look().await.unwrap().whom(name).await.unwrap().remove(0);
    let erase = async |name: &str, number| {
        town.store.erase(&whom(name).await, &[], ("Asked for", stamp(number))).await.unwrap()
    };
    assert_eq!(erase("p000003", 2).await, Err(Obstacle::Present));
    town.run(10, roster((0..40).filter(|n| *n != 3), 2), &catalogue).await;
    assert_eq!(erase("p000003", 11).await, Err(Obstacle::Seat), "a grace");
    town.run(60, roster((0..40).filter(|n| *n != 3), 2), &catalogue).await;
    let head = town.store.head().await.unwrap().seq;
    let about = town.store.look().await.unwrap().about(&whom("p000003").await).await.unwrap();
    assert!(about.events.len() > 3 && about.tables.contains_key("seat_grant"), "{about:?}");
    let counts = erase("p000003", 61).await.unwrap();
    assert_eq!((counts["people"], counts["ledger"]), (1, 1));
    assert_eq!(town.store.look().await.unwrap().whom("p000003").await.unwrap(), vec![]);
    for table in TABLES {
        for row in texts(&town.address, &as_text(table)).await {
            assert!(!row[0].contains("p000003"), "{}: {}", table.name, row[0]);
        }
    }
    let event = ledger(&town).await.pop().unwrap();
    let Event::Erased { person, reason, .. } = &event.event else { panic!("{event:?}") };
    assert!(person.as_str().starts_with('~') && reason == "Asked for" && event.seq == head + 1);
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
    town.run(70, roster(0..40, 2), &catalogue).await;
    assert_eq!(town.faults(Some(&catalogue)).await, Vec::<String>::new());
}

/// A request that is over on a day of November 2026, in which somebody wrote something; none where it goes on.
fn worded(count: u32, over_on: Option<i8>) -> Request {
    let over = over_on.map_or("null".to_owned(), |day| format!("\"2026-11-{day:02}\""));
    serde_json::from_str(&format!(
        r#"{{"number":"REQ-2026-{count:03}","vendor":"v","tool":"t","body":{{"kind":"enable","scope":"units","units":[
        {{"id":"u1","name":"Alm","code":{{"status":"missing"}},"volumes":[]}}],"wanted_on":null,"platform":null,
        "contacts":[]}},"conditions":[{{"what":"dpa","state":"overridden","reason":"HEMLIGT"}}],"made_on":"2026-11-01",
        "sent_on":"2026-11-02","withdrawn_on":{over},"answers":{{}},"delivered":[],"reminded":[],
        "reasons":[{{"of":"withdrawn","on":"2026-11-03","text":"HEMLIGT"}}]}}"#
    ))
    .unwrap()
}

#[rstest]
#[tokio::test]
async fn reasons_go_from_requests_that_are_over_and_the_requests_stay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine).await;
    for (count, over_on) in [(1, Some(10)), (2, Some(11)), (3, None)] {
        let (after, said, letters) = (worded(count, over_on), BTreeMap::new(), Vec::new());
        let deed =
            RequestDeed { before: None, after: &after, deed: "withdrawn", said, letters, batch: None, link: None };
        town.store.note_request(deed, stamp(1)).await.unwrap();
    }
    let border = |day: i8| {
        let on = jiff::civil::date(2026, 11, day);
        let before = on.tomorrow().unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp();
        BTreeMap::from([(Subject::Requests, Border { on, before })])
    };
    assert!(pruned(&town, &border(9), 2).await.is_empty(), "the day before");
    let past = town.store.look().await.unwrap().past(&border(10), &TimeZone::UTC).await.unwrap();
    let oldest = Some(jiff::civil::date(2026, 11, 10));
    assert_eq!(past, BTreeMap::from([(Subject::Requests, Past { rows: 1, oldest })]), "counted before it goes");
    let before = town.store.look().await.unwrap().requests().await.unwrap();
    assert_eq!(pruned(&town, &border(10), 2).await, BTreeMap::from([("requests", 1)]));
    let after = town.store.look().await.unwrap().requests().await.unwrap();
    assert_eq!(after[0].request, before[0].request.clone().without_words());
    assert_eq!((&after[1..], after[0].revision), (&before[1..], before[0].revision), "and nothing else is touched");
    let event = ledger(&town).await.pop().unwrap();
    assert_eq!(event.event, Event::Pruned { counts: BTreeMap::from([("requests".to_owned(), 1)]) });
    assert!(pruned(&town, &border(10), 3).await.is_empty(), "nothing is taken out twice");
    assert_eq!(pruned(&town, &border(28), 4).await, BTreeMap::from([("requests", 1)]), "one goes on, and keeps all");
    let rows = texts(&town.address, "SELECT body FROM request ORDER BY number").await.concat();
    assert_eq!(rows.iter().map(|row| row.matches("HEMLIGT").count()).collect::<Vec<_>>(), [0, 0, 2]);
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two towns live the same days, and one of them takes out what is past its term each night: what they do to the
    /// roster and to seats is the same.
    #[test]
    fn whoever_prunes_does_what_its_twin_does_that_keeps_everything(
        days in proptest::collection::vec(
            (proptest::collection::btree_set(0..40_u32, 0..30), 0..3_u32, 0..25_u32, 1..80_u32), 2..6,
        ),
        term in 0..60_u16,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                let (pruning, keeping) = (Town::new(engine).await, Town::new(engine).await);
                let mut number = 0;
                for (persons, groups, seats, pause) in &days {
                    number += pause;
                    let catalogue = catalogue(2, *seats);
                    for town in [&pruning, &keeping] {
                        town.run(number, roster(persons.clone(), *groups), &catalogue).await;
                    }
                    let (a, b) = (pruning.standing().await, keeping.standing().await);
                    assert!(a.stored.roster == b.stored.roster && a.seats == b.seats && a.alerts == b.alerts);
                    assert!(a.holds == b.holds && a.joins == b.joins && a.uses == b.uses);
                    let borders = borders(number + 1, term);
                    pruning.store.prune(&borders, &TimeZone::UTC, stamp(number + 1)).await.unwrap();
                    let left = pruning.store.look().await.unwrap().past(&borders, &TimeZone::UTC).await.unwrap();
                    assert!(left.values().all(|past| past.rows == 0), "{left:?}");
                    assert_eq!(pruning.faults(Some(&catalogue)).await, Vec::<String>::new());
                }
            }
        });
    }
}
