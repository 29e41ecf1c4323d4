//! Who is first in line: by class, by the day since when somebody waits, by id. Few days and many people are counted, not
//! compared.

use super::Candidate;
use rayon::prelude::*;

/// Somebody who is to be put in line.
#[derive(Debug, Clone, Copy)]
pub(super) struct InLine {
    who: u32,
    id: u32,
    since: i64,
    class: u8,
}

impl InLine {
    /// One of all people.
    pub(super) fn of(who: u32, one: &Candidate) -> Self {
        Self { who, id: one.id, since: one.since, class: one.class }
    }
}

/// Puts people in line, who come in parts.
pub(super) fn in_line(people: &[Candidate], parts: &[Vec<InLine>]) -> Vec<u32> {
    let spans: Vec<Option<Span>> = parts.par_iter().map(|part| Span::of(part)).collect();
    let count: usize = parts.iter().map(Vec::len).sum();
    let Some(days) = spans.into_iter().flatten().reduce(Span::and).and_then(|span| span.days(count)) else {
        let mut line: Vec<u32> = parts.iter().flatten().map(|one| one.who).collect();
        line.par_sort_unstable_by_key(|who| people[*who as usize].queue_order());
        return line;
    };
    let sorted: Vec<(Vec<u32>, Vec<usize>)> = parts.par_iter().map(|part| days.sorted(part)).collect();
    let mut line = Vec::with_capacity(count);
    for day in 0..days.count {
        sorted.iter().for_each(|(part, starts)| line.extend_from_slice(&part[starts[day]..starts[day + 1]]));
    }
    line
}

/// What classes and days some people are of.
#[derive(Clone, Copy)]
struct Span {
    first: i64,
    last: i64,
    class: u8,
    /// The first and the last id, when they come in their order.
    ids: Option<(u32, u32)>,
}

impl Span {
    fn of(part: &[InLine]) -> Option<Self> {
        let one =
            |one: &InLine| Self { first: one.since, last: one.since, class: one.class, ids: Some((one.id, one.id)) };
        part.iter().map(one).reduce(Self::and)
    }

    /// This one and those who come after.
    fn and(self, other: Self) -> Self {
        let ids = self.ids.zip(other.ids).filter(|(before, after)| before.1 < after.0);
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            class: self.class.max(other.class),
            ids: ids.map(|(before, after)| (before.0, after.1)),
        }
    }

    /// Its days, when they are few and ids come in their order.
    fn days(self, people: usize) -> Option<Days> {
        let of_class = self.first.abs_diff(self.last).checked_add(1)?;
        let count = of_class.checked_mul(u64::from(self.class) + 1)?;
        let is_few = self.ids.is_some() && count <= (people as u64).min(1 << 16);
        is_few.then(|| Days { first: self.first, of_class, count: usize::try_from(count).unwrap_or(0) })
    }
}

/// The days of each class.
struct Days {
    first: i64,
    of_class: u64,
    count: usize,
}

impl Days {
    /// Some people in line, and where each day begins.
    fn sorted(&self, part: &[InLine]) -> (Vec<u32>, Vec<usize>) {
        let day = |one: &InLine| {
            let day = u64::from(one.class) * self.of_class + self.first.abs_diff(one.since);
            usize::try_from(day).unwrap_or(usize::MAX)
        };
        let mut starts: Vec<usize> = vec![0; self.count + 1];
        part.iter().for_each(|one| starts[day(one) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let (mut ends, mut line) = (starts.clone(), vec![0; part.len()]);
        for one in part {
            let end = &mut ends[day(one)];
            line[*end] = one.who;
            *end += 1;
        }
        (line, starts)
    }
}
