//! Servers as they are met: each leaves out, adds or places something that the standard has otherwise (SS12000 sections 1
//! to 6).

use super::*;
use serde_json::{Value, json};
use upprop::roster::{Code, MemberRole, PersonStatus, Protection, UnitKind, Unreadable};

fn municipality(resources: Value) -> Municipality {
    let names = ["organisations", "persons", "groups", "duties", "activities", "placements", "programmes"];
    let Value::Object(mut given) = resources else { panic!("resources by name") };
    let records = |name: &str, given: &mut serde_json::Map<String, Value>| match given.remove(name) {
        Some(Value::Array(records)) => Some(records),
        Some(_) => panic!("{name} is a list"),
        None => None,
    };
    let mut municipality = Municipality::default();
    for name in names {
        if let Some(records) = records(name, &mut given) {
            municipality.resources.insert(name, records);
        }
    }
    assert!(given.is_empty(), "{given:?}");
    municipality
}

fn read_all(resources: Value) -> Parts {
    let municipality = municipality(resources);
    let double = Double::new(move |request| municipality.answer(request));
    read(&double, 1000).expect("a sweep")
}

fn person<'a>(parts: &'a Parts, id: &str) -> &'a Person {
    parts.persons.iter().find(|person| person.id.as_str() == id).unwrap_or_else(|| panic!("{id} is there"))
}

/// Who is in which group as what.
fn members(parts: &Parts) -> Vec<(String, String, MemberRole)> {
    let member = |m: &upprop::roster::Member| {
        let (person, group) = (&parts.person_names[m.person as usize], &parts.group_names[m.group as usize]);
        (person.to_string(), group.to_string(), m.role)
    };
    let mut all: Vec<_> = parts.members.iter().map(member).collect();
    all.sort();
    all
}

fn member(person: &str, group: &str, role: MemberRole) -> (String, String, MemberRole) {
    (person.to_owned(), group.to_owned(), role)
}

#[test]
fn teachers_come_by_activities_mentors_by_duties_and_small_children_by_placements() {
    let parts = read_all(json!({
        "organisations": [
            {"id": "o1", "displayName": "Askskolan", "organisationType": "Skolenhet", "schoolUnitCode": "99000101"},
            {"id": "o2", "displayName": "Ekhagens förskola", "organisationType": "Skolenhet"},
        ],
        "persons": [
            {"id": "p1", "givenName": "A", "familyName": "B", "enrolments": [
                {"enroledAt": {"id": "o1"}, "schoolType": "GR", "schoolYear": 7, "startDate": "2026-08-18"}]},
            {"id": "p2", "givenName": "C", "familyName": "D", "enrolments": []},
            {"id": "p3", "givenName": "E", "familyName": "F"},
            {"id": "p4", "givenName": "G", "familyName": "H", "responsibles": []},
            {"id": "p5", "givenName": "I", "familyName": "J", "enrolments": []},
        ],
        "groups": [
            {"id": "g1", "displayName": "7A", "groupType": "Klass", "organisation": {"id": "o1"}, "startDate": "2026-08-18",
                "groupMemberships": [{"person": {"id": "p1"}}]},
            {"id": "g2", "displayName": "7A SV", "groupType": "Undervisning", "organisation": {"id": "o1"},
                "startDate": "2026-08-18", "groupMemberships": []},
            {"id": "g3", "displayName": "Solen", "groupType": "Avdelning", "organisation": {"id": "o2"},
                "startDate": "2026-08-18", "groupMemberships": []},
            {"id": "g4", "displayName": "Arbetslag 7", "groupType": "Personalgrupp", "organisation": {"id": "o1"},
                "startDate": "2026-08-18", "groupMemberships": [{"person": {"id": "p2"}}]},
        ],
        "duties": [
            {"id": "d2", "person": {"id": "p2"}, "dutyAt": {"id": "o1"}, "dutyRole": "Lärare", "startDate": "2020-08-01",
                "assignmentRole": [{"group": {"id": "g1"}, "assignmentRoleType": "Mentor"}]},
            {"id": "d3", "person": {"id": "p3"}, "dutyAt": {"id": "o1"}, "dutyRole": "Bibliotekarie",
                "startDate": "2020-08-01"},
            {"id": "d9", "dutyAt": {"id": "o1"}, "dutyRole": "Lärare", "startDate": "2020-08-01"},
        ],
        "activities": [
            {"id": "a1", "displayName": "SV", "startDate": "2026-08-18", "groups": [{"id": "g2"}],
                "teachers": [{"duty": {"id": "d2"}}, {"duty": {"id": "d-nobody"}}]},
        ],
        "placements": [
            {"id": "pl1", "placedAt": {"id": "o2"}, "child": {"id": "p5", "securityMarking": "Sekretessmarkering"},
                "group": {"id": "g3"}, "schoolType": "FS", "startDate": "2025-01-01"},
        ],
    }));
    let expected = [
        member("p1", "g1", MemberRole::Pupil),
        member("p2", "g1", MemberRole::Staff),
        member("p2", "g2", MemberRole::Staff),
        member("p2", "g4", MemberRole::Staff),
        member("p5", "g3", MemberRole::Pupil),
    ];
    assert_eq!(members(&parts), expected);
    assert_eq!(person(&parts, "p1").enrolments[0].school_year, Some(7));
    assert_eq!(person(&parts, "p5").enrolments[0].unit.as_str(), "o2");
    let marked: Vec<_> = parts.marked.iter().map(|(id, marking)| (id.as_str(), *marking)).collect();
    assert_eq!(marked, [("p5", Protection::Confidential)], "a reference says so");
    let roles = |id: &str| person(&parts, id).duties.iter().map(|duty| duty.role.to_string()).collect::<Vec<_>>();
    assert_eq!((roles("p2"), roles("p3")), (vec!["teacher".to_owned()], vec!["bibliotekarie".to_owned()]));
    assert!(!parts.persons.iter().any(|person| person.id.as_str() == "p4"), "a guardian is nobody's user");
    let lost = parts.findings.iter().filter(|finding| finding.code == Code::ReferenceMissing).count();
    assert_eq!(lost, 1, "the teacher whom nobody knows is told");
}

#[test]
fn edlevo_has_groups_and_duties_at_the_school_and_enrolments_at_its_unit() {
    let parts = read_all(json!({
        "organisations": [
            {"id": "s1", "displayName": "Askskolan", "organisationType": "Skola"},
            {"id": "u1", "displayName": "Askskolan 7–9", "organisationType": "Skolenhet", "schoolUnitCode": "99000101",
                "parentOrganisation": {"id": "s1"}},
            {"id": "s2", "displayName": "Tallen", "organisationType": "Skola"},
            {"id": "u2", "displayName": "Tallen F–3", "organisationType": "Skolenhet", "parentOrganisation": {"id": "s2"}},
            {"id": "u3", "displayName": "Tallen 4–6", "organisationType": "Skolenhet", "parentOrganisation": {"id": "s2"}},
        ],
        "persons": [
            {"id": "p1", "givenName": "A", "familyName": "B",
                "enrolments": [{"enroledAt": {"id": "u1"}, "startDate": "2026-08-18"}]},
            {"id": "p2", "givenName": "C", "familyName": "D"},
            {"id": "p3", "givenName": "E", "familyName": "F"},
        ],
        "groups": [
            {"id": "g1", "displayName": "7A", "groupType": "Klass", "organisation": {"id": "s1"},
                "startDate": "2026-08-18", "groupMemberships": [{"person": {"id": "p1"}}]},
            {"id": "g2", "displayName": "3B", "groupType": "Klass", "organisation": {"id": "s2"},
                "startDate": "2026-08-18", "groupMemberships": []},
        ],
        "duties": [
            {"id": "d2", "person": {"id": "p2"}, "dutyAt": {"id": "s1"}, "dutyRole": "Lärare", "startDate": "2020-08-01"},
            {"id": "d3", "person": {"id": "p3"}, "dutyAt": {"id": "s2"}, "dutyRole": "Rektor", "startDate": "2020-08-01"},
        ],
    }));
    let units =
        |id: &str| parts.groups.iter().find(|group| group.id.as_str() == id).map(|group| group.unit.to_string());
    assert_eq!(units("g1").as_deref(), Some("u1"), "the only unit of the school");
    assert_eq!(units("g2").as_deref(), Some("s2"), "which of the two is not said");
    let at = |id: &str| person(&parts, id).duties[0].unit.as_ref().map(ToString::to_string);
    assert_eq!((at("p2").as_deref(), at("p3").as_deref()), (Some("u1"), Some("s2")));
    let kind = |id: &str| parts.units.iter().find(|unit| unit.id.as_str() == id).map(|unit| unit.kind);
    assert_eq!([kind("s1"), kind("u1")], [Some(UnitKind::Other), Some(UnitKind::School)]);
}

#[test]
fn edlevo_has_some_resources_under_another_path() {
    let municipality = Municipality::exempelkommunen(DAY);
    let double = Double::new(move |request| match request.path.as_str() {
        "/External/api/v1/duties" => Response::new(404, "application/json", ""),
        "/Duties.ExternalApi/api/v1/duties" => municipality.answer(request),
        path if path.starts_with("/External/api/v1/") => municipality.answer(request),
        _ => Response::new(404, "application/json", ""),
    });
    let paths = BTreeMap::from([("duties".to_owned(), "/Duties.ExternalApi/api/v1/duties".to_owned())]);
    let elsewhere = Settings { paths, ..settings(double.url("/External/api/v1/"), 1000) };
    assert_eq!(parts(Ss12000::new(elsewhere).read().expect("a sweep")).persons.len(), 40);
    let lacks = Ss12000::new(settings(double.url("/External/api/v1"), 1000)).read().map(|_| ());
    assert_eq!(lacks.expect_err("no duties").code, upprop::source::ErrorCode::ServerLacks);
}

#[test]
fn a_server_for_national_tests_has_no_dates_and_names_no_kinds() {
    let parts = read_all(json!({
        "organisations": [{"id": "o1", "displayName": "Askskolan", "schoolUnitCode": "99000101", "meta": {}}],
        "persons": [
            {"id": "p1", "givenName": "A", "familyName": "B", "eduPersonPrincipalNames": ["a@x.example"],
                "civicNo": {"value": "x"}, "enrolments": [{"enroledAt": {"id": "o1"}, "schoolType": "GR", "schoolYear": 9}]},
            {"id": "p2", "givenName": "C", "familyName": "D", "eduPersonPrincipalNames": ["c@x.example"]},
        ],
        "groups": [{"id": "g1", "displayName": "9A", "groupType": "Klass", "organisation": {"id": "o1"},
            "groupMemberships": [{"person": {"id": "p1"}}]}],
        "duties": [{"id": "d1", "person": {"id": "p2"}, "dutyAt": {"id": "o1"}, "dutyRole": "Lärare"}],
        "activities": [{"id": "a1", "groups": [{"id": "g1"}], "teachers": [{"duty": {"id": "d1"}}]}],
    }));
    let today = DAY.parse().expect("a day");
    assert!(parts.persons.iter().all(|person| person.is_active(today)), "to be there is to be active");
    assert_eq!(parts.units[0].kind, UnitKind::School, "by its code");
    let expected = [member("p1", "g1", MemberRole::Pupil), member("p2", "g1", MemberRole::Staff)];
    assert_eq!(members(&parts), expected);
}

#[test]
fn ist_has_enrolments_that_were_cancelled_and_ids_that_are_no_uuid() {
    let parts = read_all(json!({
        "organisations": [{"id": "3564439", "displayName": "Askskolan", "organisationType": "Skolenhet"}],
        "persons": [
            {"id": "1", "givenName": "A", "familyName": "B", "enrolments": [
                {"enroledAt": {"id": "3564439"}, "schoolType": "GR", "startDate": "2026-08-18", "cancelled": true},
                {"enroledAt": {"id": "3564439"}, "schoolType": "GR", "startDate": "2025-08-18", "endDate": "2026-06-12"}]},
            {"id": "2", "givenName": "C", "familyName": "D", "personStatus": "Utvandrad", "enrolments": [
                {"enroledAt": {"id": "3564439"}, "schoolType": "EN_NY_SKOLFORM", "startDate": "2026-08-18"}]},
        ],
        "groups": [], "duties": [],
    }));
    assert_eq!(person(&parts, "1").enrolments.len(), 1, "what was cancelled never was");
    assert!(!person(&parts, "1").is_active(DAY.parse().expect("a day")));
    assert_eq!(person(&parts, "2").status, PersonStatus::Emigrated);
    assert_eq!(person(&parts, "2").enrolments[0].school_type.as_deref(), Some("EN_NY_SKOLFORM"));
}

#[test]
fn the_demo_server_names_teachers_as_persons_and_words_of_its_own() {
    let parts = read_all(json!({
        "organisations": [{"id": "o1", "displayName": "Askskolan", "organisationType": "Skolenhet"}],
        "persons": [
            {"id": "p1", "givenName": "A", "familyName": "B", "meta": {"modified": "2026-11-21T16:51:51.547586"},
                "civicNo": {"value": "x"}, "enrolments": [{"enroledAt": {"id": "o1"}, "startDate": "2026-08-18"}]},
            {"id": "p2", "givenName": "C", "familyName": "D"},
        ],
        "groups": [{"id": "g1", "displayName": "7A", "groupType": "En ny sort", "organisation": {"id": "o1"},
            "groupMemberships": [{"person": {"id": "p1"}, "startDate": "2026-08-18"},
                {"person": {"id": "p1"}, "startDate": "2026-01-01", "endDate": "2026-06-12"}]}],
        "duties": [{"id": "d1", "person": {"id": "p2"}, "dutyAt": {"id": "o1"}, "dutyRole": "Annan personal",
            "startDate": "2020-08-01", "assignmentRole": [{"group": {"id": "g1"}, "assignmentRoleType": "Lärare"}]}],
        "activities": [{"id": "a1", "startDate": "2026-08-18", "groups": [{"id": "g1"}], "teachers": [{"person": {"id": "p2"}}]}],
    }));
    let of_p2 = members(&parts).into_iter().filter(|(person, ..)| person == "p2").count();
    assert_eq!(of_p2, 2, "as mentor and as teacher");
    assert_eq!(members(&parts).len(), 4, "two stays of one pupil");
}

#[test]
fn a_list_that_is_absent_is_no_empty_list() {
    let parts = read_all(json!({
        "organisations": [{"id": "o1", "displayName": "Askskolan", "organisationType": "Skolenhet"}],
        "persons": [{"id": "p1", "givenName": "A", "familyName": "B",
            "enrolments": [{"enroledAt": {"id": "o1"}, "startDate": "2026-08-18"}]}],
        "groups": [{"id": "g1", "displayName": "7A", "groupType": "Klass", "organisation": {"id": "o1"},
            "startDate": "2026-08-18"}, {"id": "g2", "displayName": "7B", "groupType": "Klass",
            "organisation": {"id": "o1"}, "startDate": "2026-08-18", "groupMemberships": []}],
        "duties": [],
    }));
    assert_eq!((parts.groups.len(), &parts.unreadable[..]), (2, &[Unreadable::Members("g1".into())][..]));
    assert!(parts.findings.iter().any(|finding| finding.code == Code::MembersUnsaid));
}

#[test]
fn who_has_no_marking_where_others_have_one_counts_as_protected() {
    let with = |marking: Option<&str>| {
        let mut other = json!({"id": "p2", "givenName": "C", "familyName": "D",
            "enrolments": [{"enroledAt": {"id": "o1"}, "startDate": "2026-08-18"}]});
        if let Some(marking) = marking {
            other["securityMarking"] = json!(marking);
        }
        let parts = read_all(json!({
            "organisations": [{"id": "o1", "displayName": "Askskolan", "organisationType": "Skolenhet"}],
            "persons": [{"id": "p1", "givenName": "A", "familyName": "B",
                "enrolments": [{"enroledAt": {"id": "o1"}, "startDate": "2026-08-18"}]}, other],
            "groups": [], "duties": [],
        }));
        [person(&parts, "p1").protection, person(&parts, "p2").protection]
    };
    assert_eq!(with(None), [Protection::None, Protection::None]);
    assert_eq!(with(Some("Ingen")), [Protection::Unknown, Protection::None]);
    assert_eq!(with(Some("Skyddad folkbokföring")), [Protection::Unknown, Protection::Protected]);
}
