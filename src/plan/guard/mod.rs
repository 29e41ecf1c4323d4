//! The guard: how much one run may take away or add before a human is asked.
//!
//! On from the first run. Only the dangerous part is held: what the tripped scope would lose stays as it
//! was, what it would gain waits outside, and everything else goes on (ARCHITECTURE 5.6, ALLOCATION 9,
//! PAIN 3, 17, 18). What a known date causes was foretold and is not counted.

mod pools;
mod roster;
mod unread;

pub(super) use pools::{Losses, pools};
pub(super) use roster::{Question, roster};

use crate::licence::PoolKey;
use crate::roster::{GroupId, Snapshot, SourceName, UnitId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A limit, tripped by more than `floor` and more than `percent` of the base or than `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Share of what there was, in percent.
    pub percent: u32,
    /// Never more than this.
    pub count: Option<u64>,
    /// Up to this many always pass.
    pub floor: u64,
}

impl Limit {
    /// The largest number that passes when there were `base`.
    #[must_use]
    pub fn largest(&self, base: u64) -> u64 {
        let share = base.saturating_mul(u64::from(self.percent)) / 100;
        share.min(self.count.unwrap_or(u64::MAX)).max(self.floor)
    }
}

/// Limits by scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the whole run.
    pub total: ScopeLimits,
    /// For one source.
    pub source: ScopeLimits,
    /// For one unit.
    pub unit: ScopeLimits,
    /// For one pool, where removals are seats that holders lose.
    pub pool: ScopeLimits,
    /// For one group.
    pub group: GroupLimit,
    /// Persons who vanish and come back under another id, of one source.
    pub rekeyed: Limit,
    /// Seats that holders lose because somebody lowered them by hand: in earnest not one.
    pub lowered: Limit,
}

/// Limits of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeLimits {
    /// What may vanish.
    pub removals: Limit,
    /// What may appear.
    pub additions: Limit,
    /// Who may become somebody else under an id.
    pub changes: Limit,
    /// Who may be there and not be readable.
    pub unreadable: Limit,
}

/// The limit of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupLimit {
    /// Smaller groups are not asked about.
    pub min_size: u64,
    /// Members who may leave.
    pub removals: Limit,
}

/// What a hold covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// The whole run.
    Total,
    /// One source.
    Source(SourceName),
    /// One unit.
    Unit(UnitId),
    /// One pool.
    Pool(PoolKey),
    /// One group.
    Group(GroupId),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Total => f.write_str("total"),
            Self::Source(source) => write!(f, "source {source}"),
            Self::Unit(unit) => write!(f, "unit {unit}"),
            Self::Pool(pool) => write!(f, "pool {pool}"),
            Self::Group(group) => write!(f, "group {group}"),
        }
    }
}

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// The first roster ever: everything is new.
    FirstImport,
    /// Persons who vanish.
    PersonRemovals,
    /// Persons who appear.
    PersonAdditions,
    /// Memberships that vanish, of persons who stay.
    MembershipRemovals,
    /// Memberships that appear, of persons who were there.
    MembershipAdditions,
    /// Persons who become somebody else under their id.
    PersonChanges,
    /// Persons who vanish and come back under another id.
    Rekeyed,
    /// Persons who are there and cannot be read.
    PersonsUnreadable,
    /// Holders who lose their seat for another cause than a date.
    SeatLosses,
    /// Holders who lose their seat because somebody lowered the seats, or took a licence away, by hand.
    SeatsLowered,
}

/// Something held back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hold {
    /// Where.
    pub scope: Scope,
    /// What.
    pub kind: HoldKind,
    /// How many.
    pub count: u64,
    /// Of how many.
    pub base: u64,
    /// The largest number that would have passed.
    pub limit: u64,
    /// Names exactly these things: a release lets through this and nothing else.
    pub hash: String,
    /// Lowered seats: the keys of those who would lose theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_the_way: Vec<String>,
    /// Persons who vanish, become somebody else or get another id: the keys that they have so far, of the first
    /// twenty. Nobody protected is among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
}

impl Hold {
    /// The pool it is about.
    #[must_use]
    pub fn pool(&self) -> Option<&PoolKey> {
        match &self.scope {
            Scope::Pool(pool) => Some(pool),
            _ => None,
        }
    }
}

/// Holds a first import unless it was allowed or released.
pub(super) fn first_import(after: &Snapshot, released: &BTreeSet<String>) -> Option<Hold> {
    let hash = digest(&Scope::Total, HoldKind::FirstImport, [format!("{:032x}", after.digest())].iter());
    let count = after.persons.len() as u64;
    let (scope, kind, in_the_way, who) = (Scope::Total, HoldKind::FirstImport, Vec::new(), Vec::new());
    let hold = Hold { scope, kind, count, base: 0, limit: 0, hash, in_the_way, who };
    (!released.contains(&hold.hash)).then_some(hold)
}

/// Names exactly these things, whatever order they came in.
fn digest<'n>(scope: &Scope, kind: HoldKind, names: impl Iterator<Item = &'n String>) -> String {
    let mut names: Vec<&String> = names.collect();
    names.sort();
    let mut sum = Sha256::new();
    sum.update(format!("{scope:?} {kind:?}\n"));
    for name in names {
        sum.update(name);
        sum.update("\n");
    }
    hex(&sum.finalize())
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}
