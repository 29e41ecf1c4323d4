//! One invented municipality, delivered in every format that there is: the same people at the same places, whoever tells.

use crate::lies::papers::{Form, ims};
use crate::lies::sets::{CLASSES, PUPILS, TEACHERS, school_of, v2p1};
use crate::ss12000::double::{Double, Response};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write as _;
use upprop::config::model;
use upprop::roster::{Snapshot, build};
use upprop::source::{Reading, Source};
use upprop::sync::from_config;

const SCHOOLS: [(&str, &str); 2] = [("asen", "Åsenskolan"), ("on", "Önskolan")];
const FIRST: &str = "2026-08-18";
const LAST: &str = "2027-06-11";

/// Id, given name, family name, class, and whether they are a pupil.
fn people() -> Vec<(String, &'static str, &'static str, &'static str, bool)> {
    let pupils =
        PUPILS.iter().map(|(number, given, family, class)| (format!("e{number}"), *given, *family, *class, true));
    let teachers =
        TEACHERS.iter().map(|(number, given, family, class)| (format!("l{number}"), *given, *family, *class, false));
    pupils.chain(teachers).collect()
}

/// What counts on a day, in words that every format has: what sort of group it is, not all say.
fn counting(source: &dyn Source, day: Date) -> Vec<String> {
    let Reading::Delivery(parts) = source.read().expect("a delivery") else { panic!("no updates") };
    let built = build(&Snapshot::default(), vec![parts]);
    let roster = built.roster;
    let mut lines = Vec::new();
    for person in roster.persons.iter().filter(|person| person.is_active(day)) {
        let enrolled =
            person.enrolments.iter().filter(|place| place.period.covers(day)).map(|place| place.unit.as_str());
        let working = person.duties.iter().filter(|duty| duty.period.covers(day));
        let working = working.filter_map(|duty| duty.unit.as_ref()).map(|unit| unit.as_str());
        let mut places: Vec<&str> = enrolled.chain(working).collect();
        places.sort_unstable();
        places.dedup();
        let email = person.email.as_deref().unwrap_or("–");
        lines.push(format!("{} {} {} {email} {places:?}", person.id, person.given_name, person.family_name));
    }
    for group in &roster.groups {
        lines.push(format!("{} {} at {}", group.id, group.name, group.unit));
    }
    for membership in roster.memberships.iter().filter(|membership| roster.counts(membership, day)) {
        let (person, group) = (&roster.person(membership.person).id, &roster.group(membership.group).id);
        lines.push(format!("{person} in {group} as {:?}", membership.role));
    }
    let schools = roster.units.iter().filter(|unit| SCHOOLS.iter().any(|(id, _)| *id == unit.id.as_str()));
    lines.extend(schools.map(|unit| format!("{} {} {:?}", unit.id, unit.name, unit.kind)));
    lines.sort();
    lines
}

fn configured(text: &str, files: &[(&str, String)]) -> (tempfile::TempDir, Box<dyn Source + Send + Sync>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, body) in files {
        std::fs::write(folder.path().join(name), body).expect("a file");
    }
    let entry: model::Source = toml::from_str(&format!("name = \"s\"\npath = \".\"\n{text}")).expect("a source");
    let source = from_config(&entry, folder.path());
    (folder, source)
}

/// OneRoster 1.2, whose last days are the first that count no more.
fn oneroster() -> Vec<(&'static str, String)> {
    let head = |columns: &str| format!("sourcedId,status,dateLastModified,{columns}\n");
    let mut users = head(
        "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,\
         grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,\
         primaryOrgSourcedId,pronouns",
    );
    let mut roles = head("userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId");
    let mut enrollments = head("classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate");
    for (id, given, family, class, is_pupil) in people() {
        let (role, school) = (if is_pupil { "student" } else { "teacher" }, school_of(class));
        let _ = writeln!(users, "{id},,,true,{id},,{given},{family},,,{id}@anas.example,,,,,,,,,,{school},");
        let _ = writeln!(roles, "r-{id},,,{id},primary,{role},{FIRST},2027-06-12,{school},");
        let _ = writeln!(enrollments, "e-{id},,,{class},{school},{id},{role},,{FIRST},2027-06-12");
    }
    let mut orgs = head("name,type,identifier,parentSourcedId");
    for (id, name) in SCHOOLS {
        let _ = writeln!(orgs, "{id},,,{name},school,,");
    }
    let mut classes = head(
        "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,\
         subjectCodes,periods",
    );
    for (class, at) in CLASSES {
        let _ = writeln!(classes, "{class},,,Klass Å{class},7,k,,homeroom,,{at},ar,,,");
    }
    let names = ["academicSessions", "orgs", "courses", "classes", "users", "roles", "enrollments"];
    let declared: String = names.iter().map(|name| format!("file.{name},bulk\n")).collect();
    let year = head("title,type,startDate,endDate,parentSourcedId,schoolYear")
        + "ar,,,Läsår,schoolYear,2026-08-18,2027-06-12,,2027\n";
    let course = head("schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes")
        + "k,,,ar,Årskurs,,,asen,,\n";
    vec![
        ("manifest.csv", format!("propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n{declared}")),
        ("academicSessions.csv", year),
        ("orgs.csv", orgs),
        ("courses.csv", course),
        ("classes.csv", classes),
        ("users.csv", users),
        ("roles.csv", roles),
        ("enrollments.csv", enrollments),
    ]
}

const MAPPING: &str = r#"
kind = "csv"
[[file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", name = "namn" }
constants = { kind = "school" }
[[file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", name = "namn", unit = "skola" }
constants = { kind = "class" }
[[file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", given_name = "fornamn", family_name = "efternamn", email = "epost", role = "roll", unit = "skola", group = "klass", from = "fran", to = "tom" }
values = { role = { elev = "pupil", "lärare" = "staff" } }
constants = { duty = "teacher" }
"#;

fn mapped() -> Vec<(&'static str, String)> {
    let lines = |head: &str, rows: Vec<String>| format!("{head}\n{}\n", rows.join("\n"));
    let persons = people().into_iter().map(|(id, given, family, class, is_pupil)| {
        let (role, school) = (if is_pupil { "elev" } else { "lärare" }, school_of(class));
        format!("{id};{given};{family};{id}@anas.example;{role};{school};{class};{FIRST};{LAST}")
    });
    vec![
        ("units.csv", lines("id;namn", SCHOOLS.iter().map(|(id, name)| format!("{id};{name}")).collect())),
        (
            "groups.csv",
            lines("id;namn;skola", CLASSES.iter().map(|(class, at)| format!("{class};Klass Å{class};{at}")).collect()),
        ),
        ("persons.csv", lines("id;fornamn;efternamn;epost;roll;skola;klass;fran;tom", persons.collect())),
    ]
}

/// The same by a server of SS 12000, where who teaches is in neither the group nor the duty.
fn records(resource: &str) -> Option<Vec<Value>> {
    let all = people();
    let records = match resource {
        "organisations" => {
            let school =
                |(id, name): &(&str, &str)| json!({"id": id, "displayName": name, "organisationType": "Skolenhet"});
            SCHOOLS.iter().map(school).collect()
        }
        "persons" => {
            let person = |(id, given, family, class, is_pupil): &(String, &str, &str, &str, bool)| {
                let place = json!({"enroledAt": {"id": school_of(class)}, "startDate": FIRST, "endDate": LAST});
                let kind = if *is_pupil { "Skola elev" } else { "Skola personal" };
                json!({"id": id, "givenName": given, "familyName": family,
                    "emails": [{"value": format!("{id}@anas.example"), "type": kind}],
                    "enrolments": if *is_pupil { json!([place]) } else { json!([]) }})
            };
            all.iter().map(person).collect()
        }
        "groups" => {
            let group = |(class, at): &(&str, &str)| {
                let pupils = all.iter().filter(|(.., of, is_pupil)| *is_pupil && of == class);
                let members: Vec<Value> = pupils.map(|(id, ..)| json!({"person": {"id": id}})).collect();
                json!({"id": class, "displayName": format!("Klass Å{class}"), "groupType": "Klass", "startDate": FIRST,
                    "endDate": LAST, "organisation": {"id": at}, "groupMemberships": members})
            };
            CLASSES.iter().map(group).collect()
        }
        "duties" => {
            let duty = |(id, _, _, class, _): &(String, &str, &str, &str, bool)| {
                json!({"id": format!("d-{id}"), "person": {"id": id}, "dutyAt": {"id": school_of(class)},
                    "dutyRole": "Lärare", "startDate": FIRST, "endDate": LAST})
            };
            all.iter().filter(|(.., is_pupil)| !is_pupil).map(duty).collect()
        }
        "activities" => {
            let activity = |(id, _, _, class, _): &(String, &str, &str, &str, bool)| {
                json!({"id": format!("a-{id}"), "startDate": FIRST, "endDate": LAST, "groups": [{"id": class}],
                    "teachers": [{"duty": {"id": format!("d-{id}")}}]})
            };
            all.iter().filter(|(.., is_pupil)| !is_pupil).map(activity).collect()
        }
        _ => return None,
    };
    Some(records)
}

#[test]
fn the_same_municipality_in_every_format_is_the_same_roster() {
    let double = Double::new(|request| match records(request.path.rsplit('/').next().unwrap_or_default()) {
        Some(records) => Response::json(&json!({"data": records})),
        None => Response::new(404, "application/json", ""),
    });
    let server = format!("kind = \"ss12000\"\nurl = \"{}\"\n[server]\nrate = 10000\n", double.url("/v2"));
    let [sds, xml, qualified] = [v2p1(), ims(Form::Base), ims(Form::Namespaced)];
    let deliveries = [
        ("OneRoster 1.2", "kind = \"oneroster\"\n".to_owned(), oneroster()),
        ("mapped CSV", MAPPING.to_owned(), mapped()),
        ("SS 12000", server, Vec::new()),
        (sds.name, sds.source, sds.files),
        (xml.name, xml.source, xml.files),
        (qualified.name, qualified.source, qualified.files),
    ];
    for day in ["2026-08-17", "2026-08-18", "2026-11-20", "2027-06-11", "2027-06-12"] {
        let day: Date = day.parse().expect("a day");
        let of = |(name, text, files): &(&'static str, String, Vec<(&str, String)>)| {
            let (_folder, source) = configured(text, files);
            (*name, counting(&*source, day))
        };
        let all: Vec<(&str, Vec<String>)> = deliveries.iter().map(of).collect();
        let (first, others) = all.split_first().expect("formats");
        assert_eq!(first.1.len() > 20, (FIRST..=LAST).contains(&day.to_string().as_str()), "{day}: {:#?}", first.1);
        for (name, lines) in others {
            let lacks: Vec<&String> = first.1.iter().filter(|line| !lines.contains(line)).collect();
            let has: Vec<&String> = lines.iter().filter(|line| !first.1.contains(line)).collect();
            assert!(lacks.is_empty() && has.is_empty(), "{name} on {day} lacks {lacks:#?}\nand has {has:#?}");
        }
    }
}
