//! Open alerts, and what changed of them since the last run.

use super::{Alert, Event, Notice};
use crate::licence::PoolKey;
use std::collections::{BTreeMap, BTreeSet};

/// Open alerts by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerts(pub BTreeMap<String, Alert>);

impl Alerts {
    /// Opens an alert, or replaces what it said.
    pub fn open(&mut self, alert: Alert) {
        self.0.insert(alert.key(), alert);
    }

    /// Closes an alert.
    pub fn close(&mut self, key: &str) {
        self.0.remove(key);
    }
}

/// What changed since the last run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertChanges {
    /// New ones.
    pub opened: Vec<Alert>,
    /// Open ones that say something else now: before and after.
    pub updated: Vec<(Alert, Alert)>,
    /// Ones that are over.
    pub closed: Vec<Alert>,
}

impl AlertChanges {
    /// What a plan changes: those that plans judge.
    pub(super) fn between(before: &Alerts, after: Alerts) -> Self {
        Self::of(before, after, |alert| !alert.is_of_service() && !alert.is_of_request())
    }

    /// What changes of upprop's own alerts; `after` has only such.
    #[must_use]
    pub fn of_service(before: &Alerts, after: Alerts) -> Self {
        Self::of(before, after, Alert::is_of_service)
    }

    /// What changes of alerts about licence requests; `after` has only such.
    #[must_use]
    pub fn of_requests(before: &Alerts, after: Alerts) -> Self {
        Self::of(before, after, Alert::is_of_request)
    }

    fn of(before: &Alerts, after: Alerts, judged: impl Fn(&Alert) -> bool) -> Self {
        let over = before.0.iter().filter(|(key, alert)| judged(alert) && !after.0.contains_key(*key));
        let mut changes = Self { closed: over.map(|(_, alert)| alert.clone()).collect(), ..Self::default() };
        for (key, alert) in after.0 {
            match before.0.get(&key) {
                None => changes.opened.push(alert),
                Some(old) if *old != alert => changes.updated.push((old.clone(), alert)),
                Some(_) => {}
            }
        }
        changes
    }

    /// Did nothing change?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same as the ledger tells it.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        let now = self.opened.iter().chain(self.updated.iter().map(|(_, now)| now));
        let over = self.closed.iter().map(|alert| Event::AlertOver { key: alert.key() });
        now.cloned().map(|alert| Event::Alert { alert }).chain(over)
    }

    /// What people should hear of. A shortage is resolved only when nobody waits for the pool any more, for
    /// whatever reason; `queues` are the pools for which somebody does.
    #[must_use]
    pub fn notices(&self, queues: &BTreeSet<PoolKey>) -> Vec<Notice> {
        let opened = self.opened.iter().cloned().map(|alert| Notice::Opened { alert });
        let worse = self.updated.iter().filter(|(old, now)| now.weight() > old.weight());
        let worse = worse.map(|(_, now)| Notice::Worse { alert: now.clone() });
        let closed = self.closed.iter().filter(|alert| is_told_when_over(alert, queues)).cloned();
        opened.chain(worse).chain(closed.map(|alert| Notice::Resolved { alert })).collect()
    }
}

/// Good news is told where the bad news was a letter of its own (UX 5.2).
fn is_told_when_over(alert: &Alert, queues: &BTreeSet<PoolKey>) -> bool {
    match alert {
        Alert::Shortage { pool, .. } => !queues.contains(pool),
        Alert::OverAssigned { .. }
        | Alert::RequestOverdue { .. }
        | Alert::InGrace { .. }
        | Alert::ProtectedDecision { .. } => true,
        other => other.is_of_service(),
    }
}
