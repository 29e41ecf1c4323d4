//! Steps from what is to what shall be: a closed list.

use super::{Cause, Grant, Leaving, Seats, Wish};
use crate::licence::{PoolKey, ToolKey};
use crate::roster::PersonId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One step about one person and tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SeatStep {
    /// A seat is given.
    Grant {
        /// To whom.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// The grant; its number is given when it is written.
        grant: Grant,
    },
    /// A seat is taken back and free again.
    Free {
        /// From whom.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// Out of which pool.
        pool: PoolKey,
        /// Why.
        cause: Cause,
    },
    /// A holder keeps access out of another pool of the same tool.
    Move {
        /// Who.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// Out of this pool ...
        from: PoolKey,
        /// ... into this one.
        to: PoolKey,
    },
    /// A holder left; the seat stays occupied for a while.
    Leave {
        /// Who.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// Out of which pool.
        pool: PoolKey,
        /// How.
        leaving: Leaving,
    },
    /// A leaver came back in time, and has never left.
    Return {
        /// Who.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// Out of which pool.
        pool: PoolKey,
    },
    /// A seat is lent for another while than was said, or for good.
    Lend {
        /// Who.
        person: PersonId,
        /// Of which tool.
        tool: ToolKey,
        /// Out of which pool.
        pool: PoolKey,
        /// The last day; none when it is lent no more.
        until: Option<Date>,
    },
    /// A wish is noted, or what is known of it changed.
    Wish {
        /// Whose.
        person: PersonId,
        /// For which tool.
        tool: ToolKey,
        /// The wish.
        wish: Wish,
    },
    /// A wish is no more: served, or nobody's.
    Unwish {
        /// Whose.
        person: PersonId,
        /// For which tool.
        tool: ToolKey,
    },
}

impl SeatStep {
    /// About whom and which tool.
    #[must_use]
    pub fn key(&self) -> (&ToolKey, &PersonId) {
        match self {
            Self::Grant { person, tool, .. }
            | Self::Free { person, tool, .. }
            | Self::Move { person, tool, .. }
            | Self::Leave { person, tool, .. }
            | Self::Return { person, tool, .. }
            | Self::Lend { person, tool, .. }
            | Self::Wish { person, tool, .. }
            | Self::Unwish { person, tool } => (tool, person),
        }
    }

    /// The person it is about.
    pub fn person_mut(&mut self) -> &mut PersonId {
        match self {
            Self::Grant { person, .. }
            | Self::Free { person, .. }
            | Self::Move { person, .. }
            | Self::Leave { person, .. }
            | Self::Return { person, .. }
            | Self::Lend { person, .. }
            | Self::Wish { person, .. }
            | Self::Unwish { person, .. } => person,
        }
    }

    /// Its name in JSON and in the ledger.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Grant { .. } => "grant",
            Self::Free { .. } => "free",
            Self::Move { .. } => "move",
            Self::Leave { .. } => "leave",
            Self::Return { .. } => "return",
            Self::Lend { .. } => "lend",
            Self::Wish { .. } => "wish",
            Self::Unwish { .. } => "unwish",
        }
    }
}

impl Seats {
    /// Takes one step. Applying the ledger's steps in their order gives the tables (RELIABILITY I5).
    pub fn take(&mut self, step: &SeatStep) {
        let (tool, person) = step.key();
        let key = (tool.clone(), person.clone());
        match step {
            SeatStep::Grant { grant, .. } => {
                self.last_seq = self.last_seq.max(grant.seq);
                self.grants.insert(key, grant.clone());
            }
            SeatStep::Free { .. } => {
                self.grants.remove(&key);
            }
            SeatStep::Move { to, .. } => self.grant(&key, |grant| grant.pool = to.clone()),
            SeatStep::Leave { leaving, .. } => self.grant(&key, |grant| grant.leaving = Some(leaving.clone())),
            SeatStep::Return { .. } => self.grant(&key, |grant| grant.leaving = None),
            SeatStep::Lend { until, .. } => self.grant(&key, |grant| grant.lent_until = *until),
            SeatStep::Wish { wish, .. } => {
                self.wishes.insert(key, wish.clone());
            }
            SeatStep::Unwish { .. } => {
                self.wishes.remove(&key);
            }
        }
    }

    /// Exchanges ids of persons, old and new. An id that one gives up another may get.
    pub fn rename(&mut self, persons: &[(PersonId, PersonId)]) {
        let ids: BTreeMap<&PersonId, &PersonId> = persons.iter().map(|(old, new)| (old, new)).collect();
        let key = |(tool, person): (ToolKey, PersonId)| match ids.get(&person) {
            Some(new) => (tool, (*new).clone()),
            None => (tool, person),
        };
        self.grants = std::mem::take(&mut self.grants).into_iter().map(|(of, grant)| (key(of), grant)).collect();
        self.wishes = std::mem::take(&mut self.wishes).into_iter().map(|(of, wish)| (key(of), wish)).collect();
    }

    /// Takes many steps about seats at once, of each seat in their order.
    pub fn take_all(&mut self, steps: &[SeatStep]) {
        let (mut grants, mut wishes) = (Vec::new(), Vec::new());
        for step in steps {
            let (tool, person) = step.key();
            match step {
                SeatStep::Grant { grant, .. } => {
                    self.last_seq = self.last_seq.max(grant.seq);
                    grants.push(((tool.clone(), person.clone()), grant.clone()));
                }
                SeatStep::Wish { wish, .. } => wishes.push(((tool.clone(), person.clone()), wish.clone())),
                _ => self.take(step),
            }
        }
        // Making a map of ordered pairs and joining two maps takes a walk, not a search for each.
        self.grants.append(&mut grants.into_iter().collect());
        self.wishes.append(&mut wishes.into_iter().collect());
    }

    fn grant(&mut self, key: &super::state::Key, change: impl FnOnce(&mut Grant)) {
        if let Some(grant) = self.grants.get_mut(key) {
            change(grant);
        }
    }

    /// The nearest day after `day` on which a grace runs out, a seat is no longer kept whatever comes, or one that is
    /// lent ends.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let last_days = |leaving: &Leaving| [leaving.kept_until, Some(leaving.until)];
        let of_leaving = self.grants.values().filter_map(|grant| grant.leaving.as_ref()).flat_map(last_days).flatten();
        let lent = self.grants.values().filter_map(|grant| grant.lent_until);
        of_leaving.chain(lent).filter_map(|last| last.tomorrow().ok()).filter(|turn| *turn > day).min()
    }
}
