//! A database that holds a clean delivery, and runs against it.

use super::clean::Clean;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;
use upprop::clock::Clock;
use upprop::config::{self, Loaded, ProcessEnvironment};
use upprop::plan::Event;
use upprop::store::{Address, LedgerRow, Store, StoreError, TableSum};
use upprop::sync::{self, Errand, Outcome, SyncError};

/// When the clean delivery was taken, and when the lie comes: half an hour after its last file was written.
pub(crate) const FIRST: &str = "2026-11-20T05:00:00Z";
pub(crate) const NEXT: &str = "2026-11-20T05:30:00Z";
pub(crate) const WRITTEN_FIRST: &str = "2026-11-20T04:00:00Z";
pub(crate) const WRITTEN_NEXT: &str = "2026-11-20T05:10:00Z";

/// Nobody may leave unasked.
const CONFIG: &str = r#"
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
percent = 0
count = 0
[guard.additions]
percent = 0
count = 0
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
seats = 6
valid_from = 2026-08-01
[[pool]]
key = "p"
name = "Poolen"
licences = ["l"]
bind = [{ role = "pupil" }]
[[source]]
name = "register"
"#;

/// A folder with a configuration, a delivery and the database of its first run.
pub(crate) struct World {
    folder: TempDir,
    config: Loaded,
    store: Option<Store>,
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Writes a file that was last written then.
pub(crate) fn write(path: &Path, bytes: &[u8], at: &str) {
    std::fs::write(path, bytes).expect("a file is written");
    stamp(path, at);
}

/// Gives a file this time.
pub(crate) fn stamp(path: &Path, at: &str) {
    let file = std::fs::File::options().write(true).open(path).expect("a file is there");
    file.set_modified(SystemTime::from(instant(at))).expect("its time is set");
}

impl World {
    /// The clean delivery, taken once. `more` is added to its source.
    pub(crate) async fn new(clean: &Clean, more: &str) -> Self {
        Self::new_at(clean, "roster", more).await
    }

    /// The same, of a source that lies elsewhere.
    pub(crate) async fn new_at(clean: &Clean, place: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("upprop.toml");
        let source = clean.source.trim_start();
        let config = format!("{CONFIG}path = \"{place}\"\n{more}\n{source}");
        std::fs::write(&path, config).expect("a file is written");
        let config = config::load(&path, &ProcessEnvironment).expect("a configuration");
        let mut world = Self { folder, config, store: None };
        std::fs::create_dir(world.roster()).expect("a folder is made");
        world.deliver(clean, WRITTEN_FIRST);
        world.open().await;
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn roster(&self) -> PathBuf {
        self.path("roster")
    }

    /// Puts the clean files there, and nothing else.
    pub(crate) fn deliver(&self, clean: &Clean, at: &str) {
        std::fs::remove_dir_all(self.roster()).expect("the old delivery goes");
        std::fs::create_dir(self.roster()).expect("a folder is made");
        for (name, _) in &clean.files {
            write(&self.roster().join(name), &clean.bytes(name), at);
        }
    }

    /// The first run.
    pub(crate) async fn begin(&self) {
        assert_eq!(self.run_with(FIRST, |errand| errand.first_import = true).await, "applied");
    }

    /// One run, in a word: how it ended, or the code of why not.
    pub(crate) async fn run(&self, now: &str) -> String {
        self.run_with(now, |_| ()).await
    }

    pub(crate) async fn run_with(&self, now: &str, more: impl FnOnce(&mut Errand<'_>)) -> String {
        let (clock, zone) = (Clock::At(instant(now)), TimeZone::UTC);
        let mut errand = Errand {
            config: &self.config,
            store: self.store(),
            clock: &clock,
            zone: &zone,
            asks: sync::Asks::All,
            first_import: false,
            accept_losses: None,
            accept_delivery: None,
            long_pause: false,
            at: None,
            ledger_key: None,
            tells: sync::Tells::AtOnce,
        };
        more(&mut errand);
        let mut ended = sync::run(&errand).await;
        // A program that another test starts at this moment holds what is open here until it is itself.
        while let Err(SyncError::Store(StoreError::Locked { .. })) = ended {
            tokio::task::yield_now().await;
            ended = sync::run(&errand).await;
        }
        match ended {
            Err(SyncError::Source { error, .. }) => error.code.word().to_owned(),
            Err(SyncError::Torn { .. }) => "torn".to_owned(),
            Err(error) => panic!("{error}"),
            Ok(report) if report.outcome == Outcome::Held => "held".to_owned(),
            Ok(report) if report.findings.error > 0 => format!("kept, {:?}", report.outcome).to_lowercase(),
            Ok(report) => format!("{:?}", report.outcome).to_lowercase(),
        }
    }

    fn store(&self) -> &Store {
        self.store.as_ref().expect("the database is open")
    }

    pub(crate) async fn open(&mut self) {
        let address = Address::new("sqlite:upprop.db", None, self.folder.path()).expect("an address");
        self.store = Some(Store::open(&address).await.expect("a database"));
    }

    pub(crate) async fn close(&mut self) {
        if let Some(store) = self.store.take() {
            store.close().await;
        }
    }

    /// All that a lie may not change.
    pub(crate) async fn state(&self) -> State {
        let mut look = self.store().look().await.expect("a look");
        let head = look.head().await.expect("a head").seq;
        let sums = look.sums().await.expect("sums").into_iter();
        let inside = sums.filter(|sum| !OUTSIDE.contains(&sum.table)).collect();
        let mut changes = 0;
        let count = |row: LedgerRow| {
            changes += usize::from(matches!(row.event.kind().0, "person" | "joined" | GRANTED | WISHED));
            changes += usize::from(matches!(row.event, Event::Seat(_)));
            Ok(())
        };
        look.for_each_event(count).await.expect("the ledger");
        State { inside, changes, head }
    }

    /// The database's files, to begin from again.
    pub(crate) async fn keep(&mut self) -> Vec<(PathBuf, Vec<u8>)> {
        self.close().await;
        let kept = self.files().into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect();
        self.open().await;
        kept
    }

    /// Begins from there again.
    pub(crate) async fn put_back(&mut self, kept: &[(PathBuf, Vec<u8>)]) {
        self.close().await;
        self.files().iter().for_each(|path| std::fs::remove_file(path).expect("a file goes"));
        for (path, bytes) in kept {
            std::fs::write(path, bytes).expect("a file is written");
        }
        self.open().await;
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder").flatten().map(|entry| entry.path());
        entries.filter(|path| path.is_file()).collect()
    }
}

/// Tables that tell of runs, of what is held and of what a source said.
const OUTSIDE: [&str; 10] =
    ["run", "meta", "delivery", "kept_rows", "known", "hold", "ledger", "pseudonym", "outbox", "alert"];
const GRANTED: &str = "granted";
const WISHED: &str = "wished";

/// What is.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    /// Roster, seats and wishes, in sums.
    pub(crate) inside: Vec<TableSum>,
    /// Events that tell of a change of them.
    pub(crate) changes: usize,
    /// The number of the ledger's last event.
    pub(crate) head: i64,
}

impl State {
    /// The tables that are not the same, and by how many events the ledger is longer.
    pub(crate) fn differing(&self, before: &Self) -> String {
        let tables = self.inside.iter().zip(&before.inside).filter(|(after, before)| after != before);
        let tables: Vec<_> = tables.map(|(after, _)| after.table).collect();
        format!("{tables:?} and {} events", self.changes - before.changes)
    }
}
