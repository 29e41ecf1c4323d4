//! What is, for those who ask what would be if, and what is coming.

use super::desk::{Desk, State};
use crate::config::catalogue::{absence_means_left, limits};
use crate::licence::Catalogue;
use crate::plan::{Limits, Present};
use crate::roster::SourceName;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What is, on a day.
pub(super) struct Outlook {
    pub(super) state: State,
    pub(super) catalogue: Catalogue,
    limits: Limits,
    sources: BTreeSet<SourceName>,
    day: Date,
}

impl Outlook {
    /// What is today.
    pub(super) async fn of(desk: &Desk) -> anyhow::Result<Self> {
        Ok(Self {
            state: desk.state().await?,
            catalogue: desk.catalogue(),
            limits: limits(&desk.config.file.guard),
            sources: absence_means_left(&desk.config.file),
            day: desk.today(),
        })
    }

    /// The same, as rules see it.
    pub(super) fn present(&self) -> Present<'_> {
        Present {
            roster: self.state.roster(),
            applied_on: self.state.standing.applied_on,
            catalogue: &self.catalogue,
            seats: self.state.seats(),
            uses: &self.state.standing.uses,
            limits: &self.limits,
            absence_means_left: &self.sources,
            day: self.day,
        }
    }
}
