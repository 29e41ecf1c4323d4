//! Webhooks to receivers that take them, refuse them, die, drag and lie: each message arrives, or somebody is told, and
//! nobody waits for anybody else.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod documented;
mod storms;
mod whole;

use crate::ss12000::double::{Double, Request, Response};
use crate::store::town::{Engine, Town, at, catalogue, roster};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use upprop::notify::{End, Hooked, Key, Message, Named, Network, Receiver, deliver_webhooks};
use upprop::store::{Channel, Fate, Letter, OutboxRow, OutboxState, RunId};

pub(super) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(super) const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn receiver(name: &str, url: String) -> Named {
    let allowed: Vec<Network> = vec!["127.0.0.0/8".parse().unwrap()];
    let keys = vec![Key::read(SECRET).unwrap()];
    (name.to_owned(), Ok(Receiver { name: name.to_owned(), url, keys, authority: None, allowed }))
}

fn taking() -> Double {
    Double::new(|_| Response::new(204, "text/plain", ""))
}

fn body(name: &str, number: u32) -> String {
    format!("{{\"type\":\"test\",\"data\":{{\"name\":\"{name}\",\"number\":{number}}}}}")
}

/// A town where so many messages wait for each of these.
async fn town(engine: Engine, waiting: &[(&str, u32)]) -> Town {
    let town = Town::new(engine).await;
    let applied = town.run(1, roster(0..21, 1), &catalogue(1, 100)).await;
    let _ = applied;
    town.raw("UPDATE outbox SET state = 'sent', sent_at = 1").await.unwrap();
    let queue = town.store.look().await.unwrap().notices(&jiff::tz::TimeZone::UTC).await.unwrap();
    let (run, event) = (queue[0].run.map(RunId), queue[0].event);
    let letter = |name: &str, number: u32| Letter {
        channel: Channel::Webhook,
        dedupe_key: format!("webhook {name} {number}"),
        recipient: name.to_owned(),
        kind: "shortage".to_owned(),
        subject: "alert.opened shortage".to_owned(),
        body: body(name, number),
        headers: serde_json::json!({ "id": format!("msg_{name}{number}") }).to_string(),
        due_at: None,
    };
    let all = waiting.iter().flat_map(|(name, count)| (1..=*count).map(move |number| letter(name, number)));
    let all: Vec<_> = all.map(|letter| (letter, run, event)).collect();
    let mut writing = town.store.write().await.unwrap();
    writing.letters(&all, at(1)).await.unwrap();
    writing.commit().await.unwrap();
    town
}

async fn rows(town: &Town) -> Vec<OutboxRow> {
    let all = town.store.look().await.unwrap().letters().await.unwrap();
    all.into_iter().filter(|row| row.letter.channel == Channel::Webhook).collect()
}

async fn states(town: &Town) -> Vec<OutboxState> {
    rows(town).await.iter().map(|row| row.state).collect()
}

async fn deliver(town: &Town, receivers: &[Named], now: Timestamp) -> Hooked {
    deliver_webhooks(&town.store, receivers, &|| now).await.unwrap()
}

/// Are these requests signed, as somebody else reckons? The same with anything changed is not.
#[expect(clippy::disallowed_methods, reason = "somebody else's program")]
pub(super) fn are_signed(requests: &[Request], secret: &str) {
    assert!(!requests.is_empty());
    let mut lines = String::new();
    for Request { headers, body, .. } in requests {
        let mut line = |headers: &std::collections::BTreeMap<String, String>, body: &str, good: bool| {
            let told = serde_json::json!({ "secret": secret, "headers": headers, "body": body, "good": good });
            lines.push_str(&format!("{told}\n"));
        };
        line(headers, body, true);
        line(headers, &format!("{body} "), false);
        for name in ["webhook-id", "webhook-timestamp"] {
            let mut other = headers.clone();
            other.insert(name.to_owned(), format!("{}1", headers[name]));
            line(&other, body, false);
        }
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/hooks/verify.py");
    let mut python = Command::new("python3");
    let mut child = python.args(["-B", script]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[rstest]
#[tokio::test]
async fn a_message_arrives_once_signed_and_under_its_own_name(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let double = taking();
    let town = town(engine, &[("a", 3)]).await;
    let (name, hook) = receiver("a", double.url("/x?y=1"));
    let keys = vec![Key::read(OTHER).unwrap(), Key::read(SECRET).unwrap()];
    let hook = Receiver { keys, ..hook.unwrap() };
    let hooked = deliver(&town, &[(name, Ok(hook))], at(2)).await;
    assert_eq!((hooked.sent, hooked.heard), (3, vec!["a".to_owned()]));
    assert_eq!(states(&town).await, [OutboxState::Sent; 3]);
    let asked = double.asked();
    let ids: Vec<&str> = asked.iter().map(|request| request.headers["webhook-id"].as_str()).collect();
    assert_eq!(ids, ["msg_a1", "msg_a2", "msg_a3"]);
    for request in &asked {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/x"));
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(request.headers["webhook-timestamp"], at(2).as_second().to_string());
        assert_eq!(request.headers["webhook-signature"].split(' ').count(), 2, "one a secret");
    }
    assert_eq!(asked[1].body, body("a", 2));
    are_signed(&asked, SECRET);
    are_signed(&asked, OTHER);
    assert_eq!(deliver(&town, &[receiver("a", double.url("/"))], at(3)).await.sent, 0);
    assert_eq!(double.asked().len(), 3);
    assert_eq!(town.faults(None).await, Vec::<String>::new());
}

/// What a receiver answers first; all else is taken.
fn first(answer: impl Fn() -> Response + Send + Sync + 'static) -> Double {
    let count = AtomicUsize::new(0);
    Double::new(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => answer(),
        _ => Response::new(200, "text/plain", "ok"),
    })
}

#[tokio::test]
async fn whatever_a_receiver_answers_a_message_is_taken_or_tried_again_in_its_time() {
    use OutboxState::{Ready, Sent};
    let elsewhere = Arc::new(taking());
    let plain = |status: u16| move || Response::new(status, "text/plain", "x");
    let to = elsewhere.url("/");
    let moved = move |status: u16| {
        let to = to.clone();
        move || Response::new(status, "text/plain", "").with("Location", &to)
    };
    let large = || {
        // Says that ten GB come, sends some of it and then nothing more.
        let mut large = Response::new(200, "text/plain", vec![b'x'; 300_000]).with("Content-Length", "10000000000");
        large.stalls = true;
        large
    };
    let cut = |at: usize| move || Response { cut: Some(at), ..Response::new(200, "text/plain", "x".repeat(90)) };
    let busy = || Response::new(429, "text/plain", "").with("Retry-After", "7200");
    let forever = || Response::new(503, "text/plain", "").with("Retry-After", "99999999999999");
    // The first message; whether the second was tried then; after how many minutes the first is tried again.
    type Case = (&'static str, Double, OutboxState, bool, i64);
    let cases: Vec<Case> = vec![
        ("200", first(plain(200)), Sent, true, 0),
        ("204", first(plain(204)), Sent, true, 0),
        ("299", first(plain(299)), Sent, true, 0),
        ("ten GB", first(large), Sent, true, 0),
        ("an answer that is cut after its status", first(cut(70)), Sent, true, 0),
        ("301", first(moved(301)), Ready, false, 1),
        ("302", first(moved(302)), Ready, false, 1),
        ("307", first(moved(307)), Ready, false, 1),
        ("308", first(moved(308)), Ready, false, 1),
        ("400", first(plain(400)), Ready, true, 1),
        ("401", first(plain(401)), Ready, true, 1),
        ("404", first(plain(404)), Ready, true, 1),
        ("413", first(plain(413)), Ready, true, 1),
        ("429", first(busy), Ready, false, 120),
        ("500", first(plain(500)), Ready, false, 1),
        ("502", first(plain(502)), Ready, false, 1),
        ("503", first(forever), Ready, false, 24 * 60),
        ("an answer that is cut before its status", first(cut(5)), Ready, false, 1),
    ];
    for (what, double, state, goes_on, minutes) in cases {
        let town = town(Engine::Sqlite, &[("a", 2)]).await;
        let began = now();
        let hooked = deliver(&town, &[receiver("a", double.url("/"))], at(2)).await;
        assert!(began.elapsed() < Duration::from_secs(5), "{what}");
        let told = rows(&town).await;
        let second = if goes_on { Sent } else { Ready };
        assert_eq!([told[0].state, told[1].state], [state, second], "{what}: {hooked:?}");
        assert_eq!(double.asked().len(), if goes_on { 2 } else { 1 }, "{what}");
        if state == Ready {
            let why = told[0].last_error.clone().unwrap();
            assert!(!why.contains("127.0.0.1"), "{why}");
            assert_eq!(told[0].letter.due_at, Some(at(2) + SignedDuration::from_mins(minutes)), "{what}: {why}");
            let asked = double.asked().len();
            assert_eq!(deliver(&town, &[receiver("a", double.url("/"))], at(2)).await.sent, 0, "{what}");
            assert_eq!(double.asked().len(), asked, "{what}: not before its time");
        }
        let later = at(2) + SignedDuration::from_hours(25);
        deliver(&town, &[receiver("a", double.url("/"))], later).await;
        assert_eq!(states(&town).await, [Sent; 2], "{what}");
        let mut ids: Vec<_> = double.asked().iter().map(|one| one.headers["webhook-id"].clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids, ["msg_a1", "msg_a2"], "{what}: the same name at every try");
        are_signed(&double.asked(), SECRET);
    }
    assert_eq!(elsewhere.asked().len(), 0, "no redirect is followed");
}

#[expect(clippy::disallowed_methods, reason = "how long it takes is what is tried")]
fn now() -> Instant {
    Instant::now()
}

#[tokio::test]
async fn ten_tries_within_three_days_and_then_it_is_given_up_with_a_word() {
    let double = Double::new(|_| Response::new(500, "text/plain", ""));
    let town = town(Engine::Sqlite, &[("a", 2)]).await;
    let hook = [receiver("a", double.url("/"))];
    let (mut clock, mut rounds) = (at(2), 0);
    let ended = loop {
        let hooked = deliver(&town, &hook, clock).await;
        rounds += 1;
        if !hooked.ended.is_empty() {
            break hooked.ended;
        }
        let next = town.store.look().await.unwrap().next_due().await.unwrap().unwrap();
        assert!(next > clock && next < Fate::NEVER);
        clock = next;
    };
    assert_eq!((rounds, double.asked().len()), (10, 10), "a receiver that does not answer is asked once a round");
    let hours = clock.duration_since(at(2)).as_hours();
    assert!((71..=72).contains(&hours), "{hours}");
    assert_eq!((ended[0].end, ended[0].rows.len(), ended[0].why.as_str()), (End::Silent, 2, "HTTP 500"));
    assert_eq!(states(&town).await, [OutboxState::Ready; 2], "whoever gives it up says so in the same breath");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_told_nothing_more() {
    let double = Double::new(|_| Response::new(410, "text/plain", ""));
    let town = town(Engine::Sqlite, &[("a", 4)]).await;
    let hooked = deliver(&town, &[receiver("a", double.url("/"))], at(2)).await;
    assert_eq!((hooked.ended[0].end, hooked.ended[0].rows.len(), double.asked().len()), (End::Gone, 4, 1));
}

/// Nine that live, beside one that says nothing, one that nobody listens at, one of which nobody knows: all that lives is
/// told as fast as without those.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_receiver_delays_nobody() {
    const EACH: u32 = 20;
    let names: Vec<String> = (1..=9).map(|number| format!("live{number}")).collect();
    let tell = async |dead: &[(&str, String)]| {
        let times: Arc<Mutex<Vec<Duration>>> = Arc::default();
        let began = now();
        let doubles: Vec<Double> = names
            .iter()
            .map(|_| {
                let times = Arc::clone(&times);
                Double::new(move |_| {
                    times.lock().unwrap().push(began.elapsed());
                    Response::new(200, "text/plain", "ok")
                })
            })
            .collect();
        let mut waiting: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), EACH)).collect();
        waiting.extend(dead.iter().map(|(name, _)| (*name, EACH)));
        let town = town(Engine::Sqlite, &waiting).await;
        let live = names.iter().zip(&doubles).map(|(name, double)| receiver(name, double.url("/")));
        let all: Vec<Named> = live.chain(dead.iter().map(|(name, url)| receiver(name, url.clone()))).collect();
        let start = began.elapsed();
        let hooked = deliver(&town, &all, at(2)).await;
        assert_eq!(hooked.sent, names.len() * EACH as usize);
        let took = began.elapsed().checked_sub(start).unwrap();
        let mut times: Vec<Duration> = times.lock().unwrap().iter().map(|at| at.saturating_sub(start)).collect();
        times.sort();
        (times[times.len() * 99 / 100], took, town)
    };
    let (without, ..) = tell(&[]).await;
    let silent = Double::new(|_| Response { cut: Some(0), stalls: true, ..Response::new(200, "text/plain", "") });
    let nobody = "http://127.0.0.1:9/".to_owned();
    let (with, took, town) = tell(&[("dead", silent.url("/")), ("deaf", nobody)]).await;
    println!("99 % of the living told within {without:?} alone and {with:?} beside the dead, all after {took:?}");
    assert!(took >= Duration::from_secs(9), "the dead one is waited for: {took:?}");
    assert!(took < Duration::from_secs(20), "and no more than once: {took:?}");
    assert!(with < without * 2 + Duration::from_millis(500), "{without:?} {with:?}");
    let dead: Vec<OutboxRow> = rows(&town).await.into_iter().filter(|row| row.letter.recipient == "dead").collect();
    assert!(dead.iter().all(|row| row.attempts == 1 && row.last_error.as_deref() == Some("no answer in time")));
    assert_eq!(silent.asked().len(), 1);
}

#[tokio::test]
async fn what_was_noted_beside_the_database_is_not_told_again() {
    let double = taking();
    let town = town(Engine::Sqlite, &[("a", 2)]).await;
    let hook = [receiver("a", double.url("/"))];
    deliver(&town, &hook, at(2)).await;
    // As the program ended between the note and the database.
    town.raw("UPDATE outbox SET state = 'ready', sent_at = NULL WHERE channel = 'webhook'").await.unwrap();
    let hooked = deliver(&town, &hook, at(3)).await;
    assert_eq!((hooked.sent, hooked.told, double.asked().len()), (0, 2, 2));
    // As it ended before the note: told again, under the same name.
    town.raw("UPDATE outbox SET state = 'ready', sent_at = NULL WHERE channel = 'webhook'").await.unwrap();
    std::fs::remove_file(town.folder().join("town.db.sent")).unwrap();
    assert_eq!(deliver(&town, &hook, at(4)).await.sent, 2);
    let ids: Vec<String> = double.asked().iter().map(|one| one.headers["webhook-id"].clone()).collect();
    assert_eq!(ids, ["msg_a1", "msg_a2", "msg_a1", "msg_a2"]);
}

#[tokio::test]
async fn a_receiver_that_cannot_be_told_says_why_and_no_address() {
    let good = taking();
    let port = good.url("/").rsplit(':').next().unwrap().to_owned();
    let hook = |url: &str, allowed: &[&str]| Receiver {
        allowed: allowed.iter().map(|text| text.parse().unwrap()).collect(),
        ..receiver("a", url.to_owned()).1.unwrap()
    };
    let closed = "not a public one";
    for (url, allowed, says) in [
        (format!("http://localhost:{port}"), vec!["127.0.0.0/8"], None),
        (format!("http://127.1:{port}"), vec!["127.0.0.0/8"], None),
        (format!("http://localhost:{port}"), vec![], Some(closed)),
        (format!("https://localhost:{port}"), vec![], Some(closed)),
        // Some resolvers know no such name, and none leads here.
        (format!("https://localhost.:{port}"), vec!["10.0.0.0/8"], Some("")),
        (format!("https://LOCALHOST:{port}"), vec!["fc00::/7"], Some(closed)),
        (format!("http://127.0.0.1:{port}"), vec![], Some(closed)),
        (format!("http://2130706433:{port}"), vec![], Some(closed)),
        (format!("http://[::ffff:127.0.0.1]:{port}"), vec!["10.0.0.0/8"], Some(closed)),
        (format!("https://u:hemligt@localhost:{port}"), vec!["127.0.0.0/8"], Some("a login stands in its address")),
        ("gopher://localhost".to_owned(), vec!["127.0.0.0/8"], Some("does not begin with https://")),
        (format!("https://localhost:{port}"), vec!["127.0.0.0/8"], Some("cannot be reached")),
        ("https://hemligt.nowhere.invalid".to_owned(), vec![], Some("cannot be reached")),
    ] {
        let message = Message { id: "msg_1", at: at(1), body: "{}" };
        let tried = hook(&url, &allowed).try_out(message).await;
        match says {
            None => assert_eq!(tried, Ok(()), "{url}"),
            Some(says) => {
                let why = tried.unwrap_err();
                assert!(why.contains(says) && !why.contains("localhost") && !why.contains("hemligt"), "{url}: {why}");
            }
        }
    }
    assert_eq!(good.asked().len(), 2);
    let town = town(Engine::Sqlite, &[("a", 1), ("b", 1), ("c", 1)]).await;
    let broken = ("b".to_owned(), Err("cannot read its secret".to_owned()));
    let hooked = deliver(&town, &[receiver("a", good.url("/")), broken], at(2)).await;
    assert_eq!((hooked.sent, hooked.ended[0].end, hooked.ended[0].receiver.as_str()), (1, End::Unknown, "c"));
    let told = rows(&town).await;
    assert_eq!((told[1].state, told[1].last_error.as_deref()), (OutboxState::Ready, Some("cannot read its secret")));
}
