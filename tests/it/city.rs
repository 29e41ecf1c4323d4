//! The benchmark's city: the same everywhere, and a configuration that fits it.

#[path = "../../benches/city/generator/mod.rs"]
pub(crate) mod generator;

use generator::{City, Counts, Settings, configuration, write_roster};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SMALL: Settings = Settings { users: 2_000, seed: 7, day: 1, rate: 0.02, rotate: false };

/// The records of one file, and how the counts came out.
fn records(settings: Settings, file: &str) -> (Vec<csv::StringRecord>, Counts) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let counts = write_roster(settings, folder.path()).expect("the roster is written");
    let mut reader = csv::Reader::from_path(folder.path().join(file)).expect("the file is there");
    (reader.records().map(|record| record.expect("the file is sound CSV")).collect(), counts)
}

fn bytes(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file")).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_city() {
    let folders = [SMALL, SMALL, Settings { seed: 8, ..SMALL }].map(|settings| {
        let folder = tempfile::tempdir().expect("a folder for the test");
        write_roster(settings, folder.path()).expect("the roster is written");
        bytes(folder.path())
    });
    assert_eq!(folders[0].len(), 7, "six files and the manifest");
    assert!(folders[0] == folders[1]);
    assert!(folders[0] != folders[2]);
}

#[test]
fn every_person_has_an_id_and_every_pupil_six_classes() {
    let (users, counts) = records(SMALL, "users.csv");
    assert_eq!(users.len() as u64, counts.users);
    let ids: BTreeSet<_> = users.iter().map(|user| user[0].to_owned()).collect();
    assert_eq!(ids.len(), users.len());
    let pupils: BTreeSet<_> =
        users.iter().filter(|user| &user[5] == "student").map(|user| user[0].to_owned()).collect();
    let (enrolments, counts) = records(SMALL, "enrollments.csv");
    assert_eq!(enrolments.len() as u64, counts.enrolments);
    let (classes, _) = records(SMALL, "classes.csv");
    let classes: BTreeSet<_> = classes.iter().map(|class| class[0].to_owned()).collect();
    assert!(enrolments.iter().all(|row| classes.contains(&row[3]) && ids.contains(&row[5])), "no reference is missing");
    let theirs = enrolments.iter().filter(|row| pupils.contains(&row[5])).count();
    assert_eq!(theirs, pupils.len() * 6);
}

#[test]
fn another_order_is_the_same_roster() {
    for file in ["users.csv", "enrollments.csv", "classes.csv", "orgs.csv"] {
        let (straight, _) = records(SMALL, file);
        let (rotated, _) = records(Settings { rotate: true, ..SMALL }, file);
        assert_ne!(straight, rotated, "{file}");
        let set = |rows: &[csv::StringRecord]| {
            rows.iter().map(|row| row.iter().collect::<Vec<_>>().join("|")).collect::<BTreeSet<_>>()
        };
        assert_eq!(set(&straight), set(&rotated), "{file}");
    }
}

#[test]
fn the_next_day_changes_about_as_much_as_the_rate_says() {
    let (today, _) = records(Settings { day: 2, ..SMALL }, "users.csv");
    let (yesterday, before) = records(SMALL, "users.csv");
    let ids = |rows: &[csv::StringRecord]| rows.iter().map(|row| row[0].to_owned()).collect::<BTreeSet<_>>();
    let (_, counts) = records(Settings { day: 2, ..SMALL }, "orgs.csv");
    assert_eq!(ids(&today).difference(&ids(&yesterday)).count() as u64, counts.joined);
    assert_eq!(ids(&yesterday).difference(&ids(&today)).count() as u64, counts.left);
    assert_eq!((before.joined, before.left, before.moved, before.renamed), (0, 0, 0, 0));
    let changed = counts.joined + counts.left + counts.moved + counts.renamed;
    assert!((20..80).contains(&changed), "{counts}: 2 % of 2 000 are 40");
}

#[test]
fn the_configuration_has_ten_tools_that_refer_to_the_city() {
    let text = configuration(&City::new(SMALL), "roster");
    let file: upprop::config::model::File = toml::from_str(&text).expect("the configuration fits the model");
    assert_eq!((file.tool.len(), file.licence.len(), file.pool.len()), (10, 10, 10));
    assert!(file.database.rehearsal);
    let (orgs, _) = records(SMALL, "orgs.csv");
    let units: BTreeSet<_> = orgs.iter().map(|org| org[0].to_owned()).collect();
    let (classes, _) = records(SMALL, "classes.csv");
    let classes: BTreeSet<_> = classes.iter().map(|class| class[0].to_owned()).collect();
    for licence in &file.licence {
        assert!(licence.units.iter().all(|unit| units.contains(unit)), "{}", licence.key);
    }
    for bind in file.pool.iter().flat_map(|pool| &pool.bind) {
        assert!(bind.unit.as_ref().is_none_or(|unit| units.contains(unit)));
        assert!(bind.group.as_ref().is_none_or(|group| classes.contains(group)));
    }
}
