//! `units`: units with their school unit codes, checked against the national register as it was last imported.

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::report::{Register, UnitCodeRow, unit_codes_table};
use crate::request::Digits;
use crate::roster::{CodeStatus, UnitKind};
use crate::source::register::{REGISTER_URL, RegisterUnit, fetch_register, read_register};
use crate::store::SchoolUnit;
use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

/// About units.
#[derive(Debug, Clone, ClapArgs)]
pub struct UnitsArgs {
    /// Only those that have no official code.
    #[arg(long)]
    pub without_code: bool,
    /// What else to do.
    #[command(subcommand)]
    pub command: Option<UnitsCommand>,
}

/// What else to do about units.
#[derive(Debug, Clone, Subcommand)]
pub enum UnitsCommand {
    /// Note the code that was agreed on with vendors for a unit that has no official one. It is marked as fictitious wherever
    /// it is told, and an official one takes its place.
    SetCode {
        /// The unit, by id or alias.
        unit: String,
        /// Eight digits.
        code: String,
    },
    /// Take over the national register of school units from a file: JSON as its API v2 answers, or a flat file with
    /// `Skolenhetskod` and `Skolenhetsnamn`.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Take over the same register from where it answers. Only this asks for it: no run does, and nothing waits for it.
    Fetch {
        /// Where, if not at Skolverket.
        #[arg(long, value_name = "URL", default_value = REGISTER_URL)]
        from: String,
    },
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, asked: &UnitsArgs) -> anyhow::Result<u8> {
    let Some(command) = &asked.command else {
        let desk = Desk::look(args).await?;
        desk.note_nothing(streams)?;
        return list(&desk, streams, asked).await;
    };
    let desk = Desk::open(args).await?;
    let done = match command {
        UnitsCommand::SetCode { unit, code } => desk.store.alone(set_code(&desk, streams, unit, code)).await,
        UnitsCommand::Import { file } => desk.store.alone(import(&desk, streams, read_register(file)?)).await,
        UnitsCommand::Fetch { from } => fetch(&desk, streams, from).await,
    };
    desk.store.close().await;
    done
}

async fn list(desk: &Desk, streams: &mut Streams<'_>, asked: &UnitsArgs) -> anyhow::Result<u8> {
    let mut look = desk.store.look().await?;
    let (places, register) = (look.places().await?, look.school_units().await?);
    let row = |unit: &crate::roster::Unit| {
        let known = unit.code.as_deref().and_then(|code| register.get(code));
        UnitCodeRow {
            unit: unit.alias.as_deref().unwrap_or(unit.id.as_str()).to_owned(),
            name: unit.name.to_string(),
            code: unit.code.as_deref().map(str::to_owned),
            code_status: unit.code_status,
            register: known.map(|known| known.status.clone()),
            register_name: known.map(|known| known.name.clone()),
        }
    };
    let is_shown = |unit: &&crate::roster::Unit| {
        let has_official = unit.has_code() && unit.code_status == CodeStatus::Official;
        unit.kind == UnitKind::School && !(asked.without_code && has_official)
    };
    let rows: Vec<UnitCodeRow> = places.units.iter().filter(is_shown).map(row).collect();
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        let register = if register.is_empty() { Register::NotImported } else { Register::Imported };
        writeln!(streams.data, "{}", unit_codes_table(&desk.words, &rows, register))?;
    }
    Ok(DONE)
}

async fn set_code(desk: &Desk, streams: &mut Streams<'_>, name: &str, code: &str) -> anyhow::Result<u8> {
    let mut look = desk.store.look().await?;
    let (places, register, agreed) = (look.places().await?, look.school_units().await?, look.unit_codes().await?);
    drop(look);
    let [unit] = places.units_named(name)[..] else {
        writeln!(streams.messages, "{}", desk.words.say("no-such-unit", &[("unit", name.into())]))?;
        return Ok(TROUBLE);
    };
    let of_other = |other: &crate::roster::Unit| other.id != unit.id && other.code.as_deref() == Some(code);
    let taken = places.units.iter().any(of_other) || agreed.iter().any(|(of, its)| *of != unit.id && its == code);
    let refused = match () {
        () if Digits::try_from(code.to_owned()).is_err() => Some("units-no-code"),
        () if unit.has_code() && unit.code_status == CodeStatus::Official => Some("units-has-official"),
        () if register.contains_key(code) => Some("units-code-official"),
        () if taken => Some("units-code-taken"),
        () => None,
    };
    let fills = [("unit", name.into()), ("code", code.into())];
    if let Some(key) = refused {
        writeln!(streams.messages, "{}", desk.words.say(key, &fills))?;
        return Ok(TROUBLE);
    }
    let codes = [(unit.id.clone(), Some(code.to_owned()))];
    desk.store.set_unit_codes(&codes, desk.stamp()).await?;
    writeln!(streams.data, "{}", desk.words.say("units-code-set", &fills))?;
    Ok(DONE)
}

/// What was taken over before stays where nothing can be fetched.
async fn fetch(desk: &Desk, streams: &mut Streams<'_>, url: &str) -> anyhow::Result<u8> {
    let from = url.to_owned();
    match tokio::task::spawn_blocking(move || fetch_register(&from)).await? {
        Ok(units) => desk.store.alone(import(desk, streams, units)).await,
        Err(error) => {
            let fills = [("why", error.code.word().into())];
            writeln!(streams.messages, "{}", desk.words.say("units-not-fetched", &fills))?;
            Ok(TROUBLE)
        }
    }
}

async fn import(desk: &Desk, streams: &mut Streams<'_>, units: Vec<RegisterUnit>) -> anyhow::Result<u8> {
    let of = |unit: RegisterUnit| SchoolUnit {
        code: unit.code,
        name: unit.name,
        status: unit.status,
        municipality: unit.municipality,
    };
    let units: Vec<SchoolUnit> = units.into_iter().map(of).collect();
    desk.store.take_register(&units, desk.stamp()).await?;
    writeln!(streams.data, "{}", desk.words.say("units-imported", &[("count", units.len().into())]))?;
    Ok(DONE)
}
