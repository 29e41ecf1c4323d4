//! `cargo bench --bench city`: what a run costs in a city, in wall time, CPU time and memory, and as a
//! multiple of merely reading the same files; and what people would do otherwise on the same files.
//!
//! ```text
//! cargo bench --bench city -- [--users N,N] [--tools N] [--database sqlite|postgres|both] [--runs K] [--seed N]
//!     [--rate R] [--dir DIR] [--plot FILE.svg] [--markdown PAGE.md] [--parse-only]
//! cargo bench --bench city -- generate --out DIR [--users N] [--tools N] [--seed N] [--day N] [--rate R] [--rotate]
//! cargo bench --bench city -- parse DIR
//! ```
//! `generate` writes `DIR/upprop.toml` and the delivery `DIR/roster`. `parse` is the measure of all else: the
//! `csv` crate's `ByteRecord` over every file, and nothing done with it.

mod arguments;
mod figures;
mod generator;
mod goals;
mod machine;
mod measure;
mod page;
mod parse;
mod peers;
mod phases;
mod plot;
mod postgres;
mod programs;
mod rounds;
mod stages;
mod table;

use anyhow::Context as _;
use arguments::{Command, Measuring};
use generator::{City, Settings};
use postgres::Server;
use stages::Database;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> anyhow::Result<()> {
    match Command::read(std::env::args().skip(1))? {
        Command::Generate { settings, tools, out } => generate(settings, tools, &out),
        Command::Parse { folder } => tell(&format!("{} records", parse::parse(&folder)?)),
        Command::Measure(measuring) => measure_all(&measuring),
    }
}

fn generate(settings: Settings, tools: usize, out: &Path) -> anyhow::Result<()> {
    let counts = generator::write_roster(settings, &out.join("roster"))?;
    let city = City { tools, ..City::new(settings) };
    fs::write(out.join("upprop.toml"), generator::configuration(&city, "roster"))?;
    tell(&counts.to_string())
}

fn measure_all(measuring: &Measuring) -> anyhow::Result<()> {
    rounds::clear(&measuring.folder)?;
    let wants_postgres = measuring.databases.contains(&Database::Postgres) && !measuring.parse_only;
    let server = if wants_postgres { Some(Server::open(&measuring.folder)?) } else { None };
    let mut about = vec![machine::describe()];
    if let Some(server) = &server {
        about.push(server.describe()?);
    }
    let cities = measuring.sizes.iter().map(|users| rounds::measure_city(measuring, *users, server.as_ref()));
    let all = cities.collect::<anyhow::Result<Vec<_>>>()?;
    drop(server);
    fs::remove_dir_all(&measuring.folder)?;
    let text = table::markdown(measuring, &all, &about);
    if let Some(file) = &measuring.plot {
        fs::write(file, plot::svg(&all, &about)).with_context(|| file.display().to_string())?;
    }
    if let Some(page) = &measuring.markdown {
        page::put(page, &text)?;
    }
    tell(text.trim_end())
}

/// Writes a line for whoever asked.
fn tell(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "{text}").context("standard output")
}

/// Says how far we are.
fn say(text: &str) -> anyhow::Result<()> {
    writeln!(io::stderr().lock(), "{text}").context("standard error")
}
