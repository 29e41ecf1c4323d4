//! What of a delta is refused, and where that is told.

use super::village::{How, Package, Tables, Village};
use super::{delivered, source};
use std::path::Path;
use tempfile::TempDir;
use upprop::roster::{Code, Keeping, Kept, PersonStatus};
use upprop::source::{ErrorCode, Format, Mode, Source, SourceError, Verdict, inspect, words::Language};

/// What is kept of the whole village, and its tables.
fn begun() -> (TempDir, Kept, Tables) {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = Village::new().tables(true);
    write(&tables, &tables, How::Whole, folder.path());
    let whole = source(&folder.path().join("o"));
    let Keeping::Rows(kept) = whole.keep(&whole.fingerprint().expect("a delivery")).expect("rows") else {
        panic!("nothing is kept")
    };
    (folder, kept, tables)
}

fn write(before: &Tables, now: &Tables, how: How, folder: &Path) {
    Package { before, now, is_1p2: true, is_terse: false }.write(how, &folder.join("o"));
}

/// Why a delta is refused that has these rows of a table.
fn refused(table: &str, rows: &str) -> SourceError {
    let (folder, kept, tables) = begun();
    let mut now = tables.clone();
    let id = now[table].keys().next().expect("a row").clone();
    let table = *now.keys().find(|name| **name == table).expect("a table");
    let changed = format!("{} ", now[table][&id]).replace(" ,", ",");
    now.get_mut(table).expect("a table").insert(id, changed);
    write(&tables, &now, How::Changes, folder.path());
    let path = folder.path().join("o").join(format!("{table}.csv"));
    let text = std::fs::read_to_string(&path).expect("a file");
    let (header, _) = text.split_once('\n').expect("a first line");
    std::fs::write(&path, format!("{header}\n{rows}")).expect("a file is written");
    let mut source = source(&folder.path().join("o"));
    source.lay_on(Some(kept));
    source.read().expect_err("a refusal")
}

#[test]
fn an_error_in_a_delta_is_told_where_the_delivered_file_has_it() {
    let row = |id: &str, rest: &str| format!("{id},active,2026-11-20T04:00:00.000Z,{rest}\n");
    let good = row("e1", "g1,s1,u1,student,,,");
    for (rows, code, line, column) in [
        (good.clone() + &row("e2", "g9,s1,u2,student,,,"), ErrorCode::ReferenceMissing, 3, 4),
        (row("e77", "g1,s1,u77,student,,,"), ErrorCode::ReferenceMissing, 2, 6),
        (good.clone() + &row("e3", "g1,s1,u3,pupil,,,"), ErrorCode::ValueInvalid, 3, 7),
        (good.clone() + "e4,,,g1,s1,u4,student,,,\n", ErrorCode::StatusMissing, 3, 2),
        (good.clone() + "e4,gone,,g1,s1,u4,student,,,\n", ErrorCode::ValueInvalid, 3, 2),
        (good.clone() + &good, ErrorCode::IdTwice, 3, 1),
    ] {
        let error = refused("enrollments", &rows);
        assert_eq!((error.code, error.line, error.column), (code, Some(line), Some(column)), "{rows}");
        assert_eq!(error.file.as_deref(), Some("enrollments.csv"));
    }
}

#[test]
fn a_row_that_was_kept_and_names_nobody_refuses_no_delta() {
    let (folder, mut kept, tables) = begun();
    let rows = String::from_utf8(kept.files["enrollments.csv"].clone()).expect("text");
    let line = rows.lines().find(|line| line.starts_with("e1,")).expect("a row");
    let lost = line.replace(",u1,", ",u77,");
    kept.files.insert("enrollments.csv".to_owned(), rows.replace(line, &lost).into_bytes());
    let mut now = tables.clone();
    now.get_mut("enrollments").expect("a table").remove("e3");
    write(&tables, &now, How::Changes, folder.path());
    let mut delta = source(&folder.path().join("o"));
    delta.lay_on(Some(kept));
    let parts = delivered(&delta).expect("a delivery");
    let lost = parts.findings.iter().find(|finding| finding.code == Code::ReferenceMissing).expect("a finding");
    assert_eq!((lost.place.file.as_deref(), lost.place.line), (Some("enrollments.csv"), None), "it stands in no file");
}

#[test]
fn a_delta_without_anything_that_it_could_be_laid_on_is_refused() {
    let (folder, mut kept, tables) = begun();
    let mut now = tables.clone();
    now.get_mut("enrollments").expect("a table").remove("e3");
    write(&tables, &now, How::Changes, folder.path());
    let mut delta = source(&folder.path().join("o"));
    let code = |delta: &dyn Source| delta.read().expect_err("a refusal").code;
    assert_eq!(code(&delta), ErrorCode::DeltaWithoutBase);
    let other = kept.files["manifest.csv"].clone();
    let other = String::from_utf8(other).expect("text").replace("1.2", "1.1");
    kept.files.insert("manifest.csv".to_owned(), other.into_bytes());
    delta.lay_on(Some(kept));
    assert_eq!(code(&delta), ErrorCode::DeltaWithoutBase, "of another release");
}

#[test]
fn of_what_is_too_large_nothing_is_kept() {
    let (folder, kept, _) = begun();
    let bytes: usize = kept.files.values().map(Vec::len).sum();
    let small = source(&folder.path().join("o")).keeping(bytes as u64 / 2);
    assert_eq!(small.keep(&small.fingerprint().expect("a delivery")), Ok(Keeping::None));
}

#[test]
fn who_is_deleted_is_told_as_deleted_and_who_is_missing_is_not() {
    let (folder, kept, tables) = begun();
    let status_of = |how: How| {
        let mut now = tables.clone();
        now.get_mut("users").expect("a table").remove("u3");
        for table in ["roles", "enrollments", "demographics"] {
            now.get_mut(table).expect("a table").retain(|id, _| !id.ends_with('3'));
        }
        write(&tables, &now, how, folder.path());
        let mut delta = source(&folder.path().join("o"));
        delta.lay_on(Some(kept.clone()));
        let parts = delivered(&delta).expect("a delivery");
        assert!(parts.rows.is_empty(), "how many rows a delta has says nothing of a whole delivery");
        parts.persons.iter().find(|person| person.id.as_str() == "u3").map(|person| person.status)
    };
    assert_eq!(status_of(How::Changes), Some(PersonStatus::Deleted));
    assert_eq!(status_of(How::Mixed(0b1_0000)), None, "the users are whole, and one is not there");
}

#[test]
fn a_file_that_is_called_a_delta_and_has_no_status_in_any_row_is_read_as_whole() {
    let (folder, _, tables) = begun();
    write(&tables, &tables, How::Whole, folder.path());
    let root = folder.path().join("o");
    let manifest = std::fs::read_to_string(root.join("manifest.csv")).expect("a file");
    std::fs::write(root.join("manifest.csv"), manifest.replace("users,bulk", "users,delta"))
        .expect("a file is written");
    let whole = source(&root);
    assert_eq!(whole.is_delta(), Ok(false));
    let parts = delivered(&whole).expect("a delivery");
    assert_eq!(parts.persons.len(), 9, "all but the guardian");
    assert!(parts.findings.iter().any(|finding| finding.code == Code::BulkByRows));
}

#[test]
fn nothing_is_kept_that_nobody_needs() {
    let (_folder, kept, _) = begun();
    let text = |file: &str| String::from_utf8(kept.files[file].clone()).expect("text");
    assert!(!kept.files.contains_key("demographics.csv"));
    let users = text("users.csv");
    assert!(users.contains("{eppn:u1@anas.example}") && users.contains("Åsa 1"));
    for dropped in ["{nr:", "0701", "Åsa 9", "u9@anas.example"] {
        assert!(!users.contains(dropped), "{dropped}: numbers, telephones and guardians");
    }
    assert!(!format!("{kept:?}").contains("Åsa"));
}

#[test]
fn a_delta_is_looked_at_by_itself() {
    let (folder, _, tables) = begun();
    let mut now = tables.clone();
    now.get_mut("enrollments").expect("a table").remove("e3");
    write(&tables, &now, How::Changes, folder.path());
    let seen = inspect(&folder.path().join("o"), Format::Auto, None, Language::En);
    assert_eq!((seen.mode, seen.verdict, seen.rows["enrollments.csv"]), (Mode::Delta, Verdict::Accepted, 1));
    assert!(seen.findings[1].message.contains("0 rows to add or change, 1 to delete"), "{:?}", seen.findings);
}

#[test]
fn a_guardian_who_becomes_staff_by_a_delta_is_asked_of_a_whole_delivery_since_nobody_kept_the_name() {
    let (folder, kept, tables) = begun();
    let mut now = tables.clone();
    let role = now["roles"]["r9"].replace("guardian", "teacher");
    assert_ne!(role, now["roles"]["r9"], "the ninth is a guardian");
    now.get_mut("roles").expect("a table").insert("r9".into(), role);
    write(&tables, &now, How::Changes, folder.path());
    let mut delta = source(&folder.path().join("o"));
    delta.lay_on(Some(kept));
    let error = delta.read().expect_err("a refusal");
    assert_eq!((error.code, error.file.as_deref()), (ErrorCode::DeltaWithoutBase, Some("users.csv")));
}
