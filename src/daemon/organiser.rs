//! One organiser that is served: waits for whatever comes first, does it, and waits again.

use super::agenda::{self, Done, History, Subscribed, Task};
use super::board::Board;
use super::hints::{Hint, Hints, News};
use super::notes::Notes;
use super::subscriptions::{Seen, Subscriptions};
use super::{AGAIN, House, LOOK, NUDGES, PARTING, health, life, look_back, site};
use crate::config::changed;
use crate::store::StoreError;
use crate::sync::Taken;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// One organiser of the program.
pub(super) struct Organiser {
    name: String,
    board: Board,
    hints: Hints,
    house: Arc<House>,
    history: History,
    subscriptions: Subscriptions,
    notes: Notes,
}

impl Organiser {
    /// What is served under a name, what wakes it, and what was done so far.
    pub(super) async fn new(name: String, board: Board, (hints, house, mut history): (Hints, House, History)) -> Self {
        let subscriptions = Subscriptions::new(&board.hooks, hints.bell());
        history.subscribed.seen(subscriptions.seen(&house).await);
        Self { name, board, hints, house: Arc::new(house), history, subscriptions, notes: Notes::default() }
    }

    /// Lives until it is told to stop. `open` opens the organiser anew, with whatever its configuration says by then.
    pub(super) async fn live(mut self, open: &impl AsyncFn() -> anyhow::Result<House>) {
        loop {
            self.notes.settle(&self.house).await;
            if self.board.answers().await {
                let before = self.board.health(&self.name);
                let health = health::health(&self.house, before).await;
                self.board.note(&self.name, health.unless_stuck(self.history.is_stuck()));
            }
            self.hints.look(&self.house);
            self.subscriptions.listen(&self.house).await;
            look_back(&self.house, &mut self.history).await;
            let now = self.house.now();
            let (at, task) = agenda::next(&self.house.config.file, &self.history, &now);
            self.board.waits(&self.name, &self.house, &at);
            let left = Duration::try_from(at.duration_since(&now)).unwrap_or_default();
            let look = if self.notes.is_empty() { LOOK } else { AGAIN };
            let task = match self.wait(left.min(look)).await {
                Hint::Stop => break,
                Hint::Saved if !self.hints.is_still(&self.house).await => continue,
                Hint::Saved | Hint::Asked => {
                    self.reload(open).await;
                    continue;
                }
                Hint::News => {
                    self.history.hinted(self.house.clock.now());
                    continue;
                }
                Hint::Delivery => {
                    self.history.delivered(self.house.clock.now(), self.house.settle());
                    continue;
                }
                Hint::Time if self.house.now() < at => {
                    if self.hints.is_unread() || self.house.store.is_replaced() {
                        self.reload(open).await;
                    }
                    continue;
                }
                Hint::Time => task,
            };
            self.notes.settle(&self.house).await;
            let goes_on = match task {
                Task::Subscribe => self.subscribe().await,
                task => self.run(task).await,
            };
            if !goes_on {
                break;
            }
        }
        if self.board.is_alone() {
            life::stopping();
        }
        self.notes.settle(&self.house).await;
        site::left(self.board.closes(&self.name)).await;
        close(self.house).await;
    }

    /// Waits for a hint, and looks now and then whether somebody nudged.
    async fn wait(&mut self, at_most: Duration) -> Hint {
        let news = if self.history.hinted_at.is_some() { News::Known } else { News::None };
        let mut left = at_most;
        loop {
            let hint = self.hints.next(left.min(NUDGES), news).await;
            if hint != Hint::Time {
                return hint;
            }
            if self.house.takes_nudge().await {
                return Hint::News;
            }
            left = left.saturating_sub(NUDGES);
            if left.is_zero() {
                return Hint::Time;
            }
        }
    }

    /// Sees to the subscriptions at servers, and notes what came of it. Is there to be another task?
    async fn subscribe(&mut self) -> bool {
        // Without the turn: a server that hangs keeps nobody from a run, and what two programs do at once, one mends.
        let Self { house, hints, board, name, subscriptions, .. } = self;
        let Some(seen) = alive((hints, board, name), subscriptions.see_to(house)).await else { return false };
        let has_failed = self.history.subscribed.seen(seen);
        self.history.told_servers(has_failed, self.house.clock.now());
        true
    }

    /// Does a task, and notes it. Is there to be another?
    async fn run(&mut self, task: Task) -> bool {
        let Some(_place) = self.place().await else { return false };
        self.board.runs(&self.name, &self.house);
        if let (Some(_), Task::Sync) = (self.history.hinted_at, task) {
            tracing::info!("there is said to be news");
        }
        if task == Task::Sync {
            self.hints.heard();
        }
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
        self.hints.reads(&self.house);
        let opened = match open().await {
            Ok(new) => self.board.claims(&self.name, &new).await.map(|()| new),
            Err(error) => Err(error),
        };
        match opened {
            Ok(new) if new.config.digest == self.house.config.digest && !self.house.store.is_replaced() => {
                // A folder of drop-ins may have come that has nothing yet.
                self.hints.watch(&new);
                tracing::info!(digest = short(&new.config.digest), "the configuration says the same as before");
                self.notes.accepts();
                new.store.close().await;
            }
            Ok(new) => {
                self.hints.watch(&new);
                let (old, digest) = (short(&self.house.config.digest), short(&new.config.digest));
                if old == digest {
                    tracing::warn!("another database lies in place of the one that was opened: it was opened");
                } else {
                    let changed = changed(&self.house.config.file, &new.config.file);
                    tracing::info!(old, digest, changed = changed.join(" "), "took over another configuration");
                    let (before, config) = (self.house.config.digest.clone(), new.config.digest.clone());
                    self.notes.took(Taken { before, config, changed });
                }
                self.notes.accepts();
                let Self { house, hints, board, name, subscriptions, .. } = self;
                let _ = alive((hints, board, name), subscriptions.part(house, &new)).await;
                self.history.subscribed = Subscribed::default();
                self.history.subscribed.seen(self.subscriptions.seen(&new).await);
                site::left(self.board.opens(&self.name, &new)).await;
                close(std::mem::replace(&mut self.house, Arc::new(new))).await;
            }
            // It says nothing of the configuration.
            Err(error) if may_pass(&error) => {
                tracing::warn!("the configuration cannot be taken over yet; the one before stays in force: {error:#}");
                self.hints.could_not_read();
            }
            Err(error) => {
                tracing::error!("the configuration cannot be used; the one before stays in force: {error:#}");
                // A folder of it may have been made anew.
                self.hints.watch(&self.house);
                self.notes.refuses(self.house.refusal(&error));
            }
        }
        if let Err(error) = self.board.moves(&self.name, &self.house).await {
            tracing::error!("nobody can ask how it goes: {error:#}");
        }
        life::ready();
    }
}

/// Does it to its end, unless the organiser is to be served no longer; a service manager hears meanwhile that it is alive.
async fn alive<T>((hints, board, name): (&Hints, &Board, &str), work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Some(done),
            () = hints.stopped() => return None,
            () = tokio::time::sleep(life::BEAT) => board.lives(name),
        }
    }
}

/// May waiting help, since it is the database that is away?
fn may_pass(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_passing))
}

impl Subscribed {
    /// Notes what was found out; has something failed?
    pub(super) fn seen(&mut self, seen: Seen) -> bool {
        (self.is_asked, self.renew_at) = (seen.is_asked, seen.renew_at);
        seen.has_failed
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
