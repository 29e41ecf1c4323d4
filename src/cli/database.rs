//! `database copy`: state moves from one database to another.

use super::args::DatabaseCommand;
use super::desk::{self, lang};
use super::{Args, DONE, Streams};
use crate::config::{self, Loaded, ProcessEnvironment};
use crate::report::{carried_json, carried_table};
use crate::store::{Address, Store, is_schema_name};
use crate::wording::Words;
use std::path::{Path, PathBuf};

/// One side of a copy, as the command line gives it.
struct Side<'a> {
    url: &'a str,
    schema: Option<&'a str>,
    anchor: Option<&'a PathBuf>,
}

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &DatabaseCommand) -> anyhow::Result<u8> {
    let DatabaseCommand::Copy { from, to, from_schema, to_schema, from_anchor, to_anchor } = command;
    let config = match config::load(&args.config, &ProcessEnvironment) {
        Err(problems) if config::is_missing(&problems) => None,
        loaded => Some(loaded?),
    };
    let words = match &config {
        Some(config) => desk::words(args, config),
        None => Words::new(lang(args).unwrap_or_default()),
    };
    let key = config.as_ref().map(desk::ledger_key).transpose()?.flatten();
    let side = |url, schema: &'_ Option<String>, anchor| {
        address(&Side { url, schema: schema.as_deref(), anchor }, config.as_ref(), &words)
    };
    let from = side(from, from_schema, from_anchor.as_ref())?;
    let to = side(to, to_schema, to_anchor.as_ref())?;
    let source = Store::open_read_only(&from).await?;
    let carried = source.copy_to(&to, key.as_deref()).await;
    source.close().await;
    let carried = carried?;
    if args.json {
        let answer = serde_json::json!({
            "from": from.to_string(), "to": to.to_string(), "tables": carried_json(&carried),
            "head": carried.head.seq,
        });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(DONE);
    }
    writeln!(streams.data, "{}", carried_table(&words, &carried))?;
    let head = carried.head.seq.to_string();
    let counts = [("rows", carried.rows().into()), ("tables", carried.tables.len().into()), ("head", (&head).into())];
    writeln!(streams.data, "{}", words.say("copied", &counts))?;
    writeln!(streams.messages, "{}", words.text("copy-next"))?;
    Ok(DONE)
}

/// Where one side is. What is the configuration's own database has the configuration's anchor; another server's
/// lies beside the configuration, or in the working directory where there is none.
fn address(side: &Side<'_>, config: Option<&Loaded>, words: &Words) -> anyhow::Result<Address> {
    let is_fit = side.schema.is_none_or(is_schema_name);
    anyhow::ensure!(is_fit, "{}", words.text("bad-schema"));
    let here = Address::new(side.url, side.schema, Path::new(""))?;
    if let (Some(anchor), Address::Postgres { .. }) = (side.anchor, &here) {
        return Ok(here.with_anchor(anchor.clone()));
    }
    let (Some(config), Address::Postgres { .. }) = (config, &here) else { return Ok(here) };
    let own = desk::database(config)?;
    if own.to_string() == here.to_string() { Ok(own) } else { Ok(Address::new(side.url, side.schema, &config.dir)?) }
}
