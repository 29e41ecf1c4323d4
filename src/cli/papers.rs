//! Papers that need no database: schema, merged configuration, completions, manual page.

use super::{Args, DONE, Streams, desk};
use crate::config;
use clap::CommandFactory;

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

pub(super) fn man(streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    clap_mangen::Man::new(Args::command()).render(&mut streams.data)?;
    Ok(DONE)
}
