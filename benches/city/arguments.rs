//! The benchmark's own small command line.

use super::generator::Settings;
use super::stages::Database;
use anyhow::{Context as _, bail};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// What is to be done.
pub(crate) enum Command {
    /// Write a city.
    Generate {
        /// Which.
        settings: Settings,
        /// How many tools it has.
        tools: usize,
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
    /// Which city; its size is one of `sizes` in turn.
    pub(crate) settings: Settings,
    /// How many people.
    pub(crate) sizes: Vec<u64>,
    /// How many tools.
    pub(crate) tools: usize,
    /// Where state is kept.
    pub(crate) databases: Vec<Database>,
    /// Rounds; the table shows medians.
    pub(crate) runs: usize,
    /// Where deliveries and databases lie meanwhile.
    pub(crate) folder: PathBuf,
    /// Where the picture goes.
    pub(crate) plot: Option<PathBuf>,
    /// The page into which the tables go, besides standard output.
    pub(crate) markdown: Option<PathBuf>,
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
        let mut out = None;
        let mut measuring = Measuring::default();
        let mut sizes = Vec::new();
        while let Some(option) = words.next() {
            let mut value = || words.next().with_context(|| format!("{option} wants a value"));
            match option.as_str() {
                "--users" => sizes.extend(numbers(&value()?)?),
                "--tools" => measuring.tools = number(&value()?)?,
                "--seed" => measuring.settings.seed = number(&value()?)?,
                "--day" => measuring.settings.day = number(&value()?)?,
                "--rate" => measuring.settings.rate = number(&value()?)?,
                "--rotate" => measuring.settings.rotate = true,
                "--database" => measuring.databases = databases(&value()?)?,
                "--runs" => measuring.runs = number::<usize>(&value()?)?.max(1),
                "--dir" => measuring.folder = value()?.into(),
                "--plot" => measuring.plot = Some(value()?.into()),
                "--markdown" => measuring.markdown = Some(value()?.into()),
                "--out" => out = Some(value()?.into()),
                "--parse-only" => measuring.parse_only = true,
                _ => bail!("{option} is unknown; benches/city/main.rs has the list"),
            }
        }
        let users = sizes.first().copied().unwrap_or(measuring.settings.users);
        let settings = Settings { users, ..measuring.settings };
        if !sizes.is_empty() {
            sizes.sort_unstable();
            sizes.dedup();
            measuring.sizes = sizes;
        }
        match verb.as_str() {
            "" => Ok(Self::Measure(measuring)),
            "generate" => {
                Ok(Self::Generate { settings, tools: measuring.tools, out: out.context("generate wants --out DIR")? })
            }
            _ => bail!("{verb} is unknown: generate, parse, or nothing"),
        }
    }
}

impl Default for Measuring {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            sizes: vec![20_000, 200_000],
            tools: 50,
            databases: vec![Database::Sqlite],
            runs: 5,
            folder: "bench-data/city".into(),
            plot: None,
            markdown: None,
            parse_only: false,
        }
    }
}

/// The options that decide what is measured, as they would be written.
impl fmt::Display for Measuring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.sizes.iter().map(u64::to_string).collect();
        let Settings { seed, rate, .. } = self.settings;
        let database = match self.databases[..] {
            [Database::Sqlite] => "sqlite",
            [Database::Postgres] => "postgres",
            _ => "both",
        };
        write!(f, "--users {} --tools {} --seed {seed} --rate {rate}", sizes.join(","), self.tools)?;
        write!(f, " --database {database} --runs {}", self.runs)
    }
}

fn databases(word: &str) -> anyhow::Result<Vec<Database>> {
    match word {
        "sqlite" => Ok(vec![Database::Sqlite]),
        "postgres" => Ok(vec![Database::Postgres]),
        "both" => Ok(vec![Database::Sqlite, Database::Postgres]),
        _ => bail!("{word} is unknown: sqlite, postgres or both"),
    }
}

fn numbers(text: &str) -> anyhow::Result<Vec<u64>> {
    text.split(',').map(number).collect()
}

fn number<T: FromStr>(text: &str) -> anyhow::Result<T> {
    text.parse().ok().with_context(|| format!("{text} is no number"))
}
