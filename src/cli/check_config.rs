//! `check-config`: every problem at once, then what the configuration means.

use super::{Args, DONE, Streams, TROUBLE, desk, failure};
use crate::clock::Clock;
use crate::config::{self, Known, KnownRoster, Loaded, Problems, Severity};
use crate::roster::{Kept, Snapshot, build};
use crate::source::{Reading, SourceError};
use crate::store::Store;
use crate::sync::{self, from_config};
use crate::wording::{Lang, Words};

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let loaded = match desk::load(args) {
        Ok(loaded) => loaded,
        Err(error) => return broken(args, streams, error),
    };
    let words = desk::words(args, &loaded);
    let (rosters, unreadable) = rosters(&loaded).await;
    for (name, error) in &unreadable {
        let why = sync::source_error(error, words.lang);
        let fills = [("name", name.into()), ("why", (&why).into())];
        writeln!(streams.messages, "{}", words.say("source-unreadable", &fills))?;
    }
    let unknown = if rosters.is_empty() {
        Problems::new(Vec::new())
    } else {
        config::check_references(&loaded, &Rosters(&rosters))
    };
    tell(streams, &words, &loaded.warnings)?;
    tell(streams, &words, &unknown)?;
    let all = || loaded.warnings.iter().chain(unknown.iter());
    let errors = all().filter(|problem| problem.severity == Severity::Error).count();
    verdict(streams, &words, errors, all().count() - errors + unreadable.len())?;
    if rosters.is_empty() {
        writeln!(streams.data, "{}", words.text("no-roster"))?;
    }
    if errors > 0 {
        return Ok(TROUBLE);
    }
    let clock = args.now.map_or(Clock::System, Clock::At);
    let now = clock.now().to_zoned(desk::zone(&loaded)?);
    for line in config::in_words(&loaded, failure::language(words.lang), &now) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(DONE)
}

/// A configuration that cannot be used: its problems, and the verdict.
fn broken(args: &Args, streams: &mut Streams<'_>, error: anyhow::Error) -> anyhow::Result<u8> {
    let problems: Problems = error.downcast()?;
    let words = Words::new(desk::lang(args).unwrap_or(Lang::Sv));
    tell(streams, &words, &problems)?;
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    verdict(streams, &words, errors, problems.len() - errors)?;
    Ok(TROUBLE)
}

fn tell(streams: &mut Streams<'_>, words: &Words, problems: &Problems) -> std::io::Result<()> {
    for problem in problems.iter() {
        writeln!(streams.messages, "{}", problem.text(failure::language(words.lang)))?;
    }
    Ok(())
}

fn verdict(streams: &mut Streams<'_>, words: &Words, errors: usize, warnings: usize) -> std::io::Result<()> {
    if errors + warnings == 0 {
        return writeln!(streams.data, "{}", words.text("check-ok"));
    }
    let fills = [("errors", errors.into()), ("warnings", warnings.into())];
    writeln!(streams.data, "{}", words.say("check-bad", &fills))
}

/// What is known of who is there: the roster that was last applied, and what the sources deliver now, as far as
/// either can be read; and the sources that cannot.
async fn rosters(loaded: &Loaded) -> (Vec<Snapshot>, Vec<(String, SourceError)>) {
    let mut rosters = Vec::new();
    let store = match desk::database(loaded) {
        Ok(address) => Store::open_read_only(&address).await.ok(),
        Err(_) => None,
    };
    if let Some(store) = &store
        && let Ok(roster) = store.load_roster().await
    {
        rosters.push(roster);
    }
    let (mut parts, mut unreadable) = (Vec::new(), Vec::new());
    for entry in &loaded.file.source {
        let mut source = from_config(entry, &loaded.dir);
        if let (Ok(true), Some(store)) = (source.is_delta(), &store) {
            source.lay_on(kept(store, &entry.name).await);
        }
        match source.read() {
            Ok(Reading::Delivery(delivery)) => parts.push(delivery),
            Ok(Reading::NoUpdates) => {}
            Err(error) => unreadable.push((entry.name.clone(), error)),
        }
    }
    rosters.push(build(&Snapshot::default(), parts).roster);
    rosters.retain(|roster| !roster.is_empty());
    (rosters, unreadable)
}

/// What a delta is laid on, where that can be had.
async fn kept(store: &Store, source: &str) -> Option<Kept> {
    store.look().await.ok()?.kept(&source.into()).await.ok()?
}

/// Names are known when any of the rosters knows them.
struct Rosters<'a>(&'a [Snapshot]);

impl Rosters<'_> {
    fn known(&self, count: impl Fn(&Snapshot) -> usize) -> Known {
        match self.0.iter().map(count).find(|found| *found > 0) {
            None => Known::No,
            Some(1) => Known::One,
            Some(many) => Known::Ambiguous(many),
        }
    }
}

impl KnownRoster for Rosters<'_> {
    fn has_unit(&self, name: &str) -> Known {
        self.known(|roster| roster.units_named(name).len())
    }
    fn has_group(&self, name: &str) -> Known {
        self.known(|roster| roster.groups_named(name).len())
    }
    fn has_person(&self, name: &str) -> Known {
        self.known(|roster| roster.persons_named(name).len())
    }
}
