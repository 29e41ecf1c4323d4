//! A server whose records change, also while they are read, and that has habits.

use super::double::{Request, Response};
use super::municipality::Municipality;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// How it tells of what was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deletions {
    /// As the standard has it, with its misspelling.
    Standard,
    /// Without it, and without lists that are empty.
    Spelt,
    /// One entry for each.
    Entries,
    /// Not at all.
    Never,
}

/// What it does as others do not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    pub(super) deletions: Deletions,
    /// It heeds `meta.modified.after`.
    pub(super) heeds: bool,
    /// What it answers for a record that is asked for by its id, if not that: a status.
    pub(super) by_id: Option<u16>,
    /// By id it leaves out lists.
    pub(super) is_terse: bool,
    /// By id it is asked in capitals and braces.
    pub(super) is_braced: bool,
    /// It says what time it is.
    pub(super) has_clock: bool,
    /// Its instants say nothing of their zone.
    pub(super) is_naive: bool,
}

impl Habits {
    pub(super) const GOOD: Self = Self {
        deletions: Deletions::Standard,
        heeds: true,
        by_id: None,
        is_terse: false,
        is_braced: false,
        has_clock: true,
        is_naive: false,
    };
}

/// The server.
pub(super) struct Live {
    pub(super) municipality: Municipality,
    pub(super) habits: Habits,
    /// Its clock, which goes on by a second with each answer.
    pub(super) now: Timestamp,
    /// Records that are on no page the first time, by resource and number.
    pub(super) hidden: Vec<(&'static str, usize)>,
    /// So many things have happened.
    pub(super) number: u32,
    deleted: Vec<(Timestamp, &'static str, String)>,
}

pub(super) type Shared = Arc<Mutex<Live>>;

impl Live {
    pub(super) fn new(municipality: Municipality, habits: Habits) -> Self {
        let now = "2026-11-20T05:00:00Z".parse().expect("an instant");
        Self { municipality, habits, now, hidden: Vec::new(), number: 0, deleted: Vec::new() }
    }

    pub(super) fn shared(self) -> Shared {
        Arc::new(Mutex::new(self))
    }

    pub(super) fn later(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
    }

    fn stamp(&self) -> Value {
        let format = if self.habits.is_naive { "%Y-%m-%dT%H:%M:%S.123456" } else { "%Y-%m-%dT%H:%M:%S.123Z" };
        json!(self.now.strftime(format).to_string())
    }

    /// Adds a record at its place, or changes the one that has its id.
    pub(super) fn put(&mut self, resource: &'static str, at: usize, mut record: Value) {
        record["meta"]["modified"] = self.stamp();
        let records = self.municipality.resources.entry(resource).or_default();
        match records.iter_mut().find(|old| old["id"] == record["id"]) {
            Some(old) => *old = record,
            None => records.insert(at.min(records.len()), record),
        }
    }

    pub(super) fn change(&mut self, resource: &'static str, at: usize, change: impl FnOnce(&mut Value)) {
        let mut record = self.municipality.resources[resource][at].clone();
        change(&mut record);
        self.put(resource, at, record);
    }

    pub(super) fn delete(&mut self, resource: &'static str, at: usize) {
        let records = self.municipality.resources.get_mut(resource).expect("records");
        let record = records.remove(at);
        self.deleted.push((self.now, resource, record["id"].as_str().expect("an id").to_owned()));
    }

    /// Makes of what there is what another day has: nothing is touched that says the same.
    pub(super) fn become_as(&mut self, day: &Municipality) {
        let resources: Vec<&'static str> = self.municipality.resources.keys().copied().collect();
        for resource in resources {
            let is_there = |id: &Value| day.resources[resource].iter().any(|record| record["id"] == *id);
            let gone = |live: &Self| live.municipality.resources[resource].iter().position(|old| !is_there(&old["id"]));
            while let Some(at) = gone(self) {
                self.delete(resource, at);
            }
            for record in &day.resources[resource] {
                if !self.municipality.resources[resource].iter().any(|old| same(old, record)) {
                    self.put(resource, usize::MAX, record.clone());
                }
            }
        }
    }

    pub(super) fn answer(&mut self, request: &Request) -> Response {
        self.now += SignedDuration::from_secs(1);
        let response = self.told(request);
        if !self.habits.has_clock {
            return response;
        }
        response.with("Date", &self.now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }

    fn told(&mut self, request: &Request) -> Response {
        let path: Vec<&str> = request.path.trim_start_matches("/v2/").split('/').collect();
        let instant = |name: &str| {
            let text = request.query.get(name)?.replace("%3A", ":");
            Some(text.parse::<Timestamp>().expect("an instant"))
        };
        match path[..] {
            ["deletedEntities"] => self.deletions(instant("after").expect("an instant")),
            [resource, id] => self.by_id(resource, id),
            [resource] => match instant("meta.modified.after").filter(|_| self.habits.heeds) {
                Some(after) => {
                    let mut changed = Municipality::default();
                    let all = self.municipality.resources.get_key_value(resource);
                    let is_after = |record: &&Value| modified(record) > after;
                    let records = |(name, all): (&&'static str, &Vec<Value>)| {
                        (*name, all.iter().filter(is_after).cloned().collect())
                    };
                    changed.resources.extend(all.map(records));
                    let mut asked = request.clone();
                    asked.query.retain(|name, _| name != "meta.modified.after");
                    // Its token would have to carry the filter; everything comes at once instead.
                    asked.query.insert("limit".to_owned(), "100000".to_owned());
                    changed.answer(&asked)
                }
                None => {
                    let mut asked = request.clone();
                    asked.query.retain(|name, _| name != "meta.modified.after");
                    self.page(resource, &asked)
                }
            },
            _ => Response::new(404, "application/json", ""),
        }
    }

    /// A page, on which what is hidden lacks until the last was given.
    fn page(&mut self, resource: &str, asked: &Request) -> Response {
        let at = self.hidden.iter().position(|(name, _)| *name == resource);
        let Some((name, number)) = at.map(|at| self.hidden[at]) else { return self.municipality.answer(asked) };
        let all = self.municipality.resources[name].clone();
        self.municipality.resources.get_mut(name).expect("records").remove(number);
        let response = self.municipality.answer(asked);
        self.municipality.resources.insert(name, all);
        if !String::from_utf8_lossy(&response.body).contains("pageToken") {
            self.hidden.retain(|(hidden, _)| *hidden != name);
        }
        response
    }

    fn by_id(&self, resource: &str, id: &str) -> Response {
        if let Some(status) = self.habits.by_id {
            return Response::new(status, "application/json", r#"{"code":"x","message":"y"}"#);
        }
        let braced = |id: &Value| format!("%7B{}%7D", id.as_str().expect("an id").to_uppercase());
        let is_it = |own: &Value| if self.habits.is_braced { braced(own) == id } else { own == id };
        let found = self.municipality.resources.get(resource).into_iter().flatten().find(|record| is_it(&record["id"]));
        let Some(record) = found else { return Response::new(404, "application/json", r#"{"code":"not_found"}"#) };
        let mut record = record.clone();
        if self.habits.is_terse {
            let fields = record.as_object_mut().expect("a record");
            fields.remove("groupMemberships");
            fields.remove("enrolments");
        }
        Response::json(&record)
    }

    fn deletions(&self, after: Timestamp) -> Response {
        let since = self.deleted.iter().filter(|(at, _, _)| *at > after);
        let data = match self.habits.deletions {
            Deletions::Never => return Response::new(404, "application/json", ""),
            Deletions::Entries => {
                let entry = |(at, resource, id): &(Timestamp, &str, String)| {
                    let kind = match *resource {
                        "activities" => "Activity",
                        "duties" => "Duty",
                        "persons" => "Person",
                        "groups" => "Group",
                        other => other,
                    };
                    json!({"entityType": kind, "id": id, "deletedAt": at.to_string()})
                };
                Value::Array(since.map(entry).collect())
            }
            shape => {
                let mut lists = json!({});
                if shape == Deletions::Standard {
                    lists =
                        json!({"persons": [], "activitites": [], "grades": ["00000009-0000-4000-8000-000000000000"]});
                }
                for (_, resource, id) in since {
                    let name = if *resource == "activities" && shape == Deletions::Standard {
                        "activitites"
                    } else {
                        resource
                    };
                    match lists[name].as_array_mut() {
                        Some(list) => list.push(json!(id)),
                        None => lists[name] = json!([id]),
                    }
                }
                lists
            }
        };
        Response::json(&json!({"data": data, "pageToken": null}))
    }
}

/// Do two records say the same, whenever they were changed?
fn same(one: &Value, other: &Value) -> bool {
    let bare = |record: &Value| {
        let mut record = record.clone();
        record["meta"] = Value::Null;
        record
    };
    bare(one) == bare(other)
}

/// Long ago, of a record that does not say.
fn modified(record: &Value) -> Timestamp {
    let Some(text) = record["meta"]["modified"].as_str() else { return Timestamp::MIN };
    text.parse().or_else(|_| format!("{text}Z").parse()).expect("an instant")
}
