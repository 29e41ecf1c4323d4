//! How much one run may change.

use super::{Days, Secret};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much one run may change before a human is asked. On from the first run.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Persons or memberships that vanish.
    pub removals: Limit,
    /// Persons or memberships that appear.
    pub additions: Limit,
    /// Persons who become somebody else under their id: another whole name, another address.
    pub changes: Limit,
    /// Persons who vanish and come back under another id.
    pub rekeyed: Limit,
    /// Persons who are there and cannot be read; beyond it nobody of that scope leaves or comes.
    pub unreadable: Limit,
    /// Key by which persons are known again whose ids are exchanged, by personal number or by birth date and name: at
    /// least 32 bytes, kept outside the database. Without it neither is read.
    pub identity_key: Option<Secret>,
    /// Other limits for one unit.
    pub unit: ScopeLimits,
    /// Other limits for one source.
    pub source: ScopeLimits,
    /// Other limits for the whole run.
    pub total: ScopeLimits,
    /// Other limits for one pool; there, removals are seats that holders lose.
    pub pool: ScopeLimits,
    /// Members who leave one group and stay elsewhere.
    pub group: GroupLimits,
    /// For so long a hold that was let through may be carried out.
    pub release_valid: Days,
    /// Days on which more may change, such as the beginning of a school year.
    pub window: Vec<GuardWindow>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            removals: Limit { percent: 10, count: None, floor: 5 },
            additions: Limit { percent: 25, count: None, floor: 25 },
            changes: Limit { percent: 5, count: None, floor: 10 },
            rekeyed: Limit { percent: 0, count: None, floor: 2 },
            unreadable: Limit { percent: 5, count: None, floor: 3 },
            identity_key: None,
            unit: ScopeLimits::default(),
            source: ScopeLimits::default(),
            total: ScopeLimits::default(),
            pool: ScopeLimits::default(),
            group: GroupLimits::default(),
            release_valid: Days(7),
            window: Vec::new(),
        }
    }
}

impl Guard {
    /// What is in force on a day: windows that cover it put their limits in the place of the usual ones, a later one
    /// those of an earlier one.
    #[must_use]
    pub fn on(&self, day: Date) -> Self {
        let mut guard = self.clone();
        for window in self.window.iter().filter(|window| window.from <= day && day <= window.until) {
            let general = [
                (&mut guard.removals, window.removals),
                (&mut guard.additions, window.additions),
                (&mut guard.changes, window.changes),
                (&mut guard.rekeyed, window.rekeyed),
                (&mut guard.unreadable, window.unreadable),
                (&mut guard.group.removals, window.group),
            ];
            general.into_iter().for_each(|(usual, now)| *usual = now.unwrap_or(*usual));
            let scopes = [
                (&mut guard.unit, window.unit),
                (&mut guard.source, window.source),
                (&mut guard.total, window.total),
                (&mut guard.pool, window.pool),
            ];
            scopes.into_iter().for_each(|(usual, now)| *usual = now.or(*usual));
        }
        guard
    }
}

/// Limits that replace the general ones in one scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeLimits {
    /// What may vanish.
    pub removals: Option<Limit>,
    /// What may appear.
    pub additions: Option<Limit>,
    /// Who may become somebody else.
    pub changes: Option<Limit>,
    /// Who may be there and not be readable.
    pub unreadable: Option<Limit>,
}

impl ScopeLimits {
    fn or(self, usual: Self) -> Self {
        Self {
            removals: self.removals.or(usual.removals),
            additions: self.additions.or(usual.additions),
            changes: self.changes.or(usual.changes),
            unreadable: self.unreadable.or(usual.unreadable),
        }
    }
}

/// The limit of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GroupLimits {
    /// Smaller groups are not asked about.
    pub min_size: u64,
    /// Members who may leave.
    pub removals: Limit,
}

impl Default for GroupLimits {
    fn default() -> Self {
        Self { min_size: 10, removals: Limit { percent: 75, count: None, floor: 5 } }
    }
}

/// Days on which other limits hold. What is not named stays as it is.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardWindow {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// What may vanish.
    #[serde(default)]
    pub removals: Option<Limit>,
    /// What may appear.
    #[serde(default)]
    pub additions: Option<Limit>,
    /// Who may become somebody else.
    #[serde(default)]
    pub changes: Option<Limit>,
    /// Whose ids may be exchanged.
    #[serde(default)]
    pub rekeyed: Option<Limit>,
    /// Who may be there and not be readable.
    #[serde(default)]
    pub unreadable: Option<Limit>,
    /// Members who may leave one group.
    #[serde(default)]
    pub group: Option<Limit>,
    /// For one unit.
    #[serde(default)]
    pub unit: ScopeLimits,
    /// For one source.
    #[serde(default)]
    pub source: ScopeLimits,
    /// For the whole run.
    #[serde(default)]
    pub total: ScopeLimits,
    /// For one pool.
    #[serde(default)]
    pub pool: ScopeLimits,
}

/// A limit: tripped when more than `floor` change, and more than `percent` of what there was or more than `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Share of what there was before, in percent.
    #[schemars(range(min = 0, max = 100))]
    pub percent: u32,
    /// Never more than this many, whatever the share.
    #[serde(default)]
    pub count: Option<u64>,
    /// Up to this many are always let through.
    #[serde(default)]
    pub floor: u64,
}
