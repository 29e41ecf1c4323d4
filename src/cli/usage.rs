//! `usage import`: when people last used their tools.

use super::desk::Desk;
use super::{DONE, Streams};
use crate::roster::PersonId;
use crate::seats::Uses;
use crate::source::usage::read_usage;
use clap::Subcommand;
use std::collections::BTreeMap;
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
    let mut named: BTreeMap<&str, Vec<&PersonId>> = BTreeMap::new();
    for person in &roster.persons {
        let alias = person.alias.as_deref().filter(|alias| *alias != person.id.as_str());
        std::iter::once(person.id.as_str())
            .chain(alias)
            .for_each(|name| named.entry(name).or_default().push(&person.id));
    }
    let (mut uses, mut unknown) = (Uses::default(), 0_u64);
    for row in &rows {
        anyhow::ensure!(row.last_used <= today, desk.words.say("usage-future", &[("line", row.line.into())]));
        let tool = catalogue.tools.get(row.tool.as_str()).map(|tool| &tool.key);
        match (named.get(row.person.as_str()).map(Vec::as_slice), tool) {
            (Some([person]), Some(tool)) => {
                let last = uses.0.entry((tool.clone(), (*person).clone())).or_insert(row.last_used);
                *last = (*last).max(row.last_used);
            }
            _ => unknown += 1,
        }
    }
    anyhow::ensure!(!uses.0.is_empty(), desk.words.text("usage-nobody"));
    let stamp = desk.stamp();
    desk.store.alone(desk.store.note_uses(&uses, stamp)).await?;
    let fills = [("count", uses.0.len().into()), ("unknown", unknown.into())];
    writeln!(streams.messages, "{}", desk.words.say("usage-imported", &fills))?;
    Ok(DONE)
}
