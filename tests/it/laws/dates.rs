//! Laws of dates: periods, the life of a licence, and how many seats there are on a day.

use super::world::{World, day};
use jiff::civil::Date;
use proptest::prelude::*;
use upprop::licence::{CellKind, Kind, Licence, Phase, Slot, capacity, cells};
use upprop::roster::Period;

fn dates() -> impl Strategy<Value = (Option<Date>, Option<Date>)> {
    let one = || proptest::option::of((0_i64..40).prop_map(day));
    (one(), one())
}

fn licence() -> impl Strategy<Value = Licence> {
    let day_of = || proptest::option::of((0_i64..40).prop_map(day));
    (dates(), 0_u16..12, day_of(), any::<bool>(), 0_u32..9).prop_map(
        |((from, to), grace, delivered, ordered, seats)| {
            let first = World::new().catalogue.licences["l0"].clone();
            Licence { from, to, grace_days: grace, delivered_on: delivered, ordered, seats, ..first }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_period_changes_only_on_its_next_change(dates in dates(), at in 0_i64..40) {
        let period = Period::new(dates.0, dates.1);
        let next = period.next_change(day(at));
        prop_assert!(next.is_none_or(|next| next > day(at)));
        for later in at..60 {
            if next.is_none_or(|next| day(later) < next) {
                prop_assert_eq!(period.covers(day(later)), period.covers(day(at)));
            }
        }
    }

    #[test]
    fn what_two_periods_share_is_covered_by_both(a in dates(), b in dates(), at in 0_i64..45) {
        let (a, b) = (Period::new(a.0, a.1), Period::new(b.0, b.1));
        prop_assert_eq!(a.overlap(&b).covers(day(at)), a.covers(day(at)) && b.covers(day(at)));
    }

    #[test]
    fn a_licence_changes_only_on_its_next_change_and_never_goes_back(licence in licence(), at in 0_i64..45) {
        let next = licence.next_change(day(at));
        let order = |day| match licence.phase(day) {
            Phase::Ordered => 0,
            Phase::NotStarted => 1,
            Phase::Running => 2,
            Phase::Grace => 3,
            Phase::Over => 4,
        };
        for later in at..70 {
            prop_assert!(order(day(later)) >= order(day(at)));
            if next.is_none_or(|next| day(later) < next) {
                prop_assert_eq!(order(day(later)), order(day(at)));
            }
        }
    }

    #[test]
    fn a_renewal_as_large_costs_nobody_a_seat_at_the_boundary(end in 5_i64..30, grace in 0_u16..9, more in 0_u32..3) {
        let mut catalogue = World::new().catalogue;
        let old = catalogue.licences.get_mut("l0").expect("it is there");
        (old.to, old.grace_days) = (Some(day(end)), grace);
        let mut next = old.clone();
        (next.key, next.renews, next.from, next.to) = ("next".into(), Some("l0".into()), Some(day(end + 1)), None);
        next.seats += more;
        catalogue.licences.insert(next.key.clone(), next);
        let pool = catalogue.pools[0].clone();
        let seats = |on: i64| {
            let sum = capacity(&catalogue, &pool, &catalogue.licences_of(&pool), day(on));
            (sum.running, sum.grace)
        };
        prop_assert_eq!(seats(end), (4, 0));
        for on in end + 1..end + 12 {
            prop_assert_eq!(seats(on), (4 + more, 0), "the same seats, not both");
        }
    }

    #[test]
    fn cells_hold_all_seats_and_only_open_ones_take_newcomers(licence in licence(), reserve in 0_u32..9, class: bool, at in 0_i64..45) {
        let mut world = World::new();
        let mut pool = world.catalogue.pools[0].clone();
        (pool.reserve, pool.kind) = (reserve, Some(if class { Kind::Class } else { Kind::Individual }));
        let licence = Licence { staff_seats: if class { 2 } else { 0 }, ..licence };
        world.catalogue.licences.insert(licence.key.clone(), licence.clone());
        let sum = capacity(&world.catalogue, &pool, &[&licence], day(at));
        let all = cells(&pool, &sum);
        prop_assert_eq!(Some(all.iter().map(|cell| cell.seats).sum::<u32>()), sum.total());
        let of = |kind| all.iter().filter(|cell| cell.kind == kind).map(|cell| cell.seats).sum::<u32>();
        prop_assert!(of(CellKind::Open) == 0 || sum.any_running, "in grace nobody new sits down");
        prop_assert!(of(CellKind::Reserve) <= reserve);
        prop_assert!(all.iter().all(|cell| class == (cell.slot != Slot::Any)));
    }
}
