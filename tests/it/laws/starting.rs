//! Who is promised a seat for the first day has it on that day, and loans last as long as was said (ALLOCATION P26).

use super::world::{Change, Known, World, change, day, no_limits, reservation};
use proptest::prelude::*;
use upprop::licence::{OverrideKind, Reservation};
use upprop::seats::{Cause, Reason, SeatStep};

const DAYS: i64 = 40;

/// Seats of the first tool's pools are kept, all in one way.
fn looking_ahead(reservation: Reservation) -> World {
    let mut world = World::new();
    (0..3).for_each(|pool| world.happen(&Change::Lead(pool, Some(reservation)), day(0)));
    world
}

/// What the plan of one of the days breaks of what was said the day before.
fn broken(known: &Known, steps: &[SeatStep], n: i64, reservation: Reservation) -> Option<String> {
    for step in steps {
        let (tool, person) = step.key();
        if tool.as_str() != "t0" {
            continue; // the other tool looks nowhere
        }
        let grant = known.seats.grants.get(&(tool.clone(), person.clone()));
        match (step, grant) {
            (SeatStep::Free { cause: Cause::LoanEnded, .. }, Some(grant)) if !grant.is_over(day(n)) => {
                return Some(format!("{person} borrows until {:?}", grant.lent_until));
            }
            (SeatStep::Free { cause: Cause::SeatsEnded, .. }, Some(grant)) => {
                let seen = reservation.last(grant.granted_on);
                if grant.lent_until.is_some() || grant.granted_on > day(1) && seen >= day(n) {
                    return Some(format!("{person} loses what was given on {}", grant.granted_on));
                }
            }
            (SeatStep::Grant { grant, .. }, _) if grant.lent_until.is_some_and(|last| last < day(n)) => {
                return Some(format!("{person} borrows a seat for no day"));
            }
            _ => {}
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_promised_is_kept_and_loans_end_on_their_day(
        changes in proptest::collection::vec(change(), 0..14),
        reservation in reservation(),
    ) {
        let mut world = looking_ahead(reservation);
        let known = Known::default();
        let known = known.after(&known.plan(world.roster(), &world.catalogue, no_limits(), day(0)));
        // One way to look ahead; and a pin takes a seat whoever it was promised to.
        let is_fair = |change: &&Change| {
            !matches!(change, Change::Lead(..) | Change::Override(_, OverrideKind::Pin, _))
        };
        changes.iter().filter(is_fair).for_each(|change| world.happen(change, day(1)));
        let mut known = known.after(&known.plan(world.roster(), &world.catalogue, no_limits(), day(1)));
        for n in 2..=DAYS {
            let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(n));
            prop_assert_eq!(broken(&known, &plan.steps, n, reservation), None, "on day {}", n);
            let next = known.after(&plan);
            for ((tool, person), wish) in &known.seats.wishes {
                if wish.reasons == [Reason::SeatKept] && wish.since <= day(n) {
                    let has = next.seats.grants.contains_key(&(tool.clone(), person.clone()));
                    prop_assert!(has, "on day {} {} has no seat that was promised", n, person);
                }
            }
            let over = |grant: &&upprop::seats::Grant| grant.is_over(day(n)) && grant.leaving.is_none();
            prop_assert_eq!(next.seats.grants.values().find(over), None, "on day {}", n);
            known = next;
        }
    }
}
