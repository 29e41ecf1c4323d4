//! Asking the sources: which of them deliver something else than what was applied.

use super::kept::Keepers;
use super::whole::{self, Needed};
use super::{Asks, Errand, SyncError, from_config, imprinter, sources};
use crate::config::last_full;
use crate::licence::Catalogue;
use crate::roster::{Code, Finding, Place, Severity, SourceName};
use crate::seats::DeliveredOn;
use crate::source::{Fingerprint, Occasion, Source, SourceError};
use crate::store::Delivery;
use jiff::civil::Date;
use std::sync::Arc;

/// A source that says something else than what was applied.
pub(super) struct Changed {
    pub(super) name: SourceName,
    pub(super) source: Arc<dyn Source + Send + Sync>,
    /// What it delivers.
    pub(super) print: Fingerprint,
    /// What it must have.
    pub(super) needed: Needed,
}

/// What the sources have.
pub(super) struct Gathered {
    /// Sources that say something else than what was applied.
    pub(super) changed: Vec<Changed>,
    /// Sources that delivered once and are in the configuration no more: nobody of theirs is delivered.
    pub(super) removed: Vec<SourceName>,
    /// Fingerprints of all that were asked.
    pub(super) deliveries: Vec<Delivery>,
    /// On which day the last whole delivery of every source was made.
    pub(super) delivered: DeliveredOn,
    /// Rows that are kept of deliveries.
    pub(super) keepers: Keepers,
    /// Were all sources asked?
    pub(super) whole: bool,
    /// Deliveries that are old.
    pub(super) findings: Vec<Finding>,
    /// The day of the last apply; none before the first.
    pub(super) applied_on: Option<Date>,
    /// Was that with this configuration, and not after today?
    pub(super) is_next: bool,
    /// So it was, and no date has come since: only the sources can say something new.
    pub(super) is_calm: bool,
    /// Same deliveries too: nothing can have changed.
    pub(super) is_quiet: bool,
}

/// The digest of a delivery that is not remembered: no bytes have it.
const FORGOTTEN: u128 = 0;

/// Asks every source, or the one that the errand names; one that fails ends the run.
pub(super) async fn gather(errand: &Errand<'_>, catalogue: &Catalogue, day: Date) -> Result<Gathered, SyncError> {
    let configured = &errand.config.file.source;
    let is_asked = |name: &str| match errand.asks {
        Asks::All => true,
        Asks::Only(only) => only == name,
        Asks::Nobody => false,
    };
    let asked: Vec<_> = configured.iter().filter(|source| is_asked(&source.name)).collect();
    if let (true, Asks::Only(name)) = (asked.is_empty(), errand.asks) {
        return Err(SyncError::UnknownSource { name: name.to_owned() });
    }
    whole::is_known(errand)?;
    let known = errand.store.deliveries().await?;
    let mut keepers = Keepers::of(errand).await?;
    let imprinter = imprinter(errand.config, day)?;
    let mut changed: Vec<Changed> = Vec::new();
    let (mut deliveries, mut findings) = (Vec::new(), Vec::new());
    let now = errand.clock.now();
    let full_due = last_full(&errand.config.file, now).map(|due| now.duration_since(due));
    for entry in &asked {
        let mut source = from_config(entry, &errand.config.dir);
        source.imprint_with(imprinter.clone());
        let failed = SyncError::of(&entry.name);
        let terms = sources::terms(entry, &errand.config.dir);
        terms.mounted().map_err(&failed)?;
        let name = SourceName::from(entry.name.as_str());
        let is_accepted = errand.accept_delivery == Some(name.as_str());
        source.on(Occasion { has_delivered: known.iter().any(|old| old.source == name), full_due, is_accepted });
        if source.begins_with_kept() {
            source.lay_on(errand.store.look().await?.kept(&name).await?);
        }
        let print = source.fingerprint().map_err(&failed)?;
        let before = known.iter().find(|old| old.source == name);
        let is_news = before.is_none_or(|old| old.digest != print.digest);
        findings.extend(if is_news { Vec::new() } else { source.doubts() });
        if is_news {
            whole::is_news(errand, &terms, &print, before).map_err(&failed)?;
            keepers.lay(errand, &name, &mut source).await?;
        }
        deliveries.push(delivery(errand, &name, &*source, (&print, before)).map_err(&failed)?);
        let source = Arc::from(source);
        keepers.note(&name, &source, &print, is_news)?;
        if is_news {
            changed.push(Changed { name, source, print, needed: whole::needed(errand, entry, before) });
        }
    }
    findings.extend(old(errand, &deliveries));
    let delivered = whole::delivered(errand, &deliveries, &known);
    let whole = asked.len() == configured.len();
    let removed = if whole { removed(errand, known) } else { Vec::new() };
    deliveries.extend(removed.iter().map(|source| forgotten(errand, source)));
    let applied_on = errand.store.applied_on().await?;
    let is_next = is_as_before(errand, catalogue).await? && applied_on.is_some_and(|applied| applied <= day);
    let is_calm = is_next && errand.store.quiet_until().await?.is_some_and(|until| day < until);
    let is_quiet = changed.is_empty() && is_calm;
    Ok(Gathered {
        changed,
        removed,
        deliveries,
        delivered,
        keepers,
        whole,
        findings,
        applied_on,
        is_next,
        is_calm,
        is_quiet,
    })
}

/// What is remembered of a delivery with this fingerprint, once it is known to be done.
fn delivery(
    errand: &Errand<'_>,
    name: &SourceName,
    source: &dyn Source,
    (print, before): (&Fingerprint, Option<&Delivery>),
) -> Result<Delivery, SourceError> {
    let made_at = whole::made_at(errand, print);
    let is_another = before.is_none_or(|before| before.digest != print.digest || before.whole_at != Some(made_at));
    let whole_at = (is_another && source.says_all()?).then_some(made_at);
    let (source, read_at, newest_at) = (name.clone(), errand.clock.now(), print.newest);
    Ok(Delivery { source, digest: print.digest, read_at, newest_at, whole_at, files: None })
}

/// Sources that have delivered, and are in the configuration no more.
fn removed(errand: &Errand<'_>, known: Vec<Delivery>) -> Vec<SourceName> {
    let is_configured = |name: &SourceName| errand.config.file.source.iter().any(|source| source.name == name.as_str());
    let is_removed = |old: &Delivery| old.digest != FORGOTTEN && !is_configured(&old.source);
    known.into_iter().filter(is_removed).map(|old| old.source).collect()
}

/// What is forgotten is read again, should it come back into the configuration as it was.
fn forgotten(errand: &Errand<'_>, source: &SourceName) -> Delivery {
    let (source, read_at) = (source.clone(), errand.clock.now());
    Delivery { source, digest: FORGOTTEN, read_at, newest_at: None, whole_at: None, files: None }
}

/// Is the configuration the one of the last run, with the same licences? What vendors deliver stands in none.
async fn is_as_before(errand: &Errand<'_>, catalogue: &Catalogue) -> Result<bool, SyncError> {
    let same = errand.store.config_digest().await?.as_deref() == Some(errand.config.digest.as_str());
    Ok(same && errand.store.bought_digest().await?.is_none_or(|bought| bought == catalogue.bought()))
}

/// Findings about deliveries whose newest part is older than `schedule.max_age`.
fn old(errand: &Errand<'_>, deliveries: &[Delivery]) -> Vec<Finding> {
    let (now, age_max) = (errand.clock.now(), i64::from(errand.config.file.schedule.max_age.0));
    let hours = |delivery: &Delivery| Some(now.duration_since(delivery.newest_at?).as_hours());
    let finding = |(delivery, hours): (&Delivery, i64)| Finding {
        severity: Severity::Warning,
        code: Code::DeliveryOld,
        place: Place { file: Some(delivery.source.to_string()), ..Place::default() },
        about: hours.to_string(),
    };
    let aged = deliveries.iter().filter_map(|delivery| Some((delivery, hours(delivery)?)));
    aged.filter(|(_, hours)| *hours > age_max).map(finding).collect()
}
