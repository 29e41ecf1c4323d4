//! docs/WEBHOOKS.md says what messages look like: each example there is what the program writes.

use jiff::civil::date;
use std::collections::BTreeSet;
use upprop::alert::{Said, kind, message, test_message};
use upprop::licence::Dpa;
use upprop::plan::{Alert, Happening, Hold, HoldKind, Notice, Scope, WebhookLoss};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/WEBHOOKS.md");
const BEGIN: &str = "<!-- examples, written by tests/it/hooks/documented.rs -->\n";
/// What may stand in no message.
const CANARY: &str = "KANARIE Åsa Ask 20130101-2392 asa@kanarie.example";

fn said() -> Said {
    Said { at: "2026-11-23T05:00:07.25Z".parse().unwrap(), today: date(2026, 11, 23), run: Some(12) }
}

/// Every alert there is, with what must not be told wherever there is room for it.
fn alerts() -> Vec<Alert> {
    let (licence, tool, pool) = (|| "lasluren-2026".into(), || "lasluren".into(), || "P2".into());
    let (day, why) = (date(2026, 12, 31), || CANARY.to_owned());
    let request = || "REQ-2026-001".to_owned();
    let hold = Hold {
        scope: Scope::Unit("99000303".into()),
        kind: HoldKind::PersonRemovals,
        count: 16,
        base: 41,
        limit: 5,
        hash: "9c1e".repeat(16),
        in_the_way: vec![why()],
        who: vec![why()],
    };
    vec![
        Alert::Shortage {
            pool: pool(),
            waiting: 3,
            total: 10,
            units: vec![("99000303".into(), 3)],
            next: Some((day, 2)),
        },
        Alert::OverAssigned { pool: pool(), count: 2 },
        Alert::LowSeats { pool: pool(), available: 1, total: 20, units: vec!["99000303".into()] },
        Alert::StartersAtRisk { pool: pool(), count: 2, on: day },
        Alert::Expiring { licence: licence(), tool: tool(), to: day, threshold: 30, holders: 21, trial: false },
        Alert::InGrace { licence: licence(), tool: tool(), until: day, holders: 14 },
        Alert::Dpa { tool: tool(), dpa: Dpa::UnderReview, holders: 12, kept_out: 3 },
        Alert::ProtectedDecision { count: 1 },
        Alert::EmailMissing { tool: tool(), count: 4, units: vec![("99000303".into(), 3)] },
        Alert::UnitCodeMissing { units: vec!["99000303".into()] },
        Alert::UnitNotAssigned { tool: tool(), unit: "99000303".into(), persons: 30 },
        Alert::Unknown { place: "P2".to_owned(), name: why() },
        Alert::StartsItself {
            licence: licence(),
            tool: tool(),
            on: day,
            threshold: 30,
            units: vec!["99000303".into()],
        },
        Alert::RunsFail { since: date(2026, 11, 20), why: why() },
        Alert::SourceOld { source: "elevregister".to_owned(), since: date(2026, 11, 20) },
        Alert::ConfigurationRefused { why: why() },
        Alert::WebhookLost { receiver: "chatt".to_owned(), entry: why(), lost: WebhookLoss::Gone },
        Alert::RequestUnanswered { request: request(), vendor: "Ljudbruket AB".to_owned(), step: 15, days: 18 },
        Alert::RequestOverdue { request: request(), vendor: "Förklara Sverige AB".to_owned(), due: day, late: 8 },
        Alert::Held { hold },
    ]
}

fn happenings() -> [Happening; 3] {
    [
        Happening::EmailChanged { tool: "lasluren".into(), count: 2, units: vec![("99000303".into(), 2)] },
        Happening::Withdrawn { pool: "P2".into(), count: 14 },
        Happening::Joined { licence: "lasluren-2026".into(), pool: "P2".into(), seats: 2 },
    ]
}

fn notices() -> Vec<Notice> {
    let all = alerts();
    let first = all[0].clone();
    let opened = all.into_iter().map(|alert| Notice::Opened { alert });
    let others = [Notice::Worse { alert: first.clone() }, Notice::Resolved { alert: first }];
    let happened = happenings().map(|happening| Notice::Happened { happening });
    opened.chain(others).chain(happened).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "writes the page where it is told to")]
fn the_page_shows_every_message_as_it_is_written() {
    let told = notices().into_iter().map(|notice| message(&notice, said())).chain([test_message(said().at)]);
    let examples: String = told.map(|message| format!("```json\n{message}\n```\n")).collect();
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, shown) = page.split_once(BEGIN).expect("a place for examples");
    if std::env::var_os("UPPROP_BLESS").is_some() {
        std::fs::write(PAGE, format!("{before}{BEGIN}{examples}")).unwrap();
        return;
    }
    assert_eq!(shown, examples, "UPPROP_BLESS=1 writes them anew");
}

#[test]
fn no_message_holds_what_somebody_could_be_known_by() {
    for notice in notices() {
        let message = message(&notice, said());
        for word in CANARY.split([' ', '@', '-']) {
            assert!(!message.contains(word), "{word} in {message}");
        }
    }
}

#[test]
fn a_receiver_may_choose_among_exactly_the_kinds_that_there_are() {
    let schema: serde_json::Value = upprop::config::schema();
    let listed = &schema["$defs"]["WebhookKind"];
    let words = listed["enum"].as_array().cloned().unwrap_or_else(|| {
        listed["oneOf"].as_array().expect("a list").iter().map(|one| one["const"].clone()).collect()
    });
    let listed: BTreeSet<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    let told: BTreeSet<String> = notices().iter().map(kind).collect();
    assert_eq!(listed, told);
}
