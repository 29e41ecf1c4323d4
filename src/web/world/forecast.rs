//! The year ahead: seats and demand of every pool, and what happens on which day.

use super::{World, number};
use crate::licence::{Pool, PoolKey, ToolKey, capacity};
use crate::plan::{Happens, foresee};
use crate::roster::{PersonId, UnitId};
use crate::seats::{Cause, WishState};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// So far ahead.
pub(super) const DAYS: u16 = 365;

/// What is coming.
#[derive(Debug, Default)]
pub struct Ahead {
    /// Of each pool.
    pub curves: BTreeMap<PoolKey, Curve>,
    /// What happens, day by day.
    pub changes: Vec<Coming>,
}

/// A pool's year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    /// Seats from a day on; none without limit.
    pub seats: Vec<(Date, Option<u32>)>,
    /// How many sit or wait from a day on.
    pub demand: Vec<(Date, u32)>,
}

/// What happens to some people of a school on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// When.
    pub day: Date,
    /// Of which tool.
    pub tool: ToolKey,
    /// In which pool.
    pub pool: PoolKey,
    /// Their school.
    pub unit: Option<UnitId>,
    /// `loses`, `waits`, `leaves`, `frees` or `gets`.
    pub what: &'static str,
    /// To how many.
    pub count: u32,
}

/// Who sits and who wants to in a pool while days go by.
#[derive(Default)]
struct Crowds {
    sitting: u32,
    /// Of these, who keeps the seat for a while and is entitled no more.
    leaving: BTreeSet<PersonId>,
    waiting: BTreeSet<PersonId>,
}

impl Crowds {
    fn demand(&self) -> u32 {
        self.sitting.saturating_add(number(self.waiting.len()))
    }

    fn take(&mut self, what: Happens, person: &PersonId) {
        match what {
            Happens::Gets => {
                self.waiting.remove(person);
                self.sitting += 1;
            }
            Happens::Loses(cause) => {
                self.sitting = self.sitting.saturating_sub(1);
                // Whoever had a seat of a licence that ends wants one still.
                if !self.leaving.remove(person) && matches!(cause, Cause::SeatsEnded | Cause::LoanEnded) {
                    self.waiting.insert(person.clone());
                }
            }
            Happens::Frees(_) => {
                self.sitting = self.sitting.saturating_sub(1);
                self.leaving.remove(person);
            }
            Happens::Waits(_) => drop(self.waiting.insert(person.clone())),
            Happens::Leaves(_) => drop(self.leaving.insert(person.clone())),
        }
    }
}

impl Ahead {
    /// Looks a year ahead; nobody protected is in any number.
    pub(super) fn of(world: &World) -> Self {
        let (catalogue, day) = (&world.setting.catalogue, world.day);
        let is_open =
            |person: &PersonId| world.roster().find_person(person).is_none_or(|at| !world.is_protected[at.0 as usize]);
        let mut crowds: BTreeMap<PoolKey, Crowds> = BTreeMap::new();
        for ((_, person), grant) in &world.state.seats().grants {
            if is_open(person) {
                let crowd = crowds.entry(grant.pool.clone()).or_default();
                crowd.sitting += 1;
                crowd.leaving.extend(grant.leaving.is_some().then(|| person.clone()));
            }
        }
        for ((_, person), wish) in &world.state.seats().wishes {
            if wish.state == WishState::Waiting && is_open(person) {
                crowds.entry(wish.pool.clone()).or_default().waiting.insert(person.clone());
            }
        }
        let mut ahead = Self::default();
        for pool in &catalogue.pools {
            let demand = vec![(day, crowds.get(&pool.key).map_or(0, Crowds::demand))];
            let curve = Curve { seats: seats(world, pool), demand };
            ahead.curves.insert(pool.key.clone(), curve);
        }
        for one in foresee(&world.present(), DAYS) {
            for change in &one.changes {
                let people: Vec<&PersonId> = change.people.iter().filter(|person| is_open(person)).collect();
                for pool in catalogue.pools_of(&change.tool).map(|pool| &pool.key) {
                    let crowd = crowds.entry(pool.clone()).or_default();
                    match (*pool == change.pool, change.what) {
                        (true, what) => people.iter().for_each(|person| crowd.take(what, person)),
                        // Whoever gets a seat of another pool of the tool wants none of this one any more.
                        (false, Happens::Gets) => people.iter().for_each(|person| {
                            crowd.waiting.remove(*person);
                        }),
                        (false, _) => continue,
                    }
                    if let Some(curve) = ahead.curves.get_mut(pool) {
                        curve.demand.push((one.day, crowd.demand()));
                    }
                }
                if !people.is_empty() {
                    ahead.changes.push(Coming {
                        day: one.day,
                        tool: change.tool.clone(),
                        pool: change.pool.clone(),
                        unit: change.unit.clone(),
                        what: word(change.what),
                        count: number(people.len()),
                    });
                }
            }
        }
        ahead.curves.values_mut().for_each(|curve| {
            curve.demand.dedup_by(|later, one| {
                let same_day = later.0 == one.0;
                if same_day {
                    one.1 = later.1;
                }
                same_day
            })
        });
        ahead
    }
}

/// A pool's seats from today on, day by day on which they change.
fn seats(world: &World, pool: &Pool) -> Vec<(Date, Option<u32>)> {
    let catalogue = &world.setting.catalogue;
    let licences = catalogue.licences_of(pool);
    let last = world.day.saturating_add(jiff::Span::new().days(i64::from(DAYS)));
    let mut seats: Vec<(Date, Option<u32>)> = Vec::new();
    let mut day = Some(world.day);
    while let Some(at) = day.filter(|at| *at <= last) {
        let total = capacity(catalogue, pool, &licences, at).total();
        if seats.last().is_none_or(|(_, before)| *before != total) {
            seats.push((at, total));
        }
        day = catalogue.next_turn(at);
    }
    seats
}

fn word(what: Happens) -> &'static str {
    match what {
        Happens::Loses(_) => "loses",
        Happens::Waits(_) => "waits",
        Happens::Leaves(_) => "leaves",
        Happens::Frees(_) => "frees",
        Happens::Gets => "gets",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_loses_the_seat_of_a_licence_that_ends_wants_one_still_and_who_leaves_does_not() {
        let [ada, bo, cia]: [PersonId; 3] = ["a", "b", "c"].map(PersonId::from);
        let mut crowd = Crowds { sitting: 3, leaving: BTreeSet::from([cia.clone()]), ..Crowds::default() };
        crowd.take(Happens::Loses(Cause::SeatsEnded), &ada);
        assert_eq!(crowd.demand(), 3, "the licence ended, the wish did not");
        crowd.take(Happens::Loses(Cause::SeatsEnded), &cia);
        assert_eq!(crowd.demand(), 2, "who had left wants nothing");
        crowd.take(Happens::Leaves(Cause::Ended), &bo);
        assert_eq!(crowd.demand(), 2, "the seat is kept for a while");
        crowd.take(Happens::Frees(Cause::Ended), &bo);
        assert_eq!(crowd.demand(), 1);
        crowd.take(Happens::Gets, &ada);
        assert_eq!((crowd.demand(), crowd.sitting), (1, 1));
    }
}
