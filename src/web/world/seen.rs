//! What one scope sees of a world: computed once for each.

use super::{Counts, Whose, World, number};
use crate::roster::{Scope, Shown, Units};
use std::collections::BTreeMap;

/// What a scope sees.
#[derive(Debug, Default)]
pub(in crate::web) struct Seen {
    /// Of the roster, by place in it.
    who: Vec<bool>,
    /// And of those who are gone.
    gone: Vec<bool>,
    /// Units, by place in the roster.
    pub(super) units: Vec<bool>,
    /// Whom it sees in each pool.
    pub(super) pools: Vec<Counts>,
    /// How many of them are at each unit.
    pub(super) people_at: Vec<u32>,
    /// And in which pools.
    pub(super) at_units: BTreeMap<(u32, u32), Counts>,
}

impl Seen {
    pub(super) fn of(world: &World, scope: &Scope) -> Self {
        let roster = world.roster();
        let units: Vec<bool> = roster.units.iter().map(|unit| scope.sees_unit(&unit.id)).collect();
        let all = scope.units == Units::All;
        let is_open = |is_protected: bool| !is_protected || scope.protected == Shown::Yes;
        let is_here = |at: usize| all || world.units_of[at].iter().any(|unit| units[*unit as usize]);
        let who: Vec<bool> =
            world.is_protected.iter().enumerate().map(|(at, one)| is_open(*one) && is_here(at)).collect();
        // Nobody knows where they were who are gone.
        let gone = world.gone.iter().map(|one| all && is_open(one.is_protected)).collect();
        let seen_at = |list: &Vec<u32>| number(list.iter().filter(|person| who[**person as usize]).count());
        let people_at = world.by_unit.iter().map(seen_at).collect();
        let mut seen = Self { who, gone, units, people_at, pools: Vec::new(), at_units: BTreeMap::new() };
        let (mut pools, mut at_units): (Vec<Counts>, BTreeMap<(u32, u32), Counts>) = Default::default();
        for (at, pool) in (0_u32..).zip(&world.pools) {
            let mut counts = Counts::default();
            for entry in pool.entries.iter().filter(|entry| seen.sees(entry.who)) {
                counts.add(entry.being);
                let Whose::Here(person) = entry.who else { continue };
                for unit in world.units_of[person as usize].iter().filter(|unit| seen.units[**unit as usize]) {
                    at_units.entry((*unit, at)).or_default().add(entry.being);
                }
            }
            pools.push(counts);
        }
        (seen.pools, seen.at_units) = (pools, at_units);
        seen
    }

    /// Is somebody shown?
    pub(super) fn sees(&self, who: Whose) -> bool {
        match who {
            Whose::Here(at) => self.who[at as usize],
            Whose::Gone(at) => self.gone[at as usize],
        }
    }
}
