//! Who of two has the better claim to a seat, level by level, and who waits though theirs is better (ALLOCATION 10,
//! P13 and P35).

use super::reach::{Ways, line_order, lines};
use super::tally::{Day, Part, marginal};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use upprop::seats::round::Candidate;

/// The level that decides between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A school was promised the seat.
    Promise,
    /// Classes come one after the other.
    Class,
    /// A school has fewer for its weight.
    Share,
    /// First come, first served.
    Line,
}

/// Weighs people by what their schools have.
pub(super) struct Scale<'a> {
    day: Day<'a>,
    seats: Vec<i64>,
}

impl<'a> Scale<'a> {
    pub(super) fn of(day: Day<'a>) -> Self {
        Self { day, seats: day.by_school() }
    }

    /// The level by which it would be better if `waits` had a seat instead of `served`; none when it would not.
    pub(super) fn claim(&self, waits: &Candidate, served: &Candidate) -> Option<Level> {
        let levels = [
            (Level::Promise, self.promise(waits, served)),
            (Level::Class, waits.class.cmp(&served.class)),
            (Level::Share, self.share(waits, served)),
            (Level::Line, line_order(waits).cmp(&line_order(served))),
        ];
        let (level, order) = levels.into_iter().find(|(_, order)| order.is_ne())?;
        (order == Ordering::Less).then_some(level)
    }

    fn promise(&self, waits: &Candidate, served: &Candidate) -> Ordering {
        let owed = |school: u32| i64::from(self.day.instance.schools[school as usize].guarantee);
        let seats = |school: u32| self.seats[school as usize];
        if waits.school == served.school {
            return Ordering::Equal;
        }
        let (won, lost) = (seats(waits.school) < owed(waits.school), seats(served.school) <= owed(served.school));
        lost.cmp(&won)
    }

    fn share(&self, waits: &Candidate, served: &Candidate) -> Ordering {
        let costs = |school: u32, more: i64| {
            marginal(self.day.instance, self.day.instance.schools[school as usize], self.seats[school as usize] + more)
        };
        if waits.school == served.school {
            return Ordering::Equal;
        }
        costs(waits.school, 1).cmp(&costs(served.school, 0))
    }
}

type Cell = (u32, u8);

/// Everybody who waits with a better claim than somebody new in a pool that others could make room in for them.
///
/// Of alike people who wait the first speaks for all, and of alike ones who are served the last.
pub(super) fn better_claims(day: Day<'_>) -> Vec<(Level, String)> {
    let scale = Scale::of(day);
    let ways = Ways::along(day, Part::is_served).of_kinds(day);
    let last = last_new(day);
    let waiting = lines(day, |part| part == Part::Waits);
    let mut first: BTreeMap<(&[usize], Cell), &Candidate> = BTreeMap::new();
    for ((school, class, kind), line) in &waiting {
        let here = first.entry((&ways[*kind as usize], (*school, *class))).or_insert(line[0].0);
        *here = [*here, line[0].0].into_iter().min_by_key(|one| line_order(one)).expect("two");
    }
    let mut claims = Vec::new();
    for ((pools, _), waits) in &first {
        for served in pools.iter().flat_map(|pool| last[*pool].values()) {
            let claim = scale.claim(waits, served);
            claims.extend(claim.map(|level| (level, format!("{} waits, and {} is served", waits.id, served.id))));
        }
    }
    claims
}

/// In each pool, the last in line of each school and class who is new there.
fn last_new(day: Day<'_>) -> Vec<BTreeMap<Cell, &Candidate>> {
    let mut last: Vec<BTreeMap<Cell, &Candidate>> = vec![BTreeMap::new(); day.instance.seats.len()];
    for (one, seat, part) in day.everybody() {
        if let Some(pool) = seat.filter(|_| part == Part::New) {
            let here = last[usize::from(pool)].entry((one.school, one.class)).or_insert(one);
            *here = [*here, one].into_iter().max_by_key(|one| line_order(one)).expect("two");
        }
    }
    last
}

/// Whoever waits though somebody alike who came later is new with a seat (P14).
pub(super) fn jumped_lines(day: Day<'_>) -> Vec<u32> {
    let lines = lines(day, |part| matches!(part, Part::New | Part::Waits));
    let jumped = lines.into_values().flat_map(|line| {
        let served = line.iter().filter(|(_, seat)| seat.is_some()).count();
        line.into_iter().take(served).filter(|(_, seat)| seat.is_none()).map(|(one, _)| one.id).collect::<Vec<_>>()
    });
    jumped.collect()
}
