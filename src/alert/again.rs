//! When somebody is told once more of what a letter is about: found by telling the days to come as they will be told.

use super::pace::Hours;
use super::round::{About, Desk, Due, Round};
use crate::plan::Notice;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The letter of the week tells all that stands, so that nobody waits longer.
const AHEAD_DAYS: usize = 9;

impl About {
    /// The keys of what it says is so.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let told = |notice: &Notice| match notice {
            Notice::Opened { alert } | Notice::Worse { alert } => Some(alert.key()),
            Notice::Resolved { .. } | Notice::Happened { .. } => None,
        };
        match self {
            Self::One(notice) => told(notice).into_iter().collect(),
            Self::Holds(notices) | Self::Twins(notices) | Self::Many(notices) | Self::Digest(notices) => {
                notices.iter().filter_map(told).collect()
            }
            Self::Still(open) => open.iter().map(|open| open.alert.key()).collect(),
            Self::Unanswered { open, twins, .. } => {
                [open].into_iter().chain(twins).map(|open| open.alert.key()).collect()
            }
            Self::Week { open, .. } => open.iter().map(|open| open.alert.key()).collect(),
        }
    }
}

impl Desk<'_> {
    /// Says in each letter when its recipient is told again of what it is about, if nothing changes.
    pub(super) fn foretell(&self, mut done: Option<Date>, hours: &Hours<'_>, letters: &mut [Due]) {
        if letters.is_empty() {
            return;
        }
        let mut first: BTreeMap<(usize, String), Date> = BTreeMap::new();
        for day in self.today.series(1.day()).take(AHEAD_DAYS) {
            if done.is_some_and(|done| done >= day) {
                continue;
            }
            let mut told = Round::default();
            Self { today: day, ..*self }.day(&[], done, hours, &mut told);
            done = Some(day);
            for due in told.letters.iter().filter(|_| day > self.today) {
                for key in due.about.keys() {
                    first.entry((due.to, key)).or_insert(day);
                }
            }
        }
        for due in letters {
            let days = due.about.keys().into_iter().filter_map(|key| first.get(&(due.to, key)).copied());
            due.again = days.min();
        }
    }
}
