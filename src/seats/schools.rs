//! Which school a person counts to when a tool's seats are shared, and what each school may claim.

use super::claims::Lookup;
use super::round::School;
use super::unseen::Unseen;
use crate::licence::{Catalogue, Fairness, Portion, Tool};
use crate::roster::{PersonIx, UnitId};
use std::collections::BTreeMap;

/// The schools of one tool's round.
pub(super) struct Schools<'a> {
    lookup: &'a Lookup<'a>,
    /// Does it matter who comes from where?
    pub(super) is_shared: bool,
    /// How shares are weighed.
    pub(super) fairness: Fairness,
    /// What the configuration says of units.
    said: BTreeMap<&'a UnitId, Said>,
    numbers: BTreeMap<Option<&'a UnitId>, u32>,
    list: Vec<Claim>,
}

/// What the configuration says of a unit.
#[derive(Clone, Copy, Default)]
struct Said {
    guarantee: u32,
    weight: Option<u64>,
}

/// A school, with how many of its people have a seat or want one.
struct Claim {
    said: Said,
    people: u64,
    /// Seats of those who are not at hand.
    held: u32,
}

impl<'a> Schools<'a> {
    /// What the tool's pools say of units, added up, and who counts there without being at hand.
    pub(super) fn of((catalogue, tool): (&'a Catalogue, &'a Tool), lookup: &'a Lookup<'a>, unseen: &'a Unseen) -> Self {
        let mut said: BTreeMap<&UnitId, Said> = BTreeMap::new();
        let named = |portion: &Portion| lookup.snapshot.units_named(&portion.unit).into_iter().map(|unit| &unit.id);
        for sharing in catalogue.pools_of(&tool.key).map(|pool| &pool.sharing) {
            for (unit, seats) in sharing.guarantees.iter().flat_map(|one| named(one).map(|unit| (unit, one.number))) {
                let guarantee = &mut said.entry(unit).or_default().guarantee;
                *guarantee = guarantee.saturating_add(seats);
            }
            for (unit, weight) in sharing.weights.iter().flat_map(|one| named(one).map(|unit| (unit, one.number))) {
                said.entry(unit).or_default().weight = Some(u64::from(weight));
            }
        }
        let (is_shared, fairness) = (catalogue.is_shared(&tool.key), catalogue.fairness(&tool.key));
        let mut schools = Self { lookup, is_shared, fairness, said, numbers: BTreeMap::new(), list: Vec::new() };
        if is_shared {
            schools.count_unseen(tool, unseen);
        }
        schools
    }

    fn count_unseen(&mut self, tool: &'a Tool, unseen: &'a Unseen) {
        for (home, seats) in unseen.spread.of_tool(&tool.key) {
            let number = self.number(home) as usize;
            self.list[number].held += seats;
            self.list[number].people += u64::from(seats);
        }
        for line in unseen.lines.get(&tool.key).into_iter().flatten() {
            let number = self.number(line.first.home.as_ref()) as usize;
            self.list[number].people += u64::from(line.count);
        }
    }

    /// The school of somebody who has a seat or wants one, and who counts there from now on: the nearest unit that the
    /// configuration speaks of, at the home unit or above it; else the home unit itself.
    pub(super) fn count(&mut self, person: PersonIx) -> u32 {
        if !self.is_shared {
            return 0;
        }
        self.count_at(self.lookup.home(self.lookup.snapshot.person(person)))
    }

    /// The same of somebody who is at home there.
    pub(super) fn count_at(&mut self, home: Option<&'a UnitId>) -> u32 {
        let number = self.number(home);
        self.list[number as usize].people += 1;
        number
    }

    /// The school of those of whom nobody knows where they are.
    pub(super) fn nowhere(&mut self) -> u32 {
        self.at(None)
    }

    /// The school of those at home there who count already.
    pub(super) fn at(&mut self, home: Option<&'a UnitId>) -> u32 {
        if self.is_shared { self.number(home) } else { 0 }
    }

    fn number(&mut self, home: Option<&'a UnitId>) -> u32 {
        if let Some(number) = self.numbers.get(&home) {
            return *number;
        }
        let line = home.map(|home| self.lookup.lineage(home)).unwrap_or_default();
        let spoken_of = line.iter().copied().find(|unit| self.said.contains_key(unit));
        let number = match spoken_of.filter(|unit| Some(*unit) != home) {
            Some(unit) => self.number(Some(unit)),
            None => {
                let said = home.and_then(|home| self.said.get(home)).copied().unwrap_or_default();
                self.list.push(Claim { said, people: 0, held: 0 });
                u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.numbers.insert(home, number);
        number
    }

    /// For each school what it was promised and what it weighs.
    pub(super) fn claims(&self) -> Vec<School> {
        let claim = |of: &Claim| School {
            guarantee: of.said.guarantee,
            weight: of.said.weight.unwrap_or(of.people).max(1),
            held: of.held,
        };
        self.list.iter().map(claim).collect()
    }
}
