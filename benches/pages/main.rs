//! How soon pages are there when many ask at once: `cargo bench --bench pages -- --persons 200000`.
//!
//! A city of that size is taken in by the program, which then serves its pages as it always does. Fifty people who are signed in ask
//! for the same page, one after the other each, over connections of their own; told is how long the slowest of a hundred waits. It
//! does not count what the first question costs, for which the world is made: that stands by itself.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it found")]
#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock, and asks from many threads")]

mod asking;
#[path = "../city/generator/mod.rs"]
mod generator;
mod served;

use asking::Asker;
use served::Served;
use std::time::{Duration, Instant};

/// So many ask at once.
const AT_ONCE: usize = 50;
/// How long 99 of a hundred may wait at most.
const GOAL_MS: f64 = 200.0;

fn main() {
    let (mut users, mut rounds) = (20_000, 20);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|n| n.parse().ok());
        match word.as_str() {
            "--persons" => users = number().unwrap_or(users),
            "--rounds" => rounds = number().unwrap_or(rounds),
            _ => {}
        }
    }
    let served = Served::begin(users);
    let mut asker = served.signed_in();
    println!("{} before anybody asked", memory(&served));
    let begun = Instant::now();
    asker.page("/");
    println!("the first page after {:.2} s, {} then", begun.elapsed().as_secs_f64(), memory(&served));
    println!(
        "| page | median, ms | 99 of 100, ms (goal: {GOAL_MS}) | slowest, ms | pages a second | KiB | MiB after | met |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---|");
    for path in paths(&mut asker) {
        let size = asker.another().page(&path).len() / 1024;
        let begun = Instant::now();
        let took = asked_at_once(&asker, &path, usize::try_from(rounds).unwrap_or(1));
        let a_second = took.len() as f64 / begun.elapsed().as_secs_f64();
        let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64() * 1000.0;
        let (median, most, slowest) = (at(50), at(99), at(100));
        let met = if most <= GOAL_MS { "yes" } else { "no" };
        let memory = memory(&served);
        println!("| {path} | {median:.1} | {most:.1} | {slowest:.1} | {a_second:.0} | {size} | {memory} | {met} |");
    }
}

fn memory(served: &Served) -> String {
    format!("{} MiB", served.memory_kib() / 1024)
}

/// What there is to be asked for: every page of the menu, one of each kind behind it, and a table that is sought and ordered.
fn paths(asker: &mut Asker) -> Vec<String> {
    let menu = [
        "/",
        "/alerts",
        "/pools",
        "/waiting",
        "/units",
        "/tools",
        "/vendors",
        "/calendar",
        "/runs",
        "/holds",
        "/ledger",
    ];
    let mut paths: Vec<String> = menu.map(str::to_owned).to_vec();
    let pool = asker.first("/pools?sort=-assigned", "/pools/");
    let unit = asker.first("/units", "/units/");
    for more in ["", "?q=and", "?sort=-name", "?state=waiting", "?page=7"] {
        paths.push(format!("{pool}{more}"));
    }
    paths.extend([unit.clone(), format!("{unit}?q=and")]);
    paths.push("/waiting?q=and&sort=-person".to_owned());
    for (page, kind) in
        [("/waiting", "/people/"), ("/tools", "/tools/"), ("/vendors", "/vendors/"), ("/runs", "/runs/")]
    {
        paths.push(asker.first(page, kind));
    }
    paths
}

/// How long each waited, the shortest first.
fn asked_at_once(asker: &Asker, path: &str, rounds: usize) -> Vec<Duration> {
    let mut took: Vec<Duration> = std::thread::scope(|scope| {
        let one = |_| {
            scope.spawn(move || {
                let mut own = asker.another();
                let mut took = Vec::with_capacity(rounds);
                for _ in 0..rounds {
                    let begun = Instant::now();
                    own.page(path);
                    took.push(begun.elapsed());
                }
                took
            })
        };
        let all: Vec<_> = (0..AT_ONCE).map(one).collect();
        all.into_iter().flat_map(|one| one.join().expect("answers")).collect()
    });
    took.sort();
    took
}
