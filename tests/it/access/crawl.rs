//! Every route, asked as everybody with every verb, against what is written here.

use super::house::House;
use std::collections::BTreeSet;
use upprop::web::{Guard, Role, declared};

/// Whom a route lets in: `*` is everybody, `+` whoever is signed in, else the first letters of roles. A route that is not
/// here, or is declared otherwise, fails the test: who may ask is decided twice.
pub(super) const WRITTEN: &[(&str, &str, &str)] = &[
    ("GET", "/", "+"),
    ("GET", "/sign-in", "*"),
    ("POST", "/sign-in", "*"),
    ("POST", "/sign-out", "+"),
    ("GET", "/status", "*"),
    ("GET", "/api/v1/me", "+"),
    ("GET", "/api/v1/openapi.json", "+"),
    ("GET", "/api/v1/pools", "+"),
    ("GET", "/api/v1/pools/{key}", "+"),
    ("GET", "/api/v1/pools/{key}/people", "asud"),
    ("GET", "/api/v1/pools/{key}/year", "+"),
    ("GET", "/api/v1/tools", "+"),
    ("GET", "/api/v1/tools/{key}", "+"),
    ("GET", "/api/v1/vendors", "+"),
    ("GET", "/api/v1/vendors/{name}", "+"),
    ("GET", "/api/v1/units", "+"),
    ("GET", "/api/v1/units/{id}", "+"),
    ("GET", "/api/v1/units/{id}/people", "asud"),
    ("GET", "/api/v1/waiting", "asud"),
    ("GET", "/api/v1/people/{number}", "asud"),
    ("GET", "/api/v1/requests", "+"),
    ("GET", "/api/v1/requests/{number}", "+"),
    ("POST", "/api/v1/requests", "a"),
    ("GET", "/api/v1/calendar", "+"),
    ("GET", "/api/v1/forecast", "+"),
    ("GET", "/api/v1/alerts", "+"),
    ("POST", "/api/v1/alerts", "a"),
    ("GET", "/api/v1/runs", "aud"),
    ("GET", "/api/v1/runs/{number}", "aud"),
    ("GET", "/api/v1/holds", "aud"),
    ("POST", "/api/v1/holds", "a"),
    ("GET", "/api/v1/ledger", "aud"),
    ("GET", "/api/v1/reports", "+"),
    ("GET", "/api/v1/reports/{name}", "+"),
    ("POST", "/api/v1/usage", "a"),
    ("GET", "/language/{lang}", "*"),
    ("GET", "/sign-in/oidc", "*"),
    ("GET", "/sign-in/oidc/back", "*"),
    ("GET", "/plain.css", "*"),
    ("GET", "/icon.svg", "*"),
    ("GET", "/style/{name}", "*"),
    ("GET", "/pools", "+"),
    ("GET", "/pools/{key}", "+"),
    ("GET", "/tools", "+"),
    ("GET", "/tools/{key}", "+"),
    ("GET", "/vendors", "+"),
    ("GET", "/vendors/{key}", "+"),
    ("GET", "/units", "+"),
    ("GET", "/units/{id}", "+"),
    ("GET", "/people/{number}", "asud"),
    ("POST", "/people/{number}", "d"),
    ("GET", "/requests", "+"),
    ("GET", "/requests/{number}", "+"),
    ("POST", "/requests/{number}", "a"),
    ("GET", "/waiting", "asud"),
    ("GET", "/calendar", "+"),
    ("GET", "/alerts", "+"),
    ("POST", "/alerts", "a"),
    ("GET", "/runs", "aud"),
    ("GET", "/runs/{number}", "aud"),
    ("GET", "/holds", "aud"),
    ("POST", "/holds", "a"),
    ("GET", "/ledger", "aud"),
];

const VERBS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"];

/// What a role is called in the matrix.
fn letter(role: Role) -> &'static str {
    match role {
        Role::Admin => "a",
        Role::School => "s",
        Role::Reporter => "r",
        Role::Auditor => "u",
        Role::Decider => "d",
    }
}

pub(super) fn is_in(who: &str, role: Role) -> bool {
    who == "*" || who == "+" || who.contains(letter(role))
}

/// A path that somebody may type.
pub(super) fn filled(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "sv".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Is what it shows perhaps not there? Nothing has the names that are filled in, and no provider is configured here.
fn may_lack(path: &str) -> bool {
    path.contains('{') || path.starts_with("/sign-in/oidc")
}

/// How a verb goes with what is declared for a path.
fn of(verb: &str, path: &str) -> Option<&'static str> {
    let method = if verb == "HEAD" { "GET" } else { verb };
    WRITTEN.iter().find(|(known, at, _)| *known == method && *at == path).map(|(_, _, who)| *who)
}

#[test]
fn every_route_is_written_down_twice_and_the_same() {
    let guard = |guard: Guard| match guard {
        Guard::Anyone => "*".to_owned(),
        Guard::SignedIn => "+".to_owned(),
        Guard::Roles(roles) => roles.iter().map(|role| letter(*role)).collect(),
    };
    let routes = declared();
    let told = routes.iter().map(|route| (route.method.as_str(), route.path, guard(route.guard)));
    let told: BTreeSet<(String, String, String)> =
        told.map(|(method, path, who)| (method.to_owned(), path.to_owned(), who)).collect();
    let written = WRITTEN.iter().map(|(method, path, who)| [method, path, who].map(|text| (*text).to_owned()));
    let written: BTreeSet<(String, String, String)> = written.map(|[a, b, c]| (a, b, c)).collect();
    assert_eq!(told, written);
    assert_eq!(routes.len(), WRITTEN.len(), "no route stands there twice");
}

#[tokio::test]
async fn who_is_not_signed_in_gets_no_further_than_what_is_for_everybody() {
    let house = House::new().await;
    house.account("rut", Role::Admin).await;
    let paths: BTreeSet<&str> = WRITTEN.iter().map(|(_, path, _)| *path).collect();
    for path in &paths {
        for verb in VERBS {
            let answered = house.browser().ask(verb, &filled(path), (&[], "")).await;
            let expected: &[u16] = match of(verb, path) {
                None => &[405],
                Some("*") if verb == "POST" => &[400, 403],
                Some("*") if may_lack(path) => &[200, 303, 404],
                Some("*") => &[200, 303],
                Some(_) if path.starts_with("/api/") => &[401],
                Some(_) => &[303],
            };
            assert!(expected.contains(&answered.status), "{verb} {path}: {answered:?}");
            if of(verb, path).is_some_and(|who| who != "*") && answered.status == 303 {
                assert!(answered.header("location").starts_with("/sign-in"), "{verb} {path}: {answered:?}");
            }
            assert!(!answered.body.contains("rut"), "{verb} {path} names an account");
        }
    }
    for path in ["/nothing", "/sign-in/", "//", "/api/", "/api/v2", "/%2e%2e/", "/language", "/SIGN-IN"] {
        let answered = house.browser().get(path).await;
        assert_eq!((answered.status, answered.body.as_str()), (404, ""), "{path}");
    }
}

#[tokio::test]
async fn each_role_gets_what_is_written_for_it_and_nothing_else() {
    let house = House::new().await;
    for role in Role::ALL {
        house.account(role.word(), role).await;
    }
    let mut asked = 0;
    for role in Role::ALL {
        for (_, path, _) in WRITTEN {
            for verb in VERBS {
                if path.starts_with("/api/") {
                    continue;
                }
                // A new session for each: some deeds end it.
                let mut browser = house.signed_in(role.word()).await;
                let answered = match verb {
                    "POST" => browser.post(&filled(path), "x=1").await,
                    verb => browser.ask(verb, &filled(path), (&[], "")).await,
                };
                let (is_let_in, status) = (of(verb, path).map(|who| is_in(who, role)), answered.status);
                let fits = match is_let_in {
                    None => status == 405,
                    Some(false) => status == 403,
                    // Nothing of that name is there.
                    Some(true) if may_lack(path) && status == 404 => true,
                    Some(true) => status < 500 && ![401, 403, 404, 405].contains(&status),
                };
                assert!(fits, "{verb} {path} as {role:?}: {answered:?}");
                asked += 1;
            }
        }
    }
    println!("{asked} answers");
}
