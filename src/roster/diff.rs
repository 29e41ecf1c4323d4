//! What differs between the roster that was last applied and the one at hand.
//!
//! Two answers from one walk. *Rows* are what the store must write. *Effective* changes are what
//! people mean: somebody counts on a day only while a date covers that day, so an end date that
//! passes is a change though no row moved (REQUIREMENTS A5, ARCHITECTURE 5.3).

use super::snapshot::to_u32;
use super::{GroupIx, Membership, PersonIx, Snapshot};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What differs. Places named "before" are numbers into the old snapshot's lists, "after" into the new one's.
#[derive(Debug, Default, PartialEq)]
pub struct Diff {
    /// What must be written.
    pub rows: RowChanges,
    /// Units.
    pub units: Changes<u32>,
    /// Groups.
    pub groups: Changes<u32>,
    /// Persons who count.
    pub persons: Changes<PersonIx>,
    /// Memberships that count; numbers into the membership lists.
    pub memberships: Changes<u32>,
}

/// Changes of one kind of thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes<T> {
    /// Places after.
    pub added: Vec<T>,
    /// Places before.
    pub removed: Vec<Removed<T>>,
    /// Places before and after.
    pub changed: Vec<(T, T)>,
}

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self { added: Vec::new(), removed: Vec::new(), changed: Vec::new() }
    }
}

/// Something that no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed<T> {
    /// Place before.
    pub at: T,
    /// Did a date that was known before cause it? Then it was foretold, and no guard asks (ARCHITECTURE 5.6).
    pub foretold: bool,
}

/// Rows to write. Numbers are places in the lists of the old (removed) or the new snapshot (the rest).
#[derive(Debug, Default, PartialEq)]
pub struct RowChanges {
    /// Units new or different.
    pub units: Vec<u32>,
    /// Units gone.
    pub units_gone: Vec<u32>,
    /// Groups new or different.
    pub groups: Vec<u32>,
    /// Groups gone.
    pub groups_gone: Vec<u32>,
    /// Persons new or different.
    pub persons: Vec<u32>,
    /// Persons gone.
    pub persons_gone: Vec<u32>,
    /// Memberships new.
    pub memberships: Vec<u32>,
    /// Memberships gone.
    pub memberships_gone: Vec<u32>,
    /// Persons of whom nothing differs but by what they are known again: to be written, and nobody's news.
    pub imprints: Vec<u32>,
}

impl RowChanges {
    /// Is there nothing that differs?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { units, units_gone, groups, groups_gone, persons, persons_gone, memberships, .. } = self;
        [units, units_gone, groups, groups_gone, persons, persons_gone, memberships, &self.memberships_gone]
            .into_iter()
            .all(Vec::is_empty)
    }
}

/// Numbers of changes, as the contract prints them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many appeared.
    pub added: usize,
    /// How many vanished.
    pub removed: usize,
    /// How many are different.
    pub changed: usize,
}

/// Numbers of changes by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Persons.
    pub persons: Count,
    /// Units.
    pub units: Count,
    /// Groups.
    pub groups: Count,
    /// Memberships.
    pub memberships: Count,
}

impl<T> Changes<T> {
    fn count(&self) -> Count {
        Count { added: self.added.len(), removed: self.removed.len(), changed: self.changed.len() }
    }
}

impl Diff {
    /// How many changed, by kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            persons: self.persons.count(),
            units: self.units.count(),
            groups: self.groups.count(),
            memberships: self.memberships.count(),
        }
    }
}

/// Compares `before`, in force since `applied_on`, with `after` on `today`. With `applied_on` none nothing
/// was ever applied, and everything is new. Linear in the size of both.
#[must_use]
pub fn diff(before: &Snapshot, applied_on: Option<Date>, after: &Snapshot, today: Date) -> Diff {
    let days = Days { applied_on: applied_on.unwrap_or(today), today };
    let mut diff = Diff::default();
    diff.units = plain(&before.units, &after.units, |u| &u.id, &mut diff.rows.units, &mut diff.rows.units_gone);
    diff.groups = plain(&before.groups, &after.groups, |g| &g.id, &mut diff.rows.groups, &mut diff.rows.groups_gone);
    persons(before, after, days, &mut diff);
    memberships(before, after, days, &mut diff);
    diff
}

#[derive(Clone, Copy)]
struct Days {
    applied_on: Date,
    today: Date,
}

/// One pair in the walk over two ordered lists.
enum Pair {
    Before(usize),
    After(usize),
    Both(usize, usize),
}

/// Walks two lists ordered by the same key, once.
fn walk<A, B>(before: &[A], after: &[B], compare: impl Fn(&A, &B) -> Ordering, mut visit: impl FnMut(Pair)) {
    let (mut b, mut a) = (0, 0);
    while b < before.len() || a < after.len() {
        let order = match (before.get(b), after.get(a)) {
            (Some(old), Some(new)) => compare(old, new),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => visit(Pair::Before(b)),
            Ordering::Greater => visit(Pair::After(a)),
            Ordering::Equal => visit(Pair::Both(b, a)),
        }
        b += usize::from(order != Ordering::Greater);
        a += usize::from(order != Ordering::Less);
    }
}

/// Units and groups count while they are there.
fn plain<T: PartialEq, I: Ord>(
    before: &[T],
    after: &[T],
    id: impl Fn(&T) -> &I,
    rows: &mut Vec<u32>,
    gone: &mut Vec<u32>,
) -> Changes<u32> {
    let mut changes = Changes::default();
    walk(
        before,
        after,
        |old, new| id(old).cmp(id(new)),
        |pair| match pair {
            Pair::Before(b) => {
                gone.push(to_u32(b));
                changes.removed.push(Removed { at: to_u32(b), foretold: false });
            }
            Pair::After(a) => {
                rows.push(to_u32(a));
                changes.added.push(to_u32(a));
            }
            Pair::Both(b, a) if before[b] != after[a] => {
                rows.push(to_u32(a));
                changes.changed.push((to_u32(b), to_u32(a)));
            }
            Pair::Both(..) => {}
        },
    );
    changes
}

/// Persons count on a day while some enrolment or duty covers it.
fn persons(before: &Snapshot, after: &Snapshot, days: Days, diff: &mut Diff) {
    let Diff { rows, persons: changes, .. } = diff;
    walk(
        &before.persons,
        &after.persons,
        |old, new| old.id.cmp(&new.id),
        |pair| {
            let (old, new) = match pair {
                Pair::Before(b) => (Some(b), None),
                Pair::After(a) => (None, Some(a)),
                Pair::Both(b, a) => (Some(b), Some(a)),
            };
            let differs = old.map(|b| &before.persons[b]) != new.map(|a| &after.persons[a]);
            match (old, new) {
                (Some(b), None) => rows.persons_gone.push(to_u32(b)),
                (_, Some(a)) if differs => rows.persons.push(to_u32(a)),
                (Some(b), Some(a)) if !before.persons[b].imprints.is_same(&after.persons[a].imprints) => {
                    rows.imprints.push(to_u32(a));
                }
                _ => {}
            }
            let was = old.filter(|b| before.persons[*b].is_active(days.applied_on));
            let is = new.filter(|a| after.persons[*a].is_active(days.today));
            match (was, is) {
                (None, Some(a)) => changes.added.push(PersonIx(to_u32(a))),
                (Some(b), None) => {
                    let foretold = !before.persons[b].is_active(days.today);
                    changes.removed.push(Removed { at: PersonIx(to_u32(b)), foretold });
                }
                (Some(b), Some(a)) if differs => changes.changed.push((PersonIx(to_u32(b)), PersonIx(to_u32(a)))),
                _ => {}
            }
        },
    );
}

/// A person's memberships in one group in one role, as a stretch of each list.
struct Stretch {
    key: (u32, u32, u8),
    start: usize,
    end: usize,
}

/// Memberships count on a day while their own dates and their group's cover it.
fn memberships(before: &Snapshot, after: &Snapshot, days: Days, diff: &mut Diff) {
    let (group_before, group_after) = ranks(&before.groups, &after.groups, |g| &g.id);
    let (person_before, person_after) = ranks(&before.persons, &after.persons, |p| &p.id);
    let old = Stretches { rows: &before.memberships, groups: &group_before, persons: &person_before };
    let new = Stretches { rows: &after.memberships, groups: &group_after, persons: &person_after };
    let (mut b, mut a) = (old.next(0), new.next(0));
    while b.is_some() || a.is_some() {
        let order = match (&b, &a) {
            (Some(b), Some(a)) => b.key.cmp(&a.key),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        let from = b.take_if(|_| order != Ordering::Greater);
        let to = a.take_if(|_| order != Ordering::Less);
        stretch(before, after, from.as_ref(), to.as_ref(), days, diff);
        if let Some(from) = from {
            b = old.next(from.end);
        }
        if let Some(to) = to {
            a = new.next(to.end);
        }
    }
}

fn stretch(
    before: &Snapshot,
    after: &Snapshot,
    old: Option<&Stretch>,
    new: Option<&Stretch>,
    days: Days,
    diff: &mut Diff,
) {
    let olds = old.map_or(&[][..], |s| &before.memberships[s.start..s.end]);
    let news = new.map_or(&[][..], |s| &after.memberships[s.start..s.end]);
    let same = olds.len() == news.len() && olds.iter().zip(news).all(|(old, new)| old.period == new.period);
    if !same {
        let (rows, gone) = (&mut diff.rows.memberships, &mut diff.rows.memberships_gone);
        let is_in = |list: &[Membership], m: &Membership| list.iter().any(|other| other.period == m.period);
        gone.extend(
            old.into_iter()
                .flat_map(|s| s.start..s.end)
                .map(to_u32)
                .filter(|at| !is_in(news, &before.memberships[*at as usize])),
        );
        rows.extend(
            new.into_iter()
                .flat_map(|s| s.start..s.end)
                .map(to_u32)
                .filter(|at| !is_in(olds, &after.memberships[*at as usize])),
        );
    }
    let find = |snapshot: &Snapshot, stretch: Option<&Stretch>, day: Date| {
        let mut places = stretch.into_iter().flat_map(|s| s.start..s.end);
        places.find(|at| snapshot.counts(&snapshot.memberships[*at], day)).map(to_u32)
    };
    let changes = &mut diff.memberships;
    match (find(before, old, days.applied_on), find(after, new, days.today)) {
        (None, Some(a)) => changes.added.push(a),
        (Some(b), None) => {
            let foretold = find(before, old, days.today).is_none();
            changes.removed.push(Removed { at: b, foretold });
        }
        (Some(b), Some(a)) if !same => changes.changed.push((b, a)),
        _ => {}
    }
}

impl Snapshot {
    /// Does the membership count on `day`?
    #[must_use]
    pub fn counts(&self, membership: &Membership, day: Date) -> bool {
        membership.period.covers(day) && self.group(membership.group).period.covers(day)
    }
}

struct Stretches<'a> {
    rows: &'a [Membership],
    groups: &'a [u32],
    persons: &'a [u32],
}

impl Stretches<'_> {
    fn next(&self, start: usize) -> Option<Stretch> {
        let first = self.rows.get(start)?;
        let key = self.key(first);
        let length = self.rows[start..].iter().take_while(|m| self.key(m) == key).count();
        Some(Stretch { key, start, end: start + length })
    }

    fn key(&self, m: &Membership) -> (u32, u32, u8) {
        let (GroupIx(group), PersonIx(person)) = (m.group, m.person);
        (self.groups[group as usize], self.persons[person as usize], m.role as u8)
    }
}

/// For both lists the number that each row's id has in the order of all ids of either.
fn ranks<T, I: Ord>(before: &[T], after: &[T], id: impl Fn(&T) -> &I) -> (Vec<u32>, Vec<u32>) {
    let (mut old, mut new) = (vec![0; before.len()], vec![0; after.len()]);
    let mut rank = 0;
    walk(
        before,
        after,
        |b, a| id(b).cmp(id(a)),
        |pair| {
            match pair {
                Pair::Before(b) => old[b] = rank,
                Pair::After(a) => new[a] = rank,
                Pair::Both(b, a) => {
                    old[b] = rank;
                    new[a] = rank;
                }
            }
            rank += 1;
        },
    );
    (old, new)
}
