//! What changes from minute to minute: runs, holds, alerts, requests, and the newest events of the ledger.

use crate::roster::UnitId;
use crate::store::{Head, HoldRow, LedgerFilter, LedgerRow, Look, OpenAlert, RequestRow, RunId, RunRow, StoreError};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// So many runs are shown.
const RUNS: u32 = 400;
/// And so many events.
const EVENTS: u32 = 1000;

/// What was lately.
#[derive(Debug, Default)]
pub struct Recent {
    /// The newest event of the ledger.
    pub head: Head,
    /// The newest runs, newest first.
    pub runs: Vec<RunRow>,
    /// Since when runs fail that ask sources.
    pub failing_since: Option<Timestamp>,
    /// What stands.
    pub alerts: Vec<OpenAlert>,
    /// What is and was held, newest first.
    pub holds: Vec<HoldRow>,
    /// Licence requests, in the order of their numbers.
    pub requests: Vec<RequestRow>,
    /// School unit codes that were agreed on.
    pub agreed: BTreeMap<UnitId, String>,
    /// The newest events, oldest first.
    pub events: Vec<LedgerRow>,
}

impl Recent {
    /// Loads it, unless it is as it was before.
    ///
    /// # Errors
    /// The driver, or a row that cannot be read.
    pub(super) async fn load(look: &mut Look, before: Option<&Self>) -> Result<Option<Self>, StoreError> {
        let (head, newest) = (look.head().await?, look.runs(1).await?);
        let run = |runs: &[RunRow]| runs.first().map(|run| (run.id, run.ended_at));
        let same = |before: &Self| before.head == head && run(&before.runs) == run(&newest);
        if before.is_some_and(same) {
            return Ok(None);
        }
        Ok(Some(Self {
            head,
            runs: look.runs(RUNS).await?,
            failing_since: look.failing_since().await?,
            alerts: look.open_alerts().await?,
            holds: look.all_holds().await?,
            requests: look.requests().await?,
            agreed: look.unit_codes().await?,
            events: look.events(LedgerFilter { after: 0, person: None, newest: Some(EVENTS) }).await?,
        }))
    }

    /// The run of a number.
    #[must_use]
    pub fn run(&self, number: i64) -> Option<&RunRow> {
        self.runs.iter().find(|run| run.id == RunId(number))
    }
}
