//! `serve`: runs for years without a hand.
//!
//! One loop waits for whatever comes first: the next task of the [`agenda`], a delivery, a server that calls, somebody who
//! nudges, a saved configuration, a signal. Hints carry no data, only that somebody should look; however many come, one run follows, and never two at once. A run
//! is the same that `upprop sync` does.

pub mod agenda;
mod health;
mod hints;
mod house;
mod life;
mod subscriptions;

pub use house::House;

use crate::clock::Clock;
use crate::web::Hooks;
use agenda::{History, Subscribed, Task};
use health::Desk;
use hints::{Hint, Hints, News};
use jiff::{Timestamp, Zoned};
use std::sync::Arc;
use std::time::Duration;
use subscriptions::{Seen, Subscriptions};
use tokio::sync::watch;

/// A run that is under way when the program is to stop has so long to come to its end. What it has not committed by then
/// never was.
const PARTING: Duration = Duration::from_secs(10);
/// The clock is looked at again so often at least, since it may be set and the machine may sleep.
const LOOK: Duration = Duration::from_secs(30);
/// And whether somebody nudged, so often.
const NUDGES: Duration = Duration::from_secs(3);

/// Serves one organiser until it is told to stop. `open` opens it anew, with whatever its configuration says by then.
///
/// # Errors
/// When signals cannot be received or the database cannot be asked in the beginning.
pub async fn serve(first: House, open: impl AsyncFn() -> anyhow::Result<House>) -> anyhow::Result<()> {
    let mut hints = Hints::new()?;
    hints.watch(&first);
    let mut desk = Desk::open(&first).await?;
    let mut house = Arc::new(first);
    let mut history = house.history().await?;
    let mut subscriptions = Subscriptions::new(&desk.hooks, hints.bell());
    history.subscribed.seen(subscriptions.seen(&house).await);
    life::ready();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "serving");
    loop {
        desk.note(&house).await;
        subscriptions.listen(&house).await;
        let now = house.now();
        let (at, task) = agenda::next(&house.config.file, &history, &now);
        life::waiting(&house, &at);
        let left = Duration::try_from(at.duration_since(&now)).unwrap_or_default();
        let task = match wait(&house, &mut hints, &history, left.min(LOOK)).await {
            Hint::Stop => break,
            Hint::Configuration => {
                if reload(&mut house, &open, &mut hints, &mut subscriptions).await {
                    history.subscribed = Subscribed::default();
                    history.subscribed.seen(subscriptions.seen(&house).await);
                }
                if let Err(error) = desk.move_to(&house).await {
                    tracing::error!("nobody can ask how it goes: {error:#}");
                }
                continue;
            }
            Hint::News => {
                history.hinted(house.clock.now());
                continue;
            }
            Hint::Delivery => Task::Sync,
            Hint::Time if house.now() < at => continue,
            Hint::Time => task,
        };
        let goes_on = match task {
            Task::Subscribe => subscribe(&house, &mut history, &hints, &mut subscriptions).await,
            task => run(&house, task, &mut history, &mut hints).await,
        };
        if !goes_on {
            break;
        }
    }
    life::stopping();
    close(house).await;
    tracing::info!("stopped");
    Ok(())
}

/// Waits for a hint, and looks now and then whether somebody nudged.
async fn wait(house: &House, hints: &mut Hints, history: &History, at_most: Duration) -> Hint {
    let news = if history.hinted_at.is_some() { News::Known } else { News::None };
    let mut left = at_most;
    loop {
        let hint = hints.next(left.min(NUDGES), news).await;
        if hint != Hint::Time {
            return hint;
        }
        if house.takes_nudge().await {
            return Hint::News;
        }
        left = left.saturating_sub(NUDGES);
        if left.is_zero() {
            return Hint::Time;
        }
    }
}

/// Lives from now until then by a clock that is turned from task to task: what [`serve`] would do if nothing came in between,
/// without the waiting. `before` is called before each task.
///
/// # Errors
/// When the database cannot be asked in the beginning.
pub async fn rehearse(
    mut house: House,
    until: Timestamp,
    mut before: impl FnMut(&Zoned, Task),
) -> anyhow::Result<House> {
    let mut history = house.history().await?;
    let mut subscriptions = Subscriptions::new(&Hooks::default(), watch::channel(0).0);
    history.subscribed.seen(subscriptions.seen(&house).await);
    loop {
        let now = house.now();
        let (at, task) = agenda::next(&house.config.file, &history, &now);
        let at = at.max(now);
        if at.timestamp() >= until {
            return Ok(house);
        }
        house.clock = Clock::At(at.timestamp());
        before(&at, task);
        history.began(task, &at);
        let has_failed_in_passing = match task {
            Task::Subscribe => history.subscribed.seen(subscriptions.see_to(&house).await),
            task => house.run(task).await,
        };
        history.ended(task, has_failed_in_passing, at.timestamp());
        history.letter_at = house.letter_at().await;
    }
}

/// Does a task, and notes it. Is there to be another?
async fn run(house: &Arc<House>, task: Task, history: &mut History, hints: &mut Hints) -> bool {
    life::running(house);
    let now = house.now();
    if let (Some(_), Task::Sync) = (history.hinted_at, task) {
        tracing::info!("there is said to be news");
    }
    if task == Task::Sync {
        hints.heard();
    }
    history.began(task, &now);
    let (here, of_run) = (tokio::runtime::Handle::current(), Arc::clone(house));
    // A source is read without a pause, so a run has a thread of its own.
    let mut run = tokio::task::spawn_blocking(move || here.block_on(of_run.run(task)));
    let done = loop {
        tokio::select! {
            done = &mut run => break done,
            () = hints.stopped() => {
                tracing::info!("stopping once the run is done");
                let _ = tokio::time::timeout(PARTING, &mut run).await;
                return false;
            }
            () = tokio::time::sleep(life::BEAT) => life::alive(),
        }
    };
    let has_failed_in_passing = done.unwrap_or_else(|lost| {
        tracing::error!(%lost, "a run broke off");
        true
    });
    history.letter_at = house.letter_at().await;
    history.ended(task, has_failed_in_passing, house.now().timestamp());
    true
}

/// Sees to the subscriptions at servers, and notes what came of it. Is there to be another task?
async fn subscribe(house: &House, history: &mut History, hints: &Hints, subscriptions: &mut Subscriptions) -> bool {
    let Some(seen) = alive(hints, subscriptions.see_to(house)).await else { return false };
    let has_failed = history.subscribed.seen(seen);
    history.ended(Task::Subscribe, has_failed, house.clock.now());
    true
}

/// Does it to its end, unless the program is told to stop; a service manager hears meanwhile that it is alive.
async fn alive<T>(hints: &Hints, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Some(done),
            () = hints.stopped() => return None,
            () = tokio::time::sleep(life::BEAT) => life::alive(),
        }
    }
}

impl Subscribed {
    /// Notes what was found out; has something failed?
    fn seen(&mut self, seen: Seen) -> bool {
        (self.is_asked, self.renew_at) = (seen.is_asked, seen.renew_at);
        seen.has_failed
    }
}

/// Takes over the configuration as it is now, whole, or leaves the old one in force. Is there another?
async fn reload(
    house: &mut Arc<House>,
    open: &impl AsyncFn() -> anyhow::Result<House>,
    hints: &mut Hints,
    subscriptions: &mut Subscriptions,
) -> bool {
    let before = Arc::as_ptr(house);
    life::reloading();
    match open().await {
        Ok(new) if new.config.digest == house.config.digest => {
            // A folder of drop-ins may have come that has nothing yet.
            hints.watch(&new);
            house.accepts().await;
            new.store.close().await;
        }
        Ok(new) => {
            hints.watch(&new);
            let (old, digest) = (short(&house.config.digest), short(&new.config.digest));
            tracing::info!(old, digest, "took over another configuration");
            new.accepts().await;
            new.takes_over_from(&house.config.digest).await;
            let _ = alive(hints, subscriptions.part(house, &new)).await;
            close(std::mem::replace(house, Arc::new(new))).await;
        }
        Err(error) => {
            tracing::error!("the configuration cannot be used; the one before stays in force: {error:#}");
            house.refuses(&error).await;
        }
    }
    life::ready();
    before != Arc::as_ptr(house)
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
