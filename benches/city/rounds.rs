//! Generates a city of one size, measures everything in rounds, and removes it again.

use super::arguments::Measuring;
use super::figures::{Figures, Key, Measured};
use super::generator::{self, City, Settings};
use super::measure::{Errand, Told, measure};
use super::parse::files;
use super::peers::{self, Peer};
use super::postgres::Server;
use super::programs::command;
use super::say;
use super::stages::{Database, Place, STAGES, program};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Makes the folder in which everything lies meanwhile; what a run that was broken off left there goes.
pub(crate) fn clear(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        ensure!(folder.join("note").exists(), "{} is not the benchmark's own folder", folder.display());
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(fs::write(folder.join("note"), "")?)
}

/// What is measured at one size.
struct Bench<'a> {
    folder: PathBuf,
    city: City,
    measuring: &'a Measuring,
    server: Option<&'a Server>,
}

/// Measures a city of so many people.
pub(crate) fn measure_city(measuring: &Measuring, users: u64, server: Option<&Server>) -> anyhow::Result<Measured> {
    let folder = measuring.folder.join(users.to_string());
    fs::create_dir_all(&folder)?;
    let day_1 = Settings { users, day: 1, rotate: false, ..measuring.settings };
    let city = City { tools: measuring.tools, ..City::new(day_1) };
    let bench = Bench { folder, city, measuring, server };
    let first_day = generator::write_roster(day_1, &bench.folder.join("day-1"))?;
    generator::write_roster(Settings { rotate: true, ..day_1 }, &bench.folder.join("rotated"))?;
    let next_day = generator::write_roster(Settings { day: 2, ..day_1 }, &bench.folder.join("day-2"))?;
    let mut bytes = 0;
    for file in files(&bench.folder.join("day-1"))? {
        bytes += fs::metadata(file)?.len();
    }
    let mut measured = Measured { users, first_day, next_day, bytes, ..Measured::default() };
    bench.measure(&mut measured).with_context(|| format!("at {users} people"))?;
    fs::remove_dir_all(&bench.folder)?;
    Ok(measured)
}

impl Bench<'_> {
    fn measure(&self, measured: &mut Measured) -> anyhow::Result<()> {
        let databases = self.databases(measured)?;
        let peers = if self.measuring.parse_only { Vec::new() } else { self.peers()? };
        self.parse()?; // Warms the file cache; not counted.
        for round in 1..=self.measuring.runs {
            say(&format!("{} people, round {round} of {}", measured.users, self.measuring.runs))?;
            measured.figures.enter(Key::PARSE, self.parse()?);
            for database in &databases {
                self.stages(*database, measured).with_context(|| database.to_string())?;
            }
            for peer in &peers {
                self.peer(peer, &mut measured.figures).with_context(|| peer.name)?;
            }
        }
        let absent = peers.iter().filter(|peer| peer.errand.is_none());
        measured.absent.extend(absent.map(|peer| format!("{}: not installed", peer.name)));
        Ok(())
    }

    /// Those of the databases asked for that this version of the program takes.
    fn databases(&self, measured: &mut Measured) -> anyhow::Result<Vec<Database>> {
        let mut taken = Vec::new();
        for database in self.measuring.databases.iter().filter(|_| !self.measuring.parse_only) {
            match self.refusal(*database)? {
                None => taken.push(*database),
                Some(why) => measured.absent.push(format!("{database}, ours: {why}")),
            }
        }
        Ok(taken)
    }

    /// Why the program does not take a database.
    fn refusal(&self, database: Database) -> anyhow::Result<Option<String>> {
        let state = self.settle(database)?;
        let mut check = command(program());
        check.arg("--config").arg(state.join("upprop.toml")).args(["--lang", "en", "check-config"]);
        let output = check.output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        let is_error = |line: &&str| !line.starts_with(char::is_whitespace) && !line.contains(": warning: ");
        let error = told.lines().find(is_error).unwrap_or_default();
        let why = error.rsplit(": ").next().unwrap_or(error).to_owned(); // Without file, line and column.
        Ok((!output.status.success()).then_some(why))
    }

    fn peers(&self) -> anyhow::Result<Vec<Peer>> {
        let mut peers = Vec::new();
        for database in &self.measuring.databases {
            match (database, self.server) {
                (Database::Sqlite, _) => peers.extend(peers::sqlite(&self.folder)?),
                (Database::Postgres, Some(server)) => peers.push(peers::postgres(&self.folder, &server.fresh()?)),
                (Database::Postgres, None) => {}
            }
        }
        Ok(peers)
    }

    /// An empty folder for the state of a database, with a configuration; and an empty database.
    fn settle(&self, database: Database) -> anyhow::Result<PathBuf> {
        let state = self.folder.join(database.to_string().to_lowercase());
        peers::gone(fs::remove_dir_all(&state))?;
        fs::create_dir_all(state.join("conf.d"))?;
        fs::write(state.join("upprop.toml"), generator::configuration(&self.city, "roster"))?;
        if let (Database::Postgres, Some(server)) = (database, self.server) {
            let url = server.fresh()?;
            fs::write(state.join("conf.d/database.toml"), format!("[database]\nurl = {url:?}\n"))?;
        }
        Ok(state)
    }

    fn stages(&self, database: Database, measured: &mut Measured) -> anyhow::Result<()> {
        let state = self.settle(database)?;
        let place = Place { deliveries: &self.folder, state: &state };
        for (at, stage) in STAGES.iter().enumerate() {
            let told = place.run(stage)?;
            if at == 0 {
                let answer: serde_json::Value = serde_json::from_str(&told.answer)?;
                measured.granted = answer["seats"]["granted"].as_u64().context("sync tells no seats")?;
                measured.waiting = answer["seats"]["waiting"].as_u64().context("sync tells nobody who waits")?;
            }
            measured.figures.enter(Key { database: Some(database), name: stage.name, is_peer: false }, told);
        }
        Ok(())
    }

    fn peer(&self, peer: &Peer, figures: &mut Figures) -> anyhow::Result<()> {
        let Some(errand) = &peer.errand else { return Ok(()) };
        peer.clear()?;
        if let (Database::Postgres, Some(server)) = (peer.database, self.server) {
            server.fresh()?;
        }
        let told = measure(errand, &self.note())?;
        figures.enter(Key { database: Some(peer.database), name: peer.name, is_peer: true }, told);
        Ok(())
    }

    /// Ourselves as a child, so that start-up counts on both sides.
    fn parse(&self) -> anyhow::Result<Told> {
        let arguments = vec!["parse".to_owned(), self.folder.join("day-1").display().to_string()];
        measure(&Errand { program: std::env::current_exe()?, arguments, status: 0 }, &self.note())
    }

    fn note(&self) -> PathBuf {
        self.folder.join("note")
    }
}
