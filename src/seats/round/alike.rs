//! From people to groups of alike people: by counting where sorts of people are few, by hashing where they are many.

use super::board::{Group, Role};
use super::{Candidate, Instance, NOWHERE, counted, hashed, mapped};
use rayon::prelude::*;

/// Who is alike, and what is seen of people on the way.
pub(super) struct Alike {
    /// The group of each of the people.
    pub(super) of: Vec<u32>,
    /// By what they are, with how many are in each.
    pub(super) list: Vec<Group>,
    /// Of people who follow each other.
    pub(super) seen: Vec<Seen>,
}

impl Alike {
    /// Alike people are those who may use the same pools, with the same seat, or the same school and class.
    pub(super) fn of(instance: &Instance) -> Self {
        let mut of = vec![0; instance.people.len()];
        let (list, seen) = counted::groups(instance, &mut of).unwrap_or_else(|| hashed::groups(instance, &mut of));
        Self { of, list, seen }
    }
}

impl Group {
    /// The group of somebody, with nobody in it.
    pub(super) fn of(one: &Candidate, has_schools: bool) -> Self {
        let school = if has_schools { one.school } else { 0 };
        match (one.hold, one.leaving) {
            (None, _) => Self::new(Role::Waiter, one.kind, school, one.class, NOWHERE),
            (Some(hold), false) => Self::new(Role::Holder, one.kind, 0, 0, hold),
            (Some(hold), true) => Self::new(Role::Leaver, one.kind, 0, 0, hold),
        }
    }
}

/// What is seen of some people.
#[derive(Default)]
pub(super) struct Seen {
    /// Those who are locked to their seat.
    pub(super) locked: Vec<u32>,
    /// Those on their way out.
    pub(super) leaving: Vec<u32>,
}

impl Seen {
    /// Sees one of all people.
    pub(super) fn see(&mut self, who: u32, one: &Candidate) {
        if one.hold.is_some() && one.locked {
            self.locked.push(who);
        }
        if one.hold.is_some() && one.leaving {
            self.leaving.push(who);
        }
    }
}

/// The place of each set of pools among all.
pub(super) fn ranks(kinds: &[Box<[u16]>]) -> Vec<u32> {
    let first = |pools: &[u16]| pools.iter().chain([&0; 8]).take(8).fold(0, |sum, pool| sum << 16 | u128::from(*pool));
    let mut order: Vec<(u128, u32)> = mapped(kinds, |kind| first(kind)).into_iter().zip(0..).collect();
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| kinds[a.1 as usize].cmp(&kinds[b.1 as usize])));
    let mut ranks = vec![0; kinds.len()];
    (0..).zip(order).for_each(|(rank, (_, at))| ranks[at as usize] = rank);
    ranks
}
