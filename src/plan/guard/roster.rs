//! What a delivery takes away and adds, judged from the widest scope to the narrowest.

use super::{Hold, HoldKind, Limits, Scope, ScopeLimits, digest};
use crate::roster::{Diff, Keep, Membership, Person, PersonId, PersonIx, Snapshot, SourceName, Tally, UnitId, home};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the guard says of a roster.
pub(in crate::plan) struct Verdict {
    pub(in crate::plan) keep: Keep,
    pub(in crate::plan) holds: Vec<Hold>,
    /// Whose going, out of the roster or a group, a human let through: pools do not ask about it again.
    pub(in crate::plan) let_go: BTreeSet<PersonId>,
}

/// What the guard is asked about.
pub(in crate::plan) struct Question<'a> {
    /// The roster before, or the part of it that is looked at.
    pub(in crate::plan) before: &'a Snapshot,
    /// All others.
    pub(in crate::plan) others: &'a Tally,
    pub(in crate::plan) after: &'a Snapshot,
    pub(in crate::plan) diff: &'a Diff,
    pub(in crate::plan) day: Date,
    pub(in crate::plan) limits: &'a Limits,
    pub(in crate::plan) released: &'a BTreeSet<String>,
}

/// Judges what a delivery takes away and adds, from the widest scope to the narrowest.
pub(in crate::plan) fn roster(question: &Question<'_>) -> Verdict {
    let mut verdict = Verdict { keep: Keep::default(), holds: Vec::new(), let_go: BTreeSet::new() };
    let base = question.others.plus(&Tally::of(question.before, question.day));
    for kind in [
        HoldKind::PersonRemovals,
        HoldKind::PersonAdditions,
        HoldKind::MembershipRemovals,
        HoldKind::MembershipAdditions,
    ] {
        let items = items(question, kind);
        judge(question, kind, items, &base, &mut verdict);
    }
    verdict.holds.sort();
    verdict
}

/// One thing that vanishes or appears.
struct Item<'a> {
    at: u32,
    source: &'a SourceName,
    unit: Option<&'a UnitId>,
    person: &'a PersonId,
    name: String,
}

fn items<'a>(q: &Question<'a>, kind: HoldKind) -> Vec<Item<'a>> {
    let person = |snapshot: &'a Snapshot, at: PersonIx| {
        let person = snapshot.person(at);
        let name = person.id.as_str().to_owned();
        Item { at: at.0, source: &person.source, unit: home(person, q.day), person: &person.id, name }
    };
    let membership = |snapshot: &'a Snapshot, at: u32| {
        let m = &snapshot.memberships[at as usize];
        let (group, person) = (snapshot.group(m.group), snapshot.person(m.person));
        let name = format!("{} {}", group.id, person.id);
        Item { at, source: &group.source, unit: Some(&group.unit), person: &person.id, name }
    };
    let stays = |gone: &BTreeSet<PersonIx>, at: u32| {
        let person = q.before.memberships[at as usize].person;
        !gone.contains(&person) && q.after.find_person(&q.before.person(person).id).is_some()
    };
    match kind {
        HoldKind::PersonRemovals => {
            let removed = q.diff.persons.removed.iter().filter(|r| !r.foretold);
            removed.map(|r| person(q.before, r.at)).collect()
        }
        HoldKind::PersonAdditions => {
            let added = q.diff.persons.added.iter().filter(|at| !starts_by_date(q, q.after.person(**at)));
            added.map(|at| person(q.after, *at)).collect()
        }
        HoldKind::MembershipRemovals => {
            let gone = q.diff.persons.removed.iter().map(|r| r.at).collect();
            let removed = q.diff.memberships.removed.iter().filter(|r| !r.foretold && stays(&gone, r.at));
            removed.map(|r| membership(q.before, r.at)).collect()
        }
        _ => {
            let new: BTreeSet<PersonIx> = q.diff.persons.added.iter().copied().collect();
            let is_old = |at: &&u32| !new.contains(&q.after.memberships[**at as usize].person);
            let said = |at: &&u32| !said_before(q, &q.after.memberships[**at as usize]);
            q.diff.memberships.added.iter().filter(is_old).filter(said).map(|at| membership(q.after, *at)).collect()
        }
    }
}

/// Did the roster before say that the person would be here by now? Then a date that was known did it.
fn starts_by_date(q: &Question<'_>, person: &Person) -> bool {
    q.before.find_person(&person.id).is_some_and(|at| q.before.person(at).is_active(q.day))
}

/// Did the roster before say that the membership would count by now?
fn said_before(q: &Question<'_>, membership: &Membership) -> bool {
    let group = q.before.find_group(&q.after.group(membership.group).id);
    let person = q.before.find_person(&q.after.person(membership.person).id);
    group.zip(person).is_some_and(|(group, person)| {
        let rows = q.before.members(group);
        let from = rows.partition_point(|m| m.person < person);
        let mine = rows[from..].iter().take_while(|m| m.person == person);
        mine.into_iter().any(|m| m.role == membership.role && q.before.counts(m, q.day))
    })
}

/// What there was before, in a scope.
fn base(tally: &Tally, scope: &Scope, kind: HoldKind) -> u64 {
    let within = |source: &SourceName, unit: Option<&UnitId>| match scope {
        Scope::Source(name) => source == name,
        Scope::Unit(id) => unit == Some(id),
        Scope::Total | Scope::Pool(_) => true,
    };
    match kind {
        HoldKind::PersonRemovals | HoldKind::PersonAdditions => tally.persons(within),
        _ => tally.memberships(within),
    }
}

/// Judges one kind: the whole run, then each source, then each unit. What a wider scope held or released is
/// not asked about again.
fn judge(q: &Question<'_>, kind: HoldKind, mut items: Vec<Item<'_>>, tally: &Tally, verdict: &mut Verdict) {
    type ScopeOf = fn(&Item<'_>) -> Option<Scope>;
    let widths: [(ScopeOf, ScopeLimits); 3] = [
        (|_| Some(Scope::Total), q.limits.total),
        (|item| Some(Scope::Source(item.source.clone())), q.limits.source),
        (|item| item.unit.map(|unit| Scope::Unit(unit.clone())), q.limits.unit),
    ];
    for (scope_of, limits) in widths {
        let limit = match kind {
            HoldKind::PersonRemovals | HoldKind::MembershipRemovals => limits.removals,
            _ => limits.additions,
        };
        let mut by_scope: BTreeMap<Option<Scope>, Vec<Item<'_>>> = BTreeMap::new();
        for item in items {
            by_scope.entry(scope_of(&item)).or_default().push(item);
        }
        items = Vec::new();
        for (scope, group) in by_scope {
            let Some(scope) = scope else {
                items.extend(group);
                continue;
            };
            let (count, base) = (group.len() as u64, base(tally, &scope, kind));
            let largest = limit.largest(base);
            if count <= largest {
                items.extend(group);
                continue;
            }
            let hash = digest(&scope, kind, group.iter().map(|item| &item.name));
            if q.released.contains(&hash) {
                verdict.let_go.extend(group.iter().map(|item| item.person.clone()));
            } else {
                let in_the_way = Vec::new();
                verdict.holds.push(Hold { scope, kind, count, base, limit: largest, hash, in_the_way });
                group.iter().for_each(|item| hold_back(&mut verdict.keep, kind, item.at));
            }
        }
    }
}

fn hold_back(keep: &mut Keep, kind: HoldKind, at: u32) {
    match kind {
        HoldKind::PersonRemovals => keep.persons.insert(PersonIx(at)),
        HoldKind::PersonAdditions => keep.newcomers.insert(PersonIx(at)),
        HoldKind::MembershipRemovals => keep.memberships.insert(at),
        _ => keep.new_memberships.insert(at),
    };
}
