//! How fast a server of SS 12000 is read: `cargo bench --bench sweep -- --persons 200000 --runs 3`.
//!
//! The server runs in a process of its own and has its pages ready, so that asking and reading is what is measured. Beside
//! a sweep stands what `curl` needs for the same pages, and what typed parsing of the same bytes with `serde_json` takes of
//! a processor.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it found")]
#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

mod city;
mod server;
mod typed;

use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use upprop::roster::{Keeping, Kept};
use upprop::source::Source;
use upprop::source::ss12000::{Access, Limits, Settings, Ss12000};

/// The program's own allocator.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a step took.
struct Took {
    wall: f64,
    /// Of all processors, in seconds.
    cpu: f64,
    /// The most memory that was held beyond what was before, in MiB.
    memory: u64,
}

fn main() {
    let (mut persons, mut runs, mut page) = (20_000, 3, 1000);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|n| n.parse().ok());
        match word.as_str() {
            "--persons" => persons = number().unwrap_or(persons),
            "--runs" => runs = number().unwrap_or(runs),
            "--page" => page = number().unwrap_or(page),
            "--serve" => return server::serve(persons, page),
            _ => {}
        }
    }
    let served = Served::begin(persons, page);
    println!("| persons | step | seconds | times curl | CPU seconds | times parsing | MiB more |");
    println!("|---:|---|---:|---:|---:|---:|---:|");
    let curl = median(runs, || served.curl());
    let bodies = served.bodies();
    let parse = median(runs, || typed::parse(&bodies));
    drop(bodies);
    let tell = |step: &str, took: &Took| {
        println!(
            "| {persons} | {step} | {:.2} | {:.2} | {:.2} | {:.2} | {} |",
            took.wall,
            took.wall / curl.wall,
            took.cpu,
            took.cpu / parse.cpu,
            took.memory,
        );
    };
    tell("curl", &curl);
    tell("typed parsing", &parse);
    let mut kept = None;
    tell("first sweep", &median(runs, || kept = served.sweep(None, SignedDuration::ZERO)));
    let print = kept.as_ref().map(|kept| kept.delivery);
    tell("unchanged sweep", &median(runs, || served.unchanged(kept.clone(), print)));
    let much = SignedDuration::from_hours(24);
    tell("unchanged changes", &median(runs, || drop(served.sweep(kept.clone(), much))));
}

/// A server in a process of its own; it ends with the benchmark.
struct Served {
    child: Child,
    url: String,
    addresses: Vec<String>,
    page: u32,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn begin(persons: u32, page: u32) -> Self {
        let program = std::env::current_exe().expect("this program");
        let numbers = [persons, page].map(|number| number.to_string());
        let words = ["--persons", &numbers[0], "--page", &numbers[1], "--serve"];
        let mut child = Command::new(program).args(words).stdout(Stdio::piped()).spawn().expect("a server");
        let mut line = String::new();
        let output = child.stdout.as_mut().expect("its output");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).expect("its address");
        let url = line.trim().to_owned();
        let pages = |(name, count): &(&str, usize)| {
            let later = (1..count.div_ceil(page as usize)).map(|at| format!("&pageToken=sida-{}", at * page as usize));
            let tokens = std::iter::once(String::new()).chain(later);
            tokens.map(|token| format!("{url}/{name}?limit={page}{token}")).collect::<Vec<_>>()
        };
        let addresses = city::counts(persons).iter().flat_map(pages).collect();
        Self { child, url, addresses, page }
    }

    /// Fetches every page, one after the other over one connection.
    fn curl(&self) {
        let mut list = String::new();
        for address in &self.addresses {
            let _ = writeln!(list, "url = \"{address}\"\noutput = /dev/null");
        }
        let file = std::env::temp_dir().join(format!("upprop-sweep-{}.curl", std::process::id()));
        std::fs::write(&file, list).expect("a list");
        let done = Command::new("curl").args(["--silent", "--fail", "--config"]).arg(&file).status().expect("curl");
        let _ = std::fs::remove_file(&file);
        assert!(done.success(), "curl has every page");
    }

    fn bodies(&self) -> Vec<(String, Vec<u8>)> {
        let fetch = |address: &String| {
            let done = Command::new("curl").args(["--silent", "--fail", address]).output().expect("curl");
            (address.trim_start_matches(&self.url).to_owned(), done.stdout)
        };
        self.addresses.iter().map(fetch).collect()
    }

    fn settings(&self, full_after: SignedDuration) -> Settings {
        Settings {
            source: "s".into(),
            url: self.url.clone(),
            paths: BTreeMap::new(),
            access: Access::Open,
            identity: None,
            authority: None,
            page: self.page,
            rate: 1_000_000,
            full_after,
            kept_max: 1024 * 1024 * 1024,
            is_accepted: false,
            imprinter: None,
            limits: Limits::default(),
        }
    }

    /// A run as far as knowing what the server has, and keeping it.
    fn sweep(&self, kept: Option<Kept>, full_after: SignedDuration) -> Option<Kept> {
        let mut source = Ss12000::new(self.settings(full_after));
        source.lay_on(kept);
        let print = source.fingerprint().expect("a sweep");
        match source.keep(&print).expect("rows to keep") {
            Keeping::Rows(kept) => Some(kept),
            _ => None,
        }
    }

    /// A sweep that finds nothing new.
    fn unchanged(&self, kept: Option<Kept>, digest: Option<u128>) {
        let mut source = Ss12000::new(self.settings(SignedDuration::ZERO));
        source.lay_on(kept);
        assert_eq!(Some(source.fingerprint().expect("a sweep").digest), digest);
    }
}

/// The median of some runs, by wall time.
fn median(runs: u32, mut what: impl FnMut()) -> Took {
    let mut all: Vec<Took> = (0..runs.max(1)).map(|_| measure(&mut what)).collect();
    all.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    all.swap_remove(all.len() / 2)
}

fn measure(what: &mut impl FnMut()) -> Took {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (memory, cpu, began) = (status("VmRSS:"), processor(), Instant::now());
    what();
    let wall = began.elapsed().as_secs_f64();
    Took { wall, cpu: processor() - cpu, memory: status("VmHWM:").saturating_sub(memory) }
}

/// A line of the process' status, in MiB.
fn status(line: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let rest = text.lines().find_map(|one| one.strip_prefix(line)).unwrap_or_default();
    rest.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Seconds of processors that this process has used, threads that have ended included.
fn processor() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after_name.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS_A_SECOND
}
