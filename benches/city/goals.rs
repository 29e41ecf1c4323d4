//! What it may cost, and whether it does.

use super::figures::{Figures, Key};
use super::peers::{COPY, IMPORT};
use super::stages::Database::{self, Postgres, Sqlite};

/// What is bounded.
#[derive(Clone, Copy)]
enum Bound {
    /// Wall time, as a multiple of parsing the same files.
    TimesParse(f64),
    /// Wall time, as a multiple of what a peer of the same database takes.
    TimesPeer(&'static str, f64),
    /// Seconds from the checked plan to the applied one.
    ApplySeconds(f64),
    /// Memory.
    PeakMib(f64),
}

use Bound::{ApplySeconds, PeakMib, TimesParse, TimesPeer};

/// Stage, databases, sizes, bound.
const GOALS: &[(&str, &[Database], &[u64], Bound)] = &[
    ("first sync", &[Sqlite], ALL, TimesPeer(IMPORT, 1.0)),
    ("first sync", &[Postgres], ALL, TimesPeer(COPY, 1.5)),
    ("unchanged", BOTH, ALL, TimesParse(1.25)),
    ("reordered", BOTH, ALL, TimesParse(3.5)),
    ("next day", BOTH, ALL, TimesParse(5.0)),
    ("next day", &[Postgres], &[200_000], ApplySeconds(0.3)),
    ("first sync", BOTH, &[2_000_000], PeakMib(768.0)),
    ("unchanged", BOTH, &[2_000_000], PeakMib(128.0)),
    ("reordered", BOTH, &[2_000_000], PeakMib(768.0)),
    ("next day", BOTH, &[2_000_000], PeakMib(256.0)),
];

const BOTH: &[Database] = &[Sqlite, Postgres];
const ALL: &[u64] = &[];

/// Ten times the people may cost this much more.
pub(crate) const GROWTH_MAX: f64 = 12.0;
/// Between these sizes.
pub(crate) const GROWTH_SIZES: (u64, u64) = (200_000, 2_000_000);

/// A goal beside what was measured.
pub(crate) struct Verdict {
    /// The goal.
    pub(crate) goal: String,
    /// Is it met? None when it could not be seen.
    pub(crate) is_met: Option<bool>,
}

/// The goals of what was run at a size.
pub(crate) fn verdicts(figures: &Figures, users: u64, key: Key) -> Vec<Verdict> {
    bounds(users, key).map(|bound| verdict(figures, key, bound)).collect()
}

/// Where the goal of what was run lies as a multiple of parsing, for a plot.
pub(crate) fn goal_times_parse(figures: &Figures, users: u64, key: Key) -> Option<f64> {
    bounds(users, key).find_map(|bound| match bound {
        TimesParse(most) => Some(most),
        TimesPeer(name, most) => figures.times_parse(peer(key, name)).map(|times| times * most),
        ApplySeconds(_) | PeakMib(_) => None,
    })
}

fn bounds(users: u64, key: Key) -> impl Iterator<Item = Bound> {
    let fits = move |(stage, databases, sizes): (&str, &[Database], &[u64])| {
        let is_here = key.database.is_some_and(|database| databases.contains(&database));
        stage == key.name && is_here && !key.is_peer && (sizes.is_empty() || sizes.contains(&users))
    };
    GOALS.iter().filter(move |(stage, on, sizes, _)| fits((stage, on, sizes))).map(|(.., bound)| *bound)
}

fn verdict(figures: &Figures, key: Key, bound: Bound) -> Verdict {
    let series = figures.find(key);
    let (goal, found, most) = match bound {
        TimesParse(most) => (format!("≤ {most} × parse"), figures.times_parse(key), most),
        TimesPeer(name, most) => {
            let found = figures.ratio(key, peer(key, name));
            (format!("≤ {most} × {name}{}", shown(found, " ×")), found, most)
        }
        ApplySeconds(most) => {
            let found = series.and_then(|series| series.seconds("applied"));
            (format!("applied in ≤ {most} s{}", shown(found, " s")), found, most)
        }
        PeakMib(most) => (format!("≤ {most} MiB"), series.map(|series| series.median(|cost| cost.peak_mib)), most),
    };
    Verdict { goal, is_met: found.map(|found| found <= most) }
}

fn shown(found: Option<f64>, unit: &str) -> String {
    found.map_or_else(|| " (not seen)".to_owned(), |found| format!(" (here {found:.2}{unit})"))
}

fn peer(key: Key, name: &'static str) -> Key {
    Key { name, is_peer: true, ..key }
}
