//! The interface's document, taken at its word by schemathesis: thousands of questions, good and bad, to the program itself
//! with the demo's organiser. Runs where schemathesis is; a build server has it.

use super::browser::Browser;
use super::command::done;
use crate::daemon::{Town, program};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// What is held against each answer: no fault of ours, and what the document says.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,ignored_auth";

/// It goes on for so long.
const SECONDS: &str = "40";

/// The program that is asked.
struct Asked {
    address: std::net::SocketAddr,
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
        schemas["UsageOf"]["properties"]["tool"]["enum"] = self.all("tools", "tool").into();
        schemas["UsageOf"]["properties"]["person"]["enum"] = self.all("waiting", "person").into();
        document
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whether the tester is here, and whether it must be")]
fn nothing_that_the_document_allows_or_forbids_is_a_fault() {
    let is_here = Command::new("schemathesis").arg("--version").output().is_ok_and(|told| told.status.success());
    let is_required = std::env::var_os("UPPROP_SCHEMATHESIS_REQUIRED").is_some();
    assert!(is_here || !is_required, "schemathesis is not here: pip install schemathesis");
    if !is_here {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: schemathesis is not here\n");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let told = program(folder.path(), &["demo", "--no-serve", "--dir", "demo"]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let demo = folder.path().join("demo");
    let config = std::fs::read_to_string(demo.join("upprop.toml")).unwrap();
    let town = Town::in_place(demo, config + "\n[web]\nlisten = \"127.0.0.1:0\"\ninsecure_cookie = true\n");
    done(&town, &["account", "add", "rut", "--role", "admin"], "blåbär i mjölk");
    let token = done(&town, &["token", "add", "rut", "--label", "schemathesis"], "");
    let token = token.trim().rsplit(' ').next().unwrap().to_owned();
    let (daemon, said) = town.serve_saying("answers /healthz");
    let address = super::served::address(&said);
    let head = format!("Authorization: Bearer {token}");
    let asked = Asked { address, bearer: format!("Bearer {token}") };
    std::fs::write(folder.path().join("openapi.json"), asked.filled().to_string()).unwrap();
    let mut command = Command::new("schemathesis");
    command.args(["run", "openapi.json", "--url", &format!("http://{address}"), "--header", &head, "--checks", CHECKS]);
    command.args(["--seed", "1", "--max-examples", "12", "--phases", "examples,coverage,fuzzing", "--no-color"]);
    command.args(["--max-time", SECONDS]);
    let run = command.current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    println!("{told}");
    assert!(!daemon.said().contains("could not be made"), "{}", daemon.said());
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}
