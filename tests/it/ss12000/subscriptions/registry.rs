//! The subscriptions of a server as the standard has them, and as servers have them.

use super::super::double::{Request, Response};
use super::super::municipality::Municipality;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// What it does as others do not.
#[derive(Debug, Clone)]
pub(super) struct Habits {
    /// It has none: this status, whatever is asked.
    pub(super) none: Option<u16>,
    /// It shows a list, and one by its id.
    pub(super) shows: Shows,
    /// What it answers to PATCH and DELETE, if not that: a status.
    pub(super) patch: Option<u16>,
    pub(super) delete: Option<u16>,
    /// Kinds of records that it has none about.
    pub(super) not_about: BTreeSet<&'static str>,
    /// It says what time it is.
    pub(super) has_clock: bool,
    /// It says of a new one what it is called.
    pub(super) names: bool,
    /// So many hours one lasts.
    pub(super) life: i64,
}

/// What a server shows of its subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    Everything,
    /// All but where it calls.
    NoTargets,
    /// A list of nothing, and each by its id.
    ById,
    Nothing,
}

impl Habits {
    pub(super) fn good() -> Self {
        Self {
            none: None,
            shows: Shows::Everything,
            patch: None,
            delete: None,
            not_about: BTreeSet::new(),
            has_clock: true,
            names: true,
            life: 90 * 24,
        }
    }
}

/// A subscription.
#[derive(Debug, Clone)]
pub(super) struct One {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) target: String,
    pub(super) kinds: BTreeSet<String>,
    pub(super) expires: Timestamp,
}

/// The server's.
pub(super) struct Registry {
    pub(super) habits: Habits,
    pub(super) now: Timestamp,
    pub(super) all: Vec<One>,
    /// What was done: `POST`, `PATCH`, `DELETE`, with the status, in order.
    pub(super) done: Vec<(&'static str, u16)>,
    /// So many answers to POST are cut, though it was done.
    pub(super) cuts: u32,
    number: u32,
    municipality: Municipality,
}

pub(super) type Shared = Arc<Mutex<Registry>>;

impl Registry {
    pub(super) fn shared(habits: Habits, municipality: Municipality) -> Shared {
        let now = "2026-11-20T05:00:00Z".parse().expect("an instant");
        let registry = Self { habits, now, all: Vec::new(), done: Vec::new(), cuts: 0, number: 0, municipality };
        Arc::new(Mutex::new(registry))
    }

    /// As its clock goes on, what has ended is there no more.
    pub(super) fn at(&mut self, now: Timestamp) {
        self.now = now;
        self.all.retain(|one| one.expires > now);
    }

    pub(super) fn put(&mut self, name: &str, target: &str, kinds: BTreeSet<String>) -> String {
        self.number += 1;
        let id = format!("{:08x}-0000-4000-8000-000000000000", self.number);
        let expires = self.now + SignedDuration::from_hours(self.habits.life);
        let (name, target) = (name.to_owned(), target.to_owned());
        self.all.push(One { id: id.clone(), name, target, kinds, expires });
        id
    }

    pub(super) fn count(&self, method: &str) -> usize {
        self.done.iter().filter(|(done, status)| *done == method && *status < 300).count()
    }

    /// The kinds about which it calls those whose address begins so, each as often as it does.
    pub(super) fn about(&self, callback: &str) -> Vec<String> {
        let ours = self.all.iter().filter(|one| one.target.starts_with(callback));
        let mut kinds: Vec<String> = ours.flat_map(|one| one.kinds.iter().cloned()).collect();
        kinds.sort();
        kinds
    }

    pub(super) fn answer(&mut self, request: &Request) -> Response {
        let path: Vec<&str> = request.path.trim_start_matches("/v2/").split('/').collect();
        let response = match path[..] {
            ["subscriptions"] => self.of_all(request),
            ["subscriptions", id] => self.of_one(request, id),
            _ => self.municipality.answer(request),
        };
        if !self.habits.has_clock {
            return response;
        }
        response.with("Date", &self.now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }

    fn of_all(&mut self, request: &Request) -> Response {
        let refused = |status| Response::new(status, "application/json", r#"{"code":"no","message":"no"}"#);
        if let Some(status) = self.habits.none {
            return refused(status);
        }
        match (request.method.as_str(), self.habits.shows) {
            ("GET", Shows::Nothing) => refused(404),
            ("GET", Shows::ById) => Response::json(&json!({"data": []})),
            ("GET", _) => {
                Response::json(&json!({"data": self.all.iter().map(|one| self.shown(one)).collect::<Vec<_>>()}))
            }
            ("POST", _) => {
                let body: Value = serde_json::from_str(&request.body).expect("JSON");
                let text = |key: &str| body[key].as_str().expect("a text").to_owned();
                let kinds = body["resourceTypes"].as_array().expect("kinds").iter();
                let kinds: BTreeSet<String> =
                    kinds.map(|kind| kind["resource"].as_str().expect("a kind").to_owned()).collect();
                if kinds.iter().any(|kind| self.habits.not_about.contains(kind.as_str())) {
                    self.done.push(("POST", 400));
                    return refused(400);
                }
                let id = self.put(&text("name"), &text("target"), kinds);
                self.done.push(("POST", 201));
                let one = self.all.iter().find(|one| one.id == id).expect("it was made");
                let body = if self.habits.names { self.shown(one) } else { json!("made") };
                let mut response = Response { status: 201, ..Response::json(&body) };
                if self.cuts > 0 {
                    self.cuts -= 1;
                    response.cut = Some(5);
                }
                response
            }
            _ => refused(405),
        }
    }

    fn of_one(&mut self, request: &Request, id: &str) -> Response {
        let told = |status| Response::new(status, "application/json", r#"{"code":"no","message":"no"}"#);
        let at = self.all.iter().position(|one| one.id == id);
        let own = match request.method.as_str() {
            "GET" if self.habits.shows == Shows::Nothing => Some(404),
            "PATCH" => self.habits.patch,
            "DELETE" => self.habits.delete,
            _ => None,
        };
        let (Some(at), None) = (at, own.or(self.habits.none)) else {
            return told(own.or(self.habits.none).unwrap_or(404));
        };
        match request.method.as_str() {
            "GET" => Response::json(&self.shown(&self.all[at])),
            "PATCH" => {
                assert_eq!(request.body, "", "the standard has none");
                self.done.push(("PATCH", 200));
                self.all[at].expires = self.now + SignedDuration::from_hours(self.habits.life);
                Response::json(&self.shown(&self.all[at]))
            }
            "DELETE" => {
                self.done.push(("DELETE", 204));
                self.all.remove(at);
                Response { headers: Vec::new(), body: Vec::new(), ..told(204) }
            }
            _ => told(405),
        }
    }

    fn shown(&self, one: &One) -> Value {
        let kinds: Vec<Value> = one.kinds.iter().map(|kind| json!({"resource": kind})).collect();
        let mut shown = json!({"id": one.id, "name": one.name, "target": one.target, "resourceTypes": kinds,
            "expires": one.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()});
        if self.habits.shows == Shows::NoTargets {
            shown["target"] = json!("");
        }
        shown
    }
}
