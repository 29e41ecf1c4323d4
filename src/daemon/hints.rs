//! What interrupts waiting: a delivery that comes, a server that calls, a configuration that is saved, a signal.

use super::House;
use super::signals::Signals;
use crate::config::model::{Source, SourceKind};
use crate::web::Bell;
use notify_debouncer_full::notify::event::{EventKind, ModifyKind};
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::sync::{mpsc, watch};

/// What has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing; the time is up.
    Time,
    /// Something in a folder of deliveries.
    Delivery,
    /// Somebody says that there is news at a source.
    News,
    /// The configuration was saved.
    Saved,
    /// Somebody asks for the configuration to be read.
    Asked,
    /// The program is to stop.
    Stop,
}

/// Is it known already that somebody says there is news?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// No.
    None,
    /// Yes.
    Known,
}

/// So long nothing may have happened to a folder before it is looked at.
const STILL: Duration = Duration::from_secs(2);
/// So long nobody may have written to a configuration before it is read.
const GLANCE: Duration = Duration::from_millis(500);
/// One that somebody never stops writing to is read as it is after so many glances: half a minute.
const GLANCES_MAX: u32 = 60;
/// More hints than this say no more than these.
const ROOM: usize = 16;
/// What deliveries are made of, beside the files that a source names itself.
const DELIVERED: [&str; 4] = ["csv", "txt", "xml", "zip"];

/// The folder of drop-ins, beside the configuration.
const DROP_INS: &str = "conf.d";

/// Everything that may interrupt waiting.
pub(super) struct Hints {
    sender: mpsc::Sender<Hint>,
    hints: mpsc::Receiver<Hint>,
    signals: Signals,
    /// Rings when a server calls.
    bell: Bell,
    calls: watch::Receiver<u64>,
    /// How often somebody was still writing to the configuration.
    restless: u32,
    /// What is watched, for as long as this is kept.
    watching: Option<Debouncer<RecommendedWatcher, RecommendedCache>>,
}

impl Hints {
    pub(super) fn new(signals: Signals) -> Self {
        let (sender, hints) = mpsc::channel(ROOM);
        let (bell, calls) = watch::channel(0);
        Self { sender, hints, signals, bell, calls, restless: 0, watching: None }
    }

    /// What rings when a server calls.
    pub(super) fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// Whoever has called so far is heard.
    pub(super) fn heard(&mut self) {
        self.calls.mark_unchanged();
    }

    /// Watches the folders of this organiser, and no others any more. Where that cannot be, the schedule is left.
    pub(super) fn watch(&mut self, house: &House) {
        let (roots, sender, config) = (roots(house), self.sender.clone(), absolute(&house.config.dir));
        let beside = config.clone();
        let on_change = {
            let roots = roots.clone();
            move |changes: DebounceEventResult| {
                for hint in changes.unwrap_or_default().iter().filter_map(|event| hint(event, &roots, &config)) {
                    let _ = sender.try_send(hint);
                }
            }
        };
        let mut debouncer = match new_debouncer(STILL, None, on_change) {
            Ok(debouncer) => debouncer,
            Err(error) => return tracing::warn!(%error, "deliveries are not watched; the schedule is left"),
        };
        let folders = roots.into_iter().map(|root| (root.folder, RecursiveMode::Recursive));
        // A source may lie in a folder of the configuration, or around it: what it watches more of comes last.
        for (folder, mode) in of_configuration(&beside).into_iter().chain(folders) {
            if let Err(error) = debouncer.watch(&folder, mode) {
                tracing::warn!(folder = %folder.display(), %error, "this folder is not watched; the schedule is left");
            }
        }
        // What was watched so far is watched until here, so that nothing comes unseen.
        self.watching = Some(debouncer);
    }

    /// The next hint, or that the time is up. Hints that have come meanwhile are taken with it. Whoever knows of news already
    /// is told of none: however often a server calls, it disturbs nobody.
    pub(super) async fn next(&mut self, at_most: Duration, news: News) -> Hint {
        let signals = self.signals.clone();
        let first = tokio::select! {
            () = signals.stopped() => return Hint::Stop,
            Ok(()) = self.signals.hang_ups.changed() => Hint::Asked,
            Ok(()) = self.calls.changed(), if news == News::None => return Hint::News,
            first = self.hints.recv() => first.unwrap_or(Hint::Time),
            () = tokio::time::sleep(at_most) => return Hint::Time,
        };
        let mut all = vec![first];
        while let Ok(hint) = self.hints.try_recv() {
            all.push(hint);
        }
        // What a delivery means may depend on the configuration; the delivery is remembered.
        for read in [Hint::Asked, Hint::Saved] {
            if all.contains(&read) {
                if all.contains(&Hint::Delivery) {
                    let _ = self.sender.try_send(Hint::Delivery);
                }
                return read;
            }
        }
        first
    }

    /// Is nobody writing to the configuration any more? While somebody is, it is looked at again soon: what is saved slowly
    /// is told of when it begins, and half of it may look like a whole one.
    pub(super) async fn is_still(&mut self, house: &House) -> bool {
        let before = shape(house);
        tokio::time::sleep(GLANCE).await;
        if shape(house) == before || self.restless >= GLANCES_MAX {
            self.restless = 0;
            return true;
        }
        self.restless += 1;
        let _ = self.sender.try_send(Hint::Saved);
        false
    }

    /// Waits until this is told to stop.
    pub(super) async fn stopped(&self) {
        self.signals.stopped().await;
    }
}

/// A file, by its number, its length and when it was written to; none where it cannot be looked at.
type Shape = (PathBuf, Option<(u64, u64, SystemTime)>);

/// How the files of a configuration lie there: whatever is written to them shows.
fn shape(house: &House) -> Vec<Shape> {
    let drop_ins = std::fs::read_dir(house.config.dir.join(DROP_INS)).into_iter().flatten().flatten();
    let files = drop_ins.map(|entry| entry.path()).chain([house.config.path.clone()]);
    let look = |path: &PathBuf| {
        let there = std::fs::metadata(path).ok()?;
        Some((there.ino(), there.len(), there.modified().ok()?))
    };
    let mut all: Vec<_> = files.map(|path| (path.clone(), look(&path))).collect();
    all.sort();
    all
}

/// Where a source delivers.
#[derive(Clone)]
struct Root {
    folder: PathBuf,
    /// Files that say that a delivery is whole, beside those that it is made of.
    marks: Vec<String>,
}

/// As events name it; what cannot be made absolute stays as it is.
fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Where a configuration is read from. Another folder beside it may be closed to the service, as one of secrets is.
fn of_configuration(dir: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let mut folders = vec![dir.to_owned(), dir.join(DROP_INS)];
    folders.retain(|folder| folder.is_dir());
    folders.into_iter().map(|folder| (folder, RecursiveMode::NonRecursive)).collect()
}

fn roots(house: &House) -> Vec<Root> {
    let of = |source: &Source| {
        let path = house.config.resolve(&source.path);
        // A file is replaced by another; its folder stays.
        let folder = if path.is_dir() { path } else { path.parent().map(Path::to_owned).unwrap_or(path) };
        let marks = [&source.done, &source.checksums, &source.marker];
        Root { folder: absolute(&folder), marks: marks.into_iter().flatten().cloned().collect() }
    };
    let files = house.config.file.source.iter().filter(|source| source.kind != SourceKind::Ss12000);
    files.map(of).collect()
}

/// What an event tells; nothing when somebody only looked, or wrote what is none of ours.
fn hint(event: &DebouncedEvent, roots: &[Root], config: &Path) -> Option<Hint> {
    let is_news = match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    if !is_news {
        return None;
    }
    let ends = |path: &Path, with: &str| path.extension().is_some_and(|end| end.eq_ignore_ascii_case(with));
    let is_configuration = |path: &PathBuf| ends(path, "toml") || path.ends_with(DROP_INS);
    if event.paths.iter().any(|path| path.starts_with(config) && is_configuration(path)) {
        return Some(Hint::Saved);
    }
    let is_delivered = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_mark = |root: &Root| root.marks.contains(&name);
        let is_one = DELIVERED.iter().any(|end| ends(path, end));
        roots.iter().any(|root| path.starts_with(&root.folder) && (is_one || is_mark(root)))
    };
    event.paths.iter().any(is_delivered).then_some(Hint::Delivery)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_that_a_configuration_is_read_from_are_watched_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let [dir, drop_ins] = [folder.path().to_owned(), folder.path().join(DROP_INS)];
        std::fs::create_dir(dir.join("cred")).unwrap();
        let watched = || of_configuration(&dir);
        assert_eq!(watched(), [(dir.clone(), RecursiveMode::NonRecursive)]);
        std::fs::create_dir(&drop_ins).unwrap();
        assert_eq!(watched(), [&dir, &drop_ins].map(|folder| (folder.clone(), RecursiveMode::NonRecursive)));
    }
}
