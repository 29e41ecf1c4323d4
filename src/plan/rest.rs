//! What is known of those who are not looked at: on most days nothing about them can have changed.

use crate::licence::{PoolKey, ToolKey};
use crate::roster::Tally;
use crate::seats::{Reason, Unseen, WishState};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Everybody but the persons at hand, in numbers. Nobody when everybody is at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    /// Sum of their digests.
    pub digest: u128,
    /// How many there are, by source and unit.
    pub tally: Tally,
    /// Their seats, and who of them comes first where seats may come free.
    pub unseen: Unseen,
    /// How many wish for one in vain, by tool and pool, state and reasons.
    pub wishes: BTreeMap<WishOf, u32>,
    /// The first day on which a date of theirs changes something.
    pub turns: Option<Date>,
    /// Persons in the roster.
    pub persons: u64,
}

/// Wishes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WishOf {
    /// For which tool.
    pub tool: ToolKey,
    /// In which pool's queue.
    pub pool: PoolKey,
    /// What they are.
    pub state: WishState,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl Rest {
    /// How many of the others hold a seat of a pool.
    #[must_use]
    pub fn holders_of(&self, tool: &ToolKey, pool: &PoolKey) -> u32 {
        self.unseen.holders.get(tool).and_then(|pools| pools.get(pool)).copied().unwrap_or(0)
    }

    /// Does one of the others wait for a pool?
    #[must_use]
    pub fn waits(&self, pool: &PoolKey) -> bool {
        self.wishes.keys().any(|wish| wish.state == WishState::Waiting && wish.pool == *pool)
    }

    /// How many of the others have wishes in a state.
    #[must_use]
    pub fn wishing(&self, state: WishState) -> u32 {
        self.wishes.iter().filter(|(wish, _)| wish.state == state).map(|(_, count)| count).sum()
    }
}
