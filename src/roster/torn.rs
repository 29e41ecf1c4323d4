//! When so much of a delivery cannot be read, or refers to nothing, that none of it is believed.

use super::{Severity, SourceName};
use std::collections::BTreeMap;

/// More broken records than this make a delivery torn (RELIABILITY R11).
const BROKEN_MAX: usize = 20;
/// Fewer than this never do, so that one typing error in a small school is no outage.
const BROKEN_FLOOR: usize = 3;
/// One broken record in so many is half a percent.
const BROKEN_SHARE: usize = 200;

/// A delivery that is torn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// Whose.
    pub source: SourceName,
    /// How many of its records are broken.
    pub errors: usize,
    /// Of how many.
    pub rows: usize,
}

/// How many records of each source are broken.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Broken {
    errors: BTreeMap<SourceName, usize>,
}

impl Broken {
    /// Counts what was found in a delivery.
    pub(super) fn note<'a>(&mut self, source: &SourceName, severities: impl IntoIterator<Item = &'a Severity>) {
        let errors = severities.into_iter().filter(|severity| **severity == Severity::Error).count();
        if errors > 0 {
            *self.errors.entry(source.clone()).or_default() += errors;
        }
    }

    /// The first source whose delivery is torn; `rows` tells how many records a source has in all. Each stands for
    /// itself: what is sound elsewhere makes nothing whole.
    pub fn torn(&self, rows: impl Fn(&SourceName) -> usize) -> Option<Torn> {
        let judged = self.errors.iter().map(|(source, errors)| (source, *errors, rows(source)));
        let mut torn = judged.filter(|(_, errors, rows)| {
            *errors > BROKEN_MAX || *errors > BROKEN_FLOOR && errors * BROKEN_SHARE > *rows
        });
        torn.next().map(|(source, errors, rows)| Torn { source: source.clone(), errors, rows })
    }
}
