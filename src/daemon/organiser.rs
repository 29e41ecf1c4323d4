//! One organiser that is served: waits for whatever comes first, does it, and waits again.

use super::agenda::{self, Done, History, Task};
use super::board::Board;
use super::hints::{Hint, Hints};
use super::{House, LOOK, PARTING, health, life, look_back};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// One organiser of the program.
pub(super) struct Organiser {
    pub(super) name: String,
    pub(super) board: Board,
    pub(super) hints: Hints,
    pub(super) house: Arc<House>,
    pub(super) history: History,
}

impl Organiser {
    /// Lives until it is told to stop. `open` opens the organiser anew, with whatever its configuration says by then.
    pub(super) async fn live(mut self, open: &impl AsyncFn() -> anyhow::Result<House>) {
        loop {
            if self.board.answers().await {
                let before = self.board.health(&self.name);
                self.board.note(&self.name, health::health(&self.house, before).await);
            }
            look_back(&self.house, &mut self.history).await;
            let now = self.house.now();
            let (at, task) = agenda::next(&self.house.config.file, &self.history, &now);
            self.board.waits(&self.name, &self.house, &at);
            let left = Duration::try_from(at.duration_since(&now)).unwrap_or_default();
            let task = match self.hints.next(left.min(LOOK)).await {
                Hint::Stop => break,
                Hint::Configuration => {
                    self.reload(open).await;
                    continue;
                }
                Hint::Delivery => {
                    self.history.is_hinted = true;
                    Task::Sync
                }
                Hint::Time if self.house.now() < at => continue,
                Hint::Time => task,
            };
            if !self.run(task).await {
                break;
            }
        }
        if self.board.is_alone() {
            life::stopping();
        }
        close(self.house).await;
    }

    /// Does a task, and notes it. Is there to be another?
    async fn run(&mut self, task: Task) -> bool {
        let Some(_place) = self.place().await else { return false };
        self.board.runs(&self.name, &self.house);
        self.history.began(self.house.now().timestamp());
        let (here, of_run, known) = (tokio::runtime::Handle::current(), Arc::clone(&self.house), self.history);
        let span = tracing::Span::current();
        // A source is read without a pause, so a run has a thread of its own.
        let mut run = tokio::task::spawn_blocking(move || {
            let _entered = span.entered();
            here.block_on(of_run.run(task, &known))
        });
        let done = loop {
            tokio::select! {
                done = &mut run => break done,
                () = self.hints.stopped() => {
                    tracing::info!("stopping once the run is done");
                    let _ = tokio::time::timeout(PARTING, &mut run).await;
                    return false;
                }
                () = tokio::time::sleep(life::BEAT) => self.board.lives(&self.name),
            }
        };
        let done = done.unwrap_or_else(|lost| {
            tracing::error!(%lost, "a run broke off");
            Done::Stuck
        });
        self.history.ended(task, done, self.house.now().timestamp());
        true
    }

    /// A place to run in, once there is one; none when it is told to stop.
    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        let mut place = std::pin::pin!(Arc::clone(&self.board.places).acquire_owned());
        loop {
            tokio::select! {
                place = &mut place => return place.ok(),
                () = self.hints.stopped() => return None,
                () = tokio::time::sleep(life::BEAT) => self.board.lives(&self.name),
            }
        }
    }

    /// Takes over the configuration as it is now, whole, or leaves the old one in force.
    async fn reload(&mut self, open: &impl AsyncFn() -> anyhow::Result<House>) {
        life::reloading();
        let opened = match open().await {
            Ok(new) => self.board.claims(&self.name, &new).map(|()| new),
            Err(error) => Err(error),
        };
        match opened {
            Ok(new) if new.config.digest == self.house.config.digest => {
                // A folder of drop-ins may have come that has nothing yet.
                self.hints.watch(&new);
                self.house.accepts().await;
                new.store.close().await;
            }
            Ok(new) => {
                self.hints.watch(&new);
                let (old, digest) = (short(&self.house.config.digest), short(&new.config.digest));
                tracing::info!(old, digest, "took over another configuration");
                new.accepts().await;
                new.takes_over_from(&self.house.config.digest).await;
                close(std::mem::replace(&mut self.house, Arc::new(new))).await;
            }
            Err(error) => {
                tracing::error!("the configuration cannot be used; the one before stays in force: {error:#}");
                self.house.refuses(&error).await;
            }
        }
        if let Err(error) = self.board.moves(&self.name, &self.house).await {
            tracing::error!("nobody can ask how it goes: {error:#}");
        }
        life::ready();
    }
}

/// Closes what is used no longer; a run that was given up still holds it, and it goes with the program.
async fn close(house: Arc<House>) {
    if let Ok(house) = Arc::try_unwrap(house) {
        house.store.close().await;
    }
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
