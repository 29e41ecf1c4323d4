//! OneRoster: what is read, and what is refused where.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use upprop::roster::{
    Code, CodeStatus, GroupKind, MemberRole, Parts, PersonStatus, Severity, SourceName, UnitKind, Unreadable,
};
use upprop::source::{
    Conformance, ErrorCode, Format, Reading, Source, SourceError, Verdict, inspect, oneroster, words::Language,
};
use zip::write::SimpleFileOptions;

/// Tables by name, without their ending.
pub(crate) type Files = Vec<(&'static str, String)>;

const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,\
    identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,\
    preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns\n\
    p1,,,true,p1,{eduPersonPrincipalName:p1@x.example},Åsa,Örn,,,p1@x.example,,,p3,7,MARKER-9c,,,,,school,\n\
    p2,,,false,p2,,Bo,Ek,,,,,,,,,,,,,,\n\
    p3,,,true,p3,,Cia,Örn,,,,,,,,,,,,,,\n";

pub(crate) fn package() -> Files {
    let table = |columns: &str, rows: &str| format!("sourcedId,status,dateLastModified,{columns}\n{rows}");
    vec![
        (
            "manifest",
            "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.academicSessions,bulk\n\
             file.orgs,bulk\nfile.courses,bulk\nfile.classes,bulk\nfile.users,bulk\nfile.roles,bulk\n\
             file.enrollments,bulk\nfile.demographics,absent\n"
                .to_owned(),
        ),
        (
            "academicSessions",
            table(
                "title,type,startDate,endDate,parentSourcedId,schoolYear",
                "ht,,,HT,term,2026-08-18,2027-01-09,ar,2027\nar,,,Läsår,schoolYear,2026-08-18,2027-06-12,,2027\n",
            ),
        ),
        (
            "orgs",
            table(
                "name,type,identifier,parentSourcedId",
                "school,,,Björkskolan,school,99000202,kommun\nkommun,,,Exempelkommunen,district,,\n",
            ),
        ),
        (
            "courses",
            table(
                "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
                "c,,,ar,Klass,,,school,,\n",
            ),
        ),
        (
            "classes",
            table(
                "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,\
                subjectCodes,periods",
                "g1,,,7A,7,c,,homeroom,,school,\"ht,ar\",,,\ng2,,,SVA,,c,,scheduled,,school,ht,,,\n",
            ),
        ),
        ("users", USERS.to_owned()),
        (
            "roles",
            table(
                "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
                "r1,,,p1,primary,student,2026-08-18,2027-06-12,school,\n\
                 r2,,,p2,primary,siteAdministrator,,,school,\nr3,,,p3,primary,parent,,,school,\n",
            ),
        ),
        (
            "enrollments",
            table(
                "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
                "e1,,,g1,school,p1,student,,2026-08-18,2026-11-21\ne2,,,g1,school,p2,teacher,true,,\n\
                 e3,,,g2,school,p1,student,,2026-09-01,2026-09-01\n",
            ),
        ),
    ]
}

fn changed(file: &str, from: &str, to: &str) -> Files {
    let mut files = package();
    let text = &mut files.iter_mut().find(|(name, _)| *name == file).unwrap().1;
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    files
}

/// A folder with these tables.
pub(crate) fn folder(files: &Files) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join(format!("{name}.csv")), text).unwrap();
    }
    dir
}

fn read_at(root: &Path, limits: oneroster::Limits) -> Result<Reading, SourceError> {
    let settings = oneroster::Settings { source: SourceName::from("o"), root: root.to_owned(), limits };
    let source = oneroster::OneRoster::new(settings);
    let reading = source.read()?;
    if let Reading::Delivery(parts) = &reading {
        assert_eq!(parts.digest, source.fingerprint()?.digest);
    }
    Ok(reading)
}

fn read(files: &Files) -> Result<Parts, SourceError> {
    match read_at(folder(files).path(), oneroster::Limits::default())? {
        Reading::Delivery(parts) => Ok(parts),
        Reading::NoUpdates => panic!("no updates"),
    }
}

#[test]
fn a_package_becomes_units_groups_persons_and_memberships() {
    let parts = read(&package()).unwrap();
    assert_eq!((parts.units[0].kind, parts.units[1].kind), (UnitKind::School, UnitKind::Organiser));
    assert_eq!((parts.units[0].code_status, parts.units[1].code_status), (CodeStatus::Official, CodeStatus::Missing));
    assert_eq!((parts.groups[0].kind, parts.groups[1].kind), (GroupKind::Class, GroupKind::Teaching));
    assert_eq!(parts.groups[0].period.to, Some(jiff::civil::date(2027, 6, 11)), "the last term's end is exclusive");
    let (pupil, staff) = (&parts.persons[0], &parts.persons[1]);
    assert_eq!((parts.persons.len(), pupil.eppn.as_deref()), (2, Some("p1@x.example")));
    assert_eq!((pupil.enrolments[0].school_year, pupil.enrolments[0].period.to.unwrap().day()), (Some(7), 11));
    assert_eq!((&*staff.duties[0].role, staff.duties[0].period.to), ("administrator", None));
    assert_eq!(parts.members.len(), 2, "an enrolment that ends on its first day covers no day");
    assert_eq!((parts.members[0].role, parts.members[1].role), (MemberRole::Pupil, MemberRole::Staff));
    assert_eq!(parts.members[0].period.to, Some(jiff::civil::date(2026, 11, 20)));
    let guardians = parts.findings.iter().find(|finding| finding.code == Code::GuardianLeftOut).unwrap();
    assert_eq!(guardians.about, "1");
    assert!(!format!("{parts:?}").contains("MARKER"));
}

#[test]
fn one_roster_1_1_has_its_roles_with_its_users() {
    let mut files = changed("manifest", "oneroster.version,1.2", "oneroster.version,1.1");
    files.retain(|(name, _)| *name != "roles");
    for (name, text) in &mut files {
        if *name == "manifest" {
            *text = text.replace("file.roles,bulk\n", "");
        } else if *name == "users" {
            *text = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,\
                familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n\
                p1,,,true,\"school,kommun\",student,p1,,Å,Ö,,,,,,p3,07,\n\
                p2,,,true,school,teacher,p2,,B,E,,,,,,,,\np3,,,true,school,guardian,p3,,C,Ö,,,,,,,,\n"
                .to_owned();
        }
    }
    let parts = read(&files).unwrap();
    assert_eq!((parts.persons.len(), parts.persons[0].enrolments.len()), (2, 2));
    assert_eq!((parts.persons[0].enrolments[0].school_year, &*parts.persons[1].duties[0].role), (Some(7), "teacher"));
}

#[test]
fn users_of_1_2_0_and_metadata_columns_are_read() {
    let with_resources = USERS
        .replace("userMasterIdentifier,", "userMasterIdentifier,resourceSourcedIds,")
        .replace(",,,,school,\n", ",,,,,school,\n")
        .replace(",,,,,,,,,,,,,,\n", ",,,,,,,,,,,,,,,\n");
    let mut files = package();
    files[5].1 = with_resources;
    assert_eq!(read(&files).unwrap().persons.len(), 2);
    let mut files = package();
    files[5].1 = USERS.replace("pronouns\n", "pronouns,metadata.x\n").replace(",\n", ",,y\n");
    assert_eq!(read(&files).unwrap().persons.len(), 2);
}

#[test]
fn anything_that_breaks_a_rule_is_refused_where_it_stands() {
    use ErrorCode as E;
    for (file, from, to, code, line) in [
        ("orgs", "school,,,Björk", "school,gone,,Björk", E::ValueInvalid, Some(2)),
        ("orgs", "school,99000202", "skola,99000202", E::ValueInvalid, Some(2)),
        ("orgs", "kommun,,,", "school,,,", E::IdTwice, Some(3)),
        ("orgs", "kommun,,,", "kommun å,,,", E::IdInvalid, Some(3)),
        ("orgs", "kommun,,,", &format!("{},,,", "k".repeat(256)), E::IdTooLong, Some(3)),
        ("orgs", "kommun,,,", ",,,", E::IdBlank, Some(3)),
        ("orgs", "name,type", "type,name", E::HeaderWrong, Some(1)),
        ("orgs", "name,type", "Name,type", E::HeaderWrong, Some(1)),
        ("orgs", "parentSourcedId\n", "parentSourcedId,extra\n", E::HeaderWrong, Some(1)),
        ("orgs", "kommun,,,Exempelkommunen", "kommun,,,", E::ValueMissing, Some(3)),
        ("courses", ",,school,,\n", ",,school,,,\n", E::FieldCount, Some(2)),
        ("courses", "c,,,ar,", "c,,,ht,", E::ReferenceMissing, Some(2)),
        ("classes", "homeroom,,school", "homeroom,,kommun", E::ReferenceMissing, Some(2)),
        ("classes", "\"ht,ar\"", "\"ht,vt\"", E::ReferenceMissing, Some(2)),
        ("users", "true,p1", "1,p1", E::ValueInvalid, Some(2)),
        ("users", ",p3,7,", ",p9,7,", E::ReferenceMissing, Some(2)),
        ("users", "{edu", "edu", E::ValueInvalid, Some(2)),
        ("users", "Örn", "Ö\nrn", E::FieldCount, Some(2)),
        ("users", "Örn", "\"Ö\nrn\"", E::LineBreakInField, Some(2)),
        ("roles", "primary,student", "primary,pupil", E::ValueInvalid, Some(2)),
        ("roles", "2027-06-12", "2026-06-12", E::DatesReversed, Some(2)),
        ("enrollments", "2026-11-21", "2026-11-31", E::DateInvalid, Some(2)),
        ("enrollments", "student,,2026-08", "student,true,2026-08", E::ValueInvalid, Some(2)),
        ("manifest", "file.demographics,absent", "file.demographics,bulk", E::FileNotDelivered, Some(11)),
        ("manifest", "file.courses,bulk\n", "", E::FileUndeclared, None),
    ] {
        let error = read(&changed(file, from, to)).unwrap_err();
        assert_eq!((error.code, error.line), (code, line), "{file} {to:?}: {error}");
        assert!(error.file.is_some() && !error.is_passing());
    }
}

#[test]
fn what_a_row_names_and_no_table_has_is_set_aside_where_it_stands_and_stays_as_it_was() {
    let person = |id: &str| Unreadable::Person(id.into());
    for (file, from, to, place, what) in [
        ("enrollments", "e2,,,g1,school,p2", "e2,,,g1,school,p9", (3, 6), person("p9")),
        ("enrollments", "e2,,,g1,school", "e2,,,g9,school", (3, 4), Unreadable::Named("g9".into())),
        ("roles", "r2,,,p2,", "r2,,,p9,", (3, 4), person("p9")),
        (
            "roles",
            "r2,,,p2,primary,siteAdministrator,,,school",
            "r2,,,p2,primary,siteAdministrator,,,sch",
            (3, 9),
            person("p2"),
        ),
    ] {
        let parts = read(&changed(file, from, to)).unwrap();
        let lost: Vec<_> = parts.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let [lost] = lost[..] else { panic!("{file} {to:?}: {lost:?}") };
        let at = (lost.place.line.unwrap(), lost.place.column.unwrap());
        assert_eq!(
            (lost.code, lost.place.file.as_deref(), at),
            (Code::ReferenceMissing, Some(&*format!("{file}.csv")), place)
        );
        assert_eq!(parts.unreadable.last(), Some(&what), "{file} {to:?}");
    }
}

#[test]
fn inspect_says_which_release_it_is_and_whether_it_is_so_to_the_letter() {
    let look = |files: &Files| inspect(folder(files).path(), Format::Auto, None, Language::En);
    let silent = read(&package()).unwrap().findings.into_iter().filter(|finding| finding.code == Code::ManifestSilent);
    let absent: String = silent.map(|one| format!("file.{},absent\n", one.about.trim_end_matches(".csv"))).collect();
    let declared = "file.demographics,absent\n";
    assert_eq!(look(&package()).conformance, Some(Conformance::Lenient), "a manifest names every file");
    let strict = look(&changed("manifest", declared, &format!("{declared}{absent}")));
    assert_eq!((strict.verdict, strict.conformance), (Verdict::Accepted, Some(Conformance::Strict)));
    assert!(strict.findings[0].message.contains("OneRoster 1.2"), "{:?}", strict.findings);
    let lenient = look(&changed("roles", "primary,student", "Primary,Student"));
    assert_eq!((lenient.verdict, lenient.conformance), (Verdict::Accepted, Some(Conformance::Lenient)));
    let refused = look(&changed("orgs", "school,99000202", "skola,99000202"));
    assert_eq!((refused.verdict, refused.conformance), (Verdict::Refused, Some(Conformance::None)));
    let lost: String = (0..5).map(|at| format!("x{at},,,g1,school,q{at},student,,,\n")).collect();
    let torn = look(&changed("enrollments", "e1,,,g1", &format!("{lost}e1,,,g1")));
    assert_eq!(torn.verdict, Verdict::Refused, "as a run would judge it");
    assert_eq!(torn.findings.last().map(|remark| remark.code.as_str()), Some("torn"));
    let first = torn.findings.iter().position(|remark| remark.code == "reference_missing").unwrap();
    let lines: Vec<_> = torn.findings[first..first + 5].iter().map(|remark| remark.line.unwrap()).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6], "what has one cause stands together");
}

#[test]
fn what_real_exporters_write_beside_the_format_is_read_and_told() {
    let plain = read(&package()).unwrap();
    let told = |parts: &Parts| -> Vec<(Code, String)> {
        let new = parts.findings.iter().filter(|finding| !plain.findings.contains(finding));
        new.map(|finding| (finding.code, finding.about.clone())).collect()
    };
    let same = |parts: &Parts| {
        (&parts.persons, &parts.members, &parts.groups) == (&plain.persons, &plain.members, &plain.groups)
    };
    for (file, from, to, code) in [
        ("orgs", "school,,,Björk", "school,active,2026-08-01T00:00:00.000Z,Björk", Code::StatusInBulk),
        ("users", "p1,,,true", "p1,ACTIVE,,TRUE", Code::WordCase),
        ("enrollments", "e2,,,g1,school,p2", " e2,,,g1 , school,p2 ", Code::IdTrimmed),
        ("roles", "primary,student", "Primary,Student", Code::WordCase),
    ] {
        let parts = read(&changed(file, from, to)).unwrap();
        assert!(same(&parts), "{file} {to:?}");
        assert!(told(&parts).iter().any(|(told, _)| *told == code), "{file} {to:?}: {:?}", told(&parts));
    }
}

#[test]
fn rows_that_say_that_their_record_is_no_more_are_believed() {
    let whole = read(&package()).unwrap();
    let user = read(&changed("users", "p1,,,true", "p1,tobedeleted,2026-08-01T00:00:00.000Z,true")).unwrap();
    let deleted: Vec<_> = user.persons.iter().filter(|person| person.status == PersonStatus::Deleted).collect();
    assert_eq!((user.persons.len(), deleted.len()), (whole.persons.len(), 1));
    assert!(deleted[0].enrolments.is_empty() && deleted[0].eppn.is_none());
    assert!(user.members.len() < whole.members.len(), "who is gone is a member of nothing");
    assert!(user.findings.iter().any(|finding| finding.code == Code::RecordDeleted));
    let member = read(&changed("enrollments", "e2,,,", "e2,inactive,,")).unwrap();
    assert_eq!((member.members.len() + 1, member.persons.len()), (whole.members.len(), whole.persons.len()));
    let class = read(&changed("classes", "g1,,,", "g1,tobedeleted,,")).unwrap();
    assert_eq!((class.groups.len() + 1, class.persons.len()), (whole.groups.len(), whole.persons.len()));
    assert!(class.members.len() < whole.members.len());
}

#[test]
fn a_header_only_file_and_a_package_without_users_are_refused() {
    let mut files = package();
    let header = files[7].1.find('\n').unwrap() + 1;
    files[7].1.truncate(header);
    assert_eq!(read(&files).unwrap_err().code, ErrorCode::FileEmpty);

    let mut files = changed("manifest", "file.enrollments,bulk", "file.enrollments,absent");
    files.pop();
    assert_eq!(read(&files).unwrap_err().code, ErrorCode::RosterIncomplete);

    let files: Files = package().into_iter().filter(|(name, _)| *name != "manifest").collect();
    assert_eq!(read(&files).unwrap_err().code, ErrorCode::ManifestMissing);
    let inspection = inspect(folder(&files).path(), Format::Auto, None, Language::En);
    assert_eq!((inspection.format, inspection.findings[0].code.as_str()), (Format::Oneroster, "manifest_missing"));
}

#[test]
fn a_manifest_alone_says_that_nothing_has_changed() {
    let dir = tempfile::tempdir().unwrap();
    let text = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,absent\n";
    std::fs::write(dir.path().join("manifest.csv"), text).unwrap();
    assert!(matches!(read_at(dir.path(), oneroster::Limits::default()), Ok(Reading::NoUpdates)));
    let inspection = inspect(dir.path(), Format::Auto, None, Language::En);
    assert_eq!((inspection.format, inspection.verdict), (Format::Oneroster, Verdict::Accepted));
}

fn zip_with(files: &Files, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let files = files.iter().map(|(name, text)| (format!("{name}.csv"), text.as_bytes()));
    for (name, bytes) in files.chain(more.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes))) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_zip(bytes: &[u8], limits: oneroster::Limits) -> Result<Reading, SourceError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("roster.zip");
    std::fs::write(&path, bytes).unwrap();
    read_at(&path, limits)
}

#[test]
fn a_zip_reads_like_its_folder_and_a_cut_one_is_refused_for_now() {
    let bytes = zip_with(&package(), &[]);
    let Ok(Reading::Delivery(parts)) = read_zip(&bytes, oneroster::Limits::default()) else { panic!() };
    assert_eq!(parts.persons, read(&package()).unwrap().persons);
    for cut in (0..bytes.len()).step_by(97) {
        let error = read_zip(&bytes[..cut], oneroster::Limits::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::ZipDamaged);
        assert!(error.is_passing());
    }
    let mut flipped = bytes;
    flipped[60] ^= 0xFF;
    assert!(read_zip(&flipped, oneroster::Limits::default()).is_err());
}

#[test]
fn a_zip_with_anything_but_its_files_at_the_root_is_refused() {
    let limits = oneroster::Limits::default();
    for name in ["in/users.csv", "../users.csv", "/users.csv", "__MACOSX/._users.csv", "C:\\users.csv", ".hidden"] {
        let error = read_zip(&zip_with(&package(), &[(name, b"x")]), limits).unwrap_err();
        assert_eq!(error.code, ErrorCode::ZipEntry, "{name}");
    }
    let error = read_zip(&zip_with(&package(), &[("asa.orn@x.example", b"x")]), limits).unwrap_err();
    assert_eq!(error.code, ErrorCode::FileUndeclared);
    assert!(!error.to_string().contains("asa"), "a file's name may be a person's");
}

#[test]
fn a_zip_with_a_password_a_link_or_a_name_twice_is_refused() {
    let limits = oneroster::Limits::default();
    let mut locked = zip_with(&package(), &[]);
    let central = locked.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    locked[central + 8] |= 1;
    assert_eq!(read_zip(&locked, limits).unwrap_err().code, ErrorCode::ZipEncrypted);

    let mut twice = zip_with(&package(), &[("orgs.cs_", b"x")]);
    while let Some(at) = twice.windows(8).position(|bytes| bytes == b"orgs.cs_") {
        twice[at + 7] = b'v';
    }
    assert_eq!(read_zip(&twice, limits).unwrap_err().code, ErrorCode::ZipEntry);

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.add_symlink("users.csv", "elsewhere", SimpleFileOptions::default()).unwrap();
    let linked = zip.finish().unwrap().into_inner();
    assert_eq!(read_zip(&linked, limits).unwrap_err().code, ErrorCode::ZipEntry);
}

#[test]
fn a_zip_beyond_its_limits_is_refused_before_it_is_unpacked() {
    let limits = oneroster::Limits::default();
    let few = oneroster::Limits { entries_max: 3, ..limits };
    let small = oneroster::Limits { entry_bytes_max: 100, ..limits };
    let bytes = zip_with(&package(), &[]);
    assert_eq!(read_zip(&bytes, few).unwrap_err().code, ErrorCode::ZipLimit);
    assert_eq!(read_zip(&bytes, small).unwrap_err().code, ErrorCode::ZipLimit);
    let bomb = vec![b'a'; 4 * 1024 * 1024];
    assert_eq!(read_zip(&zip_with(&package(), &[("big.csv", &bomb)]), limits).unwrap_err().code, ErrorCode::ZipLimit);
}

#[test]
fn a_folder_under_test_is_not_a_zip() {
    let dir = folder(&package());
    let other = dir.path().join("orgs.csv");
    assert_eq!(read_at(&other, oneroster::Limits::default()).unwrap_err().code, ErrorCode::ZipDamaged);
}
