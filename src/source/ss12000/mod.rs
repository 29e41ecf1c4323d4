//! SS 12000, the Swedish standard by which school systems share rosters, as a client of a server (SS12000).
//!
//! The client believes nothing that it has not read to its end. A sweep of every resource goes into a spool on disk; what
//! it digests to is the delivery's fingerprint, and units, persons, groups and memberships are made from it.

mod answer;
mod before;
mod chain;
mod changes;
mod client;
mod imprints;
mod missing;
mod open;
mod page;
mod people;
mod reading;
mod records;
mod resource;
mod settings;
mod spool;
mod stock;
mod subscriptions;
mod sweep;
mod swept;
mod token;
mod trial;
mod units;
mod words;

pub(super) use open::open_answer;
pub use settings::{Access, Client, Limits, Secret, Settings};
pub use subscriptions::{Listed, Made, New, Removed, Renewed, Subscriptions, kinds, patient};

use super::{ErrorCode, Fingerprint, Imprinter, Occasion, Reading, Source, SourceError};
use crate::roster::{Finding, Keeping, Kept, Severity};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use stock::{Held, marks_file};
use sweep::Past;
use swept::Swept;

/// A server of SS 12000.
pub struct Ss12000 {
    settings: Settings,
    /// What was kept of it.
    held: Option<Held>,
    /// Was it read before?
    is_known: bool,
    /// What came of asking.
    swept: Mutex<Option<Swept>>,
}

impl Ss12000 {
    /// A source with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, held: None, is_known: false, swept: Mutex::new(None) }
    }

    /// Tries the server out: what it has, and what it heeds of what it is asked.
    ///
    /// # Errors
    /// As [`read`](Source::read).
    pub fn try_out(&self) -> Result<Vec<Finding>, SourceError> {
        alone(trial::try_out(&self.settings))
    }

    fn ask(&self) -> Result<Swept, SourceError> {
        alone(async {
            let mut client = client::Client::new(&self.settings)?;
            let swept = self.swept(&mut client).await?;
            tracing::info!(source = %self.settings.source, requests = client.requests, "asked");
            Ok(swept)
        })
    }

    /// What has changed since it was last read, or everything.
    async fn swept(&self, client: &mut client::Client<'_>) -> Result<Swept, SourceError> {
        let Some(held) = &self.held else {
            let past = if self.is_known { Past::Forgotten } else { Past::None };
            return sweep::sweep(client, past).await;
        };
        // Whoever has accepted what is missing wants to see all that is there.
        let changed = if self.settings.is_accepted { None } else { changes::delta(client, held).await? };
        match changed {
            Some(swept) => Ok(swept),
            None => sweep::sweep(client, Past::Held(held)).await,
        }
    }

    /// What is asked once is looked at as often as it takes.
    fn look<T>(&self, look: impl FnOnce(&mut Swept) -> Result<T, SourceError>) -> Result<T, SourceError> {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.is_none() {
            *swept = Some(self.ask()?);
        }
        swept.as_mut().map_or_else(|| Err(SourceError::changed()), look)
    }
}

/// Waits for it in a thread of its own: whoever wants to know may be waiting in another runtime.
fn alone<T: Send>(work: impl Future<Output = Result<T, SourceError>> + Send) -> Result<T, SourceError> {
    let run = || {
        let failed = |e: std::io::Error| SourceError::io("runtime", &e);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        runtime.block_on(work)
    };
    let lost = || SourceError::new(ErrorCode::ServerUnreachable, "thread");
    std::thread::scope(|scope| scope.spawn(run).join().unwrap_or_else(|_| Err(lost())))
}

impl Source for Ss12000 {
    fn read(&self) -> Result<Reading, SourceError> {
        self.look(|swept| {
            let builder = reading::read(swept, &self.settings.source)?;
            Ok(Reading::Delivery(builder.finish(swept.spool.digest())))
        })
    }

    fn fingerprint(&self) -> Result<Fingerprint, SourceError> {
        self.look(|swept| {
            let digest = swept.spool.digest();
            Ok(Fingerprint { digest, stamps: digest, newest: None, files: BTreeMap::new() })
        })
    }

    fn says_all(&self) -> Result<bool, SourceError> {
        self.look(|swept| Ok(!swept.marks.has_deltas))
    }

    fn doubts(&self) -> Vec<Finding> {
        let all = self.look(|swept| Ok(swept.doubts.findings())).unwrap_or_default();
        all.into_iter().filter(|finding| finding.severity == Severity::Warning).collect()
    }

    fn imprint_with(&mut self, imprinter: Option<Imprinter>) {
        self.settings.imprinter = imprinter;
    }

    fn begins_with_kept(&self) -> bool {
        true
    }

    fn on(&mut self, occasion: Occasion) {
        self.is_known = occasion.has_delivered;
        self.settings.is_accepted = occasion.is_accepted;
        self.settings.full_after = occasion.full_due.unwrap_or(self.settings.full_after);
    }

    fn lay_on(&mut self, kept: Option<Kept>) {
        self.held = kept.and_then(|kept| Held::of(&kept, &self.settings));
    }

    fn keep(&self, of: &Fingerprint) -> Result<Keeping, SourceError> {
        self.look(|swept| {
            of.still(swept.spool.digest())?;
            let held = self.held.as_ref().filter(|held| held.delivery == of.digest);
            if let Some(held) = held {
                let marks = swept.marks.clone().about_rows_of(&held.marks);
                if held.marks == marks {
                    return Ok(Keeping::Same);
                }
                let (name, body) = marks_file(&marks)?;
                return Ok(Keeping::File(name, body));
            }
            let mut kept = swept.spool.pack(of.digest)?;
            let (name, body) = marks_file(&swept.marks.clone().about(&kept))?;
            kept.files.insert(name, body);
            let bytes: u64 = kept.files.values().map(|file| file.len() as u64).sum();
            Ok(if bytes > self.settings.kept_max { Keeping::None } else { Keeping::Rows(kept) })
        })
    }
}
