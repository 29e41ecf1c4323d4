//! The benchmark's own small command line.

use super::generator::Settings;
use anyhow::{Context as _, bail};
use std::path::PathBuf;
use std::str::FromStr;

/// What is to be done.
pub(crate) enum Command {
    /// Write a city.
    Generate {
        /// Which.
        settings: Settings,
        /// Where.
        out: PathBuf,
    },
    /// Read a delivery and forget it.
    Parse {
        /// Where it lies.
        folder: PathBuf,
    },
    /// Measure everything.
    Measure(Measuring),
}

/// What is measured, and how often.
pub(crate) struct Measuring {
    /// Which city.
    pub(crate) settings: Settings,
    /// Rounds; the table shows medians.
    pub(crate) runs: usize,
    /// Where deliveries and the database lie meanwhile.
    pub(crate) folder: PathBuf,
    /// Where the table goes as Markdown, besides standard output.
    pub(crate) out: Option<PathBuf>,
    /// Only the measure of all else.
    pub(crate) parse_only: bool,
}

impl Command {
    /// Reads the arguments; `--bench` comes from cargo and says nothing.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut words = arguments.filter(|word| word != "--bench").peekable();
        let verb = words.next_if(|word| !word.starts_with("--")).unwrap_or_default();
        if verb == "parse" {
            return Ok(Self::Parse { folder: words.next().context("parse wants a folder")?.into() });
        }
        let mut settings = Settings::default();
        let mut measuring =
            Measuring { settings, runs: 5, folder: "bench-data/city".into(), out: None, parse_only: false };
        while let Some(option) = words.next() {
            let mut value = || words.next().with_context(|| format!("{option} wants a value"));
            match option.as_str() {
                "--users" => settings.users = number(&value()?)?,
                "--seed" => settings.seed = number(&value()?)?,
                "--day" => settings.day = number(&value()?)?,
                "--rate" => settings.rate = number(&value()?)?,
                "--rotate" => settings.rotate = true,
                "--runs" => measuring.runs = number::<usize>(&value()?)?.max(1),
                "--dir" => measuring.folder = value()?.into(),
                "--out" => measuring.out = Some(value()?.into()),
                "--parse-only" => measuring.parse_only = true,
                _ => bail!("{option} is unknown; benches/city/main.rs has the list"),
            }
        }
        measuring.settings = settings;
        match verb.as_str() {
            "" => Ok(Self::Measure(measuring)),
            "generate" => Ok(Self::Generate { settings, out: measuring.out.context("generate wants --out DIR")? }),
            _ => bail!("{verb} is unknown: generate, parse, or nothing"),
        }
    }
}

fn number<T: FromStr>(text: &str) -> anyhow::Result<T> {
    text.parse().ok().with_context(|| format!("{text} is no number"))
}
