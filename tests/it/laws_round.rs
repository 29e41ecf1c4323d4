//! Laws of the allocation round, against an oracle that tries every assignment (ALLOCATION 4 and 10).
//!
//! The oracle knows only the definition: who keeps, in keep order, then how many are served and who, in the
//! order of the queue, then who of those on their way out. It shares no code with the round.

use proptest::prelude::*;
use std::cmp::Reverse;
use upprop::seats::round::{Assignment, Candidate, Instance, solve};

/// Up to three pools and six people, small enough to try everything.
fn instance() -> impl Strategy<Value = Instance> {
    let pools = (1_usize..=3).prop_flat_map(|pools| {
        let seats = proptest::collection::vec(0_u32..=3, pools);
        let spare = proptest::collection::vec(proptest::bool::weighted(0.2), pools);
        let order = proptest::collection::vec(0_u32..3, pools);
        let people = proptest::collection::vec(someone(pools), 0..=6);
        (seats, spare, order, people, Just(pools))
    });
    pools.prop_map(|(seats, spare, order, people, pools)| {
        let sets = 1_u32 << pools;
        let kinds = (0..sets).map(|set| {
            let pools = (0_u16..).take(pools).filter(|pool| set & (1 << *pool) != 0);
            pools.collect::<Vec<_>>().into_boxed_slice()
        });
        let people = people.into_iter().enumerate().map(|(at, one)| settle(one, at, &spare)).collect();
        Instance { seats, spare, order, kinds: kinds.collect(), people }
    })
}

fn someone(pools: usize) -> impl Strategy<Value = Candidate> {
    let hold = proptest::option::of(0..u16::try_from(pools).unwrap_or(0));
    let kind = 0_u32..(1 << pools);
    (kind, 0_u8..3, 0_i64..3, hold, 0_i64..40, proptest::bool::weighted(0.15), proptest::bool::weighted(0.2)).prop_map(
        |(kind, class, since, hold, seq, locked, leaving)| Candidate {
            kind,
            class,
            since,
            id: 0,
            hold,
            seq,
            locked: locked && hold.is_some() && !leaving,
            leaving: leaving && hold.is_some(),
        },
    )
}

/// Unique numbers; nobody new may use a spare seat.
fn settle(mut one: Candidate, at: usize, spare: &[bool]) -> Candidate {
    let at = u32::try_from(at).unwrap_or(0);
    one.id = (at * 5 + 2) % 7;
    one.seq = if one.hold.is_some() { one.seq * 10 + i64::from(at) } else { 0 };
    if one.hold.is_none() || one.leaving {
        let open = spare.iter().enumerate().filter(|(_, spare)| !**spare).fold(0, |set, (pool, _)| set | 1 << pool);
        one.kind &= open;
    }
    one
}

/// Everyone's place in the order in which seats are promised: holders, those who wait, those who leave.
fn promises(instance: &Instance) -> Vec<usize> {
    let key = |who: &usize| {
        let c = &instance.people[*who];
        match (c.hold, c.leaving) {
            (Some(_), false) => (0, !c.locked, c.class, c.seq, c.id),
            (None, _) => (1, false, c.class, c.since, c.id),
            (Some(_), true) => (2, !c.locked, c.class, c.seq, c.id),
        }
    };
    let mut line: Vec<usize> = (0..instance.people.len()).collect();
    line.sort_by_key(key);
    line
}

/// Those whose lock cannot be honoured, since better locks fill the pool (ALLOCATION 1).
fn lifted(instance: &Instance) -> Vec<usize> {
    let mut left = instance.seats.clone();
    let mut lifted = Vec::new();
    for who in promises(instance).into_iter().filter(|who| instance.people[*who].locked) {
        let hold = usize::from(instance.people[who].hold.expect("only holders are locked"));
        match left[hold].checked_sub(1) {
            Some(rest) => left[hold] = rest,
            None => lifted.push(who),
        }
    }
    lifted
}

/// All assignments that break no hard rule.
fn allowed(instance: &Instance) -> Vec<Assignment> {
    let lifted = lifted(instance);
    let mut all: Vec<Assignment> = vec![Vec::new()];
    for (who, c) in instance.people.iter().enumerate() {
        let choices: Vec<Option<u16>> = if c.locked && !lifted.contains(&who) {
            vec![c.hold]
        } else {
            let mine = instance.kinds[c.kind as usize].iter().copied();
            mine.map(Some).chain([None]).collect()
        };
        let longer = |part: &Assignment| {
            let with = |choice: &Option<u16>| part.iter().copied().chain([*choice]).collect::<Assignment>();
            choices.iter().map(with).filter(|a| fits(instance, a)).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

fn fits(instance: &Instance, assignment: &Assignment) -> bool {
    (0_u16..).zip(&instance.seats).all(|(pool, seats)| {
        let sitting = assignment.iter().filter(|a| **a == Some(pool)).count();
        sitting <= *seats as usize
    })
}

/// What the round minimises, level by level: KEEP, spare seats in use, COUNT, QUEUE, GHOST.
fn worth(instance: &Instance, assignment: &Assignment) -> (Vec<bool>, usize, Reverse<usize>, Vec<bool>, Vec<bool>) {
    let unserved = |which: fn(&Candidate) -> bool| {
        let line = promises(instance).into_iter().filter(move |who| which(&instance.people[*who]));
        line.map(|who| assignment[who].is_none()).collect::<Vec<_>>()
    };
    let waiting = unserved(|c| c.hold.is_none());
    let is_spare = |pool: &Option<u16>| pool.is_some_and(|pool| instance.spare[usize::from(pool)]);
    let real = instance.people.iter().zip(assignment).filter(|(c, pool)| !c.leaving && is_spare(pool));
    (
        unserved(|c| c.hold.is_some() && !c.leaving),
        real.count(),
        Reverse(waiting.iter().filter(|unserved| !**unserved).count()),
        waiting,
        unserved(|c| c.leaving),
    )
}

fn served(assignment: &Assignment, people: &[Candidate]) -> Vec<u32> {
    let mut ids: Vec<u32> =
        assignment.iter().zip(people).filter(|(seat, _)| seat.is_some()).map(|(_, c)| c.id).collect();
    ids.sort_unstable();
    ids
}

/// The day after: who was served holds that seat, the rest wait as before.
fn next_day(instance: &Instance, assignment: &Assignment) -> Instance {
    let mut next = instance.clone();
    next.people = Vec::new();
    for (c, seat) in instance.people.iter().zip(assignment) {
        let seq = if c.hold.is_some() { c.seq } else { 1000 + i64::from(c.id) };
        match (seat, c.hold) {
            (Some(_), _) => next.people.push(Candidate { hold: *seat, seq, ..*c }),
            (None, None) => next.people.push(*c),
            (None, Some(_)) => {}
        }
    }
    next
}

/// Without locks, leavers and spare seats: where the matroid theorems speak.
fn plain(mut instance: Instance) -> Instance {
    instance.people.iter_mut().for_each(|c| {
        c.locked = false;
        c.leaving = false;
    });
    instance.spare.iter_mut().for_each(|spare| *spare = false);
    instance
}

fn candidate(kind: u32, hold: Option<u16>, seq: u32) -> Candidate {
    let (since, locked, leaving) = (0, false, false);
    Candidate { kind, class: 0, since, id: seq, hold, seq: i64::from(seq), locked, leaving }
}

#[test]
fn a_reserve_makes_no_room_for_somebody_new() {
    // One open seat and one spare one; the second holder is about to leave the open one to a newcomer.
    let people = vec![candidate(1, Some(0), 1), candidate(0, None, 2)];
    let kinds = vec![Box::from([0]), Box::from([0, 1])];
    let instance = Instance { seats: vec![1, 1], spare: vec![false, true], order: vec![0, 1], kinds, people };
    assert_eq!(solve(&instance), [Some(0), None]);
}

#[test]
fn a_lock_that_finds_no_seat_is_lifted_and_the_person_sits_elsewhere() {
    let people = vec![Candidate { locked: true, ..candidate(0, Some(0), 1) }];
    let kinds = vec![Box::from([0, 1])];
    let instance = Instance { seats: vec![0, 1], order: vec![0, 1], kinds, people, ..Instance::default() };
    assert_eq!(solve(&instance), [Some(1)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_round_is_what_trying_everything_gives(instance in instance()) {
        let answer = solve(&instance);
        let all = allowed(&instance);
        prop_assert!(all.contains(&answer), "{answer:?} breaks a hard rule");
        let best = all.iter().map(|a| worth(&instance, a)).min().expect("nobody served is always allowed");
        prop_assert_eq!(worth(&instance, &answer), best, "{:?}", answer);
    }

    #[test]
    fn the_order_in_which_people_come_changes_nothing(instance in instance(), turn in 0_usize..6) {
        let answer = solve(&instance);
        let mut turned = instance.clone();
        turned.people.reverse();
        let by = turn % turned.people.len().max(1);
        turned.people.rotate_left(by);
        let again = solve(&turned);
        for (c, seat) in instance.people.iter().zip(&answer) {
            let at = turned.people.iter().position(|other| other.id == c.id).expect("the same people");
            prop_assert_eq!(again[at], *seat);
        }
    }

    #[test]
    fn a_second_round_changes_nothing(instance in instance()) {
        let answer = solve(&instance);
        let next = next_day(&instance, &answer);
        let seats: Assignment = next.people.iter().map(|c| c.hold).collect();
        prop_assert_eq!(solve(&next), seats);
    }

    #[test]
    fn one_seat_more_serves_the_same_and_one_more_at_most(instance in instance(), pool in 0_usize..3) {
        let instance = plain(instance);
        let mut more = instance.clone();
        let pool = pool % more.seats.len();
        more.seats[pool] += 1;
        let (old, new) = (served(&solve(&instance), &instance.people), served(&solve(&more), &more.people));
        prop_assert!(old.iter().all(|id| new.contains(id)) && new.len() <= old.len() + 1, "{old:?} {new:?}");
    }

    #[test]
    fn when_somebody_leaves_nobody_else_loses_and_one_gains_at_most(instance in instance(), who in 0_usize..6) {
        let instance = plain(instance);
        if instance.people.is_empty() {
            return Ok(());
        }
        let mut fewer = instance.clone();
        let gone = fewer.people.remove(who % instance.people.len()).id;
        let (old, new) = (served(&solve(&instance), &instance.people), served(&solve(&fewer), &fewer.people));
        prop_assert!(old.iter().all(|id| *id == gone || new.contains(id)));
        prop_assert!(new.iter().filter(|id| !old.contains(id)).count() <= 1);
    }
}
