//! Exempelkommunen's reports: their figures against those foretold, in every format, for the whole and for a school.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::demo::golden;
use super::stage::Stage;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const MONDAY: &str = "2026-11-23T06:00:00Z";

const REPORTS: [&str; 13] = [
    "pools",
    "shortage",
    "expiring",
    "unused",
    "dpa",
    "quality",
    "events",
    "school-year",
    "claims",
    "compliance",
    "cost",
    "usage",
    "combined",
];

fn report(stage: &Stage, words: &str) -> Vec<Value> {
    let said = stage.run(MONDAY, &format!("report {words} --format json")).ended(0);
    said.json().as_array().unwrap().clone()
}

fn number(row: &Value, key: &str) -> i64 {
    row[key].as_i64().unwrap_or_else(|| panic!("{key}: {row}"))
}

#[test]
fn the_pools_of_the_report_have_the_numbers_foretold() {
    let stage = Stage::demo();
    let rows = report(&stage, "pools");
    let by_key: BTreeMap<&str, &Value> = rows.iter().map(|row| (row["pool"].as_str().unwrap(), row)).collect();
    for expected in golden()["pools"].as_array().unwrap().iter().filter(|pool| pool["pool"] != "P4") {
        let (key, n) = (expected["pool"].as_str().unwrap(), &expected["n"]);
        for name in ["assigned", "grace", "waiting", "held", "blocked"] {
            assert_eq!(by_key[key][name], n[name], "{key} {name}");
        }
        if n["total"].is_null() {
            assert_eq!((&by_key[key]["total"], &by_key[key]["available"]), (&"unlimited".into(), &"unlimited".into()));
            assert_eq!(by_key[key].get("usage_percent"), None, "{key}");
        } else {
            assert_eq!((&by_key[key]["total"], &by_key[key]["available"]), (&n["total"], &n["available"]), "{key}");
            assert_eq!(by_key[key]["usage_percent"], n["usage_pct"], "{key}");
        }
    }
    let order: Vec<i64> = rows.iter().map(|row| number(row, "waiting")).collect();
    assert!(order.is_sorted_by(|a, b| a >= b), "who waits most comes first: {order:?}");
}

#[test]
fn the_sums_of_other_reports_are_those_of_the_pools() {
    let stage = Stage::demo();
    let pools = report(&stage, "pools");
    let sum = |rows: &[Value], key: &str| rows.iter().map(|row| number(row, key)).sum::<i64>();
    let lacks = sum(&report(&stage, "shortage"), "count");
    assert_eq!(lacks, ["waiting", "blocked", "held"].iter().map(|key| sum(&pools, key)).sum::<i64>());
    let holders = sum(&pools, "assigned") + sum(&pools, "grace");
    assert_eq!(sum(&report(&stage, "dpa"), "people"), holders);
    assert_eq!(sum(&report(&stage, "cost"), "held_seats"), holders);
    let claims = report(&stage, "claims --from 2026-01-01");
    let times =
        |claim: &str| claims.iter().filter(|row| row["claim"] == claim).map(|row| number(row, "count")).sum::<i64>();
    assert_eq!(times("tilldelad") - times("frigjord"), holders, "{claims:?}");
    let unused = report(&stage, "unused");
    let free = unused.iter().filter(|row| row["kind"] == "lediga").map(|row| number(row, "seats")).sum::<i64>();
    assert!(free > 0, "{unused:?}");
    let costs: Vec<f64> = unused.iter().map(|row| row["cost"].as_f64().unwrap_or(-1.0)).collect();
    assert!(costs.is_sorted_by(|a, b| a >= b), "the dearest first: {costs:?}");
    let class = unused.iter().find(|row| row["pool"] == "P4" && row["seats"] == 27).unwrap();
    assert_eq!(class["cost"].as_f64(), Some(1257.18), "27 of 32 parts of 1490 kronor, which pay for the whole class");
    for row in report(&stage, "cost").iter().filter(|row| row.get("cost_free").is_some()) {
        let kronor = |key: &str| row[key].as_f64().unwrap();
        assert!((kronor("cost_held") + kronor("cost_free") - kronor("cost")).abs() < 0.001, "{row}");
    }
}

/// Who has a seat in a pool, under their keys.
fn sitting(stage: &Stage, pool: &str) -> BTreeSet<String> {
    let pools = stage.ask(MONDAY, "pools --people");
    let pool = pools.as_array().unwrap().iter().find(|one| one["pool"] == pool).unwrap();
    pool["seats"].as_array().unwrap().iter().map(|seat| seat["person"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn whoever_has_both_modules_of_a_vendor_is_counted_once_for_the_two() {
    let stage = Stage::demo();
    let rows = report(&stage, "combined");
    let row = rows.iter().find(|row| row["tool"] == "LärLyft Learn").unwrap();
    let (learn, observe) = (sitting(&stage, "P9"), sitting(&stage, "P10"));
    let count = |people: usize| i64::try_from(people).unwrap();
    assert_eq!((&row["vendor"], &row["other_tool"]), (&"LärLyft Nordic AB".into(), &"LärLyft Observe".into()));
    let told = (number(row, "assigned"), number(row, "other_assigned"), number(row, "both"));
    assert_eq!(told, (count(learn.len()), count(observe.len()), count(learn.intersection(&observe).count())));
    assert!(told.2 > 0 && told.2 < told.0, "{row}");
    assert!(rows.iter().all(|row| row["tool"] != "Förklara"), "a vendor with one tool has no bundle: {rows:?}");
    assert_eq!(rows.iter().filter(|row| row["vendor"] == "Räknestugan AB").count(), 3, "each two of three: {rows:?}");
}

#[test]
fn use_is_told_by_week_and_school_and_whoever_nobody_told_of_stands_by_himself() {
    let stage = Stage::demo();
    let holders: Vec<String> = sitting(&stage, "P9").into_iter().collect();
    let days = ["2026-11-22", "2026-11-16", "2026-11-15"];
    let rows = holders.iter().zip(days).map(|(who, day)| format!("{who};larlyft:learn;{day}\n")).collect::<String>();
    stage.write("usage.csv", format!("person;tool;last_used\n{rows}"));
    let file = stage.path("usage.csv").display().to_string();
    stage.run(MONDAY, &format!("usage import {file}")).ended(0);
    let by_week = |words: &str| -> BTreeMap<String, i64> {
        let mut weeks = BTreeMap::new();
        for row in report(&stage, words).iter().filter(|row| row["tool"] == "LärLyft Learn") {
            let week = row["week"].as_str().unwrap_or("untold").to_owned();
            *weeks.entry(week).or_insert(0) += number(row, "last_used");
        }
        weeks
    };
    let untold = i64::try_from(holders.len()).unwrap() - 3;
    let expected = [("2026-W46", 1), ("2026-W47", 2), ("untold", untold)];
    assert_eq!(by_week("usage"), expected.map(|(week, count)| (week.to_owned(), count)).into());
    assert_eq!(by_week("usage --from 2026-11-16").get("2026-W46"), None, "a Sunday ends its week");
    let schools: BTreeSet<String> = report(&stage, "usage").iter().map(|row| row["unit"].to_string()).collect();
    assert!(schools.len() > 2, "by school: {schools:?}");
    let one = report(&stage, "usage --unit BJO");
    assert!(!one.is_empty() && one.iter().all(|row| row["unit"] == "Björkskolan"), "{one:?}");
}

#[test]
fn people_stand_only_where_they_are_asked_for_and_the_protected_nowhere() {
    let stage = Stage::demo();
    let people = stage.read("roster/personer.csv");
    let keys: Vec<&str> =
        people.lines().skip(1).filter_map(|line| line.split(';').find(|field| is_key(field))).collect();
    assert!(keys.len() > 30 && keys.contains(&"E10"), "{keys:?}");
    for name in REPORTS {
        let plain = stage.run(MONDAY, &format!("report {name} --format csv")).ended(0).out;
        let told = |text: &str, key: &str| text.split([';', '"', ' ', ',', ':']).any(|word| word == key);
        assert!(!keys.iter().any(|key| told(&plain, key)), "{name} tells of people that nobody asked for");
        let listed = stage.run(MONDAY, &format!("report {name} --people --format csv")).ended(0).out;
        assert!(!told(&listed, "E10"), "{name} tells of who is protected");
    }
    let listed = stage.run(MONDAY, "report shortage --people").ended(0).out;
    assert!(listed.contains("E29"), "{listed}");
}

fn is_key(field: &str) -> bool {
    let mut letters = field.chars();
    letters.next().is_some_and(|c| c == 'E' || c == 'S') && field.len() == 3 && letters.all(|c| c.is_ascii_digit())
}

#[test]
fn every_report_is_written_in_every_format_and_language_with_as_many_rows() {
    let stage = Stage::demo();
    for name in REPORTS {
        let rows = report(&stage, name).len();
        for lang in ["sv", "en"] {
            let csv = stage.run(MONDAY, &format!("--lang {lang} report {name} --format csv")).ended(0).out;
            let mut reader =
                csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
            assert!(reader.headers().unwrap().iter().all(|head| !head.starts_with("column-")), "{csv}");
            assert_eq!(reader.records().map(Result::unwrap).count(), rows, "{name}");
            for word in [
                "reason-",
                "cause-",
                "help-",
                "state-",
                "status-",
                "consequence-",
                "school-year-",
                "claim-",
                "end-",
                "fault-",
            ] {
                assert!(!csv.contains(&format!("\"{word}")), "{name} in {lang} has a word without words: {word}");
            }
            let page = stage.run(MONDAY, &format!("--lang {lang} report {name} --format html")).ended(0).out;
            assert_eq!(page.matches("<tr>").count(), if rows == 0 { 0 } else { rows + 1 }, "{name}");
        }
        let machine = stage.run(MONDAY, &format!("report {name} --format csv-rfc")).ended(0).out;
        assert_eq!(csv::Reader::from_reader(machine.as_bytes()).records().map(Result::unwrap).count(), rows, "{name}");
        let book = stage.path(&format!("{name}.xlsx"));
        stage.run(MONDAY, &format!("report {name} --out {}", book.display())).ended(0);
        let mut archive = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
        let mut page = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut page).unwrap();
        assert_eq!(page.matches("<row ").count(), rows + 1, "{name}");
    }
}

#[test]
fn what_ends_is_told_with_the_day_on_which_notice_must_be_given() {
    let stage = Stage::demo();
    let ends = report(&stage, "expiring");
    let licence = |row: &Value| row["licence"].as_str().unwrap().to_owned();
    let yearend = ends.iter().find(|row| row["day"] == "2026-12-31").unwrap();
    assert_eq!((number(yearend, "days"), yearend["month"].as_str()), (38, Some("2026-12")));
    assert_eq!(yearend["cost"].as_i64(), Some(24_000), "a price for the whole");
    let day = |from: &str, to: &str| {
        let rows = report(&stage, &format!("expiring --from {from} --to {to}"));
        rows.iter().map(|row| (row["ends"].as_str().unwrap().to_owned(), licence(row))).collect::<Vec<_>>()
    };
    assert!(day("2026-12-01", "2026-12-02").is_empty());
    let key = licence(yearend);
    let file = std::fs::read_dir(stage.path("conf.d")).unwrap().map(|file| file.unwrap().path());
    let file =
        file.into_iter().find(|file| std::fs::read_to_string(file).unwrap().contains("valid_to = 2026-12-31")).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let said = "valid_to = 2026-12-31\ncontract_to = 2027-03-01\nnotice_days = 90";
    std::fs::write(&file, text.replacen("valid_to = 2026-12-31", said, 1)).unwrap();
    assert_eq!(day("2026-12-01", "2026-12-02"), [("sista uppsägningsdag".to_owned(), key.clone())]);
    assert_eq!(day("2027-03-01", "2027-03-01"), [("avtalet slutar".to_owned(), key)]);
}

#[test]
fn a_school_sees_its_own_and_an_unknown_one_is_told() {
    let stage = Stage::demo();
    let whole = report(&stage, "shortage");
    let of = |unit: &str| report(&stage, &format!("shortage --unit {unit}"));
    assert!(of("BJO").iter().all(|row| whole.contains(row)), "a school's rows are the whole's");
    assert!(of("BJO").len() < whole.len() && of("BJO").iter().all(|row| row.get("unit").is_some()));
    let said = stage.run(MONDAY, "report pools --unit INGEN").ended(2);
    assert!(said.err.contains("INGEN"), "{said:?}");
    stage.run(MONDAY, "report pools --from 2026-12-01 --to 2026-11-01").ended(2);
}

/// The letters with a file that lie in the folder, by name.
fn mailed(stage: &Stage) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(stage.path("outbox")).unwrap().map(|file| file.unwrap());
    let letters =
        files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap()));
    letters.filter(|(_, text)| text.contains("Content-Disposition: attachment")).collect()
}

#[test]
fn a_report_goes_out_at_its_time_once_with_a_file_and_without_people() {
    use base64::Engine as _;
    let stage = Stage::demo();
    let report =
        "[[report]]\nname = \"shortage\"\nto = [\"rektor@exempelkommunen.example\"]\nschedule = \"30 6 * * 2\"\n\n";
    stage.write("conf.d/90-rapport.toml", report);
    assert!(mailed(&stage).is_empty());
    for (when, many) in [
        ("2026-11-24T05:00:00Z", 0), // six in the morning: a week after the last Tuesday's time, and before this one's
        ("2026-11-24T06:00:00Z", 1),
        ("2026-11-24T07:00:00Z", 1),
        ("2026-11-27T07:00:00Z", 1),
        ("2026-12-01T06:00:00Z", 2),
    ] {
        let late = many == 0;
        stage.run(when, "sync");
        let found = mailed(&stage).len();
        assert!(found == many || late && found <= 1, "{when}: {found}");
        if late {
            mailed(&stage).keys().for_each(|name| std::fs::remove_file(stage.path(&format!("outbox/{name}"))).unwrap());
        }
    }
    let letters = mailed(&stage);
    let text = letters.values().find(|text| text.contains("shortage-2026-11-24.csv")).unwrap();
    assert!(text.contains("To: rektor@exempelkommunen.example") && text.contains("RAPPORT"), "{text}");
    let part = text.split("Content-Disposition: attachment").nth(1).unwrap().split("\r\n\r\n").nth(1).unwrap();
    let part: String = part.lines().take_while(|line| !line.starts_with("--")).collect();
    let file = base64::engine::general_purpose::STANDARD.decode(part.trim()).unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(file.starts_with("\u{feff}\"Enhet\";\"Pool\""), "{file}");
    assert!(!["E29", "E10", "E25"].iter().any(|key| file.contains(key) || text.contains(key)), "{file}");
}

#[test]
fn names_that_are_formulas_are_words_in_every_field_of_every_report() {
    let stage = Stage::demo();
    for file in std::fs::read_dir(stage.path("conf.d")).unwrap().map(|file| file.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("\nname = \"", "\nname = \"=1+")).unwrap();
    }
    let units = stage.read("roster/enheter.csv");
    let at = units.lines().next().unwrap().split(';').position(|head| head == "namn").unwrap();
    let renamed = units.lines().enumerate().map(|(line, text)| {
        let mut fields: Vec<String> = text.split(';').map(str::to_owned).collect();
        if line > 0 {
            fields[at].insert_str(0, "@SUM(A1)");
        }
        fields.join(";") + "\n"
    });
    stage.write("roster/enheter.csv", renamed.collect::<String>());
    stage.run("2026-11-24", "sync");
    let (mut names, mut places) = (0, 0);
    for name in REPORTS {
        for format in ["csv", "csv-rfc"] {
            let said = stage.run("2026-11-24", &format!("report {name} --people --format {format}")).ended(0).out;
            let separator = if format == "csv" { b';' } else { b',' };
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(separator)
                .from_reader(said.trim_start_matches('\u{feff}').as_bytes());
            for row in reader.records().map(Result::unwrap) {
                for field in row.iter() {
                    let is_number = field.replace(',', ".").parse::<f64>().is_ok();
                    assert!(is_number || !field.starts_with(['=', '+', '-', '@']), "{name} {format}: {field}");
                    names += usize::from(field.starts_with("'=1+"));
                    places += usize::from(field.starts_with("'@SUM"));
                }
            }
        }
    }
    assert!(names > 50 && places > 10, "{names} {places}");
}
