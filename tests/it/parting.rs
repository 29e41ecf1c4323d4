//! How the daemon begins and ends by whoever manages services: a socket that is handed over, and being told to stop.

use crate::daemon::{PATIENCE, Town, within};
use crate::watched::ask;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

/// A run that was under way when somebody stopped the daemon ends within this.
const PARTING: Duration = Duration::from_secs(10);

#[test]
#[expect(clippy::disallowed_methods, reason = "systemd hands the socket over, and it may not be there")]
fn a_socket_that_systemd_opened_is_answered_on_and_no_configuration_moves_it() {
    let is_here = Command::new("systemd-socket-activate").arg("--version").output().is_ok();
    assert!(is_here || std::env::var_os("UPPROP_SYSTEMD_REQUIRED").is_none(), "systemd-socket-activate is not here");
    if !is_here {
        let _ = std::io::stderr().write_all(b"skipped: systemd-socket-activate is not here\n");
        return;
    }
    let mut town = Town::new();
    town.config = town.config.replace("[notify]\n", "[web]\nlisten = \"127.0.0.1:1\"\n[notify]\n");
    town.write("upprop.toml", &town.config);
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let mut command = Command::new("systemd-socket-activate");
    command.args(["--listen", &free.to_string(), env!("CARGO_BIN_EXE_upprop"), "serve", "--config"]);
    let (daemon, _) = town.serve_as(command.arg(town.path("upprop.toml")), "Listening on");
    // The one who asks first waits until the daemon is there.
    assert_eq!(ask(free, "/healthz").0, "HTTP/1.1 200 OK");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

/// A town with a server that hears a question and never answers, and where that is.
fn silent() -> (Town, TcpListener) {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address: SocketAddr = server.local_addr().expect("its address");
    let mut town = Town::new();
    let source = format!("[[source]]\nname = \"silent\"\nkind = \"ss12000\"\nurl = \"http://{address}/v2.1\"\n");
    town.config = town.config.replace("[notify]\n", &format!("{source}[notify]\n"));
    town.write("upprop.toml", &town.config);
    (town, server)
}

/// Has somebody say that there is news, and waits until the run has asked; keeps the line open.
fn asked(town: &Town, server: &TcpListener) -> TcpStream {
    assert!(town.command(&["nudge"]).status().expect("a nudge").success());
    server.set_nonblocking(true).expect("ours");
    within(PATIENCE, || server.accept().ok()).0
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long the program takes to end is what is tried")]
fn a_run_that_hangs_keeps_the_daemon_for_ten_seconds_and_a_second_word_ends_it_at_once() {
    let (town, server) = silent();
    let daemon = town.serve();
    let line = asked(&town, &server);
    let told = Instant::now();
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0), "what was under way is given up, and nothing of it is done");
    let took = told.elapsed();
    assert!((Duration::from_secs(1)..PARTING + PATIENCE).contains(&took), "{took:?}");
    drop(line);
    let daemon = town.serve();
    let line = asked(&town, &server);
    let told = Instant::now();
    daemon.signal("TERM");
    daemon.says("stopping once the run is done");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(130));
    assert!(told.elapsed() < PARTING, "{:?}", told.elapsed());
    drop(line);
}
