//! `serve`: runs for years without a hand.
//!
//! One loop for each organiser waits for whatever comes first: the next task of the [`agenda`], a delivery, a server that
//! calls, somebody who nudges, a saved configuration, a signal. Hints carry no data, only that somebody should look; however
//! many come, one run follows, and never two at once. A run is the same that `upprop sync` does.

pub mod agenda;
mod board;
mod folders;
mod health;
mod hints;
mod host;
mod house;
mod life;
mod notes;
mod organiser;
mod signals;
mod site;
mod subscriptions;

pub use host::host;
pub use house::House;

use crate::clock::Clock;
use crate::web::Hooks;
use agenda::{History, Task};
use board::{ALONE, Board};
use health::Desk;
use hints::Hints;
use jiff::{Timestamp, Zoned};
use organiser::Organiser;
use signals::Signals;
use std::time::Duration;
use subscriptions::Subscriptions;
use tokio::sync::watch;

/// A run that is under way when the program is to stop has so long to come to its end. What it has not committed by then
/// never was.
const PARTING: Duration = Duration::from_secs(10);
/// Pages that are being made when a database is about to be closed have so long.
const BEFORE_CLOSING: Duration = Duration::from_secs(2);
/// The clock is looked at again so often at least, since it may be set and the machine may sleep.
const LOOK: Duration = Duration::from_secs(30);
/// What could not be noted, since another run had the database, is tried again after this.
const AGAIN: Duration = Duration::from_secs(2);
/// And whether somebody nudged, so often.
const NUDGES: Duration = Duration::from_secs(3);

/// Serves one organiser until it is told to stop. `open` opens it anew, with whatever its configuration says by then.
///
/// # Errors
/// When signals cannot be received, nobody can be answered, or the database cannot be asked in the beginning.
pub async fn serve(first: House, open: impl AsyncFn() -> anyhow::Result<House>) -> anyhow::Result<()> {
    let signals = Signals::new()?;
    let board = Board::new(Desk::new()?, 1);
    board.add(ALONE);
    // Before anybody is answered: the first who asks finds the pages there.
    board.opens(ALONE, &first);
    board.moves(ALONE, &first).await?;
    let history = begin(&first).await?;
    let (name, mut hints) = (ALONE.to_owned(), Hints::new(signals));
    hints.watch(&first);
    let one = Organiser::new(name, board, (hints, first, history)).await;
    life::ready();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "serving");
    one.live(&open).await;
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
    let mut history = begin(&house).await?;
    let mut subscriptions = Subscriptions::new(&Hooks::default(), watch::channel(0).0);
    history.subscribed.seen(subscriptions.seen(&house).await);
    loop {
        look_back(&house, &mut history).await;
        let now = house.now();
        let (at, task) = agenda::next(&house.config.file, &history, &now);
        let at = at.max(now);
        if at.timestamp() >= until {
            return Ok(house);
        }
        house.clock = Clock::At(at.timestamp());
        before(&at, task);
        if task == Task::Subscribe {
            let has_failed = history.subscribed.seen(subscriptions.see_to(&house).await);
            history.told_servers(has_failed, at.timestamp());
            continue;
        }
        history.began(at.timestamp());
        let done = house.run(task, &history).await;
        history.ended(task, done, at.timestamp());
    }
}

/// What is known when the program begins.
async fn begin(house: &House) -> anyhow::Result<History> {
    let since = house.clock.now();
    Ok(History::new(since, house.past(since).await?))
}

/// Looks at what was done meanwhile, by whomever. What cannot be looked at is as it was.
async fn look_back(house: &House, history: &mut History) {
    match house.past(history.since).await {
        Ok(past) => history.past = past,
        Err(error) => tracing::warn!(%error, "nobody knows what was done meanwhile"),
    }
    history.letter_at = house.letter_at().await;
}
