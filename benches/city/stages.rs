//! What is measured of the program, in the order of a round.

use super::measure::{Errand, Told, measure};
use anyhow::{Context as _, ensure};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Where state is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A command of the program to be measured.
pub(crate) struct Stage {
    /// What it is called.
    pub(crate) name: &'static str,
    delivery: &'static str,
    now: &'static str,
    words: &'static [&'static str],
    status: i32,
    /// What a sync says of itself.
    outcome: Option<&'static str>,
}

/// Nobody has changed between the first three; the plan is the next day's, which the last then applies.
pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "first sync",
        delivery: "day-1",
        now: "2026-11-16T06:00:00+01:00",
        words: &["sync", "--json", "--first-import"],
        status: 0,
        outcome: Some("applied"),
    },
    Stage {
        name: "unchanged",
        delivery: "day-1",
        now: "2026-11-17T06:00:00+01:00",
        words: &["sync", "--json"],
        status: 0,
        outcome: Some("unchanged"),
    },
    Stage {
        name: "reordered",
        delivery: "rotated",
        now: "2026-11-18T06:00:00+01:00",
        words: &["sync", "--json"],
        status: 0,
        outcome: Some("unchanged"),
    },
    Stage {
        name: "plan only",
        delivery: "day-2",
        now: "2026-11-19T06:00:00+01:00",
        words: &["plan"],
        status: 1, // There are differences.
        outcome: None,
    },
    Stage {
        name: "next day",
        delivery: "day-2",
        now: "2026-11-19T06:00:00+01:00",
        words: &["sync", "--json"],
        status: 0,
        outcome: Some("applied"),
    },
];

/// Our own program, as it was built beside the benchmark.
pub(crate) fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_upprop").into()
}

/// A folder with deliveries, and in it one for the state of a database with its configuration.
pub(crate) struct Place<'a> {
    pub(crate) deliveries: &'a Path,
    pub(crate) state: &'a Path,
}

impl Place<'_> {
    /// Runs a stage. The configuration names one folder, to which each delivery moves in turn.
    pub(crate) fn run(&self, stage: &Stage) -> anyhow::Result<Told> {
        let (delivery, roster) = (self.deliveries.join(stage.delivery), self.state.join("roster"));
        let configuration = self.state.join("upprop.toml").display().to_string();
        let words = ["--config", &configuration, "--now", stage.now, "--lang", "en"];
        let arguments = words.iter().chain(stage.words).map(|word| (*word).to_owned()).collect();
        let errand = Errand { program: program(), arguments, status: stage.status };
        fs::rename(&delivery, &roster)?;
        let measured = measure(&errand, &self.deliveries.join("note"));
        fs::rename(&roster, &delivery)?;
        let told = measured.with_context(|| stage.name)?;
        if let Some(outcome) = stage.outcome {
            let answer = &told.answer;
            let answered: serde_json::Value = serde_json::from_str(answer).with_context(|| answer.clone())?;
            ensure!(answered["outcome"] == outcome, "{}: expected {outcome}, sync told {answer}", stage.name);
        }
        Ok(told)
    }
}
