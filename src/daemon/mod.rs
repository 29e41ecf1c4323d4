//! `serve`: runs for years without a hand.
//!
//! One loop waits for whatever comes first: the next task of the [`agenda`], a delivery, a saved configuration, a signal.
//! Hints carry no data, only that somebody should look; however many come, one run follows, and never two at once. A run
//! is the same that `upprop sync` does.

pub mod agenda;
mod health;
mod hints;
mod house;
mod life;
mod notes;

pub use house::House;

use crate::clock::Clock;
use agenda::{History, Task};
use health::Desk;
use hints::{Hint, Hints};
use jiff::{Timestamp, Zoned};
use notes::Notes;
use std::sync::Arc;
use std::time::Duration;

/// A run that is under way when the program is to stop has so long to come to its end. What it has not committed by then
/// never was.
const PARTING: Duration = Duration::from_secs(10);
/// The clock is looked at again so often at least, since it may be set and the machine may sleep.
const LOOK: Duration = Duration::from_secs(30);
/// What could not be noted, since another run had the database, is tried again after this.
const AGAIN: Duration = Duration::from_secs(2);

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
    let mut notes = Notes::default();
    life::ready();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "serving");
    loop {
        notes.settle(&house).await;
        desk.note(&house).await;
        let now = house.now();
        let (at, task) = agenda::next(&house.config.file, &history, &now);
        life::waiting(&house, &at);
        let left = Duration::try_from(at.duration_since(&now)).unwrap_or_default();
        let look = if notes.is_empty() { LOOK } else { AGAIN };
        let task = match hints.next(left.min(look)).await {
            Hint::Stop => break,
            Hint::Saved if !hints.is_still(&house).await => continue,
            Hint::Saved | Hint::Asked => {
                reload(&mut house, &open, (&mut hints, &mut notes)).await;
                if let Err(error) = desk.move_to(&house).await {
                    tracing::error!("nobody can ask how it goes: {error:#}");
                }
                continue;
            }
            Hint::Delivery => Task::Sync,
            Hint::Time if house.now() < at => continue,
            Hint::Time => task,
        };
        notes.settle(&house).await;
        if !run(&house, task, &mut history, &mut hints).await {
            break;
        }
    }
    life::stopping();
    notes.settle(&house).await;
    close(house).await;
    tracing::info!("stopped");
    Ok(())
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
        let has_failed_in_passing = house.run(task).await;
        history.ended(task, has_failed_in_passing, at.timestamp());
        history.letter_at = house.letter_at().await;
    }
}

/// Does a task, and notes it. Is there to be another?
async fn run(house: &Arc<House>, task: Task, history: &mut History, hints: &mut Hints) -> bool {
    life::running(house);
    let now = house.now();
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

/// Takes over the configuration as it is now, whole, or leaves the old one in force.
async fn reload(
    house: &mut Arc<House>,
    open: &impl AsyncFn() -> anyhow::Result<House>,
    (hints, notes): (&mut Hints, &mut Notes),
) {
    life::reloading();
    match open().await {
        Ok(new) if new.config.digest == house.config.digest => {
            // A folder of drop-ins may have come that has nothing yet.
            hints.watch(&new);
            tracing::info!(digest = short(&new.config.digest), "the configuration says the same as before");
            notes.accepts();
            new.store.close().await;
        }
        Ok(new) => {
            hints.watch(&new);
            let (old, digest) = (short(&house.config.digest), short(&new.config.digest));
            tracing::info!(old, digest, "took over another configuration");
            notes.accepts();
            notes.took(&house.config.digest, &new.config.digest);
            close(std::mem::replace(house, Arc::new(new))).await;
        }
        Err(error) => {
            tracing::error!("the configuration cannot be used; the one before stays in force: {error:#}");
            notes.refuses(house.refusal(&error));
        }
    }
    life::ready();
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
