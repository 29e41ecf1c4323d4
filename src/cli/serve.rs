//! `serve`: the daemon.

use super::desk::{self, Desk};
use super::{Args, DONE, Streams, failure};
use crate::daemon::{self, House};

/// A configuration that cannot be used (`EX_CONFIG` of sysexits.h): a service manager need not try again.
const UNUSABLE: u8 = 78;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
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
    fn into_house(self) -> House {
        let Self { config, store, clock, zone, ledger_key, words, .. } = self;
        House { config, store, clock, zone, ledger_key, lang: words.lang }
    }
}
