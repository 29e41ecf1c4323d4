//! Laws of reading: what is written is read back, and what is cut short is never quietly fewer people.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::fmt::Write;
use tempfile::TempDir;
use upprop::roster::{MemberRole, Parts, Period, SourceName};
use upprop::source::{Reading, Source, SourceError, csv, oneroster};

#[derive(Debug, Clone)]
struct Someone {
    given: String,
    family: String,
    is_pupil: bool,
    unit: usize,
    group: usize,
    from: Option<Date>,
    to: Option<Date>,
}

fn someone() -> impl Strategy<Value = Someone> {
    let name = || "[A-ZÅÄÖ][a-zåäöé ,;|\"'\t-]{0,8}[a-zåäöé]";
    let day = |year: i16| proptest::option::of((1_i8..=12, 1_i8..=28).prop_map(move |(m, d)| date(year, m, d)));
    (name(), name(), any::<bool>(), 0_usize..3, 0_usize..4, day(2026), day(2027)).prop_map(
        |(given, family, is_pupil, unit, group, from, to)| Someone { given, family, is_pupil, unit, group, from, to },
    )
}

/// What a roster says, whatever format it came in.
#[derive(Debug, PartialEq)]
struct Said {
    persons: Vec<(String, String, String, bool, String, Period)>,
    members: Vec<(String, String, MemberRole, Period)>,
}

fn said(parts: &Parts) -> Said {
    let person = |p: &upprop::roster::Person| {
        let pupil = p.enrolments.first().map(|e| (true, e.unit.to_string(), e.period));
        let place = pupil.or_else(|| {
            p.duties.first().map(|d| {
                assert_eq!(&*d.role, "teacher");
                (false, d.unit.as_ref().map(ToString::to_string).unwrap_or_default(), d.period)
            })
        });
        let (is_pupil, unit, period) = place.unwrap();
        (p.id.to_string(), p.given_name.to_string(), p.family_name.to_string(), is_pupil, unit, period)
    };
    let members = parts.members.iter().map(|m| {
        let (person, group) = (&parts.person_names[m.person as usize], &parts.group_names[m.group as usize]);
        (person.to_string(), group.to_string(), m.role, m.period)
    });
    Said { persons: parts.persons.iter().map(person).collect(), members: members.collect() }
}

fn expected(people: &[Someone]) -> Said {
    let mut said = Said { persons: Vec::new(), members: Vec::new() };
    for (at, p) in people.iter().enumerate() {
        let (id, period) = (format!("p{at}"), Period::new(p.from, p.to));
        let role = if p.is_pupil { MemberRole::Pupil } else { MemberRole::Staff };
        said.members.push((id.clone(), format!("g{}", p.group), role, period));
        said.persons.push((id, p.given.clone(), p.family.clone(), p.is_pupil, format!("u{}", p.unit), period));
    }
    said
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn flat(people: &[Someone], separator: char) -> String {
    let mut text = "id;fornamn;efternamn;roll;enhet;fran;tom;grupp\n".replace(';', &separator.to_string());
    for (at, p) in people.iter().enumerate() {
        let role = if p.is_pupil { "elev" } else { "lärare" };
        let id = format!("p{at}");
        let (unit, group) = (format!("u{}", p.unit), format!("g{}", p.group));
        let cells = [&id, &quoted(&p.given), &quoted(&p.family), role, &unit, &day(p.from), &day(p.to), &group];
        writeln!(text, "{}", cells.map(str::to_owned).join(&separator.to_string())).unwrap();
    }
    text
}

const MAPPING: &str = r#"
name = "s"
kind = "csv"
path = "."
[[file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", given_name = "fornamn", family_name = "efternamn", role = "roll", unit = "enhet", group = "grupp", from = "fran", to = "tom" }
values = { role = { elev = "pupil", "lärare" = "staff" } }
constants = { duty = "teacher" }
"#;

fn read_flat(bytes: &[u8]) -> Result<Parts, SourceError> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("persons.csv"), bytes).unwrap();
    let source = csv::Csv::new(upprop::sync::csv_settings(&toml::from_str(MAPPING).unwrap(), dir.path()));
    delivery(source.read()?)
}

fn delivery(reading: Reading) -> Result<Parts, SourceError> {
    match reading {
        Reading::Delivery(parts) => Ok(parts),
        Reading::NoUpdates => panic!("no updates"),
    }
}

fn package(people: &[Someone]) -> Vec<(&'static str, String)> {
    let after = |to: Option<Date>| day(to.map(|to| to.tomorrow().unwrap()));
    let head = |columns: &str| format!("sourcedId,status,dateLastModified,{columns}\r\n");
    let mut users = head(
        "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,\
         grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,\
         primaryOrgSourcedId,pronouns",
    );
    let mut roles = head("userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId");
    let mut enrollments = head("classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate");
    for (at, p) in people.iter().enumerate() {
        let (given, family, role) =
            (quoted(&p.given), quoted(&p.family), if p.is_pupil { "student" } else { "teacher" });
        let (from, to, unit, group) = (day(p.from), after(p.to), p.unit, p.group);
        write!(users, "p{at},,,true,p{at},,{given},{family},,,,,,,,,,,,,u{unit},they\r\n").unwrap();
        write!(roles, "r{at},,,p{at},primary,{role},{from},{to},u{unit},\r\n").unwrap();
        write!(enrollments, "e{at},,,g{group},u{unit},p{at},{role},,{from},{to}\r\n").unwrap();
    }
    let mut orgs = head("name,type,identifier,parentSourcedId");
    (0..3).for_each(|at| write!(orgs, "u{at},,,Skolan,school,,\r\n").unwrap());
    let mut classes = head(
        "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,\
         subjectCodes,periods",
    );
    (0..4).for_each(|at| write!(classes, "g{at},,,7A,7,c,,homeroom,,u0,t,,,\r\n").unwrap());
    let mut manifest = "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.2\r\n".to_owned();
    for name in NAMES {
        let mode = if FILES.contains(name) { "bulk" } else { "absent" };
        write!(manifest, "file.{name},{mode}\r\n").unwrap();
    }
    let sessions = head("title,type,startDate,endDate,parentSourcedId,schoolYear");
    let courses = head("schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes");
    vec![
        ("manifest", manifest),
        ("academicSessions", sessions + "t,,,HT,term,2026-08-18,2027-01-09,,2027\r\n"),
        ("orgs", orgs),
        ("courses", courses + "c,,,,Klass,,,u0,,\r\n"),
        ("classes", classes),
        ("users", users),
        ("roles", roles),
        ("enrollments", enrollments),
    ]
}

const FILES: &[&str] = &["academicSessions", "orgs", "courses", "classes", "users", "roles", "enrollments"];
const NAMES: &[&str] = &[
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
];

fn folder(files: &[(&str, String)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join(format!("{name}.csv")), text).unwrap();
    }
    dir
}

fn read_package(dir: &TempDir) -> Result<Parts, SourceError> {
    let limits = oneroster::Limits::default();
    let settings = oneroster::Settings { source: SourceName::from("s"), root: dir.path().to_owned(), limits };
    delivery(oneroster::OneRoster::new(settings).read()?)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_roster_reads_back_the_same_from_every_format(people in proptest::collection::vec(someone(), 1..12)) {
        let expected = expected(&people);
        for separator in [',', ';', '\t', '|'] {
            let text = flat(&people, separator);
            let crlf = text.replace('\n', "\r\n");
            let windows = encoding_rs::WINDOWS_1252.encode(&crlf).0.into_owned();
            for bytes in [text.clone().into_bytes(), format!("\u{feff}{crlf}").into_bytes(), windows] {
                prop_assert_eq!(&said(&read_flat(&bytes).unwrap()), &expected);
            }
        }
        let parts = read_package(&folder(&package(&people))).unwrap();
        prop_assert_eq!(&said(&parts), &expected);
        prop_assert_eq!(parts.findings, vec![]);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), header in any::<bool>()) {
        let mut file = if header { flat(&[], ';').into_bytes() } else { Vec::new() };
        file.extend(&bytes);
        let _ = read_flat(&file);
    }
}

fn four_people() -> Vec<Someone> {
    let person = |at: usize, given: &str, to| Someone {
        given: given.to_owned(),
        family: "Ö, \"rn\"".to_owned(),
        is_pupil: at != 3,
        unit: at % 3,
        group: at,
        from: Some(date(2026, 8, 18)),
        to,
    };
    let names = ["Åsa", "Bo", "Cia", "Dan"].into_iter().enumerate();
    names.map(|(at, name)| person(at, name, if at == 1 { Some(date(2027, 6, 11)) } else { None })).collect()
}

/// Was nothing lost, or was something said, or ends the rest where a row ends?
fn is_honest(cut: &[u8], result: &Result<Parts, SourceError>) -> bool {
    match result {
        Err(_) => true,
        Ok(parts) => parts.persons.len() == 4 || !parts.findings.is_empty() || cut.ends_with(b"\n"),
    }
}

#[test]
fn a_mapped_file_cut_anywhere_is_never_quietly_fewer_people() {
    let text = flat(&four_people(), ';');
    let windows = encoding_rs::WINDOWS_1252.encode(&text.replace('\n', "\r\n")).0.into_owned();
    for whole in [text.into_bytes(), windows] {
        for end in 0..whole.len() {
            let cut = &whole[..end];
            let result = read_flat(cut);
            assert!(is_honest(cut, &result), "cut at {end}: {result:?}");
        }
    }
}

#[test]
fn a_package_with_a_cut_file_is_never_quietly_fewer_people() {
    let files = package(&four_people());
    for (at, (name, text)) in files.iter().enumerate() {
        let dir = folder(&files);
        for end in 0..text.len() {
            let cut = &text.as_bytes()[..end];
            std::fs::write(dir.path().join(format!("{name}.csv")), cut).unwrap();
            let result = read_package(&dir);
            assert!(is_honest(cut, &result), "{name} ({at}) cut at {end}: {result:?}");
        }
    }
}
