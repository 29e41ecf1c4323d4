//! `usage import`: when people last used their tools.

use super::desk::Desk;
use super::{DONE, Streams};
use crate::seats::told;
use crate::source::usage::read_usage;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// About the use of tools.
#[derive(Debug, Clone, Subcommand)]
pub enum UsageCommand {
    /// Note when people last used their tools: a flat file with the columns `person`, `tool` and `last_used`.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Reads a file, and notes what it says of persons and tools that are known; the others are counted.
pub(super) async fn import(desk: &Desk, streams: &mut Streams<'_>, path: &Path) -> anyhow::Result<u8> {
    let rows = read_usage(path)?;
    let (roster, catalogue, today) = (desk.store.load_roster().await?, desk.catalogue().await?, desk.today());
    let told = told(&rows, (&roster, &catalogue), today)
        .map_err(|early| anyhow::anyhow!(desk.words.say("usage-future", &[("line", early.line.into())])))?;
    anyhow::ensure!(!told.uses.0.is_empty(), desk.words.text("usage-nobody"));
    let stamp = desk.stamp();
    desk.store.alone(desk.store.note_uses(&told.uses, stamp)).await?;
    let fills = [("count", told.uses.0.len().into()), ("unknown", told.unknown.into())];
    writeln!(streams.messages, "{}", desk.words.say("usage-imported", &fills))?;
    Ok(DONE)
}
