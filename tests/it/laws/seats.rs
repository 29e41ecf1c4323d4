//! Laws of whole decisions: whatever happens over many days, plans are sound and nobody loses for nothing.

use super::world::{Change, Known, World, change, day, no_limits};
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::licence::{Catalogue, Graces, PoolKey, Span, capacity};
use upprop::plan::{Plan, Replay, check, events};
use upprop::seats::{Cause, SeatStep, strangers};

/// Days that pass, and what happens then.
fn history() -> impl Strategy<Value = Vec<(i64, Vec<Change>)>> {
    let changes = proptest::collection::vec(change(), 0..4);
    let pause = prop_oneof![2 => Just(0_i64), 5 => Just(1), 2 => 2_i64..9, 1 => 9_i64..40];
    proptest::collection::vec((pause, changes), 1..7)
}

/// Seats of every pool: all, pupils' and staff's. None without a limit.
fn capacities(catalogue: &Catalogue, day: Date) -> BTreeMap<PoolKey, Option<[u32; 2]>> {
    let of = |pool: &upprop::licence::Pool| {
        let c = capacity(catalogue, pool, &catalogue.licences_of(pool), day);
        let limited = [c.running + c.grace, c.running_staff + c.grace_staff];
        (pool.key.clone(), if c.unlimited && (c.any_running || c.any_grace) { None } else { Some(limited) })
    };
    catalogue.pools.iter().map(of).collect()
}

/// Is everything at least as large as before?
fn has_grown(before: &BTreeMap<PoolKey, Option<[u32; 2]>>, now: &BTreeMap<PoolKey, Option<[u32; 2]>>) -> bool {
    before.iter().all(|(pool, old)| match (old, now.get(pool)) {
        (_, Some(None)) => true,
        (Some(old), Some(Some(new))) => old.iter().zip(new).all(|(old, new)| old <= new),
        _ => false,
    })
}

/// What must hold of every plan that nothing holds back.
fn sound(known: &Known, world: &World, plan: &Plan) -> Result<Known, TestCaseError> {
    let (catalogue, today) = (&world.catalogue, plan.day);
    prop_assert_eq!(check(plan, &known.seats, catalogue), Ok(()));
    let next = known.after(plan);
    let mut replay = Replay { seats: known.seats.clone(), alerts: known.alerts.clone(), ..Replay::default() };
    events(plan).iter().for_each(|event| replay.take(event));
    prop_assert_eq!(&replay.seats, &next.seats);
    prop_assert_eq!(&replay.alerts, &next.alerts);
    let again = next.plan(world.roster(), catalogue, no_limits(), today);
    prop_assert!(again.is_empty(), "a second run would do {:?} {:?}", again.steps, again.alerts);
    let seqs: BTreeSet<i64> = next.seats.grants.values().map(|grant| grant.seq).collect();
    prop_assert_eq!(seqs.len(), next.seats.grants.len());
    prop_assert!(plan.grants().all(|grant| grant.seq > known.seats.last_seq));
    prop_assert!(next.seats.wishes.keys().all(|key| !next.seats.grants.contains_key(key)));
    prop_assert_eq!(strangers(&plan.roster, catalogue, &next.seats, &BTreeSet::new(), today), 0);
    for (pool, seats) in capacities(catalogue, today) {
        let holders = next.seats.grants.values().filter(|grant| grant.pool == pool).count();
        prop_assert!(seats.is_none_or(|seats| holders <= (seats[0] + seats[1]) as usize), "{pool} is over-full");
    }
    Ok(next)
}

/// Seats are taken back only for a cause that is there.
fn nobody_loses_for_nothing(known: &Known, old: &Catalogue, world: &World, plan: &Plan) -> Result<(), TestCaseError> {
    let grown = known
        .applied_on
        .is_none_or(|applied_on| has_grown(&capacities(old, applied_on), &capacities(&world.catalogue, plan.day)));
    for step in &plan.steps {
        let SeatStep::Free { cause, tool, person, .. } = step else { continue };
        let grant = &known.seats.grants[&(tool.clone(), person.clone())];
        let pool = world.catalogue.pool(&grant.pool);
        let gives_way =
            |leaving: &upprop::seats::Leaving| leaving.until < plan.day || leaving.gives_way(plan.day, &plan.delivered);
        let over = grant.leaving.as_ref().is_some_and(gives_way);
        match cause {
            Cause::SeatsEnded => prop_assert!(!grown, "{person} loses to nobody"),
            Cause::Ended => prop_assert!(over || pool.is_some(), "{person} ended nowhere"),
            Cause::PoolGone => prop_assert!(pool.is_none()),
            Cause::Excluded | Cause::Dormant => {}
            _ => {
                prop_assert!(over || pool.is_some_and(|pool| pool.graces == Graces::usual(0)), "{person} had no grace");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_plans_are_sound_and_a_second_run_does_nothing(history in history()) {
        let (mut world, mut known, mut today) = (World::new(), Known::default(), day(0));
        for (pause, changes) in history {
            let old = world.catalogue.clone();
            today = today.checked_add(jiff::ToSpan::days(pause)).expect("a day");
            changes.iter().for_each(|change| world.happen(change, today));
            let plan = known.plan(world.roster(), &world.catalogue, no_limits(), today);
            let same = known.plan(world.roster(), &world.catalogue, no_limits(), today);
            prop_assert_eq!(&plan.hash, &same.hash);
            nobody_loses_for_nothing(&known, &old, &world, &plan)?;
            known = sound(&known, &world, &plan)?;
        }
    }

    #[test]
    fn who_is_away_for_less_than_the_grace_has_lost_nothing(who in 0_usize..super::world::PEOPLE, away in 1_i64..7) {
        let mut world = World::new();
        let known = Known::default();
        let first = known.plan(world.roster(), &world.catalogue, no_limits(), day(0));
        let known = known.after(&first);
        world.happen(&Change::Present(who, false), day(1));
        let mut later = known.clone();
        for n in 1..=away {
            later = later.after(&later.plan(world.roster(), &world.catalogue, no_limits(), day(n)));
        }
        world.happen(&Change::Present(who, true), day(away));
        later = later.after(&later.plan(world.roster(), &world.catalogue, no_limits(), day(away)));
        for ((tool, person), grant) in &known.seats.grants {
            let grace = world.catalogue.pool(&grant.pool).map(|pool| pool.graces.usual.keep);
            if matches!(grace, Some(Span::Days(days)) if i64::from(days) >= away) {
                prop_assert_eq!(later.seats.grants.get(&(tool.clone(), person.clone())), Some(grant));
            }
        }
    }

    #[test]
    fn a_plan_whose_steps_were_tampered_with_is_refused(changes in proptest::collection::vec(change(), 0..6), at in any::<prop::sample::Index>(), how in 0..4) {
        let (mut world, known) = (World::new(), Known::default());
        changes.iter().for_each(|change| world.happen(change, day(0)));
        let mut plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(0));
        prop_assume!(!plan.steps.is_empty());
        prop_assert_eq!(check(&plan, &known.seats, &world.catalogue), Ok(()));
        let at = at.index(plan.steps.len());
        let (tool, person) = plan.steps[at].key();
        let key = (tool.clone(), person.clone());
        match how {
            0 => drop(plan.steps.remove(at)),
            1 => plan.steps.insert(at, plan.steps[at].clone()),
            2 => drop((plan.seats.grants.remove(&key), plan.seats.wishes.remove(&key))),
            _ => plan.steps[at] = SeatStep::Return { person: key.1, tool: key.0, pool: PoolKey::from("pool0") },
        }
        let is_harmless = how == 1 && matches!(plan.steps[at], SeatStep::Wish { .. });
        prop_assert_eq!(check(&plan, &known.seats, &world.catalogue).is_ok(), is_harmless);
    }
}
