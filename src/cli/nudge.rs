//! `nudge`: tells the daemon that there is news. It goes through the database, to wherever the daemon runs; no run is done
//! here.

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::store::{Nudge, StoreError};
use std::time::Duration;

/// A daemon that waits looks every three seconds.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(250);

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// A daemon has taken it up.
    Taken,
    /// Nobody has yet, and a run is under way.
    Running,
    /// Nobody has.
    Unheard,
}

impl Fate {
    /// Its name in JSON.
    fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Running => "running",
            Self::Unheard => "unheard",
        }
    }
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, source: Option<&str>) -> anyhow::Result<u8> {
    let desk = Desk::open(args).await?;
    let done = nudge(&desk, streams, source).await;
    desk.store.close().await;
    done
}

async fn nudge(desk: &Desk, streams: &mut Streams<'_>, source: Option<&str>) -> anyhow::Result<u8> {
    let is_source = |name: &str| desk.config.file.source.iter().any(|source| source.name == name);
    if let Some(name) = source.filter(|name| !is_source(name)) {
        anyhow::bail!(desk.words.say("unknown-source", &[("name", name.into())]));
    }
    let nudge = desk.store.nudge(desk.clock.now(), source).await?;
    let fate = fate(desk, &nudge).await?;
    if desk.json {
        let answer = serde_json::json!({ "nudge": fate.word() });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        let out = if fate == Fate::Unheard { &mut *streams.messages } else { &mut *streams.data };
        let seconds = ("seconds", PATIENCE.as_secs().into());
        writeln!(out, "{}", desk.words.say(&format!("nudge-{}", fate.word()), &[seconds]))?;
    }
    Ok(if fate == Fate::Unheard { TROUBLE } else { DONE })
}

/// Waits for a daemon to take it up, or another that came after it.
async fn fate(desk: &Desk, nudge: &Nudge) -> Result<Fate, StoreError> {
    let mut left = PATIENCE;
    while !left.is_zero() {
        let waits = desk.store.look().await?.nudge().await?;
        if waits.is_none_or(|waits| waits.number < nudge.number) {
            return Ok(Fate::Taken);
        }
        tokio::time::sleep(LOOK).await;
        left = left.saturating_sub(LOOK);
    }
    // A daemon does not look while it runs. Whoever has the lock runs; a run without an end may have been interrupted.
    let last = desk.store.runs(1).await?.pop();
    if last.is_none_or(|last| last.ended_at.is_some()) {
        return Ok(Fate::Unheard);
    }
    match desk.store.alone(async { Ok::<(), StoreError>(()) }).await {
        Ok(()) => Ok(Fate::Unheard),
        Err(StoreError::Locked { .. }) => Ok(Fate::Running),
        Err(error) => Err(error),
    }
}
