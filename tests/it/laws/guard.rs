//! Laws of the guard: what passes is within the limits, what is held loses nobody, and a release lets
//! through what was shown.

use super::world::{Change, Known, PEOPLE, World, catalogue_change, day, limits, no_limits, pool_key, roster_change};
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeMap;
use upprop::licence::{Catalogue, Licence, Phase, PoolKey};
use upprop::plan::{Hold, HoldKind, Limit, Limits, Plan, Scope, check};
use upprop::roster::{Person, Snapshot, diff};
use upprop::seats::{Cause, SeatStep};

const LIMIT: Limit = Limit { percent: 20, count: Some(3), floor: 1 };

fn tight() -> Limits {
    Limits { lowered: Limit { percent: 0, count: None, floor: 0 }, ..limits(LIMIT) }
}

/// A settled world, some days in, and one more delivery.
fn delivery() -> impl Strategy<Value = (Vec<Change>, Vec<Change>, i64)> {
    let before = proptest::collection::vec(prop_oneof![4 => roster_change(), 1 => catalogue_change()], 0..6);
    let gone = (0..PEOPLE).prop_map(|who| Change::Present(who, false));
    let now = prop_oneof![3 => roster_change(), 2 => gone, 1 => catalogue_change()];
    (before, proptest::collection::vec(now, 0..14), 0_i64..20)
}

fn settled(before: &[Change]) -> (World, Known) {
    let mut world = World::new();
    before.iter().for_each(|change| world.happen(change, day(0)));
    let known = Known::default();
    let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(0));
    let known = known.after(&plan);
    (world, known)
}

fn home(person: &Person, day: Date) -> Option<String> {
    let pupil = person.enrolments.iter().map(|e| (e.period, Some(&e.unit)));
    let places: Vec<_> = pupil.chain(person.duties.iter().map(|d| (d.period, d.unit.as_ref()))).collect();
    let place = places.iter().find(|(period, _)| period.covers(day)).or(places.first());
    place.and_then(|(_, unit)| unit.map(ToString::to_string))
}

/// Something and the scopes that it counts in.
type Scopes = [Option<String>; 3];

fn of_person(person: &Person, day: Date) -> Scopes {
    [Some("all".into()), Some(format!("source {}", person.source)), home(person, day)]
}

fn of_membership(roster: &Snapshot, at: u32) -> Scopes {
    let group = roster.group(roster.memberships[at as usize].group);
    [Some("all".into()), Some(format!("source {}", group.source)), Some(group.unit.to_string())]
}

fn tally(things: impl Iterator<Item = Scopes>) -> BTreeMap<String, u64> {
    let mut tally = BTreeMap::new();
    things.flatten().flatten().for_each(|scope| *tally.entry(scope).or_default() += 1);
    tally
}

fn within(base: &BTreeMap<String, u64>, passed: &BTreeMap<String, u64>) -> Result<(), TestCaseError> {
    for (scope, count) in passed {
        let largest = LIMIT.largest(base.get(scope).copied().unwrap_or(0));
        prop_assert!(*count <= largest, "{count} of {scope} passed, at most {largest}");
    }
    Ok(())
}

/// Counts what the plan lets through, apart from what a date did.
fn roster_is_within_limits(known: &Known, plan: &Plan) -> Result<(), TestCaseError> {
    let (before, after, today) = (&known.roster, &plan.roster, plan.day);
    let diff = diff(before, known.applied_on, after, today);
    let active = before.persons.iter().filter(|p| p.is_active(today));
    let persons = tally(active.map(|p| of_person(p, today)));
    let gone = diff.persons.removed.iter().filter(|r| !r.foretold);
    within(&persons, &tally(gone.map(|r| of_person(before.person(r.at), today))))?;
    let new = diff.persons.added.iter().map(|at| after.person(*at));
    let new = new.filter(|p| before.find_person(&p.id).is_none_or(|at| !before.person(at).is_active(today)));
    within(&persons, &tally(new.map(|p| of_person(p, today))))?;
    let counting = (0_u32..).zip(&before.memberships).filter(|(_, m)| before.counts(m, today));
    let memberships = tally(counting.map(|(at, _)| of_membership(before, at)));
    let stays = |at: u32| {
        let person = before.memberships[at as usize].person;
        let is_here = after.find_person(&before.person(person).id).is_some();
        is_here && !diff.persons.removed.iter().any(|r| r.at == person)
    };
    let gone = diff.memberships.removed.iter().filter(|r| !r.foretold && stays(r.at));
    within(&memberships, &tally(gone.map(|r| of_membership(before, r.at))))?;
    let is_old = |at: &&u32| !diff.persons.added.contains(&after.memberships[**at as usize].person);
    let new = diff.memberships.added.iter().filter(is_old);
    within(&memberships, &tally(new.map(|at| of_membership(after, *at))))
}

/// Did seats of the pool's tool end since the last run, by the dates as they are now? Who sat in a pool that ended
/// may move to another of the tool, and somebody later in line there loses the seat to them.
fn has_ended(catalogue: &Catalogue, pool: &PoolKey, applied_on: Option<Date>, today: Date) -> bool {
    let counts = |licence: &Licence, day| matches!(catalogue.phase(licence, day), Phase::Running | Phase::Grace);
    let Some(pool) = catalogue.pool(pool) else { return false };
    let mut licences = catalogue.licences.values().filter(|licence| licence.tool == pool.tool);
    licences.any(|l| applied_on.is_some_and(|then| counts(l, then)) && !counts(l, today))
}

/// Nobody loses more seats of a pool than may be lost, and none of a pool that is held.
fn seats_are_within_limits(known: &Known, old: &Catalogue, now: &Catalogue, plan: &Plan) -> Result<(), TestCaseError> {
    let mut lost: BTreeMap<&str, u64> = BTreeMap::new();
    let mut base: BTreeMap<&str, u64> = BTreeMap::new();
    known.seats.grants.values().for_each(|grant| *base.entry(grant.pool.as_str()).or_default() += 1);
    for step in &plan.steps {
        let (pool, cause) = match step {
            SeatStep::Leave { pool, leaving, .. } => (pool, leaving.cause),
            SeatStep::Free { pool, cause, .. } => (pool, *cause),
            _ => continue,
        };
        let (tool, person) = step.key();
        let noted = known.seats.grants[&(tool.clone(), person.clone())].leaving.is_some();
        let by_date = old.licences == now.licences || has_ended(now, pool, known.applied_on, plan.day);
        if noted && cause != Cause::SeatsEnded || cause == Cause::Ended || cause == Cause::SeatsEnded && by_date {
            continue;
        }
        *lost.entry(pool.as_str()).or_default() += 1;
        // In a pool whose seats were lowered the roster goes on; nobody loses a seat for want of it.
        let holds = |hold: &Hold| hold.kind == HoldKind::SeatLosses || cause == Cause::SeatsEnded;
        let held = plan.held.iter().any(|hold| hold.pool() == Some(pool) && holds(hold));
        prop_assert!(!held, "{person} loses a seat of {pool}, which is held");
    }
    for (pool, count) in lost {
        let largest = LIMIT.largest(base.get(pool).copied().unwrap_or(0));
        prop_assert!(count <= largest, "{count} lose a seat of {pool}, at most {largest}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_passes_is_within_the_limits(delivery in delivery()) {
        let (before, changes, pause) = delivery;
        let (mut world, known) = settled(&before);
        let (old, today) = (world.catalogue.clone(), day(pause));
        changes.iter().for_each(|change| world.happen(change, today));
        let plan = known.plan(world.roster(), &world.catalogue, tight(), today);
        prop_assert_eq!(check(&plan, &known.seats, &world.catalogue), Ok(()));
        roster_is_within_limits(&known, &plan)?;
        seats_are_within_limits(&known, &old, &world.catalogue, &plan)?;
        let next = known.after(&plan);
        let again = next.plan(world.roster(), &world.catalogue, tight(), today);
        if plan.held.is_empty() {
            prop_assert!(again.is_empty(), "{:?}", again.steps);
        }
        let seats = plan.held.iter().any(|hold| hold.pool().is_some());
        if !seats {
            let free = known.plan(plan.roster.clone(), &world.catalogue, no_limits(), today);
            prop_assert_eq!(&free.steps, &plan.steps, "what is not held goes on as if the rest had not been said");
        }
    }

    #[test]
    fn releasing_every_hold_lets_everything_through(delivery in delivery()) {
        let (before, changes, pause) = delivery;
        let (mut world, mut known) = settled(&before);
        let today = day(pause);
        changes.iter().for_each(|change| world.happen(change, today));
        for _ in 0..6 {
            let plan = known.plan(world.roster(), &world.catalogue, tight(), today);
            if plan.held.is_empty() {
                let free = known.plan(world.roster(), &world.catalogue, no_limits(), today);
                prop_assert_eq!(&plan.roster, &world.roster());
                prop_assert_eq!(&plan.steps, &free.steps);
                return Ok(());
            }
            known.released.extend(plan.held.iter().map(|hold| hold.hash.clone()));
        }
        prop_assert!(false, "every hold was released, and something is still held");
    }

    #[test]
    fn an_empty_delivery_takes_nothing_from_anyone(before in proptest::collection::vec(roster_change(), 0..6)) {
        let (world, known) = settled(&before);
        let plan = known.plan(Snapshot::default(), &world.catalogue, tight(), day(1));
        let loses = |step: &&SeatStep| match step {
            SeatStep::Free { cause, .. } => *cause != Cause::Ended,
            SeatStep::Leave { leaving, .. } => leaving.cause != Cause::Ended,
            _ => false,
        };
        prop_assert_eq!(plan.steps.iter().find(loses), None);
    }
}

/// Holds by pool.
fn seat_losses(plan: &Plan) -> Vec<(&str, u64)> {
    let of = |hold: &Hold| matches!(hold.scope, Scope::Pool(_));
    plan.held.iter().filter(|hold| of(hold)).filter_map(|hold| Some((hold.pool()?.as_str(), hold.count))).collect()
}

#[test]
fn seats_that_a_typing_error_takes_away_are_held() {
    let (mut world, known) = settled(&[]);
    world.happen(&Change::Seats(0, 0), day(1));
    let plan = known.plan(world.roster(), &world.catalogue, tight(), day(1));
    assert_eq!(seat_losses(&plan), [("pool0", 4)]);
    assert_eq!(plan.steps, []);
    assert_eq!(check(&plan, &known.seats, &world.catalogue), Ok(()));
}

#[test]
fn a_binding_that_ends_on_its_day_is_no_mass_loss() {
    let (mut world, known) = settled(&[Change::Unbind(0), Change::Bind(0, 0, Some(3))]);
    let plan = known.plan(world.roster(), &world.catalogue, tight(), day(4));
    assert_eq!(seat_losses(&plan), []);
    assert_eq!(plan.steps.iter().filter(|step| matches!(step, SeatStep::Free { .. })).count(), 4);
    world.happen(&Change::Unbind(0), day(1));
    let plan = known.plan(world.roster(), &world.catalogue, tight(), day(1));
    assert_eq!(seat_losses(&plan), [("pool0", 4)], "a binding that is struck out is one");
}

#[test]
fn seats_that_a_date_ends_may_cost_a_seat_in_another_pool_of_the_tool() {
    let (mut world, known) = settled(&[Change::LicenceTo(2, Some(0))]);
    for change in [Change::Bind(0, 1, None), Change::Present(6, false)] {
        world.happen(&change, day(4));
    }
    let plan = known.plan(world.roster(), &world.catalogue, tight(), day(4));
    assert_eq!(seat_losses(&plan), []);
    let costs_a_seat = |step: &SeatStep| match step {
        SeatStep::Free { pool, cause, .. } => *cause == Cause::SeatsEnded && *pool == pool_key(0),
        _ => false,
    };
    assert!(plan.steps.iter().any(costs_a_seat), "{:?}", plan.steps);
}

#[test]
fn a_start_that_was_known_is_no_mass_addition() {
    let later: Vec<Change> = (0..PEOPLE).map(|who| Change::From(who, Some(9))).collect();
    let (world, known) = settled(&later);
    let plan = known.plan(world.roster(), &world.catalogue, tight(), day(9));
    assert_eq!(plan.held, []);
    assert_eq!(plan.counts.persons.added, PEOPLE);
}
