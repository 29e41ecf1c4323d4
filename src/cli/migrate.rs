//! `migrate`: the schema, brought up to date.

use super::desk::{database, load, words};
use super::{Args, DONE, Streams};
use crate::store::Store;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let config = load(args)?;
    let words = words(args, &config);
    let migrated = Store::migrate(&database(&config)?).await?;
    if args.json {
        let answer = serde_json::json!({ "from": migrated.from, "to": migrated.to });
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(DONE);
    }
    let to = ("to", migrated.to.into());
    let told = match migrated.from {
        None => words.say("migrated-new", &[to]),
        Some(from) if from == migrated.to => words.say("migrate-nothing", &[to]),
        Some(from) => words.say("migrated", &[to, ("from", from.into())]),
    };
    writeln!(streams.data, "{told}")?;
    Ok(DONE)
}
