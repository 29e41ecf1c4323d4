//! Laws: the numbers of all schools and of those without one are those of the whole, and the whole's are the pools'.

use crate::laws::world::{Change, Known, World, catalogue_change, day, no_limits, roster_change};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use upprop::plan::Present;
use upprop::report::{Asked, Cell, Material, People, Report, Sheet, make};
use upprop::roster::{PersonId, Scope, Shown, UnitId, Units, home};
use upprop::seats::claims::Lookup;
use upprop::seats::{Uses, usage};
use upprop::wording::{Lang, Words};

fn settled(changes: &[Change]) -> (World, Known) {
    let mut world = World::new();
    let mut known = Known::default();
    for (at, change) in (0..).zip(changes) {
        world.happen(change, day(at));
        let plan = known.plan(world.roster(), &world.catalogue, no_limits(), day(at));
        known = known.after(&plan);
    }
    (world, known)
}

/// A column of counts, summed up by pool.
fn counts(sheet: &Sheet, key: &str) -> BTreeMap<String, i64> {
    let place = |key: &str| sheet.columns.iter().position(|column| column.key == key).expect("a column");
    let (pool, at) = (place("pool"), place(key));
    let mut sums = BTreeMap::new();
    for row in &sheet.rows {
        let (Cell::Link { text, .. }, Cell::Count(count)) = (&row[pool], &row[at]) else { panic!("{row:?}") };
        *sums.entry(text.clone()).or_insert(0) += count;
    }
    sums.retain(|_, count| *count != 0);
    sums
}

fn add(sums: &mut BTreeMap<String, i64>, more: BTreeMap<String, i64>) {
    more.into_iter().for_each(|(pool, count)| *sums.entry(pool).or_insert(0) += count);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn schools_and_those_without_one_add_up_to_the_whole_and_the_whole_to_the_pools(
        changes in proptest::collection::vec(prop_oneof![4 => roster_change(), 1 => catalogue_change()], 1..10),
    ) {
        let (world, known) = settled(&changes);
        let today = day(i64::try_from(changes.len()).expect("few") - 1);
        let (limits, confirm_after, uses, words) = (no_limits(), BTreeMap::new(), Uses::default(), Words::new(Lang::Sv));
        let present = Present {
            roster: &known.roster,
            applied_on: known.applied_on,
            catalogue: &world.catalogue,
            seats: &known.seats,
            uses: &uses,
            limits: &limits,
            confirm_after: &confirm_after,
            day: today,
        };
        let key = |person: &PersonId| person.to_string();
        let material = Material { present: &present, events: &[], requests: None, key: &key, words: &words };
        let sheet = |report, units, protected| {
            let scope = Scope { units, protected };
            make(&material, &Asked { report, scope, from: None, to: None, people: People::Counted })
        };
        let lookup = Lookup::new(&known.roster, today);
        let pools: Vec<_> =
            world.catalogue.tools.values().flat_map(|tool| usage(&lookup, &world.catalogue, tool, &known.seats, &key)).collect();
        let whole = sheet(Report::Pools, Units::All, Shown::Yes);
        for (column, count) in [("assigned", 0), ("grace", 1), ("waiting", 2), ("blocked", 3), ("held", 4)] {
            let expected = pools.iter().map(|pool| {
                let many = [
                    i64::from(pool.assigned),
                    i64::from(pool.grace),
                    pool.waiting.len() as i64,
                    pool.blocked.len() as i64,
                    i64::from(pool.held),
                ];
                (pool.pool.key.to_string(), many[count])
            });
            let expected: BTreeMap<String, i64> = expected.filter(|(_, many)| *many != 0).collect();
            prop_assert_eq!(counts(&whole, column), expected, "{}", column);
        }
        // Nobody without a home is at any unit: what is left when every school is taken away.
        let nowhere: BTreeSet<&PersonId> = {
            let at = |id: &PersonId| known.roster.find_person(id).and_then(|at| home(known.roster.person(at), today));
            let all = known.seats.grants.keys().chain(known.seats.wishes.keys());
            all.map(|(_, person)| person).filter(|person| at(person).is_none()).collect()
        };
        let unseen = sheet(Report::Pools, Units::All, Shown::No);
        for column in ["assigned", "grace", "waiting", "blocked", "held"] {
            let mut sums = BTreeMap::new();
            for unit in &known.roster.units {
                let only = Units::Only(BTreeSet::from([UnitId::clone(&unit.id)]));
                add(&mut sums, counts(&sheet(Report::Pools, only, Shown::No), column));
            }
            let (sum, all): (i64, i64) = (sums.values().sum(), counts(&unseen, column).values().sum());
            if nowhere.is_empty() {
                prop_assert_eq!(&sums, &counts(&unseen, column), "{}", column);
            }
            prop_assert!(sum <= all && all - sum <= i64::try_from(nowhere.len() * pools.len()).expect("few"), "{}", column);
        }
        // Every other report can be made of it too.
        for report in Report::ALL {
            let sheet = sheet(report, Units::All, Shown::Yes);
            prop_assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()), "{}", report.word());
        }
    }
}
