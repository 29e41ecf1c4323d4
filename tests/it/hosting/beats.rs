//! Two programs share the databases of many organisers: each beat and each day comes once.

use super::{more, organiser, schema};
use crate::store::town::texts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};
use std::collections::BTreeMap;
use std::path::Path;
use upprop::clock::Clock;
use upprop::config::{self, ProcessEnvironment};
use upprop::daemon::{House, rehearse};
use upprop::store::{Address, Servers, Store};
use upprop::wording::Lang;

/// So many in a run of everything; `UPPROP_ORGANISERS` says more.
const ORGANISERS: usize = 8;
const DAYS: i32 = 4;

/// Runs of a file: when, and whom they asked.
pub(super) fn runs(file: &Path) -> Vec<(i64, String)> {
    let address = Address::Sqlite { file: file.to_owned() };
    let rows = tokio::runtime::Runtime::new().expect("a runtime").block_on(all(&address));
    rows.into_iter().map(|(at, asked, _)| (at, asked)).collect()
}

/// Runs of a database: when, whom they asked, and in which epoch.
async fn all(address: &Address) -> Vec<(i64, String, i64)> {
    const SQL: &str = "SELECT CAST(started_at AS TEXT), asked, CAST(COALESCE(epoch, 0) AS TEXT) FROM run ORDER BY id";
    let number = |text: &str| text.parse().expect("a number");
    texts(address, SQL).await.iter().map(|row| (number(&row[0]), row[1].clone(), number(&row[2]))).collect()
}

/// One program's side of an organiser, at noon of its last run's day.
async fn house(file: &Path, servers: &Servers) -> House {
    let config = config::load(file, &ProcessEnvironment).expect("a configuration");
    let database = &config.file.database;
    let address = Address::new(&database.url, database.schema.as_deref(), &config.dir).expect("an address");
    let store = Store::open_among(&address, servers).await.expect("a store");
    let zone = TimeZone::get("Europe/Stockholm").expect("the time zone");
    let last = store.runs(1).await.expect("runs").remove(0);
    let clock = Clock::At(last.started_at);
    House { config, store, place: address.to_string(), clock, zone, ledger_key: None, lang: Lang::Sv }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_programs_that_share_a_server_one_makes_each_beat_and_judges_each_day() {
    let Some((_, _)) = schema() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let count = more("UPPROP_ORGANISERS", ORGANISERS);
    let names: Vec<String> = (0..count).map(|number| format!("o{number:03}")).collect();
    for name in &names {
        let (database, _) = schema().expect("a server");
        let town = organiser(folder.path(), name, &database);
        let beats = town.config.replace("\"0 6 1 1 *\"", "\"0 6,12,18 * * *\"");
        town.write("upprop.toml", &beats);
    }
    // Each program has connections of its own, and lives through the same days at its own pace.
    let mut lives = tokio::task::JoinSet::new();
    for _program in 0..2 {
        let servers = std::sync::Arc::new(Servers::new(8));
        for name in &names {
            let (file, servers) = (folder.path().join(name).join("upprop.toml"), std::sync::Arc::clone(&servers));
            // Those days are read without a pause: each has a thread of its own, as runs have.
            let here = tokio::runtime::Handle::current();
            lives.spawn_blocking(move || {
                here.block_on(async {
                    let house = house(&file, &servers).await;
                    let until = house.clock.now()
                        + DAYS.days().to_duration(jiff::SpanRelativeTo::days_are_24_hours()).expect("days");
                    let place = Address::new(
                        &house.config.file.database.url,
                        house.config.file.database.schema.as_deref(),
                        &house.config.dir,
                    );
                    rehearse(house, until, |_, _| {}).await.expect("days");
                    (place.expect("an address"), until)
                })
            });
        }
    }
    let zone = TimeZone::get("Europe/Stockholm").expect("the time zone");
    let mut beats_seen = 0;
    for (address, until) in lives.join_all().await {
        let runs = all(&address).await;
        let local = |micros: i64| Timestamp::from_microsecond(micros).expect("an instant").to_zoned(zone.clone());
        let mut epochs: Vec<i64> = runs.iter().map(|(_, _, epoch)| *epoch).filter(|epoch| *epoch > 0).collect();
        assert!(epochs.windows(2).all(|two| two[0] < two[1]), "each run in a turn of its own: {epochs:?}");
        epochs.dedup();
        let mut done: BTreeMap<(Date, String, i8), u32> = BTreeMap::new();
        for (at, asked, _) in &runs[1..] {
            let at = local(*at);
            let hour = if asked == "all" { at.hour() } else { 0 };
            *done.entry((at.date(), asked.clone(), hour)).or_default() += 1;
        }
        assert!(done.values().all(|times| *times == 1), "nothing twice: {done:?}");
        let (from, until) = (local(runs[0].0), until.to_zoned(zone.clone()));
        for beat in beats(&from, &until) {
            assert!(done.contains_key(&(beat.date(), "all".to_owned(), beat.hour())), "{beat} is missing in {done:?}");
            beats_seen += 1;
        }
    }
    assert!(beats_seen >= count * 2 * 3 * (DAYS as usize - 1), "{beats_seen}");
}

/// The beats between two instants.
fn beats(from: &Zoned, until: &Zoned) -> Vec<Zoned> {
    let mut all = Vec::new();
    let mut day = from.date();
    while day <= until.date() {
        for hour in [6, 12, 18] {
            let beat = day.at(hour, 0, 0, 0).to_zoned(from.time_zone().clone()).expect("an instant");
            if beat > *from && beat < *until {
                all.push(beat);
            }
        }
        day = day.tomorrow().expect("a day");
    }
    all
}
