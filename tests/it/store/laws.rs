//! Laws: whatever rosters come one after the other, what is loaded is what was applied.

use super::town::{Engine, Town, catalogue, roster};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn rosters() -> impl Strategy<Value = Vec<(BTreeSet<u32>, u32, u32)>> {
    let one = (proptest::collection::btree_set(0..60_u32, 0..40), 0..4_u32, 0..40_u32);
    proptest::collection::vec(one, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The town itself compares roster, seats and head after each run, and checks every invariant.
    #[test]
    fn what_is_applied_is_what_is_loaded(days in rosters()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                let town = Town::new(engine).await;
                for (number, (persons, groups, seats)) in (1..).zip(&days) {
                    town.run(number * 9, roster(persons.clone(), *groups), &catalogue(2, *seats)).await;
                }
            }
        });
    }
}
