//! Persons who are there and cannot be read. They stay as they were; where they are many, whoever vanishes or appears
//! beside them may be one of them, and nobody of that scope leaves or comes before a human has looked.

use super::roster::{Item, Question, Verdict, home_item, judge};
use super::{HoldKind, Scope};
use crate::roster::{Person, Snapshot, Tally, home};
use std::collections::BTreeSet;

/// Judges how many cannot be read, from the widest scope to the narrowest.
pub(super) fn unread(q: &Question<'_>, base: &Tally, verdict: &mut Verdict) {
    let known = q.unread.iter().filter_map(|id| q.before.find_person(id));
    let items: Vec<Item<'_>> = known.map(|at| home_item(q, q.before, at)).collect();
    if items.is_empty() {
        return;
    }
    judge(q, HoldKind::PersonsUnreadable, items, base, verdict);
    let held = verdict.holds.iter().filter(|hold| hold.kind == HoldKind::PersonsUnreadable);
    let scopes: BTreeSet<Scope> = held.map(|hold| hold.scope.clone()).collect();
    if !scopes.is_empty() {
        nobody_leaves_or_comes(q, &scopes, verdict);
    }
}

fn nobody_leaves_or_comes(q: &Question<'_>, scopes: &BTreeSet<Scope>, verdict: &mut Verdict) {
    let is_held = |person: &Person| {
        let unit = home(person, q.day).map(|unit| Scope::Unit(unit.clone()));
        let around = [Some(Scope::Total), Some(Scope::Source(person.source.clone())), unit];
        around.into_iter().flatten().any(|scope| scopes.contains(&scope))
    };
    let gone = q.diff.persons.removed.iter().filter(|gone| !gone.foretold).map(|gone| gone.at);
    verdict.keep.persons.extend(gone.filter(|at| is_held(q.before.person(*at))));
    let new = q.diff.persons.added.iter().copied();
    verdict.keep.newcomers.extend(new.filter(|at| is_held(q.after.person(*at))));
    let unit_of = |snapshot: &Snapshot, at: u32| {
        let group = snapshot.group(snapshot.memberships[at as usize].group);
        [Scope::Total, Scope::Source(group.source.clone()), Scope::Unit(group.unit.clone())]
    };
    let within = |snapshot: &Snapshot, at: u32| unit_of(snapshot, at).iter().any(|scope| scopes.contains(scope));
    let gone = q.diff.memberships.removed.iter().filter(|gone| !gone.foretold).map(|gone| gone.at);
    verdict.keep.memberships.extend(gone.filter(|at| within(q.before, *at)));
    let new = q.diff.memberships.added.iter().copied();
    verdict.keep.new_memberships.extend(new.filter(|at| within(q.after, *at)));
}
