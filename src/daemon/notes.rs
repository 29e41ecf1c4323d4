//! What is to be noted of configurations, and waits while another run has the database.

use super::House;
use crate::plan::Alert;
use crate::sync::{Stands, SyncError, Taken};

/// What nobody could note so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Which configurations came into force: each with the one before.
    taken: Vec<Taken>,
    /// Whether the newest that was saved can be used: the last word counts.
    refused: Option<(Alert, Stands)>,
}

impl Notes {
    /// What was saved can be used.
    pub(super) fn accepts(&mut self) {
        self.refused = Some((Alert::ConfigurationRefused { why: String::new() }, Stands::NoMore));
    }

    /// What was saved cannot be used.
    pub(super) fn refuses(&mut self, alert: Alert) {
        self.refused = Some((alert, Stands::Now));
    }

    /// Another configuration came into force.
    pub(super) fn took(&mut self, taken: Taken) {
        self.taken.push(taken);
    }

    /// Does nothing wait?
    pub(super) fn is_empty(&self) -> bool {
        self.taken.is_empty() && self.refused.is_none()
    }

    /// Notes all of it. What cannot be noted now is noted when the other run has ended, or the database can be reached.
    pub(super) async fn settle(&mut self, house: &House) {
        if let Some((alert, stands)) = self.refused.clone()
            && is_done(house.note(alert, stands).await, "an alert")
        {
            self.refused = None;
        }
        if !self.taken.is_empty() && is_done(house.note_taken(&self.taken).await, "the configuration in force") {
            self.taken.clear();
        }
    }
}

/// Need nobody try again?
fn is_done(noted: Result<(), SyncError>, what: &str) -> bool {
    match noted {
        Ok(()) => true,
        Err(error) if error.is_locked() || error.is_passing() => {
            tracing::debug!(%error, what, "noted as soon as it can be");
            false
        }
        Err(error) => {
            tracing::error!("{what} could not be noted: {error}");
            true
        }
    }
}
