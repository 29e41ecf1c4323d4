//! Exempelkommunen as a server of SS 12000 has it.

use super::double::{Request, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Records by the name of their resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Municipality {
    pub(super) resources: BTreeMap<&'static str, Vec<Value>>,
}

pub(super) fn folder(day: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/demo/roster").join(day)
}

/// The rows of a file of the demo, by column.
fn rows(day: &str, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(folder(day).join(file)).expect("a file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn days(row: &BTreeMap<String, String>, record: &mut Value) {
    for (column, field) in [("fran", "startDate"), ("tom", "endDate")] {
        if let Some(day) = row.get(column).filter(|day| !day.is_empty()) {
            record[field] = json!(day);
        }
    }
}

impl Municipality {
    pub(super) fn exempelkommunen(day: &str) -> Self {
        let meta = json!({"created": "2026-08-01T08:00:00Z", "modified": "2026-11-01T08:00:00.123Z"});
        let mut resources: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
        let mut add = |resource, record: Value| resources.entry(resource).or_default().push(record);
        let mut units = BTreeMap::new();
        for row in rows(day, "enheter.csv") {
            let mut unit = json!({
                "id": row["id"], "meta": meta, "displayName": row["namn"], "organisationType": "Skolenhet",
                "schoolTypes": [row["skolformer"]], "email": "hemlig@exempelkommunen.example",
            });
            if !row["skolenhetskod"].is_empty() {
                unit["schoolUnitCode"] = json!(row["skolenhetskod"]);
            }
            units.insert(row["key"].clone(), row["id"].clone());
            add("organisations", unit);
        }
        let mut members: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for row in rows(day, "medlemskap.csv") {
            let member = json!({"person": {"id": row["person_id"].to_uppercase()}});
            members.entry(row["grupp"].clone()).or_default().push(member);
        }
        for row in rows(day, "grupper.csv") {
            add(
                "groups",
                json!({
                    "id": row["id"], "meta": meta, "displayName": row["namn"], "groupType": row["typ"],
                    "organisation": {"id": units[&row["enhet"]]},
                    "groupMemberships": members.remove(&row["key"]).unwrap_or_default(),
                }),
            );
        }
        for row in rows(day, "personer.csv") {
            let mut person = json!({
                "id": row["id"], "meta": meta, "givenName": row["fornamn"], "familyName": row["efternamn"],
                "eduPersonPrincipalNames": [row["eppn"]], "securityMarking": row["skyddsmarkering"],
                "emails": [{"value": "privat@exempel.example", "type": "Privat"},
                    {"value": row["epost"], "type": "Skola elev"}],
                "civicNo": {"value": "HEMLIGT"}, "enrolments": [], "personStatus": "Aktiv",
            });
            if row["eppn"].is_empty() {
                person["eduPersonPrincipalNames"] = json!([]);
            }
            if row["epost"].is_empty() {
                person["emails"] = json!([]);
            }
            let at = units.get(&row["enhet"]).map(|unit| json!({"id": unit}));
            if row["roll"] == "elev" {
                let mut enrolment = json!({"enroledAt": at});
                days(&row, &mut enrolment);
                person["enrolments"] = json!([enrolment]);
            } else {
                let role = &row["befattning"];
                let id = format!("duty-{}", row["id"]);
                let mut duty = json!({"id": id, "meta": meta, "person": {"id": row["id"]}, "dutyRole": role});
                if let Some(at) = at {
                    duty["dutyAt"] = at;
                }
                days(&row, &mut duty);
                add("duties", duty);
            }
            add("persons", person);
        }
        Self { resources }
    }

    /// As the standard has it: a page of at most so many, and on later pages nothing but the token and the limit.
    pub(super) fn answer(&self, request: &Request) -> Response {
        let resource = request.path.rsplit('/').next().unwrap_or_default();
        let Some(records) = self.resources.get(resource) else {
            return Response::new(404, "application/json", "");
        };
        let limit: usize = request.query.get("limit").map_or(records.len(), |limit| limit.parse().expect("a number"));
        let from: usize = match request.query.get("pageToken") {
            Some(token) => token.strip_prefix("sida-").and_then(|from| from.parse().ok()).expect("our token"),
            None => 0,
        };
        let known = request.query.keys().all(|name| ["limit", "pageToken"].contains(&name.as_str()));
        if !known {
            return Response::new(400, "application/json", r#"{"code":"bad","message":"only pageToken and limit"}"#);
        }
        let to = (from + limit).min(records.len());
        let mut page = json!({"data": records[from..to]});
        if to < records.len() {
            page["pageToken"] = json!(format!("sida-{to}"));
        }
        Response::json(&page)
    }

    /// How many pages a resource has.
    pub(super) fn pages(&self, resource: &str, limit: usize) -> usize {
        self.resources.get(resource).map_or(0, Vec::len).div_ceil(limit).max(1)
    }
}
