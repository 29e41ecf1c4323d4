//! Who is first in line: by class, by the day since when somebody waits, by id. Few days and many people are counted, not
//! compared.

use super::{Candidate, in_parts, number};
use rayon::prelude::*;

/// Somebody in line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InLine {
    pub(super) who: u32,
    pub(super) group: u32,
}

/// Puts those of some groups in line, so many; `of` has the group of each of the people.
pub(super) fn in_line(
    people: &[Candidate],
    count: usize,
    of: &[u32],
    which: impl Fn(u32) -> bool + Sync + Send,
) -> Vec<InLine> {
    let one = |who: u32| InLine { who, group: of[who as usize] };
    let parts = in_parts(of, |from, of| {
        let here = (number(from)..).zip(of).filter(|(_, group)| which(**group)).map(|(who, _)| who);
        Part::of(people, here, count.min(of.len()))
    });
    let spans: Option<Vec<Span>> = parts.iter().filter(|part| !part.list.is_empty()).map(|part| part.span).collect();
    let Some(days) = spans.and_then(|spans| spans.into_iter().reduce(Span::and)?.days(count)) else {
        let mut line: Vec<InLine> = parts.iter().flat_map(|part| &part.list).map(|(who, _)| one(*who)).collect();
        line.par_sort_unstable_by_key(|one| people[one.who as usize].queue_order());
        return line;
    };
    let sorted: Vec<(Vec<InLine>, Vec<usize>)> = parts.par_iter().map(|part| days.sorted(&part.list, one)).collect();
    let mut line = Vec::with_capacity(count);
    for day in 0..days.count {
        sorted.iter().for_each(|(part, starts)| line.extend_from_slice(&part[starts[day]..starts[day + 1]]));
    }
    line
}

/// A class and a day as one number.
#[derive(Debug, Clone, Copy)]
struct Day(u32);

impl Day {
    /// Days are numbered when they are so near to each other.
    const BITS: u32 = 24;
    const FAR: i64 = 1 << (Self::BITS - 1);

    /// The number of a day near to another one.
    fn of(one: &Candidate, near: i64) -> Option<Self> {
        let day = one.since.checked_sub(near).filter(|days| (-Self::FAR..Self::FAR).contains(days))? + Self::FAR;
        Some(Self(u32::from(one.class) << Self::BITS | u32::try_from(day).ok()?))
    }

    fn class(self) -> u32 {
        self.0 >> Self::BITS
    }

    fn day(self) -> u32 {
        self.0 & ((1 << Self::BITS) - 1)
    }
}

/// Some of the people who are to be put in line, as they come.
struct Part {
    list: Vec<(u32, Day)>,
    /// None when there is nobody, and when days are far from each other.
    span: Option<Span>,
}

impl Part {
    /// Those who are `here`, so many at the most.
    fn of(people: &[Candidate], here: impl Iterator<Item = u32>, most: usize) -> Self {
        let near = people.first().map_or(0, |one| one.since);
        let (mut list, mut span, mut are_near) = (Vec::with_capacity(most), None, true);
        for who in here {
            let one = &people[who as usize];
            let day = Day::of(one, near);
            are_near &= day.is_some();
            let day = day.unwrap_or(Day(0));
            let of_one = Span { first: day.day(), last: day.day(), class: day.class(), ids: Some((one.id, one.id)) };
            span = Some(span.map_or(of_one, |before: Span| before.and(of_one)));
            list.push((who, day));
        }
        Self { list, span: span.filter(|_| are_near) }
    }
}

/// What classes and days some people are of.
#[derive(Clone, Copy)]
struct Span {
    first: u32,
    last: u32,
    class: u32,
    /// The first and the last id, when they come in their order.
    ids: Option<(u32, u32)>,
}

impl Span {
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
        let of_class = self.last - self.first + 1;
        let count = u64::from(of_class) * u64::from(self.class + 1);
        let is_few = self.ids.is_some() && count <= (people as u64).min(1 << 16);
        is_few.then(|| Days { first: self.first, of_class, count: usize::try_from(count).unwrap_or(0) })
    }
}

/// The days of each class.
struct Days {
    first: u32,
    of_class: u32,
    count: usize,
}

impl Days {
    /// Some people in line, and where each day begins.
    fn sorted(&self, part: &[(u32, Day)], one: impl Fn(u32) -> InLine) -> (Vec<InLine>, Vec<usize>) {
        let place = |day: Day| (day.class() * self.of_class + day.day() - self.first) as usize;
        let mut starts: Vec<usize> = vec![0; self.count + 1];
        part.iter().for_each(|(_, day)| starts[place(*day) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let (mut ends, mut line) = (starts.clone(), vec![InLine::default(); part.len()]);
        for (who, day) in part {
            let end = &mut ends[place(*day)];
            line[*end] = one(*who);
            *end += 1;
        }
        (line, starts)
    }
}
