//! What programs read: out of the same view as pages, and as the document says.

use super::schema::faults;
use super::{Eyes, Onlooker, paths};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeSet;
use upprop::report::{Report, happened};
use upprop::web::api::{BASE, Fetched, Here, document, read};
use upprop::web::world::View;
use upprop::web::{Guard, Role, declared};
use upprop::wording::{Lang, Words};

/// Paths of the interface for everything that is.
pub(super) fn api_paths(whole: &View) -> Vec<String> {
    let mut all = vec![format!("{BASE}/forecast"), format!("{BASE}/requests")];
    for path in paths(whole).into_iter().filter(|path| path != "/") {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let more: &[&str] = match parts[..] {
            ["pools", _] => &["/people", "/year"],
            ["units", _] => &["/people"],
            _ => &[],
        };
        all.extend(more.iter().map(|more| format!("{BASE}{path}{more}")));
        all.push(format!("{BASE}{path}"));
    }
    all.extend(Report::ALL.map(|report| format!("{BASE}/reports/{}", report.word())));
    all
}

/// What is fetched beside the view.
pub(super) async fn fetched(eyes: &Eyes) -> Fetched {
    let mut look = eyes.source.store.look().await.unwrap();
    let requests = look.requests().await.unwrap().into_iter().map(|row| row.request).collect();
    let events = happened(&mut look, date(2026, 1, 1), &jiff::tz::TimeZone::UTC).await.unwrap();
    Fetched { requests, events, ..Fetched::default() }
}

/// The path of the document that a path is one of.
fn pattern<'a>(paths: impl Iterator<Item = &'a str>, path: &str) -> Option<&'a str> {
    let fits = |known: &str| {
        let (known, own) = (known.split('/'), path.split('/'));
        known.clone().count() == own.clone().count() && known.zip(own).all(|(a, b)| a.starts_with('{') || a == b)
    };
    // What is written out goes before what is filled in.
    paths.filter(|known| fits(known)).min_by_key(|known| known.matches('{').count())
}

/// What somebody is answered who is let in; nothing where he is not.
pub(super) fn answer(here: &Here<'_>, path: &str, query: &str) -> Option<Value> {
    let routes = declared();
    let gets = || routes.iter().filter(|route| route.method == "GET");
    let known = pattern(gets().map(|route| route.path), path)?;
    let route = gets().find(|route| route.path == known)?;
    let is_let_in = match route.guard {
        Guard::Anyone | Guard::SignedIn => true,
        Guard::Roles(roles) => roles.contains(&here.role),
    };
    is_let_in.then(|| read(here, path, query)).flatten()
}

#[test]
fn every_route_of_the_interface_is_in_the_document_and_the_other_way_round() {
    let document = document("");
    let mut told = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            told.insert((method.to_uppercase(), path.clone()));
            let parts = path.matches('{').count();
            let filled = operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "path").count();
            assert_eq!(parts, filled, "{path}");
            assert!(operation["summary"].as_str().unwrap().ends_with('.'), "{path}");
            let of_roles = declared().into_iter().any(|route| {
                route.path == path
                    && route.method.as_str().eq_ignore_ascii_case(method)
                    && matches!(route.guard, Guard::Roles(_))
            });
            assert!(
                !of_roles || operation["responses"]["403"].is_object(),
                "{method} {path} tells nobody that it may say 403"
            );
        }
    }
    let routes = declared().into_iter().filter(|route| route.path.starts_with("/api/"));
    let routes: BTreeSet<(String, String)> =
        routes.map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(told, routes);
    let ids: Vec<&Value> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|of| of.as_object().unwrap().values())
        .map(|of| &of["operationId"])
        .collect();
    assert_eq!(
        ids.iter().map(|id| id.as_str().unwrap()).collect::<BTreeSet<_>>().len(),
        ids.len(),
        "no name stands there twice"
    );
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some_and(Value::is_object), "{reference} leads nowhere");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_as_the_document_says_whoever_asks() {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let whole = eyes.view(&Onlooker::whole(Role::Decider)).await;
    whole.look_ahead();
    let (document, words, fetched) = (document(""), Words::new(Lang::Sv), fetched(&eyes).await);
    let school = whole.units().into_iter().find(|line| line.unit.alias.as_deref() == Some("BJO")).unwrap().unit.id;
    let mut onlookers = Onlooker::all().to_vec();
    onlookers.push(Onlooker::of(Role::School, school));
    let (mut answered, mut kinds) = (0, BTreeSet::new());
    for onlooker in onlookers {
        let view = eyes.view(&onlooker).await;
        let here = Here { view: &view, words: &words, role: onlooker.role, fetched: &fetched };
        for path in api_paths(&whole) {
            let known = pattern(document["paths"].as_object().unwrap().keys().map(String::as_str), &path).unwrap();
            let schema = &document["paths"][known]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            for query in ["", "per_page=500", "people=true"] {
                let Some(answer) = answer(&here, &path, query) else { continue };
                assert_eq!(faults(&document, schema, &answer), [""; 0], "{path}?{query} as {:?}", onlooker.role);
                answered += 1;
                kinds.insert(known.to_owned());
            }
        }
    }
    let every = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, of)| of["get"].is_object())
        .map(|(path, _)| path.clone());
    let rest: Vec<String> = every.filter(|path| !kinds.contains(path)).collect();
    // What only the network answers.
    let expected = ["/api/v1/me", "/api/v1/openapi.json", "/api/v1/reports"];
    assert_eq!(rest, expected, "{answered} answers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_pool_a_school_is_told_of_its_own_people_and_how_many_seats_are_free() {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let whole = eyes.view(&Onlooker::whole(Role::Admin)).await;
    let school = whole.units().into_iter().find(|line| line.unit.alias.as_deref() == Some("BJO")).unwrap().unit.id;
    let onlooker = Onlooker::of(Role::School, school);
    let (view, words, fetched) = (eyes.view(&onlooker).await, Words::new(Lang::Sv), Fetched::default());
    let here = Here { view: &view, words: &words, role: onlooker.role, fetched: &fetched };
    let pools = answer(&here, "/api/v1/pools", "").unwrap();
    let pools = pools["items"].as_array().unwrap();
    assert!(!pools.is_empty() && pools.len() < whole.pools().len());
    for pool in pools {
        for field in ["assigned", "grace", "waiting", "blocked", "held"] {
            assert!(pool[field].is_null(), "{field} of {}", pool["pool"]);
        }
        let people = format!("/api/v1/pools/{}/people", pool["pool"].as_str().unwrap());
        let people = answer(&here, &people, "state=assigned").unwrap();
        assert_eq!(people["total"], pool["own"]["assigned"], "{}", pool["pool"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_request_everybody_sees_the_own_units_and_nobody_whom_to_ask() {
    let stage = tokio::task::spawn_blocking(|| {
        let stage = Stage::demo();
        let contact = "title = \"Licensförvaltning\"\naddress = \"";
        stage.replace("upprop.toml", &format!("{contact}licenser@"), &format!("{contact}hemlig@"));
        for units in ["--unit BJO --unit DAL", "--unit DAL"] {
            let new = format!("request new sifferkul-79 {units} --for pupil --met order --met purchase");
            stage.run("2026-11-23T06:00:00Z", &new).ended(0);
        }
        stage
    });
    let eyes = Eyes::on(stage.await.unwrap(), date(2026, 11, 23)).await;
    let (admin, words, fetched) = (Onlooker::whole(Role::Admin), Words::new(Lang::Sv), fetched(&eyes).await);
    let whole = eyes.view(&admin).await;
    let ids = ["BJO", "ALM"]
        .map(|alias| whole.units().into_iter().find(|line| line.unit.alias.as_deref() == Some(alias)).unwrap().unit.id);
    let mut seen = Vec::new();
    for onlooker in [admin, Onlooker::of(Role::School, ids[0].clone()), Onlooker::of(Role::School, ids[1].clone())] {
        let view = eyes.view(&onlooker).await;
        let here = Here { view: &view, words: &words, role: onlooker.role, fetched: &fetched };
        let list = answer(&here, "/api/v1/requests", "").unwrap();
        let schema = &document("")["paths"]["/api/v1/requests"]["get"]["responses"]["200"]["content"]["application/json"]["schema"].clone();
        assert_eq!(faults(&document(""), schema, &list), [""; 0]);
        assert!(!list.to_string().contains("hemlig") && !list.to_string().contains("licens\""), "{list}");
        let rows = list["items"].as_array().unwrap();
        for row in rows {
            let one = answer(&here, &format!("/api/v1/requests/{}", row["number"].as_str().unwrap()), "").unwrap();
            assert_eq!(one, *row);
            let users: u64 = row["units"].as_array().unwrap().iter().map(|unit| unit["users"].as_u64().unwrap()).sum();
            assert_eq!(row["users"], users, "of the units that are seen");
        }
        // The demo has five of its own.
        let new = rows.iter().filter(|row| row["number"].as_str().is_some_and(|number| number > "REQ-2026-005"));
        seen.push(new.map(|row| row["units"].as_array().unwrap().len()).collect::<Vec<_>>());
        let is_seen = answer(&here, "/api/v1/requests/REQ-2026-007", "").is_some();
        assert_eq!(is_seen, onlooker.role == Role::Admin);
    }
    assert_eq!(seen, [vec![2, 1], vec![1], vec![]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_are_those_of_the_command_line_under_the_same_names() {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let (stage, told) = tokio::task::spawn_blocking(move || {
        let told = ["pools --people", "tools"].map(|command| stage.ask("2026-11-23", command));
        (stage, told)
    })
    .await
    .unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let decider = Onlooker::whole(Role::Decider);
    let (view, words, fetched) = (eyes.view(&decider).await, Words::new(Lang::Sv), fetched(&eyes).await);
    let here = Here { view: &view, words: &words, role: decider.role, fetched: &fetched };
    let ours = answer(&here, "/api/v1/pools", "").unwrap();
    let rows = |value: &Value| value.as_array().unwrap().clone();
    assert_eq!(rows(&told[0]).len(), rows(&ours["items"]).len());
    for (theirs, ours) in rows(&told[0]).iter().zip(rows(&ours["items"])) {
        for field in [
            "pool",
            "name",
            "tool",
            "unlimited",
            "total",
            "assigned",
            "grace",
            "available",
            "reserve",
            "usage_percent",
            "waiting",
            "held",
            "blocked",
            "over_assigned",
            "add_to_collection",
            "configured",
        ] {
            assert_eq!(theirs[field], ours[field], "{field} of {}", theirs["pool"]);
        }
        let people =
            answer(&here, &format!("/api/v1/pools/{}/people", ours["pool"].as_str().unwrap()), "per_page=500").unwrap();
        let named = |state: &[&str]| -> BTreeSet<String> {
            let people =
                rows(&people["items"]).into_iter().filter(|row| state.contains(&row["state"].as_str().unwrap()));
            people.map(|row| row["person"].as_str().unwrap().to_owned()).collect()
        };
        let listed = |list: &str| -> BTreeSet<String> {
            rows(&theirs[list]).iter().map(|row| row["person"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(named(&["assigned", "grace"]), listed("seats"), "{}", theirs["pool"]);
        assert_eq!(named(&["waiting"]), listed("waiting_list"), "{}", theirs["pool"]);
        assert_eq!(named(&["blocked"]), listed("blocked_list"), "{}", theirs["pool"]);
    }
    let ours = answer(&here, "/api/v1/tools", "").unwrap();
    for (theirs, ours) in rows(&told[1]).iter().zip(rows(&ours["items"])) {
        for field in ["tool", "name", "vendor", "dpa", "holders"] {
            assert_eq!(theirs[field], ours[field], "{field} of {}", theirs["tool"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_chosen_sought_ordered_and_turned_over_in_one_way() {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let admin = Onlooker::whole(Role::Admin);
    let (view, words, fetched) = (eyes.view(&admin).await, Words::new(Lang::Sv), fetched(&eyes).await);
    let here = Here { view: &view, words: &words, role: admin.role, fetched: &fetched };
    let all = answer(&here, "/api/v1/pools/P2/people", "per_page=500").unwrap();
    let total = all["total"].as_u64().unwrap();
    assert!(total > 3 && all["items"].as_array().unwrap().len() as u64 == total);
    let mut turned = Vec::new();
    for page in 1..=total {
        let one = answer(&here, "/api/v1/pools/P2/people", &format!("sort=person&per_page=1&page={page}")).unwrap();
        turned.push(one["items"][0]["person"].as_str().unwrap().to_owned());
    }
    let sorted = answer(&here, "/api/v1/pools/P2/people", "sort=-person&per_page=500").unwrap();
    let sorted: Vec<String> =
        sorted["items"].as_array().unwrap().iter().map(|row| row["person"].as_str().unwrap().to_owned()).collect();
    turned.reverse();
    assert_eq!(turned, sorted, "pages put together are the list");
    let waiting = answer(&here, "/api/v1/pools/P2/people", "state=waiting").unwrap();
    assert!(waiting["items"].as_array().unwrap().iter().all(|row| row["state"] == "waiting" && row["place"].is_u64()));
    assert_eq!(answer(&here, "/api/v1/pools/P2/people", "q=e29").unwrap()["items"][0]["person"], "E29");
    for bad in ["page=0", "sort=nothing", "person=E29", "per_page=501", "x=1"] {
        assert_eq!(answer(&here, "/api/v1/pools/P2/people", bad), None, "{bad}");
    }
}
