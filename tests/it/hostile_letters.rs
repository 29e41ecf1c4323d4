//! Names come from outside. Whatever one holds, a letter of any kind keeps its headers, its recipient, its two parts and
//! what they are made of (SECURITY 3.6, E3, E4).
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::on_sqlite::stage::Letter;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::path::Path;
use upprop::alert::{About, Due, Hears, Open, Recipient};
use upprop::config::{catalogue, model};
use upprop::licence::{Catalogue, Dpa};
use upprop::notify::{self, Folder, Sender};
use upprop::plan::{Alert, Happening, Hold, HoldKind, Notice, Scope, WebhookLoss};
use upprop::roster::{CodeStatus, Group, GroupKind, Period, Snapshot, Unit, UnitKind};
use upprop::wording::alert::Names;
use upprop::wording::letter::{Desk, Unused, Week, letter};
use upprop::wording::{Lang, Words};

const CASES: usize = 2_000;
const DAY: Date = date(2026, 11, 23);

const CONFIG: &str = r#"
organiser = { name = "E" }
[[vendor]]
key = "v"
name = "V"
[[tool]]
key = "t"
name = "T"
vendor = "v"
dpa = "signed"
[[licence]]
key = "L"
tool = "t"
type = "individual"
audience = ["pupil"]
seats = 5
[[pool]]
key = "P"
name = "P"
licences = ["L"]
bind = []
[[pool]]
key = "Q"
name = "Q"
tool = "t"
bind = []
"#;

/// What a name does that a name should not.
const TRICKS: [&str; 15] = [
    "\r\n",
    "\n.\r\n",
    "\0",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{85}",
    "\u{1b}[2J",
    "<script>",
    "=?utf-8?q?x?=",
    "\"",
    "{ $line }",
    "\n\n 1. Ring 0700 00 00 00.\n",
    "\r\nBcc: e@x.example\r\n\r\n",
    "\r\n--=_0\r\nContent-Type: text/html\r\n\r\n",
];

/// A name that does one of them, each number another.
pub(crate) fn hostile(number: usize) -> String {
    let trick = TRICKS[number % TRICKS.len()];
    match number / TRICKS.len() % 5 {
        0 => format!("{trick}Skolan"),
        1 => format!("Skol{trick}an{number}"),
        2 => trick.repeat(1 + number / 40),
        3 => format!("Skolan{trick}{}", "å".repeat(number * 22)),
        _ => format!("{}{trick}", "x".repeat(number * 22)),
    }
}

/// A world in which everything that has a name has this one.
fn world(name: &str) -> (Catalogue, Snapshot) {
    let mut catalogue = catalogue::catalogue(&toml::from_str::<model::File>(CONFIG).unwrap());
    for tool in catalogue.tools.values_mut() {
        (tool.name, tool.vendor, tool.vendor_address) = (name.into(), name.into(), Some(name.into()));
    }
    catalogue.pools.iter_mut().for_each(|pool| pool.name = name.into());
    let unit = Unit {
        id: "A".into(),
        source: "s".into(),
        alias: None,
        name: name.into(),
        parent: None,
        kind: UnitKind::School,
        code: None,
        code_status: CodeStatus::Missing,
        school_types: "".into(),
    };
    let group = Group {
        id: "G".into(),
        source: "s".into(),
        alias: None,
        name: name.into(),
        unit: "A".into(),
        kind: GroupKind::Class,
        period: Period::default(),
    };
    (catalogue, Snapshot { units: vec![unit], groups: vec![group], ..Snapshot::default() })
}

fn held(scope: Scope, kind: HoldKind) -> Notice {
    let hash = "h".repeat(64);
    let hold = Hold { scope, kind, count: 16, base: 41, limit: 5, hash, in_the_way: Vec::new(), who: Vec::new() };
    Notice::Opened { alert: Alert::Held { hold } }
}

/// Every alert there is, each about something with a name where it can be.
fn alerts(name: &str) -> Vec<Alert> {
    let units = vec![("A".into(), 2)];
    let (to, until, on, since) = (DAY, DAY, DAY, DAY);
    let (licence, tool, pool) = (|| "L".into(), || "t".into(), || "P".into());
    let request = || "REQ-2026-001".to_owned();
    vec![
        Alert::Shortage { pool: pool(), waiting: 2, total: 5, units, next: Some((DAY, 3)) },
        Alert::OverAssigned { pool: pool(), count: 2 },
        Alert::Expiring { licence: licence(), tool: tool(), to, threshold: 7, holders: 3, trial: false },
        Alert::Expiring { licence: licence(), tool: tool(), to, threshold: 7, holders: 3, trial: true },
        Alert::InGrace { licence: licence(), tool: tool(), until, holders: 3 },
        Alert::ProtectedDecision { count: 2 },
        Alert::RunsFail { since, why: format!("Delivery: {name}") },
        Alert::SourceOld { source: "s".to_owned(), since },
        Alert::ConfigurationRefused { why: format!("Delivery: {name}") },
        Alert::WebhookLost { receiver: name.to_owned(), entry: "e".to_owned(), lost: WebhookLoss::Gone },
        Alert::RequestUnanswered { request: request(), vendor: name.to_owned(), step: 10, days: 11 },
        Alert::RequestOverdue { request: request(), vendor: name.to_owned(), due: DAY, late: 8 },
        Alert::LowSeats { pool: pool(), available: 1, total: 20, units: vec!["A".into()] },
        Alert::StartersAtRisk { pool: pool(), count: 2, on },
        Alert::Dpa { tool: tool(), dpa: Dpa::Ended, holders: 2, kept_out: 1 },
        Alert::EmailMissing { tool: tool(), count: 2, units: vec![("A".into(), 2)] },
        Alert::UnitCodeMissing { units: vec!["A".into()] },
        Alert::UnitNotAssigned { tool: tool(), unit: "A".into(), persons: 3 },
        Alert::Unknown { place: "P".to_owned(), name: name.to_owned() },
        Alert::StartsItself { licence: licence(), tool: tool(), on, threshold: 30, units: vec!["A".into()] },
    ]
}

/// Everything that a letter can be about.
fn matters(name: &str) -> Vec<About> {
    let scopes = [Scope::Total, Scope::Source("s".into()), Scope::Unit("A".into()), Scope::Pool("P".into())];
    let scopes = scopes.into_iter().chain([Scope::Group("G".into())]);
    let holds = scopes.map(|scope| About::Holds(vec![held(scope, HoldKind::PersonRemovals)]));
    let alerts = alerts(name);
    let opened: Vec<Notice> = alerts.iter().map(|alert| Notice::Opened { alert: alert.clone() }).collect();
    let over = alerts.iter().map(|alert| Notice::Resolved { alert: alert.clone() });
    let happened = [
        Happening::EmailChanged { tool: "t".into(), count: 2, units: vec![("A".into(), 2)] },
        Happening::Withdrawn { pool: "P".into(), count: 2 },
        Happening::Joined { licence: "L".into(), pool: "P".into(), seats: 4 },
    ];
    let happened = happened.map(|happening| Notice::Happened { happening });
    let news: Vec<Notice> = opened.iter().cloned().chain(over.clone()).chain(happened).collect();
    let open: Vec<Open> = alerts.iter().map(|alert| Open { alert: alert.clone(), since: DAY, pause: None }).collect();
    let one = opened.iter().cloned().chain(over).map(About::One);
    let still = open.iter().map(|open| About::Still(vec![open.clone()]));
    let unanswered = open.iter().map(|open| About::Unanswered { open: open.clone(), twins: Vec::new(), days: 3 });
    let ends: Vec<Notice> = [2, 2].map(|at: usize| opened[at].clone()).into();
    let together = [
        About::Holds(vec![held(Scope::Pool("P".into()), HoldKind::SeatsLowered)]),
        About::Many(opened.clone()),
        About::Twins(ends.clone()),
        About::Unanswered { open: open[2].clone(), twins: vec![open[2].clone()], days: 3 },
        About::Digest(news.clone()),
        About::Still(open.clone()),
        About::Week { news, open: open.clone(), paused: 2 },
    ];
    holds.chain(one).chain(still).chain(unanswered).chain(together).collect()
}

fn recipients() -> Vec<Recipient> {
    let hears = [Hears::Everything, Hears::Units(vec!["A".into()]), Hears::Stops, Hears::Unanswered];
    let one = |(number, hears)| Recipient { address: format!("b{number}@x.example"), hears };
    hears.into_iter().enumerate().map(one).collect()
}

/// A letter as it is delivered: what stands in the head beside its subject, the tags of its page, and its kind; nothing
/// for what nobody is told in a letter of its own.
fn delivered(folder: &Path, name: &str, number: usize, lang: Lang) -> Option<(Vec<String>, Vec<String>, &'static str)> {
    let ((catalogue, roster), words, recipients) = (world(name), Words::new(lang), recipients());
    let names = Names { catalogue: &catalogue, roster: &roster, day: DAY };
    let unused = vec![Unused { pool: catalogue.pools[0].key.clone(), seats: 3, days: 90 }];
    let week = Week { runs: 9, failed: 2, undelivered: 1, unused };
    let organiser = name;
    let desk = Desk { words: &words, names, organiser, recipients: &recipients, week };
    let mut matters = matters(name);
    let about = matters.swap_remove(number % matters.len());
    let due = Due { to: number % recipients.len(), cause: "c".to_owned(), from: None, about, again: Some(DAY) };
    let letter = letter(&desk, &due, Some(7))?;
    let (head, tags) = read_back(folder, number, (&letter.to, &letter.subject, &letter.body));
    Some((head, tags, letter.kind))
}

/// Recipient, subject and body as they are delivered: what stands in the head beside the subject, and the tags of the page.
pub(crate) fn read_back(
    folder: &Path,
    number: usize,
    (to, subject, body): (&str, &str, &str),
) -> (Vec<String>, Vec<String>) {
    let sender = Sender { from: "upprop@x.example".to_owned(), reply_to: None };
    let due = notify::Due {
        id: 1,
        to,
        subject,
        body,
        dedupe_key: "d",
        thread: "t",
        at: Timestamp::UNIX_EPOCH,
        is_resent: false,
        file: None,
    };
    let path = Folder { path: folder.to_owned(), sender }.deliver(&due).unwrap();
    let bytes = std::fs::read_to_string(&path).unwrap();
    assert!(bytes.split("\r\n").all(|line| line.len() <= 998), "{number}: a line is too long for mail servers");
    assert!(!bytes.replace("\r\n", "").contains(['\r', '\n', '\0']), "{number}: a line that does not end as they do");
    let read = Letter::read(&path);
    let (head, text) = read.text.split_once("\n\n").unwrap();
    let turns = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{2028}' | '\u{202e}' | '\u{2066}');
    for part in [&read.subject, text, &read.page] {
        let odd = part
            .lines()
            .find(|line| line.contains(turns))
            .map(|line| line.escape_unicode().take(200).collect::<String>());
        assert_eq!(odd, None, "{number}");
    }
    let head = head.lines().filter(|line| !line.starts_with("Subject:")).map(str::to_owned);
    let head = head.chain([read.to]).collect();
    let tags = read.page.split('<').skip(1).map(|after| after.split('>').next().unwrap().to_owned()).collect();
    (head, tags)
}

#[test]
fn a_hostile_name_changes_no_header_no_recipient_and_no_part_of_a_letter_of_any_kind() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = matters("").len();
    let mut tried = std::collections::BTreeMap::<&str, usize>::new();
    for number in 0..CASES {
        // Each matter meets each trick, each recipient and both languages.
        let lang = if (number / kinds).is_multiple_of(2) { Lang::Sv } else { Lang::En };
        let expected = delivered(folder.path(), "Ekskolan", number, lang);
        let name = hostile(number / kinds + number % kinds * 7);
        assert_eq!(delivered(folder.path(), &name, number, lang), expected, "{number}: {:?}", name.get(..60));
        if let Some((.., kind)) = expected {
            *tried.entry(kind).or_default() += 1;
        }
    }
    let tried: Vec<&str> = tried.into_keys().collect();
    let all = [
        "configuration_refused",
        "digest",
        "expiring",
        "held",
        "in_grace",
        "many",
        "over_assigned",
        "protected_decision",
        "request_overdue",
        "resolved",
        "runs_fail",
        "shortage",
        "source_old",
        "still",
        "unanswered",
        "webhook_lost",
        "week",
    ];
    assert_eq!(tried, all);
}
