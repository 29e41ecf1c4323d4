//! What was measured: costs by round, and medians and ratios of them.

use super::generator::Counts;
use super::measure::{Cost, Told};
use super::phases::Phase;
use super::stages::Database;

/// Everything about a city of one size.
#[derive(Default)]
pub(crate) struct Measured {
    /// People asked for.
    pub(crate) users: u64,
    /// First day, as generated.
    pub(crate) first_day: Counts,
    /// Next day, as generated.
    pub(crate) next_day: Counts,
    /// Bytes of the first day's files.
    pub(crate) bytes: u64,
    /// Seats that the first sync gave.
    pub(crate) granted: u64,
    /// People who then wait for one.
    pub(crate) waiting: u64,
    /// What it all cost.
    pub(crate) figures: Figures,
    /// What could not be measured, and why.
    pub(crate) absent: Vec<String>,
}

/// What was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// On or beside which database; none for the measure of all else.
    pub(crate) database: Option<Database>,
    /// What it is called.
    pub(crate) name: &'static str,
    /// Is it what people would do otherwise?
    pub(crate) is_peer: bool,
}

impl Key {
    /// The measure of all else.
    pub(crate) const PARSE: Self = Self { database: None, name: "parse", is_peer: false };
}

/// What was run, and its rounds.
pub(crate) struct Series {
    pub(crate) key: Key,
    rounds: Vec<(Cost, Vec<Phase>)>,
}

/// All series of one size, in the order in which they came.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) series: Vec<Series>,
}

impl Figures {
    /// Notes one more round of something.
    pub(crate) fn enter(&mut self, key: Key, told: Told) {
        let round = (told.cost, told.phases);
        match self.series.iter_mut().find(|series| series.key == key) {
            Some(series) => series.rounds.push(round),
            None => self.series.push(Series { key, rounds: vec![round] }),
        }
    }

    pub(crate) fn find(&self, key: Key) -> Option<&Series> {
        self.series.iter().find(|series| series.key == key)
    }

    /// How many times longer one thing takes than another: the median over the rounds.
    pub(crate) fn ratio(&self, one: Key, base: Key) -> Option<f64> {
        let walls = self.find(one)?.walls().zip(self.find(base)?.walls());
        median(walls.map(|(one, base)| one / base))
    }

    /// The same, with the measure of all else as base.
    pub(crate) fn times_parse(&self, key: Key) -> Option<f64> {
        self.ratio(key, Key::PARSE)
    }
}

impl Series {
    fn walls(&self) -> impl Iterator<Item = f64> {
        self.rounds.iter().map(|(cost, _)| cost.wall)
    }

    /// The median of a part of the cost.
    pub(crate) fn median(&self, part: fn(&Cost) -> f64) -> f64 {
        median(self.rounds.iter().map(|(cost, _)| part(cost))).unwrap_or(f64::NAN)
    }

    /// The phases that the log tells of, with the median of each.
    pub(crate) fn phases(&self) -> Vec<Phase> {
        let first = self.rounds.first().into_iter().flat_map(|(_, phases)| phases);
        let names = first.map(|phase| &phase.name);
        names.filter_map(|name| Some(Phase { name: name.clone(), seconds: self.seconds(name)? })).collect()
    }

    /// How long a phase took, when the log tells.
    pub(crate) fn seconds(&self, phase: &str) -> Option<f64> {
        let all = self.rounds.iter().flat_map(|(_, phases)| phases);
        median(all.filter(|one| one.name == phase).map(|one| one.seconds))
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    Some((values.get(low)? + values.get(high)?) / 2.0)
}
