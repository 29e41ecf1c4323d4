//! Laws of the allocation round, against an oracle that tries every assignment (ALLOCATION 4 and 10).
//!
//! The oracle knows only the definition: who keeps, in keep order, then how many are served and who, in the
//! order of the queue, then who of those on their way out. It shares no code with the round.

use proptest::prelude::*;
use std::cmp::Reverse;
use upprop::seats::round::{Assignment, Candidate, Fairness, Instance, School, solve};

const SCHOOLS: usize = 3;

/// Up to three pools and six people, small enough to try everything.
fn instance() -> impl Strategy<Value = Instance> {
    let pools = (1_usize..=3).prop_flat_map(|pools| {
        let seats = proptest::collection::vec(0_u32..=3, pools);
        let spare = proptest::collection::vec(proptest::bool::weighted(0.2), pools);
        let order = proptest::collection::vec(0_u32..3, pools);
        let people = proptest::collection::vec(someone(pools), 0..=6);
        let held = prop_oneof![3 => Just(0), 1 => 1_u32..4];
        let school = (0_u32..=2, 1_u64..=3, held);
        let school = school.prop_map(|(guarantee, weight, held)| School { guarantee, weight, held });
        let schools = proptest::collection::vec(school, SCHOOLS);
        let fairness = prop_oneof![3 => Just(Fairness::SainteLague), 1 => Just(Fairness::Queue)];
        (seats, spare, order, people, schools, fairness, Just(pools))
    });
    pools.prop_map(|(seats, spare, order, people, schools, fairness, pools)| {
        let sets = 1_u32 << pools;
        let kinds = (0..sets).map(|set| {
            let pools = (0_u16..).take(pools).filter(|pool| set & (1 << *pool) != 0);
            pools.collect::<Vec<_>>().into_boxed_slice()
        });
        let people = people.into_iter().enumerate().map(|(at, one)| settle(one, at, &spare)).collect();
        Instance { seats, spare, order, kinds: kinds.collect(), schools, fairness, people }
    })
}

fn someone(pools: usize) -> impl Strategy<Value = Candidate> {
    let hold = proptest::option::of(0..u16::try_from(pools).unwrap_or(0));
    let kind = 0_u32..(1 << pools);
    let school = 0..u32::try_from(SCHOOLS).unwrap_or(0);
    ((kind, school), 0_u8..3, 0_i64..3, hold, 0_i64..40, proptest::bool::weighted(0.15), proptest::bool::weighted(0.2))
        .prop_map(|((kind, school), class, since, hold, seq, locked, leaving)| Candidate {
            kind,
            school,
            class,
            since,
            id: 0,
            hold,
            seq,
            locked: locked && hold.is_some() && !leaving,
            leaving: leaving && hold.is_some(),
        })
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

/// What the round minimises, level by level: KEEP, spare seats in use, GUARANTEE, CLASS by class, FAIR, QUEUE,
/// LEAVING, COST, MOVES.
type Worth = (Vec<bool>, usize, Reverse<u32>, Vec<Reverse<usize>>, u64, Vec<bool>, Vec<bool>, u32, usize);

fn worth(instance: &Instance, assignment: &Assignment) -> Worth {
    let unserved = |which: fn(&Candidate) -> bool| {
        let line = promises(instance).into_iter().filter(move |who| which(&instance.people[*who]));
        line.map(|who| assignment[who].is_none()).collect::<Vec<_>>()
    };
    let seated = || instance.people.iter().zip(assignment).filter_map(|(c, pool)| Some((c, (*pool)?)));
    let real = || seated().filter(|(c, _)| !c.leaving);
    let of_school = |at: usize| u32::try_from(real().filter(|(c, _)| c.school as usize == at).count()).unwrap_or(0);
    let schools = || instance.schools.iter().enumerate().map(|(at, school)| (school, school.held + of_school(at)));
    // Weights are 1 to 3: sixths are whole.
    let phi =
        |(school, seats): (&School, u32)| (1..=u64::from(seats)).map(|n| (2 * n - 1) * 6 / school.weight).sum::<u64>();
    (
        unserved(|c| c.hold.is_some() && !c.leaving),
        real().filter(|(_, pool)| instance.spare[usize::from(*pool)]).count(),
        Reverse(schools().map(|(school, seats)| seats.min(school.guarantee)).sum()),
        (0..3).map(|class| Reverse(real().filter(|(c, _)| c.class == class).count())).collect(),
        if instance.fairness == Fairness::Queue { 0 } else { schools().map(phi).sum() },
        unserved(|c| c.hold.is_none()),
        unserved(|c| c.leaving),
        seated().map(|(_, pool)| instance.order[usize::from(pool)]).sum(),
        seated().filter(|(c, pool)| c.hold.is_some_and(|hold| hold != *pool)).count(),
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

/// As it is after a round: the theorems of ALLOCATION speak of what changes from there on.
fn settled(instance: Instance) -> Instance {
    let answer = solve(&instance);
    next_day(&instance, &answer)
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
    let (school, since, locked, leaving) = (0, 0, false, false);
    Candidate { kind, school, class: 0, since, id: seq, hold, seq: i64::from(seq), locked, leaving }
}

#[test]
fn a_reserve_makes_no_room_for_somebody_new() {
    // One open seat and one spare one; the second holder is about to leave the open one to a newcomer.
    let people = vec![candidate(1, Some(0), 1), candidate(0, None, 2)];
    let kinds = vec![Box::from([0]), Box::from([0, 1])];
    let instance = Instance {
        seats: vec![1, 1],
        spare: vec![false, true],
        order: vec![0, 1],
        kinds,
        people,
        ..Instance::default()
    };
    assert_eq!(solve(&instance), [Some(0), None]);
}

#[test]
fn a_lock_that_finds_no_seat_is_lifted_and_the_person_sits_elsewhere() {
    let people = vec![Candidate { locked: true, ..candidate(0, Some(0), 1) }];
    let kinds = vec![Box::from([0, 1])];
    let instance = Instance { seats: vec![0, 1], order: vec![0, 1], kinds, people, ..Instance::default() };
    assert_eq!(solve(&instance), [Some(1)]);
}

/// At least six thousand instances; `PROPTEST_CASES` may ask for more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(6000), failure_persistence: None, ..asked }
}

proptest! {
    #![proptest_config(config())]

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
        let instance = settled(plain(instance));
        let mut more = instance.clone();
        let pool = pool % more.seats.len();
        more.seats[pool] += 1;
        let (old, new) = (served(&solve(&instance), &instance.people), served(&solve(&more), &more.people));
        prop_assert!(old.iter().all(|id| new.contains(id)) && new.len() <= old.len() + 1, "{old:?} {new:?}");
    }

    #[test]
    fn when_somebody_leaves_nobody_else_loses_and_one_gains_at_most(instance in instance(), who in 0_usize..6) {
        let instance = settled(plain(instance));
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
