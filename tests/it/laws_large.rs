//! Laws of the allocation round in cities of 3 000 to 200 000 people (ALLOCATION 4 and 10).
//!
//! What small instances seldom have: many schools that trade seats, long circles, whole districts that compete. No
//! assignment is tried here. Answers are held against an independent min-cost flow (`flow`), and against proofs that
//! need no optimum: nobody reaches a seat (`reach`), nobody with a better claim is passed over (`claims`), and no circle
//! of changes saves anything (`circles`). Each proof is tried on planted faults too (`planted`).

mod changes;
mod circles;
mod claims;
mod flow;
mod planted;
mod reach;
mod shares;
mod tally;
mod town;

use circles::Contest;
use claims::{Level, better_claims, jumped_lines};
use reach::{kept_from_people, stranded_seats, wrong_goodbyes, wrong_losses};
use std::io::Write as _;
use tally::{Day, Part, broken_rules};
use town::{Size, alike_schools, busy_day, first_day, with_order};
use upprop::seats::round::{Assignment, Fairness, Instance, solve};

const LARGE: Size = Size { people: 20_000, schools: 100, seed: 1 };
const HUGE: Size = Size { people: 200_000, schools: 300, seed: 5 };

/// A busy day in three cities, and what the round makes of it: all pools are alike, some are used before others, and
/// schools have no shares.
fn busy_cities() -> Vec<(Instance, Assignment)> {
    let [alike, ordered, queued] = [1, 2, 3].map(|seed| busy_day(Size { seed, ..LARGE }));
    let queued = Instance { fairness: Fairness::Queue, ..with_order(queued) };
    [alike, with_order(ordered), queued].map(solved).into()
}

/// Small schools that weigh the same: here a circle leads through schools that trade seats of equal worth.
const TRADES: Size = Size { people: 3_000, schools: 400, seed: 1 };

/// The same, and cities where everybody is new and all compete.
fn cities() -> Vec<(Instance, Assignment)> {
    let trading = (1..=8).map(|seed| alike_schools(first_day(Size { seed, ..TRADES })));
    let others = [with_order(first_day(Size { seed: 4, ..LARGE }))];
    busy_cities().into_iter().chain(others.into_iter().chain(trading).map(solved)).collect()
}

fn solved(instance: Instance) -> (Instance, Assignment) {
    let answer = solve(&instance);
    (instance, answer)
}

/// Asserts that a check finds nothing in any of the cities.
fn hold<T: std::fmt::Debug>(check: impl Fn(Day<'_>) -> Vec<T>) {
    for (instance, answer) in cities() {
        let faults = check(Day::of(&instance, &answer));
        assert!(faults.is_empty(), "{} fault(s), first {:?}", faults.len(), &faults[..faults.len().min(5)]);
    }
}

#[test]
fn a_busy_day_has_everything_that_a_round_is_for() {
    for (instance, answer) in busy_cities() {
        let day = Day::of(&instance, &answer);
        for part in [Part::Locked, Part::Kept, Part::Lost, Part::New, Part::Waits] {
            assert!(day.count(|of, _| of == part) > 20, "{part:?}");
        }
        assert!(day.count(|of, seated| of == Part::Leaves && seated) > 20, "somebody on the way out keeps a seat");
        assert!(day.count(|of, seated| of == Part::Leaves && !seated) > 20, "and somebody loses it");
        let elsewhere = |hold: u16, kind: u32| !instance.kinds[kind as usize].contains(&hold);
        let outside = instance.people.iter().filter(|one| one.hold.is_some_and(|hold| elsewhere(hold, one.kind)));
        assert!(outside.count() > 20, "people hold seats of pools that they may no longer use");
        let tally = day.tally();
        assert!(tally.moves > 100 && tally.guaranteed < 0, "{tally:?}");
    }
}

/// Asserts that answers are worth what the flow finds; says so where that is not installed.
fn as_good_as_the_flow(cities: &[(Instance, Assignment)]) {
    let days: Vec<Day<'_>> = cities.iter().map(|(instance, answer)| Day::of(instance, answer)).collect();
    let Some(optima) = flow::optima(&days) else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped: OR-tools for Python is not installed");
        return;
    };
    let answers: Vec<flow::Optima> = days.iter().map(|day| flow::Optima::of(*day)).collect();
    assert_eq!(answers, optima);
}

#[test]
fn twenty_thousand_people_are_served_as_a_flow_would() {
    as_good_as_the_flow(&cities());
}

#[test]
fn two_hundred_thousand_people_are_served_as_a_flow_would() {
    as_good_as_the_flow(&[solved(busy_day(HUGE))]);
}

#[test]
fn two_hundred_thousand_people_stand_the_proofs() {
    let (instance, answer) = solved(with_order(busy_day(HUGE)));
    let day = Day::of(&instance, &answer);
    let faults = [broken_rules(day), stranded_seats(day), wrong_losses(day), wrong_goodbyes(day)].concat();
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(Contest::of(day).jumped(), Vec::<u32>::new());
    assert!(circles::seating(day).distances().is_some());
}

#[test]
fn nobody_sits_where_they_may_not_and_whoever_is_locked_stays() {
    hold(broken_rules);
}

#[test]
fn nobody_waits_for_a_seat_that_others_could_make_room_for() {
    hold(stranded_seats);
}

#[test]
fn whoever_loses_a_seat_could_only_have_kept_it_before_their_turn() {
    hold(wrong_losses);
}

#[test]
fn nobody_of_a_later_class_is_newly_served_where_an_earlier_one_could_be() {
    hold(|day| better_claims(day).into_iter().filter(|(level, _)| *level == Level::Class).collect());
}

#[test]
fn whoever_waits_sees_full_pools_of_people_with_claims_as_good() {
    hold(better_claims);
}

#[test]
fn alike_people_are_served_in_the_order_of_the_line() {
    hold(jumped_lines);
}

#[test]
fn no_circle_of_changes_keeps_a_promise_more_or_serves_a_class_better_or_shares_more_evenly() {
    hold(|day| if Contest::of(day).changes.distances().is_some() { vec![] } else { vec!["a circle saves something"] });
}

#[test]
fn nobody_in_line_is_passed_over_where_a_circle_would_cost_nothing() {
    hold(|day| Contest::of(day).jumped());
}

#[test]
fn nobody_on_the_way_out_keeps_a_seat_from_somebody_who_waits() {
    hold(kept_from_people);
}

#[test]
fn whoever_is_on_the_way_out_goes_only_when_nobody_later_could() {
    hold(wrong_goodbyes);
}

#[test]
fn no_circle_of_moves_uses_pools_in_better_order_or_moves_fewer() {
    hold(|day| if circles::seating(day).distances().is_some() { vec![] } else { vec!["a circle saves something"] });
}
