//! The daemon serves pages of what is in force, one organiser or many.

use super::browser::Browser;
use super::command::done;
use super::house::PASSWORD;
use crate::daemon::{PATIENCE, Town, serve_in, within};
use std::net::SocketAddr;

const LISTEN: &str = "[web]\nlisten = \"127.0.0.1:0\"\n[notify]\n";

fn address(said: &str) -> SocketAddr {
    let address = said.rsplit("address=").next().and_then(|rest| rest.split_whitespace().next());
    address.and_then(|address| address.parse().ok()).expect("an address in the log")
}

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn pages_follow_the_configuration_and_whoever_is_signed_in_stays_so() {
    let mut town = Town::new();
    town.config = town.config.replace("[notify]\n", LISTEN);
    town.write("upprop.toml", &town.config);
    done(&town, &["account", "add", "rut", "--role", "admin"], "blåbär i mjölk");
    let (daemon, said) = town.serve_saying("answers /healthz");
    let mut rut = Browser::new(address(&said));
    let answered = now(rut.signs_in("", ("rut", PASSWORD)));
    assert_eq!((answered.status, answered.header("location")), (303, "/"));
    let first = |rut: &Browser| now(rut.clone().get("/"));
    assert!(first(&rut).body.contains("Ånäs"));
    town.save("upprop.toml", &town.config.replace("Ånäs", "Norrby"));
    within(PATIENCE, || first(&rut).body.contains("Norrby").then_some(()));
    within(PATIENCE, || now(rut.clone().get("/status")).body.contains("Everything works").then_some(()));
    done(&town, &["account", "role", "rut", "--role", "auditor"], "");
    assert_eq!(first(&rut).status, 303, "at once, and not within a minute");
    town.save("upprop.toml", &town.config.replace("[web]\n", "[web]\npages = false\n"));
    within(PATIENCE, || (now(rut.clone().get("/sign-in")).status == 404).then_some(()));
    let log = daemon.said();
    assert!(!log.contains("rut") && !log.contains("mjölk"), "{log}");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn each_of_many_organisers_has_its_own_pages() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["norrby", "sydby"] {
        let town = Town::at(folder.path().join(name), "");
        let config = town.config.replace("[notify]\n", LISTEN).replace("Ånäs", name);
        town.write("upprop.toml", &config);
        done(&town, &["account", "add", name, "--role", "admin"], "blåbär i mjölk");
    }
    let daemon = serve_in(folder.path(), &["serve", "--organisers", "."]);
    let mut browser = Browser::new(address(&daemon.says("answers /healthz")));
    for name in ["norrby", "sydby"] {
        within(PATIENCE, || {
            let page = now(browser.clone().get(&format!("/{name}/sign-in")));
            page.body.contains(name).then_some(())
        });
    }
    assert_eq!(now(browser.signs_in("/norrby", ("sydby", PASSWORD))).status, 401);
    assert_eq!(now(browser.signs_in("/norrby", ("norrby", PASSWORD))).status, 303);
    assert_eq!(now(browser.get("/norrby/")).status, 200);
    assert_eq!(now(browser.get("/sydby/")).status, 303);
    assert_eq!(now(browser.get("/")).status, 404);
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}
