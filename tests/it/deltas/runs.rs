//! Days from the delivery to the seats: twice the same, a day skipped, whole, changes, whole.

use super::days;
use super::village::papers::Papers;
use super::village::{Deed, How, Package, Village};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::SystemTime;
use tempfile::TempDir;
use upprop::clock::Clock;
use upprop::config::{self, Loaded, ProcessEnvironment};
use upprop::roster::PersonStatus;
use upprop::store::{Address, Store};
use upprop::sync::{self, Errand, Outcome, SyncReport};

/// Everybody may come and go, and who is gone is gone at once: the end hangs on nothing but the last delivery.
pub(super) const CONFIG: &str = r#"
[organiser]
name = "Ånäs"
[database]
url = "sqlite:upprop.db"
rehearsal = true
[notify]
from = "upprop@anas.example"
folder = "outbox"
[[notify.recipient]]
address = "licenser@anas.example"
role = "organiser"
[guard.removals]
percent = 100
floor = 1000
[guard.additions]
percent = 100
floor = 1000
[guard.changes]
percent = 100
floor = 1000
[guard.group]
min_size = 1000
[guard.rekeyed]
percent = 100
floor = 1000
[[vendor]]
key = "v"
name = "Verktyg AB"
[[tool]]
key = "t"
name = "Verktyget"
vendor = "v"
dpa = "signed"
[[licence]]
key = "l"
tool = "t"
type = "individual"
audience = ["pupil"]
seats = 1000
valid_from = 2026-08-01
[[pool]]
key = "p"
name = "Poolen"
licences = ["l"]
leave_grace = "0d"
bind = [{ role = "pupil" }]
[[source]]
name = "register"
KIND
path = "roster"
absence_means_left = true
"#;

const ONEROSTER: &str = "kind = \"oneroster\"";
const IMS: &str = "kind = \"ims\"\nexpects = [\"gr.xml\", \"gy.xml\"]";

/// An organiser's folder and database.
pub(super) struct Organiser {
    folder: TempDir,
    config: Loaded,
    store: Store,
}

/// Who is there, where, and who holds a seat.
type End = BTreeSet<String>;

impl Organiser {
    async fn new(kind: &str) -> Self {
        Self::with(&CONFIG.replace("KIND", kind)).await
    }

    pub(super) async fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("upprop.toml");
        std::fs::write(&path, text).expect("a file is written");
        let config = config::load(&path, &ProcessEnvironment).expect("a configuration");
        let address = Address::new("sqlite:upprop.db", None, folder.path()).expect("an address");
        let store = Store::open(&address).await.expect("a database");
        Self { folder, config, store }
    }

    pub(super) fn deliver(&self, write: impl FnOnce(&Path), day: i64) {
        let roster = self.folder.path().join("roster");
        write(&roster);
        for file in std::fs::read_dir(&roster).expect("a folder").flatten() {
            let file = std::fs::File::options().write(true).open(file.path()).expect("a file");
            file.set_modified(SystemTime::from(instant(day, 4))).expect("its time is set");
        }
    }

    pub(super) async fn run(&self, day: i64) -> SyncReport {
        let (clock, zone) = (Clock::At(instant(day, 5)), TimeZone::UTC);
        let errand = Errand {
            config: &self.config,
            store: &self.store,
            clock: &clock,
            zone: &zone,
            asks: sync::Asks::All,
            first_import: true,
            accept_losses: None,
            accept_delivery: Some("register"),
            long_pause: false,
            at: None,
            ledger_key: None,
            tells: sync::Tells::AtOnce,
        };
        sync::run(&errand).await.expect("a run")
    }

    /// Who holds a seat, by id.
    pub(super) async fn holders(&self) -> Vec<String> {
        let standing = self.store.look().await.expect("a look").standing().await.expect("what is");
        standing.seats.grants.keys().map(|(_, person)| person.to_string()).collect()
    }

    pub(super) async fn end(&self) -> End {
        let standing = self.store.look().await.expect("a look").standing().await.expect("what is");
        let roster = standing.roster();
        let here = roster.persons.iter().filter(|person| person.status != PersonStatus::Deleted);
        let mut rows: End = here.map(super::row).collect();
        rows.extend(roster.units.iter().map(super::row).chain(roster.groups.iter().map(super::row)));
        let member = |m: &upprop::roster::Membership| {
            format!("{} {} {:?}", roster.person(m.person).id, roster.group(m.group).id, m.role)
        };
        rows.extend(roster.memberships.iter().map(member));
        rows.extend(standing.seats.grants.keys().map(|key| format!("{key:?}")));
        rows
    }
}

fn instant(day: i64, hour: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 / 86_400 * 86_400 + day * 86_400 + hour * 3_600).expect("an instant")
}

pub(super) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_day_twice_a_day_skipped_and_changes_between_whole_deliveries_end_as_the_straight_way(
        days in days(), is_1p2: bool, is_terse: bool, last_is_whole: bool,
    ) {
        wait(async {
            let [crooked, straight] = [Organiser::new(ONEROSTER).await, Organiser::new(ONEROSTER).await];
            let mut village = Village::new();
            let mut last = village.tables(is_1p2);
            let first = Package { before: &last, now: &last, is_1p2, is_terse };
            for one in [&crooked, &straight] {
                one.deliver(|at| first.write(How::Whole, at), 0);
                one.run(0).await;
            }
            let count = days.len();
            for ((deeds, how), day) in days.into_iter().zip(1_i64..) {
                deeds.into_iter().for_each(|deed| village.happen(deed, !is_terse));
                let now = village.tables(is_1p2);
                let is_last = usize::try_from(day).is_ok_and(|day| day == count);
                let how = match how {
                    _ if is_last && last_is_whole => How::Whole,
                    How::Again | How::NotAtAll if is_last => How::Changes,
                    how => how,
                };
                let whole = Package { before: &now, now: &now, is_1p2, is_terse };
                straight.deliver(|at| whole.write(How::Whole, at), day);
                straight.run(day).await;
                if !matches!(how, How::Again | How::NotAtAll) {
                    let package = Package { before: &last, now: &now, is_1p2, is_terse };
                    crooked.deliver(|at| package.write(how, at), day);
                    last = now;
                }
                if how != How::NotAtAll {
                    crooked.run(day).await;
                }
                if how == How::Again {
                    prop_assert_eq!(crooked.run(day).await.outcome, Outcome::Unchanged);
                }
            }
            let (crooked, straight) = (crooked.end().await, straight.end().await);
            let differing: Vec<_> = crooked.symmetric_difference(&straight).collect();
            prop_assert!(differing.is_empty(), "{differing:#?}");
            Ok(())
        })?;
    }
}

#[test]
fn changes_of_documents_twice_and_after_a_day_skipped_end_as_the_straight_way() {
    let days = [
        vec![Deed::Comes(8), Deed::Goes(3), Deed::Moves(2, 1)],
        vec![Deed::IsRenamed(4, 20), Deed::Opens],
        vec![Deed::Goes(5), Deed::LeavesTheClass(6), Deed::School(9)],
    ];
    for is_terse in [false, true] {
        wait(async {
            let [crooked, straight] = [Organiser::new(IMS).await, Organiser::new(IMS).await];
            let mut village = Village::new();
            let mut last = village.papers();
            for one in [&crooked, &straight] {
                one.deliver(|at| Papers { before: &last, now: &last, is_terse }.write(How::Whole, at), 0);
                one.run(0).await;
            }
            for (deeds, day) in days.iter().zip(1..) {
                deeds.iter().for_each(|deed| village.happen(*deed, !is_terse));
                let now = village.papers();
                straight.deliver(|at| Papers { before: &now, now: &now, is_terse }.write(How::Whole, at), day);
                straight.run(day).await;
                if day == 2 {
                    continue;
                }
                crooked.deliver(|at| Papers { before: &last, now: &now, is_terse }.write(How::Changes, at), day);
                last = now;
                assert_eq!(crooked.run(day).await.outcome, Outcome::Applied);
                assert_eq!(crooked.run(day).await.outcome, Outcome::Unchanged);
                let (crooked, straight) = (crooked.end().await, straight.end().await);
                let differing: Vec<_> = crooked.symmetric_difference(&straight).collect();
                assert!(differing.is_empty(), "{differing:#?}");
            }
        });
    }
}

#[test]
fn what_is_held_of_changes_is_still_held_when_the_next_ones_say_nothing() {
    for kind in [ONEROSTER, IMS] {
        wait(async {
            let config = CONFIG.replace("KIND", kind);
            let strict = config.replacen("percent = 100\nfloor = 1000", "percent = 0\nfloor = 0", 1);
            let one = Organiser::with(&strict).await;
            let mut village = Village::new();
            let (first, papers) = (village.tables(true), village.papers());
            village.happen(Deed::Goes(3), true);
            let (second, later) = (village.tables(true), village.papers());
            let deliver = |day, how, (before, now): (_, _), (old, new): (_, _)| {
                let package = Package { before, now, is_1p2: true, is_terse: false };
                let documents = Papers { before: old, now: new, is_terse: false };
                let is_ims = kind == IMS;
                one.deliver(|at| if is_ims { documents.write(how, at) } else { package.write(how, at) }, day);
            };
            deliver(0, How::Whole, (&first, &first), (&papers, &papers));
            one.run(0).await;
            let all = one.end().await;
            deliver(1, How::Changes, (&first, &second), (&papers, &later));
            assert_eq!(one.run(1).await.outcome, Outcome::Held, "{kind}");
            for day in [2, 3] {
                deliver(day, How::Changes, (&second, &second), (&later, &later));
                assert_eq!(one.run(day).await.outcome, Outcome::Held, "{kind}");
                assert_eq!(one.end().await, all);
            }
        });
    }
}
