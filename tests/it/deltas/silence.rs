//! What a delivery does not say, and what it says is no more: of OneRoster, whose deltas say only what has changed.

use super::runs::{CONFIG, Organiser, wait};
use crate::source_oneroster::{Files, package};
use std::path::Path;

/// A pool for one class, whose seats are kept no day longer than must be; nothing is too much for the guard.
fn for_the_class() -> String {
    CONFIG
        .replace("KIND", "kind = \"oneroster\"")
        .replace("absence_means_left = true", "")
        .replace("{ role = \"pupil\" }", "{ group = \"g1\" }")
}

const PUPILS: [&str; 6] = ["p1", "p2", "p3", "p4", "p5", "p6"];

/// A package with these rows of users, roles and enrolments.
fn of(users: &[&str], roles: &[&str], enrolled: &[&str]) -> Files {
    let mut files = package();
    let mut set = |name: &str, row: &dyn Fn(&&str) -> String, ids: &[&str]| {
        let text = &mut files.iter_mut().find(|(file, _)| *file == name).expect("a table").1;
        let header = text.lines().next().expect("a header").to_owned();
        *text = header + "\n" + &ids.iter().map(row).collect::<String>();
    };
    set("users", &|id| format!("{id},,,true,{id},,Åsa,Örn-{id},,,,,,,7,,,,,,school,\n"), users);
    set("roles", &|id| format!("r{id},,,{id},primary,student,,,school,\n"), roles);
    set("enrollments", &|id| format!("e{id},,,g1,school,{id},student,,,\n"), enrolled);
    files
}

fn whole() -> Files {
    of(&PUPILS, &PUPILS, &PUPILS)
}

/// A package that says only this of one table, and of none where there is no row.
fn delta(table: &'static str, row: &str) -> Files {
    let header = of(&[], &[], &[]).into_iter().find(|(name, _)| *name == table).expect("a table").1;
    let header = header.lines().next().expect("a header").to_owned();
    let declared = if row.is_empty() { String::new() } else { format!("file.{table},delta\n") };
    let manifest = format!("propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n{declared}");
    let mut files = vec![("manifest", manifest)];
    if !row.is_empty() {
        files.push((table, format!("{header}\n{row}\n")));
    }
    files
}

fn write(files: &Files, at: &Path) {
    let _ = std::fs::remove_dir_all(at);
    std::fs::create_dir(at).expect("a folder");
    for (name, text) in files {
        std::fs::write(at.join(format!("{name}.csv")), text).expect("a file");
    }
}

/// Lives through days, of each of which the delivery is told and who holds a seat after it.
fn live(config: &str, days: &[(Files, &[&str])]) {
    wait(async {
        let organiser = Organiser::with(config).await;
        for ((files, holders), day) in days.iter().zip(0..) {
            organiser.deliver(|at| write(files, at), day);
            organiser.run(day).await;
            assert_eq!(organiser.holders().await, *holders, "day {day}");
        }
    });
}

const OTHERS: &[&str] = &["p2", "p3", "p4", "p5", "p6"];
const STRUCK: &str = "tobedeleted,2026-11-19T00:00:00.000Z";

#[test]
fn what_has_changed_elsewhere_is_no_second_delivery_and_a_manifest_alone_is_none_either() {
    let without = || of(&PUPILS, &PUPILS, OTHERS);
    let other = "p6,active,2026-11-19T00:00:00.000Z,true,p6,,Åsa,Berg,,,,,,,7,,,,,,school,";
    live(
        &for_the_class(),
        &[
            (whole(), &PUPILS),
            (without(), &PUPILS),
            (delta("users", other), &PUPILS),
            (delta("users", ""), &PUPILS),
            (without(), OTHERS),
        ],
    );
}

#[test]
fn what_the_source_says_is_no_more_is_so_at_once() {
    let enrolment = format!("ep1,{STRUCK},g1,school,p1,student,,,");
    live(&for_the_class(), &[(whole(), &PUPILS), (delta("enrollments", &enrolment), OTHERS)]);
    let class = format!("g1,{STRUCK},7A,7,c,,homeroom,,school,\"ht,ar\",,,");
    live(&for_the_class(), &[(whole(), &PUPILS), (delta("classes", &class), &[])]);
    let by_role = for_the_class().replace("{ group = \"g1\" }", "{ role = \"pupil\" }");
    let role = format!("rp1,{STRUCK},p1,primary,student,,,school,");
    live(&by_role, &[(whole(), &PUPILS), (delta("roles", &role), OTHERS)]);
}

#[test]
fn a_place_whose_row_is_missing_is_lost_when_a_second_delivery_lacks_it() {
    let by_role = for_the_class().replace("{ group = \"g1\" }", "{ role = \"pupil\" }");
    let without = || of(&PUPILS, OTHERS, &PUPILS);
    live(&by_role, &[(whole(), &PUPILS), (without(), &PUPILS), (without(), OTHERS)]);
}

#[test]
fn a_row_that_was_forgotten_keeps_whom_it_names_and_nobody_else() {
    let mut stale = of(&PUPILS, &PUPILS, &["p1"]);
    let classes = &mut stale.iter_mut().find(|(name, _)| *name == "classes").expect("a table").1;
    *classes = classes.lines().filter(|line| !line.starts_with("g1,")).map(|line| format!("{line}\n")).collect();
    live(&for_the_class(), &[(whole(), &PUPILS), (stale.clone(), &PUPILS), (stale, &["p1"])]);
    let gone = || of(OTHERS, OTHERS, &PUPILS);
    live(&for_the_class(), &[(whole(), &PUPILS), (gone(), &PUPILS), (gone(), &PUPILS)]);
}
