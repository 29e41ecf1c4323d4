//! `guard`: what is held, and what a human makes of it.

use super::desk::Desk;
use super::{Args, DONE, Streams, sync as sync_command};
use crate::plan::HoldKind;
use crate::report::{HoldRow, holds_table};
use crate::store::{HoldState, StoreError};
use crate::wording::alert::{Names, held_people};
use clap::Subcommand;
use std::collections::BTreeSet;

/// About what the guard holds.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum GuardCommand {
    /// What is held.
    List {
        /// Also what was decided or healed.
        #[arg(long)]
        all: bool,
    },
    /// What a run held.
    Show {
        /// The run.
        run: i64,
    },
    /// Let through exactly what a run held, and run again.
    Release {
        /// The run.
        run: i64,
    },
    /// Drop what a run held: it is not wanted.
    Drop {
        /// The run.
        run: i64,
    },
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: GuardCommand) -> anyhow::Result<u8> {
    match command {
        GuardCommand::List { all } => list(&Desk::look(args).await?, streams, |row| all || row.state == "open").await,
        GuardCommand::Show { run } => {
            let desk = Desk::look(args).await?;
            let held = held_by(&desk, run).await?;
            list(&desk, streams, |row| row.run == run || held.contains(&row.hold.hash)).await
        }
        GuardCommand::Release { run } => {
            let desk = Desk::open(args).await?;
            decide(&desk, streams, run, Decision::Release).await?;
            sync_command::run(&desk, streams, sync_command::Asked::default()).await
        }
        GuardCommand::Drop { run } => decide(&Desk::open(args).await?, streams, run, Decision::Drop).await,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Release,
    Drop,
}

async fn rows(desk: &Desk) -> anyhow::Result<Vec<HoldRow>> {
    let mut look = desk.store.look().await?;
    let row =
        |row: crate::store::HoldRow| HoldRow { run: row.run.0, hold: row.hold, state: row.state.word().to_owned() };
    Ok(look.all_holds().await?.into_iter().map(row).collect())
}

async fn list(desk: &Desk, streams: &mut Streams<'_>, which: impl Fn(&HoldRow) -> bool) -> anyhow::Result<u8> {
    let mut rows = rows(desk).await?;
    rows.retain(which);
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    let (roster, catalogue) = (desk.store.load_roster().await?, desk.catalogue().await?);
    let names = Names { catalogue: &catalogue, roster: &roster, day: desk.today() };
    writeln!(streams.data, "{}", holds_table(&desk.words, &names, &rows))?;
    for row in rows.iter().filter(|row| row.state == HoldState::Open.word()) {
        for line in held_people(&desk.words, &row.hold) {
            writeln!(streams.data, "{line}")?;
        }
    }
    Ok(DONE)
}

/// Hashes of what a run held, be it for the first time or again.
async fn held_by(desk: &Desk, run: i64) -> anyhow::Result<BTreeSet<String>> {
    let runs = desk.store.runs(u32::MAX).await?;
    let counts = runs.into_iter().find(|row| row.id.0 == run).and_then(|row| row.counts);
    let report: serde_json::Value = counts.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let held = report.get("held").and_then(serde_json::Value::as_array).into_iter().flatten();
    Ok(held.filter_map(|hold| Some(hold.get("hash")?.as_str()?.to_owned())).collect())
}

/// Releases the open hold of lowered seats with this hash. Has a run noted one?
pub(super) async fn accept(desk: &Desk, hash: &str) -> anyhow::Result<bool> {
    let lowered = |row: &HoldRow| row.hold.kind == HoldKind::SeatsLowered && row.hold.hash.starts_with(hash);
    let mut rows = rows(desk).await?;
    rows.retain(|row| row.state == HoldState::Open.word() && lowered(row));
    settle(desk, &rows, Decision::Release).await?;
    Ok(!rows.is_empty())
}

/// Decides about everything that `run` holds. Without an open hold there is nothing to decide.
async fn decide(desk: &Desk, streams: &mut Streams<'_>, run: i64, decision: Decision) -> anyhow::Result<u8> {
    let mut rows = rows(desk).await?;
    let held = held_by(desk, run).await?;
    let open = HoldState::Open.word();
    let may =
        |row: &HoldRow| row.state == open || decision == Decision::Drop && row.state == HoldState::Released.word();
    rows.retain(|row| may(row) && (row.run == run || held.contains(&row.hold.hash)));
    anyhow::ensure!(!rows.is_empty(), desk.words.say("unknown-run", &[("run", (&run.to_string()).into())]));
    settle(desk, &rows, decision).await?;
    let key = if decision == Decision::Release { "released" } else { "dropped" };
    let run = run.to_string();
    let fills = [("run", (&run).into()), ("count", rows.len().into())];
    writeln!(streams.messages, "{}", desk.words.say(key, &fills))?;
    Ok(DONE)
}

/// Decides about open holds, with no run beside it.
async fn settle(desk: &Desk, rows: &[HoldRow], decision: Decision) -> anyhow::Result<()> {
    let stamp = desk.stamp();
    let settle = async {
        for row in rows {
            match decision {
                Decision::Release => desk.store.release(&row.hold.hash, stamp).await?,
                Decision::Drop => desk.store.drop_hold(&row.hold.hash, stamp).await?,
            }
        }
        Ok::<(), StoreError>(())
    };
    Ok(desk.store.alone(settle).await?)
}
