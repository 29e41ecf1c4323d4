//! Whom an event names, and what of it is sealed.
//!
//! The ledger is never changed, and people must be forgotten. So what is sealed names people by pseudonyms, which the store
//! puts in the place of ids, and has no other key of anybody (SECURITY 3.11).

use super::{Alert, Event, Hold};
use crate::roster::PersonId;

impl Event {
    /// Every id of a person in it.
    pub fn for_each_person(&mut self, mut take: impl FnMut(&mut PersonId)) {
        match self {
            Self::Person { person, .. }
            | Self::Decided { person, .. }
            | Self::Extracted { person }
            | Self::Erased { person, .. } => take(person),
            Self::Seat(step) => take(step.person_mut()),
            Self::Granted { persons, .. } | Self::Wished { persons, .. } => persons.iter_mut().for_each(take),
            Self::Rekeyed { persons, .. } => persons.iter_mut().for_each(|(old, new)| {
                take(old);
                take(new);
            }),
            Self::Applied { .. }
            | Self::Joined(_)
            | Self::Alert { .. }
            | Self::AlertOver { .. }
            | Self::Paused { .. }
            | Self::Unpaused { .. }
            | Self::Told { .. }
            | Self::Configured { .. }
            | Self::Held(_)
            | Self::Withdrawn { .. }
            | Self::Released { .. }
            | Self::Dropped { .. }
            | Self::UsageImported { .. }
            | Self::Recovered { .. }
            | Self::Veiled { .. }
            | Self::Account { .. }
            | Self::Pruned { .. }
            | Self::Request { .. }
            | Self::UnitCode { .. }
            | Self::RegisterImported { .. } => {}
        }
    }

    /// As it is sealed: without the keys that a hold shows to whoever decides.
    #[must_use]
    pub fn without_keys(self) -> Self {
        match self {
            Self::Held(hold) => Self::Held(hold.without_keys()),
            Self::Alert { alert } => Self::Alert { alert: alert.without_keys() },
            other => other,
        }
    }
}

impl Alert {
    /// The same without the keys of persons.
    #[must_use]
    pub fn without_keys(self) -> Self {
        match self {
            Self::Held { hold } => Self::Held { hold: hold.without_keys() },
            other => other,
        }
    }
}

impl Hold {
    /// The same without the keys of persons; how many they are it says, and its hash names exactly them.
    #[must_use]
    pub fn without_keys(self) -> Self {
        Self { in_the_way: Vec::new(), who: Vec::new(), ..self }
    }

    /// The keys that it shows.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.in_the_way.iter().chain(&self.who)
    }

    /// Does it show this key?
    #[must_use]
    pub fn shows(&self, key: &str) -> bool {
        self.keys().any(|shown| shown == key)
    }
}
