//! From one day to the next: what a change may cost whom (ALLOCATION 10, P31 to P33).

use super::tally::{Day, Part};
use super::town::{Chance, Size, busy_day, changed, day_after, with_order};
use super::{LARGE, solved};
use std::collections::BTreeSet;
use upprop::seats::round::{Assignment, Candidate, Instance, solve};

/// The day after a busy day.
fn settled(seed: u64) -> Instance {
    let (instance, answer) = solved(with_order(busy_day(Size { seed, ..LARGE })));
    day_after(&instance, &answer)
}

fn holds(instance: &Instance) -> Assignment {
    instance.people.iter().map(|one| one.hold).collect()
}

fn served(instance: &Instance, answer: &Assignment) -> BTreeSet<u32> {
    let seated = instance.people.iter().zip(answer).filter(|(_, seat)| seat.is_some());
    seated.map(|(one, _)| one.id).collect()
}

#[test]
fn a_second_round_moves_nobody() {
    for seed in [7, 8] {
        let instance = settled(seed);
        assert_eq!(solve(&instance), holds(&instance));
    }
}

#[test]
fn the_order_in_which_people_come_changes_nothing_in_a_city() {
    let (instance, answer) = solved(with_order(busy_day(LARGE)));
    let mut turned = instance.clone();
    turned.people.reverse();
    turned.people.rotate_left(7_001);
    let mut again = solve(&turned);
    again.rotate_right(7_001);
    again.reverse();
    assert_eq!(again, answer);
}

#[test]
fn whoever_changes_schools_keeps_the_seat() {
    let mut instance = settled(9);
    let mut chance = Chance(3);
    let schools = u32::try_from(instance.schools.len()).expect("few schools");
    let movers = instance.people.iter_mut().filter(|one| one.hold.is_some() && chance.one_of(5) == 0);
    movers.for_each(|one| one.school = (one.school + 1 + one.id % (schools - 1)) % schools);
    assert_eq!(solve(&instance), holds(&instance), "it is a matter of shares, and seats are not taken back");
}

/// Whoever holds a seat of a pool that is no longer theirs finds one in their own set before anybody new.
#[test]
fn whoever_comes_under_other_rules_is_seated_before_anybody_new() {
    let before = settled(10);
    let mut instance = before.clone();
    let (mut chance, kinds) = (Chance(4), before.kinds.len() as u64);
    for one in instance.people.iter_mut().filter(|one| one.hold.is_some() && !one.locked && !one.leaving) {
        if chance.one_of(10) == 0 {
            one.kind = u32::try_from(chance.one_of(kinds)).expect("few kinds");
        }
    }
    let answer = solve(&instance);
    let day = Day::of(&instance, &answer);
    assert!(day.count(|part, _| part == Part::Lost) > 0, "some find none");
    assert_eq!(super::wrong_losses(day), Vec::<String>::new());
}

/// A run gave and took seats, and is undone: whoever had one holds it again, whoever got one waits as before. Seats were
/// moved meanwhile, so that some pools are held by more than they seat.
#[test]
fn a_run_that_is_undone_leaves_everybody_with_a_seat_who_had_one() {
    let before = settled(11);
    let meanwhile = changed(&before, 12);
    let seats = solve(&meanwhile);
    let now: Vec<(u32, Option<u16>)> = meanwhile.people.iter().zip(&seats).map(|(one, seat)| (one.id, *seat)).collect();
    let mut undone = before.clone();
    let mut moved = 0;
    for one in undone.people.iter_mut().filter(|one| one.hold.is_some() && !one.locked) {
        let at = now.binary_search_by_key(&one.id, |(id, _)| *id).ok();
        if let Some(seat) = at.and_then(|at| now[at].1).filter(|seat| Some(*seat) != one.hold) {
            (one.hold, moved) = (Some(seat), moved + 1);
        }
    }
    assert!(moved > 100, "{moved} were moved");
    let answer = solve(&undone);
    assert_eq!(served(&undone, &answer), served(&before, &holds(&before)));
}

/// One day's changes: nobody who could be served with all holders loses, whatever comes and goes.
#[test]
fn newcomers_take_nothing_from_anybody() {
    let before = settled(13);
    let mut instance = before.clone();
    let next = instance.people.iter().map(|one| one.id).max().map_or(0, |id| id + 1);
    let alike: Vec<Candidate> = instance.people.iter().step_by(20).copied().collect();
    for (id, one) in (next..).zip(alike) {
        let (class, since) = (0, -1);
        let newcomer = Candidate { id, class, since, hold: None, seq: 0, locked: false, leaving: false, ..one };
        instance.people.push(newcomer);
    }
    let answer = solve(&instance);
    let real = |one: &&Candidate| one.hold.is_some() && !one.leaving;
    let had: BTreeSet<u32> = before.people.iter().filter(real).map(|one| one.id).collect();
    assert!(had.is_subset(&served(&instance, &answer)));
}
