//! An invented city: schools in districts, pools that rules open to them, and what changes from one day to the next.

use std::collections::BTreeMap;
use upprop::seats::round::{Assignment, Candidate, Fairness, Instance, NOWHERE, School};

/// The least number that every weight of a school divides: shares are whole in this unit.
pub(super) const UNIT: i64 = 27_720;
/// Priority classes: staff, those in their last years, and the others.
pub(super) const CLASSES: usize = 3;

const DISTRICTS: u16 = 25;
/// After 25 districts, 15 school years and 8 programmes.
const STAFF: u16 = 48;
const RESERVE: u16 = 49;
const POOLS: u16 = 50;
/// The pool that is closed on the day after.
const CLOSED: u16 = 13;

/// Numbers that look like chance and are always the same (SplitMix64).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `below`.
    pub(super) fn one_of(&mut self, below: u64) -> u64 {
        self.next() % below
    }

    fn number(&mut self, below: u32) -> u32 {
        u32::try_from(self.one_of(u64::from(below))).expect("a smaller number")
    }

    fn pool(&mut self, first: u16, count: u16) -> u16 {
        first + u16::try_from(self.one_of(u64::from(count))).expect("less than a pool's number")
    }
}

/// How large a city, and which.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) people: u32,
    pub(super) schools: u32,
    pub(super) seed: u64,
}

/// The first day: nobody has a seat. A third of the pools has too few.
pub(super) fn first_day(size: Size) -> Instance {
    let mut chance = Chance(size.seed);
    let mut kinds = BTreeMap::new();
    let mut people = Vec::new();
    for id in 0..size.people {
        let school = id % size.schools;
        people.push(somebody(id, school, &mut kinds, &mut chance));
    }
    let mut instance = Instance {
        order: vec![0; usize::from(POOLS)],
        schools: (0..size.schools).map(|school| promised(school, size.people / size.schools)).collect(),
        fairness: Fairness::SainteLague,
        people,
        ..Instance::default()
    };
    number_kinds(&mut instance, &kinds);
    instance.seats = bought(&instance);
    instance
}

type Kinds = BTreeMap<Box<[u16]>, u32>;

/// Somebody without a seat, with the pools and the class that rules give.
fn somebody(id: u32, school: u32, kinds: &mut Kinds, chance: &mut Chance) -> Candidate {
    let (set, class) = by_rule(school, chance);
    let next = u32::try_from(kinds.len()).expect("few kinds");
    let kind = *kinds.entry(set).or_insert(next);
    let since = i64::try_from(chance.one_of(30)).expect("a day");
    Candidate { kind, school, class, since, id, hold: None, seq: 0, locked: false, leaving: false }
}

/// Is a pool in the north? There seats are short everywhere; in the south only in some pools.
fn is_north(pool: u16) -> bool {
    matches!(pool, 0..12 | 25..33 | 40..44 | STAFF | RESERVE)
}

/// Which pools somebody of a school may use: for the district, the school year and the programme, and in the north for
/// staff and whoever is left.
fn by_rule(school: u32, chance: &mut Chance) -> (Box<[u16]>, u8) {
    let district = u16::try_from(school % u32::from(DISTRICTS)).expect("a district");
    let north = is_north(district);
    if chance.one_of(12) == 0 {
        let set: &[u16] = if north { &[district, STAFF] } else { &[district] };
        let first = if chance.one_of(2) == 0 { set.len() - 1 } else { 0 };
        return (Box::from(&set[first..]), 0);
    }
    let year = if north { chance.pool(DISTRICTS, 8) } else { chance.pool(DISTRICTS + 8, 7) };
    let mut set = Vec::new();
    if !school.is_multiple_of(7) || year % 8 < 3 {
        set.push(district);
    }
    if !(school + u32::from(year)).is_multiple_of(3) || set.is_empty() {
        set.push(year);
    }
    if chance.one_of(8) == 0 {
        set.push(chance.pool(if north { 40 } else { 44 }, 4));
    }
    if north && school.is_multiple_of(9) {
        set.push(RESERVE);
    }
    (set.into_boxed_slice(), if year.is_multiple_of(4) { 1 } else { 2 })
}

fn number_kinds(instance: &mut Instance, kinds: &Kinds) {
    instance.kinds = vec![Box::default(); kinds.len()];
    kinds.iter().for_each(|(set, number)| instance.kinds[*number as usize].clone_from(set));
}

fn promised(school: u32, size: u32) -> School {
    let guarantee = if school.is_multiple_of(4) { size * 7 / 8 } else { 0 };
    School { guarantee, weight: 1 + u64::from(school % 12), held: 0 }
}

/// Seats for most of those who may come, where everybody goes to each of the pools in equal parts.
fn bought(instance: &Instance) -> Vec<u32> {
    let mut parts = vec![0_u32; usize::from(POOLS)];
    for one in &instance.people {
        let set = &instance.kinds[one.kind as usize];
        let part = 12 / u32::try_from(set.len()).expect("few pools");
        set.iter().for_each(|pool| parts[usize::from(*pool)] += part);
    }
    let seats = |(pool, parts): (u16, u32)| match (pool % 3, is_north(pool)) {
        (0, _) => parts / 20,
        (_, true) => parts * 11 / 120,
        (_, false) => parts * 14 / 120,
    };
    (0..).zip(parts).map(seats).collect()
}

/// The day after, with nothing changed: whoever was served holds that seat, and whoever lost one waits again.
pub(super) fn day_after(instance: &Instance, answer: &Assignment) -> Instance {
    let mut next = instance.clone();
    for (one, seat) in next.people.iter_mut().zip(answer) {
        let seq = i64::from(one.id.wrapping_mul(7919) % 100_003);
        one.seq = if one.hold.is_some() { one.seq } else { seq };
        one.hold = *seat;
    }
    next.people.retain(|one| one.hold.is_some() || !one.leaving);
    next.people.iter_mut().filter(|one| one.hold.is_none()).for_each(|one| (one.seq, one.locked) = (0, false));
    next
}

/// The day after a summer: people leave, come and change schools, some seats are locked, pools shrink, grow and close.
pub(super) fn changed(instance: &Instance, seed: u64) -> Instance {
    let mut chance = Chance(seed ^ 0xc4a9);
    let mut kinds: Kinds = instance.kinds.iter().cloned().zip(0..).collect();
    let mut next = instance.clone();
    next.people.retain_mut(|one| stays(one, instance, &mut kinds, &mut chance));
    let schools = u32::try_from(instance.schools.len()).expect("few schools");
    let first = next.people.iter().map(|one| one.id).max().map_or(0, |id| id + 1);
    for at in 0..u32::try_from(instance.people.len() / 25).expect("few newcomers") {
        let newcomer = somebody(first + at, chance.number(schools), &mut kinds, &mut chance);
        next.people.push(Candidate { since: newcomer.since + 30, ..newcomer });
    }
    number_kinds(&mut next, &kinds);
    for (pool, seats) in next.seats.iter_mut().enumerate() {
        *seats = match pool {
            pool if pool == usize::from(CLOSED) => 0,
            pool if pool % 10 == 1 => *seats * 7 / 8,
            pool if pool % 10 == 4 => *seats * 21 / 20,
            _ => *seats,
        };
    }
    next
}

/// What becomes of somebody; `false` for those who are gone.
fn stays(one: &mut Candidate, before: &Instance, kinds: &mut Kinds, chance: &mut Chance) -> bool {
    let draw = chance.one_of(1000);
    let holds = one.hold.is_some();
    match draw {
        0..30 => return false,
        _ if one.locked || one.leaving => {}
        30..50 => one.leaving = holds,
        50..70 => one.locked = one.hold.is_some_and(|pool| pool != CLOSED),
        70..95 => {
            let school = chance.number(u32::try_from(before.schools.len()).expect("few schools"));
            let moved = somebody(one.id, school, kinds, chance); // with the rules of the new school
            (one.school, one.kind, one.class) = (moved.school, moved.kind, moved.class);
        }
        95..98 if holds => one.hold = Some(NOWHERE),
        _ => {}
    }
    true
}

/// The city of a size after its first day, changed: a round in which people keep, lose, wait, leave and move.
pub(super) fn busy_day(size: Size) -> Instance {
    let first = first_day(size);
    let answer = upprop::seats::round::solve(&first);
    changed(&day_after(&first, &answer), size.seed)
}

/// Pools that cost more the further back they stand.
pub(super) fn with_order(mut instance: Instance) -> Instance {
    instance.order = (0..u32::from(POOLS)).map(|pool| pool % 3).collect();
    instance
}

/// Schools that weigh the same and were promised nothing.
pub(super) fn alike_schools(mut instance: Instance) -> Instance {
    instance.schools.iter_mut().for_each(|school| *school = School { guarantee: 0, weight: 1, held: 0 });
    instance
}
