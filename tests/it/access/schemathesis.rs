//! The interface's document, taken at its word by schemathesis: thousands of questions, good and bad, to the program itself
//! with the demo's organiser. Runs where schemathesis is; a build server has it.

use super::browser::Browser;
use super::command::done;
use crate::daemon::{Town, program};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use upprop::web::Role;

/// What is held against each answer: no fault of ours, and what the document says.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,ignored_auth";

/// It goes on for so long as who may do everything. Others read, and are asked what the document's words cover.
const SECONDS: &str = "35";
const PHASES: (&str, &str) = ("examples,coverage,fuzzing", "coverage");

/// The program that is asked.
struct Asked {
    address: SocketAddr,
    bearer: String,
}

impl Asked {
    fn get(&self, path: &str) -> Value {
        let head = ("Authorization", self.bearer.as_str());
        let asks = async || Browser::new(self.address).ask("GET", path, (&[head], "")).await;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answered = runtime.block_on(asks());
        assert_eq!(answered.status, 200, "{path}: {answered:?}");
        serde_json::from_str(&answered.body).unwrap()
    }

    /// What stands under a name in the rows of a list, and something that does not.
    fn all(&self, path: &str, field: &str) -> Vec<Value> {
        let rows = self.get(&format!("/api/v1/{path}?per_page=20"));
        let rows = rows["items"].as_array().unwrap();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).into();
        rows.iter().map(|row| text(&row[field])).chain(["none".into()]).collect()
    }

    fn reports(&self) -> Vec<Value> {
        let rows = self.get("/api/v1/reports");
        rows["items"].as_array().unwrap().iter().map(|row| row["report"].clone()).chain(["none".into()]).collect()
    }

    /// The document, with names in it of what is: else most questions would be about nothing.
    fn filled(&self) -> Value {
        let mut document = self.get("/api/v1/openapi.json");
        let known = [
            ("/pools/", self.all("pools", "pool")),
            ("/tools/", self.all("tools", "tool")),
            ("/vendors/", self.all("vendors", "vendor")),
            ("/units/", self.all("units", "unit")),
            ("/runs/", self.all("runs", "run")),
            ("/requests/", self.all("requests", "number")),
            ("/people/", self.all("waiting", "number")),
            ("/reports/", self.reports()),
        ];
        for (path, methods) in document["paths"].as_object_mut().unwrap() {
            let of = known.iter().find(|(part, _)| path.contains(part));
            let parameters = methods.pointer_mut("/get/parameters").and_then(Value::as_array_mut);
            for one in parameters.into_iter().flatten().filter(|one| one["in"] == "path") {
                if let Some((_, values)) = of {
                    one["schema"] = json!({ "enum": values });
                }
            }
        }
        let schemas = &mut document["components"]["schemas"];
        schemas["Attend"]["properties"]["key"]["enum"] = self.all("alerts", "key").into();
        schemas["Settle"]["properties"]["hash"]["enum"] = self.all("holds", "hash").into();
        schemas["SetDay"]["properties"]["number"]["enum"] = self.all("requests", "number").into();
        schemas["UsageOf"]["properties"]["tool"]["enum"] = self.all("tools", "tool").into();
        schemas["UsageOf"]["properties"]["person"]["enum"] = self.all("waiting", "person").into();
        document
    }
}

/// Every role, with the units that it is for.
fn roles() -> [(&'static str, &'static [&'static str]); 5] {
    Role::ALL.map(|role| (role.word(), if role == Role::School { &["--unit", "BJO"][..] } else { &[] }))
}

/// A token of an account that is made for it.
fn token(town: &Town, (role, units): (&str, &[&str])) -> String {
    done(town, &[&["account", "add", role, "--role", role], units].concat(), "blåbär i mjölk");
    let told = done(town, &["token", "add", role, "--label", "schemathesis"], "");
    told.trim().rsplit(' ').next().unwrap().to_owned()
}

/// What it says of a document that lies here, asked with a token.
#[expect(clippy::disallowed_methods, reason = "it is a program of its own")]
fn tried(folder: &Path, (address, token): (SocketAddr, &str), more: &[&str]) -> String {
    let head = format!("Authorization: Bearer {token}");
    let mut command = Command::new("schemathesis");
    command.args(["run", "openapi.json", "--url", &format!("http://{address}"), "--header", &head, "--checks", CHECKS]);
    command.args(["--seed", "1", "--no-color"]).args(more);
    let run = command.current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    told
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whether the tester is here, and whether it must be")]
fn nothing_that_the_document_allows_or_forbids_is_a_fault_whoever_asks() {
    let is_here = Command::new("schemathesis").arg("--version").output().is_ok_and(|told| told.status.success());
    let is_required = std::env::var_os("UPPROP_SCHEMATHESIS_REQUIRED").is_some();
    assert!(is_here || !is_required, "schemathesis is not here: pip install schemathesis");
    if !is_here {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: schemathesis is not here\n");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let told = program(folder.path(), &["demo", "--no-serve", "--dir", "demo", "--disaster"]).output().unwrap();
    assert_eq!(told.status.code(), Some(3), "{}", String::from_utf8_lossy(&told.stderr));
    let demo = folder.path().join("demo");
    let config = std::fs::read_to_string(demo.join("upprop.toml")).unwrap();
    let config = config.replace("listen = \"127.0.0.1:8480\"", "listen = \"127.0.0.1:0\"\ninsecure_cookie = true");
    let town = Town::in_place(demo, config);
    done(&town, &["request", "new", "sifferkul-46"], "");
    let tokens = roles().map(|(role, units)| (role, token(&town, (role, units))));
    let (daemon, said) = town.serve_saying("answers /healthz");
    let address = super::served::address(&said);
    let of = |role: &str| tokens.iter().find(|(known, _)| *known == role).unwrap().1.as_str();
    let asked = Asked { address, bearer: format!("Bearer {}", of("admin")) };
    let document = asked.filled();
    std::fs::write(folder.path().join("openapi.json"), document.to_string()).unwrap();
    let operations: usize =
        document["paths"].as_object().unwrap().values().map(|of| of.as_object().unwrap().len()).sum();
    for (role, token) in &tokens {
        let is_all = *role == "admin";
        let phases = if is_all { PHASES.0 } else { PHASES.1 };
        let time = ["--max-time", SECONDS, "--max-examples", "12", "--phases", phases];
        let told = tried(folder.path(), (address, token), &time);
        let every = [format!("Selected: {operations}/{operations}"), format!("Tested: {operations}")];
        assert!(every.iter().all(|line| told.contains(line)), "{role}: not all was asked: {told}");
        println!("{role}\n{told}");
    }
    assert!(!daemon.said().contains("could not be made"), "{}", daemon.said());
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}
