//! Connections of people who take their time: they are hung up on, and nobody waits for them.
#![expect(
    clippy::disallowed_methods,
    reason = "how much is tried is told from outside; what is slow is slow beside us"
)]

use super::house::House;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// None is left after this.
const CLOSED_WITHIN: Duration = Duration::from_secs(35);
/// Others are answered within this.
const ANSWERED_WITHIN: Duration = Duration::from_millis(500);

/// What is said by those who then say nothing more.
const BEGUN: [&str; 3] = [
    "",
    "GET /sign-in HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nacc",
];

/// How long it took until it was hung up on.
async fn held(address: SocketAddr, begun: &str) -> Duration {
    let begin = Instant::now();
    let Ok(mut stream) = TcpStream::connect(address).await else { return begin.elapsed() };
    let _ = stream.write_all(begun.as_bytes()).await;
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard).await;
    begin.elapsed()
}

fn count() -> Option<usize> {
    std::env::var("UPPROP_SLOW_CONNECTIONS").ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_connections_are_closed_and_hold_nobody_up() {
    let house = House::new().await;
    let many = count().unwrap_or(300);
    let mut slow = tokio::task::JoinSet::new();
    for number in 0..many {
        let address = house.answering.address;
        slow.spawn(async move { (number % BEGUN.len(), held(address, BEGUN[number % BEGUN.len()]).await) });
    }
    let (mut longest, mut asked) = (Duration::ZERO, Vec::new());
    let mut slowest = [Duration::ZERO; 3];
    loop {
        let begin = Instant::now();
        let answered = house.browser().get("/sign-in").await;
        assert_eq!(answered.status, 200);
        longest = longest.max(begin.elapsed());
        asked.push(begin.elapsed());
        while let Some(one) = slow.try_join_next() {
            let (kind, took) = one.unwrap();
            slowest[kind] = slowest[kind].max(took);
        }
        if slow.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    asked.sort();
    let middle = asked[asked.len() / 2];
    println!(
        "{many} slow: closed after {slowest:?}; {} answers meanwhile, {middle:?} and {longest:?} at most",
        asked.len()
    );
    assert!(slowest.iter().all(|took| *took < CLOSED_WITHIN), "{slowest:?}");
    assert!(middle < ANSWERED_WITHIN, "{middle:?}");
    if count().is_some() {
        assert!(longest < ANSWERED_WITHIN, "{longest:?}");
    }
}
