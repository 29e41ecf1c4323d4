//! Typed parsing as a client would write it first: every attribute of the standard's schema that the server sends.

#![expect(dead_code, reason = "parsed, not used")]

use serde::Deserialize;

#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
    #[serde(rename = "pageToken")]
    page_token: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    created: String,
    modified: String,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    id: String,
    meta: Meta,
    display_name: String,
    organisation_type: String,
    school_unit_code: Option<String>,
    school_types: Vec<String>,
    municipality_code: Option<String>,
    address: Option<Address>,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    street_address: String,
    postal_code: String,
    locality: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: String,
    meta: Meta,
    given_name: String,
    middle_name: Option<String>,
    family_name: String,
    edu_person_principal_names: Vec<String>,
    external_identifiers: Vec<Identifier>,
    civic_no: Option<Civic>,
    birth_date: Option<String>,
    sex: Option<String>,
    security_marking: Option<String>,
    person_status: Option<String>,
    emails: Vec<Email>,
    phone_numbers: Vec<Phone>,
    addresses: Vec<Address>,
    enrolments: Vec<Enrolment>,
    responsibles: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identifier {
    value: String,
    context: String,
    globally_unique: bool,
}

#[derive(Deserialize)]
struct Civic {
    value: String,
    nationality: String,
}

#[derive(Deserialize)]
struct Email {
    value: String,
    r#type: String,
}

#[derive(Deserialize)]
struct Phone {
    value: String,
    r#type: String,
    mobile: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Enrolment {
    enroled_at: Reference,
    school_year: Option<u8>,
    school_type: String,
    start_date: Option<String>,
    cancelled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    id: String,
    meta: Meta,
    display_name: String,
    start_date: String,
    end_date: Option<String>,
    group_type: String,
    school_type: Option<String>,
    organisation: Reference,
    group_memberships: Vec<Membership>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Membership {
    person: Reference,
    start_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Duty {
    id: String,
    meta: Meta,
    person: Reference,
    duty_at: Reference,
    duty_role: String,
    signature: Option<String>,
    duty_percent: Option<f64>,
    hours_per_year: Option<f64>,
    start_date: String,
    assignment_role: Vec<Reference>,
}

/// Parses every page.
pub(crate) fn parse(bodies: &[(String, Vec<u8>)]) {
    fn page<T: for<'de> Deserialize<'de>>(body: &[u8]) {
        let page: Page<T> = serde_json::from_slice(body).expect("a page");
        std::hint::black_box(page);
    }
    for (address, body) in bodies {
        match address.split(['/', '?']).nth(1).unwrap_or_default() {
            "organisations" => page::<Organisation>(body),
            "persons" => page::<Person>(body),
            "groups" => page::<Group>(body),
            _ => page::<Duty>(body),
        }
    }
}
