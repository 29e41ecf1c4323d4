//! What schools share when nothing else decides: odd numbers, whatever the unit of their weights.

use super::town::{Size, busy_day, with_order};
use super::{LARGE, solved};
use upprop::seats::round::{Candidate, Fairness, Instance, School, solve};

/// One pool for all, alike schools of very different sizes, everybody new.
fn one_pool(seats: u32, sizes: &[u32]) -> Instance {
    let mut people = Vec::new();
    for (school, size) in (0..).zip(sizes) {
        for at in 0..*size {
            let id = at * 1000 + school;
            let (since, locked, leaving) = (i64::from(school), false, false);
            people.push(Candidate { kind: 0, school, class: 0, since, id, hold: None, seq: 0, locked, leaving });
        }
    }
    Instance {
        seats: vec![seats],
        order: vec![0],
        kinds: vec![Box::from([0])],
        schools: sizes.iter().map(|_| School { guarantee: 0, weight: 1, held: 0 }).collect(),
        people,
        ..Instance::default()
    }
}

fn by_school(instance: &Instance) -> Vec<u32> {
    let mut counts = vec![0; instance.schools.len()];
    for (one, seat) in instance.people.iter().zip(solve(instance)) {
        counts[one.school as usize] += u32::from(seat.is_some());
    }
    counts
}

#[test]
fn alike_schools_differ_by_one_seat_unless_one_has_nobody_left() {
    let sizes: Vec<u32> = (0..100).map(|school| 10 + school * 4).collect();
    for seats in [0, 99, 5_000, 12_345, 20_000, 30_000] {
        let counts = by_school(&one_pool(seats, &sizes));
        assert_eq!(counts.iter().sum::<u32>(), seats.min(sizes.iter().sum()));
        let most = counts.iter().copied().max().expect("schools");
        let unfair = counts.iter().zip(&sizes).find(|(seats, size)| seats < size && **seats + 1 < most);
        assert_eq!(unfair, None, "of {seats} seats, the most are {most}");
    }
}

#[test]
fn the_first_in_line_get_all_where_schools_have_no_shares() {
    let instance = Instance { fairness: Fairness::Queue, ..one_pool(5_000, &[3_000, 3_000, 3_000]) };
    assert_eq!(by_school(&instance), [3_000, 2_000, 0]);
}

#[test]
fn weights_in_another_unit_change_nothing() {
    let (instance, answer) = solved(with_order(busy_day(Size { seed: 6, ..LARGE })));
    for unit in [1_000, 7_777_777_777] {
        let mut scaled = instance.clone();
        scaled.schools.iter_mut().for_each(|school| school.weight *= unit);
        assert_eq!(solve(&scaled), answer);
    }
}
