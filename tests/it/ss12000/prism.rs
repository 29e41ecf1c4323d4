//! The standard's own document, held between us and the double by Prism: our requests have to be what it allows, and so
//! have the double's answers. Runs where the document lies beside the repository and Prism is there; a build server has
//! both.

use super::live::{Habits, Live};
use super::*;
use crate::source_shared::shared;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use upprop::roster::{Keeping, Kept, PersonStatus};
use upprop::source::ss12000::Secret;

/// Prism, between us and a server; it ends with the test.
pub(super) struct Prism {
    child: Child,
    pub(super) url: String,
}

impl Prism {
    /// Lets through what the document allows, and refuses the rest, in both directions.
    #[expect(clippy::disallowed_methods, reason = "a peer that stands between us and the double, and whether it must")]
    pub(super) fn before(document: &Path, upstream: &str) -> Option<Self> {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port").port();
        let mut command = Command::new("prism");
        command.args(["proxy", "--errors", "--port", &port.to_string()]).arg(document).arg(upstream);
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = spawned else {
            let is_required = std::env::var_os("UPPROP_PRISM_REQUIRED").is_some();
            assert!(!is_required, "Prism is not there, and this build requires it");
            let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: Prism is not there\n");
            return None;
        };
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = output.lines().map_while(Result::ok);
        let is_ready = lines.any(|line| line.contains("Prism is listening"));
        // It must not wait for somebody to read what it writes.
        std::thread::spawn(move || lines.for_each(drop));
        assert!(is_ready, "Prism reads the document");
        Some(Self { child, url: format!("http://127.0.0.1:{port}") })
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn id(number: u32) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

/// A school that has everything that the standard wants, and everything that we read.
fn school() -> Municipality {
    let meta = json!({"created": "2026-08-01T08:00:00Z", "modified": "2026-11-01T08:00:00.123Z"});
    let mut municipality = Municipality::default();
    let mut add = |resource: &'static str, mut record: Value, number: u32| {
        record["meta"] = meta.clone();
        record["id"] = json!(id(number));
        municipality.resources.entry(resource).or_default().push(record);
    };
    let start = "2026-08-18";
    add("organisations", json!({"displayName": "Exempelkommunen", "organisationType": "Huvudman"}), 1);
    let unit = json!({"displayName": "Askskolan", "organisationType": "Skolenhet", "schoolUnitCode": "99000101",
        "parentOrganisation": {"id": id(1)}, "schoolTypes": ["GR"], "municipalityCode": "0199"});
    add("organisations", unit, 2);
    let preschool = json!({"displayName": "Ekhagens förskola", "organisationType": "Skolenhet",
        "parentOrganisation": {"id": id(1)}, "schoolTypes": ["FS"]});
    add("organisations", preschool, 3);
    add(
        "programmes",
        json!({"name": "Naturvetenskap", "type": "Högskoleförberedande program", "schoolType": "GY", "code": "NA"}),
        4,
    );
    for number in 100..140 {
        let enrolment = json!({"enroledAt": {"id": id(2)}, "schoolType": "GR", "schoolYear": 7, "startDate": start});
        let person = json!({"givenName": format!("Elev{number}"), "familyName": "Ek", "securityMarking": "Ingen",
            "personStatus": "Aktiv", "eduPersonPrincipalNames": [format!("e{number}@x.example")],
            "emails": [{"value": format!("e{number}@x.example"), "type": "Skola elev"}], "enrolments": [enrolment]});
        add("persons", person, number);
    }
    for number in 200..204 {
        let person = json!({"givenName": format!("Lärare{number}"), "familyName": "Al", "securityMarking": "Ingen",
            "eduPersonPrincipalNames": [format!("l{number}@x.example")], "enrolments": []});
        add("persons", person, number);
        let duty = json!({"dutyAt": {"id": id(2)}, "person": {"id": id(number)}, "dutyRole": "Lärare", "startDate": start,
            "assignmentRole": [{"group": {"id": id(300)}, "assignmentRoleType": "Mentor"}]});
        add("duties", duty, number + 200);
    }
    add("persons", json!({"givenName": "Barn", "familyName": "Ask", "enrolments": []}), 205);
    let members: Vec<Value> =
        (100..140).map(|number| json!({"person": {"id": id(number)}, "startDate": start})).collect();
    let group = |name: &str, kind: &str, unit: u32, members: &[Value]| {
        json!({"displayName": name, "startDate": start, "groupType": kind, "organisation": {"id": id(unit)},
            "groupMemberships": members})
    };
    add("groups", group("7A", "Klass", 2, &members), 300);
    add("groups", group("7A MA", "Undervisning", 2, &members[..20]), 301);
    add("groups", group("Solen", "Avdelning", 3, &[]), 302);
    let activity = json!({"displayName": "MA", "calendarEventsRequired": true, "startDate": start,
        "groups": [{"id": id(301)}], "organisation": {"id": id(2)}, "teachers": [{"duty": {"id": id(400)}}]});
    add("activities", activity, 500);
    let placement = json!({"placedAt": {"id": id(3)}, "child": {"id": id(205)}, "schoolType": "FS", "startDate": start,
        "group": {"id": id(302)}, "owners": []});
    add("placements", placement, 600);
    municipality
}

fn run(settings: &Settings, kept: Option<&Kept>) -> (Parts, Option<Kept>) {
    let mut source = Ss12000::new(settings.clone());
    source.lay_on(kept.cloned());
    let print = source.fingerprint().expect("the document allows what we ask, and what is answered");
    let read = parts(source.read().expect("a delivery"));
    let kept = match source.keep(&print).expect("rows to keep") {
        Keeping::Rows(kept) => Some(kept),
        _ => None,
    };
    (read, kept)
}

#[test]
fn what_we_ask_and_what_the_double_answers_is_what_the_standard_allows() {
    let Some(document) = shared("spec/openapi/ss12000-2.1.0.ist-group-ss12k2xsd.yaml") else { return };
    let live = Live::new(school(), Habits::GOOD).shared();
    let server = Arc::clone(&live);
    let double = Double::new(move |request| server.lock().expect("the server").answer(request));
    let Some(prism) = Prism::before(&document, &double.url("/v2")) else { return };
    let limits = Limits { idle: Duration::from_secs(20), connect: Duration::from_secs(5), ..Limits::default() };
    let settings = Settings {
        access: Access::Bearer(Secret::Value("t".to_owned())),
        full_after: SignedDuration::from_hours(100),
        limits,
        ..settings(prism.url.clone(), 15)
    };
    let (first, kept) = run(&settings, None);
    assert_eq!((first.persons.len(), first.groups.len(), first.findings.len()), (45, 3, 0), "{:?}", first.findings);
    {
        let mut live = live.lock().expect("the server");
        live.later(10);
        live.change("persons", 3, |person| person["givenName"] = json!("Annan"));
        live.delete("persons", 7);
        live.hidden.clear();
    }
    let (second, _) = run(&settings, kept.as_ref());
    assert_eq!(second.persons.iter().filter(|person| person.status == PersonStatus::Deleted).count(), 1);
    let whole = Settings { full_after: SignedDuration::ZERO, ..settings.clone() };
    live.lock().expect("the server").hidden = vec![("groups", 1)];
    let (third, _) = run(&whole, kept.as_ref());
    assert_eq!((third.persons.len(), third.groups.len()), (44, 3), "what was on no page was asked for by its id");
    let tried = Ss12000::new(settings).try_out().expect("a trial");
    assert_eq!(tried, [], "everything is supported");
    let asked = double.asked();
    let has = |name: &str| asked.iter().any(|request| request.query.contains_key(name));
    assert!(has("meta.modified.after") && has("after") && has("pageToken"), "all of it went through");
}
