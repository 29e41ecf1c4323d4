//! The OpenAPI document, made from the same list as the routes.

use super::ask::{PAGES_MAX, ROWS, ROWS_MAX, SOUGHT_MAX, Shape};
use super::days::{DaySet, SetDay};
use super::deeds::{Attend, Attended, Me, Noted, Settle, Settled, Usage};
use super::endpoint::{ENDPOINTS, Endpoint, Named, Reads, named};
use super::problem::Problem;
use super::reports::{ReportAnswer, ReportList};
use crate::web::guard::Guard;
use serde_json::{Map, Value, json};

/// What everything may be answered with, by status.
const SIGN_IN: (&str, &str) = ("401", "No token, or one that is not in force.");
const NOT_YOURS: (&str, &str) = ("403", "The account's role does not reach here.");
const NOT_THERE: (&str, &str) = ("404", "There is no such thing, or the account does not see it.");
const UNFIT: (&str, &str) = ("422", "What is asked makes no sense here.");
const UNAVAILABLE: (&str, &str) = ("503", "The database does not answer just now.");
const TOO_MANY: (&str, &str) = ("429", "Again after `Retry-After` seconds.");
const SENT: [(&str, &str); 6] = [
    ("400", "The body cannot be read."),
    ("408", "The body did not arrive in time."),
    ("409", "Somebody else did something else meanwhile."),
    ("413", "More was sent than is taken."),
    ("415", "It is sent as something else than is taken."),
    UNFIT,
];

/// The whole document, of the organiser whose paths begin with this.
#[must_use]
pub fn document(base: &str) -> Value {
    let mut made = Made::default();
    ENDPOINTS.iter().for_each(|endpoint| made.read(endpoint));
    made.others();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "upprop",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What pages show, and what can be done on them, for programs.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": if base.is_empty() { "/" } else { base } }],
        "security": [{ "token": [] }],
        "paths": made.paths,
        "components": {
            "schemas": made.schemas,
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer",
                "description": "What `upprop token add` shows once. It sees and does what its account may.",
            } },
        },
    })
}

#[derive(Default)]
struct Made {
    paths: Map<String, Value>,
    schemas: Map<String, Value>,
}

impl Made {
    /// A reference to a schema, which stands in the document from now on.
    fn schema(&mut self, named: Named) -> Value {
        let Named { name, schema, others } = named;
        for (name, schema) in others.into_iter().chain([(name.clone(), schema)]) {
            self.schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn read(&mut self, endpoint: &Endpoint) {
        let row = self.schema((endpoint.schema)());
        let (schema, query) = match &endpoint.reads {
            Reads::List(_, shape) => (page_of(&row), asked(shape)),
            Reads::One(_) => (row, Vec::new()),
        };
        let has_parts = endpoint.path.contains('{');
        let is_whole = matches!(endpoint.guard, Guard::Roles(_));
        let mut refused = vec![SIGN_IN, UNFIT, UNAVAILABLE];
        refused.extend(is_whole.then_some(NOT_YOURS));
        refused.extend((has_parts || is_whole).then_some(NOT_THERE));
        refused.extend((endpoint.needs == super::endpoint::Needs::Ahead).then_some(TOO_MANY));
        let operation =
            Operation { about: endpoint.about, guard: endpoint.guard, query, body: None, schema, refused: &refused };
        self.put("get", endpoint.path, operation);
    }

    /// What is not read out of a view alone.
    fn others(&mut self) {
        let read = [SIGN_IN, UNAVAILABLE];
        let get = |about, schema, query, refused| Operation {
            about,
            guard: Guard::SignedIn,
            query,
            body: None,
            schema,
            refused,
        };
        let me = self.schema(named::<Me>());
        self.put("get", "/api/v1/me", get("Whose token it is.", me, Vec::new(), &read));
        self.put("get", "/api/v1/openapi.json", get("This document.", json!({ "type": "object" }), Vec::new(), &read));
        let (list, one) = (self.schema(named::<ReportList>()), self.schema(named::<ReportAnswer>()));
        self.put(
            "get",
            "/api/v1/reports",
            get("What reports there are.", list, Vec::new(), &[SIGN_IN, UNFIT, UNAVAILABLE]),
        );
        let refused = [SIGN_IN, NOT_YOURS, NOT_THERE, UNFIT, TOO_MANY, UNAVAILABLE];
        self.put("get", "/api/v1/reports/{name}", get("A report.", one, of_report(), &refused));
        let refused: Vec<_> = [SIGN_IN, NOT_YOURS, NOT_THERE, UNAVAILABLE].into_iter().chain(SENT).collect();
        let post = |made: &mut Self, path, about, (body, schema): (Value, Named)| {
            let schema = made.schema(schema);
            let guard = crate::web::pages::ACTS;
            made.put(
                "post",
                path,
                Operation { about, guard, query: Vec::new(), body: Some(body), schema, refused: &refused },
            );
        };
        let body = json!({ "application/json": { "schema": self.schema(named::<Settle>()) } });
        let about = "Releases or drops what the guard holds. Again, it changes nothing.";
        post(self, "/api/v1/holds", about, (body, named::<Settled>()));
        let body = json!({ "application/json": { "schema": self.schema(named::<Attend>()) } });
        let about = "Acknowledges an alert, lets it be until a day, or neither any more. Again, it changes nothing.";
        post(self, "/api/v1/alerts", about, (body, named::<Attended>()));
        let body = json!({ "application/json": { "schema": self.schema(named::<SetDay>()) } });
        let about = "Notes the day of delivery that a vendor confirmed, or until which it is delayed. Again, it changes nothing.";
        post(self, "/api/v1/requests", about, (body, named::<DaySet>()));
        let csv = "The file that `upprop usage import` reads: the columns `person`, `tool` and `last_used`.";
        let body = json!({
            "application/json": { "schema": self.schema(named::<Usage>()) },
            "text/csv": { "schema": { "type": "string", "description": csv } },
        });
        let about = "Notes when people last used their tools; 4 MiB at most. Again, it changes nothing.";
        post(self, "/api/v1/usage", about, (body, named::<Noted>()));
        self.schema(named::<Problem>());
    }

    fn put(&mut self, method: &str, path: &str, operation: Operation<'_>) {
        let name = path.trim_start_matches(super::BASE).replace(['/', '{', '}', '.'], "_");
        let mut parameters: Vec<Value> = path.split('/').filter_map(part).collect();
        parameters.extend(operation.query);
        let json = |schema: Value| json!({ "application/json": { "schema": schema } });
        let mut responses = Map::new();
        responses.insert("200".to_owned(), json!({ "description": "As asked.", "content": json(operation.schema) }));
        let problem = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        for (status, about) in operation.refused {
            responses.insert((*status).to_owned(), json!({ "description": about, "content": problem }));
        }
        let mut told = json!({
            "operationId": format!("{method}{name}"),
            "summary": operation.about,
            "description": for_whom(operation.guard),
            "parameters": parameters,
            "responses": responses,
        });
        if let Some(body) = operation.body {
            told["requestBody"] = json!({ "required": true, "content": body });
        }
        let at = self.paths.entry(path).or_insert_with(|| json!({}));
        at[method] = told;
    }
}

struct Operation<'a> {
    about: &'a str,
    guard: Guard,
    query: Vec<Value>,
    body: Option<Value>,
    schema: Value,
    refused: &'a [(&'a str, &'a str)],
}

fn for_whom(guard: Guard) -> String {
    match guard {
        Guard::Anyone => "For everybody.".to_owned(),
        Guard::SignedIn => "For every role.".to_owned(),
        Guard::Roles(roles) => format!("For {}.", roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")),
    }
}

/// A page of a list.
fn page_of(row: &Value) -> Value {
    let number = |about: &str| json!({ "type": "integer", "minimum": 0, "description": about });
    json!({
        "type": "object",
        "required": ["items", "page", "per_page", "total"],
        "properties": {
            "items": { "type": "array", "items": row },
            "page": number("Which page, from 1."),
            "per_page": number("So many rows are on one."),
            "total": number("So many rows there are."),
        },
    })
}

fn query(name: &str, about: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "required": false, "description": about, "schema": schema })
}

/// What a list may be asked.
fn asked(shape: &Shape) -> Vec<Value> {
    let number =
        |most: usize, usual: usize| json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual });
    let mut all = vec![
        query("q", "Rows in which this stands.", json!({ "type": "string", "maxLength": SOUGHT_MAX })),
        query("page", "Which page.", number(PAGES_MAX, 1)),
        query("per_page", "So many rows on one.", number(ROWS_MAX, ROWS)),
    ];
    if !shape.sorts.is_empty() {
        let both: Vec<String> = shape.sorts.iter().flat_map(|sort| [(*sort).to_owned(), format!("-{sort}")]).collect();
        all.push(query(
            "sort",
            "By what it is ordered; `-` turns it round. What is not there comes last.",
            json!({ "type": "string", "enum": both }),
        ));
    }
    let filter = |field: &&str| {
        query(field, "Rows where the field is this; nothing: where it is null.", json!({ "type": "string" }))
    };
    all.extend(shape.filters.iter().map(filter));
    all
}

fn of_report() -> Vec<Value> {
    let day = || json!({ "type": "string", "format": "date" });
    vec![
        query("unit", "Only this unit and those below it, by id or alias.", json!({ "type": "string" })),
        query("from", "From this day on, where the report tells of days.", day()),
        query("to", "Until this day.", day()),
        query("people", "With people, under their keys.", json!({ "type": "boolean", "default": false })),
    ]
}

/// What is filled in in a part of a path.
fn part(part: &str) -> Option<Value> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    Some(json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }))
}
