//! How heavy pages are, and how long they take where there are many people. `UPPROP_PAGES_WORLD` names a configuration whose
//! database is full; `cargo bench --bench pages` asks for the same over the network.

use super::{Eyes, Onlooker, html, paths};
use crate::on_sqlite::stage::Stage;
use jiff::civil::date;
use std::sync::Arc;
use std::time::Instant;
use upprop::config::catalogue::{catalogue, confirm_after, limits};
use upprop::config::{self, Environment as _, ProcessEnvironment};
use upprop::store::{Address, Store};
use upprop::web::world::{Setting, Source, Worlds};
use upprop::web::{Role, in_words};
use upprop::wording::{Lang, Words};

/// What a page may weigh, with nothing but its style to be loaded beside it: on the slow line of a school's yard, a second.
const KIB_MAX: usize = 64;
const STYLES: [(&str, &str); 2] = [
    ("a page's", include_str!("../../../src/templates/page/style.css")),
    ("sign-in's", include_str!("../../../src/templates/page/plain.css")),
];
const STYLE_KIB_MAX: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_of_the_demo_is_heavy() {
    let stage = tokio::task::spawn_blocking(Stage::demo).await.unwrap();
    let eyes = Eyes::on(stage, date(2026, 11, 23)).await;
    let admin = Onlooker::whole(Role::Admin);
    let view = eyes.view(&admin).await;
    view.look_ahead();
    let mut weights = Vec::new();
    for path in paths(&view) {
        for lang in [Lang::Sv, Lang::En] {
            let page = html(&view, &Words::new(lang), (&admin, &path, ""));
            weights.extend(page.map(|page| (page.len() / 1024, path.clone())));
        }
    }
    weights.sort();
    let heaviest = weights.last().unwrap();
    assert!(weights.len() > 100 && heaviest.0 > 10, "{} pages were weighed", weights.len());
    assert!(heaviest.0 <= KIB_MAX, "{heaviest:?}");
    for (whose, style) in STYLES {
        let weight = style.len() / 1024;
        assert!(weight <= STYLE_KIB_MAX, "{whose} style weighs {weight} KiB");
    }
}

const AT_ONCE: usize = 50;
const ROUNDS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "time is what is measured")]
async fn every_page_of_a_city_is_there_in_no_time() {
    let Some(file) = ProcessEnvironment.variable("UPPROP_PAGES_WORLD") else { return };
    let config = config::load(std::path::Path::new(&file), &ProcessEnvironment).unwrap();
    let database = &config.file.database;
    let address = Address::new(&database.url, database.schema.as_deref(), &config.dir).unwrap();
    let store = Store::open_read_only(&address).await.unwrap();
    let day = store.applied_on().await.unwrap().unwrap();
    let setting = Setting {
        organiser: config.file.organiser.name.clone(),
        catalogue: catalogue(&config.file),
        limits: limits(&config.file.guard, day),
        confirm_after: confirm_after(&config.file),
        office: upprop::wording::letter::office::Office::default(),
        zone: jiff::tz::TimeZone::UTC,
        digest: config.digest.clone(),
    };
    let source = Source { store, setting: Arc::new(setting), day };
    let (worlds, admin) = (Arc::new(Worlds::default()), Onlooker::whole(Role::Admin));
    let begun = Instant::now();
    let view = worlds.view(&source, &admin.scope).await.unwrap();
    println!("world of {} persons: {:?}", view.people().len(), begun.elapsed());
    let lines = view.lines();
    let pool = view.pools().into_iter().max_by_key(|pool| pool.all.assigned).unwrap().key;
    let unit = view.units().into_iter().max_by_key(|unit| unit.people).unwrap().unit.id;
    let person = lines.line(view.people()[0]).number.unwrap();
    let paths = [
        ("/".to_owned(), ""),
        ("/pools".to_owned(), ""),
        (format!("/pools/{pool}"), ""),
        (format!("/pools/{pool}"), "q=and"),
        (format!("/pools/{pool}"), "sort=-name"),
        (format!("/units/{unit}"), ""),
        ("/units".to_owned(), ""),
        ("/waiting".to_owned(), ""),
        (format!("/people/{person}"), ""),
        ("/alerts".to_owned(), ""),
        ("/ledger".to_owned(), ""),
        ("/tools".to_owned(), ""),
    ];
    for (path, query) in paths {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE {
            let (view, admin, path) = (view.clone(), admin.clone(), path.clone());
            all.spawn(async move {
                let look = |words: &Words| {
                    let begun = Instant::now();
                    assert!(html(&view, words, (&admin, &path, query)).is_some());
                    begun.elapsed()
                };
                let took: Vec<_> = (0..ROUNDS).map(|_| in_words(Lang::Sv, look)).collect();
                took
            });
        }
        let begun = Instant::now();
        let mut took: Vec<_> = all.join_all().await.into_iter().flatten().collect();
        took.sort();
        let whole = begun.elapsed();
        let each = whole / u32::try_from(AT_ONCE * ROUNDS).unwrap();
        println!("{path}?{query}: one takes {:?} at most, {each:?} of the machine", took.last().unwrap());
    }
}
