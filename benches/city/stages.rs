//! What is measured, in which order. One round is: read all, first import, the same again, the same in
//! another order, the next day.

use super::arguments::Measuring;
use super::generator::{self, City, Counts, Settings};
use super::measure::{Cost, measure};
use super::parse::files;
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// All that was found out.
pub(crate) struct Measured {
    /// First day, as generated.
    pub(crate) first_day: Counts,
    /// Next day, as generated.
    pub(crate) next_day: Counts,
    /// Bytes of the first day's files.
    pub(crate) bytes: u64,
    /// For each stage its name and its cost in each round. The first stage is the measure of all else.
    pub(crate) stages: Vec<(&'static str, Vec<Cost>)>,
}

/// A sync to be measured.
struct Stage {
    name: &'static str,
    delivery: &'static str,
    now: &'static str,
    first: bool,
    outcome: &'static str,
}

const SYNCS: &[Stage] = &[
    Stage {
        name: "sync --first-import",
        delivery: "day-1",
        now: "2026-11-16T06:00:00+01:00",
        first: true,
        outcome: "applied",
    },
    Stage {
        name: "sync, unchanged",
        delivery: "day-1",
        now: "2026-11-17T06:00:00+01:00",
        first: false,
        outcome: "unchanged",
    },
    Stage {
        name: "sync, other order",
        delivery: "rotated",
        now: "2026-11-18T06:00:00+01:00",
        first: false,
        outcome: "unchanged",
    },
    Stage {
        name: "sync, next day",
        delivery: "day-2",
        now: "2026-11-19T06:00:00+01:00",
        first: false,
        outcome: "applied",
    },
];

const DATABASE: &[&str] = &["upprop.db", "upprop.db-wal", "upprop.db-shm", "upprop.db.anchor", "upprop.db.lock"];

/// Generates the deliveries and measures everything.
pub(crate) fn run(measuring: &Measuring) -> anyhow::Result<Measured> {
    let folder = &measuring.folder;
    if folder.exists() {
        ensure!(folder.join("upprop.toml").exists(), "{} is not the benchmark's own folder", folder.display());
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let day_1 = Settings { day: 1, rotate: false, ..measuring.settings };
    fs::write(folder.join("upprop.toml"), generator::configuration(&City::new(day_1), "roster"))?;
    let first_day = generator::write_roster(day_1, &folder.join("day-1"))?;
    generator::write_roster(Settings { rotate: true, ..day_1 }, &folder.join("rotated"))?;
    let next_day = generator::write_roster(Settings { day: 2, ..day_1 }, &folder.join("day-2"))?;
    let mut bytes = 0;
    for file in files(&folder.join("day-1"))? {
        bytes += fs::metadata(file)?.len();
    }
    let mut stages = vec![("parse", Vec::new())];
    stages.extend(SYNCS.iter().filter(|_| !measuring.parse_only).map(|stage| (stage.name, Vec::new())));
    parse(folder)?; // Warms the file cache; not counted.
    for _ in 0..measuring.runs {
        for (cost, (_, costs)) in round(folder, measuring.parse_only)?.into_iter().zip(&mut stages) {
            costs.push(cost);
        }
    }
    Ok(Measured { first_day, next_day, bytes, stages })
}

fn round(folder: &Path, parse_only: bool) -> anyhow::Result<Vec<Cost>> {
    let mut costs = vec![parse(folder)?];
    if parse_only {
        return Ok(costs);
    }
    for name in DATABASE {
        gone(fs::remove_file(folder.join(name)))?;
    }
    gone(fs::remove_dir_all(folder.join("outbox")))?;
    for stage in SYNCS {
        costs.push(sync(folder, stage).with_context(|| stage.name)?);
    }
    Ok(costs)
}

/// What was not there is gone too.
fn gone(removed: std::io::Result<()>) -> std::io::Result<()> {
    removed.or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Ourselves as a child, so that start-up counts on both sides.
fn parse(folder: &Path) -> anyhow::Result<Cost> {
    let arguments = [PathBuf::from("parse"), folder.join("day-1")];
    Ok(measure(&std::env::current_exe()?, &arguments, &folder.join("note"))?.0)
}

fn sync(folder: &Path, stage: &Stage) -> anyhow::Result<Cost> {
    let (delivery, roster) = (folder.join(stage.delivery), folder.join("roster"));
    let configuration = folder.join("upprop.toml").to_string_lossy().into_owned();
    let mut arguments = vec!["--config", &configuration, "--now", stage.now, "sync", "--json"];
    arguments.extend(stage.first.then_some("--first-import"));
    fs::rename(&delivery, &roster)?;
    let measured = measure(Path::new(env!("CARGO_BIN_EXE_upprop")), &arguments, &folder.join("note"));
    fs::rename(&roster, &delivery)?;
    let (cost, told) = measured?;
    let answer: serde_json::Value = serde_json::from_str(&told).with_context(|| format!("sync told {told:?}"))?;
    ensure!(answer["outcome"] == stage.outcome, "expected {}, sync told {told}", stage.outcome);
    Ok(cost)
}
