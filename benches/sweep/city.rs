//! A city as a server of SS 12000 has it, with the attributes that vendors send and nobody here needs.

use std::fmt::Write as _;

/// Pupils of a class, and of a teaching group.
const CLASS: u32 = 25;
/// Teaching groups of a pupil.
const TEACHING: u32 = 3;
/// Of so many persons one works there.
const STAFF: u32 = 10;
/// Persons of a school.
const SCHOOL: u32 = 400;

/// How many records each resource has.
pub(crate) fn counts(persons: u32) -> Vec<(&'static str, usize)> {
    let groups = persons.div_ceil(CLASS) * (1 + TEACHING);
    [("organisations", persons.div_ceil(SCHOOL)), ("persons", persons), ("groups", groups), ("duties", persons / STAFF)]
        .map(|(name, count)| (name, count as usize))
        .to_vec()
}

fn id(kind: u32, number: u32) -> String {
    format!("{number:08x}-{kind:04x}-4000-8000-0123456789ab")
}

/// A record of a resource.
pub(crate) fn record(name: &str, number: u32, persons: u32) -> String {
    let meta = r#""meta":{"created":"2024-08-01T08:00:00.000Z","modified":"2026-10-01T08:12:13.123Z"}"#;
    match name {
        "organisations" => format!(
            r#"{{"id":"{}",{meta},"displayName":"Skolan {number}","organisationType":"Skolenhet","schoolUnitCode":"{number:08}","schoolTypes":["GR"],"municipalityCode":"0199","address":{{"streetAddress":"Skolgatan {number}","postalCode":"99999","locality":"Storstad"}},"email":"skolan{number}@storstad.example"}}"#,
            id(1, number)
        ),
        "persons" => person(number, meta),
        "groups" => group(number, persons, meta),
        _ => format!(
            r#"{{"id":"{}",{meta},"person":{{"id":"{}"}},"dutyAt":{{"id":"{}"}},"dutyRole":"Lärare","signature":"ABC","dutyPercent":100,"hoursPerYear":1767,"startDate":"2020-08-01","assignmentRole":[]}}"#,
            id(4, number),
            id(2, number * STAFF),
            id(1, number * STAFF / SCHOOL)
        ),
    }
}

fn person(number: u32, meta: &str) -> String {
    let enrolments = match number.is_multiple_of(STAFF) {
        true => String::new(),
        false => format!(
            r#"{{"enroledAt":{{"id":"{}"}},"schoolYear":{},"schoolType":"GR","startDate":"2026-08-18","cancelled":false}}"#,
            id(1, number / SCHOOL),
            number % 9 + 1
        ),
    };
    format!(
        r#"{{"id":"{}",{meta},"givenName":"Förnamn{}","middleName":"","familyName":"Efternamn{}","eduPersonPrincipalNames":["elev{number}@edu.storstad.example"],"externalIdentifiers":[{{"value":"{number}","context":"https://storstad.example/id","globallyUnique":false}}],"civicNo":{{"value":"TF{number:010}","nationality":"SE"}},"birthDate":"2013-01-01","sex":"Okänt","securityMarking":"Ingen","personStatus":"Aktiv","emails":[{{"value":"elev{number}@elev.storstad.example","type":"Skola elev"}}],"phoneNumbers":[{{"value":"070000{number}","type":"Hem","mobile":true}}],"addresses":[{{"type":"Folkbokföring","streetAddress":"Storgatan {number}","postalCode":"99999","locality":"Storstad"}}],"enrolments":[{enrolments}],"responsibles":[]}}"#,
        id(2, number),
        number % 400,
        number % 900,
    )
}

fn group(number: u32, persons: u32, meta: &str) -> String {
    let (classes, kind) =
        (persons.div_ceil(CLASS), if number < persons.div_ceil(CLASS) { "Klass" } else { "Undervisning" });
    let first = number % classes * CLASS;
    let mut members = String::new();
    for at in first..(first + CLASS).min(persons) {
        let comma = if at == first { "" } else { "," };
        let _ = write!(members, r#"{comma}{{"person":{{"id":"{}"}},"startDate":"2026-08-18"}}"#, id(2, at));
    }
    format!(
        r#"{{"id":"{}",{meta},"displayName":"Grupp {number}","startDate":"2026-08-18","endDate":"2027-06-11","groupType":"{kind}","schoolType":"GR","organisation":{{"id":"{}"}},"groupMemberships":[{members}]}}"#,
        id(3, number),
        id(1, first / SCHOOL)
    )
}
