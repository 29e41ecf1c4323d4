//! Where a seat could come from: pools that some people could empty for somebody by moving on to other pools of theirs.

use super::tally::{Day, Part};
use std::collections::BTreeMap;
use upprop::seats::round::Candidate;

/// For each pool, which others a person who sits there could move to.
pub(super) struct Ways {
    onward: Vec<Vec<bool>>,
}

impl Ways {
    /// Ways along people of some parts.
    pub(super) fn along(day: Day<'_>, which: impl Fn(Part) -> bool) -> Self {
        let count = day.instance.seats.len();
        let mut onward = vec![vec![false; count]; count];
        for (one, seat, part) in day.everybody() {
            if let Some(from) = seat.filter(|_| which(part) && part != Part::Locked) {
                day.pools(one.kind).iter().for_each(|to| onward[usize::from(from)][usize::from(*to)] = true);
            }
        }
        Self { onward }
    }

    /// All pools that can be reached from some, in rising order.
    pub(super) fn reach(&self, from: &[u16]) -> Vec<usize> {
        let mut seen = vec![false; self.onward.len()];
        let mut line: Vec<usize> = from.iter().map(|pool| usize::from(*pool)).collect();
        line.iter().for_each(|pool| seen[*pool] = true);
        let mut at = 0;
        while let Some(pool) = line.get(at).copied() {
            at += 1;
            for (to, leads) in self.onward[pool].iter().enumerate() {
                if *leads && !std::mem::replace(&mut seen[to], true) {
                    line.push(to);
                }
            }
        }
        line.sort_unstable();
        line
    }

    /// The same from the pools of every kind.
    pub(super) fn of_kinds(&self, day: Day<'_>) -> Vec<Vec<usize>> {
        day.instance.kinds.iter().map(|kind| self.reach(kind)).collect()
    }
}

/// Whoever waits, or lost a seat, though a seat is free that others could make room for.
pub(super) fn stranded_seats(day: Day<'_>) -> Vec<String> {
    let ways = Ways::along(day, |_| true).of_kinds(day);
    let load = day.load(|_| true);
    let free = |pool: &usize| load[*pool] < i64::from(day.instance.seats[*pool]);
    let without = day.everybody().filter(|(_, _, part)| matches!(part, Part::Waits | Part::Lost));
    let could = without.filter_map(|(one, ..)| Some((one.id, ways[one.kind as usize].iter().find(|pool| free(pool))?)));
    could.map(|(id, pool)| format!("{id} has none, and pool {pool} has a seat")).collect()
}

/// Whoever lost a seat that could have been somebody's who keeps after them, or nobody's.
pub(super) fn wrong_losses(day: Day<'_>) -> Vec<String> {
    let ways = Ways::along(day, |part| part == Part::Kept).of_kinds(day);
    let load = day.load(|part| matches!(part, Part::Kept | Part::Locked));
    let last = last_of(day, Part::Kept, keep_order);
    let mut faults = Vec::new();
    for (one, ..) in day.everybody().filter(|(_, _, part)| *part == Part::Lost) {
        for pool in &ways[one.kind as usize] {
            if load[*pool] < i64::from(day.instance.seats[*pool]) {
                faults.push(format!("{} lost, and pool {pool} has a seat that nobody keeps", one.id));
            }
            if last[*pool].is_some_and(|last| last > keep_order(one)) {
                faults.push(format!("{} lost, and {:?} in pool {pool} keeps after that", one.id, last[*pool]));
            }
        }
    }
    faults
}

/// Whoever is on the way out and lost a seat that could have been somebody's who keeps after them, or nobody's.
pub(super) fn wrong_goodbyes(day: Day<'_>) -> Vec<String> {
    let ways = Ways::along(day, |_| true).of_kinds(day);
    let load = day.load(|_| true);
    let last = last_of(day, Part::Leaves, keep_order);
    let mut faults = Vec::new();
    for (one, ..) in day.everybody().filter(|(_, seat, part)| *part == Part::Leaves && seat.is_none()) {
        for pool in &ways[one.kind as usize] {
            if load[*pool] < i64::from(day.instance.seats[*pool]) {
                faults.push(format!("{} left early, and pool {pool} has a seat", one.id));
            }
            if last[*pool].is_some_and(|last| last > keep_order(one)) {
                faults.push(format!("{} left early, and {:?} in pool {pool} goes after that", one.id, last[*pool]));
            }
        }
    }
    faults
}

/// Whoever waits though somebody on the way out has a seat that others could make room with.
pub(super) fn kept_from_people(day: Day<'_>) -> Vec<String> {
    let ways = Ways::along(day, Part::is_served).of_kinds(day);
    let leaving = day.load(|part| part == Part::Leaves);
    let without = day.everybody().filter(|(_, _, part)| matches!(part, Part::Waits | Part::Lost));
    let could = without.filter_map(|(one, ..)| {
        let pool = ways[one.kind as usize].iter().find(|pool| leaving[**pool] > 0)?;
        Some(format!("{} waits, and somebody on the way out has a seat of pool {pool}", one.id))
    });
    could.collect()
}

/// Who keeps before whom (ALLOCATION 4, KEEP).
pub(super) fn keep_order(one: &Candidate) -> (bool, u8, i64, u32) {
    (!one.locked, one.class, one.seq, one.id)
}

/// Who is served before whom (ALLOCATION 4, QUEUE).
pub(super) fn line_order(one: &Candidate) -> (u8, i64, u32) {
    (one.class, one.since, one.id)
}

/// In each pool, who of a part comes last.
fn last_of<K: Ord>(day: Day<'_>, part: Part, key: fn(&Candidate) -> K) -> Vec<Option<K>> {
    let mut last: Vec<Option<K>> = day.instance.seats.iter().map(|_| None).collect();
    for (one, seat, of) in day.everybody() {
        if let Some(pool) = seat.filter(|_| of == part) {
            let here = &mut last[usize::from(pool)];
            *here = std::mem::take(here).max(Some(key(one)));
        }
    }
    last
}

/// Alike people, each with a seat or none, in the order of the line.
type Line<'a> = Vec<(&'a Candidate, Option<u16>)>;

/// Lines by school, class and kind.
pub(super) fn lines<'a>(day: Day<'a>, which: impl Fn(Part) -> bool) -> BTreeMap<(u32, u8, u32), Line<'a>> {
    let mut lines: BTreeMap<_, Line<'a>> = BTreeMap::new();
    for (one, seat, _) in day.everybody().filter(|(.., part)| which(*part)) {
        lines.entry((one.school, one.class, one.kind)).or_default().push((one, seat));
    }
    lines.values_mut().for_each(|line| line.sort_by_key(|(one, _)| line_order(one)));
    lines
}
