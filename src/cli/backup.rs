//! `backup` and `restore`: everything into one file, and a file put in force.

use super::desk::{self, Desk};
use super::{Args, DONE, Streams};
use crate::report::carried_json;
use crate::store::{self, Over};
use std::path::Path;

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, file: &Path, force: bool) -> anyhow::Result<u8> {
    let over = if force { Over::Existing } else { Over::Nothing };
    let carried = desk.store.backup(file, over, desk.ledger_key.as_deref()).await?;
    let shown = file.display().to_string();
    if desk.json {
        let answer = serde_json::json!({ "file": shown, "tables": carried_json(&carried), "head": carried.head.seq });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(DONE);
    }
    let head = carried.head.seq.to_string();
    let fills = [("file", (&shown).into()), ("rows", carried.rows().into()), ("head", (&head).into())];
    writeln!(streams.data, "{}", desk.words.say("backed-up", &fills))?;
    Ok(DONE)
}

pub(super) async fn restore(args: &Args, streams: &mut Streams<'_>, file: &Path) -> anyhow::Result<u8> {
    let config = desk::load(args)?;
    let (words, clock, key) = (desk::words(args, &config), desk::clock(args, &config)?, desk::ledger_key(&config)?);
    let restored = store::restore(file, &desk::database(&config)?, clock.now(), key.as_deref()).await?;
    let carried = &restored.carried;
    let lost = restored.gap.as_ref().map(|gap| gap.lost().into_inner());
    if args.json {
        let answer = serde_json::json!({
            "tables": carried_json(carried), "head": carried.head.seq, "aside": restored.aside, "lost": lost,
        });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(DONE);
    }
    let head = carried.head.seq.to_string();
    writeln!(streams.data, "{}", words.say("restored", &[("rows", carried.rows().into()), ("head", (&head).into())]))?;
    if let Some(aside) = &restored.aside {
        writeln!(streams.data, "{}", words.say("restored-aside", &[("aside", aside.into())]))?;
    }
    if let Some((first, last)) = lost {
        let (first, last) = (first.to_string(), last.to_string());
        let fills = [("first", (&first).into()), ("last", (&last).into())];
        writeln!(streams.messages, "{}", words.say("restored-gap", &fills))?;
    }
    Ok(DONE)
}
