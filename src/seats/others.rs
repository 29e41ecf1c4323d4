//! Those who hold a seat and are not at hand: they keep it, and their seats are not in the round.
//!
//! That is what the round would have done with them as well, as long as nobody finds a seat only by moving others. Where
//! that could be, all holders of the tool must be at hand.

use super::instance::Builder;
use crate::licence::PoolKey;
use std::collections::BTreeMap;

/// What those who are not at hand could do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Others {
    /// Nothing: there are none, or they sit in the tool's only pool.
    Still,
    /// Move to another of several pools, and make room.
    Movable,
    /// Lose a seat: there are more of them than seats.
    TooMany,
}

impl Others {
    /// Takes their seats out of the instance.
    pub(super) fn seat(builder: &mut Builder, holders: Option<&BTreeMap<PoolKey, u32>>) -> Self {
        let mut others = Self::Still;
        for (pool, count) in holders.into_iter().flatten().filter(|(_, count)| **count > 0) {
            let fits = builder.pool(pool).is_some_and(|pool| builder.occupy(pool, *count));
            others = match others {
                _ if !fits => Self::TooMany,
                Self::TooMany => Self::TooMany,
                _ if builder.is_alone() => Self::Still,
                _ => Self::Movable,
            };
        }
        others
    }

    /// Could the outcome be another with them in the round? `outcome` has, for each person in it, the pool held and
    /// the cell found.
    pub(super) fn could_make_room<'a>(
        self,
        builder: &Builder,
        mut outcome: impl Iterator<Item = (Option<&'a PoolKey>, Option<u16>)>,
    ) -> bool {
        match self {
            Self::Still => false,
            Self::TooMany => true,
            // Whoever found no seat, or moved, may have done so for want of one that another could have left.
            Self::Movable => outcome.any(|(held, cell)| match (held, cell) {
                (_, None) => true,
                (Some(held), Some(cell)) => builder.pool_of(cell) != held,
                (None, Some(_)) => false,
            }),
        }
    }
}
