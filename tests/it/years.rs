//! Two years of one municipality by a turned clock: what `serve` does day after day, with the waiting left out.

use crate::on_sqlite::stage::Stage;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::time::SystemTime;
use upprop::clock::Clock;
use upprop::config::{self, ProcessEnvironment};
use upprop::daemon::agenda::Task;
use upprop::daemon::{House, rehearse};
use upprop::store::{Address, OutboxRow, OutboxState, Store};
use upprop::wording::Lang;

const FIRST: Date = date(2026, 11, 23);
const DAYS: i32 = 730;

fn stockholm() -> TimeZone {
    TimeZone::get("Europe/Stockholm").expect("the time zone")
}

/// As an export does each night: the same again, at a new time.
fn delivered(folder: &Path, at: &Zoned) {
    let night = SystemTime::from((at.timestamp() - SignedDuration::from_hours(1)).max(Timestamp::UNIX_EPOCH));
    for file in std::fs::read_dir(folder).expect("deliveries").flatten() {
        let file = File::options().write(true).open(file.path()).expect("a file");
        file.set_modified(night).expect("its time is set");
    }
}

/// What was done and what was sent.
struct Lived {
    tasks: Vec<(Zoned, Task)>,
    letters: Vec<OutboxRow>,
    files: usize,
}

/// From half past six on the first day until then.
async fn lived(stage: &Stage, until: Zoned) -> Lived {
    let config = config::load(&stage.path("upprop.toml"), &ProcessEnvironment).expect("a configuration");
    let address = Address::new(&config.file.database.url, None, &config.dir).expect("an address");
    let store = Store::open(&address).await.expect("a store");
    let zone = stockholm();
    let start = FIRST.at(6, 30, 0, 0).to_zoned(zone.clone()).expect("a time");
    let clock = Clock::At(start.timestamp());
    let place = address.to_string();
    let house = House { config, store, place, clock, zone, ledger_key: None, lang: Lang::Sv };
    let (mut tasks, roster) = (Vec::new(), stage.path("roster"));
    let before = |at: &Zoned, task| {
        if task == Task::Sync {
            delivered(&roster, at);
        }
        tasks.push((at.clone(), task));
    };
    let house = rehearse(house, until.timestamp(), before).await.expect("two years");
    let letters = house.store.look().await.expect("a look").letters().await.expect("letters");
    let files = std::fs::read_dir(stage.path("outbox")).expect("letters").count();
    Lived { tasks, letters, files }
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(stockholm()).date()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_the_day_has_told_is_not_shown_as_if_it_were_to_go_again() {
    let stage = Stage::demo();
    let noon = FIRST.at(12, 0, 0, 0).to_zoned(stockholm()).expect("a time");
    let before = stage.letters().len();
    assert!(lived(&stage, noon).await.letters.len() > before, "the digest of the day");
    let day = FIRST.to_string();
    let told = stage.run(&day, "notify preview").ended(0).out;
    assert_eq!(told, format!("Brev som skulle gå {day}: 0\nDagens sammanställning är redan skriven.\n"));
    let next = stage.run(&day, "notify preview --at 2026-11-24").ended(0).out;
    assert!(next.starts_with("Brev som skulle gå 2026-11-24: 1\n") && !next.contains("redan skriven"), "{next}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_years_of_a_municipality_have_every_job_once_a_day_and_every_letter_once() {
    let stage = Stage::demo();
    // Two years of letters are looked at in the end.
    let config = stage.read("upprop.toml");
    stage.write("upprop.toml", format!("{config}\n[retention]\nletters = \"never\"\n"));
    let before = stage.letters().len();
    let until = FIRST.checked_add(DAYS.days()).expect("a day").at(6, 30, 0, 0);
    let Lived { tasks, letters, files } = lived(&stage, until.to_zoned(stockholm()).expect("a time")).await;

    // Each day is judged once, each beat comes once: also on the four nights when clocks are set.
    let mut done: BTreeMap<(Date, &str), u32> = BTreeMap::new();
    for (at, task) in &tasks {
        let name = match task {
            Task::Sync => "sync",
            Task::Dates => "dates",
            Task::Letters | Task::Subscribe => continue,
        };
        *done.entry((at.date(), name)).or_default() += 1;
    }
    for day in FIRST.tomorrow().expect("a day").series(1.day()).take(DAYS as usize - 1) {
        let is_weekday = day.weekday().to_monday_one_offset() <= 5;
        assert_eq!(done.get(&(day, "dates")), Some(&1), "{day}");
        assert_eq!(done.get(&(day, "sync")).copied().unwrap_or(0), u32::from(is_weekday), "{day}");
    }

    // Everything that was written was sent, once.
    let not_sent: Vec<_> = letters.iter().filter(|row| row.state != OutboxState::Sent).map(|row| row.id).collect();
    assert_eq!(not_sent, Vec::<i64>::new());
    assert_eq!(files, letters.len());
    assert!(letters.len() > before + 2 * 104, "{} letters", letters.len());
    let mut same = BTreeSet::new();
    for row in &letters {
        let key = (&row.letter.recipient, &row.letter.subject, &row.letter.headers, day_of(row.created_at));
        assert!(same.insert(key), "twice on a day: {}", row.letter.subject);
    }

    // The week, each week.
    let kind = |kind: &'static str| letters.iter().filter(move |row| row.letter.kind == kind);
    let mut weeks: BTreeMap<(String, Date), u32> = BTreeMap::new();
    for row in kind("week") {
        let day = day_of(row.created_at);
        let monday = day.iso_week_date().first_of_week().map(|first| first.date()).expect("a Monday");
        assert_eq!(day, monday, "on Mondays");
        *weeks.entry((row.letter.recipient.clone(), monday)).or_default() += 1;
    }
    assert!(weeks.values().all(|count| *count == 1), "{weeks:?}");
    for monday in FIRST.series(7.days()).take(104) {
        let heard = weeks.keys().filter(|(_, day)| *day == monday).count();
        assert!(heard >= 1, "no sign of life in the week of {monday}");
    }

    // Each step of a ladder once; nothing at night or on days off but what is critical.
    let mut steps = BTreeSet::new();
    for row in letters.iter().filter(|row| ["expiring", "unanswered", "in_grace"].contains(&&*row.letter.kind)) {
        assert!(steps.insert(row.letter.dedupe_key.clone()), "{}", row.letter.subject);
    }
    assert!(steps.len() >= 4, "{steps:?}");
    for row in letters.iter().skip(before).filter(|row| ["shortage", "resolved", "digest"].contains(&&*row.letter.kind))
    {
        let at = row.created_at.to_zoned(stockholm());
        assert!(
            (7..17).contains(&at.hour()) && at.weekday().to_monday_one_offset() <= 5,
            "{at}: {}",
            row.letter.subject
        );
    }
    stage.run("2028-11-22T12:00:00Z", "verify --full").ended(0);
}
