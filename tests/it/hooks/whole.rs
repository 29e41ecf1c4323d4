//! The program itself, and what its receivers hear.

use super::{OTHER, SECRET, are_signed};
use crate::daemon::{PATIENCE, Town, within};
use crate::ss12000::double::{Double, Request, Response};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

/// A village whose webhooks go to these, each with more of its settings.
fn village(receivers: &[(&str, String, &str)]) -> Town {
    let mut town = Town::new();
    for (name, text) in [("secret", SECRET), ("other", OTHER)] {
        town.write(name, &format!("{text}\n"));
        std::fs::set_permissions(town.path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    town.config = town.config.replace("seats = 5", "seats = 4");
    for (name, url, more) in receivers {
        town.config += &format!(
            "[[notify.webhook]]\nname = \"{name}\"\nurl = \"{url}\"\nsecret = {{ file = \"secret\" }}\n\
             allow_private = [\"127.0.0.0/8\"]\n{more}\n"
        );
    }
    let letters = "from = \"upprop@exempel.example\"\nfolder = \"outbox\"\n\
        recipient = [{ address = \"drift@exempel.example\", role = \"operations\" }]\n";
    town.config = town.config.replace("folder = \"outbox\"\n", letters);
    town.write("upprop.toml", &town.config);
    town
}

const EVERYTHING: &str = "role = \"organiser\"";

fn ran(town: &Town, words: &[&str]) -> (Option<i32>, String) {
    let done = town.command(words).output().unwrap();
    let told = [&done.stdout, &done.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    (done.status.code(), told.concat())
}

#[track_caller]
fn sync(town: &Town) {
    let (code, told) = ran(town, &["sync"]);
    assert!(matches!(code, Some(0 | 3)), "{told}");
}

fn json(town: &Town, words: &[&str]) -> Value {
    let done = town.command(&[&["--json"], words].concat()).output().unwrap();
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}

fn bodies(double: &Double) -> Vec<Value> {
    double.asked().iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect()
}

fn kinds(double: &Double) -> Vec<String> {
    bodies(double).iter().map(|body| format!("{} {}", body["type"], body["data"]["kind"]).replace('"', "")).collect()
}

fn taking() -> Double {
    Double::new(|_| Response::new(202, "text/plain", ""))
}

#[test]
fn receivers_hear_at_once_what_is_theirs_and_nobodys_name() {
    let [all, held, drift] = [taking(), taking(), taking()];
    let town = village(&[
        ("all", all.url("/all"), "role = \"organiser\"\nsecret_before = { file = \"other\" }"),
        ("held", held.url("/"), "role = \"organiser\"\nkinds = [\"held\", \"joined\"]"),
        ("drift", drift.url("/"), "role = \"operations\""),
    ]);
    assert_eq!(ran(&town, &["check-config"]).0, Some(0));
    sync(&town);
    let heard = kinds(&all);
    assert!(heard.iter().any(|one| one.starts_with("alert.opened held")), "{heard:?}");
    assert_eq!(kinds(&held), ["alert.opened held"]);
    assert_eq!(kinds(&drift), ["alert.opened held"]);
    are_signed(&all.asked(), SECRET);
    are_signed(&all.asked(), OTHER);
    are_signed(&held.asked(), SECRET);
    // A second run tells nothing.
    let before = all.asked().len();
    sync(&town);
    assert_eq!((all.asked().len(), held.asked().len()), (before, 1));
    // Nobody in the roster is in what was told.
    let told: String = all.asked().iter().map(|request| request.body.clone()).collect();
    for file in ["persons.csv", "units.csv"] {
        let Ok(text) = std::fs::read_to_string(town.path(&format!("roster/{file}"))) else { continue };
        let words = text.split([';', ',', '\n', '\t', '"']).skip(5).map(str::trim).filter(|word| word.len() > 5);
        for word in words.filter(|word| !word.starts_with("20") && !word.chars().all(|c| c.is_ascii_lowercase())) {
            assert!(!told.contains(word), "{word} in {told}");
        }
    }
    assert!(!told.contains('@') && !told.contains("Ånäs"), "{told}");
    let list = json(&town, &["notify", "list", "--all"]);
    let rows = list.as_array().unwrap().iter().filter(|row| row["channel"] == "webhook" && row["state"] == "sent");
    assert_eq!(rows.count(), before + 2);
    assert_eq!(ran(&town, &["verify", "--full"]).0, Some(0));
    let (code, tried) = ran(&town, &["notify", "test"]);
    assert!(code == Some(0) && tried.contains("webhook drift: taken"), "{tried}");
    assert_eq!(bodies(&drift).last().unwrap()["type"], "test");
    are_signed(&drift.asked(), SECRET);
}

#[test]
fn a_receiver_that_is_gone_is_told_of_once_and_hears_again_when_the_configuration_changes() {
    let status = Arc::new(AtomicU16::new(410));
    let answer = Arc::clone(&status);
    let double = Double::new(move |_| Response::new(answer.load(Ordering::SeqCst), "text/plain", ""));
    let mut town = village(&[("larm", double.url("/"), EVERYTHING)]);
    sync(&town);
    assert_eq!(double.asked().len(), 1);
    let lost = |town: &Town| {
        let alerts = json(town, &["alerts"]);
        alerts.as_array().unwrap().iter().filter(|row| row["key"] == "webhook_lost larm").count()
    };
    assert_eq!(lost(&town), 1);
    let letters = |town: &Town| {
        let list = json(town, &["notify", "list", "--all"]);
        let is_it = |row: &&Value| row["subject"].as_str().unwrap().contains("WEBHOOK larm");
        list.as_array().unwrap().iter().filter(is_it).count()
    };
    for _ in 0..3 {
        sync(&town);
    }
    assert_eq!((letters(&town), double.asked().len()), (1, 1), "told once, and asked no more");
    // Something new happens: it is not for one that is gone.
    let persons = std::fs::read_to_string(town.path("roster/persons.csv")).unwrap();
    town.config = town.config.replace("seats = 4", "seats = 3");
    town.write("upprop.toml", &town.config);
    sync(&town);
    assert_eq!(double.asked().len(), 1);
    status.store(200, Ordering::SeqCst);
    town.config = town.config.replace(&double.url("/"), &double.url("/other"));
    town.config = town.config.replace("seats = 3", "seats = 2");
    town.write("upprop.toml", &town.config);
    town.write("roster/persons.csv", &persons.replace("Åsa", "Åse"));
    sync(&town);
    assert_eq!(lost(&town), 0);
    assert!(double.asked().len() > 1 && double.asked().last().unwrap().path == "/other");
    assert_eq!(ran(&town, &["verify", "--full"]).0, Some(0));
}

#[test]
fn a_run_that_is_killed_before_it_hears_the_answer_says_it_again_under_the_same_name() {
    let heard = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&heard);
    let double = Double::new(move |_: &Request| {
        // The first is taken, and the answer comes too late.
        if !flag.swap(true, Ordering::SeqCst) {
            std::thread::sleep(std::time::Duration::from_secs(3)); // the program is killed meanwhile
        }
        Response::new(200, "text/plain", "")
    });
    let town = village(&[("larm", double.url("/"), EVERYTHING)]);
    let mut child = town.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    within(PATIENCE, || heard.load(Ordering::SeqCst).then_some(()));
    child.kill().unwrap();
    child.wait().unwrap();
    within(PATIENCE, || (!double.asked().is_empty()).then_some(()));
    sync(&town);
    let names: Vec<String> = double.asked().iter().map(|request| request.headers["webhook-id"].clone()).collect();
    assert!(names.len() >= 2 && names[0] == names[1], "{names:?}");
    let bodies: Vec<String> = double.asked().iter().map(|request| request.body.clone()).collect();
    assert_eq!(bodies[0], bodies[1]);
    let again = names[1..].to_vec();
    let mut once = again.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), again.len(), "nothing else twice: {names:?}");
    are_signed(&double.asked(), SECRET);
    assert_eq!(ran(&town, &["verify", "--full"]).0, Some(0));
}
