//! The order of keys, as numbers: rounds compare it often.

use super::{Unseen, natural};
use crate::licence::ToolKey;
use crate::roster::{PersonIx, Snapshot};
use std::collections::BTreeMap;

/// The place of each key in the natural order: of the persons of a roster, and of those first in the lines of those
/// who are not at hand.
#[derive(Debug, Clone, Default)]
pub struct Ranks {
    persons: Vec<u32>,
    lines: BTreeMap<ToolKey, Vec<u32>>,
}

impl Ranks {
    /// Puts all keys in order.
    #[must_use]
    pub fn of(roster: &Snapshot, unseen: &Unseen) -> Self {
        let firsts = || unseen.lines.values().flatten().map(|line| line.first.key.as_str());
        let keys: Vec<&str> = roster.persons.iter().map(|person| person.key()).chain(firsts()).collect();
        let mut order: Vec<u32> = (0..).take(keys.len()).collect();
        order.sort_by_cached_key(|at| natural(keys[*at as usize]));
        let mut ranks = vec![0; order.len()];
        for (rank, at) in (0..).zip(order) {
            ranks[at as usize] = rank;
        }
        let mut rest = ranks.split_off(roster.persons.len()).into_iter();
        let lines = unseen.lines.iter().map(|(tool, lines)| (tool.clone(), rest.by_ref().take(lines.len()).collect()));
        Self { lines: lines.collect(), persons: ranks }
    }

    /// The place of a person's key.
    pub(super) fn of_person(&self, at: PersonIx) -> u32 {
        self.persons[at.0 as usize]
    }

    /// The places of those first in the lines of a tool.
    pub(super) fn of_lines(&self, tool: &ToolKey) -> &[u32] {
        self.lines.get(tool).map(Vec::as_slice).unwrap_or_default()
    }
}
