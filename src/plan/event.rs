//! The plan as the ledger tells it: what happened, one event a deed (REQUIREMENTS E45-E48).
//!
//! Replaying the events gives seats, open alerts and joined licences again (RELIABILITY I5).

use super::{Alert, Alerts, Hold, Join, Plan, digest_text};
use crate::licence::ToolKey;
use crate::roster::{Counts, PersonId};
use crate::seats::{SeatStep, Seats};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One event, before it has a number and a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A plan was applied; stands before its parts.
    Applied {
        /// The plan's hash.
        plan: String,
        /// The roster's digest after it.
        roster: String,
        /// Changes by kind.
        counts: Counts,
        /// Digest of the configuration in force.
        config: String,
    },
    /// A person is new, gone or different; `fields` names what, never the value.
    Person {
        /// Who.
        person: PersonId,
        /// `added`, `removed` or `changed`.
        change: PersonChange,
        /// Which fields.
        fields: Vec<String>,
    },
    /// A licence joined a pool by itself.
    Joined(Join),
    /// A step about a seat.
    Seat(SeatStep),
    /// An alert opened or says something new.
    Alert {
        /// What it says now.
        alert: Alert,
    },
    /// An alert ended.
    AlertOver {
        /// Which.
        key: String,
    },
    /// A guard holds something back.
    Held(Hold),
    /// A hold is not needed any more: the delivery recovered.
    Withdrawn {
        /// Which.
        hash: String,
    },
    /// A human let a hold through.
    Released {
        /// Which.
        hash: String,
    },
    /// A human dropped a hold: the held change is not wanted.
    Dropped {
        /// Which.
        hash: String,
    },
}

/// What became of a person in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonChange {
    /// New.
    Added,
    /// Gone.
    Removed,
    /// Different.
    Changed,
}

/// What an event is about, for look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventKind(pub &'static str);

impl Event {
    /// Its name, for look-ups.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        EventKind(match self {
            Self::Applied { .. } => "applied",
            Self::Person { .. } => "person",
            Self::Joined(_) => "joined",
            Self::Seat(step) => step.word(),
            Self::Alert { .. } => "alert",
            Self::AlertOver { .. } => "alert_over",
            Self::Held(_) => "held",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Released { .. } => "released",
            Self::Dropped { .. } => "dropped",
        })
    }

    /// The person it is about.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person { person, .. } => Some(person),
            Self::Seat(step) => Some(step.key().1),
            _ => None,
        }
    }

    /// The tool it is about.
    #[must_use]
    pub fn tool(&self) -> Option<&ToolKey> {
        match self {
            Self::Seat(step) => Some(step.key().0),
            _ => None,
        }
    }
}

/// The events of a plan, in the order in which they take effect.
#[must_use]
pub fn events(plan: &Plan) -> Vec<Event> {
    let mut events = Vec::with_capacity(plan.steps.len() + 16);
    events.push(Event::Applied {
        plan: plan.hash.clone(),
        roster: digest_text(plan.roster_digest),
        counts: plan.counts,
        config: plan.config.clone(),
    });
    events.extend(plan.persons.iter().cloned());
    events.extend(plan.joins.iter().cloned().map(Event::Joined));
    events.extend(plan.steps.iter().cloned().map(Event::Seat));
    events.extend(plan.alerts.events());
    events.extend(plan.new_holds.iter().cloned().map(Event::Held));
    events.extend(plan.withdrawn.iter().cloned().map(|hash| Event::Withdrawn { hash }));
    events
}

/// What replaying the ledger gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replay {
    /// Grants and wishes.
    pub seats: Seats,
    /// Open alerts.
    pub alerts: Alerts,
    /// Licences that joined a pool by themselves.
    pub joins: BTreeSet<Join>,
    /// Hashes of open holds.
    pub holds: BTreeSet<String>,
}

impl Replay {
    /// Takes the next event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Joined(join) => {
                self.joins.insert(join.clone());
            }
            Event::Seat(step) => self.seats.take(step),
            Event::Alert { alert } => self.alerts.open(alert.clone()),
            Event::AlertOver { key } => self.alerts.close(key),
            Event::Held(hold) => {
                self.holds.insert(hold.hash.clone());
            }
            Event::Withdrawn { hash } | Event::Released { hash } | Event::Dropped { hash } => {
                self.holds.remove(hash);
            }
            Event::Applied { .. } | Event::Person { .. } => {}
        }
    }
}
