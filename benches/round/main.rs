//! How fast the allocation round is: `cargo bench --bench round -- --people 200000,2000000 --runs 3`.
//!
//! Everything is in memory, and everything runs in one process, one after the other. Beside the round stands the least
//! that reading the same people takes: the `csv` crate's records over a `users.csv`, made here.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it found")]
#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;
use upprop::seats::round::{Candidate, Fairness, Instance, School, solve};

/// The program's own allocator.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Pools of the tool.
const POOLS: u16 = 50;
/// People of a school.
const SCHOOL: u32 = 300;
/// Pools that somebody may use where every set is another one.
const SET: u64 = 5;

/// The next number of a sequence that looks like chance and is always the same (SplitMix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// People of a city. Pools are for districts of schools and for school years in them, as rules make them; or everybody
/// has a set of pools of his own. A third of the pools has seats for seven of ten people.
fn city(people: u32, is_distinct: bool) -> Instance {
    let mut state = 7;
    let schools = people.div_ceil(SCHOOL);
    let mut kinds: BTreeMap<Box<[u16]>, u32> = BTreeMap::new();
    let mut list = Vec::with_capacity(people as usize);
    let mut demand = vec![0_u32; usize::from(POOLS)];
    for id in 0..people {
        let school = id / SCHOOL;
        let set: Box<[u16]> = if is_distinct { chosen(&mut state) } else { by_rule(school, next(&mut state)) };
        set.iter().for_each(|pool| demand[usize::from(*pool)] += 1);
        let number = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
        let kind = *kinds.entry(set).or_insert(number);
        let since = i64::try_from(next(&mut state) % 400).unwrap_or(0);
        let class = u8::try_from(next(&mut state) % 2).unwrap_or(0);
        list.push(Candidate { kind, school, class, since, id, hold: None, seq: 0, locked: false, leaving: false });
    }
    let share = |(pool, demand): (usize, u32)| match (is_distinct, pool % 5, pool % 3) {
        (true, _, 0) => demand * 14 / 100,
        (true, ..) => demand * 19 / 100,
        (false, 0, _) => demand / 20,
        (false, _, 0) => demand * 7 / 10,
        (false, ..) => demand * 21 / 20,
    };
    let mut by_number = vec![Box::default(); kinds.len()];
    kinds.into_iter().for_each(|(set, number)| by_number[number as usize] = set);
    Instance {
        seats: demand.into_iter().enumerate().map(share).collect(),
        order: (0..u32::from(POOLS)).map(|pool| pool % 2).collect(),
        kinds: by_number,
        schools: (0..schools).map(|_| School { guarantee: 0, weight: u64::from(SCHOOL), held: 0 }).collect(),
        fairness: Fairness::SainteLague,
        people: list,
        ..Instance::default()
    }
}

/// The pool of a district, and that of two or three school years in it.
fn by_rule(school: u32, chance: u64) -> Box<[u16]> {
    let district = u16::try_from(school % 10).unwrap_or(0) * 5;
    let years = district + 1 + u16::try_from(chance % 4).unwrap_or(0);
    if chance.is_multiple_of(3) { Box::from([years]) } else { Box::from([district, years]) }
}

fn chosen(state: &mut u64) -> Box<[u16]> {
    let mut set: Vec<u16> = Vec::new();
    while (set.len() as u64) < SET {
        let pool = u16::try_from(next(state) % u64::from(POOLS)).unwrap_or(0);
        if !set.contains(&pool) {
            set.push(pool);
        }
    }
    set.sort_unstable();
    set.into_boxed_slice()
}

/// The day after: who was served holds that seat.
fn day_after(instance: &Instance) -> Instance {
    let mut next = instance.clone();
    for (one, seat) in next.people.iter_mut().zip(solve(instance)) {
        one.hold = seat;
        one.seq = i64::from(one.id) + 1;
    }
    next
}

/// The people as a delivery has them: the columns of OneRoster 1.1, filled as the city of the other benchmark fills them.
fn users(instance: &Instance) -> String {
    let mut text = String::from(
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,\
         middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n",
    );
    let mut state = 11;
    for one in &instance.people {
        let (a, b, id) = (next(&mut state), next(&mut state), one.id);
        let _ = writeln!(
            text,
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{b:012x},,,true,{:08x}-0000-4000-8000-000000000000,student,elev{id:07},\
             {{eppn:elev{id:07}@edu.storstad.example}},Elev,Efternamn,,T{id:08},efternamn.elev{id:07}@elev.storstad.example,\
             ,,,{},",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            a >> 12 & 0xfff,
            one.school,
            a % 10,
            b = b >> 16,
        );
    }
    text
}

fn parse(text: &str) -> u64 {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let (mut record, mut bytes) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).expect("our own file") {
        bytes += record.len() as u64;
    }
    bytes
}

/// The median of the seconds that something takes.
fn seconds<T>(runs: usize, mut what: impl FnMut() -> T) -> (f64, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..runs.max(1) {
        let began = Instant::now();
        last = Some(what());
        times.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], last.expect("it ran"))
}

fn main() {
    let (mut people, mut runs) = (vec![20_000, 200_000], 3);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--people" => people = words.next().unwrap_or_default().split(',').filter_map(|n| n.parse().ok()).collect(),
            "--runs" => runs = words.next().and_then(|n| n.parse().ok()).unwrap_or(3),
            _ => {}
        }
    }
    println!("| people | instance | seconds | times parse | peak MiB | served | wait |");
    println!("|---:|---|---:|---:|---:|---:|---:|");
    for count in people {
        let rules = city(count, false);
        let (base, _) = {
            let text = users(&rules);
            seconds(runs, || parse(&text))
        };
        println!("| {count} | parse users.csv | {base:.3} | 1.00 | | | |");
        let later = day_after(&rules);
        let mut fewer = later.clone();
        fewer.people.remove(fewer.people.len() / 2);
        let cases = [("first round", &rules), ("day after", &later), ("one leaver", &fewer)];
        for (name, instance) in cases {
            forget_peak();
            tell(count, name, base, seconds(runs, || solve(instance)));
        }
        drop((later, fewer, rules));
        let distinct = city(count, true);
        forget_peak();
        tell(count, "every set distinct", base, seconds(1, || solve(&distinct)));
    }
}

fn tell(count: u32, name: &str, base: f64, (seconds, answer): (f64, Vec<Option<u16>>)) {
    let served = answer.iter().flatten().count();
    let (ratio, waiting) = (seconds / base, answer.len() - served);
    println!("| {count} | {name} | {seconds:.3} | {ratio:.2} | {} | {served} | {waiting} |", peak());
}

/// From here on the process' peak counts anew: whatever it holds now, instances included, is the least.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that the process held, in MiB; nothing where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
