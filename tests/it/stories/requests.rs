//! The five licence requests of Exempelkommunen, as they stand on Monday 23 November 2026, and what becomes of one of them.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::demo::golden;
use super::stage::Stage;
use crate::ss12000::double::{Double, Response};
use serde_json::Value;

const MONDAY: &str = "2026-11-23T06:00:00Z";

/// The demo with its five requests, each written, sent and answered on its day.
fn stage() -> Stage {
    Stage::demo()
}

#[test]
fn the_five_requests_stand_as_foretold_with_their_days() {
    let stage = stage();
    let list = stage.ask(MONDAY, "request list");
    let states = ["overdue", "yes", "no", "unanswered", "yes"];
    for ((row, golden), state) in
        list["requests"].as_array().unwrap().iter().zip(golden()["requests"].as_array().unwrap()).zip(states)
    {
        let text = |at: usize| golden[at].as_str().unwrap_or_default().to_owned();
        let told = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        assert_eq!((told("number"), told("vendor")), (text(0), text(1)));
        assert_eq!(row["users"], golden[4], "{row}");
        assert_eq!((told("sent_on"), told("wanted_on")), (text(5), text(6)), "{row}");
        assert_eq!((told("answered_on"), told("due_on")), (text(8), text(9)), "{row}");
        assert_eq!(row["late"].as_u64().unwrap(), golden[10].as_u64().unwrap_or(0), "{row}");
        assert_eq!(told("state"), state);
    }
    let waits: Vec<u64> =
        list["requests"].as_array().unwrap().iter().map(|row| row["unanswered_for"].as_u64().unwrap()).collect();
    assert_eq!(waits, [0, 0, 0, 18, 0]);
    assert_eq!(list["requests"][4]["codes"], serde_json::json!([["Modersmålsenheten", "2026-11-27"]]));
    assert_eq!(list["summary"], serde_json::json!({ "answered": 4, "yes": 3, "no": 1, "unanswered": 1 }));
    let said = stage.run(MONDAY, "request list").ended(0);
    assert!(said.out.contains("4 besvarade, 1 obesvarad") && said.out.contains("sen, 8 arbetsdagar"), "{}", said.out);
}

#[test]
fn vendors_are_reminded_and_then_the_organiser_hears_and_a_second_run_tells_nothing() {
    let stage = stage();
    let letters: Vec<_> = stage.letters().into_values().collect();
    let to = |address: &str, words: &str| {
        letters.iter().filter(|letter| letter.to.contains(address) && letter.subject.contains(words)).count()
    };
    assert_eq!(to("skola@forklara.example", "Licensförfrågan REQ-2026-001 – Förklara"), 1, "{letters:#?}");
    assert_eq!(to("skola@forklara.example", "Påminnelse: licensförfrågan REQ-2026-001"), 1);
    assert_eq!(to("order@ljudbruket.example", "Påminnelse: licensförfrågan REQ-2026-004"), 1, "the last step alone");
    assert_eq!(to("hej@ordbruket.example", "Påminnelse"), 0, "who has said NO is let be");
    assert_eq!(to("licenser@exempelkommunen.example", "NEJ Ordbruket AB: REQ-2026-003"), 1);
    assert_eq!(
        to("licenser@exempelkommunen.example", "SEN Förklara Sverige AB: REQ-2026-001, 7 arbetsdagar"),
        1,
        "once"
    );
    assert_eq!(stage.sync(MONDAY, 0)["outcome"], "unchanged");
    let alerts = stage.ask(MONDAY, "alerts").to_string();
    assert!(alerts.contains("request_overdue REQ-2026-001") && alerts.contains("request_unanswered REQ-2026-004"));
    let picture = stage.picture(MONDAY);
    assert_eq!(stage.sync("2026-11-23T07:00:00Z", 0)["outcome"], "unchanged");
    assert_eq!(stage.picture(MONDAY), picture);
    stage.run(MONDAY, "verify --full").ended(0);
}

#[test]
fn what_is_delivered_joins_its_pool_in_the_next_run_and_the_request_is_done() {
    let stage = stage();
    stage.sync(MONDAY, 0);
    let before = stage.pool(MONDAY, "P2").seats()[0];
    let delivered = "request;unit;seats;delivered_on\nREQ-2026-002;DAL;2;2026-11-24\n";
    stage.write("leverans.csv", delivered);
    let file = stage.path("leverans.csv");
    for _ in 0..2 {
        stage.run("2026-11-24", &format!("request deliver --file {}", file.display())).ended(0);
    }
    assert_eq!(stage.pool("2026-11-24", "P2").waiting().len(), 1, "nothing moves before a run");
    stage.sync("2026-11-24T06:00:00Z", 0);
    let pool = stage.pool("2026-11-24T06:00:00Z", "P2");
    assert_eq!((pool.seats()[0], pool.waiting().len()), (before + 2, 0), "{pool:?}");
    let shown = stage.ask("2026-11-24", "request show REQ-2026-002");
    assert_eq!(shown["line"]["state"], "delivered");
    assert_eq!(shown["request"]["delivered"][0]["batch"], "REQ-2026-002-1");
    let joined = stage.audit("2026-11-24").iter().filter(|event| event["kind"] == "joined").count();
    assert!(joined > 0);
    stage.run("2026-11-24", "request deliver REQ-2026-002 --seats 2").ended(2);
    stage.run("2026-11-24", "request withdraw REQ-2026-002").ended(2);
    stage.run("2026-11-24", "verify --full").ended(0);
}

#[test]
fn the_day_that_a_vendor_names_is_the_one_that_is_due_and_whoever_is_asked_about_it_hears() {
    let stage = stage();
    stage.run(MONDAY, "request answer REQ-2026-004 no --date 2026-12-15").ended(2);
    stage.run(MONDAY, "request answer REQ-2026-004 yes --date 2026-11-20").ended(2);
    stage.run(MONDAY, "request answer REQ-2026-004 yes --date 2026-12-15").ended(0);
    stage.run(MONDAY, "request answer REQ-2026-004 yes --date 2026-12-15").ended(0);
    let line = |when: &str| stage.ask(when, "request show REQ-2026-004")["line"].clone();
    let days = |when: &str| {
        ["wanted_on", "confirmed_on", "delayed_to", "due_on"].map(|key| line(when)[key].as_str().map(str::to_owned))
    };
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(days(MONDAY), [day("2027-01-01"), day("2026-12-15"), None, day("2026-12-15")]);
    let late = stage.run(MONDAY, "request answer REQ-2026-004 yes --date 2026-12-16").ended(2);
    assert!(late.err.contains("request delay REQ-2026-004"), "{late:?}");
    stage.sync(MONDAY, 0);
    let subjects = |to: &str, words: &str| {
        stage.letters().values().filter(|one| one.to.contains(to) && one.subject.contains(words)).count()
    };
    assert_eq!(subjects("licenser@exempelkommunen.example", "BEKRÄFTAT Ljudbruket AB: REQ-2026-004, 2026-12-15"), 1);
    assert_eq!(subjects("order@ljudbruket.example", "Tack för svaret: licensförfrågan REQ-2026-004"), 1);
    let tuesday = "2026-11-24T06:00:00Z";
    stage.run(tuesday, "request delay REQ-2026-004 2026-12-10 --reason x").ended(2);
    stage.run(tuesday, "request delay REQ-2026-004 2026-12-21 --reason Inspelningen-dröjer").ended(0);
    assert_eq!(days(tuesday), [day("2027-01-01"), day("2026-12-15"), day("2026-12-21"), day("2026-12-21")]);
    stage.sync(tuesday, 0);
    assert_eq!(
        subjects("licenser@exempelkommunen.example", "FÖRSENAT Ljudbruket AB: REQ-2026-004, till 2026-12-21"),
        1
    );
    assert_eq!(subjects("order@ljudbruket.example", "Noterat datum: licensförfrågan REQ-2026-004"), 1);
    assert!(stage.run(tuesday, "request show REQ-2026-004").ended(0).out.contains("Inspelningen"));
    assert!(stage.letters().values().all(|one| !one.text.contains("Inspelningen")), "why is in no letter");
    let told: String = stage.audit(tuesday).iter().map(ToString::to_string).collect();
    assert!(told.contains("2026-12-21") && !told.contains("Inspelningen"), "and not in the ledger");
    let report = stage.run(tuesday, "report requests --format csv").ended(0).out;
    assert!(
        report.contains("2026-12-15") && report.contains("2026-12-21") && !report.contains("Inspelningen"),
        "{report}"
    );
    let states = ["2026-12-17T06:00:00Z", "2026-12-22T06:00:00Z"].map(|when| line(when)["state"].clone());
    assert_eq!(states, ["yes", "overdue"], "the day that was confirmed is over, and nothing is late");
    stage.run(tuesday, "verify --full").ended(0);
}

#[test]
fn a_request_is_blocked_by_what_is_missing_and_is_sent_nowhere_but_to_the_vendors_address() {
    let stage = Stage::demo();
    stage.run(MONDAY, "request new ordverkstan --unit CED").ended(0);
    let said = stage.run(MONDAY, "request send REQ-2026-006").ended(2);
    for what in ["beställning", "avtal om köp", "PUB-avtal"] {
        assert!(said.err.contains(what), "{said:?}");
    }
    let config = stage.read("conf.d/30-forklara.toml").replace("request_address", "#request_address");
    stage.write("conf.d/30-forklara.toml", config);
    stage.run(MONDAY, "request new forklara --unit CED --met order --met purchase").ended(0);
    let before = stage.state();
    let said = stage.run(MONDAY, "request send REQ-2026-007").ended(2);
    assert!(said.err.contains("Förklara Sverige AB har ingen adress för förfrågningar"), "{said:?}");
    assert_eq!(stage.state(), before);
    stage.run(MONDAY, "request answer REQ-2026-007 yes").ended(2);
    stage.run(MONDAY, "request answer REQ-2026-009 yes").ended(2);
    assert_eq!(stage.state(), before);
}

#[test]
fn nothing_that_a_request_gives_out_names_anybody() {
    let stage = stage();
    stage.sync(MONDAY, 0);
    stage.run(MONDAY, "request remind REQ-2026-002").ended(0);
    stage.sync("2026-11-23T07:00:00Z", 0);
    let mut outputs = Vec::new();
    for lang in ["sv", "en"] {
        for number in 1..=5 {
            for command in ["request show", "--json request show"] {
                outputs.push(stage.run(MONDAY, &format!("--lang {lang} {command} REQ-2026-00{number}")).ended(0).out);
            }
        }
        for command in ["request list", "--json request list", "request list --open"] {
            outputs.push(stage.run(MONDAY, &format!("--lang {lang} {command}")).ended(0).out);
        }
    }
    let is_request = |event: &&Value| event["kind"] == "request";
    outputs.extend(stage.audit(MONDAY).iter().filter(is_request).map(ToString::to_string));
    for format in ["table", "csv", "csv-rfc", "json", "html"] {
        let said = stage.run(MONDAY, &format!("report requests --format {format}")).ended(0).out;
        assert!(said.contains("REQ-2026-004"), "{said}");
        outputs.push(said);
    }
    let is_about = |letter: &super::stage::Letter| letter.subject.contains("REQ-2026");
    let letters: Vec<_> = stage.letters().into_values().filter(is_about).collect();
    outputs.extend(
        letters.iter().map(|letter| format!("{} {} {} {}", letter.to, letter.subject, letter.text, letter.page)),
    );
    assert!(outputs.len() > 45 && letters.len() > 10, "{} {}", outputs.len(), letters.len());
    let canaries = persons(&stage);
    assert!(canaries.len() > 100, "{}", canaries.len());
    for output in &outputs {
        for canary in &canaries {
            assert!(!has_word(output, canary), "somebody's {canary} is in {output}");
        }
    }
}

/// Does it stand there, and not in the middle of a word? Schools are called after what people are called after too.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Every name, address and id of a person that the demo's roster has. What is a function's address is nobody's.
fn persons(stage: &Stage) -> Vec<String> {
    let text = stage.read("roster/personer.csv");
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().trim_start_matches('\u{feff}').split(';').collect();
    let telling = ["id", "fornamn", "efternamn", "epost", "eppn"];
    let at: Vec<usize> = (0..heads.len()).filter(|at| telling.contains(&heads[*at])).collect();
    let fields = lines.flat_map(|line| {
        let row: Vec<&str> = line.split(';').collect();
        at.iter().filter_map(|at| row.get(*at).map(|field| (*field).to_owned())).collect::<Vec<_>>()
    });
    fields.filter(|field| field.len() > 4).collect()
}

#[test]
fn where_few_are_not_to_be_told_no_vendor_is_told_of_few() {
    let stage = stage();
    let asked = |number: &str| {
        let new = stage.run(MONDAY, "request new forklara --met order --met purchase").ended(0);
        assert!(new.out.contains(number), "{new:?}");
        stage.run(MONDAY, &format!("request show {number}")).ended(0).out
    };
    let counts = |told: &str| -> Vec<u32> {
        let words = told.lines().filter(|line| line.contains("elever") || line.contains("personal"));
        words.flat_map(|line| line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok())).collect()
    };
    let (open, few) = (asked("REQ-2026-006"), |count: &&u32| (1..5).contains(*count));
    assert!(counts(&open).iter().any(|count| few(&count)), "{open}");
    stage.replace("upprop.toml", "[request]\n", "[request]\ncount_min = 5\n");
    let told = asked("REQ-2026-007");
    assert!(!counts(&told).iter().any(|count| few(&count)) && !counts(&told).is_empty(), "{told}");
}

#[test]
fn the_register_is_fetched_where_it_answers_and_what_was_there_stays_where_it_does_not() {
    let stage = stage();
    let answers = Double::new(|request| match request.path.as_str() {
        "/v2/school-units" => Response::json(&serde_json::json!({ "data": { "type": "schoolUnits", "attributes": [
            { "schoolUnitCode": "99000101", "name": "Almskolan", "status": "AKTIV" },
            { "schoolUnitCode": "99000202", "name": "Björkskolan", "status": "UPPHORT" },
        ] } })),
        "/none" => Response::json(&serde_json::json!({ "data": { "attributes": [] } })),
        "/page" => Response::new(200, "text/html", "<p>Underhåll</p>"),
        "/moved" => Response::new(302, "text/html", "").with("Location", "/v2/school-units"),
        _ => Response::new(404, "text/html", ""),
    });
    let fetch = |url: &str| stage.run(MONDAY, &format!("units fetch --from {url}"));
    let told = fetch(&answers.url("/v2/school-units")).ended(0);
    assert!(told.out.contains('2'), "{told:?}");
    assert_eq!(answers.asked().len(), 1);
    let all = stage.run(MONDAY, "units").ended(0).out;
    for path in ["/none", "/page", "/moved", "/nothing"] {
        let told = fetch(&answers.url(path)).ended(2);
        assert!(told.err.contains("Det som var inläst gäller"), "{path}: {told:?}");
    }
    for url in ["http://x.example/v2", "ftp://localhost/", "https://u:p@localhost/", "x"] {
        fetch(url).ended(2);
    }
    assert_eq!(stage.run(MONDAY, "units").ended(0).out, all, "it stays");
    assert!(all.contains("aktiv") && all.contains("UPPHÖRD"), "{all}");
}

#[test]
fn a_code_that_was_agreed_on_is_marked_wherever_it_is_told_and_gives_way_to_an_official_one() {
    let stage = stage();
    stage.write("register.csv", "Skolenhetskod;Skolenhetsnamn;Status\n99000101;Almskolan;AKTIV\n99000202;B;UPPHORT\n");
    stage.run(MONDAY, &format!("units import {}", stage.path("register.csv").display())).ended(0);
    let codes = |when: &str, more: &str| stage.ask(when, &format!("units {more}"));
    let without = codes(MONDAY, "--without-code");
    let names: Vec<&str> = without.as_array().unwrap().iter().map(|row| row["unit"].as_str().unwrap()).collect();
    assert_eq!(names, ["MOD", "EKH"]);
    let all = stage.run(MONDAY, "units").ended(0).out;
    assert!(all.contains("aktiv") && all.contains("UPPHÖRD") && all.contains("FINNS INTE"), "{all}");
    for (unit, code) in
        [("MOD", "9900"), ("ALM", "99000901"), ("MOD", "99000101"), ("MOD", "99000303"), ("X", "99000901")]
    {
        stage.run(MONDAY, &format!("units set-code {unit} {code}")).ended(2);
    }
    stage.run(MONDAY, "units set-code MOD 99000901").ended(0);
    stage.run(MONDAY, "units set-code EKH 99000901").ended(2);
    assert_eq!(stage.ask(MONDAY, "request list")["requests"][4]["codes"], serde_json::json!([]), "its task is done");
    stage.sync(MONDAY, 0);
    let of = |when: &str| codes(when, "").as_array().unwrap().iter().find(|row| row["unit"] == "MOD").unwrap().clone();
    assert_eq!(
        (of(MONDAY)["code"].as_str(), of(MONDAY)["code_status"].as_str()),
        (Some("99000901"), Some("fictitious"))
    );
    stage.run(MONDAY, "request new forklara --unit MOD --for staff --met order --met purchase").ended(0);
    let shown = stage.run(MONDAY, "request show REQ-2026-006").ended(0).out;
    assert!(shown.contains("FIKTIV kod 99000901") && !shown.contains("skolenhetskod 99000901"), "{shown}");
    stage.sync("2026-11-23T07:00:00Z", 0);
    assert_eq!(of(MONDAY)["code"], "99000901", "it stays");
    let units = stage.read("roster/enheter.csv");
    let line = units.lines().find(|line| line.contains("Modersmålsenheten")).unwrap().to_owned();
    let official = line.replace(";;saknas;", ";99000909;officiell (fiktiv i demo);");
    assert_ne!(line, official);
    stage.write("roster/enheter.csv", units.replace(&line, &official));
    stage.sync("2026-11-24", 0);
    let now = of("2026-11-24");
    assert_eq!((now["code"].as_str(), now["code_status"].as_str()), (Some("99000909"), Some("official")));
    let last = stage.audit("2026-11-24").into_iter().rev().find(|event| event["kind"] == "unit_code").unwrap();
    assert!(last["body"]["code"].is_null(), "{last}");
    stage.run("2026-11-24", "verify --full").ended(0);
}

#[test]
fn a_hostile_name_of_a_unit_is_nothing_but_words_in_every_report_of_requests() {
    let stage = stage();
    stage.replace("roster/enheter.csv", "Modersmålsenheten", "=1+1<script>enheten");
    stage.sync("2026-11-24", 0);
    stage.run("2026-11-24", "request new forklara --unit MOD --for staff --met order --met purchase").ended(0);
    for format in ["csv", "csv-rfc", "html", "table"] {
        let said = stage.run("2026-11-24", &format!("report requests --format {format}")).ended(0).out;
        assert!(said.contains("REQ-2026-006") && said.contains("enheten"), "{format}: {said}");
        let is_marked = ["'=1+1", "&#39;=1+1"].iter().any(|marked| said.contains(marked));
        assert!(format == "table" || is_marked, "{format}: it is no formula: {said}");
        assert!(format != "html" || !said.contains("<script"), "{format}: it is no tag");
    }
    stage.replace("roster/enheter.csv", "enheten", "enheten\u{202e}");
    let said = stage.run("2026-11-25", "sync").ended(2);
    assert!(said.err.contains("enheter.csv:7"), "what turns a line is in no name at all: {said:?}");
}
