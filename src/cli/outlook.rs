//! What is, for those who ask what would be if, and what is coming.

use super::desk::Desk;
use crate::config::catalogue::{confirm_after, limits};
use crate::licence::Catalogue;
use crate::plan::{Limits, Present};
use crate::report::State;
use crate::roster::SourceName;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is, on a day.
pub(super) struct Outlook {
    pub(super) state: State,
    pub(super) catalogue: Catalogue,
    limits: Limits,
    confirm_after: BTreeMap<SourceName, u16>,
    day: Date,
}

impl Outlook {
    /// What is today.
    pub(super) async fn of(desk: &Desk) -> anyhow::Result<Self> {
        Ok(Self {
            state: desk.state().await?,
            catalogue: desk.catalogue().await?,
            limits: limits(&desk.config.file.guard, desk.today()),
            confirm_after: confirm_after(&desk.config.file),
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
            confirm_after: &self.confirm_after,
            day: self.day,
        }
    }
}
