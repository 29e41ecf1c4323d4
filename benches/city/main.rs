//! `cargo bench --bench city`: what a run costs in a city, in wall time, CPU time and memory, and as a
//! multiple of merely reading the same files.
//!
//! ```text
//! cargo bench --bench city -- [--users N] [--seed N] [--rate R] [--runs K] [--dir DIR] [--out FILE] [--parse-only]
//! cargo bench --bench city -- generate --out DIR [--users N] [--seed N] [--day N] [--rate R] [--rotate]
//! cargo bench --bench city -- parse DIR
//! ```
//! `generate` writes `DIR/upprop.toml` and the delivery `DIR/roster`. `parse` is the measure of all else: the
//! `csv` crate's `ByteRecord` over every file, and nothing done with it.

mod arguments;
mod generator;
mod machine;
mod measure;
mod parse;
mod stages;
mod table;

use anyhow::Context as _;
use arguments::{Command, Measuring};
use generator::{City, Settings};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> anyhow::Result<()> {
    match Command::read(std::env::args().skip(1))? {
        Command::Generate { settings, out } => generate(settings, &out),
        Command::Parse { folder } => say(&format!("{} records", parse::parse(&folder)?)),
        Command::Measure(measuring) => measure_all(&measuring),
    }
}

fn generate(settings: Settings, out: &Path) -> anyhow::Result<()> {
    let counts = generator::write_roster(settings, &out.join("roster"))?;
    fs::write(out.join("upprop.toml"), generator::configuration(&City::new(settings), "roster"))?;
    say(&counts.to_string())
}

fn measure_all(measuring: &Measuring) -> anyhow::Result<()> {
    let outcome = stages::run(measuring)?;
    let text = table::markdown(measuring, &outcome, &machine::describe());
    if let Some(file) = &measuring.out {
        fs::write(file, &text).with_context(|| file.display().to_string())?;
    }
    say(text.trim_end())
}

/// Writes a line for people.
fn say(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "{text}").context("standard output")
}
