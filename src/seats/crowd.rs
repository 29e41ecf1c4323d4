//! What one person's explanation has to know of everybody else: counted once, so that nobody is walked past again.

use super::place::queue;
use super::{Seats, WishState};
use crate::licence::{PoolKey, ToolKey};
use crate::roster::PersonId;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Who sits and who stands in line, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crowd {
    /// How many sit in each pool.
    pub occupied: BTreeMap<PoolKey, u32>,
    /// Who waits in each pool's queue, first in line first.
    pub queues: BTreeMap<PoolKey, Vec<PersonId>>,
    /// Tools that somebody waits for.
    pub wanted: BTreeSet<ToolKey>,
    /// The first day after which a seat of the pool comes free that a leaver holds.
    pub grace_ends: BTreeMap<PoolKey, Date>,
}

impl Crowd {
    /// Counts those who count. `key` gives the name by which ids are ordered.
    #[must_use]
    pub fn of(seats: &Seats, key: impl Fn(&PersonId) -> String, counts: impl Fn(&PersonId) -> bool) -> Self {
        let mut crowd = Self::default();
        for ((_, person), grant) in &seats.grants {
            if !counts(person) {
                continue;
            }
            *crowd.occupied.entry(grant.pool.clone()).or_default() += 1;
            if let Some(leaving) = &grant.leaving {
                let ends = leaving.kept_until.unwrap_or(leaving.until);
                let first = crowd.grace_ends.entry(grant.pool.clone()).or_insert(ends);
                *first = ends.min(*first);
            }
        }
        let mut pools = BTreeSet::new();
        for ((tool, _), wish) in seats.wishes.iter().filter(|(_, wish)| wish.state == WishState::Waiting) {
            crowd.wanted.insert(tool.clone());
            pools.insert(wish.pool.clone());
        }
        for pool in pools {
            let line = queue(seats, &pool, &key).into_iter().map(|(person, _)| person);
            let line = line.filter(|person| counts(person)).cloned().collect();
            crowd.queues.insert(pool, line);
        }
        crowd
    }

    /// How many sit in a pool.
    #[must_use]
    pub fn sitting(&self, pool: &PoolKey) -> u32 {
        self.occupied.get(pool).copied().unwrap_or(0)
    }

    /// Somebody's place in a pool's queue, from 1, and how long that is.
    #[must_use]
    pub fn place(&self, pool: &PoolKey, person: &PersonId) -> (usize, usize) {
        let line = self.queues.get(pool).map(Vec::as_slice).unwrap_or_default();
        (line.iter().position(|one| one == person).map_or(0, |at| at + 1), line.len())
    }
}
