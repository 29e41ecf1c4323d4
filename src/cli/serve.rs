//! `serve`: the daemon.

use super::desk::{self, Desk};
use super::{Args, DONE, Streams, failure};
use crate::daemon::{self, House};
use crate::store::Servers;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// A configuration that cannot be used (`EX_CONFIG` of sysexits.h): a service manager need not try again.
const UNUSABLE: u8 = 78;

/// A run waits for a server or for mail more than it reckons: so many at a time, or a few slow servers stop everybody.
const RUNS_OF_A_PROCESSOR: usize = 4;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, organisers: Option<&Path>) -> anyhow::Result<u8> {
    if let Some(folder) = organisers {
        let places = RUNS_OF_A_PROCESSOR * std::thread::available_parallelism().map_or(1, NonZero::get);
        let (args, servers) = (args.clone(), Servers::new(places));
        let open = async move |file: PathBuf| Ok(Desk::open_among(&args, &file, &servers).await?.into_house());
        daemon::host(folder, places, open).await?;
        return Ok(DONE);
    }
    if let Err(error) = desk::load(args) {
        let (_, text) = failure::tell(&error, desk::lang(args).unwrap_or_default());
        writeln!(streams.messages, "upprop: {text}")?;
        return Ok(UNUSABLE);
    }
    let open = async || Ok(Desk::open(args).await?.into_house());
    daemon::serve(open().await?, open).await?;
    Ok(DONE)
}

impl Desk {
    /// Everything that a run needs.
    pub(super) fn into_house(self) -> House {
        let Self { config, store, place, clock, zone, ledger_key, words, .. } = self;
        House { config, store, place, clock, zone, ledger_key, lang: words.lang }
    }
}
