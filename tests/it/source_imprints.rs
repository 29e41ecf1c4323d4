//! Imprints: every format that says a personal number or a birth date makes the same of it with a key, and nothing
//! without one.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::source_oneroster::{Files, folder, package};
use crate::source_sds::{v1, v2p1};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use upprop::roster::{Entity, Imprint, Imprints, Keeping, Parts, Person, Snapshot, SourceName, build};
use upprop::source::{Encoding, Imprinter, Limits, Reading, Source, csv, ims, oneroster, sds};

const TODAY: Date = date(2026, 11, 23);
/// When everybody here is born.
const BORN: &str = "2013-01-02";

pub(crate) fn imprinter(key: &str) -> Imprinter {
    shielding(key, &[])
}

fn shielding(key: &str, names: &[&str]) -> Imprinter {
    let names: BTreeSet<_> = names.iter().map(|name| (*name).into()).collect();
    Imprinter::new(format!("{key}, that is only for these tests").as_bytes(), names, TODAY).unwrap()
}

/// An invented number of that birth date, as twelve digits.
pub(crate) fn number() -> String {
    let nine = "130102989";
    let doubled = nine.bytes().zip([2, 1].into_iter().cycle()).map(|(digit, times)| (digit - b'0') * times);
    let sum: u8 = doubled.map(|product| product / 10 + product % 10).sum();
    format!("20{nine}{}", (10 - sum % 10) % 10)
}

/// What everybody here leaves who says both.
pub(crate) fn wanted() -> [Option<Imprint>; 2] {
    let parts = mapped(&format!("id;n;b;g;f\np;{};{BORN};Åsa;Örn\n", number()), imprinter("a key"));
    let [number, born] = both(&parts.persons[0]);
    assert!(number.is_some() && born.is_some() && number != born);
    [number, born]
}

pub(crate) fn both(person: &Person) -> [Option<Imprint>; 2] {
    let imprints: &Imprints = &person.imprints;
    [imprints.number().copied(), imprints.born().copied()]
}

fn delivered(source: &dyn Source) -> Parts {
    let Reading::Delivery(parts) = source.read().unwrap() else { panic!("no delivery") };
    assert_eq!(parts.digest, source.fingerprint().unwrap().digest);
    parts
}

/// A delivery with a key, and without one. What else it says is the same, and it counts as another one.
fn with_and_without(source: &mut dyn Source) -> Parts {
    let without = delivered(source);
    assert!(without.persons.iter().all(|person| person.imprints.is_empty()), "nothing is kept");
    source.imprint_with(Some(imprinter("a key")));
    let with = delivered(source);
    assert_eq!(with.persons, without.persons);
    assert_ne!(with.digest, without.digest, "it is to be read anew");
    source.imprint_with(Some(imprinter("another key")));
    let other = delivered(source);
    assert_ne!(other.digest, with.digest);
    let differs = |(one, two): (&Person, &Person)| !one.imprints.is_same(&two.imprints) || one.imprints.is_empty();
    assert!(with.persons.iter().zip(&other.persons).all(differs));
    with
}

fn csv_of(text: &str) -> (tempfile::TempDir, csv::Csv) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.csv"), text).unwrap();
    let fields = [
        ("id", "id"),
        ("personal_number", "n"),
        ("birth_date", "b"),
        ("given_name", "g"),
        ("family_name", "f"),
        ("protection", "p"),
        ("alias", "a"),
    ];
    let is_there = |(_, column): &(&str, &str)| text.lines().next().unwrap().split(';').any(|name| name == *column);
    let named = |(field, column): (&str, &str)| (field.to_owned(), csv::Column::Name(column.to_owned()));
    let file = csv::Mapping {
        entity: Entity::Person,
        path: "p.csv".to_owned(),
        header: csv::Header::Names,
        columns: fields.into_iter().filter(is_there).map(named).collect(),
        constants: BTreeMap::new(),
        values: BTreeMap::new(),
    };
    let settings = csv::Settings {
        source: SourceName::from("c"),
        root: folder.path().to_owned(),
        encoding: Encoding::Auto,
        separator: csv::Separator::Auto,
        date_format: "%Y-%m-%d".to_owned(),
        file_bytes_max: 1024 * 1024,
        files: vec![file],
    };
    (folder, csv::Csv::new(settings))
}

fn mapped(text: &str, imprinter: Imprinter) -> Parts {
    let (_folder, mut source) = csv_of(text);
    source.imprint_with(Some(imprinter));
    delivered(&source)
}

#[test]
fn mapped_files_say_both() {
    let text = format!("id;n;b;g;f\np;{};{BORN};Åsa;Örn\n", number());
    let (_folder, mut source) = csv_of(&text);
    let parts = with_and_without(&mut source);
    assert!(both(&parts.persons[0]) == wanted());
    let ten = number()[2..].to_owned();
    let written = format!("id;n;b;g;f\np;{}-{};;Åsa;Örn\n", &ten[..6], &ten[6..]);
    assert!(both(&mapped(&written, imprinter("a key")).persons[0]) == [wanted()[0], None]);
}

#[test]
fn a_number_or_a_day_that_is_none_leaves_nothing_and_costs_nobody_a_place() {
    let wrong = number().replace("989", "988");
    let text = format!("id;n;b;g;f\np;{wrong};{BORN};Åsa;Örn\nq;;2013-13-01;Bo;Ek\nr;;{BORN};Cia;\n");
    let parts = mapped(&text, imprinter("a key"));
    assert!(both(&parts.persons[0]) == [None, wanted()[1]]);
    assert!(parts.persons[1].imprints.is_empty() && parts.persons[2].imprints.is_empty());
    assert_eq!((parts.persons.len(), parts.unreadable.len()), (3, 0));
}

#[test]
fn rows_of_one_person_add_up_and_those_that_differ_leave_nothing() {
    let other = number().replace("0102", "0103");
    let row = |number: &str, born: &str| format!("p;{number};{born};Åsa;Örn\n");
    let read = |rows: [String; 2]| mapped(&format!("id;n;b;g;f\n{}", rows.concat()), imprinter("a key"));
    let parts = read([row(&number(), ""), row("", BORN)]);
    assert!(parts.persons.len() == 1 && both(&parts.persons[0]) == wanted());
    let parts = read([row(&number(), BORN), row(&other, "2013-01-03")]);
    assert!(parts.persons.len() == 1 && parts.unreadable.is_empty(), "it is one person all the same");
    assert!(both(&parts.persons[0])[1].is_none(), "of two birth dates nobody knows which is right");
}

#[test]
fn whoever_is_protected_leaves_nothing_in_any_row() {
    let row = |id: &str, protection: &str| format!("{id};{};{BORN};Åsa;Örn;{protection};E-{id}\n", number());
    let text = format!("id;n;b;g;f;p;a\n{}{}{}", row("p", "protected"), row("q", "none"), row("r", "none"));
    let parts = mapped(&text, imprinter("a key"));
    let left = |parts: &Parts| parts.persons.iter().map(|p| !p.imprints.is_empty()).collect::<Vec<_>>();
    assert_eq!(left(&parts), [false, true, true]);
    assert_eq!(left(&mapped(&text, shielding("a key", &["q", "E-r"]))), [false; 3], "a decision names an id or a key");
}

/// A package with birth dates.
fn with_birth_dates() -> Files {
    let mut files = package();
    let manifest = &mut files[0].1;
    *manifest = manifest.replace("file.demographics,absent", "file.demographics,bulk");
    let columns = "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,\
        nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,\
        countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus";
    let rest = ",".repeat(12);
    let rows = format!("p1,,,{BORN}{rest}\np2,,,{rest}\np3,,,{BORN}{rest}\n");
    files.push(("demographics", format!("sourcedId,status,dateLastModified,{columns}\n{rows}")));
    files
}

fn packaged(root: &Path) -> oneroster::OneRoster {
    let settings = oneroster::Settings { source: "o".into(), root: root.to_owned(), limits: Limits::default() };
    oneroster::OneRoster::new(settings).keeping(1024 * 1024)
}

#[test]
fn oneroster_says_birth_dates_beside_its_users() {
    let folder = folder(&with_birth_dates());
    let mut source = packaged(folder.path());
    let parts = with_and_without(&mut source);
    assert!(both(&parts.persons[0]) == [None, wanted()[1]]);
    assert!(parts.persons[1].imprints.is_empty());
    let survey = |source: &oneroster::OneRoster| source.survey(&source.fingerprint().unwrap()).unwrap().unwrap();
    let other = survey(&source);
    source.imprint_with(None);
    let without = survey(&source);
    assert!(without.iter().zip(&other).all(|(one, two)| one.mark == two.mark && one.sum != two.sum));
}

#[test]
fn whom_a_delta_does_not_name_keeps_what_there_was_and_without_a_key_nobody_does() {
    let whole = folder(&with_birth_dates());
    let mut source = packaged(whole.path());
    source.imprint_with(Some(imprinter("a key")));
    let held = build(&Snapshot::default(), vec![delivered(&source)]).roster;
    let Keeping::Rows(kept) = source.keep(&source.fingerprint().unwrap()).unwrap() else { panic!("rows are kept") };
    assert!(kept.files.values().all(|file| !String::from_utf8_lossy(file).contains(BORN)));
    let users = package().into_iter().find(|(name, _)| *name == "users").unwrap().1;
    let mut lines = users.lines();
    let (names, first) = (lines.next().unwrap(), lines.next().unwrap());
    let changed = first.replace("p1,,,", "p1,active,2026-11-22T00:00:00Z,").replace("p1@x.example,,", "ny@x.example,,");
    let declared = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,delta\n".to_owned();
    let delta = folder(&vec![("manifest", declared), ("users", format!("{names}\n{changed}\n"))]);
    let after = |imprinter| {
        let mut source = packaged(delta.path());
        source.imprint_with(imprinter);
        source.lay_on(Some(kept.clone()));
        build(&held, vec![delivered(&source)]).roster
    };
    let known = after(Some(imprinter("a key")));
    assert_eq!((known.persons.len(), known.persons[0].email.as_deref()), (2, Some("ny@x.example")));
    assert!(both(&known.persons[0]) == [None, wanted()[1]]);
    assert!(after(None).persons.iter().all(|person| person.imprints.is_empty()));
}

#[test]
fn school_data_sync_says_birth_dates() {
    let mut files = v2p1();
    let demographics = files.iter_mut().find(|(name, _)| *name == "demographics").unwrap();
    demographics.1 = format!("userSourcedId,birthDate\ne1,{BORN}\nl1,not a day\nnobody,{BORN}\n");
    let dir = folder(&files);
    let settings = |root: &Path| sds::Settings { source: "s".into(), root: root.to_owned(), limits: Limits::default() };
    let parts = with_and_without(&mut sds::Sds::new(settings(dir.path())));
    assert!(both(&parts.persons[0]) == [None, wanted()[1]]);
    assert!(parts.persons[1].imprints.is_empty());

    let mut files = v1();
    let students = files.iter_mut().find(|(name, _)| *name == "Student").unwrap();
    let lines: Vec<&str> = students.1.lines().collect();
    let rows: Vec<String> = lines[1..].iter().map(|line| format!("{line},1/2/2013")).collect();
    students.1 = format!("{},Birthdate\n{}\n", lines[0], rows.join("\n"));
    let dir = folder(&files);
    let parts = with_and_without(&mut sds::Sds::new(settings(dir.path())));
    assert!(both(&parts.persons[0]) == [None, wanted()[1]]);
}

#[test]
fn ims_enterprise_says_both_in_every_dialect() {
    let person = |number: &str, marking: &str| {
        format!(
            "<enterprise><properties><type>full</type></properties><person><sourcedid><id>API1</id></sourcedid>\
             <userid useridtype=\"GUID\">x</userid><userid useridtype=\"PID\">{number}</userid>\
             <name><n><family>Örn</family><given>Åsa</given></n></name>\
             <demographics><gender>Female</gender><bday>{BORN}</bday></demographics>\
             <institutionrole institutionroletype=\"Student\"/>{marking}</person></enterprise>"
        )
    };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("roster.xml");
    let (expects, limits) = (Vec::new(), ims::Limits::default());
    let mut source = ims::Ims::new(ims::Settings { source: "i".into(), root: path.clone(), expects, limits });
    std::fs::write(&path, person(&format!("{}-{}", &number()[..8], &number()[8..]), "")).unwrap();
    let parts = with_and_without(&mut source);
    assert!(both(&parts.persons[0]) == wanted());
    std::fs::write(&path, person(&number(), "<extension><privacy level=\"2\"/></extension>")).unwrap();
    source.imprint_with(Some(imprinter("a key")));
    assert!(delivered(&source).persons[0].imprints.is_empty());
}
