//! Accounts by the command line.

use crate::daemon::Town;
use std::io::Write as _;
use std::process::{Output, Stdio};

fn run(town: &Town, words: &[&str], input: &str) -> Output {
    let mut child =
        town.command(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a run");
    child.stdin.take().expect("a way in").write_all(input.as_bytes()).expect("it is read");
    child.wait_with_output().expect("an end")
}

pub(super) fn done(town: &Town, words: &[&str], input: &str) -> String {
    let output = run(town, words, input);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn refused(town: &Town, words: &[&str], input: &str) -> String {
    let output = run(town, words, input);
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn accounts_are_added_changed_and_taken_out_and_the_ledger_says_so() {
    let town = Town::new();
    assert!(done(&town, &["account", "list"], "").is_empty());
    assert_eq!(done(&town, &["account", "add", "rut", "--role", "admin"], "blåbär i mjölk\n"), "rut may sign in.\n");
    done(&town, &["account", "add", "per", "--role", "school", "--unit", "u1"], "lingon i gröten");
    let listed = done(&town, &["--json", "account", "list"], "");
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(
        (&listed["accounts"][0]["account"], &listed["accounts"][0]["units"]),
        (&"per".into(), &serde_json::json!(["u1"]))
    );
    assert_eq!((&listed["accounts"][1]["account"], &listed["accounts"][1]["role"]), (&"rut".into(), &"admin".into()));
    done(&town, &["account", "password", "rut"], "hallon och grädde\r\n");
    done(&town, &["account", "role", "rut", "--role", "auditor"], "");
    assert!(done(&town, &["account", "sign-out", "rut"], "").contains("0 sessions"));
    let shown = done(&town, &["token", "add", "rut", "--label", "kalkyl"], "");
    let shown = shown.trim().rsplit(' ').next().expect("a token").to_owned();
    let tokens: serde_json::Value = serde_json::from_str(&done(&town, &["--json", "token", "list"], "")).expect("JSON");
    let number = tokens["tokens"][0]["token"].as_str().expect("a number").to_owned();
    assert!(tokens["tokens"][0]["label"] == "kalkyl" && !tokens.to_string().contains(&shown));
    done(&town, &["token", "remove", &number], "");
    done(&town, &["account", "remove", "per"], "");
    let audit = done(&town, &["--json", "audit"], "");
    for change in ["added", "password", "role", "token_added", "token_removed", "removed"] {
        assert!(audit.contains(&format!("\"change\": \"{change}\"")), "{change}: {audit}");
    }
    let database = std::fs::read(town.path("upprop.db")).expect("a database");
    let database = String::from_utf8_lossy(&database);
    for secret in ["blåbär", "lingon", "hallon", &shown] {
        assert!(!audit.contains(secret) && !database.contains(secret), "{secret}");
    }
    done(&town, &["verify", "--full"], "");
}

#[test]
fn what_makes_no_sense_of_an_account_is_refused_with_a_mend_and_nothing_is_done() {
    let town = Town::new();
    let good = "blåbär i mjölk";
    done(&town, &["account", "add", "rut", "--role", "admin"], good);
    for (words, input, says) in [
        (&["account", "add", "rut", "--role", "admin"][..], good, "There is an account rut already"),
        (&["account", "add", "Rut", "--role", "admin"], good, "small letters"),
        (&["account", "add", "rut@a.example", "--role", "admin"], good, "small letters"),
        (&["account", "add", "eva", "--role", "admin"], "kort", "12 characters or more"),
        (&["account", "add", "eva", "--role", "admin"], "", "12 characters or more"),
        (&["account", "add", "eva", "--role", "admin", "--unit", "u1"], good, "leave --unit out"),
        (&["account", "add", "eva", "--role", "school"], good, "needs its units"),
        (&["account", "add", "eva", "--role", "school", "--unit", "nowhere"], good, "no unit nowhere"),
        (&["account", "password", "eva"], good, "There is no account eva"),
        (&["account", "role", "eva", "--role", "auditor"], "", "There is no account eva"),
        (&["account", "remove", "eva"], "", "There is no account eva"),
        (&["token", "add", "eva", "--label", "x"], "", "There is no account eva"),
        (&["token", "remove", "abcdef"], "", "No single token"),
    ] {
        let told = refused(&town, words, input);
        assert!(told.contains(says), "{words:?}: {told}");
    }
    assert_eq!(done(&town, &["account", "list"], "").lines().count(), 1);
}
