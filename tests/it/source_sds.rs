//! School Data Sync: what is read, what is set aside, and what is refused where.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::source_oneroster::{Files, folder};
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use upprop::roster::{Code, MemberRole, Parts, Period, Severity, SourceName, UnitKind, Unreadable};
use upprop::source::words::Language;
use upprop::source::{
    ErrorCode, Format, Inspection, Limits, Mode, Reading, Source, SourceError, Verdict, inspect, sds,
};
use zip::write::SimpleFileOptions;

pub(crate) fn v2p1() -> Files {
    let text = |name, text: &str| (name, text.to_owned());
    vec![
        text(
            "academicSessions",
            "sourcedId,title,type,schoolYear,startDate,endDate\n\
             HT,Hösttermin,semester,2026,2026-08-18,2026-12-20\nVT,Vårtermin,semester,2026,2027-01-09,2027-06-11\n",
        ),
        text(
            "orgs",
            "type,sourcedId,name,parentSourcedId\nschool,bjo,Björkskolan,kommun\nMunicipality,kommun,Exempelkommunen,\n",
        ),
        text("courses", "sourcedId,orgSourcedId,title\nma,bjo,Matematik\n"),
        text(
            "users",
            "sourcedId,username,givenName,familyName,password,email,phone\n\
             e1,e1@x.example,Åsa,Örn,MARKER-9c,asa@x.example,MARKER-9c\n\
             E1,e2@x.example,Bo,Ek,MARKER-9c,,\n\
             l1,l1@x.example,Cia,Ed,MARKER-9c,cia@x.example,\n\
             v1,v1@mail.example,Dan,Örn,MARKER-9c,dan@mail.example,MARKER-9c\n\
             x1,x1@x.example,Eva,Alm,MARKER-9c,,\n",
        ),
        text(
            "roles",
            "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n\
             e1,bjo,Student,HT,7,TRUE,2026-08-18,2027-06-11\ne1,kommun,STUDENT,,PS1,false,,\n\
             E1,bjo,alumni,,,,,\nl1,bjo,teacherAssistant,,,,,2026-11-30\nl1,kommun,ITadmin,,,,,\n",
        ),
        text(
            "relationships",
            "userSourcedId,relationshipUserSourcedId,relationshipRole\ne1,v1,guardian\ne1,l1,guardian\n",
        ),
        text(
            "classes",
            "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\n\
             7A,bjo,\"Klass 7A, Björk\",\"HT,VT\",ma\n7B,bjo,Klass 7B,VT,\n7C,bjo,Klass 7C,,\n",
        ),
        text(
            "enrollments",
            "classSourcedId,userSourcedId,role\n7A,e1,student\n7A,l1,Teacher\n7B,e1,student\n7A,E1,alumni\n7A,v1,guardian\n",
        ),
        text("demographics", "userSourcedId,sex,birthDate\ne1,female,2013-01-01\n"),
        text("userFlags", "userSourcedId,flag\ne1,iep\n"),
    ]
}

pub(crate) fn v1() -> Files {
    let text = |name, text: &str| (name, text.to_owned());
    vec![
        text("School", "SIS ID,Name,School Number\n10,Björkskolan,99000202\n20,Almskolan,20\n"),
        text(
            "Section",
            "SIS ID,School SIS ID,Section Name,Term StartDate,Term EndDate,Status\n\
             7A,10,Klass 7A,8/18/2026,6/11/2027,Active\n2A,20,Klass 2A,2026-08-18,2027-06-11,\n\
             6A,10,Klass 6A,,,Inactive\n",
        ),
        text(
            "Student",
            "SIS ID,School SIS ID,Username,Password,First Name,Last Name,Grade,Status,Secondary Email\n\
             1,10,asaorn,MARKER-9c,Åsa,Örn,7,Active,MARKER-9c\n1,20,asaorn,MARKER-9c,Åsa,Örn,8,active,\n\
             2,20,boek,MARKER-9c,Bo,Ek,2,Inactive,\n",
        ),
        text(
            "Teacher",
            "SIS ID,School SIS ID,Username,Password,First Name,Last Name,Title\n1,10,ciaed,MARKER-9c,Cia,Ed,Rektor\n",
        ),
        text("StudentEnrollment", "Section SIS ID,SIS ID\n7A,1\n2A,1\n6A,1\n"),
        text("TeacherRoster", "Section SIS ID,SIS ID\n7A,1\n"),
    ]
}

fn edit(mut files: Files, file: &str, from: &str, to: &str) -> Files {
    let text = &mut files.iter_mut().find(|(name, _)| *name == file).unwrap().1;
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    files
}

fn changed(file: &str, from: &str, to: &str) -> Files {
    edit(v2p1(), file, from, to)
}

fn without(mut files: Files, gone: &[&str]) -> Files {
    files.retain(|(name, _)| !gone.contains(name));
    files
}

fn read_at(root: &Path) -> Result<Parts, SourceError> {
    let settings = sds::Settings { source: SourceName::from("s"), root: root.to_owned(), limits: Limits::default() };
    let source = sds::Sds::new(settings);
    let Reading::Delivery(parts) = source.read()? else { panic!("no delivery") };
    assert_eq!(parts.digest, source.fingerprint()?.digest);
    Ok(parts)
}

fn read(files: &Files) -> Result<Parts, SourceError> {
    read_at(folder(files).path())
}

fn look(files: &Files) -> Inspection {
    inspect(folder(files).path(), Format::Auto, None, Language::En)
}

fn zipped(files: &Files) -> (TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("roster.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in files {
        zip.start_file(format!("{name}.csv"), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    (dir, path)
}

/// Code, severity, file and line, and field of the findings that somebody should look at.
fn told(parts: &Parts) -> Vec<(Code, Severity, String, u64, u64)> {
    let findings = parts.findings.iter().filter(|finding| finding.severity != Severity::Info);
    let place = |finding: &upprop::roster::Finding| {
        let place = finding.place.clone();
        let (line, column) = (place.line.unwrap_or(0), place.column.unwrap_or(0));
        (finding.code, finding.severity, place.file.unwrap_or_default(), line, column)
    };
    findings.map(place).collect()
}

fn period(from: &str, to: &str) -> Period {
    Period::new(Some(from.parse().unwrap()), Some(to.parse().unwrap()))
}

fn ids(parts: &Parts) -> Vec<&str> {
    parts.persons.iter().map(|person| person.id.as_str()).collect()
}

#[test]
fn a_set_of_v2_1_becomes_units_persons_groups_and_memberships() {
    let parts = read(&v2p1()).unwrap();
    assert_eq!((parts.units[0].kind, parts.units[1].kind), (UnitKind::School, UnitKind::Organiser));
    assert_eq!(parts.units[0].parent.as_ref().unwrap().as_str(), "kommun");
    assert_eq!(ids(&parts), ["e1", "E1", "l1"], "ids are compared letter by letter");
    let (pupil, gone, staff) = (&parts.persons[0], &parts.persons[1], &parts.persons[2]);
    assert_eq!((pupil.email.as_deref(), pupil.eppn.as_deref()), (Some("asa@x.example"), None));
    assert_eq!(pupil.enrolments[0].period, period("2026-08-18", "2027-06-11"), "the last day is a day of the role");
    assert_eq!((pupil.enrolments[0].school_year, pupil.enrolments[1].school_year), (Some(7), None));
    assert_eq!((gone.enrolments.len(), gone.duties.len()), (0, 0), "who was a pupil once has no place");
    let duties: Vec<&str> = staff.duties.iter().map(|duty| &*duty.role).collect();
    assert_eq!((duties, staff.duties[0].period.from), (vec!["teacher_assistant", "it_admin"], None));

    let groups: Vec<(&str, Period)> = parts.groups.iter().map(|group| (&*group.name, group.period)).collect();
    let year = period("2026-08-18", "2027-06-11");
    let spring = period("2027-01-09", "2027-06-11");
    assert_eq!(groups, [("Klass 7A, Björk", year), ("Klass 7B", spring), ("Klass 7C", Period::OPEN)]);
    let roles: Vec<MemberRole> = parts.members.iter().map(|member| member.role).collect();
    assert_eq!(roles, [MemberRole::Pupil, MemberRole::Staff, MemberRole::Pupil]);
}

#[test]
fn guardians_and_users_without_a_role_are_left_out_and_counted() {
    let parts = read(&v2p1()).unwrap();
    let count = |code| parts.findings.iter().find(|finding| finding.code == code).unwrap().about.clone();
    assert_eq!((count(Code::GuardianLeftOut), count(Code::RoleMissing)), ("1".to_owned(), "1".to_owned()));
    assert_eq!(told(&parts), [(Code::RoleMissing, Severity::Warning, "users.csv".to_owned(), 0, 0)]);
    let text = format!("{parts:?}");
    assert!(!text.contains("MARKER") && !text.contains("mail.example"), "passwords, telephones and guardians are gone");
    assert!(parts.members.iter().all(|member| parts.person_names[member.person as usize].as_str() != "v1"));
}

#[test]
fn a_set_of_v1_becomes_units_persons_groups_and_memberships() {
    let parts = read(&v1()).unwrap();
    let codes: Vec<Option<&str>> = parts.units.iter().map(|unit| unit.code.as_deref()).collect();
    assert_eq!(codes, [Some("99000202"), None]);
    assert_eq!(ids(&parts), ["student_1", "student_2", "teacher_1"], "pupils and teachers are two series of ids");
    let years: Vec<Option<u8>> = parts.persons[0].enrolments.iter().map(|one| one.school_year).collect();
    assert_eq!(years, [Some(7), Some(8)], "a row for each school, one person");
    assert!(parts.persons[1].enrolments.is_empty(), "a row that is no longer active gives no place");
    assert_eq!((&*parts.persons[2].duties[0].role, parts.persons[0].email.as_deref()), ("teacher", None));
    let year = period("2026-08-18", "2027-06-11");
    let groups: Vec<(&str, Period)> = parts.groups.iter().map(|group| (group.id.as_str(), group.period)).collect();
    assert_eq!(groups, [("7A", year), ("2A", year)], "a day is written either way, and 6A is no longer in use");
    let roles: Vec<MemberRole> = parts.members.iter().map(|member| member.role).collect();
    assert_eq!(roles, [MemberRole::Pupil, MemberRole::Pupil, MemberRole::Staff]);
    assert_eq!((told(&parts), parts.unreadable.len()), (vec![], 0));
    assert!(!format!("{parts:?}").contains("MARKER"));
}

#[test]
fn guardians_of_v1_are_counted_and_file_names_come_in_any_case() {
    let mut files: Files = v1();
    files.push(("User", "SIS ID,Email,First Name\n9,MARKER-9c,MARKER-9c\n8,MARKER-9c,MARKER-9c\n".to_owned()));
    files.push(("GuardianRelationship", "SIS ID,Email,Role\n1,MARKER-9c,Parent\n".to_owned()));
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in &files {
        std::fs::write(dir.path().join(format!("{}.csv", name.to_lowercase())), text).unwrap();
    }
    let parts = read_at(dir.path()).unwrap();
    assert_eq!(parts.persons.len(), 3);
    assert_eq!((parts.findings[0].code, parts.findings[0].about.as_str()), (Code::GuardianLeftOut, "2"));
    assert!(!format!("{parts:?}").contains("MARKER"));
}

#[test]
fn whatever_breaks_the_format_refuses_the_set_where_it_stands() {
    use ErrorCode as E;
    let long = format!("{},e1@", "e".repeat(256));
    for (file, from, to, code, line, column) in [
        ("orgs", "school,bjo", "school,", E::IdBlank, Some(2), Some(2)),
        ("orgs", "name,parent", "Name,parent", E::HeaderWrong, Some(1), Some(3)),
        ("orgs", "name,parent", "title,parent", E::ColumnMissing, Some(1), None),
        ("orgs", "name,parent", "type,parent", E::ColumnTwice, Some(1), Some(3)),
        ("orgs", "Björkskolan,kommun", "Björkskolan", E::FieldCount, Some(2), Some(3)),
        ("roles", "roleEndDate\n", "roleenddate\n", E::HeaderWrong, Some(1), Some(8)),
        ("users", "e1,e1@", &long, E::IdTooLong, Some(2), Some(1)),
        ("users", "Örn,MARK", "\"Ö\nrn\",MARK", E::LineBreakInField, Some(2), Some(4)),
        ("users", "Örn,MARK", "Ö\"rn,MARK", E::QuoteUnescaped, Some(2), Some(4)),
        ("users", "Örn,MARK", "Ö\0rn,MARK", E::ControlCharacter, Some(2), Some(4)),
        ("roles", "e1,bjo", ",bjo", E::IdBlank, Some(2), Some(1)),
        ("enrollments", "7A,e1", "7A,", E::IdBlank, Some(2), Some(2)),
        ("relationships", "e1,v1", "e1,", E::IdBlank, Some(2), Some(2)),
    ] {
        let error = read(&changed(file, from, to)).unwrap_err();
        assert_eq!((error.code, error.line, error.column), (code, line, column), "{file} {to:?}: {error}");
        assert_eq!(error.file, Some(format!("{file}.csv")));
        assert!(!error.is_passing() && !error.to_string().contains("Örn"), "{error}");
    }
    let latin = folder(&v2p1());
    std::fs::write(latin.path().join("users.csv"), b"sourcedId,username,givenName\ne1,e1,\xC5sa\n").unwrap();
    let error = read_at(latin.path()).unwrap_err();
    assert_eq!((error.code, error.line), (E::EncodingInvalid, Some(2)));
}

#[test]
fn a_file_without_rows_is_a_fault_and_never_an_empty_school() {
    for (name, text) in v2p1() {
        let (header, rows) = text.split_once('\n').unwrap();
        for left in [String::new(), header.to_owned(), format!("{header}\n")] {
            let error = read(&changed(name, &text, &left)).unwrap_err();
            assert_eq!((error.code, error.file), (ErrorCode::FileEmpty, Some(format!("{name}.csv"))), "{rows}");
        }
    }
}

#[test]
fn a_set_without_a_file_that_it_needs_is_refused_and_the_file_named() {
    for (set, gone, missing) in [
        (v2p1(), "roles", "roles.csv"),
        (v2p1(), "users", "users.csv"),
        (v2p1(), "orgs", "orgs.csv"),
        (v2p1(), "classes", "classes.csv"),
        (v2p1(), "enrollments", "enrollments.csv"),
        (v1(), "School", "School.csv"),
        (v1(), "Teacher", "Teacher.csv"),
        (v1(), "StudentEnrollment", "StudentEnrollment.csv"),
    ] {
        let error = read(&without(set, &[gone])).unwrap_err();
        assert_eq!((error.code, error.about.as_str()), (ErrorCode::RosterIncomplete, missing), "{error}");
    }
    for (gone, file, column) in [("academicSessions", "roles.csv", 4), ("courses", "classes.csv", 5)] {
        let error = read(&without(v2p1(), &[gone])).unwrap_err();
        assert_eq!((error.code, error.about), (ErrorCode::RosterIncomplete, format!("{gone}.csv")));
        assert_eq!((error.file.as_deref(), error.line, error.column), (Some(file), Some(2), Some(column)));
    }
    let small = without(v2p1(), &["classes", "enrollments", "courses", "demographics", "userFlags", "relationships"]);
    let parts = read(&small).unwrap();
    assert_eq!((parts.persons.len(), parts.groups.len()), (3, 0), "what nothing refers to may be left out");
}

#[test]
fn a_file_that_the_format_does_not_have_is_refused_without_its_name() {
    for (name, told) in [("asa.orn@x.example", "?"), ("School", "School.csv"), ("manifest", "manifest.csv")] {
        let mut files = v2p1();
        files.push((name, "a\nb\n".to_owned()));
        let error = read(&files).unwrap_err();
        assert_eq!((error.code, error.about.as_str()), (ErrorCode::FileUnknown, told));
        assert!(!error.to_string().contains("asa"), "{error}");
    }
    let mut files = v2p1();
    files.push(("Users", files[3].1.clone()));
    assert_eq!(read(&files).unwrap_err().code, ErrorCode::FileUnknown, "one file in two cases");
}

#[test]
fn a_record_that_cannot_be_read_keeps_its_previous_state() {
    let person = |id: &str| Unreadable::Person(id.into());
    let member = |who: &str, group: &str| Unreadable::Membership(who.into(), group.into());
    let (unit, group) = (Unreadable::Unit("bjo".into()), Unreadable::Group("7A".into()));
    use Code::{DatesReversed, DuplicateConflict, ReferenceMissing, RowUnreadable};
    for (file, from, to, code, line, column, what) in [
        ("orgs", "bjo,Björkskolan", "bjo,", RowUnreadable, 2, 3, unit.clone()),
        ("orgs", "school,bjo", ",bjo", RowUnreadable, 2, 1, unit),
        ("users", "e1,e1@x.example", "e1, ", RowUnreadable, 2, 2, person("e1")),
        ("users", "E1,e2@", "e1,e2@", DuplicateConflict, 3, 0, person("e1")),
        ("roles", "bjo,Student", "bjo,elev", RowUnreadable, 2, 3, person("e1")),
        ("roles", "bjo,Student", "bjo,", RowUnreadable, 2, 3, person("e1")),
        ("roles", "e1,bjo", "e1,alm", ReferenceMissing, 2, 2, person("e1")),
        ("roles", "e1,bjo", "e1,BJO", ReferenceMissing, 2, 2, person("e1")),
        ("roles", "e1,bjo", "e9,bjo", ReferenceMissing, 2, 1, person("e9")),
        ("roles", "2026-08-18,2027", "18 aug,2027", RowUnreadable, 2, 7, person("e1")),
        ("roles", "18,2027-06-11", "18,2026-06-11", DatesReversed, 2, 8, person("e1")),
        ("classes", "7A,bjo", "7A,alm", ReferenceMissing, 2, 2, group.clone()),
        ("classes", "\"HT,VT\"", "\"HT,ST\"", ReferenceMissing, 2, 4, group.clone()),
        ("classes", "7B,bjo", "7A,bjo", DuplicateConflict, 3, 0, group),
        ("enrollments", "7A,e1,student", "7A,e1,elev", RowUnreadable, 2, 3, member("e1", "7A")),
        ("enrollments", "7A,e1", "9Z,e1", ReferenceMissing, 2, 1, member("e1", "9Z")),
        ("enrollments", "7A,e1", "7A,e9", ReferenceMissing, 2, 2, member("e9", "7A")),
    ] {
        let parts = read(&changed(file, from, to)).unwrap();
        let first = told(&parts).into_iter().find(|told| told.1 == Severity::Error).unwrap();
        assert_eq!(first, (code, Severity::Error, format!("{file}.csv"), line, column), "{file} {to:?}");
        assert!(parts.unreadable.contains(&what), "{file} {to:?}: {:?}", parts.unreadable);
        if let Unreadable::Person(id) = what {
            assert!(parts.persons.iter().all(|person| person.id != id), "{file} {to:?}");
            assert!(parts.person_names.iter().all(|name| *name != id), "{file} {to:?}");
        }
    }
    let parts = read(&changed("academicSessions", "2026-12-20", "2026-02-20")).unwrap();
    assert_eq!(parts.unreadable, [Unreadable::Group("7A".into())], "a class whose days are not known stays as before");
    let parts = read(&edit(v1(), "Student", "7,Active", "7,slutat")).unwrap();
    assert_eq!(parts.unreadable, [person("student_1")], "{:?}", parts.findings);
    let parts = read(&edit(v1(), "Student", "1,20,asaorn,MARKER-9c,Åsa", "1,20,asaorn,MARKER-9c,Eva")).unwrap();
    assert_eq!((parts.unreadable[0].clone(), told(&parts)[0].0), (person("student_1"), DuplicateConflict));
    let parts = read(&edit(v1(), "Student", "2,20", "2,30")).unwrap();
    assert_eq!((parts.unreadable[0].clone(), told(&parts)[0].0), (person("student_2"), ReferenceMissing));
}

#[test]
fn a_row_that_stands_twice_is_told_and_counts_once() {
    for (file, row) in [
        ("academicSessions", "HT,Hösttermin,semester,2026,2026-08-18,2026-12-20\n"),
        ("orgs", "school,bjo,Björkskolan,kommun\n"),
        ("users", "e1,e1@x.example,Åsa,Örn,MARKER-9c,asa@x.example,MARKER-9c\n"),
        ("roles", "e1,bjo,Student,HT,7,TRUE,2026-08-18,2027-06-11\n"),
        ("classes", "7B,bjo,Klass 7B,VT,\n"),
        ("enrollments", "7A,e1,student\n"),
    ] {
        let (once, twice) = (read(&v2p1()).unwrap(), read(&changed(file, row, &row.repeat(2))).unwrap());
        assert_eq!((&once.persons, &once.members), (&twice.persons, &twice.members), "{file}");
        assert_eq!((once.units.len(), once.groups.len()), (twice.units.len(), twice.groups.len()), "{file}");
        assert!(told(&twice).iter().any(|told| told.0 == Code::DuplicateSame && told.1 == Severity::Warning), "{file}");
        assert!(twice.unreadable.is_empty(), "{file}");
    }
    for (file, row) in [("Student", "1,10,asaorn,MARKER-9c,Åsa,Örn,7,Active,MARKER-9c\n"), ("TeacherRoster", "7A,1\n")]
    {
        let twice = read(&edit(v1(), file, row, &row.repeat(2))).unwrap();
        assert_eq!((twice.persons.len(), twice.members.len(), told(&twice).len()), (3, 3, 1), "{file}");
    }
}

#[test]
fn what_is_odd_but_harmless_is_told_and_read() {
    for (file, from, to, code, line, column) in [
        ("orgs", "school,bjo", "skola,bjo", Code::ValueUnknown, 2, 1),
        ("roles", "Student,HT", "Student,ST", Code::ReferenceMissing, 2, 4),
        ("classes", "\"HT,VT\",ma", "\"HT,VT\",sv", Code::ReferenceMissing, 2, 5),
        ("relationships", "e1,v1", "e1,v9", Code::ReferenceMissing, 2, 2),
        ("enrollments", "7A,e1", " 7A,e1", Code::IdTrimmed, 0, 0),
    ] {
        let parts = read(&changed(file, from, to)).unwrap();
        assert_eq!(told(&parts)[0], (code, Severity::Warning, format!("{file}.csv"), line, column), "{to}");
        assert_eq!((parts.unreadable.len(), parts.persons.len(), parts.members.len()), (0, 3, 3), "{to}");
    }
    let parts =
        read(&changed("courses", "sourcedId,orgSourcedId,title\nma,bjo,Matematik", "sourcedId,x,y\nma,,")).unwrap();
    let unused = parts.findings.iter().find(|finding| finding.code == Code::ColumnUnused).unwrap();
    assert_eq!((unused.about.as_str(), unused.severity), ("2", Severity::Info));
}

#[test]
fn an_inspection_tells_the_release_and_the_counts() {
    for (files, release, counts) in [
        (v2p1(), "the delivery is School Data Sync V2.1", [2, 3, 3, 3]),
        (v1(), "the delivery is School Data Sync V1", [2, 3, 2, 3]),
    ] {
        let (_dir, zip) = zipped(&files);
        for seen in [look(&files), inspect(&zip, Format::Auto, None, Language::En)] {
            assert_eq!((seen.format, seen.mode, seen.verdict), (Format::Sds, Mode::Snapshot, Verdict::Accepted));
            assert_eq!((seen.encoding.as_str(), seen.findings[0].message.as_str()), ("utf-8", release));
            let found = [seen.counts.units, seen.counts.persons, seen.counts.groups, seen.counts.memberships];
            assert_eq!(found, counts, "{release}");
        }
    }
}

#[test]
fn a_zip_reads_like_its_folder() {
    for files in [v2p1(), v1()] {
        let (_dir, zip) = zipped(&files);
        let (parts, plain) = (read_at(&zip).unwrap(), read(&files).unwrap());
        assert_eq!((parts.persons, parts.members, parts.findings), (plain.persons, plain.members, plain.findings));
        let bytes = std::fs::read(&zip).unwrap();
        std::fs::write(&zip, &bytes[..bytes.len() - 30]).unwrap();
        assert_eq!(read_at(&zip).unwrap_err().code, ErrorCode::ZipDamaged);
    }
}

#[test]
fn the_withdrawn_v2_is_refused_by_name() {
    let users = "sourcedId,orgSourcedIds,username,givenName,familyName,password,role,grade\n\
        e1,bjo,e1@x.example,Åsa,Örn,MARKER-9c,student,7\n";
    let mut files = without(v2p1(), &["roles", "users", "academicSessions", "relationships", "demographics"]);
    files.push(("users", users.to_owned()));
    let error = read(&files).unwrap_err();
    assert_eq!((error.code, error.is_passing()), (ErrorCode::FormatUnsupported, false));
    let message = "the delivery is School Data Sync V2, which is not read; ask for School Data Sync V2.1 instead";
    assert_eq!(error.to_string(), message);
    let seen = look(&files);
    assert_eq!((seen.format, seen.verdict), (Format::Sds, Verdict::Refused));
    assert_eq!((seen.findings.len(), seen.findings[0].message.as_str()), (1, message));
}

#[test]
fn a_set_of_clever_is_refused_by_name() {
    let text = |name, text: &str| (name, text.to_owned());
    let files = vec![
        text("schools", "School_id,School_name\n10,Björkskolan\n"),
        text("students", "School_id,Student_id,Last_name,First_name\n10,1,Örn,Åsa\n"),
        text("teachers", "School_id,Teacher_id,First_name,Last_name\n10,2,Bo,Ek\n"),
        text("sections", "School_id,Section_id,Teacher_id\n10,7A,2\n"),
        text("enrollments", "School_id,Section_id,Student_id\n10,7A,1\n"),
    ];
    let error = read(&files).unwrap_err();
    assert_eq!(error.code, ErrorCode::FormatUnsupported);
    let (_dir, zip) = zipped(&files);
    for seen in [look(&files), inspect(&zip, Format::Auto, None, Language::Sv)] {
        assert_eq!((seen.format, seen.verdict, seen.findings.len()), (Format::Csv, Verdict::Refused, 1));
        let message = &seen.findings[0].message;
        assert!(message.contains("Clever") && message.contains("School Data Sync V2.1"), "{message}");
    }
    let plain = files.into_iter().map(|(name, text)| (name, text.replace("School_id", "skola"))).collect();
    assert_eq!(look(&plain).verdict, Verdict::Accepted, "files of those names are flat files like any others");
}

#[test]
fn a_configured_source_reads_it() {
    let dir = folder(&v2p1());
    let config = "name = \"s\"\nkind = \"sds\"\npath = \".\"\n";
    let source: upprop::config::model::Source = toml::from_str(config).unwrap();
    let Reading::Delivery(parts) = upprop::sync::from_config(&source, dir.path()).read().unwrap() else { panic!() };
    assert_eq!((parts.source.as_str(), parts.persons.len()), ("s", 3));
}

#[test]
fn a_folder_that_is_not_there_or_holds_nothing_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(read_at(&dir.path().join("away")).unwrap_err().code, ErrorCode::FolderMissing);
    assert_eq!(read_at(dir.path()).unwrap_err().code, ErrorCode::RosterIncomplete);
}

#[test]
fn a_misspelt_column_is_refused_and_not_left_unread() {
    for (set, file, from, to, column) in [
        (v2p1(), "users", "familyName", "famlyName", 4),
        (v2p1(), "users", "givenName", "givenNames", 3),
        (v2p1(), "roles", "roleEndDate", "rolesEndDate", 8),
        (v2p1(), "roles", "grade", "grades", 5),
        (v1(), "Student", "Status", "Statuss", 8),
        (v1(), "Section", "Term EndDate", "Term EndDay", 0),
    ] {
        match read(&edit(set, file, from, to)) {
            Err(error) => {
                assert_eq!((error.code, error.column), (ErrorCode::HeaderWrong, Some(column)), "{to}: {error}");
                assert!(error.about.contains(from), "{error}");
            }
            Ok(_) => assert_eq!(column, 0, "{to}: two letters away is another column, which is counted as unused"),
        }
    }
    let beside = v1().into_iter().map(|(name, text)| {
        let is_student = name == "Student";
        let more =
            |line: &str| if line.starts_with("SIS ID") { format!("{line},Grades\n") } else { format!("{line},\n") };
        (name, if is_student { text.lines().map(more).collect() } else { text })
    });
    assert!(read(&beside.collect()).is_ok(), "beside the right one it is another column");
}
