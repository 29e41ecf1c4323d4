//! `diff`: two deliveries of one source compared.

use super::{Args, DIFFERENCES, DONE, Streams, desk};
use crate::clock::Clock;
use crate::config::model::Source as Entry;
use crate::roster::{Counts, Snapshot, build, diff};
use crate::source::Reading;
use crate::sync::from_config;
use anyhow::Context;
use jiff::tz::TimeZone;
use std::path::Path;

pub(super) fn run(
    args: &Args,
    streams: &mut Streams<'_>,
    before: &Path,
    after: &Path,
    source: Option<&str>,
) -> anyhow::Result<u8> {
    let loaded = desk::load(args)?;
    let entry = match source {
        Some(name) => loaded.file.source.iter().find(|source| source.name == name),
        None => loaded.file.source.first().filter(|_| loaded.file.source.len() == 1),
    };
    let entry = entry.context("say which source's mapping to read by: --source NAME")?;
    let (old, new) = (roster(entry, before)?, roster(entry, after)?);
    let today = args.now.map_or(Clock::System, Clock::At).today(&desk::zone(&loaded).unwrap_or(TimeZone::UTC));
    let diff = diff(&old, Some(today), &new, today);
    let counts = diff.counts();
    if args.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&counts)?)?;
    } else {
        for (what, count) in [
            ("persons", counts.persons),
            ("units", counts.units),
            ("groups", counts.groups),
            ("memberships", counts.memberships),
        ] {
            writeln!(streams.data, "{what}: +{} −{} ~{}", count.added, count.removed, count.changed)?;
        }
        let added = diff.persons.added.iter().map(|at| ('+', new.person(*at).key()));
        let removed = diff.persons.removed.iter().map(|removed| ('−', old.person(removed.at).key()));
        let changed = diff.persons.changed.iter().map(|(_, at)| ('~', new.person(*at).key()));
        for (mark, key) in added.chain(removed).chain(changed) {
            writeln!(streams.data, "{mark} {key}")?;
        }
    }
    Ok(if counts == Counts::default() && diff.rows.is_empty() { DONE } else { DIFFERENCES })
}

fn roster(entry: &Entry, path: &Path) -> anyhow::Result<Snapshot> {
    let mut entry = entry.clone();
    entry.path = path.display().to_string();
    match from_config(&entry, Path::new("")).read()? {
        Reading::Delivery(parts) => Ok(build(&Snapshot::default(), vec![parts]).roster),
        Reading::NoUpdates => Ok(Snapshot::default()),
    }
}
