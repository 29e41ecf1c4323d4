//! SS 12000, the Swedish standard by which school systems share rosters, as a client of a server (SS12000).
//!
//! The client believes nothing that it has not read to its end. A sweep of every resource goes into a spool on disk; what
//! it digests to is the delivery's fingerprint, and units, persons, groups and memberships are made from it.

mod answer;
mod client;
mod page;
mod reading;
mod records;
mod resource;
mod settings;
mod spool;
mod sweep;
mod token;
mod units;
mod words;

pub use settings::{Access, Client, Limits, Secret, Settings};

use super::{ErrorCode, Fingerprint, Reading, Source, SourceError};
use spool::Spool;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A server of SS 12000.
pub struct Ss12000 {
    settings: Settings,
    /// What the last sweep has read.
    swept: Mutex<Option<Spool>>,
}

impl Ss12000 {
    /// A source with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, swept: Mutex::new(None) }
    }

    /// Sweeps the server, in a thread of its own: whoever asks may be waiting in another runtime.
    fn sweep(&self) -> Result<Spool, SourceError> {
        let work = || {
            let failed = |e: std::io::Error| SourceError::io("runtime", &e);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
            runtime.block_on(async {
                let mut client = client::Client::new(&self.settings)?;
                let spool = sweep::sweep(&mut client).await?;
                tracing::info!(source = %self.settings.source, requests = client.requests, "swept all");
                Ok(spool)
            })
        };
        let lost = || SourceError::new(ErrorCode::ServerUnreachable, "thread");
        std::thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(|_| Err(lost())))
    }

    /// What is asked once is looked at as often as it takes.
    fn with_spool<T>(&self, look: impl FnOnce(&mut Spool) -> Result<T, SourceError>) -> Result<T, SourceError> {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.is_none() {
            *swept = Some(self.sweep()?);
        }
        swept.as_mut().map_or_else(|| Err(SourceError::changed()), look)
    }
}

impl Source for Ss12000 {
    fn read(&self) -> Result<Reading, SourceError> {
        self.with_spool(|spool| {
            let builder = reading::read(spool, &self.settings.source)?;
            Ok(Reading::Delivery(builder.finish(spool.digest())))
        })
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        self.with_spool(|spool| {
            let digest = spool.digest();
            Ok(Fingerprint { digest, stamps: digest, newest: None, files: BTreeMap::new() })
        })
    }
}
