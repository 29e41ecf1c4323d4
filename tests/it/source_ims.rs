//! IMS Enterprise: three dialects that say the same, and what is refused where.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::source_shared::shared;
use std::path::Path;
use tempfile::TempDir;
use upprop::roster::{
    Code, CodeStatus, Finding, GroupKind, MemberRole, Parts, Period, PersonStatus, Protection, Snapshot, SourceName,
    UnitKind, Unreadable, build,
};
use upprop::source::{
    ErrorCode, Format, Inspection, Mode, Reading, Source, SourceError, Verdict, ims, inspect, words::Language,
};

const BASE: &str = include_str!("fixtures/ims/base.xml");
const SWEDISH: &str = include_str!("fixtures/ims/swedish.xml");
const NAMESPACED: &str = include_str!("fixtures/ims/namespaced.xml");

const PUPIL: &str = "a1000000-0000-4000-8000-000000000001";
const CLASS: &str = "b2000000-0000-4000-8000-000000000001";

fn read_at(root: &Path, expects: &[&str]) -> Result<Reading, SourceError> {
    let settings = ims::Settings {
        source: SourceName::from("i"),
        root: root.to_owned(),
        expects: expects.iter().map(|name| (*name).to_owned()).collect(),
        limits: ims::Limits::default(),
    };
    let source = ims::Ims::new(settings);
    let reading = source.read()?;
    if let Reading::Delivery(parts) = &reading {
        assert_eq!(parts.digest, source.fingerprint()?.digest);
    }
    Ok(reading)
}

fn delivered(reading: Result<Reading, SourceError>) -> Result<Parts, SourceError> {
    match reading? {
        Reading::Delivery(parts) => Ok(parts),
        Reading::NoUpdates => panic!("no updates"),
    }
}

fn read(document: impl AsRef<[u8]>) -> Result<Parts, SourceError> {
    let dir = folder(&[("roster.xml", document.as_ref())]);
    delivered(read_at(&dir.path().join("roster.xml"), &[]))
}

fn folder(documents: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in documents {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn look(name: &str, document: impl AsRef<[u8]>) -> Inspection {
    let dir = folder(&[(name, document.as_ref())]);
    inspect(&dir.path().join(name), Format::Auto, None, Language::En)
}

/// The document with one thing changed that it must have.
fn changed(document: &str, from: &str, to: &str) -> String {
    assert!(document.contains(from), "there is no {from}");
    document.replacen(from, to, 1)
}

fn found(parts: &Parts, code: Code) -> Vec<&Finding> {
    parts.findings.iter().filter(|finding| finding.code == code).collect()
}

fn told(parts: &Parts) -> Vec<(Code, &str)> {
    parts.findings.iter().map(|finding| (finding.code, finding.about.as_str())).collect()
}

/// All that was delivered, in words that can be compared.
fn content(parts: &Parts) -> String {
    let mut persons = parts.persons.clone();
    for person in &mut persons {
        person.protection = if person.protection.is_protected() { Protection::Protected } else { Protection::None };
    }
    let names: Vec<_> = persons.iter().map(|p| (&*p.given_name, &*p.family_name, &p.email, p.protection)).collect();
    let (units, groups, members) = (&parts.units, &parts.groups, &parts.members);
    format!("{units:?} {groups:?} {persons:?} {names:?} {members:?} {:?} {:?}", parts.person_names, parts.group_names)
}

#[test]
fn a_member_who_is_nowhere_else_is_told_with_the_line_where_it_stands() {
    let member = "<member><sourcedid><source>i</source><id>nobody</id></sourcedid><idtype>1</idtype>\
        <role roletype=\"01\"><status>1</status></role></member>\n";
    let teacher = BASE.find("roletype=\"02\"").unwrap();
    let end = teacher + BASE[teacher..].find("</membership>").unwrap();
    let line = BASE[..end].lines().count() as u64 + 1;
    let document = format!("{}\n{member}{}", &BASE[..end], &BASE[end..]);
    let parts = read(&document).unwrap();
    let built = build(&Snapshot::default(), vec![parts]);
    let lost: Vec<_> = built.findings.iter().filter(|one| one.code == Code::ReferenceMissing).collect();
    let [lost] = lost[..] else { panic!("{lost:?}") };
    let place = (lost.place.file.as_deref(), lost.place.line);
    assert_eq!((place, &*lost.about), ((Some("roster.xml"), Some(line)), "membership.person"));
}

#[test]
fn three_dialects_say_the_same() {
    let [base, swedish, namespaced] = [BASE, SWEDISH, NAMESPACED].map(|document| read(document).unwrap());
    assert_eq!(content(&base), content(&swedish));
    assert_eq!(content(&base), content(&namespaced));
    let marking = |parts: &Parts| parts.persons[1].protection;
    assert_eq!(
        [marking(&base), marking(&swedish), marking(&namespaced)],
        [Protection::Confidential, Protection::Unknown, Protection::Confidential]
    );
    let prefixed = NAMESPACED.replace("</", "</t:").replace('<', "<t:").replace("<t:/t:", "</t:");
    let prefixed = prefixed.replace("<t:?", "<?").replace("xmlns=", "xmlns:t=");
    assert_eq!(content(&read(prefixed).unwrap()), content(&base));
}

#[test]
fn a_document_becomes_units_groups_persons_and_memberships() {
    let parts = read(SWEDISH).unwrap();
    let unit = &parts.units[0];
    assert_eq!((unit.id.as_str(), &*unit.name, unit.kind), ("EK", "Ekskolan", UnitKind::School));
    assert_eq!((unit.code.as_deref(), unit.code_status), (Some("99000301"), CodeStatus::Official));
    assert_eq!((parts.units.len(), &*unit.school_types), (1, "GR"));
    let kinds: Vec<_> = parts.groups.iter().map(|group| (group.kind, group.unit.as_str(), &*group.name)).collect();
    assert_eq!(kinds, [(GroupKind::Class, "EK", "7A"), (GroupKind::Teaching, "EK", "Svenska 7A")]);
    let year = Period::new(Some(jiff::civil::date(2026, 8, 18)), Some(jiff::civil::date(2027, 6, 11)));
    assert_eq!((parts.groups[0].period, parts.groups[1].period), (year, Period::OPEN));
    assert_eq!(parts.persons.len(), 4, "the guardian is left out");
    let pupil = &parts.persons[0];
    assert_eq!((pupil.id.as_str(), pupil.email.as_deref()), (PUPIL, Some("asa@skolan.example")));
    assert_eq!(pupil.enrolments.len(), 1, "a place in a teaching group is no second enrolment");
    let place = &pupil.enrolments[0];
    assert_eq!((place.unit.as_str(), place.school_year, place.programme.as_deref()), ("EK", Some(7), Some("GR")));
    assert_eq!((place.period, pupil.duties.len()), (year, 0), "both ends are inclusive");
    let head = &parts.persons[2];
    assert_eq!((&*head.duties[0].role, head.duties.len(), head.enrolments.len()), ("manager", 1, 0));
    assert_eq!((parts.persons[3].status, parts.persons[3].enrolments.len()), (PersonStatus::Emigrated, 0));
    let roles: Vec<_> = parts.members.iter().map(|member| member.role).collect();
    assert_eq!(roles, [MemberRole::Pupil, MemberRole::Pupil, MemberRole::Staff, MemberRole::Staff, MemberRole::Pupil]);
}

#[test]
fn guardians_and_contact_groups_and_what_is_secret_stay_outside() {
    for document in [BASE, SWEDISH, NAMESPACED] {
        assert!(document.matches("MARKER").count() > 5);
        let parts = read(document).unwrap();
        let about = |code| found(&parts, code).iter().map(|finding| finding.about.clone()).collect::<Vec<_>>();
        assert_eq!(
            (about(Code::ContactGroupLeftOut), about(Code::GuardianLeftOut)),
            (vec!["1".into()], vec!["1".into()])
        );
        let persons: Vec<String> = parts.persons.iter().map(|person| serde_json::to_string(person).unwrap()).collect();
        let all = format!("{parts:?} {persons:?} {}", serde_json::to_string(&look("roster.xml", document)).unwrap());
        assert!(!all.contains("MARKER") && !all.contains("CG1"), "{all}");
    }
    let error = read(changed(BASE, "</given>", "</given")).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("MARKER"));
}

#[test]
fn what_a_document_is_written_in_does_not_change_what_it_says() {
    let expected = content(&read(BASE).unwrap());
    let latin = |name: &str| {
        let text = changed(BASE, "UTF-8", name);
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>()
    };
    for name in ["ISO-8859-1", "iso-8859-1", "windows-1252"] {
        let parts = read(latin(name)).unwrap();
        assert_eq!(content(&parts), expected, "{name}");
        assert!(told(&parts).contains(&(Code::EncodingChosen, "windows-1252")));
    }
    assert_eq!(content(&read(format!("\u{feff}{BASE}")).unwrap()), expected);
    assert_eq!(content(&read(BASE.split_once("?>").unwrap().1.trim_start()).unwrap()), expected);
    assert_eq!(content(&read(BASE.replace('\n', "\r\n")).unwrap()), expected);
    for (bytes, code) in [
        (latin("UTF-8"), ErrorCode::EncodingInvalid),
        (changed(BASE, "UTF-8", "ISO-8859-1").into_bytes(), ErrorCode::EncodingMixed),
        (changed(BASE, "UTF-8", "UTF-7").into_bytes(), ErrorCode::EncodingUnsupported),
        (BASE.encode_utf16().flat_map(u16::to_le_bytes).collect(), ErrorCode::EncodingUtf16),
    ] {
        assert_eq!(read(bytes).unwrap_err().code, code);
    }
}

#[test]
fn anything_that_breaks_a_rule_is_refused_where_it_stands() {
    use ErrorCode as E;
    let long = "x".repeat(300);
    let deep = format!("{}{}", "<x>".repeat(70), "</x>".repeat(70));
    let text = format!("<x>{}</x>", "y".repeat(400_000));
    for (from, to, code, line, column) in [
        ("<enterprise>", "<!DOCTYPE enterprise><enterprise>", E::XmlDtd, 2, 1),
        ("<enterprise>", "<organisation><enterprise/></organisation><!-- ", E::XmlRoot, 2, 1),
        ("Åsa Örn", "Åsa &ouml;rn", E::XmlEntity, 7, 19),
        ("<name>", &deep, E::XmlDepth, 7, 191),
        ("<name>", &text, E::XmlLimit, 7, 8),
        ("</fn>", "</f>", E::XmlDamaged, 7, 22),
        ("Åsa Örn", "Åsa\u{7}", E::ControlCharacter, 7, 18),
        ("<id>EK", "<id>E\u{200b}K", E::ControlCharacter, 39, 35),
        ("</enterprise>", "", E::DocumentUnended, 126, 1),
        ("</enterprise>", "</enterprise>\n<enterprise/>", E::XmlTrailing, 126, 1),
        ("<id>a1000000-0000-4000-8000-000000000001</id>", "<id/>", E::IdBlank, 4, 3),
        (PUPIL, &long, E::IdTooLong, 4, 3),
        (PUPIL, "20130101TF01", E::IdPersonal, 4, 3),
        ("<type>full", "<type>TeacherOrganization", E::ValueInvalid, 3, 55),
    ] {
        let error = read(changed(BASE, from, to)).unwrap_err();
        let place = (error.file.as_deref(), error.line, error.column);
        assert_eq!(
            (error.code, place),
            (code, (Some("roster.xml"), Some(line), Some(column))),
            "{from} {}",
            error.about
        );
        assert_eq!(error.is_passing(), code == E::DocumentUnended);
    }
    assert_eq!(read("").unwrap_err().code, E::FileEmpty);
    assert_eq!(read("<enterprise/>").unwrap_err().code, E::FileEmpty);
    assert_eq!(read(b"<enterprise>\xFF").unwrap_err().code, E::EncodingInvalid);
}

#[test]
fn a_document_that_is_cut_anywhere_is_never_taken() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("roster.xml");
    for document in [BASE, SWEDISH, NAMESPACED] {
        let whole = document.trim_end().len();
        for end in (0..whole).step_by(10).chain([whole - 1]) {
            std::fs::write(&path, &document.as_bytes()[..end]).unwrap();
            assert!(read_at(&path, &[]).is_err(), "cut after {end} bytes");
        }
    }
}

#[test]
fn a_document_that_is_cut_inside_a_letter_has_no_end_and_waiting_may_help() {
    let at = BASE.find("Åsa").unwrap();
    let error = read(&BASE.as_bytes()[..=at]).unwrap_err();
    assert_eq!((error.code, error.is_passing()), (ErrorCode::DocumentUnended, true));
    let half = [&BASE.as_bytes()[..=at], &BASE.as_bytes()[at + "Åsa Örn".len()..]].concat();
    assert_eq!(read(half).unwrap_err().code, ErrorCode::EncodingInvalid, "half a letter before a tag is no cut");
    for begun in ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version=\"1.0\"?>\n<!-- x -->\n"] {
        assert_eq!(read(begun).unwrap_err().code, ErrorCode::DocumentUnended, "{begun}");
    }
}

#[test]
fn letters_that_were_encoded_twice_are_refused() {
    for document in [BASE, SWEDISH, NAMESPACED] {
        let error = read(document.replace('Ö', "Ã–")).unwrap_err();
        assert_eq!((error.code, error.file.as_deref()), (ErrorCode::EncodingDoubled, Some("roster.xml")));
        assert!(error.line.is_some() && !error.to_string().contains("Ã–"), "{error}");
    }
}

#[test]
fn a_byte_order_mark_between_records_is_no_blank() {
    let error = read(changed(BASE, "  <group>", "\u{feff}<group>")).unwrap_err();
    assert_eq!((error.code, error.line.is_some()), (ErrorCode::ControlCharacter, true));
}

#[test]
fn bombs_are_refused_at_once() {
    let lol = (1..9).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect::<String>();
    let laughs = format!("<?xml version='1.0'?><!DOCTYPE l [<!ENTITY l0 'ha'>{lol}]><enterprise>&l8;</enterprise>");
    assert_eq!(read(laughs).unwrap_err().code, ErrorCode::XmlDtd);
    let outside = "<!DOCTYPE e SYSTEM 'file:///etc/passwd'><enterprise/>";
    assert_eq!(read(outside).unwrap_err().code, ErrorCode::XmlDtd);
    let nested = format!("<enterprise>{}", "<group>".repeat(1_000_000));
    assert_eq!(read(nested).unwrap_err().code, ErrorCode::XmlDepth);
    let wide = format!("<enterprise><person>{}", "<name/>".repeat(1_000_000));
    assert_eq!(read(wide).unwrap_err().code, ErrorCode::XmlLimit);
}

#[test]
fn a_delta_of_which_nothing_is_kept_is_refused_and_one_without_changes_is_none() {
    let empty = "<enterprise><properties><type>DeltaOrganization</type></properties></enterprise>";
    let dir = folder(&[("roster.xml", empty.as_bytes())]);
    assert!(matches!(read_at(&dir.path().join("roster.xml"), &[]), Ok(Reading::NoUpdates)));
    let silent = changed(BASE, "<type>full</type>", "");
    assert!(read(&silent).is_ok(), "nothing in it is marked as a change");
    for (from, to) in [
        ("<person>", "<person recstatus=\"2\">"),
        ("<membership>", "<membership complete=\"false\">"),
        ("<role roletype=\"05\">", "<role roletype=\"05\" recstatus=\"3\">"),
    ] {
        let error = read(changed(&silent, from, to)).unwrap_err();
        assert_eq!((error.code, error.file.as_deref()), (ErrorCode::DeltaWithoutBase, Some("roster.xml")), "{to}");
        assert!(read(changed(BASE, from, to)).is_ok(), "a document that says that it is whole is whole: {to}");
    }
    let both = folder(&[("a.xml", BASE.as_bytes()), ("b.xml", empty.as_bytes())]);
    let error = read_at(both.path(), &[]).unwrap_err();
    assert_eq!((error.code, error.file.as_deref()), (ErrorCode::DeltaWithoutBase, Some("b.xml")));
}

#[test]
fn who_is_deleted_is_nowhere_active_and_what_is_deleted_is_gone() {
    let parts = read(changed(BASE, "<person recstatus=\"1\">", "<person recstatus=\"3\">")).unwrap();
    let gone = &parts.persons[0];
    assert_eq!((gone.id.as_str(), gone.enrolments.len(), gone.duties.len()), (PUPIL, 0, 0));
    assert!(!parts.person_names.iter().any(|name| name.as_str() == PUPIL), "and a member of nothing");
    let group = format!("<group>\n    <sourcedid><source>ex</source><id>{CLASS}");
    let parts = read(changed(BASE, &group, &group.replace("<group>", "<group recstatus=\"3\">"))).unwrap();
    assert_eq!((parts.groups.len(), parts.members.len(), parts.unreadable.len()), (1, 1, 0));
    let parts = read(changed(BASE, "<role roletype=\"02\">", "<role roletype=\"02\" recstatus=\"3\">")).unwrap();
    assert_eq!((parts.members.len(), parts.unreadable.len()), (4, 0));
}

#[test]
fn what_cannot_be_read_keeps_its_previous_state() {
    let person = |id: &str| Unreadable::Person(id.into());
    let group = |id: &str| Unreadable::Group(id.into());
    let staff = "a1000000-0000-4000-8000-000000000003";
    // Where the pupils of a class go to school hangs on its days.
    let pupils = vec![group(CLASS), person(PUPIL), person("a1000000-0000-4000-8000-000000000002")];
    let membership = |id: &str| Unreadable::Membership(id.into(), CLASS.into());
    for (from, to, code, about, unreadable) in [
        (
            "Emigrated",
            "Borta",
            Code::ValueUnknown,
            "person.status",
            vec![person("a1000000-0000-4000-8000-000000000005")],
        ),
        (
            "<person recstatus=\"1\">",
            "<person recstatus=\"9\">",
            Code::ValueUnknown,
            "person.recstatus",
            vec![person(PUPIL)],
        ),
        ("\"0\">2027-06-11", "\"0\">sommar", Code::RowUnreadable, "group.timeframe", pupils.clone()),
        ("\"0\">2027-06-11", "\"0\">2025-06-11", Code::DatesReversed, "group.timeframe", pupils.clone()),
        ("2026-09-01", "i höst", Code::RowUnreadable, "role.timeframe", vec![membership(staff), person(staff)]),
        (
            "\"06\"><status>1",
            "\"06\"><status>7",
            Code::ValueUnknown,
            "role.status",
            vec![membership(staff), person(staff)],
        ),
        ("\"06\"", "\"Vaktis\"", Code::ValueUnknown, "role.roletype", vec![membership(staff), person(staff)]),
    ] {
        let parts = read(changed(BASE, from, to)).unwrap();
        assert_eq!(parts.unreadable, unreadable, "{to}");
        let finding = parts.findings.iter().find(|finding| (finding.code, finding.about.as_str()) == (code, about));
        assert!(finding.unwrap().place.line.is_some() && finding.unwrap().place.column.is_some(), "{to}");
    }
    let lost = changed(BASE, "<idtype>2</idtype>\n      <role>", "<idtype>2</idtype>\n      <role recstatus=\"3\">");
    let parts = read(lost).unwrap();
    assert_eq!(parts.unreadable[0], group(CLASS), "a class whose unit nobody knows");
    assert!(parts.unreadable.contains(&person(PUPIL)), "nor is it known where its pupils go to school");
    assert!(!parts.persons.iter().any(|pupil| pupil.id.as_str() == PUPIL));
}

#[test]
fn the_same_record_twice_is_told_and_another_with_its_id_is_set_aside() {
    let from = BASE.find("  <person>").unwrap();
    let to = BASE[from..].find("</person>").unwrap() + from + "</person>\n".len();
    let record = &BASE[from..to];
    let parts = read(changed(BASE, record, &record.repeat(2))).unwrap();
    assert_eq!((found(&parts, Code::DuplicateSame).len(), parts.unreadable.len(), parts.persons.len()), (1, 0, 4));
    let other = record.replace("Dal", "Berg");
    let parts = read(changed(BASE, record, &format!("{record}{other}"))).unwrap();
    assert_eq!(found(&parts, Code::DuplicateConflict).len(), 1);
    assert_eq!(parts.unreadable, [Unreadable::Person("a1000000-0000-4000-8000-000000000003".into())]);
    let marked = record.replace("</name>", "</name><extension><privacy>true</privacy></extension>");
    let parts = read(changed(BASE, record, &format!("{record}{marked}"))).unwrap();
    assert_eq!(parts.persons.len(), 3, "somebody who is marked in one of two records is not taken as unmarked");
}

#[test]
fn documents_of_a_folder_are_united_when_all_are_there() {
    let second = "<enterprise><properties><type>Full</type></properties>\
        <person><sourcedid><id>{A1000000-0000-4000-8000-000000000003}</id></sourcedid><name><n><family>Dal</family>\
        <given>Cia</given></n></name><email>cia@skolan.example</email></person>\
        <group><sourcedid><id>AL</id></sourcedid><grouptype><typevalue>Unit</typevalue></grouptype></group>\
        <membership><sourcedid><id>AL</id></sourcedid><member><sourcedid><id>a1000000-0000-4000-8000-000000000003</id>\
        </sourcedid><idtype>Person</idtype><role roletype=\"Principal\"/></member></membership></enterprise>";
    let dir = folder(&[("gr.xml", BASE.as_bytes()), ("gy.XML", second.as_bytes()), ("note.txt", b"x")]);
    let parts = delivered(read_at(dir.path(), &[])).unwrap();
    assert_eq!((parts.units.len(), parts.persons.len(), parts.unreadable.len()), (2, 4, 0));
    assert_eq!(parts.persons[2].duties.len(), 2, "one person in two documents is one person with two duties");
    assert!(told(&parts).contains(&(Code::DocumentsUnited, "2")));
    assert!(found(&parts, Code::DuplicateSame).is_empty());

    let parts = delivered(read_at(dir.path(), &["gr.xml", "gy.XML"])).unwrap();
    assert_eq!((parts.units.len(), found(&parts, Code::DocumentsUnited).len()), (2, 0));
    let parts = delivered(read_at(dir.path(), &["gr.xml"])).unwrap();
    assert_eq!(parts.units.len(), 1);
    assert_eq!(found(&parts, Code::DocumentUnexpected)[0].place.file.as_deref(), Some("gy.XML"));
    let error = read_at(dir.path(), &["gr.xml", "sfi.xml"]).unwrap_err();
    assert_eq!(
        (error.code, error.file.as_deref(), error.is_passing()),
        (ErrorCode::FileMissing, Some("sfi.xml"), true)
    );

    let other = second.replace("Dal", "Berg");
    std::fs::write(dir.path().join("gy.XML"), other).unwrap();
    let parts = delivered(read_at(dir.path(), &[])).unwrap();
    assert_eq!((found(&parts, Code::DuplicateConflict).len(), parts.persons.len()), (1, 3));
    let nothing = tempfile::tempdir().unwrap();
    assert_eq!(read_at(nothing.path(), &[]).unwrap_err().code, ErrorCode::FileMissing);
    assert_eq!(read_at(&nothing.path().join("x"), &[]).unwrap_err().code, ErrorCode::FolderMissing);
}

#[test]
fn enrolments_come_from_the_surest_place_there_is() {
    let unit = |id: &str| {
        format!("<group><sourcedid><id>{id}</id></sourcedid><grouptype><typevalue>Unit</typevalue></grouptype></group>")
    };
    let group = |id: &str, kind: &str| {
        format!(
            "<group><sourcedid><id>{id}</id></sourcedid><grouptype><typevalue>{kind}</typevalue></grouptype></group>"
        )
    };
    let member = |of: &str, id: &str, role: &str| {
        format!(
            "<membership><sourcedid><id>{of}</id></sourcedid><member><sourcedid><id>{id}</id></sourcedid>\
             <role roletype=\"{role}\"/></member></membership>"
        )
    };
    let person = "<person><sourcedid><id>P</id></sourcedid><institutionrole institutionroletype=\"Student\"/>\
        <extension><school_unit_code>99000404</school_unit_code></extension></person>";
    let schools = |links: &[String]| {
        let units = ["A", "B", "C"].map(unit).concat() + &unit("99000404");
        let groups = group("b", "Class") + &group("c", "EducationGroup");
        let nests = member("B", "b", "Class") + &member("C", "c", "EducationGroup");
        let text = format!("<enterprise>{}{groups}{units}{nests}{person}</enterprise>", links.concat());
        let parts = read(text).unwrap();
        assert!(parts.unreadable.is_empty());
        parts.persons[0].enrolments.iter().map(|place| place.unit.as_str().to_owned()).collect::<Vec<_>>()
    };
    let [a, b, c] = [("A", "Student"), ("b", "Student"), ("c", "Learner")].map(|(of, role)| member(of, "P", role));
    assert_eq!(schools(&[c.clone(), b.clone(), a.clone()]), ["A"]);
    assert_eq!(schools(&[c.clone(), b.clone()]), ["B"]);
    assert_eq!(schools(std::slice::from_ref(&c)), ["C"]);
    assert_eq!(schools(&[]), ["99000404"]);
    assert_eq!(schools(&[member("A", "P", "Instructor")]), ["99000404"], "a duty is no enrolment");
}

#[test]
fn a_record_with_a_new_id_is_still_found_by_its_old_one() {
    let new = |id: &str| {
        let old = format!("<sourcedid sourcedidtype=\"Old\"><source>ex</source><id>{id}</id></sourcedid>");
        format!("{old}<sourcedid sourcedidtype=\"New\"><source>ex</source><id>new-{id}</id></sourcedid>")
    };
    let mut document = BASE.to_owned();
    for id in [PUPIL, CLASS, "EK"] {
        let plain = format!("<sourcedid><source>ex</source><id>{id}</id></sourcedid>");
        document = changed(&document, &plain, &new(id));
    }
    let parts = read(document).unwrap();
    assert_eq!((parts.persons[0].id.as_str(), parts.unreadable.len()), (&*format!("new-{PUPIL}"), 0));
    assert_eq!((parts.units[0].id.as_str(), parts.groups[1].unit.as_str()), ("new-EK", "new-EK"));
    assert_eq!(parts.persons[0].enrolments[0].unit.as_str(), "new-EK");
    assert!(parts.group_names.iter().any(|name| name.as_str() == format!("new-{CLASS}")));
    assert!(parts.members.iter().all(|member| (member.person as usize) < parts.person_names.len()));
}

#[test]
fn inspecting_tells_what_a_document_is() {
    for name in ["roster.xml", "roster.txt", "roster"] {
        let seen = look(name, SWEDISH);
        assert_eq!((seen.format, seen.mode, seen.verdict), (Format::Ims, Mode::Snapshot, Verdict::Accepted), "{name}");
        assert_eq!((seen.counts.units, seen.counts.persons, seen.counts.groups, seen.counts.memberships), (1, 4, 2, 5));
        assert_eq!(seen.encoding, "utf-8");
    }
    let seen = look("roster.xml", changed(BASE, "<type>full", "<type>DeltaOrganization"));
    assert_eq!((seen.mode, seen.verdict, seen.rows["roster.xml"]), (Mode::Delta, Verdict::Accepted, 14));
    assert!(seen.findings[0].message.ends_with("is IMS Enterprise 1.1"), "{:?}", seen.findings);
    assert!(seen.findings[1].message.contains("0 to delete"), "{:?}", seen.findings);
    let seen = look("roster.xml", "<html/>");
    assert_eq!((seen.format, seen.findings[0].code.as_str()), (Format::Ims, "xml_root"));
    let plain = BASE.replace(|c: char| !c.is_ascii(), "o");
    assert_eq!(look("roster.xml", changed(&plain, "UTF-8", "ISO-8859-1")).encoding, "windows-1252");
}

#[test]
fn a_configured_source_reads_its_documents() {
    let dir = folder(&[("gr.xml", BASE.as_bytes()), ("old.xml", b"no document at all")]);
    let text = "name = \"edlevo\"\nkind = \"ims\"\npath = \".\"\nexpects = [\"gr.xml\"]\n";
    let source: upprop::config::model::Source = toml::from_str(text).unwrap();
    let parts = delivered(upprop::sync::from_config(&source, dir.path()).read()).unwrap();
    assert_eq!((parts.source.as_str(), parts.persons.len()), ("edlevo", 4));
}

#[test]
fn the_shared_sample_of_2014_is_read_with_its_counts() {
    let Some(file) = shared("spec/xml/tieto-organization-sample.xml") else { return };
    let parts = delivered(read_at(&file, &[])).unwrap();
    assert!(parts.unreadable.is_empty(), "{:?}", parts.unreadable);
    assert_eq!((parts.persons.len(), parts.units.len(), parts.groups.len()), (7, 1, 7));
    let count = |kind| parts.groups.iter().filter(|group| group.kind == kind).count();
    assert_eq!((count(GroupKind::Class), count(GroupKind::Teaching)), (3, 4), "the course is no group of people");
    assert_eq!(told(&parts), [(Code::ContactGroupLeftOut, "4")]);
    assert!(parts.groups.iter().all(|group| group.unit.as_str() == parts.units[0].id.as_str()));
    let pupils = parts.members.iter().filter(|member| member.role == MemberRole::Pupil).count();
    assert_eq!((pupils, parts.members.len()), (4, 11));
    assert_eq!(parts.persons.iter().filter(|person| person.enrolments.len() == 1).count(), 4);
    assert_eq!(parts.persons.iter().filter(|person| !person.duties.is_empty()).count(), 3);
    let text = std::fs::read_to_string(&file).unwrap();
    let numbers = text.split("useridtype=\"PID\">").skip(1).map(|rest| rest.split('<').next().unwrap());
    let streets = text.split("<street>").skip(1).map(|rest| rest.split('<').next().unwrap());
    let all = format!("{parts:?} {}", serde_json::to_string(&parts.persons).unwrap());
    assert!(numbers.clone().count() == 7);
    for personal in numbers.chain(streets) {
        assert!(!all.contains(personal));
    }
}
