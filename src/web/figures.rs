//! Figures, by the conventions of Prometheus: base units in the name, labels for what can be added up.

use super::{Health, Healths};
use metrics::{Label, describe_gauge, gauge};

/// What can be counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// When the last run ended that could be done, in seconds since 1970.
    pub last_success: Option<i64>,
    /// When the next beat is due, in seconds since 1970.
    pub next_run: Option<i64>,
    /// Since when runs fail, in seconds since 1970.
    pub failing_since: Option<i64>,
    /// Open alerts on which somebody should act today.
    pub urgent: u64,
    /// Open alerts.
    pub alerts: u64,
    /// Open holds.
    pub holds: u64,
    /// The outbox.
    pub letters: LetterFigures,
    /// Each pool.
    pub pools: Vec<PoolFigures>,
}

/// The outbox in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetterFigures {
    /// Wait to be sent.
    pub waiting: u64,
    /// Did not get out in the last week, or may not have.
    pub undelivered: u64,
}

/// A pool in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PoolFigures {
    /// Its key.
    pub pool: String,
    /// Seats; none where there is no limit.
    pub total: Option<u32>,
    /// Seats that somebody has.
    pub assigned: u64,
    /// Of those, seats of people who have left.
    pub leaving: u64,
    /// People who wait.
    pub waiting: u64,
}

/// Notes the figures of each organiser with the recorder at hand.
pub(super) fn note(healths: &Healths) {
    describe_gauge!("upprop_build_info", "The version that runs.");
    gauge!("upprop_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    describe_gauge!("upprop_ready", "1 when the database can be used.");
    describe_gauge!("upprop_last_success_timestamp_seconds", "When the last run ended that could be done.");
    describe_gauge!("upprop_next_run_timestamp_seconds", "When the next run is due.");
    describe_gauge!("upprop_failing_since_timestamp_seconds", "Since when runs fail; 0 while they do not.");
    describe_gauge!("upprop_alerts", "Open alerts, by whether somebody should act today.");
    describe_gauge!("upprop_holds", "Parts of runs that wait for a human.");
    describe_gauge!("upprop_letters", "Letters that wait, and those of the last week that did not get out.");
    describe_gauge!("upprop_pool_seats", "Seats of a pool: all, those that somebody has, of them those who have left.");
    describe_gauge!("upprop_pool_waiting", "People who wait for a seat of a pool.");
    for (name, health) in healths {
        Of { organiser: name }.note(health);
    }
}

/// Figures of one organiser, whose name they carry where there may be several.
struct Of<'a> {
    organiser: &'a str,
}

impl Of<'_> {
    fn set(&self, name: &'static str, labels: &[(&'static str, &str)], value: f64) {
        let own = (!self.organiser.is_empty()).then(|| Label::new("organiser", self.organiser.to_owned()));
        let labels = labels.iter().map(|(key, value)| Label::new(*key, (*value).to_owned()));
        gauge!(name, own.into_iter().chain(labels).collect::<Vec<_>>()).set(value);
    }

    fn note(&self, health: &Health) {
        self.set("upprop_ready", &[], f64::from(u8::from(health.is_ready())));
        let Some(figures) = &health.figures else { return };
        self.time("upprop_last_success_timestamp_seconds", figures.last_success);
        self.time("upprop_next_run_timestamp_seconds", figures.next_run);
        self.time("upprop_failing_since_timestamp_seconds", figures.failing_since);
        self.set("upprop_alerts", &[("urgent", "true")], number(figures.urgent));
        self.set("upprop_alerts", &[("urgent", "false")], number(figures.alerts.saturating_sub(figures.urgent)));
        self.set("upprop_holds", &[], number(figures.holds));
        self.set("upprop_letters", &[("state", "waiting")], number(figures.letters.waiting));
        self.set("upprop_letters", &[("state", "undelivered")], number(figures.letters.undelivered));
        figures.pools.iter().for_each(|pool| self.pool(pool));
    }

    fn pool(&self, figures: &PoolFigures) {
        let seats = |state: &str, count: f64| {
            self.set("upprop_pool_seats", &[("pool", &figures.pool), ("state", state)], count);
        };
        if let Some(total) = figures.total {
            seats("total", f64::from(total));
        }
        seats("assigned", number(figures.assigned));
        seats("leaving", number(figures.leaving));
        self.set("upprop_pool_waiting", &[("pool", &figures.pool)], number(figures.waiting));
    }

    fn time(&self, name: &'static str, at: Option<i64>) {
        self.set(name, &[], number(u64::try_from(at.unwrap_or(0)).unwrap_or(0)));
    }
}

/// Exact for all numbers that occur: seconds and people.
#[expect(clippy::cast_precision_loss, reason = "below 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}
