//! Keeping rows of what was delivered, so that a later delivery can be a delta.
//!
//! They say what a source has, not what is in force: they are kept as soon as a delivery was read whole, be any part of
//! it held, and before it is applied. A delta that is laid on rows that it was laid on already makes the same.

use super::{Errand, SyncError};
use crate::roster::{Keeping, Kept, SourceName};
use crate::source::{Fingerprint, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rows that are kept, and those that are to be.
pub(super) struct Keepers {
    /// Deliveries of which rows are kept, by source.
    kept: BTreeMap<SourceName, u128>,
    /// Deliveries of which none are, or of others.
    unkept: Vec<Unkept>,
    /// Sources that are no more.
    gone: Vec<SourceName>,
}

struct Unkept {
    name: SourceName,
    source: Arc<dyn Source + Send + Sync>,
    print: Fingerprint,
}

impl Keepers {
    /// What is kept so far.
    pub(super) async fn of(errand: &Errand<'_>) -> Result<Self, SyncError> {
        let kept = errand.store.look().await?.kept_deliveries().await?;
        let is_configured = |name: &SourceName| errand.config.file.source.iter().any(|s| s.name == name.as_str());
        let gone = kept.keys().filter(|name| !is_configured(name)).cloned().collect();
        Ok(Self { kept, unkept: Vec::new(), gone })
    }

    /// Gives a source that delivers a delta what that is to be laid on.
    pub(super) async fn lay(
        &self,
        errand: &Errand<'_>,
        name: &SourceName,
        source: &mut Box<dyn Source + Send + Sync>,
    ) -> Result<(), SyncError> {
        if !source.is_delta().map_err(SyncError::of(name.as_str()))? {
            return Ok(());
        }
        let kept: Option<Kept> = errand.store.look().await?.kept(name).await?;
        source.lay_on(kept);
        Ok(())
    }

    /// Notes a delivery of which rows are to be kept, unless they are. A delta that was applied is not laid again.
    pub(super) fn note(
        &mut self,
        name: &SourceName,
        source: &Arc<dyn Source + Send + Sync>,
        print: &Fingerprint,
        is_news: bool,
    ) -> Result<(), SyncError> {
        let is_kept = self.kept.get(name) == Some(&print.digest);
        if source.begins_with_kept()
            || !is_kept && (is_news || !source.is_delta().map_err(SyncError::of(name.as_str()))?)
        {
            self.unkept.push(Unkept { name: name.clone(), source: Arc::clone(source), print: print.clone() });
        }
        Ok(())
    }

    /// Keeps what is to be kept.
    pub(super) async fn keep(&self, errand: &Errand<'_>) -> Result<(), SyncError> {
        for Unkept { name, source, print } in &self.unkept {
            match source.keep(print).map_err(SyncError::of(name.as_str()))? {
                Keeping::Same => {}
                Keeping::None if !self.kept.contains_key(name) => {}
                Keeping::None => errand.store.keep(name, None).await?,
                Keeping::Rows(kept) => errand.store.keep(name, Some(&kept)).await?,
                Keeping::File(file, body) => errand.store.keep_file(name, print.digest, &file, &body).await?,
            }
        }
        for name in &self.gone {
            errand.store.keep(name, None).await?;
        }
        Ok(())
    }
}
