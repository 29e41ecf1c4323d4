//! Groups of alike people by hashing: each part of the people has groups as they come, which are put in order then.

use super::alike::{Seen, ranks};
use super::board::Group;
use super::{Candidate, Instance, in_parts_beside, number};
use rayon::prelude::*;
use std::hash::{BuildHasherDefault, Hasher};

/// What makes people alike: kind; role, class and seat held; school.
type Key = (u32, u32, u32);

/// Groups by what they are.
#[expect(clippy::disallowed_types, reason = "only asked, never walked: groups are ordered by what they are")]
type Numbers = std::collections::HashMap<Key, u32, BuildHasherDefault<Mix>>;

/// Numbers that are small and dense are spread by a multiplication; nobody outside chooses them.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(23) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// The groups by what they are; notes for each of the people which is theirs.
pub(super) fn groups(instance: &Instance, of: &mut [u32]) -> (Vec<Group>, Vec<Seen>) {
    let people = &instance.people;
    let has_schools = !instance.schools.is_empty();
    let parts = in_parts_beside(people, of, |from, people, of| Part::of(from, people, of, has_schools));
    let starts: Vec<usize> = parts.iter().map(|part| part.from).collect();
    let (lists, seen): (Vec<Vec<Group>>, Vec<Seen>) = parts.into_iter().map(|part| (part.list, part.seen)).unzip();
    let (list, places) = in_order(instance, &lists);
    in_parts_beside(people, of, |from, _, of| {
        let places = &places[starts.partition_point(|start| *start <= from) - 1];
        of.iter_mut().for_each(|at| *at = places[*at as usize]);
    });
    (list, seen)
}

/// Groups of some of the people, as they come.
struct Part {
    from: usize,
    numbers: Numbers,
    list: Vec<Group>,
    seen: Seen,
}

impl Part {
    fn of(from: usize, people: &[Candidate], of: &mut [u32], has_schools: bool) -> Self {
        let mut part = Self { from, numbers: Numbers::default(), list: Vec::new(), seen: Seen::default() };
        for ((who, one), of) in (number(from)..).zip(people).zip(of) {
            *of = part.number(Group::of(one, has_schools));
            part.seen.see(who, one);
        }
        part
    }

    /// The number of a group that somebody more is in.
    fn number(&mut self, group: Group) -> u32 {
        let number = *self.numbers.entry(group.key()).or_insert_with(|| {
            self.list.push(group);
            number(self.list.len() - 1)
        });
        self.list[number as usize].members += 1;
        number
    }
}

impl Group {
    fn key(&self) -> Key {
        let what = u32::from(self.hold) << 16 | u32::from(self.class) << 8 | self.role as u32;
        (self.kind, what, self.school)
    }
}

/// Orders groups by what they are, not by who came first; tells where each one of each list went.
fn in_order(instance: &Instance, lists: &[Vec<Group>]) -> (Vec<Group>, Vec<Vec<u32>>) {
    let kinds = ranks(&instance.kinds);
    let key = |of: &Group| {
        let (role, who) = (of.role as u128, u128::from(of.school) << 8 | u128::from(of.class));
        role << 88 | who << 48 | u128::from(kinds[of.kind as usize]) << 16 | u128::from(of.hold)
    };
    let mut order: Vec<(u128, u32, u32)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for (part, list) in (0..).zip(lists) {
        order.extend((0..).zip(list).map(|(at, of)| (key(of), part, at)));
    }
    order.par_sort_unstable();
    let mut places: Vec<Vec<u32>> = lists.iter().map(|list| vec![0; list.len()]).collect();
    let mut all: Vec<Group> = Vec::with_capacity(order.len());
    for alike in order.chunk_by(|a, b| a.0 == b.0) {
        let mut members = 0;
        for (_, part, at) in alike {
            places[*part as usize][*at as usize] = number(all.len());
            members += lists[*part as usize][*at as usize].members;
        }
        let mut group = lists[alike[0].1 as usize][alike[0].2 as usize];
        group.members = members;
        all.push(group);
    }
    (all, places)
}
