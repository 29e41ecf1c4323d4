//! What the forecast says of a day is what happens on it if nothing else changes (ALLOCATION P25).

use super::world::{Known, World, change, day, no_limits};
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::plan::{Foreseen, Happens, Plan, Present, foresee};
use upprop::seats::{SeatStep, Uses};

/// So far do the worlds' dates reach.
const DAYS: u16 = 40;

type Happened = BTreeSet<(&'static str, String, String)>;

fn foretold(one: &Foreseen) -> Happened {
    let mut happened = Happened::new();
    for change in &one.changes {
        let what = match change.what {
            Happens::Gets => "grant",
            Happens::Loses(_) | Happens::Frees(_) => "free",
            Happens::Leaves(_) => "leave",
            Happens::Waits(_) => continue,
        };
        happened.extend(change.people.iter().map(|person| (what, change.pool.to_string(), person.to_string())));
    }
    happened
}

fn happened(plan: &Plan) -> Happened {
    let of = |step: &SeatStep| {
        let (what, pool) = match step {
            SeatStep::Grant { grant, .. } => ("grant", &grant.pool),
            SeatStep::Free { pool, .. } => ("free", pool),
            SeatStep::Leave { pool, .. } => ("leave", pool),
            _ => return None,
        };
        Some((what, pool.to_string(), step.key().1.to_string()))
    };
    plan.steps.iter().filter_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_foretold_of_a_day_happens_on_it_and_nothing_on_the_others(changes in proptest::collection::vec(change(), 0..12)) {
        let mut world = World::new();
        let known = Known::default();
        let known = known.after(&known.plan(world.roster(), &world.catalogue, no_limits(), day(0)));
        changes.iter().for_each(|change| world.happen(change, day(1)));
        let mut known = known.after(&known.plan(world.roster(), &world.catalogue, no_limits(), day(1)));
        let (limits, sources, uses) = (no_limits(), BTreeMap::from([("other".into(), 0)]), Uses::default());
        let present = Present {
            roster: &known.roster,
            applied_on: known.applied_on,
            catalogue: &world.catalogue,
            seats: &known.seats,
            uses: &uses,
            limits: &limits,
            confirm_after: &sources,
            day: day(1),
        };
        let foreseen: BTreeMap<Date, Happened> =
            foresee(&present, DAYS).iter().map(|one| (one.day, foretold(one))).collect();
        for n in 2..=i64::from(DAYS) {
            let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(n));
            let expected = foreseen.get(&day(n)).cloned().unwrap_or_default();
            prop_assert_eq!(happened(&plan), expected, "on day {}", n);
            known = known.after(&plan);
        }
    }
}
