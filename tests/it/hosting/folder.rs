//! A folder of organisers: who comes is served, who is gone is no longer, and what is wrong with one is that one's.

use super::organiser;
use crate::daemon::{Daemon, PATIENCE, serve_in, within};
use crate::watched::ask;
use std::net::SocketAddr;
use std::path::Path;

fn address(said: &str) -> SocketAddr {
    let address = said.rsplit("address=").next().and_then(|rest| rest.split_whitespace().next());
    address.and_then(|address| address.parse().ok()).expect("an address in the log")
}

fn listening(folder: &Path, name: &str) {
    let file = folder.join(name).join("upprop.toml");
    let text = std::fs::read_to_string(&file).expect("a configuration");
    std::fs::write(&file, text.replace("[notify]\n", "[web]\nlisten = \"127.0.0.1:0\"\n[notify]\n")).expect("a file");
}

fn serve(folder: &Path) -> Daemon {
    serve_in(folder, &["serve", "--organisers", "."])
}

#[test]
fn each_folder_with_a_configuration_is_an_organiser_and_what_is_wrong_with_one_is_that_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |name: &str, database: &str| organiser(folder.path(), name, database);
    let (_anas, twin) = (of("anas", ""), of("twin", "url = \"sqlite:../anas/upprop.db\"\n"));
    let broken = of("broken", "");
    broken.write("upprop.toml", "[organiser]\nnamn = \"x\"\n");
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    let copy = folder.path().join("anas.bak");
    std::fs::create_dir(&copy).expect("a folder");
    std::fs::copy(folder.path().join("anas/upprop.toml"), copy.join("upprop.toml")).expect("somebody's copy");
    ["anas", "twin"].iter().for_each(|name| listening(folder.path(), name));
    let daemon = serve(folder.path());
    let lines = daemon.says_all(&[
        "answers /healthz",
        "name=\"broken\"}",
        "its database is",
        "broken/upprop.toml:2:1: unknown key",
    ]);
    let address = address(&lines[0]);
    assert!(lines[1].contains("cannot be served yet"), "{lines:?}");
    let told = &lines[2];
    assert!(told.contains("its database is") && told.contains("give each organiser a schema or a file"), "{told}");

    let figures = || ask(address, "/metrics").1;
    let is = |line: &str| figures().lines().any(|told| told == line).then_some(());
    // Of two with one database the first to come has it.
    within(PATIENCE, || {
        let ready = ["anas", "twin"].map(|name| is(&format!("upprop_ready{{organiser=\"{name}\"}} 1")).is_some());
        (ready.iter().filter(|ready| **ready).count() == 1).then_some(())
    });
    is("upprop_ready{organiser=\"broken\"} 0").expect("it cannot work");
    assert_eq!(ask(address, "/readyz"), ("HTTP/1.1 200 OK".to_owned(), "ready 1 of 3\n".to_owned()));

    // One is mended, one moves to a database of its own, one comes.
    twin.write("upprop.toml", &twin.config.replace("sqlite:../anas/upprop.db", "sqlite:upprop.db"));
    listening(folder.path(), "twin");
    broken.write("upprop.toml", &broken.config);
    let _late = of("late", "");
    daemon.signal("HUP");
    for name in ["broken", "late", "twin", "anas"] {
        within(PATIENCE, || is(&format!("upprop_ready{{organiser=\"{name}\"}} 1")));
    }
    within(PATIENCE, || (ask(address, "/readyz").1 == "ready 4 of 4\n").then_some(()));
    is("upprop_pool_seats{organiser=\"late\",pool=\"p\",state=\"assigned\"} 5").expect("its figures");

    // One goes. What is in its database stays.
    std::fs::rename(folder.path().join("late"), folder.path().join(".late")).expect("it is moved away");
    daemon.signal("HUP");
    daemon.says("is served no longer");
    within(PATIENCE, || (ask(address, "/readyz").1 == "ready 3 of 3\n").then_some(()));
    assert!(!figures().contains("\"late\""));
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_copy_of_an_organisers_folder_is_not_served_beside_it_whichever_is_looked_at_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let _anas = organiser(folder.path(), "anas", "");
    let daemon = serve(folder.path());
    daemon.says("serving");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
    copy(&folder.path().join("anas"), &folder.path().join("aaas"));
    let daemon = serve(folder.path());
    let lines = daemon.says_all(&["organiser{name=\"anas\"}: upprop::daemon::host: serving", "is a copy of"]);
    assert!(lines[1].contains("name=\"aaas\"") && lines[1].contains("anas/upprop.db, which is still"), "{lines:?}");

    // Where the old one is gone it was moved.
    std::fs::rename(folder.path().join("anas"), folder.path().join(".anas")).expect("it is moved away");
    daemon.signal("HUP");
    daemon.says("organiser{name=\"aaas\"}: upprop::daemon::host: serving");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let to = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() { copy(&entry, &to) } else { std::fs::copy(&entry, &to).map(drop).expect("a file") }
    }
}

#[test]
fn a_delivery_of_one_organiser_makes_nobody_else_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let (anas, _bnas) = (organiser(folder.path(), "anas", ""), organiser(folder.path(), "bnas", ""));
    let daemon = serve(folder.path());
    daemon.says_all(&[
        "organiser{name=\"anas\"}: upprop::daemon::host: serving",
        "organiser{name=\"bnas\"}: upprop::daemon::host: serving",
    ]);
    let runs = |name: &str| {
        let rows = crate::hosting::beats::runs(&folder.path().join(name).join("upprop.db"));
        rows.len()
    };
    let before = [runs("anas"), runs("bnas")];
    let persons = std::fs::read_to_string(anas.path("roster/persons.csv")).expect("a file");
    anas.save("roster/persons.csv", &persons);
    assert!(daemon.says(" ran run=").contains("organiser{name=\"anas\"}"));
    assert_eq!([runs("anas"), runs("bnas")], [before[0] + 1, before[1]]);
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn a_folder_that_is_not_there_ends_the_program_with_a_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = crate::daemon::program(folder.path(), &["serve", "--organisers", "nowhere"]).output().expect("an end");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(2) && told.contains("cannot look into nowhere"), "{told}");
}
