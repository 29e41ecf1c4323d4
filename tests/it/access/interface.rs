//! The interface for programs, asked over the network: who is let in, how a refusal looks, and what is done.

use super::browser::Answered;
use super::crawl::WRITTEN;
use super::house::House;
use crate::store::town::{Town, at, catalogue, day, deed, plan_within, roster};
use jiff::ToSpan as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use upprop::plan::{Event, Limit};
use upprop::store::{Asked, LedgerFilter, RequestDeed, Token};
use upprop::web::{Role, kept, secret};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// The head that shows a token of an account's.
async fn bearer(house: &House, account: &str) -> String {
    let shown = secret().unwrap();
    let token = Token {
        secret: kept("token", &shown),
        account: account.to_owned(),
        label: "kalkyl".to_owned(),
        made_at: house.now(),
        ends_at: house.now().checked_add(24.hours()).unwrap(),
    };
    assert!(house.store().add_token(&token, house.stamp()).await.unwrap());
    format!("Bearer {shown}")
}

fn parsed(answered: &Answered) -> Value {
    serde_json::from_str(&answered.body).unwrap_or_else(|_| panic!("no JSON: {answered:?}"))
}

/// Is a refusal in the one shape, and is nothing of it kept?
fn is_problem(answered: &Answered) {
    let told = parsed(answered);
    assert_eq!(answered.header("content-type"), "application/problem+json", "{answered:?}");
    assert_eq!((&told["type"], &told["status"]), (&"about:blank".into(), &answered.status.into()), "{answered:?}");
    assert!(told["title"].is_string() && told["error"].is_string(), "{answered:?}");
    assert_eq!(answered.header("cache-control"), "no-store", "{answered:?}");
}

#[tokio::test]
async fn each_role_is_let_in_where_it_is_written_and_everybody_else_gets_a_problem() {
    let house = House::new().await;
    let mut heads = BTreeMap::new();
    for role in Role::ALL {
        house.account(role.word(), role).await;
        heads.insert(role, bearer(&house, role.word()).await);
    }
    let mut asked = 0;
    for (method, path, who) in WRITTEN.iter().filter(|(_, path, _)| path.starts_with("/api/")) {
        let filled = super::crawl::filled(path);
        let nobody = house.browser().ask(method, &filled, (&[JSON], "{}")).await;
        assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer"), "{method} {path}");
        is_problem(&nobody);
        for role in Role::ALL {
            let head = ("Authorization", heads[&role].as_str());
            let answered =
                house.browser().ask(method, &filled, (&[head, JSON], if *method == "POST" { "{}" } else { "" })).await;
            let expected: &[u16] = match (super::crawl::is_in(who, role), *method) {
                (false, _) => &[403],
                (true, "POST") => &[422],
                // A school has seen no unit of this town, and the whole is not its.
                (true, _) => &[200, 404],
            };
            assert!(expected.contains(&answered.status), "{method} {path} as {role:?}: {answered:?}");
            if answered.status == 200 {
                assert_eq!(
                    (answered.header("content-type"), answered.header("cache-control")),
                    ("application/json", "no-store")
                );
                assert!(parsed(&answered).is_object(), "{path}");
            } else {
                is_problem(&answered);
            }
            for verb in ["PUT", "DELETE", "PATCH", "BREW"] {
                let answered = house.browser().ask(verb, &filled, (&[head], "")).await;
                assert_eq!(answered.status, 405, "{verb} {path}");
                is_problem(&answered);
                assert!(answered.header("allow").contains(method), "{verb} {path}: {answered:?}");
            }
            asked += 5;
        }
    }
    println!("{asked} answers");
    let head = ("Authorization", heads[&Role::Admin].as_str());
    for path in [
        "/api/v1/nothing",
        "/api/v1/",
        "/api/v1/pools/none",
        "/api/v1/pools/%FF",
        "/api/v1/people/x",
        "/api/v1/people/99999999999999999999",
    ] {
        let answered = house.browser().ask("GET", path, (&[head], "")).await;
        assert_eq!(answered.status, 404, "{path}");
        is_problem(&answered);
    }
    for query in ["page=0", "per_page=501", "sort=x", "x=1", "q=%FF", "q=1&q=2"] {
        let answered = house.browser().ask("GET", &format!("/api/v1/units?{query}"), (&[head], "")).await;
        assert_eq!(answered.status, 422, "{query}");
        is_problem(&answered);
        assert!(parsed(&answered)["detail"].is_string(), "{answered:?}");
    }
    let reporter = ("Authorization", heads[&Role::Reporter].as_str());
    for (path, status) in [
        ("unused?people=true", 403),
        ("unused", 200),
        ("nothing", 404),
        ("unused?unit=nowhere", 404),
        ("expiring?from=2026-12-01&to=2026-11-01", 422),
        ("expiring?from=tomorrow", 422),
    ] {
        let answered = house.browser().ask("GET", &format!("/api/v1/reports/{path}"), (&[reporter], "")).await;
        assert_eq!(answered.status, status, "{path}: {answered:?}");
    }
}

#[tokio::test]
async fn what_is_sent_is_taken_in_its_form_and_size_and_nothing_is_ever_a_fault() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let head = bearer(&house, "rut").await;
    let head = ("Authorization", head.as_str());
    let large = format!("{{\"key\": \"{}\"}}", "x".repeat(1024 * 1024));
    let deep = "[".repeat(100_000);
    for path in ["/api/v1/holds", "/api/v1/alerts", "/api/v1/requests", "/api/v1/usage"] {
        for (kind, body, status) in [
            ("text/plain", "{}", 415),
            ("application/x-www-form-urlencoded", "a=b", 415),
            ("", "{}", 415),
            ("application/json", "", 400),
            ("application/json", "{", 400),
            ("application/json", deep.as_str(), 422),
            ("application/json; charset=utf-8", "{}", 422),
            ("Application/JSON", "null", 422),
            ("application/json", "[]", 422),
            ("application/json", "{\"key\": \"\\u0000\", \"hash\": \"\\u0000\"}", 422),
            ("application/json", "{\"more\": 1}", 422),
            ("application/json", "[\"x\", \"ack\"]", 422),
        ] {
            let answered = house.browser().ask("POST", path, (&[head, ("Content-Type", kind)], body)).await;
            assert_eq!(answered.status, status, "{path} {kind} {}: {answered:?}", &body[..body.len().min(40)]);
            is_problem(&answered);
        }
    }
    let answered = house.browser().ask("POST", "/api/v1/alerts", (&[head, JSON], &large)).await;
    assert_eq!(answered.status, 413);
    is_problem(&answered);
    let five = format!("person,tool,last_used\n{}", "p1,t0,2026-11-20\n".repeat(300_000));
    let answered = house.browser().ask("POST", "/api/v1/usage", (&[head, ("Content-Type", "text/csv")], &five)).await;
    assert_eq!(answered.status, 413);
    // What a database may not like is sought in what is known first.
    for (path, body) in [
        ("/api/v1/holds", json!({ "hash": "\u{0}", "deed": "release" })),
        ("/api/v1/alerts", json!({ "key": "a\u{0}b", "deed": "ack", "reason": "\u{0}" })),
    ] {
        assert_eq!(house.browser().ask("POST", path, (&[head, JSON], &body.to_string())).await.status, 404, "{path}");
    }
    let body = |value: Value| value.to_string();
    for wrong in [
        json!({ "key": "x", "deed": "snooze" }),
        json!({ "key": "x", "deed": "snooze", "until": "2026-11-01" }),
        json!({ "key": "x", "deed": "snooze", "until": "soon" }),
        json!({ "key": "x", "deed": "ack", "until": "2026-12-01" }),
        json!({ "key": "x", "deed": "ack", "reason": "x".repeat(301) }),
        json!({ "key": "x", "deed": "shout" }),
    ] {
        let answered = house.browser().ask("POST", "/api/v1/alerts", (&[head, JSON], &body(wrong.clone()))).await;
        assert_eq!(answered.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn usage_is_noted_as_the_command_notes_it_and_by_whom() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let head = bearer(&house, "rut").await;
    let head = ("Authorization", head.as_str());
    house.towns.values().next().unwrap().run(1, roster(0..40, 2), &catalogue(1, 5)).await;
    let roster = house.store().load_roster().await.unwrap();
    let ids: Vec<String> = roster.persons.iter().take(2).map(|person| person.id.to_string()).collect();
    let tool = catalogue(1, 5).tools.keys().next().unwrap().to_string();
    let csv =
        format!("person;tool;last_used\n{};{tool};2026-11-20\nnobody;{tool};2026-11-20\n{};{tool};\n", ids[0], ids[1]);
    let posts = async |kind: &str, body: &str| {
        house.browser().ask("POST", "/api/v1/usage", (&[head, ("Content-Type", kind)], body)).await
    };
    for _ in 0..2 {
        let answered = posts("text/csv; charset=utf-8", &csv).await;
        assert_eq!((answered.status, parsed(&answered)), (200, json!({ "noted": 1, "unknown": 1 })), "{answered:?}");
    }
    let rows = json!({ "rows": [{ "person": ids[1], "tool": tool, "last_used": "2026-11-21" }] }).to_string();
    assert_eq!(parsed(&posts("application/json", &rows).await), json!({ "noted": 1, "unknown": 0 }));
    let uses = house.store().look().await.unwrap().uses().await.unwrap();
    let days: Vec<String> = uses.0.values().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-11-20", "2026-11-21"], "once each");
    let told = house.store().look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
    let told: Vec<_> = told.iter().filter(|row| matches!(row.event, Event::UsageImported { .. })).collect();
    assert!(told.len() == 3 && told.iter().all(|row| row.actor.as_deref() == Some("web:rut")));
    for (kind, body) in [
        ("text/csv", "person;tool\nHemlig Person;t\n".to_owned()),
        ("text/csv", format!("person;tool;last_used\nHemlig Person;{tool};i går\n")),
        ("text/csv", format!("person;tool;last_used\n{};{tool};2026-11-24\n", ids[0])),
        ("text/csv", String::new()),
        ("text/csv", "\u{0}\u{1}\u{2}".to_owned()),
        ("application/json", json!({ "rows": [] }).to_string()),
        (
            "application/json",
            json!({ "rows": [{ "person": "Hemlig Person", "tool": tool, "last_used": "2026-11-20" }] }).to_string(),
        ),
        (
            "application/json",
            json!({ "rows": [{ "person": ids[0], "tool": tool, "last_used": "20261120" }] }).to_string(),
        ),
    ] {
        let answered = posts(kind, &body).await;
        assert_eq!(answered.status, 422, "{body}: {answered:?}");
        is_problem(&answered);
        assert!(parsed(&answered)["detail"].is_string() && !answered.body.contains("Hemlig"), "{answered:?}");
    }
}

/// A run that held something: its hash, and the key of an alert that stands.
async fn held(town: &Town) -> (String, String) {
    let all = catalogue(1, 5);
    town.run(1, roster(0..40, 2), &all).await;
    let before = town.standing().await;
    let none = Limit { percent: 0, count: Some(0), floor: 0 };
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.unwrap();
    let plan = plan_within(&before, roster(9..40, 2), &all, (day(2), none));
    deed(&town.store, &plan, &before, &all, (run, 2)).await.unwrap();
    let alert = town.store.look().await.unwrap().open_alerts().await.unwrap()[0].alert.key();
    (plan.new_holds[0].hash.clone(), alert)
}

#[tokio::test]
async fn what_the_guard_holds_and_what_stands_is_decided_once_and_again_is_no_fault() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    house.account("eva", Role::Auditor).await;
    let (rut, eva) = (bearer(&house, "rut").await, bearer(&house, "eva").await);
    let (hold, alert) = held(house.towns.values().next().unwrap()).await;
    let posts = async |head: &str, path: &str, body: Value| {
        house.browser().ask("POST", path, (&[("Authorization", head), JSON], &body.to_string())).await
    };
    let release = json!({ "hash": hold, "deed": "release" });
    assert_eq!(posts(&eva, "/api/v1/holds", release.clone()).await.status, 403);
    for changed in [true, false] {
        let answered = posts(&rut, "/api/v1/holds", release.clone()).await;
        assert_eq!(parsed(&answered), json!({ "hash": hold, "state": "released", "changed": changed }), "{answered:?}");
    }
    let ack = json!({ "key": alert, "deed": "ack", "reason": "vi vet" });
    for changed in [true, false] {
        let answered = posts(&rut, "/api/v1/alerts", ack.clone()).await;
        let pause = json!({ "until": null, "reason": "vi vet" });
        assert_eq!(parsed(&answered), json!({ "key": alert, "pause": pause, "changed": changed }), "{answered:?}");
    }
    let wake = posts(&rut, "/api/v1/alerts", json!({ "key": alert, "deed": "wake" })).await;
    assert_eq!(parsed(&wake), json!({ "key": alert, "pause": null, "changed": true }));
    let told = house.store().look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
    let by_rut = told.iter().filter(|row| row.actor.as_deref() == Some("web:rut")).count();
    assert_eq!(by_rut, 3, "each deed once, and nothing for what was done already");
}

const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"v","tool":"tool0","body":{"kind":"enable","scope":"units",
    "units":[{"id":"u1","name":"Alm","code":{"status":"missing"},"volumes":[]}],"wanted_on":"2026-11-27","platform":null,
    "contacts":[]},"conditions":[],"made_on":"2026-11-02","sent_on":"2026-11-02","withdrawn_on":null,
    "answers":{"u1":{"says":"yes","on":"2026-11-04","by":"vendor"}},"delivered":[],"reminded":[]}"#;

#[tokio::test]
async fn a_program_puts_in_the_day_that_a_vendor_confirmed_and_until_which_it_is_delayed() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    house.account("eva", Role::Auditor).await;
    let (rut, eva) = (bearer(&house, "rut").await, bearer(&house, "eva").await);
    let request: upprop::request::Request = serde_json::from_str(REQUEST).unwrap();
    let (said, letters) = (BTreeMap::new(), Vec::new());
    let deed = RequestDeed { before: None, after: &request, deed: "new", said, letters, batch: None, link: None };
    house.store().note_request(deed, house.stamp()).await.unwrap();
    let posts = async |head: &str, body: Value| {
        let heads = [("Authorization", head), JSON];
        house.browser().ask("POST", "/api/v1/requests", (&heads, &body.to_string())).await
    };
    let of = |deed: &str, date: &str| json!({ "number": "REQ-2026-001", "deed": deed, "date": date });
    let delay =
        |date: &str, reason: &str| json!({ "number": "REQ-2026-001", "deed": "delay", "date": date, "reason": reason });
    assert_eq!(posts(&eva, of("confirm", "2026-12-01")).await.status, 403);
    for (body, due) in [(of("confirm", "2026-12-01"), "2026-12-01"), (delay("2026-12-08", "lagret"), "2026-12-08")] {
        for changed in [true, false] {
            let answered = posts(&rut, body.clone()).await;
            let told = json!({ "number": "REQ-2026-001", "due_on": due, "changed": changed });
            assert_eq!(parsed(&answered), told, "{answered:?}");
        }
    }
    for (body, status) in [
        (of("confirm", "2026-12-24"), 422),
        (of("confirm", "2025-12-24"), 422),
        (of("confirm", "snart"), 422),
        (of("delay", "2026-12-24"), 422),
        (delay("2026-12-01", "x"), 422),
        (delay("2026-12-24", &"x".repeat(301)), 422),
        (json!({ "number": "REQ-2026-002", "deed": "confirm", "date": "2026-12-01" }), 404),
        (json!({ "number": "x", "deed": "confirm", "date": "2026-12-01" }), 404),
    ] {
        let answered = posts(&rut, body.clone()).await;
        assert_eq!(answered.status, status, "{body}: {answered:?}");
        is_problem(&answered);
    }
    let heads = [("Authorization", rut.as_str())];
    let told = parsed(&house.browser().ask("GET", "/api/v1/requests/REQ-2026-001", (&heads, "")).await);
    let days =
        ["wanted_on", "confirmed_on", "delayed_to", "due_on"].map(|key| told[key].as_str().unwrap_or("").to_owned());
    assert_eq!(days, ["2026-11-27", "2026-12-01", "2026-12-08", "2026-12-08"], "{told}");
    assert!(!told.to_string().contains("lagret"), "why is told on the request's page alone");
}
