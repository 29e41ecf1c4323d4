//! What a program is told: states and numbers under keys, and never anybody's name, address or number.
//!
//! docs/WEBHOOKS.md has an example of each.

use super::matrix::{Severity, severity};
use super::news::alert;
use crate::plan::{Alert, Notice};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// When something is said, and of which run.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// The instant.
    pub at: Timestamp,
    /// The day, in the organiser's time zone.
    pub today: Date,
    /// The run that it came from, if any.
    pub run: Option<i64>,
}

/// A message, in the order in which it is written.
#[derive(Serialize)]
struct Body {
    r#type: &'static str,
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<i64>,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    #[serde(flatten)]
    facts: Map<String, Value>,
}

/// What a message may hold of what is known: numbers, dates, and keys that the configuration or the source gave. What is
/// not listed stays here, so that nothing new gets out unseen.
const FACTS: [&str; 26] = [
    "pool",
    "tool",
    "licence",
    "unit",
    "units",
    "waiting",
    "total",
    "next",
    "count",
    "available",
    "on",
    "to",
    "threshold",
    "holders",
    "trial",
    "until",
    "dpa",
    "kept_out",
    "persons",
    "place",
    "since",
    "source",
    "receiver",
    "lost",
    "hold",
    "seats",
];

/// What kind of thing a notice is about, in one word.
#[must_use]
pub fn kind(notice: &Notice) -> String {
    let told = match notice {
        Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => serde_json::to_value(alert),
        Notice::Happened { happening } => serde_json::to_value(happening),
    };
    told.ok().and_then(|told| Some(told["kind"].as_str()?.to_owned())).unwrap_or_default()
}

/// What became of it, as the type of a message.
#[must_use]
pub fn event_type(notice: &Notice) -> &'static str {
    match notice {
        Notice::Opened { .. } => "alert.opened",
        Notice::Worse { .. } => "alert.worse",
        Notice::Resolved { .. } => "alert.resolved",
        Notice::Happened { .. } => "happened",
    }
}

/// The message about a notice, as JSON.
#[must_use]
pub fn message(notice: &Notice, said: Said) -> String {
    let told = match notice {
        Notice::Opened { alert } | Notice::Worse { alert } | Notice::Resolved { alert } => serde_json::to_value(alert),
        Notice::Happened { happening } => serde_json::to_value(happening),
    };
    let mut facts = match told {
        Ok(Value::Object(told)) => told,
        _ => Map::new(),
    };
    facts.retain(|name, value| FACTS.contains(&name.as_str()) && !value.is_null());
    facts.iter_mut().for_each(|(name, value)| *value = plain(name, value.take()));
    let about = alert(notice);
    let body = Body {
        r#type: event_type(notice),
        timestamp: seconds(said.at),
        data: Data {
            run: said.run,
            kind: kind(notice),
            key: about.map(key),
            severity: about.map(|alert| word(severity(alert, said.today))),
            facts,
        },
    };
    serde_json::to_string(&body).unwrap_or_default()
}

/// A message that tells nothing, to see whether it arrives.
#[must_use]
pub fn test_message(at: Timestamp) -> String {
    json!({ "type": "test", "timestamp": seconds(at), "data": {} }).to_string()
}

/// No finer than seconds: nobody needs more.
fn seconds(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

/// What makes it the same alert tomorrow. A name that nobody knows may be anything, and is not repeated.
fn key(alert: &Alert) -> String {
    let Alert::Unknown { place, name } = alert else { return alert.key() };
    let digest = Sha256::digest(name.as_bytes());
    let digest = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("unknown {place} {digest}")
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

/// Pairs get names, and of a hold only what it counts is told.
fn plain(name: &str, value: Value) -> Value {
    match (name, value) {
        ("units", Value::Array(units)) => {
            let of = |unit: Value| match unit {
                Value::Array(pair) => json!({ "unit": pair.first(), "count": pair.get(1) }),
                unit => unit,
            };
            units.into_iter().map(of).collect()
        }
        ("next", Value::Array(pair)) => json!({ "on": pair.first(), "seats": pair.get(1) }),
        ("hold", Value::Object(mut hold)) => {
            hold.retain(|name, _| ["scope", "kind", "count", "base", "limit", "hash"].contains(&name.as_str()));
            Value::Object(hold)
        }
        (_, value) => value,
    }
}
