//! What interrupts waiting: a delivery that comes, a server that calls, a configuration that is saved, a signal.

use super::House;
use super::folders::{Bells, DROP_INS, Folders};
use super::signals::Signals;
use crate::web::Bell;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

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

/// So long nobody may have written to a configuration before it is read.
const GLANCE: Duration = Duration::from_millis(500);
/// One that somebody never stops writing to is read as it is after so many glances: half a minute.
const GLANCES_MAX: u32 = 60;

/// Everything that may interrupt waiting. However often a bell rings before somebody listens, it is heard once.
pub(super) struct Hints {
    signals: Signals,
    /// Rings when a server calls.
    bell: Bell,
    calls: watch::Receiver<u64>,
    saved: watch::Receiver<u64>,
    delivered: watch::Receiver<u64>,
    /// How often somebody was still writing to the configuration.
    restless: u32,
    /// The configuration's files as they lay when they were last read; none where they could not be.
    read: Option<Vec<Shape>>,
    folders: Folders,
}

impl Hints {
    pub(super) fn new(signals: Signals) -> Self {
        let ((bell, calls), (save, saved), (deliver, delivered)) =
            (watch::channel(0), watch::channel(0), watch::channel(0));
        let folders = Folders::new(Bells { saved: save, delivered: deliver });
        Self { signals, bell, calls, saved, delivered, restless: 0, read: None, folders }
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
        self.folders.turn_to(house);
        self.read.get_or_insert_with(|| shape(house));
    }

    /// The configuration is about to be read, as it lies there now.
    pub(super) fn reads(&mut self, house: &House) {
        self.read = Some(shape(house));
    }

    /// It could not be taken over, for a reason that may pass.
    pub(super) fn could_not_read(&mut self) {
        self.read = None;
    }

    /// Is it to be read again when there is nothing else to do?
    pub(super) fn is_unread(&self) -> bool {
        self.read.is_none()
    }

    /// Looks whether something came unseen: a folder that another was put in place of is watched no more, and not every
    /// file system tells what others do.
    pub(super) fn look(&mut self, house: &House) {
        if self.folders.have_moved(house) {
            tracing::info!("a folder came, went, or lies elsewhere");
            self.folders.turn_to(house);
            if Folders::are_delivered(house) {
                self.delivered.mark_changed();
            }
        }
        if self.read.as_ref().is_some_and(|read| *read != shape(house)) {
            self.saved.mark_changed();
        }
    }

    /// The next hint, or that the time is up. What a delivery means may depend on the configuration, so that is read first.
    /// Whoever knows of news already is told of none: however often a server calls, it disturbs nobody.
    pub(super) async fn next(&mut self, at_most: Duration, news: News) -> Hint {
        let signals = self.signals.clone();
        tokio::select! {
            biased;
            () = signals.stopped() => Hint::Stop,
            Ok(()) = self.signals.hang_ups.changed() => {
                self.saved.mark_unchanged();
                Hint::Asked
            }
            Ok(()) = self.saved.changed() => Hint::Saved,
            Ok(()) = self.delivered.changed() => Hint::Delivery,
            Ok(()) = self.calls.changed(), if news == News::None => Hint::News,
            () = tokio::time::sleep(at_most) => Hint::Time,
        }
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
        self.saved.mark_changed();
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
