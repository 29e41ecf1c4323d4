//! The folders that are watched: where sources deliver, and where the configuration lies.

use super::House;
use crate::config::model::{Source, SourceKind};
use crate::web::Bell;
use notify_debouncer_full::notify::event::{EventKind, ModifyKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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
    watched: Vec<PathBuf>,
}

/// What tells a delivery from a configuration, and both from what is nobody's.
#[derive(Default)]
struct Places {
    config: PathBuf,
    roots: Vec<Root>,
}

impl Folders {
    pub(super) fn new(bells: Bells) -> Self {
        Self { bells, places: Arc::default(), watcher: None, watched: Vec::new() }
    }

    /// Watches the folders of this organiser, and no others any more.
    pub(super) fn turn_to(&mut self, house: &House) {
        let (config, roots) = (absolute(&house.config.dir), roots(house));
        let deliveries = roots.iter().map(|root| (root.folder.clone(), RecursiveMode::Recursive));
        // A source may lie in a folder of the configuration, or around it: what it watches more of comes last.
        let folders: Vec<_> = of_configuration(&config).into_iter().chain(deliveries).collect();
        *self.places.lock().unwrap_or_else(PoisonError::into_inner) = Places { config, roots };
        let watcher = match &mut self.watcher {
            Some(watcher) => watcher,
            none => match watcher(Arc::clone(&self.places), self.bells.clone()) {
                Ok(new) => none.insert(new),
                Err(error) => return tracing::warn!(%error, "deliveries are not watched; the schedule is left"),
            },
        };
        for gone in self.watched.extract_if(.., |old| folders.iter().all(|(folder, _)| folder != old)) {
            // One that is there no more is watched no more either.
            let _ = watcher.unwatch(&gone);
        }
        // All of them: whoever leaves a folder leaves those in it too, and one may have been made anew.
        for (folder, mode) in folders {
            match watcher.watch(&folder, mode) {
                Ok(()) if self.watched.contains(&folder) => {}
                Ok(()) => self.watched.push(folder),
                Err(error) => {
                    tracing::warn!(folder = %folder.display(), %error, "this folder is not watched; the schedule is left");
                }
            }
        }
    }
}

/// Rings for what comes in a folder once that is still.
fn watcher(
    places: Arc<Mutex<Places>>,
    bells: Bells,
) -> notify::Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    new_debouncer(STILL, None, move |changes: DebounceEventResult| {
        let places = places.lock().unwrap_or_else(PoisonError::into_inner);
        for bell in changes.unwrap_or_default().iter().filter_map(|event| rung(event, &places, &bells)) {
            bell.send_modify(|rung| *rung = rung.wrapping_add(1));
        }
    })
}

/// Where a source delivers.
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

/// What an event rings; nothing when somebody only looked, or wrote what is none of ours.
fn rung<'a>(event: &DebouncedEvent, places: &Places, bells: &'a Bells) -> Option<&'a Bell> {
    let is_news = match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    if !is_news {
        return None;
    }
    let ends = |path: &Path, with: &str| path.extension().is_some_and(|end| end.eq_ignore_ascii_case(with));
    let is_configuration = |path: &PathBuf| ends(path, "toml") || path.ends_with(DROP_INS);
    if event.paths.iter().any(|path| path.starts_with(&places.config) && is_configuration(path)) {
        return Some(&bells.saved);
    }
    let is_delivered = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_mark = |root: &Root| root.marks.contains(&name);
        let is_one = DELIVERED.iter().any(|end| ends(path, end));
        places.roots.iter().any(|root| path.starts_with(&root.folder) && (is_one || is_mark(root)))
    };
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
