//! The folders that are watched: where sources deliver, and where the configuration lies.

use super::House;
use crate::config::model::{Source, SourceKind};
use crate::web::Bell;
use notify_debouncer_full::notify::event::{EventKind, ModifyKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// So long nothing may have happened to a folder before it is looked at.
const STILL: Duration = Duration::from_secs(2);
/// What deliveries are made of, beside the files that a source names itself.
const DELIVERED: [&str; 4] = ["csv", "txt", "xml", "zip"];
/// The folder of drop-ins, beside the configuration.
pub(super) const DROP_INS: &str = "conf.d";

/// What is rung when something comes.
#[derive(Clone)]
pub(super) struct Bells {
    /// The configuration was saved.
    pub(super) saved: Bell,
    /// Something in a folder of deliveries.
    pub(super) delivered: Bell,
}

/// What is watched, for as long as this is kept.
///
/// One watcher lives as long as the organiser is served, and is turned to other folders when the configuration names
/// others: what it has seen and not yet told, since the folder must be still first, is told also then.
pub(super) struct Folders {
    bells: Bells,
    places: Arc<Mutex<Places>>,
    watcher: Option<Debouncer<RecommendedWatcher, RecommendedCache>>,
    watched: Watched,
}

/// Folders that are to be watched: how, and which each was when the watcher was turned to it.
type Watched = BTreeMap<PathBuf, (RecursiveMode, Option<Identity>)>;

/// Device, number and birth of a folder: a number is soon given to another.
type Identity = (u64, u64, Option<SystemTime>);

fn identity(folder: &Path) -> Option<Identity> {
    let there = std::fs::metadata(folder).ok()?;
    Some((there.dev(), there.ino(), there.created().ok()))
}

/// What tells a delivery from a configuration, and both from what is nobody's.
#[derive(Default)]
struct Places {
    config: PathBuf,
    roots: Vec<Root>,
}

impl Folders {
    pub(super) fn new(bells: Bells) -> Self {
        Self { bells, places: Arc::default(), watcher: None, watched: BTreeMap::new() }
    }

    /// Watches the folders of this organiser, and no others any more.
    pub(super) fn turn_to(&mut self, house: &House) {
        let (wanted, roots) = (wanted(house), roots(house));
        let config = absolute(&house.config.dir);
        *self.places.lock().unwrap_or_else(PoisonError::into_inner) = Places { config, roots };
        let watcher = match &mut self.watcher {
            Some(watcher) => watcher,
            none => match watcher(Arc::clone(&self.places), self.bells.clone()) {
                Ok(new) => none.insert(new),
                Err(error) => return tracing::warn!(%error, "deliveries are not watched; the schedule is left"),
            },
        };
        for (gone, _) in self.watched.iter().filter(|(folder, was)| wanted.get(*folder) != Some(was)) {
            // One that is there no more is watched no more either.
            let _ = watcher.unwatch(gone);
        }
        self.watched = wanted;
        // All of them: whoever leaves a folder leaves those in it too. What is watched with all below it comes last.
        let in_order = [RecursiveMode::NonRecursive, RecursiveMode::Recursive];
        for (mode, folder) in
            in_order.iter().flat_map(|mode| self.watched.iter().map(move |(at, how)| (mode, (at, how.0))))
        {
            if folder.1 == *mode
                && let Err(error) = watcher.watch(folder.0, *mode)
            {
                tracing::warn!(folder = %folder.0.display(), %error, "this folder is not watched; the schedule is left");
            }
        }
    }

    /// Is something to be watched that was not, or is it another by now?
    pub(super) fn have_moved(&self, house: &House) -> bool {
        let has_moved = |(folder, is): (&PathBuf, &(RecursiveMode, Option<Identity>))| {
            is.1.is_some() && self.watched.get(folder) != Some(is)
        };
        wanted(house).iter().any(has_moved)
    }

    /// Is there something of every source? What is about to come is waited for.
    pub(super) fn are_delivered(house: &House) -> bool {
        roots(house)
            .iter()
            .all(|root| root.only.as_ref().map_or(root.folder.clone(), |name| root.folder.join(name)).exists())
    }
}

/// What an organiser wants to be watched.
fn wanted(house: &House) -> Watched {
    let deliveries =
        roots(house).into_iter().map(|root| (root.mode(), root.folder)).map(|(mode, folder)| (folder, mode));
    let folders = of_configuration(&absolute(&house.config.dir)).into_iter().chain(deliveries);
    let mut all = Watched::new();
    for (folder, mode) in folders {
        let is = identity(&folder);
        let known = all.entry(folder).or_insert((mode, is));
        // A source may lie in a folder of the configuration.
        if mode == RecursiveMode::Recursive {
            known.0 = mode;
        }
    }
    all
}

/// Rings for what comes in a folder once that is still.
fn watcher(
    places: Arc<Mutex<Places>>,
    bells: Bells,
) -> notify::Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    new_debouncer(STILL, None, move |changes: DebounceEventResult| {
        let places = places.lock().unwrap_or_else(PoisonError::into_inner);
        let ring = |bell: &Bell| bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        // Where more came than the kernel remembers, nobody knows what it was.
        if changes.as_ref().map_or(true, |events| events.iter().any(|event| event.need_rescan())) {
            ring(&bells.saved);
            ring(&bells.delivered);
        }
        changes.unwrap_or_default().iter().filter_map(|event| rung(event, &places, &bells)).for_each(ring);
    })
}

/// Where a source delivers.
struct Root {
    folder: PathBuf,
    /// Only this in it: a file, or a folder that is not there yet.
    only: Option<OsString>,
    /// Files that say that a delivery is whole, and those that the configuration names, whatever their ends.
    marks: Vec<String>,
}

impl Root {
    fn mode(&self) -> RecursiveMode {
        if self.only.is_some() { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive }
    }

    /// Is a file part of a delivery?
    fn has(&self, path: &Path) -> bool {
        let Some(name) = path.file_name() else { return false };
        let is_mark = || self.marks.iter().any(|mark| name == mark.as_str());
        match &self.only {
            Some(only) => path.parent() == Some(&self.folder) && (name == only || is_mark()),
            None => path.starts_with(&self.folder) && (is_mark() || DELIVERED.iter().any(|end| ends(path, end))),
        }
    }
}

fn ends(path: &Path, with: &str) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case(with))
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
        let path = absolute(&house.config.resolve(&source.path));
        let files = source.file.iter().filter_map(|file| Path::new(&file.path).file_name()?.to_str());
        let marks = [&source.done, &source.checksums, &source.marker].into_iter().flatten();
        let marks = marks.map(String::as_str).chain(files).map(str::to_owned).collect();
        match (path.parent(), path.file_name()) {
            // A file is replaced by another; its folder stays.
            (Some(parent), Some(name)) if !path.is_dir() => {
                Root { folder: parent.to_owned(), only: Some(name.to_owned()), marks }
            }
            _ => Root { folder: path, only: None, marks },
        }
    };
    let files = house.config.file.source.iter().filter(|source| source.kind != SourceKind::Ss12000);
    files.map(of).collect()
}

/// What an event rings; nothing when somebody only looked, or wrote what is none of ours.
fn rung<'a>(event: &DebouncedEvent, places: &Places, bells: &'a Bells) -> Option<&'a Bell> {
    let is_news = match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    if !is_news {
        return None;
    }
    let is_configuration = |path: &PathBuf| ends(path, "toml") || path.ends_with(DROP_INS);
    if event.paths.iter().any(|path| path.starts_with(&places.config) && is_configuration(path)) {
        return Some(&bells.saved);
    }
    let is_delivered = |path: &PathBuf| places.roots.iter().any(|root| root.has(path));
    event.paths.iter().any(is_delivered).then_some(&bells.delivered)
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
