//! What most commands need: the configuration, the database, the clock and the words.

use super::Args;
use crate::clock::Clock;
use crate::config::{self, Environment, Hidden, Loaded, ProcessEnvironment};
use crate::licence::Catalogue;
use crate::report::{self, Gone, State};
use crate::store::{Address, Servers, Stamp, Store, StoreError};
use crate::sync::{Asks, Errand, Tells};
use crate::wording::{Lang, Words};
use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// Where a command writes.
pub struct Streams<'a> {
    /// Data.
    pub data: &'a mut dyn Write,
    /// Messages and progress.
    pub messages: &'a mut dyn Write,
}

/// An opened configuration and database.
pub(super) struct Desk {
    pub(super) config: Loaded,
    pub(super) store: Store,
    /// Which database that is, for messages.
    pub(super) place: String,
    pub(super) clock: Clock,
    pub(super) zone: TimeZone,
    pub(super) words: Words,
    pub(super) json: bool,
    pub(super) ledger_key: Option<Vec<u8>>,
    actor: String,
}

/// The language asked for, by argument or environment; none leaves it to the configuration.
pub(super) fn lang(args: &Args) -> Option<Lang> {
    let from_environment = || {
        let lang = ProcessEnvironment.variable("LANG")?;
        match lang.to_str()?.get(..2)? {
            "sv" => Some(Lang::Sv),
            "en" => Some(Lang::En),
            _ => None,
        }
    };
    args.lang.map(Lang::from).or_else(from_environment)
}

/// The configuration, or every problem of it.
pub(super) fn load(args: &Args) -> anyhow::Result<Loaded> {
    Ok(config::load(&args.config, &ProcessEnvironment)?)
}

/// The words for a configuration, in the language asked for or else its own.
pub(super) fn words(args: &Args, config: &Loaded) -> Words {
    let own = match config.file.organiser.language {
        config::model::Language::Sv => Lang::Sv,
        config::model::Language::En => Lang::En,
    };
    Words::new(lang(args).unwrap_or(own))
}

/// The clock: turned by hand only in a rehearsal.
pub(super) fn clock(args: &Args, config: &Loaded) -> anyhow::Result<Clock> {
    match args.now {
        None => Ok(Clock::System),
        Some(_) if !config.file.database.rehearsal => anyhow::bail!(words(args, config).text("now-refused")),
        Some(now) => Ok(Clock::At(now)),
    }
}

/// The organiser's time zone; the configuration's check has seen it already.
pub(super) fn zone(config: &Loaded) -> anyhow::Result<TimeZone> {
    TimeZone::get(&config.file.organiser.time_zone).context("organiser.time_zone")
}

impl Desk {
    /// For what a human does here and now.
    pub(super) fn stamp(&self) -> Stamp<'_> {
        Stamp { run: None, actor: Some(&self.actor), at: self.clock.now(), key: self.ledger_key.as_deref() }
    }

    /// Who sits here, for the ledger.
    pub(super) fn actor(&self) -> &str {
        &self.actor
    }

    /// For commands that write.
    pub(super) async fn open(args: &Args) -> anyhow::Result<Self> {
        let config = load(args)?;
        let store = Store::open(&database(&config)?).await?;
        Self::at(args, config, store)
    }

    /// The same for one of several configurations, whose databases may be on one server.
    pub(super) async fn open_among(args: &Args, file: &Path, servers: &Servers) -> anyhow::Result<Self> {
        let config = config::load(file, &ProcessEnvironment)?;
        let store = Store::open_among(&database(&config)?, servers).await?;
        Self::at(args, config, store)
    }

    /// For commands that only look. Nothing is made or changed; where there is no database yet, they see an
    /// empty one, so that a first run can be previewed.
    pub(super) async fn look(args: &Args) -> anyhow::Result<Self> {
        let config = load(args)?;
        let store = match Store::open_read_only(&database(&config)?).await {
            Err(StoreError::Missing { .. }) => Store::nothing().await?,
            other => other?,
        };
        Self::at(args, config, store)
    }

    /// Tells that there is nothing to look at yet.
    pub(super) fn note_nothing(&self, streams: &mut Streams<'_>) -> std::io::Result<()> {
        if self.store.is_nothing() {
            writeln!(streams.messages, "{}", self.words.text("no-database"))?;
        }
        Ok(())
    }

    fn at(args: &Args, config: Loaded, store: Store) -> anyhow::Result<Self> {
        let words = words(args, &config);
        let clock = clock(args, &config)?;
        let zone = zone(&config)?;
        let ledger_key = ledger_key(&config)?;
        let place = database(&config)?.place();
        let store = if config.file.database.rehearsal { store.rehearsing() } else { store };
        Ok(Self { config, store, place, clock, zone, words, json: args.json, ledger_key, actor: actor() })
    }

    pub(super) fn today(&self) -> Date {
        self.clock.today(&self.zone)
    }

    pub(super) fn errand(&self) -> Errand<'_> {
        Errand {
            config: &self.config,
            store: &self.store,
            clock: &self.clock,
            zone: &self.zone,
            asks: Asks::All,
            first_import: false,
            accept_losses: None,
            accept_delivery: None,
            long_pause: false,
            at: None,
            ledger_key: self.ledger_key.clone(),
            tells: Tells::AtOnce,
        }
    }

    /// What is bought and bound, with what vendors have delivered.
    pub(super) async fn catalogue(&self) -> anyhow::Result<Catalogue> {
        Ok(crate::sync::catalogue(&self.config.file, &mut self.store.look().await?).await?)
    }

    /// What is, with the keys of those who are gone.
    pub(super) async fn state(&self) -> anyhow::Result<State> {
        Ok(State::load(&mut self.store.look().await?).await?)
    }

    /// The keys of those who are gone.
    pub(super) async fn gone(&self) -> anyhow::Result<Gone> {
        Ok(report::gone(&mut self.store.look().await?).await?)
    }
}

/// Where the database is: what the configuration leaves open lies beside it.
pub(super) fn database(config: &Loaded) -> Result<Address, StoreError> {
    let database = &config.file.database;
    let address = Address::new(&database.url, database.schema.as_deref(), &config.dir)?;
    let address = address.with_lease(Duration::from_secs(database.lease.0.into()));
    Ok(match &database.anchor {
        Some(file) => address.with_anchor(config.resolve(file)),
        None => address,
    })
}

/// The key that seals the ledger, from where the configuration says it is.
pub(super) fn ledger_key(config: &Loaded) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(secret) = &config.file.database.ledger_key else { return Ok(None) };
    match secret.find(&config.dir) {
        Hidden::File(path) => {
            Ok(Some(std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?))
        }
        Hidden::Value(value) => Ok(Some(value.into_encoded_bytes())),
        Hidden::Unset(name) => anyhow::bail!("{name} is not set"),
    }
}

/// Who sits at the command line, for the ledger: the account, also behind sudo.
fn actor() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|key| ProcessEnvironment.variable(key));
    let name = name.and_then(|name| name.into_string().ok()).filter(|name| !name.is_empty());
    name.map_or_else(|| "cli".to_owned(), |name| format!("cli:{name}"))
}
