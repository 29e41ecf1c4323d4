//! What a run was at, out of its log: `2026-11-16T05:00:01.234567Z DEBUG upprop::sync::prepare: planned steps=5`.

use jiff::Timestamp;

/// What ended, and the seconds since what ended before it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phase {
    /// What the log calls it.
    pub(crate) name: String,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// The phases of a run that began at an instant; none when the log says nothing of them.
pub(crate) fn phases(log: &str, began: Timestamp) -> Vec<Phase> {
    let mut last = began;
    let mut found = Vec::new();
    for (at, name) in log.lines().filter_map(ended) {
        found.push(Phase { name, seconds: at.duration_since(last).as_secs_f64() });
        last = at;
    }
    found
}

/// When something ended, and what: the words before the first `field=value`.
fn ended(line: &str) -> Option<(Timestamp, String)> {
    let (at, rest) = line.split_once(' ')?;
    let (_, words) = rest.trim_start().strip_prefix("DEBUG upprop::sync")?.split_once(": ")?;
    let words = words.split(' ');
    let words: Vec<&str> = words.take_while(|word| !word.contains('=')).collect();
    Some((at.parse().ok()?, words.join(" ")))
}
