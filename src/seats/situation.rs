//! What the decision about a tool is made from.

use super::claims::Lookup;
use super::{DeliveredOn, Leaving, Ranks, Said, Seats, Unseen, Uses};
use crate::licence::{Catalogue, Overrides, PoolKey};
use crate::roster::{Snapshot, SourceName};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The roster on a coming day, and what is decided about single persons then.
pub struct ComingDay<'a> {
    /// The roster.
    pub lookup: Lookup<'a>,
    /// Overrides of the day.
    pub overrides: Overrides<'a>,
}

/// Everything the decision about one tool needs; all of it values.
pub struct Situation<'a> {
    /// The roster that takes effect, indexed on the day.
    pub lookup: &'a Lookup<'a>,
    /// The same roster on coming days on which something turns, as far as any tool looks ahead.
    pub coming: &'a [ComingDay<'a>],
    /// The roster before.
    pub before: &'a Snapshot,
    /// The day on which it was applied.
    pub applied_on: Option<Date>,
    /// The roster before on that day, and as it would be today if nothing but dates had come.
    pub by_date: (&'a Lookup<'a>, &'a Lookup<'a>),
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Overrides of the day.
    pub overrides: &'a Overrides<'a>,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// When people last used their tools.
    pub uses: &'a Uses,
    /// The order of keys.
    pub ranks: &'a Ranks,
    /// After how many days somebody's absence counts, by source; 0 where absence alone means left, 1 where nothing is
    /// said.
    pub confirm_after: &'a BTreeMap<SourceName, u16>,
    /// On which day each source's last delivery was made that says all there is.
    pub delivered: &'a DeliveredOn,
    /// What the delivery itself says of who lost something.
    pub said: &'a Said<'a>,
    /// Did every source deliver? A run of only some confirms of nobody that they are gone.
    pub all_sources: bool,
    /// Pools whose losses a guard holds: their holders stay as they are.
    pub frozen: &'a BTreeSet<PoolKey>,
    /// Of these, pools whose seats were lowered by hand and nothing else: whoever leaves them by the roster goes.
    pub lowered: &'a BTreeSet<PoolKey>,
    /// Who is not at hand.
    pub unseen: &'a Unseen,
}

impl Situation<'_> {
    /// Is the seat of somebody who left no longer kept?
    pub(super) fn is_over(&self, leaving: &Leaving) -> bool {
        leaving.is_over(self.lookup.day, self.delivered)
    }

    /// Does whoever wants it get it?
    pub(super) fn gives_way(&self, leaving: &Leaving) -> bool {
        leaving.gives_way(self.lookup.day, self.delivered)
    }
}
