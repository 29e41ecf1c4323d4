//! Sources against the samples that lie beside this repository, where they are there.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use upprop::roster::{Code, Keeping, Parts, PersonStatus, Protection, Severity, SourceName, UnitKind};
use upprop::source::{
    ErrorCode, Format, Limits, Mode, Reading, Source, SourceError, Verdict, inspect, oneroster, sds, words::Language,
};

#[expect(clippy::disallowed_methods, reason = "where the shared samples lie, or that they do not")]
pub(crate) fn shared(inside: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root = std::env::var("UPPROP_SHARED").unwrap_or_else(|_| beside.to_owned());
    let path = Path::new(&root).join(inside);
    if !path.exists() {
        let required = std::env::var_os("UPPROP_SHARED_REQUIRED").is_some();
        assert!(!required, "../shared is not there, and this build requires it: {inside}");
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped: ../shared is not there: {inside}");
        return None;
    }
    Some(path)
}

fn zips(dir: &Path) -> Vec<PathBuf> {
    let mut zips: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    zips.retain(|path| path.extension().is_some_and(|ending| ending == "zip"));
    zips.sort();
    zips
}

fn read(root: &Path) -> Result<Reading, SourceError> {
    let limits = Limits::default();
    let settings = oneroster::Settings { source: SourceName::from("shared"), root: root.to_owned(), limits };
    let source = oneroster::OneRoster::new(settings);
    let fingerprint = source.fingerprint().unwrap();
    let reading = source.read()?;
    if let Reading::Delivery(parts) = &reading {
        assert_eq!(parts.digest, fingerprint.digest);
    }
    Ok(reading)
}

/// What a delta says on top of a whole delivery.
fn laid(delta: &Path, whole: &Path) -> Reading {
    let source = |root: &Path| {
        let (source, limits) = (SourceName::from("shared"), Limits::default());
        oneroster::OneRoster::new(oneroster::Settings { source, root: root.to_owned(), limits }).keeping(1024 * 1024)
    };
    let whole = source(whole);
    let Keeping::Rows(kept) = whole.keep(&whole.fingerprint().unwrap()).unwrap() else { panic!("nothing is kept") };
    let mut delta = source(delta);
    delta.lay_on(Some(kept));
    delta.read().unwrap()
}

#[test]
fn valid_bulk_packages_are_read_and_delta_packages_laid_on_them() {
    let Some(dir) = shared("data/longsight-conformance-1.2/valid") else { return };
    let zips = zips(&dir);
    assert_eq!(zips.len(), 10);
    for zip in zips {
        let name = zip.file_name().unwrap().to_string_lossy().into_owned();
        let reading = read(&zip);
        if name.contains("delta") {
            let error = reading.unwrap_err();
            assert_eq!(error.code, ErrorCode::DeltaWithoutBase, "{name}");
            let inspection = inspect(&zip, Format::Auto, None, Language::En);
            assert_eq!((inspection.mode, inspection.verdict), (Mode::Delta, Verdict::Accepted));
            let Reading::Delivery(parts) = laid(&zip, &dir.join("full-bulk-package.zip")) else { panic!("{name}") };
            assert_eq!((parts.units.len(), parts.persons.len(), parts.groups.len(), parts.members.len()), (2, 2, 1, 1));
        } else if name.contains("manifest-only") {
            assert!(matches!(reading, Ok(Reading::NoUpdates)), "{name}");
        } else {
            let Ok(Reading::Delivery(parts)) = reading else { panic!("{name}: {reading:?}") };
            assert_eq!((parts.units.len(), parts.persons.len(), parts.groups.len(), parts.members.len()), (2, 2, 1, 1));
            assert_eq!(parts.units[0].kind, UnitKind::Organiser);
            assert!(parts.persons.iter().all(|person| &*person.duties[0].role == "teacher"));
            assert_eq!(parts.groups[0].period.to, Some(jiff::civil::date(2025, 5, 31)), "the end is exclusive there");
        }
    }
}

#[test]
fn a_dangling_reference_is_refused_or_set_aside_where_it_stands() {
    let Some(dir) = shared("data/longsight-conformance-1.2/invalid-references") else { return };
    let index = std::fs::read(dir.join("index.json")).unwrap();
    let index: Vec<serde_json::Value> = serde_json::from_slice(&index).unwrap();
    assert_eq!(zips(&dir).len(), 20);
    for case in index {
        let name = case["file"].as_str().unwrap();
        let told = match read(&dir.join(name)) {
            Err(error) => {
                assert_eq!(error.code, ErrorCode::ReferenceMissing, "{name}: {error}");
                (error.file, error.line, error.about)
            }
            Ok(reading) => set_aside(reading),
        };
        let expected = case["expected"].as_array().cloned().unwrap_or_else(|| vec![case["expected"].clone()]);
        let is_expected = expected.iter().any(|expected| {
            expected["fileName"].as_str() == told.0.as_deref()
                && expected["rowNumber"].as_u64() == told.1
                && expected["field"].as_str() == Some(&told.2)
        });
        assert!(is_expected, "{name}: {told:?}");
    }
}

/// Where the first lost reference of a delivery stands that was read without it.
fn set_aside(reading: Reading) -> (Option<String>, Option<u64>, String) {
    let Reading::Delivery(parts) = reading else { panic!("no delivery") };
    let lost = parts.findings.into_iter().find(|finding| finding.code == Code::ReferenceMissing).expect("a finding");
    assert_eq!(lost.severity, Severity::Error);
    (lost.place.file, lost.place.line, lost.about)
}

const MAPPING: &str = r#"
name = "exempel"
kind = "csv"
path = "."

[[file]]
entity = "membership"
path = "memberships.csv"
columns = { group_alias = "grupp", person = "person_id" }

[[file]]
entity = "person"
path = "ROSTER"
columns = { id = "id", eppn = "eppn", given_name = "fornamn", family_name = "efternamn", email = "epost", role = "roll", duty = "befattning", unit_alias = "enhet", group_alias = "klass", protection = "skyddsmarkering", from = "fran", to = "tom" }
values = { role = { elev = "pupil", personal = "staff" }, duty = { Rektor = "principal", "Lärare" = "teacher" }, protection = { Ingen = "none", Sekretessmarkering = "confidential" } }

[[file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", alias = "key", name = "namn", unit_alias = "enhet", kind = "typ" }
values = { kind = { Klass = "class", Undervisning = "teaching" } }

[[file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", alias = "key", name = "namn", code = "skolenhetskod", code_status = "kod_status", school_types = "skolformer" }
values = { code_status = { "officiell (fiktiv i demo)" = "official", saknas = "missing" } }
"#;

fn exempelkommunen(dir: &Path, roster: &str) -> Parts {
    let source: upprop::config::model::Source = toml::from_str(&MAPPING.replace("ROSTER", roster)).unwrap();
    let reading = upprop::sync::from_config(&source, dir).read().unwrap();
    let Reading::Delivery(parts) = reading else { panic!("no delivery") };
    parts
}

#[test]
fn exempelkommunen_reads_through_a_mapping() {
    let Some(dir) = shared("example") else { return };
    for (roster, persons) in [("roster-2026-11-20.csv", 40), ("roster-2026-11-23.csv", 41)] {
        let parts = exempelkommunen(&dir, roster);
        assert_eq!((parts.units.len(), parts.groups.len(), parts.persons.len()), (6, 8, persons), "{roster}");
        assert!(parts.unreadable.is_empty(), "{:?}", parts.unreadable);
        assert_eq!(parts.units.iter().filter(|unit| unit.has_code()).count(), 4);
        assert_eq!(parts.persons.iter().filter(|person| !person.enrolments.is_empty()).count(), 28);
        let protected = parts.persons.iter().filter(|person| person.protection == Protection::Confidential);
        assert_eq!(protected.count(), 1);
        assert!(parts.members.len() >= 32);
    }
}

/// A flat file of persons, by the columns of its mapping.
fn persons_of(dir: &Path, file: &str, columns: &str) -> Result<Parts, SourceError> {
    let mapping = format!(
        "name = \"flat\"\nkind = \"csv\"\npath = \".\"\n[[file]]\nentity = \"person\"\npath = \"{file}\"\n{columns}"
    );
    let source: upprop::config::model::Source = toml::from_str(&mapping).unwrap();
    match upprop::sync::from_config(&source, dir).read()? {
        Reading::Delivery(parts) => Ok(parts),
        Reading::NoUpdates => panic!("no delivery"),
    }
}

#[test]
fn lists_of_users_of_a_licence_tool_are_read_and_the_ragged_one_refused_where_it_is() {
    let Some(dir) = shared("data/adobe-ust-csv") else { return };
    let users = "columns = { id = \"email\", given_name = \"firstname\", family_name = \"lastname\", email = \"email\" }\n\
                 constants = { role = \"staff\", duty = \"teacher\" }";
    let parts = persons_of(&dir, "users-file.csv", users).unwrap();
    assert_eq!((parts.persons.len(), parts.unreadable.len()), (3, 0));
    assert!(parts.persons.iter().all(|person| &*person.duties[0].role == "teacher"));
    let removed = "columns = { id = \"username\" }\nconstants = { status = \"deleted\" }";
    let parts = persons_of(&dir, "remove-list.csv", removed).unwrap();
    assert_eq!(parts.persons.iter().filter(|person| person.status == PersonStatus::Deleted).count(), 4);
    let ragged = "users-file-with-custom-attributes-and-mappings.csv";
    let error = persons_of(&dir, ragged, users).unwrap_err();
    let place = (error.file.as_deref(), error.line, error.column);
    assert_eq!((error.code, place), (ErrorCode::FieldCount, (Some(ragged), Some(2), Some(8))));
}

#[test]
fn a_plain_file_of_the_school_unit_register_is_told_about() {
    for (name, is) in [("skolverksamhet", "columns: 5, rows: 7594"), ("kommuner", "columns: 2, rows: 290")] {
        let Some(file) = shared(&format!("data/sweden-school-units-2021/{name}.csv")) else { return };
        let inspection = inspect(&file, Format::Auto, None, Language::En);
        assert_eq!((inspection.format, inspection.verdict), (Format::Csv, Verdict::Accepted));
        let message = &inspection.findings[0].message;
        assert!(message.contains(&format!("utf-8, ';', {is}")), "{message}");
    }
}

#[test]
fn the_samples_of_school_data_sync_are_read_whole() {
    for (folder, counts) in [("data/sds-v2.1", [4, 6, 2, 6]), ("data/sds-v1/100-users", [2, 86 + 12, 28, 602 + 28])] {
        let Some(dir) = shared(folder) else { return };
        let seen = inspect(&dir, Format::Auto, None, Language::En);
        assert_eq!((seen.format, seen.mode, seen.verdict), (Format::Sds, Mode::Snapshot, Verdict::Accepted));
        let found = [seen.counts.units, seen.counts.persons, seen.counts.groups, seen.counts.memberships];
        assert_eq!(found, counts, "{folder}: {:?}", seen.findings);
        assert!(seen.findings.iter().all(|finding| finding.severity == Severity::Info), "{:?}", seen.findings);
    }
}

#[test]
fn in_the_sample_of_v2_1_guardians_are_left_out_and_one_teacher_works_twice() {
    let Some(dir) = shared("data/sds-v2.1") else { return };
    let settings = sds::Settings { source: SourceName::from("shared"), root: dir, limits: Limits::default() };
    let Reading::Delivery(parts) = sds::Sds::new(settings).read().unwrap() else { panic!("no delivery") };
    let guardians = parts.findings.iter().find(|finding| finding.code == Code::GuardianLeftOut).unwrap();
    assert_eq!(guardians.about, "2");
    assert_eq!(parts.persons.iter().map(|person| person.duties.len()).collect::<Vec<_>>(), [0, 0, 0, 1, 2, 0]);
    assert!(!format!("{parts:?}").contains("P@ss"), "passwords never leave the tokenizer");
}
