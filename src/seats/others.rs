//! Those who hold a seat and are not at hand: they keep it, and their seats are not in the round.
//!
//! That is what the round would have done with them as well, as long as nobody finds a seat only by moving others. Where
//! that could be, all holders of the tool must be at hand.

use super::Seats;
use super::instance::Builder;
use crate::licence::{Catalogue, Kind, PoolKey, ToolKey, capacity};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// May holders of a tool have to move, or are its seats not all alike? Then all of them must be at hand. `is_waited_for`
/// says whether somebody waits for the tool.
#[must_use]
pub fn may_move(catalogue: &Catalogue, tool: &ToolKey, is_waited_for: bool) -> bool {
    let class = catalogue.pools_of(tool).any(|pool| pool.kind == Some(Kind::Class));
    class
        || catalogue.asks_for_use(tool)
        || catalogue.reservation(tool).is_some()
        || is_waited_for && catalogue.pools_of(tool).nth(1).is_some()
}

/// Are the seats that each school has of a tool counted? Where shares matter and not everybody is at hand anyway.
#[must_use]
pub fn counts_schools(catalogue: &Catalogue, tool: &ToolKey) -> bool {
    let is_alone = catalogue.pools_of(tool).nth(1).is_none();
    is_alone && catalogue.is_shared(tool) && !may_move(catalogue, tool, true)
}

/// How many seats of a tool with one pool may be free once all those at hand have left theirs: so many of those who wait
/// must be at hand. `holders` counts everybody by pool.
#[must_use]
pub fn free_at_most(
    catalogue: &Catalogue,
    tool: &ToolKey,
    day: Date,
    (holders, at_hand): (&BTreeMap<PoolKey, u32>, &Seats),
) -> usize {
    let free = catalogue.pools_of(tool).map(|pool| {
        let seats = capacity(catalogue, pool, &catalogue.licences_of(pool), day).total();
        let here = at_hand.grants_of(tool).filter(|(_, grant)| grant.pool == pool.key).count();
        let others = holders.get(&pool.key).map_or(0, |all| *all as usize).saturating_sub(here);
        seats.map_or(usize::MAX, |seats| (seats as usize).saturating_sub(others))
    });
    free.max().unwrap_or(0)
}

/// What those who are not at hand could do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Others {
    /// Nothing: there are none.
    None,
    /// Nothing: they sit in the tool's only pool.
    Still,
    /// Move to another of several pools, and make room.
    Movable,
    /// Lose a seat: there are more of them than seats.
    TooMany,
}

impl Others {
    /// Takes their seats out of the instance.
    pub(super) fn seat(builder: &mut Builder, holders: Option<&BTreeMap<PoolKey, u32>>) -> Self {
        let mut others = Self::None;
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
            Self::None | Self::Still => false,
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
