//! Subscriptions through the years, by a turned clock: made, kept, found again, taken away.

use super::registry::{Habits, Registry, Shared, Shows};
use super::{CALLBACK, KINDS, configuration, server};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;
use upprop::clock::Clock;
use upprop::config::{self, ProcessEnvironment};
use upprop::daemon::agenda::Task;
use upprop::daemon::{House, rehearse};
use upprop::store::{Address, Outcome, Store, Subscription};
use upprop::wording::Lang;

const START: &str = "2026-11-20T05:00:00Z";

/// An organiser whose server is told to call.
struct Place {
    folder: TempDir,
}

impl Place {
    fn of(text: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(place.path().join("upprop.toml"), text).expect("a file");
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    async fn house(&self, at: Timestamp) -> House {
        let config = config::load(&self.path().join("upprop.toml"), &ProcessEnvironment).expect("a configuration");
        let address = Address::new(&config.file.database.url, None, &config.dir).expect("an address");
        let store = Store::open(&address).await.expect("a store");
        let zone = TimeZone::get("Europe/Stockholm").expect("the time zone");
        House { config, store, place: String::new(), clock: Clock::At(at), zone, ledger_key: None, lang: Lang::Sv }
    }

    /// Lives for so many days from one day on; `before` may do to the server what servers do, before each look at it.
    async fn lives(&self, registry: &Shared, days: [i64; 2], mut before: impl FnMut(&mut Registry, usize)) -> Left {
        let start: Timestamp = START.parse().expect("an instant");
        let [from, until] = days.map(|days| start + SignedDuration::from_hours(24 * days));
        let mut looks = Vec::new();
        let house = rehearse(self.house(from).await, until, |at, task| {
            let mut registry = registry.lock().expect("the server");
            registry.at(at.timestamp());
            if task == Task::Subscribe {
                before(&mut registry, looks.len());
                looks.push(at.timestamp());
            }
        })
        .await
        .expect("a life");
        let noted = house.store.look().await.expect("a look").subscriptions().await.expect("subscriptions");
        let runs = house.store.runs(1000).await.expect("runs");
        assert!(runs.iter().all(|run| run.outcome != Some(Outcome::Failed)), "no run fails for it");
        house.store.close().await;
        Left { noted, looks }
    }
}

/// What is left of a life.
struct Left {
    noted: Vec<Subscription>,
    looks: Vec<Timestamp>,
}

/// A server with these habits, and an organiser that it calls.
fn placed(habits: Habits) -> (Shared, super::Double, Place) {
    let (registry, double) = server(habits);
    let place = Place::of(&configuration(&double, "127.0.0.1:8480", ""));
    (registry, double, place)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_is_told_once_and_kept_at_it_at_half_the_life_that_it_gives() {
    let (registry, _double, place) = placed(Habits::good());
    let left = place.lives(&registry, [0, 400], |registry, looks| {
        // After the first look one is always there.
        assert_eq!(registry.all.len(), usize::from(looks > 0));
    });
    let left = left.await;
    let registry = registry.lock().expect("the server");
    assert_eq!(
        [registry.count("POST"), registry.count("PATCH"), registry.count("DELETE")],
        [1, 8, 0],
        "400 days of 45"
    );
    assert!(left.looks.len() >= 400 && left.looks.len() <= 410, "{} looks", left.looks.len());
    assert_eq!(registry.about(CALLBACK), KINDS);
    let one = &registry.all[0];
    assert_eq!(one.name, "upprop Exempelkommunen elevregister");
    let secret = one.target.strip_prefix("http://localhost:8480/hook/").expect("our address");
    assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{secret}");
    assert_eq!((left.noted.len(), left.noted[0].id.as_ref()), (1, Some(&one.id)));
    for file in std::fs::read_dir(place.path()).expect("files").flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let is_there = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!is_there, "{} has the secret", file.path().display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whatever_a_server_lost_has_twice_or_keeps_of_old_days_one_is_left_and_others_are_let_be() {
    let (registry, _double, place) = placed(Habits::good());
    let ours = "upprop Exempelkommunen elevregister";
    let all: BTreeSet<String> = KINDS.map(str::to_owned).into();
    let left = place.lives(&registry, [0, 30], |registry, looks| match looks {
        3 => registry.all.clear(),
        6 => {
            let target = registry.all[0].target.clone();
            registry.put(ours, &target, all.clone());
        }
        9 => drop(registry.put(ours, &format!("{CALLBACK}/0123"), all.clone())),
        12 => {
            registry.put("annan", &format!("{CALLBACK}/4567"), all.clone());
            registry.put(ours, "https://elsewhere.example/hook/89ab", all.clone());
        }
        15 => registry.all.retain(|one| one.name != ours || !one.target.starts_with(CALLBACK)),
        _ => {}
    });
    let left = left.await;
    let registry = registry.lock().expect("the server");
    let mut targets: Vec<&str> =
        registry.all.iter().map(|one| one.target.rsplit('/').next().expect("a part")).collect();
    targets.retain(|part| part.len() == 4);
    assert_eq!(targets, ["4567", "89ab"], "what others have");
    assert_eq!((registry.all.len(), left.noted.len()), (3, 1));
    assert_eq!([registry.count("POST"), registry.count("DELETE")], [3, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_that_was_made_though_its_answer_was_lost_is_found_again() {
    let (registry, _double, place) = placed(Habits::good());
    registry.lock().expect("the server").cuts = 2;
    let left = place.lives(&registry, [0, 2], |_, _| ()).await;
    let registry = registry.lock().expect("the server");
    assert_eq!([registry.count("POST"), registry.count("DELETE")], [1, 0]);
    assert_eq!(left.noted[0].id.as_ref(), Some(&registry.all[0].id));
    assert_eq!(left.looks[1].duration_since(left.looks[0]).as_mins(), 5, "it was tried again soon");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn servers_that_have_half_of_it_are_kept_at_what_they_have_and_never_filled_up() {
    let good = Habits { life: 10 * 24, ..Habits::good() };
    let edlevo = BTreeSet::from(["Group", "Person", "Activity", "Programme"]);
    // What a server has in the end at least and ever at most, about which kinds, and how often it was told of new ones.
    let cases: [(&str, Habits, [usize; 3]); 9] = [
        ("shows no list", Habits { shows: Shows::Nothing, ..good.clone() }, [1, 1, 1]),
        ("shows a list of nothing", Habits { shows: Shows::ById, ..good.clone() }, [1, 1, 1]),
        ("shows no addresses", Habits { shows: Shows::NoTargets, ..good.clone() }, [1, 1, 1]),
        ("renews none", Habits { patch: Some(405), ..good.clone() }, [1, 2, 7]),
        ("renews and removes none", Habits { patch: Some(501), delete: Some(405), ..good.clone() }, [1, 3, 7]),
        ("has no clock", Habits { has_clock: false, ..good.clone() }, [1, 1, 1]),
        ("has some kinds only", Habits { not_about: edlevo, ..good.clone() }, [3, 3, 3]),
        ("ends what it made within the hour", Habits { life: 1, ..good.clone() }, [1, 1, 1]),
        ("says of none what it is called", Habits { names: false, ..good.clone() }, [1, 1, 1]),
    ];
    for (what, habits, [least, most, posts]) in cases {
        let has_some = habits.not_about.len();
        let (registry, _double, place) = placed(habits);
        let mut ever = 0;
        place.lives(&registry, [0, 30], |registry, _| ever = ever.max(registry.all.len())).await;
        let registry = registry.lock().expect("the server");
        assert!(registry.all.len() >= least && ever <= most, "{what}: {} of {ever}", registry.all.len());
        assert!(registry.count("POST") <= posts, "{what}: made {} times", registry.count("POST"));
        let about: BTreeSet<String> = registry.about(CALLBACK).into_iter().collect();
        assert_eq!(about.len(), KINDS.len() - has_some, "{what}: {about:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_without_subscriptions_is_asked_once_a_day_and_nothing_else_comes_of_it() {
    for status in [403, 404, 405, 501] {
        let (registry, double, place) = placed(Habits { none: Some(status), ..Habits::good() });
        let left = place.lives(&registry, [0, 30], |_, _| ()).await;
        assert_eq!(left.noted, []);
        let asked = double.asked().iter().filter(|request| request.path.contains("subscriptions")).count();
        assert!((30..=62).contains(&asked), "{status}: {asked} questions");
        // Once it has them, it is told.
        registry.lock().expect("the server").habits.none = None;
        let left = place.lives(&registry, [30, 32], |_, _| ()).await;
        assert_eq!(left.noted.len(), 1, "{status}");
    }
    // One that is away is asked with patience.
    let (registry, double, place) = placed(Habits { none: Some(503), ..Habits::good() });
    let left = place.lives(&registry, [0, 3], |_, _| ()).await;
    let asked = double.asked().iter().filter(|request| request.path.contains("subscriptions")).count();
    assert!(left.looks.len() == asked && (10..=16).contains(&asked), "{asked} questions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_fails_at_one_thing_does_the_others_and_that_one_later() {
    let (registry, _double, place) = placed(Habits { delete: Some(500), ..Habits::good() });
    let all: BTreeSet<String> = KINDS.map(str::to_owned).into();
    for part in ["0123", "4567"] {
        let mut registry = registry.lock().expect("the server");
        registry.put("upprop Exempelkommunen elevregister", &format!("{CALLBACK}/{part}"), all.clone());
    }
    let left = place.lives(&registry, [0, 2], |registry, looks| {
        if looks == 2 {
            assert_eq!(registry.all.len(), 3, "the new one is there");
            registry.habits.delete = None;
        }
    });
    let left = left.await;
    assert_eq!((registry.lock().expect("the server").all.len(), left.noted.len()), (1, 1));
    assert_eq!(left.looks[2].duration_since(left.looks[0]).as_mins(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_nobody_wants_any_more_is_taken_away() {
    let (registry, double, place) = placed(Habits::good());
    place.lives(&registry, [0, 2], |_, _| ()).await;
    let text = configuration(&double, "127.0.0.1:8480", "");
    let say = |text: &str| std::fs::write(place.path().join("upprop.toml"), text).expect("a file");
    // Elsewhere: the new one is there before the old one goes.
    say(&text.replace(CALLBACK, "http://localhost:9/nytt/"));
    place.lives(&registry, [2, 4], |_, _| ()).await;
    {
        let registry = registry.lock().expect("the server");
        assert_eq!(registry.done, [("POST", 201), ("POST", 201), ("DELETE", 204)]);
        assert_eq!(
            (registry.all.len(), registry.about("http://localhost:9/nytt/")),
            (1, KINDS.map(str::to_owned).into())
        );
    }
    // Nowhere.
    let bare = text.split("[source.server.callback]").next().expect("the rest").to_owned();
    say(&bare);
    let left = place.lives(&registry, [4, 6], |_, _| ()).await;
    assert_eq!((registry.lock().expect("the server").all.len(), left.noted.len(), left.looks.len()), (0, 0, 1));
    // Of a server that is in the configuration no more nobody knows how to ask it: it is left to end.
    say(&text);
    place.lives(&registry, [6, 7], |_, _| ()).await;
    say(bare.split("[[source]]").next().expect("the rest"));
    let before = double.asked().len();
    let left = place.lives(&registry, [7, 9], |_, _| ()).await;
    assert_eq!((registry.lock().expect("the server").all.len(), left.noted.len()), (1, 0));
    assert_eq!(double.asked().len(), before);
}
