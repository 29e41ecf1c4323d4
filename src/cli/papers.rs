//! Papers that need no database: schema, merged configuration, completions, manual page.

use super::{Args, DONE, Streams, desk};
use crate::config;
use anyhow::Context as _;
use clap::CommandFactory;
use std::path::Path;

pub(super) fn schema(streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    write!(streams.data, "{}", config::schema_text())?;
    Ok(DONE)
}

pub(super) fn show(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let loaded = desk::load(args)?;
    if args.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&loaded.file)?)?;
    } else {
        write!(streams.data, "{}", config::show(&loaded))?;
    }
    Ok(DONE)
}

pub(super) fn completions(streams: &mut Streams<'_>, shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "upprop", &mut text);
    streams.data.write_all(&text)?;
    Ok(DONE)
}

pub(super) fn man(streams: &mut Streams<'_>, into: Option<&Path>) -> anyhow::Result<u8> {
    match into {
        None => clap_mangen::Man::new(Args::command()).render(&mut streams.data)?,
        Some(folder) => clap_mangen::generate_to(Args::command(), folder)
            .with_context(|| format!("cannot write manual pages into {}", folder.display()))?,
    }
    Ok(DONE)
}
