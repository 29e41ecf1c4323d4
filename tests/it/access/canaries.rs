//! The canary world, asked over the network as programs ask: every account, every operation, good and bad questions. Nobody
//! is told of a foreign canary or a protected one, nobody of an address or a personal number, and the log of nobody at all.

use super::browser::Browser;
use super::command::done;
use crate::canaries::MARK;
use crate::daemon::Town;
use crate::pages::canary::{Looked, is_protected, name, stage, untold};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use upprop::web::Role;

const SIZE: (usize, usize) = (3, 20);
const JSON: (&str, &str) = ("Content-Type", "application/json");
/// What lists are asked beside nothing.
const QUERIES: [&str; 3] = ["per_page=500&sort=-name", "q=kanarie", "q=&people=true"];

/// An account: its name, its role, and the school that it is for; none where it is for all.
type Account = (&'static str, Role, Option<usize>);

const ACCOUNTS: [Account; 8] = [
    ("rut", Role::Admin, None),
    ("rapport", Role::Reporter, None),
    ("revision", Role::Auditor, None),
    ("beslut", Role::Decider, None),
    ("skola-0", Role::School, Some(0)),
    ("skola-1", Role::School, Some(1)),
    ("skola-2", Role::School, Some(2)),
    ("beslut-1", Role::Decider, Some(1)),
];

/// The program, and what it was asked.
struct Asked {
    address: SocketAddr,
    tokens: BTreeMap<&'static str, String>,
    runtime: tokio::runtime::Runtime,
}

impl Asked {
    /// The status and everything that is answered, head and body.
    fn ask(&self, account: &str, (method, path): (&str, &str), (kind, body): (&str, &str)) -> (u16, String) {
        let bearer = format!("Bearer {}", self.tokens[account]);
        let heads = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        let heads = if body.is_empty() { &heads[..1] } else { &heads[..] };
        let answered = self.runtime.block_on(Browser::new(self.address).ask(method, path, (heads, body)));
        assert!((200..500).contains(&answered.status), "{method} {path} as {account}: {}", answered.status);
        (answered.status, format!("{}\r\n\r\n{}", answered.head, answered.body))
    }

    fn get(&self, account: &str, path: &str) -> (u16, Value) {
        let (status, text) = self.ask(account, ("GET", path), ("", ""));
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    fn rows(&self, path: &str, field: &str) -> Vec<String> {
        let (status, list) = self.get("beslut", &format!("/api/v1/{path}?per_page=500"));
        let rows = list["items"].as_array().unwrap_or_else(|| panic!("{path}: {status}"));
        let text = |row: &Value| row[field].as_str().map_or_else(|| row[field].to_string(), str::to_owned);
        rows.iter().map(text).collect()
    }

    /// Every path of the document, for everything that is.
    fn paths(&self) -> BTreeSet<String> {
        let (_, document) = self.get("rut", "/api/v1/openapi.json");
        let mut known = BTreeMap::new();
        for (list, field) in [
            ("pools", "pool"),
            ("tools", "tool"),
            ("vendors", "vendor"),
            ("units", "unit"),
            ("runs", "run"),
            ("requests", "number"),
        ] {
            known.insert(format!("/api/v1/{list}/"), self.rows(list, field));
        }
        let (_, reports) = self.get("rut", "/api/v1/reports");
        let reports = reports["items"].as_array().unwrap().iter();
        known
            .insert("/api/v1/reports/".to_owned(), reports.map(|row| row["report"].as_str().unwrap().into()).collect());
        let units = known["/api/v1/units/"].clone();
        let people = units.iter().flat_map(|unit| self.rows(&format!("units/{unit}/people"), "number")).collect();
        known.insert("/api/v1/people/".to_owned(), people);
        let mut paths = BTreeSet::new();
        for path in document["paths"].as_object().unwrap().keys() {
            let Some((before, rest)) = path.split_once('{') else {
                paths.insert(path.clone());
                continue;
            };
            let after = rest.split_once('}').unwrap().1;
            let values = &known[before];
            assert!(!values.is_empty(), "{path} is asked about nothing");
            paths.extend(values.iter().map(|value| format!("{before}{}{after}", value.replace(' ', "%20"))));
        }
        paths
    }
}

/// What is posted, by somebody who may and somebody who may not. What it names is known, and nobody is to hear it again.
fn posted(path: &str) -> Vec<(&'static str, String)> {
    let (open, hidden, own) = (name(0, 1), name(1, 9), untold(1, 9));
    let mut sent = Vec::new();
    for word in [&open, &hidden, &own.email, &own.eppn, &own.number, "Kp1x9"] {
        let bodies = match path {
            "/api/v1/holds" => [json!({ "hash": word, "deed": "release" }), json!({ "hash": "x", "deed": word })],
            "/api/v1/requests" => [
                json!({ "number": word, "deed": "confirm", "date": "2026-12-01" }),
                json!({ "number": "REQ-2026-001", "deed": "delay", "date": word, "reason": word }),
            ],
            "/api/v1/alerts" => [json!({ "key": word, "deed": "ack", "reason": word }), json!({ word: word })],
            _ => {
                let row = json!({ "person": word, "tool": word, "last_used": "2026-11-01" });
                [json!({ "rows": [row] }), json!({ "rows": [{ "person": "p", "tool": "t", "last_used": word }] })]
            }
        };
        sent.extend(bodies.map(|body| (JSON.1, body.to_string())));
        sent.push((JSON.1, format!("{{\"{word}")));
        if path == "/api/v1/usage" {
            sent.push(("text/csv", format!("person;tool;last_used\n{word};{word};{word}\n")));
            sent.push(("text/csv", format!("{word};tool\n\"{word}\n")));
        }
    }
    sent
}

/// A world that is served with a token for every account, at its most talkative.
fn served() -> (crate::on_sqlite::stage::Stage, crate::daemon::Daemon, Asked) {
    let stage = stage(SIZE);
    stage.run("2026-11-23T05:10:00Z", "request new sifferkul-46").ended(0);
    stage.run("2026-11-23T05:10:00Z", "request new sifferkul-79 --unit ALM").ended(0);
    let config = stage
        .read("upprop.toml")
        .replace("listen = \"127.0.0.1:8480\"", "listen = \"127.0.0.1:0\"\ninsecure_cookie = true");
    let town = Town::in_place(stage.root(), config);
    let mut tokens = BTreeMap::new();
    for (account, role, school) in ACCOUNTS {
        let unit = school.map(|school| format!("u{school}"));
        let unit: Vec<&str> = unit.iter().flat_map(|unit| ["--unit", unit.as_str()]).collect();
        done(&town, &[&["account", "add", account, "--role", role.word()], &unit[..]].concat(), "blåbär i mjölk");
        let told = done(&town, &["token", "add", account, "--label", "kanarie"], "");
        tokens.insert(account, told.trim().rsplit(' ').next().unwrap().to_owned());
    }
    let mut command = town.command(&["serve"]);
    let (daemon, said) = town.serve_as(command.env("RUST_LOG", "trace"), "answers /healthz");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    (stage, daemon, Asked { address: super::served::address(&said), tokens, runtime })
}

#[test]
fn no_program_is_told_of_anybody_whom_its_account_does_not_see_and_the_log_of_nobody() {
    let (_stage, daemon, asked) = served();
    let paths = asked.paths();
    let mut looked = Looked::new(SIZE);
    for (account, role, school) in ACCOUNTS {
        looked.role = role;
        let before = looked.own;
        let mut looks = |what: (&str, &str), sent: (&str, &str)| {
            let (status, told) = asked.ask(account, what, sent);
            looked.at(school, what, Some(&told));
            (status, told)
        };
        for path in &paths {
            let (status, told) = looks(("GET", path), ("", ""));
            let is_list = status == 200 && (told.contains("\"per_page\"") || path.contains("/reports/"));
            for query in QUERIES.iter().filter(|_| is_list) {
                looks(("GET", &format!("{path}?{query}")), ("", ""));
            }
        }
        for path in ["/api/v1/holds", "/api/v1/alerts", "/api/v1/requests", "/api/v1/usage"] {
            for (kind, body) in posted(path) {
                let (status, told) = looks(("POST", path), (kind, &body));
                assert!(status >= 400, "{path} as {account}");
                assert!(!told.contains("Kanarie") && !told.contains("Kp"), "{path} says again what was sent");
            }
        }
        for word in [name(0, 1), name(1, 9), untold(1, 9).email, untold(1, 9).number, "Kp1x9".to_owned()] {
            let word = word.replace('å', "%C3%A5");
            for path in
                ["people/W", "units/W", "units/W/people", "pools/W", "reports/W", "W", "pools?W=1", "pools?sort=W"]
            {
                let (status, told) = looks(("GET", &format!("/api/v1/{}", path.replace('W', &word))), ("", ""));
                assert!(status >= 400 && !told.contains("Kanarie") && !told.contains("Kp"), "{path} as {account}");
            }
        }
        let sees_people = role != Role::Reporter;
        assert_eq!(looked.own - before > SIZE.1, sees_people || school.is_none(), "{account} sees the own");
    }
    println!("{} answers", looked.answers);
    assert!(looked.answers > 2_500, "{}", looked.answers);
    daemon.signal("TERM");
    let log = daemon.said();
    assert!(log.contains("serving"), "{log}");
    let mut heard: Vec<String> = asked.tokens.values().cloned().collect();
    for (school, number) in (0..SIZE.0).flat_map(|school| (1..=SIZE.1).map(move |number| (school, number))) {
        heard.extend([name(school, number), format!("Kp{school}x{number}"), untold(school, number).number]);
    }
    heard.extend([MARK.to_owned(), "%C3%A5".to_owned(), "blåbär".to_owned()]);
    for word in heard {
        assert!(!log.contains(&word), "the log tells of somebody");
    }
    assert_eq!(daemon.ends().code(), Some(0));
}

#[test]
fn whoever_seeks_what_is_not_shown_finds_nobody() {
    let (_stage, daemon, asked) = served();
    let units = asked.rows("units", "unit");
    let lists = ["waiting".to_owned(), "pools/P1/people".to_owned(), "ledger".to_owned(), "units".to_owned()];
    let lists: Vec<String> = units.iter().map(|unit| format!("units/{unit}/people")).chain(lists).collect();
    let (mut answers, mut found) = (0, 0);
    for (account, role, school) in ACCOUNTS {
        for (of, number) in [(0, 1), (0, 9), (1, 2), (1, 18), (2, 3)] {
            let canary = untold(of, number);
            let shows_name =
                !is_protected(number) && school.is_none_or(|school| school == of) && role != Role::Reporter;
            let shows_key = shows_name || role == Role::Decider && school.is_none_or(|school| school == of);
            let words = [
                (name(of, number).replace('å', "%C3%A5"), shows_name),
                (format!("Kp{of}x{number}"), shows_key),
                (canary.email, false),
                (canary.eppn, false),
                (canary.number, false),
            ];
            for (word, is_shown) in words {
                let totals = lists.iter().filter_map(|list| {
                    let (_, told) = asked.get(account, &format!("/api/v1/{list}?q={word}"));
                    told["total"].as_u64()
                });
                let total: u64 = totals.inspect(|_| answers += 1).sum();
                assert_eq!(total > 0, is_shown, "{account} seeks canary {of}-{number}");
                found += u64::from(is_shown);
            }
        }
    }
    assert!(answers > 500 && found > 20, "{found} found in {answers} answers");
    daemon.signal("TERM");
    assert_eq!(daemon.ends().code(), Some(0));
}
