//! Mapped files: what is read, what is odd, what is refused.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::path::Path;
use tempfile::TempDir;
use upprop::roster::{Code, MemberRole, Parts, Period, Protection, Severity, Unreadable};
use upprop::source::{ErrorCode, Format, Reading, Source, SourceError, Verdict, csv, inspect, words::Language};

const UNITS: &str = "key;id;namn;kod\nBJO;u1;Björkskolan;99000202\nALM;u2;Almskolan;99000101\n";
const GROUPS: &str = "key;id;enhet;namn\n7A;g1;BJO;7A\n2A;g2;ALM;2A\n";
const PERSONS: &str = "id;fornamn;efternamn;roll;bef;enhet;ak;klass;skydd;fran;tom\n\
    p1;Åsa;Örn;elev;;BJO;7;7A;;2026-08-18;\n\
    p2;Bo;Ek;personal;Lärare;ALM;;2A;;2026-08-18;2027-06-11\n";
const MEMBERS: &str = "grupp;person\n2A;p1\n";

const MAPPING: &str = r#"
name = "s"
kind = "csv"
path = "."
[[file]]
entity = "membership"
path = "members.csv"
columns = { group_alias = "grupp", person = "person" }
[[file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", given_name = "fornamn", family_name = "efternamn", role = "roll", duty = "bef", unit_alias = "enhet", school_year = "ak", group_alias = "klass", protection = "skydd", from = "fran", to = "tom" }
values = { role = { elev = "pupil", personal = "staff" }, protection = { "1" = "confidential" } }
[[file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", alias = "key", name = "namn", unit_alias = "enhet" }
constants = { kind = "class" }
[[file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", alias = "key", name = "namn", code = "kod" }
"#;

fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("units", UNITS), ("groups", GROUPS), ("persons", PERSONS), ("members", MEMBERS)] {
        write(&dir, name, text);
    }
    dir
}

fn write(dir: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(dir.path().join(format!("{name}.csv")), text).unwrap();
}

fn settings(dir: &Path, mapping: &str) -> csv::Settings {
    upprop::sync::csv_settings(&toml::from_str(mapping).unwrap(), dir)
}

fn read(dir: &TempDir) -> Result<Parts, SourceError> {
    read_with(dir, MAPPING)
}

fn read_with(dir: &TempDir, mapping: &str) -> Result<Parts, SourceError> {
    let source = csv::Csv::new(settings(dir.path(), mapping));
    let Reading::Delivery(parts) = source.read()? else { panic!("no delivery") };
    assert_eq!(parts.digest, source.fingerprint()?.digest);
    Ok(parts)
}

/// Reads with other persons, under the same first line.
fn with_persons(rows: &str) -> Result<Parts, SourceError> {
    let dir = folder();
    let header = PERSONS.lines().next().unwrap();
    write(&dir, "persons", format!("{header}\n{rows}"));
    read(&dir)
}

fn refusal(result: Result<Parts, SourceError>) -> (ErrorCode, Option<u64>) {
    let error = result.unwrap_err();
    (error.code, error.line)
}

fn codes(parts: &Parts) -> Vec<(Code, Severity, Option<u64>)> {
    parts.findings.iter().map(|finding| (finding.code, finding.severity, finding.place.line)).collect()
}

#[test]
fn files_are_read_in_the_order_in_which_they_refer_to_each_other() {
    let parts = read(&folder()).unwrap();
    assert_eq!((parts.units.len(), parts.groups.len(), parts.persons.len(), parts.members.len()), (2, 2, 2, 3));
    assert_eq!(parts.findings, []);
    let (pupil, teacher) = (&parts.persons[0], &parts.persons[1]);
    assert_eq!((pupil.enrolments[0].unit.as_str(), pupil.enrolments[0].school_year), ("u1", Some(7)));
    assert_eq!((&*teacher.duties[0].role, teacher.duties[0].period.to.unwrap().year()), ("lärare", 2027));
    assert_eq!(parts.groups[0].unit.as_str(), "u1");
    assert_eq!((parts.members[0].role, parts.members[1].role), (MemberRole::Pupil, MemberRole::Staff));
    assert_eq!(parts.members[2].period, Period::OPEN);
}

#[test]
fn what_excel_in_sweden_writes_is_read_and_the_encoding_is_told() {
    let dir = folder();
    let windows = |text: &str| {
        let text = text.replace('\n', "\r\n");
        encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
    };
    write(&dir, "persons", windows(PERSONS));
    let parts = read(&dir).unwrap();
    assert_eq!(&*parts.persons[0].given_name, "Åsa");
    assert_eq!(codes(&parts), [(Code::EncodingChosen, Severity::Info, None)]);
    assert_eq!(parts.findings[0].about, "windows-1252");

    write(&dir, "persons", format!("\u{feff}{}", PERSONS.replace(';', "\t")));
    assert_eq!(&*read(&dir).unwrap().persons[0].given_name, "Åsa", "a mark before the first name does no harm");
}

#[test]
fn a_file_without_rows_is_refused_and_never_an_empty_school() {
    let header = PERSONS.lines().next().unwrap();
    for text in ["", "\u{feff}", header, &format!("{header}\r\n\r\n")] {
        let dir = folder();
        write(&dir, "persons", text);
        assert_eq!(refusal(read(&dir)).0, ErrorCode::FileEmpty, "{text:?}");
    }
    let dir = folder();
    std::fs::remove_file(dir.path().join("persons.csv")).unwrap();
    let error = read(&dir).unwrap_err();
    assert!(error.code == ErrorCode::FileMissing && error.is_passing());
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("elevregister");
    let source = csv::Csv::new(csv::Settings { root: root.clone(), ..settings(dir.path(), MAPPING) });
    for error in [source.read().unwrap_err(), source.fingerprint().unwrap_err()] {
        assert_eq!((error.code, &*error.about), (ErrorCode::FolderMissing, &*root.display().to_string()));
        assert!(error.is_passing());
    }
    let told = inspect(&root, Format::Auto, None, Language::Sv);
    assert!(told.findings[0].message.contains("elevregister; skapa den"), "{told:?}");
}

#[test]
fn a_header_without_a_mapped_column_is_refused_and_names_only_what_is_almost_it() {
    let dir = folder();
    write(&dir, "persons", PERSONS.replace("fornamn", "förnamn"));
    let error = read(&dir).unwrap_err();
    assert_eq!(
        (error.code, error.line, error.file.as_deref()),
        (ErrorCode::ColumnMissing, Some(1), Some("persons.csv"))
    );
    assert_eq!(error.about, "fornamn (~ förnamn) / 11", "{error}");

    write(&dir, "persons", PERSONS.replace("tom\n", "fran\n"));
    assert_eq!(refusal(read(&dir)), (ErrorCode::ColumnTwice, Some(1)));

    let rows: Vec<&str> = PERSONS.lines().skip(1).collect();
    write(&dir, "persons", rows.join("\n"));
    let error = read(&dir).unwrap_err();
    assert_eq!(error.code, ErrorCode::ColumnMissing);
    assert!(!error.to_string().contains("Örn"), "a first line that is a person is not shown: {error}");
}

#[test]
fn a_delivery_without_its_first_line_shows_no_cell_of_it() {
    let dir = folder();
    write(&dir, "persons", "pid;Åsa;Örn;elev;;BJO;sju;sjua;;;\npid2;Bo;Ek;elev;;BJO;sju;sjua;;;\n");
    let error = read(&dir).unwrap_err();
    assert_eq!((error.code, error.about.as_str()), (ErrorCode::ColumnMissing, "id / 11"));
    let text = format!("{error:?} {error}");
    let mapped = inspect(dir.path(), Format::Auto, Some(settings(dir.path(), MAPPING)), Language::Sv);
    let plain = inspect(&dir.path().join("persons.csv"), Format::Auto, None, Language::Sv);
    assert!(plain.findings[0].message.ends_with("utf-8, ';', kolumner: 11, rader: 1"), "{plain:?}");
    for told in [text, format!("{mapped:?}"), format!("{plain:?}")] {
        for cell in ["Åsa", "Örn", "pid", "BJO", "sju"] {
            assert!(!told.contains(cell), "{told}");
        }
    }
}

#[test]
fn a_row_of_another_length_refuses_the_whole() {
    assert_eq!(refusal(with_persons("p1;Åsa;Örn;elev;;BJO;7;7A;;;\np2;Bo\n")), (ErrorCode::FieldCount, Some(3)));
    assert_eq!(refusal(with_persons("p1;Åsa;Örn;elev;;BJO;7;7A;;;;\n")), (ErrorCode::FieldCount, Some(2)));
    assert_eq!(refusal(with_persons(" ;Åsa;Örn;elev;;BJO;7;7A;;;\n")), (ErrorCode::IdBlank, Some(2)));
    assert_eq!(refusal(with_persons("p1;Åsa;\"Örn;elev;;BJO;7;7A;;;\n")), (ErrorCode::QuoteUnclosed, Some(2)));
    assert_eq!(refusal(with_persons("p1;Åsa\0;Örn;elev;;BJO;7;7A;;;\n")), (ErrorCode::ControlCharacter, Some(2)));
}

#[test]
fn an_id_or_alias_beyond_all_reason_is_refused_with_its_place() {
    let (most, long) = ("å".repeat(255), "å".repeat(256));
    let dir = folder();
    write(&dir, "units", UNITS.replace("BJO;u1", &format!("{most};{most}")));
    assert_ne!(read(&dir).map(|parts| parts.units.len()).ok(), None);
    for (file, from, line, column) in [("units", "u2", 3, 2), ("units", "ALM", 3, 1), ("members", "p1", 2, 2)] {
        let dir = folder();
        let text = if file == "units" { UNITS } else { MEMBERS };
        write(&dir, file, text.replace(from, &long));
        let error = read(&dir).unwrap_err();
        assert_eq!((error.code, error.line, error.column), (ErrorCode::IdTooLong, Some(line), Some(column)), "{from}");
        assert_eq!(error.file, Some(format!("{file}.csv")));
        assert!(!error.to_string().contains("ååå"), "{error}");
    }
}

#[test]
fn a_character_that_nobody_sees_refuses_the_whole() {
    for c in ['\u{202e}', '\u{2028}', '\u{200b}', '\u{feff}', '\u{85}'] {
        let refused = refusal(with_persons(&format!("p1;Åsa;Ör{c}n;elev;;BJO;7;7A;;;\n")));
        assert_eq!(refused, (ErrorCode::ControlCharacter, Some(2)), "{}", c.escape_unicode());
    }
}

#[test]
fn blanks_around_ids_are_trimmed_and_counted() {
    let parts = with_persons(" p1 ;Åsa;Örn;elev;;BJO;7;7A;;;\np2\t;Bo;Ek;elev;;BJO;7;7A;;;\n").unwrap();
    assert_eq!(parts.persons[0].id.as_str(), "p1");
    assert_eq!(codes(&parts), [(Code::IdTrimmed, Severity::Warning, None)]);
    assert_eq!(parts.findings[0].about, "2");
}

#[test]
fn a_row_that_cannot_be_relied_on_keeps_its_previous_state() {
    for (row, code, column) in [
        ("p1;Å;Ö;elev;;BJO;7;7A;;2026-13-01;", Code::RowUnreadable, 10),
        ("p1;Å;Ö;elev;;BJO;7;7A;;2026-08-18;2026-08-17", Code::DatesReversed, 11),
        ("p1;Å;Ö;rektor;;BJO;7;7A;;;", Code::ValueUnknown, 4),
        ("p1;Å;Ö;;;BJO;7;7A;;;", Code::ValueUnknown, 4),
        ("p1;Å;Ö;elev;;XXX;7;7A;;;", Code::ReferenceMissing, 6),
        ("p1;Å;Ö;elev;;BJO;7;9Z;;;", Code::ReferenceMissing, 8),
    ] {
        let parts = with_persons(&format!("{row}\n")).unwrap();
        assert_eq!(codes(&parts), [(code, Severity::Error, Some(2))], "{row}");
        assert_eq!(parts.findings[0].place.column, Some(column), "{row}");
        assert_eq!(parts.unreadable, [Unreadable::Person("p1".into())], "{row}");
        assert!(parts.persons.is_empty());
    }
}

#[test]
fn an_unknown_duty_is_told_and_what_is_no_word_is_not_taken_or_shown() {
    let table = "protection = { \"1\" = \"confidential\" }, duty = { \"Lärare\" = \"teacher\" }";
    let with_table = MAPPING.replace("protection = { \"1\" = \"confidential\" }", table);
    for (mapping, duty, is_read) in [
        (&with_table, "Lärare", true),
        (&with_table, "", true),
        (&with_table, "Vaktmästare", true),
        (&with_table, "19990101-1234", false),
        (&MAPPING.to_owned(), "Vaktmästare", true),
        (&MAPPING.to_owned(), "19990101-1234", false),
        (&MAPPING.to_owned(), "bo@x.example", false),
    ] {
        let dir = folder();
        write(&dir, "persons", format!("{}\np1;Å;Ö;personal;{duty};BJO;;;;;\n", PERSONS.lines().next().unwrap()));
        write(&dir, "members", MEMBERS);
        let parts = read_with(&dir, mapping).unwrap();
        assert_eq!(parts.persons.len() == 1, is_read, "{duty}");
        if is_read {
            let told = if duty == "Vaktmästare" && mapping.contains("\"teacher\"") { 1 } else { 0 };
            assert_eq!(parts.findings.iter().filter(|f| f.code == Code::ValueUnknown).count(), told, "{duty}");
        } else {
            assert_eq!(parts.unreadable, [Unreadable::Person("p1".into())], "{duty}");
            assert_eq!(codes(&parts), [(Code::ValueUnknown, Severity::Error, Some(2))], "{duty}");
            assert_eq!((parts.findings[0].place.column, parts.findings[0].about.as_str()), (Some(5), "duty"));
            assert!(!format!("{parts:?}").contains(duty), "{duty}");
        }
    }
}

#[test]
fn a_programme_that_is_none_is_let_go_with_a_warning() {
    let mapping = MAPPING.replace("school_year = \"ak\"", "programme = \"ak\", school_type = \"klass\"");
    let mapping = mapping.replace("group_alias = \"klass\", ", "");
    let dir = folder();
    let header = PERSONS.lines().next().unwrap();
    write(&dir, "persons", format!("{header}\np1;Å;Ö;elev;;BJO;NA15;GY;;;\np2;Å;Ö;elev;;BJO;990101-1234;a@b;;;\n"));
    let parts = read_with(&dir, &mapping).unwrap();
    let (one, two) = (&parts.persons[0].enrolments[0], &parts.persons[1].enrolments[0]);
    assert_eq!((one.programme.as_deref(), one.school_type.as_deref()), (Some("NA15"), Some("GY")));
    assert_eq!((two.programme.as_deref(), two.school_type.as_deref()), (None, None));
    assert_eq!(codes(&parts), [(Code::ValueUnknown, Severity::Warning, Some(3)); 2]);
}

#[test]
fn an_unknown_marking_is_read_as_protected() {
    let parts = with_persons("p1;Å;Ö;elev;;BJO;7;7A;kanske;;\np2;Å;Ö;elev;;BJO;7;7A;1;;\n").unwrap();
    assert_eq!(parts.persons[0].protection, Protection::Unknown);
    assert_eq!(parts.persons[1].protection, Protection::Confidential);
    assert_eq!(codes(&parts), [(Code::ValueUnknown, Severity::Warning, Some(2))]);
}

#[test]
fn rows_that_agree_on_the_person_add_up_and_rows_that_do_not_conflict() {
    let two_places = "p1;Å;Ö;elev;;BJO;7;7A;;;\np1;Å;Ö;elev;;ALM;7;2A;;;\np1;Å;Ö;personal;Vakt;;;;;;\n";
    let parts = with_persons(two_places).unwrap();
    assert_eq!((parts.persons.len(), parts.persons[0].enrolments.len(), parts.persons[0].duties.len()), (1, 2, 1));
    assert_eq!(parts.persons[0].duties[0].unit, None);
    assert_eq!((parts.members.len(), parts.findings.len()), (3, 0));

    let parts = with_persons("p1;Å;Ö;elev;;BJO;7;7A;;;\np1;Å;Ö;elev;;BJO;7;7A;;;\n").unwrap();
    assert_eq!(codes(&parts), [(Code::DuplicateSame, Severity::Warning, Some(3))]);

    let parts = with_persons("p1;Å;Ö;elev;;BJO;7;7A;;;\np1;Å;Ek;elev;;ALM;7;2A;;;\n").unwrap();
    assert_eq!(codes(&parts), [(Code::DuplicateConflict, Severity::Error, Some(3))]);
    assert_eq!(parts.unreadable, [Unreadable::Person("p1".into())]);
}

#[test]
fn a_membership_of_an_unknown_group_takes_nothing_from_the_person() {
    let dir = folder();
    write(&dir, "members", "grupp;person\n9Z;p1\n");
    let parts = read(&dir).unwrap();
    assert_eq!(codes(&parts), [(Code::ReferenceMissing, Severity::Error, Some(2))]);
    assert_eq!(parts.unreadable, [Unreadable::Person("p1".into())]);
}

#[test]
fn a_membership_without_a_role_is_of_the_persons_own() {
    let persons = format!("{PERSONS}p3;Cia;Ed;elev;;BJO;7;;;;\np3;Cia;Ed;personal;Vakt;BJO;;;;;\n");
    let with_role =
        MAPPING.replace("{ group_alias = \"grupp\", person = \"person\" }", "{ group = 1, person = 2, role = 3 }");
    for (mapping, members) in [
        (MAPPING.to_owned(), "grupp;person\n7A;p1\n7A;p2\n7A;p3\n7A;p4\n"),
        (with_role, "grupp;person;roll\ng1;p1;\ng1;p2;\ng1;p3;\ng1;p4;\n"),
    ] {
        let dir = folder();
        write(&dir, "persons", &persons);
        write(&dir, "members", members);
        let parts = read_with(&dir, &mapping).unwrap();
        let roles: Vec<MemberRole> = parts.members.iter().skip(2).map(|member| member.role).collect();
        use MemberRole::{Pupil, Staff};
        assert_eq!(roles, [Pupil, Staff, Pupil, Pupil], "{:?}", parts.findings);
    }
}

#[test]
fn a_membership_of_an_unreadable_person_makes_nobody_a_pupil() {
    let dir = folder();
    write(&dir, "persons", PERSONS.replace("Lärare", "19990101-1234"));
    write(&dir, "members", "grupp;person\n2A;p2\n2A;p1\n");
    let parts = read(&dir).unwrap();
    assert_eq!(parts.unreadable, [Unreadable::Person("p2".into())]);
    assert!(parts.person_names.iter().all(|person| person.as_str() == "p1"), "{:?}", parts.person_names);
}

#[test]
fn one_flat_file_without_header_may_hold_everything() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir, "all", "u1,Björk,7A,p1,Åsa\nu1,Björk,7A,p2,Bo\nu1,Björk,,p3,Cia\n");
    let mapping = r#"
        name = "s"
        kind = "csv"
        path = "all.csv"
        [[file]]
        entity = "unit"
        path = "all.csv"
        header = false
        columns = { id = 1, name = 2 }
        [[file]]
        entity = "group"
        path = "all.csv"
        header = false
        columns = { id = 3, name = 3, unit = 1 }
        [[file]]
        entity = "person"
        path = "all.csv"
        header = false
        columns = { id = 4, given_name = 5, unit = 1, group = 3 }
        constants = { role = "pupil" }"#;
    let parts = read_with(&dir, mapping).unwrap();
    assert_eq!((parts.units.len(), parts.groups.len(), parts.persons.len(), parts.members.len()), (1, 1, 3, 2));
    assert_eq!(parts.findings, []);
    let beyond = mapping.replace("given_name = 5", "given_name = 6");
    assert_eq!(refusal(read_with(&dir, &beyond)).0, ErrorCode::ColumnMissing);
}

#[test]
fn a_mapping_that_cannot_work_is_refused() {
    let dir = folder();
    for (from, to) in [
        ("id = \"id\", given_name", "ident = \"id\", given_name"),
        ("id = \"id\", given_name", "given_name"),
        ("role = \"roll\", ", ""),
        ("path = \".\"", "path = \".\"\ndate_format = \"%Y\""),
    ] {
        let mapping = MAPPING.replace(from, to);
        assert_eq!(refusal(read_with(&dir, &mapping)).0, ErrorCode::MappingInvalid, "{to}");
    }
}

#[test]
fn dates_are_read_as_the_mapping_says() {
    let dir = folder();
    write(&dir, "persons", PERSONS.replace("2026-08-18", "18.8.2026").replace("2027-06-11", "11.06.2027"));
    let mapping = MAPPING.replace("path = \".\"", "path = \".\"\ndate_format = \"%d.%m.%Y\"");
    let parts = read_with(&dir, &mapping).unwrap();
    assert_eq!(parts.persons[1].duties[0].period.to, Some(jiff::civil::date(2027, 6, 11)));
}

#[test]
fn another_mapping_is_another_fingerprint() {
    let dir = folder();
    let one = csv::Csv::new(settings(dir.path(), MAPPING)).fingerprint().unwrap();
    let other = csv::Csv::new(settings(dir.path(), &MAPPING.replace("\"1\"", "\"2\""))).fingerprint().unwrap();
    assert_ne!(one.digest, other.digest);
    assert_eq!(one.newest, other.newest);
}

#[test]
fn passwords_never_leave_the_tokenizer_and_names_never_reach_a_message() {
    const MARK: &str = "MARKER-7f3a";
    let dir = folder();
    let header = PERSONS.lines().next().unwrap();
    for bad in ["elev;;BJO;7;7A;;;", "rektor;;BJO;7;7A;;x;", "elev;;BJO;7;7A;;;;9", "elev;\"x\"y;BJO;7;7A;;;"] {
        write(&dir, "persons", format!("{header};Lösenord\np1;{MARK};Örn;{bad};{MARK}\n"));
        let told = match read(&dir) {
            Ok(parts) => format!("{parts:?}"),
            Err(error) => format!("{error:?} {error}"),
        };
        assert!(!told.contains(MARK) && !told.contains("Örn"), "{told}");
    }
}

#[test]
fn an_inspection_is_written_as_the_contract_says() {
    let dir = folder();
    write(&dir, "persons", format!("{};x\n", PERSONS.trim_end().replace('\n', ";\n")));
    let inspection = inspect(dir.path(), Format::Auto, Some(settings(dir.path(), MAPPING)), Language::En);
    let json = serde_json::to_value(&inspection).unwrap();
    assert_eq!(json["format"], "csv");
    assert_eq!(
        (&json["mode"], &json["encoding"], &json["verdict"]),
        (&"snapshot".into(), &"utf-8".into(), &"accepted".into())
    );
    assert_eq!(json["counts"], serde_json::json!({"units": 2, "persons": 2, "groups": 2, "memberships": 3}));
    let rows = serde_json::json!({"groups.csv": 2, "members.csv": 1, "persons.csv": 2, "units.csv": 2});
    assert_eq!(json["rows"], rows);
    assert_eq!(
        json["findings"][0],
        serde_json::json!({"severity": "info", "code": "column_unused", "file": "persons.csv",
        "line": null, "column": null, "message": "1 columns are not used and were not read"})
    );

    let plain = inspect(&dir.path().join("units.csv"), Format::Auto, None, Language::Sv);
    assert_eq!((plain.verdict, plain.findings[0].code.as_str()), (Verdict::Accepted, "mapping_needed"));
}
