//! What happened in a run that people hear of although nothing has to be done.

use super::make::{Input, Join};
use super::{Event, Happening, Hold, Notice};
use crate::licence::{PoolKey, Tool};
use crate::roster::{PersonId, UnitId, home};
use crate::seats::{Cause, SeatStep};
use std::collections::BTreeMap;

pub(super) fn happenings(input: &Input<'_>, persons: &[Event], steps: &[SeatStep], joins: &[Join]) -> Vec<Notice> {
    let mut happenings = Vec::new();
    let changed: Vec<_> = persons
        .iter()
        .filter_map(|event| match event {
            Event::Person { person, fields, .. } if fields.iter().any(|f| f == "email") => Some(person),
            _ => None,
        })
        .collect();
    let holds =
        |tool: &Tool, person: &&&PersonId| input.seats.grants.contains_key(&(tool.key.clone(), (**person).clone()));
    for tool in input.catalogue.tools.values().filter(|tool| tool.matches_email && !changed.is_empty()) {
        let holders: Vec<&&PersonId> = changed.iter().filter(|person| holds(tool, person)).collect();
        if !holders.is_empty() {
            let (count, units) = (to_u32(holders.len()), homes(input, &holders));
            happenings.push(Happening::EmailChanged { tool: tool.key.clone(), count, units });
        }
    }
    let mut withdrawn: BTreeMap<&PoolKey, u32> = BTreeMap::new();
    for step in steps {
        if let SeatStep::Free { pool, cause: Cause::SeatsEnded, .. } = step {
            *withdrawn.entry(pool).or_default() += 1;
        }
    }
    happenings.extend(withdrawn.into_iter().map(|(pool, count)| Happening::Withdrawn { pool: pool.clone(), count }));
    happenings.extend(joins.iter().map(|join| Happening::Joined {
        licence: join.licence.clone(),
        pool: join.pool.clone(),
        seats: input.catalogue.licences.get(&join.licence).map_or(0, crate::licence::Licence::all_seats),
    }));
    happenings.into_iter().map(|happening| Notice::Happened { happening }).collect()
}

/// How many of these are at which unit, as the roster last had them. Nobody learns from the number of a single school that
/// somebody protected is there.
fn homes(input: &Input<'_>, people: &[&&PersonId]) -> Vec<(UnitId, u32)> {
    let mut units: BTreeMap<&UnitId, u32> = BTreeMap::new();
    for at in people.iter().filter_map(|person| input.before.find_person(person)) {
        let person = input.before.person(at);
        if let Some(unit) = home(person, input.day).filter(|_| !person.protection.is_protected()) {
            *units.entry(unit).or_default() += 1;
        }
    }
    units.into_iter().map(|(unit, count)| (unit.clone(), count)).collect()
}

/// Holds that are not needed any more although nobody let them through: the next delivery was whole again.
pub(super) fn healed(input: &Input<'_>, withdrawn: &[String], held: &[Hold]) -> Vec<Notice> {
    let is_over = |hold: &&Hold| !held.iter().any(|other| other.scope == hold.scope && other.kind == hold.kind);
    let holds = withdrawn.iter().filter_map(|hash| input.holds.get(hash)).filter(is_over);
    let happening = |hold: &Hold| Happening::Healed { scope: hold.scope.clone(), hold: hold.kind, count: hold.count };
    holds.map(|hold| Notice::Happened { happening: happening(hold) }).collect()
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
