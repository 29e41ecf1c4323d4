//! The daemon, asked how it goes.

use crate::daemon::{Daemon, PATIENCE, Town, within};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A daemon that answers, and where.
fn watched() -> (Town, Daemon, SocketAddr) {
    let mut town = Town::new();
    town.config = town.config.replace("[notify]\n", "[web]\nlisten = \"127.0.0.1:0\"\n[notify]\n");
    town.write("upprop.toml", &town.config);
    let (daemon, said) = town.serve_saying("answers /healthz");
    let address = said.rsplit("address=").next().and_then(|rest| rest.split_whitespace().next());
    let address = address.and_then(|address| address.parse().ok()).expect("an address in the log");
    (town, daemon, address)
}

/// Status line and body of an answer.
pub(crate) fn ask(address: SocketAddr, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("patience");
    let question = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).expect("a question");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

#[test]
fn whoever_asks_hears_that_it_lives_that_it_can_work_and_its_figures() {
    let (town, daemon, address) = watched();
    assert_eq!(ask(address, "/healthz"), ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned()));
    within(PATIENCE, || (ask(address, "/readyz").0 == "HTTP/1.1 200 OK").then_some(()));
    let (status, figures) = ask(address, "/metrics");
    assert_eq!(status, "HTTP/1.1 200 OK");
    for line in [
        "# TYPE upprop_pool_seats gauge",
        "upprop_ready 1",
        "upprop_holds 0",
        "upprop_failing_since_timestamp_seconds 0",
        "upprop_pool_seats{pool=\"p\",state=\"total\"} 5",
        "upprop_pool_seats{pool=\"p\",state=\"assigned\"} 5",
        "upprop_letters{state=\"waiting\"} 0",
    ] {
        assert!(figures.lines().any(|told| told == line), "{line} in {figures}");
    }
    let value = |name: &str| figures.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
    assert!(value("upprop_pool_waiting{pool=\"p\"}").is_some_and(|waiting| waiting > 0.0), "{figures}");
    assert!(value("upprop_last_success_timestamp_seconds").is_some_and(|at| at > 1.7e9), "{figures}");
    assert!(!figures.contains("Åsa") && !figures.contains('@'));
    for path in ["/nothing", "/metrics/..", "/pools/", "/metrics?x=1&y"] {
        let (status, _) = ask(address, path);
        assert_eq!(status.contains("404"), !path.starts_with("/metrics?"), "{path}: {status}");
    }
    // A run that fails shows.
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).expect("a file");
    town.save("roster/persons.csv", &persons[..persons.len() / 2]);
    daemon.says("what was in force stays");
    let failing = || {
        let (_, figures) = ask(address, "/metrics");
        let since = figures.lines().find_map(|line| line.strip_prefix("upprop_failing_since_timestamp_seconds "));
        since.is_some_and(|since| since != "0").then_some(())
    };
    within(PATIENCE, failing);
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
    assert!(TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err(), "nobody answers any more");
}

#[test]
fn whoever_connects_and_says_nothing_keeps_nobody_else_from_an_answer() {
    let (_town, daemon, address) = watched();
    let silent: Vec<TcpStream> = (0..100).map_while(|_| TcpStream::connect(address).ok()).collect();
    assert!(silent.len() > 64, "more than are answered at a time");
    assert_eq!(ask(address, "/healthz").1, "ok\n");
    drop(silent);
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn an_address_that_is_taken_ends_the_daemon_with_a_message_and_not_later() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut town = Town::new();
    let listen = format!("[web]\nlisten = \"{}\"\n[notify]\n", taken.local_addr().expect("an address"));
    town.config = town.config.replace("[notify]\n", &listen);
    town.write("upprop.toml", &town.config);
    let done = town.command(&["serve"]).output().expect("a daemon that ends");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(2) && told.contains("cannot listen on 127.0.0.1"), "{told}");
}
